//! What became of raw HTML in the save before.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use xxhash_rust::xxh3::xxh3_64_with_seed;

use super::Draft;
use crate::render::{Block, Lines, Target};

/// What became of raw HTML before. Most of it is the same in the next save, and reading it costs more
/// than all the Markdown around it.
///
/// It changes nothing but how long it takes; clones remember together.
#[derive(Clone, Debug, Default)]
pub struct Memory(Arc<Mutex<Runs>>);

/// By [`Draft::hash`] of their first.
type Runs = HashMap<u64, Arc<Run>>;

/// Drafts that were read as one, and what became of them.
#[derive(Debug)]
pub(super) struct Run {
    /// [`Draft::hash`] of each.
    pub(super) drafts: Vec<u64>,
    /// The elements, with the drafts that each was made of, by their place in the run.
    pub(super) elements: Vec<(Element, Range<usize>)>,
    /// The addresses in it, and where they led.
    pub(super) addresses: Vec<(String, Option<Target>)>,
}

/// An element, as it becomes a block.
#[derive(Debug)]
pub(super) struct Element {
    html: Box<str>,
    hash: u64,
}

impl Memory {
    /// After a panic in the middle of it, it remembers what it did before.
    pub(super) fn lock(&self) -> MutexGuard<'_, Runs> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Element {
    pub(super) fn new(html: String) -> Self {
        let Block { html, hash, .. } = Block::new(html, Lines { first: 0, last: 0 });
        Self { html, hash }
    }
}

impl Draft {
    /// xxh3 of what it holds, which is another one where that is HTML of the author's.
    pub(super) fn hash(&self) -> u64 {
        xxh3_64_with_seed(self.html.as_bytes(), u64::from(self.has_raw_html))
    }
}

impl Run {
    /// Whether the drafts begin with those of this run, and its addresses lead where they led.
    pub(super) fn is_of(
        &self,
        drafts: &[Draft],
        address: &mut dyn FnMut(&str) -> Option<Target>,
    ) -> bool {
        let hashes = self.drafts.iter();
        let are_same = self.drafts.len() <= drafts.len()
            && hashes
                .zip(drafts)
                .all(|(hash, draft)| *hash == draft.hash());
        let addresses = &mut self.addresses.iter();
        are_same && addresses.all(|(destination, target)| address(destination) == *target)
    }

    /// Its blocks, and whether each begins on a line of its own, also where none has ended.
    pub(super) fn blocks<'r>(
        &'r self,
        drafts: &'r [Draft],
    ) -> impl Iterator<Item = (Block, bool)> + 'r {
        let mut done = 0;
        self.elements.iter().map(move |(element, from)| {
            let is_behind_nothing = ends_line(&drafts[done..from.start]);
            done = from.end;
            let from = &drafts[from.clone()];
            let block = Block {
                html: element.html.clone(),
                hash: element.hash,
                lines: lines(from),
                ends_line: from.last().is_none_or(|last| last.ends_line),
            };
            let begins_line = from.first().is_some_and(|first| first.begins_line);
            (block, begins_line || is_behind_nothing)
        })
    }

    /// Whether the last of its drafts, of which nothing is left, end a line.
    pub(super) fn ends_with_nothing(&self, drafts: &[Draft]) -> bool {
        let end = self.elements.last().map_or(0, |(_, from)| from.end);
        ends_line(&drafts[end..self.drafts.len()])
    }
}

fn ends_line(drafts: &[Draft]) -> bool {
    drafts.iter().any(|draft| draft.ends_line)
}

/// The lines of the drafts that an element was made of.
fn lines(drafts: &[Draft]) -> Lines {
    let last = drafts.iter().map(|draft| draft.lines.last).max();
    Lines {
        first: drafts.first().map_or(0, |draft| draft.lines.first),
        last: last.unwrap_or(0),
    }
}
