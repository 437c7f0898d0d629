//! What there is in a blog, by its names: for links that lead to nothing.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError};

use super::nearest::Names;
use super::possible;
use super::spelling::source_names;
use crate::blog::Blog;
use crate::resolve::{self, Listed, Places};
use crate::site::{Entry, Save, Site};
use crate::watch::Reading;

/// How many folders are remembered.
const MOST_FOLDERS: usize = 10_000;

/// The posts and files of a blog.
#[derive(Debug, Default)]
pub(super) struct Nearby {
    /// By source and by address, without folders and endings.
    pub(super) posts: Names<Arc<Entry>>,
    /// By file name, and by that without its ending.
    pub(super) files: Names<Listed>,
    /// The folders that posts have their addresses in: `/posts/`.
    pub(super) folders: HashSet<String>,
    /// The names of the folders that posts lie in.
    pub(super) source_folders: HashSet<String>,
    /// Those of `folders` with a post that names an address of its own, in a front matter that could not
    /// be read.
    pub(super) unclear: HashSet<String>,
    /// Former addresses, without the slashes around them.
    pub(super) aliases: HashSet<String>,
    /// The sources that are no Markdown in a folder of the content folders, without their endings, as
    /// far as they were asked for.
    foreign: Mutex<HashMap<String, Arc<HashSet<String>>>>,
}

impl Nearby {
    /// What there is now. Blocks.
    pub(super) fn of(site: &Site) -> Self {
        let mut nearby = Self::default();
        for entry in site.entries() {
            nearby.take_in(entry);
            if entry.metadata_of == Save::Never && may_name_its_address(&site.blog, &entry.path) {
                nearby.unclear.insert(folder_of(&entry.permalink));
            }
        }
        for file in Places::of(&site.blog).list() {
            let name = file
                .address
                .rsplit('/')
                .next()
                .unwrap_or_default()
                .to_owned();
            let stem = name.rsplit_once('.').map_or(&*name, |(stem, _)| stem);
            nearby.files.insert(file, [name.as_str(), stem]);
        }
        nearby
    }

    /// The sources that are no Markdown in a folder of the content folders, without their endings.
    pub(super) fn foreign(&self, blog: &Blog, folder: &str) -> Arc<HashSet<String>> {
        let mut known = self.foreign.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = known.get(folder) {
            return known.clone();
        }
        let found = Arc::new(possible::foreign_sources(blog, folder));
        // Thousands of links may name as many folders.
        if known.len() < MOST_FOLDERS {
            known.insert(folder.to_owned(), found.clone());
        }
        found
    }

    fn take_in(&mut self, entry: &Arc<Entry>) {
        let permalink = entry.permalink.trim_end_matches('/');
        let folder = folder_of(permalink);
        for alias in &entry.metadata.aliases {
            let alias = alias.trim_matches('/');
            self.aliases.insert(alias.to_owned());
            // One without a slash in front is relative to the page's folder.
            self.aliases
                .insert(format!("{folder}{alias}").trim_matches('/').to_owned());
        }
        self.folders.insert(folder);
        let (source, _) = entry.path.rsplit_once('/').unwrap_or_default();
        for name in source.split('/') {
            if !self.source_folders.contains(name) {
                self.source_folders.insert(name.to_owned());
            }
        }
        let names = [source_names(&entry.path).0, source_names(permalink).0];
        self.posts.insert(entry.clone(), names);
    }
}

/// The folder of a permalink, with its `/`.
fn folder_of(permalink: &str) -> String {
    let (folder, _) = permalink
        .trim_end_matches('/')
        .rsplit_once('/')
        .unwrap_or_default();
    format!("{folder}/")
}

/// Whether the head of a post that could not be read holds a key for its address.
fn may_name_its_address(blog: &Blog, path: &str) -> bool {
    /// As long as any head is.
    const HEAD: usize = 8 << 10;
    let Reading::Text(text) = resolve::source(blog, path) else {
        return true;
    };
    let head = String::from_utf8_lossy(&text.bytes[..text.bytes.len().min(HEAD)]).to_lowercase();
    let is_key = |line: &str| {
        let line = line.trim_start_matches([' ', '\t', '"', '{']);
        ["slug", "url", "path", "permalink", "alias", "redirect"]
            .iter()
            .any(|key| line.starts_with(key))
    };
    head.lines().any(is_key)
}
