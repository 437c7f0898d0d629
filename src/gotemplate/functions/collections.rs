//! Maps, scratches, `where`.

pub(super) mod filter;

use std::sync::Arc;

use super::arguments::{at, list, text};
use super::scratch::Scratch;
use super::{Entry, MANY, builder, entry};
use crate::gotemplate::error::Failure;
use crate::gotemplate::escape::escape_query;
use crate::gotemplate::exec::Machine;
use crate::gotemplate::number;
use crate::gotemplate::value::{MAX_NESTING, Map, Value};

pub(super) const FUNCTIONS: &[Entry] = &[
    builder(&["dict", "collections.Dictionary"], 0, MANY, dictionary),
    builder(&["merge", "collections.Merge"], 1, MANY, merge),
    builder(&["keyVals", "collections.KeyVals"], 1, MANY, |_, a| {
        Ok(Value::map([
            ("Key", a[0].clone()),
            ("Values", Value::list(a[1..].to_vec())),
        ]))
    }),
    builder(&["group", "collections.Group"], 2, 2, |_, a| {
        Ok(Value::map([
            ("Key", a[0].clone()),
            ("Pages", Value::List(list(&a[1])?)),
        ]))
    }),
    entry(&["newScratch", "collections.NewScratch"], 0, 0, |_, _| {
        Ok(Value::Object(Arc::new(Scratch::default())))
    }),
    entry(&["querify", "collections.Querify"], 1, MANY, querify),
    entry(&["where", "collections.Where"], 3, 4, filter::filter),
];

/// `dict key value …`; a list as the key is a path into maps of maps.
fn dictionary(_: &mut Machine<'_>, arguments: &[Value]) -> Result<Value, Failure> {
    if !arguments.len().is_multiple_of(2) {
        return Err("invalid dictionary call".into());
    }
    let mut map = Map::new();
    for pair in arguments.chunks_exact(2) {
        match &pair[0] {
            Value::List(path) => set_path(&mut map, path, &pair[1], MAX_NESTING)?,
            Value::Text(key) | Value::Safe(_, key) => {
                map.insert(Arc::clone(key), pair[1].clone());
            }
            _ => return Err("invalid dictionary key".into()),
        }
    }
    Ok(map.into())
}

fn set_path(map: &mut Map, path: &[Value], value: &Value, left: u32) -> Result<(), Failure> {
    let left = left
        .checked_sub(1)
        .ok_or(Failure::Budget("a value nests too deeply"))?;
    let (first, rest) = path.split_first().ok_or("invalid dictionary key")?;
    let key: Arc<str> = Arc::from(&*text(first)?);
    if rest.is_empty() {
        map.insert(key, value.clone());
        return Ok(());
    }
    let inner = map.entry(key).or_insert_with(|| Map::new().into());
    let Value::Map(inner) = inner else {
        return Err("invalid dictionary key: not a map".into());
    };
    set_path(Arc::make_mut(inner), rest, value, left)
}

/// Later maps win; maps in maps are merged too.
fn merge(machine: &mut Machine<'_>, arguments: &[Value]) -> Result<Value, Failure> {
    let mut merged: Option<Map> = None;
    for argument in arguments {
        let entries = match argument {
            Value::Nil => continue,
            other => other
                .entries()
                .ok_or_else(|| format!("destination must be a map, got {}", other.type_name()))?,
        };
        match &mut merged {
            None => merged = Some((*entries).clone()),
            Some(merged) => merge_into(machine, merged, &entries)?,
        }
    }
    Ok(merged.unwrap_or_default().into())
}

fn merge_into(machine: &mut Machine<'_>, into: &mut Map, from: &Map) -> Result<(), Failure> {
    for (key, value) in from {
        machine.spend(1 + number::cost(into.len()) / 16)?;
        // Keys are the same key in any case; the new spelling wins.
        if !into.contains_key(key) {
            let old = into.keys().find(|it| it.eq_ignore_ascii_case(key)).cloned();
            if let Some(old) = old.and_then(|it| into.remove(&it)) {
                into.insert(Arc::clone(key), old);
            }
        }
        match (into.get_mut(key), value) {
            (Some(Value::Map(old)), Value::Map(new)) => {
                machine.spend(Value::Map(Arc::clone(old)).weight())?;
                merge_into(machine, Arc::make_mut(old), new)?;
            }
            (Some(old), new) => *old = new.clone(),
            (None, new) => {
                into.insert(Arc::clone(key), new.clone());
            }
        }
    }
    Ok(())
}

/// A query string from pairs, from one list of pairs, or from a map.
fn querify(_: &mut Machine<'_>, arguments: &[Value]) -> Result<Value, Failure> {
    let mut pairs: Vec<(String, String)> = Vec::new();
    let mut add = |key: &Value, value: &Value| -> Result<(), Failure> {
        pairs.push((text(key)?.into_owned(), text(value)?.into_owned()));
        Ok(())
    };
    if let (1, Some(entries)) = (arguments.len(), at(arguments, 0).entries()) {
        for (key, value) in entries.iter() {
            add(&Value::Text(Arc::clone(key)), value)?;
        }
    } else {
        let listed = match arguments {
            [one] => one
                .items()
                .ok_or("querify requires a map or pairs")?
                .to_vec(),
            pairs => pairs.to_vec(),
        };
        if !listed.len().is_multiple_of(2) {
            return Err("must specify an even number of arguments".into());
        }
        for pair in listed.chunks_exact(2) {
            add(&pair[0], &pair[1])?;
        }
    }
    pairs.sort_by(|left, right| left.0.cmp(&right.0));
    let encoded: Vec<String> = pairs
        .iter()
        .map(|(key, value)| format!("{}={}", escape_query(key), escape_query(value)))
        .collect();
    Ok(encoded.join("&").into())
}
