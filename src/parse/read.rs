//! Front matter → its keys and values, whichever of the three formats it is in.

use std::borrow::Cow;

use serde_yaml::{Mapping, Value};

use super::aliases;
use super::lines;
use super::split::{Format, FrontMatter};
use crate::problem::{Kind, Place, Problem};

/// The longest front matter that is read. Real ones have a few hundred bytes; the YAML parser takes
/// quadratic time for some that are long and wrong.
const MOST_BYTES: usize = 64 * 1024;

/// The longest configuration that is read.
const MOST_BYTES_OF_CONFIGURATION: usize = 1024 * 1024;

/// How deep brackets may nest, for the same reason: 16,000 of them keep the YAML parser busy for a
/// third of a second.
const MOST_BRACKETS: u32 = 64;

/// Why front matter could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Failure {
    /// There is more of it than is read.
    TooLong,
    /// Its brackets nest too deep, from this place on.
    TooDeep(Place),
    /// It is readable, but a text or a list instead of keys and values.
    NoKeys,
    /// The parser says so.
    Syntax(Syntax),
}

/// What a parser says. Lines and columns count from the front matter's first line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Syntax {
    /// Where the parser stopped.
    pub(super) place: Place,
    /// Where the thing began that it was reading, if it tells.
    pub(super) context: Option<Place>,
    /// Its words, without positions.
    pub(super) words: String,
}

/// Every key with its value. TOML's dates become texts.
pub(super) fn read(front: &FrontMatter<'_>) -> Result<Mapping, Failure> {
    let text = front.text;
    if text.len() > MOST_BYTES {
        return Err(Failure::TooLong);
    }
    if let Some(place) = too_deep(text) {
        return Err(Failure::TooDeep(place));
    }
    read_as(front.format, text)
}

#[cfg(test)]
thread_local! {
    /// What it took to read on this thread, in squares of bytes.
    pub(super) static TAKEN: std::cell::Cell<u64> = const { std::cell::Cell::new(0) };
}

/// What a configuration says, in the format that the ending of its path names: every key with its
/// value. TOML's dates become texts.
///
/// # Errors
///
/// A problem with the place where it cannot be read any more.
pub fn keys(path: &str, text: &str) -> Result<Mapping, Box<Problem>> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let format = match path.rsplit_once('.').map(|(_, ending)| ending) {
        Some("json") => Format::Json,
        Some("yaml" | "yml") => Format::Yaml,
        _ => Format::Toml,
    };
    if text.trim().is_empty() {
        return Ok(Mapping::new());
    }
    let failure = match too_deep(text) {
        Some(place) => Failure::TooDeep(place),
        None if text.len() > MOST_BYTES_OF_CONFIGURATION => Failure::TooLong,
        None => match read_as(format, text) {
            Ok(keys) => return Ok(keys),
            Err(failure) => failure,
        },
    };
    let (place, message) = failure.placed(format, text);
    let problem = Problem::at(path, text, place, Kind::Configuration, message);
    Err(Box::new(problem))
}

impl Failure {
    /// The same in one sentence for a message that names the file.
    pub(super) fn told(self, format: Format, text: &str) -> String {
        let (Place { line, column, .. }, message) = self.placed(format, text);
        let message = message.strip_prefix("This ").unwrap_or(&message);
        let message = message.trim_end_matches('.');
        format!("line {line}, column {column}: it {message}")
    }

    /// Where it is, and in words what.
    fn placed(self, format: Format, text: &str) -> (Place, String) {
        const START: Place = Place {
            line: 1,
            column: 1,
            length: 1,
        };
        match self {
            Failure::TooLong => (
                START,
                "This is longer than 1 MB, which is more than is read.".to_owned(),
            ),
            Failure::TooDeep(place) => (
                place,
                "The brackets nest more than 64 deep here, which is more than is read.".to_owned(),
            ),
            Failure::NoKeys => (START, "There are no keys in it.".to_owned()),
            // What has no end up to the last line is told where it begins.
            Failure::Syntax(syntax) => (
                syntax
                    .context
                    .filter(|_| syntax.place.line as usize > text.lines().count())
                    .unwrap_or(syntax.place),
                format!(
                    "This cannot be read as {}: {}.",
                    format.name(),
                    syntax.words.trim_end_matches('.')
                ),
            ),
        }
    }
}

/// Every key with its value, of a text that is not too long and not too deep.
pub(super) fn read_as(format: Format, text: &str) -> Result<Mapping, Failure> {
    match format {
        Format::Yaml => yaml(text),
        Format::Toml => toml(&unix_lines(text)),
        Format::Json => json(&unix_lines(text)),
    }
}

#[cfg(test)]
fn count(text: &str) {
    TAKEN.set(TAKEN.get() + (text.len() as u64).pow(2));
}

/// The text with bare newlines: TOML would keep carriage returns in long texts, where YAML does not,
/// and JSON's parser points at other places.
fn unix_lines(text: &str) -> Cow<'_, str> {
    if text.contains('\r') {
        Cow::Owned(text.replace("\r\n", "\n"))
    } else {
        Cow::Borrowed(text)
    }
}

/// The first bracket that nests too deep, whether it stands in a text or not.
fn too_deep(text: &str) -> Option<Place> {
    let mut depth = 0u32;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'[' | b'{' if depth == MOST_BRACKETS => return Some(lines::place(text, at, 1)),
            b'[' | b'{' => depth += 1,
            b']' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    None
}

