//! What is in a post's Markdown, each with its place in the file.

use std::borrow::Cow;
use std::cell::RefCell;
use std::ops::Range;

use percent_encoding::percent_decode_str;
use pulldown_cmark::{BrokenLink, CowStr, Parser};

use super::references::{self, By};
use super::{Draft, shortcodes};
use crate::render::is_local;
use reader::Reader;

mod fences;
mod links;
mod reader;
mod todo;

pub(in crate::check) use fences::End;

/// Something in the text; spans are bytes of the file.
#[derive(Debug)]
pub(super) enum Found<'a> {
    /// A link of the author's.
    Link {
        destination: String,
        /// Of the destination, where it is written in the link, or else of the link.
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
    /// A label that no line defines.
    Undefined { label: Label, span: Range<usize> },
    /// A heading.
    Heading(Heading),
    /// A shortcode is called.
    Shortcode { name: &'a str, span: Range<usize> },
    /// What looks like a shortcode, and is text to the generator.
    NoShortcode { name: &'a str, span: Range<usize> },
    /// What a shortcode or a tag refers to.
    Reference {
        by: By,
        target: String,
        span: Range<usize>,
    },
    /// The picture of a `figure` of Hugo's own.
    Figure {
        destination: String,
        span: Range<usize>,
        has_alternative: bool,
    },
    /// `TODO`, `TK` or `FIXME`.
    Todo { span: Range<usize> },
    /// A code fence that nothing closes; where another seems to begin in it.
    OpenFence {
        span: Range<usize>,
        end: End,
        next: Option<usize>,
    },
    /// An HTML comment.
    Comment { text: String, span: Range<usize> },
}

/// What asks for a line that says where it leads.
#[derive(Debug)]
pub(super) enum Label {
    /// `[text][label]`
    Link(String),
    /// `![text][label]`
    Picture(String),
    /// `[^label]`
    Footnote(String),
}

/// A heading.
#[derive(Debug)]
pub(super) struct Heading {
    pub(super) level: u8,
    /// Of its words.
    pub(super) span: Range<usize>,
    /// What the author called it, and where.
    pub(super) id: Option<(String, Range<usize>)>,
    /// Which of the headings that the page has an id for it is; raw HTML is none of them.
    pub(super) number: Option<usize>,
    /// It is somebody else's: in a quote.
    pub(super) is_quoted: bool,
}

/// What is in a text.
#[derive(Debug)]
pub(super) struct Content<'a> {
    /// In the order of the text.
    pub(super) found: Vec<Found<'a>>,
    /// How many headings get an id.
    pub(super) headings: usize,
}

impl Found<'_> {
    /// The address in it.
    pub(super) fn destination(&self) -> Option<&str> {
        match self {
            Self::Link { destination, .. }
            | Self::Picture { destination, .. }
            | Self::Figure { destination, .. }
            | Self::Media { destination, .. } => Some(destination),
            _ => None,
        }
    }

    fn start(&self) -> usize {
        match self {
            Self::Link { span, .. }
            | Self::Picture { span, .. }
            | Self::Media { span, .. }
            | Self::Undefined { span, .. }
            | Self::Heading(Heading { span, .. })
            | Self::Shortcode { span, .. }
            | Self::NoShortcode { span, .. }
            | Self::Reference { span, .. }
            | Self::Figure { span, .. }
            | Self::Todo { span }
            | Self::OpenFence { span, .. }
            | Self::Comment { span, .. } => span.start,
        }
    }

    fn span_mut(&mut self) -> &mut Range<usize> {
        match self {
            Self::Link { span, .. }
            | Self::Picture { span, .. }
            | Self::Media { span, .. }
            | Self::Undefined { span, .. }
            | Self::Heading(Heading { span, .. })
            | Self::Shortcode { span, .. }
            | Self::NoShortcode { span, .. }
            | Self::Reference { span, .. }
            | Self::Figure { span, .. }
            | Self::Todo { span }
            | Self::OpenFence { span, .. }
            | Self::Comment { span, .. } => span,
        }
    }

    fn move_by(&mut self, bytes: usize) {
        if let Self::OpenFence {
            next: Some(next), ..
        } = self
        {
            *next += bytes;
        }
        if let Self::Heading(Heading {
            id: Some((_, span)),
            ..
        }) = self
        {
            *span = span.start + bytes..span.end + bytes;
        }
        let span = self.span_mut();
        *span = span.start + bytes..span.end + bytes;
    }
}

