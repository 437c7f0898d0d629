//! The parser's events → what checks want to know.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, LinkType, Tag, TagEnd};

use super::fences::{self, Fence};
use super::{Content, Found, Heading, Label, links, todo};
use crate::check::html::{self, Code, What};
use crate::render::HeadingIds;

/// So many letters make `[^word]` a footnote where there is no other.
const LETTERS_OF_NOTE: usize = 4;

/// What has been read so far.
pub(super) struct Reader<'a> {
    body: &'a str,
    heading_ids: Option<HeadingIds>,
    may_have_todos: bool,
    found: Vec<Found<'a>>,
    /// The links and pictures that are being read, the innermost last.
    open: Vec<Open>,
    heading: Option<OpenHeading>,
    headings: usize,
    quotes: usize,
    /// We are in a code block of Markdown's.
    is_code: bool,
    /// We are in so many elements whose text is no prose.
    code_blocks: usize,
    code_phrases: usize,
    block: Option<Markup>,
    /// Footnotes without a definition, as far as can be told.
    notes: Vec<(String, Range<usize>)>,
    has_notes: bool,
    fences: Vec<Fence>,
    /// Where code is, in its order.
    code: Vec<Range<usize>>,
}

/// A link or a picture that is being read.
struct Open {
    destination: String,
    is_picture: bool,
    link_type: LinkType,
    span: Range<usize>,
    /// Up to here its text is read.
    inner: usize,
    has_content: bool,
}

struct OpenHeading {
    heading: Heading,
    /// There is something in it that an id can be made of.
    has_name: bool,
}

/// Raw HTML as the parser gives it, without what belongs to the list or quote around it, and where
/// its parts stand in the body.
#[derive(Default)]
struct Markup {
    html: String,
    /// Where in `html` each begins, and where it stands.
    parts: Vec<(usize, Range<usize>)>,
}

impl Markup {
    fn push(&mut self, html: &str, span: Range<usize>) {
        self.parts.push((self.html.len(), span));
        self.html.push_str(html);
    }

    /// Where something stands in the body, as far as its first part goes.
    fn place(&self, span: &Range<usize>) -> Range<usize> {
        let after = self
            .parts
            .partition_point(|(start, _)| *start <= span.start);
        let Some((at, part)) = after.checked_sub(1).and_then(|index| self.parts.get(index)) else {
            return 0..0;
        };
        let next = self.parts.get(after).map_or(self.html.len(), |(at, _)| *at);
        // Where the parser has changed the text, it stands somewhere in its part.
        if next - at != part.len() {
            return part.clone();
        }
        let start = part.start + span.start - at;
        start..(start + span.len()).min(part.end)
    }
}

impl<'a> Reader<'a> {
    pub(super) fn new(body: &'a str, heading_ids: Option<HeadingIds>) -> Self {
        Self {
            body,
            heading_ids,
            may_have_todos: todo::may_be_in(body),
            found: Vec::new(),
            open: Vec::new(),
            heading: None,
            headings: 0,
            quotes: 0,
            is_code: false,
            code_blocks: 0,
            code_phrases: 0,
            block: None,
            notes: Vec::new(),
            has_notes: false,
            fences: Vec::new(),
            code: Vec::new(),
        }
    }

