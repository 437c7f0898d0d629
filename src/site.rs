//! Every post's metadata at one moment. Bodies and pages are not held here.
//!
//! A [`Site`] is cheap to clone and shares what did not change with its clones: 10,000 posts cost
//! a save no more than ten do.

use std::ops::Bound;
use std::sync::Arc;
use std::time::Instant;

use jiff::Timestamp;
use rpds::{HashTrieMapSync, RedBlackTreeMapSync, RedBlackTreeSetSync};
use xxhash_rust::xxh3::xxh3_64;

use crate::blog::Blog;
use crate::check;
use crate::dialect::{Dialect, name};
use crate::parse::{Head, Metadata, Status, Unclear};
use crate::problem::{Kind, Problem};
use crate::settings::Settings;
use crate::watch::FileId;

mod data;
mod loaded;
mod names;
mod order;
mod written;

pub use data::SharedData;
pub use loaded::Loaded;
use names::Names;
pub use names::Section;
use order::{OrderKey, SaveKey};
pub use written::{Baseline, Written};

/// All posts of a blog at one moment.
#[derive(Clone, Debug)]
pub struct Site {
    /// Where the posts lie and whose rules apply.
    pub blog: Arc<Blog>,
    /// Whether every post has been read; before that, a missing post may still come.
    pub complete: bool,
    /// Changes when an address or a file other than a post changed: where links lead and how
    /// large pictures are may be different now.
    pub surroundings: u64,
    /// Another number whenever lists of posts say something else: of which there are, or what their front
    /// matter says.
    pub listing: u64,
    /// What the author has settled for the whole blog.
    pub settings: Arc<Settings>,
    entries: RedBlackTreeMapSync<Arc<str>, Arc<Entry>>,
    order: RedBlackTreeMapSync<OrderKey, Arc<Entry>>,
    saves: RedBlackTreeSetSync<SaveKey>,
    /// The posts that claim a permalink. Invariant: never empty, ordered by path.
    claims: HashTrieMapSync<Arc<str>, Arc<[Arc<str>]>>,
    /// Permalinks that a post had before, and source paths that it was renamed from.
    former: HashTrieMapSync<Arc<str>, Arc<str>>,
    names: Names,
    counts: Counts,
    /// How many words were written, and since when.
    pub written: Written,
    /// The files that templates have loaded: the same for every snapshot.
    pub loaded: Arc<Loaded>,
    /// What is in the blog's data files: the same for every snapshot.
    pub data: Arc<SharedData>,
}

/// What the site knows of one post.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Relative to the blog's root, with `/` between the parts.
    pub path: Arc<str>,
    /// The address its generator would give it. See [`Site::url`].
    pub permalink: Arc<str>,
    /// The newest that could be read.
    pub metadata: Arc<Metadata>,
    /// Which save told `metadata`: not the newest one while its front matter is broken.
    pub metadata_of: Save,
    /// Title to show: from the front matter, or from the file's name.
    pub title: Arc<str>,
    /// How it begins, without markup; what the front matter says of it where the text does not.
    pub summary: Option<Arc<str>>,
    /// Whether it would be published now.
    pub status: Status,
    /// What is wrong with the file and its front matter.
    pub problems: Arc<[Problem]>,
    /// What told `metadata`; nothing without front matter, or when anything was wrong with it.
    pub head: Option<Head>,
    /// When the file was last written.
    pub saved: Timestamp,
    /// Hash of the file's bytes.
    pub content: u64,
    /// Which file it is, whatever it is called; `None` where the system does not say.
    pub file: Option<FileId>,
    /// When the file event arrived that led to this entry; `None` for the first reading.
    pub seen: Option<Instant>,
    /// What only the body tells; `None` until it has been looked at once.
    pub made: Option<Made>,
    /// Whether the file could be read.
    pub readable: bool,
}

impl Entry {
    /// Whether it may have a date that could not be read.
    #[must_use]
    pub fn may_have_date(&self) -> bool {
        self.metadata_of != Save::Newest || self.metadata.unclear.contains(&Unclear::Date)
    }

