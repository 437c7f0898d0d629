//! What Go's templates have themselves, and Hugo's comparisons, partials and messages.

#![expect(clippy::unnecessary_wraps, reason = "all functions have one signature")]

use std::cmp::Ordering;

use super::arguments::{at, shared, text};
use super::{Entry, MANY, builder, entry};
use crate::gotemplate::error::Failure;
use crate::gotemplate::escape::{escape_html, escape_js_string, escape_query};
use crate::gotemplate::exec::Machine;
use crate::gotemplate::format::sprintf;
use crate::gotemplate::number;
use crate::gotemplate::print::{sprint, sprintln};
use crate::gotemplate::value::{Safe, Value};

pub(super) const FUNCTIONS: &[Entry] = &[
    entry(&["eq", "compare.Eq"], 1, MANY, eq),
    entry(&["ne", "compare.Ne"], 1, MANY, |it, a| {
        eq_any(it, a).map(|b| Value::Bool(!b))
    }),
    entry(&["lt", "compare.Lt"], 1, MANY, |it, a| {
        compare(it, a, Ordering::is_lt)
    }),
    entry(&["le", "compare.Le"], 1, MANY, |it, a| {
        compare(it, a, Ordering::is_le)
    }),
    entry(&["gt", "compare.Gt"], 1, MANY, |it, a| {
        compare(it, a, Ordering::is_gt)
    }),
    entry(&["ge", "compare.Ge"], 1, MANY, |it, a| {
        compare(it, a, Ordering::is_ge)
    }),
    entry(&["cond", "compare.Conditional"], 3, 3, |_, a| {
        Ok(at(a, if a[0].is_true() { 1 } else { 2 }).clone())
    }),
    entry(&["default", "compare.Default"], 1, 2, default),
    entry(&["not"], 1, 1, |_, a| Ok(Value::Bool(!a[0].is_true()))),
    entry(&["len"], 1, 1, len),
    entry(&["print", "fmt.Print"], 0, MANY, |it, a| {
        Ok(sprint(a, it.limit())?.into())
    }),
    entry(&["println", "fmt.Println"], 0, MANY, |it, a| {
        Ok(sprintln(a, it.limit())?.into())
    }),
    entry(&["printf", "fmt.Printf"], 1, MANY, |it, a| {
        formatted(it, a).map(Value::from)
    }),
    entry(&["errorf", "fmt.Errorf"], 1, MANY, |it, a| {
        Err(Failure::Failed(formatted(it, a)?))
    }),
    entry(&["erroridf", "fmt.Erroridf"], 2, MANY, |it, a| {
        Err(Failure::Failed(formatted(it, &a[1..])?))
    }),
    entry(
        &["warnf", "fmt.Warnf", "warnidf", "fmt.Warnidf", "fmt.Warnmf"],
        1,
        MANY,
        |_, _| Ok("".into()),
    ),
    entry(
        &[
            "debug.Timer",
            "debug.TestDeprecationInfo",
            "debug.TestDeprecationWarn",
        ],
        0,
        MANY,
        |_, _| Ok(Value::Nil),
    ),
    entry(&["debug.VisualizeSpaces"], 1, 1, |_, _| Ok("".into())),
    entry(&["html"], 1, MANY, |it, a| {
        Ok(Value::html(&escape_html(&sprint(a, it.limit())?)))
    }),
    entry(&["js"], 1, MANY, |it, a| {
        Ok(escape_js_string(&sprint(a, it.limit())?, false).into())
    }),
    entry(&["urlquery"], 1, MANY, |it, a| {
        Ok(escape_query(&sprint(a, it.limit())?).into())
    }),
    entry(&["safeHTML", "safe.HTML"], 1, 1, |_, a| safe(a, Safe::Html)),
    entry(&["safeHTMLAttr", "safe.HTMLAttr"], 1, 1, |_, a| {
        safe(a, Safe::HtmlAttr)
    }),
    entry(&["safeCSS", "safe.CSS"], 1, 1, |_, a| safe(a, Safe::Css)),
    entry(&["safeJS", "safe.JS"], 1, 1, |_, a| safe(a, Safe::Js)),
    entry(&["safeJSStr", "safe.JSStr"], 1, 1, |_, a| {
        safe(a, Safe::JsStr)
    }),
    entry(&["safeURL", "safe.URL"], 1, 1, |_, a| safe(a, Safe::Url)),
    builder(&["partial", "partials.Include"], 1, 2, partial),
    builder(
        &["partialCached", "partials.IncludeCached"],
        2,
        MANY,
        partial,
    ),
    entry(&["templates.Exists"], 1, 1, |it, a| {
        Ok(Value::Bool(it.has_template(&text(&a[0])?)))
    }),
    entry(&["reflect.IsMap"], 1, 1, |_, a| {
        Ok(Value::Bool(
            matches!(a[0], Value::Map(_)) || a[0].entries().is_some(),
        ))
    }),
    entry(&["reflect.IsSlice"], 1, 1, |_, a| {
        Ok(Value::Bool(
            matches!(a[0], Value::List(_)) || a[0].items().is_some(),
        ))
    }),
];

