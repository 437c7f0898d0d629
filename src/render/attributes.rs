//! Attributes as Hugo reads them, `{.class #id key="value"}`: at the end of a heading, and where
//! `markup.goldmark.parser.attribute.block` is on, on a line of their own right below a paragraph, a list, a
//! quote or a table.

use std::borrow::Cow;
use std::fmt::Write as _;

use super::formulas::Formulas;
use super::raw_html::is_ours;
use super::writer::Writer;
use super::{Span, escape};
use crate::gotemplate::{Map, Value};

/// Attributes and where their line stands.
#[derive(Debug, PartialEq)]
pub(super) struct Attributes {
    /// Where the line begins in the text.
    pub(super) at: usize,
    /// What they say.
    pub(super) read: Read,
}

/// A text in which the lines of attributes are blank, and those attributes in its order.
///
/// A formula in them is what it is written as.
pub(super) fn take<'t>(text: Cow<'t, str>, formulas: &Formulas) -> (Cow<'t, str>, Vec<Attributes>) {
    let mut found: Vec<(std::ops::Range<usize>, Read)> = Vec::new();
    let mut fence: Option<(u8, usize)> = None;
    let mut is_blank = true;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let inner = line.trim();
        fence = after_fence(fence, inner);
        if fence.is_none()
            && !is_blank
            && let Some(read) = attributes(&formulas.as_written(inner))
        {
            let start = at + line.len() - line.trim_start().len();
            found.push((start..start + inner.len(), read));
        }
        is_blank = inner.is_empty();
        at += line.len();
    }
    if found.is_empty() {
        return (text, Vec::new());
    }
    let mut blanked = String::with_capacity(text.len());
    let mut attributes = Vec::with_capacity(found.len());
    for (span, read) in found {
        blanked.push_str(&text[blanked.len()..span.start]);
        let line_start = blanked.rfind('\n').map_or(0, |at| at + 1);
        blanked.extend(std::iter::repeat_n(' ', span.len()));
        attributes.push(Attributes {
            at: line_start,
            read,
        });
    }
    blanked.push_str(&text[blanked.len()..]);
    (Cow::Owned(blanked), attributes)
}

impl Writer<'_, '_> {
    /// Takes the attributes that stand on the line right below a block.
    pub(super) fn attributes_below(&mut self, block: &Span) -> Option<Attributes> {
        if self.attributes.is_empty() {
            return None;
        }
        let source = self.body.get(block.clone()).unwrap_or_default();
        let end = block.start + source.trim_ascii_end().len();
        // Those of what stands in the block itself are over.
        while self.attributes.front().is_some_and(|first| first.at < end) {
            self.attributes.pop_front();
        }
        let between = self.body.get(end..self.attributes.front()?.at)?;
        if between.trim_matches('\r') != "\n" {
            return None;
        }
        self.attributes.pop_front()
    }
}

/// The fence that is open behind a line.
fn after_fence(open: Option<(u8, usize)>, line: &str) -> Option<(u8, usize)> {
    let sign = line
        .bytes()
        .next()
        .filter(|sign| matches!(sign, b'`' | b'~'));
    let count = sign.map_or(0, |sign| {
        line.bytes().take_while(|byte| *byte == sign).count()
    });
    match open {
        Some((by, length)) if sign == Some(by) && count >= length && count == line.len() => None,
        None if count >= 3 => sign.map(|sign| (sign, count)),
        open => open,
    }
}

/// What attributes say: each name once, with its value. The classes come first, as one.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Read {
    all: Vec<Said>,
}

/// One attribute.
#[derive(Debug, PartialEq)]
struct Said {
    name: String,
    value: String,
    /// It is a text whatever it looks like, because it stands in quotes.
    is_text: bool,
}

impl Read {
    /// The id, if one is given.
    pub(super) fn id(&self) -> Option<&str> {
        let id = self.all.iter().find(|said| said.name == "id");
        id.map(|said| said.value.as_str())
    }

    /// What templates are told: numbers and truth values where they are not in quotes.
    pub(super) fn values(&self) -> Map {
        let all = self.all.iter();
        all.map(|said| {
            let text = said.value.as_str();
            let value = match text {
                _ if said.is_text => Value::text(text),
                "true" => Value::Bool(true),
                "false" => Value::Bool(false),
                _ => match (text.parse(), text.parse()) {
                    (Ok(number), _) => Value::Int(number),
                    (_, Ok(number)) => Value::Float(number),
                    _ => Value::text(text),
                },
            };
            (said.name.as_str().into(), value)
        })
        .collect()
    }

    /// As they stand in a tag: ` class="a b" id="c"`.
    pub(super) fn html(&self) -> String {
        let mut html = String::new();
        for Said { name, value, .. } in &self.all {
            push(&mut html, name, value);
        }
        html
    }
}

/// As many attributes has no element; a line of more is text.
const MOST: usize = 256;

