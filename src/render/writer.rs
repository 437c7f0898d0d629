//! Markdown events → HTML, one top-level block at a time.
//!
//! Without extensions it writes what `pulldown_cmark::html` writes; the tests hold it to that.

use std::fmt::Write as _;

use pulldown_cmark::{Alignment, BlockQuoteKind, CodeBlockKind, Event, Tag, TagEnd};

use super::attributes::{self, BlockAttributes};
use super::code::{self, Highlighted};
use super::destinations::{Destinations, Reference};
use super::footnotes::Footnotes;
use super::formulas::{self, Formulas};
use super::headings::{Ids, OpenHeading};
use super::hints::Hints;
use super::hooks::{self, Hooks};
use super::inline::{Leaf, Links, Run};
use super::picture::{Picture, is_picture, lone_pictures};
use super::raw_html::Draft;
use super::shortcodes::Outputs;
use super::words::Words;
use super::zola::{self, Anchors, Met};
use super::{
    Calls, Fences, Form, Heading, Known, Lines, RawHtml, Rules, Span, escape, reading,
    strikethrough,
};

/// Writes the events of one document.
pub(super) struct Writer<'a, 'k> {
    pub(super) body: &'a str,
    pub(super) rules: &'k Rules,
    /// What shortcodes give.
    pub(super) outputs: &'k Outputs,
    /// The block that is being written.
    pub(super) html: String,
    /// The same with its addresses leading where they should.
    resolved: String,
    /// The local addresses in `html`.
    pub(super) references: Vec<Reference<'a>>,
    pub(super) has_raw_html: bool,
    pub(super) inside: Inside<'a>,
    /// The text that is not written yet.
    pub(super) run: Run<'a>,
    /// What there may be in a text.
    pub(super) hints: Hints,
    /// Attributes of blocks.
    pub(super) attributes: BlockAttributes,
    /// Where in the body the paragraph begins that we are in.
    pub(super) paragraph_at: usize,
    /// What a picture has of the paragraph that it stands in the place of.
    pub(super) picture_attributes: String,
    /// The events of the lines that are not written yet.
    pub(super) lines: Vec<(Event<'a>, Span)>,
    /// We are in a paragraph of which all is known that its lines hang on, so none is kept.
    is_direct: bool,
    /// The lines that are being written.
    pub(super) leaf: Leaf,
    /// The next paragraph, or the one we are in, has no element of its own.
    is_unwrapped: bool,
    /// The links that we are in.
    pub(super) links: Links,
    pub(super) heading: Option<OpenHeading>,
    /// The element that signs around a text make.
    pub(super) mark: &'static str,
    /// What goes into the page as it is written.
    pub(super) formulas: Formulas,
    pub(super) words: Words,
    code: String,
    table: Table,
    pub(super) ids: Ids,
    /// What the blog's own templates write.
    pub(super) hooks: Hooks<'k>,
    /// What is wrong besides, and where in the body.
    pub(super) wrong: Vec<(usize, String)>,
    /// The footnotes met so far.
    pub(super) footnotes: Footnotes<'a>,
    /// What Zola minds of what was written.
    pub(super) met: Met,
    /// What writes the links to headings.
    pub(super) anchors: Anchors,
    pub(super) known: &'k Known,
    /// The headings met so far.
    pub(super) outline: Vec<Heading>,
    /// The destinations met so far.
    pub(super) destinations: Destinations<'k>,
    /// The code met so far.
    pub(super) highlighted: Highlighted<'k>,
}

/// So many characters of what cannot be read are told.
pub(super) const LONGEST_SAID: usize = 60;

/// What is taken out of a text before it is parsed.
#[derive(Debug, Default)]
pub(super) struct Taken {
    pub(super) formulas: Formulas,
    pub(super) attributes: BlockAttributes,
    /// Nothing was: the text is the author's.
    pub(super) is_whole: bool,
}

/// What the next events belong to.
#[derive(Debug)]
pub(super) enum Inside<'a> {
    /// The page.
    Page,
    /// A code block, with its language and what its lines have.
    Code(String, CodeLines),
    /// The text that stands for a picture.
    Picture(Picture<'a>),
    /// So many elements whose source is already taken as text, because it is in an address.
    Address(usize),
}

/// What the lines of a code block have.
#[derive(Debug)]
pub(super) enum CodeLines {
    /// Nothing.
    Bare,
    /// What Hugo gives them.
    Hugo(code::Options),
    /// What Zola gives them.
    Zola(code::Fence),
}

#[derive(Debug, Default)]
struct Table {
    alignments: Vec<Alignment>,
    column: usize,
    cell: &'static str,
    /// Where what is in the cell begins, and before how many of the addresses.
    cell_at: (usize, usize),
}

impl<'a, 'k> Writer<'a, 'k> {
    /// Has written nothing yet of `body`.
    pub(super) fn new(
        body: &'a str,
        taken: Taken,
        rules: &'k Rules,
        known: &'k Known,
        outputs: &'k Outputs,
    ) -> Self {
        Self {
            body,
            rules,
            outputs,
            html: String::with_capacity(body.len().clamp(1 << 8, 1 << 13)),
            resolved: String::new(),
            references: Vec::new(),
            has_raw_html: false,
            inside: Inside::Page,
            run: Run::default(),
            attributes: taken.attributes,
            paragraph_at: 0,
            picture_attributes: String::new(),
            lines: Vec::new(),
            is_direct: false,
            hints: Hints::of(body, taken.is_whole, rules),
            leaf: Leaf::default(),
            is_unwrapped: false,
            links: Links::default(),
            heading: None,
            mark: "del",
            formulas: taken.formulas,
            words: Words::default(),
            code: String::new(),
            table: Table::default(),
            ids: Ids::default(),
            hooks: Hooks::default(),
            wrong: Vec::new(),
            footnotes: Footnotes::new(rules),
            met: Met::default(),
            anchors: Anchors::default(),
            known,
            outline: Vec::new(),
            destinations: Destinations::new(known),
            highlighted: Highlighted::new(&known.code),
        }
    }

