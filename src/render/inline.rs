//! What stands inside a line: text, emphasis, links, pictures.

use std::borrow::Cow;
use std::ops::Range;

use pulldown_cmark::{CowStr, Event, LinkType, Tag, TagEnd};

use super::autolink::{self, Autolink, Autolinks};
use super::destinations::Reference;
use super::typography::{Place, Quotes, Typography, may_be_set};
use super::words::Seen;
use super::writer::{Inside, Writer};
use super::zola::alternative;
use super::{Form, HeadingIds, RawHtml, Span, escape};

/// Adjacent pieces of text.
///
/// The parser cuts a text wherever markup might have been; an address must be looked for in the
/// whole.
#[derive(Debug, Default)]
pub(super) struct Run<'a> {
    pieces: Vec<Piece<'a>>,
}

/// A piece of text.
#[derive(Debug)]
struct Piece<'a> {
    text: CowStr<'a>,
    /// Where it stands in the body.
    span: Span,
}

/// The links that we are in.
#[derive(Debug, Default)]
pub(super) struct Links {
    /// How many; bare addresses in them stay text.
    depth: usize,
    /// The author wrote one in HTML.
    is_raw: bool,
    /// It is an address between `<` and `>`, in which nothing is set otherwise.
    is_address: bool,
}

/// The lines of one paragraph, heading, cell or the like.
#[derive(Debug, Default)]
pub(super) struct Leaf {
    /// Where they end in the body.
    end: usize,
    /// Where the current line begins, if it begins with text.
    line_start: Option<usize>,
    /// Nothing of the current line is written yet.
    begins_line: bool,
    /// Up to here the body is written, where a sign reaches into the next piece.
    done: usize,
    quotes: Quotes,
}

impl Leaf {
    /// The lines that end there begin.
    pub(super) fn begin(&mut self, end: usize) {
        *self = Self {
            end,
            begins_line: true,
            // goldmark counts the open quotes of all paragraphs together.
            quotes: self.quotes,
            ..Self::default()
        };
    }

    /// Something of the current line is written.
    pub(super) fn goes_on(&mut self) {
        self.begins_line = false;
    }
}

impl<'a> Run<'a> {
    /// The next piece, with its place in the body.
    pub(super) fn push(&mut self, text: CowStr<'a>, span: Span) {
        self.pieces.push(Piece { text, span });
    }

    /// The source at `span` is the next piece.
    pub(super) fn push_source(&mut self, body: &'a str, span: Span) {
        let source = body.get(span.clone()).unwrap_or_default();
        self.push(CowStr::Borrowed(source), span);
    }
}

/// A picture whose alternative text is being written.
#[derive(Debug)]
pub(super) struct Picture<'a> {
    title: CowStr<'a>,
    is_local: bool,
    /// How many elements we are in, inside the picture.
    depth: usize,
}

/// How much of a line is looked at to set a quote.
const LONGEST_PLACE: usize = 512;

/// The longest address in which we look for markup.
const LONGEST_ADDRESS: usize = 2048;

