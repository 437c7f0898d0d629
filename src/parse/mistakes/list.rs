//! The accidents in a list on one line: `tags: [rust, web]`, in every format.

use serde_yaml::Value;

use super::super::lines::{self, Line};
use super::super::read;
use super::super::split::Format;
use super::values::{is_size, is_text_key, meant_by_quotes, quoted, shortened, with_value};
use super::{Failed, Mistake};

/// The longest list in bytes that is taken apart: where its entries end cannot be told without a look
/// at all of it for each.
const MOST_BYTES: usize = 4 * 1024;

/// What is wrong with the brackets of a list.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Brackets {
    Right,
    Unclosed,
    /// Closed by another sign.
    ClosedBy(char),
    /// Closed twice.
    OneTooMany,
    Missing,
}

/// What is wrong with one entry of a list.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fault {
    NoComma,
    NoEntry,
    Unclosed,
    Unopened,
    InnerQuote,
    OtherQuotes,
    Backslash,
    Bare,
    Sign,
}

/// An entry as written, and as it would be right.
struct Item<'a> {
    /// Byte of the list's inside.
    at: usize,
    written: &'a str,
    mended: String,
    fault: Option<Fault>,
}

/// A list with a bracket, a quote or a comma too few or too many, or with an entry that needs quotes.
pub(super) fn list(failed: &Failed<'_>) -> Option<Mistake> {
    failed.lines().find_map(|line| {
        let entry = failed.entry(line.text)?;
        if is_text_key(entry.key) {
            return None;
        }
        let (inside, brackets) = inside(failed.format, entry.value)?;
        let items = items(failed.format, inside)?;
        let written: Vec<_> = items.iter().map(|item| item.mended.as_str()).collect();
        let written = written.into_iter().filter(|item| !item.is_empty());
        let list = format!("[{}]", written.collect::<Vec<_>>().join(", "));
        let faulty = items
            .iter()
            .find_map(|item| Some((item, item.fault?)))
            .filter(|_| brackets == Brackets::Right);
        let (at, length, message) = match faulty {
            Some((item, fault)) => {
                let inside_at = usize::from(entry.value.starts_with('['));
                let message = item_message(failed.format, entry.key, item, fault);
                (inside_at + item.at, item.written.len(), message)
            }
            None => (0, entry.value.len(), brackets.message(entry.key)?),
        };
        let mended = with_value(&line, &entry, &list);
        let place = lines::place(failed.text, line.start + entry.value_at + at, length);
        let is_clear = are_told_apart(&items);
        failed
            .is_better_with(&line, &mended)
            .then(|| Mistake::new(place, message).with_suggestion(is_clear.then_some(mended)))
    })
}

