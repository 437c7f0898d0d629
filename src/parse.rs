//! Text → [`Post`]: front matter, where the body is, and what is wrong with it. Pure.

mod split;
mod head;
mod lines;
mod read;
mod metadata;
mod data;
mod date;
mod mistakes;
mod status;
mod hugo;
mod places;
mod refusals;
mod zola;
mod aliases;
mod encoding;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod properties;

use std::fmt;

use jiff::civil;
use jiff::tz::Offset;

use crate::problem::{Kind, Problem};
use mistakes::Mistake;
use split::{Begin, End, FrontMatter, Suspicion};

pub use data::{data, format_of, is_data, rows};
pub use date::date;
pub use encoding::decode;
pub use head::Head;
pub use hugo::hold_against_hugo;
pub(crate) use mistakes::no_truth;
pub use read::keys;
pub use status::{next_change, status};
pub use zola::{Page, hold_against_zola, listed};

/// One post's text, taken apart.
#[derive(Clone, Debug)]
pub struct Post {
    /// What the front matter says; `None` when it cannot be read.
    pub metadata: Option<Metadata>,
    /// Byte offset of the body in the text.
    pub body_start: usize,
    /// Line of the file on which the body begins, from 1.
    pub body_line: u32,
    /// What is wrong with the front matter.
    pub problems: Vec<Problem>,
}

/// What a post's front matter says, whatever its format and dialect.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Metadata {
    /// As written; `None` when there is none or it is empty.
    pub title: Option<String>,
    /// The date the post bears (`date`).
    pub date: Option<Date>,
    /// When it goes public, if that is not `date` (`publishDate`, `pubdate`, `published` with a date).
    pub publish_date: Option<Date>,
    /// When it is taken down (`expiryDate`, `unpublishdate`).
    pub expiry_date: Option<Date>,
    /// When it was last changed, as written (`lastmod`, `modified`, `updated`).
    pub updated: Option<Date>,
    /// `draft: true`, or Jekyll's `published: false`.
    pub draft: bool,
    /// Last part of the permalink.
    pub slug: Option<String>,
    /// The whole permalink (`url`, `permalink`).
    pub url: Option<String>,
    /// The same in Zola (`path`).
    pub path: Option<String>,
    /// `description`, or else `summary`.
    pub description: Option<String>,
    /// `tags`, also from Zola's `[taxonomies]`; a single text is a list of one.
    pub tags: Vec<String>,
    /// `categories`, `category`; Jekyll's permalinks hold them.
    pub categories: Vec<String>,
    /// Former addresses (`aliases`, `redirect_from`).
    pub aliases: Vec<String>,
    /// What has a value that cannot be meant so, and is left out: there is a problem for each.
    pub unclear: Vec<Unclear>,
    /// Every key as written, the unknown ones included.
    pub keys: serde_yaml::Mapping,
}

/// A part of the metadata whose last good value is better than none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unclear {
    /// `title` is a list or a map.
    Title,
    /// `date` is none.
    Date,
    /// `draft` is neither yes nor no; until that is known the post counts as a draft.
    Draft,
}

/// A date as the author wrote it: wall time and, when given, its offset.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Date {
    /// Wall time; midnight when only a day was written.
    pub civil: civil::DateTime,
    /// The offset from UTC, when written.
    pub offset: Option<Offset>,
}

impl Date {
    /// The instant that is meant; without an offset, in UTC as Hugo reads it.
    #[must_use]
    pub fn instant(self) -> jiff::Timestamp {
        let offset = self.offset.unwrap_or(Offset::UTC);
        offset
            .to_timestamp(self.civil)
            .unwrap_or(if self.civil.year() < 0 {
                jiff::Timestamp::MIN
            } else {
                jiff::Timestamp::MAX
            })
    }
}

impl fmt::Display for Date {
    /// As RFC 3339 writes it, without an offset when none was written; a day alone at midnight.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(offset) = self.offset else {
            let is_day = self.civil.time() == civil::Time::midnight();
            return if is_day {
                write!(f, "{}", self.civil.date())
            } else {
                write!(f, "{}", self.civil.strftime("%Y-%m-%dT%H:%M:%S"))
            };
        };
        let minutes = offset.seconds() / 60;
        let sign = if minutes < 0 { '-' } else { '+' };
        let (hours, minutes) = (minutes.abs() / 60, minutes.abs() % 60);
        let local = self.civil.strftime("%Y-%m-%dT%H:%M:%S");
        write!(f, "{local}{sign}{hours:02}:{minutes:02}")
    }
}

/// Whether a post would be published at a moment, and if not, why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// The author says it is not ready.
    Draft,
    /// Its date is to come.
    Scheduled(Date),
    /// Its time is over.
    Expired(Date),
    /// It would be out.
    Published,
}

/// A post's text taken apart: what its front matter says, where its body is, and what is wrong.
///
/// Front matter is YAML (`---`), TOML (`+++`) or JSON (`{`), with or without a byte order mark, blank
/// lines before it and carriage returns. It may be missing: then the metadata is empty. When it
/// cannot be read, the metadata is `None` and the body is still found. `path` names the post in the
/// problems; nothing is read from there.
#[must_use]
pub fn parse(path: &str, text: &str) -> Post {
    let (front, after_front) = split::split(text);
    let Some(front) = front else {
        return without_front_matter(text, after_front);
    };
    let mut mistakes = Vec::new();
    let (metadata, body_start) = if front.begin != Begin::Opened {
        mistakes.push(mistakes::unopened(&front));
        (None, after_front)
    } else if front.end == End::Missing {
        mistakes.push(unclosed(&front, text, after_front));
        (None, after_front)
    } else {
        match read::read(&front) {
            Ok(keys) => (
                Some(metadata::metadata(keys, &front, &mut mistakes)),
                after_front,
            ),
            Err(failure) => match split::suspect(&front) {
                Suspicion::ThematicBreaks => {
                    return without_front_matter(text, split::after_mark(text));
                }
                Suspicion::EndMissing(end) => {
                    let body_start = front.start + end;
                    mistakes.push(unclosed(&front, text, body_start));
                    (None, body_start)
                }
                Suspicion::FrontMatter => {
                    mistakes.push(mistakes::explain(&front, &failure));
                    (None, after_front)
                }
            },
        }
    };
    Post {
        metadata,
        body_start,
        body_line: line_at(text, body_start),
        problems: problems(path, text, mistakes),
    }
}

fn unclosed(front: &FrontMatter<'_>, text: &str, body_start: usize) -> Mistake {
    mistakes::unclosed(front, &text[body_start..], line_at(text, body_start))
}

fn without_front_matter(text: &str, body_start: usize) -> Post {
    Post {
        metadata: Some(Metadata::default()),
        body_start,
        body_line: line_at(text, body_start),
        problems: Vec::new(),
    }
}

/// The mistakes as problems of this file, from the top of it to the bottom.
fn problems(path: &str, text: &str, mut mistakes: Vec<Mistake>) -> Vec<Problem> {
    mistakes.sort_by_key(|mistake| (mistake.place.line, mistake.place.column));
    mistakes
        .into_iter()
        .map(|mistake| {
            Problem::at(
                path,
                text,
                mistake.place,
                Kind::FrontMatter,
                mistake.message,
            )
            .with_severity(mistake.severity)
            .with_suggestion(mistake.suggestion)
        })
        .collect()
}

/// Number of the line on which a byte stands, from 1.
fn line_at(text: &str, byte: usize) -> u32 {
    let newlines = text[..byte].matches('\n').count();
    u32::try_from(newlines).unwrap_or(u32::MAX - 1) + 1
}
