//! Keys and values → [`Metadata`]: one meaning for the many ways in which generators and authors
//! write the same.

use serde_yaml::{Mapping, Value};

use super::date::{self, date};
use super::lines;
use super::mistakes::{self, Mistake};
use super::split::{Format, FrontMatter};
use super::{Date, Metadata, Unclear};
use crate::problem::{Place, Severity};

/// What the keys say. A value that cannot be meant so is left out, and joins the mistakes.
pub(super) fn metadata(
    keys: Mapping,
    front: &FrontMatter<'_>,
    mistakes: &mut Vec<Mistake>,
) -> Metadata {
    mistakes.extend(mistakes::unmeant(&keys, front));
    let (published, publish_date) = published(&keys, front, mistakes);
    let mut date_of = |names| date_of(&keys, names, front, mistakes);
    let date = date_of(&["date"]);
    let publish_date = date_of(&["publishDate", "pubdate"]).or(publish_date);
    let expiry_date = date_of(&["expiryDate", "unpublishdate"]);
    let updated = date_of(&["lastmod", "modified", "updated"]);
    let is_draft = truth_of(&keys, "draft", front, mistakes);
    let title = title(&keys, front, mistakes);
    let slug = one_text(&keys, &["slug"], front, mistakes);
    let url = one_text(&keys, &["url", "permalink"], front, mistakes);
    let description = one_text(&keys, &["description", "summary"], front, mistakes);
    let is_given = |name| find(&keys, &[name]).is_some_and(|(_, value)| !is_empty(value));
    let unclear = [
        (Unclear::Title, title.is_none() && is_given("title")),
        (Unclear::Date, date.is_none() && is_given("date")),
        (Unclear::Draft, is_draft.is_none() && is_given("draft")),
    ];
    let unclear = unclear
        .into_iter()
        .filter_map(|(part, is_so)| is_so.then_some(part));
    let unclear: Vec<_> = unclear.collect();
    let draft = is_draft.unwrap_or(unclear.contains(&Unclear::Draft)) || published == Some(false);
    Metadata {
        title,
        date,
        publish_date,
        expiry_date,
        updated,
        draft,
        slug,
        url,
        path: text_of(&keys, &["path"]),
        description,
        tags: terms(&keys, &["tags", "tag"]),
        categories: terms(&keys, &["categories", "category"]),
        aliases: texts_of(&keys, &["aliases", "redirect_from"]).unwrap_or_default(),
        unclear,
        keys,
    }
}

impl Metadata {
    /// Takes these keys in, of which the front matter says none. What they say that cannot be meant
    /// so is left out.
    pub fn complete(&mut self, keys: Mapping) {
        let mut all = std::mem::take(&mut self.keys);
        for (key, value) in keys {
            match (group(&mut all, &key), value) {
                (Some(group), Value::Mapping(inner)) => group.extend(inner),
                (_, value) => {
                    all.insert(key, value);
                }
            }
        }
        // The mistakes of the front matter itself were told when it was read.
        *self = metadata(all, &FrontMatter::NONE, &mut Vec::new());
    }
}

/// The group of keys under this key, in whatever case it is written.
fn group<'a>(keys: &'a mut Mapping, key: &Value) -> Option<&'a mut Mapping> {
    let key = key.as_str()?;
    let mut keys = keys.iter_mut();
    let (_, value) = keys.find(|(name, _)| {
        let name = name.as_str();
        name.is_some_and(|name| name.eq_ignore_ascii_case(key))
    })?;
    value.as_mapping_mut()
}

/// Whether a value is a text without anything in it, which counts as none.
fn is_empty(value: &Value) -> bool {
    value.as_str().is_some_and(|text| text.trim().is_empty())
}

/// The first of these keys that has a value, in whatever case it is written.
pub(super) fn find<'a>(keys: &'a Mapping, names: &[&str]) -> Option<(&'a str, &'a Value)> {
    names.iter().find_map(|name| {
        keys.iter().find_map(|(key, value)| {
            let key = key.as_str().filter(|key| key.eq_ignore_ascii_case(name))?;
            let value = untagged(value);
            (!value.is_null()).then_some((key, value))
        })
    })
}

fn untagged(mut value: &Value) -> &Value {
    while let Value::Tagged(tagged) = value {
        value = &tagged.value;
    }
    value
}

/// A text, a number or a truth value as text; `None` when it is empty or more than one value.
fn text(value: &Value) -> Option<String> {
    let text = match untagged(value) {
        Value::String(text) => text.trim().to_owned(),
        Value::Number(number) => number.to_string(),
        Value::Bool(truth) => truth.to_string(),
        Value::Null | Value::Sequence(_) | Value::Mapping(_) | Value::Tagged(_) => return None,
    };
    (!text.is_empty()).then_some(text)
}

fn text_of(keys: &Mapping, names: &[&str]) -> Option<String> {
    names.iter().find_map(|name| text(find(keys, &[name])?.1))
}

/// A list of texts, or one text as a list of one.
fn texts_of(keys: &Mapping, names: &[&str]) -> Option<Vec<String>> {
    let texts = match find(keys, names)?.1 {
        Value::Sequence(values) => values.iter().filter_map(text).collect(),
        value => text(value).into_iter().collect(),
    };
    Some(texts)
}

