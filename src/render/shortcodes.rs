//! Shortcodes: what they give takes their place before Markdown is read, or afterwards.
//!
//! As Hugo does it: what `{{% x %}}` gives is Markdown like the text around it; for `{{< x >}}` a word
//! stands in the text that Markdown does not touch, and what it gives takes the place of that word in
//! the HTML. Zola does the same, and what gives which the ending of a template's file says. A blog's own shortcodes are templates; what they want to know is in [`Known`].

use std::borrow::Cow;
use std::cell::Cell;
use std::fmt::Write as _;
use std::sync::{Arc, LazyLock};

use memchr::memmem::Finder;
use pulldown_cmark::Event;

use super::context::{Asked, Reader, World};
use super::raw_html::{Draft, FURNITURE};
use super::tera::Engine;
use super::{Calls, Contents, Heading, Known, Mistake, RawHtml, Rules, Span, escape, reading};
use crate::gotemplate::{Budget, Template};
use crate::problem::{Place, Severity};

mod embedded;
mod ends;
mod frame;
mod lines;
mod scan;
mod zola;

pub(crate) use scan::zola::is_call as is_zola_call;

use frame::Frame;
pub(super) use lines::{Origins, Piece};
use scan::{Call, Node};

/// A blog's shortcode, as far as it was looked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shortcode {
    /// The blog has none of this name.
    None,
    /// It is in none of the folders that can be looked in, and may be elsewhere: in a module that is
    /// not here.
    Elsewhere,
    /// A template of Hugo's gives what takes its place.
    Template(Template),
    /// A template of Zola's does: the name of its file among the templates, and what it reads.
    Tera {
        /// `shortcodes/note.html`
        file: String,
        /// Its text.
        text: Arc<str>,
    },
    /// There is one that cannot be read: what is wrong with it.
    Broken(Arc<str>),
}

/// The word that stands for what the shortcode of a number gives.
const WORD: &str = "HAHAHUGOSHORTCODE0s";
const WORD_END: &str = "HBHB";
/// The word that stands for what a shortcode of another page gives in that page's text.
const INCLUDED: &str = "HAHAHUGOSHORTCODE1s";
/// Looks for that word.
static WORDS: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new(WORD));
/// What stands around such a word in Zola's texts.
const ZOLAS_SIGN: &str = "@@";
/// Zola's own word, which stays where a shortcode does not take its place.
const ZOLAS_WORD: &str = "@@ZOLA_SC_PLACEHOLDER@@";
/// The word that stands for the table of contents, which is known last.
pub(super) const CONTENTS: &str = "HAHAHUGOSHORTCODE0sTOCHBHB";

/// What stands in the text of another page where its summary ends, for its HTML to be parted there.
pub(super) const PARTING: &str = "HAHAHUGOMOREHBHB";

/// The author's mark of the end of the summary.
const DIVIDER: &str = "<!--more-->";
static DIVIDERS: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new(DIVIDER));

/// The longest stretch of a line whose characters are counted.
const LONGEST_LINE: usize = 4096;

/// So many bytes all words of a post are filled with at most; beyond it they stay empty.
pub(super) const MOST_FILLED: usize = 16_000_000;

/// A text with its shortcodes taken out.
#[derive(Debug)]
pub(super) struct Expanded<'t> {
    /// What is read as Markdown.
    pub(super) text: Cow<'t, str>,
    /// Where it comes from.
    pub(super) origins: Origins,
    /// What takes the place of the words that stand for shortcodes.
    pub(super) outputs: Outputs,
    /// What is wrong.
    pub(super) mistakes: Vec<Mistake>,
    /// What Zola's want to have looked up.
    pub(super) asked: Asked,
}

impl<'t> Expanded<'t> {
    /// A text without shortcodes.
    pub(super) fn of(text: &'t str) -> Self {
        Self {
            text: Cow::Borrowed(text),
            origins: Origins::default(),
            outputs: Outputs::default(),
            mistakes: Vec::new(),
            asked: Asked::default(),
        }
    }
}

/// What shortcodes give, by the number in the words that stand for them.
#[derive(Debug, Default)]
pub(super) struct Outputs {
    html: Vec<Output>,
    /// Zola's: where each of them stands in the file.
    places: Vec<Place>,
    /// Zola's: how many of the words have stood where it looks for them.
    met: Cell<usize>,
    /// How many bytes were filled in: the author can write a word of ours, as often as they like.
    filled: Cell<usize>,
}

