//! The accidents in TOML.

use super::super::date;
use super::super::lines::{self, Entry, Line};
use super::super::read;
use super::super::split::Format;
use super::keys::after_sign;
use super::values::{
    bare_message, has_half_a_pair, is_date_key, is_quoted, meant_by_quotes, quoted, subject,
    with_value,
};
use super::yaml::backslash_message;
use super::{Failed, Mistake, values};

const TOML: Format = Format::Toml;

/// A key that is there already.
pub(super) fn duplicate_key(failed: &Failed<'_>) -> Option<Mistake> {
    if !failed.syntax.words.contains("duplicate key") {
        return None;
    }
    let line = failed.line()?;
    let entry = lines::entry(TOML, line.text)?;
    let place = lines::place(failed.text, line.start + entry.key_at, entry.key.len());
    let message = format!(
        "`{}` is written twice. Keep one of the two lines.",
        entry.key
    );
    Some(Mistake::new(place, message))
}

/// A quote that opens a value and is not closed on its line.
pub(super) fn unclosed_quote(failed: &Failed<'_>) -> Option<Mistake> {
    on_line(failed, |line, entry| {
        // A comment may be meant by what follows a quote that is not closed.
        let value = line.text[entry.value_at..].trim_end();
        let quote = quote_of(value)?;
        if value[1..].contains(quote) {
            return None;
        }
        let message = format!(
            "{} begins with a quote that is never closed.",
            subject(entry.key)
        );
        let mended = format!("{}{value}{quote}", &line.text[..entry.value_at]);
        let span = entry.value_at..entry.value_at + value.len();
        let mistake = failed.mended(line, span, message, mended, &value[1..])?;
        let mended = mistake.suggestion.clone();
        Some(mistake.with_suggestion(mended.filter(|_| !has_half_a_pair(value))))
    })
}

/// A value that begins with a quote, closes it, and goes on.
pub(super) fn inner_quote(failed: &Failed<'_>) -> Option<Mistake> {
    on_line(failed, |line, entry| {
        let quote = quote_of(entry.value)?;
        let (_, after) = entry.value[1..].split_once(quote)?;
        if after.trim().is_empty() {
            return None;
        }
        let meant = meant_by_quotes(entry.value)?;
        let message = format!(
            "{} has a quote in it, where TOML takes the text to end. It needs other quotes around it.",
            subject(entry.key)
        );
        in_quotes(failed, line, entry, message, meant)
    })
}

/// A backslash between double quotes, where it begins a sign of TOML's own.
pub(super) fn backslash(failed: &Failed<'_>) -> Option<Mistake> {
    if !failed.syntax.words.contains("escape") && !failed.syntax.words.contains("unicode") {
        return None;
    }
    on_line(failed, |line, entry| {
        let meant = entry.value.strip_prefix('"')?.strip_suffix('"')?;
        in_quotes(failed, line, entry, backslash_message(entry.key), meant)
    })
}

/// A colon where TOML has an equals sign.
pub(super) fn colon_for_equals(failed: &Failed<'_>) -> Option<Mistake> {
    let line = failed.line()?;
    let entry = lines::entry(Format::Yaml, line.text)?;
    if entry.key.contains(['=', ' ']) {
        return None;
    }
    let message = format!(
        "After `{}` stands a colon, where TOML has an equals sign.",
        entry.key
    );
    with_equals(failed, &line, entry.key_at, entry.key, entry.value, message)
}

