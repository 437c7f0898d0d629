//! `urls.*` that need no site.

mod parsed;

use std::sync::Arc;

use super::arguments::text;
use super::path::clean;
use super::{Entry, MANY, entry};
use crate::gotemplate::error::Failure;
use crate::gotemplate::exec::Machine;
use crate::gotemplate::value::Value;

pub(super) const FUNCTIONS: &[Entry] = &[
    entry(&["anchorize", "urls.Anchorize"], 1, 1, |_, a| {
        Ok(anchor(&text(&a[0])?).into())
    }),
    entry(&["urlize", "urls.URLize"], 1, 1, |_, a| {
        Ok(urlize(&text(&a[0])?).into())
    }),
    entry(&["urls.JoinPath"], 0, MANY, join_path),
    entry(&["urls.Parse"], 1, 1, |_, a| {
        let parsed = parsed::Url::parse(&text(&a[0])?)?;
        Ok(Value::Object(Arc::new(parsed)))
    }),
    entry(&["urls.PathEscape"], 1, 1, |_, a| {
        Ok(path_escape(&text(&a[0])?).into())
    }),
    entry(&["urls.PathUnescape"], 1, 1, |_, a| {
        let text = text(&a[0])?;
        let decoded = percent_encoding::percent_decode_str(&text).decode_utf8_lossy();
        Ok(decoded.into_owned().into())
    }),
];

/// The id that GitHub gives a heading.
fn anchor(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.trim().chars() {
        if c == '-' || c == '_' {
            out.push(c);
        } else if c.is_whitespace() {
            out.push('-');
        } else if c.is_alphanumeric() {
            out.extend(c.to_lowercase());
        }
    }
    out
}

/// A path segment of a URL: lower case, hyphens for spaces.
pub(crate) fn urlized(text: &str) -> String {
    let mut path = String::with_capacity(text.len());
    let mut space = false;
    for c in text.trim().chars() {
        let kept = c.is_alphanumeric()
            || matches!(c, '.' | '/' | '\\' | '_' | '#' | '+' | '~' | '-' | '@')
            || matches!(u32::from(c), 0x300..=0x36f | 0x200d);
        if kept {
            if space && !path.is_empty() && c != '-' && !path.ends_with('-') {
                path.push('-');
            }
            path.extend(c.to_lowercase());
            space = false;
        } else if c.is_whitespace() {
            space = true;
        }
    }
    // An empty fragment is no fragment.
    if path.ends_with('#') {
        path.pop();
    }
    path
}

/// The same percent-encoded.
fn urlize(text: &str) -> String {
    let path = urlized(text);
    let mut out = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'\\' | 0x80.. => crate::gotemplate::print::push_format!(out, "%{byte:02X}"),
            byte => out.push(char::from(byte)),
        }
    }
    out
}

/// Go's `url.PathEscape`.
fn path_escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'-' | b'.' | b'_' | b'~' | b'$' | b'&' | b'+' | b':' | b'=' | b'@' => {
                out.push(char::from(byte));
            }
            byte if byte.is_ascii_alphanumeric() => out.push(char::from(byte)),
            byte => crate::gotemplate::print::push_format!(out, "%{byte:02X}"),
        }
    }
    out
}

/// Joins segments; scheme and host of the first one stay.
fn join_path(machine: &mut Machine<'_>, arguments: &[Value]) -> Result<Value, Failure> {
    let mut segments = Vec::new();
    for argument in arguments {
        match argument.items() {
            Some(items) => {
                for item in items.iter() {
                    segments.push(text(item)?.into_owned());
                }
            }
            None => segments.push(text(argument)?.into_owned()),
        }
    }
    let length: usize = segments.iter().map(|it| it.len() + 1).sum();
    if length > machine.limit() {
        return Err(crate::gotemplate::print::TOO_LARGE);
    }
    let Some(first) = segments.first().cloned() else {
        return Ok("".into());
    };
    let start = match first.find("://") {
        Some(at) => first[at + 3..]
            .find('/')
            .map_or(first.len(), |slash| at + 3 + slash),
        None => 0,
    };
    let (origin, path) = first.split_at(start);
    let mut joined = path.to_owned();
    for segment in &segments[1..] {
        joined.push('/');
        joined.push_str(segment);
    }
    let ends_with_slash = joined.ends_with('/');
    let mut cleaned = clean(&joined);
    if cleaned == "." {
        cleaned.clear();
    }
    if path.is_empty() && origin.is_empty() {
        cleaned = cleaned.trim_start_matches('/').to_owned();
    } else if !origin.is_empty() && !cleaned.starts_with('/') && !cleaned.is_empty() {
        cleaned.insert(0, '/');
    }
    if ends_with_slash && !cleaned.ends_with('/') {
        cleaned.push('/');
    }
    Ok(format!("{origin}{cleaned}").into())
}