/// Tags or categories, at the top or in Zola's `taxonomies`.
fn terms(keys: &Mapping, names: &[&str]) -> Vec<String> {
    texts_of(keys, names)
        .or_else(|| texts_of(find(keys, &["taxonomies"])?.1.as_mapping()?, names))
        .unwrap_or_default()
}

fn title(keys: &Mapping, front: &FrontMatter<'_>, mistakes: &mut Vec<Mistake>) -> Option<String> {
    one_text(keys, &["title"], front, mistakes)
}

/// The text under the first of these keys that has one; lists and groups of keys are none.
fn one_text(
    keys: &Mapping,
    names: &[&str],
    front: &FrontMatter<'_>,
    mistakes: &mut Vec<Mistake>,
) -> Option<String> {
    for name in names {
        let Some((key, value)) = find(keys, &[name]) else {
            continue;
        };
        let is_what = match value {
            Value::Sequence(_) => "a list",
            Value::Mapping(_) => "a group of keys",
            value => match text(value) {
                Some(text) => return Some(text),
                None => continue,
            },
        };
        let mended = mistakes::in_quotes(front, key);
        let advice = match mended {
            Some(_) => "Quotes around it make it one.",
            None => "Write it behind its key.",
        };
        let message = format!(
            "{} is {is_what}, and should be a text. {advice}",
            mistakes::subject(key)
        );
        mistakes.push(doubt(front, key, message).with_suggestion(mended));
    }
    None
}

/// The date under the first of these keys that has one.
fn date_of(
    keys: &Mapping,
    names: &[&str],
    front: &FrontMatter<'_>,
    mistakes: &mut Vec<Mistake>,
) -> Option<Date> {
    let (key, value) = find(keys, names)?;
    let written = text(value);
    let found = written.as_deref().and_then(date);
    let is_empty = written.is_none() && value.is_string();
    if found.is_none() && !is_empty {
        let listed = value.as_sequence().filter(|values| values.len() == 1);
        let written = written.or_else(|| text(listed?.first()?));
        mistakes.push(no_date(front, key, &written.unwrap_or_default()));
    }
    found
}

/// `published` is Jekyll's yes or no, and with a date another name of `publishDate`.
fn published(
    keys: &Mapping,
    front: &FrontMatter<'_>,
    mistakes: &mut Vec<Mistake>,
) -> (Option<bool>, Option<Date>) {
    let Some((key, value)) = find(keys, &["published"]) else {
        return (None, None);
    };
    if let Some(truth) = truth(value) {
        return (Some(truth), None);
    }
    let date = text(value).as_deref().and_then(date);
    if date.is_none() {
        let message = format!("`{key}` should be `true`, `false` or a date.");
        mistakes.push(doubt(front, key, message));
    }
    (None, date)
}

fn truth_of(
    keys: &Mapping,
    name: &str,
    front: &FrontMatter<'_>,
    mistakes: &mut Vec<Mistake>,
) -> Option<bool> {
    let (key, value) = find(keys, &[name])?;
    let truth = truth(value);
    if truth.is_none() {
        let written = text(value).unwrap_or_default();
        let mended =
            mistakes::truth(&written).and_then(|truth| mistakes::with_value(front, key, truth));
        let message = mistakes::no_truth(key);
        mistakes.push(doubt(front, key, message).with_suggestion(mended));
    }
    truth
}

/// Yes or no, in any of the ways in which YAML 1.1 and people say it. An empty text says no.
pub(super) fn truth(value: &Value) -> Option<bool> {
    let text = match value {
        Value::Bool(truth) => return Some(*truth),
        Value::Number(number) => {
            return number
                .as_u64()
                .filter(|&number| number < 2)
                .map(|number| number == 1);
        }
        Value::String(text) => text.trim(),
        _ => return None,
    };
    let is_one_of = |words: &[&str]| words.iter().any(|word| text.eq_ignore_ascii_case(word));
    if is_one_of(&["true", "yes", "on", "1", "y", "t"]) {
        return Some(true);
    }
    is_one_of(&["false", "no", "off", "0", "n", "f", ""]).then_some(false)
}

fn no_date(front: &FrontMatter<'_>, key: &str, written: &str) -> Mistake {
    let message = date::why_none(key, written);
    let mended = date::meant(written).and_then(|date| {
        let written = match front.format {
            Format::Yaml => date,
            Format::Toml | Format::Json => format!("\"{date}\""),
        };
        mistakes::with_value(front, key, &written)
    });
    Mistake::new(place(front, key), message).with_suggestion(mended)
}

fn doubt(front: &FrontMatter<'_>, key: &str, message: String) -> Mistake {
    Mistake {
        severity: Severity::Warning,
        ..Mistake::new(place(front, key), message)
    }
}

/// The place in the file of a key's value; the first line where it cannot be told, as in a flow
/// mapping.
fn place(front: &FrontMatter<'_>, key: &str) -> Place {
    let place = lines::value_place(front.format, front.text, key);
    let mut place = place.unwrap_or_else(|| lines::place(front.text, 0, 0));
    place.line += front.line - 1;
    place
}
