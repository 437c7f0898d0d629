//! The accidents in front matter that can be read, and says something else than what was meant.

use serde_yaml::{Mapping, Value};

use super::super::lines::{self, Line};
use super::super::read;
use super::super::split::{Format, FrontMatter};
use super::values::{quoted, read_alone, subject, with_value};
use super::{MOST_LOOKED_AT, Mistake, keys, list, values, yaml};
use crate::problem::Severity;

/// How many doubts of one kind are told, and how many lines are tried in another way for one.
const MOST_DOUBTS: usize = 20;

/// How many texts are read again to see whether they say more so: it may be at each save.
const MOST_READ: usize = 4;

/// Every value that cannot be meant so, as far as it can be seen without knowing what it is for. In
/// long front matter none is looked for.
pub(in super::super) fn unmeant(keys: &Mapping, front: &FrontMatter<'_>) -> Vec<Mistake> {
    if front.text.len() > MOST_LOOKED_AT {
        return Vec::new();
    }
    let mut mistakes = twice_in_another_case(keys, front);
    if front.format == Format::Yaml {
        mistakes.extend(other_keys(keys, front));
        mistakes.extend(swallowed_entries(keys, front));
        mistakes.extend(lost_to_comments(keys, front));
        mistakes.extend(marked_texts(front));
        mistakes.extend(half_lists(keys, front));
    }
    if front.format != Format::Json {
        mistakes.extend(shortened_numbers(keys, front));
    }
    if front.format != Format::Json {
        mistakes.extend(signs_of_backslashes(keys, front));
    }
    mistakes.extend(groups_in_lists(keys, front));
    mistakes
}

/// A doubt about some bytes of a line.
fn doubt(
    front: &FrontMatter<'_>,
    line: &Line<'_>,
    (at, length): (usize, usize),
    message: String,
) -> Mistake {
    let place = lines::place(front.text, line.start + at, length);
    Mistake {
        severity: Severity::Warning,
        ..Mistake::new(place, message)
    }
    .in_file(front)
}

fn few(mistakes: impl Iterator<Item = Mistake>) -> Vec<Mistake> {
    mistakes.take(MOST_DOUBTS).collect()
}

fn names(keys: &Mapping) -> impl Iterator<Item = &str> {
    keys.keys().filter_map(Value::as_str)
}

/// Keys that are not those that were meant: a colon or a space is missing before another colon of
/// the same line, or there is more on it than a key.
fn other_keys(keys: &Mapping, front: &FrontMatter<'_>) -> Vec<Mistake> {
    let mistake = |key: &str| {
        let (meant, message) = keys::meant_key(key)?;
        if keys.contains_key(meant) {
            return None;
        }
        let line = lines::from(front.text, 0).find(|line| line.text.starts_with(key))?;
        let at = key.find(meant)?;
        // Signs around the key are no part of the value; words behind it are.
        let is_all = !key[at + meant.len()..].contains(char::is_alphanumeric);
        let rest = &line.text[if is_all { key.len() } else { at + meant.len() }..];
        let (sign, value) = keys::after_sign(rest);
        // A dash may be the first sign of what is meant.
        let is_clear = !matches!(sign, "-" | "–" | "—");
        let mended = is_clear.then(|| keys::written(meant, value));
        let mistake = doubt(front, &line, (0, at + meant.len()), message);
        Some(mistake.with_suggestion(mended))
    };
    few(names(keys).filter_map(mistake))
}

/// A known key that is there a second time, in another case: generators do not tell them apart.
fn twice_in_another_case(keys: &Mapping, front: &FrontMatter<'_>) -> Vec<Mistake> {
    let mistake = |(at, key): (usize, &str)| {
        let mut above = names(keys).take(at);
        let first = Some(key)
            .filter(|key| lines::is_known_key(key))
            .and_then(|key| above.find(|first| first.eq_ignore_ascii_case(key)))?;
        let message = format!("`{key}` is the same key as `{first}`. Keep one of the two lines.");
        let (line, entry) = super::top_entry(front, key)?;
        Some(doubt(front, &line, (entry.key_at, key.len()), message))
    };
    few(names(keys).enumerate().filter_map(mistake))
}