#[derive(Debug)]
enum Output {
    Html(String),
    /// What a shortcode of another page gives.
    Included(Arc<str>),
    /// A shortcode that nobody knows: what it is called and given, and what is in it.
    Unknown {
        label: String,
        inner: String,
    },
}

/// The text without its shortcodes, whose templates see the `world`. Where the summary ends stands the sign of
/// `parted`.
pub(super) fn expand<'t>(
    body: &'t str,
    first_line: u32,
    rules: &Rules,
    known: &Known,
    world: &dyn Fn() -> Arc<World>,
    parted: Parted,
) -> Expanded<'t> {
    let mut expanded = Expanded::of(body);
    let has_marks = |mark| memchr::memmem::find(body.as_bytes(), mark).is_some();
    let scan = match rules.calls {
        Calls::Hugo if has_marks(b"{{<") || has_marks(b"{{%") => scan::scan,
        Calls::Zola if has_marks(b"{{") || has_marks(b"{%") => scan::zola::scan,
        Calls::Hugo => {
            if let Some(divider) = find_divider(body, parted) {
                expanded.text =
                    Cow::Owned(divided(body, &divider, first_line, &mut expanded.origins));
            }
            return expanded;
        }
        Calls::None | Calls::Zola => return expanded,
    };
    let (nodes, mistakes) = scan(body);
    let world = world();
    let mut writer = Writer {
        body,
        first_line,
        rules,
        known,
        line_starts: memchr::memchr_iter(b'\n', body.as_bytes())
            .map(|at| at + 1)
            .collect(),
        text: String::with_capacity(body.len()),
        ordinal: 0,
        budget: world.budget(),
        world,
        divider: find_divider(body, parted).filter(|_| rules.calls == Calls::Hugo),
        zolas: zola::Zolas::of(Engine::of(known, rules).with_text(body)),
        expanded: &mut expanded,
    };
    for mistake in mistakes {
        writer.complain(&mistake.span, Severity::Error, mistake.message);
    }
    for node in &nodes {
        writer.write(node);
    }
    writer.world.leave(&writer.budget);
    let (text, engine) = (writer.text, writer.zolas.engine);
    expanded.asked = Asked {
        sources: engine.asked,
        references: engine.asked_pages,
        named_files: engine.asked_files,
        ..Asked::default()
    };
    expanded.text = Cow::Owned(text);
    let place = |mistake: &Mistake| (mistake.place.line, mistake.place.column);
    expanded.mistakes.sort_by_key(place);
    expanded
}

/// What the author's mark of the end of the summary parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Parted {
    /// What stands around it.
    Text,
    /// And the HTML that is made of it, by [`PARTING`].
    Html,
}

/// The author's mark of the end of the summary.
#[derive(Debug)]
struct Divider {
    /// Where it stands.
    span: Span,
    /// What stands for it.
    sign: &'static str,
}

/// The author's mark of the end of the summary, of several the first; `None` if it stands apart from all else,
/// where it parts no text.
fn find_divider(body: &str, parted: Parted) -> Option<Divider> {
    let at = DIVIDERS.find(body.as_bytes())?;
    let end = at + DIVIDER.len();
    let is_apart = body[..at].ends_with("\n\n") && body[end..].starts_with("\n\n");
    let sign = match parted {
        Parted::Text if is_apart => return None,
        Parted::Text => reading::BARRIER,
        Parted::Html => PARTING,
    };
    let span = at..end;
    Some(Divider { span, sign })
}

/// A text that is parted where that mark stands.
fn divided(body: &str, divider: &Divider, first_line: u32, origins: &mut Origins) -> String {
    let mut text = String::with_capacity(body.len());
    write_divided(
        &mut text,
        body,
        &(0..body.len()),
        Some(divider),
        first_line,
        origins,
    );
    text
}

/// Appends a part of the body. The mark in it parts what stands around it, also in code.
fn write_divided(
    text: &mut String,
    body: &str,
    part: &Span,
    divider: Option<&Divider>,
    first_line: u32,
    origins: &mut Origins,
) {
    let mut done = part.start;
    let is_here = |divider: &&Divider| part.contains(&divider.span.start);
    if let Some(Divider { span, sign }) = divider.filter(is_here) {
        origins.takes(text.len(), body, &(done..span.start), first_line);
        text.push_str(&body[done..span.start]);
        origins.gives(text.len(), body, span, first_line);
        text.extend(["\n\n", sign, "\n\n"]);
        done = span.end;
    }
    origins.takes(text.len(), body, &(done..part.end), first_line);
    text.push_str(&body[done..part.end]);
}

