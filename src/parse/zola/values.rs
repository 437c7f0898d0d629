//! Whether Zola takes a value.

use std::sync::LazyLock;

use regex::Regex;
use serde_yaml::Value;

use super::super::date::date;
use super::super::mistakes;
use super::super::places::Places;
use super::super::split::Format;

/// What a key wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wants {
    Text,
    /// A text that is not empty.
    Name,
    Date,
    Truth,
    /// A whole number from 0 on, or in YAML nothing.
    Number,
    /// The same, and in YAML not nothing either.
    ANumber,
    Texts,
    /// Texts of which none is blank.
    Terms,
    Keys,
    OneOf(&'static [&'static str]),
}

/// Why a value is refused.
pub(super) struct Refused {
    /// As the end of a sentence.
    pub(super) message: String,
    /// The mended line.
    pub(super) mended: Option<String>,
}

impl Refused {
    pub(super) fn because(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            mended: None,
        }
    }

    /// With this value it is taken.
    fn mended(mut self, places: &Places<'_>, key: &str, value: Option<impl AsRef<str>>) -> Self {
        self.mended = value.and_then(|value| places.with_value(key, value.as_ref()));
        self
    }
}

/// Why Zola does not take the value of a key.
pub(super) fn refused(
    places: &Places<'_>,
    key: &str,
    value: &Value,
    wants: Wants,
) -> Option<Refused> {
    let value = untagged(value);
    let is_yaml = places.format() == Format::Yaml;
    // YAML's `key:` is nothing, which most keys may be.
    let may_be_nothing = !matches!(
        wants,
        Wants::Date | Wants::Truth | Wants::ANumber | Wants::OneOf(_)
    );
    if value.is_null() && may_be_nothing {
        return None;
    }
    match wants {
        Wants::Text => text(places, key, value, is_yaml),
        Wants::Name => name(places, key, value, is_yaml),
        Wants::Date => no_date(places, key, value),
        Wants::Truth => truth(places, key, value),
        Wants::Number | Wants::ANumber => number(places, key, value),
        Wants::Texts | Wants::Terms => texts(places, key, value, wants),
        Wants::Keys => (!value.is_mapping())
            .then(|| Refused::because(format!("`{key}` should be a group of keys."))),
        Wants::OneOf(words) => one_of(key, value, words),
    }
}

/// That a taxonomy is not among those that the blog has.
pub(super) fn undefined(name: &str, defined: &[&str]) -> Option<Refused> {
    if defined.contains(&name) {
        return None;
    }
    let message = match defined {
        [] => format!("the blog's config.toml defines no taxonomies, and so no `{name}`."),
        defined => format!(
            "the blog's config.toml defines no taxonomy `{name}`, but {}.",
            listed(defined, "and")
        ),
    };
    Some(Refused::because(message))
}

pub(super) fn untagged(mut value: &Value) -> &Value {
    while let Value::Tagged(tagged) = value {
        value = &tagged.value;
    }
    value
}

fn text(places: &Places<'_>, key: &str, value: &Value, is_yaml: bool) -> Option<Refused> {
    let is_one = match value {
        Value::String(_) => !is_bare_date(places, key),
        Value::Number(_) | Value::Bool(_) => is_yaml,
        _ => false,
    };
    let refused = || {
        let written = places
            .written(key)
            .filter(|_| !value.is_sequence() && !value.is_mapping());
        let quoted = written.map(|written| format!("\"{written}\""));
        let message = format!("{} should be a text.", middle(key));
        Refused::because(message).mended(places, key, quoted)
    };
    (!is_one).then(refused)
}

fn name(places: &Places<'_>, key: &str, value: &Value, is_yaml: bool) -> Option<Refused> {
    if value.as_str() == Some("") {
        let message = format!("`{key}` is empty. Give it a value, or take the line out.");
        return Some(Refused::because(message));
    }
    text(places, key, value, is_yaml)
}

fn no_date(places: &Places<'_>, key: &str, value: &Value) -> Option<Refused> {
    let Some(text) = value.as_str() else {
        let message = if value.is_null() {
            format!("`{key}` has no value. Give it one, or take the line out.")
        } else {
            format!("`{key}` should be a date, as 2019-11-06 is one.")
        };
        return Some(Refused::because(message));
    };
    // A time without a day is a date of TOML's, and told as none by its own line.
    if is_bare_date(places, key) || is_date(text) {
        return None;
    }
    let message = format!(
        "it does not read `{key}` as a date. Write it like 2019-11-06 or 2019-11-06T12:01:42-05:00."
    );
    let meant = date(text).map(|date| date.to_string());
    Some(Refused::because(message).mended(places, key, meant))
}

