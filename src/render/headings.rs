//! Headings, their ids and the outline.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use pulldown_cmark::{CowStr, Event, HeadingLevel, TagEnd};
use unicode_general_category::GeneralCategory as Category;
use unicode_general_category::get_general_category as category;

use super::attributes::Read;
use super::hooks::Place;
use super::raw_html::is_ours;
use super::writer::Writer;
use super::{Form, Heading, HeadingIds, Options, attributes, escape};
use crate::dialect::name::{ascii_slug, is_digit, is_letter, without_accent};

/// A heading that is being written.
#[derive(Debug)]
pub(super) struct OpenHeading {
    /// The author's id.
    id: Option<String>,
    /// Where in the HTML an id of ours goes.
    id_at: usize,
    /// What the outline says.
    pub text: String,
    /// Where what stands in the heading begins.
    inner_at: usize,
    /// Where the heading stands in the HTML.
    pub(super) place: Place,
    /// What Hugo's author gave it.
    pub(super) attributes: Read,
    /// Where it begins in the body.
    at: usize,
    /// What an id of ours is made of.
    name: String,
    /// How many elements we are in, inside the heading.
    depth: usize,
    /// The element that we are in has given the name what it gives.
    is_given: bool,
    /// An element gives all its text, not only what it begins with.
    takes_all: bool,
    /// What stands for the end of a line in the name.
    line_end: &'static str,
}

impl OpenHeading {
    /// Adds a text to the name.
    pub(super) fn name(&mut self, text: &str) {
        self.name_from(0, text);
    }

    /// The same for a text whose first bytes are no markup, because a backslash stands before them.
    pub(super) fn name_from(&mut self, from: usize, text: &str) {
        if self.takes_all || self.depth == 0 {
            self.name.push_str(text);
        } else if !self.is_given {
            // goldmark begins another text behind a `_` or `*` that is no markup.
            let rest = text.get(from..).unwrap_or_default();
            let end = rest.find(['_', '*']).map(|at| from + at + 1);
            self.name.push_str(&text[..end.unwrap_or(text.len())]);
            self.is_given = end.is_some();
        }
    }

    /// Adds code to the name, in which no sign is markup.
    pub(super) fn name_code(&mut self, text: &str) {
        if self.takes_all || self.depth == 0 || !self.is_given {
            self.name.push_str(text);
        }
    }

    /// What comes next is not what an element begins with.
    pub(super) fn end_name(&mut self) {
        self.is_given = true;
    }

    /// Another line begins. Hugo makes an id of the last one alone.
    pub(super) fn end_line(&mut self) {
        self.text.push(' ');
        if self.takes_all {
            self.name.push_str(self.line_end);
        } else {
            self.name.clear();
        }
    }

    /// An element begins in the heading.
    pub(super) fn enter(&mut self) {
        self.depth += 1;
        if self.depth == 1 {
            self.is_given = false;
        }
    }

    /// An element ends in the heading.
    pub(super) fn leave(&mut self) {
        self.depth = self.depth.saturating_sub(1);
    }
}