/// Takes the shortcodes out of one text.
struct Writer<'w, 't> {
    body: &'t str,
    first_line: u32,
    rules: &'w Rules,
    known: &'w Known,
    /// Where the lines of the body begin, the first apart.
    line_starts: Vec<usize>,
    /// The text so far.
    text: String,
    /// How many shortcodes there were on the outermost level.
    ordinal: usize,
    /// What is left of it.
    budget: Budget,
    world: Arc<World>,
    /// Where the author's mark of the end of the summary stands.
    divider: Option<Divider>,
    /// What is Zola's own.
    zolas: zola::Zolas,
    expanded: &'w mut Expanded<'t>,
}

impl Output {
    fn length(&self) -> usize {
        match self {
            Self::Html(html) => html.len(),
            Self::Included(html) => html.len(),
            Self::Unknown { label, inner } => label.len() + inner.len(),
        }
    }
}

/// What a call gives.
enum Given {
    Text(String),
    /// HTML, also where the call gives Markdown.
    Html(String),
    /// A text that is read as Markdown with the text around it.
    Markdown(String),
    Unknown(String),
}

impl Writer<'_, '_> {
    fn write(&mut self, node: &Node) {
        match node {
            Node::Text(span) => {
                let divider = self.divider.as_ref();
                let origins = &mut self.expanded.origins;
                write_divided(
                    &mut self.text,
                    self.body,
                    span,
                    divider,
                    self.first_line,
                    origins,
                );
            }
            Node::Shown(span) => {
                self.expanded
                    .origins
                    .gives(self.text.len(), self.body, span, self.first_line);
                shown(&self.body[span.clone()], &mut self.text);
            }
            Node::Call(call) => {
                let ordinal = self.ordinal;
                self.ordinal += 1;
                let left = self.left_by(call);
                let given = match self.rules.calls {
                    Calls::Zola => self.given_by_zola(call),
                    Calls::None | Calls::Hugo => self.given(call, ordinal, None, 0),
                };
                let span = match left {
                    Some(_) => call.span.start..call.opening_end,
                    None => call.span.clone(),
                };
                self.expanded
                    .origins
                    .gives(self.text.len(), self.body, &span, self.first_line);
                match given {
                    Given::Text(text) if call.is_markdown => self.write_with_included(text),
                    Given::Markdown(text) => self.text.push_str(&text),
                    Given::Text(html) | Given::Html(html) => {
                        let html = self.world.with_included(html);
                        self.stand_for(call, Output::Html(html));
                    }
                    Given::Unknown(inner) => {
                        let label = label(call);
                        let inner = self.world.with_included(inner);
                        self.stand_for(call, Output::Unknown { label, inner });
                    }
                }
                for node in left.into_iter().flatten() {
                    self.write(node);
                }
            }
        }
    }

    /// Appends Markdown. What shortcodes of another page give in it is not, and gets words of its own.
    fn write_with_included(&mut self, markdown: String) {
        let outputs = &mut self.expanded.outputs.html;
        let world = &self.world;
        let markdown = with_included(markdown, |markdown, number| {
            if let Some(html) = world.included(number) {
                let _ = write!(markdown, "{WORD}{}{WORD_END}", outputs.len());
                outputs.push(Output::Included(html));
            }
        });
        self.text.push_str(&markdown);
    }

    /// Writes the word that stands for what a shortcode gives.
    fn stand_for(&mut self, call: &Call, output: Output) {
        let place = self.place(&call.span);
        let outputs = &mut self.expanded.outputs;
        // Zola's word begins and ends with a sign, which Markdown sees.
        let sign = match self.rules.calls {
            Calls::Zola => {
                outputs.places.push(place);
                ZOLAS_SIGN
            }
            Calls::None | Calls::Hugo => "",
        };
        let number = outputs.html.len();
        let _ = write!(self.text, "{sign}{WORD}{number}{WORD_END}{sign}");
        outputs.html.push(output);
    }

