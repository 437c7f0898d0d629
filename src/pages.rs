//! Pages that somebody looks at: each rendered once, each patch made once.
//!
//! This is the edge around the pure stages: it reads the text, looks up what `render` wants to
//! know of the disk, contains panics, and keeps what is dear. The site holds metadata only; what
//! is held here is bounded.

use std::panic::AssertUnwindSafe;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use axum::extract::ws::Utf8Bytes;
use jiff::Timestamp;
use tokio::sync::{OnceCell, watch};

use crate::diff::diff;
use crate::learn;
use crate::page::{Page, Revision};
use crate::problem::Problem;
use crate::protocol::{ToBrowser, json};
use crate::render::{Calls, Known, OtherTexts, Rendered};
use crate::site::{Entry, Made, Save, Site};

pub mod index;
mod highlighter;
mod make;
pub mod missing;
pub(crate) mod recent;

use highlighter::Highlighter;
pub(crate) use make::read as read_source;
pub use make::style_sheet_address;
use recent::Recent;

/// How many posts' pages are held, newest use first: more than anybody has open; a page of 10 KB
/// and what was known to make it are some 50 KB.
const PAGES: usize = 64;
/// Bytes of older pages held to patch from, for a browser that connects late or falls behind: some
/// hundred versions of an ordinary post, a dozen of a very long one.
const OLD_BYTES: usize = 16 << 20;
/// Bytes of finished patches held: those of the pages that were just saved are enough.
const PATCH_BYTES: usize = 4 << 20;
/// Up to so many bytes a save is rendered where it is wanted, within a quarter of a millisecond:
/// handing it to another thread and back costs as much.
const SHORT: usize = 32 << 10;
/// Bytes of source held, so that a save is not read twice.
const SOURCE_BYTES: usize = 16 << 20;

/// The pages that were looked at last.
pub struct Pages {
    slots: Mutex<Recent<Arc<str>, Arc<Slot>>>,
    sources: Mutex<Recent<Arc<str>, Source>>,
    old: Mutex<Recent<(String, Revision), Arc<Page>>>,
    patches: Mutex<Recent<PatchKey, Arc<Patched>>>,
    highlighter: Highlighter,
    /// What pages said that others asked.
    others: OtherTexts,
    stage: Stage,
    improved: watch::Sender<u64>,
    style_sheet: Option<PathBuf>,
}

/// Makes a page: [`make::make`], or what a test puts in its place.
type Stage = fn(&Arc<Pages>, &Arc<Site>, &Arc<Entry>, Option<&Making>) -> Making;

/// A post as it is shown.
#[derive(Clone)]
pub struct Shown {
    /// What the browser gets.
    pub page: Arc<Page>,
    /// From which save its text is.
    pub text_of: Save,
    /// What is wrong with the body; what is wrong with the file is in the [`Entry`].
    pub problems: Arc<[Problem]>,
    /// Counts for the index.
    pub made: Made,
}

/// Which patch: the page, from which revision to which, and when the save's event arrived.
type PatchKey = (String, Revision, Revision, Option<Instant>);

/// A finished patch message.
pub struct Patched {
    /// The message: the same bytes for every browser.
    pub message: Utf8Bytes,
    /// How many blocks change, come or go.
    pub blocks: usize,
    /// From the file event to the finished message, when a save led to it.
    pub elapsed_ms: Option<f64>,
}

/// The text of a post and what it was when it was read.
#[derive(Clone)]
pub(crate) struct Source {
    pub(crate) content: u64,
    pub(crate) body: Body,
}

/// The text of a post, and where in it the body is.
#[derive(Clone)]
pub struct Body {
    /// The whole file.
    pub text: Arc<str>,
    /// Byte offset of the body.
    pub start: usize,
    /// Line of the file on which the body begins, from 1.
    pub line: u32,
}

/// One post's page, made or about to be.
struct Slot {
    entry: Arc<Entry>,
    surroundings: u64,
    /// What was made of the newest state before, until this one is made.
    before: Mutex<Option<Arc<Making>>>,
    /// What its page was like before the text became what it is now, if somebody looked then.
    was: Option<Revision>,
    /// The page can be made better now: something dear (highlighted code) was ready too late, or
    /// a save was going on when it was made.
    improvable: AtomicBool,
    made: OnceCell<Arc<Making>>,
}

/// A made page, and what it was made of.
struct Making {
    shown: Shown,
    /// Without its blocks, which are in the page, and its problems.
    rendered: Rendered,
    known: Arc<Known>,
    surroundings: u64,
    permalink: Arc<str>,
    /// A save was going on: this still shows the state before.
    is_half: bool,
    saved: Timestamp,
}

