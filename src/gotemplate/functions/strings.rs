//! `strings.*` without regular expressions.

use super::arguments::{int, shared, text};
use super::{Entry, MANY, entry};
use crate::gotemplate::error::Failure;
use crate::gotemplate::exec::Machine;
use crate::gotemplate::number::{self, count, length};
use crate::gotemplate::print::TOO_LARGE;
use crate::gotemplate::value::Value;

pub(super) const FUNCTIONS: &[Entry] = &[
    entry(&["chomp", "strings.Chomp"], 1, 1, chomp),
    entry(&["strings.Contains"], 2, 2, |_, a| {
        Ok(Value::Bool(text(&a[0])?.contains(&*text(&a[1])?)))
    }),
    entry(&["strings.ContainsAny"], 2, 2, |it, a| {
        let (whole, chars) = (text(&a[0])?, text(&a[1])?);
        it.spend(number::cost(whole.len()) * number::cost(chars.len()) / 16)?;
        Ok(Value::Bool(whole.chars().any(|c| chars.contains(c))))
    }),
    entry(&["strings.ContainsNonSpace"], 1, 1, |_, a| {
        Ok(Value::Bool(!text(&a[0])?.trim().is_empty()))
    }),
    entry(&["strings.Count"], 2, 2, |_, a| {
        let (part, whole) = (text(&a[0])?, text(&a[1])?);
        let count = if part.is_empty() {
            whole.chars().count() + 1
        } else {
            whole.matches(&*part).count()
        };
        Ok(Value::Int(length(count)))
    }),
    entry(&["strings.FirstUpper"], 1, 1, |_, a| {
        Ok(first_upper(&text(&a[0])?).into())
    }),
    entry(&["hasPrefix", "strings.HasPrefix"], 2, 2, |_, a| {
        Ok(Value::Bool(text(&a[0])?.starts_with(&*text(&a[1])?)))
    }),
    entry(&["hasSuffix", "strings.HasSuffix"], 2, 2, |_, a| {
        Ok(Value::Bool(text(&a[0])?.ends_with(&*text(&a[1])?)))
    }),
    entry(&["strings.Repeat"], 2, 2, repeat),
    entry(&["replace", "strings.Replace"], 3, 4, replace),
    entry(&["strings.ReplacePairs"], 2, MANY, replace_pairs),
    entry(&["strings.RuneCount"], 1, 1, |_, a| {
        Ok(Value::Int(length(text(&a[0])?.chars().count())))
    }),
    entry(&["slicestr", "strings.SliceString"], 1, 3, slice_string),
    entry(&["split", "strings.Split"], 2, 2, split),
    entry(&["substr", "strings.Substr"], 2, 3, substr),
    entry(&["lower", "strings.ToLower"], 1, 1, |_, a| {
        Ok(to_lower(&text(&a[0])?).into())
    }),
    entry(&["upper", "strings.ToUpper"], 1, 1, |_, a| {
        Ok(to_upper(&text(&a[0])?).into())
    }),
    entry(&["trim", "strings.Trim"], 2, 2, |it, a| {
        trimmed(it, &a[0], &a[1], |whole, chars| {
            whole.trim_matches(|c| chars.contains(c))
        })
    }),
    entry(&["strings.TrimLeft"], 2, 2, |it, a| {
        trimmed(it, &a[1], &a[0], |whole, chars| {
            whole.trim_start_matches(|c| chars.contains(c))
        })
    }),
    entry(&["strings.TrimRight"], 2, 2, |it, a| {
        trimmed(it, &a[1], &a[0], |whole, chars| {
            whole.trim_end_matches(|c| chars.contains(c))
        })
    }),
    entry(&["strings.TrimPrefix"], 2, 2, |_, a| {
        let whole = text(&a[1])?;
        Ok(whole.strip_prefix(&*text(&a[0])?).unwrap_or(&whole).into())
    }),
    entry(&["strings.TrimSuffix"], 2, 2, |_, a| {
        let whole = text(&a[1])?;
        Ok(whole.strip_suffix(&*text(&a[0])?).unwrap_or(&whole).into())
    }),
    entry(&["strings.TrimSpace"], 1, 1, |_, a| {
        Ok(text(&a[0])?.trim().into())
    }),
];

/// Removes line breaks at the end; safe HTML stays safe.
fn chomp(_: &mut Machine<'_>, arguments: &[Value]) -> Result<Value, Failure> {
    let whole = text(&arguments[0])?;
    let chomped = whole.trim_end_matches(['\r', '\n']);
    Ok(match &arguments[0] {
        Value::Safe(kind, _) => Value::Safe(*kind, chomped.into()),
        _ => chomped.into(),
    })
}

/// Go maps letter by letter: `ß` has no single upper-case letter and stays.
fn to_upper(text: &str) -> String {
    let single = |c: char| {
        let mut upper = c.to_uppercase();
        match (upper.next(), upper.next()) {
            (Some(upper), None) => upper,
            _ => c,
        }
    };
    text.chars().map(single).collect()
}

/// Letter by letter as well: a final sigma is no special case in Go.
fn to_lower(text: &str) -> String {
    text.chars()
        .map(|c| c.to_lowercase().next().unwrap_or(c))
        .collect()
}

pub(super) fn first_upper(text: &str) -> String {
    let mut chars = text.chars();
    match chars.next() {
        Some(first) => to_upper(first.encode_utf8(&mut [0; 4])) + chars.as_str(),
        None => String::new(),
    }
}

