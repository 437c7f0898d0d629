//! Headings: levels that are skipped, and ids that two of them share.

use std::collections::HashMap;

use super::Judge;
use crate::check::text::{Found, Heading};
use crate::problem::Kind;

/// The lowest level that themes give to a post's title: many keep the first one for the blog's name.
const TITLE: u8 = 2;

impl<'a> Judge<'a> {
    pub(super) fn headings(&mut self) {
        self.levels();
        self.duplicate_ids();
    }

    fn all_headings(&self) -> impl Iterator<Item = &'a Heading> + use<'a> {
        let found = self.reading.content.found.iter();
        found.filter_map(|found| match found {
            Found::Heading(heading) => Some(heading),
            _ => None,
        })
    }

    fn levels(&mut self) {
        let (mut before, mut is_first) = (TITLE, true);
        for heading in self.all_headings().filter(|heading| !heading.is_quoted) {
            let Heading { level, span, .. } = heading;
            let expected = before + 1;
            if *level > expected {
                // What is surely right, whatever the theme makes of the title.
                let expected = if is_first { 2 } else { expected };
                let marks = "#".repeat(usize::from(expected));
                let message = if is_first {
                    format!(
                        "The first heading is of level {level}. Level {expected} comes first: {marks}"
                    )
                } else {
                    format!(
                        "This heading is of level {level}, and the one before it of level {before}. Level \
                         {expected} comes next: {marks}"
                    )
                };
                self.warn(Kind::HeadingLevel, span, message);
            }
            (before, is_first) = (*level, false);
        }
    }

    fn duplicate_ids(&mut self) {
        let ids = &self.facts.heading_ids;
        // Ids of which we cannot say whose they are, are nobody's.
        let is_known = ids.len() == self.reading.content.headings;
        let mut lines: HashMap<&str, u32> = HashMap::new();
        for heading in self.all_headings() {
            let made = heading.number.filter(|_| is_known);
            let made = made.and_then(|number| ids.get(number)).map(String::as_str);
            let own = heading.id.as_ref();
            let Some(id) = made.or(own.map(|(id, _)| id.as_str())) else {
                continue;
            };
            let span = own.map_or(&heading.span, |(_, span)| span);
            let line = self.reading.places.line_number(heading.span.start);
            if let Some(first) = lines.get(id) {
                let message = format!(
                    "The heading on line {first} is called #{id} too: a link finds only that one. Give one of them \
                     a name of its own: {{#another-name}}"
                );
                self.fail(Kind::DuplicateId, span, message);
            } else {
                lines.insert(id, line);
            }
        }
    }
}
