//! What the keys of a configuration want, and what a generator makes of other values.

use serde_yaml::Value;
use strsim::osa_distance;

use super::configuration::{Files, Values};
use crate::parse::{listed, no_truth};
use crate::problem::Severity;

/// What a key wants.
#[derive(Clone, Copy, Debug)]
pub(super) enum Wants {
    Truth,
    /// A whole number.
    Number,
    Text,
    /// A list of texts, and for Hugo also one text.
    Texts,
    Group,
    /// A truth value in older versions, a group in newer ones.
    TruthOrGroup,
    OneOf(&'static [&'static str]),
    /// What only one generator's key wants.
    Other(fn(&str, &Value) -> Taken),
}

/// What a generator makes of a value.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Taken {
    AsIs,
    /// It takes it for another value.
    For(Value),
    /// It stops there.
    Refused(Why),
    /// It takes it, but as it is meant it means nothing.
    Doubtful(Why),
}

/// What is wrong with a value.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Why {
    /// A sentence.
    pub(super) message: String,
    /// The part of the value that is meant; `None`: all of it.
    pub(super) part: Option<String>,
}

/// How a generator reads values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Manner {
    /// Keys in any case, `1` and `"true"` as truth values: Hugo.
    Loose,
    /// As they are written: Zola.
    Strict,
}

/// The generator whose configuration it is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reader {
    pub(super) name: &'static str,
    pub(super) manner: Manner,
}

impl Taken {
    pub(super) fn refused(message: impl Into<String>) -> Self {
        Self::Refused(Why::of(message))
    }

    pub(super) fn doubtful(message: impl Into<String>) -> Self {
        Self::Doubtful(Why::of(message))
    }
}

impl Why {
    pub(super) fn of(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            part: None,
        }
    }

    pub(super) fn with_part(mut self, part: impl Into<String>) -> Self {
        self.part = Some(part.into());
        self
    }
}

impl Reader {
    /// Tells of the values that are not what their keys want. In the place of one that the generator
    /// refuses comes what counted `before`, and otherwise nothing; others become what it takes them for.
    ///
    /// `wanted` has keys as they are spelt, `*` for any name in them.
    pub(super) fn settle(
        self,
        wanted: &[(&str, Wants)],
        before: Option<&Values>,
        files: &mut Files<'_>,
        values: &mut Values,
    ) {
        for (pattern, wants) in wanted {
            for (spelt, key) in self.keys(pattern, values) {
                let Some(value) = values.at(&key) else {
                    continue;
                };
                match self.take(&spelt, value, *wants) {
                    Taken::AsIs => {}
                    Taken::For(value) => values.set(&key, Some(value)),
                    Taken::Doubtful(why) => {
                        let part = why.part.as_deref();
                        files.complain_of_value(&key, part, Severity::Warning, why.message);
                    }
                    Taken::Refused(why) => {
                        self.refuse(&key, &why, files);
                        values.set(&key, before.and_then(|it| it.at(&key)).cloned());
                    }
                }
            }
        }
    }

    /// Notes that the generator stops at the value of a key.
    pub(super) fn refuse(self, key: &str, why: &Why, files: &mut Files<'_>) {
        let message = format!("{} stops here: {}", self.name, why.message);
        files.complain_of_value(key, why.part.as_deref(), Severity::Error, message);
        files.lacks_parts = true;
    }

    /// The keys that there are of a pattern: as they are spelt, and as they are held.
    fn keys(self, pattern: &str, values: &Values) -> Vec<(String, String)> {
        let held = match self.manner {
            Manner::Loose => pattern.to_lowercase(),
            Manner::Strict => pattern.to_owned(),
        };
        let spelt = |key: &String| {
            let parts = pattern.split('.').zip(key.split('.'));
            let parts = parts.map(|(part, found)| if part == "*" { found } else { part });
            parts.collect::<Vec<_>>().join(".")
        };
        let keys = values.matching(&held).into_iter();
        keys.map(|key| (spelt(&key), key)).collect()
    }

    fn take(self, key: &str, value: &Value, wants: Wants) -> Taken {
        let is_loose = self.manner == Manner::Loose;
        let taken = |is_so: bool, what: &str| {
            let message = || format!("`{key}` should be {what}.");
            if is_so {
                Taken::AsIs
            } else {
                Taken::refused(message())
            }
        };
        let is_text = |value: &Value| match value {
            Value::String(_) => true,
            Value::Number(_) | Value::Bool(_) => is_loose,
            _ => false,
        };
        match wants {
            Wants::Truth if is_loose => loose_truth(key, value),
            Wants::Truth if !value.is_bool() => Taken::refused(no_truth(key)),
            Wants::Truth => Taken::AsIs,
            Wants::Number if is_loose => loose_number(key, value),
            Wants::Number => taken(value.as_u64().is_some(), WHOLE),
            Wants::Text => taken(is_text(value), "a text"),
            Wants::Texts => {
                let all = value.as_sequence().map(|all| all.iter().all(is_text));
                let is_so = all.unwrap_or(is_loose && is_text(value));
                taken(is_so, "a list, as [\"one\", \"two\"] is one")
            }
            Wants::Group => taken(value.is_mapping(), "a group of keys"),
            Wants::TruthOrGroup => taken(
                value.is_bool() || value.is_mapping(),
                "`true`, `false` or a group of keys",
            ),
            Wants::OneOf(words) => {
                let is_one = value.as_str().is_some_and(|word| words.contains(&word));
                taken(is_one, &listed(words, "or"))
            }
            Wants::Other(take) => take(key, value),
        }
    }
}

