//! A rendered post → its [`Page`]. Pure.

use askama::Template;
use jiff::Timestamp;

use super::{File, Page, Region, words};
use crate::parse::{Date, Metadata, Status};
use crate::render::{Block, Heading};

/// Everything that the page of a post is made of.
#[derive(Clone, Debug)]
pub struct View<'a> {
    /// The permalink.
    pub url: &'a str,
    /// The title: of the front matter, the body's first heading or the file name.
    pub title: &'a str,
    /// What the front matter says, or said when it could last be read.
    pub metadata: Option<&'a Metadata>,
    /// Whether something in the front matter could not be read: what `metadata` lacks may be there.
    pub is_doubtful: bool,
    /// Whether it would be published at `now`.
    pub status: Status,
    /// Words in the body.
    pub words: u32,
    /// The headings of the body.
    pub outline: &'a [Heading],
    /// The body.
    pub blocks: Vec<Block>,
    /// The local files that the body shows.
    pub files: Vec<File>,
    /// Now: a draft's banner tells a date to come from one gone by.
    pub now: Timestamp,
}

impl Page {
    /// The page of a post.
    ///
    /// Its regions: `name` (the title in the bar), `counts` (words and reading time, in the bar), `banner` (why the
    /// post is not out), `header` (title, date, reading time, tags) and `outline`.
    #[must_use]
    pub fn of_post(view: View<'_>) -> Self {
        let regions = vec![
            Region::of("name", &Name { title: view.title }),
            Region::of("counts", &Counts::of(view.words)),
            banner(&view),
            header(&view),
            outline(&view),
        ];
        Self::new(view.url, view.title, regions, view.blocks, view.files)
    }
}

/// A page in the frame of a post that is none: a heading and what stands under it.
pub(super) fn bare(url: &str, name: &str, heading: &str, blocks: Vec<Block>) -> Page {
    let header = Header {
        title: Some(heading),
        date: None,
        minutes: 0,
        tags: &[],
        description: None,
    };
    let regions = vec![
        Region::of("name", &Name { title: name }),
        Region::empty("counts"),
        Region::empty("banner"),
        Region::of("header", &header),
        Region::empty("outline"),
    ];
    Page::new(url, name, regions, blocks, Vec::new())
}

#[derive(Template)]
#[template(source = "{{ title }}", ext = "html")]
struct Name<'a> {
    title: &'a str,
}

#[derive(Template)]
#[template(path = "counts.html")]
struct Counts {
    text: String,
    minutes: u32,
}

impl Counts {
    fn of(words: u32) -> Self {
        Self {
            text: words::count(words as usize, "word", "words"),
            minutes: words::reading_minutes(words),
        }
    }
}

#[derive(Template)]
#[template(path = "banner.html")]
struct Banner {
    word: &'static str,
    sentence: String,
}

fn banner(view: &View<'_>) -> Region {
    let (word, sentence) = match view.status {
        Status::Published => return Region::empty("banner"),
        Status::Draft => ("Draft", draft_sentence(view)),
        Status::Scheduled(date) => (
            "Scheduled",
            format!("It goes out on {}.", words::moment(date)),
        ),
        Status::Expired(date) => (
            "Expired",
            format!("It was taken down on {}.", words::moment(date)),
        ),
    };
    Region::of("banner", &Banner { word, sentence })
}

fn draft_sentence(view: &View<'_>) -> String {
    let metadata = view.metadata;
    let goes_out = metadata.and_then(|it| it.publish_date.or(it.date));
    let bears = metadata.and_then(|it| it.date.or(it.publish_date));
    match (goes_out, bears) {
        (Some(goes_out), _) if goes_out.instant() > view.now => format!(
            "Published today, it would wait until {}.",
            words::moment(goes_out)
        ),
        (_, Some(bears)) => format!(
            "Published today, it would appear under {}.",
            words::day(bears.civil.date())
        ),
        // Why, the author is told elsewhere.
        _ if view.is_doubtful => String::new(),
        _ => "It has no date yet.".to_owned(),
    }
}

#[derive(Template)]
#[template(path = "header.html")]
struct Header<'a> {
    title: Option<&'a str>,
    date: Option<(String, String)>,
    minutes: u32,
    tags: &'a [String],
    description: Option<&'a str>,
}

fn header(view: &View<'_>) -> Region {
    let metadata = view.metadata;
    let date = metadata.and_then(|it| it.date.or(it.publish_date));
    let header = Header {
        title: (!body_begins_with_title(view)).then_some(view.title),
        date: date.map(machine_and_words),
        minutes: words::reading_minutes(view.words),
        tags: metadata.map_or(&[], |it| &it.tags),
        description: metadata.and_then(|it| it.description.as_deref()),
    };
    Region::of("header", &header)
}

fn machine_and_words(date: Date) -> (String, String) {
    (date.to_string(), words::day(date.civil.date()))
}

/// Whether the reader would see the title twice: posts without front matter bear it themselves.
fn body_begins_with_title(view: &View<'_>) -> bool {
    let begins_with_h1 = view
        .blocks
        .first()
        .is_some_and(|block| block.html.starts_with("<h1>") || block.html.starts_with("<h1 "));
    begins_with_h1
        && view
            .outline
            .first()
            .is_some_and(|heading| heading.level == 1 && heading.text.trim() == view.title.trim())
}

#[derive(Template)]
#[template(path = "outline.html")]
struct Outline<'a> {
    entries: Vec<Entry<'a>>,
    closing: usize,
}

/// A heading and how the nesting changes before it.
struct Entry<'a> {
    heading: &'a Heading,
    opens: bool,
    closes: usize,
}

fn outline(view: &View<'_>) -> Region {
    let headings = match view.outline {
        [_, rest @ ..] if body_begins_with_title(view) => rest,
        all => all,
    };
    if headings.len() < 2 {
        return Region::empty("outline");
    }
    let (entries, closing) = nested(headings);
    Region::of("outline", &Outline { entries, closing })
}

/// Each heading one level below the nearest one before it that ranks higher, however many levels
/// the author skipped; and how many lists are open after the last.
fn nested(headings: &[Heading]) -> (Vec<Entry<'_>>, usize) {
    let mut open: Vec<u8> = Vec::new();
    let mut entries = Vec::with_capacity(headings.len());
    for heading in headings {
        let before = open.len();
        while open.len() > 1 && open.last().is_some_and(|&level| level > heading.level) {
            let above = open[open.len() - 2];
            if above < heading.level {
                break;
            }
            open.pop();
        }
        let closes = before - open.len();
        let opens = open.last().is_none_or(|&level| level < heading.level);
        if opens {
            open.push(heading.level);
        } else if let Some(level) = open.last_mut() {
            *level = heading.level;
        }
        entries.push(Entry {
            heading,
            opens,
            closes,
        });
    }
    (entries, open.len())
}

#[cfg(test)]
mod tests;
