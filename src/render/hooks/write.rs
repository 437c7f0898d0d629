//! Markdown → what render hooks write of it.
//!
//! What a hook writes is written without it first, and stays where the hook fails.

use pulldown_cmark::{Alignment, HeadingLevel, TagEnd};

use super::{Hooks, alerts};
use crate::dialect::address;
use crate::gotemplate::{Map, Value};
use crate::render::attributes::{self, Read};
use crate::render::context::Reader;
use crate::render::destinations::Reference;
use crate::render::headings::OpenHeading;
use crate::render::raw_html::addresses::{FROM_HOME, HOOKED};
use crate::render::writer::Writer;
use crate::render::{EmbeddedHooks, code, escape};

/// Each that is open is copied into the next around it, so that these are as many as hooks write within
/// each other; what lies deeper is written by Hugo.
const DEEPEST: usize = 32;

/// The most cells of a table that a hook is told of. A longer one is written by Hugo.
const MOST_CELLS: usize = 20_000;

/// Where something that a hook may write stands in the HTML, as it is written without its hook.
#[derive(Clone, Copy, Debug)]
pub(in crate::render) struct Place {
    /// Where it begins.
    pub(in crate::render) begin: usize,
    /// Where that begins which stands in it.
    pub(in crate::render) inner: usize,
    /// How many addresses of the block stand before it.
    pub(in crate::render) references: usize,
    /// How much of what texts say was said before it.
    pub(in crate::render) said: usize,
}

/// What has begun, of what hooks write.
#[derive(Debug)]
pub(in crate::render) struct Open {
    place: Place,
    of: Of,
    /// It stands too deep in others.
    is_deep: bool,
}

/// What it is.
#[derive(Debug)]
pub(in crate::render) enum Of {
    /// A link.
    Link {
        /// As it is written, with `mailto:`.
        destination: String,
        title: String,
    },
    /// A picture.
    Picture {
        /// As it is written.
        destination: String,
        title: String,
    },
    /// A code block with this info string.
    Code(String),
    /// A quote.
    Quote,
    /// A table, with its rows up to here.
    Table(Vec<Vec<Cell>>),
}

/// A cell of a table.
#[derive(Debug)]
pub(in crate::render) struct Cell {
    html: String,
    alignment: &'static str,
}

impl Of {
    /// The name of the hook that writes it.
    fn name(&self) -> &'static str {
        match self {
            Self::Link { .. } => "link",
            Self::Picture { .. } => "image",
            Self::Code(_) => "codeblock",
            Self::Quote => "blockquote",
            Self::Table(_) => "table",
        }
    }
}

/// What Hugo counts among the options of a code block; all else are its attributes.
const CODE_OPTIONS: [&str; 14] = [
    "anchorlinenos",
    "guesssyntax",
    "hl_inline",
    "hl_lines",
    "hl_style",
    "lineanchors",
    "linenos",
    "linenostart",
    "linenumbersintable",
    "noclasses",
    "nohl",
    "nopwrapper",
    "style",
    "tabwidth",
];

impl Hooks<'_> {
    /// Whether one writes code in this language.
    fn has_code(&self, language: &str) -> bool {
        self.has("codeblock") || !self.are_none() && self.has(&format!("codeblock-{language}"))
    }

    /// Whether one writes quotes.
    fn has_quotes(&self) -> bool {
        let names = ["blockquote", "blockquote-alert", "blockquote-regular"];
        names.iter().any(|name| self.has(name))
    }

    /// What began last, if it is of this kind and a hook may write it.
    fn end(&mut self, name: &str) -> Option<Open> {
        let open = self.open.pop_if(|open| open.of.name() == name)?;
        (!open.is_deep).then_some(open)
    }
}

impl Writer<'_, '_> {
    /// Something has begun that a hook may write: `begin` is where, before so many addresses of the
    /// block, and what is in it comes next.
    pub(in crate::render) fn open_hooked(&mut self, begin: usize, references: usize, of: Of) {
        if self.hooks.are_none() {
            return;
        }
        let is_hooked = match &of {
            Of::Code(info) if !self.hooks.has_code(code::hugos_language(info)) => {
                // Hugo counts all of them.
                self.hooks.count("codeblock");
                false
            }
            Of::Code(_) => true,
            Of::Quote => self.hooks.has_quotes(),
            of => self.hooks.has(of.name()),
        };
        if is_hooked {
            let is_deep = self.hooks.open.len() >= DEEPEST;
            self.hooks.open.push(Open {
                place: Place {
                    begin,
                    inner: self.html.len(),
                    references,
                    said: self.hooks.said.len(),
                },
                of,
                is_deep,
            });
        }
    }

