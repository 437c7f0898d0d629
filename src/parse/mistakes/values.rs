//! A value as it was meant, and how to write it.

use super::super::lines::{Entry, Line};
use super::super::read;
use super::super::split::Format;

/// Whether a key wants one text, and never a list.
pub(super) fn is_text_key(key: &str) -> bool {
    const KEYS: [&str; 10] = [
        "title",
        "linktitle",
        "subtitle",
        "description",
        "summary",
        "excerpt",
        "slug",
        "url",
        "permalink",
        "layout",
    ];
    KEYS.iter().any(|known| known.eq_ignore_ascii_case(key))
}

/// Whether a key wants a date.
pub(super) fn is_date_key(key: &str) -> bool {
    let key = key.to_ascii_lowercase();
    key.contains("date") || key == "lastmod"
}

/// `true` or `false`, where the letters are those of one of them, with others around them or not.
pub(in super::super) fn truth(text: &str) -> Option<&'static str> {
    let is_letter = |letter: char| letter.is_alphabetic();
    let word = text
        .trim_matches(|letter| !is_letter(letter))
        .to_ascii_lowercase();
    let sorted = |word: &str| {
        let mut letters: Vec<_> = word.chars().collect();
        letters.sort_unstable();
        letters
    };
    ["true", "false"]
        .into_iter()
        .find(|truth| sorted(truth) == sorted(&word))
}

/// What is said about a value that is neither yes nor no.
pub(crate) fn no_truth(key: &str) -> String {
    format!("`{key}` should be `true` or `false`.")
}

/// What is said about a bare value of a key that wants yes or no, and the one that is meant.
pub(super) fn bare_truth(key: &str, value: &str) -> Option<(String, Option<&'static str>)> {
    let meant = match value.to_ascii_lowercase().as_str() {
        "true" | "yes" | "on" => Some("true"),
        "false" | "no" | "off" => Some("false"),
        _ => None,
    };
    if meant.is_some() {
        let message = format!("`{key}` should be `true` or `false`, in small letters.");
        return Some((message, meant));
    }
    let is_bare = !value.is_empty() && !value.starts_with(['"', '\'', '“', '[', '{']);
    (key.eq_ignore_ascii_case("draft") && is_bare && !value.ends_with('"'))
        .then(|| (no_truth(key), truth(value)))
}

/// A text as it can stand in a sentence.
pub(super) fn shortened(text: &str) -> String {
    match text.char_indices().nth(40) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// A line with another value.
pub(super) fn with_value(line: &Line<'_>, entry: &Entry<'_>, value: &str) -> String {
    let end = entry.value_at + entry.value.len();
    let (before, after) = (&line.text[..entry.value_at], &line.text[end..]);
    format!("{before}{value}{after}")
}

/// A value's name at the start of a sentence.
pub(in super::super) fn subject(key: &str) -> String {
    match key.to_lowercase().as_str() {
        "" => "This entry".to_owned(),
        long if long.len() > 40 => "This value".to_owned(),
        known @ ("title" | "description" | "summary" | "subtitle" | "author") => {
            format!("The {known}")
        }
        _ => format!("The value of `{key}`"),
    }
}

/// What is said about a text without quotes, or with one of two, and what it means, if that is clear.
pub(super) fn bare_message<'a>(key: &str, value: &'a str) -> (String, Option<&'a str>) {
    const CURLY: [char; 3] = ['“', '”', '„'];
    match value.strip_suffix('"').filter(|text| !text.contains('"')) {
        Some(text) => (
            format!("{} ends with a quote that is never opened.", subject(key)),
            // 27" is a size.
            Some(text).filter(|text| !text.is_empty() && !is_size(text)),
        ),
        None => (
            format!("{} is a text, and needs quotes around it.", subject(key)),
            Some(value).filter(|text| !text.starts_with(CURLY) || !text.ends_with(CURLY)),
        ),
    }
}

/// Whether a text ends with a number that may be followed by the sign of inches.
pub(super) fn is_size(text: &str) -> bool {
    let word = text
        .rsplit(|c: char| !(c.is_alphanumeric() || matches!(c, '.' | '-')))
        .next();
    let is_number =
        |word: &str| (1..4).contains(&word.len()) && word.bytes().all(|b| b.is_ascii_digit());
    word.is_some_and(is_number)
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

/// Whether a value is a number, a truth value or a date of the format's own.
pub(super) fn is_scalar(format: Format, value: &str) -> bool {
    let line = match format {
        Format::Yaml => format!("x: {value}"),
        Format::Toml => format!("x = {value}"),
        Format::Json => format!("{{\"x\": {value}}}"),
    };
    let is_one = |keys: serde_yaml::Mapping| {
        let value = keys.into_iter().next().map(|(_, value)| value);
        value.is_some_and(|value| !value.is_sequence() && !value.is_mapping())
    };
    read::read_as(format, &line).is_ok_and(is_one)
}

/// Whether a value is one text in quotes, with nothing behind it.
pub(super) fn is_quoted(value: &str) -> bool {
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''));
    quote.is_some_and(|quote| {
        let end = value[1..].find(quote);
        end.is_some_and(|at| at + 2 == value.len())
    })
}

/// Whether a text has a curly quote too few or too many: one of them may be meant for a straight one.
pub(super) fn has_half_a_pair(text: &str) -> bool {
    text.matches(['“', '”', '„']).count() % 2 == 1
}

/// What is meant by a value that begins with a quote, is closed, and goes on: the text between the
/// outer quotes, or the whole of it with its quotes. Nothing if neither is certain.
pub(super) fn meant_by_quotes(value: &str) -> Option<&str> {
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    if value.contains('\\') {
        return None;
    }
    if ["\"\"\"", "'''"]
        .iter()
        .any(|quotes| value.starts_with(quotes))
    {
        let between = value.trim_matches(quote);
        return (!between.contains(quote)).then_some(between);
    }
    let between = value[1..].strip_suffix(quote);
    if let Some(between) = between.filter(|between| is_paired(between, quote)) {
        return Some(between);
    }
    if is_paired(value, quote) {
        // In `"Rust 5" x` the second may stand for inches, and the end be missing.
        let has_size = value
            .match_indices('"')
            .any(|(at, _)| is_size(&value[..at]));
        return (!has_size).then_some(value);
    }
    between.filter(|between| quote == '\'' && has_one_apostrophe(between))
}

/// Whether one apostrophe stands at the end of a word, as in `The dogs' dinner`, and none opens one.
fn has_one_apostrophe(text: &str) -> bool {
    let is_letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    let outside = text.match_indices('\'').filter(|(at, _)| {
        let before = text[..*at].chars().next_back();
        !(is_letter(before) && is_letter(text[at + 1..].chars().next()))
    });
    let outside: Vec<_> = outside.collect();
    matches!(outside[..], [(at, _)] if is_letter(text[..at].chars().next_back()))
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