impl Pages {
    /// No pages yet; `style_sheet` is the author's own, which every page shows.
    #[must_use]
    pub fn new(style_sheet: Option<PathBuf>) -> Self {
        Self {
            slots: Mutex::new(Recent::new(PAGES)),
            sources: Mutex::new(Recent::weighted(SOURCE_BYTES, |source: &Source| {
                source.body.text.len()
            })),
            old: Mutex::new(Recent::weighted(OLD_BYTES, |page: &Arc<Page>| {
                page.weight()
            })),
            patches: Mutex::new(Recent::weighted(PATCH_BYTES, |patched: &Arc<Patched>| {
                patched.message.as_str().len()
            })),
            highlighter: Highlighter::default(),
            others: OtherTexts::default(),
            stage: make::make,
            improved: watch::Sender::new(0),
            style_sheet,
        }
    }

    /// Hands over a text that was just read, so that the page need not read it again.
    pub fn offer(&self, path: &Arc<str>, content: u64, body: Body) {
        lock(&self.sources).insert(path.clone(), Source { content, body });
    }

    /// The text of a post, if it is still the one that `entry` tells of. One that was not at hand is
    /// not held afterwards. Blocks.
    pub(crate) fn body(&self, site: &Site, entry: &Entry) -> Option<Body> {
        let held = lock(&self.sources).get(&entry.path).cloned();
        let is_meant = |source: &Source| source.content == entry.content;
        let source = held.filter(is_meant);
        let source = source.or_else(|| make::read(site, entry).ok().filter(is_meant));
        source.map(|source| source.body)
    }

    /// Changes whenever a page that was made became better without a save.
    pub fn improvements(&self) -> watch::Receiver<u64> {
        self.improved.subscribe()
    }

    /// The page of a post as `site` has it; made now if nobody has looked yet.
    pub async fn page(self: &Arc<Self>, site: &Arc<Site>, entry: &Arc<Entry>) -> Shown {
        let mut slot = self.slot(site, entry);
        let first = slot.made.get_or_init(|| self.make(&slot, site, entry));
        let mut made = first.await.clone();
        // It may have been begun for an older site.
        if !made.names_what_is_there(site) {
            slot = self.slot(site, entry);
            let again = slot.made.get_or_init(|| self.make(&slot, site, entry));
            made = again.await.clone();
        }
        if made.is_half {
            slot.improvable.store(true, Ordering::Relaxed);
        }
        let shown = made.shown.clone();
        self.remember(&shown.page);
        shown
    }

    /// The page of a post as `site` has it, if it has been made.
    pub fn made(&self, site: &Site, entry: &Arc<Entry>) -> Option<Shown> {
        let slot = self.slot(site, entry);
        let made = slot.made.get().filter(|made| !made.is_half)?;
        self.remember(&made.shown.page);
        Some(made.shown.clone())
    }

    async fn make(
        self: &Arc<Self>,
        slot: &Slot,
        site: &Arc<Site>,
        entry: &Arc<Entry>,
    ) -> Arc<Making> {
        let last = lock(&slot.before).clone();
        // A template may take its time.
        let has_templates = |last: &Arc<Making>| {
            let templates = &last.known.templates;
            let has_hooks = templates.hooks.as_ref().is_some_and(|it| !it.are_none());
            has_hooks || !templates.shortcodes.is_empty() || !templates.sources.is_empty()
        };
        let is_quick = last.as_ref().is_some_and(|last| !has_templates(last))
            && self.is_plain_and_short(entry, site.blog.configuration.rules.calls);
        let (pages, site, entry) = (self.clone(), site.clone(), entry.clone());
        let make = move || {
            let last = last.as_deref();
            contained(
                || (pages.stage)(&pages, &site, &entry, last),
                || make::after_panic(&pages, &site, &entry, last),
            )
        };
        let making = if is_quick {
            make()
        } else {
            match tokio::task::spawn_blocking(make).await {
                Ok(making) => making,
                // Making contains its panics: it was cancelled, because the program is ending.
                Err(_) => std::future::pending().await,
            }
        };
        *lock(&slot.before) = None;
        Arc::new(making)
    }

    /// Whether the post's text is at hand, short, and calls no template.
    fn is_plain_and_short(&self, entry: &Entry, calls: Calls) -> bool {
        let sources = &mut lock(&self.sources);
        let Some(source) = sources.get(&entry.path) else {
            return false;
        };
        let text = &source.body.text;
        let may_call =
            || calls != Calls::None && ["{{", "{%"].iter().any(|mark| text.contains(mark));
        text.len() <= SHORT && !may_call()
    }

    /// A page that was shown before, if it is still held.
    #[must_use]
    pub fn old(&self, url: &str, revision: Revision) -> Option<Arc<Page>> {
        lock(&self.old).get(&(url.to_owned(), revision)).cloned()
    }

    /// The page of a post as somebody looked at it last before its text became what it is now, if
    /// it is still held and had the same address.
    pub(crate) fn before(&self, site: &Site, entry: &Arc<Entry>) -> Option<Arc<Page>> {
        let was = self.slot(site, entry).was?;
        self.old(&site.url(entry), was)
    }