pub(super) fn yaml(text: &str) -> Result<Mapping, Failure> {
    #[cfg(test)]
    count(text);
    let failure = |error: serde_yaml::Error| yaml_failure(text, &error);
    let mut value = aliases::read(text, false).map_err(failure)?;
    if text.contains("<<") {
        value.apply_merge().map_err(failure)?;
    }
    match value {
        Value::Mapping(keys) => Ok(keys),
        Value::Null => Ok(Mapping::new()),
        _ => Err(Failure::NoKeys),
    }
}

pub(super) fn yaml_failure(text: &str, error: &serde_yaml::Error) -> Failure {
    let (mut words, positions) = without_positions(&error.to_string());
    // It is always scanning for the next token; that tells nobody anything.
    words.truncate(
        words
            .trim_end_matches(", while scanning for the next token")
            .len(),
    );
    let at = error
        .location()
        .map(|location| location.index())
        .filter(|&at| at > 0)
        .or_else(|| control_character(text))
        .unwrap_or(0);
    // "problem at line 4 column 1, while reading something at line 2 column 8"
    let context = positions.get(1).map(|&(line, column)| Place {
        line,
        column,
        length: 1,
    });
    Failure::Syntax(Syntax {
        place: lines::place(text, at, 1),
        context,
        words,
    })
}

/// The first character that YAML forbids. The parser refuses a text for it before it counts lines.
fn control_character(text: &str) -> Option<usize> {
    text.find(|letter: char| {
        letter.is_control() && !matches!(letter, '\t' | '\n' | '\r' | '\u{85}')
    })
}

fn toml(text: &str) -> Result<Mapping, Failure> {
    #[cfg(test)]
    count(text);
    let table: toml::Table = toml::from_str(text).map_err(|error| {
        let span = error.span().unwrap_or(0..0);
        Failure::Syntax(Syntax {
            place: lines::place(text, span.start, span.len()),
            context: None,
            words: error.message().to_owned(),
        })
    })?;
    Ok(toml_table(table))
}

fn toml_table(table: toml::Table) -> Mapping {
    table
        .into_iter()
        .map(|(key, value)| (Value::String(key), toml_value(value)))
        .collect()
}

fn toml_value(value: toml::Value) -> Value {
    match value {
        toml::Value::String(text) => Value::String(text),
        toml::Value::Integer(number) => Value::Number(number.into()),
        toml::Value::Float(number) => Value::Number(number.into()),
        toml::Value::Boolean(truth) => Value::Bool(truth),
        toml::Value::Datetime(date) => Value::String(date.to_string()),
        toml::Value::Array(values) => Value::Sequence(values.into_iter().map(toml_value).collect()),
        toml::Value::Table(table) => Value::Mapping(toml_table(table)),
    }
}

fn json(text: &str) -> Result<Mapping, Failure> {
    #[cfg(test)]
    count(text);
    serde_json::from_str(text).map_err(|error| json_failure(text, &error))
}

pub(super) fn json_failure(text: &str, error: &serde_json::Error) -> Failure {
    let line = lines::from(text, 0).nth(error.line().saturating_sub(1));
    // Column 0 is the newline before the line.
    let at = line.map_or(text.len(), |line| {
        (line.start + error.column()).saturating_sub(1)
    });
    Failure::Syntax(Syntax {
        place: lines::place(text, at, 1),
        context: None,
        words: without_positions(&error.to_string()).0,
    })
}

/// A parser's words without its `at line 2 column 8`, and the lines and columns that were there.
fn without_positions(words: &str) -> (String, Vec<(u32, u32)>) {
    let mut kept = String::with_capacity(words.len());
    let mut positions = Vec::new();
    let mut rest = words;
    while let Some((before, after)) = rest.split_once(" at ") {
        kept.push_str(before);
        if let Some((position, after)) = position(after) {
            positions.push(position);
            rest = after;
        } else {
            kept.push_str(" at ");
            rest = after;
        }
    }
    kept.push_str(rest);
    (kept, positions)
}

/// `line 2 column 8…` or `position 17…`, and what follows.
fn position(text: &str) -> Option<((u32, u32), &str)> {
    if let Some(rest) = text.strip_prefix("position ") {
        let (_, rest) = number(rest)?;
        return Some(((1, 1), rest));
    }
    let (line, rest) = number(text.strip_prefix("line ")?)?;
    let (column, rest) = number(rest.strip_prefix(" column ")?)?;
    Some(((line, column), rest))
}

fn number(text: &str) -> Option<(u32, &str)> {
    let end = text
        .find(|letter: char| !letter.is_ascii_digit())
        .unwrap_or(text.len());
    let (digits, rest) = text.split_at(end);
    Some((digits.parse().ok()?, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Hugo 0.168 tells the first at 1:8 and the second at 1:4.
    #[test]
    fn what_has_no_end_is_told_where_it_begins() {
        let place = |text: &str| {
            let problem = keys("i18n/en.yaml", text).expect_err("it is broken");
            (problem.line, problem.column)
        };
        assert_eq!(place("hello: [hi\n"), (1, 8));
        assert_eq!(place("a: \"x\n"), (1, 4));
        assert_eq!(place("a: 1\nb: c: d\n"), (2, 5));
    }
}
