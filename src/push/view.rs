//! What one browser looks at.

use std::sync::Arc;
use std::time::Instant;

use jiff::tz::TimeZone;

use crate::page::Page;
use crate::page::document::Kind;
use crate::pages::{self, index, missing};
use crate::preview::Desk;
use crate::problem::{self, Problem};
use crate::protocol::{SaveShown, Shown, ToBrowser};
use crate::resolve::relative;
use crate::share::Visitor;
use crate::site::{Entry, Save, Site};

/// What one browser looks at.
pub(super) enum View {
    /// A post; `url` is the address that the browser has for it.
    Post {
        path: Arc<str>,
        url: String,
        seen: Option<Instant>,
    },
    /// The index.
    Index { filter: String, count: usize },
    /// The page that says that there is no post at this address, or none in the blog yet.
    Nothing { url: String },
    /// The page of a post that is not there any more: it keeps its text.
    Gone { url: String },
}

/// Whether a browser looks at another post now.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Turned {
    Yes,
    No,
}

/// What a look at the newest site told.
pub(super) enum Change {
    /// The post is not there now.
    Gone,
    /// What is to be shown.
    Page {
        page: Arc<Page>,
        problems: Problems,
        /// The new address, relative to the one that the browser has.
        moved: Option<String>,
        /// When the event of the save arrived that is new since the last look.
        seen: Option<Instant>,
    },
}

/// What is wrong with a post, from all stages, and what its page shows meanwhile.
#[derive(Default)]
pub(super) struct Problems {
    all: Vec<Problem>,
    metadata_of: Save,
    text_of: Save,
}

impl View {
    /// What a browser looks at whose page is of this kind and at the address `url`. The page says
    /// of which kind it is, because what there is now may be another than when it was loaded.
    /// Nothing for a page that the visitor could not have been given.
    pub(super) fn of(site: &Site, visitor: &Visitor, url: &str, kind: Kind) -> Option<Self> {
        let url = url.to_owned();
        match kind {
            Kind::Index => visitor.has_list().then(|| Self::Index {
                filter: String::new(),
                count: index::FIRST,
            }),
            Kind::Nothing => visitor.sees_everything().then_some(Self::Nothing { url }),
            Kind::Post => {
                let entry = site.at(&url).or_else(|| site.moved(&url));
                let entry = entry.filter(|entry| visitor.sees(site, entry));
                Some(match entry {
                    Some(entry) => Self::Post {
                        path: entry.path.clone(),
                        url,
                        seen: entry.seen,
                    },
                    None => Self::Gone { url },
                })
            }
        }
    }

    /// The post that is looked at.
    pub(super) fn path(&self) -> Option<Arc<str>> {
        match self {
            Self::Post { path, .. } => Some(path.clone()),
            Self::Index { .. } | Self::Nothing { .. } | Self::Gone { .. } => None,
        }
    }

    /// Changes what of the index is wanted.
    pub(super) fn list(&mut self, wanted: String, most: usize) {
        if let Self::Index { filter, count } = self {
            (*filter, *count) = (wanted, most);
        }
    }

    /// Turns to the post at another address, if the visitor may see one there. The browser has the
    /// address of what it shows until it is told the other one. The index stays what it is: its page
    /// cannot show a post.
    pub(super) fn turn_to(&mut self, site: &Site, visitor: &Visitor, post: &str) -> Turned {
        let shown = match self {
            Self::Index { .. } => return Turned::No,
            Self::Post { url, .. } | Self::Nothing { url } | Self::Gone { url } => url.clone(),
        };
        let entry = site.at(post).or_else(|| site.moved(post));
        let Some(entry) = entry.filter(|entry| visitor.sees(site, entry)) else {
            return Turned::No;
        };
        *self = Self::Post {
            path: entry.path.clone(),
            url: shown,
            seen: entry.seen,
        };
        Turned::Yes
    }

    /// What is to be shown now.
    pub(super) async fn look(
        &mut self,
        site: &Arc<Site>,
        desk: &Arc<Desk>,
        visitor: &Visitor,
    ) -> Change {
        if let Some((entry, url)) = self.arrival(site)
            && visitor.sees(site, entry)
        {
            let (entry, url) = (entry.clone(), url.to_owned());
            return self.become_post(site, desk, visitor, &entry, url).await;
        }
        match self {
            Self::Index { filter, count } => {
                Change::without_problems(index::page(site, visitor, filter, *count))
            }
            Self::Post { path, url, seen } => {
                look_at_post(site, desk, visitor, path, url, seen).await
            }
            Self::Nothing { url } if url == "/" => {
                Change::without_problems(index::empty(site, visitor))
            }
            Self::Nothing { url } => Change::without_problems(missing::page(site, url)),
            Self::Gone { .. } => Change::Gone,
        }
    }

