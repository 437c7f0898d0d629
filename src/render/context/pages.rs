//! Lists of pages as templates see them.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError};

use jiff::Timestamp;

use super::World;
use super::page::Page;
use super::sections::is_in;
use crate::gotemplate::Value;
use crate::render::{PageFacts, PageKind, Whole};

mod groups;

type Facts = Arc<PageFacts>;

impl World {
    /// All posts in the post's language, in Hugo's order.
    pub(super) fn all_pages(&self) -> &[Facts] {
        self.want(Whole::Pages);
        // They will be looked for.
        self.known
            .templates
            .all_pages
            .as_deref()
            .unwrap_or_default()
    }

    /// A list, or what is taken from one, made once.
    pub(super) fn once(&self, asked: String, list: impl FnOnce() -> Value) -> Value {
        let lists = || self.lists.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = lists().get(&asked) {
            return known.clone();
        }
        let made = list();
        lists().insert(asked, made.clone());
        made
    }

    /// The same as templates see them.
    pub(super) fn pages(self: &Arc<Self>) -> Value {
        self.once("all".to_owned(), || self.list(self.all_pages()))
    }

    /// All pages: posts, sections, and those of the words that posts are filed under.
    pub(super) fn every_page(self: &Arc<Self>) -> Value {
        self.once("every".to_owned(), || {
            let mut pages: Vec<Facts> = self.all_pages().to_vec();
            let home = self.home_with_title();
            pages.extend(
                self.sections()
                    .values()
                    .filter(|it| !it.inner.is_empty())
                    .cloned(),
            );
            pages.push(home);
            for (_, plural) in self.taxonomy_kinds() {
                if let Some(kind) = self.taxonomy_page(plural) {
                    pages.extend(self.pages_filed_under(&kind));
                    pages.push(kind);
                }
            }
            pages.sort_by(|one, other| one.usual_order(other));
            self.list(&pages)
        })
    }

    /// The pages in a page that has some: a section, a word that posts are filed under.
    pub(super) fn pages_in(self: &Arc<Self>, of: &Facts, name: &str) -> Value {
        self.once(format!("{name} {}", of.url), || {
            let has_sections = matches!(of.kind, PageKind::Section | PageKind::Home);
            match (name, of.kind) {
                ("Sections", _) if has_sections => self.list(&self.sections_of(of)),
                ("RegularPagesRecursive", PageKind::Home) => self.pages(),
                ("RegularPagesRecursive", PageKind::Section) => {
                    let pages = self.all_pages().iter();
                    self.list(pages.filter(|page| is_in(page, &of.inner)))
                }
                ("RegularPages", _) if has_sections => self.list(&self.posts_of(of)),
                ("Pages", _) if has_sections => {
                    let mut pages = self.posts_of(of);
                    pages.extend(self.sections_of(of));
                    pages.sort_by(|one, other| one.usual_order(other));
                    self.list(&pages)
                }
                ("Pages" | "RegularPages" | "RegularPagesRecursive", PageKind::Term)
                | ("Pages", PageKind::Taxonomy) => self.list(&self.pages_filed_under(of)),
                _ => Value::list(Vec::new()),
            }
        })
    }

    /// The sections with the most posts, or those that the configuration names.
    pub(super) fn main_sections(&self) -> Value {
        let values = &self.known.templates.values;
        for key in ["params.mainsections", "mainsections"] {
            let said = values.texts(key);
            if !said.is_empty() {
                return Value::list(said.iter().map(|it| Value::text(it)).collect());
            }
        }
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for page in self.all_pages() {
            *counts.entry(section(page)).or_default() += 1;
        }
        counts.remove("");
        let most = counts
            .iter()
            .max_by_key(|(name, count)| (**count, std::cmp::Reverse(**name)));
        Value::list(
            most.map(|(name, _)| Value::text(name))
                .into_iter()
                .collect(),
        )
    }

    /// The post before or behind one, in all or in its section, the inner ones apart. Hugo's next one is the
    /// one above it.
    pub(super) fn neighbour(self: &Arc<Self>, of: &PageFacts, name: &str) -> Value {
        let is_in_section = name.ends_with("InSection");
        let section = |page: &PageFacts| self.parent(page).map(|section| section.inner.clone());
        let own_section = is_in_section.then(|| section(of));
        let belongs = |page: &&Facts| own_section.as_ref().is_none_or(|own| section(page) == *own);
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
        "ByParam" => {
            let name = arguments.first().and_then(Value::as_text);
            let name = name.ok_or("ByParam needs a name")?;
            sorted.sort_by_cached_key(|page| {
                let key = key_of(page, "Param", &[Value::Text(name.clone())]);
                (key == Key::None, key)
            });
        }
        "ByLength" => sorted.sort_by_cached_key(|page| key(page, "Len")),
        "ByLanguage" => sorted.sort_by_cached_key(|page| key(page, "Lang")),
        "GroupBy" | "GroupByParam" | "GroupByDate" | "GroupByPublishDate" | "GroupByLastmod"
        | "GroupByExpiryDate" | "GroupByParamDate" => {
            return groups::of(&sorted, name, arguments).map(Some);
        }
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
    key_of(page, member, &[])
}

fn key_of(page: &Value, member: &str, arguments: &[Value]) -> Key {
    let Value::Object(page) = page else {
        return Key::None;
    };
    match page.member(member, arguments) {
        Ok(Some(Value::Int(number))) => Key::Number(number),
        Ok(Some(Value::Time(time))) => Key::Time(time.timestamp()),
        Ok(None | Some(Value::Nil)) | Err(_) => Key::None,
        Ok(Some(value)) => Key::Text(value.printed().to_lowercase()),
    }
}
