//! Attributes as Hugo reads them, `{.class #id key="value"}`: at the end of a heading, and where
//! `markup.goldmark.parser.attribute.block` is on, on a line of their own right below a paragraph, a list, a
//! quote or a table.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::fmt::Write as _;

use pulldown_cmark::{Event, Parser, TagEnd};

use super::formulas::Formulas;
use super::raw_html::is_ours;
use super::shortcodes::Origins;
use super::writer::is_inline;
use super::{Rules, Span, containers, escape};
use crate::gotemplate::{Map, Value};

mod names;

/// The attributes of a text's blocks.
///
/// Where goldmark reads such a line a comment stands in the text that is parsed: it ends and stands beside
/// what the line would end and stand beside.
#[derive(Debug, Default)]
pub(super) struct BlockAttributes {
    /// By where the block begins in the text, and what it is.
    all: HashMap<(usize, Kind), Read>,
}

/// What a block is; a rule is not a thing that ends.
pub(super) type Kind = Option<TagEnd>;

/// What a comment begins with that stands for attributes.
const COMMENT: &str = "<!--HAHAHUGOATTRIBUTES";
const COMMENT_END: &str = "-->";

/// So often a text is parsed to tell lines of attributes from what only looks like them.
const MOST_ROUNDS: usize = 4;

/// What looks like a line of attributes, up to the end of its line.
struct Line {
    span: Span,
    read: Read,
}

/// A text in which comments take the place of the lines of attributes, and those.
///
/// A formula in them is what it is written as.
pub(super) fn take<'t>(
    text: Cow<'t, str>,
    rules: &Rules,
    formulas: &Formulas,
    origins: &mut Origins,
) -> (Cow<'t, str>, BlockAttributes) {
    // Nobody writes such a comment by chance.
    if !rules.block_attributes || text.contains(COMMENT) {
        return (text, BlockAttributes::default());
    }
    let mut lines = lines(&text, formulas);
    for _ in 0..MOST_ROUNDS {
        if lines.is_empty() {
            break;
        }
        let commented = with_comments(&text, &lines, &mut Origins::default());
        let met = blocks_before_comments(&commented, rules);
        if met.len() == lines.len() {
            let mut all: HashMap<_, Read> = HashMap::new();
            for (line, block) in lines.iter_mut().zip(met) {
                let read = std::mem::take(&mut line.read);
                if let Some(block) = block.1 {
                    all.entry(block).or_default().add(read);
                }
            }
            let text = with_comments(&text, &lines, origins);
            return (Cow::Owned(text), BlockAttributes { all });
        }
        // The others stand in code or the like.
        let met: HashSet<usize> = met.into_iter().map(|(number, _)| number).collect();
        let mut number = 0..;
        lines.retain(|_| number.next().is_some_and(|number| met.contains(&number)));
    }
    (text, BlockAttributes::default())
}

/// What looks like a line of attributes.
fn lines(text: &str, formulas: &Formulas) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut end = 0;
    for line in text.split_inclusive('\n') {
        end += line.len();
        let inner = containers::inner(line);
        if !inner.starts_with('{') {
            continue;
        }
        let start = end - inner.len();
        let inner = inner.trim_end();
        if let Some((read, _)) = first(&formulas.as_written(inner)) {
            let span = start..start + inner.len();
            lines.push(Line { span, read });
        }
    }
    lines
}

fn with_comments(text: &str, lines: &[Line], origins: &mut Origins) -> String {
    let mut commented = String::with_capacity(text.len() + lines.len() * COMMENT.len());
    let mut moved = origins.moved();
    let mut done = 0;
    for (number, line) in lines.iter().enumerate() {
        moved.along(commented.len(), done, line.span.start);
        commented.push_str(&text[done..line.span.start]);
        let _ = write!(commented, "{COMMENT}{number}{COMMENT_END}");
        moved.within(commented.len(), line.span.end);
        done = line.span.end;
    }
    moved.along(commented.len(), done, text.len() + 1);
    commented.push_str(&text[done..]);
    commented
}

