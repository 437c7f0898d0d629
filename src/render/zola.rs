//! What Zola writes in a way of its own.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::sync::LazyLock;

use pulldown_cmark::{CodeBlockKind, CowStr, Event, Parser, Tag};

use super::code::{self};
use super::context::Asked;
use super::document::around;
use super::footnotes::Footnotes;
use super::raw_html::Draft;
use super::shortcodes::Outputs;
use super::tera::{Engine, Unrendered};
use super::writer::Writer;
use super::{Calls, Form, Lines, Mistake, Rules, escape};

/// The template of the links to headings.
const ANCHOR_TEMPLATE: &str = "anchor-link.html";
/// Zola writes all ways back behind each definition of one label; behind all but the first ones, so
/// many together are here.
const MOST_WAYS_AGAIN: usize = 10_000;

/// What Zola's configuration says of how HTML is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Zola {
    /// Where links to themselves stand in headings, unless their section says otherwise; `None`: there
    /// are none.
    pub anchors: Option<AnchorPlace>,
    /// Whether the templates lie here that say what such links look like.
    pub has_templates: bool,
    /// Where footnotes stand.
    pub notes: Notes,
    /// How code blocks are written.
    pub code: CodeForm,
    /// Whether pictures are loaded when they come into sight.
    pub has_lazy_pictures: bool,
    /// Whether `:smile:` becomes a picture sign.
    pub has_emoji: bool,
    /// What links to other sites have.
    pub links: ExternalLinks,
}

impl Zola {
    /// What it is where nothing is said.
    pub const DEFAULT: Self = Self {
        anchors: None,
        has_templates: false,
        notes: Notes::InPlace,
        code: CodeForm::Plain,
        has_lazy_pictures: false,
        has_emoji: false,
        links: ExternalLinks {
            class: None,
            rel: None,
            is_new_tab: false,
        },
    };
}

/// Where the link to a heading stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AnchorPlace {
    /// Before its text.
    Left,
    /// Behind its text.
    Right,
    /// Around its text.
    Heading,
}

impl AnchorPlace {
    /// What a configuration or a section says.
    #[must_use]
    pub fn of(word: &str) -> Option<Self> {
        match word {
            "left" => Some(Self::Left),
            "right" => Some(Self::Right),
            "heading" => Some(Self::Heading),
            _ => None,
        }
    }
}

/// What a section says of links to headings.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SectionAnchors {
    /// Nothing: the configuration counts.
    #[default]
    AsConfigured,
    /// There are none.
    Nowhere,
    /// They stand here.
    At(AnchorPlace),
}

/// What lies around a post.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Around {
    /// The files of the sections that it stands in, relative to the folder of posts, the outermost
    /// first.
    pub sections: Vec<String>,
    /// What its own section says of links to headings.
    pub anchors: SectionAnchors,
    /// Files beside it, where it has a folder of its own, relative to the folder of posts.
    pub assets: Vec<String>,
}

/// Where footnotes stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Notes {
    /// Where they are written.
    InPlace,
    /// Below the text.
    Below,
}

/// How code blocks are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodeForm {
    /// As Markdown has them; what a fence says of lines counts for nothing.
    Plain,
    /// With what a fence says of lines, as before Zola 0.22.
    Syntect,
    /// The same, and nothing separates the block from the next.
    Giallo,
}

/// What links to other sites have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExternalLinks {
    /// Their class.
    pub class: Option<String>,
    /// How they are related: `noopener nofollow`.
    pub rel: Option<String>,
    /// Whether they open a tab of their own.
    pub is_new_tab: bool,
}

/// What Zola minds of what was written.
#[derive(Debug, Default)]
pub(super) struct Met {
    /// The place where a summary ends.
    pub(super) more: bool,
    /// A picture that is loaded late. Zola takes every text behind one for a part of an attribute, and
    /// makes no id of it.
    pub(super) lazy_picture: bool,
}