    /// What takes the place of a shortcode; `level` counts those it stands in.
    fn given(
        &mut self,
        call: &Call,
        ordinal: usize,
        around: Option<&Arc<Frame>>,
        level: usize,
    ) -> Given {
        let name = call.name.as_str();
        self.world.looked_for(name);
        let shortcode = self.known.templates.shortcodes.get(name).cloned();
        // Inline ones are off unless a blog turns them on.
        if name.ends_with(".inline") {
            return Given::Text(String::new());
        }
        let frame = self.frame(call, ordinal, around);
        let inner = match (&call.inner, self.reads_inner(call)) {
            (Some(nodes), Some(true) | None) => self.inner(nodes, &frame, level),
            (None, Some(true)) => {
                self.has_no_end(call);
                String::new()
            }
            (Some(_), Some(false)) => {
                self.has_needless_end(call);
                String::new()
            }
            (None, Some(false) | None) => String::new(),
        };
        match shortcode {
            Some(Shortcode::Template(template)) => self.run(call, &template, &frame, inner, level),
            Some(Shortcode::Broken(message)) => {
                let message =
                    format!("The template of the shortcode `{name}` cannot be read: {message}");
                self.complain_of(call, Severity::Error, message);
                Given::Unknown(self.block(&inner))
            }
            Some(Shortcode::None | Shortcode::Elsewhere | Shortcode::Tera { .. }) | None => {
                self.built_in(call, &frame, &inner)
            }
        }
    }

    fn frame(&self, call: &Call, ordinal: usize, around: Option<&Arc<Frame>>) -> Arc<Frame> {
        let place = self.place(&call.span);
        Arc::new(Frame::of(
            call,
            ordinal,
            around.cloned(),
            place,
            &self.world,
        ))
    }

    /// What stands in a shortcode, with what others in it give.
    fn inner(&mut self, nodes: &[Node], frame: &Arc<Frame>, level: usize) -> String {
        let mut inner = String::new();
        let mut ordinal = 0;
        let mut rest: Vec<&Node> = nodes.iter().rev().collect();
        while let Some(node) = rest.pop() {
            match node {
                Node::Text(span) => inner.push_str(&self.body[span.clone()]),
                Node::Shown(span) => shown(&self.body[span.clone()], &mut inner),
                Node::Call(call) => {
                    rest.extend(self.left_by(call).into_iter().flatten().rev());
                    match self.given(call, ordinal, Some(frame), level + 1) {
                        Given::Text(text) | Given::Html(text) | Given::Markdown(text) => {
                            inner.push_str(&text);
                        }
                        Given::Unknown(within) => {
                            write_box(&mut inner, &label(call), &within, true);
                        }
                    }
                    ordinal += 1;
                }
            }
        }
        inner
    }

    /// What a template of the blog's own gives.
    fn run(
        &mut self,
        call: &Call,
        template: &Template,
        frame: &Arc<Frame>,
        inner: String,
        level: usize,
    ) -> Given {
        let is_of_old = call.is_markdown && template.is_of_first_version();
        let inner = if call.is_markdown && (level > 0 || is_of_old) && call.inner.is_some() {
            self.phrase(&inner)
        } else {
            inner
        };
        match frame.run(template, inner.clone(), &mut self.budget) {
            Ok(output) if is_of_old => Given::Html(output),
            Ok(output) => Given::Text(output),
            Err(error) => {
                let message = format!("The shortcode `{}` cannot be shown: {error}", call.name);
                self.complain_of(call, Severity::Error, message);
                Given::Unknown(self.block(&inner))
            }
        }
    }

    /// What one of Hugo's own shortcodes gives, or one that nobody knows.
    fn built_in(&mut self, call: &Call, frame: &Arc<Frame>, inner: &str) -> Given {
        let given = embedded::give(call, frame, inner);
        match given {
            Some(Ok(html)) => Given::Text(html),
            Some(Err(message)) => {
                self.complain_of(call, Severity::Error, message);
                Given::Text(String::new())
            }
            // That there is none is for the checks to say, where they can know it.
            None => {
                let known = self.known.templates.shortcodes.get(&call.name);
                if matches!(known, Some(Shortcode::Elsewhere)) {
                    let message = format!(
                        "The shortcode `{}` is nowhere in this blog, so what it gives cannot be shown here.",
                        call.name
                    );
                    self.complain_of(call, Severity::Warning, message);
                }
                Given::Unknown(self.block(inner))
            }
        }
    }

