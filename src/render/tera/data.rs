//! What `load_data` reads.

use serde_json::{Value, json};

use crate::parse;

/// The value of a text in this format: `toml`, `json`, `yaml`, `csv` or plain.
pub(super) fn read(text: &str, format: &str) -> Result<Value, String> {
    match format {
        "csv" => Ok(table(text)),
        "json" => serde_json::from_str(text).map_err(|error| format!("it is no JSON: {error}.")),
        "toml" | "yaml" | "yml" => {
            let keys = parse::keys(&format!("data.{format}"), text);
            let keys = keys.map_err(|problem| problem.message.clone())?;
            serde_json::to_value(keys).map_err(|error| format!("it cannot be used: {error}."))
        }
        "bibtex" | "bib" | "xml" => Err(format!("blog-serve does not read `{format}`.")),
        _ => Ok(Value::from(text)),
    }
}

/// A table with a row of headers.
fn table(text: &str) -> Value {
    let mut rows = parse::rows(text, ',').into_iter();
    let headers = rows.next().unwrap_or_default();
    json!({ "headers": headers, "records": rows.collect::<Vec<_>>() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn data_is_read_in_its_format() {
        let check = |text: &str, format: &str, expected: Value| {
            assert_eq!(read(text, format), Ok(expected), "{format}");
        };
        check(
            "list = [1, 2]\n[a]\nb = 'B'\n",
            "toml",
            json!({"list": [1, 2], "a": {"b": "B"}}),
        );
        check("[1, {\"a\": null}]", "json", json!([1, {"a": null}]));
        check("y: Y", "yaml", json!({"y": "Y"}));
        check("a b\n", "plain", json!("a b\n"));
        check(
            "h1,h2\r\n1,\"a, \"\"b\"\"\"\n\n3,",
            "csv",
            json!({"headers": ["h1", "h2"], "records": [["1", "a, \"b\""], ["3", ""]]}),
        );
        assert!(read("{", "json").is_err() && read("", "bibtex").is_err());
    }
}