/// What writes the links to headings.
#[derive(Default)]
pub(super) struct Anchors {
    /// Where the element begins that has just ended.
    pub(super) at: usize,
    /// Whether the blog's own template was looked for.
    is_asked: bool,
    /// Evaluates that, once a link was written.
    engine: Option<Engine>,
    /// Where it gave nothing first, and why.
    pub(super) failed: Option<(usize, String)>,
}

impl Anchors {
    /// Adds what it wants to know.
    pub(super) fn ask(&mut self, asked: &mut Asked) {
        if self.is_asked {
            asked.sources.insert(ANCHOR_TEMPLATE.to_owned());
        }
        if let Some(engine) = &mut self.engine {
            asked.sources.append(&mut engine.asked);
            asked.references.append(&mut engine.asked_pages);
            asked.named_files.append(&mut engine.asked_files);
        }
    }
}

impl<'a> Writer<'a, '_> {
    /// Zola gives the ids that the author wrote, below too, to no other heading.
    pub(super) fn reserve_ids(&mut self) {
        if self.rules.form != Form::Zola || !self.body.contains("{#") {
            return;
        }
        for event in Parser::new_ext(self.body, self.rules.options) {
            if let Event::Start(Tag::Heading { id: Some(id), .. }) = event {
                self.ids.reserve(&id);
            }
        }
    }

    /// Where links to headings stand.
    pub(super) fn anchor_place(&self) -> Option<AnchorPlace> {
        let zola = &self.rules.zola;
        match self.known.templates.around.anchors {
            _ if !zola.has_templates => None,
            SectionAnchors::AsConfigured => zola.anchors,
            SectionAnchors::Nowhere => None,
            SectionAnchors::At(place) => Some(place),
        }
    }

    /// Writes the link to a heading of which the inner HTML begins at `inner_at`.
    pub(super) fn write_anchor(
        &mut self,
        place: AnchorPlace,
        inner_at: usize,
        (id, level, text): (&str, u8, &str),
    ) {
        let anchor = self
            .own_anchor((id, level, text))
            .unwrap_or_else(|| zolas_anchor(id));
        match place {
            AnchorPlace::Left => self.insert(inner_at, &anchor),
            AnchorPlace::Right => self.html.push_str(&anchor),
            AnchorPlace::Heading => {
                if let Some(tag) = opening_tag(&anchor) {
                    self.insert(inner_at, tag);
                    self.html.push_str("</a>");
                }
            }
        }
    }

    /// The same as the blog's own template has it, if there is one that gives something.
    fn own_anchor(&mut self, (id, level, text): (&str, u8, &str)) -> Option<String> {
        self.anchors.is_asked = true;
        let template = self.known.templates.sources.get(ANCHOR_TEMPLATE)?.clone()?;
        let engine = &mut self.anchors.engine;
        let engine = engine.get_or_insert_with(|| Engine::of(self.known, self.rules));
        let own = [
            ("id", id.into()),
            ("level", level.into()),
            ("text", text.into()),
        ];
        let own = own.map(|(name, value): (&str, serde_json::Value)| (name.to_owned(), value));
        let given = engine.render(ANCHOR_TEMPLATE, &template, own.into_iter().collect());
        match given {
            Ok(given) => return Some(given),
            Err(Unrendered::Waiting) => {}
            Err(Unrendered::Failed(message)) => {
                let at = self.anchors.at;
                self.anchors.failed.get_or_insert((at, message));
            }
        }
        None
    }

    /// What a code block's fence says, where Zola follows it.
    pub(super) fn zola_fence(&self, kind: &CodeBlockKind<'_>) -> Option<code::Fence> {
        let is_followed = self.rules.form == Form::Zola && self.rules.zola.code != CodeForm::Plain;
        let info = match kind {
            CodeBlockKind::Fenced(info) => info,
            CodeBlockKind::Indented => "",
        };
        is_followed.then(|| code::Fence::of(info))
    }

    /// A text with emoji for their names.
    pub(super) fn with_emoji(text: CowStr<'a>) -> CowStr<'a> {
        static NAMES: LazyLock<gh_emoji::Replacer> = LazyLock::new(gh_emoji::Replacer::new);
        if !text.contains(':') {
            return text;
        }
        match NAMES.replace_all(&text) {
            Cow::Borrowed(_) => text,
            Cow::Owned(text) => text.into(),
        }
    }

    /// HTML of the author's, with a place to jump to where a summary ends.
    pub(super) fn with_more(&mut self, html: CowStr<'a>) -> CowStr<'a> {
        if self.rules.form != Form::Zola || self.met.more || !is_more(&html) {
            return html;
        }
        self.met.more = true;
        "<span id=\"continue-reading\"></span>".into()
    }

    /// Begins a footnote where it stands.
    pub(super) fn start_footnote(&mut self, label: &str) {
        let number = self.footnotes.number(label);
        self.open("<div class=\"footnote-definition\" id=\"");
        escape::attribute(&mut self.html, label);
        let _ = write!(
            self.html,
            "\"><sup class=\"footnote-definition-label\">{number}</sup>"
        );
    }

    /// Writes what a link has if it leads to another site.
    pub(super) fn write_external(&mut self, destination: &str) {
        let links = &self.rules.zola.links;
        let is_external = destination.starts_with("http:") || destination.starts_with("https:");
        if self.rules.form != Form::Zola || !is_external {
            return;
        }
        for (name, value) in [("class", &links.class), ("rel", &links.rel)] {
            if let Some(value) = value {
                self.html.extend([" ", name, "=\""]);
                escape::attribute(&mut self.html, value);
                self.html.push('"');
            }
        }
        if links.is_new_tab {
            self.html.push_str(" target=\"_blank\"");
        }
    }
}

/// The place in what stands between two blocks, which are link definitions and blank lines, where the
/// parser that Zola uses leaves an empty paragraph: a blank line that is indented like code, directly
/// below definitions.
pub(super) fn empty_paragraph(between: &str) -> Option<usize> {
    let mut is_below_definition = false;
    let mut at = 0;
    for (index, line) in between.split_inclusive('\n').enumerate() {
        let is_blank = line.trim().is_empty();
        if is_blank && is_below_definition && (line.starts_with("    ") || line.contains('\t')) {
            return Some(at);
        }
        // The first one is the rest of the block before.
        is_below_definition = !is_blank && (index > 0 || line.trim_start().starts_with('['));
        at += line.len();
    }
    None
}

/// What stands for a picture without what shortcodes give, which Zola leaves out, if that is another
/// text.
pub(super) fn alternative(text: &str, rules: &Rules, outputs: &Outputs) -> Option<String> {
    let is_zolas = rules.calls == Calls::Zola && !rules.zola.has_lazy_pictures;
    (is_zolas && outputs.are_in(text)).then(|| outputs.without_words(text).into_owned())
}

/// Whether Zola begins a line before this element, where none has ended.
pub(super) fn begins_line(html: &str) -> bool {
    const WITH_A_LINE: [&str; 6] = ["p", "blockquote", "ul", "ol", "dl", "hr"];
    let Some(inner) = html.strip_prefix('<') else {
        return html.starts_with(['\n', ' ', '\t']);
    };
    let name = inner.split(|c: char| !c.is_ascii_alphanumeric()).next();
    name.is_some_and(|name| WITH_A_LINE.contains(&name))
        || inner.starts_with("div class=\"footnote-definition\"")
}

/// What is wrong with the template of links to headings, met in a heading on this line.
pub(super) fn anchor_mistake(line: u32, message: &str) -> Mistake {
    let message = format!("`{ANCHOR_TEMPLATE}` gives no links to headings: {message}");
    Mistake::of_line(line, message)
}

/// The link to a heading as Zola has it.
fn zolas_anchor(id: &str) -> String {
    let mut anchor = String::from("<a class=\"zola-anchor\" href=\"#");
    escape::attribute(&mut anchor, id);
    anchor.push_str("\" aria-label=\"Anchor link for: ");
    escape::attribute(&mut anchor, id);
    anchor.push_str("\">\u{1f517}</a>");
    anchor
}

/// The tag with which a link begins: `<a href="#x">`.
fn opening_tag(anchor: &str) -> Option<&str> {
    let start = anchor.find("<a")?;
    let end = start + anchor[start..].find('>')?;
    Some(&anchor[start..=end])
}

/// Whether there is a `<!-- more -->` in this.
fn is_more(html: &str) -> bool {
    html.split("<!--").skip(1).any(|comment| {
        let inner = comment.split("-->").next().unwrap_or_default();
        comment.contains("-->") && inner.trim().eq_ignore_ascii_case("more")
    })
}

impl Footnotes<'_> {
    /// Appends a reference to a footnote.
    pub(super) fn write_zola_reference(&mut self, html: &mut String, label: &str, way: Notes) {
        let reference = match self.counted.pop_front() {
            Some(counted) => counted,
            None => self.count(label),
        };
        let number = self.number(label);
        let mut name = String::new();
        escape::attribute(&mut name, label);
        let _ = match way {
            Notes::InPlace => write!(
                html,
                "<sup class=\"footnote-reference\"><a href=\"#{name}\">{number}</a></sup>"
            ),
            Notes::Below => write!(
                html,
                "<sup class=\"footnote-reference\" id=\"fr-{name}-{reference}\">\
                 <a href=\"#fn-{name}\">{number}</a></sup>"
            ),
        };
    }

    /// Writes the ways back into the paragraph with which `html` ends, or behind what else it ends
    /// with.
    fn write_zola_ways_back(&mut self, html: &mut String, number: usize, is_again: bool) {
        let closing = if html.ends_with("</p>\n") && !Outputs::end_alone(html) {
            html.truncate(html.len() - "</p>\n".len());
            "</p>\n"
        } else {
            ""
        };
        let (label, mut references) = self.told(number).unwrap_or_default();
        let mut name = String::new();
        escape::attribute(&mut name, label);
        if is_again {
            references = references.min(MOST_WAYS_AGAIN - self.again);
            self.again += references;
        }
        for reference in 1..=references {
            let _ = write!(html, " <a href=\"#fr-{name}-{reference}\">\u{21a9}");
            if reference > 1 {
                let _ = write!(html, "{reference}");
            }
            html.push_str("</a>");
        }
        html.push_str(closing);
    }
}

