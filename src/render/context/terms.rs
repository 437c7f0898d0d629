//! The words that posts are filed under, tags and the like, as templates see them.

use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::{BTreeMap, HashSet};
use std::sync::{Arc, OnceLock, PoisonError};

use super::World;
use super::page::Page;
use crate::gotemplate::{Map, Object, Value, title_case, urlized};
use crate::parse::Metadata;
use crate::render::{PageFacts, PageKind};

type Facts = Arc<PageFacts>;

/// The posts under one word, each once, in Hugo's order.
#[derive(Debug)]
pub(super) struct Filed {
    /// The word as the first post has it.
    word: String,
    pages: Arc<[Facts]>,
    page: OnceLock<Facts>,
}

/// Words of one kind with their posts, by the words in lower case.
pub(super) type Words = BTreeMap<String, Filed>;

impl World {
    /// The kinds of words, each with its singular and its plural.
    pub(super) fn taxonomy_kinds(&self) -> Vec<(&str, &str)> {
        let values = &self.known.templates.values;
        if values.at("taxonomies").is_none() {
            return vec![("category", "categories"), ("tag", "tags")];
        }
        let said = values.group("taxonomies");
        said.filter_map(|(singular, plural)| Some((singular, plural.as_str()?)))
            .collect()
    }

    /// The words of a kind, which is named by its plural.
    fn words_of_kind(&self, kind: &str) -> Arc<Words> {
        let mut known = self.words.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(words) = known.get(kind) {
            return words.clone();
        }
        let mut words: BTreeMap<String, (String, Vec<Facts>)> = BTreeMap::new();
        for page in self.all_pages() {
            for word in words_of(page, kind) {
                let filed = words.entry(word.to_lowercase());
                let (_, pages) = filed.or_insert_with(|| (word.into_owned(), Vec::new()));
                let is_last = |last: &Facts| Arc::ptr_eq(last, page);
                if !pages.last().is_some_and(is_last) {
                    pages.push(page.clone());
                }
            }
        }
        let words = words.into_iter().map(|(key, (word, pages))| {
            let filed = Filed {
                word,
                pages: pages.into(),
                page: OnceLock::new(),
            };
            (key, filed)
        });
        let words: Words = words.collect();
        let words = Arc::new(words);
        known.insert(kind.to_owned(), words.clone());
        words
    }

    /// What its page says, if a word or a kind of words has one.
    fn said_of(&self, folder: &str) -> Option<&Facts> {
        let sections = self.known.templates.sections.as_deref().unwrap_or_default();
        { sections.iter() }.find(|section| section.inner.eq_ignore_ascii_case(folder))
    }

    fn filed_page(&self, kind: PageKind, folder: String, name: &str) -> Facts {
        self.want(crate::render::Whole::Sections);
        let said = self.said_of(&folder);
        let metadata = said.map(|said| said.metadata.clone()).unwrap_or_default();
        let values = &self.known.templates.values;
        let is_cased = values.truth("capitalizelisttitles").unwrap_or(true);
        let title = metadata.title.clone().unwrap_or_else(|| {
            if is_cased {
                title_case(name)
            } else {
                name.to_owned()
            }
        });
        let path = said.map(|said| said.path.clone()).unwrap_or_default();
        let parts = folder.split('/').map(urlized).collect::<Vec<_>>();
        Arc::new(PageFacts {
            kind,
            url: format!("{}/{}/", self.language_prefix(), parts.join("/")),
            inner: folder,
            title,
            path,
            language: self.post().language.clone(),
            metadata,
            is_unpublished: false,
        })
    }

    /// The page of a word.
    fn term_page(&self, kind: &str, filed: &Filed) -> Facts {
        let page = filed.page.get_or_init(|| {
            let folder = format!("{kind}/{}", filed.word);
            let page = self.filed_page(PageKind::Term, folder, &filed.word);
            with_date(page, &filed.pages)
        });
        page.clone()
    }

    /// The page of a kind of words.
    pub(super) fn taxonomy_page(&self, kind: &str) -> Option<Facts> {
        let kinds = self.taxonomy_kinds();
        let (_, plural) = kinds
            .iter()
            .find(|(_, plural)| plural.eq_ignore_ascii_case(kind))?;
        let page = self.filed_page(PageKind::Taxonomy, (*plural).to_owned(), plural);
        let words = self.words_of_kind(plural);
        let pages = words.values().flat_map(|filed| filed.pages.iter());
        let pages: Vec<Facts> = pages.cloned().collect();
        Some(with_date(page, &pages))
    }