    /// How many notes of checks there are; none before the body has been checked once.
    #[must_use]
    pub fn note_count(&self) -> usize {
        self.made.and_then(|made| made.checks).unwrap_or(0)
    }
}

/// From which save of a post something is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Save {
    /// The newest.
    #[default]
    Newest,
    /// An earlier one, from this time: nothing can be had from the newest.
    Earlier(Timestamp),
    /// None: it could never be had from any that we saw.
    Never,
}

impl Save {
    /// What it is called after another save, from which nothing can be had; `saved` is when the
    /// save before that was made.
    #[must_use]
    pub fn outlived(self, saved: Timestamp) -> Self {
        match self {
            Self::Newest => Self::Earlier(saved),
            earlier => earlier,
        }
    }
}

/// What a look at the body of a post tells of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Made {
    /// Words of the body.
    pub words: u32,
    /// Problems that rendering told: our own mistakes.
    pub problems: usize,
    /// Problems that checks told, a shared permalink not counted: the site knows of it sooner.
    /// `None` until the body has been checked once.
    pub checks: Option<usize>,
}

/// How many posts there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// All of them.
    pub posts: usize,
    /// Drafts.
    pub drafts: usize,
    /// Posts with a date to come.
    pub scheduled: usize,
    /// Posts whose time is over.
    pub expired: usize,
}

impl Site {
    /// A site without posts, not yet complete.
    #[must_use]
    pub fn new(blog: Arc<Blog>) -> Self {
        Self {
            blog,
            complete: false,
            surroundings: 0,
            listing: 0,
            settings: Arc::default(),
            entries: RedBlackTreeMapSync::new_sync(),
            order: RedBlackTreeMapSync::new_sync(),
            saves: RedBlackTreeSetSync::new_sync(),
            claims: HashTrieMapSync::new_sync(),
            former: HashTrieMapSync::new_sync(),
            names: Names::default(),
            counts: Counts::default(),
            written: Written::default(),
            loaded: Arc::default(),
            data: Arc::default(),
        }
    }

    /// The same blog, laid out in another way: every post is to be read anew.
    #[must_use]
    pub fn relaid(&self, blog: Arc<Blog>) -> Self {
        Self {
            complete: self.complete,
            surroundings: self.surroundings + 1,
            listing: self.listing + 1,
            settings: self.settings.clone(),
            former: self.former.clone(),
            written: self.written.clone(),
            ..Self::new(blog)
        }
    }

    /// The post whose source is at `path`.
    #[must_use]
    pub fn entry(&self, path: &str) -> Option<&Arc<Entry>> {
        self.entries.get(path)
    }

    /// The post that is served at the address `url` (decoded, as [`Site::url`] gives it).
    #[must_use]
    pub fn at(&self, url: &str) -> Option<&Arc<Entry>> {
        let claimed = self.claims.get(url).and_then(|paths| paths.first());
        let path = claimed.or_else(|| self.claimed_beside(url))?;
        self.entry(path).filter(|entry| self.url(entry) == url)
    }

    /// The post whose permalink another one has, by the address that it gets instead.
    fn claimed_beside(&self, url: &str) -> Option<&Arc<str>> {
        let without = url.strip_suffix('/');
        let (permalink, _) = without.unwrap_or(url).rsplit_once('-')?;
        let slash = without.map_or("", |_| "/");
        let paths = self.claims.get(&*format!("{permalink}{slash}"))?;
        paths.iter().find(|path| {
            let entry = self.entry(path);
            entry.is_some_and(|entry| beside(&entry.permalink, path) == url)
        })
    }

    /// The post that had the address or the source path `former` before, if it has another now.
    #[must_use]
    pub fn moved(&self, former: &str) -> Option<&Arc<Entry>> {
        let Some(mut path) = self.former.get(former) else {
            // Or stood beside a permalink that is its own by now.
            return self.entry(self.claimed_beside(former)?);
        };
        // A post can be renamed more than once; a circle of names ends when a name exists again.
        for _ in 0..MAX_RENAMES {
            match (self.entry(path), self.former.get(path)) {
                (Some(entry), _) => return Some(entry),
                (None, Some(next)) => path = next,
                (None, None) => return None,
            }
        }
        None
    }

