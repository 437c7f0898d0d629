//! Functions on lists: making, cutting, looking in.

use super::arguments::{at, int, list, text};
use super::{Entry, MANY, builder, entry};
use crate::gotemplate::error::Failure;
use crate::gotemplate::exec::Machine;
use crate::gotemplate::member::field;
use crate::gotemplate::number::{self, count, length};
use crate::gotemplate::print::TOO_LARGE;
use crate::gotemplate::value::Value;

pub(super) const FUNCTIONS: &[Entry] = &[
    builder(&["slice", "collections.Slice"], 0, MANY, |_, a| {
        Ok(Value::list(a.to_vec()))
    }),
    entry(&["seq", "collections.Seq"], 1, 3, seq),
    entry(&["first", "collections.First"], 2, 2, |_, a| {
        cut(a, |n, len| (0, n.min(len)))
    }),
    entry(&["last", "collections.Last"], 2, 2, |_, a| {
        cut(a, |n, len| (len - n.min(len), len))
    }),
    entry(&["after", "collections.After"], 2, 2, |_, a| {
        cut(a, |n, len| (n.min(len), len))
    }),
    builder(&["append", "collections.Append"], 1, MANY, append),
    builder(&["apply", "collections.Apply"], 2, MANY, apply),
    entry(&["collections.Reverse"], 1, 1, |_, a| {
        Ok(Value::list(list(&a[0])?.iter().rev().cloned().collect()))
    }),
    // The order of a preview should not change with every save.
    entry(&["shuffle", "collections.Shuffle"], 1, 1, |_, a| {
        Ok(Value::List(list(&a[0])?))
    }),
    entry(&["delimit", "collections.Delimit"], 2, 3, delimit),
    entry(&["in", "collections.In"], 2, 2, contains),
    entry(&["index", "collections.Index"], 1, MANY, index),
    entry(&["isset", "collections.IsSet"], 2, 2, is_set),
];

fn seq(machine: &mut Machine<'_>, arguments: &[Value]) -> Result<Value, Failure> {
    let first = int(&arguments[0])?;
    let second = int(at(arguments, 1))?;
    let (start, step, end) = match arguments.len() {
        1 if first == 0 => return Ok(Value::list(Vec::new())),
        1 => (first.signum(), first.signum(), first),
        2 => (first, if second < first { -1 } else { 1 }, second),
        _ => (first, second, int(&arguments[2])?),
    };
    if step == 0 || (end > start && step < 0) {
        return Err("'increment' must be > 0".into());
    }
    if end < start && step > 0 {
        return Err("'increment' must be < 0".into());
    }
    let distance = i128::from(end) - i128::from(start);
    let size = usize::try_from(distance / i128::from(step) + 1).unwrap_or(usize::MAX);
    if size.saturating_mul(16) > machine.limit() {
        return Err(TOO_LARGE);
    }
    // The last number fits, but its distance from the first one may not.
    let numbers = (0..length(size)).map(|n| Value::Int(start.wrapping_add(n.wrapping_mul(step))));
    Ok(Value::list(numbers.collect()))
}

/// A part of a list or of a text, from and to what `part` says for a number and the length.
fn cut(arguments: &[Value], part: fn(usize, usize) -> (usize, usize)) -> Result<Value, Failure> {
    let wanted = int(&arguments[0])?;
    if wanted < 0 {
        return Err("sequence length must be non-negative".into());
    }
    let wanted = count(wanted);
    match &arguments[1] {
        Value::Nil => Err("both limit and seq must be provided".into()),
        Value::Text(whole) | Value::Safe(_, whole) => {
            let (mut from, mut to) = part(wanted, whole.len());
            // Hugo cuts in the middle of a character; there is no such text here.
            while !whole.is_char_boundary(from) {
                from -= 1;
            }
            while !whole.is_char_boundary(to) {
                to -= 1;
            }
            Ok(whole[from..to].into())
        }
        other => {
            let items = list(other)?;
            let (from, to) = part(wanted, items.len());
            Ok(Value::list(items[from..to].to_vec()))
        }
    }
}

/// `append element … list`, or `append list list`.
fn append(_: &mut Machine<'_>, arguments: &[Value]) -> Result<Value, Failure> {
    let (to, new) = arguments.split_last().ok_or("need at least one argument")?;
    if matches!(to, Value::Nil) {
        return Ok(match new {
            [Value::Nil] => Value::Nil,
            new => Value::list(new.to_vec()),
        });
    }
    let mut items = list(to)?.to_vec();
    let nested = matches!(items.first(), Some(Value::List(_)));
    match new {
        // A list extends a list, unless that one holds lists itself.
        [Value::List(more)] if !nested || matches!(more.first(), Some(Value::List(_))) => {
            items.extend(more.iter().cloned());
        }
        new => items.extend(new.iter().cloned()),
    }
    Ok(Value::list(items))
}

