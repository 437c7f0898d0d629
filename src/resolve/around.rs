//! What lies around a post of a Zola blog: its sections, and the files beside it.

use std::path::Path;

use crate::blog::Blog;
use crate::dialect::Dialect;
use crate::parse;
use crate::render::{AnchorPlace, Around, SectionAnchors};
use crate::watch::{self, Reading};

/// As many files beside a post are told.
const MOST_ASSETS: usize = 1000;
/// As deep folders beside it are looked into.
const DEEPEST: usize = 8;

/// Where a post of a Zola blog lies among its sections.
struct Place<'a> {
    content: &'a Path,
    /// Its folder, from the content folder.
    folder: &'a str,
    /// The folder of its section: of a post with a folder of its own, the one above that.
    parent: &'a str,
    /// The page of a section in its language: `_index.fr.md`.
    section: String,
    is_bundle: bool,
    is_translated: bool,
}

impl<'a> Place<'a> {
    fn of(blog: &'a Blog, post: &'a str) -> Option<Self> {
        let mut folders = blog.content.iter();
        let (content, inner) = folders.find_map(|folder| {
            let name = blog.relative(folder)?;
            let inner = post.strip_prefix(&name)?.trim_start_matches('/');
            Some((folder, inner))
        })?;
        let (folder, file) = inner.rsplit_once('/').unwrap_or(("", inner));
        let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
        let code = blog.configuration.addresses.language(post);
        let translated = stem.split_once('.').filter(|(_, rest)| *rest == code);
        let section = match translated {
            Some((_, code)) => format!("_index.{code}.md"),
            None => "_index.md".to_owned(),
        };
        let is_bundle = translated.map_or(stem, |(name, _)| name) == "index";
        let parent = if is_bundle { above(folder) } else { folder };
        Some(Self {
            content,
            folder,
            parent,
            section,
            is_bundle,
            is_translated: translated.is_some(),
        })
    }

    /// The page of the section that a folder is.
    fn page_of(&self, folder: &str) -> String {
        match folder {
            "" => self.section.clone(),
            folder => format!("{folder}/{}", self.section),
        }
    }
}

fn above(folder: &str) -> &str {
    folder.rsplit_once('/').map_or("", |(parent, _)| parent)
}

/// Where the pages of the sections above a post of a Zola blog may lie, the innermost first: relative
/// to the root, in the language of the post, in all of its folders.
#[must_use]
pub fn section_pages(blog: &Blog, post: &str) -> Vec<String> {
    let Some(place) = Place::of(blog, post) else {
        return Vec::new();
    };
    let Some(content) = blog.relative(place.content) else {
        return Vec::new();
    };
    let folders = std::iter::successors(Some(place.parent), |folder| {
        (!folder.is_empty()).then(|| above(folder))
    });
    let pages = folders.map(|folder| place.page_of(folder));
    pages.map(|page| format!("{content}/{page}")).collect()
}

/// What lies around the post at this path, relative to the root. Blocks.
#[must_use]
pub fn around(blog: &Blog, post: &str) -> Around {
    let place = Place::of(blog, post).filter(|_| blog.dialect == Dialect::Zola);
    let Some(place) = place else {
        return Around::default();
    };
    let Place {
        content, parent, ..
    } = place;
    let mut around = Around::default();
    let ends = parent.match_indices('/').map(|(at, _)| at);
    let ends = std::iter::once(0).chain(ends).chain([parent.len()]);
    for end in ends {
        let file = place.page_of(&parent[..end]);
        let is_known = around.sections.last() == Some(&file);
        // A blog always has a first page, if only in its first language.
        let is_first = end == 0 && !place.is_translated;
        if !is_known && (is_first || content.join(&file).is_file()) {
            around.sections.push(file);
        }
    }
    let own = place.page_of(parent);
    around.anchors = anchors(&content.join(&own), &own);
    if place.is_bundle {
        add_assets(content, place.folder, &mut around.assets, DEEPEST);
        around.assets.sort();
    }
    around
}

/// What a section says of links to headings.
fn anchors(path: &Path, name: &str) -> SectionAnchors {
    let metadata = match watch::read_now(path) {
        Reading::Text(text) => parse::decode(name, text.bytes)
            .ok()
            .and_then(|text| parse::parse(name, &text).metadata),
        Reading::Gone | Reading::Unreadable(_) => None,
    };
    let word = metadata.as_ref();
    let word = word.and_then(|metadata| metadata.keys.get("insert_anchor_links")?.as_str());
    word.map_or(SectionAnchors::AsConfigured, |word| {
        AnchorPlace::of(word).map_or(SectionAnchors::Nowhere, SectionAnchors::At)
    })
}

/// Adds what lies in a folder besides posts.
fn add_assets(content: &Path, folder: &str, assets: &mut Vec<String>, depth: usize) {
    let entries = std::fs::read_dir(content.join(folder)).into_iter();
    for entry in entries.flatten().flatten() {
        let name = entry.file_name();
        let Some(name) = name.to_str().filter(|name| !name.starts_with('.')) else {
            continue;
        };
        let path = format!("{folder}/{name}");
        let is_markdown = Path::new(name).extension().is_some_and(|it| it == "md");
        let kind = entry.file_type();
        if kind.as_ref().is_ok_and(std::fs::FileType::is_dir) {
            if depth > 0 {
                add_assets(content, &path, assets, depth - 1);
            }
        } else if !is_markdown && assets.len() < MOST_ASSETS {
            assets.push(path);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::blog::detect;
    use crate::blog::tests::Tree;

    #[test]
    fn sections_and_files_lie_around_a_post() {
        let tree = Tree::of(&[
            "config.toml=base_url = 'x'\n[languages.fr]\n",
            "content/a/_index.md=+++\ninsert_anchor_links = 'left'\n+++\n",
            "content/a/_index.fr.md=+++\ninsert_anchor_links = 'none'\n+++\n",
            "content/a/b/index.md=",
            "content/a/b/sub/one.png=",
            "content/a/b/.hidden=",
            "content/a/c/d.md=",
        ]);
        let blog = detect(tree.root(), None).unwrap();
        let of = |path: &str| around(&blog, path);
        let bundle = of("content/a/b/index.md");
        assert_eq!(bundle.sections, ["_index.md", "a/_index.md"]);
        assert_eq!(bundle.anchors, SectionAnchors::At(AnchorPlace::Left));
        assert_eq!(bundle.assets, ["a/b/sub/one.png"]);
        let french = of("content/a/x.fr.md");
        assert_eq!(french.sections, ["a/_index.fr.md"]);
        assert_eq!(french.anchors, SectionAnchors::Nowhere);
        // A folder without a page of its own belongs to no section, and the configuration counts.
        let deep = of("content/a/c/d.md");
        assert_eq!(deep.anchors, SectionAnchors::AsConfigured);
        assert_eq!(of("content/root.md").sections, ["_index.md"]);
        let pages = section_pages(&blog, "content/a/b/index.fr.md");
        assert_eq!(pages, ["content/a/_index.fr.md", "content/_index.fr.md"]);
    }
}