impl Writer<'_, '_> {
    /// Begins a heading with what the author wrote in `{…}`.
    pub(super) fn start_heading(
        &mut self,
        (level, at): (HeadingLevel, usize),
        id: Option<&str>,
        classes: &[CowStr<'_>],
        attributes: &[(CowStr<'_>, Option<CowStr<'_>>)],
    ) {
        if self.rules.form == Form::Zola {
            // Zola writes its headings itself, without a line of their own.
            self.words.end_word();
            self.html.push('<');
        } else {
            self.open("<");
        }
        let begin = self.html.len() - "<".len();
        let _ = write!(self.html, "{level}");
        let id_at = self.html.len();
        if let Some(id) = id {
            self.ids.reserve(id);
            self.write_attribute("id", id);
        }
        if !classes.is_empty() {
            let classes: Vec<&str> = classes.iter().map(AsRef::as_ref).collect();
            self.write_attribute("class", &classes.join(" "));
        }
        for (name, value) in attributes.iter().filter(|(name, _)| !is_ours(name)) {
            self.write_attribute(name, value.as_deref().unwrap_or_default());
        }
        self.html.push('>');
        self.formulas.is_in_line = true;
        self.heading = Some(OpenHeading {
            id: id.map(str::to_owned),
            id_at,
            inner_at: self.html.len(),
            place: Place {
                begin,
                inner: self.html.len(),
                references: self.references.len(),
                said: self.hooks.said.len(),
            },
            attributes: Read::default(),
            at,
            text: String::new(),
            name: String::new(),
            depth: 0,
            is_given: false,
            // Hugo takes of a link or an emphasis only the text that it begins with.
            takes_all: self.rules.form != Form::Goldmark,
            line_end: if self.rules.form == Form::Zola {
                ""
            } else {
                " "
            },
        });
    }

    /// Takes the attributes with which the lines of a heading end, and gives them to it.
    pub(super) fn take_attributes(&mut self) {
        if !self
            .rules
            .options
            .contains(Options::ENABLE_HEADING_ATTRIBUTES)
        {
            return;
        }
        let (Some((_, first)), Some((_, last))) = (self.lines.first(), self.lines.last()) else {
            return;
        };
        let line_end = memchr::memchr(b'\n', &self.body.as_bytes()[last.end..]);
        let line_end = line_end.map_or(self.body.len(), |at| last.end + at);
        let text = self.body[first.start..line_end].trim_end();
        let line_start = text.rfind('\n').map_or(0, |at| at + 1);
        let Some(at) = text[line_start..].rfind('{').map(|at| line_start + at) else {
            return;
        };
        let is_escaped = text[..at].ends_with('\\');
        let Some(read) =
            attributes::attributes(&self.formulas.as_written(&text[at..])).filter(|_| !is_escaped)
        else {
            return;
        };
        self.cut_lines(first.start + at);
        let Some(heading) = &mut self.heading else {
            return;
        };
        if let Some(id) = read.id() {
            self.ids.reserve(id);
            heading.id = Some(id.to_owned());
        }
        heading.attributes = read;
    }

    /// Leaves out of the lines what stands from a place on, and the blanks before it.
    fn cut_lines(&mut self, at: usize) {
        self.lines.retain(|(_, span)| span.start < at);
        let Some((event, span)) = self.lines.last_mut() else {
            return;
        };
        let is_text = matches!(event, Event::Text(_));
        if let Some(text) = self.body.get(span.start..at).filter(|_| is_text) {
            let kept = text[..span.len().min(text.len())].trim_end();
            *span = span.start..span.start + kept.len();
            *event = Event::Text(CowStr::Borrowed(kept));
        }
    }

    fn write_attribute(&mut self, name: &str, value: &str) {
        self.html.push_str(&attribute(name, value));
    }

    /// Ends a heading: only now is its text known, of which the id is made.
    pub(super) fn end_heading(&mut self, level: HeadingLevel) {
        let Some(mut heading) = self.heading.take() else {
            return;
        };
        self.formulas.is_in_line = false;
        let outputs = self.outputs;
        let text = outputs.without_words(heading.text.trim()).into_owned();
        let kind = Some(TagEnd::Heading(level));
        if let Some(below) = self.attributes.of(heading.at, kind) {
            // Hugo has given it its id already.
            heading.attributes.add(below.without_id());
        }
        let attributes = heading.attributes.html();
        self.insert(heading.id_at, &attributes);
        let mut inner_at = heading.inner_at + attributes.len();
        let id = heading.id.clone().or_else(|| {
            // An empty heading gets no id from the generators either, but from Zola, which counts it.
            let way = self.rules.heading_ids?;
            let is_named = self.rules.form == Form::Zola || !heading.name.trim_ascii().is_empty();
            let id =
                is_named.then(|| self.ids.assign(&outputs.without_words(&heading.name), way))?;
            if !id.is_empty() {
                let attribute = attribute("id", &id);
                self.insert(heading.id_at, &attribute);
                inner_at += attribute.len();
            }
            Some(id)
        });
        if let (Some(place), Some(id)) = (self.anchor_place(), &id) {
            self.write_anchor(place, inner_at, (id, level as u8, &text));
        }
        let _ = writeln!(self.html, "</{level}>");
        self.end_hooked_heading(&heading, inner_at, level, id.as_deref());
        if let Some(id) = id.filter(|id| !id.is_empty()) {
            let level = level as u8;
            self.outline.push(Heading { level, id, text });
        }
    }

    /// Writes something where the heading has begun, and moves the addresses behind it.
    pub(super) fn insert(&mut self, at: usize, html: &str) {
        self.html.insert_str(at, html);
        let behind = self.references.iter_mut().rev();
        for reference in behind.take_while(|reference| reference.at.start >= at) {
            reference.shift(html.len());
        }
    }
}

/// An attribute, with a blank before it.
fn attribute(name: &str, value: &str) -> String {
    let mut attribute = String::with_capacity(name.len() + value.len() + 4);
    attribute.push(' ');
    escape::attribute(&mut attribute, name);
    attribute.push_str("=\"");
    escape::attribute(&mut attribute, value);
    attribute.push('"');
    attribute
}

/// Gives the headings of one document their ids, each in the way of its generator.
#[derive(Debug, Default)]
pub(super) struct Ids {
    /// How many headings asked for an id, by the id they would have alone.
    taken: BTreeMap<String, u32>,
}

impl Ids {
    /// The author gave a heading this id.
    pub(super) fn reserve(&mut self, id: &str) {
        if !self.taken.contains_key(id) {
            self.taken.insert(id.to_owned(), 1);
        }
    }