    /// Writes an event that stands at `span` of the body.
    pub(super) fn write(&mut self, event: Event<'a>, span: Span) {
        if self.rules.form == Form::Goldmark && !self.is_direct {
            let is_code = matches!(self.inside, Inside::Code(..));
            if !is_code && is_inline(&event) {
                // What becomes of a quote hangs on where its paragraph ends.
                return self.lines.push((event, span));
            }
            self.write_lines();
            if matches!(event, Event::Start(Tag::Paragraph)) {
                self.begin_paragraph(&span);
            }
        } else if matches!(event, Event::End(TagEnd::Paragraph)) {
            self.is_direct = false;
        }
        self.write_event(event, span);
    }

    /// Of a paragraph it is told where it ends, so that its lines need not wait, unless something in
    /// it may be struck.
    fn begin_paragraph(&mut self, span: &Span) {
        let source = self.body.get(span.clone()).unwrap_or_default();
        let marks = self.rules.goldmark.marks;
        let may_be_bare = self.rules.goldmark.has_bare_pictures && source.contains("![");
        if !may_be_bare && !self.joins_lines() && !strikethrough::may_be_in_source(source, marks) {
            let end = span.start + source.trim_ascii_end().len();
            self.leaf.begin(span.start..end);
            self.formulas.begin_leaf();
            self.is_direct = true;
        }
    }

    /// Writes the lines that were kept until their end is known.
    pub(super) fn write_lines(&mut self) {
        if self.heading.is_some() && !self.lines.is_empty() {
            self.take_attributes();
        }
        let (Some((_, first)), Some((_, last))) = (self.lines.first(), self.lines.last()) else {
            return;
        };
        self.leaf.begin(first.start..last.end);
        self.formulas.begin_leaf();
        let mut lines = std::mem::take(&mut self.lines);
        let marks = self.rules.goldmark.marks;
        if !marks.are_none() && strikethrough::may_be_in(&lines, marks) {
            lines = strikethrough::strike(self.body, lines, marks);
        }
        if self.rules.goldmark.has_bare_pictures {
            if is_picture(&lines) {
                self.begin_bare_picture();
            }
            if self.hooks.has("image") {
                self.hooks.lone_pictures = lone_pictures(&lines);
            }
        }
        if self.joins_lines() {
            self.join(&mut lines);
        }
        for (event, span) in lines.drain(..) {
            self.write_event(event, span);
        }
        self.lines = lines;
    }

    #[inline]
    fn write_event(&mut self, event: Event<'a>, span: Span) {
        if matches!(self.inside, Inside::Page) {
            self.write_on_page(event, span);
        } else {
            self.write_inside(event, span);
        }
    }