    /// A link is written up to its end.
    pub(in crate::render) fn end_hooked_link(&mut self) {
        let Some(open) = self.hooks.end("link") else {
            return;
        };
        let text = self.inner(open.place, "</a>");
        if let Of::Link { destination, title } = &open.of {
            let plain = self.hooks.said[open.place.said..].to_owned();
            let told = link(destination, title, &text, &plain);
            let written = self.write_hooked(open.place, &["link"], told);
            self.note_rewritten(destination, open.place.begin, written);
        }
    }

    /// A bare address is written as a link, from `begin` on.
    pub(in crate::render) fn end_hooked_address(
        &mut self,
        begin: usize,
        destination: &str,
        text: &str,
    ) {
        if self.hooks.has("link")
            && let Some(html) = self
                .hooks
                .write(&["link"], link(destination, "", text, text))
        {
            self.has_raw_html = true;
            self.html.truncate(begin);
            self.html.push_str(&html);
        }
    }

    /// The picture that has begun is written but for the end of its tag: what describes it is.
    pub(in crate::render) fn end_hooked_picture(&mut self) -> Option<HookedPicture> {
        let open = self.hooks.end("image")?;
        let description = escape::without_tags(&self.html[open.place.inner..]);
        let ordinal = self.hooks.count("image");
        let is_alone = self.hooks.lone_pictures.contains(&self.hooks.span.start);
        let paragraph = (self.paragraph_at, Some(TagEnd::Paragraph));
        let attributes = self.values_of(paragraph).filter(|_| is_alone);
        let told = vec![
            ("Text", html_of(&description)),
            ("PlainText", Value::text(&description)),
            ("Ordinal", ordinal),
            ("IsBlock", Value::Bool(is_alone)),
            ("Attributes", Value::map(attributes.unwrap_or_default())),
        ];
        Some(HookedPicture { open, told })
    }

    /// The picture is written.
    pub(in crate::render) fn write_hooked_picture(&mut self, picture: HookedPicture) {
        let HookedPicture { open, mut told } = picture;
        if let Of::Picture { destination, title } = &open.of {
            told.push(("Destination", Value::text(destination)));
            told.push(("Title", Value::text(title)));
        }
        self.settle_references(open.place.references);
        let written = self.write_hooked(open.place, &["image"], told);
        if let Of::Picture { destination, .. } = &open.of {
            self.note_rewritten(destination, open.place.begin, written);
        }
    }

    /// Notes whether a hook, which has `written` from `begin` on, leaves a destination as it is; one that
    /// failed may not.
    fn note_rewritten(&mut self, destination: &str, begin: usize, written: bool) {
        let html = self.html[begin..].replace("&amp;", "&");
        let (html, wanted) = (address::decode(&html), address::decode(destination));
        let is_left = ['"', '\''].iter().any(|quote| {
            let mut found = html.match_indices(&*wanted);
            found.any(|(at, _)| {
                let behind = &html[at + wanted.len()..];
                html[..at].ends_with(*quote) && behind.starts_with(*quote)
            })
        });
        if !written || !is_left {
            let path = destination.split(['?', '#']).next().unwrap_or_default();
            self.hooks.rewritten.insert(address::decode(path));
        }
    }

    /// A heading is written, with this id, and from `inner` to its end what is in it.
    pub(in crate::render) fn end_hooked_heading(
        &mut self,
        heading: &OpenHeading,
        inner: usize,
        level: HeadingLevel,
        id: Option<&str>,
    ) {
        if !self.hooks.has("heading") {
            return;
        }
        let place = Place {
            inner,
            ..heading.place
        };
        let text = self.inner(place, &format!("</{level}>\n"));
        let plain = Value::text(&self.hooks.said[place.said..]);
        let mut attributes = heading.attributes.values();
        if let Some(id) = id {
            attributes.insert("id".into(), Value::text(id));
        }
        let told = vec![
            ("Level", Value::Int(level as i64)),
            ("Anchor", Value::text(id.unwrap_or_default())),
            ("PlainText", plain),
            ("Text", Value::html(&text)),
            ("Attributes", Value::map(attributes)),
        ];
        self.write_hooked(place, &["heading"], told);
    }

