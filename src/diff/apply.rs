//! What a browser does with a patch, in Rust: the other half of the proof.

use super::{Edit, Patch, Shift};
use crate::page::{Page, Region, Revision};
use crate::render::{Block, Lines};

/// Why a patch cannot be applied to a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Misfit {
    /// The patch starts from another revision.
    #[error("the patch is for another revision of the page")]
    Revision,
    /// It speaks of blocks that are not there, or passes over some.
    #[error("the patch does not fit the blocks of the page")]
    Blocks,
    /// Its HTML lacks the lines, or its lines leave the file.
    #[error("the patch has lines that cannot be")]
    Lines,
}

/// The page that a browser shows once it has applied `patch` to `old`.
///
/// `files` stay those of `old`: a patch says which of them to load again, not what they are now.
///
/// # Errors
///
/// A [`Misfit`], if the patch was not made for this page.
pub fn apply(patch: &Patch, old: &Page) -> Result<Page, Misfit> {
    if patch.from != old.revision.to_string() {
        return Err(Misfit::Revision);
    }
    let revision = u64::from_str_radix(&patch.revision, 16).map_err(|_| Misfit::Revision)?;
    let mut blocks = edited(&patch.edits, &old.blocks)?;
    for shift in &patch.shifts {
        move_lines(*shift, &mut blocks)?;
    }
    Ok(Page {
        url: old.url.clone(),
        title: patch.title.as_ref().unwrap_or(&old.title).clone(),
        regions: regions(&patch.regions, &old.regions),
        blocks,
        files: old.files.clone(),
        revision: Revision(revision),
    })
}

fn edited(edits: &[Edit], old: &[Block]) -> Result<Vec<Block>, Misfit> {
    if edits.is_empty() {
        return Ok(old.to_vec());
    }
    let mut rest = old;
    let mut blocks = Vec::new();
    for edit in edits {
        match edit {
            Edit::Keep(count) => blocks.extend_from_slice(pass(&mut rest, *count)?),
            Edit::Change(html) => {
                let lines = pass(&mut rest, 1)?[0].lines;
                blocks.push(Block::new(html.as_str(), lines));
            }
            Edit::Text(splice) => {
                let block = &pass(&mut rest, 1)?[0];
                let html = splice.apply(&block.html).ok_or(Misfit::Blocks)?;
                blocks.push(Block::new(html, block.lines));
            }
            Edit::Insert(html) => blocks.push(inserted(html).ok_or(Misfit::Lines)?),
            Edit::Delete(count) => {
                pass(&mut rest, *count)?;
            }
        }
    }
    rest.is_empty().then_some(blocks).ok_or(Misfit::Blocks)
}

fn pass<'a>(rest: &mut &'a [Block], count: usize) -> Result<&'a [Block], Misfit> {
    let (passed, left) = rest.split_at_checked(count).ok_or(Misfit::Blocks)?;
    *rest = left;
    Ok(passed)
}

/// The block whose element bears its lines: the inverse of [`Block::write_html`].
fn inserted(html: &str) -> Option<Block> {
    let (name, rest) = html.split_once(" data-line=\"")?;
    let (lines, rest) = rest.split_once('"')?;
    let (first, last) = lines.split_once('-')?;
    let lines = Lines {
        first: first.parse().ok()?,
        last: last.parse().ok()?,
    };
    Some(Block::new(format!("{name}{rest}"), lines))
}

fn move_lines(shift: Shift, blocks: &mut [Block]) -> Result<(), Misfit> {
    let end = shift.at.checked_add(shift.count).ok_or(Misfit::Blocks)?;
    let run = blocks.get_mut(shift.at..end).ok_or(Misfit::Blocks)?;
    for block in run {
        block.lines.first = moved(block.lines.first, shift.first)?;
        block.lines.last = moved(block.lines.last, shift.last)?;
    }
    Ok(())
}

fn moved(line: u32, by: i64) -> Result<u32, Misfit> {
    let line = i64::from(line).checked_add(by).ok_or(Misfit::Lines)?;
    u32::try_from(line).map_err(|_| Misfit::Lines)
}

/// Regions of `old` with those of the patch in their place; an empty one is none.
fn regions(changed: &[Region], old: &[Region]) -> Vec<Region> {
    let mut regions = old.to_vec();
    for region in changed {
        match regions.iter_mut().find(|other| other.name == region.name) {
            Some(before) => before.clone_from(region),
            None => regions.push(region.clone()),
        }
    }
    regions.retain(|region| !region.html.is_empty());
    regions
}
