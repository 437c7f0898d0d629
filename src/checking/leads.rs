//! Where the destinations of one post lead, and which of them are judged.
//!
//! A false alarm is worse than a miss: an author who has seen three stops reading. A destination
//! that leads to nothing we know is called broken only when nothing else can be there:
//!
//! - a **Markdown file**, when there is none at its place, whether it counts as a post or not;
//! - a **file that authors make** (pictures, sound, downloads; not style, scripts, feeds, pages),
//!   when the folders that we look in are all there are;
//! - an **address**, when its folder is one that posts have their addresses in (`/posts/x/` where
//!   there is `/posts/y/`; a Jekyll address with a date), the last part is none that generators
//!   make (`page`, `tags` and the like), no folder or foreign source has its name, and the
//!   configuration leaves addresses as they are by default.
//!
//! A picture is called misplaced only where addresses are ours too.
//!
//! Everything else may be made by the generator, a theme or a plugin, and is passed over: the front
//! page, feeds, taxonomies, pages at the top, whatever holds a template's braces.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use super::misplaced::{bundle, in_content, in_static, misplaced, unpublished};
use super::{Surroundings, possible, spelling};
use crate::blog::is_markdown;
use crate::check::{Anchors, Lead};
use crate::dialect::{Dialect, address};
use crate::learn;
use crate::parse::Status;
use crate::resolve::{
    Found, Lookup, Origin, Places, Way, What, is_an_authors, join, leaves, split_suffix,
};
use crate::site::{Entry, Site};

/// How many posts and files are compared in one post to find which is meant: a fifth of a second.
const MOST_COMPARISONS: usize = 50_000;

/// Looks up the destinations of one post.
pub(super) struct Leads<'a> {
    pub(super) site: &'a Site,
    pub(super) entry: &'a Entry,
    pub(super) url: String,
    pub(super) around: &'a Surroundings,
    pub(super) places: Places<'a>,
    /// The paths of destinations that the blog's render hooks do not leave as they are written.
    rewritten: Arc<BTreeSet<String>>,
    /// How many things may still be compared with what is not there.
    comparisons: Cell<usize>,
    /// The other posts whose places were asked for, and which those were.
    pub(super) asked: RefCell<HashMap<Arc<str>, u64>>,
}

/// What a destination is taken for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sought {
    /// A post, by its source.
    Source,
    /// A file.
    File,
    /// A post, by its address.
    Page,
}

impl<'a> Leads<'a> {
    pub(super) fn of(
        site: &'a Site,
        entry: &'a Entry,
        around: &'a Surroundings,
        rewritten: Arc<BTreeSet<String>>,
    ) -> Self {
        Self {
            site,
            entry,
            url: site.url(entry),
            around,
            places: Places::of(&site.blog),
            rewritten,
            comparisons: Cell::new(MOST_COMPARISONS),
            asked: RefCell::default(),
        }
    }

    /// Takes note of one more comparison; `None` when there have been enough. Each bundle of thousands
    /// may have its own `cover.png`.
    pub(super) fn compares(&self) -> Option<()> {
        self.comparisons.set(self.comparisons.get().checked_sub(1)?);
        Some(())
    }

