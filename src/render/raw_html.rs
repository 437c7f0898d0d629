//! Raw HTML → balanced blocks.
//!
//! An author's `<div>` may open in one Markdown block and close in another, or never, and an end
//! tag too many could leave the article. So whatever holds raw HTML is read the way a browser reads
//! it, from the block where it begins to the first one after which nothing is open, and written
//! again from the tree that comes of it.

use std::borrow::Cow;
use std::cell::Cell;
use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use super::tree::{Between, Id, Kind, Place, Reader, Tree, write_text};
use super::{Block, Lines, Target};

pub(super) mod addresses;
mod memory;

pub(super) use addresses::{FURNITURE, is_ours};
pub use memory::Memory;
use memory::{Element, Run};

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
    mut drafts: Vec<Draft>,
    memory: &Memory,
    address: &mut dyn FnMut(&str) -> Option<Target>,
) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::with_capacity(drafts.len());
    // What leaves nothing, as a comment, leaves the end of its line.
    let mut is_behind_nothing = false;
    let mut push = |(block, begins_line): (Block, bool), is_behind_nothing: bool| {
        if let Some(before) = blocks.last_mut() {
            before.ends_line |= begins_line || is_behind_nothing;
        }
        blocks.push(block);
    };
    // Nothing is asked of what is remembered where there is no raw HTML.
    let has_raw_html = drafts.iter().any(|draft| draft.has_raw_html);
    let mut remembered = has_raw_html.then(|| memory.lock());
    let mut used = HashMap::new();
    let mut at = 0;
    while let Some(draft) = drafts.get_mut(at) {
        if !draft.has_raw_html {
            let html = std::mem::take(&mut draft.html);
            let block = Block {
                ends_line: draft.ends_line,
                ..Block::new(html, draft.lines)
            };
            push(
                (block, draft.begins_line),
                std::mem::take(&mut is_behind_nothing),
            );
            at += 1;
            continue;
        }
        let key = draft.hash();
        let rest = &drafts[at..];
        let known = remembered.as_ref().and_then(|runs| runs.get(&key));
        let known = known.or_else(|| used.get(&key));
        let known = known.filter(|run| run.is_of(rest, address)).cloned();
        let run = known.unwrap_or_else(|| Arc::new(read_run(rest, address)));
        for block in run.blocks(rest) {
            push(block, std::mem::take(&mut is_behind_nothing));
        }
        is_behind_nothing |= run.ends_with_nothing(rest);
        at += run.drafts.len();
        used.insert(key, run);
    }
    if let Some(remembered) = &mut remembered {
        **remembered = used;
    }
    blocks
}

/// Reads drafts up to the first after which nothing is open.
fn read_run(drafts: &[Draft], address: &mut dyn FnMut(&str) -> Option<Target>) -> Run {
    let is_raw = Cell::new(false);
    let mut run = Run {
        drafts: Vec::new(),
        elements: Vec::new(),
        addresses: Vec::new(),
    };
    let addresses = &mut run.addresses;
    let mut noted = |destination: &str| {
        let target = address(destination);
        addresses.push((destination.to_owned(), target.clone()));
        target
    };
    let reader = Reader::new(Place::Root, |tag| {
        if is_raw.get() {
            addresses::resolve(tag, &mut noted);
        }
    });
    let mut segments = Vec::new();
    let mut begin = 0;
    let mut is_readable = true;
    for (index, draft) in drafts.iter().enumerate() {
        run.drafts.push(draft.hash());
        is_raw.set(draft.has_raw_html);
        let html = if has_endless_tag(&draft.html) {
            Cow::Owned(in_pre(&draft.html))
        } else {
            Cow::Borrowed(&*draft.html)
        };
        reader.read(html.strip_suffix('\n').unwrap_or(&html));
        let between = reader.end_piece();
        is_readable = between != Between::TooMuch;
        if matches!(between, Between::Nothing | Between::Formatting) {
            segments.push(begin..index + 1);
            begin = index + 1;
        }
        if matches!(between, Between::Nothing | Between::TooMuch) {
            break;
        }
    }
    let count = run.drafts.len();
    if begin < count {
        segments.push(begin..count);
    }
    let tree = reader.finish();
    run.elements = if is_readable {
        elements(&tree, segments)
    } else {
        let sources = drafts[..count].iter().enumerate();
        let sources =
            sources.map(|(index, draft)| (Element::new(in_pre(&draft.html)), index..index + 1));
        sources.collect()
    };
    run
}

/// The elements of a run, each with the drafts that it was made of.
fn elements(tree: &Tree, segments: Vec<Range<usize>>) -> Vec<(Element, Range<usize>)> {
    let segments = tree.segments().into_iter().zip(segments);
    let elements = segments.filter_map(|(nodes, from)| {
        let html = one_element(tree, &nodes)?;
        let html = if tree.is_regular() {
            html
        } else {
            settled(html)
        };
        Some((Element::new(html), from))
    });
    elements.collect()
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