    /// The text of a code block is known; says whether a hook has written the block.
    pub(in crate::render) fn end_hooked_code(&mut self, text: &str) -> bool {
        let Some(open) = self.hooks.end("codeblock") else {
            return false;
        };
        let info = match &open.of {
            Of::Code(info) => info.as_str(),
            _ => "",
        };
        let language = code::hugos_language(info);
        let list = info.find('{').map(|at| &info[at..]);
        let read = list.and_then(|list| attributes::attributes(list.trim()));
        let is_option = |name: &str| CODE_OPTIONS.contains(&name.to_lowercase().as_str());
        let (options, attributes): (Map, Map) = read
            .map(|read| read.values())
            .unwrap_or_default()
            .into_iter()
            .partition(|(name, _)| is_option(name));
        let told = vec![
            ("Type", Value::text(language)),
            ("Inner", Value::text(text.trim_end_matches(['\n', '\r']))),
            ("Options", Value::map(options)),
            ("Attributes", Value::map(attributes)),
            // How `transform.HighlightCodeBlock` is told of it.
            ("Info", Value::text(info)),
            ("Ordinal", self.hooks.count("codeblock")),
        ];
        let names = [&format!("codeblock-{language}"), "codeblock"];
        self.write_hooked(open.place, &names, told)
    }

    /// A quote is written.
    pub(in crate::render) fn end_hooked_quote(&mut self) {
        let Some(open) = self.hooks.end("blockquote") else {
            return;
        };
        let inner = self.inner(open.place, "</blockquote>\n");
        let alert = alerts::alert(&inner);
        let quote = (self.hooks.span.start, Some(TagEnd::BlockQuote(None)));
        let attributes = self.values_of(quote);
        let mut told = vec![
            ("Ordinal", self.hooks.count("blockquote")),
            ("Attributes", Value::map(attributes.unwrap_or_default())),
        ];
        let names = match &alert {
            Some(_) => ["blockquote-alert", "blockquote"],
            None => ["blockquote-regular", "blockquote"],
        };
        let is_alert = alert.is_some();
        let alert = alert.unwrap_or(alerts::Alert {
            text: inner.clone(),
            ..alerts::Alert::default()
        });
        told.extend([
            (
                "Type",
                Value::text(if is_alert { "alert" } else { "regular" }),
            ),
            ("AlertType", Value::text(&alert.kind)),
            ("AlertTitle", Value::html(&alert.title)),
            ("AlertSign", Value::text(alert.sign)),
            ("Text", Value::html(&alert.text)),
        ]);
        self.write_hooked(open.place, &names, told);
    }

    /// A row of a table begins.
    pub(in crate::render) fn start_hooked_row(&mut self) {
        if let Some(Of::Table(rows)) = self.hooks.open.last_mut().map(|open| &mut open.of) {
            rows.push(Vec::new());
        }
    }

    /// A cell of a table is written, from `begin` on behind its tag, before which stand so many addresses
    /// of the block.
    pub(in crate::render) fn end_hooked_cell(
        &mut self,
        begin: usize,
        references: usize,
        alignment: Option<Alignment>,
    ) {
        if !matches!(
            self.hooks.open.last(),
            Some(Open {
                of: Of::Table(_),
                ..
            })
        ) {
            return;
        }
        self.settle_references(references);
        let html = self.html.get(begin..).unwrap_or_default().to_owned();
        let alignment = match alignment {
            Some(Alignment::Left) => "left",
            Some(Alignment::Center) => "center",
            Some(Alignment::Right) => "right",
            Some(Alignment::None) | None => "",
        };
        if let Some(Of::Table(rows)) = self.hooks.open.last_mut().map(|open| &mut open.of)
            && rows.len() <= MOST_CELLS
            && let Some(row) = rows.last_mut()
        {
            row.push(Cell { html, alignment });
        }
    }

