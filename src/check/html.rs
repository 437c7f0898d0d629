//! What is in an author's raw HTML: its tags with their attributes, its comments, its text.

use std::cell::RefCell;
use std::ops::Range;

use html5ever::TokenizerResult;
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{
    BufferQueue, EndTag, StartTag, Tag, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
};

mod attributes;

/// A piece of HTML and where in it that stands.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Piece {
    pub(super) what: What,
    pub(super) span: Range<usize>,
}

/// What a piece of HTML is.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum What {
    /// An address in a link; it stands at the span, if that is known.
    Link {
        address: String,
        /// Where its tag ends, if nothing in that says what it is for.
        bare_until: Option<usize>,
    },
    /// An address of a picture.
    Picture {
        address: String,
        /// There is an `alt`, which may be empty: that calls it decoration.
        has_alternative: bool,
    },
    /// An address of something else that the page loads.
    Media(String),
    /// A heading begins.
    Heading { level: u8, id: Option<String> },
    /// A comment; the span is what stands between its marks.
    Comment(String),
    /// Text, outside scripts.
    Text,
    /// An element whose text is no prose begins.
    Begin(Code),
    /// It ends.
    End(Code),
}

/// What text that is no prose stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Code {
    /// `<pre>`, which goes on over paragraphs.
    Block,
    /// `<code>`, which ends with its paragraph at the latest.
    Phrase,
}

/// The pieces of some HTML, in its order.
///
/// A tag and a comment end with `>`. Being given the text from one of these to the next, the
/// tokenizer says where a token stands by the time at which it comes.
pub(super) fn pieces(html: &str) -> Vec<Piece> {
    let tokenizer = Tokenizer::new(Sink::default(), TokenizerOpts::default());
    let queue = BufferQueue::default();
    let mut reader = Reader {
        html,
        done: 0,
        is_raw: false,
        pieces: Vec::new(),
    };
    let mut fed = 0;
    for part in html.split_inclusive('>') {
        queue.push_back(StrTendril::from_slice(part));
        // Scripts are not run, and the encoding is known: the other results mean "go on".
        while !matches!(tokenizer.feed(&queue), TokenizerResult::Done) {}
        fed += part.len();
        for token in tokenizer.sink.tokens.take() {
            reader.token(token, fed);
        }
    }
    tokenizer.end();
    for token in tokenizer.sink.tokens.take() {
        reader.token(token, fed);
    }
    reader.text(fed);
    reader.pieces
}

struct Reader<'a> {
    html: &'a str,
    /// Up to here it is read.
    done: usize,
    /// We are in a script or a style.
    is_raw: bool,
    pieces: Vec<Piece>,
}

impl Reader<'_> {
    fn token(&mut self, token: Token, end: usize) {
        match token {
            Token::TagToken(tag) => {
                let start = self.start_of_tag(&tag, end);
                self.text(start);
                self.tag(&tag, start..end);
                self.is_raw = tag.kind == StartTag && raw_kind(&tag).is_some();
            }
            Token::CommentToken(text) => {
                // What is no comment to its author, `<?php`, is passed over.
                if let Some(start) = self.html[self.done..end].find("<!--") {
                    let start = self.done + start;
                    self.text(start);
                    let inner = start + "<!--".len();
                    let close = self.html[inner..end].rfind("--").map(|at| at + inner);
                    let span = inner..close.unwrap_or(end);
                    let text = text.to_string();
                    self.push(What::Comment(text), span);
                }
            }
            _ => {}
        }
        self.done = end;
    }

    fn start_of_tag(&self, tag: &Tag, end: usize) -> usize {
        let part = &self.html[self.done..end];
        let mut starts = part.match_indices('<').map(|(at, _)| at);
        let is_it = |at: &usize| {
            let name = part[at + 1..].trim_start_matches('/');
            let name = name.get(..tag.name.len());
            name.is_some_and(|name| name.eq_ignore_ascii_case(&tag.name))
        };
        self.done + starts.find(is_it).unwrap_or_default()
    }

    /// What stands before `end` is text.
    fn text(&mut self, end: usize) {
        if self.done < end && !self.is_raw {
            self.push(What::Text, self.done..end);
        }
    }

    fn tag(&mut self, tag: &Tag, span: Range<usize>) {
        if let Some(code) = code(&tag.name) {
            let what = match tag.kind {
                StartTag => What::Begin(code),
                EndTag => What::End(code),
            };
            self.push(what, span.clone());
        }
        if tag.kind != StartTag {
            return;
        }
        match &*tag.name {
            "a" | "area" => self.link(tag, span),
            "img" => {
                if let Some((address, place)) = self.address(tag, "src", &span) {
                    let has_alternative = has_alternative(tag);
                    let what = What::Picture {
                        address,
                        has_alternative,
                    };
                    self.push(what, place);
                }
            }
            "video" | "audio" | "source" | "track" | "iframe" | "embed" => {
                for name in ["src", "poster"] {
                    if let Some((address, place)) = self.address(tag, name, &span) {
                        self.push(What::Media(address), place);
                    }
                }
            }
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                let level = tag.name.as_bytes()[1] - b'0';
                let id = value(tag, "id").map(str::to_owned);
                self.push(What::Heading { level, id }, span);
            }
            _ => {}
        }
    }

    fn link(&mut self, tag: &Tag, span: Range<usize>) {
        let Some((address, place)) = self.address(tag, "href", &span) else {
            return;
        };
        let mut names = tag.attrs.iter().map(|attribute| &*attribute.name.local);
        let is_bare = &*tag.name == "a" && names.all(|it| matches!(it, "href" | "rel" | "target"));
        let bare_until = is_bare.then_some(span.end);
        let what = What::Link {
            address,
            bare_until,
        };
        self.push(what, place);
    }

    /// An address in a tag, and where it is written.
    fn address(
        &self,
        tag: &Tag,
        name: &str,
        span: &Range<usize>,
    ) -> Option<(String, Range<usize>)> {
        let address = value(tag, name)?.trim().to_owned();
        let place = attributes::value(&self.html[span.clone()], name);
        let place = place.map(|place| span.start + place.start..span.start + place.end);
        let is_there = |place: &Range<usize>| !place.is_empty();
        Some((address, place.filter(is_there).unwrap_or(span.clone())))
    }

    fn push(&mut self, what: What, span: Range<usize>) {
        self.pieces.push(Piece { what, span });
    }
}

