//! `transform.Remarshal`: the same in another format.

use std::fmt::Write as _;

use serde_yaml::Value as Yaml;

use crate::gotemplate::{Map, Value, indented_json};

/// As long as what is written may be.
const LONGEST: usize = 1 << 20;

/// A group in a format.
pub(super) fn written(format: &str, value: &Value) -> Result<String, String> {
    let Value::Map(all) = value else {
        return Err("only a map can be remarshaled".to_owned());
    };
    // Few values may have many parts, which they share.
    let mut left = LONGEST;
    if !counts(value, &mut left) {
        return Err(TOO_LONG.to_owned());
    }
    let written = match format.to_lowercase().as_str() {
        "json" => indented_json(value, "   ", LONGEST)? + "\n",
        "yaml" | "yml" => {
            // The whole numbers among the outermost values of JSON stay whole, as Hugo has it.
            let outermost = all.iter().map(|(key, value)| (key.clone(), whole(value)));
            let yaml = serde_yaml::to_string(&as_yaml(&Value::map(outermost)));
            yaml.map_err(|error| error.to_string())?
        }
        "toml" => {
            let mut out = String::new();
            write_table(&mut out, "", all, 0);
            out
        }
        format => return Err(format!("{format} is not written here")),
    };
    if written.len() > LONGEST {
        return Err(TOO_LONG.to_owned());
    }
    Ok(written)
}

const TOO_LONG: &str = "this is too long to be remarshaled";

/// Whether there are no more bytes in all parts of a value than are left.
fn counts(value: &Value, left: &mut usize) -> bool {
    let own = match value {
        Value::Text(text) | Value::Safe(_, text) => text.len(),
        _ => 1,
    };
    let Some(rest) = left.checked_sub(own.max(1)) else {
        return false;
    };
    *left = rest;
    match value {
        Value::List(items) => items.iter().all(|item| counts(item, left)),
        Value::Map(entries) => entries.values().all(|value| counts(value, left)),
        _ => true,
    }
}

fn whole(value: &Value) -> Value {
    let number = match value {
        Value::Float(it) if it.fract() == 0.0 => it.to_string().parse().ok(),
        _ => None,
    };
    number.map_or_else(|| value.clone(), Value::Int)
}

fn as_yaml(value: &Value) -> Yaml {
    match value {
        Value::Nil => Yaml::Null,
        Value::Bool(it) => Yaml::from(*it),
        Value::Int(it) => Yaml::from(*it),
        Value::Float(it) => Yaml::from(*it),
        Value::List(items) => Yaml::Sequence(items.iter().map(as_yaml).collect()),
        Value::Map(entries) => {
            let entries = entries.iter();
            let entries = entries.map(|(key, value)| (Yaml::from(&**key), as_yaml(value)));
            Yaml::Mapping(entries.collect())
        }
        other => Yaml::from(other.printed()),
    }
}

/// The maps of a list that has nothing else.
fn tables(value: &Value) -> Option<Vec<&Map>> {
    let Value::List(items) = value else {
        return None;
    };
    let maps = items.iter().map(|item| match item {
        Value::Map(map) => Some(&**map),
        _ => None,
    });
    let maps: Option<Vec<&Map>> = maps.collect();
    maps.filter(|maps| !maps.is_empty())
}

/// The values of a table, and then the tables in it, each indented by how deep it lies.
fn write_table(out: &mut String, path: &str, table: &Map, depth: usize) {
    let indent = "  ".repeat(depth.saturating_sub(1));
    let is_value =
        |value: &Value| !matches!(value, Value::Nil | Value::Map(_)) && tables(value).is_none();
    for (key, value) in table.iter().filter(|(_, value)| is_value(value)) {
        let indent = if depth > 0 {
            format!("{indent}  ")
        } else {
            String::new()
        };
        let _ = write!(out, "{indent}{} = ", named(key));
        write_value(out, value);
        out.push('\n');
    }
    let indent = "  ".repeat(depth);
    let separator = if path.is_empty() { "" } else { "." };
    for (key, value) in table {
        let path = format!("{path}{separator}{}", named(key));
        let (opening, closing, inner) = match value {
            Value::Map(map) => ("[", "]", vec![&**map]),
            value => ("[[", "]]", tables(value).unwrap_or_default()),
        };
        for table in inner {
            if !out.is_empty() {
                out.push('\n');
            }
            let _ = writeln!(out, "{indent}{opening}{path}{closing}");
            write_table(out, &path, table, depth + 1);
        }
    }
}

fn write_value(out: &mut String, value: &Value) {
    match value {
        Value::List(items) => {
            out.push('[');
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    out.push_str(", ");
                }
                write_value(out, item);
            }
            out.push(']');
        }
        Value::Map(entries) => {
            out.push('{');
            for (index, (key, value)) in entries.iter().enumerate() {
                let comma = if index > 0 { ", " } else { "" };
                let _ = write!(out, "{comma}{} = ", named(key));
                write_value(out, value);
            }
            out.push('}');
        }
        Value::Float(it) if it.fract() == 0.0 => {
            let _ = write!(out, "{it:.1}");
        }
        Value::Bool(_) | Value::Int(_) | Value::Float(_) | Value::Time(_) => {
            out.push_str(&value.printed());
        }
        value => out.push_str(&quoted(&value.printed())),
    }
}

/// A key, in quotes where it needs them.
fn named(key: &str) -> String {
    let is_bare = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    if !key.is_empty() && key.chars().all(is_bare) {
        key.to_owned()
    } else {
        quoted(key)
    }
}

/// A text in quotes, in which nothing is escaped if that will do.
fn quoted(text: &str) -> String {
    if !text.contains(|c: char| c == '\'' || c.is_control()) {
        return format!("'{text}'");
    }
    let mut out = String::from('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if c.is_control() => {
                let _ = write!(out, "\\u{:04X}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}
