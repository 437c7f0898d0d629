//! Lines of front matter, looked at one by one: what a parser does not tell about a text, and what
//! can be seen of one that no parser takes.

use super::split::Format;
use crate::problem::Place;

/// One line of a text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Line<'a> {
    /// Without its end.
    pub(super) text: &'a str,
    /// Its first byte.
    pub(super) start: usize,
    /// The byte after its end, where the next line starts.
    pub(super) end: usize,
}

impl Line<'_> {
    pub(super) fn is_blank(self) -> bool {
        self.text.trim().is_empty()
    }
}

/// The lines from a byte on, which must be the start of one.
pub(super) fn from(text: &str, start: usize) -> impl Iterator<Item = Line<'_>> {
    let mut next = start;
    std::iter::from_fn(move || {
        let rest = text.get(next..).filter(|rest| !rest.is_empty())?;
        let (length, ending) = match rest.find('\n') {
            Some(newline) => (newline, 1),
            None => (rest.len(), 0),
        };
        let start = next;
        next = start + length + ending;
        let line = &rest[..length];
        Some(Line {
            text: line.strip_suffix('\r').unwrap_or(line),
            start,
            end: next,
        })
    })
}

/// A key and its value on one line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Entry<'a> {
    /// Byte of the line at which the key stands; of `- ` and spaces before it there may be any.
    pub(super) key_at: usize,
    /// Without quotes; empty for an entry of a list (`- value`).
    pub(super) key: &'a str,
    /// Byte of the line at which the value stands, or the end of the line.
    pub(super) value_at: usize,
    /// The value as written, without a comment or JSON's comma after it; may be empty.
    pub(super) value: &'a str,
}

/// The key and value on a line; `None` where there is no key.
pub(super) fn entry(format: Format, line: &str) -> Option<Entry<'_>> {
    if format == Format::Json {
        return json_entry(line);
    }
    let is_yaml = format == Format::Yaml;
    let key_at = if is_yaml {
        after_dashes(line)
    } else {
        line.len() - line.trim_start().len()
    };
    let rest = &line[key_at..];
    let separator = if is_yaml { ':' } else { '=' };
    let (key, after_key) = match rest.chars().next()? {
        quote @ ('"' | '\'') => {
            let (key, after) = rest[1..].split_once(quote)?;
            (key, after.trim_start().strip_prefix(separator)?)
        }
        '#' | '[' | '{' | '|' | '>' => return None,
        _ => {
            let at = separator_at(rest, separator)?;
            (rest[..at].trim_end(), &rest[at + 1..])
        }
    };
    if is_yaml && !after_key.is_empty() && !after_key.starts_with([' ', '\t']) {
        return None;
    }
    Some(with_value(line, key_at, key, after_key))
}

/// `"key": value`, with or without a comma after it.
fn json_entry(line: &str) -> Option<Entry<'_>> {
    let before_key = |letter: char| letter == '{' || letter.is_whitespace();
    let text = line.trim_start_matches(before_key);
    let (key, after_key) = text.strip_prefix('"')?.split_once('"')?;
    let value = after_key.trim_start().strip_prefix(':')?.trim_start();
    let is_over = |letter: char| letter == ',' || letter.is_whitespace();
    Some(Entry {
        key_at: line.len() - text.len(),
        key,
        value_at: line.len() - value.len(),
        value: value.trim_end_matches(is_over),
    })
}

/// `- value`, the entry of a YAML list that is no mapping.
pub(super) fn list_entry(line: &str) -> Option<Entry<'_>> {
    let at = after_dashes(line);
    line[..at]
        .contains('-')
        .then(|| with_value(line, at, "", &line[at..]))
}

fn with_value<'a>(line: &'a str, key_at: usize, key: &'a str, after_key: &'a str) -> Entry<'a> {
    let value = after_key.trim_start();
    Entry {
        key_at,
        key,
        value_at: line.len() - value.len(),
        value: without_comment(value),
    }
}

/// The byte after the indentation and the dashes of list entries.
fn after_dashes(line: &str) -> usize {
    let mut rest = line.trim_start();
    while let Some(after) = rest.strip_prefix("- ") {
        rest = after.trim_start();
    }
    line.len() - rest.len()
}

/// The separator after a bare key; in YAML a colon counts only before a space or the end.
fn separator_at(text: &str, separator: char) -> Option<usize> {
    text.match_indices(separator).map(|(at, _)| at).find(|at| {
        let after = &text[at + 1..];
        separator != ':' || after.is_empty() || after.starts_with([' ', '\t'])
    })
}

