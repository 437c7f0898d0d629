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
    entry(&["plainify", "transform.Plainify"], 1, 1, |_, a| {
        Ok(Value::html(&strip_html(&text(&a[0])?)))
    }),
    entry(&["unmarshal", "transform.Unmarshal"], 1, 2, unmarshal),
];

/// The text without its tags; the ends of paragraphs and line breaks become line breaks.
pub(super) fn strip_html(text: &str) -> String {
    if !text.contains(['<', '>']) {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    let mut inside = false;
    let mut after_space = false;
    let broken = text
        .replace('\n', " ")
        .replace("</p>", "\n")
        .replace("<br>", "\n")
        .replace("<br />", "\n");
    for c in broken.chars() {
        match c {
            '<' => inside = true,
            '>' => inside = false,
            _ if inside => {}
            c if c.is_whitespace() => {
                if !after_space {
                    out.push(c);
                }
                after_space = true;
            }
            c => {
                out.push(c);
                after_space = false;
            }
        }
    }
    out
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