/// The comments that are blocks, by their numbers, each with the block that it stands right below.
fn blocks_before_comments(text: &str, rules: &Rules) -> Vec<(usize, Option<(usize, Kind)>)> {
    let mut met = Vec::new();
    // What was before, in each that is open.
    let mut before: Vec<Option<(usize, Kind)>> = vec![None];
    for (event, span) in Parser::new_ext(text, rules.parsed()).into_offset_iter() {
        let kind = match &event {
            Event::Rule => None,
            Event::End(tag) if !is_inline(&event) => {
                before.pop();
                Some(*tag)
            }
            Event::Start(_) if !is_inline(&event) => {
                before.push(None);
                continue;
            }
            Event::Html(_) => continue,
            _ => {
                // Text that is no paragraph.
                set_last(&mut before, None);
                continue;
            }
        };
        let block = (span.start, kind);
        if kind != Some(TagEnd::HtmlBlock) {
            set_last(&mut before, Some(block));
            continue;
        }
        let source = &text[span.start..];
        let Some(number) = number(source) else {
            set_last(&mut before, None);
            continue;
        };
        let line_start = text[..span.start].rfind('\n').unwrap_or(0);
        let above = text[..line_start].rsplit('\n').next().unwrap_or_default();
        let is_below = !above.trim_matches([' ', '\t', '\r', '>']).is_empty();
        let block = before.last().copied().flatten();
        met.push((number, block.filter(|_| is_below)));
    }
    met
}

fn set_last<T>(all: &mut [Option<T>], value: Option<T>) {
    if let Some(last) = all.last_mut() {
        *last = value;
    }
}

/// The number of the comment that a text begins with.
fn number(text: &str) -> Option<usize> {
    let rest = text.strip_prefix(COMMENT)?;
    let (number, _) = rest.split_once(COMMENT_END)?;
    number.parse().ok()
}

/// Whether an author's HTML is a comment of ours that stands for attributes.
pub(super) fn are_meant(html: &str) -> bool {
    html.trim_start().starts_with(COMMENT)
}

impl BlockAttributes {
    /// Whether there are none.
    pub(super) fn are_none(&self) -> bool {
        self.all.is_empty()
    }

    /// Those of a block that begins there.
    pub(super) fn of(&self, start: usize, kind: Kind) -> Option<&Read> {
        if self.are_none() {
            return None;
        }
        self.all.get(&(start, kind))
    }

    /// The same as they stand in its tag.
    pub(super) fn html(&self, start: usize, kind: Kind) -> String {
        let mut html = String::new();
        let said = self.of(start, kind).map(|read| read.all.as_slice());
        for said in said.unwrap_or_default() {
            if names::are_written(kind, &said.name) {
                // Of what is no text goldmark writes the name alone; Hugo's template writes tables.
                let has_value = matches!(said.read_value(), Value::Text(_));
                let has_value = has_value || kind == Some(TagEnd::Table);
                push(
                    &mut html,
                    &said.name,
                    if has_value { &said.value } else { "" },
                );
            }
        }
        html
    }
}

/// What attributes say: each name once, with its value. The classes come first, as one.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Read {
    all: Vec<Said>,
}

/// One attribute.
#[derive(Clone, Debug, PartialEq)]
struct Said {
    name: String,
    value: String,
    /// It is a text whatever it looks like, because it stands in quotes.
    is_text: bool,
}

impl Said {
    fn text(name: &str, value: &str) -> Self {
        Self {
            name: name.to_owned(),
            value: value.to_owned(),
            is_text: true,
        }
    }

    /// The value as Hugo reads it: a number or a truth value where it is not in quotes.
    fn read_value(&self) -> Value {
        let text = self.value.as_str();
        match text {
            _ if self.is_text => Value::text(text),
            "true" => Value::Bool(true),
            "false" => Value::Bool(false),
            _ => match (text.parse(), text.parse()) {
                (Ok(number), _) => Value::Int(number),
                (_, Ok(number)) => Value::Float(number),
                _ => Value::text(text),
            },
        }
    }
}

impl Read {
    /// What these say together: all classes, and of others of one name the last. What acts is left out, as
    /// everywhere in a text.
    fn of(said: Vec<Said>) -> Self {
        let mut classes: Option<Said> = None;
        let mut all: Vec<Said> = Vec::with_capacity(said.len());
        for said in said {
            let before = all.iter_mut().find(|other| other.name == said.name);
            match (said.name.as_str(), before) {
                ("class", _) => match &mut classes {
                    Some(classes) => classes.value.extend([" ", &said.value]),
                    None => classes = Some(said),
                },
                (_, Some(before)) => *before = said,
                (name, None) if is_harmless(name) => all.push(said),
                (_, None) => {}
            }
        }
        all.splice(0..0, classes);
        Self { all }
    }

    /// Adds those of others whose names are not among these.
    pub(super) fn add(&mut self, others: Self) {
        for other in others.all {
            if !self.all.iter().any(|said| said.name == other.name) {
                self.all.push(other);
            }
        }
    }

    /// The same without an id.
    pub(super) fn without_id(&self) -> Self {
        let all = self.all.iter().filter(|said| said.name != "id");
        Self {
            all: all.cloned().collect(),
        }
    }

    /// The id, if one is given.
    pub(super) fn id(&self) -> Option<&str> {
        let id = self.all.iter().find(|said| said.name == "id");
        id.map(|said| said.value.as_str())
    }

