//! Values in scripts.

use std::borrow::Cow;

use crate::gotemplate::error::Failure;
use crate::gotemplate::json;
use crate::gotemplate::value::{Safe, Value};

/// Appends a JavaScript expression for `value`.
pub(super) fn value_into(out: &mut String, value: &Value, limit: usize) -> Result<(), Failure> {
    match value {
        Value::Safe(Safe::Js, text) => {
            out.push_str(text);
            return Ok(());
        }
        Value::Safe(Safe::JsStr, text) => {
            out.push('"');
            out.push_str(text);
            out.push('"');
            return Ok(());
        }
        _ => {}
    }
    let mut text = String::new();
    json::write(&mut text, value, &json::Style::default(), limit)?;
    let part = |c: char| c == '$' || c == '_' || c.is_ascii_alphanumeric();
    // A space keeps numbers and words apart from what stands next to them.
    let pad = text.starts_with(part) || text.ends_with(part);
    if pad {
        out.push(' ');
    }
    out.push_str(&text);
    if pad {
        out.push(' ');
    }
    Ok(())
}

/// `text` for the inside of a quoted string; `safe` keeps its escapes.
pub(crate) fn escape_js_string(text: &str, safe: bool) -> String {
    replace(text, |c| match c {
        '\\' if safe => None,
        c => string_escape(c),
    })
}

/// `text` for the inside of a template literal.
pub(super) fn template_literal(text: &str, safe: bool) -> String {
    replace(text, |c| match c {
        '\\' if safe => None,
        '$' => Some("\\u0024".into()),
        '{' => Some("\\u007b".into()),
        '}' => Some("\\u007d".into()),
        c => string_escape(c),
    })
}

fn string_escape(c: char) -> Option<Cow<'static, str>> {
    Some(match c {
        '\t' => "\\t".into(),
        '\n' => "\\n".into(),
        '\u{c}' => "\\f".into(),
        '\r' => "\\r".into(),
        '/' => "\\/".into(),
        '\\' => "\\\\".into(),
        '\0' | '\u{b}' | '"' | '`' | '&' | '\'' | '+' | '<' | '>' | '\u{2028}' | '\u{2029}' => {
            format!("\\u{:04x}", u32::from(c)).into()
        }
        _ => return None,
    })
}

/// `text` for the inside of a regular expression.
pub(super) fn regular_expression(text: &str) -> String {
    if text.is_empty() {
        return "(?:)".into();
    }
    replace(text, |c| match c {
        '$' | '(' | ')' | '*' | '-' | '.' | '?' | '[' | ']' | '^' | '{' | '|' | '}' => {
            Some(format!("\\{c}").into())
        }
        '`' => None,
        c => string_escape(c),
    })
}

fn replace(text: &str, escape: impl Fn(char) -> Option<Cow<'static, str>>) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match escape(c) {
            Some(escaped) => out.push_str(&escaped),
            None => out.push(c),
        }
    }
    out
}

const TAGS: [&str; 3] = ["<script", "</script", "<!--"];

/// Whether the inside of a literal could end or nest the script element.
pub(super) fn has_tag(text: &str) -> bool {
    text.contains('<') && escape_tags(text) != text
}

/// The `<` of script tags inside of literals, written as an escape.
pub(super) fn escape_tags(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let is_tag = TAGS.iter().any(|tag| {
            rest.get(..tag.len())
                .is_some_and(|it| it.eq_ignore_ascii_case(tag))
        });
        out.push_str(if is_tag { "\\x3C" } else { "<" });
        rest = &rest[1..];
    }
    out.push_str(rest);
    out
}

/// Whether a script element with this `type` holds JavaScript or JSON.
pub(super) fn is_script_type(kind: &str) -> bool {
    let kind = kind
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase();
    matches!(
        &*kind,
        "application/ecmascript"
            | "application/javascript"
            | "application/json"
            | "application/ld+json"
            | "application/x-ecmascript"
            | "application/x-javascript"
            | "module"
            | "text/ecmascript"
            | "text/javascript"
            | "text/javascript1.0"
            | "text/javascript1.1"
            | "text/javascript1.2"
            | "text/javascript1.3"
            | "text/javascript1.4"
            | "text/javascript1.5"
            | "text/jscript"
            | "text/livescript"
            | "text/x-ecmascript"
            | "text/x-javascript"
    )
}
