//! Where formulas stand in a text.
//!
//! As in goldmark they are found line by line of the text of a paragraph, from its beginning on: what opens
//! one first, a formula, code, a tag or an address, goes on to its end.

use pulldown_cmark::{Event, LinkType, Parser, Tag, TagEnd};

use super::super::autolink;
use super::super::writer::is_inline;
use super::{Delimiters, Found, Rules, Span};

/// The longest address in which no formula is looked for.
const LONGEST_ADDRESS: usize = 1024;

/// The text of a paragraph, a heading, a cell or the like.
struct Leaf {
    span: Span,
    is_cell: bool,
}

/// The formulas of a text, in its order.
pub(super) fn scan(text: &str, delimiters: &Delimiters, rules: &Rules) -> Vec<Found> {
    let is_in = |sign: &str| memchr::memmem::find(text.as_bytes(), sign.as_bytes()).is_some();
    let mut all = delimiters.all.iter();
    if !all.any(|delimiter| is_in(&delimiter.open) && is_in(&delimiter.close)) {
        return Vec::new();
    }
    let (leaves, closed) = leaves(text, rules);
    let mut scanner = Scanner {
        text,
        delimiters,
        rules,
        closed: &closed,
        found: Vec::new(),
        missing: Vec::new(),
    };
    for leaf in &leaves {
        scanner.read(leaf);
    }
    scanner.found
}

/// The places of text, and what in them is no text: tags, addresses and destinations, in their order.
fn leaves(text: &str, rules: &Rules) -> (Vec<Leaf>, Vec<Span>) {
    let mut leaves = Vec::new();
    let mut closed = Vec::new();
    let mut open: Option<Leaf> = None;
    // Links that we are in, with what they are and where what is in them has ended.
    let mut links: Vec<(LinkType, usize)> = Vec::new();
    let mut is_code = false;
    let mut is_cell = false;
    for (event, span) in Parser::new_ext(text, rules.parsed()).into_offset_iter() {
        match &event {
            Event::Start(Tag::CodeBlock(_)) => is_code = true,
            Event::End(TagEnd::CodeBlock) => is_code = false,
            Event::Start(Tag::TableCell) => is_cell = true,
            Event::End(TagEnd::TableCell) => is_cell = false,
            Event::InlineHtml(_) | Event::FootnoteReference(_) => closed.push(span.clone()),
            Event::End(TagEnd::Link | TagEnd::Image) => {
                let (kind, end) = links.pop().unwrap_or((LinkType::Autolink, span.start));
                let has_own_address = matches!(kind, LinkType::Inline | LinkType::Reference);
                let start = if has_own_address { end } else { span.start };
                closed.push(start..span.end);
            }
            _ => {}
        }
        if let Some((_, end)) = links.last_mut() {
            *end = span.end.max(*end);
        }
        if let Event::Start(Tag::Link { link_type, .. } | Tag::Image { link_type, .. }) = &event {
            links.push((*link_type, span.start));
        }
        if is_code || !is_inline(&event) {
            leaves.extend(open.take());
            continue;
        }
        let leaf = open.get_or_insert_with(|| Leaf {
            // The backslash before an escaped sign is not in the event.
            span: span.start - usize::from(text[..span.start].ends_with('\\'))..span.end,
            is_cell,
        });
        leaf.span.end = leaf.span.end.max(span.end);
    }
    leaves.extend(open);
    closed.sort_unstable_by_key(|span| span.start);
    (leaves, closed)
}

struct Scanner<'s> {
    text: &'s str,
    delimiters: &'s Delimiters,
    rules: &'s Rules,
    /// What is still to come of what is no text.
    closed: &'s [Span],
    found: Vec<Found>,
    /// Which closing delimiters and runs of backticks do not come any more in this leaf.
    missing: Vec<Missing>,
}

#[derive(PartialEq)]
enum Missing {
    Delimiter(usize),
    Backticks(usize),
}

/// What stands at a place.
enum Here {
    Formula(Found),
    /// So many bytes that are read as one.
    Sign(usize),
}

