//! Two pages → a [`Patch`]. Pure.

use std::collections::HashMap;

use serde::Serialize;

use crate::page::{File, Page, Region};
use crate::render::{Block, Lines};

mod align;
mod apply;
mod similarity;
mod splice;

pub use align::{Pair, pairs};
pub use apply::{Misfit, apply};
pub use splice::Splice;

use align::Step;

/// What turns one revision of a page into another.
///
/// Invariant: `apply(&diff(a, b), a)` shows what `b` shows.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Patch {
    /// The revision that it starts from, as 16 hex digits.
    pub from: String,
    /// The revision that it leads to.
    pub revision: String,
    /// The document's new title, if it changed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The regions that changed, whole: `{"name": …, "html": …}`. One that is gone has no HTML.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub regions: Vec<Region>,
    /// What to do with the article's children, from the first to the last. Empty: nothing.
    /// Otherwise each child of the old page is kept, changed or deleted exactly once.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub edits: Vec<Edit>,
    /// What to add to the lines of blocks that stay or change, after `edits` are done. Ascending,
    /// none overlap, none hold an inserted block.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub shifts: Vec<Shift>,
    /// Addresses, as the page has them, of files to load again: their bytes changed, or they came
    /// or went behind an address that the page shows before and after.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<String>,
}

/// One step along the article's children.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Edit {
    /// The next so many blocks stay: `{"keep": 3}`.
    Keep(usize),
    /// The next block becomes this one (element without `data-line`): `{"change": "<p>…"}`.
    Change(String),
    /// In the next block one text changes: `{"text": {"node": 0, "start": 4, …}}`.
    Text(Splice),
    /// This block is new, with its `data-line`: `{"insert": "<p data-line=…"}`.
    Insert(String),
    /// The next so many blocks go: `{"delete": 1}`.
    Delete(usize),
}

/// A change of the lines of a run of blocks of the new page: `[at, count, first, last]`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shift {
    /// Index of the first block, in the new page.
    pub at: usize,
    /// How many blocks.
    pub count: usize,
    /// Is added to each block's first line.
    pub first: i64,
    /// Is added to each block's last line.
    pub last: i64,
}

impl Serialize for Shift {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        (self.at, self.count, self.first, self.last).serialize(serializer)
    }
}

impl Patch {
    /// How many blocks change, come or go.
    #[must_use]
    pub fn blocks(&self) -> usize {
        let blocks = self.edits.iter().map(|edit| match edit {
            Edit::Keep(_) => 0,
            Edit::Change(_) | Edit::Text(_) | Edit::Insert(_) => 1,
            Edit::Delete(count) => *count,
        });
        blocks.sum()
    }

    /// Whether nothing at all is to be done.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.title.is_none()
            && self.regions.is_empty()
            && self.edits.is_empty()
            && self.shifts.is_empty()
            && self.files.is_empty()
    }
}

/// What turns `old` into `new`.
///
/// Linear in the number of blocks when few of them changed; see [`pairs`] for the rest.
#[must_use]
pub fn diff(old: &Page, new: &Page) -> Patch {
    let steps = align::steps(&old.blocks, &new.blocks);
    Patch {
        from: old.revision.to_string(),
        revision: new.revision.to_string(),
        title: (old.title != new.title).then(|| new.title.clone()),
        regions: changed_regions(&old.regions, &new.regions),
        edits: edits(&steps, &old.blocks, &new.blocks),
        shifts: shifts(&steps, &old.blocks, &new.blocks),
        files: files_to_reload(old, new),
    }
}

fn edits(steps: &[Step], old: &[Block], new: &[Block]) -> Vec<Edit> {
    if steps.iter().all(|step| matches!(step, Step::Same(_))) {
        return Vec::new();
    }
    let mut edits = Vec::with_capacity(steps.len());
    let (mut from, mut at) = (0, 0);
    for step in steps {
        match *step {
            Step::Same(count) => edits.push(Edit::Keep(count)),
            Step::Becomes => edits.push(change(&old[from], &new[at])),
            Step::Gone(count) => edits.push(Edit::Delete(count)),
            Step::New(count) => edits.extend(new[at..at + count].iter().map(insertion)),
        }
        from += step.old_count();
        at += step.new_count();
    }
    edits
}

fn change(old: &Block, new: &Block) -> Edit {
    match splice::between(&old.html, &new.html) {
        Some(splice) => Edit::Text(splice),
        None => Edit::Change(new.html.to_string()),
    }
}

fn insertion(block: &Block) -> Edit {
    let mut html = String::with_capacity(block.html.len() + 32);
    block.write_html(&mut html);
    Edit::Insert(html)
}

fn shifts(steps: &[Step], old: &[Block], new: &[Block]) -> Vec<Shift> {
    let mut shifts: Vec<Shift> = Vec::new();
    let (mut from, mut to) = (0, 0);
    for step in steps {
        if let Step::Same(_) | Step::Becomes = step {
            for offset in 0..step.new_count() {
                add_shift(
                    &mut shifts,
                    to + offset,
                    old[from + offset].lines,
                    new[to + offset].lines,
                );
            }
        }
        from += step.old_count();
        to += step.new_count();
    }
    shifts
}

/// Adds the move of the block `at` to the last run, if it continues it.
fn add_shift(shifts: &mut Vec<Shift>, at: usize, old: Lines, new: Lines) {
    if old == new {
        return;
    }
    let first = i64::from(new.first) - i64::from(old.first);
    let last = i64::from(new.last) - i64::from(old.last);
    match shifts.last_mut() {
        Some(run) if run.at + run.count == at && run.first == first && run.last == last => {
            run.count += 1;
        }
        _ => shifts.push(Shift {
            at,
            count: 1,
            first,
            last,
        }),
    }
}

fn changed_regions(old: &[Region], new: &[Region]) -> Vec<Region> {
    let changed = new.iter().filter(|region| !old.contains(region)).cloned();
    let gone = old
        .iter()
        .filter(|region| new.iter().all(|other| other.name != region.name))
        .map(|region| Region {
            name: region.name,
            html: String::new(),
        });
    changed.chain(gone).collect()
}

fn files_to_reload(old: &Page, new: &Page) -> Vec<String> {
    if old.files == new.files {
        return Vec::new();
    }
    let [old_files, new_files] = [old, new].map(|page| {
        let files = page.files.iter();
        files
            .map(|file| (file.address.as_str(), file.fingerprint))
            .collect::<HashMap<_, _>>()
    });
    let came_or_changed =
        new.files
            .iter()
            .filter(|file| match old_files.get(file.address.as_str()) {
                Some(fingerprint) => *fingerprint != file.fingerprint,
                None => shows(&old.blocks, file),
            });
    let went = old
        .files
        .iter()
        .filter(|file| !new_files.contains_key(file.address.as_str()) && shows(&new.blocks, file));
    came_or_changed
        .chain(went)
        .map(|file| file.address.clone())
        .collect()
}

/// Whether the address of `file` stands in one of `blocks`: a picture that was missing a moment
/// ago is broken in the browser and stays so until its address is set again.
fn shows(blocks: &[Block], file: &File) -> bool {
    let attribute = format!("\"{}\"", file.address.replace('&', "&amp;"));
    blocks.iter().any(|block| block.html.contains(&attribute))
}

#[cfg(test)]
mod tests;
