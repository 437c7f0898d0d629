//! What stands inside a line: text, emphasis, links, pictures.

use std::borrow::Cow;
use std::ops::Range;

use pulldown_cmark::{CowStr, Event, LinkType, Tag, TagEnd};

use super::autolink::{self, Autolink, Autolinks};
use super::brackets::Brackets;
use super::destinations::Reference;
use super::hooks;
use super::typography::{Place, Quotes, Sign, Typography};
use super::writer::{Inside, LONGEST_SAID, Writer};
use super::{Form, HeadingIds, LineEnds, RawHtml, Span, escape};

/// Adjacent pieces of text.
///
/// The parser cuts a text wherever markup might have been; an address must be looked for in the
/// whole.
#[derive(Debug, Default)]
pub(super) struct Run<'a> {
    pieces: Vec<Piece<'a>>,
}

/// A piece of text.
#[derive(Clone, Debug)]
pub(super) struct Piece<'a> {
    pub(super) text: CowStr<'a>,
    /// Where it stands in the body.
    pub(super) span: Span,
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
    /// Where they begin and end in the body.
    start: usize,
    end: usize,
    /// Where brackets are open in them, if anybody has asked.
    brackets: Option<Brackets>,
    /// Where the current line begins, if it begins with text.
    line_start: Option<usize>,
    /// Where the current run of text begins.
    run_start: usize,
    /// Nothing of the current line is written yet.
    pub(super) begins_line: bool,
    /// Up to here the body is written, where a sign reaches into the next piece.
    done: usize,
    quotes: Quotes,
}