    /// The id of a heading that reads `name`.
    pub(super) fn assign(&mut self, name: &str, way: HeadingIds) -> String {
        let id = match way {
            HeadingIds::Github => github(name),
            HeadingIds::GithubAscii => github_ascii(name),
            HeadingIds::Blackfriday => blackfriday(name),
            HeadingIds::Kramdown => kramdown(name),
            HeadingIds::Slug => ascii_slug(name),
            HeadingIds::Underscored => name.replace(|c: char| c.is_ascii_whitespace(), "_"),
        };
        let is_zolas = matches!(way, HeadingIds::Slug | HeadingIds::Underscored);
        let id = if id.is_empty() && !is_zolas {
            "heading".to_owned()
        } else {
            id
        };
        match way {
            HeadingIds::Kramdown => self.counted(id),
            HeadingIds::Github
            | HeadingIds::GithubAscii
            | HeadingIds::Blackfriday
            | HeadingIds::Slug
            | HeadingIds::Underscored => self.unique(id),
        }
    }

    /// Tries `-1`, `-2` … until the id is new.
    fn unique(&mut self, id: String) -> String {
        let Some(mut number) = self.taken.get(&id).copied() else {
            self.taken.insert(id.clone(), 1);
            return id;
        };
        let numbered = loop {
            let numbered = format!("{id}-{number}");
            number += 1;
            if !self.taken.contains_key(&numbered) {
                break numbered;
            }
        };
        self.taken.insert(numbered.clone(), 1);
        self.taken.insert(id, number);
        numbered
    }

