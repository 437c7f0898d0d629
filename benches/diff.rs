//! What it costs to compare two pages: `cargo bench --bench diff`.
//!
//! The budget: one changed word in a page of 6,700 blocks (1 MB of Markdown) in well under 0.3 ms.

use std::hint::black_box;

use blog_serve::diff::diff;
use blog_serve::page::{Page, Revision};
use blog_serve::render::{Block, Lines};
use criterion::{Criterion, criterion_group, criterion_main};

/// As many blocks as 1 MB of Markdown has.
const LARGE: u32 = 6_700;

fn page(revision: u64, texts: impl Iterator<Item = String>) -> Page {
    let blocks = (1..).step_by(2).zip(texts).map(|(line, text)| {
        let lines = Lines {
            first: line,
            last: line,
        };
        Block::new(format!("<p>{text}</p>"), lines)
    });
    Page {
        url: "/posts/a/".to_owned(),
        title: "A post".to_owned(),
        regions: Vec::new(),
        blocks: blocks.collect(),
        files: Vec::new(),
        revision: Revision(revision),
    }
}

/// A paragraph of 25 words that no other paragraph with another `number` is like.
fn paragraph(number: u32) -> String {
    let words = (0..25).map(|word| {
        format!(
            "w{}",
            (number * 25 + word).wrapping_mul(2_654_435_761) % 5_000
        )
    });
    words.collect::<Vec<_>>().join(" ")
}

fn original(count: u32) -> impl Iterator<Item = String> {
    (0..count).map(paragraph)
}

fn one_word_changed(count: u32) -> impl Iterator<Item = String> {
    original(count).enumerate().map(move |(index, text)| {
        if index == count as usize / 2 {
            text + " new"
        } else {
            text
        }
    })
}

fn one_inserted_on_top(count: u32) -> impl Iterator<Item = String> {
    std::iter::once("A new paragraph.".to_owned()).chain(original(count))
}

fn a_word_added_to_each(count: u32) -> impl Iterator<Item = String> {
    original(count).map(|text| text + " new")
}

fn shuffled(count: u32) -> impl Iterator<Item = String> {
    (0..count).map(move |index| paragraph(index * 4_099 % count))
}

fn wholly_different(count: u32) -> impl Iterator<Item = String> {
    (count..2 * count).map(paragraph)
}

fn repeated_blocks(count: u32, period: u32) -> impl Iterator<Item = String> {
    (0..count).map(move |index| paragraph(index % period))
}

fn comparisons(criterion: &mut Criterion) {
    let mut check = |name: &str, old: Page, new: Page| {
        criterion.bench_function(name, |bencher| {
            bencher.iter(|| diff(black_box(&old), black_box(&new)));
        });
    };
    let small = || page(1, original(40));
    let large = || page(1, original(LARGE));
    check(
        "small, one word changed",
        small(),
        page(2, one_word_changed(40)),
    );
    check(
        "small, all rewritten",
        small(),
        page(2, a_word_added_to_each(40)),
    );
    check(
        "large, one word changed",
        large(),
        page(2, one_word_changed(LARGE)),
    );
    check(
        "large, one block on top",
        large(),
        page(2, one_inserted_on_top(LARGE)),
    );
    check(
        "large, a word added to each",
        large(),
        page(2, a_word_added_to_each(LARGE)),
    );
    check("large, shuffled", large(), page(2, shuffled(LARGE)));
    check(
        "large, wholly different",
        large(),
        page(2, wholly_different(LARGE)),
    );
    check(
        "large, few blocks often repeated",
        page(1, repeated_blocks(LARGE, 7)),
        page(2, repeated_blocks(LARGE, 5)),
    );
}

criterion_group!(benches, comparisons);
criterion_main!(benches);