/// `- b` that is taken for the rest of `- a` above it, since it is indented further, and `-b`.
fn swallowed_entries(keys: &Mapping, front: &FrontMatter<'_>) -> Vec<Mistake> {
    let mut above = "";
    let mistake = |(line, mended, message): (Line<'_>, String, &str)| {
        let end = line.start + line.text.len();
        let text = format!(
            "{}{mended}{}",
            &front.text[..line.start],
            &front.text[end..]
        );
        let now = read::yaml(&text).unwrap_or_default();
        if entries_of_lists(now.values()) <= entries_of_lists(keys.values()) {
            return None;
        }
        let at = line.text.len() - line.text.trim_start().len();
        let mistake = doubt(front, &line, (at, 1), message.to_owned());
        Some(mistake.with_suggestion(Some(mended)))
    };
    let lines = lines::from(front.text, 0).filter(|line| !line.is_blank());
    let swallowed = lines.filter_map(|line| {
        let above = std::mem::replace(&mut above, line.text);
        let (mended, message) = swallowed_entry(above, line.text)?;
        Some((line, mended, message))
    });
    swallowed.take(MOST_READ).filter_map(mistake).collect()
}

/// A line that may be a list's entry and is none, as it would be one, and what keeps it from it.
fn swallowed_entry(above: &str, line: &str) -> Option<(String, &'static str)> {
    let text = line.trim_start();
    let indentation = line.len() - text.len();
    let after = text.strip_prefix('-').filter(|after| !after.is_empty())?;
    if after.starts_with(' ') {
        let other = above.len() - above.trim_start().len();
        let is_below_entry = above.trim_start().starts_with("- ") && other < indentation;
        let message =
            "This entry is indented further than the one above, so it is read as a part of it.";
        return is_below_entry.then(|| (format!("{}{text}", &above[..other]), message));
    }
    let mended = format!("{}- {after}", &line[..indentation]);
    (!after.starts_with('-')).then_some((mended, "After this dash a space is missing."))
}

/// How many entries there are in all lists of these values.
fn entries_of_lists<'a>(values: impl Iterator<Item = &'a Value>) -> usize {
    values.map(entries_of_list).sum()
}

fn entries_of_list(value: &Value) -> usize {
    match value {
        Value::Sequence(values) => values.len() + entries_of_lists(values.iter()),
        Value::Mapping(keys) => keys.values().map(entries_of_list).sum(),
        _ => 0,
    }
}

/// A text that ends before `#1`, where a comment begins. A comment with a space behind its sign is
/// meant as one.
fn lost_to_comments(keys: &Mapping, front: &FrontMatter<'_>) -> Vec<Mistake> {
    const TEXTS: [&str; 4] = ["title", "subtitle", "description", "summary"];
    let mistake = |line: Line<'_>| {
        let entry = lines::entry(Format::Yaml, line.text).filter(|entry| entry.key_at == 0)?;
        if !TEXTS.iter().any(|key| key.eq_ignore_ascii_case(entry.key)) {
            return None;
        }
        let read = match keys.get(entry.key)? {
            Value::Null => String::new(),
            Value::Number(number) => number.to_string(),
            value => value.as_str()?.to_owned(),
        };
        let lost = entry.value.strip_prefix(&read)?;
        let is_lost = lost.trim_start().starts_with('#');
        let is_apart = read.is_empty() || lost.starts_with(char::is_whitespace);
        if !is_lost || !is_apart {
            return None;
        }
        let mended = with_value(&line, &entry, &quoted(Format::Yaml, entry.value));
        let is_meant = read_alone(Format::Yaml, &mended).as_deref() == Some(entry.value);
        let at = entry.value_at + entry.value.len() - lost.trim_start().len();
        let message = format!(
            "{} ends before this `#`, where a comment begins. Quotes around all of it keep it whole.",
            subject(entry.key)
        );
        let mistake = doubt(front, &line, (at, lost.trim_start().len()), message);
        Some(mistake.with_suggestion(is_meant.then_some(mended)))
    };
    few(lines::from(front.text, 0).filter_map(mistake))
}

/// `path: "C:\blog"`, in which `\b` is a sign that nobody sees.
fn signs_of_backslashes(keys: &Mapping, front: &FrontMatter<'_>) -> Vec<Mistake> {
    let mistake = |key: &str| {
        let is_sign = |letter: char| letter.is_control() && !matches!(letter, '\n' | '\t' | '\r');
        if !keys.get(key)?.as_str()?.contains(is_sign) {
            return None;
        }
        let (line, entry) = super::top_entry(front, key)?;
        let meant = entry.value.strip_prefix('"')?.strip_suffix('"')?;
        let mended = with_value(&line, &entry, &quoted(front.format, meant));
        let is_meant = read_alone(front.format, &mended).as_deref() == Some(meant);
        let place = (entry.value_at, entry.value.len());
        let message = yaml::backslash_message(key);
        meant.contains('\\').then(|| {
            doubt(front, &line, place, message).with_suggestion(is_meant.then_some(mended))
        })
    };
    few(names(keys).filter_map(mistake))
}

