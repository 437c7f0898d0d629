//! `truncate`.

use super::arguments::{int, text};
use super::words::is_cjk;
use super::{Entry, entry};
use crate::gotemplate::error::Failure;
use crate::gotemplate::escape::escape_html;
use crate::gotemplate::exec::Machine;
use crate::gotemplate::number::{self, count};
use crate::gotemplate::value::{Safe, Value};

pub(super) const FUNCTIONS: &[Entry] = &[entry(&["truncate", "strings.Truncate"], 2, 3, truncate)];

/// `truncate length text` or `truncate length ellipsis text`; of safe HTML, tags do not count and
/// those still open at the end are closed.
fn truncate(machine: &mut Machine<'_>, arguments: &[Value]) -> Result<Value, Failure> {
    let length = count(int(&arguments[0])?);
    let (ellipsis, value) = match arguments {
        [_, ellipsis, value] => match ellipsis {
            Value::Safe(Safe::Html, it) => (it.to_string(), value),
            other => (escape_html(&text(other)?), value),
        },
        _ => (" …".to_owned(), &arguments[1]),
    };
    let is_html = matches!(value, Value::Safe(Safe::Html, _));
    let whole = text(value)?;
    machine.spend(number::cost(whole.len()) / 8)?;
    let Some((end, tags)) = cut(&whole, length, is_html) else {
        return Ok(Value::html(&if is_html {
            whole.into_owned()
        } else {
            escape_html(&whole)
        }));
    };
    let kept = &whole[..end];
    if !is_html {
        return Ok(Value::html(&(escape_html(kept) + &ellipsis)));
    }
    let mut out = format!("{kept}{ellipsis}");
    for name in open_tags(&tags, end) {
        out.push_str("</");
        out.push_str(name);
        out.push('>');
    }
    Ok(Value::html(&out))
}

struct Tag<'t> {
    name: &'t str,
    at: usize,
    opens: bool,
}

/// Where to cut, at the end of the last whole word if there is one, and the tags before.
fn cut(text: &str, length: usize, is_html: bool) -> Option<(usize, Vec<Tag<'_>>)> {
    let mut tags = Vec::new();
    let (mut word_end, mut last_letter, mut seen, mut after_tag) = (0, 0, 0, 0);
    // Behind the last `>` there are no tags.
    let last_end = if is_html { text.rfind('>') } else { None };
    for (at, c) in text.char_indices() {
        if at < after_tag {
            continue;
        }
        if last_end.is_some_and(|last| last > at)
            && c == '<'
            && let Some((tag, end)) = tag(text, at)
        {
            after_tag = end;
            word_end = last_letter;
            tags.extend(tag);
            continue;
        }
        seen += 1;
        if c.is_whitespace() {
            word_end = last_letter;
        } else if is_cjk(c) {
            word_end = at;
        } else {
            last_letter = at + c.len_utf8();
        }
        if seen > length {
            return Some((if word_end == 0 { at } else { word_end }, tags));
        }
    }
    None
}

/// The tag at `at`, nothing for one that needs no end tag, and where it ends.
fn tag(text: &str, at: usize) -> Option<(Option<Tag<'_>>, usize)> {
    let end = at + text[at..].find('>')? + 1;
    let inside = &text[at + 1..end - 1];
    let (opens, inside) = match inside.strip_prefix('/') {
        Some(inside) => (false, inside),
        None => (true, inside),
    };
    let name = &inside[..inside.find([' ', '/', '\n', '\t']).unwrap_or(inside.len())];
    let needs_end = !inside.ends_with('/')
        && !matches!(
            name,
            "br" | "col" | "link" | "base" | "img" | "param" | "area" | "hr" | "input" | "wbr"
        );
    Some((needs_end.then_some(Tag { name, at, opens }), end))
}

/// The names of the tags that are open at `end`, innermost first.
fn open_tags<'t>(tags: &[Tag<'t>], end: usize) -> Vec<&'t str> {
    let mut closing: Option<&str> = None;
    let mut open = Vec::new();
    for tag in tags.iter().rev() {
        if let Some(name) = closing {
            if name == tag.name && tag.opens {
                closing = None;
            }
        } else if tag.at >= end {
        } else if tag.opens {
            open.push(tag.name);
        } else {
            closing = Some(tag.name);
        }
    }
    open
}
