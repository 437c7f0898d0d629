//! Sections of posts as templates see them: what lies in which.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::World;
use super::page::Page;
use crate::gotemplate::Value;
use crate::parse::Metadata;
use crate::render::{PageFacts, PageKind, Whole};

type Facts = Arc<PageFacts>;

/// The sections of a blog by their folders in lower case, the first page by none.
pub(super) type Sections = BTreeMap<String, Facts>;

impl World {
    /// The sections in the post's language.
    pub(super) fn sections(&self) -> &Sections {
        self.want(Whole::Sections);
        let pages = self.all_pages();
        // They will be looked for.
        let known = self.known.templates.sections.as_deref();
        self.sections.get_or_init(|| {
            let known = known.unwrap_or_default().iter();
            let taxonomies = self.taxonomy_kinds();
            let is_of_posts = |section: &&Facts| {
                let first = section.inner.split('/').next().unwrap_or_default();
                !taxonomies
                    .iter()
                    .any(|(_, plural)| plural.eq_ignore_ascii_case(first))
            };
            let named = known.filter(is_of_posts);
            let mut sections: Sections = named
                .map(|section| (section.inner.to_lowercase(), section.clone()))
                .collect();
            give_dates(&mut sections, pages);
            sections
        })
    }

    /// The innermost section around a folder, or of it itself; the first page where there is none.
    fn section_around(&self, folder: &str) -> Facts {
        let mut folder = folder.to_lowercase();
        let sections = self.sections();
        loop {
            if let Some(section) = sections.get(&folder) {
                return section.clone();
            }
            if folder.is_empty() {
                return self.home_facts();
            }
            let outer = folder.rfind('/').unwrap_or(0);
            folder.truncate(outer);
        }
    }

    /// What is told of the first page.
    pub(super) fn home_facts(&self) -> Facts {
        Arc::new(PageFacts {
            kind: PageKind::Home,
            url: format!("{}/", self.language_prefix()),
            language: self.post().language.clone(),
            ..PageFacts::default()
        })
    }

    /// The section that a page lies in: a post's own, of a section the one around it.
    pub(super) fn parent(&self, of: &PageFacts) -> Option<Facts> {
        match of.kind {
            PageKind::Home => None,
            PageKind::Page => Some(self.section_around(folder_of(of))),
            PageKind::Section => {
                let outer = of.inner.rsplit_once('/').map_or("", |(outer, _)| outer);
                Some(self.section_around(outer))
            }
            PageKind::Taxonomy => Some(self.section_around("")),
            PageKind::Term => {
                let (kind, _) = of.inner.split_once('/')?;
                Some(self.taxonomy_page(kind)?)
            }
        }
    }

    /// A section itself; the one that a post lies in.
    pub(super) fn current_section(&self, of: &Facts) -> Facts {
        match of.kind {
            PageKind::Page => self.section_around(folder_of(of)),
            _ => of.clone(),
        }
    }

    /// The outermost section that a page lies in.
    pub(super) fn first_section(&self, of: &PageFacts) -> Facts {
        let folder = match of.kind {
            PageKind::Page => folder_of(of),
            _ => &of.inner,
        };
        self.section_around(folder.split('/').next().unwrap_or_default())
    }

    /// The sections that a page lies in, the innermost first, and the first page.
    pub(super) fn ancestors(self: &Arc<Self>, of: &PageFacts) -> Value {
        let mut ancestors = Vec::new();
        let mut next = self.parent(of);
        while let Some(section) = next {
            next = self.parent(&section);
            ancestors.push(section);
        }
        self.list(ancestors.iter())
    }

    /// The posts that lie in a section and in none in it.
    pub(super) fn posts_of(&self, section: &PageFacts) -> Vec<Facts> {
        let own = section.inner.to_lowercase();
        let pages = self.all_pages().iter();
        let pages = pages.filter(|page| own.is_empty() || is_in(page, &own));
        let is_own =
            |page: &&Facts| self.section_around(folder_of(page)).inner.to_lowercase() == own;
        pages.filter(is_own).cloned().collect()
    }

    /// The sections that lie in one and in none in it.
    pub(super) fn sections_of(&self, section: &PageFacts) -> Vec<Facts> {
        let own = section.inner.to_lowercase();
        let inner = self.sections().values().filter(|inner| {
            let around = self.parent(inner);
            around.is_some_and(|around| around.inner.to_lowercase() == own)
        });
        let mut inner: Vec<Facts> = inner.cloned().collect();
        inner.sort_by(|one, other| one.usual_order(other));
        inner
    }

    /// Whether one page lies in the section of another.
    pub(super) fn is_in_section(&self, page: &Facts, section: &Facts) -> bool {
        self.current_section(page).url == self.current_section(section).url
    }

    /// Whether one section lies around a page, and is not that itself.
    pub(super) fn is_around(&self, section: &PageFacts, page: &PageFacts) -> bool {
        let mut next = self.parent(page);
        while let Some(around) = next {
            if around.url == section.url && section.kind != PageKind::Page {
                return true;
            }
            next = self.parent(&around);
        }
        false
    }

    /// Pages in a list.
    pub(super) fn list<'p>(self: &Arc<Self>, pages: impl IntoIterator<Item = &'p Facts>) -> Value {
        let pages = pages.into_iter();
        Value::list(pages.map(|page| Page::value(page.clone(), self)).collect())
    }
}

/// A section without a date has that of the newest post in it.
fn give_dates(sections: &mut Sections, pages: &[Facts]) {
    let mut newest: BTreeMap<String, &Metadata> = BTreeMap::new();
    let date = |metadata: &Metadata| metadata.date.map(|date| date.civil);
    for page in pages {
        let mut folder = folder_of(page).to_lowercase();
        loop {
            if sections.contains_key(&folder) {
                let known = newest.entry(folder.clone()).or_insert(&page.metadata);
                if date(known) < date(&page.metadata) {
                    *known = &page.metadata;
                }
            }
            if folder.is_empty() {
                break;
            }
            let outer = folder.rfind('/').unwrap_or(0);
            folder.truncate(outer);
        }
    }
    for (folder, newest) in newest {
        if let Some(section) = sections.get_mut(&folder)
            && section.metadata.date.is_none()
        {
            let metadata = Metadata {
                date: newest.date,
                updated: section.metadata.updated.or(newest.updated),
                ..Metadata::clone(&section.metadata)
            };
            *section = Arc::new(PageFacts {
                metadata: Arc::new(metadata),
                ..PageFacts::clone(section)
            });
        }
    }
}

/// The folder that a post lies in, without its own.
pub(super) fn folder_of(page: &PageFacts) -> &str {
    let outer = |path: &str| path.rfind('/').unwrap_or(0);
    let folder = &page.inner[..outer(&page.inner)];
    if page.is_bundle() {
        &folder[..outer(folder)]
    } else {
        folder
    }
}

/// Whether a post lies in a folder, or below it.
pub(super) fn is_in(page: &PageFacts, folder: &str) -> bool {
    let inner = page.inner.get(..folder.len());
    inner.is_some_and(|inner| inner.eq_ignore_ascii_case(folder))
        && page.inner[folder.len()..].starts_with('/')
}
