//! Who asks, and what is theirs to see. The one place that decides it.

use std::sync::Arc;

use super::links::Moves;
use super::{Link, Links, Scope};
use crate::parse::Status;
use crate::site::{Entry, Site};

/// Who may ask for what: see `serve::routes`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// Somebody with a link: reads what it opens.
    Reviewer,
    /// The author's own phone or tablet: reads everything, problems too, and changes nothing.
    OwnDevice,
    /// The author, in a browser on this machine.
    Author,
}

/// Who asks.
#[derive(Clone, Debug)]
pub enum Visitor {
    /// The author, through the author's door.
    Author,
    /// Somebody who holds a link, through the readers' door.
    Holder(Arc<Link>),
}

impl Visitor {
    /// What the visitor may do.
    #[must_use]
    pub fn role(&self) -> Role {
        match self {
            Self::Author => Role::Author,
            Self::Holder(link) if link.scope == Scope::Own => Role::OwnDevice,
            Self::Holder(_) => Role::Reviewer,
        }
    }

    /// Takes note of what has become of the link: it may have followed its post to another path.
    pub fn renew(&mut self, links: &Links) {
        if let Self::Holder(link) = self
            && let Some(now) = links.living_by(link.id)
        {
            *link = now;
        }
    }

    /// The link that brought the visitor here.
    #[must_use]
    pub fn link(&self) -> Option<&Arc<Link>> {
        match self {
            Self::Author => None,
            Self::Holder(link) => Some(link),
        }
    }

    /// Whether the visitor may see whatever there is to read.
    #[must_use]
    pub fn sees_everything(&self) -> bool {
        self.role() > Role::Reviewer
    }

    /// Whether there is a list of posts for the visitor: not when a link opens a single one.
    #[must_use]
    pub fn has_list(&self) -> bool {
        let scope = self.link().map(|link| &link.scope);
        !matches!(scope, Some(Scope::Posts(paths)) if paths.len() == 1)
    }

    /// Whether a post is the visitor's to see.
    #[must_use]
    pub fn sees(&self, site: &Site, entry: &Entry) -> bool {
        match self {
            Self::Author => true,
            Self::Holder(link) => link.scope.holds(site, entry),
        }
    }
}

/// What a link opens whose post is not there.
const GONE: &str = "a post that is not there any more";

impl Scope {
    /// The same, such that it equals every other that holds the same.
    #[must_use]
    pub fn in_order(mut self) -> Self {
        if let Self::Posts(paths) = &mut self {
            paths.sort_unstable();
            paths.dedup();
        }
        self
    }

    /// Posts have other paths.
    pub(super) fn follow(&mut self, moves: &Moves) {
        if let Self::Posts(paths) = self {
            for path in paths.iter_mut() {
                if let Some(new) = moves.get(path) {
                    *path = new.clone();
                }
            }
            paths.sort_unstable();
            paths.dedup();
        }
    }

    /// Whether a post is in it.
    #[must_use]
    pub fn holds(&self, site: &Site, entry: &Entry) -> bool {
        match self {
            Self::Posts(paths) => paths.iter().any(|path| {
                *path == entry.path
                    || site
                        .moved(path)
                        .is_some_and(|moved| moved.path == entry.path)
                        && site.entry(path).is_none()
            }),
            Self::Drafts => matches!(entry.status, Status::Draft | Status::Scheduled(_)),
            Self::Own => true,
        }
    }

    /// Which of several links is the one to give away: the lowest. `None` for one that opens
    /// nothing.
    #[must_use]
    pub fn rank(&self, site: &Site) -> Option<u8> {
        match self {
            Self::Posts(paths) => {
                let there = |path: &Arc<str>| site.entry(path).or_else(|| site.moved(path));
                paths.iter().any(|path| there(path).is_some()).then_some(0)
            }
            Self::Drafts => Some(1),
            Self::Own => Some(2),
        }
    }

    /// The one post that it opens, if it is one.
    #[must_use]
    pub fn only<'a>(&self, site: &'a Site) -> Option<&'a Arc<Entry>> {
        match self {
            Self::Posts(paths) if paths.len() == 1 => {
                site.entry(&paths[0]).or_else(|| site.moved(&paths[0]))
            }
            Self::Posts(_) | Self::Drafts | Self::Own => None,
        }
    }

    /// What it opens, in words for the author: a post's title, "3 posts", "all drafts".
    #[must_use]
    pub fn opens(&self, site: &Site) -> String {
        match self {
            Self::Posts(paths) if paths.len() == 1 => self
                .only(site)
                .map_or_else(|| GONE.to_owned(), |entry| entry.title.to_string()),
            Self::Posts(paths) => format!("{} posts", paths.len()),
            Self::Drafts => "all drafts".to_owned(),
            Self::Own => "everything, for a device of your own".to_owned(),
        }
    }
}
