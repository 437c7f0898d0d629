//! `sort`.

use std::cmp::Ordering;

use super::arguments::{at, list, text};
use super::collections::filter::at_path;
use super::{Entry, entry};
use crate::gotemplate::error::Failure;
use crate::gotemplate::exec::Machine;
use crate::gotemplate::value::Value;

pub(super) const FUNCTIONS: &[Entry] = &[entry(&["sort", "collections.Sort"], 1, 3, sort)];

/// `sort collection "key" "desc"`.
fn sort(machine: &mut Machine<'_>, arguments: &[Value]) -> Result<Value, Failure> {
    if matches!(arguments[0], Value::Nil) {
        return Err("sequence must be provided".into());
    }
    let items = match arguments[0].entries() {
        Some(entries) => entries.values().cloned().collect::<Vec<_>>().into(),
        None => list(&arguments[0])?,
    };
    let given = text(at(arguments, 1))?;
    let by = if given == "value" { "" } else { &*given };
    if given.is_empty() && arguments[0].entries().is_some() {
        // The values of a map are in the order of their keys already.
        return Ok(Value::List(items));
    }
    let descending = text(at(arguments, 2))? == "desc";
    let mut keyed = Vec::with_capacity(items.len());
    for item in items.iter() {
        let key = if by.is_empty() {
            item.clone()
        } else {
            at_path(item, by)?
        };
        keyed.push((key, item.clone()));
    }
    let mut failure = None;
    keyed.sort_by(|left, right| {
        let order = machine
            .spend(1)
            .and_then(|()| machine.sort_order(&left.0, &right.0));
        let order = order.unwrap_or_else(|error| {
            failure = Some(error);
            Ordering::Equal
        });
        if descending { order.reverse() } else { order }
    });
    match failure {
        Some(failure) => Err(failure),
        None => Ok(Value::list(
            keyed.into_iter().map(|(_, item)| item).collect(),
        )),
    }
}