    /// What a destination leads to; `None` when it is not judged. `own` are the places in the
    /// post's own page.
    pub(super) fn lead(&self, destination: &str, own: &Arc<Anchors>) -> Option<Lead> {
        let (path, suffix) = split_suffix(destination);
        let is_template = ["{{", "}}", "{%", "%}"]
            .iter()
            .any(|mark| path.contains(mark));
        if path.is_empty() || leaves(path) || is_template {
            return None;
        }
        let is_zolas = path.starts_with("@/") && self.site.blog.dialect == Dialect::Zola;
        if is_zolas && suffix.starts_with('?') {
            // To Zola what follows is part of the name.
            let anchor = suffix.find('#').map_or("", |at| &suffix[at..]);
            let nearest = Some(format!("{path}{anchor}"));
            return Some(Lead::Nothing { nearest });
        }
        let found = self.find(path);
        if is_zolas && self.is_draft(&found) {
            return Some(Lead::Draft);
        }
        if let Some(lead) = self.of_source(&found, path, suffix) {
            return Some(lead);
        }
        if let Some(lead) = self.outside_base(&found, path, suffix) {
            return Some(lead);
        }
        match &found.what {
            What::Post => Some(Lead::Post {
                anchors: self.anchors(&found.address, suffix, own),
            }),
            What::File(file) => Some(Lead::File {
                bytes: file.bytes(),
                misplaced: (found.way == Way::Source && self.around.config.has_our_addresses)
                    .then(|| misplaced(self.site, self.entry, path, &found.address, file))
                    .flatten()
                    .filter(|_| !self.is_there_too(path)),
            }),
            What::Nothing => self.nothing(path, suffix, &found.address),
        }
    }

    fn is_draft(&self, found: &Found) -> bool {
        let post = self.site.at(&found.address);
        let post = post.filter(|post| post.path != self.entry.path);
        matches!(found.what, What::Post) && post.is_some_and(|post| post.status == Status::Draft)
    }

    /// What to say of a link to the file of a post, where the generator leaves it as it is written.
    fn of_source(&self, found: &Found, path: &str, suffix: &str) -> Option<Lead> {
        let is_source = matches!(found.what, What::Post) && found.way == Way::Source;
        if !is_source || !self.is_left(found, path) {
            return None;
        }
        let post = self.site.at(&found.address)?;
        let instead = match self.site.blog.dialect {
            Dialect::Hugo => {
                let name = address::decode(path);
                format!("{{{{< relref \"{name}{suffix}\" >}}}}")
            }
            Dialect::Zola if !path.starts_with("@/") => {
                let inner = post
                    .path
                    .split_once('/')
                    .map_or(&*post.path, |(_, inner)| inner);
                format!("@/{inner}{suffix}")
            }
            Dialect::Zola | Dialect::Jekyll | Dialect::Plain => return None,
        };
        Some(Lead::Source { instead })
    }

    /// What to say of an address from the root of the blog where that is not the root of its host, and
    /// the generator leaves it as it is written.
    fn outside_base(&self, found: &Found, path: &str, suffix: &str) -> Option<Lead> {
        let config = &self.around.config;
        let base = &config.base_path;
        let is_written_as_is = matches!(self.site.blog.dialect, Dialect::Hugo | Dialect::Zola)
            && !config.rewrites_addresses
            && self.is_left(found, path);
        let rest = path.strip_prefix(&**base);
        let has_base = rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
        let is_outside = path.starts_with('/') && !base.is_empty() && !has_base;
        let is_there = !matches!(found.what, What::Nothing);
        (is_outside && is_there && is_written_as_is).then(|| Lead::OutsideBase {
            instead: format!("{base}{path}{suffix}"),
        })
    }

    /// Whether no render hook writes another address than this.
    fn is_left(&self, found: &Found, path: &str) -> bool {
        let config = &self.around.config;
        if config.has_foreign_hooks || self.rewritten.contains(&address::decode(path)) {
            return false;
        }
        // Hugo's own look for posts, and for files that are resources.
        let is_found = match &found.what {
            What::File(file) => {
                let path = self.site.blog.relative(&file.path).unwrap_or_default();
                let is_static = in_content(&self.site.blog, &file.path).is_none()
                    && !path.split('/').any(|folder| folder == "assets");
                !is_static
            }
            What::Post | What::Nothing => true,
        };
        !(config.has_embedded_hooks && is_found)
    }

    /// Whether a template may find a post by the name in this path, which is decoded.
    pub(super) fn finds_by_name(&self, path: &str) -> bool {
        self.around.finds_by_name || self.rewritten.contains(path)
    }

    fn find(&self, path: &str) -> Found {
        let origin = Origin {
            path: &self.entry.path,
            url: &self.url,
        };
        let posts = |lookup: Lookup<'_>| learn::posts(self.site, lookup);
        self.places.find(origin, path, &posts)
    }

