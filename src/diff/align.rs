//! Which block became which.

use std::ops::Range;

use similar::{Algorithm, DiffOp};

use super::similarity;
use crate::render::Block;

/// What happened to one block. At least one side is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pair {
    /// Its index in the old page; `None`: it is new.
    pub old: Option<usize>,
    /// Its index in the new page; `None`: it is gone.
    pub new: Option<usize>,
}

/// One step along two lists of blocks at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// So many blocks are the same in both.
    Same(usize),
    /// One block became the next one: other content in an element of the same name.
    Becomes,
    /// So many old blocks have no successor.
    Gone(usize),
    /// So many new blocks have no predecessor.
    New(usize),
}

impl Step {
    /// How many old blocks it passes.
    pub(super) fn old_count(self) -> usize {
        match self {
            Self::Same(count) | Self::Gone(count) => count,
            Self::Becomes => 1,
            Self::New(_) => 0,
        }
    }

    /// How many new blocks it passes.
    pub(super) fn new_count(self) -> usize {
        match self {
            Self::Same(count) | Self::New(count) => count,
            Self::Becomes => 1,
            Self::Gone(_) => 0,
        }
    }
}

/// Says which old block became which new one.
///
/// Each old and each new block occurs exactly once, and both in ascending order: a block that
/// moved is gone here and new there. Equal blocks are paired first; what stands between them is
/// paired by the words that it shares, within elements of one name.
#[must_use]
pub fn pairs(old: &[Block], new: &[Block]) -> Vec<Pair> {
    let mut pairs = Vec::with_capacity(old.len().max(new.len()));
    let (mut from, mut to) = (0, 0);
    for step in steps(old, new) {
        let (olds, news) = (step.old_count(), step.new_count());
        pairs.extend((0..olds.max(news)).map(|offset| Pair {
            old: (offset < olds).then_some(from + offset),
            new: (offset < news).then_some(to + offset),
        }));
        from += olds;
        to += news;
    }
    pairs
}

/// The way from `old` to `new`. Neighbouring steps of one kind are merged.
pub(super) fn steps(old: &[Block], new: &[Block]) -> Vec<Step> {
    let prefix = equal_count(old.iter().zip(new));
    let (old_rest, new_rest) = (&old[prefix..], &new[prefix..]);
    let suffix = equal_count(old_rest.iter().rev().zip(new_rest.iter().rev()));
    let old_middle = &old_rest[..old_rest.len() - suffix];
    let new_middle = &new_rest[..new_rest.len() - suffix];

    let mut steps = Vec::new();
    add(&mut steps, Step::Same(prefix));
    let (mut from, mut to) = (0, 0);
    for (olds, news) in equal_runs(old_middle, new_middle) {
        similarity::add_steps(
            &mut steps,
            &old_middle[from..olds.start],
            &new_middle[to..news.start],
        );
        add(&mut steps, Step::Same(olds.len()));
        (from, to) = (olds.end, news.end);
    }
    similarity::add_steps(&mut steps, &old_middle[from..], &new_middle[to..]);
    add(&mut steps, Step::Same(suffix));
    steps
}

/// Appends `step`, to the last one if that is of its kind.
pub(super) fn add(steps: &mut Vec<Step>, step: Step) {
    match (steps.last_mut(), step) {
        (_, Step::Same(0) | Step::Gone(0) | Step::New(0)) => {}
        (Some(Step::Same(count)), Step::Same(more))
        | (Some(Step::Gone(count)), Step::Gone(more))
        | (Some(Step::New(count)), Step::New(more)) => *count += more,
        _ => steps.push(step),
    }
}

fn equal_count<'a>(blocks: impl Iterator<Item = (&'a Block, &'a Block)>) -> usize {
    blocks.take_while(|(old, new)| old.hash == new.hash).count()
}

/// The runs of equal blocks, ascending on both sides.
fn equal_runs(old: &[Block], new: &[Block]) -> Vec<(Range<usize>, Range<usize>)> {
    if old.is_empty() || new.is_empty() {
        return Vec::new();
    }
    let hashes = |blocks: &[Block]| blocks.iter().map(|block| block.hash).collect::<Vec<_>>();
    similar::capture_diff_slices(ALGORITHM, &hashes(old), &hashes(new))
        .into_iter()
        .filter(|step| matches!(step, DiffOp::Equal { .. }))
        .map(|step| (step.old_range(), step.new_range()))
        .collect()
}

/// Anchors on blocks that occur once on both sides, which is what a reader takes for "the same";
/// headings and rules that repeat do not pull paragraphs apart.
const ALGORITHM: Algorithm = Algorithm::Patience;
