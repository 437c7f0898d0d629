//! Fields and methods of values.

use crate::gotemplate::error::Failure;
use crate::gotemplate::functions::time;
use crate::gotemplate::value::Value;

/// The field `name`, and whether there was one: of a missing key any field is nil.
pub(crate) fn field(value: &Value, name: &str) -> Result<(Value, bool), Failure> {
    match value {
        Value::Nil => Ok((Value::Nil, false)),
        Value::Map(entries) => Ok(match entries.get(name) {
            Some(found) => (found.clone(), true),
            None => (Value::Nil, false),
        }),
        _ => member(value, name, &[]).map(|found| (found, false)),
    }
}

/// The field or method `name` called with `arguments`.
pub(crate) fn member(value: &Value, name: &str, arguments: &[Value]) -> Result<Value, Failure> {
    let found = match value {
        Value::Nil if arguments.is_empty() => return Ok(Value::Nil),
        Value::Map(entries) if arguments.is_empty() => {
            return Ok(entries.get(name).cloned().unwrap_or_default());
        }
        Value::Map(_) => {
            let message = format!("{name} is not a method but has arguments");
            return Err(message.into());
        }
        Value::Time(it) => time::member(it, name, arguments)?,
        Value::Object(it) => it.member(name, arguments)?,
        Value::List(all) => match all.first() {
            Some(Value::Object(first)) => first.member_of_list(all, name, arguments)?,
            // Of which kind nobody knows.
            None if name == "Len" => Some(Value::Int(0)),
            None if name.starts_with("By") || matches!(name, "Reverse" | "Limit") => {
                Some(value.clone())
            }
            _ => None,
        },
        _ => None,
    };
    found.ok_or_else(|| {
        if let Value::Object(it) = value
            && it.has_more()
        {
            return Failure::Unsupported(format!("`.{name}`"));
        }
        let kind = value.type_name();
        format!("can't evaluate field {name} in type {kind}").into()
    })
}
