//! How values print: Go's `%v`.

use crate::gotemplate::error::Failure;
use crate::gotemplate::functions::time::go_string;
use crate::gotemplate::number;
use crate::gotemplate::value::Value;

/// Too much was printed: the limit of the budget is reached.
pub(crate) const TOO_LARGE: Failure = Failure::Budget("the output is too large");

/// Appends what printing `value` gives, stopping when `out` is longer than `limit` bytes.
pub(crate) fn print_into(out: &mut String, value: &Value, limit: usize) -> Result<(), Failure> {
    match value {
        Value::Nil => out.push_str("<nil>"),
        Value::Bool(it) => out.push_str(if *it { "true" } else { "false" }),
        Value::Int(it) => push_int(out, *it),
        Value::Float(it) => out.push_str(&number::shortest(*it)),
        Value::Text(it) | Value::Safe(_, it) => out.push_str(it),
        Value::Time(it) => out.push_str(&go_string(it)),
        Value::Object(it) => out.push_str(&it.text()),
        Value::List(items) => {
            out.push('[');
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    out.push(' ');
                }
                print_into(out, item, limit)?;
            }
            out.push(']');
        }
        Value::Map(entries) => {
            out.push_str("map[");
            for (index, (key, item)) in entries.iter().enumerate() {
                if index > 0 {
                    out.push(' ');
                }
                out.push_str(key);
                out.push(':');
                print_into(out, item, limit)?;
            }
            out.push(']');
        }
    }
    if out.len() > limit {
        return Err(TOO_LARGE);
    }
    Ok(())
}

/// Appends formatted text.
macro_rules! push_format {
    ($out:expr, $($format:tt)*) => {{
        use std::fmt::Write as _;
        write!($out, $($format)*).expect("writing to a string never fails")
    }};
}
pub(crate) use push_format;

/// Appends a number without going through the formatting machinery.
pub(crate) fn push_int(out: &mut String, it: i64) {
    if (0..10).contains(&it) {
        let digit = u8::try_from(it).expect("a digit fits a byte");
        out.push(char::from(b'0' + digit));
    } else {
        out.push_str(&it.to_string());
    }
}

/// What printing `value` gives.
pub(crate) fn printed(value: &Value, limit: usize) -> Result<String, Failure> {
    let mut out = String::new();
    print_into(&mut out, value, limit)?;
    Ok(out)
}

/// Go's `fmt.Sprint`: a space between two operands neither of which is a text.
pub(crate) fn sprint(arguments: &[Value], limit: usize) -> Result<String, Failure> {
    let mut out = String::new();
    for (index, argument) in arguments.iter().enumerate() {
        let apart = |it: &Value| it.as_text().is_none();
        if index > 0 && apart(argument) && apart(&arguments[index - 1]) {
            out.push(' ');
        }
        print_into(&mut out, argument, limit)?;
    }
    Ok(out)
}

/// Go's `fmt.Sprintln`: always a space between operands, a newline at the end.
pub(crate) fn sprintln(arguments: &[Value], limit: usize) -> Result<String, Failure> {
    let mut out = String::new();
    for (index, argument) in arguments.iter().enumerate() {
        if index > 0 {
            out.push(' ');
        }
        print_into(&mut out, argument, limit)?;
    }
    out.push('\n');
    Ok(out)
}
