//! Values as JSON, written as Go's `encoding/json` writes them.

use crate::gotemplate::error::Failure;
use crate::gotemplate::functions::time::rfc3339;
use crate::gotemplate::number;
use crate::gotemplate::print::TOO_LARGE;
use crate::gotemplate::value::Value;

/// How JSON is laid out.
#[derive(Clone, Debug)]
pub(crate) struct Style {
    pub(crate) prefix: String,
    pub(crate) indent: String,
    /// Whether `<`, `>` and `&` are escaped.
    pub(crate) escape_html: bool,
}

impl Default for Style {
    fn default() -> Style {
        Style {
            prefix: String::new(),
            indent: String::new(),
            escape_html: true,
        }
    }
}

impl Style {
    fn is_compact(&self) -> bool {
        self.prefix.is_empty() && self.indent.is_empty()
    }

    fn line(&self, out: &mut String, depth: usize) {
        if !self.is_compact() {
            out.push('\n');
            out.push_str(&self.prefix);
            for _ in 0..depth {
                out.push_str(&self.indent);
            }
        }
    }
}

/// Appends `value` as JSON, stopping when `out` is longer than `limit` bytes.
pub(crate) fn write(
    out: &mut String,
    value: &Value,
    style: &Style,
    limit: usize,
) -> Result<(), Failure> {
    nested(out, value, style, limit, 0)
}

fn nested(
    out: &mut String,
    value: &Value,
    style: &Style,
    limit: usize,
    depth: usize,
) -> Result<(), Failure> {
    if out.len() > limit {
        return Err(TOO_LARGE);
    }
    match value {
        Value::Nil => out.push_str("null"),
        Value::Bool(it) => out.push_str(if *it { "true" } else { "false" }),
        Value::Int(it) => out.push_str(&it.to_string()),
        Value::Float(it) if it.is_finite() => out.push_str(&number::json(*it)),
        Value::Float(_) => return Err("json: unsupported value".into()),
        Value::Text(it) | Value::Safe(_, it) => text(out, it, style.escape_html),
        Value::Time(it) => text(out, &rfc3339(it), style.escape_html),
        Value::List(items) => list(out, items, style, limit, depth)?,
        Value::Map(entries) => map(out, entries, style, limit, depth)?,
        Value::Object(object) => {
            if let Some(entries) = object.entries() {
                map(out, &entries, style, limit, depth)?;
            } else if let Some(items) = object.items() {
                list(out, &items, style, limit, depth)?;
            } else if let Some(number) = object.number() {
                out.push_str(&number.to_string());
            } else {
                text(out, &object.text(), style.escape_html);
            }
        }
    }
    Ok(())
}

fn list(
    out: &mut String,
    items: &[Value],
    style: &Style,
    limit: usize,
    depth: usize,
) -> Result<(), Failure> {
    out.push('[');
    for (index, item) in items.iter().enumerate() {
        if index > 0 {
            out.push(',');
        }
        style.line(out, depth + 1);
        nested(out, item, style, limit, depth + 1)?;
    }
    if !items.is_empty() {
        style.line(out, depth);
    }
    out.push(']');
    Ok(())
}

fn map(
    out: &mut String,
    entries: &crate::gotemplate::value::Map,
    style: &Style,
    limit: usize,
    depth: usize,
) -> Result<(), Failure> {
    out.push('{');
    for (index, (key, item)) in entries.iter().enumerate() {
        if index > 0 {
            out.push(',');
        }
        style.line(out, depth + 1);
        text(out, key, style.escape_html);
        out.push_str(if style.is_compact() { ":" } else { ": " });
        nested(out, item, style, limit, depth + 1)?;
    }
    if !entries.is_empty() {
        style.line(out, depth);
    }
    out.push('}');
    Ok(())
}

/// Appends a JSON string.
fn text(out: &mut String, text: &str, escape_html: bool) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\u{8}' => out.push_str("\\b"),
            '\u{c}' => out.push_str("\\f"),
            '<' | '>' | '&' if !escape_html => out.push(c),
            '<' | '>' | '&' | '\0'..='\x1f' | '\u{2028}' | '\u{2029}' => {
                crate::gotemplate::print::push_format!(out, "\\u{:04x}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
}
