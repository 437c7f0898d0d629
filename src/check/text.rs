//! What is in a post's Markdown, each with its place in the file.

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::HashSet;
use std::ops::Range;

use percent_encoding::percent_decode_str;
use pulldown_cmark::{BrokenLink, CodeBlockKind, CowStr, Event, LinkType, Parser, Tag, TagEnd};

use super::html::{self, Piece};
use super::{Draft, shortcodes};
use crate::render::{is_local, options};

/// Something in the text; spans are bytes of the file.
#[derive(Debug)]
pub(super) enum Found<'a> {
    /// A link of the author's.
    Link {
        destination: String,
        /// Of the destination, where it is known, or else of the link.
        span: Range<usize>,
        /// There is nothing in it to click on.
        is_empty: bool,
    },
    /// A picture.
    Picture {
        destination: String,
        span: Range<usize>,
        /// Something says what stands in its place.
        has_alternative: bool,
    },
    /// Another file that the page loads.
    Media {
        destination: String,
        span: Range<usize>,
    },
    /// `[text][label]` or `[^label]` without a line that says where the label leads.
    Undefined { label: String, span: Range<usize> },
    /// A heading.
    Heading {
        level: u8,
        span: Range<usize>,
        has_id: bool,
    },
    /// A shortcode is called.
    Shortcode { name: &'a str, span: Range<usize> },
    /// `TODO`, `TK` or `FIXME`.
    Todo { span: Range<usize> },
    /// A code fence that nothing closes; where another seems to begin in it.
    OpenFence {
        span: Range<usize>,
        next: Option<usize>,
    },
    /// An HTML comment.
    Comment { text: String, span: Range<usize> },
}

impl Found<'_> {
    /// The address in it.
    pub(super) fn destination(&self) -> Option<&str> {
        match self {
            Self::Link { destination, .. }
            | Self::Picture { destination, .. }
            | Self::Media { destination, .. } => Some(destination),
            _ => None,
        }
    }

    pub(super) fn span(&self) -> &Range<usize> {
        match self {
            Self::Link { span, .. }
            | Self::Picture { span, .. }
            | Self::Media { span, .. }
            | Self::Undefined { span, .. }
            | Self::Heading { span, .. }
            | Self::Shortcode { span, .. }
            | Self::Todo { span }
            | Self::OpenFence { span, .. }
            | Self::Comment { span, .. } => span,
        }
    }
}

/// Whether an address is one that can be judged: it stays on this machine, and no template is to
/// make another of it.
pub(super) fn is_judged(destination: &str) -> bool {
    is_local(destination) && !is_made(destination)
}

/// Whether a generator makes the address when it publishes.
pub(super) fn is_made(destination: &str) -> bool {
    ["{{", "{%", "}}", "%7B%7B"]
        .iter()
        .any(|mark| destination.contains(mark))
}

/// The place on the page that an address names, percent-decoded; nothing if it names none.
pub(super) fn fragment(destination: &str) -> Option<Cow<'_, str>> {
    let (_, fragment) = destination.split_once('#')?;
    let fragment = percent_decode_str(fragment).decode_utf8_lossy();
    (!fragment.is_empty()).then_some(fragment)
}

/// Everything in a post's body, in its order.
pub(super) fn read<'a>(draft: &Draft<'a>) -> Vec<Found<'a>> {
    let body = draft.text.get(draft.body_start..).unwrap_or_default();
    let undefined = RefCell::new(Vec::new());
    let mut reader = Reader {
        body,
        found: Vec::new(),
        open: Vec::new(),
        heading: None,
        code: 0,
        notes: Notes::default(),
        fences: Vec::new(),
    };
    let note_undefined = |link: BrokenLink<'_>| {
        if is_full_reference(body, &link) {
            undefined
                .borrow_mut()
                .push((link.reference.to_string(), link.span));
        }
        None::<(CowStr<'_>, CowStr<'_>)>
    };
    let options = options(draft.dialect.rules());
    let parser = Parser::new_with_broken_link_callback(body, options, Some(note_undefined));
    for (event, span) in parser.into_offset_iter() {
        reader.read(event, span);
    }
    let mut found = reader.finish();
    let undefined = undefined.into_inner().into_iter();
    found.extend(undefined.map(|(label, span)| Found::Undefined { label, span }));
    let called = shortcodes::shortcodes(body, draft.dialect).into_iter();
    found.extend(called.map(|(name, span)| Found::Shortcode { name, span }));
    for found in &mut found {
        found.move_by(draft.body_start);
    }
    found.sort_by_key(|found| found.span().start);
    found
}

impl Found<'_> {
    fn move_by(&mut self, bytes: usize) {
        if let Self::OpenFence {
            next: Some(next), ..
        } = self
        {
            *next += bytes;
        }
        let span = match self {
            Self::Link { span, .. }
            | Self::Picture { span, .. }
            | Self::Media { span, .. }
            | Self::Undefined { span, .. }
            | Self::Heading { span, .. }
            | Self::Shortcode { span, .. }
            | Self::Todo { span }
            | Self::OpenFence { span, .. }
            | Self::Comment { span, .. } => span,
        };
        *span = span.start + bytes..span.end + bytes;
    }
}

