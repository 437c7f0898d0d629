//! `math.*`.

use super::arguments::{float, int};
use super::{Entry, MANY, entry};
use crate::gotemplate::error::Failure;
use crate::gotemplate::exec::Machine;
use crate::gotemplate::value::Value;

pub(super) const FUNCTIONS: &[Entry] = &[
    entry(&["add", "math.Add"], 1, MANY, |it, a| fold(it, a, add)),
    entry(&["sub", "math.Sub"], 1, MANY, |it, a| {
        fold(it, a, |_, l, r| {
            arithmetic(l, r, i64::wrapping_sub, |l, r| l - r)
        })
    }),
    entry(&["mul", "math.Mul"], 1, MANY, |it, a| {
        fold(it, a, |_, l, r| {
            arithmetic(l, r, i64::wrapping_mul, |l, r| l * r)
        })
    }),
    entry(&["div", "math.Div"], 1, MANY, |it, a| fold(it, a, div)),
    entry(&["mod", "math.Mod"], 2, 2, |_, a| {
        remainder(a).map(Value::Int)
    }),
    entry(&["modBool", "math.ModBool"], 2, 2, |_, a| {
        remainder(a).map(|it| Value::Bool(it == 0))
    }),
    entry(&["math.Abs"], 1, 1, |_, a| on_float(a, f64::abs)),
    entry(&["math.Ceil"], 1, 1, |_, a| on_float(a, f64::ceil)),
    entry(&["math.Floor"], 1, 1, |_, a| on_float(a, f64::floor)),
    entry(&["math.Round"], 1, 1, |_, a| on_float(a, f64::round)),
    entry(&["math.Sqrt"], 1, 1, |_, a| on_float(a, f64::sqrt)),
    entry(&["math.Log"], 1, 1, |_, a| on_float(a, f64::ln)),
    entry(&["math.Sin"], 1, 1, |_, a| on_float(a, f64::sin)),
    entry(&["math.Cos"], 1, 1, |_, a| on_float(a, f64::cos)),
    entry(&["math.Tan"], 1, 1, |_, a| on_float(a, f64::tan)),
    entry(&["math.Asin"], 1, 1, |_, a| on_float(a, f64::asin)),
    entry(&["math.Acos"], 1, 1, |_, a| on_float(a, f64::acos)),
    entry(&["math.Atan"], 1, 1, |_, a| on_float(a, f64::atan)),
    entry(&["math.Atan2"], 2, 2, |_, a| {
        Ok(Value::Float(float(&a[0])?.atan2(float(&a[1])?)))
    }),
    entry(&["math.ToDegrees"], 1, 1, |_, a| {
        on_float(a, |it| it * 180.0 / std::f64::consts::PI)
    }),
    entry(&["math.ToRadians"], 1, 1, |_, a| {
        on_float(a, |it| it * std::f64::consts::PI / 180.0)
    }),
    entry(&["pow", "math.Pow"], 2, 2, |_, a| {
        Ok(Value::Float(float(&a[0])?.powf(float(&a[1])?)))
    }),
    entry(&["math.Max"], 1, MANY, |_, a| over_all(a, f64::max)),
    entry(&["math.Min"], 1, MANY, |_, a| over_all(a, f64::min)),
    entry(&["math.Sum"], 1, MANY, |_, a| over_all(a, |l, r| l + r)),
    entry(&["math.Product"], 1, MANY, |_, a| over_all(a, |l, r| l * r)),
    entry(&["math.Pi"], 0, 0, |_, _| {
        Ok(Value::Float(std::f64::consts::PI))
    }),
    entry(&["math.MaxInt64"], 0, 0, |_, _| Ok(Value::Int(i64::MAX))),
    // A preview should not change with every save.
    entry(&["math.Rand"], 0, 0, |_, _| Ok(Value::Float(0.5))),
    entry(&["math.Counter"], 0, 0, |it, _| {
        it.counter += 1;
        Ok(Value::Int(it.counter))
    }),
];

type Binary = fn(&mut Machine<'_>, &Value, &Value) -> Result<Value, Failure>;

fn fold(machine: &mut Machine<'_>, arguments: &[Value], step: Binary) -> Result<Value, Failure> {
    // A single list stands for its elements.
    let numbers = match arguments {
        [Value::List(items)] => items.as_slice(),
        arguments => arguments,
    };
    let [first, others @ ..] = numbers else {
        return Err("must provide at least two numbers".into());
    };
    if others.is_empty() {
        return Err("must provide at least two numbers".into());
    }
    let mut total = first.clone();
    for other in others {
        total = step(machine, &total, other)?;
        machine.spend(1 + total.weight())?;
    }
    Ok(total)
}

fn arithmetic(
    left: &Value,
    right: &Value,
    on_ints: fn(i64, i64) -> i64,
    on_floats: fn(f64, f64) -> f64,
) -> Result<Value, Failure> {
    let int_of = |it: &Value| match it {
        Value::Int(it) => Some(*it),
        Value::Object(it) => it.number(),
        _ => None,
    };
    if let (Some(left), Some(right)) = (int_of(left), int_of(right)) {
        return Ok(Value::Int(on_ints(left, right)));
    }
    match (left.as_float(), right.as_float()) {
        (Some(left), Some(right)) => Ok(Value::Float(on_floats(left, right))),
        _ => Err("can't apply the operator to the values".into()),
    }
}

/// `add` also joins texts.
fn add(machine: &mut Machine<'_>, left: &Value, right: &Value) -> Result<Value, Failure> {
    if let (Some(left), Some(right)) = (left.as_text(), right.as_text()) {
        if left.len() + right.len() > machine.limit() {
            return Err(crate::gotemplate::print::TOO_LARGE);
        }
        return Ok(format!("{left}{right}").into());
    }
    arithmetic(left, right, i64::wrapping_add, |l, r| l + r)
}

fn div(_: &mut Machine<'_>, left: &Value, right: &Value) -> Result<Value, Failure> {
    if right.as_float().is_some_and(|it| it == 0.0) {
        return Err("can't divide the value by 0".into());
    }
    arithmetic(left, right, i64::wrapping_div, |l, r| l / r)
}

fn remainder(arguments: &[Value]) -> Result<i64, Failure> {
    let (left, right) = (int(&arguments[0])?, int(&arguments[1])?);
    if right == 0 {
        return Err("the number can't be divided by zero at modulo operation".into());
    }
    Ok(left.wrapping_rem(right))
}

fn on_float(arguments: &[Value], operation: fn(f64) -> f64) -> Result<Value, Failure> {
    Ok(Value::Float(operation(float(&arguments[0])?)))
}

/// Combines all numbers, those in lists too.
fn over_all(arguments: &[Value], operation: fn(f64, f64) -> f64) -> Result<Value, Failure> {
    let mut total: Option<f64> = None;
    for argument in arguments {
        let items = argument.items();
        let items = match &items {
            Some(items) => items.as_slice(),
            None => std::slice::from_ref(argument),
        };
        for item in items {
            let item = float(item)?;
            total = Some(total.map_or(item, |total| operation(total, item)));
        }
    }
    total
        .map(Value::Float)
        .ok_or_else(|| "missing operands".into())
}
