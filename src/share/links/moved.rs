//! Posts that got another path while no server of the blog ran.

use std::collections::BTreeMap;
use std::sync::Arc;

use xxhash_rust::xxh3::xxh3_64;

use super::{Links, Moves};
use crate::share::Scope;
use crate::share::store::Kept;
use crate::site::{Entry, Site};

impl Links {
    /// Notes what is in the posts that links open, to find them again after a restart. Waits for
    /// nobody else: what is not noted now is the next time.
    pub fn note_contents(&self, site: &Site) {
        let Some(store) = &self.store else {
            return;
        };
        let contents = Contents::of(site);
        let note = |kept: &mut Kept| kept.contents = contents.in_links(kept);
        let is_known = {
            let held = self.lock();
            held.kept.contents == contents.in_links(&held.kept)
        };
        if !is_known && let Some(mut unkept) = self.try_unkept() {
            // An error has been told, or will be, when a link could not be kept.
            let _ = self.write_at_once(store, &mut unkept, note);
        }
    }

    /// The posts of links that are not where they were, or where another lies now, and the only
    /// post each that has their bytes: the new paths by the old ones.
    #[must_use]
    pub fn moved(&self, site: &Site) -> Moves {
        let contents = Contents::of(site);
        let held = self.lock();
        let moved = paths(&held.kept).filter_map(|path| {
            let content = held.kept.contents.get(path)?;
            let new = &contents.only(*content)?.path;
            (new != path).then(|| (path.clone(), new.clone()))
        });
        moved.collect()
    }
}

/// The posts by their bytes.
struct Contents<'a> {
    site: &'a Site,
    /// `None` where several have the same: none of them is the other under a new name.
    posts: BTreeMap<u64, Option<&'a Arc<Entry>>>,
}

impl<'a> Contents<'a> {
    fn of(site: &'a Site) -> Self {
        let mut posts = BTreeMap::new();
        // Any new file is empty at first.
        let empty = xxh3_64(&[]);
        let tells = |entry: &&Arc<Entry>| entry.readable && entry.content != empty;
        for entry in site.entries().filter(tells) {
            let known = posts.entry(entry.content);
            known.and_modify(|only| *only = None).or_insert(Some(entry));
        }
        Self { site, posts }
    }

    fn only(&self, content: u64) -> Option<&'a Arc<Entry>> {
        self.posts.get(&content).copied().flatten()
    }

    /// What is to be kept: the bytes of a post that is not there now, as they were.
    fn in_links(&self, kept: &Kept) -> BTreeMap<Arc<str>, u64> {
        let contents = paths(kept).filter_map(|path| {
            let content = match self.site.entry(path) {
                Some(entry) => self.only(entry.content)?.content,
                None => *kept.contents.get(path)?,
            };
            Some((path.clone(), content))
        });
        contents.collect()
    }
}

/// The posts that links name.
fn paths(kept: &Kept) -> impl Iterator<Item = &Arc<str>> {
    let posts = kept.links.iter().filter_map(|link| match &link.scope {
        Scope::Posts(paths) => Some(paths),
        Scope::Drafts | Scope::Own => None,
    });
    posts.flatten()
}
