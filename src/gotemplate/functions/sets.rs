//! Lists as sets.

use std::collections::HashSet;
use std::sync::Arc;

use super::arguments::list;
use super::{Entry, MANY, entry};
use crate::gotemplate::error::Failure;
use crate::gotemplate::exec::Machine;
use crate::gotemplate::number;
use crate::gotemplate::value::Value;

pub(super) const FUNCTIONS: &[Entry] = &[
    entry(&["uniq", "collections.Uniq"], 1, 1, union),
    entry(&["union", "collections.Union"], 2, 2, union),
    entry(&["intersect", "collections.Intersect"], 2, 2, |it, a| {
        let second = Bag::of(it, &[a[1].clone()])?;
        filtered(it, &a[0], &second, true).map(Value::list)
    }),
    entry(
        &["complement", "collections.Complement"],
        2,
        MANY,
        |it, a| {
            let (last, others) = a
                .split_last()
                .ok_or("complement needs at least two arguments")?;
            let others = Bag::of(it, others)?;
            filtered(it, last, &others, false).map(Value::list)
        },
    ),
    entry(&["symdiff", "collections.SymDiff"], 2, 2, |it, a| {
        let first = Bag::of(it, &a[..1])?;
        let second = Bag::of(it, &a[1..])?;
        let mut items = filtered(it, &a[1], &first, false)?;
        items.extend(filtered(it, &a[0], &second, false)?);
        Ok(Value::list(items))
    }),
];

/// What can be looked up without comparing with everything.
#[derive(PartialEq, Eq, Hash)]
enum Key {
    Int(i64),
    Text(Arc<str>),
    Object(usize),
    Identity(String),
}

fn key(value: &Value) -> Option<Key> {
    match value {
        Value::Int(it) => Some(Key::Int(*it)),
        // 1.0 is the same as 1.
        Value::Float(it) if it.fract() == 0.0 && it.abs() < 9e15 => {
            Some(Key::Int(number::whole(*it)))
        }
        Value::Text(it) | Value::Safe(_, it) => Some(Key::Text(Arc::clone(it))),
        Value::Object(it) if it.number().is_none() => Some(match it.identity() {
            Some(identity) => Key::Identity(identity.to_owned()),
            None => Key::Object(Arc::as_ptr(it).cast::<()>() as usize),
        }),
        _ => None,
    }
}

/// Values by equality.
#[derive(Default)]
struct Bag {
    keys: HashSet<Key>,
    others: Vec<Value>,
}

impl Bag {
    fn of(machine: &mut Machine<'_>, lists: &[Value]) -> Result<Bag, Failure> {
        let mut bag = Bag::default();
        for items in lists {
            for item in list(items)?.iter() {
                bag.insert(machine, item)?;
            }
        }
        Ok(bag)
    }

    /// Whether the value is new.
    fn insert(&mut self, machine: &mut Machine<'_>, value: &Value) -> Result<bool, Failure> {
        if self.contains(machine, value)? {
            return Ok(false);
        }
        match key(value) {
            Some(key) => {
                self.keys.insert(key);
            }
            None => self.others.push(value.clone()),
        }
        Ok(true)
    }

    fn contains(&self, machine: &mut Machine<'_>, value: &Value) -> Result<bool, Failure> {
        machine.spend(1 + value.weight() / 16)?;
        if let Some(key) = key(value) {
            return Ok(self.keys.contains(&key));
        }
        for other in &self.others {
            machine.spend(1)?;
            if machine.equal(other, value)? {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

/// The different values of all the lists, in order.
fn union(machine: &mut Machine<'_>, lists: &[Value]) -> Result<Value, Failure> {
    let mut seen = Bag::default();
    let mut items = Vec::new();
    for some in lists {
        for item in list(some)?.iter() {
            if seen.insert(machine, item)? {
                items.push(item.clone());
            }
        }
    }
    Ok(Value::list(items))
}

/// The different values of the list that are, or are not, in the bag.
fn filtered(
    machine: &mut Machine<'_>,
    items: &Value,
    bag: &Bag,
    wanted: bool,
) -> Result<Vec<Value>, Failure> {
    let mut seen = Bag::default();
    let mut kept = Vec::new();
    for item in list(items)?.iter() {
        if bag.contains(machine, item)? == wanted && seen.insert(machine, item)? {
            kept.push(item.clone());
        }
    }
    Ok(kept)
}