    /// What stands in a box, as Markdown of its own. The HTML in it is what other shortcodes gave,
    /// and stays also where that of the author is omitted.
    fn block(&self, markdown: &str) -> String {
        let rules = Rules {
            raw_html: RawHtml::Kept,
            ..self.rules.clone()
        };
        let dedented = frame::without_indent(markdown);
        super::fragment(
            &dedented,
            &rules,
            self.known,
            Some((&self.world, Reader::Post)),
        )
    }

    /// The same, without the paragraph around a single line.
    fn phrase(&self, markdown: &str) -> String {
        let html = super::fragment(
            markdown,
            self.rules,
            self.known,
            Some((&self.world, Reader::Post)),
        );
        if markdown.contains('\n') {
            return html;
        }
        let inner = html.trim_end().strip_prefix("<p>");
        let inner = inner.and_then(|inner| inner.strip_suffix("</p>"));
        inner
            .filter(|inner| !inner.contains("<p>"))
            .map(str::to_owned)
            .unwrap_or(html)
    }

    fn complain_of(&mut self, call: &Call, severity: Severity, message: String) {
        let name = call.name_at..call.name_at + call.name.len();
        self.complain(&name, severity, message);
    }

    fn complain(&mut self, span: &Span, severity: Severity, message: String) {
        let place = self.place(span);
        self.expanded.mistakes.push(Mistake {
            place,
            severity,
            message,
        });
    }

    /// Where something of the body stands in the file.
    fn place(&self, span: &Span) -> Place {
        let lines = self
            .line_starts
            .partition_point(|start| *start <= span.start);
        let line_start = lines
            .checked_sub(1)
            .map_or(0, |line| self.line_starts[line]);
        let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        // Of a line of megabytes nobody counts the characters.
        let count = |text: &str| match text.len() {
            length if length > LONGEST_LINE => length,
            _ => text.chars().count(),
        };
        let source = &self.body[span.clone()];
        let length = source.lines().next().map_or(1, |line| count(line).max(1));
        Place {
            line: self.first_line + number(lines),
            column: number(count(&self.body[line_start..span.start])) + 1,
            length: number(length),
        }
    }
}

/// A shortcode that is shown: `{{</* x */>}}` or `{{/* x() */}}` without its `/*` and `*/`.
fn shown(source: &str, text: &mut String) {
    if source.get(2..4) == Some("/*") {
        let opened = source.replacen("/*", "", 1);
        let (before, after) = opened.rsplit_once("*/").unwrap_or((&opened, ""));
        return text.extend([before, after]);
    }
    let inner = source
        .get(5..source.len().saturating_sub(5))
        .unwrap_or_default();
    text.push_str(&source[..3]);
    text.push_str(inner);
    text.push_str(&source[source.len() - 3..]);
}

/// What a shortcode that nobody knows is called and given: `alert type="note"`.
fn label(call: &Call) -> String {
    let mut label = call.name.clone();
    for (name, parameter) in &call.parameters.all {
        label.push(' ');
        if !name.is_empty() {
            label.push_str(name);
            label.push('=');
        }
        let quote = if parameter.is_quoted { "\"" } else { "" };
        label.extend([quote, &parameter.text, quote]);
    }
    label
}

/// Writes the word that stands for what the shortcode of another page gave.
pub(super) fn write_included(text: &mut String, number: usize) {
    let _ = write!(text, "{INCLUDED}{number}{WORD_END}");
}

/// A text in which something else is written for the words that stand for what shortcodes of other pages
/// give, told of their numbers.
pub(super) fn with_included(text: String, mut write: impl FnMut(&mut String, usize)) -> String {
    if !text.contains(INCLUDED) {
        return text;
    }
    let mut parts = text.split(INCLUDED);
    let mut written = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let digits = part.bytes().take_while(u8::is_ascii_digit).count();
        let number = part[..digits].parse();
        match number.ok().zip(part[digits..].strip_prefix(WORD_END)) {
            Some((number, after)) => {
                write(&mut written, number);
                written.push_str(after);
            }
            None => written.extend([INCLUDED, part]),
        }
    }
    written
}

/// A faint box around what stands in a shortcode that nobody knows.
fn write_box(html: &mut String, label: &str, inner: &str, is_block: bool) {
    let (element, word) = if is_block {
        ("div", "p")
    } else {
        ("span", "b")
    };
    let _ = write!(
        html,
        "<{element} class=\"shortcode-unknown\"><{word} class=\"shortcode-label\" {FURNITURE}>"
    );
    escape::text(html, label);
    let _ = write!(html, "</{word}>");
    html.push_str(inner.trim());
    let _ = write!(html, "</{element}>");
}