/// A value up to a comment. `#2` and `#rust` in a text are meant as text.
fn without_comment(value: &str) -> &str {
    let searched_from = match value.chars().next() {
        Some(quote @ ('"' | '\'')) => value[1..].find(quote).map_or(0, |end| end + 2),
        _ => 0,
    };
    let comment = value[searched_from..]
        .match_indices('#')
        .map(|(at, _)| searched_from + at)
        .find(|&at| {
            let before = value[..at].chars().next_back();
            let after = value[at + 1..].chars().next();
            before.is_none_or(char::is_whitespace) && after.is_none_or(char::is_whitespace)
        });
    value[..comment.unwrap_or(value.len())].trim_end()
}

/// Whether a line bears a key as front matter has them: one word, from the first column on (in JSON
/// from anywhere on).
pub(super) fn is_key_line(format: Format, line: &str) -> bool {
    let is_table = |line: &str| line.starts_with('[') && line.trim_end().ends_with(']');
    match format {
        Format::Json => line.trim_start().starts_with(['"', '{', '}', '[', ']']),
        Format::Toml if is_table(line) => true,
        Format::Yaml | Format::Toml => {
            entry(format, line).is_some_and(|entry| entry.key_at == 0 && is_name(entry.key))
        }
    }
}

/// Whether a text is a key as front matter has them: one word.
pub(super) fn is_name(key: &str) -> bool {
    let is_part = |letter: char| letter.is_alphanumeric() || matches!(letter, '_' | '-' | '.');
    key.starts_with(|letter: char| letter.is_alphabetic() || letter == '_')
        && key.chars().all(is_part)
}

/// The place of a top-level key's value, lines and columns counted in `text` from 1. Where the value
/// is not on the key's line, it is the place of the key.
pub(super) fn value_place(format: Format, text: &str, key: &str) -> Option<Place> {
    if format == Format::Json {
        return json_value(text, key);
    }
    from(text, 0)
        .take_while(|line| format == Format::Yaml || !line.text.trim_start().starts_with('['))
        .find_map(|line| {
            let entry = entry(format, line.text)?;
            let is_meant = entry.key == key && (format == Format::Toml || entry.key_at == 0);
            is_meant.then(|| {
                let (at, meant) = match entry.value {
                    "" => (entry.key_at, key),
                    value => (entry.value_at, value),
                };
                place(text, line.start + at, meant.len())
            })
        })
}

/// The value of a key of the outermost object, by a walk over its strings and braces.
fn json_value(text: &str, key: &str) -> Option<Place> {
    let bytes = text.as_bytes();
    let (mut at, mut depth) = (0, 0usize);
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth = depth.saturating_sub(1),
            b'"' => {
                let end = string_end(bytes, at);
                let after = text.get(end..)?.trim_start();
                if depth == 1 && text.get(at + 1..end - 1) == Some(key) && after.starts_with(':') {
                    let value = after[1..].trim_start();
                    let value_at = text.len() - value.len();
                    return Some(place(text, value_at, json_value_length(value)));
                }
                at = end;
                continue;
            }
            _ => {}
        }
        at += 1;
    }
    None
}

/// The byte after the string that begins at a quote, or the end of the text.
fn string_end(bytes: &[u8], quote: usize) -> usize {
    let mut at = quote + 1;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'"' => return at + 1,
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
    bytes.len()
}

fn json_value_length(value: &str) -> usize {
    if value.starts_with('"') {
        return string_end(value.as_bytes(), 0);
    }
    if value.starts_with('[') {
        return value.find(']').map_or(1, |end| end + 1);
    }
    let end = value.find(['\n', ',', '}']).unwrap_or(value.len());
    value[..end].trim_end().len()
}

/// The place of some bytes of a text; a run over the end of its line is cut there. Lines and columns
/// count from 1.
pub(super) fn place(text: &str, at: usize, length: usize) -> Place {
    let at = text.floor_char_boundary(at);
    let before = &text[..at];
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    let line = before.matches('\n').count() + 1;
    let column = text[line_start..at].chars().count() + 1;
    let meant = text[at..].lines().next().unwrap_or_default();
    let meant = &meant[..meant.floor_char_boundary(length)];
    let number = |count| u32::try_from(count).unwrap_or(u32::MAX);
    Place {
        line: number(line),
        column: number(column),
        length: number(meant.chars().count().max(1)),
    }
}

/// Keys that front matter is known to have.
const KNOWN_KEYS: [&str; 22] = [
    "title",
    "subtitle",
    "description",
    "summary",
    "author",
    "date",
    "lastmod",
    "updated",
    "publishDate",
    "expiryDate",
    "draft",
    "published",
    "slug",
    "url",
    "permalink",
    "layout",
    "tags",
    "categories",
    "series",
    "weight",
    "image",
    "aliases",
];

/// Whether a key is one that front matter is known to have.
pub(super) fn is_known_key(key: &str) -> bool {
    KNOWN_KEYS
        .iter()
        .any(|known| known.eq_ignore_ascii_case(key))
}