/// `apply list "function" argument …`, where `"."` stands for the element.
fn apply(machine: &mut Machine<'_>, arguments: &[Value]) -> Result<Value, Failure> {
    let items = list(&arguments[0])?;
    let name = text(&arguments[1])?;
    if name == "apply" {
        return Err("can't apply myself (no turtles allowed)".into());
    }
    let mut results = Vec::with_capacity(items.len().min(machine.limit()));
    for item in items.iter() {
        let arguments: Vec<Value> = arguments[2..]
            .iter()
            .map(|it| match it {
                Value::Text(dot) if &**dot == "." => item.clone(),
                other => other.clone(),
            })
            .collect();
        results.push(machine.call_named(&name, &arguments)?);
    }
    Ok(Value::list(results))
}

fn delimit(machine: &mut Machine<'_>, arguments: &[Value]) -> Result<Value, Failure> {
    let items = match arguments[0].entries() {
        Some(entries) => entries.values().cloned().collect::<Vec<_>>().into(),
        None => list(&arguments[0])?,
    };
    let separator = text(&arguments[1])?;
    let last = match arguments.get(2) {
        Some(last) => text(last)?,
        None => separator.clone(),
    };
    let limit = machine.limit();
    let mut out = String::new();
    for (index, item) in items.iter().enumerate() {
        if index > 0 {
            out.push_str(if index + 1 == items.len() {
                &last
            } else {
                &separator
            });
        }
        out.push_str(&text(item)?);
        if out.len() > limit {
            return Err(TOO_LARGE);
        }
    }
    Ok(out.into())
}

fn contains(machine: &mut Machine<'_>, arguments: &[Value]) -> Result<Value, Failure> {
    let (whole, part) = (&arguments[0], &arguments[1]);
    if let Some(whole) = whole.as_text() {
        machine.spend(number::cost(whole.len()) / 16)?;
        return Ok(Value::Bool(match part {
            Value::Nil | Value::List(_) | Value::Map(_) => false,
            part => whole.contains(&*text(part)?),
        }));
    }
    for item in whole.items().unwrap_or_default().iter() {
        machine.spend(1)?;
        if machine.equal(item, part)? {
            return Ok(Value::Bool(true));
        }
    }
    Ok(Value::Bool(false))
}

fn index(machine: &mut Machine<'_>, arguments: &[Value]) -> Result<Value, Failure> {
    let mut value = arguments[0].clone();
    for key in &arguments[1..] {
        // A list of keys is a path.
        let keys = match key {
            Value::List(keys) => keys.as_slice(),
            key => std::slice::from_ref(key),
        };
        for key in keys {
            machine.spend(1)?;
            value = element(&value, key)?;
        }
    }
    Ok(value)
}

/// One step of `index`: what is not there is nil.
fn element(value: &Value, key: &Value) -> Result<Value, Failure> {
    let kind = value.type_name();
    let position = || match key {
        Value::Int(it) => Ok(usize::try_from(*it).unwrap_or(usize::MAX)),
        other => {
            let kind = other.type_name();
            Err(Failure::Failed(format!(
                "cannot index slice/array with type {kind}"
            )))
        }
    };
    match value {
        Value::Nil => Ok(Value::Nil),
        Value::Map(entries) => Ok(entries.get(&*text(key)?).cloned().unwrap_or_default()),
        Value::List(items) => Ok(items.get(position()?).cloned().unwrap_or_default()),
        Value::Text(whole) | Value::Safe(_, whole) => {
            let byte = whole.as_bytes().get(position()?);
            Ok(byte.map_or(Value::Nil, |it| Value::Int(i64::from(*it))))
        }
        Value::Object(object) => match (object.entries(), object.items()) {
            (Some(entries), _) => Ok(entries.get(&*text(key)?).cloned().unwrap_or_default()),
            (_, Some(items)) => Ok(items.get(position()?).cloned().unwrap_or_default()),
            _ => match key.as_text() {
                Some(name) => field(value, name).map(|(found, _)| found),
                None => Err(format!("can't index item of type {kind}").into()),
            },
        },
        _ => Err(format!("can't index item of type {kind}").into()),
    }
}

fn is_set(_: &mut Machine<'_>, arguments: &[Value]) -> Result<Value, Failure> {
    let (value, key) = (&arguments[0], &arguments[1]);
    if let Some(entries) = value.entries() {
        return Ok(Value::Bool(entries.contains_key(&*text(key)?)));
    }
    Ok(Value::Bool(match value.items() {
        Some(items) => {
            let position = int(key)?;
            position >= 0 && count(position) < items.len()
        }
        None => false,
    }))
}