/// Whether `[text][label]` is written out, and not one of two brackets after a word, `a[i][j]`.
fn is_full_reference(body: &str, link: &BrokenLink<'_>) -> bool {
    let before = body[..link.span.start].chars().next_back();
    let is_apart = before.is_none_or(|c| !c.is_alphanumeric() && !matches!(c, ']' | ')' | '\\'));
    let label = link.reference.trim();
    let is_name = label.chars().count() > 1 && !label.starts_with('^');
    matches!(
        link.link_type,
        LinkType::Reference | LinkType::ReferenceUnknown
    ) && is_apart
        && is_name
}

/// A link or a picture that is being read.
struct Open {
    destination: String,
    kind: OpenKind,
    span: Range<usize>,
    has_content: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum OpenKind {
    Link,
    Picture,
}

#[derive(Default)]
struct Notes {
    defined: HashSet<String>,
    asked: Vec<(String, Range<usize>)>,
}

/// A fenced code block.
struct Fence {
    span: Range<usize>,
    is_closed: bool,
    /// Where a line in it begins another fence, with a language.
    next: Option<usize>,
}

struct Reader<'a> {
    body: &'a str,
    found: Vec<Found<'a>>,
    open: Vec<Open>,
    heading: Option<Found<'a>>,
    code: usize,
    notes: Notes,
    fences: Vec<Fence>,
}

impl<'a> Reader<'a> {
    fn read(&mut self, event: Event<'a>, span: Range<usize>) {
        match event {
            Event::Start(tag) => self.start(tag, span),
            Event::End(tag) => self.end(tag),
            Event::Text(text) => self.text(&text, span),
            Event::Code(_) | Event::InlineMath(_) | Event::DisplayMath(_) => self.has_content(),
            Event::InlineHtml(html) => {
                self.has_content();
                self.html(&html, span);
            }
            Event::FootnoteReference(label) => {
                self.notes.asked.push((fold(&label), span));
            }
            _ => {}
        }
    }

    fn start(&mut self, tag: Tag<'a>, span: Range<usize>) {
        match tag {
            Tag::Link {
                dest_url,
                link_type,
                ..
            } => self.open.push(Open {
                // A bare address is its own text.
                has_content: matches!(link_type, LinkType::Autolink | LinkType::Email),
                destination: dest_url.into_string(),
                kind: OpenKind::Link,
                span,
            }),
            Tag::Image { dest_url, .. } => self.open.push(Open {
                destination: dest_url.into_string(),
                kind: OpenKind::Picture,
                span,
                has_content: false,
            }),
            Tag::Heading { level, id, .. } => {
                self.heading = Some(Found::Heading {
                    level: level as u8,
                    has_id: id.is_some(),
                    span: self.text_of_heading(&span),
                });
            }
            Tag::CodeBlock(kind) => {
                self.code += 1;
                if let CodeBlockKind::Fenced(_) = kind {
                    self.fences.push(fence(self.body, span));
                }
            }
            // Its whole source at once: a tag or a comment may go over several lines.
            Tag::HtmlBlock => {
                let body = self.body;
                self.html(&body[span.clone()], span);
            }
            Tag::FootnoteDefinition(label) => {
                self.notes.defined.insert(fold(&label));
            }
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Link | TagEnd::Image => self.close(),
            TagEnd::Heading(_) => self.found.extend(self.heading.take()),
            TagEnd::CodeBlock => self.code = self.code.saturating_sub(1),
            _ => {}
        }
    }

    fn close(&mut self) {
        let Some(open) = self.open.pop() else {
            return;
        };
        // What is in a picture's brackets stands for it, and a picture can be clicked on.
        if open.kind == OpenKind::Picture {
            self.has_content();
        }
        let span = span_of_destination(self.body, &open).unwrap_or_else(|| open.span.clone());
        let destination = open.destination;
        self.found.push(match open.kind {
            OpenKind::Link => Found::Link {
                destination,
                span,
                is_empty: !open.has_content,
            },
            OpenKind::Picture => Found::Picture {
                destination,
                span,
                has_alternative: open.has_content,
            },
        });
    }

    /// The innermost link or picture has something in it.
    fn has_content(&mut self) {
        if let Some(open) = self.open.last_mut() {
            open.has_content = true;
        }
    }

    fn text(&mut self, text: &str, span: Range<usize>) {
        if !text.trim().is_empty() {
            self.has_content();
        }
        if self.code == 0 {
            self.todos(span);
        }
    }