    /// The post that has come where there was none, and the address that the browser has.
    fn arrival<'a>(&'a self, site: &'a Site) -> Option<(&'a Arc<Entry>, &'a str)> {
        match self {
            Self::Nothing { url } => Some((first_post(site, url)?, url)),
            Self::Gone { url } => Some((site.at(url).or_else(|| site.moved(url))?, url)),
            Self::Post { .. } | Self::Index { .. } => None,
        }
    }

    /// Looks at a post that has come. The browser is told its address even if that is the one it
    /// has, because its page is that of a post from now on.
    async fn become_post(
        &mut self,
        site: &Arc<Site>,
        desk: &Arc<Desk>,
        visitor: &Visitor,
        entry: &Entry,
        asked: String,
    ) -> Change {
        let (mut path, mut url, mut seen) = (entry.path.clone(), asked.clone(), None);
        let mut change = look_at_post(site, desk, visitor, &mut path, &mut url, &mut seen).await;
        if let Change::Page { moved, .. } = &mut change {
            moved.get_or_insert_with(|| relative(&asked, &url));
        }
        *self = Self::Post { path, url, seen };
        change
    }
}

/// The post that comes to stand where nothing was: any, on the page of a blog without posts.
fn first_post<'a>(site: &'a Site, url: &str) -> Option<&'a Arc<Entry>> {
    let at = site.at(url).or_else(|| site.elsewhere(url));
    at.or_else(|| site.alias(url))
        .or_else(|| site.ordered().next().filter(|_| url == "/"))
}

async fn look_at_post(
    site: &Arc<Site>,
    desk: &Arc<Desk>,
    visitor: &Visitor,
    path: &mut Arc<str>,
    url: &mut String,
    seen: &mut Option<Instant>,
) -> Change {
    // Each time: a draft may have been published that a link to all drafts had opened. And at the
    // path of the post that it opens may be another now.
    let is_theirs = |entry: &&Arc<Entry>| visitor.sees(site, entry);
    let there = site.entry(path).filter(is_theirs);
    let Some(entry) = there.or_else(|| site.moved(path).filter(is_theirs)) else {
        return Change::Gone;
    };
    *path = entry.path.clone();
    let shown = desk.page_for(visitor, site, entry).await;
    let moved = (shown.page.url != *url).then(|| relative(url, &shown.page.url));
    url.clone_from(&shown.page.url);
    let before = std::mem::replace(seen, entry.seen);
    Change::Page {
        problems: Problems::of(site, entry, &shown),
        page: shown.page,
        moved,
        seen: entry.seen.filter(|_| entry.seen != before),
    }
}

impl Change {
    fn without_problems(page: Arc<Page>) -> Self {
        Self::Page {
            page,
            problems: Problems::default(),
            moved: None,
            seen: None,
        }
    }
}

impl Problems {
    fn of(site: &Site, entry: &Entry, shown: &pages::Shown) -> Self {
        let mut problems = entry.problems.to_vec();
        problems.extend(site.shared_permalink(entry));
        let is_guess = site.blog.configuration.is_guess;
        // A template that asks for what a broken configuration says is not wrong itself.
        let is_sure = |it: &&Problem| !is_guess || it.kind != problem::Kind::Shortcode;
        problems.extend(shown.problems.iter().filter(is_sure).cloned());
        problems.extend_from_slice(&site.settings.problems);
        problems.extend_from_slice(&site.blog.configuration.problems);
        Self {
            all: problems,
            metadata_of: entry.metadata_of,
            text_of: shown.text_of,
        }
    }

    pub(super) fn message(&self) -> ToBrowser<'_> {
        let shown = |problem| Shown::new(problem);
        ToBrowser::Problems {
            problems: self.all.iter().map(shown).collect(),
            metadata_of: save_shown(self.metadata_of),
            text_of: save_shown(self.text_of),
        }
    }
}

fn save_shown(save: Save) -> SaveShown {
    match save {
        Save::Newest => SaveShown::Newest,
        Save::Earlier(saved) => {
            let at = saved.to_zoned(TimeZone::system()).strftime("%H:%M");
            SaveShown::Earlier { at: at.to_string() }
        }
        Save::Never => SaveShown::Never,
    }
}