fn formatted(machine: &mut Machine<'_>, arguments: &[Value]) -> Result<String, Failure> {
    let format = text(&arguments[0])?;
    sprintf(&format, &arguments[1..], machine.limit())
}

fn safe(arguments: &[Value], kind: Safe) -> Result<Value, Failure> {
    Ok(Value::Safe(kind, shared(&arguments[0])?))
}

fn eq(machine: &mut Machine<'_>, arguments: &[Value]) -> Result<Value, Failure> {
    eq_any(machine, arguments).map(Value::Bool)
}

/// Whether the first equals any of the others.
fn eq_any(machine: &mut Machine<'_>, arguments: &[Value]) -> Result<bool, Failure> {
    let Some((first, others)) = arguments
        .split_first()
        .filter(|(_, others)| !others.is_empty())
    else {
        return Err("missing arguments for comparison".into());
    };
    for other in others {
        if machine.equal(first, other)? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Whether the relation holds between the first and every other.
fn compare(
    machine: &mut Machine<'_>,
    arguments: &[Value],
    relation: fn(Ordering) -> bool,
) -> Result<Value, Failure> {
    let Some((first, others)) = arguments
        .split_first()
        .filter(|(_, others)| !others.is_empty())
    else {
        return Err("missing arguments for comparison".into());
    };
    for other in others {
        if !relation(machine.order(first, other)?) {
            return Ok(Value::Bool(false));
        }
    }
    Ok(Value::Bool(true))
}

/// The second argument unless it is unset; `false` counts as set.
fn default(_: &mut Machine<'_>, arguments: &[Value]) -> Result<Value, Failure> {
    let given = at(arguments, 1);
    let is_set = matches!(given, Value::Bool(_)) || given.is_true();
    Ok(if is_set { given } else { &arguments[0] }.clone())
}

fn len(_: &mut Machine<'_>, arguments: &[Value]) -> Result<Value, Failure> {
    let length = match &arguments[0] {
        Value::Text(it) | Value::Safe(_, it) => it.len(),
        Value::List(it) => it.len(),
        Value::Map(it) => it.len(),
        Value::Nil => return Err("len of nil pointer".into()),
        other => match (other.items(), other.entries()) {
            (Some(items), _) => items.len(),
            (_, Some(entries)) => entries.len(),
            _ => return Err(format!("len of type {}", other.type_name()).into()),
        },
    };
    Ok(Value::Int(number::length(length)))
}

fn partial(machine: &mut Machine<'_>, arguments: &[Value]) -> Result<Value, Failure> {
    machine.partial(&text(&arguments[0])?, at(arguments, 1))
}
