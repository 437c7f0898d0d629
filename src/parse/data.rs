//! Data files.

use serde_yaml::{Mapping, Value};

use super::split::Format;
use super::{aliases, keys, read};

/// Whether a file is a data file, by its name.
#[must_use]
pub fn is_data(name: &str) -> bool {
    let ending = name
        .rsplit_once('.')
        .map(|(_, ending)| ending.to_lowercase());
    ending.is_some_and(|it| matches!(&*it, "toml" | "yaml" | "yml" | "json"))
}

/// What a data file says, in the format that the ending of its name tells; `None`: it is neither TOML nor
/// YAML nor JSON. TOML's dates become texts.
///
/// # Errors
///
/// Where it is wrong, and what: `line 1, column 4: it cannot be read as YAML: …`.
#[must_use]
pub fn data(name: &str, text: &str) -> Option<Result<Value, String>> {
    let (_, ending) = name.rsplit_once('.')?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    Some(match ending.to_lowercase().as_str() {
        "toml" => toml(name, text),
        "yaml" | "yml" => {
            yaml(text).map_err(|error| read::yaml_failure(text, &error).told(Format::Yaml, text))
        }
        "json" if text.trim().is_empty() => Ok(Value::Mapping(Mapping::new())),
        "json" => serde_json::from_str(text)
            .map(floating)
            .map_err(|error| read::json_failure(text, &error).told(Format::Json, text)),
        _ => return None,
    })
}

/// JSON as Go reads it: all numbers are floating ones.
fn floating(value: Value) -> Value {
    match value {
        Value::Number(number) => number.as_f64().map_or(Value::Number(number), Value::from),
        Value::Sequence(all) => Value::Sequence(all.into_iter().map(floating).collect()),
        Value::Mapping(all) => {
            let all = all.into_iter();
            Value::Mapping(all.map(|(key, value)| (key, floating(value))).collect())
        }
        value => value,
    }
}

/// The format of a text as Hugo tells it, by which sign of one comes first; the ending of its files.
#[must_use]
pub fn format_of(text: &str, delimiter: char) -> Option<&'static str> {
    let signs = [
        (delimiter, "csv"),
        ('{', "json"),
        (':', "yaml"),
        ('<', "xml"),
        ('=', "toml"),
    ];
    let found = signs.map(|(sign, format)| Some((text.find(sign)?, format)));
    let first = found.into_iter().flatten().min_by_key(|(at, _)| *at);
    first.map(|(_, format)| format)
}

/// Of several documents it is the first.
fn yaml(text: &str) -> Result<Value, serde_yaml::Error> {
    let mut value = aliases::read(text, true)?;
    if text.contains("<<") {
        value.apply_merge()?;
    }
    Ok(value)
}

fn toml(name: &str, text: &str) -> Result<Value, String> {
    let keys = keys(name, text).map_err(|problem| {
        let message = problem.message.trim_end_matches('.');
        format!(
            "line {}, column {}: {message}",
            problem.line, problem.column
        )
    });
    Ok(Value::Mapping(keys?))
}

/// The fields of each row of a table, between these delimiters; a field with delimiters, quotes or line ends
/// stands in quotes. Empty lines are no rows.
#[must_use]
pub fn rows(text: &str, delimiter: char) -> Vec<Vec<String>> {
    let mut rows: Vec<Vec<String>> = Vec::new();
    let mut row = Vec::new();
    let mut field = String::new();
    let mut is_quoted = false;
    let mut signs = text.chars().peekable();
    while let Some(sign) = signs.next() {
        match sign {
            '"' if is_quoted && signs.peek() == Some(&'"') => {
                field.push('"');
                signs.next();
            }
            '"' if is_quoted => is_quoted = false,
            '"' if field.is_empty() => is_quoted = true,
            sign if sign == delimiter && !is_quoted => row.push(std::mem::take(&mut field)),
            '\r' if !is_quoted && signs.peek() == Some(&'\n') => {}
            '\n' if !is_quoted => {
                if !row.is_empty() || !field.is_empty() {
                    row.push(std::mem::take(&mut field));
                    rows.push(std::mem::take(&mut row));
                }
            }
            sign => field.push(sign),
        }
    }
    if !row.is_empty() || !field.is_empty() {
        row.push(field);
        rows.push(row);
    }
    rows
}