const WHOLE: &str = "a whole number, without quotes";

/// As Go reads truth values.
fn loose_truth(key: &str, value: &Value) -> Taken {
    let truth = match value {
        Value::Bool(_) => return Taken::AsIs,
        Value::Number(number) => number.as_f64() != Some(0.0),
        Value::String(word) => match word.as_str() {
            "1" | "t" | "T" | "true" | "TRUE" | "True" => true,
            "" | "0" | "f" | "F" | "false" | "FALSE" | "False" => false,
            _ => return Taken::refused(no_truth(key)),
        },
        _ => return Taken::refused(no_truth(key)),
    };
    Taken::For(Value::from(truth))
}

/// As Hugo reads whole numbers.
fn loose_number(key: &str, value: &Value) -> Taken {
    let number = match value {
        Value::Number(number) if number.is_i64() => return Taken::AsIs,
        #[expect(
            clippy::cast_possible_truncation,
            reason = "Hugo cuts the fraction off"
        )]
        Value::Number(number) => number.as_f64().map(|number| number as i64),
        Value::Bool(truth) => Some(i64::from(*truth)),
        Value::String(text) if text.is_empty() => Some(0),
        Value::String(text) => match text.strip_prefix("0x") {
            Some(digits) => i64::from_str_radix(digits, 16).ok(),
            None => text.parse().ok(),
        },
        _ => None,
    };
    match number {
        Some(number) => Taken::For(Value::from(number)),
        None => Taken::refused(format!("`{key}` should be {WHOLE}.")),
    }
}

/// The word that is meant, if one is nearly this.
pub(super) fn meant<'a>(word: &str, known: &[&'a str]) -> Option<&'a str> {
    let near = known.iter().copied();
    let mut near = near.filter(|known| *known != word && osa_distance(known, word) <= 1);
    near.next()
}

#[cfg(test)]
mod tests {
    use super::*;

    const HUGO: Reader = Reader {
        name: "Hugo",
        manner: Manner::Loose,
    };
    const ZOLA: Reader = Reader {
        name: "Zola",
        manner: Manner::Strict,
    };

    fn take(reader: Reader, written: &str, wants: Wants) -> Taken {
        let value = serde_yaml::from_str(written).expect("a value");
        reader.take("key", &value, wants)
    }

    #[test]
    fn hugo_takes_what_go_reads_as_a_truth_value_or_a_number() {
        for (written, truth) in [("1", true), ("'T'", true), ("''", false), ("2.5", true)] {
            let expected = Taken::For(Value::from(truth));
            assert_eq!(take(HUGO, written, Wants::Truth), expected, "{written}");
        }
        for written in ["'yes'", "'tRUE'", "[]", "{}"] {
            let expected = Taken::refused("`key` should be `true` or `false`.");
            assert_eq!(take(HUGO, written, Wants::Truth), expected, "{written}");
        }
        for (written, number) in [("'3'", 3), ("'0x3'", 3), ("true", 1), ("2.5", 2)] {
            let expected = Taken::For(Value::from(number));
            assert_eq!(take(HUGO, written, Wants::Number), expected, "{written}");
        }
        for written in ["' 3'", "'3.0'", "'x'", "[1]"] {
            let taken = take(HUGO, written, Wants::Number);
            assert!(matches!(taken, Taken::Refused(_)), "{written}");
        }
        assert_eq!(take(HUGO, "1", Wants::Text), Taken::AsIs);
        assert_eq!(take(HUGO, "x", Wants::Texts), Taken::AsIs);
    }

    #[test]
    fn zola_takes_values_as_they_are_written() {
        for (written, wants) in [
            ("1", Wants::Truth),
            ("'true'", Wants::Truth),
            ("1", Wants::Text),
            ("x", Wants::Texts),
            ("[1]", Wants::Texts),
            ("On", Wants::OneOf(&["on", "off"])),
            ("-1", Wants::Number),
        ] {
            let taken = take(ZOLA, written, wants);
            assert!(matches!(taken, Taken::Refused(_)), "{written}");
        }
        assert_eq!(take(ZOLA, "off", Wants::OneOf(&["on", "off"])), Taken::AsIs);
    }
}
