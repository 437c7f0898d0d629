//! All posts → the index, a [`Page`] like any other. Pure.

use askama::Template;
use jiff::civil;

use super::{Page, Region, words};
use crate::parse::{Date, Status};
use crate::render::{Block, Lines};

/// Everything that the index is made of.
#[derive(Clone, Debug)]
pub struct View<'a> {
    /// What the blog is called; its folder's name will do.
    pub blog: &'a str,
    /// All posts of the blog, counted.
    pub total: Total,
    /// What the rows were filtered by; empty for all.
    pub filter: &'a str,
    /// Words that all posts have more than when the day began; 0 for who is not told.
    pub today: i64,
    /// Posts that match the filter, those included that are not among `rows`.
    pub matching: usize,
    /// The posts to show, in their order: drafts by last save, then the others by date.
    pub rows: &'a [Row<'a>],
}

/// How many posts there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Total {
    /// All.
    pub posts: usize,
    /// Those of status draft.
    pub drafts: usize,
    /// Those with a date to come.
    pub scheduled: usize,
    /// Those whose time is over.
    pub expired: usize,
}

/// One post in the index.
#[derive(Clone, Copy, Debug)]
pub struct Row<'a> {
    /// Its address, relative to the index.
    pub address: &'a str,
    /// Its title.
    pub title: &'a str,
    /// How it begins.
    pub summary: Option<&'a str>,
    /// Its path, where another row has the same title; never for who is not told.
    pub path: Option<&'a str>,
    /// Whether it would be published, and if not, why.
    pub status: Status,
    /// The date it bears.
    pub date: Option<Date>,
    /// Its tags.
    pub tags: &'a [String],
    /// Words in its body, once they have been counted.
    pub words: Option<u32>,
    /// Words that it has more than when `blog-serve` was started; 0 for who is not told.
    pub gain: i64,
    /// How many problems are known: what its page has on the strip.
    pub problems: usize,
    /// How many notes there are: what its page has in the margin.
    pub notes: usize,
    /// When its file was saved, by this machine's clock.
    pub saved: civil::DateTime,
}

/// What a first look at a folder without posts is told.
#[derive(Clone, Copy, Debug)]
pub struct Nothing<'a> {
    /// What the blog is called.
    pub blog: &'a str,
    /// Where posts were looked for, as the author would write it (`~/blog/content`).
    pub looked_in: &'a [String],
    /// Where a first post could be saved (`content/posts/hello.md`).
    pub example_path: &'a str,
    /// The date that the example bears.
    pub today: civil::Date,
}

impl Page {
    /// The index of a blog, at `/`. Each row is a block.
    ///
    /// Its regions: `name` (in the bar), `counts` (empty), `summary` ("3 posts, 1 draft"), `more`
    /// (what is not shown).
    #[must_use]
    pub fn of_index(view: &View<'_>) -> Self {
        let more = More {
            hidden: words::number(view.matching.saturating_sub(view.rows.len())),
            any: view.matching > view.rows.len(),
            no_match: (view.matching == 0 && !view.filter.is_empty()).then_some(view.filter),
        };
        let blocks = view.rows.iter().map(block).collect();
        index(
            view.blog,
            &Summary {
                text: summary(view),
                today: today(view),
            },
            Region::of("more", &more),
            blocks,
        )
    }

    /// The page of a blog without posts, at `/`: where they were looked for, and how a first one
    /// looks. It has the regions of a post's page, because it becomes one when a post is saved.
    #[must_use]
    pub fn empty(nothing: &Nothing<'_>) -> Self {
        super::post::bare("/", nothing.blog, "No posts yet", vec![welcome(nothing)])
    }

    /// The same within the frame of the index, whose last post has gone: it goes on as the index
    /// when a post is saved.
    #[must_use]
    pub fn empty_index(nothing: &Nothing<'_>) -> Self {
        let summary = Summary {
            text: "No posts yet".to_owned(),
            today: None,
        };
        let more = Region::empty("more");
        index(nothing.blog, &summary, more, vec![welcome(nothing)])
    }
}

