//! Patterns of addresses: `permalinks` in Hugo's configuration, and `url` in the front matter.

use jiff::civil;

use super::addresses::{Addresses, Named, usual_date};
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
    Date(&'static str),
    Month,
    Weekday,
    WeekdayName,
    /// The name of the month, in full.
    MonthName,
    YearDay,
    Section,
    /// These of its sections; the last is left out.
    Sections(usize, Option<usize>),
    Title,
    Slug,
    SlugOrName,
    Name,
}

impl Permalink {
    /// What a pattern says; `None` where it has a token that is not known.
    pub(super) fn of(pattern: &str) -> Option<Self> {
        let mut parts = Vec::new();
        let mut rest = pattern;
        while let Some(at) = rest.find(':') {
            let (text, token) = rest.split_at(at);
            parts.push(Part::Text(text.to_owned()));
            let token = &token[1..];
            let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
            let end = token.find(|c| !is_name(c)).unwrap_or(token.len());
            let (name, after) = token.split_at(end);
            let (part, after) = part(name, after)?;
            parts.push(part);
            rest = after;
        }
        parts.push(Part::Text(rest.to_owned()));
        Some(Self { parts })
    }
}

/// The part that a token names, and what follows it.
fn part<'a>(name: &str, after: &'a str) -> Option<(Part, &'a str)> {
    let part = match name {
        // Also as Go's layouts have them.
        "year" | "2006" => Part::Year,
        "month" | "01" => Part::Month,
        "monthname" => Part::MonthName,
        "day" | "02" => Part::Date("%d"),
        "weekday" => Part::Weekday,
        "weekdayname" => Part::WeekdayName,
        "yearday" => Part::YearDay,
        "section" => Part::Section,
        "sections" => return sections(after),
        "title" => Part::Title,
        "slug" => Part::Slug,
        "slugorfilename" | "slugorcontentbasename" => Part::SlugOrName,
        "filename" | "contentbasename" => Part::Name,
        "06" => Part::Date("%y"),
        _ => return None,
    };
    Some((part, after))
}

/// `:sections`, `:sections[1:]`, `:sections[last]`
fn sections(after: &str) -> Option<(Part, &str)> {
    let Some((inner, rest)) = after
        .strip_prefix('[')
        .and_then(|rest| rest.split_once(']'))
    else {
        return Some((Part::Sections(0, None), after));
    };
    let part = match inner.split_once(':') {
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
            Part::Sections(from, to)
        }
        None if inner == "last" => Part::Sections(usize::MAX, None),
        None => {
            let at: usize = inner.parse().ok()?;
            Part::Sections(at, Some(at.checked_add(1)?))
        }
    };
    Some((part, rest))
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
        let pattern = Permalink::of(url)?;
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
        address
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
        let title = || self.slug(&title.replace('/', "-"));
        let text = match part {
            Part::Text(text) => text.clone(),
            Part::Year => date.year().to_string(),
            Part::Date(layout) => date.strftime(layout).to_string(),
            Part::Month => date.strftime("%m").to_string(),
            Part::MonthName => date.strftime("%B").to_string(),
            Part::Weekday => date.strftime("%w").to_string(),
            Part::WeekdayName => date.strftime("%A").to_string(),
            Part::YearDay => date.date().day_of_year().to_string(),
            Part::Section => named
                .folders
                .first()
                .map_or_else(String::new, |folder| self.segment(folder)),
            Part::Sections(from, to) => self.sections(named, *from, *to),
            Part::Title => title(),
            Part::Slug => slug().unwrap_or_else(title),
            Part::SlugOrName => slug().unwrap_or_else(|| self.segment(named.stem)),
            Part::Name => self.segment(named.stem),
        };
        let text = match part {
            Part::MonthName | Part::WeekdayName => self.cased(&text),
            _ => text,
        };
        address.push_str(&text);
    }

    fn sections(&self, named: &Named<'_>, from: usize, to: Option<usize>) -> String {
        // The outermost folder is one always.
        let path = |depth: usize| named.folders[..=depth].join("/");
        let folders = named.folders.iter().enumerate();
        let language = self.language_named(named);
        let has_page = |depth: usize| self.sections.page(language, &path(depth)).is_some();
        let folders = folders.filter(|(depth, _)| *depth == 0 || has_page(*depth));
        let folders: Vec<&str> = folders.map(|(_, folder)| *folder).collect();
        let from = if from == usize::MAX {
            folders.len().saturating_sub(1)
        } else {
            from
        };
        let to = to.unwrap_or(folders.len()).min(folders.len());
        let chosen = folders.get(from..to).unwrap_or_default();
        let segments: Vec<String> = chosen.iter().map(|folder| self.segment(folder)).collect();
        segments.join("/")
    }
}
