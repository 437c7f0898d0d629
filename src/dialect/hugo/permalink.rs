//! Patterns of addresses: `permalinks` in Hugo's configuration, and `url` in the front matter.

use jiff::civil;
use jiff::tz::TimeZone;

use super::addresses::{Addresses, Named, usual_date};
use crate::dialect::address;
use crate::dialect::wants::{Taken, Why, meant};
use crate::gotemplate::format_time;
use crate::parse::Metadata;

/// A pattern of addresses: `/:year/:month/:slug/`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Permalink {
    parts: Vec<Part>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    Text(String),
    Year,
    Month,
    /// The name of the month, in full.
    MonthName,
    Day,
    Weekday,
    WeekdayName,
    YearDay,
    /// A layout of Go's.
    Time(String),
    Section,
    /// What the outermost section gives.
    SectionSlug,
    /// These of its sections.
    Sections(Range),
    /// What these give.
    SectionSlugs(Range),
    Title,
    Slug,
    SlugOrName,
    Name,
}

/// From one on up to another, which is left out; `usize::MAX` is the last one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Range {
    from: usize,
    to: Option<usize>,
}

/// What is not known in a pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Unknown {
    /// With its `:`.
    token: String,
    /// Whether Hugo stops there.
    is_refused: bool,
}

impl Permalink {
    /// What a pattern says.
    ///
    /// # Errors
    ///
    /// What in it is not known.
    pub(super) fn of(pattern: &str) -> Result<Self, Unknown> {
        let mut parts = Vec::new();
        let mut rest = pattern;
        while let Some(at) = rest.find(':') {
            let (text, token) = rest.split_at(at);
            parts.push(Part::Text(text.to_owned()));
            let token = &token[1..];
            let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
            let end = token.find(|c| !is_name(c)).unwrap_or(token.len());
            let (name, after) = token.split_at(end);
            if name.is_empty() {
                parts.push(Part::Text(":".to_owned()));
                rest = after;
                continue;
            }
            let Some(known) = part(name, after) else {
                return Err(Unknown {
                    token: format!(":{name}"),
                    is_refused: !name.starts_with("sections"),
                });
            };
            parts.push(known.0);
            rest = known.1;
        }
        parts.push(Part::Text(rest.to_owned()));
        Ok(Self { parts })
    }
}

impl Unknown {
    /// What Hugo makes of a pattern with this in it.
    pub(super) fn taken(self) -> Taken {
        let Self { token, is_refused } = self;
        if !is_refused {
            let message = format!("The sections that `{token}` wants cannot be told here.");
            return Taken::Doubtful(Why::of(message).with_part(token));
        }
        let mut message = format!("it knows no `{token}` in a pattern of addresses.");
        if let Some(meant) = meant(&token[1..], &NAMES) {
            message = format!("{message} `:{meant}` may be meant.");
        }
        Taken::Refused(Why::of(message).with_part(token))
    }
}

/// The tokens that have names.
const NAMES: [&str; 16] = [
    "year",
    "month",
    "monthname",
    "day",
    "weekday",
    "weekdayname",
    "yearday",
    "section",
    "sections",
    "sectionslug",
    "sectionslugs",
    "title",
    "slug",
    "filename",
    "contentbasename",
    "slugorcontentbasename",
];

/// The part that a token names, and what follows it.
fn part<'a>(name: &str, after: &'a str) -> Option<(Part, &'a str)> {
    let part = match name {
        "year" => Part::Year,
        "month" => Part::Month,
        "monthname" => Part::MonthName,
        "day" => Part::Day,
        "weekday" => Part::Weekday,
        "weekdayname" => Part::WeekdayName,
        "yearday" => Part::YearDay,
        "section" => Part::Section,
        "sectionslug" => Part::SectionSlug,
        "sections" => return range(after).map(|(range, after)| (Part::Sections(range), after)),
        "sectionslugs" => {
            return range(after).map(|(range, after)| (Part::SectionSlugs(range), after));
        }
        "title" => Part::Title,
        "slug" => Part::Slug,
        "slugorfilename" | "slugorcontentbasename" => Part::SlugOrName,
        "filename" | "contentbasename" => Part::Name,
        layout if is_layout(layout) => Part::Time(layout.to_owned()),
        _ => return None,
    };
    Some((part, after))
}

/// Whether a word is one of Go's layouts: it reads otherwise at another time than the one that layouts are
/// written in.
fn is_layout(word: &str) -> bool {
    let time = civil::date(2019, 11, 9).at(23, 1, 42, 1);
    let time = time.to_zoned(TimeZone::UTC);
    time.is_ok_and(|time| format_time(&time, word) != word)
}