    /// The post that an address leads to without being its own: with or without the last slash, its
    /// source path, its address before.
    #[must_use]
    pub fn elsewhere(&self, url: &str) -> Option<&Arc<Entry>> {
        let other = match url.strip_suffix('/') {
            Some(without) => without.to_owned(),
            None => format!("{url}/"),
        };
        self.at(&other)
            .or_else(|| self.entry(url.strip_prefix('/')?))
            .or_else(|| self.moved(url))
            .or_else(|| self.moved(url.strip_prefix('/')?))
    }

    /// What an address below a post's own leads to beside the post's file: the path of that, relative
    /// to the blog's root. It need not exist.
    ///
    /// A generator publishes the files of a post's folder below its address, and whatever an author
    /// names beside the file is looked for there by browsers: `/posts/a/x.png` on the page
    /// `/posts/a/`.
    #[must_use]
    pub fn beside(&self, url: &str) -> Option<(&Arc<Entry>, String)> {
        let ends = url.match_indices('/').map(|(at, _)| at + 1);
        let mut ends: Vec<usize> = ends.filter(|end| *end < url.len()).collect();
        ends.reverse();
        ends.into_iter().find_map(|end| {
            let (above, rest) = url.split_at(end);
            let entry = self.at(above)?;
            let folder = entry.path.rsplit_once('/').map_or("", |(folder, _)| folder);
            Some((entry, crate::resolve::join(folder, rest)?))
        })
    }

    /// The file in the folder of a bundle that the generator publishes at this address, relative to the
    /// blog's root, whether there is one or not.
    #[must_use]
    pub fn in_bundle(&self, url: &str) -> Option<String> {
        let (entry, path) = self.beside(url)?;
        name::bundle(&entry.path).map(|_| path)
    }

    /// Where a post is served: at its permalink, or beside it when another post claims the
    /// permalink too and comes first.
    #[must_use]
    pub fn url(&self, entry: &Entry) -> String {
        let first = self
            .claims
            .get(&entry.permalink)
            .and_then(|paths| paths.first());
        if first.is_none_or(|path| *path == entry.path) {
            entry.permalink.to_string()
        } else {
            beside(&entry.permalink, &entry.path)
        }
    }

    /// Other posts that claim the permalink of this one. Where front matter could never be read, an address
    /// is a guess and claims nothing.
    #[must_use]
    pub fn rivals(&self, entry: &Entry) -> Vec<Arc<str>> {
        self.all_rivals(entry).cloned().collect()
    }

    fn all_rivals<'a>(&'a self, entry: &'a Entry) -> impl Iterator<Item = &'a Arc<str>> {
        let claims = self.claims.get(&entry.permalink);
        let claims = claims.filter(|_| entry.metadata_of != Save::Never);
        let all = claims.into_iter().flat_map(|paths| paths.iter());
        all.filter(|path| {
            let rival = self.entry(path.as_ref());
            **path != entry.path && rival.is_some_and(|rival| rival.metadata_of != Save::Never)
        })
    }

    /// That a post has the permalink of another one, unless its author has silenced that.
    #[must_use]
    pub fn shared_permalink(&self, entry: &Entry) -> Option<Problem> {
        self.shares_permalink(entry).then(|| {
            let rivals = self.rivals(entry);
            Problem::shared_permalink(&entry.path, &entry.permalink, &rivals)
        })
    }

    fn shares_permalink(&self, entry: &Entry) -> bool {
        self.all_rivals(entry).next().is_some()
            && !self.settings.off.holds(Kind::Permalink)
            && !check::silences(&entry.metadata, Kind::Permalink)
    }

    /// How many problems of a post are known, as far as its page shows them as such: what checks
    /// told is counted by [`Entry::note_count`].
    #[must_use]
    pub fn problem_count(&self, entry: &Entry) -> usize {
        let body = entry.made.map_or(0, |made| made.problems);
        entry.problems.len() + body + usize::from(self.shares_permalink(entry))
    }