    /// The page that a path names: `tags`, `/tags/red`.
    pub(super) fn filed_under(&self, path: &str) -> Option<Facts> {
        let path = path.trim_matches('/');
        let (kind, word) = path.split_once('/').unwrap_or((path, ""));
        let kinds = self.taxonomy_kinds();
        let (_, plural) = kinds
            .iter()
            .find(|(_, plural)| plural.eq_ignore_ascii_case(kind))?;
        if word.is_empty() {
            return self.taxonomy_page(plural);
        }
        let words = self.words_of_kind(plural);
        let word = word.to_lowercase();
        let found = words.get(&word).or_else(|| {
            let mut all = words.values();
            all.find(|filed| urlized(&filed.word) == word)
        });
        found.map(|filed| self.term_page(plural, filed))
    }

    /// The pages of the words that a page is filed under.
    pub(super) fn terms_of(self: &Arc<Self>, page: &PageFacts, kind: &str) -> Value {
        let words = self.words_of_kind(kind);
        let own = words_of(page, kind);
        let mut seen = HashSet::new();
        let own = own.iter().map(|word| word.to_lowercase());
        let own = own.filter(|word| seen.insert(word.clone()));
        let pages = own.filter_map(|word| {
            let filed = words.get(&word)?;
            Some(self.term_page(kind, filed))
        });
        let pages: Vec<Facts> = pages.collect();
        self.list(&pages)
    }

    /// The pages on the page of a word, or of a kind of words.
    pub(super) fn pages_filed_under(&self, page: &PageFacts) -> Vec<Facts> {
        let (kind, word) = page.inner.split_once('/').unwrap_or((&page.inner, ""));
        let words = self.words_of_kind(kind);
        if page.kind == PageKind::Term {
            let filed = words.get(&word.to_lowercase());
            return filed.map(|filed| filed.pages.to_vec()).unwrap_or_default();
        }
        let pages = words.values().map(|filed| self.term_page(kind, filed));
        let mut pages: Vec<Facts> = pages.collect();
        pages.sort_by(|one, other| one.usual_order(other));
        pages
    }

    /// `.Data` of such a page.
    pub(super) fn data_of(self: &Arc<Self>, page: &PageFacts) -> Value {
        let (kind, word) = page.inner.split_once('/').unwrap_or((&page.inner, ""));
        let kinds = self.taxonomy_kinds();
        let singular = kinds.iter().find(|(_, plural)| *plural == kind);
        let singular = singular.map_or("", |(singular, _)| singular);
        let mut data = vec![
            ("Singular", Value::text(singular)),
            ("Plural", Value::text(kind)),
            ("Pages", self.list(&self.pages_filed_under(page))),
        ];
        data.push(match page.kind {
            PageKind::Term => ("Term", Value::text(word)),
            _ => ("Terms", self.taxonomy(kind)),
        });
        Value::map(data)
    }

    fn taxonomy(self: &Arc<Self>, kind: &str) -> Value {
        Value::Object(Arc::new(Taxonomy {
            kind: kind.to_owned(),
            words: self.words_of_kind(kind),
            world: self.clone(),
        }))
    }

    /// Posts by the words that they are filed under, by what kind of words these are.
    pub(super) fn taxonomies(self: &Arc<Self>) -> Value {
        self.once("taxonomies".to_owned(), || {
            let kinds = self.taxonomy_kinds().into_iter();
            Value::map(kinds.map(|(_, plural)| (plural.to_lowercase(), self.taxonomy(plural))))
        })
    }
}

/// A page without a date has that of the newest of these.
fn with_date(page: Facts, pages: &[Facts]) -> Facts {
    let dated = |page: &Facts| page.metadata.date.map(|date| date.civil);
    let newest = pages.iter().max_by_key(|page| dated(page));
    match newest {
        Some(newest) if page.metadata.date.is_none() => Arc::new(PageFacts {
            metadata: Arc::new(Metadata {
                date: newest.metadata.date,
                ..Metadata::clone(&page.metadata)
            }),
            ..PageFacts::clone(&page)
        }),
        _ => page,
    }
}

/// The words that a page is filed under.
fn words_of<'p>(page: &'p PageFacts, kind: &str) -> Vec<Cow<'p, str>> {
    let keys = page.metadata.keys.iter();
    let mut keys = keys.filter(|(key, _)| {
        let key = key.as_str();
        key.is_some_and(|key| key.eq_ignore_ascii_case(kind))
    });
    match keys.next().map(|(_, value)| value) {
        Some(serde_yaml::Value::Sequence(terms)) => terms.iter().filter_map(word).collect(),
        Some(serde_yaml::Value::String(term)) => vec![Cow::Borrowed(term)],
        _ => Vec::new(),
    }
}