    /// Writes an event that belongs to what is no page by itself.
    fn write_inside(&mut self, event: Event<'a>, span: Span) {
        match &mut self.inside {
            Inside::Page => {}
            Inside::Picture(_) => self.write_alternative(event, span),
            Inside::Code(..) => match event {
                // What Zola's shortcodes give in code is code.
                Event::Text(text)
                    if self.rules.calls == Calls::Zola && self.outputs.are_in(&text) =>
                {
                    self.code.push_str(&self.outputs.filled_code(&text));
                }
                Event::Text(text) => self.code.push_str(&text),
                Event::End(_) => {
                    self.hooks.span = span;
                    self.end_code();
                }
                _ => {}
            },
            Inside::Address(depth) => match event {
                Event::Start(_) => *depth += 1,
                Event::End(_) if *depth == 1 => self.inside = Inside::Page,
                Event::End(_) => *depth -= 1,
                _ => {}
            },
        }
    }

    fn write_on_page(&mut self, event: Event<'a>, span: Span) {
        match event {
            Event::Text(text) if self.rules.zola.has_emoji => {
                let text = Self::with_emoji(text);
                return self.push_text(text, span);
            }
            Event::Text(text) => return self.push_text(text, span),
            Event::InlineHtml(tag) if reading::LEFT_OUT.contains(&&*tag) => return,
            // What stands for attributes of a block.
            Event::Html(html) if attributes::are_meant(&html) => return,
            // goldmark has read both signs of `<<` as a quote before it looks for HTML.
            Event::InlineHtml(_) if self.is_behind_quote(&span) => {
                return self.push_text(self.body[span.clone()].into(), span);
            }
            Event::Start(Tag::Emphasis | Tag::Strong | Tag::Strikethrough)
                if self.is_in_address(&span) =>
            {
                self.inside = Inside::Address(1);
                return self.run.push_source(self.body, span);
            }
            Event::Start(Tag::Strikethrough) | Event::End(TagEnd::Strikethrough) => {
                let signs = self.body.get(span.clone()).unwrap_or_default();
                self.mark = self.rules.goldmark.marks.element(signs);
                self.flush_text();
            }
            _ => self.flush_text(),
        }
        self.leaf.goes_on();
        match event {
            Event::Start(tag) => {
                self.is_unwrapped = match tag {
                    Tag::Paragraph => self.is_unwrapped,
                    Tag::DefinitionListDefinition => self.is_tight_definition(&span),
                    _ => self.is_unwrapped && is_inline_tag(&tag),
                };
                self.start(tag, span.start);
            }
            Event::End(tag) => {
                self.anchors.at = span.start;
                self.hooks.span = span;
                self.end(tag);
            }
            Event::Rule => {
                let attributes = self.attributes.html(span.start, None);
                self.open("<hr");
                self.html.extend([&attributes, " />\n"]);
            }
            Event::Html(_) if self.rules.raw_html == RawHtml::Omitted => {}
            Event::Html(html) => {
                let html = self.with_more(self.without_barriers(html));
                self.has_raw_html = true;
                self.words.add_markup(&html);
                self.html.push_str(&html);
            }
            event => self.write_inline(event, &span),
        }
    }

    /// The block written so far, which stands on these lines; the next one begins.
    ///
    /// In raw HTML the addresses are left as the author wrote them.
    pub(super) fn cut(&mut self, lines: Lines) -> Option<Draft> {
        self.write_lines();
        self.flush_text();
        let has_output = self.outputs.are_in(&self.html);
        if self.has_raw_html || has_output || self.hooks.are_in_fragment {
            let references = std::mem::take(&mut self.references);
            self.mark_hooked(&references);
            self.references = references;
        }
        let is_zolas = self.rules.form == Form::Zola;
        let mut is_alone = false;
        if has_output {
            is_alone = self.html.starts_with("<p>") && Outputs::end_alone(&self.html);
            self.html = self.outputs.filled(&self.html);
        }
        let ends_line = if is_zolas {
            self.html.ends_with('\n')
        } else {
            let has_none = self.formulas.are_none() && !has_output;
            has_none || !formulas::is_at_end(self.html.trim_ascii_end())
        };
        // What a shortcode gives begins where it stands.
        let begins_line =
            is_zolas && zola::begins_line(&self.html) && !(is_alone && self.html.starts_with('<'));
        let html = self.html.strip_suffix('\n').unwrap_or(&self.html);
        let is_element =
            html.starts_with('<') && html[1..].starts_with(|c: char| c.is_ascii_alphabetic());
        let has_raw_html = self.has_raw_html || has_output || !is_element;
        let block = if self.references.is_empty() || has_raw_html {
            html.to_owned()
        } else {
            self.resolved.clear();
            self.destinations
                .resolve(&mut self.resolved, html, &self.references);
            self.resolved.clone()
        };
        self.html.clear();
        self.references.clear();
        self.hooks.said.clear();
        self.has_raw_html = false;
        self.links = Links::default();
        let blank = block.trim_ascii().is_empty();
        (!blank).then_some(Draft {
            html: block,
            lines,
            has_raw_html,
            begins_line,
            ends_line,
        })
    }

