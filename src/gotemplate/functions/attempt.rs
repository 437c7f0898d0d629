//! The result of `try`.

use crate::gotemplate::value::Value;

/// What `try` gives: the value, or why there is none.
pub(crate) fn attempt(result: Result<Value, String>) -> Value {
    let (value, error) = match result {
        Ok(value) => (value, Value::Nil),
        Err(message) => (Value::Nil, message.into()),
    };
    Value::map([("Err", error), ("Value", value)])
}