    /// The notes to oneself in a part of the body.
    fn todos(&mut self, span: Range<usize>) {
        for word in ["TODO", "TK", "FIXME"] {
            for (at, _) in self.body[span.clone()].match_indices(word) {
                let start = span.start + at;
                let end = start + word.len();
                let is_part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '/' | '.');
                let before = self.body[..start].chars().next_back();
                let mut after = self.body[end..].chars();
                let (next, then) = (after.next(), after.next());
                // A full stop ends a sentence, unless a name goes on after it.
                let goes_on = match next {
                    Some('.' | '/') => then.is_some_and(char::is_alphanumeric),
                    Some(next) => {
                        is_part(next) || (next == '-' && then.is_some_and(char::is_alphanumeric))
                    }
                    None => false,
                };
                let is_joined = before.is_some_and(|c| is_part(c) || matches!(c, '-' | '#' | '@'));
                if !is_joined && !goes_on {
                    self.found.push(Found::Todo { span: start..end });
                }
            }
        }
    }

    fn html(&mut self, html: &str, span: Range<usize>) {
        let source = &self.body[span.clone()];
        let mut from = 0;
        for piece in html::pieces(html) {
            let place = |needle: &str, from: usize| {
                let at = html::find(source, needle, from)?;
                Some((span.start + at.start..span.start + at.end, at.end))
            };
            let needle = match &piece {
                Piece::Link(address) | Piece::Media(address) | Piece::Picture { address, .. } => {
                    address
                }
                Piece::Comment(text) | Piece::Text(text) => text,
                Piece::Heading(_) => "",
            };
            let at = if needle.is_empty() {
                None
            } else {
                place(needle, from)
            };
            let at = at.map_or_else(
                || span.clone(),
                |(at, end)| {
                    from = end;
                    at
                },
            );
            self.html_piece(piece, at);
        }
    }

    fn html_piece(&mut self, piece: Piece, span: Range<usize>) {
        match piece {
            Piece::Link(destination) => self.found.push(Found::Link {
                destination,
                span,
                // Its text may come in other events, and old texts have links that are places.
                is_empty: false,
            }),
            Piece::Picture {
                address: destination,
                has_alternative,
            } => self.found.push(Found::Picture {
                destination,
                span,
                has_alternative,
            }),
            Piece::Media(destination) => self.found.push(Found::Media { destination, span }),
            Piece::Heading(level) => self.found.push(Found::Heading {
                level,
                span,
                has_id: false,
            }),
            Piece::Comment(text) => {
                self.todos(span.clone());
                self.found.push(Found::Comment { text, span });
            }
            Piece::Text(text) => {
                if self.body.get(span.clone()) == Some(text.as_str()) {
                    self.todos(span);
                }
            }
        }
    }

    /// The words of a heading, without the marks around them.
    fn text_of_heading(&self, span: &Range<usize>) -> Range<usize> {
        let line = self.body[span.clone()].lines().next().unwrap_or_default();
        let text = line.trim_start_matches(['#', ' ', '\t']);
        let start = span.start + line.len() - text.len();
        start..start + text.trim_end().len()
    }

    fn finish(mut self) -> Vec<Found<'a>> {
        let Notes { defined, asked } = self.notes;
        let undefined = asked
            .into_iter()
            .filter(|(label, _)| !defined.contains(label));
        self.found
            .extend(undefined.map(|(label, span)| Found::Undefined {
                label: format!("^{label}"),
                span,
            }));
        // Where one has no end, those after it are turned around, and the last of them is open.
        if let Some(last) = self.fences.iter().find(|fence| !fence.is_closed) {
            let first = self.fences.iter().find(|fence| fence.next.is_some());
            let fence = first
                .filter(|first| first.span.start <= last.span.start)
                .unwrap_or(last);
            self.found.push(Found::OpenFence {
                span: fence.span.clone(),
                next: fence.next,
            });
        }
        self.found
    }
}

/// GitHub's way: labels are the same whatever their case and blanks.
fn fold(label: &str) -> String {
    label
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .to_lowercase()
}

/// Where in a link its address is written, if it is written there.
fn span_of_destination(body: &str, open: &Open) -> Option<Range<usize>> {
    if open.destination.is_empty() {
        return None;
    }
    let source = body.get(open.span.clone())?;
    let at = source.rfind(&open.destination)?;
    let start = open.span.start + at;
    Some(start..start + open.destination.len())
}

/// A fenced code block, and whether its last line closes it.
fn fence(body: &str, span: Range<usize>) -> Fence {
    let source = &body[span.clone()];
    let mark = source.chars().next().unwrap_or('`');
    let length = source.chars().take_while(|c| *c == mark).count();
    // What stands before a line that is in a quote or a list belongs to these.
    let inner = |line: &'_ str| line.trim_start_matches([' ', '\t', '>']).len();
    let marks = |text: &str| text.chars().take_while(|c| *c == mark).count();
    let (mut is_closed, mut next, mut at) = (false, None, 0);
    for (index, line) in source.split_inclusive('\n').enumerate() {
        let text = &line[line.len() - inner(line)..];
        let count = marks(text);
        let rest = text[count * mark.len_utf8()..].trim();
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
    let first_line = source
        .lines()
        .next()
        .map_or(0, |line| line.trim_end().len());
    Fence {
        span: span.start..span.start + first_line,
        is_closed,
        next,
    }
}