/// Whether Zola reads this text as a date: as TOML has dates, and nearly as YAML 1.1 has them.
fn is_date(text: &str) -> bool {
    static YAML: LazyLock<Option<Regex>> = LazyLock::new(|| {
        let day = r"^\d{4}-\d{1,2}-\d{1,2}";
        let time = r"(?:[Tt]|[ \t]+)\d{1,2}:\d{2}:\d{2}(?:\.\d{0,9})?";
        let zone = r"[ \t]*(?:Z|[-+]\d{1,2}(?::\d{2})?)?";
        Regex::new(&format!("{day}(?:{time}{zone})?$")).ok()
    });
    let is_of_toml = || {
        let read = text.parse::<toml::value::Datetime>();
        read.is_ok_and(|read| read.date.is_some())
    };
    let is_of_yaml = || YAML.as_ref().is_some_and(|yaml| yaml.is_match(text));
    is_of_toml() || is_of_yaml() && date(text).is_some()
}

/// Whether a value of TOML is a date without quotes. It comes as a text.
fn is_bare_date(places: &Places<'_>, key: &str) -> bool {
    let is_bare = |written: &str| written.starts_with(|c: char| c.is_ascii_digit());
    places.format() == Format::Toml && places.written(key).is_some_and(is_bare)
}

fn truth(places: &Places<'_>, key: &str, value: &Value) -> Option<Refused> {
    let meant = match value {
        Value::Bool(_) => return None,
        Value::String(word) => match word.trim().to_ascii_lowercase().as_str() {
            "yes" | "on" | "true" => Some("true"),
            "no" | "off" | "false" => Some("false"),
            word => mistakes::truth(word),
        },
        Value::Number(number) => match number.as_u64() {
            Some(1) => Some("true"),
            Some(0) => Some("false"),
            _ => None,
        },
        _ => None,
    };
    let message = mistakes::no_truth(key);
    Some(Refused::because(message).mended(places, key, meant))
}

fn number(places: &Places<'_>, key: &str, value: &Value) -> Option<Refused> {
    if value.as_u64().is_some() {
        return None;
    }
    let text = value.as_str().map(str::trim);
    let meant = text.and_then(|text| text.parse::<u64>().ok());
    let whole = value
        .as_f64()
        .filter(|number| number.fract() == 0.0 && *number >= 0.0);
    let meant = meant.map(|number| number.to_string());
    let meant = meant.or_else(|| whole.map(|number| format!("{number:.0}")));
    let message = format!("`{key}` should be a whole number from 0 on, without quotes.");
    Some(Refused::because(message).mended(places, key, meant))
}

fn texts(places: &Places<'_>, key: &str, value: &Value, wants: Wants) -> Option<Refused> {
    let is_yaml = places.format() == Format::Yaml;
    let Value::Sequence(values) = value else {
        let message = format!("`{key}` should be a list, as [\"one\", \"two\"] is one.");
        let one = value.as_str().filter(|one| !one.contains(['"', '\\']));
        let listed = one.map(|one| format!("[\"{one}\"]"));
        return Some(Refused::because(message).mended(places, key, listed));
    };
    let is_text = |value: &Value| match untagged(value) {
        Value::String(_) => true,
        Value::Sequence(_) | Value::Mapping(_) => false,
        _ => is_yaml,
    };
    if !values.iter().all(is_text) {
        let message = format!("each entry of `{key}` should be a text.");
        return Some(Refused::because(message));
    }
    let is_blank = |value: &Value| value.as_str().is_some_and(|text| text.trim().is_empty());
    let has_blank = wants == Wants::Terms && values.iter().any(is_blank);
    has_blank.then(|| Refused::because(format!("an entry of `{key}` is empty.")))
}

fn one_of(key: &str, value: &Value, words: &[&str]) -> Option<Refused> {
    // Zola 0.22 takes nothing for no links, as is meant.
    let is_one = match value {
        Value::String(word) => words.contains(&&**word),
        Value::Null => key == "insert_anchor_links",
        _ => false,
    };
    let words = || listed(words, "or");
    (!is_one).then(|| Refused::because(format!("`{key}` should be {}.", words())))
}

/// `a`, `b` and `c`, each as code.
#[must_use]
pub fn listed(words: &[&str], last: &str) -> String {
    let quoted = |word: &&str| format!("`{word}`");
    let (end, before) = words.split_last().unwrap_or((&"", &[]));
    let before: Vec<String> = before.iter().map(quoted).collect();
    match before.join(", ") {
        before if before.is_empty() => quoted(end),
        before => format!("{before} {last} {}", quoted(end)),
    }
}

/// A value's name in the middle of a sentence.
fn middle(key: &str) -> String {
    let subject = mistakes::subject(key);
    let mut letters = subject.chars();
    let first = letters.next().map(|letter| letter.to_ascii_lowercase());
    first.into_iter().chain(letters).collect()
}
