//! Regular expressions: `findRE`, `findRESubmatch`, `replaceRE`.

mod translate;

use std::collections::HashMap;
use std::sync::{LazyLock, Mutex, PoisonError};

use regex::{Captures, Regex, RegexBuilder};

use super::arguments::{at, int, text};
use super::{Entry, entry};
use crate::gotemplate::error::Failure;
use crate::gotemplate::exec::Machine;
use crate::gotemplate::number::{cost, count};
use crate::gotemplate::print::TOO_LARGE;
use crate::gotemplate::value::Value;

pub(super) const FUNCTIONS: &[Entry] = &[
    entry(&["findRE", "strings.FindRE"], 2, 3, |it, a| {
        found(it, a, |captures| {
            captures.get(0).map_or("", |it| it.as_str()).into()
        })
    }),
    entry(
        &["findRESubmatch", "strings.FindRESubmatch"],
        2,
        3,
        |it, a| {
            found(it, a, |captures| {
                let groups = captures
                    .iter()
                    .map(|it| it.map_or("", |it| it.as_str()).into());
                Value::list(groups.collect())
            })
        },
    ),
    entry(&["replaceRE", "strings.ReplaceRE"], 3, 4, replace),
];

/// A compiled program of more bytes is refused: it would be slow to build and to run.
const LARGEST_PROGRAM: usize = 1 << 19;

/// So many expressions stay compiled between runs; a site uses a few dozen.
const CACHED: usize = 200;

/// So many states are nothing unusual.
const ORDINARY: u64 = 200;

/// What compiling an expression costs, once per run whether it is cached or not, so that results
/// do not depend on what ran before.
const COMPILING: u64 = 40_000;

/// A compiled expression and about how many states it has.
#[derive(Clone)]
struct Compiled {
    regex: Regex,
    states: u64,
}

static COMPILED: LazyLock<Mutex<HashMap<String, Compiled>>> = LazyLock::new(Mutex::default);

fn compile(machine: &mut Machine<'_>, pattern: &str) -> Result<Compiled, Failure> {
    if machine.used_patterns.insert(pattern.to_owned()) {
        machine.spend(COMPILING + cost(pattern.len()) * 16)?;
    }
    // The map is whole even if a thread died while it held the lock.
    let mut compiled = COMPILED.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(known) = compiled.get(pattern) {
        return Ok(known.clone());
    }
    let (translated, states) = translate::translate(pattern);
    let regex = RegexBuilder::new(&translated)
        .size_limit(LARGEST_PROGRAM)
        .nest_limit(60)
        .build()
        .map_err(|_| {
            let shown: String = pattern.chars().take(100).collect();
            Failure::Failed(format!("error parsing regexp: {shown}"))
        })?;
    if compiled.len() >= CACHED {
        compiled.clear();
    }
    let new = Compiled { regex, states };
    compiled.insert(pattern.to_owned(), new.clone());
    Ok(new)
}

impl Compiled {
    /// Matching takes time proportional to the text and, at worst, to the states. Expressions
    /// that people write have few states that are active at once; long ones pay for all.
    fn pay(&self, machine: &mut Machine<'_>, text: &str) -> Result<(), Failure> {
        let factor = 1 + self.states.min(ORDINARY) / 32 + self.states.saturating_sub(ORDINARY) / 4;
        machine.spend(cost(text.len()).saturating_mul(factor) / 2)
    }
}

/// Whether the pattern occurs in the text.
pub(super) fn is_match(
    machine: &mut Machine<'_>,
    pattern: &str,
    text: &str,
) -> Result<bool, Failure> {
    let compiled = compile(machine, pattern)?;
    compiled.pay(machine, text)?;
    Ok(compiled.regex.is_match(text))
}

/// At most so many, `-1` for all.
fn most(value: &Value) -> Result<usize, Failure> {
    if matches!(value, Value::Nil) {
        return Ok(usize::MAX);
    }
    let most = int(value)?;
    Ok(if most < 0 { usize::MAX } else { count(most) })
}

fn found(
    machine: &mut Machine<'_>,
    arguments: &[Value],
    shape: fn(&Captures<'_>) -> Value,
) -> Result<Value, Failure> {
    let compiled = compile(machine, &text(&arguments[0])?)?;
    let source = text(&arguments[1])?;
    compiled.pay(machine, &source)?;
    let mut matches = Vec::new();
    for captures in compiled
        .regex
        .captures_iter(&source)
        .take(most(at(arguments, 2))?)
    {
        let value = shape(&captures);
        machine.spend(16 + value.weight())?;
        matches.push(value);
    }
    Ok(Value::list(matches))
}

fn replace(machine: &mut Machine<'_>, arguments: &[Value]) -> Result<Value, Failure> {
    let compiled = compile(machine, &text(&arguments[0])?)?;
    let replacement = text(&arguments[1])?;
    let source = text(&arguments[2])?;
    compiled.pay(machine, &source)?;
    let limit = machine.limit();
    let mut out = String::with_capacity(source.len());
    let mut written = 0;
    for captures in compiled
        .regex
        .captures_iter(&source)
        .take(most(at(arguments, 3))?)
    {
        let Some(whole) = captures.get(0) else {
            continue;
        };
        out.push_str(&source[written..whole.start()]);
        // Each reference may insert up to the whole match.
        let references = replacement.matches('$').count();
        let grown = references.saturating_mul(whole.len()) + replacement.len();
        if out.len().saturating_add(grown) > limit {
            return Err(TOO_LARGE);
        }
        captures.expand(&replacement, &mut out);
        written = whole.end();
    }
    out.push_str(&source[written..]);
    Ok(out.into())
}