impl<'a> Writer<'a, '_> {
    /// Writes the run of text that has come to its end.
    pub(super) fn flush_text(&mut self) {
        if self.run.pieces.is_empty() {
            return;
        }
        let mut pieces = std::mem::take(&mut self.run.pieces);
        if std::mem::take(&mut self.leaf.begins_line) {
            self.leaf.line_start = pieces.first().map(|piece| piece.span.start);
        }
        let mut seen = Seen::default();
        for piece in &pieces {
            seen = seen.or(self.words.add(&piece.text));
        }
        let has_address = |piece: &Piece<'a>| may_have_address(&piece.text, seen);
        match self.autolinks() {
            Some(rules) if pieces.iter().any(has_address) => {
                self.write_with_addresses(&pieces, rules, seen);
            }
            _ => {
                for piece in &pieces {
                    self.write_piece(piece, 0..piece.text.len(), seen);
                }
            }
        }
        pieces.clear();
        self.run.pieces = pieces;
        self.end_name();
    }

    /// What an element begins with is over, for the name of a heading.
    fn end_name(&mut self) {
        if let Some(heading) = &mut self.heading {
            heading.end_name();
        }
    }

    /// The rules by which addresses are links here, if any are.
    fn autolinks(&self) -> Option<Autolinks> {
        // goldmark does not see that a link in HTML is one.
        let in_raw_link = self.links.is_raw && self.rules.autolinks == Some(Autolinks::Github);
        let is_link = self.links.depth > 0 || in_raw_link;
        self.rules.autolinks.filter(|_| !is_link)
    }

    /// Writes a part of a piece, with its quotes, dashes and dots as they are set.
    fn write_piece(&mut self, piece: &Piece<'a>, part: Range<usize>, seen: Seen) {
        let text = &piece.text[part.clone()];
        let is_verbatim = || self.body.get(piece.span.clone()) == Some(&*piece.text);
        let is_set = self.rules.typography == Typography::Goldmark && !self.links.is_address;
        if !is_set || !is_verbatim() {
            self.name_heading(piece, text);
            return self.write_text(text, seen);
        }
        let bytes = text.as_bytes();
        let start = piece.span.start + part.start;
        // A sign may reach from one piece into the next: the parser cuts a text at `<`.
        let mut done = self.leaf.done.saturating_sub(start).min(bytes.len());
        let mut at = done.max(usize::from(part.start == 0 && self.is_escaped(start)));
        while let Some(next) = bytes
            .get(at..)
            .and_then(|rest| rest.iter().position(|byte| may_be_set(*byte)))
        {
            at += next;
            let place = self.place_of_sign(start + at);
            let Some((sign, length)) = place.and_then(|place| self.leaf.quotes.set(place)) else {
                at += 1;
                continue;
            };
            if done < at {
                self.write_named(&text[done..at], seen);
                self.end_name();
            }
            self.write_named(sign, seen);
            self.end_name();
            self.leaf.done = start + at + length;
            at = (at + length).min(bytes.len());
            done = at;
        }
        self.write_named(&text[done..], seen);
    }

    fn write_named(&mut self, text: &str, seen: Seen) {
        if let Some(heading) = &mut self.heading {
            heading.name(text);
        }
        self.write_text(text, seen);
    }

    /// Adds a text that is not as it is in the source to the name of the heading it stands in.
    fn name_heading(&mut self, piece: &Piece<'a>, text: &str) {
        if self.met.lazy_picture {
            return;
        }
        let Some(heading) = &mut self.heading else {
            return;
        };
        let source = self.body.get(piece.span.clone()).unwrap_or_default();
        // Hugo makes an id of a numeric character reference as it is written.
        let is_number = self.rules.form == Form::Goldmark && source.starts_with("&#");
        heading.name(if is_number { source } else { text });
    }

    /// Whether the character there follows a backslash.
    fn is_escaped(&self, at: usize) -> bool {
        at.checked_sub(1)
            .is_some_and(|before| self.body.as_bytes().get(before) == Some(&b'\\'))
    }

    /// What stands around a sign of the body.
    fn place_of_sign(&self, at: usize) -> Option<Place<'a>> {
        let rest = self.body.get(at..self.leaf.end)?;
        // More of a line is not asked for, and lines can be as long as a text.
        let reach = (0..=rest.len().min(LONGEST_PLACE)).rev();
        let reach = { reach }.find(|at| rest.is_char_boundary(*at)).unwrap_or(0);
        let rest = &rest[..reach];
        let end = rest.find('\n').map_or(rest.len(), |at| at + 1);
        let is_first = self.leaf.line_start == Some(at);
        let before = self
            .body
            .get(..at)
            .and_then(|text| text.chars().next_back());
        Some(Place {
            before: before.filter(|_| !is_first).unwrap_or('\n'),
            line: &rest[..end],
        })
    }

    fn write_text(&mut self, text: &str, seen: Seen) {
        if let Some(heading) = &mut self.heading {
            heading.text.push_str(text);
        }
        if seen.special() {
            escape::text(&mut self.html, text);
        } else {
            self.html.push_str(text);
        }
    }

    /// Writes a run in which there may be bare addresses.
    ///
    /// They are looked for in the source, where `--` is not a dash yet.
    fn write_with_addresses(&mut self, pieces: &[Piece<'a>], rules: Autolinks, seen: Seen) {
        let mut source = String::new();
        let mut places = Vec::with_capacity(pieces.len());
        let mut end = pieces.first().map_or(0, |piece| piece.span.start);
        for piece in pieces {
            // A backslash that is not part of the text ends an address of goldmark's.
            if piece.span.start > end && rules == Autolinks::Goldmark {
                source.push('\\');
            }
            end = piece.span.end;
            let start = source.len();
            source.push_str(match rules {
                Autolinks::Github => before_typography(self.body, &piece.text, &piece.span),
                Autolinks::Goldmark => self.body.get(piece.span.clone()).unwrap_or_default(),
            });
            places.push((piece, start..source.len()));
        }
        let mut done = 0;
        let mut place = 0;
        while let Some(link) = autolink::next(&source, done, rules) {
            self.write_part(&source, &places, &mut place, done..link.span.start, seen);
            self.write_autolink(&source, &link);
            done = link.span.end;
        }
        self.write_part(&source, &places, &mut place, done..source.len(), seen);
    }

    /// Writes the text that stands at `part` of `source`. `place` is the first of `places` that
    /// may reach into it, and moves on.
    fn write_part(
        &mut self,
        source: &str,
        places: &[(&Piece<'a>, Range<usize>)],
        place: &mut usize,
        part: Range<usize>,
        seen: Seen,
    ) {
        while let Some((piece, span)) = places.get(*place) {
            let start = span.start.max(part.start);
            let end = span.end.min(part.end);
            if start == span.start && end == span.end {
                self.write_piece(piece, 0..piece.text.len(), seen);
            } else if start < end {
                let inner = start - span.start..end - span.start;
                if span.len() == piece.text.len() {
                    self.write_piece(piece, inner, seen);
                } else {
                    self.write_named(&source[start..end], seen);
                }
            }
            if span.end > part.end {
                return;
            }
            *place += 1;
        }
    }

    fn write_autolink(&mut self, source: &str, link: &Autolink) {
        let written = &source[link.span.clone()];
        self.html.push_str("<a href=\"");
        self.html.push_str(link.prefix);
        self.write_address(written);
        self.html.push_str("\">");
        escape::text(&mut self.html, written);
        self.html.push_str("</a>");
        if let Some(heading) = &mut self.heading {
            heading.text.push_str(written);
            // Hugo's ids leave addresses out; the others do not link them.
            if self.rules.heading_ids != Some(HeadingIds::Github) {
                heading.name(written);
            }
        }
    }

    /// Whether what stands at `span` is no markup but part of an address that has begun in the
    /// run: `https://example.com/_a_`.
    pub(super) fn is_in_address(&self, span: &Span) -> bool {
        let Some(Piece { span: last, .. }) = self.run.pieces.last() else {
            return false;
        };
        let Some(rules) = self.autolinks().filter(|_| last.end == span.start) else {
            return false;
        };
        let first = self.run.pieces[0].span.start;
        let first = first.max(last.end.saturating_sub(LONGEST_ADDRESS));
        let Some(before) = self.body.get(first..span.start) else {
            return false;
        };
        let word = before.rsplit(char::is_whitespace).next().unwrap_or(before);
        if !word.contains("://") && !word.contains("www.") {
            return false;
        }
        let with_it = self.body.get(span.start - word.len()..span.end);
        with_it.is_some_and(|with_it| {
            let link = autolink::next(with_it, 0, rules);
            link.is_some_and(|link| link.span.start < word.len() && link.reach == with_it.len())
        })
    }

    /// Writes an event that is neither text nor the begin or end of something.
    pub(super) fn write_inline(&mut self, event: Event<'a>) {
        match event {
            Event::SoftBreak => self.break_line("\n"),
            Event::HardBreak => self.break_line("<br />\n"),
            Event::Code(text) => {
                self.html.push_str("<code>");
                let seen = self.words.add(&text);
                if let Some(heading) = &mut self.heading {
                    heading.name_code(&without_names(&text));
                }
                self.write_text(&text, seen);
                self.end_name();
                self.html.push_str("</code>");
            }
            Event::InlineHtml(_) if self.rules.raw_html == RawHtml::Omitted => self.end_name(),
            Event::InlineHtml(html) => {
                let html = self.with_more(html);
                self.end_name();
                self.has_raw_html = true;
                self.follow_raw_link(&html);
                self.html.push_str(&html);
            }
            Event::FootnoteReference(label) => {
                self.footnotes.write_reference(&mut self.html, &label);
            }
            // Whoever listens to a page hears a box of no name otherwise.
            Event::TaskListMarker(done) => self.html.push_str(if done {
                "<input disabled=\"\" type=\"checkbox\" checked=\"\" aria-label=\"done\"/>\n"
            } else {
                "<input disabled=\"\" type=\"checkbox\" aria-label=\"to do\"/>\n"
            }),
            Event::InlineMath(text) | Event::DisplayMath(text) => {
                let seen = self.words.add(&text);
                self.write_named(&text, seen);
            }
            Event::Text(_) | Event::Start(_) | Event::End(_) | Event::Html(_) | Event::Rule => {}
        }
    }

    fn break_line(&mut self, html: &str) {
        self.words.end_word();
        self.leaf.begins_line = true;
        self.html.push_str(html);
        if let Some(heading) = &mut self.heading {
            heading.end_line();
        }
    }

    /// Notes whether we are in a link that the author wrote in HTML.
    fn follow_raw_link(&mut self, html: &str) {
        let name = html
            .trim_start_matches(['<', '/'])
            .split(|c: char| !c.is_ascii_alphanumeric() && c != '-')
            .next();
        if name.is_some_and(|name| name.eq_ignore_ascii_case("a")) {
            self.links.is_raw = !html.starts_with("</");
        }
    }

    /// Begins what stands inside a line.
    pub(super) fn start_inline(&mut self, tag: Tag<'a>) {
        if let Some(heading) = &mut self.heading {
            heading.enter();
        }
        match tag {
            Tag::Emphasis => self.html.push_str("<em>"),
            Tag::Strong => self.html.push_str("<strong>"),
            Tag::Strikethrough => self.html.push_str("<del>"),
            Tag::Superscript => self.html.push_str("<sup>"),
            Tag::Subscript => self.html.push_str("<sub>"),
            Tag::Link {
                link_type,
                dest_url,
                title,
                ..
            } => self.start_link(link_type, dest_url, &title),
            Tag::Image {
                dest_url, title, ..
            } => self.start_picture(dest_url, title),
            _ => {}
        }
    }

    /// Ends what stands inside a line.
    pub(super) fn end_inline(&mut self, tag: TagEnd) {
        if let Some(heading) = &mut self.heading {
            heading.leave();
        }
        self.html.push_str(match tag {
            TagEnd::Emphasis => "</em>",
            TagEnd::Strong => "</strong>",
            TagEnd::Strikethrough => "</del>",
            TagEnd::Superscript => "</sup>",
            TagEnd::Subscript => "</sub>",
            TagEnd::Link => {
                self.links.depth = self.links.depth.saturating_sub(1);
                self.links.is_address = false;
                "</a>"
            }
            _ => "",
        });
    }

    fn start_link(&mut self, link_type: LinkType, destination: CowStr<'a>, title: &str) {
        self.links.depth += 1;
        if matches!(link_type, LinkType::Autolink | LinkType::Email) {
            self.links.is_address = true;
            if self.rules.form == Form::Goldmark {
                // Hugo's ids leave addresses out.
                self.end_name();
            }
        }
        self.html.push_str("<a");
        self.write_external(&destination);
        self.html.push_str(" href=\"");
        if link_type == LinkType::Email {
            self.html.push_str("mailto:");
            self.write_address(&destination);
        } else {
            self.write_destination(destination);
        }
        self.html.push('"');
        self.write_title(title);
        self.html.push('>');
    }

    fn start_picture(&mut self, destination: CowStr<'a>, title: CowStr<'a>) {
        self.met.lazy_picture = self.rules.zola.has_lazy_pictures;
        self.html.push_str("<img src=\"");
        let is_local = self.write_destination(destination);
        self.html.push_str("\" alt=\"");
        self.inside = Inside::Picture(Picture {
            title,
            is_local,
            depth: 0,
        });
    }

    /// Writes a destination as it is, and notes it if it is local; says whether it is.
    fn write_destination(&mut self, destination: CowStr<'a>) -> bool {
        let start = self.html.len();
        // Where HTML is omitted, so is an address that acts.
        if self.rules.raw_html == RawHtml::Omitted && acts(&destination) {
            return false;
        }
        self.write_address(&destination);
        let is_local = self.destinations.are_own(&destination);
        if is_local {
            self.references.push(Reference {
                at: start..self.html.len(),
                destination,
                size_at: None,
            });
        }
        is_local
    }

    fn write_address(&mut self, address: &str) {
        let start = self.html.len();
        escape::address(&mut self.html, address);
        // goldmark encodes one sign more.
        if self.rules.form == Form::Goldmark && address.contains('^') {
            let encoded = self.html.split_off(start).replace('^', "%5E");
            self.html.push_str(&encoded);
        }
    }

    fn write_title(&mut self, title: &str) {
        if !title.is_empty() {
            self.html.push_str(" title=\"");
            escape::attribute(&mut self.html, title);
            self.html.push('"');
        }
    }

    /// Writes an event inside a picture: its text, without markup, stands for the picture.
    pub(super) fn write_alternative(&mut self, event: &Event<'a>) {
        let Inside::Picture(picture) = &mut self.inside else {
            return;
        };
        match event {
            Event::Start(_) => picture.depth += 1,
            Event::End(_) if picture.depth == 0 => self.end_picture(),
            Event::End(_) => picture.depth -= 1,
            Event::Text(text) | Event::Code(text) | Event::InlineHtml(text) => {
                let without = alternative(text, self.rules, self.outputs);
                let text = without.as_deref().unwrap_or(text);
                escape::attribute(&mut self.html, text);
                let is_goldmark = self.rules.typography == Typography::Goldmark;
                let is_set = |c: char| is_goldmark && matches!(c, '\'' | '"');
                // Hugo's ids have it.
                if let Some(heading) = &mut self.heading
                    && !self.met.lazy_picture
                    && self.rules.heading_ids != Some(HeadingIds::Kramdown)
                {
                    heading.name(text.split(is_set).next().unwrap_or_default());
                }
            }
            Event::SoftBreak | Event::HardBreak => self.html.push(' '),
            Event::FootnoteReference(label) => {
                self.html.push_str("[^");
                escape::attribute(&mut self.html, label);
                self.html.push(']');
            }
            _ => {}
        }
    }

    fn end_picture(&mut self) {
        self.html.push('"');
        if let Inside::Picture(picture) = std::mem::replace(&mut self.inside, Inside::Page) {
            self.write_title(&picture.title);
            if picture.is_local
                && let Some(reference) = self.references.last_mut()
            {
                reference.size_at = Some(self.html.len());
            }
        }
        if self.rules.zola.has_lazy_pictures {
            self.html.push_str(" loading=\"lazy\" decoding=\"async\"");
        }
        self.html.push_str(" />");
        if let Some(heading) = &mut self.heading {
            heading.end_name();
            heading.leave();
        }
    }
}

/// Whether an address is one that goldmark writes only where HTML is kept: a script, or anything in
/// place but a picture.
fn acts(address: &str) -> bool {
    let begins = |start: &str| {
        let beginning = address.get(..start.len());
        beginning.is_some_and(|beginning| beginning.eq_ignore_ascii_case(start))
    };
    let pictures = ["png;", "gif;", "jpeg;", "webp;", "svg+xml;"];
    let is_picture = pictures
        .iter()
        .any(|kind| begins(&format!("data:image/{kind}")));
    let has_scheme = ["javascript:", "vbscript:", "file:", "data:"];
    has_scheme.iter().any(|scheme| begins(scheme)) && !is_picture
}

/// A text without the character references that Hugo resolves even in code when it makes an id.
fn without_names(text: &str) -> Cow<'_, str> {
    if !text.contains('&') {
        return Cow::Borrowed(text);
    }
    let names = ["&amp;", "&lt;", "&gt;", "&quot;"];
    Cow::Owned(
        names
            .iter()
            .fold(text.to_owned(), |text, name| text.replace(name, "")),
    )
}

fn may_have_address(text: &str, seen: Seen) -> bool {
    let with_sign = seen.address() && (text.contains("://") || text.contains('@'));
    with_sign || text.contains("www.")
}

/// A piece of text as it is in the source if typography has changed it.
fn before_typography<'t>(body: &'t str, text: &'t str, span: &Span) -> &'t str {
    match body.get(span.clone()) {
        Some(source) if source.bytes().all(|byte| b"-.'\"".contains(&byte)) => source,
        _ => text,
    }
}
