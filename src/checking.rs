//! Checks a post: looks up what [`mod@check`] wants to know of the disk and of the other
//! posts. The edge around it; it blocks.
//!
//! What leads to nothing is called broken only where that is certain: the rule is in `leads`.

mod all;
mod anchors;
mod config;
mod leads;
mod misplaced;
mod nearby;
mod nearest;
mod possible;
mod references;
mod sections;
mod shortcodes;
mod spelling;

use std::collections::{BTreeSet, HashMap, HashSet};
use std::fmt;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

pub use all::{Scope, Told, all};
pub(crate) use possible::is_foreign;

use crate::blog::Blog;
use crate::check::{self, Anchors, Lead, Off};
use crate::dialect::Dialect;
use crate::learn::{self, Shelf};
use crate::pages::recent::Recent;
use crate::pages::{Body, read_source};
use crate::problem::{Kind, Problem};
use crate::render::PageFacts;
use crate::settings::Settings;
use crate::site::{Entry, Site};
use config::Config;
use leads::Leads;
use nearby::Nearby;
use sections::Sections;

/// Bytes of what is known of pages held, about: of 10,000 posts with fifty headings each.
const PAGE_BYTES: usize = 64 << 20;
/// What one page takes besides.
const OVERHEAD: usize = 256;
/// What one mistake takes, about.
const MISTAKE: usize = 512;

/// How many destinations of one post are looked up. Each is some questions to the disk; a post that
/// a machine made can have a hundred thousand.
const MOST_DESTINATIONS: usize = 10_000;
/// After so many that lead nowhere the others are not looked up: no more are told, and each is
/// compared with what there is.
const MOST_MISSING: usize = 1_000;

/// What is known of the pages of posts, by path and content.
type Pages = Recent<(Arc<str>, u64), Arc<Page>>;

/// What is the same for all posts of a blog: its shortcodes, its configuration, what is known of its
/// pages. Made anew when the site's `surroundings` change.
pub struct Surroundings {
    config: Config,
    shortcodes: Option<HashSet<String>>,
    /// Whether `figure` is certainly the generator's own.
    has_own_figure: bool,
    /// Whether a theme, or Hugo itself, may find posts by their file's name alone.
    finds_by_name: bool,
    /// Made when the first link leads to nothing.
    nearby: OnceLock<Nearby>,
    sections: Sections,
    pages: Mutex<Pages>,
    templates: Shelf,
}

/// What checks want to know of a post's page; making one is half the work of a check.
#[derive(Debug, Default)]
struct Page {
    anchors: Arc<Anchors>,
    /// The paths of destinations that render hooks do not leave as they are written.
    rewritten: Arc<BTreeSet<String>>,
    /// The ids of the headings, in the order of the text.
    headings: Vec<String>,
    words: u32,
    /// What is wrong with its shortcodes.
    mistakes: Vec<Problem>,
    /// What its shortcodes were told of other posts.
    told: Vec<Arc<PageFacts>>,
    /// The state of the posts that its templates were told lists of, if they were.
    listing: Option<u64>,
}

/// What was found out about a post.
#[derive(Clone, Debug, Default)]
pub struct Checked {
    /// Words of the body.
    pub words: u32,
    /// What is wrong with the body, from its top to its bottom; two posts with one permalink
    /// included, what is wrong with the front matter not.
    pub problems: Vec<Problem>,
    /// What is wrong with its shortcodes, which its page tells too; the author's silence holds.
    pub(crate) mistakes: Vec<Problem>,
    /// The same for the same places in the page.
    pub(crate) anchors: u64,
    /// The other posts whose places links of this one lead to, with those that they had: when those
    /// are others, so may be what is wrong here.
    pub(crate) asked: Box<[(Arc<str>, u64)]>,
}

impl Surroundings {
    /// What there is in the blog's folders at this moment. Blocks.
    #[must_use]
    pub fn of(blog: &Blog) -> Self {
        let config = Config::of(blog);
        Self {
            shortcodes: shortcodes::shortcodes(blog, &config),
            has_own_figure: config.has_all_layouts && !shortcodes::is_overridden(blog, "figure"),
            finds_by_name: !config.has_all_layouts || config.has_embedded_hooks,
            config,
            ..Self::default()
        }
    }

    fn nearby(&self, site: &Site) -> &Nearby {
        self.nearby.get_or_init(|| Nearby::of(site))
    }

    /// Every place in the page of a post; `None` when it cannot be read.
    fn anchors(&self, site: &Site, post: &Entry) -> Option<Arc<Anchors>> {
        let known = self.known(site, &post.path, post.content);
        let page = known.or_else(|| {
            let source = read_source(site, post).ok()?;
            Some(self.page(site, post, source.content, &source.body))
        });
        Some(page?.anchors.clone())
    }

    fn known(&self, site: &Site, path: &Arc<str>, content: u64) -> Option<Arc<Page>> {
        let known = self.held().get(&(path.clone(), content)).cloned();
        known.filter(|page| {
            page.listing.is_none_or(|listing| listing == site.listing)
                && page.told.iter().all(|it| learn::is_up_to_date(site, it))
        })
    }

    /// The page of a post whose file has this content, made once.
    fn page(&self, site: &Site, post: &Entry, content: u64, body: &Body) -> Arc<Page> {
        self.known(site, &post.path, content).unwrap_or_else(|| {
            let page = Arc::new(Page::of(site, post, body, &self.templates));
            self.held()
                .insert((post.path.clone(), content), page.clone());
            page
        })
    }

