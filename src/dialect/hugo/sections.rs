//! What the pages of a Hugo blog's sections (`_index.md`) say of the posts below them.

use std::collections::BTreeSet;
use std::path::Path;

use serde_yaml::Mapping;

use super::addresses::Addresses;
use super::cascade::{Cascade, Passed};
use crate::dialect::configuration::Files;

/// How many folders deep sections are looked for.
const DEEPEST: usize = 16;

/// The sections of a blog.
#[derive(Debug, Default)]
pub(super) struct Sections {
    /// Folders below the content folder that have a page of their own.
    pub(super) folders: BTreeSet<String>,
    /// What they pass down, the innermost first.
    pub(super) passed: Vec<Passed>,
}

impl Sections {
    /// Those in the blog at `root`. Blocks.
    ///
    /// What is a link leads to no section, as in Hugo.
    pub(super) fn of(root: &Path, addresses: &Addresses, files: &mut Files<'_>) -> Self {
        let mut sections = Self::default();
        for content in &addresses.content {
            let mut folders = vec![String::new()];
            while let Some(folder) = folders.pop() {
                let inside = join(&content.folder, &folder);
                let (inner, pages) = look_into(&root.join(&inside));
                let inner = inner.iter().map(|name| join(&folder, name));
                folders.extend(inner.filter(|path| path.matches('/').count() < DEEPEST));
                for name in pages {
                    let path = join(&inside, &name);
                    let keys = files.read_front_matter(&path).unwrap_or_default();
                    sections.add(&folder, &addresses.language_of(&path), &keys);
                }
            }
        }
        let depth = |folder: &str| folder.split('/').filter(|part| !part.is_empty()).count();
        sections
            .passed
            .sort_by_key(|passed| std::cmp::Reverse(depth(passed.below())));
        sections
    }

    fn add(&mut self, folder: &str, language: &str, keys: &Mapping) {
        self.folders.insert(folder.to_owned());
        let mut keys = keys.iter();
        let cascade = keys.find(|(key, _)| {
            let key = key.as_str();
            key.is_some_and(|key| key.eq_ignore_ascii_case("cascade"))
        });
        if let Some((_, cascade)) = cascade {
            self.passed
                .extend(Cascade::said(cascade, folder, Some(language)));
        }
    }
}

/// The names of the folders in a folder, and of the pages of its section: first those that name
/// their language.
fn look_into(folder: &Path) -> (Vec<String>, Vec<String>) {
    let (mut folders, mut pages) = (Vec::new(), Vec::new());
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let (Ok(name), Ok(kind)) = (entry.file_name().into_string(), entry.file_type()) else {
            continue;
        };
        if kind.is_dir() {
            folders.push(name);
        } else if kind.is_file() && is_page(&name) {
            pages.push(name);
        }
    }
    pages.sort_by_key(|name| (std::cmp::Reverse(name.matches('.').count()), name.clone()));
    (folders, pages)
}

/// `_index.md`, `_index.fr.md`, `_index.html`
fn is_page(name: &str) -> bool {
    name.split('.').next() == Some("_index")
}

fn join(folder: &str, name: &str) -> String {
    match (folder, name) {
        ("", name) => name.to_owned(),
        (folder, "") => folder.to_owned(),
        (folder, name) => format!("{folder}/{name}"),
    }
}
