//! Scratches: maps that change.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::gotemplate::value::{Map, Object, Value};

/// A `newScratch`, a page's `.Scratch` or `.Store`: a map that templates write to.
///
/// Invariant: no scratch is stored in a scratch, which could contain itself.
#[derive(Debug, Default)]
pub struct Scratch {
    values: Mutex<BTreeMap<String, Stored>>,
}

/// Texts are kept so that adding to them does not copy them.
#[derive(Debug)]
enum Stored {
    Text(String),
    Value(Value),
}

impl Stored {
    fn new(value: &Value) -> Stored {
        match value {
            Value::Text(text) => Stored::Text(text.to_string()),
            other => Stored::Value(other.clone()),
        }
    }

    fn value(&self) -> Value {
        match self {
            Stored::Text(text) => Value::text(text),
            Stored::Value(value) => value.clone(),
        }
    }

    fn add(&mut self, more: &Value) -> Result<(), String> {
        match (self, more) {
            (Stored::Text(text), more) => match more.as_text() {
                Some(more) => text.push_str(more),
                None => return Err("can't apply the operator to the values".into()),
            },
            (Stored::Value(Value::List(items)), more) => {
                let items = std::sync::Arc::make_mut(items);
                match more {
                    Value::List(more) => items.extend(more.iter().cloned()),
                    other => items.push(other.clone()),
                }
            }
            (Stored::Value(Value::Int(total)), Value::Int(more)) => {
                *total = total.wrapping_add(*more);
            }
            (Stored::Value(total), more) => {
                let sum = total
                    .as_float()
                    .zip(more.as_float())
                    .map(|(left, right)| left + right);
                *total = Value::Float(sum.ok_or("can't apply the operator to the values")?);
            }
        }
        Ok(())
    }
}

impl Scratch {
    /// Forgets everything: what is in it may hold what holds the scratch.
    pub fn clear(&self) {
        self.lock().clear();
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<String, Stored>> {
        // No operation leaves the map half changed.
        self.values.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn set_in_map(&self, key: &str, entry: &str, value: &Value) -> Result<(), String> {
        let mut values = self.lock();
        let stored = values
            .entry(key.to_owned())
            .or_insert_with(|| Stored::Value(Map::new().into()));
        match stored {
            Stored::Value(Value::Map(map)) => {
                std::sync::Arc::make_mut(map).insert(entry.into(), value.clone());
                Ok(())
            }
            _ => Err(format!("the value of {key:?} is not a map")),
        }
    }

    fn delete_in_map(&self, key: &str, entry: &str) {
        if let Some(Stored::Value(Value::Map(map))) = self.lock().get_mut(key) {
            std::sync::Arc::make_mut(map).remove(entry);
        }
    }

    fn sorted_map_values(&self, key: &str) -> Result<Value, String> {
        match self.lock().get(key) {
            None => Ok(Value::Nil),
            Some(Stored::Value(Value::Map(map))) => {
                Ok(Value::list(map.values().cloned().collect()))
            }
            Some(_) => Err(format!("the value of {key:?} is not a map")),
        }
    }

    fn values(&self) -> Map {
        self.lock()
            .iter()
            .map(|(key, it)| (key.as_str().into(), it.value()))
            .collect()
    }

    fn add(&self, key: &str, value: &Value) -> Result<(), String> {
        let mut values = self.lock();
        if let Some(stored) = values.get_mut(key) {
            return stored.add(value);
        }

        values.insert(key.to_owned(), Stored::new(value));
        Ok(())
    }
}

/// Whether the value is a scratch or holds one; values in templates nest only so deep.
fn holds_scratch(value: &Value) -> bool {
    match value {
        Value::Object(object) => !object.can_be_stored(),
        Value::List(items) => items.iter().any(holds_scratch),
        Value::Map(entries) => entries.values().any(holds_scratch),
        _ => false,
    }
}

impl Object for Scratch {
    fn member(&self, name: &str, arguments: &[Value]) -> Result<Option<Value>, String> {
        if arguments.iter().any(holds_scratch) {
            return Err("a scratch can't be stored in a scratch".into());
        }
        let text = |at: usize| -> Result<&str, String> {
            let text = arguments.get(at).and_then(Value::as_text);
            text.map(|it| &**it)
                .ok_or_else(|| format!("{name}: argument {} must be a text", at + 1))
        };
        let value = |at: usize| -> Result<&Value, String> {
            arguments
                .get(at)
                .ok_or_else(|| format!("wrong number of args for {name}"))
        };
        match name {
            "Set" => {
                self.lock()
                    .insert(text(0)?.to_owned(), Stored::new(value(1)?));
            }
            "Add" => self.add(text(0)?, value(1)?)?,
            "Get" => {
                return Ok(Some(
                    self.lock()
                        .get(text(0)?)
                        .map(Stored::value)
                        .unwrap_or_default(),
                ));
            }
            "Delete" => {
                self.lock().remove(text(0)?);
            }
            "SetInMap" => self.set_in_map(text(0)?, text(1)?, value(2)?)?,
            "DeleteInMap" => self.delete_in_map(text(0)?, text(1)?),
            "GetSortedMapValues" => return self.sorted_map_values(text(0)?).map(Some),
            "Values" => return Ok(Some(self.values().into())),
            _ => return Ok(None),
        }
        Ok(Some("".into()))
    }

    fn text(&self) -> String {
        "scratch".to_owned()
    }

    fn can_be_stored(&self) -> bool {
        false
    }
}