/// `title: !important` and `title: &rest`, of which YAML takes the first word for its own. A name that
/// is used elsewhere is one.
fn marked_texts(front: &FrontMatter<'_>) -> Vec<Mistake> {
    let mistake = |line: Line<'_>| {
        let entry = lines::entry(Format::Yaml, line.text).filter(|entry| entry.key_at == 0)?;
        let sign = entry
            .value
            .chars()
            .next()
            .filter(|c| matches!(c, '!' | '&'))?;
        let word = entry.value[1..].split(' ').next()?;
        let is_used = sign == '&' && front.text.contains(&format!("*{word}"));
        if is_used || word.is_empty() || !values::is_text_key(entry.key) {
            return None;
        }
        let mended = with_value(&line, &entry, &quoted(Format::Yaml, entry.value));
        let message = format!(
            "{} begins with `{sign}`, which means something to YAML, so it needs quotes around it.",
            subject(entry.key)
        );
        let is_meant = read_alone(Format::Yaml, &mended).as_deref() == Some(entry.value);
        let place = (entry.value_at, entry.value.len());
        let mistake = doubt(front, &line, place, message);
        Some(mistake.with_suggestion(is_meant.then_some(mended)))
    };
    few(lines::from(front.text, 0).filter_map(mistake))
}

/// `title: 1.10`, which is the number 1.1.
fn shortened_numbers(keys: &Mapping, front: &FrontMatter<'_>) -> Vec<Mistake> {
    let mistake = |key: &str| {
        let number = match keys.get(key)? {
            Value::Number(number) if values::is_text_key(key) => number.to_string(),
            _ => return None,
        };
        let (line, entry) = super::top_entry(front, key)?;
        if entry.value.is_empty() || entry.value == number || entry.value.contains('#') {
            return None;
        }
        let message = format!(
            "{} is read as the number {number}. Quotes around it keep it as it is.",
            subject(key)
        );
        let mended = with_value(&line, &entry, &quoted(front.format, entry.value));
        let is_meant = read_alone(front.format, &mended).as_deref() == Some(entry.value);
        let place = (entry.value_at, entry.value.len());
        let mistake = doubt(front, &line, place, message);
        Some(mistake.with_suggestion(is_meant.then_some(mended)))
    };
    few(names(keys).filter_map(mistake))
}

/// `tags: a, b]`, which is one text.
fn half_lists(keys: &Mapping, front: &FrontMatter<'_>) -> Vec<Mistake> {
    let mistake = |key: &str| {
        let text = keys.get(key)?.as_str().filter(|_| is_list_key(key))?;
        let (line, entry) = super::top_entry(front, key)?;
        if !text.ends_with(']') || text.contains('[') || text != entry.value {
            return None;
        }
        let list = list::with_texts(Format::Yaml, &format!("[{text}"));
        let mended = list.map(|list| with_value(&line, &entry, &list));
        let message = format!("The list of `{key}` ends with a bracket that is never opened.");
        let place = (entry.value_at, entry.value.len());
        Some(doubt(front, &line, place, message).with_suggestion(mended))
    };
    few(names(keys).filter_map(mistake))
}

/// Whether every value of a key is to be a text, of which there may be several.
fn is_list_key(key: &str) -> bool {
    const LISTS: [&str; 4] = ["tags", "categories", "keywords", "aliases"];
    LISTS.iter().any(|list| list.eq_ignore_ascii_case(key))
}

/// `tags: [Rust: a book]` and `- Rust: a book` under `tags:`, where every entry is to be a text.
fn groups_in_lists(keys: &Mapping, front: &FrontMatter<'_>) -> Vec<Mistake> {
    let mistakes = |(key, value): (&Value, &Value)| {
        let key = key.as_str()?;
        let mut groups = value.as_sequence().filter(|_| is_list_key(key))?.iter();
        let group = groups.find_map(Value::as_mapping)?;
        let first = group.keys().next()?.as_str()?;
        let message =
            format!("`{key}` has an entry with a colon in it, so it needs quotes around it.");
        let (head, entry) = super::top_entry(front, key)?;
        if !entry.value.is_empty() {
            let place = (entry.value_at, entry.value.len());
            let mended = list::with_texts(front.format, entry.value)
                .map(|list| with_value(&head, &entry, &list));
            return Some(doubt(front, &head, place, message).with_suggestion(mended));
        }
        let (line, item) = lines::from(front.text, head.end)
            .filter_map(|line| Some((line, lines::list_entry(line.text)?)))
            .find(|(_, item)| item.value.starts_with(first))?;
        let mended = with_value(&line, &item, &quoted(front.format, item.value));
        let is_one = group.len() == 1 && group.values().all(|value| !value.is_mapping());
        let place = (item.value_at, item.value.len());
        Some(doubt(front, &line, place, message).with_suggestion(is_one.then_some(mended)))
    };
    few(keys.iter().filter_map(mistakes))
}