    /// The post that names `url` as a former address of its own.
    #[must_use]
    pub fn alias(&self, url: &str) -> Option<&Arc<Entry>> {
        let url = url.trim_matches('/');
        let is_former = |entry: &Entry, alias: &str| {
            let is_whole = alias.trim_matches('/') == url;
            // One without a slash in front is relative to the folder that the page is in.
            let folder = entry.permalink.trim_end_matches('/').rsplit_once('/');
            let is_below = || {
                let rest = match folder {
                    Some((folder, _)) if folder.len() > 1 => {
                        let rest = url.strip_prefix(folder.trim_start_matches('/'));
                        rest.and_then(|rest| rest.strip_prefix('/'))
                    }
                    _ => Some(url),
                };
                let alias = alias.trim_end_matches('/');
                rest == Some(alias)
            };
            is_whole || !alias.starts_with('/') && is_below()
        };
        self.entries().find(|entry| {
            let mut aliases = entry.metadata.aliases.iter();
            aliases.any(|alias| is_former(entry, alias))
        })
    }

    /// All posts, in the order of the index.
    pub fn ordered(&self) -> impl Iterator<Item = &Arc<Entry>> {
        self.order.values()
    }

    /// The posts in a folder and below it; `folder` is relative to the blog's root.
    pub fn below(&self, folder: &str) -> impl Iterator<Item = &Arc<Entry>> {
        let prefix = format!("{folder}/");
        let start = (Bound::Included(&*prefix), Bound::Unbounded);
        let from = self.entries.range::<str, _>(start).map(|(_, entry)| entry);
        let entries: Vec<_> = from
            .take_while(|entry| entry.path.starts_with(&prefix))
            .collect();
        entries.into_iter()
    }

    /// All posts, by path.
    pub fn entries(&self) -> impl Iterator<Item = &Arc<Entry>> {
        self.entries.values()
    }

    /// How many posts there are, by status.
    #[must_use]
    pub fn counts(&self) -> Counts {
        self.counts
    }

    /// The post that is being written: the draft that was saved last, or else the newest post.
    #[must_use]
    pub fn latest(&self) -> Option<&Arc<Entry>> {
        self.ordered().find(|entry| entry.readable)
    }

    /// The post that was saved last, whatever its status.
    #[must_use]
    pub fn saved_last(&self) -> Option<&Arc<Entry>> {
        self.saves
            .iter()
            .filter_map(|save| self.entry(save.path()))
            .find(|entry| entry.readable)
    }

    /// Puts a post in, in the place of the one with its path.
    pub fn insert(&mut self, entry: Entry) {
        let entry = Arc::new(entry);
        let before = self.entry(&entry.path).cloned();
        let (order, save) = (OrderKey::of(&entry), SaveKey::of(&entry));
        if let Some(before) = &before {
            // What keeps its place is put over what was there: less is made anew.
            let had = OrderKey::of(before);
            if had != order {
                self.order.remove_mut(&had);
            }
            let was_saved = SaveKey::of(before);
            if was_saved != save {
                self.saves.remove_mut(&was_saved);
            }
            self.counts.subtract(before.status);
        }
        if before
            .as_ref()
            .is_none_or(|before| before.permalink != entry.permalink)
        {
            if let Some(before) = &before {
                self.unclaim(before);
                self.former
                    .insert_mut(before.permalink.clone(), entry.path.clone());
            }
            self.claim(&entry);
        }
        if before
            .as_ref()
            .is_none_or(|before| leads_elsewhere(before, &entry) || self.stops(before, &entry))
        {
            self.surroundings += 1;
        }
        if before
            .as_ref()
            .is_none_or(|before| is_listed_otherwise(before, &entry))
        {
            self.listing += 1;
        }
        if before.is_none() {
            self.former.remove_mut(&entry.path);
            self.names.add(&self.blog, &entry.path);
        }
        self.order.insert_mut(order, entry.clone());
        if !self.saves.contains(&save) {
            self.saves.insert_mut(save);
        }
        self.counts.add(entry.status);
        self.entries.insert_mut(entry.path.clone(), entry);
    }

