//! `:smile:` where a Hugo blog turns `enableEmoji` on.

use std::ops::Range;

use pulldown_cmark::CowStr;

use super::inline::Piece;
use super::writer::Writer;

/// The longest name is not half as long.
const LONGEST_NAME: usize = 100;

impl<'a> Writer<'a, '_> {
    /// The pieces of a run, with pieces of their own for emoji.
    ///
    /// A name may reach over several: the parser cuts a text at `_`.
    pub(super) fn with_emoji_of(&self, pieces: &[Piece<'a>]) -> Vec<Piece<'a>> {
        let mut set = Vec::with_capacity(pieces.len() + 2);
        // Up to here the body is taken, and up to there it is text as it is.
        let (mut done, mut reach) = (0, 0);
        for (index, piece) in pieces.iter().enumerate() {
            if !self.is_verbatim(piece) {
                set.push(piece.clone());
                continue;
            }
            let Range { start, end } = piece.span;
            if reach <= start {
                reach = self.reach(&pieces[index..]);
            }
            let mut at = start.max(done);
            // The first sign is no markup if a backslash stands before it.
            let mut from = at.max(start + usize::from(self.is_escaped(start)));
            while let Some((name, emoji)) = self.emoji(from..end, reach) {
                self.push_source(&mut set, at..name.start);
                at = name.end;
                from = at;
                set.push(Piece {
                    text: CowStr::Borrowed(emoji),
                    span: name,
                });
            }
            self.push_source(&mut set, at..end);
            done = at;
        }
        set
    }

    /// Whether a piece of text is an emoji that stands for its name.
    pub(super) fn is_emoji(&self, piece: &Piece<'a>) -> bool {
        self.rules.goldmark.has_emoji
            && self.body.as_bytes().get(piece.span.start) == Some(&b':')
            && !piece.text.starts_with(':')
    }

    /// Whether a text begins with the name of an emoji.
    pub(super) fn begins_with_emoji(&self, text: &str) -> bool {
        let name = text.strip_prefix(':').and_then(|text| text.split_once(':'));
        self.rules.goldmark.has_emoji && name.is_some_and(|(name, _)| gh_emoji::get(name).is_some())
    }

    /// The first emoji whose name begins in a part of the body and ends before `reach`.
    fn emoji(&self, part: Range<usize>, reach: usize) -> Option<(Range<usize>, &'a str)> {
        let source = self.body.get(part.clone())?;
        let mut colons = memchr::memchr_iter(b':', source.as_bytes());
        colons.find_map(|at| {
            let start = part.start + at + 1;
            let rest = self.body.as_bytes().get(start..reach)?;
            let is_name =
                |byte: &&u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'+');
            let name = rest.iter().take(LONGEST_NAME).take_while(is_name);
            let end = start + name.count();
            if end >= reach || self.body.as_bytes()[end] != b':' {
                return None;
            }
            let emoji = gh_emoji::get(self.body.get(start..end)?)?;
            Some((start - 1..end + 1, emoji))
        })
    }

    /// How far the body is text as it is, from the first of these pieces on.
    fn reach(&self, pieces: &[Piece<'a>]) -> usize {
        let mut reach = pieces[0].span.start;
        for piece in pieces {
            if piece.span.start != reach || !self.is_verbatim(piece) {
                break;
            }
            reach = piece.span.end;
        }
        reach
    }

    fn push_source(&self, pieces: &mut Vec<Piece<'a>>, span: Range<usize>) {
        if let Some(source) = self
            .body
            .get(span.clone())
            .filter(|source| !source.is_empty())
        {
            pieces.push(Piece {
                text: CowStr::Borrowed(source),
                span,
            });
        }
    }
}
