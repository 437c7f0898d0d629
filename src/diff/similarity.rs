//! Pairs blocks that are not equal by the words that they share.

use xxhash_rust::xxh3::xxh3_64;

use super::align::{Step, add};
use crate::render::Block;

/// Most comparisons of blocks in one run. 2,000 take about half a millisecond; a run beyond that
/// is a page written anew, where the order of the blocks says as much as their words.
const COMPARISONS: usize = 2_000;

/// How much text is read in one run, in bytes, shared evenly by its blocks: an edit of a few
/// paragraphs is read whole, of 2,000 their beginnings.
const TEXT: usize = 128 * 1024;

/// How many hashes stand for the words of a block. 64 estimate the share within a tenth, and a
/// comparison stays below half a microsecond however long the paragraphs are.
const SKETCH: usize = 64;

/// The share of words and pairs of words, in thousandths, from which one block is taken for the
/// successor of another. Two English paragraphs that have nothing to do with each other share
/// less than 80.
const ALIKE: u32 = 150;

/// Appends the steps from `old` to `new`: runs of blocks between blocks that are the same.
pub(super) fn add_steps(steps: &mut Vec<Step>, old: &[Block], new: &[Block]) {
    if old.len() <= 1 && new.len() <= 1 {
        add_unlike(steps, old, new);
    } else if old.len().saturating_mul(new.len()) <= COMPARISONS {
        add_by_words(steps, old, new);
    } else {
        add_in_order(steps, old, new);
    }
}

/// Pairs what is alike, keeping the order, so that as much as possible is alike in all.
fn add_by_words(steps: &mut Vec<Step>, old: &[Block], new: &[Block]) {
    let scores = Scores::new(old, new);
    let best = scores.best_from();
    let (mut from, mut to) = (0, 0);
    let (mut i, mut j) = (0, 0);
    while i < old.len() && j < new.len() {
        let score = scores.at(i, j);
        if score > 0 && best[i][j] == score + best[i + 1][j + 1] {
            add_unlike(steps, &old[from..i], &new[to..j]);
            add_pair(steps, &old[i], &new[j]);
            (i, j) = (i + 1, j + 1);
            (from, to) = (i, j);
        } else if best[i][j] == best[i + 1][j] {
            i += 1;
        } else {
            j += 1;
        }
    }
    add_unlike(steps, &old[from..], &new[to..]);
}

/// Steps for runs in which no block is like another.
fn add_unlike(steps: &mut Vec<Step>, old: &[Block], new: &[Block]) {
    // Where one block stood stands one block: it is that one, however little is left of it.
    if let ([before], [after]) = (old, new) {
        add_pair(steps, before, after);
    } else {
        add(steps, Step::Gone(old.len()));
        add(steps, Step::New(new.len()));
    }
}

/// Pairs the first with the first, the second with the second, and so on.
fn add_in_order(steps: &mut Vec<Step>, old: &[Block], new: &[Block]) {
    let common = old.len().min(new.len());
    for (before, after) in old.iter().zip(new) {
        add_pair(steps, before, after);
    }
    add(steps, Step::Gone(old.len() - common));
    add(steps, Step::New(new.len() - common));
}

/// A change needs an element of the same name on both sides.
fn add_pair(steps: &mut Vec<Step>, old: &Block, new: &Block) {
    if old.hash == new.hash {
        add(steps, Step::Same(1));
    } else if name(old) == name(new) {
        add(steps, Step::Becomes);
    } else {
        add(steps, Step::Gone(1));
        add(steps, Step::New(1));
    }
}

/// The name of the block's element.
fn name(block: &Block) -> &str {
    let html = block.html.get(1..).unwrap_or_default();
    let end = html.find(|c: char| c.is_ascii_whitespace() || c == '>' || c == '/');
    &html[..end.unwrap_or(html.len())]
}

/// How alike each old block is to each new one.
struct Scores {
    /// Row by row, in thousandths; 0 where they may not be paired.
    values: Vec<u32>,
    rows: usize,
    columns: usize,
}