/// Whether the commas of a list are those between its entries: behind a quote that is never closed
/// they may be part of a text.
fn are_told_apart(items: &[Item<'_>]) -> bool {
    let is_half = |item: &Item<'_>| matches!(item.fault, Some(Fault::Unclosed | Fault::Unopened));
    let is_bare = |item: &Item<'_>| !item.written.starts_with(['"', '\'']);
    let halves = items.iter().filter(|item| is_half(item)).count();
    halves == 0 || halves == 1 && items.iter().all(|item| is_half(item) || !is_bare(item))
}

/// An entry on a line of its own, in a list between brackets.
pub(super) fn list_line(failed: &Failed<'_>) -> Option<Mistake> {
    let number = failed.syntax.place.line;
    [number.saturating_sub(1), number]
        .into_iter()
        .find_map(|number| {
            let line = failed.line_at(number)?;
            let text = line.text.trim();
            let is_bracket = text.starts_with(['[', ']', '{', '}', '#']);
            if text.is_empty() || is_bracket || !is_in_list(failed, &line) {
                return None;
            }
            let at = line.text.len() - line.text.trim_start().len();
            let inside = text.trim_end_matches(',').trim_end();
            let items = items(failed.format, inside)?;
            let [item] = &items[..] else { return None };
            let (fault, mended) = match item.fault {
                Some(fault) => (fault, format!("{}{}", item.mended, &text[inside.len()..])),
                None if text.len() > inside.len() + 1 => (Fault::NoEntry, format!("{inside},")),
                None => (Fault::NoComma, format!("{inside},")),
            };
            let mended = format!("{}{mended}", &line.text[..at]);
            let place = lines::place(failed.text, line.start + at, text.len());
            let message = match fault {
                Fault::NoComma => "At the end of this line a comma is missing.".to_owned(),
                fault => item_message(failed.format, "", item, fault),
            };
            failed
                .is_better_with(&line, &mended)
                .then(|| Mistake::new(place, message).with_suggestion(Some(mended)))
        })
}

/// Whether a line stands in a list whose bracket a line above opens and none closes.
fn is_in_list(failed: &Failed<'_>, line: &Line<'_>) -> bool {
    let above = lines::from(failed.text, 0).take_while(|above| above.start < line.start);
    let head = above
        .filter_map(|above| {
            Some((
                above,
                failed
                    .entry(above.text)
                    .filter(|_| begins_anew(failed, above.text))?,
            ))
        })
        .last();
    head.is_some_and(|(head, entry)| {
        entry.value.starts_with('[') && !failed.text[head.start..line.start].contains(']')
    }) && !begins_anew(failed, line.text)
}

/// A list over several lines whose bracket is never closed.
pub(super) fn long_list(failed: &Failed<'_>) -> Option<Mistake> {
    failed.lines().find_map(|line| {
        let entry = failed.entry(line.text)?;
        if !entry.value.starts_with('[') || entry.value.contains(']') {
            return None;
        }
        let last = lines::from(failed.text, line.end)
            .take_while(|line| line.is_blank() || !begins_anew(failed, line.text))
            .filter(|line| !line.is_blank())
            .last()?;
        let closed = format!("{}]", last.text.trim_end().trim_end_matches(','));
        let place = lines::place(failed.text, line.start + entry.value_at, 1);
        let message = Brackets::Unclosed.message(entry.key)?;
        (!last.text.contains(']') && failed.is_better_with(&last, &closed))
            .then(|| Mistake::new(place, message))
    })
}

/// The list of a key, written as it would be right, if its entries can be told: every entry a text, a
/// number or a truth value.
pub(super) fn with_texts(format: Format, value: &str) -> Option<String> {
    let (inside, _) = inside(format, value).filter(|(_, found)| *found == Brackets::Right)?;
    let items = items(format, inside)?;
    let items: Vec<_> = items.into_iter().map(|item| item.mended).collect();
    Some(format!("[{}]", items.join(", ")))
}

fn begins_anew(failed: &Failed<'_>, line: &str) -> bool {
    let is_key = |entry: lines::Entry<'_>| !entry.key.is_empty();
    failed.entry(line).is_some_and(is_key)
}

/// What a list has between its brackets, and what is wrong with these.
fn inside(format: Format, value: &str) -> Option<(&str, Brackets)> {
    let Some(rest) = value.strip_prefix('[') else {
        return without_brackets(format, value).map(|inside| (inside, Brackets::Missing));
    };
    let closings = rest.matches(']').count();
    if rest.trim_matches([',', ' ']).is_empty() || rest.contains('[') {
        return None;
    }
    if closings == 0 {
        return Some(match rest.strip_suffix(['}', ')', '>']) {
            Some(inside) => (inside, Brackets::ClosedBy(rest.chars().next_back()?)),
            None => (rest.trim_end_matches(','), Brackets::Unclosed),
        });
    }
    match rest.strip_suffix("]]") {
        Some(inside) if closings == 2 => Some((inside, Brackets::OneTooMany)),
        _ => rest
            .strip_suffix(']')
            .filter(|_| closings == 1)
            .map(|inside| (inside, Brackets::Right)),
    }
}

/// Several texts in quotes, or one before a bracket.
fn without_brackets(format: Format, value: &str) -> Option<&str> {
    let inside = value.strip_suffix(']').unwrap_or(value);
    let items = items(format, inside).filter(|_| value.starts_with(['"', '\'']))?;
    let are_texts = items
        .iter()
        .all(|item| item.fault.is_none() && item.written.starts_with(['"', '\'']));
    (are_texts && (items.len() > 1 || inside.len() < value.len())).then_some(inside)
}

/// The entries between two brackets; nothing if they cannot be told.
fn items(format: Format, inside: &str) -> Option<Vec<Item<'_>>> {
    let mut items = Vec::new();
    let mut lacks_comma = false;
    let mut rest = Some(inside.trim_start()).filter(|rest| rest.len() <= MOST_BYTES)?;
    while !rest.is_empty() {
        let at = inside.len() - rest.len();
        let written = first_item(rest);
        let (mended, fault) = match written {
            "" => (String::new(), Some(Fault::NoEntry)),
            written => mended(format, written)?,
        };
        items.push(Item {
            at,
            written: if written.is_empty() { "," } else { written },
            mended,
            fault: fault.or(lacks_comma.then_some(Fault::NoComma)),
        });
        rest = rest[written.len()..].trim_start();
        lacks_comma = !rest.starts_with(',');
        let is_last = |rest: &str| rest.trim_start_matches(',').trim().is_empty();
        if format == Format::Json && !lacks_comma && is_last(rest) {
            items.push(Item {
                at: inside.len() - rest.len(),
                written: ",",
                mended: String::new(),
                fault: Some(Fault::NoEntry),
            });
            break;
        }
        rest = rest.strip_prefix(',').unwrap_or(rest).trim_start();
    }
    Some(items)
}

/// The first entry of what is left of a list, up to the comma after it or to where one is missing.
fn first_item(rest: &str) -> &str {
    if let Some(quote) = rest.chars().next().filter(|c| matches!(c, '"' | '\'')) {
        let ends = rest.match_indices(quote).skip(1).map(|(at, _)| at + 1);
        let end = ends.into_iter().find(|&end| {
            let after = &rest[end..];
            let next = after.trim_start();
            let is_apart = next.len() < after.len() && next.starts_with(['"', '\'']);
            let is_escaped = quote == '"' && rest[..end - 1].ends_with('\\');
            !is_escaped && (next.is_empty() || next.starts_with(',') || is_apart)
        });
        if let Some(end) = end {
            return &rest[..end];
        }
    }
    rest[..rest.find(',').unwrap_or(rest.len())].trim_end()
}