/// Writes the table of contents where shortcodes ask for it.
pub(super) fn write_contents(drafts: &mut [Draft], outline: &[Heading], which: Contents) {
    let mut contents = None;
    let mut room = MOST_FILLED;
    for draft in drafts
        .iter_mut()
        .filter(|draft| draft.html.contains(CONTENTS))
    {
        let contents = contents.get_or_insert_with(|| table_of_contents(outline, which));
        let count = draft.html.matches(CONTENTS).count();
        match room.checked_sub(count * contents.len()) {
            Some(left) => {
                room = left;
                draft.html = draft.html.replace(CONTENTS, contents);
            }
            None => draft.html = draft.html.replace(CONTENTS, ""),
        }
    }
}

/// Hugo's table of contents.
fn table_of_contents(outline: &[Heading], which: Contents) -> String {
    let mut html = String::from("<nav id=\"TableOfContents\">");
    let list = if which.is_ordered { "ol" } else { "ul" };
    let base = which.first.saturating_sub(1);
    let mut depth = base;
    let headings = outline
        .iter()
        .filter(|heading| (which.first..=which.last).contains(&heading.level));
    for heading in headings {
        if heading.level == depth {
            html.push_str("</li>\n");
        }
        while depth < heading.level {
            if depth > base && !html.ends_with("<li>") {
                html.push('\n');
            }
            html.extend(["<", list, ">\n"]);
            depth += 1;
            if depth < heading.level {
                html.push_str("<li>");
            }
        }
        while depth > heading.level {
            html.extend(["</li>\n</", list, ">\n</li>\n"]);
            depth -= 1;
        }
        html.push_str("<li><a href=\"#");
        escape::attribute(&mut html, &heading.id);
        html.push_str("\">");
        escape::text(&mut html, &heading.text);
        html.push_str("</a>");
    }
    while depth > base {
        html.extend(["</li>\n</", list, ">\n"]);
        depth -= 1;
    }
    html.push_str("</nav>");
    html
}

impl Outputs {
    /// Whether there are none.
    pub(super) fn are_none(&self) -> bool {
        self.html.is_empty()
    }

    /// Whether a word in a block's HTML may stand for something of these.
    pub(super) fn are_in(&self, html: &str) -> bool {
        !self.html.is_empty() && WORDS.find(html.as_bytes()).is_some()
    }

    /// Notes the words in an event of the text. Zola fills its own in their order, and looks for the
    /// next one in text and in HTML only: one that stands elsewhere, in a span of code or in an
    /// address, stays as it is, and with it all behind it.
    #[inline]
    pub(super) fn meet(&self, event: &Event<'_>) {
        if !self.places.is_empty() {
            self.meet_words(event);
        }
    }

    fn meet_words(&self, event: &Event<'_>) {
        let (Event::Text(text) | Event::Html(text) | Event::InlineHtml(text)) = event else {
            return;
        };
        for word in text.split(WORD).skip(1) {
            let digits = word.bytes().take_while(u8::is_ascii_digit).count();
            if word[..digits].parse() == Ok(self.met.get()) {
                self.met.set(self.met.get() + 1);
            }
        }
    }

    /// Whether Zola leaves its word for this shortcode as it is.
    fn is_left(&self, number: usize) -> bool {
        !self.places.is_empty() && number >= self.met.get()
    }

    /// The shortcode because of which Zola leaves words as they are, if it does.
    pub(super) fn left(&self) -> Option<Mistake> {
        let place = *self.places.get(self.met.get())?;
        let message = format!(
            "Zola takes no shortcode in a span of code, in an address or in a title: it publishes \
                       {ZOLAS_WORD} for it and for all behind it. To show one as it is written, write \
                       `{{{{/* name() */}}}}`."
        );
        Some(Mistake {
            place,
            severity: Severity::Error,
            message,
        })
    }

    /// `html` with what shortcodes give in place of the words that stand for them. A paragraph that
    /// has nothing else in it goes.
    pub(super) fn filled(&self, html: &str) -> String {
        self.filled_with(html, |filled, output, is_alone| match output {
            Output::Html(html) => filled.push_str(html),
            Output::Included(html) => filled.push_str(html),
            Output::Unknown { label, inner } => write_box(filled, label, inner, is_alone),
        })
    }

