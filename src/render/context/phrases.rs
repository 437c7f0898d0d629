//! `i18n`: what is said in the language of the page.

use std::sync::{Arc, PoisonError};

use super::World;
use crate::gotemplate::{Budget, Kind, Object, Value, execute_as_text};
use crate::render::plurals::{Operands, form};
use crate::render::{Phrase, PluralForm, Whole, Wording};

/// What the templates in all that is said on one page may use up together.
pub(super) const BUDGET: Budget = Budget {
    steps: 2_000_000,
    output: 1_000_000,
    depth: 50,
};

/// A number that is told: `{{ .Count }}`, or the dot itself.
#[derive(Debug)]
struct Count(i64);

impl Object for Count {
    fn member(&self, name: &str, _arguments: &[Value]) -> Result<Option<Value>, String> {
        Ok((name == "Count").then_some(Value::Int(self.0)))
    }

    fn text(&self) -> String {
        self.0.to_string()
    }

    fn number(&self) -> Option<i64> {
        Some(self.0)
    }

    fn type_name(&self) -> &'static str {
        "i18n.intCount"
    }
}

/// `i18n KEY VALUE`: what stands for a key in the language of the post; nothing where nobody has said it.
pub(super) fn translated(world: &World, arguments: &[Value]) -> Result<Value, String> {
    world.want(Whole::Phrases);
    let (key, value) = match arguments {
        [key] => (key, &Value::Nil),
        [key, value] => (key, value),
        _ => return Err("i18n takes a key and perhaps a value".to_owned()),
    };
    let key = match key {
        Value::Int(_) | Value::Float(_) | Value::Bool(_) => key.printed(),
        key => {
            let text = key.as_text();
            text.ok_or("the key of a text is missing")?.to_string()
        }
    };
    let phrases = world.known.templates.phrases.as_ref();
    let broken = phrases.and_then(|phrases| phrases.broken.as_ref());
    match phrases.and_then(|phrases| phrases.all.get(&key)) {
        None => match broken {
            Some(message) => Err(message.clone()),
            None => Ok(Value::text("")),
        },
        Some(phrase) => said(world, phrase, value),
    }
}

fn said(world: &World, phrase: &Phrase, value: &Value) -> Result<Value, String> {
    let count = count(value).and_then(|count| Operands::of(&count));
    let form = count.map_or(PluralForm::Other, |count| form(&phrase.language, count));
    let of = |form| phrase.forms.iter().find(|(known, _)| *known == form);
    match of(form).or_else(|| of(PluralForm::Other)) {
        Some((_, Wording::Plain(text))) => Ok(Value::Text(text.clone())),
        Some((_, Wording::Template(template))) => {
            let data = match value {
                Value::Int(count) => Value::Object(Arc::new(Count(*count))),
                value => value.clone(),
            };
            let left = || {
                world
                    .phrases_left
                    .lock()
                    .unwrap_or_else(PoisonError::into_inner)
            };
            // What the template asks for may ask for other texts meanwhile.
            let given = *left();
            let mut budget = given;
            let text = execute_as_text(template, &data, &mut budget);
            let mut left = left();
            left.steps = left.steps.saturating_sub(given.steps - budget.steps);
            left.output = left.output.saturating_sub(given.output - budget.output);
            match text {
                Ok(text) => Ok(text.into()),
                Err(error) if error.kind == Kind::Budget => Err(error.to_string()),
                // Of what fails Hugo shows nothing.
                Err(_) => Ok(Value::text("")),
            }
        }
        Some((_, Wording::Broken)) | None => Ok(Value::text("")),
    }
}

/// The number that decides the form, as it is written.
fn count(value: &Value) -> Option<String> {
    let told = match value {
        Value::Map(map) => {
            let mut entries = map.iter();
            let count = entries.find(|(key, _)| key.eq_ignore_ascii_case("count"));
            count.map(|(_, count)| count.clone())
        }
        _ => None,
    };
    match told.as_ref().unwrap_or(value) {
        Value::Int(number) => Some(number.to_string()),
        Value::Bool(truth) => Some(i64::from(*truth).to_string()),
        Value::Float(_) => {
            let number = told.as_ref().unwrap_or(value).printed();
            let is_whole = !number.contains('.');
            Some(if is_whole { number + ".0" } else { number })
        }
        number => {
            let number = number.as_text()?;
            number.parse::<f64>().ok()?;
            Some(number.to_string())
        }
    }
}