    /// Adds how often the id was given before, and does not look further: kramdown can give one id
    /// to two headings (`a`, `a`, `a-1`), and so do we.
    fn counted(&mut self, mut id: String) -> String {
        let count = self.taken.entry(id.clone()).or_insert(0);
        if *count > 0 {
            id = format!("{id}-{count}");
        }
        *count += 1;
        id
    }
}

/// Hugo's `autoHeadingIDType = "github"`.
fn github(name: &str) -> String {
    dashed(name.trim(), |c| matches!(c, ' ' | '-'), is_letter_or_digit)
}

/// Hugo's `autoHeadingIDType = "github-ascii"`.
fn github_ascii(name: &str) -> String {
    let plain: String = name.chars().map(without_accent).collect();
    let mut id = github(&plain);
    id.retain(|c| c.is_ascii());
    id
}

/// Hugo's `autoHeadingIDType = "blackfriday"`: one dash for whatever is between letters and digits.
fn blackfriday(name: &str) -> String {
    let mut id = String::with_capacity(name.len());
    for c in name.chars() {
        if is_letter(c) || is_number(c) {
            id.extend(lower(c));
        } else if !id.is_empty() && !id.ends_with('-') {
            id.push('-');
        }
    }
    if id.ends_with('-') {
        id.pop();
    }
    id
}

/// kramdown's GFM parser: neither trimmed nor collapsed.
fn kramdown(name: &str) -> String {
    dashed(name, |c| matches!(c, ' ' | '\t' | '-'), is_word)
}

/// Letters, digits and underscores in lower case, with a dash for what becomes one and nothing for
/// anything else.
fn dashed(
    name: &str,
    becomes_dash: impl Fn(char) -> bool,
    is_kept: impl Fn(char) -> bool,
) -> String {
    let mut id = String::with_capacity(name.len());
    for c in name.chars() {
        if c.is_ascii_alphanumeric() || c == '_' {
            id.push(c.to_ascii_lowercase());
        } else if becomes_dash(c) {
            id.push('-');
        } else if !c.is_ascii() && is_kept(c) {
            id.extend(lower(c));
        }
    }
    id
}

/// The letter in lower case, as one letter: `İ` is two in Rust.
fn lower(c: char) -> Option<char> {
    c.to_lowercase().next()
}

/// Letters and decimal digits as Go has them: the marks of Indic scripts are no letters.
fn is_letter_or_digit(c: char) -> bool {
    is_letter(c) || is_digit(c)
}

fn is_number(c: char) -> bool {
    use Category::{DecimalNumber, LetterNumber, OtherNumber};
    matches!(category(c), DecimalNumber | LetterNumber | OtherNumber)
}

/// Ruby's word characters, but for those that are numbers only: `½` and `²`.
fn is_word(c: char) -> bool {
    let only_a_number = matches!(c,
        '\u{b2}' | '\u{b3}' | '\u{b9}' | '\u{bc}'..='\u{be}'
        | '\u{2070}'..='\u{2079}' | '\u{2080}'..='\u{2089}'
        | '\u{2150}'..='\u{218b}' | '\u{2460}'..='\u{24ff}' | '\u{2776}'..='\u{2793}');
    c.is_alphanumeric() && !only_a_number
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(way: HeadingIds, names: &[&str], expected: &[&str]) {
        let mut ids = Ids::default();
        let given: Vec<_> = names.iter().map(|name| ids.assign(name, way)).collect();
        assert_eq!(given, expected);
    }

    #[test]
    fn hugo_keeps_letters_of_any_script() {
        check(
            HeadingIds::Github,
            &[
                "Foo \u{2013} bar \u{201c}q\u{201d} it\u{2019}s",
                "日本語 テスト Éa",
                "under a_b 3.5 ½",
                " A -- B ",
            ],
            &[
                "foo--bar-q-its",
                "日本語-テスト-éa",
                "under-a_b-35-",
                "a----b",
            ],
        );
    }

    #[test]
    fn hugo_numbers_duplicates_until_the_id_is_new() {
        check(
            HeadingIds::Github,
            &["Same", "Same", "Same-1", "Same", "!!!", "?"],
            &[
                "same",
                "same-1",
                "same-1-1",
                "same-2",
                "heading",
                "heading-1",
            ],
        );
    }

    #[test]
    fn kramdown_neither_trims_nor_looks_for_clashes() {
        check(
            HeadingIds::Kramdown,
            &["Same", "Same", "Same-1", "a  b! c", "日本", "Straße"],
            &["same", "same-1", "same-1", "a--b-c", "日本", "straße"],
        );
    }

    #[test]
    fn zola_transliterates() {
        check(
            HeadingIds::Slug,
            &[
                "日本",
                "Contributors to 1.54.0",
                "Ünïcode – dash",
                "  -x-  ",
                "x",
            ],
            &[
                "ri-ben",
                "contributors-to-1-54-0",
                "unicode-dash",
                "x",
                "x-1",
            ],
        );
    }

    #[test]
    fn an_id_of_the_authors_is_not_given_again() {
        let mut ids = Ids::default();
        ids.reserve("own");
        assert_eq!(ids.assign("Own", HeadingIds::Github), "own-1");
    }

    #[test]
    fn ten_thousand_equal_headings_are_no_trouble() {
        let mut ids = Ids::default();
        let last = (0..10_000)
            .map(|_| ids.assign("a", HeadingIds::Slug))
            .last();
        assert_eq!(last.as_deref(), Some("a-9999"));
    }
}
