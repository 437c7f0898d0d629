//! The accidents in JSON.

use super::super::lines;
use super::super::split::Format;
use super::values::{quoted, subject};
use super::{Failed, Mistake};

const JSON: Format = Format::Json;

/// A key that is there already.
pub(super) fn duplicate_key(failed: &Failed<'_>) -> Option<Mistake> {
    let (_, quoted) = failed
        .syntax
        .words
        .split_once("duplicate entry with key ")?;
    let key = quoted.trim_matches('"');
    let needle = format!("\"{key}\"");
    let end = lines::from(failed.text, 0)
        .nth(failed.syntax.place.line as usize - 1)
        .map_or(failed.text.len(), |line| line.end);
    let at = failed.text[..end].rfind(&needle)?;
    let place = lines::place(failed.text, at, needle.len());
    let message = format!("`{key}` is written twice. Keep one of the two.");
    Some(Mistake::new(place, message))
}

/// A quote that opens a text and is not closed on its line.
pub(super) fn unclosed_quote(failed: &Failed<'_>) -> Option<Mistake> {
    failed.lines().find_map(|line| {
        let quotes = quotes(line.text);
        let &open = quotes.last().filter(|_| quotes.len() % 2 == 1)?;
        let text = line.text.trim_end();
        let (text, comma) = match text.strip_suffix(',') {
            Some(text) => (text, ","),
            None => (text, ""),
        };
        let length = text.len().saturating_sub(open);
        let place = lines::place(failed.text, line.start + open, length);
        let message = format!(
            "{} begins with a quote that is never closed.",
            subject(&key(line.text))
        );
        let mended = format!("{text}\"{comma}");
        let mended = failed.is_better_with(&line, &mended).then_some(mended);
        Some(Mistake::new(place, message).with_suggestion(mended))
    })
}

/// A comma after the last entry.
pub(super) fn trailing_comma(failed: &Failed<'_>) -> Option<Mistake> {
    let line = failed
        .lines()
        .filter(|line| line.text.trim_end().ends_with(','))
        .last()?;
    let comma = line.text.trim_end().len() - 1;
    let mended = format!("{}{}", &line.text[..comma], &line.text[comma + 1..]);
    let place = lines::place(failed.text, line.start + comma, 1);
    let message = "After this comma nothing follows. JSON wants none after the last entry.";
    failed
        .is_better_with(&line, &mended)
        .then(|| Mistake::new(place, message).with_suggestion(Some(mended)))
}

/// No comma between two entries.
pub(super) fn missing_comma(failed: &Failed<'_>) -> Option<Mistake> {
    if !failed.syntax.words.contains("expected `,`") {
        return None;
    }
    let here = failed.line()?;
    let above = failed
        .lines()
        .filter(|line| line.start < here.start && !line.is_blank())
        .last()?;
    let text = above.text.trim_end();
    let mended = format!("{text},");
    let place = lines::place(failed.text, above.start + text.len(), 1);
    let message = "At the end of this line a comma is missing.";
    failed
        .is_better_with(&above, &mended)
        .then(|| Mistake::new(place, message).with_suggestion(Some(mended)))
}

/// A key without quotes, or with single ones.
pub(super) fn bare_key(failed: &Failed<'_>) -> Option<Mistake> {
    if !failed.syntax.words.contains("key must be a string") {
        return None;
    }
    let line = failed.line()?;
    let text = line.text.trim_start();
    let (key, value) = text.split_once(':')?;
    let bare = key.trim().trim_matches('\'');
    if bare.is_empty() || bare.contains(['"', '{', '}', ',']) {
        return None;
    }
    let indentation = &line.text[..line.text.len() - text.len()];
    let place = lines::place(
        failed.text,
        line.start + indentation.len(),
        key.trim().len(),
    );
    let message = format!("The key `{bare}` needs double quotes around it.");
    let mended = format!("{indentation}\"{bare}\":{}", in_double_quotes(value));
    failed
        .is_better_with(&line, &mended)
        .then(|| Mistake::new(place, message).with_suggestion(Some(mended)))
}

/// A value without quotes, or with single ones.
pub(super) fn bare_text(failed: &Failed<'_>) -> Option<Mistake> {
    let line = failed.line()?;
    let at = line.text.find("\":")? + 2;
    let rest = &line.text[at..];
    let value = rest.trim().trim_end_matches(',').trim_end();
    if value.is_empty() || value.starts_with(['"', '[', '{']) {
        return None;
    }
    let start = at + rest.len() - rest.trim_start().len();
    let (before, after) = (&line.text[..start], &line.text[start + value.len()..]);
    let place = lines::place(failed.text, line.start + start, value.len());
    let key = key(line.text);
    let lower = value.to_ascii_lowercase();
    let (message, written) = if matches!(lower.as_str(), "true" | "false") {
        let message = format!("`{key}` should be `true` or `false`, in small letters.");
        (message, lower)
    } else {
        let message = format!(
            "{} is a text, and needs double quotes around it.",
            subject(&key)
        );
        (
            message,
            quoted(JSON, without_single_quotes(value).unwrap_or(value)),
        )
    };
    let mended = format!("{before}{written}{after}");
    failed
        .is_better_with(&line, &mended)
        .then(|| Mistake::new(place, message).with_suggestion(Some(mended)))
}

/// What follows a key's colon, with double quotes for single ones.
fn in_double_quotes(value: &str) -> String {
    let trimmed = value.trim();
    let (inner, comma) = match trimmed.strip_suffix(',') {
        Some(inner) => (inner.trim_end(), ","),
        None => (trimmed, ""),
    };
    match without_single_quotes(inner) {
        Some(text) => format!(" {}{comma}", quoted(JSON, text)),
        None => value.to_owned(),
    }
}

fn without_single_quotes(value: &str) -> Option<&str> {
    value.strip_prefix('\'')?.strip_suffix('\'')
}

/// The key of a line, without quotes.
fn key(line: &str) -> String {
    let key = line.split(':').next().unwrap_or_default();
    let key = key.trim().trim_start_matches('{').trim();
    key.trim_matches('"').to_owned()
}

/// Where the quotes of a line stand that no backslash takes their meaning from.
fn quotes(line: &str) -> Vec<usize> {
    let mut quotes = Vec::new();
    let mut is_escaped = false;
    for (at, c) in line.char_indices() {
        if c == '"' && !is_escaped {
            quotes.push(at);
        }
        is_escaped = c == '\\' && !is_escaped;
    }
    quotes
}
