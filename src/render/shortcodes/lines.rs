//! Where the pieces of a text without its shortcodes come from.

use std::iter::Peekable;
use std::slice::IterMut;

use super::Span;

/// The pieces of a text, by where they come from. Without pieces it is the body itself.
#[derive(Clone, Debug, Default)]
pub(in crate::render) struct Origins {
    pieces: Vec<Piece>,
    /// Up to here the body's lines are counted.
    counted: usize,
    lines: u32,
}

/// The pieces that are still to be moved.
pub(in crate::render) struct Moved<'o> {
    pieces: Peekable<IterMut<'o, Piece>>,
}

impl Moved<'_> {
    /// What stood from `from` to `end` begins at `to`.
    pub(in crate::render) fn along(&mut self, to: usize, from: usize, end: usize) {
        while let Some(piece) = self.pieces.next_if(|piece| piece.at < end) {
            piece.at = to + piece.at.saturating_sub(from);
        }
    }

    /// All that stood before `end` is at `to`.
    pub(in crate::render) fn within(&mut self, to: usize, end: usize) {
        while let Some(piece) = self.pieces.next_if(|piece| piece.at < end) {
            piece.at = to;
        }
    }
}

/// A piece of the text, up to the next.
#[derive(Clone, Copy, Debug)]
pub(in crate::render) struct Piece {
    /// Where it begins in the text.
    pub(in crate::render) at: usize,
    /// The line of the file on which it begins, or on which what gives it begins.
    pub(in crate::render) first: u32,
    /// The last line of what gives it; `None` where it stands in the file as it is.
    pub(in crate::render) last: Option<u32>,
}

impl Origins {
    /// The piece that begins at `at` stands at `span` of the body.
    pub(super) fn takes(&mut self, at: usize, body: &str, span: &Span, first_line: u32) {
        let first = first_line + self.line(body, span.start);
        let last = None;
        self.pieces.push(Piece { at, first, last });
    }

    /// The piece that begins at `at` is given by what stands at `span` of the body.
    pub(super) fn gives(&mut self, at: usize, body: &str, span: &Span, first_line: u32) {
        let first = first_line + self.line(body, span.start);
        let last = Some(first_line + self.line(body, span.end));
        self.pieces.push(Piece { at, first, last });
    }

    /// The pieces in their order.
    pub(in crate::render) fn pieces(&self) -> &[Piece] {
        &self.pieces
    }

    /// The same for a text in which pieces of the first have another length.
    pub(in crate::render) fn moved(&mut self) -> Moved<'_> {
        Moved {
            pieces: self.pieces.iter_mut().peekable(),
        }
    }

    /// How many lines end before a byte of the body, asked in its order.
    fn line(&mut self, body: &str, at: usize) -> u32 {
        let since = &body.as_bytes()[self.counted.min(at)..at];
        let newlines = memchr::memchr_iter(b'\n', since).count();
        self.lines += u32::try_from(newlines).unwrap_or(u32::MAX);
        self.counted = at;
        self.lines
    }
}
