//! Data files.

use serde_yaml::Value;

use super::keys;

/// What a data file says, in the format that the ending of its name tells; `None`: it is neither TOML nor
/// YAML nor JSON. TOML's dates become texts.
///
/// # Errors
///
/// What is wrong with it, and where.
#[must_use]
pub fn data(name: &str, text: &str) -> Option<Result<Value, String>> {
    let (_, ending) = name.rsplit_once('.')?;
    Some(match ending.to_lowercase().as_str() {
        "toml" => toml(name, text),
        "yaml" | "yml" => {
            serde_yaml::from_str(text).map_err(|error| format!("it is no YAML: {error}"))
        }
        "json" => serde_json::from_str(text).map_err(|error| format!("it is no JSON: {error}")),
        _ => return None,
    })
}

fn toml(name: &str, text: &str) -> Result<Value, String> {
    let keys = keys(name, text).map_err(|problem| {
        let message = problem.message.trim_end_matches('.');
        format!("line {}: {message}", problem.line)
    });
    Ok(Value::Mapping(keys?))
}