    /// Begins a block element, on its own line.
    pub(super) fn open(&mut self, tag: &str) {
        self.words.end_word();
        let is_behind_formula = || !self.formulas.are_none() && formulas::is_at_end(&self.html);
        if !self.html.is_empty() && !self.html.ends_with('\n') && !is_behind_formula() {
            self.html.push('\n');
        }
        self.html.push_str(tag);
    }

    /// The same for one that may have attributes.
    fn open_block(&mut self, tag: &str, at: usize, kind: TagEnd, end: &str) {
        self.open(tag);
        self.end_opening(at, kind, end);
    }

    /// Ends the first tag of a block that begins there, with its attributes.
    fn end_opening(&mut self, at: usize, kind: TagEnd, end: &str) {
        if !self.attributes.are_none() {
            let attributes = self.attributes.html(at, Some(kind));
            self.html.push_str(&attributes);
        }
        self.html.push_str(end);
    }

    /// Whether this is a definition whose first paragraph is none to goldmark: the one of which no
    /// blank line stands above its colon.
    fn is_tight_definition(&self, span: &Span) -> bool {
        if self.rules.form != Form::Goldmark {
            return false;
        }
        let above = self.body.get(..span.start).unwrap_or_default();
        let line_end = above.rfind('\n').map_or(0, |at| at);
        let line = above[..line_end].rsplit('\n').next().unwrap_or_default();
        !line.trim_start_matches([' ', '\t', '>']).trim().is_empty()
    }

    fn start(&mut self, tag: Tag<'a>, at: usize) {
        match tag {
            Tag::Paragraph if self.is_unwrapped => {}
            Tag::Paragraph => {
                self.paragraph_at = at;
                if self.formulas.are_none() {
                    self.open_block("<p", at, TagEnd::Paragraph, ">");
                } else {
                    // A formula may part it, and the last part has its attributes.
                    self.open("<p>");
                }
                self.formulas.paragraph = Some(self.html.len());
            }
            Tag::Heading {
                level,
                id,
                classes,
                attrs,
            } => self.start_heading((level, at), id.as_deref(), &classes, &attrs),
            Tag::BlockQuote(None) => {
                self.open("<blockquote");
                let begin = self.html.len() - "<blockquote".len();
                self.end_opening(at, TagEnd::BlockQuote(None), ">\n");
                self.open_hooked(begin, self.references.len(), hooks::Of::Quote);
            }
            Tag::BlockQuote(Some(kind)) => self.start_alert(kind),
            Tag::CodeBlock(kind) => self.start_code(&kind, at),
            Tag::FootnoteDefinition(label) => self.start_footnote(&label),
            Tag::HtmlBlock => self.words.start_markup(),
            Tag::List(None) => self.open_block("<ul", at, TagEnd::List(false), ">\n"),
            Tag::List(Some(1)) => self.open_block("<ol", at, TagEnd::List(true), ">\n"),
            Tag::List(Some(first)) => {
                self.open("<ol start=\"");
                let _ = write!(self.html, "{first}\"");
                self.end_opening(at, TagEnd::List(true), ">\n");
            }
            Tag::Item => self.open("<li>"),
            Tag::DefinitionList => {
                self.open_block("<dl", at, TagEnd::DefinitionList, ">\n");
            }
            Tag::DefinitionListTitle => {
                self.open("<dt>");
                self.formulas.is_in_line = true;
            }
            Tag::DefinitionListDefinition => self.open("<dd>"),
            Tag::Table(alignments) => {
                self.words.end_word();
                self.table.alignments = alignments;
                let begin = self.html.len();
                self.html.push_str("<table tabindex=\"0\"");
                self.end_opening(at, TagEnd::Table, ">");
                let table = hooks::Of::Table(Vec::new());
                self.open_hooked(begin, self.references.len(), table);
            }
            Tag::TableHead => self.start_row("<thead><tr>", "th"),
            Tag::TableRow => self.start_row("<tr>", "td"),
            Tag::TableCell => self.start_cell(),
            tag => self.start_inline(tag, at),
        }
    }

