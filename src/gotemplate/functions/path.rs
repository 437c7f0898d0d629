//! `path.*`: slash-separated paths, as Go's package of that name treats them.

use super::arguments::text;
use super::{Entry, MANY, entry};
use crate::gotemplate::error::Failure;
use crate::gotemplate::exec::Machine;
use crate::gotemplate::value::Value;

pub(super) const FUNCTIONS: &[Entry] = &[
    entry(&["path.Base"], 1, 1, |_, a| Ok(base(&text(&a[0])?).into())),
    entry(&["path.BaseName"], 1, 1, |_, a| {
        let path = text(&a[0])?;
        let base = base(&path);
        Ok(base.strip_suffix(ext(base)).unwrap_or(base).into())
    }),
    entry(&["path.Clean"], 1, 1, |_, a| {
        Ok(clean(&slashes(&text(&a[0])?)).into())
    }),
    entry(&["path.Dir"], 1, 1, |_, a| Ok(dir(&text(&a[0])?).into())),
    entry(&["path.Ext"], 1, 1, |_, a| Ok(ext(&text(&a[0])?).into())),
    entry(&["path.Join"], 0, MANY, join),
    entry(&["path.Split"], 1, 1, |_, a| {
        let path = text(&a[0])?;
        let (dir, file) = path.split_at(path.rfind('/').map_or(0, |at| at + 1));
        Ok(Value::map([("Dir", dir.into()), ("File", file.into())]))
    }),
];

fn slashes(path: &str) -> String {
    path.replace('\\', "/")
}

/// The last element, or `.` of nothing.
fn base(path: &str) -> &str {
    if path.is_empty() {
        return ".";
    }
    let trimmed = path.trim_end_matches('/');
    if trimmed.is_empty() {
        return "/";
    }
    trimmed.rsplit('/').next().unwrap_or(trimmed)
}

fn dir(path: &str) -> String {
    clean(&path[..path.rfind('/').map_or(0, |at| at + 1)])
}

fn ext(path: &str) -> &str {
    let file = path.rsplit('/').next().unwrap_or(path);
    file.rfind('.').map_or("", |at| &file[at..])
}

fn join(machine: &mut Machine<'_>, arguments: &[Value]) -> Result<Value, Failure> {
    let mut elements = Vec::new();
    for argument in arguments {
        match argument.items() {
            Some(items) => {
                for item in items.iter() {
                    elements.push(text(item)?.into_owned());
                }
            }
            None => elements.push(text(argument)?.into_owned()),
        }
    }
    elements.retain(|it| !it.is_empty());
    let length: usize = elements.iter().map(|it| it.len() + 1).sum();
    if length > machine.limit() {
        return Err(crate::gotemplate::print::TOO_LARGE);
    }
    if elements.is_empty() {
        return Ok("".into());
    }
    Ok(clean(&slashes(&elements.join("/"))).into())
}

/// The shortest path that means the same.
pub(super) fn clean(path: &str) -> String {
    let rooted = path.starts_with('/');
    let mut kept: Vec<&str> = Vec::new();
    for element in path.split('/') {
        match element {
            "" | "." => {}
            ".." if kept.last().is_some_and(|it| *it != "..") => {
                kept.pop();
            }
            ".." if rooted => {}
            other => kept.push(other),
        }
    }
    let joined = kept.join("/");
    match (rooted, joined.is_empty()) {
        (true, _) => format!("/{joined}"),
        (false, true) => ".".to_owned(),
        (false, false) => joined,
    }
}
