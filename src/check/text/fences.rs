//! Code fences that nothing closes.

use std::ops::Range;

use super::Found;

/// A fenced code block.
#[derive(Debug)]
pub(super) struct Fence {
    /// Its first line.
    span: Range<usize>,
    end: End,
    /// Where a line in it begins another fence, with a language.
    next: Option<usize>,
}

/// How a fenced code block ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::check) enum End {
    /// With a fence.
    Fence,
    /// With the list or the quote that it is in.
    Around,
    /// With the text.
    Text,
}

impl Fence {
    /// The fence at `span`, and whether its last line closes it.
    pub(super) fn of(body: &str, span: Range<usize>) -> Self {
        let source = &body[span.clone()];
        // What stands before a line that is in a quote or a list belongs to these.
        let inner = |line: &str| line.trim_start_matches([' ', '\t', '>']).len();
        let first_line = source.lines().next().unwrap_or_default();
        let start = span.start + first_line.len() - inner(first_line);
        let mark = body[start..].chars().next().unwrap_or('`');
        let marks = |text: &str| text.len() - text.trim_start_matches(mark).len();
        let length = marks(&body[start..span.end]);
        let (mut is_closed, mut next, mut at) = (false, None, 0);
        for (index, line) in source.split_inclusive('\n').enumerate() {
            let text = &line[line.len() - inner(line)..];
            let count = marks(text);
            let rest = text[count..].trim();
            if index > 0 && count >= length {
                is_closed = rest.is_empty();
                let is_language = rest.starts_with(|c: char| c.is_ascii_alphabetic() || c == '{');
                if is_language && !rest.contains(mark) {
                    next = next.or(Some(span.start + at));
                }
            } else if !text.trim().is_empty() {
                is_closed = false;
            }
            at += line.len();
        }
        let end = if is_closed {
            End::Fence
        } else if body[span.end..].trim().is_empty() {
            End::Text
        } else {
            End::Around
        };
        Self {
            span: start..span.start + first_line.trim_end().len(),
            end,
            next,
        }
    }
}

/// Those that are open.
///
/// After one that is forgotten, each beginning ends the one before: what is open at last is where
/// it shows, and the first in which another begins with a language is where it was forgotten.
pub(super) fn open<'a>(fences: &[Fence]) -> Vec<Found<'a>> {
    let mut suspect = None;
    let open = fences.iter().filter_map(|fence| {
        if fence.next.is_some() {
            suspect = suspect.or(Some(fence));
        }
        if fence.end == End::Fence {
            return None;
        }
        let forgotten = suspect.take().unwrap_or(fence);
        Some(Found::OpenFence {
            span: forgotten.span.clone(),
            end: fence.end,
            next: forgotten.next,
        })
    });
    open.collect()
}