impl Scanner<'_> {
    fn read(&mut self, leaf: &Leaf) {
        self.missing.clear();
        let bytes = self.text.as_bytes();
        let mut at = leaf.span.start;
        let mut is_escaped = false;
        while at < leaf.span.end {
            let begin = at;
            at = self.behind_closed(at);
            if at == begin && bytes[at].is_ascii_alphabetic() {
                at += self.address(leaf, at);
            }
            if at > begin {
                is_escaped = false;
                continue;
            }
            if is_escaped || !bytes[at].is_ascii_punctuation() {
                is_escaped = false;
                at += 1;
                continue;
            }
            match self.at(leaf, at) {
                Here::Formula(formula) => {
                    at = formula.span.end;
                    self.found.push(formula);
                }
                Here::Sign(length) => {
                    is_escaped = bytes[at] == b'\\' && length == 1;
                    at += length;
                }
            }
        }
    }

    /// The end of what is no text and begins here.
    fn behind_closed(&mut self, at: usize) -> usize {
        while let Some((first, rest)) = self.closed.split_first() {
            if first.start > at {
                break;
            }
            self.closed = rest;
            if first.start == at {
                return first.end.max(at);
            }
        }
        at
    }

    /// How long the bare address is that begins here; goldmark looks for them first.
    fn address(&self, leaf: &Leaf, at: usize) -> usize {
        let Some(rules) = self.rules.autolinks else {
            return 0;
        };
        let rest = &self.text[at..leaf.span.end];
        let begins = ["http", "ftp:", "www."];
        if !begins.iter().any(|start| rest.starts_with(start)) {
            return 0;
        }
        let before = self.text[leaf.span.start..at].chars().next_back();
        if before.is_some_and(|before| !before.is_whitespace() && !"*_~(".contains(before)) {
            return 0;
        }
        // More of it is not looked at, as there may be as many addresses as signs.
        let reach = rest.floor_char_boundary(LONGEST_ADDRESS);
        let end = rest[..reach].find(|c: char| c.is_whitespace() || c == '<');
        let link = autolink::first(&rest[..end.unwrap_or(reach)], rules);
        link.map_or(0, |link| link.span.end)
    }

    /// What stands at a sign that is not escaped.
    fn at(&mut self, leaf: &Leaf, at: usize) -> Here {
        let rest = &self.text[at..leaf.span.end];
        let opens = |rest: &str| {
            let mut all = self.delimiters.all.iter();
            all.position(|delimiter| rest.starts_with(&delimiter.open))
        };
        let Some(index) = opens(rest) else {
            // With two backslashes a delimiter is text.
            let escaped = rest.strip_prefix("\\\\");
            return Here::Sign(match escaped.and_then(opens) {
                Some(index) => 2 + self.delimiters.all[index].open.len(),
                None if rest.starts_with('`') => self.backticks(rest),
                None => 1,
            });
        };
        let delimiter = &self.delimiters.all[index];
        let open = delimiter.open.len();
        if self.missing.contains(&Missing::Delimiter(index)) {
            return Here::Sign(open);
        }
        match rest[open..].find(&delimiter.close) {
            // Nothing between the two is no formula.
            Some(0) => Here::Sign(1),
            Some(length) => Here::Formula(Found {
                span: at..at + open + length + delimiter.close.len(),
                is_block: delimiter.is_block,
                is_in_cell: leaf.is_cell,
            }),
            None => {
                self.missing.push(Missing::Delimiter(index));
                Here::Sign(open)
            }
        }
    }

    /// How many bytes the code takes that begins here, or the backticks that begin none.
    fn backticks(&mut self, rest: &str) -> usize {
        let run = |from: usize| {
            rest[from..]
                .bytes()
                .take_while(|byte| *byte == b'`')
                .count()
        };
        let length = run(0);
        if self.missing.contains(&Missing::Backticks(length)) {
            return length;
        }
        let mut from = length;
        while let Some(at) = memchr::memchr(b'`', &rest.as_bytes()[from..]) {
            let closing = run(from + at);
            from += at + closing;
            if closing == length {
                return from;
            }
        }
        self.missing.push(Missing::Backticks(length));
        length
    }
}