    fn end(&mut self, tag: TagEnd) {
        let closing = match tag {
            TagEnd::Paragraph if std::mem::take(&mut self.is_unwrapped) => "\n",
            TagEnd::Paragraph => return self.end_paragraph(),
            TagEnd::Heading(level) => return self.end_heading(level),
            TagEnd::BlockQuote(_) => {
                self.html.push_str("</blockquote>\n");
                return self.end_hooked_quote();
            }
            TagEnd::List(true) => "</ol>\n",
            TagEnd::List(false) => "</ul>\n",
            TagEnd::Item => "</li>\n",
            TagEnd::DefinitionList => "</dl>\n",
            TagEnd::DefinitionListTitle => {
                self.formulas.is_in_line = false;
                "</dt>\n"
            }
            TagEnd::DefinitionListDefinition => {
                self.is_unwrapped = false;
                "</dd>\n"
            }
            TagEnd::Table => {
                self.html.push_str("</tbody></table>\n");
                return self.end_hooked_table();
            }
            TagEnd::TableHead => "</tr></thead><tbody>\n",
            TagEnd::TableRow => "</tr>\n",
            TagEnd::FootnoteDefinition => "</div>\n",
            TagEnd::TableCell => {
                let (begin, references) = self.table.cell_at;
                let alignment = self.table.alignments.get(self.table.column).copied();
                self.end_hooked_cell(begin, references, alignment);
                self.table.column += 1;
                self.formulas.is_in_line = false;
                match (self.table.cell, self.rules.form) {
                    ("th", Form::Pulldown | Form::Zola) => "</th>",
                    ("th", Form::Goldmark) => "</th>\n",
                    (_, Form::Pulldown | Form::Zola) => "</td>",
                    (_, Form::Goldmark) => "</td>\n",
                }
            }
            tag => return self.end_inline(tag),
        };
        self.html.push_str(closing);
    }

    /// GitHub's alerts. The title is ours, not the author's.
    fn start_alert(&mut self, kind: BlockQuoteKind) {
        let (class, title) = match kind {
            BlockQuoteKind::Note => ("note", "Note"),
            BlockQuoteKind::Tip => ("tip", "Tip"),
            BlockQuoteKind::Important => ("important", "Important"),
            BlockQuoteKind::Warning => ("warning", "Warning"),
            BlockQuoteKind::Caution => ("caution", "Caution"),
        };
        self.open("<blockquote class=\"alert alert-");
        let _ = writeln!(
            self.html,
            "{class}\">\n<p class=\"alert-title\" data-ui>{title}</p>"
        );
    }

    fn start_row(&mut self, tags: &str, cell: &'static str) {
        self.start_hooked_row();
        self.table.column = 0;
        self.table.cell = cell;
        self.html.push_str(tags);
        if self.rules.form == Form::Goldmark {
            self.html.push('\n');
        }
    }

    fn start_cell(&mut self) {
        self.formulas.is_in_line = true;
        self.words.end_word();
        self.html.push('<');
        self.html.push_str(self.table.cell);
        let alignment = self.table.alignments.get(self.table.column);
        self.html.push_str(match alignment {
            Some(Alignment::Left) => " style=\"text-align: left\">",
            Some(Alignment::Center) => " style=\"text-align: center\">",
            Some(Alignment::Right) => " style=\"text-align: right\">",
            Some(Alignment::None) | None => ">",
        });
        self.table.cell_at = (self.html.len(), self.references.len());
    }