/// What attributes say, if these are any.
pub(super) fn attributes(line: &str) -> Option<Read> {
    let inner = line.strip_prefix('{')?.strip_suffix('}')?.trim();
    let mut classes: Vec<&str> = Vec::new();
    let mut others: Vec<(&str, Cow<'_, str>, bool)> = Vec::new();
    let mut rest = inner;
    while !rest.is_empty() {
        if others.len() > MOST {
            return None;
        }
        let is_name = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | ':');
        let sign = rest.chars().next()?;
        if matches!(sign, '.' | '#') {
            let end = rest[1..]
                .find(|c| !is_name(c))
                .map_or(rest.len(), |at| at + 1);
            let name = rest[1..end].trim();
            match (sign, name) {
                (_, "") => return None,
                ('.', class) => classes.push(class),
                (_, id) => set(&mut others, "id", Cow::Borrowed(id), true),
            }
            rest = rest[end..].trim_start_matches([' ', ',', '\t']);
            continue;
        }
        let (name, value) = rest.split_once('=')?;
        if name.is_empty() || !name.chars().all(is_name) {
            return None;
        }
        let is_text = value.starts_with('"');
        let (value, after) = if let Some(quoted) = value.strip_prefix('"') {
            quoted_value(quoted)?
        } else if let Some((list, after)) = list(value) {
            (Cow::Borrowed(list), after)
        } else {
            let end = value.find([' ', ',', '\t']).unwrap_or(value.len());
            (Cow::Borrowed(&value[..end]), &value[end..])
        };
        // What acts is left out, as everywhere in a text.
        if !name.to_ascii_lowercase().starts_with("on") && !is_ours(name) {
            set(&mut others, name, value, is_text);
        }
        rest = after.trim_start_matches([' ', ',', '\t']);
    }
    if classes.is_empty() && others.is_empty() {
        return None;
    }
    let class = (!classes.is_empty()).then(|| Said {
        name: "class".to_owned(),
        value: classes.join(" "),
        is_text: true,
    });
    let others = others.into_iter().map(|(name, value, is_text)| Said {
        name: name.to_owned(),
        value: value.into_owned(),
        is_text,
    });
    let all = class.into_iter().chain(others).collect();
    Some(Read { all })
}

/// The list in brackets with which a value begins, and what follows it.
fn list(value: &str) -> Option<(&str, &str)> {
    let end = value.strip_prefix('[')?.find(']')? + 2;
    Some(value.split_at(end))
}

/// Sets an attribute; of two of one name the last holds.
fn set<'l>(
    all: &mut Vec<(&'l str, Cow<'l, str>, bool)>,
    name: &'l str,
    value: Cow<'l, str>,
    is_text: bool,
) {
    match all.iter_mut().find(|(set, ..)| *set == name) {
        Some((_, set, was_text)) => (*set, *was_text) = (value, is_text),
        None => all.push((name, value, is_text)),
    }
}

/// A value up to the quote that ends it, and what follows.
fn quoted_value(text: &str) -> Option<(Cow<'_, str>, &str)> {
    let mut is_escaped = false;
    let end = text.bytes().position(|byte| {
        let ends = byte == b'"' && !is_escaped;
        is_escaped = byte == b'\\' && !is_escaped;
        ends
    })?;
    let value = &text[..end];
    let value = if value.contains('\\') {
        Cow::Owned(value.replace("\\\"", "\"").replace("\\\\", "\\"))
    } else {
        Cow::Borrowed(value)
    };
    Some((value, &text[end + 1..]))
}

fn push(html: &mut String, name: &str, value: &str) {
    let _ = write!(html, " {name}=\"");
    escape::attribute(html, value);
    html.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_attributes_are_read() {
        let check = |line: &str, expected: Option<&str>| {
            let found = attributes(line).map(|read| read.html());
            assert_eq!(found.as_deref(), expected, "{line}");
        };
        check("{.a .b #c}", Some(" class=\"a b\" id=\"c\""));
        check(
            "{ .a, key=\"x y\" other=1 }",
            Some(" class=\"a\" key=\"x y\" other=\"1\""),
        );
        check(
            r#"{title="a \"b\" c" .x}"#,
            Some(" class=\"x\" title=\"a &quot;b&quot; c\""),
        );
        check("{title='a b'}", None);
        check("{.a onclick=\"x\" data-ui=1}", Some(" class=\"a\""));
        check("{#a id=b .c}", Some(" class=\"c\" id=\"b\""));
        for none in [
            "{}",
            "{a}",
            "{.}",
            "{not attributes}",
            "{.a",
            "x {.a}",
            "{=x}",
            "{{.a}}",
        ] {
            check(none, None);
        }
    }

    #[test]
    fn they_are_blank_in_the_text_unless_they_are_code() {
        let check = |text: &str, expected: &str, places: &[usize]| {
            let (blanked, found) = take(Cow::Borrowed(text), &Formulas::default());
            assert_eq!(blanked, expected);
            let found: Vec<usize> = found.iter().map(|attributes| attributes.at).collect();
            assert_eq!(found, places);
        };
        check("a\n{.b}\n\nc", "a\n    \n\nc", &[2]);
        check("- a\n  {.b}\n{.c}", "- a\n      \n    ", &[4, 11]);
        check("```\na\n{.b}\n```\n{.c}", "```\na\n{.b}\n```\n    ", &[15]);
        check("a\n\n{.b}", "a\n\n{.b}", &[]);
        check("a {.b}", "a {.b}", &[]);
    }
}
