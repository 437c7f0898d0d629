//! A post that the lists of its sections leave out.

use std::ops::Range;

use super::super::Omission;
use super::Judge;
use crate::problem::Kind;

impl Judge<'_> {
    pub(super) fn omissions(&mut self) {
        let facts = self.facts;
        for omission in &facts.omissions {
            match omission {
                Omission::NoTemplate { template, section } => {
                    self.no_template(template, section.as_deref());
                }
                Omission::OfDraft { section } => {
                    let message = format!("Zola does not publish this post: {section} is a draft.");
                    let span = self.opening();
                    self.fail(Kind::Unpublished, &span, message);
                }
                Omission::Unsorted {
                    section,
                    keys,
                    is_published,
                } => self.unsorted(section, keys, *is_published),
            }
        }
    }

    fn no_template(&mut self, template: &str, section: Option<&str>) {
        let (span, message) = match section {
            None => {
                let message = format!("Zola stops here: there is no templates/{template}.");
                (self.span_of_key("template"), message)
            }
            Some(section) => {
                let message = format!(
                    "Zola stops here: there is no templates/{template}, which {section} names for its posts."
                );
                (self.opening(), message)
            }
        };
        self.fail(Kind::Unpublished, &span, message);
    }

    fn unsorted(&mut self, section: &str, keys: &[&str], is_published: bool) {
        let lacks = match keys {
            [one, other] => format!("it has neither `{one}` nor `{other}`"),
            keys => format!("it has no `{}`", keys.join("`, `")),
        };
        // A key without a value is what the author would fill in.
        let empty = keys.iter().map(|key| self.span_of_key(key));
        let empty = empty.into_iter().find(|span| !span.is_empty());
        let span = empty.unwrap_or_else(|| self.opening());
        if is_published {
            let message =
                format!("{section} does not list this post: {lacks}, by which it sorts its posts.");
            self.warn(Kind::Unpublished, &span, message);
        } else {
            let message = format!(
                "Zola does not publish this post: {lacks}, by which {section} sorts its posts."
            );
            self.fail(Kind::Unpublished, &span, message);
        }
    }

    /// The line that opens the front matter.
    fn opening(&self) -> Range<usize> {
        let draft = &self.reading.draft;
        let front = draft.text.get(..draft.body_start).unwrap_or_default();
        let is_before = |letter: char| letter == '\u{feff}' || letter.is_whitespace();
        let line = front.trim_start_matches(is_before);
        let at = front.len() - line.len();
        let length = line.find(['\r', '\n']).unwrap_or(line.len());
        at..at + length
    }
}