    /// A panic while they were held leaves at worst an entry too few.
    fn held(&self) -> std::sync::MutexGuard<'_, Pages> {
        self.pages.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What is not checked in this blog: what its author silenced, and what its configuration
    /// makes a guess.
    fn off(&self, settings: &Settings) -> Off {
        if self.config.has_our_ids {
            return settings.off.clone();
        }
        match settings.off.clone() {
            Off::All => Off::All,
            Off::None => Off::Kinds(vec![Kind::Anchor]),
            Off::Kinds(mut kinds) => {
                kinds.push(Kind::Anchor);
                Off::Kinds(kinds)
            }
        }
    }
}

impl Default for Surroundings {
    fn default() -> Self {
        let weigh = |page: &Arc<Page>| {
            let headings = page.headings.iter();
            let headings: usize = headings.map(|id| id.len() + size_of::<String>()).sum();
            let rewritten = page.rewritten.iter();
            let rewritten: usize = rewritten.map(|it| it.len() + size_of::<String>()).sum();
            page.anchors.bytes() + rewritten + headings + page.mistakes.len() * MISTAKE + OVERHEAD
        };
        Self {
            config: Config::default(),
            shortcodes: None,
            has_own_figure: false,
            finds_by_name: false,
            nearby: OnceLock::new(),
            sections: Sections::default(),
            pages: Mutex::new(Recent::weighted(PAGE_BYTES, weigh)),
            templates: Shelf::default(),
        }
    }
}

impl fmt::Debug for Surroundings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Surroundings")
            .field("config", &self.config)
            .finish_non_exhaustive()
    }
}

/// Whether checks tell of a shortcode that a blog does not have. Blocks.
pub(crate) fn know_all_shortcodes(blog: &Blog) -> bool {
    Config::of(blog).has_all_layouts
}

/// Whether the generator stops where a reference leads nowhere. Blogs of Hugo's may say that it warns.
fn stops_at_references(blog: &Blog) -> bool {
    let level = blog.configuration.values.text("reflinkserrorlevel");
    let warns = level.is_some_and(|level| level.eq_ignore_ascii_case("warning"));
    blog.dialect != Dialect::Plain && !warns
}

/// A panic of ours while a post was checked, told as a problem of it.
pub(crate) fn our_mistake(entry: &Entry) -> Problem {
    let message = "blog-serve failed to check this post. That is our mistake, not yours.";
    Problem::unreadable(&entry.path, message).with_kind(Kind::Render)
}

impl Page {
    fn of(site: &Site, post: &Entry, body: &Body, templates: &Shelf) -> Self {
        let (rendered, known) = learn::with_shortcodes(site, post, body, templates);
        let told = known.templates.pages.values().flatten();
        Self {
            anchors: Arc::new(anchors::anchors(&rendered, body)),
            mistakes: learn::problems(post, body, &rendered),
            rewritten: rendered.rewritten.clone(),
            told: told.cloned().collect(),
            listing: known.templates.lists_pages().then_some(site.listing),
            headings: rendered
                .outline
                .into_iter()
                .map(|heading| heading.id)
                .collect(),
            words: rendered.words,
        }
    }
}

/// Checks a post whose text is `body`. Blocks.
#[must_use]
pub fn check(site: &Site, entry: &Entry, body: &Body, around: &Surroundings) -> Checked {
    let reading = check::read(check::Draft {
        path: &entry.path,
        text: &body.text,
        body_start: body.start,
        dialect: site.blog.dialect,
        rules: &site.blog.configuration.rules,
        metadata: &entry.metadata,
        status: entry.status,
    });
    let page = around.page(site, entry, entry.content, body);
    let leads = Leads::of(site, entry, around, page.rewritten.clone());
    let mut missing = 0;
    let mut destinations = HashMap::new();
    for destination in reading.destinations().into_iter().take(MOST_DESTINATIONS) {
        if let Some(lead) = leads.lead(destination, &page.anchors) {
            missing += usize::from(matches!(lead, Lead::Nothing { .. }));
            destinations.insert(destination.to_owned(), lead);
        }
        if missing == MOST_MISSING {
            break;
        }
    }
    let mut references = HashMap::new();
    for (by, target) in reading.references().into_iter().take(MOST_DESTINATIONS) {
        if missing >= MOST_MISSING {
            break;
        }
        if let Some(lead) = leads.reference(by, target, &page.anchors) {
            missing += usize::from(matches!(lead, Lead::Nothing { .. }));
            references.insert((by, target.to_owned()), lead);
        }
    }
    let facts = check::Facts {
        destinations,
        references,
        has_figure: leads.has_figure(),
        stops_at_references: stops_at_references(&site.blog),
        anchors: page.anchors.clone(),
        heading_ids: page.headings.clone(),
        shortcodes: around.shortcodes.clone(),
        omissions: around.sections.omissions(&site.blog, entry, &around.config),
        off: around.off(&site.settings),
        now: jiff::Timestamp::now(),
    };
    let mut problems = Vec::from_iter(site.shared_permalink(entry));
    problems.extend(check::check(&reading, &facts));
    // A template that asks for what a broken configuration says is not wrong itself.
    let is_guess = site.blog.configuration.is_guess;
    let mistakes = page.mistakes.iter().filter(|_| !is_guess);
    let mistakes = mistakes.filter(|mistake| !reading.silences(mistake, &facts.off));
    Checked {
        words: page.words,
        problems,
        mistakes: mistakes.cloned().collect(),
        anchors: page.anchors.fingerprint(),
        asked: leads.asked.into_inner().into_iter().collect(),
    }
}

#[cfg(test)]
mod tests;
