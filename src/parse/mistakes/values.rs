//! A value as it was meant, and how to write it.

use super::super::read;
use super::super::split::Format;

/// A value's name at the start of a sentence.
pub(super) fn subject(key: &str) -> String {
    match key.to_lowercase().as_str() {
        "" => "This entry".to_owned(),
        long if long.len() > 40 => "This value".to_owned(),
        known @ ("title" | "description" | "summary" | "subtitle" | "author") => {
            format!("The {known}")
        }
        _ => format!("The value of `{key}`"),
    }
}

/// A text in quotes that is read as it is.
pub(super) fn quoted(format: Format, text: &str) -> String {
    let is_plain = !text.contains(['"', '\\']);
    match format {
        _ if is_plain => format!("\"{text}\""),
        Format::Yaml => format!("'{}'", text.replace('\'', "''")),
        Format::Toml if !text.contains('\'') => format!("'{text}'"),
        Format::Toml | Format::Json => {
            format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
        }
    }
}

/// The innermost text of one line, read by itself.
pub(super) fn read_alone(format: Format, line: &str) -> Option<String> {
    let line = match format {
        Format::Yaml | Format::Toml => line.trim().to_owned(),
        Format::Json => format!("{{{}}}", line.trim().trim_end_matches(',')),
    };
    // An entry of a list is no mapping.
    let mut value: serde_yaml::Value = match format {
        Format::Yaml => serde_yaml::from_str(&line).ok()?,
        Format::Toml | Format::Json => read::read_as(format, &line).ok()?.into(),
    };
    loop {
        value = match value {
            serde_yaml::Value::String(text) => return Some(text),
            serde_yaml::Value::Mapping(keys) => keys.into_iter().next()?.1,
            serde_yaml::Value::Sequence(values) => values.into_iter().next()?,
            _ => return None,
        }
    }
}

/// Whether a value is one text in quotes, with nothing behind it.
pub(super) fn is_quoted(value: &str) -> bool {
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''));
    quote.is_some_and(|quote| {
        let end = value[1..].find(quote);
        end.is_some_and(|at| at + 2 == value.len())
    })
}

/// What is meant by a value that begins with a quote, is closed, and goes on: the text between the
/// outer quotes, or the whole of it with its quotes. Nothing if neither is certain.
pub(super) fn meant_by_quotes(value: &str) -> Option<&str> {
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    if value.contains('\\') {
        return None;
    }
    let between = value[1..].strip_suffix(quote);
    if let Some(between) = between.filter(|between| is_paired(between, quote)) {
        return Some(between);
    }
    is_paired(value, quote).then_some(value)
}

/// Whether every quote in a text opens before a word or closes after one, in turn. An apostrophe
/// within a word is none.
fn is_paired(text: &str, quote: char) -> bool {
    let mut is_open = false;
    for (at, _) in text.match_indices(quote) {
        let before = text[..at].chars().next_back();
        let after = text[at + 1..].chars().next();
        let is_letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        if quote == '\'' && is_letter(before) && is_letter(after) {
            continue;
        }
        let is_blank = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
        let is_right = if is_open {
            is_blank(after) && before.is_some_and(|c| !c.is_whitespace())
        } else {
            is_blank(before) && after.is_some_and(|c| !c.is_whitespace())
        };
        if !is_right {
            return false;
        }
        is_open = !is_open;
    }
    !is_open
}