/// Whether an address is one that can be judged: it stays on this machine, and no template is to
/// make another of it.
pub(super) fn is_judged(destination: &str) -> bool {
    is_local(destination) && !is_made(destination)
}

/// Whether a generator makes the address when it publishes.
pub(super) fn is_made(destination: &str) -> bool {
    ["{{", "{%", "}}", "%7B%7B", "%7b%7b"]
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
pub(super) fn read<'a>(draft: &Draft<'a>) -> Content<'a> {
    let body = draft.text.get(draft.body_start..).unwrap_or_default();
    let rules = draft.rules;
    let undefined = RefCell::new(Vec::new());
    let note_undefined = |link: BrokenLink<'_>| {
        undefined.borrow_mut().extend(links::undefined(body, &link));
        None::<(CowStr<'_>, CowStr<'_>)>
    };
    let mut reader = Reader::new(body, rules.heading_ids);
    let parser = Parser::new_with_broken_link_callback(body, rules.options, Some(note_undefined));
    for (event, span) in parser.into_offset_iter() {
        reader.read(event, span);
    }
    let code = reader.code();
    let mut content = reader.finish();
    let found = &mut content.found;
    found.extend(undefined.into_inner());
    leave_labelled_out(found, body);
    let calls = shortcodes::calls(body, draft.dialect);
    let raw = shortcodes::raw(&calls);
    found.sort_by_key(Found::start);
    leave_out(found, &raw);
    let mut outputs = references::in_outputs(body, draft.dialect);
    let comments = found.iter().filter_map(|found| match found {
        Found::Comment { span, .. } => Some(span.clone()),
        _ => None,
    });
    let comments: Vec<_> = comments.collect();
    for parts in [&code, &raw, &comments, &shortcodes::verbatim(&calls)] {
        leave_out(&mut outputs, parts);
    }
    found.extend(outputs);
    found.extend(references::in_calls(body, &calls, draft.dialect));
    let calls = calls.into_iter().filter(|call| !call.is_end);
    let (texts, calls): (Vec<_>, Vec<_>) = calls.partition(|call| call.is_text);
    let texts = texts.into_iter().map(|call| Found::NoShortcode {
        name: call.name,
        span: call.name_span,
    });
    let mut texts: Vec<_> = texts.collect();
    leave_out(&mut texts, &code);
    found.extend(texts);
    found.extend(calls.into_iter().map(|call| Found::Shortcode {
        name: call.name,
        span: call.name_span,
    }));
    found.sort_by_key(Found::start);
    for found in found {
        found.move_by(draft.body_start);
    }
    content
}

/// Leaves out what asks for a line that is there, although the parser did not take it for one.
fn leave_labelled_out(found: &mut Vec<Found<'_>>, body: &str) {
    let mut labels = None;
    found.retain(|found| {
        let Found::Undefined { label, .. } = found else {
            return true;
        };
        let label = match label {
            Label::Link(label) | Label::Picture(label) => links::fold(label),
            Label::Footnote(label) => format!("^{}", links::fold(label)),
        };
        let labels = labels.get_or_insert_with(|| links::labels(body));
        !labels.contains(&label)
    });
}

/// Leaves out what begins in one of these parts of the text; both are in its order.
fn leave_out(found: &mut Vec<Found<'_>>, parts: &[Range<usize>]) {
    let (mut parts, mut end) = (parts.iter().peekable(), 0);
    found.retain(|found| {
        let at = found.start();
        while let Some(part) = parts.next_if(|part| part.start <= at) {
            end = end.max(part.end);
        }
        at >= end
    });
}
