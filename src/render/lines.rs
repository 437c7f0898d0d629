//! Bytes of the body → lines of the file.

use super::shortcodes::{Origins, Piece};
use super::{Lines, Span};

/// Says on which lines a span of the body stands.
///
/// It remembers the last place it was asked for: asked in the order of the text, it reads the
/// text once.
pub(super) struct LineCursor<'a> {
    body: &'a [u8],
    at: usize,
    line: u32,
    /// Where the text comes from, if it is not the body as it is; with the line of each piece as it
    /// would be without.
    pieces: Vec<(Piece, u32)>,
}

impl<'a> LineCursor<'a> {
    /// A cursor over a text, which begins on line `first_line` of its file if it is its body as it
    /// is, and else comes from `origins`.
    pub(super) fn new(text: &'a str, first_line: u32, origins: &Origins) -> Self {
        let mut cursor = Self {
            body: text.as_bytes(),
            at: 0,
            line: first_line,
            pieces: Vec::new(),
        };
        let pieces = origins.pieces().iter();
        let pieces = pieces.map(|piece| (*piece, cursor.plain_line(piece.at)));
        cursor.pieces = pieces.collect();
        cursor
    }

    /// The lines on which `span` has text; blank lines around it do not count.
    pub(super) fn lines(&mut self, span: &Span) -> Lines {
        let bytes = self.body.get(span.clone()).unwrap_or_default();
        let leading = bytes.len() - bytes.trim_ascii_start().len();
        let length = bytes.trim_ascii().len().max(1);
        let start = span.start + leading;
        Lines {
            first: self.line_at(start, false),
            last: self.line_at(start + length - 1, true),
        }
    }

    /// The line of the file on which a byte stands; of what a shortcode gives, the first or the last
    /// one of the shortcode.
    fn line_at(&mut self, offset: usize, is_last: bool) -> u32 {
        let line = self.plain_line(offset);
        let after = self.pieces.partition_point(|(piece, _)| piece.at <= offset);
        let Some((piece, plain)) = after
            .checked_sub(1)
            .and_then(|index| self.pieces.get(index))
        else {
            return line;
        };
        match piece.last {
            Some(last) if is_last => last,
            Some(_) => piece.first,
            None => piece.first + line.saturating_sub(*plain),
        }
    }

    /// The line as it would be if the text were the body.
    fn plain_line(&mut self, offset: usize) -> u32 {
        let offset = offset.min(self.body.len());
        if offset >= self.at {
            self.line += newlines(&self.body[self.at..offset]);
        } else {
            self.line -= newlines(&self.body[offset..self.at]);
        }
        self.at = offset;
        self.line
    }
}

fn newlines(bytes: &[u8]) -> u32 {
    let count = memchr::memchr_iter(b'\n', bytes).count();
    u32::try_from(count).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(body: &str, span: Span, expected: (u32, u32)) {
        let Lines { first, last } = LineCursor::new(body, 10, &Origins::default()).lines(&span);
        assert_eq!((first, last), expected, "{span:?} of {body:?}");
    }

    #[test]
    fn blank_lines_around_do_not_count() {
        check("a\nb\n\n\nc", 0..5, (10, 11));
        check("\n\n  a\n", 0..6, (12, 12));
        check("a\r\nb\r\n\r\n", 0..8, (10, 11));
    }

    #[test]
    fn a_span_outside_the_text_has_a_line_all_the_same() {
        check("a\nb", 7..9, (11, 11));
        check("", 0..0, (10, 10));
    }

    #[test]
    fn the_cursor_goes_back_too() {
        let mut cursor = LineCursor::new("a\nb\nc\n", 1, &Origins::default());
        assert_eq!(cursor.lines(&(4..5)).first, 3);
        assert_eq!(cursor.lines(&(0..1)).first, 1);
        assert_eq!(cursor.lines(&(2..3)).first, 2);
    }
}
