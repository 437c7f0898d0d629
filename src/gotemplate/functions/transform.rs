//! `transform.*` that need no site.

use super::arguments::text;
use super::{Entry, entry};
use crate::gotemplate::error::Failure;
use crate::gotemplate::escape::{escape_html, unescape};
use crate::gotemplate::exec::Machine;
use crate::gotemplate::number;
use crate::gotemplate::value::Value;

pub(super) const FUNCTIONS: &[Entry] = &[
    entry(&["htmlEscape", "transform.HTMLEscape"], 1, 1, |_, a| {
        Ok(escape_html(&text(&a[0])?).into())
    }),
    entry(&["htmlUnescape", "transform.HTMLUnescape"], 1, 1, |_, a| {
        Ok(unescape(&text(&a[0])?).into_owned().into())
    }),
    entry(&["plainify", "transform.Plainify"], 1, 1, |it, a| {
        let text = text(&a[0])?;
        it.spend(number::cost(text.len()))?;
        Ok(Value::html(&strip_html(&text)))
    }),
    entry(&["transform.XMLEscape"], 1, 1, |it, a| {
        let text = text(&a[0])?;
        it.spend(number::cost(text.len()))?;
        Ok(xml_escape(&text).into())
    }),
    entry(&["unmarshal", "transform.Unmarshal"], 1, 2, unmarshal),
];

/// Go's `xml.EscapeText`, without the characters that XML cannot hold.
fn xml_escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '"' => out.push_str("&#34;"),
            '\'' => out.push_str("&#39;"),
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\t' => out.push_str("&#x9;"),
            '\n' => out.push_str("&#xA;"),
            '\r' => out.push_str("&#xD;"),
            '\0'..='\x1f' | '\u{fffe}' | '\u{ffff}' => {}
            c => out.push(c),
        }
    }
    out
}

/// The text without its tags; the ends of paragraphs and line breaks become line breaks, other
/// runs of white space one space, and scripts and style sheets vanish.
pub(super) fn strip_html(text: &str) -> String {
    if !text.contains('<') {
        return text.to_owned();
    }
    let broken = text
        .replace('\n', " ")
        .replace("</p>", "\n")
        .replace("<br>", "\n")
        .replace("<br />", "\n");
    let ends = Ends::of(&broken);
    let mut out = String::with_capacity(broken.len());
    let mut at = 0;
    while let Some(found) = broken[at..].find('<') {
        push_words(&mut out, &broken[at..at + found]);
        at += found;
        if let Some(length) = ends.tag_length(&broken, at) {
            at += length;
        } else {
            out.push('<');
            at += 1;
        }
    }
    push_words(&mut out, &broken[at..]);
    out
}

/// A tag longer than this is looked at as if its quotes were none.
const LONGEST_TAG: usize = 1000;

/// Where the last of each kind of end is: behind it no search for one is made, so that the time
/// stays proportional to the text.
struct Ends {
    tag: Option<usize>,
    comment: Option<usize>,
    script: Option<usize>,
    style: Option<usize>,
}

impl Ends {
    fn of(text: &str) -> Ends {
        Ends {
            tag: text.rfind('>'),
            comment: text.rfind("-->"),
            script: text.rfind("</script>"),
            style: text.rfind("</style>"),
        }
    }

    /// The length of the tag at `at`; of a script, of the whole element.
    fn tag_length(&self, text: &str, at: usize) -> Option<usize> {
        let tag = &text[at..];
        if !tag[1..].starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '!' | '?'))
            || self.tag.is_none_or(|last| last < at)
        {
            return None;
        }
        for (start, end, last) in [
            ("<!--", "-->", self.comment),
            ("<script", "</script>", self.script),
            ("<style", "</style>", self.style),
        ] {
            if tag.starts_with(start) && last.is_some_and(|last| last > at) {
                return tag.find(end).map(|found| found + end.len());
            }
        }
        let mut quote = None;
        for (at, byte) in tag.bytes().take(LONGEST_TAG).enumerate() {
            match (quote, byte) {
                (None, b'>') => return Some(at + 1),
                (None, b'"' | b'\'') => quote = Some(byte),
                (Some(open), byte) if open == byte => quote = None,
                _ => {}
            }
        }
        // Quotes that do not match do not hide the end of a tag.
        tag.find('>').map(|at| at + 1)
    }
}

/// Appends text, of each run of white space only the first character.
fn push_words(out: &mut String, text: &str) {
    let mut after_space = out.ends_with(char::is_whitespace);
    for c in text.chars() {
        let space = c.is_whitespace();
        if !(space && after_space) {
            out.push(c);
        }
        after_space = space;
    }
}

/// JSON only; options are ignored.
fn unmarshal(machine: &mut Machine<'_>, arguments: &[Value]) -> Result<Value, Failure> {
    let source = arguments.last().unwrap_or(&Value::Nil);
    if source.as_text().is_none() {
        return Err(Failure::Unsupported(
            "transform.Unmarshal of a resource".into(),
        ));
    }
    let source = text(source)?;
    let trimmed = source.trim();
    if trimmed.is_empty() {
        return Ok(Value::Nil);
    }
    if !trimmed.starts_with(['{', '[']) {
        return Err(Failure::Unsupported(
            "transform.Unmarshal of anything but JSON".into(),
        ));
    }
    // A parsed value takes many times the room of `[[],[],…`.
    machine.spend(number::cost(trimmed.len()).saturating_mul(16))?;
    let parsed: serde_json::Value = serde_json::from_str(trimmed)
        .map_err(|error| Failure::Failed(format!("unmarshal failed: {error}")))?;
    Ok(as_floats(parsed.into()))
}

/// Go's JSON decoder makes every number a float64.
fn as_floats(value: Value) -> Value {
    match value {
        Value::Int(it) => Value::Float(number::float(it)),
        Value::List(items) => Value::list(items.iter().cloned().map(as_floats).collect()),
        Value::Map(entries) => Value::map(
            entries
                .iter()
                .map(|(key, it)| (key.clone(), as_floats(it.clone()))),
        ),
        other => other,
    }
}
