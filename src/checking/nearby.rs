//! What there is in a blog, by its names: for links that lead to nothing.

use std::collections::HashSet;
use std::sync::Arc;

use super::nearest::Names;
use super::spelling::source_names;
use crate::resolve::{Listed, Places};
use crate::site::{Entry, Save, Site};

/// The posts and files of a blog.
#[derive(Debug, Default)]
pub(super) struct Nearby {
    /// By source and by address, without folders and endings.
    pub(super) posts: Names<Arc<Entry>>,
    /// By file name, and by that without its ending.
    pub(super) files: Names<Listed>,
    /// The folders that posts have their addresses in: `/posts/`.
    pub(super) folders: HashSet<String>,
    /// Those of them with a post whose front matter could not be read, which may have another
    /// address.
    pub(super) unclear: HashSet<String>,
    /// Former addresses, without the slashes around them.
    pub(super) aliases: HashSet<String>,
}

impl Nearby {
    /// What there is now. Blocks.
    pub(super) fn of(site: &Site) -> Self {
        let mut nearby = Self::default();
        for entry in site.entries() {
            nearby.take_in(entry);
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

    fn take_in(&mut self, entry: &Arc<Entry>) {
        let permalink = entry.permalink.trim_end_matches('/');
        let (folder, _) = permalink.rsplit_once('/').unwrap_or_default();
        let folder = format!("{folder}/");
        if entry.metadata_of == Save::Never {
            self.unclear.insert(folder.clone());
        }
        for alias in &entry.metadata.aliases {
            let alias = alias.trim_matches('/');
            self.aliases.insert(alias.to_owned());
            // One without a slash in front is relative to the page's folder.
            self.aliases
                .insert(format!("{folder}{alias}").trim_matches('/').to_owned());
        }
        self.folders.insert(folder);
        let names = [source_names(&entry.path).0, source_names(permalink).0];
        self.posts.insert(entry.clone(), names);
    }
}
