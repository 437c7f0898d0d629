//! What a browser shows: the article's blocks and the regions around it.
//!
//! Pages are made by pure functions from what is known of a post or of all posts; the same page
//! is a whole document for a browser that asks ([`document::document`]) and one side of a patch
//! for a browser that shows an older one.

mod direction;
pub mod document;
pub mod index;
pub mod missing;
pub mod notice;
pub mod post;
mod words;

use std::fmt;

use serde::Serialize;
use xxhash_rust::xxh3::Xxh3;

use crate::render::Block;

/// A whole page, of a post or of the index.
#[derive(Clone, Debug)]
pub struct Page {
    /// The permalink; `/` for the index.
    pub url: String,
    /// The document's title.
    pub title: String,
    /// What stands around the article and follows the front matter: header, banner, outline.
    pub regions: Vec<Region>,
    /// The article.
    pub blocks: Vec<Block>,
    /// The local files that the page shows, by their address in it.
    pub files: Vec<File>,
    /// Hash of everything above but the address.
    pub revision: Revision,
}

impl Page {
    /// A page of these parts, with its revision.
    ///
    /// Invariant: all pages of one kind have regions of the same names in the same order, so that
    /// a patch between two of them never meets a region that the document lacks.
    fn new(
        url: impl Into<String>,
        title: impl Into<String>,
        regions: Vec<Region>,
        blocks: Vec<Block>,
        files: Vec<File>,
    ) -> Self {
        let title = title.into();
        let revision = revision(&title, &regions, &blocks, &files);
        Self {
            url: url.into(),
            title,
            regions,
            blocks,
            files,
            revision,
        }
    }

    /// About how many bytes it takes in memory.
    #[must_use]
    pub fn weight(&self) -> usize {
        let block = |block: &Block| block.html.len() + size_of::<Block>();
        let regions: usize = self.regions.iter().map(|region| region.html.len()).sum();
        self.blocks.iter().map(block).sum::<usize>() + regions
    }

    /// The inner HTML of a region; empty when the page has none of that name.
    #[must_use]
    pub fn region(&self, name: &str) -> &str {
        self.regions
            .iter()
            .find(|region| region.name == name)
            .map_or("", |region| &region.html)
    }
}

/// A part of the page outside the article: the inner HTML of the element `[data-region=name]`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Region {
    /// The value of `data-region`.
    pub name: &'static str,
    /// Inner HTML.
    pub html: String,
}

impl Region {
    /// The region `name`, filled by a template.
    fn of(name: &'static str, template: &impl askama::Template) -> Self {
        let html = filled(template).trim().to_owned();
        Self { name, html }
    }

    /// The region `name` with nothing in it.
    fn empty(name: &'static str) -> Self {
        Self {
            name,
            html: String::new(),
        }
    }
}

/// A local file that a page shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// Its address as the page has it.
    pub address: String,
    /// Changes when its bytes change.
    pub fingerprint: u64,
}

/// Says what a page shows; two pages with one revision look the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Revision(pub u64);

impl fmt::Display for Revision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

fn revision(title: &str, regions: &[Region], blocks: &[Block], files: &[File]) -> Revision {
    let mut hash = Xxh3::new();
    // Each text is preceded by its length, so that no two pages run together to the same bytes.
    let text = |hash: &mut Xxh3, text: &str| {
        hash.update(&text.len().to_le_bytes());
        hash.update(text.as_bytes());
    };
    text(&mut hash, title);
    for region in regions {
        text(&mut hash, region.name);
        text(&mut hash, &region.html);
    }
    hash.update(&blocks.len().to_le_bytes());
    for block in blocks {
        hash.update(&block.hash.to_le_bytes());
        hash.update(&block.lines.first.to_le_bytes());
        hash.update(&block.lines.last.to_le_bytes());
    }
    for file in files {
        text(&mut hash, &file.address);
        hash.update(&file.fingerprint.to_le_bytes());
    }
    Revision(hash.digest())
}

fn filled(template: &impl askama::Template) -> String {
    template
        .render()
        .expect("a template of texts and numbers writes into a String, which cannot fail")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::Lines;

    fn page(title: &str, blocks: &[(&str, u32)], files: &[(&str, u64)]) -> Page {
        let blocks = blocks
            .iter()
            .map(|&(html, line)| {
                Block::new(
                    html,
                    Lines {
                        first: line,
                        last: line,
                    },
                )
            })
            .collect();
        let files = files
            .iter()
            .map(|&(address, fingerprint)| File {
                address: address.to_owned(),
                fingerprint,
            })
            .collect();
        Page::new("/a/", title, vec![Region::empty("header")], blocks, files)
    }

    #[test]
    fn a_revision_tells_title_blocks_lines_and_files_apart() {
        let pages = [
            page("A", &[("<p>x</p>", 1)], &[]),
            page("B", &[("<p>x</p>", 1)], &[]),
            page("A", &[("<p>y</p>", 1)], &[]),
            page("A", &[("<p>x</p>", 2)], &[]),
            page("A", &[("<p>x</p>", 1)], &[("x.png", 1)]),
            page("A", &[("<p>x</p>", 1)], &[("x.png", 2)]),
        ];
        for (at, one) in pages.iter().enumerate() {
            for other in &pages[at + 1..] {
                assert_ne!(one.revision, other.revision);
            }
        }
        assert_eq!(
            pages[0].revision,
            page("A", &[("<p>x</p>", 1)], &[]).revision
        );
    }

    #[test]
    fn the_address_is_no_part_of_the_revision() {
        let here = page("A", &[], &[]);
        let there = Page::new("/b/", "A", vec![Region::empty("header")], vec![], vec![]);
        assert_eq!(here.revision, there.revision);
    }
}