impl Leaf {
    /// The lines that stand there begin.
    pub(super) fn begin(&mut self, Span { start, end }: Span) {
        *self = Self {
            start,
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

impl Piece<'_> {
    /// The text. Most stand in the body as they are, and those are quick to see.
    #[inline]
    pub(super) fn text(&self) -> &str {
        match &self.text {
            CowStr::Borrowed(text) => text,
            text => text,
        }
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

/// How much of a line is looked at to set a quote.
const LONGEST_PLACE: usize = 512;

/// The longest address in which we look for markup.
const LONGEST_ADDRESS: usize = 2048;

impl<'a> Writer<'a, '_> {
    /// Writes the run of text that has come to its end.
    pub(super) fn flush_text(&mut self) {
        if self.run.pieces.is_empty() || self.write_plain_run() {
            return;
        }
        let mut pieces = std::mem::take(&mut self.run.pieces);
        self.leaf.run_start = pieces[0].span.start;
        if std::mem::take(&mut self.leaf.begins_line) {
            self.leaf.line_start = pieces.first().map(|piece| piece.span.start);
        }
        let end = pieces.last().map_or(0, |piece| piece.span.end);
        let span = self.leaf.run_start..end;
        let mut is_plain = !self.hints.has_markup(&span);
        let is_in_picture = self.is_in_picture();
        for piece in &pieces {
            is_plain = is_plain && self.is_verbatim(piece);
            // What describes a picture are no words of the text.
            if !is_in_picture {
                self.words.add(piece.text());
            }
        }
        let has_colon = |piece: &Piece<'a>| piece.text.contains(':');
        if self.rules.goldmark.has_emoji && pieces.iter().any(has_colon) {
            pieces = self.with_emoji_of(&pieces);
        }
        match self.autolinks() {
            Some(rules) if self.hints.has_address(&span) => {
                self.write_with_addresses(&pieces, rules, is_plain);
            }
            _ => {
                for piece in &pieces {
                    self.write_piece(piece, 0..piece.text().len(), is_plain);
                }
            }
        }
        pieces.clear();
        self.run.pieces = pieces;
        self.end_name();
    }

    /// Writes the run if it is what most are, a text in which there is nothing to be looked at; says
    /// whether it is.
    fn write_plain_run(&mut self) -> bool {
        let [piece] = &self.run.pieces[..] else {
            return false;
        };
        let is_plain = self.heading.is_none()
            && matches!(self.inside, Inside::Page)
            && self.formulas.are_none()
            && !self.rules.goldmark.has_emoji
            && self.leaf.done <= piece.span.start
            && self.is_verbatim(piece)
            && !self.hints.has_any(&piece.span);
        if is_plain {
            self.leaf.run_start = piece.span.start;
            self.leaf.begins_line = false;
            let text = piece.text();
            self.words.add(text);
            self.hooks.say(text);
            self.html.push_str(text);
            self.run.pieces.clear();
        }
        is_plain
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
        let is_link = self.links.depth > 0 || in_raw_link || self.is_in_picture();
        self.rules.autolinks.filter(|_| !is_link)
    }

    /// Writes a part of a piece, with its quotes, dashes and dots as they are set.
    fn write_piece(&mut self, piece: &Piece<'a>, part: Range<usize>, is_plain: bool) {
        let text = &piece.text()[part.clone()];
        if !self.formulas.are_none() && self.write_formula(text) {
            return;
        }
        let is_set = self.rules.typography == Typography::Goldmark && !self.links.is_address;
        if !is_set || !self.is_verbatim(piece) {
            let from = usize::from(part.start == 0 && self.is_escaped(piece.span.start));
            self.name_heading(piece, from, text);
            // A picture is described without.
            if !(self.is_in_picture() && self.is_emoji(piece)) {
                self.write_text(text, is_plain);
            }
            return;
        }
        let bytes = text.as_bytes();
        let start = piece.span.start + part.start;
        // A sign may reach from one piece into the next: the parser cuts a text at `<`.
        let mut done = self.leaf.done.saturating_sub(start).min(bytes.len());
        let escaped = usize::from(part.start == 0 && self.is_escaped(start));
        let mut at = done.max(escaped);
        while let Some(next) = self.hints.sign(start + at)
            && next - start < bytes.len()
        {
            at = next - start;
            let place = self.place_of_sign(start + at);
            let Some((sign, length)) = place.and_then(|place| self.leaf.quotes.set(place)) else {
                at += 1;
                continue;
            };
            if done < at {
                let from = escaped.saturating_sub(done);
                self.write_named(from, &text[done..at], is_plain);
                self.end_name();
            }
            self.write_sign(sign, is_plain);
            self.end_name();
            self.leaf.done = start + at + length;
            at = (at + length).min(bytes.len());
            done = at;
        }
        let from = escaped.saturating_sub(done);
        self.write_named(from, &text[done..], is_plain);
    }

    fn write_sign(&mut self, sign: Sign, is_plain: bool) {
        let signs = self.rules.goldmark.signs.as_deref();
        let Some((html, text)) = signs.and_then(|signs| signs.all[sign as usize].as_ref()) else {
            return self.write_named(0, sign.usual(), is_plain);
        };
        if self.is_in_picture() {
            return escape::attribute(&mut self.html, text);
        }
        if let Some(heading) = &mut self.heading {
            heading.name(text);
            heading.text.push_str(text);
        }
        self.hooks.say(text);
        self.has_raw_html |= html.contains('<');
        self.html.push_str(html);
    }

    /// Whether a piece of text stands in the body as it is.
    pub(super) fn is_verbatim(&self, piece: &Piece<'a>) -> bool {
        // The same place in memory is quicker to see than the same text.
        let source = self.body.get(piece.span.clone());
        source.is_some_and(|source| std::ptr::eq(source, piece.text()))
    }

    /// Writes a text of which the first bytes are no markup.
    fn write_named(&mut self, from: usize, text: &str, is_plain: bool) {
        if let Some(heading) = &mut self.heading {
            heading.name_from(from, text);
        }
        self.write_text(text, is_plain);
    }

    /// Adds a text that is not as it is in the source to the name of the heading it stands in.
    fn name_heading(&mut self, piece: &Piece<'a>, from: usize, text: &str) {
        if self.met.lazy_picture {
            return;
        }
        if self.is_in_picture() && self.rules.form != Form::Goldmark {
            return self.name_alternative(text);
        }
        let is_emoji = self.is_emoji(piece);
        let Some(heading) = &mut self.heading else {
            return;
        };
        let source = self.body.get(piece.span.clone()).unwrap_or_default();
        if is_emoji {
            // Of an emoji Hugo's ids have the name.
            if piece.span.start > self.leaf.run_start {
                heading.end_name();
            }
            heading.name_code(source);
            return heading.end_name();
        }
        // Hugo makes an id of a numeric character reference as it is written.
        let is_number = self.rules.form == Form::Goldmark && source.starts_with("&#");
        if is_number {
            heading.name(source);
        } else {
            heading.name_from(from, text);
        }
    }

    /// Whether the `<` there is the second sign of a quote: `<<`.
    pub(super) fn is_behind_quote(&self, span: &Span) -> bool {
        let before = self.body.get(..span.start).unwrap_or_default();
        let signs = before.len() - before.trim_end_matches('<').len();
        self.rules.typography == Typography::Goldmark
            && signs % 2 == 1
            && !self.is_escaped(span.start - signs)
            && self.body.get(span.clone()).is_some()
    }

    /// Whether the character there follows a backslash.
    pub(super) fn is_escaped(&self, at: usize) -> bool {
        at.checked_sub(1)
            .is_some_and(|before| self.body.as_bytes().get(before) == Some(&b'\\'))
    }

    /// What stands around a sign of the body.
    fn place_of_sign(&self, at: usize) -> Option<Place<'a>> {
        let rest = self.body.get(at..self.leaf.end)?;
        // What is no quote is set only beside another of its kind.
        let (sign, next) = (rest.as_bytes().first()?, rest.as_bytes().get(1));
        if !matches!(sign, b'\'' | b'"') && next != Some(sign) {
            return None;
        }
        // More of a line is not asked for, and lines can be as long as a text.
        let reach = (0..=rest.len().min(LONGEST_PLACE)).rev();
        let reach = { reach }.find(|at| rest.is_char_boundary(*at)).unwrap_or(0);
        let rest = &rest[..reach];
        let end = memchr::memchr(b'\n', rest.as_bytes()).map_or(rest.len(), |at| at + 1);
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

    /// Writes a text; a plain one has nothing in it that is markup in HTML.
    fn write_text(&mut self, text: &str, is_plain: bool) {
        let text = if self.formulas.are_none() {
            text
        } else {
            self.formulas.trimmed(text)
        };
        self.hooks.say(text);
        if self.is_in_picture() {
            return escape::attribute(&mut self.html, text);
        }
        if let Some(heading) = &mut self.heading {
            heading.text.push_str(text);
        }
        if is_plain {
            self.html.push_str(text);
        } else {
            escape::text(&mut self.html, text);
        }
    }

    /// Writes a run in which there may be bare addresses.
    ///
    /// They are looked for in the source, where `--` is not a dash yet.
    fn write_with_addresses(&mut self, pieces: &[Piece<'a>], rules: Autolinks, is_plain: bool) {
        let mut source = String::new();
        let mut places = Vec::with_capacity(pieces.len());
        let mut end = pieces.first().map_or(0, |piece| {
            let start = piece.span.start;
            start - usize::from(self.is_escaped(start))
        });
        for piece in pieces {
            // A backslash that is not part of the text ends an address of goldmark's, and none begins behind
            // the sign that it stands before.
            if piece.span.start > end && matches!(rules, Autolinks::Goldmark { .. }) {
                source.push('\\');
            }
            end = piece.span.end;
            let start = source.len();
            source.push_str(match rules {
                Autolinks::Github => before_typography(self.body, &piece.text, &piece.span),
                Autolinks::Goldmark { .. } => self.body.get(piece.span.clone()).unwrap_or_default(),
            });
            places.push((piece, start..source.len()));
        }
        let mut done = 0;
        let mut place = 0;
        let mut from = 0;
        while let Some(link) = autolink::next(&source, from, rules) {
            from = link.span.end;
            let in_body = places.partition_point(|(_, span)| span.end <= link.span.start);
            let in_body = places.get(in_body).map_or(0, |(piece, span)| {
                piece.span.start + link.span.start - span.start
            });
            if matches!(rules, Autolinks::Goldmark { .. }) && self.is_in_bracket(in_body) {
                from = link.reach;
                continue;
            }
            self.write_part(
                &source,
                &places,
                &mut place,
                done..link.span.start,
                is_plain,
            );
            self.write_autolink(&source, &link);
            done = link.span.end;
        }
        self.write_part(&source, &places, &mut place, done..source.len(), is_plain);
    }

    /// Writes the text that stands at `part` of `source`. `place` is the first of `places` that
    /// may reach into it, and moves on.
    fn write_part(
        &mut self,
        source: &str,
        places: &[(&Piece<'a>, Range<usize>)],
        place: &mut usize,
        part: Range<usize>,
        is_plain: bool,
    ) {
        while let Some((piece, span)) = places.get(*place) {
            let start = span.start.max(part.start);
            let end = span.end.min(part.end);
            if start == span.start && end == span.end {
                self.write_piece(piece, 0..piece.text().len(), is_plain);
            } else if start < end {
                let inner = start - span.start..end - span.start;
                if span.len() == piece.text.len() {
                    self.write_piece(piece, inner, is_plain);
                } else {
                    self.write_named(0, &source[start..end], is_plain);
                }
            }
            if span.end > part.end {
                return;
            }
            *place += 1;
        }
    }

    /// Whether a bracket is open there, in which goldmark takes no address for a link.
    fn is_in_bracket(&mut self, at: usize) -> bool {
        let Leaf { start, end, .. } = self.leaf;
        let lines = || self.body.get(start..end).unwrap_or_default();
        let brackets = self
            .leaf
            .brackets
            .get_or_insert_with(|| Brackets::of(lines()));
        brackets.are_open(at.saturating_sub(start))
    }

    fn write_autolink(&mut self, source: &str, link: &Autolink) {
        let written = &source[link.span.clone()];
        let begin = self.html.len();
        self.html.push_str("<a href=\"");
        let address_at = self.html.len();
        match &self.rules.goldmark.protocol {
            Some(protocol) if link.prefix == autolink::PROTOCOL => {
                self.html.extend([protocol, "://"]);
            }
            _ => self.html.push_str(link.prefix),
        }
        self.write_address(written);
        let address = escape::without_tags(&self.html[address_at..]);
        self.html.push_str("\">");
        escape::text(&mut self.html, written);
        self.html.push_str("</a>");
        self.end_hooked_address(begin, &address, written);
        if let Some(heading) = &mut self.heading {
            heading.text.push_str(written);
            // Hugo's ids leave addresses out; the others do not link them.
            if !self.rules.heading_ids.is_some_and(HeadingIds::are_hugos) {
                heading.name(written);
            }
        }
    }

    /// Whether what stands at `span` is no markup but part of an address that has begun in the
    /// run: `https://example.com/_a_`.
    pub(super) fn is_in_address(&mut self, span: &Span) -> bool {
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
        let length = word.len();
        let with_it = self.body.get(span.start - length..span.end);
        let is_in = with_it.is_some_and(|with_it| {
            let link = autolink::next(with_it, 0, rules);
            link.is_some_and(|link| link.span.start < length && link.reach == with_it.len())
        });
        let may_be_bracketed = matches!(rules, Autolinks::Goldmark { .. });
        is_in && !(may_be_bracketed && self.is_in_bracket(span.start))
    }

    /// Writes an event that is neither text nor the begin or end of something.
    pub(super) fn write_inline(&mut self, event: Event<'a>, span: &Span) {
        match event {
            Event::SoftBreak | Event::HardBreak if self.is_in_term() => {
                self.break_line("</dt>\n<dt>");
            }
            Event::SoftBreak if self.rules.goldmark.line_ends == LineEnds::Breaks => {
                self.break_line("<br />\n");
            }
            // One that is none has no place.
            Event::SoftBreak if span.is_empty() => self.break_line(""),
            Event::SoftBreak => self.break_line("\n"),
            Event::HardBreak => self.break_line("<br />\n"),
            Event::Code(text) => {
                let text = self.without_barriers(text);
                self.html.push_str("<code>");
                self.words.add(&text);
                if let Some(heading) = &mut self.heading {
                    heading.name_code(&without_names(&text));
                }
                self.write_text(&text, false);
                self.end_name();
                self.html.push_str("</code>");
            }
            Event::InlineHtml(_) if self.rules.raw_html == RawHtml::Omitted => self.end_name(),
            Event::InlineHtml(html) => {
                let html = self.with_more(self.without_barriers(html));
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
                self.words.add(&text);
                self.write_named(0, &text, false);
            }
            Event::Text(_) | Event::Start(_) | Event::End(_) | Event::Html(_) | Event::Rule => {}
        }
    }

    /// Whether each line is a term of its own.
    fn is_in_term(&self) -> bool {
        let is_line = self.formulas.is_in_line && self.heading.is_none();
        is_line && self.formulas.depth == 0 && self.rules.form == Form::Goldmark
    }

    fn break_line(&mut self, html: &str) {
        self.words.end_word();
        self.leaf.begins_line = true;
        if self.formulas.are_open() {
            return;
        }
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
    pub(super) fn start_inline(&mut self, tag: Tag<'a>, at: usize) {
        self.formulas.depth += 1;
        if let Some(heading) = &mut self.heading {
            heading.enter();
        }
        match tag {
            Tag::Emphasis => self.html.push_str("<em>"),
            Tag::Strong => self.html.push_str("<strong>"),
            Tag::Strikethrough => self.html.extend(["<", self.mark, ">"]),
            Tag::Superscript => self.html.push_str("<sup>"),
            Tag::Subscript => self.html.push_str("<sub>"),
            Tag::Link {
                link_type,
                dest_url,
                title,
                ..
            } => {
                if self.rules.goldmark.embedded_hooks.links && !self.hooks.has("link") {
                    self.tell_unreadable(&dest_url, at);
                }
                self.start_link(link_type, dest_url, &title);
            }
            Tag::Image {
                dest_url, title, ..
            } => {
                if self.rules.goldmark.embedded_hooks.pictures && !self.hooks.has("image") {
                    self.tell_unreadable(&dest_url, at);
                }
                self.start_picture(dest_url, title);
            }
            _ => {}
        }
    }

    /// Tells of a destination there that Hugo's own hooks cannot take apart.
    fn tell_unreadable(&mut self, destination: &str, at: usize) {
        let mut signs = memchr::memchr_iter(b'%', destination.as_bytes());
        if signs.any(|sign| !escape::encodes(&destination[sign..])) {
            let said: String = destination.chars().take(LONGEST_SAID).collect();
            self.tell(
                at,
                format!(
                    "Hugo cannot read the address `{said}` and builds nothing; a percent sign in an address is \
                     written `%25`."
                ),
            );
        }
    }

    /// Ends what stands inside a line.
    pub(super) fn end_inline(&mut self, tag: TagEnd) {
        self.formulas.depth = self.formulas.depth.saturating_sub(1);
        if let Some(heading) = &mut self.heading {
            heading.leave();
        }
        if tag == TagEnd::Strikethrough {
            return self.html.extend(["</", self.mark, ">"]);
        }
        self.html.push_str(match tag {
            TagEnd::Emphasis => "</em>",
            TagEnd::Strong => "</strong>",
            TagEnd::Superscript => "</sup>",
            TagEnd::Subscript => "</sub>",
            TagEnd::Link => {
                self.links.depth = self.links.depth.saturating_sub(1);
                self.links.is_address = false;
                self.html.push_str("</a>");
                return self.end_hooked_link();
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
        let (begin, references) = (self.html.len(), self.references.len());
        let scheme = match link_type {
            LinkType::Email => "mailto:",
            _ => "",
        };
        let hooked = self.hooks.has("link").then(|| hooks::Of::Link {
            destination: format!("{scheme}{destination}"),
            title: title.to_owned(),
        });
        self.html.push_str("<a");
        self.write_external(&destination);
        self.html.push_str(" href=\"");
        self.html.push_str(scheme);
        if link_type == LinkType::Email {
            self.write_address(&destination);
        } else {
            let is_hooked = self.rules.goldmark.embedded_hooks.links && hooked.is_none();
            self.write_destination(destination, is_hooked);
        }
        self.html.push('"');
        self.write_title(title);
        self.html.push('>');
        if let Some(hooked) = hooked {
            self.open_hooked(begin, references, hooked);
        }
    }

    /// Writes a destination as it is, and notes it if it is local; says whether it is. Hugo's own hooks may
    /// look it up if it `is_hooked`.
    pub(super) fn write_destination(&mut self, destination: CowStr<'a>, is_hooked: bool) -> bool {
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
                is_hooked,
            });
        }
        is_local
    }

    fn write_address(&mut self, address: &str) {
        let start = self.html.len();
        escape::address(&mut self.html, address);
        if self.rules.form == Form::Goldmark
            && memchr::memchr2(b'^', b'%', address.as_bytes()).is_some()
        {
            escape::encode_as_goldmark(&mut self.html, start);
        }
    }

    pub(super) fn write_title(&mut self, title: &str) {
        if !title.is_empty() {
            self.html.push_str(" title=\"");
            escape::attribute(&mut self.html, title);
            self.html.push('"');
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

/// A piece of text as it is in the source if typography has changed it.
fn before_typography<'t>(body: &'t str, text: &'t str, span: &Span) -> &'t str {
    match body.get(span.clone()) {
        Some(source) if source.bytes().all(|byte| b"-.'\"".contains(&byte)) => source,
        _ => text,
    }
}