/// A word as it is written, which may be a number.
fn word(term: &serde_yaml::Value) -> Option<Cow<'_, str>> {
    match term {
        serde_yaml::Value::String(term) => Some(Cow::Borrowed(term)),
        serde_yaml::Value::Number(number) => Some(Cow::Owned(number.to_string())),
        serde_yaml::Value::Bool(truth) => Some(Cow::Owned(truth.to_string())),
        _ => None,
    }
}

/// All words of one kind.
#[derive(Clone, Debug)]
struct Taxonomy {
    kind: String,
    words: Arc<Words>,
    world: Arc<World>,
}

impl Taxonomy {
    fn weighted(&self, filed: &Filed) -> Value {
        Value::Object(Arc::new(Weighted {
            page: self.world.term_page(&self.kind, filed),
            pages: filed.pages.clone(),
            world: self.world.clone(),
        }))
    }

    fn named(&self, word: Option<&Value>) -> Result<Value, String> {
        let word = word.and_then(Value::as_text);
        let word = word.ok_or("a term is missing")?.to_lowercase();
        let filed = self.words.get(&word);
        Ok(filed.map_or(Value::Nil, |filed| self.weighted(filed)))
    }

    /// Each word with its posts.
    fn ordered(&self, mut words: Vec<(&String, &Filed)>, is_by_count: bool) -> Value {
        if is_by_count {
            words.sort_by_key(|(_, filed)| Reverse(filed.pages.len()));
        }
        let entry = |(word, filed): (&String, &Filed)| {
            Value::map([
                ("Name", Value::text(word)),
                ("Term", Value::text(word)),
                ("Count", count(filed.pages.len())),
                ("Page", {
                    let page = self.world.term_page(&self.kind, filed);
                    Page::value(page, &self.world)
                }),
                ("Pages", self.world.list(&*filed.pages)),
                ("WeightedPages", self.weighted(filed)),
            ])
        };
        Value::list(words.into_iter().map(entry).collect())
    }
}

fn count(number: usize) -> Value {
    Value::Int(i64::try_from(number).unwrap_or(i64::MAX))
}

impl Object for Taxonomy {
    fn member(&self, name: &str, arguments: &[Value]) -> Result<Option<Value>, String> {
        Ok(Some(match name {
            "ByCount" | "Alphabetical" => {
                let asked = format!("{name} {}", self.kind);
                let words = || self.words.iter().collect();
                { &self.world }.once(asked, || self.ordered(words(), name == "ByCount"))
            }
            "Get" => self.named(arguments.first())?,
            "Count" => match self.named(arguments.first())? {
                Value::Object(found) => found.member("Count", &[])?.unwrap_or_default(),
                _ => Value::Int(0),
            },
            word => self.named(Some(&Value::text(word)))?,
        }))
    }

    fn text(&self) -> String {
        "map[]".to_owned()
    }

    fn entries(&self) -> Option<Map> {
        let words = self.words.iter();
        Some(
            words
                .map(|(word, filed)| (word.as_str().into(), self.weighted(filed)))
                .collect(),
        )
    }

    fn is_true(&self) -> bool {
        !self.words.is_empty()
    }

    fn cost(&self) -> u64 {
        self.words.len() as u64
    }

    fn can_be_stored(&self) -> bool {
        false
    }
}

/// The posts that are filed under one word.
#[derive(Debug)]
struct Weighted {
    page: Facts,
    pages: Arc<[Facts]>,
    world: Arc<World>,
}

impl Object for Weighted {
    fn member(&self, name: &str, arguments: &[Value]) -> Result<Option<Value>, String> {
        Ok(Some(match name {
            "Page" => Page::value(self.page.clone(), &self.world),
            "Count" | "Len" => count(self.pages.len()),
            "Pages" => self.world.list(&*self.pages),
            _ => {
                let pages = self.items().unwrap_or_default();
                return super::pages::of_list(&pages, name, arguments);
            }
        }))
    }

    fn text(&self) -> String {
        "WeightedPages".to_owned()
    }

    fn items(&self) -> Option<Vec<Value>> {
        let pages = self.pages.iter();
        Some(
            pages
                .map(|page| Page::value(page.clone(), &self.world))
                .collect(),
        )
    }

    fn is_true(&self) -> bool {
        !self.pages.is_empty()
    }

    fn cost(&self) -> u64 {
        self.pages.len() as u64
    }

    fn can_be_stored(&self) -> bool {
        false
    }
}
