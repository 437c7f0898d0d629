//! Raw HTML → balanced blocks.
//!
//! An author's `<div>` may open in one Markdown block and close in another, or never, and an end
//! tag too many could leave the article. So whatever holds raw HTML is read the way a browser reads
//! it, from the block where it begins to the first one after which nothing is open, and written
//! again from the tree that comes of it.

use std::cell::Cell;
use std::iter::Peekable;
use std::vec::IntoIter;

use super::tree::{Between, Id, Kind, Place, Reader, Tree, write_text};
use super::{Block, Lines, Target};

pub(super) mod addresses;

/// One top-level block as the writer wrote it, before raw HTML is balanced.
#[derive(Clone, Debug)]
pub(super) struct Draft {
    /// One element, unless raw HTML of the author's is in it: then anything.
    pub html: String,
    /// Its lines in the file.
    pub lines: Lines,
    /// Whether raw HTML of the author's is in it. Addresses are unresolved then.
    pub has_raw_html: bool,
    /// Whether it begins on a line of its own, also where none has ended.
    pub begins_line: bool,
    /// Whether a line ends behind it.
    pub ends_line: bool,
}

/// How often HTML is written and read again until both agree. Twice is enough for what people
/// write by mistake; some texts are made never to agree.
const ATTEMPTS: usize = 4;

/// How many attributes one tag may have, and more than anybody needs: html5ever compares each to all
/// before it, and 10,000 take 50 ms.
const ATTRIBUTES: usize = 10_000;

/// Every draft becomes blocks of one balanced element each.
///
/// In drafts with raw HTML each address is looked up through `address` and replaced by what it leads
/// to.
pub(super) fn balance(
    drafts: Vec<Draft>,
    address: &mut dyn FnMut(&str) -> Option<Target>,
) -> Vec<Block> {
    let mut blocks = Vec::with_capacity(drafts.len());
    let mut drafts = drafts.into_iter().peekable();
    while let Some(draft) = drafts.peek() {
        if draft.has_raw_html {
            read_run(&mut drafts, address, &mut blocks);
        } else if let Some(draft) = drafts.next() {
            if let Some(before) = blocks.last_mut() {
                before.ends_line |= draft.begins_line;
            }
            blocks.push(Block {
                ends_line: draft.ends_line,
                ..Block::new(draft.html, draft.lines)
            });
        }
    }
    blocks
}

/// Takes drafts up to the first after which nothing is open, and appends their blocks.
fn read_run(
    drafts: &mut Peekable<IntoIter<Draft>>,
    address: &mut dyn FnMut(&str) -> Option<Target>,
    blocks: &mut Vec<Block>,
) {
    let is_raw = Cell::new(false);
    let reader = Reader::new(Place::Root, |tag| {
        if is_raw.get() {
            addresses::resolve(tag, address);
        }
    });
    let mut run = Vec::new();
    let mut segments = Vec::new();
    let mut lines: Option<Lines> = None;
    for mut draft in drafts {
        if has_endless_tag(&draft.html) {
            draft.html = in_pre(&draft.html);
        }
        if lines.is_none() && draft.begins_line {
            let before = segments.last_mut().map(|(_, ends_line)| ends_line);
            let before = before.or_else(|| blocks.last_mut().map(|block| &mut block.ends_line));
            if let Some(ends_line) = before {
                *ends_line = true;
            }
        }
        is_raw.set(draft.has_raw_html);
        reader.read(draft.html.strip_suffix('\n').unwrap_or(&draft.html));
        let (last, ends_line) = (draft.lines.last, draft.ends_line);
        let segment = lines.get_or_insert(draft.lines);
        segment.last = segment.last.max(last);
        run.push(draft);
        let between = reader.end_piece();
        match between {
            Between::Element => continue,
            Between::TooMuch => return blocks.extend(run.iter().map(source)),
            Between::Nothing | Between::Formatting => {
                segments.extend(lines.take().map(|lines| (lines, ends_line)));
            }
        }
        if between == Between::Nothing {
            break;
        }
    }
    segments.extend(lines.map(|lines| (lines, true)));

    let tree = reader.finish();
    for (nodes, (lines, ends_line)) in tree.segments().into_iter().zip(segments) {
        if let Some(html) = one_element(&tree, &nodes) {
            let html = if tree.is_regular() {
                html
            } else {
                settled(html)
            };
            blocks.push(Block {
                ends_line,
                ..Block::new(html, lines)
            });
        }
    }
}

/// Whether a tag has more attributes than it may, judged by what separates them.
fn has_endless_tag(html: &str) -> bool {
    html.split('>')
        // Each attribute takes a byte, and another sets it apart.
        .filter(|stretch| stretch.len() >= 2 * ATTRIBUTES)
        .filter_map(|stretch| {
            let starts = stretch.match_indices('<').map(|(at, _)| &stretch[at + 1..]);
            { starts }.find(|tag| tag.starts_with(|c: char| c.is_ascii_alphabetic()))
        })
        .any(|tag| {
            let separators = [b' ', b'\n', b'\t', b'\x0c', b'"', b'\''];
            let count = tag.bytes().filter(|byte| separators.contains(byte)).count();
            count >= ATTRIBUTES
        })
}

/// A draft that cannot be read, as its source.
fn source(draft: &Draft) -> Block {
    Block::new(in_pre(&draft.html), draft.lines)
}

fn in_pre(source: &str) -> String {
    let mut html = String::from("<pre>");
    write_text(source, &mut html);
    html.push_str("</pre>");
    html
}

/// `nodes` as one element: the only one there is, or else all of them in a `<div>`.
fn one_element(tree: &Tree, nodes: &[Id]) -> Option<String> {
    let mut html = String::new();
    if let [node] = nodes
        && matches!(tree.kind(*node), Kind::Element(_))
    {
        tree.write(*node, &mut html);
        return Some(html);
    }
    if nodes.is_empty() {
        return None;
    }
    html.push_str("<div>");
    for node in nodes {
        tree.write(*node, &mut html);
    }
    html.push_str("</div>");
    Some(html)
}

/// `html` changed so that a browser that reads it inside the article finds one element and leaves
/// the article as open as before.
///
/// What a parser makes of faulty HTML does not always read the same when it is written out: a
/// `<form>` can end up in a `<form>`, a link in a link.
fn settled(html: String) -> String {
    let mut html = html;
    for _ in 0..ATTEMPTS {
        if is_one_element_in_article(&html) {
            return html;
        }
        let reader = Reader::new(Place::Root, |_| {});
        reader.read(&html);
        let tree = reader.finish();
        match one_element(&tree, &tree.segments().concat()) {
            Some(again) => html = again,
            None => break,
        }
    }
    in_pre(&html)
}

fn is_one_element_in_article(html: &str) -> bool {
    let reader = Reader::new(Place::Article, |_| {});
    reader.read(html);
    let is_closed = reader.end_piece() == Between::Nothing;
    let tree = reader.finish();
    let nodes = tree.segments().concat();
    is_closed && matches!(nodes[..], [node] if matches!(tree.kind(node), Kind::Element(_)))
}

#[cfg(test)]
mod tests;