    /// Whether there is a file where the published page looks for it.
    fn is_there_too(&self, path: &str) -> bool {
        let address = crate::resolve::published(&self.entry.permalink, &address::decode(path));
        self.places
            .file(&crate::resolve::encode(&address))
            .is_some()
    }

    /// The places in the page of the post at `address`, if the destination names one.
    pub(super) fn anchors(
        &self,
        address: &str,
        suffix: &str,
        own: &Arc<Anchors>,
    ) -> Option<Arc<Anchors>> {
        let (_, fragment) = suffix.split_once('#')?;
        let is_judged = self.around.config.has_our_ids
            && !fragment.is_empty()
            && !fragment.contains(":~:")
            && !crate::check::may_be_of_theme(fragment);
        let post = self.site.at(address).filter(|_| is_judged)?;
        if post.path == self.entry.path {
            return Some(own.clone());
        }
        let anchors = self.around.anchors(self.site, post);
        let mut asked = self.asked.borrow_mut();
        if !asked.contains_key(&post.path) {
            let places = anchors.as_ref().map_or(0, |anchors| anchors.fingerprint());
            asked.insert(post.path.clone(), places);
        }
        anchors
    }

    /// What to say of a destination that leads to nothing that is known.
    fn nothing(&self, path: &str, suffix: &str, address: &str) -> Option<Lead> {
        let decoded = address::decode(path);
        if let Some(bytes) = self.in_bundle(address) {
            let misplaced = None;
            return Some(Lead::File { bytes, misplaced });
        }
        if let Some((bytes, misplaced)) = self.unpublished(&decoded) {
            let misplaced = Some(misplaced);
            return Some(Lead::File { bytes, misplaced });
        }
        let base = &self.around.config.base_path;
        let is_below_base = !base.is_empty()
            && decoded
                .strip_prefix(base)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
        if is_below_base {
            return None;
        }
        let is_ours = self.around.config.has_our_addresses && self.around.config.has_all_files;
        if let Some((bytes, told)) = in_static(&self.site.blog, &decoded).filter(|_| is_ours) {
            let misplaced = Some(told);
            return Some(Lead::File { bytes, misplaced });
        }
        let sought = self.sought(&decoded, address)?;
        let nearest = spelling::nearest(self, sought, &decoded, address);
        Some(Lead::Nothing {
            nearest: nearest.map(|nearest| nearest + suffix),
        })
    }

    /// The size of a bundle's file at this address: it goes where its post goes, which may name an
    /// address of its own.
    fn in_bundle(&self, address: &str) -> Option<u64> {
        let mut folders = address.match_indices('/').rev().map(|(at, _)| at + 1);
        let (post, inner) = folders.find_map(|at| {
            let (folder, inner) = address.split_at(at);
            let post = self
                .site
                .at(folder)
                .or_else(|| self.site.at(folder.trim_end_matches('/')));
            Some((post?, inner))
        })?;
        let path = join(bundle(&post.path)?, inner)?;
        let metadata = self.site.blog.absolute(&path).metadata().ok()?;
        (metadata.is_file() && is_an_authors(inner)).then_some(metadata.len())
    }

    /// A file that lies beside a post of Jekyll's, where nothing is published: its size, and what to
    /// do.
    fn unpublished(&self, path: &str) -> Option<(u64, String)> {
        if self.site.blog.dialect != Dialect::Jekyll || !is_an_authors(path) {
            return None;
        }
        let beside = self.beside(path)?;
        let is_in = |folder: &str| beside.split('/').any(|part| part == folder);
        if path.starts_with('/') || !(is_in("_posts") || is_in("_drafts")) {
            return None;
        }
        let metadata = self.site.blog.absolute(&beside).metadata().ok()?;
        metadata
            .is_file()
            .then(|| (metadata.len(), unpublished(&beside)))
    }

    /// The path relative to the blog's root that a relative destination has beside the source.
    pub(super) fn beside(&self, path: &str) -> Option<String> {
        let folder = self
            .entry
            .path
            .rsplit_once('/')
            .map_or("", |(folder, _)| folder);
        join(folder, path)
    }