    /// What templates are told.
    pub(super) fn values(&self) -> Map {
        let all = self.all.iter();
        all.map(|said| (said.name.as_str().into(), said.read_value()))
            .collect()
    }

    /// As they stand in a tag: ` class="a b" id="c"`.
    pub(super) fn html(&self) -> String {
        let mut html = String::new();
        for Said { name, value, .. } in &self.all {
            push(&mut html, name, value);
        }
        html
    }
}

/// As many attributes has no element; a line of more is text.
const MOST: usize = 256;
/// Attributes may be values of others, so deep.
const DEEPEST: usize = 8;

/// What attributes say, if a line is nothing else.
pub(super) fn attributes(line: &str) -> Option<Read> {
    let (read, rest) = first(line)?;
    rest.trim_ascii().is_empty().then_some(read)
}

/// The attributes with which a text begins, and what follows them.
pub(super) fn first(text: &str) -> Option<(Read, &str)> {
    first_within(text, 0)
}

/// The same for some that are a value of so many around them.
fn first_within(text: &str, depth: usize) -> Option<(Read, &str)> {
    if depth > DEEPEST {
        return None;
    }
    let mut rest = text.strip_prefix('{')?;
    let mut all = Vec::new();
    loop {
        if let Some(after) = rest.strip_prefix('}') {
            return Some((Read::of(all), after));
        }
        let (said, after) = said(rest.trim_ascii_start(), depth)?;
        if all.len() == MOST {
            return None;
        }
        all.push(said);
        rest = after.trim_ascii_start();
        rest = rest
            .strip_prefix(',')
            .map_or(rest, |rest| rest.trim_ascii_start());
    }
}

/// The attribute with which a text begins, and what follows it; it is one of those of so many around them.
fn said(text: &str, depth: usize) -> Option<(Said, &str)> {
    if let Some(rest) = text.strip_prefix(['.', '#']) {
        let is_end =
            |c: char| c.is_ascii_whitespace() || (c.is_ascii_punctuation() && !"_-:.".contains(c));
        let (value, rest) = rest.split_at(rest.find(is_end).unwrap_or(rest.len()));
        let name = if text.starts_with('.') { "class" } else { "id" };
        return Some((Said::text(name, value), rest));
    }
    let (name, rest) = word(text)?;
    let value = rest
        .trim_ascii_start()
        .strip_prefix('=')?
        .trim_ascii_start();
    let (said, rest) = match value.as_bytes().first()? {
        b'"' => {
            let (value, rest) = quoted(&value[1..])?;
            (Said::text(name, &value), rest)
        }
        sign => {
            let (value, rest) = match sign {
                b'[' => list(value)?,
                b'{' => {
                    let (_, rest) = first_within(value, depth + 1)?;
                    value.split_at(value.len() - rest.len())
                }
                b'-' | b'+' | b'0'..=b'9' => number_at(value)?,
                _ => word(value)?,
            };
            let is_text = false;
            let (name, value) = (name.to_owned(), value.to_owned());
            (
                Said {
                    name,
                    value,
                    is_text,
                },
                rest,
            )
        }
    };
    let is_class = said.name == "class";
    (!is_class || said.is_text || word(&said.value).is_some()).then_some((said, rest))
}

/// The name with which a text begins, and what follows it.
fn word(text: &str) -> Option<(&str, &str)> {
    let begins = |c: char| c.is_ascii_alphabetic() || matches!(c, '_' | ':');
    let is_part = |c: char| begins(c) || c.is_ascii_digit() || matches!(c, '.' | '-');
    if !text.starts_with(begins) {
        return None;
    }
    let end = text.find(|c| !is_part(c)).unwrap_or(text.len());
    Some(text.split_at(end))
}

/// The number with which a text begins, and what follows it.
fn number_at(text: &str) -> Option<(&str, &str)> {
    let digits = |rest: &str| rest.bytes().take_while(u8::is_ascii_digit).count();
    let mut end = usize::from(text.starts_with(['-', '+']));
    let whole = digits(&text[end..]);
    if whole == 0 {
        return None;
    }
    end += whole;
    if text[end..].starts_with('.') {
        end += 1 + digits(&text[end + 1..]);
    }
    if text[end..].starts_with(['e', 'E']) {
        end += 1;
        end += usize::from(text[end..].starts_with(['-', '+']));
        let exponent = digits(&text[end..]);
        if exponent == 0 {
            return None;
        }
        end += exponent;
    }
    Some(text.split_at(end))
}

