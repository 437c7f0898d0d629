//! Lists of pages as templates see them.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError};

use jiff::Timestamp;

use super::World;
use super::page::Page;
use crate::gotemplate::Value;
use crate::render::{PageFacts, Whole};

type Facts = Arc<PageFacts>;

impl World {
    /// All posts in the post's language, in Hugo's order.
    fn all_pages(&self) -> &[Facts] {
        self.want(Whole::Pages);
        // They will be looked for.
        self.known
            .templates
            .all_pages
            .as_deref()
            .unwrap_or_default()
    }

    /// A list, or what is taken from one, made once.
    fn once(&self, asked: String, list: impl FnOnce() -> Value) -> Value {
        let lists = || self.lists.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = lists().get(&asked) {
            return known.clone();
        }
        let made = list();
        lists().insert(asked, made.clone());
        made
    }

    fn list<'p>(self: &Arc<Self>, pages: impl Iterator<Item = &'p Facts>) -> Value {
        Value::list(pages.map(|page| Page::value(page.clone(), self)).collect())
    }

    /// The same as templates see them.
    pub(super) fn pages(self: &Arc<Self>) -> Value {
        self.once("all".to_owned(), || self.list(self.all_pages().iter()))
    }

    /// The posts in a folder, and below it.
    pub(super) fn pages_in(self: &Arc<Self>, folder: &str) -> Value {
        self.once(format!("in {folder}"), || {
            let pages = self.all_pages().iter();
            self.list(pages.filter(|page| is_in(page, folder)))
        })
    }

    /// The posts of the home page: those in no folder.
    pub(super) fn pages_at_top(self: &Arc<Self>) -> Value {
        self.once("at the top".to_owned(), || {
            let pages = self.all_pages().iter();
            self.list(pages.filter(|page| section(page).is_empty()))
        })
    }

    /// The post before or behind one, in all or in its section. Hugo's next one is the one above it.
    pub(super) fn neighbour(self: &Arc<Self>, of: &PageFacts, name: &str) -> Value {
        let is_in_section = name.ends_with("InSection");
        let belongs = |page: &&Facts| !is_in_section || section(page) == section(of);
        self.once(format!("{name} {}", of.path), || {
            let pages = self.all_pages();
            let own = pages.iter().position(|page| page.path == of.path);
            let page = own.and_then(|own| {
                if name.starts_with("Next") {
                    pages[..own].iter().rev().find(belongs)
                } else {
                    pages[own + 1..].iter().find(belongs)
                }
            });
            page.map_or(Value::Nil, |page| Page::value(page.clone(), self))
        })
    }

    /// Posts by the words that they are filed under, by what kind of words these are.
    pub(super) fn taxonomies(self: &Arc<Self>) -> Value {
        self.once("taxonomies".to_owned(), || self.filed())
    }

    fn filed(self: &Arc<Self>) -> Value {
        let values = &self.known.templates.values;
        let said: Vec<&str> = values
            .group("taxonomies")
            .filter_map(|(_, plural)| plural.as_str())
            .collect();
        let kinds = if said.is_empty() {
            vec!["categories", "tags"]
        } else {
            said
        };
        let filed = kinds.into_iter().map(|kind| {
            let mut terms: BTreeMap<String, Vec<&Facts>> = BTreeMap::new();
            for page in self.all_pages() {
                for term in terms_of(page, kind) {
                    terms.entry(term.to_lowercase()).or_default().push(page);
                }
            }
            let terms = terms.into_iter();
            let terms = terms.map(|(term, pages)| (term, self.list(pages.into_iter())));
            (kind.to_owned(), Value::map(terms))
        });
        Value::map(filed)
    }
}

/// The words that a page is filed under.
fn terms_of<'p>(page: &'p PageFacts, kind: &str) -> Vec<&'p str> {
    let keys = page.metadata.keys.iter();
    let mut keys = keys.filter(|(key, _)| {
        let key = key.as_str();
        key.is_some_and(|key| key.eq_ignore_ascii_case(kind))
    });
    match keys.next().map(|(_, value)| value) {
        Some(serde_yaml::Value::Sequence(terms)) => {
            terms.iter().filter_map(|term| term.as_str()).collect()
        }
        Some(serde_yaml::Value::String(term)) => vec![term],
        _ => Vec::new(),
    }
}

/// The outermost folder of a page.
fn section(page: &PageFacts) -> &str {
    let inner = if page.is_bundle() {
        page.inner.rsplit_once('/').map_or("", |(folder, _)| folder)
    } else {
        &page.inner
    };
    inner.split_once('/').map_or("", |(section, _)| section)
}

fn is_in(page: &PageFacts, folder: &str) -> bool {
    let inner = page.inner.get(..folder.len());
    inner.is_some_and(|inner| inner.eq_ignore_ascii_case(folder))
        && page.inner[folder.len()..].starts_with('/')
}

/// What a list of pages gives; `None`: it is nothing that is known.
pub(super) fn of_list(
    list: &[Value],
    name: &str,
    arguments: &[Value],
) -> Result<Option<Value>, String> {
    let mut sorted = list.to_vec();
    match name {
        "Len" => {
            return Ok(Some(Value::Int(
                i64::try_from(list.len()).unwrap_or(i64::MAX),
            )));
        }
        "Limit" => {
            let Some(Value::Int(most)) = arguments.first() else {
                return Err("Limit needs a number".to_owned());
            };
            sorted.truncate(usize::try_from(*most).unwrap_or(0));
        }
        "Reverse" => sorted.reverse(),
        "ByTitle" | "ByLinkTitle" | "ByDate" | "ByPublishDate" | "ByLastmod" | "ByExpiryDate" => {
            sorted.sort_by_cached_key(|page| key(page, &name[2..]));
        }
        "ByWeight" => sorted.sort_by_cached_key(|page| {
            let weight = key(page, "Weight");
            let has_none = weight == Key::Number(0);
            (
                has_none,
                weight,
                Reverse(key(page, "Date")),
                key(page, "LinkTitle"),
            )
        }),
        _ => return Ok(None),
    }
    Ok(Some(Value::list(sorted)))
}

/// What pages are sorted by.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    None,
    Number(i64),
    Time(Timestamp),
    Text(String),
}

/// What a page gives for a member that has no arguments.
fn key(page: &Value, member: &str) -> Key {
    let Value::Object(page) = page else {
        return Key::None;
    };
    match page.member(member, &[]) {
        Ok(Some(Value::Int(number))) => Key::Number(number),
        Ok(Some(Value::Time(time))) => Key::Time(time.timestamp()),
        Ok(Some(value)) => Key::Text(value.printed().to_lowercase()),
        _ => Key::None,
    }
}