    /// A table is written.
    pub(in crate::render) fn end_hooked_table(&mut self) {
        let Some(open) = self.hooks.end("table") else {
            return;
        };
        let Of::Table(rows) = &open.of else {
            return;
        };
        if rows.iter().map(Vec::len).sum::<usize>() > MOST_CELLS {
            return;
        }
        let cell = |cell: &Cell| {
            Value::map([
                ("Text", Value::html(&cell.html)),
                ("Alignment", Value::text(cell.alignment)),
            ])
        };
        let row = |row: &Vec<Cell>| Value::list(row.iter().map(cell).collect());
        let attributes = self.values_of((self.hooks.span.start, Some(TagEnd::Table)));
        let told = vec![
            ("THead", Value::list(rows.iter().take(1).map(row).collect())),
            ("TBody", Value::list(rows.iter().skip(1).map(row).collect())),
            ("Ordinal", self.hooks.count("table")),
            ("Attributes", Value::map(attributes.unwrap_or_default())),
        ];
        self.settle_references(open.place.references);
        self.write_hooked(open.place, &["table"], told);
    }

    /// A formula as a hook writes it, if one does; `inner` is what stands between its delimiters.
    pub(in crate::render) fn hooked_formula(
        &mut self,
        inner: &str,
        is_block: bool,
    ) -> Option<String> {
        let (name, kind) = if is_block {
            ("passthrough-block", "block")
        } else {
            ("passthrough-inline", "inline")
        };
        if !(self.hooks.has("passthrough") || self.hooks.has(name)) {
            return None;
        }
        let told = vec![
            ("Type", Value::text(kind)),
            ("Inner", Value::text(inner)),
            ("Ordinal", self.hooks.count("passthrough")),
            ("Attributes", Value::map(Map::default())),
        ];
        let html = self.hooks.write(&[name, "passthrough"], told)?;
        self.has_raw_html = true;
        Some(html)
    }

    /// What stands in something that has just been ended by `closing`.
    fn inner(&mut self, place: Place, closing: &str) -> String {
        self.settle_references(place.references);
        let inner = self.html.get(place.inner..).unwrap_or_default();
        inner.strip_suffix(closing).unwrap_or(inner).to_owned()
    }

    /// The addresses behind the first so many are looked up when the block is read as HTML.
    fn settle_references(&mut self, from: usize) {
        let from = from.min(self.references.len());
        let settled = self.references.split_off(from);
        self.has_raw_html |= !settled.is_empty();
        self.mark_hooked(&settled);
    }

    /// Marks addresses of Markdown, which are told from those of HTML no more when both are read as
    /// HTML.
    pub(in crate::render) fn mark_hooked(&mut self, references: &[Reference<'_>]) {
        if self.rules.goldmark.embedded_hooks == EmbeddedHooks::default() {
            return;
        }
        let mark = match self.hooks.reader {
            Reader::Post => format!(" {HOOKED}"),
            Reader::Home => format!(" {HOOKED}=\"{FROM_HOME}\""),
        };
        let mut hooked = references.iter().filter(|it| it.is_hooked).peekable();
        let Some(first) = hooked.peek() else {
            return;
        };
        // In one go: there may be as many as there are lines.
        let rest = self.html.split_off(first.at.end + 1);
        let (mut done, from) = (0, self.html.len());
        for reference in hooked {
            let behind_quote = reference.at.end + 1 - from;
            self.html.extend([&rest[done..behind_quote], &*mark]);
            done = behind_quote;
        }
        self.html.push_str(&rest[done..]);
    }

    /// Puts what one of these hooks writes in the place of what has just been written; says whether one
    /// does.
    fn write_hooked(
        &mut self,
        place: Place,
        names: &[&str],
        told: Vec<(&'static str, Value)>,
    ) -> bool {
        let written = self.hooks.write(names, told);
        if let Some(html) = &written {
            self.has_raw_html = true;
            self.html.truncate(place.begin);
            self.html.push_str(html);
        }
        written.is_some()
    }

    /// The attributes of a block, as a hook is told of them.
    fn values_of(&self, (start, kind): (usize, attributes::Kind)) -> Option<Map> {
        self.attributes.of(start, kind).map(Read::values)
    }
}

/// A picture that is written but for the end of its tag.
pub(in crate::render) struct HookedPicture {
    open: Open,
    told: Vec<(&'static str, Value)>,
}

/// What the hook of links is told.
fn link(destination: &str, title: &str, text: &str, plain: &str) -> Vec<(&'static str, Value)> {
    vec![
        ("Destination", Value::text(destination)),
        ("Title", Value::text(title)),
        ("Text", Value::html(text)),
        ("PlainText", Value::text(plain)),
        ("Attributes", Value::map(Map::default())),
    ]
}

fn html_of(text: &str) -> Value {
    let mut html = String::new();
    escape::text(&mut html, text);
    Value::html(&html)
}