    /// The text of another page, with words for what its shortcodes give, each of which is handed on for a
    /// number.
    pub(super) fn included(&self, text: &str, mut hand_on: impl FnMut(String) -> usize) -> String {
        self.filled_with(text, |filled, output, _| {
            let html = match output {
                Output::Html(html) => html.clone(),
                Output::Included(html) => html.to_string(),
                Output::Unknown { label, inner } => {
                    let mut html = String::new();
                    write_box(&mut html, label, inner, true);
                    html
                }
            };
            write_included(filled, hand_on(html));
        })
    }

    fn filled_with(&self, html: &str, mut write: impl FnMut(&mut String, &Output, bool)) -> String {
        let mut filled = String::with_capacity(html.len() * 2);
        let mut rest = html;
        while let Some(at) = WORDS.find(rest.as_bytes()) {
            let (before, word) = rest.split_at(at);
            let inner = &word[WORD.len()..];
            let digits = inner.bytes().take_while(u8::is_ascii_digit).count();
            let number = inner[..digits].parse().unwrap_or(usize::MAX);
            let output = self.html.get(number);
            let after = inner[digits..].strip_prefix(WORD_END);
            let (Some(output), Some(after)) = (output, after) else {
                filled.push_str(&rest[..at + WORD.len()]);
                rest = inner;
                continue;
            };
            let signed = before
                .strip_suffix(ZOLAS_SIGN)
                .zip(after.strip_prefix(ZOLAS_SIGN));
            if self.is_left(number) {
                let (before, after) = signed.unwrap_or((before, after));
                filled.extend([before, ZOLAS_WORD]);
                rest = after;
                continue;
            }
            let (before, after) = signed.unwrap_or((before, after));
            let alone = before.strip_suffix("<p>").zip(after.strip_prefix("</p>"));
            let (before, after) = alone.unwrap_or((before, after));
            filled.push_str(before);
            let length = self.filled.get() + output.length();
            if length > MOST_FILLED {
                rest = after;
                continue;
            }
            self.filled.set(length);
            write(&mut filled, output, alone.is_some());
            // What follows begins a line of its own only if that is left to Markdown.
            rest = match alone {
                Some(_) if signed.is_some() => after.strip_prefix('\n').unwrap_or(after),
                _ => after,
            };
        }
        filled.push_str(rest);
        filled
    }

    /// Whether HTML ends with a paragraph of nothing but one of Zola's words, which goes.
    pub(super) fn end_alone(html: &str) -> bool {
        let inner = html.strip_suffix("</p>\n").unwrap_or_default();
        let inner = inner
            .rfind("<p>")
            .map_or("", |at| &inner[at + "<p>".len()..]);
        let word = inner.strip_prefix(ZOLAS_SIGN);
        let word = word.and_then(|word| word.strip_suffix(ZOLAS_SIGN));
        let number = word.and_then(|word| word.strip_prefix(WORD)?.strip_suffix(WORD_END));
        number.is_some_and(|number| number.bytes().all(|byte| byte.is_ascii_digit()))
    }

    /// The code in which words stand that stand for shortcodes, with what those give.
    pub(super) fn filled_code(&self, code: &str) -> String {
        self.filled_with(code, |filled, output, _| {
            filled.push_str(match output {
                Output::Html(html) => html,
                Output::Included(html) => html,
                Output::Unknown { label, .. } => label,
            });
        })
    }

    /// A text for people without the words that stand for something.
    pub(super) fn without_words<'t>(&self, text: &'t str) -> Cow<'t, str> {
        if self.html.is_empty() {
            return Cow::Borrowed(text);
        }
        let mut kept = String::new();
        let mut rest = text;
        while let Some(at) = WORDS.find(rest.as_bytes()) {
            let Some(end) = rest[at..].find(WORD_END) else {
                break;
            };
            let (before, after) = (&rest[..at], &rest[at + end + WORD_END.len()..]);
            let signed = before
                .strip_suffix(ZOLAS_SIGN)
                .zip(after.strip_prefix(ZOLAS_SIGN));
            let (before, after) = signed.unwrap_or((before, after));
            kept.push_str(before);
            rest = after;
        }
        kept.push_str(rest);
        Cow::Owned(kept)
    }
}
