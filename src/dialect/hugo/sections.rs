//! What the pages of a Hugo blog's sections (`_index.md`) say of the posts below them.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, LazyLock};

use super::addresses::Addresses;
use super::cascade::{Cascade, Passed};
use crate::dialect::configuration::Files;
use crate::dialect::folders::look_into_all;
use crate::gotemplate::{Budget, NoHost, Template, Value, execute};
use crate::parse::Metadata;

/// How many folders deep sections are looked for.
const DEEPEST: usize = 16;

/// The pages of a blog's sections, by the code of their language and their folder below the content
/// folder, in lower case.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Sections {
    pages: BTreeMap<(String, String), Page>,
}

/// What the page of a section says, as far as posts hang on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Page {
    /// Its folder as it is written.
    pub(super) folder: String,
    pub(super) url: Option<String>,
    pub(super) slug: Option<String>,
    pub(super) title: Option<String>,
    /// Its file, relative to the blog's root.
    pub(super) path: String,
    /// What its front matter says.
    pub(super) metadata: Arc<Metadata>,
    /// What it passes down.
    passed: Vec<Passed>,
}

impl Sections {
    /// Those in the blog at `root`. Blocks.
    ///
    /// What is a link leads to no section, as in Hugo. Of a page that cannot be read, `before` has what it
    /// said when it could be.
    pub(super) fn of(
        root: &Path,
        addresses: &Addresses,
        files: &mut Files<'_>,
        before: Option<&Self>,
    ) -> Self {
        let mut sections = Self::default();
        for content in &addresses.content {
            let mut level = vec![String::new()];
            for _ in 0..DEEPEST {
                let looked = look_into_all(&root.join(&content.folder), &level);
                let mut next = Vec::new();
                for (folder, (inner, pages)) in level.iter().zip(looked) {
                    let inner = inner.iter().map(|name| join(folder, name));
                    next.extend(inner.filter(|folder| {
                        let inside = join(&content.folder, folder);
                        // Posts of another language may lie there.
                        !addresses
                            .content
                            .iter()
                            .any(|content| content.folder == inside)
                    }));
                    for name in pages {
                        let path = join(&join(&content.folder, folder), &name);
                        let language = addresses.language_of(&path);
                        let key = (language, folder.to_lowercase());
                        let page = match files.read_front_matter(&path) {
                            Some(said) => Some(Page::of(folder, &path, &key.0, said)),
                            None => before.and_then(|before| before.pages.get(&key).cloned()),
                        };
                        let page = page.unwrap_or_else(|| Page::empty(folder, &path));
                        sections.pages.entry(key).or_insert(page);
                    }
                }
                level = next;
            }
        }
        sections
    }

    /// What they pass down, the innermost first.
    pub(super) fn passed(&self) -> Vec<Passed> {
        let depth = |folder: &str| folder.split('/').filter(|part| !part.is_empty()).count();
        let pages = self.pages.values();
        let mut passed: Vec<Passed> = pages.flat_map(|page| page.passed.clone()).collect();
        passed.sort_by_key(|passed| std::cmp::Reverse(depth(passed.below())));
        passed
    }

    /// The folders that have a page in a language, in lower case.
    pub(super) fn folders(&self, language: &str) -> impl Iterator<Item = &str> {
        let pages = self.pages.keys();
        let own = pages.filter(move |(code, _)| code == language);
        own.map(|(_, folder)| &**folder)
    }

    /// The page of a folder in a language.
    pub(super) fn page(&self, language: &str, folder: &str) -> Option<&Page> {
        // Most blogs have none.
        if self.pages.is_empty() {
            return None;
        }
        self.pages
            .get(&(language.to_owned(), folder.to_lowercase()))
    }
}

impl Page {
    fn of(folder: &str, path: &str, language: &str, metadata: Metadata) -> Self {
        let keys = &metadata.keys;
        let said = |name: &str| {
            let mut keys = keys.iter();
            let said = keys.find(|(key, _)| {
                let key = key.as_str();
                key.is_some_and(|key| key.eq_ignore_ascii_case(name))
            });
            said.map(|(_, value)| value)
        };
        let text = |name: &str| {
            let text = said(name)?.as_str()?.trim();
            (!text.is_empty()).then(|| text.to_owned())
        };
        let cascade = said("cascade").map(|it| Cascade::said(it, folder, Some(language)));
        Self {
            folder: folder.to_owned(),
            url: text("url"),
            slug: text("slug"),
            title: text("title"),
            path: path.to_owned(),
            passed: cascade.unwrap_or_default(),
            metadata: Arc::new(metadata),
        }
    }

    /// One that says nothing.
    fn empty(folder: &str, path: &str) -> Self {
        Self::of(folder, path, "", Metadata::default())
    }
}

/// What Hugo calls a section that has no page of its own.
pub(in crate::dialect) fn titled(folder: &str) -> String {
    static TITLE: LazyLock<Option<Template>> =
        LazyLock::new(|| Template::parse("title", "{{ title (pluralize .) }}").ok());
    let name = Value::text(folder);
    let title = TITLE
        .as_ref()
        .and_then(|title| execute(title, &name, &NoHost, Budget::default()).ok());
    title.unwrap_or_else(|| folder.to_owned())
}

fn join(folder: &str, name: &str) -> String {
    match (folder, name) {
        ("", name) => name.to_owned(),
        (folder, "") => folder.to_owned(),
        (folder, name) => format!("{folder}/{name}"),
    }
}