    /// Holds a page to patch from later.
    pub fn remember(&self, page: &Arc<Page>) {
        let key = (page.url.clone(), page.revision);
        let mut old = lock(&self.old);
        if old.get(&key).is_none() {
            old.insert(key, page.clone());
        }
    }

    /// The patch between two pages; made once, and the same bytes for every browser. `seen` is
    /// when the file event arrived that led to it.
    pub fn patch(&self, from: &Page, to: &Page, seen: Option<Instant>) -> Arc<Patched> {
        let key = (to.url.clone(), from.revision, to.revision, seen);
        if let Some(patched) = lock(&self.patches).get(&key) {
            return patched.clone();
        }
        let patch = diff(from, to);
        let elapsed_ms = seen.map(|seen| seen.elapsed().as_secs_f64() * 1000.0);
        let message = json(&ToBrowser::Patch {
            patch: &patch,
            elapsed_ms,
        });
        let patched = Arc::new(Patched {
            message: message.into(),
            blocks: patch.blocks(),
            elapsed_ms,
        });
        lock(&self.patches).insert(key, patched.clone());
        patched
    }

    /// The slot for this state of the post.
    fn slot(&self, site: &Site, entry: &Arc<Entry>) -> Arc<Slot> {
        let mut slots = lock(&self.slots);
        let last = slots.get(&entry.path).cloned();
        if let Some(slot) = &last
            && slot.shows(entry)
            && slot.surroundings == site.surroundings
            && slot
                .made
                .get()
                .is_none_or(|made| made.names_what_is_there(site))
            && !slot.improvable.load(Ordering::Relaxed)
        {
            return slot.clone();
        }
        let newest = last.as_ref().and_then(|last| last.newest());
        let was = match &last {
            Some(last) if last.entry.content == entry.content => last.was,
            _ => newest.as_ref().map(|making| making.shown.page.revision),
        };
        let slot = Arc::new(Slot {
            entry: entry.clone(),
            surroundings: site.surroundings,
            before: Mutex::new(newest),
            was,
            improvable: AtomicBool::new(false),
            made: OnceCell::new(),
        });
        slots.insert(entry.path.clone(), slot.clone());
        slot
    }

    /// The source of a post: the one that was offered, or else what the file holds now, which may
    /// already be another than `entry` tells of.
    fn source(&self, site: &Site, entry: &Entry) -> Result<Source, Box<Problem>> {
        let held = lock(&self.sources).get(&entry.path).cloned();
        match held {
            Some(source) if source.content == entry.content => Ok(source),
            _ => {
                let source = make::read(site, entry)?;
                if source.content == entry.content {
                    lock(&self.sources).insert(entry.path.clone(), source.clone());
                }
                Ok(source)
            }
        }
    }

    /// Tells every browser's task that the page of `path` can be made better now.
    fn improve(&self, path: &Arc<str>) {
        if let Some(slot) = lock(&self.slots).get(path) {
            slot.improvable.store(true, Ordering::Relaxed);
        }
        self.improved.send_modify(|count| *count += 1);
    }
}

impl Making {
    /// What was rendered, with its blocks.
    fn body(&self) -> Rendered {
        Rendered {
            blocks: self.shown.page.blocks.clone(),
            ..self.rendered.clone()
        }
    }
}

impl Making {
    /// Whether the pages that shortcodes named are still as they were told of. Those that are gone,
    /// new or elsewhere change the surroundings.
    fn names_what_is_there(&self, site: &Site) -> bool {
        let templates = &self.known.templates;
        let mut pages = templates.pages.values().flatten();
        pages.all(|page| learn::is_up_to_date(site, page))
            && learn::are_up_to_date(site, templates)
            && learn::are_all(site, templates)
    }
}

impl Slot {
    /// What was made last: of this state, or of one before it.
    fn newest(&self) -> Option<Arc<Making>> {
        self.made
            .get()
            .cloned()
            .or_else(|| lock(&self.before).clone())
    }

    /// Whether the page made for this slot is also that of `entry`: counts that rendering itself
    /// brought into the entry do not matter.
    fn shows(&self, entry: &Arc<Entry>) -> bool {
        let own = &self.entry;
        Arc::ptr_eq(own, entry)
            || (own.content == entry.content
                && own.permalink == entry.permalink
                && own.status == entry.status
                && own.readable == entry.readable
                && Arc::ptr_eq(&own.metadata, &entry.metadata))
    }
}

/// What `make` gives, or, should it panic, what `otherwise` gives.
fn contained<T>(make: impl FnOnce() -> T, otherwise: impl FnOnce() -> T) -> T {
    std::panic::catch_unwind(AssertUnwindSafe(make)).unwrap_or_else(|_| otherwise())
}

/// Locks; a panic while a cache was locked leaves at worst an entry too few.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests;
