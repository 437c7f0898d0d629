//! The accidents at the two ends of a value, which every format knows.

use super::super::lines::{self, Entry, Line};
use super::super::split::Format;
use super::values::{is_quoted, quoted, subject, with_value};
use super::{Failed, Mistake};

/// Quotes around a value that the format does not know, or one of each kind.
pub(super) fn other_quotes(failed: &Failed<'_>) -> Option<Mistake> {
    failed.lines().find_map(|line| {
        let entry = failed.entry(line.text)?;
        let (inside, what) = between_other_quotes(entry.value)?;
        let message = format!(
            "{} has {what}, and {} knows only straight ones, the same at both ends.",
            subject(entry.key),
            failed.format.name()
        );
        let mended = with_value(&line, &entry, &quoted(failed.format, inside));
        let span = entry.value_at..entry.value_at + entry.value.len();
        failed.mended(&line, span, message, mended, inside)
    })
}

/// What stands between two quotes that are not a pair of straight ones, and what these are.
fn between_other_quotes(value: &str) -> Option<(&str, &'static str)> {
    const DOUBLE: [char; 4] = ['"', '“', '”', '„'];
    const SINGLE: [char; 4] = ['\'', '‘', '’', '‚'];
    let first = value.chars().next()?;
    let last = value.chars().next_back()?;
    let inside = value.strip_prefix(first)?.strip_suffix(last)?;
    let is_straight = |quote| matches!(quote, '"' | '\'');
    let are_a_pair = |quotes: [char; 4]| quotes.contains(&first) && quotes.contains(&last);
    let what = match (is_straight(first), is_straight(last)) {
        // The plural's apostrophe is no quote: `"The dogs'`.
        (true, true) if first != last && !inside.contains(['"', '\'']) => {
            return (!inside.ends_with(['s', ' ']) && first == '"')
                .then_some((inside, "one kind of quote before it and another behind it"));
        }
        (true, true) => return None,
        (false, false) => "curly quotes around it",
        _ => "a straight quote at one end and a curly one at the other",
    };
    let is_double = are_a_pair(DOUBLE) && !inside.contains(DOUBLE);
    // A curly apostrophe may stand within a word.
    let is_single = are_a_pair(SINGLE) && !inside.contains(['\'', '‘', '‚']);
    (is_double || is_single).then_some((inside, what))
}

/// A comma, a semicolon or another language's comment behind a value that is complete.
pub(super) fn sign_behind(failed: &Failed<'_>) -> Option<Mistake> {
    failed.lines().find_map(|line| {
        let entry = failed.entry(line.text)?;
        let whole = line.text[entry.value_at..].trim_end();
        let (value, rest) =
            complete(failed.format, entry.value).or_else(|| complete(failed.format, whole))?;
        let is_json = failed.format == Format::Json;
        let sign = rest.trim();
        let note = sign.trim_start_matches([',', ' ']).strip_prefix("//");
        let name = failed.format.name();
        let (message, mended) = match (sign, note) {
            (_, Some(_)) if is_json => (
                "JSON has no comments. Take this one out.".to_owned(),
                value.to_owned(),
            ),
            (_, Some(note)) => (
                format!("A comment begins with `#` in {name}."),
                format!("{value} # {}", note.trim_start()),
            ),
            ("," | ";" | ",;" | ";," | ",," | ";;", _) => (
                format!(
                    "{} has `{sign}` behind it, where {name} wants nothing.",
                    subject(entry.key)
                ),
                value.to_owned(),
            ),
            _ => return None,
        };
        mistake_behind(failed, &line, &entry, value, message, &mended)
    })
}

fn mistake_behind(
    failed: &Failed<'_>,
    line: &Line<'_>,
    entry: &Entry<'_>,
    value: &str,
    message: String,
    mended: &str,
) -> Option<Mistake> {
    let whole = line.text[entry.value_at..].trim_end();
    let behind = &whole[value.len()..];
    let at = entry.value_at + whole.len() - behind.trim_start().len();
    let place = lines::place(failed.text, line.start + at, behind.trim().len());
    let line_before = &line.text[..entry.value_at];
    let next = lines::from(failed.text, line.end).find(|line| !line.is_blank());
    let is_last = next.is_none_or(|next| next.text.trim_start().starts_with(['}', ']']));
    let mended = match failed.format {
        // A comma of its own is told of elsewhere.
        Format::Json if is_last && behind.trim() == "," => return None,
        Format::Json if !is_last => format!("{line_before}{mended},"),
        _ => format!("{line_before}{mended}"),
    };
    failed
        .is_better_with(line, &mended)
        .then(|| Mistake::new(place, message).with_suggestion(Some(mended)))
}

/// A value that is whole without what stands behind it, and that.
fn complete(format: Format, value: &str) -> Option<(&str, &str)> {
    let first = value.chars().next()?;
    let end = match first {
        '"' | '\'' => value[1..].find(first)? + 2,
        '[' => value.find(']')? + 1,
        _ if format == Format::Yaml => return None,
        _ => value.find([',', ';'])?,
    };
    let (value, rest) = value.split_at(end);
    let is_whole = match first {
        '"' | '\'' => is_quoted(value),
        '[' => true,
        _ => super::values::is_scalar(format, value),
    };
    (is_whole && !rest.trim().is_empty()).then_some((value, rest))
}