    /// Whether a link to a post may stop the generator when it is this one and no longer that, or no
    /// longer: Zola has no page of a draft.
    fn stops(&self, before: &Entry, now: &Entry) -> bool {
        let is_draft = |entry: &Entry| entry.status == Status::Draft;
        self.blog.dialect == Dialect::Zola && is_draft(before) != is_draft(now)
    }

    /// Takes a post out and gives it back.
    pub fn remove(&mut self, path: &str) -> Option<Arc<Entry>> {
        let entry = self.entry(path)?.clone();
        self.entries.remove_mut(path);
        self.names.remove(&self.blog, &entry.path);
        self.leave_order(&entry);
        self.unclaim(&entry);
        self.surroundings += 1;
        self.listing += 1;
        Some(entry)
    }

    /// Remembers that the post at `from` is the one at `to` now.
    pub fn rename(&mut self, from: &Entry, to: &str) {
        let to: Arc<str> = to.into();
        // Also when another post is at its path now, which is found first.
        self.former.insert_mut(from.path.clone(), to.clone());
        if self.claims.get(&from.permalink).is_none() {
            self.former.insert_mut(from.permalink.clone(), to);
        }
    }

    fn leave_order(&mut self, entry: &Entry) {
        self.order.remove_mut(&OrderKey::of(entry));
        self.saves.remove_mut(&SaveKey::of(entry));
        self.counts.subtract(entry.status);
    }

    fn claim(&mut self, entry: &Entry) {
        let claims = self.claims.get(&entry.permalink);
        let mut paths = claims.map_or_else(Vec::new, |paths| paths.to_vec());
        paths.push(entry.path.clone());
        paths.sort_unstable();
        paths.dedup();
        self.claims
            .insert_mut(entry.permalink.clone(), paths.into());
    }

    fn unclaim(&mut self, entry: &Entry) {
        let Some(paths) = self.claims.get(&entry.permalink) else {
            return;
        };
        let left: Vec<_> = paths
            .iter()
            .filter(|path| **path != entry.path)
            .cloned()
            .collect();
        if left.is_empty() {
            self.claims.remove_mut(&entry.permalink);
        } else {
            self.claims.insert_mut(entry.permalink.clone(), left.into());
        }
    }
}

/// The address of a post whose permalink another one has: `/posts/a-1f0c2b3d/`. It says nothing of
/// the file's name, which is not for readers.
fn beside(permalink: &str, path: &str) -> String {
    let mark = xxh3_64(path.as_bytes()) & 0xffff_ffff;
    match permalink.strip_suffix('/') {
        Some(permalink) => format!("{permalink}-{mark:08x}/"),
        None => format!("{permalink}-{mark:08x}"),
    }
}

/// Whether lists of posts say something else of a post now.
fn is_listed_otherwise(before: &Entry, now: &Entry) -> bool {
    !Arc::ptr_eq(&before.metadata, &now.metadata)
        || before.title != now.title
        || before.status != now.status
        || before.permalink != now.permalink
}

/// Whether a link may lead elsewhere when a post is this one and no longer that: its address, its former
/// addresses, or whether they are known at all.
fn leads_elsewhere(before: &Entry, now: &Entry) -> bool {
    let is_known = |entry: &Entry| entry.metadata_of != Save::Never;
    before.permalink != now.permalink
        || before.metadata.aliases != now.metadata.aliases
        || is_known(before) != is_known(now)
}

/// How many renames of one post a former name is followed through: more than anybody makes in a
/// session, few enough that a circle ends.
const MAX_RENAMES: usize = 64;

impl Counts {
    /// Counts one more.
    pub fn add(&mut self, status: Status) {
        self.posts += 1;
        if let Some(count) = self.of(status) {
            *count += 1;
        }
    }

    fn subtract(&mut self, status: Status) {
        self.posts -= 1;
        if let Some(count) = self.of(status) {
            *count -= 1;
        }
    }

    fn of(&mut self, status: Status) -> Option<&mut usize> {
        match status {
            Status::Draft => Some(&mut self.drafts),
            Status::Scheduled(_) => Some(&mut self.scheduled),
            Status::Expired(_) => Some(&mut self.expired),
            Status::Published => None,
        }
    }
}

#[cfg(test)]
mod tests;
