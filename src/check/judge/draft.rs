//! A draft that has lain for long, and lines of the front matter.

use std::ops::Range;

use jiff::tz::TimeZone;

use super::Judge;
use crate::parse::Status;
use crate::problem::Kind;

/// How old a draft's date may be.
const OLD_DAYS: i64 = 30;

impl Judge<'_> {
    pub(super) fn old_draft(&mut self) {
        let draft = &self.reading.draft;
        let Some(date) = draft
            .metadata
            .date
            .filter(|_| draft.status == Status::Draft)
        else {
            return;
        };
        let age = self.facts.now.duration_since(date.instant());
        if age.as_hours() / 24 <= OLD_DAYS {
            return;
        }
        let day = match date.offset {
            Some(_) => date.instant().to_zoned(TimeZone::UTC).date(),
            None => date.civil.date(),
        };
        let message = format!(
            "This draft is dated {}. Published today, it would appear under that date.",
            day.strftime("%-d %B %Y")
        );
        let span = self.span_of_key("date");
        self.warn(Kind::OldDraft, &span, message);
    }

    /// The line of the front matter that gives a key, or the beginning of the file.
    pub(super) fn span_of_key(&self, key: &str) -> Range<usize> {
        let draft = &self.reading.draft;
        let front = draft.text.get(..draft.body_start).unwrap_or_default();
        let mut lines = front.split_inclusive('\n').scan(0, |end, line| {
            *end += line.len();
            Some((*end - line.len(), line))
        });
        let gives = |line: &str| {
            let name = line.trim_start_matches([' ', '\t', '"', '\'', '{', '\u{feff}']);
            let rest = name.get(key.len()..);
            rest.is_some_and(|rest| {
                let after = rest.trim_start_matches(['"', '\'', ' ', '\t']);
                name[..key.len()].eq_ignore_ascii_case(key) && after.starts_with([':', '='])
            })
        };
        // One at the margin is the post's own; further in, it may be a picture's.
        let is_nested = |line: &str| line.starts_with([' ', '\t']);
        let found = lines
            .clone()
            .find(|(_, line)| gives(line) && !is_nested(line));
        let found = found.or_else(|| lines.find(|(_, line)| gives(line)));
        found.map_or(0..0, |(at, line)| {
            let indent = line.len() - line.trim_start().len();
            at + indent..at + line.trim_end().len()
        })
    }
}
