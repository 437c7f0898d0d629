//! What the pages of a Hugo blog's sections (`_index.md`) say of the posts below them.

use std::collections::BTreeSet;
use std::num::NonZero;
use std::path::Path;
use std::thread;

use serde_yaml::Mapping;

use super::addresses::Addresses;
use super::cascade::{Cascade, Passed};
use crate::dialect::configuration::Files;

/// How many folders deep sections are looked for.
const DEEPEST: usize = 16;

/// How many folders are worth a thread.
const SHARE: usize = 64;

/// Names of folders, and of pages of sections.
type Inside = (Vec<String>, Vec<String>);

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
            let mut level = vec![String::new()];
            for _ in 0..DEEPEST {
                let looked = look_into_all(&root.join(&content.folder), &level);
                let mut next = Vec::new();
                for (folder, (inner, pages)) in level.iter().zip(looked) {
                    let inner = inner.iter().map(|name| join(folder, name));
                    next.extend(inner.filter(|folder| {
                        let inside = join(&content.folder, folder);
                        // Posts of another language may lie there.
                        !addresses
                            .content
                            .iter()
                            .any(|content| content.folder == inside)
                    }));
                    for name in pages {
                        let path = join(&join(&content.folder, folder), &name);
                        let keys = files.read_front_matter(&path).unwrap_or_default();
                        sections.add(folder, &addresses.language_of(&path), &keys);
                    }
                }
                level = next;
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

/// The same for many folders in one, on all cores.
fn look_into_all(content: &Path, folders: &[String]) -> Vec<Inside> {
    let cores = thread::available_parallelism().map_or(1, NonZero::get);
    let share = folders.len().div_ceil(cores).max(SHARE);
    let mut shares = folders.chunks(share);
    let own = shares.next().unwrap_or_default();
    let look = |folders: &[String]| -> Vec<Inside> {
        let folders = folders.iter();
        folders
            .map(|folder| look_into(&content.join(folder)))
            .collect()
    };
    thread::scope(|scope| {
        let others: Vec<_> = shares
            .map(|share| {
                (
                    share,
                    thread::Builder::new().spawn_scoped(scope, move || look(share)),
                )
            })
            .collect();
        let mut looked = look(own);
        for (share, other) in others {
            // Without a thread it is done here.
            let found = other.ok().and_then(|other| other.join().ok());
            looked.extend(found.unwrap_or_else(|| look(share)));
        }
        looked
    })
}

/// The names of the folders in a folder, and of the pages of its section: first those that name
/// their language.
fn look_into(folder: &Path) -> Inside {
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