/// A key and its value with nothing between them, or with another sign.
pub(super) fn missing_equals(failed: &Failed<'_>) -> Option<Mistake> {
    let line = failed.line()?;
    let text = line.text.trim_start();
    let is_end = |letter: char| !(letter.is_alphanumeric() || matches!(letter, '_' | '-'));
    let (key, rest) = text.split_at(text.find(is_end)?);
    let (sign, value) = after_sign(rest);
    let is_sure = lines::is_known_key(key) || is_line(&format!("x = {value}"));
    if !is_sure || key.is_empty() || value.is_empty() || sign == "=" {
        return None;
    }
    let message = match sign {
        "" => format!("After `{key}` the equals sign is missing."),
        sign => format!("After `{key}` stands `{sign}`, where TOML has an equals sign."),
    };
    let key_at = line.text.len() - text.len();
    // A dash may be the first sign of what is meant.
    let is_clear = !matches!(sign, "-" | "–" | "—");
    let mistake = with_equals(failed, &line, key_at, key, value, message)?;
    let mended = mistake.suggestion.clone().filter(|_| is_clear);
    Some(mistake.with_suggestion(mended))
}

/// A table whose brackets are not whole, or that is there already.
pub(super) fn table(failed: &Failed<'_>) -> Option<Mistake> {
    let line = failed.line()?;
    let text = line.text.trim();
    let name = text.trim_matches(|c| matches!(c, '[' | ']' | ',' | ';' | ' '));
    let is_table = text.starts_with('[') || text.ends_with(']') && !text.contains('[');
    if !is_table || name.is_empty() || name.contains(['=', '"', '\'', ',', '[', ']', ' ']) {
        return None;
    }
    let at = line.text.len() - line.text.trim_start().len();
    let place = lines::place(failed.text, line.start + at, text.len());
    if failed.syntax.words.contains("duplicate key") {
        let message = format!("The table `{name}` begins twice. Keep its lines together.");
        return Some(Mistake::new(place, message));
    }
    let mended = if text.starts_with("[[") {
        format!("[[{name}]]")
    } else {
        format!("[{name}]")
    };
    let message =
        format!("The table `{name}` begins with its name between two brackets, and nothing else.");
    failed
        .is_better_with(&line, &mended)
        .then(|| Mistake::new(place, message).with_suggestion(Some(mended)))
}

/// A text over several lines that is never closed. The parser stops at the end of it all.
pub(super) fn unclosed_long_text(failed: &Failed<'_>) -> Option<Mistake> {
    if !failed.syntax.words.contains("multi-line") {
        return None;
    }
    let lines = lines::from(failed.text, 0).filter_map(|line| {
        let entry = lines::entry(TOML, line.text)?;
        let quotes = ["\"\"\"", "'''"]
            .into_iter()
            .find(|quotes| entry.value.starts_with(quotes))?;
        let begun = line.start + entry.value_at;
        let is_closed = failed.text[begun + quotes.len()..].contains(quotes);
        (!is_closed).then_some((begun, entry, quotes))
    });
    let (begun, entry, quotes) = lines.last()?;
    let place = lines::place(failed.text, begun, entry.value.len());
    let message = format!(
        "{} begins with `{quotes}`, and nothing closes it.",
        subject(entry.key)
    );
    Some(Mistake::new(place, message))
}

/// `True`, `yes`, `maybe`: what is meant to be `true` or `false`.
pub(super) fn bare_truth(failed: &Failed<'_>) -> Option<Mistake> {
    on_line(failed, |line, entry| {
        let (message, meant) = values::bare_truth(entry.key, entry.value)?;
        let mended = with_value(line, entry, meant.unwrap_or("true"));
        let place = lines::place(failed.text, line.start + entry.value_at, entry.value.len());
        let helps = failed.is_better_with(line, &mended);
        helps.then(|| Mistake::new(place, message).with_suggestion(meant.map(|_| mended)))
    })
}

/// A date that is none.
pub(super) fn bad_date(failed: &Failed<'_>) -> Option<Mistake> {
    on_line(failed, |line, entry| {
        if !is_date_key(entry.key)
            || entry.value.is_empty()
            || entry.value.starts_with(['"', '\'', '[', '{'])
        {
            return None;
        }
        let place = lines::place(failed.text, line.start + entry.value_at, entry.value.len());
        let message = date::why_none(entry.key, entry.value);
        let without = with_value(line, entry, "2019-11-06");
        let mended = date::meant(entry.value).and_then(|text| {
            let date = date::date(&text)?.to_string();
            Some(with_value(line, entry, &date))
        });
        failed
            .is_better_with(line, &without)
            .then(|| Mistake::new(place, message).with_suggestion(mended))
    })
}

