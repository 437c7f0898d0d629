//! The accidents in TOML.

use super::super::lines::{self, Entry, Line};
use super::super::split::Format;
use super::values::{is_quoted, meant_by_quotes, quoted, subject};
use super::yaml::KNOWN_KEYS;
use super::{Failed, Mistake};

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
        failed.mended(line, span, message, mended, &value[1..])
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
        let message = format!(
            "{} has a backslash in it, which means something between double quotes. Single quotes leave it alone.",
            subject(entry.key)
        );
        in_quotes(failed, line, entry, message, meant)
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

/// A key that is known, and its value, with nothing between them.
pub(super) fn missing_equals(failed: &Failed<'_>) -> Option<Mistake> {
    let line = failed.line()?;
    let text = line.text.trim_start();
    let (key, value) = text.split_once([' ', '\t'])?;
    let value = value.trim();
    let is_known = KNOWN_KEYS
        .iter()
        .any(|known| known.eq_ignore_ascii_case(key));
    if !is_known || value.is_empty() || value.starts_with('=') {
        return None;
    }
    let message = format!("After `{key}` the equals sign is missing.");
    let key_at = line.text.len() - text.len();
    with_equals(failed, &line, key_at, key, value, message)
}

/// A list whose bracket is never closed.
pub(super) fn unclosed_list(failed: &Failed<'_>) -> Option<Mistake> {
    failed.lines().find_map(|line| {
        let entry = lines::entry(TOML, line.text)?;
        if !entry.value.starts_with('[') || entry.value.contains(']') || entry.value.len() == 1 {
            return None;
        }
        let list = format!("{}]", entry.value.trim_end_matches(','));
        let mended = with_value(&line, &entry, &list);
        let place = lines::place(failed.text, line.start + entry.value_at, entry.value.len());
        let message = format!(
            "The list of `{}` begins with a bracket that is never closed.",
            entry.key
        );
        let helps = failed.is_better_with(&line, &mended);
        helps.then(|| Mistake::new(place, message).with_suggestion(Some(mended)))
    })
}

/// `True`, `yes`: what is meant to be `true` or `false`.
pub(super) fn bare_truth(failed: &Failed<'_>) -> Option<Mistake> {
    on_line(failed, |line, entry| {
        let truth = match entry.value.to_ascii_lowercase().as_str() {
            "true" | "yes" | "on" => "true",
            "false" | "no" | "off" => "false",
            _ => return None,
        };
        let message = format!(
            "`{}` should be `true` or `false`, in small letters.",
            entry.key
        );
        let mended = with_value(line, entry, truth);
        let place = lines::place(failed.text, line.start + entry.value_at, entry.value.len());
        let helps = failed.is_better_with(line, &mended);
        helps.then(|| Mistake::new(place, message).with_suggestion(Some(mended)))
    })
}

/// A date that is none.
pub(super) fn bad_date(failed: &Failed<'_>) -> Option<Mistake> {
    on_line(failed, |line, entry| {
        let is_date = entry.key.to_ascii_lowercase().contains("date") || entry.key == "lastmod";
        let is_number = entry.value.starts_with(|c: char| c.is_ascii_digit());
        if !is_date || !is_number {
            return None;
        }
        let place = lines::place(failed.text, line.start + entry.value_at, entry.value.len());
        let message = format!(
            "`{}` is not a date that can be read. Write it like 2019-11-06 or 2019-11-06T12:01:42-05:00.",
            entry.key
        );
        let without = with_value(line, entry, "2019-11-06");
        let helps = failed.is_better_with(line, &without);
        helps.then(|| Mistake::new(place, message))
    })
}

/// A text without quotes, or with those of a word processor.
pub(super) fn bare_text(failed: &Failed<'_>) -> Option<Mistake> {
    on_line(failed, |line, entry| {
        let value = entry.value;
        if value.is_empty() || value.starts_with(['"', '\'', '[', '{', '#']) {
            return None;
        }
        let curly = value
            .strip_prefix(['“', '„', '”'])
            .and_then(|rest| rest.strip_suffix(['”', '“']));
        let message = match curly {
            Some(_) => format!(
                "{} has curly quotes around it, and TOML knows only straight ones.",
                subject(entry.key)
            ),
            None => format!(
                "{} is a text, and needs quotes around it.",
                subject(entry.key)
            ),
        };
        in_quotes(failed, line, entry, message, curly.unwrap_or(value))
    })
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
    let mended = if failed.is_better_with(line, &as_it_is) {
        as_it_is
    } else {
        format!("{indentation}{key} = {}", quoted(TOML, value))
    };
    let place = lines::place(failed.text, line.start + key_at, line.text.len() - key_at);
    failed
        .is_better_with(line, &mended)
        .then(|| Mistake::new(place, message).with_suggestion(is_clear.then_some(mended)))
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

/// A line with another value.
fn with_value(line: &Line<'_>, entry: &Entry<'_>, value: &str) -> String {
    let end = entry.value_at + entry.value.len();
    format!(
        "{}{value}{}",
        &line.text[..entry.value_at],
        &line.text[end..]
    )
}