fn value<'a>(tag: &'a Tag, name: &str) -> Option<&'a str> {
    let attribute = tag.attrs.iter().find(|it| &*it.name.local == name);
    attribute.map(|attribute| &*attribute.value)
}

/// Whether a picture says what stands in its place, or that nothing needs to.
fn has_alternative(tag: &Tag) -> bool {
    let has = |name| value(tag, name).is_some();
    let is_hidden = value(tag, "aria-hidden") == Some("true")
        || matches!(value(tag, "role"), Some("presentation" | "none"));
    is_hidden || has("alt") || has("aria-label") || has("aria-labelledby")
}

fn code(name: &str) -> Option<Code> {
    match name {
        "pre" | "script" | "style" | "textarea" => Some(Code::Block),
        "code" | "kbd" | "samp" | "var" | "tt" => Some(Code::Phrase),
        _ => None,
    }
}

/// How what follows a tag is read until it ends, if that is no HTML.
fn raw_kind(tag: &Tag) -> Option<RawKind> {
    match &*tag.name {
        "script" => Some(RawKind::ScriptData),
        "style" | "xmp" | "iframe" | "noembed" | "noframes" => Some(RawKind::Rawtext),
        "textarea" | "title" => Some(RawKind::Rcdata),
        _ => None,
    }
}

#[derive(Default)]
struct Sink {
    /// Those that have come, but for text.
    tokens: RefCell<Vec<Token>>,
}

impl TokenSink for Sink {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        let raw = match &token {
            Token::TagToken(tag) if tag.kind == StartTag => raw_kind(tag),
            Token::TagToken(_) | Token::CommentToken(_) | Token::DoctypeToken(_) => None,
            _ => return TokenSinkResult::Continue,
        };
        self.tokens.borrow_mut().push(token);
        raw.map_or(TokenSinkResult::Continue, TokenSinkResult::RawData)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(html: &str, expected: &[(&str, &str)]) {
        let pieces = pieces(html);
        let found: Vec<_> = pieces
            .iter()
            .map(|piece| {
                let what = match &piece.what {
                    What::Link { .. } => "link",
                    What::Picture { .. } => "picture",
                    What::Media(_) => "media",
                    What::Heading { .. } => "heading",
                    What::Comment(_) => "comment",
                    What::Text => "text",
                    What::Begin(_) => "begin",
                    What::End(_) => "end",
                };
                (what, &html[piece.span.clone()])
            })
            .collect();
        assert_eq!(found, expected, "{html}");
    }

    #[test]
    fn pieces_stand_where_they_are_written() {
        check(
            "a < b <B title='x > y'>c</b> <a data-href=x HREF = 'x'>d</a>",
            &[
                ("text", "a < b "),
                ("text", "c"),
                ("text", " "),
                ("link", "x"),
                ("text", "d"),
            ],
        );
        check(
            "<img alt=\"a.png\"\n src=a.png><!-- c --><h2 id=x>",
            &[
                ("picture", "a.png"),
                ("comment", " c "),
                ("heading", "<h2 id=x>"),
            ],
        );
        check(
            "<img src=\"\"><a href>",
            &[("picture", "<img src=\"\">"), ("link", "<a href>")],
        );
        check(
            "a &amp; b <!-- open",
            &[("text", "a &amp; b "), ("comment", " open")],
        );
        check("<?php x ?><!doctype html>é<", &[("text", "é<")]);
    }

    #[test]
    fn what_a_script_writes_is_no_html() {
        check(
            "<script>'<img src=x>'</script>b<style><a href=x></style>",
            &[
                ("begin", "<script>"),
                ("end", "</script>"),
                ("text", "b"),
                ("begin", "<style>"),
                ("end", "</style>"),
            ],
        );
    }
}