/// A text without quotes, or with one of two, or nothing at all.
pub(super) fn bare_text(failed: &Failed<'_>) -> Option<Mistake> {
    on_line(failed, |line, entry| {
        let value = entry.value;
        if value.is_empty() {
            return no_value(failed, line, entry);
        }
        if value.starts_with(['"', '\'', '[', ']', '{', '#', '=', ':']) {
            return None;
        }
        let (message, meant) = bare_message(entry.key, value);
        let mistake = in_quotes(failed, line, entry, message, meant.unwrap_or(value))?;
        Some(match meant {
            Some(_) => mistake,
            None => mistake.with_suggestion(None),
        })
    })
}

fn no_value(failed: &Failed<'_>, line: &Line<'_>, entry: &Entry<'_>) -> Option<Mistake> {
    let mended = format!("{} \"\"", line.text.trim_end());
    let place = lines::place(failed.text, line.start + entry.key_at, entry.key.len());
    let message = format!("`{}` has no value.", entry.key);
    failed
        .is_better_with(line, &mended)
        .then(|| Mistake::new(place, message).with_suggestion(Some(mended)))
}

/// The entry of the line on which the parser stopped, or of the one above: it may stop behind it.
fn on_line(
    failed: &Failed<'_>,
    recognise: impl Fn(&Line<'_>, &Entry<'_>) -> Option<Mistake>,
) -> Option<Mistake> {
    let number = failed.syntax.place.line;
    let numbers = [number, number.saturating_sub(1)];
    numbers.into_iter().find_map(|number| {
        let line = failed.line_at(number)?;
        recognise(&line, &lines::entry(TOML, line.text)?)
    })
}

/// The quote that a value begins with, if it is one that ends on its line.
fn quote_of(value: &str) -> Option<char> {
    let is_long = value.starts_with("\"\"\"") || value.starts_with("'''");
    let first = value.chars().next().filter(|_| !is_long);
    first.filter(|c| matches!(c, '"' | '\''))
}

fn with_equals(
    failed: &Failed<'_>,
    line: &Line<'_>,
    key_at: usize,
    key: &str,
    value: &str,
    message: String,
) -> Option<Mistake> {
    let indentation = &line.text[..key_at];
    let as_it_is = format!("{indentation}{key} = {value}");
    // What follows a quoted text may be a comment, or a part of what is meant.
    let is_clear = is_quoted(value) || !value.starts_with(['"', '\'']);
    // The parser may stop at a later line first, and tell nothing about this one.
    let goes_on = value.starts_with(['[', '{']) || value.starts_with("\"\"\"");
    let is_whole = goes_on || is_line(&as_it_is);
    let mended = if is_whole && failed.is_better_with(line, &as_it_is) {
        as_it_is
    } else {
        format!("{indentation}{key} = {}", quoted(TOML, value))
    };
    let place = lines::place(failed.text, line.start + key_at, line.text.len() - key_at);
    failed
        .is_better_with(line, &mended)
        .then(|| Mistake::new(place, message).with_suggestion(is_clear.then_some(mended)))
}

/// Whether a line can be read by itself.
fn is_line(line: &str) -> bool {
    read::read_as(TOML, line).is_ok()
}

fn in_quotes(
    failed: &Failed<'_>,
    line: &Line<'_>,
    entry: &Entry<'_>,
    message: String,
    meant: &str,
) -> Option<Mistake> {
    let mended = with_value(line, entry, &quoted(TOML, meant));
    let span = entry.value_at..entry.value_at + entry.value.len();
    failed.mended(line, span, message, mended, meant)
}
