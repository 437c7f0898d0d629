//! Bytes of a text → lines and columns.

use std::ops::Range;

use crate::problem::Place;

/// The longest line that is offered mended: a long paragraph is half of that.
const LONGEST: usize = 8 << 10;

/// Where the lines of a text begin.
#[derive(Debug)]
pub(super) struct Places<'a> {
    text: &'a str,
    starts: Vec<usize>,
}

impl<'a> Places<'a> {
    pub(super) fn of(text: &'a str) -> Self {
        let breaks = text.match_indices('\n').map(|(at, _)| at + 1);
        Self {
            text,
            starts: std::iter::once(0).chain(breaks).collect(),
        }
    }

    /// The run of characters that `span` begins with, as far as its first line goes.
    pub(super) fn place(&self, span: &Range<usize>) -> Place {
        let line = self.line(span.start);
        let text = self.line_text(line);
        let start = self.starts[line];
        let before = &self.text[start..span.start];
        let end = span.end.min(start + text.len()).max(span.start);
        let length = self.text[span.start..end].chars().count();
        Place {
            line: number(line + 1),
            // A byte order mark is no character of its line.
            column: number(before.trim_start_matches('\u{feff}').chars().count() + 1),
            length: number(length.max(1)),
        }
    }

    /// The line on which `span` begins, with something else in the place of `span`; nothing if it
    /// goes on to another line, or if the line is too long to be copied by anybody.
    pub(super) fn mended(&self, span: &Range<usize>, instead: &str) -> Option<String> {
        let line = self.line(span.start);
        let (start, text) = (self.starts[line], self.line_text(line));
        if text.len() > LONGEST {
            return None;
        }
        let after = text.get(span.end.checked_sub(start)?..)?;
        let before = &text[..span.start - start];
        Some(format!("{before}{instead}{after}"))
    }

    /// The number of the line, from 1.
    pub(super) fn line_number(&self, at: usize) -> u32 {
        number(self.line(at) + 1)
    }

    /// Where the line of a number begins, from 1.
    pub(super) fn line_start(&self, number: u32) -> usize {
        let index = usize::try_from(number)
            .unwrap_or(usize::MAX)
            .saturating_sub(1);
        self.starts.get(index).copied().unwrap_or(self.text.len())
    }

    fn line(&self, at: usize) -> usize {
        self.starts.partition_point(|start| *start <= at) - 1
    }

    /// A line without its end.
    fn line_text(&self, line: usize) -> &'a str {
        let end = self.starts.get(line + 1).copied();
        let text = &self.text[self.starts[line]..end.unwrap_or(self.text.len())];
        text.trim_end_matches(['\n', '\r'])
    }
}

fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
