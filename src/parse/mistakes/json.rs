//! The accidents in JSON.

use super::super::date;
use super::super::lines::{self, Entry, Line};
use super::super::split::Format;
use super::keys::after_sign;
use super::values::{
    bare_message, has_half_a_pair, is_date_key, meant_by_quotes, quoted, subject, with_value,
};
use super::{Failed, Mistake, values};

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

/// A key whose quotes are not whole, or with another sign than a colon behind it.
pub(super) fn separator(failed: &Failed<'_>) -> Option<Mistake> {
    let line = failed.line()?;
    let text = line.text.trim_start();
    let name = text.trim_start_matches(['"', '“', '”', '„']);
    let is_end = |letter: char| !(letter.is_alphanumeric() || matches!(letter, '_' | '-'));
    let (key, rest) = name.split_at(name.find(is_end)?);
    let value = rest.trim_start_matches(['"', '“', '”']);
    let (opening, closing) = (
        &text[..text.len() - name.len()],
        &rest[..rest.len() - value.len()],
    );
    let (sign, value) = after_sign(value);
    let (meant, comma) = match value.strip_suffix(',') {
        Some(value) => (value.trim_end(), ","),
        None => (value, ""),
    };
    let is_whole = opening == "\"" && closing == "\"";
    if key.is_empty() || opening.is_empty() || meant.is_empty() || is_whole && sign == ":" {
        return None;
    }
    let curly = meant
        .strip_prefix('“')
        .and_then(|rest| rest.strip_suffix('”'));
    let written = curly.map_or_else(|| meant.to_owned(), |text| quoted(JSON, text));
    let at = line.text.len() - text.len();
    let mended = format!("{}\"{key}\": {written}{comma}", &line.text[..at]);
    let message = match sign {
        _ if !is_whole => {
            format!("The key `{key}` needs a straight quote before it and behind it.")
        }
        "" => format!("After `{key}` the colon is missing."),
        sign => format!("After `{key}` stands `{sign}`, where JSON has a colon."),
    };
    let place = lines::place(
        failed.text,
        line.start + at,
        opening.len() + key.len() + closing.len(),
    );
    failed
        .is_better_with(&line, &mended)
        .then(|| Mistake::new(place, message).with_suggestion(Some(mended)))
}

/// A quote within a text, or a backslash that begins no sign.
pub(super) fn inner_quote(failed: &Failed<'_>) -> Option<Mistake> {
    let line = failed.line()?;
    let entry = lines::entry(JSON, line.text)?;
    // Two entries on one line.
    if entry.value.contains("\":") {
        return None;
    }
    let inside = entry.value.strip_prefix('"')?.strip_suffix('"')?;
    let is_told = failed.syntax.words.contains("escape");
    let (meant, sign) = match (inside.contains('\\'), inside.contains('"')) {
        (true, false) if is_told => (inside, "a backslash"),
        (false, true) => (meant_by_quotes(entry.value)?, "a quote"),
        _ => return None,
    };
    let message = format!(
        "{} has {sign} in it, which needs a backslash before it in JSON.",
        subject(entry.key)
    );
    let mended = with_value(&line, &entry, &quoted(JSON, meant));
    let span = entry.value_at..entry.value_at + entry.value.len();
    failed.mended(&line, span, message, mended, meant)
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
        // One at the very end closes a text that nothing opens.
        if open + 1 == text.len() {
            return None;
        }
        let length = text.len().saturating_sub(open);
        let place = lines::place(failed.text, line.start + open, length);
        let message = format!(
            "{} begins with a quote that is never closed.",
            subject(&key(line.text))
        );
        let mended = format!("{text}\"{comma}");
        let is_clear = failed.is_better_with(&line, &mended) && !has_half_a_pair(text);
        let mended = is_clear.then_some(mended);
        Some(Mistake::new(place, message).with_suggestion(mended))
    })
}