/// An entry as it would be right, and what is wrong with it.
fn mended(format: Format, written: &str) -> Option<(String, Option<Fault>)> {
    let is_quoted = written.starts_with(['"', '\'']);
    let is_half = written
        .strip_suffix('"')
        .is_some_and(|text| !text.contains('"') && !is_size(text));
    match read_item(format, written).filter(|_| !is_half) {
        Some(Value::String(text)) if is_quoted || text == written => {
            return Some((written.to_owned(), None));
        }
        Some(Value::Number(_) | Value::Bool(_) | Value::Null) => {
            return Some((written.to_owned(), None));
        }
        _ => {}
    }
    let (text, fault) = meant(format, written)?;
    let mended = quoted(format, text);
    let is_read = read_item(format, &mended)?.as_str() == Some(text);
    (is_read && !text.is_empty()).then_some((mended, Some(fault)))
}

/// The text that is meant by an entry that cannot be read, and what is wrong with it.
fn meant(format: Format, written: &str) -> Option<(&str, Fault)> {
    const CURLY: [char; 6] = ['“', '”', '„', '‘', '’', '‚'];
    if written.starts_with(['[', '{']) {
        return None;
    }
    let quote = written.chars().next().filter(|c| matches!(c, '"' | '\''));
    if let Some(quote) = quote {
        let inner = &written[1..];
        return match inner.strip_suffix(quote) {
            Some(text) if text.contains('\\') => Some((text, Fault::Backslash)),
            Some(text) if quote == '\'' && format == Format::Json => {
                Some((text, Fault::OtherQuotes))
            }
            Some(text) if quote == '\'' => Some((text, Fault::InnerQuote)),
            Some(_) => Some((meant_by_quotes(written)?, Fault::InnerQuote)),
            None if inner.contains(quote) => None,
            None => Some((inner.trim_end_matches(CURLY), Fault::Unclosed)),
        };
    }
    if let Some(inner) = written.strip_prefix(CURLY) {
        return Some((inner.strip_suffix(CURLY)?, Fault::OtherQuotes));
    }
    for quote in ['"', '\''] {
        if let Some(text) = written.strip_suffix(quote) {
            return (!text.contains(quote)).then_some((text, Fault::Unopened));
        }
    }
    let fault = match format {
        Format::Yaml => Fault::Sign,
        Format::Toml | Format::Json => Fault::Bare,
    };
    Some((written, fault))
}

/// An entry, read as the only one of its list.
fn read_item(format: Format, written: &str) -> Option<Value> {
    let text = match format {
        Format::Yaml => format!("x: [{written}]"),
        Format::Toml => format!("x = [{written}]"),
        Format::Json => format!("{{\"x\": [{written}]}}"),
    };
    let value = read::read_as(format, &text).ok()?.into_iter().next()?.1;
    let Value::Sequence(values) = value else {
        return None;
    };
    let is_one = values.len() == 1;
    values.into_iter().next().filter(|_| is_one)
}

/// The list of a key, at the start of a sentence.
fn name(key: &str) -> String {
    match key {
        "" => "This list".to_owned(),
        key => format!("The list of `{key}`"),
    }
}

impl Brackets {
    fn message(self, key: &str) -> Option<String> {
        let list = name(key);
        Some(match self {
            Self::Right => return None,
            Self::Unclosed => format!("{list} begins with a bracket that is never closed."),
            Self::ClosedBy(sign) => format!("{list} begins with `[` and ends with `{sign}`."),
            Self::OneTooMany => format!("{list} ends with one bracket too many."),
            Self::Missing => format!("{list} needs brackets around it."),
        })
    }
}

fn item_message(format: Format, key: &str, item: &Item<'_>, fault: Fault) -> String {
    let list = name(key);
    let entry = shortened(item.written);
    let first = item.written.chars().next().unwrap_or_default();
    match fault {
        Fault::NoComma => format!("{list} lacks a comma before `{entry}`."),
        Fault::NoEntry => format!("{list} has a comma too many."),
        Fault::Unclosed => format!("{list} has an entry whose quote is never closed."),
        Fault::Unopened => format!("{list} has an entry whose quote is never opened."),
        Fault::InnerQuote => format!(
            "{list} has an entry with a quote in it, where {} takes the text to end. It needs other quotes around it.",
            format.name()
        ),
        Fault::OtherQuotes => format!(
            "{list} has an entry with quotes around it that {} does not know.",
            format.name()
        ),
        Fault::Backslash => format!(
            "{list} has an entry with a backslash in it, which means something between double quotes."
        ),
        Fault::Bare => format!("{list} has texts in it, which need quotes around them."),
        Fault::Sign if first == '`' => {
            format!(
                "{list} has an entry that begins with a backtick, so it needs quotes around it."
            )
        }
        Fault::Sign => format!("{list} has an entry, `{entry}`, that needs quotes around it."),
    }
}