/// The list in brackets with which a value begins, and what follows it.
fn list(value: &str) -> Option<(&str, &str)> {
    let mut is_quoted = false;
    let mut depth = 0_usize;
    let end = value.char_indices().find_map(|(at, c)| {
        match c {
            '"' => is_quoted = !is_quoted,
            '[' if !is_quoted => depth += 1,
            ']' if !is_quoted => depth -= 1,
            _ => {}
        }
        (depth == 0).then_some(at + 1)
    })?;
    Some(value.split_at(end))
}

/// A value up to the quote that ends it, and what follows.
fn quoted(text: &str) -> Option<(String, &str)> {
    let mut value = String::new();
    let mut characters = text.char_indices().peekable();
    while let Some((at, c)) = characters.next() {
        match c {
            '"' => return Some((value, &text[at + 1..])),
            '\\' => {
                let next = characters.peek().map(|(_, next)| *next);
                let escaped = match next {
                    Some(next @ ('"' | '/' | '\\')) => next,
                    Some('n') => '\n',
                    Some('r') => '\r',
                    Some('t') => '\t',
                    Some('b') => '\u{8}',
                    Some('f') => '\u{c}',
                    _ => {
                        value.push('\\');
                        continue;
                    }
                };
                characters.next();
                value.push(escaped);
            }
            c => value.push(c),
        }
    }
    None
}

fn is_harmless(name: &str) -> bool {
    !name.to_ascii_lowercase().starts_with("on") && !is_ours(name)
}

fn push(html: &mut String, name: &str, value: &str) {
    let _ = write!(html, " {name}=\"");
    escape::attribute(html, value);
    html.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::growth;

    #[test]
    fn lines_of_attributes_are_read() {
        let check = |line: &str, expected: Option<&str>| {
            let found = attributes(line).map(|read| read.html());
            assert_eq!(found.as_deref(), expected, "{line}");
        };
        check("{.a .b #c}", Some(" class=\"a b\" id=\"c\""));
        check(
            "{ .a, key=\"x y\" other=1 }",
            Some(" class=\"a\" key=\"x y\" other=\"1\""),
        );
        check(
            r#"{title="a \"b\" c" .x}"#,
            Some(" class=\"x\" title=\"a &quot;b&quot; c\""),
        );
        check("{title='a b'}", None);
        check("{.a onclick=\"x\" data-ui=1}", Some(" class=\"a\""));
        check("{#a id=b .c}", Some(" class=\"c\" id=\"b\""));
        for none in ["{a}", "{not attributes}", "{.a", "x {.a}", "{=x}", "{{.a}}"] {
            check(none, None);
        }
    }

    #[test]
    fn long_and_deep_ones_are_no_trouble() {
        assert_eq!(
            attributes("{a={b={c=1}}}")
                .map(|read| read.html())
                .as_deref(),
            Some(" a=\"{b={c=1}}\"")
        );
        assert_eq!(attributes(&"{a=".repeat(200_000)), None);
        let rules = Rules {
            block_attributes: true,
            ..Rules::COMMONMARK
        };
        for piece in ["a{", "{.a\n", "{a=\"", "> - {a=[", "{.a}\n"] {
            let text = |size: usize| piece.repeat(size);
            growth::check(2_000, text, |text| {
                let formulas = Formulas::default();
                take(
                    Cow::Borrowed(text.as_str()),
                    &rules,
                    &formulas,
                    &mut Origins::default(),
                );
            });
        }
    }

    #[test]
    fn they_belong_to_the_block_right_above() {
        let rules = Rules {
            block_attributes: true,
            options: Rules::EXTENSIONS,
            ..Rules::COMMONMARK
        };
        let check = |text: &str, expected: &[(usize, &str)]| {
            let formulas = Formulas::default();
            let (_, found) = take(
                Cow::Borrowed(text),
                &rules,
                &formulas,
                &mut Origins::default(),
            );
            let mut found: Vec<_> = { found.all.iter() }
                .map(|((at, _), read)| (*at, read.html()))
                .collect();
            found.sort();
            let found: Vec<_> = found.iter().map(|(at, html)| (*at, html.trim())).collect();
            assert_eq!(found, expected, "{text}");
        };
        check("a\n{.b}\n\nc", &[(0, "class=\"b\"")]);
        check(
            "- a\n\n  b\n  {.c}\n{.d}",
            &[(0, "class=\"d\""), (7, "class=\"c\"")],
        );
        check(
            "> a\n> {.b}\n{.c}",
            &[(0, "class=\"c\""), (2, "class=\"b\"")],
        );
        check("> > a\n> {.b}", &[(2, "class=\"b\"")]);
        check("***\n{.a}\n{.b}\n", &[(0, "class=\"a\"")]);
        check("```\na\n{.b}\n```\n\nc\n{.d}", &[(16, "class=\"d\"")]);
        check("a\n\n{.b}\n\nc {.d}", &[]);
    }
}