    pub(super) fn read(&mut self, event: Event<'a>, span: Range<usize>) {
        if let Event::End(tag) = event {
            return self.end(tag);
        }
        if let Some(open) = self.open.last_mut() {
            open.inner = open.inner.max(span.end);
        }
        match event {
            Event::Start(tag) => self.start(tag, span),
            Event::Text(text) => self.text(&text, span),
            Event::Code(_) | Event::InlineMath(_) | Event::DisplayMath(_) => {
                self.code.push(span);
                self.has_content();
                self.has_name();
            }
            Event::Html(html) => {
                if let Some(block) = &mut self.block {
                    block.push(&html, span);
                }
            }
            Event::InlineHtml(html) => {
                self.has_content();
                let mut markup = Markup::default();
                markup.push(&html, span.clone());
                self.html(&markup, span.end);
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
                is_picture: false,
                link_type,
                inner: span.start + "[".len(),
                span,
            }),
            Tag::Image {
                dest_url,
                link_type,
                ..
            } => self.open.push(Open {
                has_content: false,
                destination: dest_url.into_string(),
                is_picture: true,
                link_type,
                inner: span.start + "![".len(),
                span,
            }),
            Tag::Heading { level, id, .. } => {
                self.code_phrases = 0;
                self.start_heading(level as u8, id.as_deref(), &span);
            }
            Tag::Paragraph => self.code_phrases = 0,
            Tag::BlockQuote(_) => self.quotes += 1,
            Tag::CodeBlock(kind) => {
                self.is_code = true;
                self.code.push(span.clone());
                if let CodeBlockKind::Fenced(_) = kind {
                    self.fences.push(Fence::of(self.body, span));
                }
            }
            Tag::HtmlBlock => {
                self.code_phrases = 0;
                self.block = Some(Markup::default());
            }
            Tag::FootnoteDefinition(_) => self.has_notes = true,
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Link | TagEnd::Image => self.close(),
            TagEnd::Heading(_) => self.end_heading(),
            TagEnd::BlockQuote(_) => self.quotes = self.quotes.saturating_sub(1),
            TagEnd::CodeBlock => self.is_code = false,
            TagEnd::HtmlBlock => {
                if let Some(block) = self.block.take() {
                    let end = block.parts.last().map_or(0, |(_, span)| span.end);
                    self.html(&block, end);
                }
            }
            _ => {}
        }
    }

    fn start_heading(&mut self, level: u8, id: Option<&str>, span: &Range<usize>) {
        let line = self.body[span.clone()].lines().next().unwrap_or_default();
        let text = line.trim_start_matches(['#', ' ', '\t']);
        let start = span.start + line.len() - text.len();
        let id = id.map(|id| {
            let written = format!("#{id}");
            let source = &self.body[span.clone()];
            let at = source.rfind(&written).map(|at| span.start + at);
            let place = at.map_or(start..start + text.len(), |at| at..at + written.len());
            (id.to_owned(), place)
        });
        self.heading = Some(OpenHeading {
            has_name: id.is_some(),
            heading: Heading {
                level,
                span: start..start + text.trim_end().len(),
                id,
                number: None,
                is_quoted: self.quotes > 0,
            },
        });
    }

    fn end_heading(&mut self) {
        let Some(mut open) = self.heading.take() else {
            return;
        };
        if open.has_name && (self.heading_ids.is_some() || open.heading.id.is_some()) {
            open.heading.number = Some(self.headings);
            self.headings += 1;
        }
        self.found.push(Found::Heading(open.heading));
    }

    /// There is something that the heading's id can be made of.
    fn has_name(&mut self) {
        let is_in_picture = self.open.iter().any(|open| open.is_picture);
        if let Some(heading) = &mut self.heading
            && !(is_in_picture && self.heading_ids == Some(HeadingIds::Kramdown))
        {
            heading.has_name = true;
        }
    }

    fn close(&mut self) {
        let Some(open) = self.open.pop() else {
            return;
        };
        if let Some(around) = self.open.last_mut() {
            around.inner = around.inner.max(open.span.end);
            // What is in a picture's brackets stands for it, and a picture can be clicked on.
            around.has_content |= open.is_picture || open.has_content;
        }
        if open.link_type == LinkType::Email {
            return;
        }
        let span = links::span_of_address(self.body, open.link_type, &open.span, open.inner)
            .unwrap_or(open.span);
        let destination = open.destination;
        self.found.push(if open.is_picture {
            Found::Picture {
                destination,
                span,
                has_alternative: open.has_content,
            }
        } else {
            Found::Link {
                destination,
                span,
                is_empty: !open.has_content,
            }
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
            self.has_name();
        }
        if self.is_code || self.code_blocks + self.code_phrases > 0 {
            return;
        }
        if self.body.as_bytes().get(span.start) == Some(&b'^') {
            self.notes.extend(links::undefined_note(self.body, &span));
        }
        if self.may_have_todos {
            let todos = todo::in_part(self.body, span);
            self.found.extend(todos.map(|span| Found::Todo { span }));
        }
    }

    /// Raw HTML; `end`: where what follows it begins.
    fn html(&mut self, markup: &Markup, end: usize) {
        for html::Piece { what, span } in html::pieces(&markup.html) {
            let place = markup.place(&span);
            match what {
                What::Link {
                    address,
                    bare_until,
                } => {
                    let follows = |at: usize| {
                        let inside = markup.html[at..].trim_start();
                        let inside = match inside {
                            "" => self.body[end..].trim_start(),
                            inside => inside,
                        };
                        inside.starts_with("</a")
                    };
                    // Links to a place in the page may be made visible by a theme.
                    let is_place = address.starts_with('#');
                    self.found.push(Found::Link {
                        is_empty: !is_place && bare_until.is_some_and(follows),
                        destination: address,
                        span: place,
                    });
                }
                What::Picture {
                    address: destination,
                    has_alternative,
                } => self.found.push(Found::Picture {
                    destination,
                    span: place,
                    has_alternative,
                }),
                What::Media(destination) => self.found.push(Found::Media {
                    destination,
                    span: place,
                }),
                What::Heading { level, id } => self.found.push(Found::Heading(Heading {
                    level,
                    id: id.map(|id| (id, place.clone())),
                    span: place,
                    number: None,
                    is_quoted: self.quotes > 0,
                })),
                What::Comment(text) => {
                    self.todos_in_html(markup, span);
                    self.found.push(Found::Comment { text, span: place });
                }
                What::Text => self.text_in_html(markup, span),
                What::Begin(code) => *self.depth(code) += 1,
                What::End(code) => *self.depth(code) = self.depth(code).saturating_sub(1),
            }
        }
    }

    fn depth(&mut self, code: Code) -> &mut usize {
        match code {
            Code::Block => &mut self.code_blocks,
            Code::Phrase => &mut self.code_phrases,
        }
    }

    fn text_in_html(&mut self, markup: &Markup, span: Range<usize>) {
        if self.code_blocks + self.code_phrases == 0 {
            self.todos_in_html(markup, span);
        }
    }

    fn todos_in_html(&mut self, markup: &Markup, span: Range<usize>) {
        if self.may_have_todos {
            let todos = todo::in_part(&markup.html, span);
            let todos = todos.map(|span| Found::Todo {
                span: markup.place(&span),
            });
            self.found.extend(todos);
        }
    }

    /// Where code is, in the order of the text.
    pub(super) fn code(&mut self) -> Vec<Range<usize>> {
        std::mem::take(&mut self.code)
    }

    pub(super) fn finish(mut self) -> Content<'a> {
        let has_notes = self.has_notes;
        let is_note = |(label, _): &(String, Range<usize>)| {
            has_notes
                || label.bytes().all(|byte| byte.is_ascii_digit())
                || label.chars().count() >= LETTERS_OF_NOTE
        };
        let notes = self.notes.into_iter().filter(is_note);
        self.found
            .extend(notes.map(|(label, span)| Found::Undefined {
                label: Label::Footnote(label),
                span,
            }));
        self.found.extend(fences::open(&self.fences));
        Content {
            found: self.found,
            headings: self.headings,
        }
    }
}