fn repeat(machine: &mut Machine<'_>, arguments: &[Value]) -> Result<Value, Failure> {
    let times = int(&arguments[0])?;
    let part = text(&arguments[1])?;
    if times < 0 {
        return Err("strings: negative Repeat count".into());
    }
    if count(times).saturating_mul(part.len()) > machine.limit() {
        return Err(TOO_LARGE);
    }
    // A huge count of nothing is still nothing.
    Ok(if part.is_empty() {
        String::new()
    } else {
        part.repeat(count(times))
    }
    .into())
}

fn replace(machine: &mut Machine<'_>, arguments: &[Value]) -> Result<Value, Failure> {
    let whole = text(&arguments[0])?;
    let old = text(&arguments[1])?;
    let new = text(&arguments[2])?;
    let most = match arguments.get(3) {
        Some(limit) => int(limit)?,
        None => -1,
    };
    let most = if most < 0 { usize::MAX } else { count(most) };
    replaced(machine, &whole, &old, &new, most).map(Value::from)
}

fn replaced(
    machine: &mut Machine<'_>,
    whole: &str,
    old: &str,
    new: &str,
    most: usize,
) -> Result<String, Failure> {
    machine.spend(number::cost(whole.len()) / 16)?;
    let found = whole.matches(old).take(most).count();
    let grown = found.saturating_mul(new.len()).saturating_add(whole.len());
    if grown > machine.limit() {
        return Err(TOO_LARGE);
    }
    Ok(whole.replacen(old, new, most))
}

/// `strings.ReplacePairs old new … whole`, or one list of pairs and the whole.
fn replace_pairs(machine: &mut Machine<'_>, arguments: &[Value]) -> Result<Value, Failure> {
    let (whole, pairs) = arguments.split_last().ok_or("missing arguments")?;
    let listed = match pairs {
        [Value::List(items)] => items.as_slice(),
        pairs => pairs,
    };
    if !listed.len().is_multiple_of(2) {
        return Err("uneven number of replacement pairs".into());
    }
    let whole = text(whole)?;
    let mut pairs = Vec::new();
    for pair in listed.chunks_exact(2) {
        pairs.push((text(&pair[0])?, text(&pair[1])?));
    }
    let limit = machine.limit();
    let work = whole.len().saturating_mul(pairs.len());
    machine.spend(number::cost(work))?;
    let mut out = String::new();
    let mut rest = &*whole;
    while let Some(c) = rest.chars().next() {
        let found = pairs
            .iter()
            .find(|(old, _)| !old.is_empty() && rest.starts_with(&**old));
        if let Some((old, new)) = found {
            out.push_str(new);
            rest = &rest[old.len()..];
        } else {
            out.push(c);
            rest = &rest[c.len_utf8()..];
        }
        if out.len() > limit {
            return Err(TOO_LARGE);
        }
    }
    Ok(out.into())
}

/// `slicestr`: characters from a start to an end.
fn slice_string(_: &mut Machine<'_>, arguments: &[Value]) -> Result<Value, Failure> {
    let whole = text(&arguments[0])?;
    let chars = length(whole.chars().count());
    let start = match arguments.get(1) {
        Some(start) => int(start)?,
        None => 0,
    };
    let end = match arguments.get(2) {
        Some(end) => int(end)?,
        None => chars,
    };
    if start < 0 || start > chars || end < start || end > chars {
        return Err("slice bounds out of range".into());
    }
    Ok(whole
        .chars()
        .skip(count(start))
        .take(count(end - start))
        .collect::<String>()
        .into())
}

fn split(machine: &mut Machine<'_>, arguments: &[Value]) -> Result<Value, Failure> {
    let whole = text(&arguments[0])?;
    let separator = text(&arguments[1])?;
    // Every part is a value, which takes more room than its text.
    machine.spend(number::cost(whole.len()))?;
    let parts = if separator.is_empty() {
        whole
            .chars()
            .map(|c| Value::text(c.encode_utf8(&mut [0; 4])))
            .collect()
    } else {
        whole.split(&*separator).map(Value::text).collect()
    };
    Ok(Value::list(parts))
}

/// `substr text start length`: negative starts count from the end, a negative length stops that
/// many characters before it.
fn substr(_: &mut Machine<'_>, arguments: &[Value]) -> Result<Value, Failure> {
    let whole = text(&arguments[0])?;
    let chars = length(whole.chars().count());
    let mut start = int(&arguments[1])?;
    if start < 0 {
        start = (chars.saturating_add(start)).max(0);
    }
    let wanted = match arguments.get(2) {
        Some(wanted) => int(wanted)?,
        None => chars,
    };
    let end = if wanted < 0 {
        chars.saturating_add(wanted)
    } else {
        start.saturating_add(wanted).min(chars)
    };
    if start >= end {
        return Ok("".into());
    }
    Ok(whole
        .chars()
        .skip(count(start))
        .take(count(end - start))
        .collect::<String>()
        .into())
}

fn trimmed(
    machine: &mut Machine<'_>,
    whole: &Value,
    chars: &Value,
    trim: for<'t> fn(&'t str, &str) -> &'t str,
) -> Result<Value, Failure> {
    let chars = text(chars)?;
    let whole = shared(whole)?;
    machine.spend(number::cost(chars.len()) * number::cost(whole.len()) / 64)?;
    Ok(trim(&whole, &chars).into())
}