/// Nothing, `[1:]`, `[last]`
fn range(after: &str) -> Option<(Range, &str)> {
    let inner = after
        .strip_prefix('[')
        .and_then(|rest| rest.split_once(']'));
    let Some((inner, rest)) = inner else {
        return Some((Range { from: 0, to: None }, after));
    };
    let (from, to) = match inner.split_once(':') {
        Some((from, to)) => {
            let from = if from.is_empty() {
                0
            } else {
                from.parse().ok()?
            };
            let to = match to {
                "" | "last" => None,
                to => Some(to.parse().ok()?),
            };
            (from, to)
        }
        None if inner == "last" => (usize::MAX, None),
        None => {
            let at: usize = inner.parse().ok()?;
            (at, Some(at.checked_add(1)?))
        }
    };
    Some((Range { from, to }, rest))
}

impl Range {
    /// The part of a list.
    fn of<T>(self, all: &[T]) -> &[T] {
        let last = all.len().saturating_sub(1);
        let from = if self.from == usize::MAX {
            last
        } else {
            self.from
        };
        let to = self.to.unwrap_or(all.len()).min(all.len());
        all.get(from..to).unwrap_or_default()
    }
}

impl Addresses {
    /// A pattern in the front matter's `url` with its parts filled in.
    pub(super) fn filled(
        &self,
        named: &Named<'_>,
        metadata: &Metadata,
        url: &str,
    ) -> Option<String> {
        if !url.contains(':') {
            return None;
        }
        let pattern = Permalink::of(url).ok()?;
        Some(self.fill(named, metadata, &pattern))
    }

    pub(super) fn fill(
        &self,
        named: &Named<'_>,
        metadata: &Metadata,
        pattern: &Permalink,
    ) -> String {
        let date = usual_date(metadata).map(|date| date.civil);
        let date = date.unwrap_or_else(|| civil::date(1, 1, 1).at(0, 0, 0, 0));
        let mut address = String::new();
        for part in &pattern.parts {
            self.write_part(&mut address, part, named, metadata, date);
        }
        // A `+` is a blank there.
        address::decode(&address.replace('+', " "))
    }

    fn write_part(
        &self,
        address: &mut String,
        part: &Part,
        named: &Named<'_>,
        metadata: &Metadata,
        date: civil::DateTime,
    ) {
        let slug = || metadata.slug.as_deref().map(|slug| self.slug(slug));
        let slug = || slug().filter(|slug| !slug.is_empty());
        let title = metadata.title.as_deref().unwrap_or_default();
        let title = || self.sanitized(&title.replace(['/', '\\'], "-"));
        // An empty fragment goes.
        let whole = |text: String| text.strip_suffix('#').map_or(text.clone(), str::to_owned);
        let section = || named.folders.first().copied().unwrap_or_default();
        let language = self.language_named(named);
        address.push_str(&match part {
            Part::Text(text) => text.clone(),
            Part::Year => date.year().to_string(),
            Part::Month => date.strftime("%m").to_string(),
            Part::MonthName => date.strftime("%B").to_string(),
            Part::Day => date.strftime("%d").to_string(),
            Part::Weekday => date.strftime("%w").to_string(),
            Part::WeekdayName => date.strftime("%A").to_string(),
            Part::YearDay => date.date().day_of_year().to_string(),
            Part::Time(layout) => date
                .to_zoned(TimeZone::UTC)
                .map(|time| format_time(&time, layout))
                .unwrap_or_default(),
            Part::Section => self.segment(section()),
            Part::SectionSlug if section().is_empty() => String::new(),
            Part::SectionSlug => self.section_slug(language, section()),
            Part::Sections(range) => {
                let sections = self.sections_of(named);
                let segments = range.of(&sections).iter();
                let segments =
                    segments.map(|path| self.segment(path.rsplit('/').next().unwrap_or(path)));
                segments.collect::<Vec<_>>().join("/")
            }
            Part::SectionSlugs(range) => {
                let sections = self.sections_of(named);
                let slugs = range.of(&sections).iter();
                let slugs = slugs.map(|path| self.section_slug(language, path));
                slugs.collect::<Vec<_>>().join("/")
            }
            Part::Title => whole(title()),
            Part::Slug => whole(slug().unwrap_or_else(title)),
            Part::SlugOrName => whole(slug().unwrap_or_else(|| self.sanitized(named.stem))),
            Part::Name => whole(self.sanitized(named.stem)),
        });
    }

    /// The folders of its sections, each from the content folder on.
    fn sections_of(&self, named: &Named<'_>) -> Vec<String> {
        let language = self.language_named(named);
        let folders = (1..=named.folders.len()).map(|depth| named.folders[..depth].join("/"));
        // The outermost folder is one always.
        let is_section =
            |path: &String| !path.contains('/') || self.sections.page(language, path).is_some();
        folders.filter(is_section).collect()
    }
}