/// The footnotes below the text that are referred to, in the order of their numbers.
pub(super) fn write_footnotes(writer: &mut Writer<'_, '_>) -> Option<Draft> {
    if !writer.footnotes.has_definitions() {
        return None;
    }
    writer.footnotes.finish();
    writer
        .html
        .push_str("<section class=\"footnotes\">\n<ol class=\"footnotes-list\">\n");
    let mut all: Option<Lines> = None;
    let (mut number, mut is_again) = (1, false);
    while let Some(definition) = writer.footnotes.take(number) {
        all = around(all, definition.lines);
        writer.html.push_str("<li id=\"fn-");
        let (label, _) = writer.footnotes.told(number).unwrap_or_default();
        escape::attribute(&mut writer.html, label);
        writer.html.push_str("\">");
        writer.footnotes.counted = definition.references;
        for (event, span) in definition.events {
            writer.write(event, span);
        }
        writer.flush_text();
        writer.footnotes.counted.clear();
        writer
            .footnotes
            .write_zola_ways_back(&mut writer.html, number, is_again);
        writer.html.push_str("</li>\n");
        is_again = writer.footnotes.has_more(number);
        if !is_again {
            number += 1;
        }
    }
    writer.html.push_str("</ol>\n</section>\n");
    if let Some(lines) = all {
        return writer.cut(lines);
    }
    writer.html.clear();
    None
}