    fn start_code(&mut self, kind: &CodeBlockKind<'_>, at: usize) {
        if let CodeBlockKind::Fenced(info) = kind {
            let code = hooks::Of::Code(info.to_string());
            self.open_hooked(self.html.len(), self.references.len(), code);
        }
        if let Some(fence) = self.zola_fence(kind) {
            self.words.end_word();
            self.inside = Inside::Code(fence.language.clone(), CodeLines::Zola(fence));
            return;
        }
        let (language, options) = match kind {
            CodeBlockKind::Fenced(info) if self.rules.form == Form::Goldmark => {
                self.hugos_fence(info, at)
            }
            CodeBlockKind::Fenced(info) => (code::language(info), None),
            CodeBlockKind::Indented => ("", None),
        };
        if let Some(options) = options {
            self.words.end_word();
            self.inside = Inside::Code(language.to_owned(), CodeLines::Hugo(options));
            return;
        }
        if self.rules.form == Form::Zola {
            // Zola writes its code itself, without a line of its own.
            self.words.end_word();
        } else {
            self.open("");
        }
        // Code and tables that are too wide scroll in themselves, by keys too, in every browser.
        if language.is_empty() {
            self.html.push_str("<pre tabindex=\"0\"><code>");
        } else {
            self.html
                .push_str("<pre tabindex=\"0\"><code class=\"language-");
            escape::attribute(&mut self.html, language);
            self.html.push_str("\">");
        }
        self.inside = Inside::Code(language.to_owned(), CodeLines::Bare);
    }

    /// Tells what is wrong there.
    pub(super) fn tell(&mut self, at: usize, message: String) {
        if self.wrong.len() < hooks::MOST_TOLD {
            self.wrong.push((at, message));
        }
    }

    /// The language of a fence, and what its lines have, as Hugo reads it.
    fn hugos_fence<'i>(&mut self, info: &'i str, at: usize) -> (&'i str, Option<code::Options>) {
        let language = code::hugos_language(info);
        let fences = self.rules.goldmark.fences;
        if fences == Fences::Plain {
            return (language, None);
        }
        if let Some(brace) = info.find('{')
            && attributes::first(&info[brace..]).is_none()
        {
            let said: String = info[brace..].chars().take(LONGEST_SAID).collect();
            let message = format!(
                "Hugo cannot read what stands in braces here, `{said}`, and builds nothing; attributes are \
                 `{{key=value}}`."
            );
            self.tell(at, message);
        }
        let language = self.rules.goldmark.guessed(language);
        let options = code::Options::of_info(info, self.rules.numbers);
        // Without a language Hugo leaves the lines as they are.
        let options = Some(options).filter(|it| !language.is_empty() && !it.are_none());
        (language, options)
    }

    fn end_code(&mut self) {
        if let Inside::Code(language, lines) = std::mem::replace(&mut self.inside, Inside::Page) {
            let text = std::mem::take(&mut self.code);
            let mut text = self.without_barriers(text.into()).into_string();
            if self.rules.form == Form::Goldmark && self.rules.goldmark.fences != Fences::Plain {
                code::end_with_text(&mut text);
            }
            let is_written = self.end_hooked_code(&text);
            self.code = text;
            if is_written {
                return self.code.clear();
            }
            let mut code = String::new();
            self.highlighted.write(&mut code, &language, &self.code);
            if self.hooks.are_in_fragment {
                code = code::without_blank_lines(&language, &code).into_owned();
            }
            match lines {
                CodeLines::Bare => self.html.extend([&code, "</code></pre>\n"]),
                CodeLines::Hugo(options) => {
                    code::write_lines(&mut self.html, &language, &code, &options);
                }
                CodeLines::Zola(fence) => fence.write(&mut self.html, &code, self.rules.zola.code),
            }
        }
        self.code.clear();
    }
}

/// Whether an event stands inside the lines of a paragraph or the like.
pub(super) fn is_inline(event: &Event<'_>) -> bool {
    match event {
        Event::Start(tag) => is_inline_tag(tag),
        Event::End(tag) => matches!(
            tag,
            TagEnd::Emphasis
                | TagEnd::Strong
                | TagEnd::Strikethrough
                | TagEnd::Superscript
                | TagEnd::Subscript
                | TagEnd::Link
                | TagEnd::Image
        ),
        Event::Html(_) | Event::Rule => false,
        Event::Text(_)
        | Event::Code(_)
        | Event::InlineMath(_)
        | Event::DisplayMath(_)
        | Event::InlineHtml(_)
        | Event::FootnoteReference(_)
        | Event::SoftBreak
        | Event::HardBreak
        | Event::TaskListMarker(_) => true,
    }
}

fn is_inline_tag(tag: &Tag<'_>) -> bool {
    matches!(
        tag,
        Tag::Emphasis
            | Tag::Strong
            | Tag::Strikethrough
            | Tag::Superscript
            | Tag::Subscript
            | Tag::Link { .. }
            | Tag::Image { .. }
    )
}
