//! `where`.

use std::cmp::Ordering;

use super::super::arguments::text;
use super::super::regexp;
use crate::gotemplate::error::Failure;
use crate::gotemplate::exec::Machine;
use crate::gotemplate::member::field;
use crate::gotemplate::value::{Map, Value};

/// `where list "path" "operator" value`; the operator may be missing.
pub(super) fn filter(machine: &mut Machine<'_>, arguments: &[Value]) -> Result<Value, Failure> {
    let path = text(&arguments[1])?;
    let (operator, wanted) = match arguments {
        [_, _, operator, wanted] => (text(operator)?, wanted),
        _ => ("=".into(), &arguments[2]),
    };
    let test = Test {
        path: &path,
        operator: operator.trim(),
        wanted,
    };
    if let Value::Map(entries) = &arguments[0] {
        // Of a map only the entries that are lists are looked into.
        let mut kept = Map::new();
        for (key, value) in entries.iter() {
            if let Value::List(items) = value {
                let items = test.matching(machine, items)?;
                if !items.is_empty() {
                    kept.insert(key.clone(), Value::list(items));
                }
            }
        }
        return Ok(kept.into());
    }
    let items = arguments[0].items().ok_or_else(|| {
        format!(
            "can't iterate over a value of type {}",
            arguments[0].type_name()
        )
    })?;
    test.matching(machine, &items).map(Value::list)
}

struct Test<'a> {
    path: &'a str,
    operator: &'a str,
    wanted: &'a Value,
}

impl Test<'_> {
    fn matching(&self, machine: &mut Machine<'_>, items: &[Value]) -> Result<Vec<Value>, Failure> {
        let mut kept = Vec::new();
        for item in items {
            machine.spend(1)?;
            let value = at_path(item, self.path)?;
            if self.holds(machine, &value)? {
                kept.push(item.clone());
            }
        }
        Ok(kept)
    }

    fn holds(&self, machine: &mut Machine<'_>, value: &Value) -> Result<bool, Failure> {
        let equal = matches!(self.operator, "" | "=" | "==" | "eq");
        let unequal = matches!(self.operator, "!=" | "<>" | "ne");
        let (is_nil, wants_nil) = (
            matches!(value, Value::Nil),
            matches!(self.wanted, Value::Nil),
        );
        if is_nil || wants_nil {
            return Ok((equal && is_nil == wants_nil) || (unequal && is_nil != wants_nil));
        }
        match self.operator {
            _ if equal => machine.equal(value, self.wanted),
            _ if unequal => machine.equal(value, self.wanted).map(|it| !it),
            ">=" | "ge" => self.ordered(machine, value, Ordering::is_ge),
            ">" | "gt" => self.ordered(machine, value, Ordering::is_gt),
            "<=" | "le" => self.ordered(machine, value, Ordering::is_le),
            "<" | "lt" => self.ordered(machine, value, Ordering::is_lt),
            "in" => self.within(machine, value),
            "not in" => self.within(machine, value).map(|it| !it),
            "intersect" => self.intersects(machine, value),
            "like" => {
                let value = text(value)?;
                regexp::is_match(machine, &text(self.wanted)?, &value)
            }
            other => Err(format!("no such operator {other:?}").into()),
        }
    }

    /// Only values of one kind are ordered.
    fn ordered(
        &self,
        machine: &mut Machine<'_>,
        value: &Value,
        relation: fn(Ordering) -> bool,
    ) -> Result<bool, Failure> {
        let comparable = match (value, self.wanted) {
            (Value::Time(_), Value::Time(_)) => true,
            (left, right) => {
                (left.as_text().is_some() && right.as_text().is_some())
                    || (left.as_float().is_some() && right.as_float().is_some())
            }
        };
        Ok(comparable && relation(machine.order(value, self.wanted)?))
    }

    fn within(&self, machine: &mut Machine<'_>, value: &Value) -> Result<bool, Failure> {
        if let (Some(whole), Some(part)) = (self.wanted.as_text(), value.as_text()) {
            return Ok(whole.contains(&**part));
        }
        let Some(items) = self.wanted.items() else {
            return Ok(false);
        };
        for item in items.iter() {
            machine.spend(1)?;
            if machine.equal(item, value)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn intersects(&self, machine: &mut Machine<'_>, value: &Value) -> Result<bool, Failure> {
        for item in value.items().unwrap_or_default().iter() {
            if self.within(machine, item)? {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

/// The value at a path like `Params.tags`; nil if something on the way is missing.
pub(in crate::gotemplate::functions) fn at_path(
    value: &Value,
    path: &str,
) -> Result<Value, Failure> {
    let mut value = value.clone();
    for name in path.trim_start_matches('.').split('.') {
        value = match &value {
            Value::Nil => return Ok(Value::Nil),
            found => field(found, name)?.0,
        };
    }
    Ok(value)
}
