//! The index: the site, filtered and cut to what fits the eye, as a page.

use std::collections::HashMap;
use std::sync::Arc;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::Deserialize;

use crate::page::Page;
use crate::page::index::{Nothing, Row, Total, View};
use crate::parse::Status;
use crate::resolve::relative;
use crate::share::Visitor;
use crate::site::{Counts, Entry, Site};

/// How many posts the index shows at first: some screens full. The rest comes when asked for.
pub const FIRST: usize = 100;

/// What of the index is asked for: `/?q=rust&count=500`.
#[derive(Debug, Deserialize)]
pub struct Query {
    /// See [`page`].
    #[serde(default)]
    pub q: String,
    /// How many posts at most.
    #[serde(default = "first")]
    pub count: usize,
}

fn first() -> usize {
    FIRST
}

/// The index, for a visitor, of the first `count` posts whose title, tags or path hold every word
/// of `filter`. Who may not see everything is told neither paths nor problems, nor how much was
/// written.
#[must_use]
pub fn page(site: &Site, visitor: &Visitor, filter: &str, count: usize) -> Arc<Page> {
    if site.counts().posts == 0 && visitor.sees_everything() {
        return Arc::new(without_posts(site, visitor, Page::empty_index));
    }
    let (matching, entries) = select(site, visitor, filter, count);
    let shown: Vec<_> = entries
        .into_iter()
        .map(|entry| (relative("/", &site.url(entry)), entry))
        .collect();
    let zone = TimeZone::system();
    let mut titles: HashMap<&str, usize> = HashMap::new();
    for (_, entry) in &shown {
        *titles.entry(&entry.title).or_default() += 1;
    }
    let rows: Vec<_> = shown
        .iter()
        .map(|(address, entry)| Row {
            path: (visitor.sees_everything() && titles[&*entry.title] > 1).then_some(&*entry.path),
            ..row(site, visitor, address, entry, &zone)
        })
        .collect();
    let counts = counts(site, visitor);
    let total = Total {
        posts: counts.posts,
        drafts: counts.drafts,
        scheduled: counts.scheduled,
        expired: counts.expired,
    };
    let blog = if visitor.sees_everything() {
        name(site)
    } else {
        "Posts".to_owned()
    };
    let view = View {
        blog: &blog,
        total,
        filter,
        today: if visitor.sees_everything() {
            site.written.today(site)
        } else {
            0
        },
        matching,
        rows: &rows,
    };
    Arc::new(Page::of_index(&view))
}

/// The page of a blog without posts; it becomes the first one that is saved.
#[must_use]
pub fn empty(site: &Site, visitor: &Visitor) -> Arc<Page> {
    Arc::new(without_posts(site, visitor, Page::empty))
}

fn without_posts(site: &Site, visitor: &Visitor, page: impl FnOnce(&Nothing<'_>) -> Page) -> Page {
    let folders = site.blog.looked();
    let folder = folders
        .first()
        .map_or("", |folder| folder.trim_start_matches("./"));
    // Where the blog lies is the author's to know, at the author's own machine.
    let place = match visitor {
        Visitor::Author => site.blog.place(),
        Visitor::Holder(_) => ".".to_owned(),
    };
    let looked_in: Vec<_> = folders
        .iter()
        .map(|folder| match folder.trim_start_matches("./") {
            "" => place.clone(),
            inside => format!("{}/{inside}", place.trim_end_matches('/')),
        })
        .collect();
    let example_path = if site.blog.only.is_some() {
        folder.to_owned()
    } else {
        format!("{folder}hello.md")
    };
    let today = Timestamp::now().to_zoned(TimeZone::system()).date();
    let blog = name(site);
    page(&Nothing {
        blog: &blog,
        looked_in: &looked_in,
        example_path: &example_path,
        today,
    })
}

fn row<'a>(
    site: &Site,
    visitor: &Visitor,
    address: &'a str,
    entry: &'a Entry,
    zone: &TimeZone,
) -> Row<'a> {
    let (problems, notes, gain) = if visitor.sees_everything() {
        let gain = site.written.since_start(entry);
        (site.problem_count(entry), entry.note_count(), gain)
    } else {
        (0, 0, 0)
    };
    Row {
        address,
        title: &entry.title,
        summary: entry.summary.as_deref(),
        path: None,
        status: entry.status,
        date: entry.metadata.date,
        tags: &entry.metadata.tags,
        words: entry.made.map(|made| made.words),
        gain,
        problems,
        notes,
        saved: entry.saved.to_zoned(zone.clone()).datetime(),
    }
}

/// How many posts there are for a visitor. Nobody who sees everything waits for counting.
fn counts(site: &Site, visitor: &Visitor) -> Counts {
    if visitor.sees_everything() {
        return site.counts();
    }
    let mut counts = Counts::default();
    for entry in site.ordered().filter(|entry| visitor.sees(site, entry)) {
        counts.add(entry.status);
    }
    counts
}

/// How many posts match, and the first of them. Without a filter no more are looked at.
fn select<'a>(
    site: &'a Site,
    visitor: &Visitor,
    filter: &str,
    count: usize,
) -> (usize, Vec<&'a Arc<Entry>>) {
    let words: Vec<String> = filter.split_whitespace().map(str::to_lowercase).collect();
    if words.is_empty() && visitor.sees_everything() {
        return (site.counts().posts, site.ordered().take(count).collect());
    }
    let seen = site.ordered().filter(|entry| visitor.sees(site, entry));
    let tells_path = visitor.sees_everything();
    let matching: Vec<_> = seen
        .filter(|entry| matches(entry, tells_path, &words))
        .collect();
    (matching.len(), matching.into_iter().take(count).collect())
}

fn matches(entry: &Entry, tells_path: bool, words: &[String]) -> bool {
    let status = status_word(entry.status);
    words.iter().all(|word| {
        let tag = word.strip_prefix('#').unwrap_or(word);
        status == word
            || entry.title.to_lowercase().contains(word)
            || tells_path && entry.path.to_lowercase().contains(word)
            || entry
                .metadata
                .tags
                .iter()
                .any(|own| own.to_lowercase().contains(tag))
    })
}

/// A status as people and `/_/posts` write it.
#[must_use]
pub fn status_word(status: Status) -> &'static str {
    match status {
        Status::Draft => "draft",
        Status::Scheduled(_) => "scheduled",
        Status::Expired(_) => "expired",
        Status::Published => "published",
    }
}

/// What the blog is called: its folder's name.
fn name(site: &Site) -> String {
    let folder = site.blog.root.file_name();
    folder.map_or_else(
        || "Posts".to_owned(),
        |name| name.to_string_lossy().into_owned(),
    )
}
