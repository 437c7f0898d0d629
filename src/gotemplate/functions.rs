//! The built-in functions, by all of their names.

pub(crate) mod attempt;
mod arguments;
mod basics;
mod cast;
mod collections;
mod dates;
mod diff;
pub(crate) mod digest;
mod encoding;
mod inflect;
mod lang;
pub(crate) mod layout;
mod lists;
pub(crate) mod locale;
mod math;
mod order;
mod path;
mod regexp;
pub(crate) mod scratch;
mod sets;
mod strings;
pub(crate) mod time;
pub(crate) mod title;
mod transform;
mod truncate;
pub(crate) mod urls;
mod words;
mod xxhash;

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
    diff::FUNCTIONS,
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

/// The functions that only a host can have, by their two names.
const HOST_FUNCTIONS: &[(&str, &str)] = &[
    ("absLangURL", "urls.AbsLangURL"),
    ("absURL", "urls.AbsURL"),
    ("emojify", "transform.Emojify"),
    ("fileExists", "os.FileExists"),
    ("getenv", "os.Getenv"),
    ("highlight", "transform.Highlight"),
    ("i18n", "lang.Translate"),
    ("markdownify", "transform.Markdownify"),
    ("now", "time.Now"),
    ("readDir", "os.ReadDir"),
    ("readFile", "os.ReadFile"),
    ("ref", "urls.Ref"),
    ("relLangURL", "urls.RelLangURL"),
    ("relURL", "urls.RelURL"),
    ("relref", "urls.RelRef"),
];

/// The other name of a function of the host.
pub(crate) fn alias(name: &str) -> Option<&'static str> {
    if name == "T" {
        return Some("i18n");
    }
    let (short, long) = HOST_FUNCTIONS
        .iter()
        .find(|(short, long)| name == *short || name == *long)?;
    Some(if name == *short { long } else { short })
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

/// The names of all built-in functions.
#[cfg(test)]
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    BY_NAME.keys().copied()
}

#[cfg(test)]
mod tests;