impl Scores {
    fn new(old: &[Block], new: &[Block]) -> Self {
        let bytes = TEXT / (old.len() + new.len()).max(1);
        let new_sketches: Vec<_> = new.iter().map(|block| sketch(block, bytes)).collect();
        let mut values = Vec::with_capacity(old.len() * new.len());
        for before in old {
            let old_sketch = sketch(before, bytes);
            values.extend(new.iter().zip(&new_sketches).map(|(after, new_sketch)| {
                if before.hash == after.hash {
                    1_000
                } else if name(before) == name(after) {
                    Some(share(&old_sketch, new_sketch))
                        .filter(|share| *share >= ALIKE)
                        .unwrap_or(0)
                } else {
                    0
                }
            }));
        }
        Self {
            values,
            rows: old.len(),
            columns: new.len(),
        }
    }

    fn at(&self, row: usize, column: usize) -> u32 {
        self.values[row * self.columns + column]
    }

    /// The best sum of scores that the blocks from `[row][column]` on can reach.
    fn best_from(&self) -> Vec<Vec<u32>> {
        let mut best = vec![vec![0; self.columns + 1]; self.rows + 1];
        for row in (0..self.rows).rev() {
            for column in (0..self.columns).rev() {
                let paired = match self.at(row, column) {
                    0 => 0,
                    score => score + best[row + 1][column + 1],
                };
                best[row][column] = paired.max(best[row + 1][column]).max(best[row][column + 1]);
            }
        }
        best
    }
}

/// The smallest hashes of the words and pairs of words in the first `bytes` of a block, ascending:
/// two sketches share about what the two texts share.
fn sketch(block: &Block, bytes: usize) -> Vec<u64> {
    let inner = block.html.get(1 + name(block).len()..).unwrap_or_default();
    let text = &inner[..inner.floor_char_boundary(bytes)];
    let mut hashes = Vec::new();
    let mut previous = 0;
    for word in words(text) {
        let hash = xxh3_64(word.as_bytes());
        hashes.push(hash);
        hashes.push((hash ^ previous).wrapping_mul(0x9e37_79b9_7f4a_7c15));
        previous = hash.rotate_left(32);
    }
    hashes.sort_unstable();
    hashes.dedup();
    hashes.truncate(SKETCH);
    hashes
}

/// The words of `text`; in scripts that are written without spaces, its characters.
fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric())
        .flat_map(|run| run.split_inclusive(is_unspaced))
        .filter(|word| !word.is_empty())
}

/// Thai to Khmer, and the CJK scripts.
fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{0e00}'..='\u{0eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}'
        | '\u{2e80}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

/// What two sketches share of what they hold together, in thousandths.
fn share(a: &[u64], b: &[u64]) -> u32 {
    let (mut i, mut j) = (0, 0);
    let (mut shared, mut seen) = (0, 0);
    while seen < SKETCH && (i < a.len() || j < b.len()) {
        seen += 1;
        let (left, right) = (a.get(i), b.get(j));
        if left == right {
            shared += 1;
            (i, j) = (i + 1, j + 1);
        } else if right.is_none() || left.is_some_and(|left| Some(left) < right) {
            i += 1;
        } else {
            j += 1;
        }
    }
    u32::try_from(shared * 1_000 / seen.max(1)).expect("at most 1,000")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::Lines;

    fn check(old: &str, new: &str, expected: bool) {
        let [old, new] = [old, new].map(|text| {
            let html = format!("<p>{text}</p>");
            sketch(&Block::new(html, Lines { first: 1, last: 1 }), TEXT)
        });
        let share = share(&old, &new);
        assert_eq!(share >= ALIKE, expected, "share {share}");
    }

    #[test]
    fn a_paragraph_with_one_word_changed_is_alike() {
        check(
            "The quick brown fox jumps.",
            "The quick red fox jumps.",
            true,
        );
        check("Hello brave world", "Hello new world", true);
    }

    #[test]
    fn paragraphs_with_only_small_words_in_common_are_not_alike() {
        check(
            "It is a truth universally acknowledged, that a single man in possession of a good \
             fortune must be in want of a wife.",
            "In my younger and more vulnerable years my father gave me some advice that I have \
             been turning over in my mind ever since.",
            false,
        );
    }

    #[test]
    fn text_without_spaces_is_compared_by_its_characters() {
        check(
            "吾輩は猫である。名前はまだ無い。",
            "吾輩は犬である。名前はまだ無い。",
            true,
        );
        check("吾輩は猫である。", "国境の長いトンネルを抜けると", false);
    }

    #[test]
    fn nothing_is_alike_to_nothing_without_dividing_by_it() {
        assert_eq!(share(&[], &[]), 0);
    }
}