/// A comma after the last entry.
pub(super) fn trailing_comma(failed: &Failed<'_>) -> Option<Mistake> {
    let line = failed.last_line(|line| line.text.trim_end().ends_with(','))?;
    let comma = line.text.trim_end().len() - 1;
    if line.text[..comma].trim_end().ends_with(':') {
        return None;
    }
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
    let above = failed.last_line(|line| line.start < here.start && !line.is_blank())?;
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
    let (key, value) = text.split_once([':', '='])?;
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

/// `True`, `yes`, `maybe`: what is meant to be `true` or `false`.
pub(super) fn bare_truth(failed: &Failed<'_>) -> Option<Mistake> {
    let line = failed.line()?;
    let entry = lines::entry(JSON, line.text)?;
    let (message, meant) = values::bare_truth(entry.key, entry.value)?;
    let mended = with_value(&line, &entry, meant.unwrap_or("true"));
    let place = lines::place(failed.text, line.start + entry.value_at, entry.value.len());
    failed
        .is_better_with(&line, &mended)
        .then(|| Mistake::new(place, message).with_suggestion(meant.map(|_| mended)))
}

/// A date without quotes that is none with them either.
pub(super) fn bad_date(failed: &Failed<'_>) -> Option<Mistake> {
    let line = failed.line()?;
    let entry = lines::entry(JSON, line.text)?;
    let is_bare = entry
        .value
        .starts_with(|first: char| first.is_ascii_digit());
    if !is_bare || !is_date_key(entry.key) || date::date(entry.value).is_some() {
        return None;
    }
    let meant = date::meant(entry.value);
    let written = quoted(JSON, meant.as_deref().unwrap_or_default());
    let mended = with_value(&line, &entry, &written);
    let place = lines::place(failed.text, line.start + entry.value_at, entry.value.len());
    let message = date::why_none(entry.key, entry.value);
    failed
        .is_better_with(&line, &mended)
        .then(|| Mistake::new(place, message).with_suggestion(meant.map(|_| mended)))
}

/// A tab in a text, where JSON wants its sign.
pub(super) fn tab(failed: &Failed<'_>) -> Option<Mistake> {
    let line = failed.line()?;
    let entry = lines::entry(JSON, line.text)?;
    let at = entry.value_at + entry.value.find('\t')?;
    let mended = with_value(&line, &entry, &entry.value.replace('\t', "\\t"));
    let place = lines::place(failed.text, line.start + at, 1);
    let message = format!(
        "{} has a tab in it, which JSON writes as `\\t`.",
        subject(entry.key)
    );
    let is_text = entry.value.starts_with('"') && entry.value.ends_with('"');
    (is_text && failed.is_better_with(&line, &mended))
        .then(|| Mistake::new(place, message).with_suggestion(Some(mended)))
}

/// A value without quotes, or with single ones, or with one of two, or nothing at all.
pub(super) fn bare_text(failed: &Failed<'_>) -> Option<Mistake> {
    // The parser stops behind a value that is not there.
    let number = failed.syntax.place.line;
    [number, number.saturating_sub(1)]
        .into_iter()
        .find_map(|number| {
            let line = failed.line_at(number)?;
            let entry = lines::entry(JSON, line.text)?;
            let value = entry.value;
            if value.starts_with(['"', '[', '{', ':', '=']) {
                return None;
            }
            if value.is_empty() {
                return no_value(failed, &line, &entry);
            }
            let bare = without_single_quotes(value).unwrap_or(value);
            let (message, meant) = bare_message(entry.key, bare);
            let message = message.replace("needs quotes", "needs double quotes");
            let meant = meant.map(|text| quoted(JSON, text));
            let is_clear = meant.is_some();
            let written = meant.unwrap_or_else(|| quoted(JSON, bare));
            let mended = with_value(&line, &entry, &written);
            let place = lines::place(failed.text, line.start + entry.value_at, value.len());
            failed
                .is_better_with(&line, &mended)
                .then(|| Mistake::new(place, message).with_suggestion(is_clear.then_some(mended)))
        })
}

/// A key with nothing behind its colon.
fn no_value(failed: &Failed<'_>, line: &Line<'_>, entry: &Entry<'_>) -> Option<Mistake> {
    let text = line.text.trim_end();
    let (text, comma) = match text.strip_suffix(',') {
        Some(text) => (text.trim_end(), ","),
        None => (text, ""),
    };
    let mended = format!("{text} \"\"{comma}");
    let message = format!("`{}` has no value.", entry.key);
    let place = lines::place(failed.text, line.start + entry.key_at, entry.key.len() + 2);
    failed
        .is_better_with(line, &mended)
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
