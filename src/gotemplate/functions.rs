//! The built-in functions, by all of their names.

pub(crate) mod attempt;
mod arguments;
mod basics;
mod cast;
mod collections;
mod dates;
mod digest;
mod encoding;
mod inflect;
mod lang;
mod layout;
mod lists;
mod math;
mod order;
mod path;
mod regexp;
pub(crate) mod scratch;
mod sets;
mod strings;
pub(crate) mod time;
mod title;
mod transform;
mod truncate;
mod urls;
mod words;

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::gotemplate::error::Failure;
use crate::gotemplate::exec::Machine;
use crate::gotemplate::value::Value;

/// What calling a function does.
pub(crate) type Run = fn(&mut Machine<'_>, &[Value]) -> Result<Value, Failure>;

/// A built-in function.
#[derive(Debug)]
pub(crate) struct Function {
    /// How many arguments it needs.
    pub(crate) least: usize,
    pub(crate) most: usize,
    /// Whether its result may contain its arguments, so that values could nest without bound.
    pub(crate) builds: bool,
    pub(crate) run: Run,
}

/// A function under its names.
pub(crate) struct Entry {
    names: &'static [&'static str],
    function: Function,
}

/// A function of `least` to `most` arguments.
const fn entry(names: &'static [&'static str], least: usize, most: usize, run: Run) -> Entry {
    Entry {
        names,
        function: Function {
            least,
            most,
            builds: false,
            run,
        },
    }
}

/// A function whose result may contain its arguments.
const fn builder(names: &'static [&'static str], least: usize, most: usize, run: Run) -> Entry {
    Entry {
        names,
        function: Function {
            least,
            most,
            builds: true,
            run,
        },
    }
}

/// Any number of arguments.
const MANY: usize = usize::MAX;

static TABLES: &[&[Entry]] = &[
    basics::FUNCTIONS,
    cast::FUNCTIONS,
    collections::FUNCTIONS,
    dates::FUNCTIONS,
    digest::FUNCTIONS,
    encoding::FUNCTIONS,
    inflect::FUNCTIONS,
    lang::FUNCTIONS,
    lists::FUNCTIONS,
    math::FUNCTIONS,
    order::FUNCTIONS,
    path::FUNCTIONS,
    regexp::FUNCTIONS,
    sets::FUNCTIONS,
    strings::FUNCTIONS,
    transform::FUNCTIONS,
    truncate::FUNCTIONS,
    urls::FUNCTIONS,
    words::FUNCTIONS,
];

static BY_NAME: LazyLock<HashMap<&'static str, &'static Function>> = LazyLock::new(|| {
    let entries = TABLES.iter().flat_map(|table| table.iter());
    entries
        .flat_map(|entry| entry.names.iter().map(|name| (*name, &entry.function)))
        .collect()
});

/// The built-in function of that name.
pub(crate) fn find(name: &str) -> Option<&'static Function> {
    BY_NAME.get(name).copied()
}

/// Whether `name.Function` names a function rather than a field of a function's value.
pub(crate) fn is_namespace(name: &str) -> bool {
    matches!(
        name,
        "cast"
            | "collections"
            | "compare"
            | "crypto"
            | "css"
            | "data"
            | "debug"
            | "diagrams"
            | "encoding"
            | "fmt"
            | "hash"
            | "images"
            | "inflect"
            | "js"
            | "lang"
            | "math"
            | "openapi3"
            | "os"
            | "partials"
            | "path"
            | "reflect"
            | "resources"
            | "safe"
            | "strings"
            | "templates"
            | "time"
            | "transform"
            | "urls"
    )
}

#[cfg(test)]
mod tests;