fn welcome(nothing: &Nothing<'_>) -> Block {
    let welcome = Welcome {
        looked_in: nothing.looked_in,
        example_path: nothing.example_path,
        today: nothing.today.to_string(),
    };
    Block::new(super::filled(&welcome).trim(), NO_LINES)
}

/// Rows of the index, and words of ours, stand in no file.
pub(super) const NO_LINES: Lines = Lines { first: 0, last: 0 };

fn index(blog: &str, summary: &Summary, more: Region, blocks: Vec<Block>) -> Page {
    let regions = vec![
        Region::of("name", &Name { blog }),
        Region::empty("counts"),
        Region::of("summary", summary),
        more,
    ];
    Page::new("/", blog, regions, blocks, Vec::new())
}

#[derive(Template)]
#[template(source = "{{ blog }}", ext = "html")]
struct Name<'a> {
    blog: &'a str,
}

#[derive(Template)]
#[template(path = "summary.html")]
struct Summary {
    text: String,
    today: Option<String>,
}

/// "+512 words today".
fn today(view: &View<'_>) -> Option<String> {
    let gain = words::gain(view.today)?;
    let word = if view.today.abs() == 1 {
        "word"
    } else {
        "words"
    };
    Some(format!("{gain} {word} today"))
}

fn summary(view: &View<'_>) -> String {
    let all = words::count(view.total.posts, "post", "posts");
    if !view.filter.is_empty() {
        return format!("{} of {all}", words::number(view.matching));
    }
    let mut parts = vec![all];
    if view.total.drafts > 0 {
        parts.push(words::count(view.total.drafts, "draft", "drafts"));
    }
    for (count, word) in [
        (view.total.scheduled, "scheduled"),
        (view.total.expired, "expired"),
    ] {
        if count > 0 {
            parts.push(words::count(count, word, word));
        }
    }
    parts.join(", ")
}

#[derive(Template)]
#[template(path = "more.html")]
struct More<'a> {
    hidden: String,
    any: bool,
    no_match: Option<&'a str>,
}

#[derive(Template)]
#[template(path = "welcome.html")]
struct Welcome<'a> {
    looked_in: &'a [String],
    example_path: &'a str,
    today: String,
}

#[derive(Template)]
#[template(path = "row.html")]
struct RowHtml<'a> {
    row: &'a Row<'a>,
    /// The status for the style sheet, and in words.
    status: (&'static str, &'static str),
    date: Option<(String, String)>,
    words: Option<String>,
    minutes: Option<u32>,
    gain: Option<String>,
    problems: Option<String>,
    notes: Option<String>,
    saved: (String, String),
}

fn block(row: &Row<'_>) -> Block {
    let shown = match row.status {
        Status::Scheduled(date) | Status::Expired(date) => Some(date),
        Status::Draft | Status::Published => row.date,
    };
    let html = RowHtml {
        row,
        status: match row.status {
            Status::Draft => ("draft", "Draft"),
            Status::Scheduled(_) => ("scheduled", "Scheduled"),
            Status::Expired(_) => ("expired", "Expired"),
            Status::Published => ("published", ""),
        },
        date: shown.map(|date| (date.to_string(), words::short_day(date.civil.date()))),
        words: row
            .words
            .map(|count| words::count(count as usize, "word", "words")),
        minutes: row
            .words
            .map(words::reading_minutes)
            .filter(|minutes| *minutes > 0),
        gain: words::gain(row.gain),
        problems: (row.problems > 0).then(|| words::count(row.problems, "problem", "problems")),
        notes: (row.notes > 0).then(|| words::count(row.notes, "note", "notes")),
        saved: (
            row.saved.strftime("%Y-%m-%dT%H:%M").to_string(),
            words::short_moment(row.saved),
        ),
    };
    Block::new(super::filled(&html).trim(), NO_LINES)
}

#[cfg(test)]
mod tests;
