//! Arguments as the types functions want, converted as generously as Hugo does.

use std::borrow::Cow;
use std::sync::Arc;

use crate::gotemplate::error::Failure;
use crate::gotemplate::number;
use crate::gotemplate::print::printed;
use crate::gotemplate::value::Value;

/// The argument at `index`, nil if there is none.
pub(super) fn at(arguments: &[Value], index: usize) -> &Value {
    arguments.get(index).unwrap_or(&Value::Nil)
}

/// The value as text: scalars convert, collections do not.
pub(super) fn text(value: &Value) -> Result<Cow<'_, str>, Failure> {
    match value {
        Value::Nil => Ok(Cow::Borrowed("")),
        Value::Text(it) | Value::Safe(_, it) => Ok(Cow::Borrowed(it)),
        Value::List(_) | Value::Map(_) => {
            let kind = value.type_name();
            Err(format!("unable to cast value of type {kind} to string").into())
        }
        Value::Float(it) => Ok(Cow::Owned(number::plain(*it))),
        other => printed(other, usize::MAX).map(Cow::Owned),
    }
}

/// The value as a shared text.
pub(super) fn shared(value: &Value) -> Result<Arc<str>, Failure> {
    match value.as_text() {
        Some(it) => Ok(Arc::clone(it)),
        None => text(value).map(Arc::from),
    }
}

/// The value as a whole number.
pub(super) fn int(value: &Value) -> Result<i64, Failure> {
    match value {
        Value::Nil => Ok(0),
        Value::Int(it) => Ok(*it),
        Value::Bool(it) => Ok(i64::from(*it)),
        Value::Float(it) => Ok(number::whole(*it)),
        Value::Text(it) | Value::Safe(_, it) => {
            parse_int(it).ok_or_else(|| cast_error(value, "int"))
        }
        Value::Object(it) => it.number().ok_or_else(|| cast_error(value, "int")),
        _ => Err(cast_error(value, "int")),
    }
}

fn parse_int(text: &str) -> Option<i64> {
    match crate::gotemplate::lexer::literal::parse(text) {
        Some(crate::gotemplate::lexer::Token::Int(it)) => Some(it),
        Some(crate::gotemplate::lexer::Token::Float(it)) => Some(number::whole(it)),
        _ if text.is_empty() => Some(0),
        _ => None,
    }
}

/// The value as a number.
pub(super) fn float(value: &Value) -> Result<f64, Failure> {
    match value {
        Value::Nil => Ok(0.0),
        Value::Bool(it) => Ok(f64::from(u8::from(*it))),
        Value::Text(it) | Value::Safe(_, it) => {
            if it.is_empty() {
                return Ok(0.0);
            }
            it.parse().map_err(|_| cast_error(value, "float64"))
        }
        other => other.as_float().ok_or_else(|| cast_error(value, "float64")),
    }
}

fn cast_error(value: &Value, to: &str) -> Failure {
    let kind = value.type_name();
    match value.as_text() {
        Some(it) => {
            let shown: String = it.chars().take(60).collect();
            format!("unable to cast {shown:?} of type {kind} to {to}").into()
        }
        None => format!("unable to cast a value of type {kind} to {to}").into(),
    }
}

/// The value as a list; nil counts as an empty one.
pub(super) fn list(value: &Value) -> Result<Arc<Vec<Value>>, Failure> {
    if matches!(value, Value::Nil) {
        return Ok(Arc::default());
    }
    let kind = value.type_name();
    value
        .items()
        .ok_or_else(|| format!("can't iterate over a value of type {kind}").into())
}

/// The value as a truth: texts are parsed.
pub(super) fn truth(value: &Value) -> bool {
    match value {
        Value::Text(it) => matches!(&**it, "1" | "t" | "T" | "true" | "TRUE" | "True"),
        other => other.is_true(),
    }
}