    /// What a destination is surely meant to lead to, if its absence is sure.
    fn sought(&self, path: &str, address: &str) -> Option<Sought> {
        let last = path.rsplit('/').next().unwrap_or_default();
        let is_absolute = path.starts_with('/');
        if path.contains('\\') || last.starts_with('.') && !matches!(last, "." | "..") {
            return None;
        }
        if let Some(inner) = path.strip_prefix("@/") {
            return self.misses_in_content(inner).then_some(Sought::Source);
        }
        // A folder of posts without a generator may be part of something larger.
        if !is_absolute && self.beside(path.trim_end_matches('/')).is_none() && self.climbs(path) {
            return None;
        }
        if is_markdown(last) {
            return self.misses_source(path).then_some(Sought::Source);
        }
        if is_an_authors(last) {
            return self.misses_file(path, address).then_some(Sought::File);
        }
        possible::is_sure(self, path, address).then_some(Sought::Page)
    }

    /// Whether a relative path leads out of the blog.
    fn climbs(&self, path: &str) -> bool {
        path.starts_with("..") && self.site.blog.dialect == Dialect::Plain
    }

    fn misses_in_content(&self, path: &str) -> bool {
        let exists = |folder: &std::path::PathBuf| folder.join(path).exists();
        !self.site.blog.content.iter().any(exists)
    }

    /// Whether a Markdown file is nowhere that a generator would take it from.
    fn misses_source(&self, path: &str) -> bool {
        let inner = path.trim_start_matches('/');
        let blog = &self.site.blog;
        let is_there = if path.starts_with('/') {
            let from_root = join("", inner);
            from_root.is_some_and(|path| blog.absolute(&path).exists())
                || !self.misses_in_content(inner)
        } else {
            let beside = self.beside(path);
            beside.is_some_and(|path| blog.absolute(&path).exists())
        };
        if is_there {
            return false;
        }
        // A theme's own links look for a file of this name in the whole blog.
        let (name, _) = spelling::source_names(inner);
        !self.finds_by_name(path)
            || self
                .around
                .nearby(self.site)
                .posts
                .named(name)
                .next()
                .is_none()
    }

    /// Whether a file is in none of the folders that files come from.
    fn misses_file(&self, path: &str, address: &str) -> bool {
        let blog = &self.site.blog;
        let is_absolute = path.starts_with('/');
        let inner = path.trim_start_matches('/');
        let beside = self.beside(path).filter(|_| !is_absolute);
        let candidates = beside.into_iter().chain(join("", inner));
        // Among them what a theme's pictures are looked for by: Hugo's global resources.
        let global = join("assets", inner).filter(|_| blog.dialect == Dialect::Hugo);
        if candidates
            .chain(global)
            .any(|path| blog.absolute(&path).exists())
        {
            return false;
        }
        let leads_beside = !is_absolute && !path.starts_with("..");
        if leads_beside || (self.around.config.has_all_files && blog.dialect != Dialect::Plain) {
            return true;
        }
        if !is_absolute && blog.dialect == Dialect::Plain {
            return true;
        }
        // Files may also come from elsewhere, but hardly into a folder of the author's own.
        self.has_folder_of(address)
    }

    /// Whether the folder of an address is one of ours.
    fn has_folder_of(&self, address: &str) -> bool {
        let Some((folder, _)) = address.rsplit_once('/') else {
            return false;
        };
        !folder.is_empty()
            && self.site.blog.mounts.iter().any(|mount| {
                let inner = folder.strip_prefix(mount.url.trim_end_matches('/'));
                let inner = inner.map(|inner| inner.trim_start_matches('/'));
                inner.is_some_and(|inner| mount.folder.join(inner).is_dir())
            })
    }

    /// Whether the post is one whose files go where its page goes.
    pub(super) fn is_bundle(&self) -> bool {
        bundle(&self.entry.path).is_some()
    }
}
