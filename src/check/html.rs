//! What is in an author's raw HTML: its tags with their attributes, its comments, its text.

use std::cell::RefCell;
use std::ops::Range;

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{
    BufferQueue, StartTag, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer,
    TokenizerOpts,
};
use html5ever::{TokenizerResult, local_name};

/// A piece of HTML, in the order of the text.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Piece {
    /// An address in a link.
    Link(String),
    /// An address of a picture, and whether it says what stands in its place.
    Picture {
        address: String,
        /// There is an `alt`, which may be empty: that calls it decoration.
        has_alternative: bool,
    },
    /// An address of something else that the page loads.
    Media(String),
    /// A heading begins.
    Heading(u8),
    /// A comment, without its marks.
    Comment(String),
    /// Text, outside code and scripts.
    Text(String),
}

/// The pieces of some HTML.
pub(super) fn pieces(html: &str) -> Vec<Piece> {
    let tokenizer = Tokenizer::new(Sink::default(), TokenizerOpts::default());
    let queue = BufferQueue::default();
    queue.push_back(StrTendril::from_slice(html));
    // Scripts are not run, and the encoding is known: both results mean "go on".
    while !matches!(tokenizer.feed(&queue), TokenizerResult::Done) {}
    tokenizer.end();
    tokenizer.sink.pieces.into_inner()
}

/// Where `needle` stands in `html` from `from` on, as it was written: also where it has an entity
/// for each `&`.
pub(super) fn find(html: &str, needle: &str, from: usize) -> Option<Range<usize>> {
    let at = |needle: &str| {
        let at = html.get(from..)?.find(needle)? + from;
        Some(at..at + needle.len())
    };
    at(needle).or_else(|| at(&needle.replace('&', "&amp;")))
}

#[derive(Default)]
struct Sink {
    pieces: RefCell<Vec<Piece>>,
    /// How many elements we are in whose text is none of the author's prose.
    code: RefCell<usize>,
}

impl Sink {
    fn push(&self, piece: Piece) {
        self.pieces.borrow_mut().push(piece);
    }

    fn tag(&self, tag: &Tag) {
        let is_code = matches!(
            &*tag.name,
            "code" | "pre" | "script" | "style" | "kbd" | "samp"
        );
        if is_code {
            let mut depth = self.code.borrow_mut();
            *depth = match tag.kind {
                TagKind::StartTag => *depth + 1,
                TagKind::EndTag => depth.saturating_sub(1),
            };
        }
        if tag.kind != StartTag {
            return;
        }
        let value = |name| {
            let attribute = tag.attrs.iter().find(|it| it.name.local == name);
            attribute.map(|attribute| attribute.value.trim().to_owned())
        };
        match &*tag.name {
            "a" | "area" => self
                .pieces
                .borrow_mut()
                .extend(value(local_name!("href")).map(Piece::Link)),
            "img" => self
                .pieces
                .borrow_mut()
                .extend(value(local_name!("src")).map(|address| {
                    Piece::Picture {
                        address,
                        has_alternative: tag
                            .attrs
                            .iter()
                            .any(|it| it.name.local == local_name!("alt")),
                    }
                })),
            "video" | "audio" | "source" | "track" | "iframe" | "embed" => {
                let addresses = [local_name!("src"), local_name!("poster")];
                let addresses = addresses.into_iter().filter_map(value);
                self.pieces.borrow_mut().extend(addresses.map(Piece::Media));
            }
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                self.push(Piece::Heading(tag.name.as_bytes()[1] - b'0'));
            }
            _ => {}
        }
    }
}

impl TokenSink for Sink {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        match token {
            Token::TagToken(tag) => self.tag(&tag),
            Token::CommentToken(comment) => self.push(Piece::Comment(comment.to_string())),
            Token::CharacterTokens(text) if *self.code.borrow() == 0 => {
                self.push(Piece::Text(text.to_string()));
            }
            _ => {}
        }
        TokenSinkResult::Continue
    }
}
