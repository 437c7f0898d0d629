//! Where shortcodes and Liquid tags lead that refer to something of the blog.

use std::sync::Arc;

use super::leads::Leads;
use super::spelling::source_names;
use crate::blog::is_markdown;
use crate::check::{Anchors, By, Lead};
use crate::dialect::Dialect;
use crate::resolve::{is_an_authors, join};
use crate::site::Entry;

impl Leads<'_> {
    /// What is referred to; `None` when it is not judged. `own` are the places in the post's own page.
    pub(super) fn reference(&self, by: By, target: &str, own: &Arc<Anchors>) -> Option<Lead> {
        if !self.around.config.has_all_posts {
            return None;
        }
        match by {
            By::Ref => self.page(target, own),
            By::PostUrl => self.post_url(target),
            By::Link => self.link(target),
        }
    }

    /// Hugo finds a page by its path, from here or from the top, or by its name alone. Here any page
    /// of that name will do.
    fn page(&self, target: &str, own: &Arc<Anchors>) -> Option<Lead> {
        let at = target.find('#').unwrap_or(target.len());
        let (path, suffix) = target.split_at(at);
        if path.is_empty() {
            let anchors = self.around.config.has_our_ids.then(|| own.clone());
            return Some(Lead::Post { anchors });
        }
        if path.contains(':') {
            return None;
        }
        let nearby = self.around.nearby(self.site);
        let (name, folder) = source_names(path);
        let mut named = nearby.posts.named(name);
        match (named.next(), named.next()) {
            (Some(post), None) => {
                let anchors = self.anchors(&self.site.url(post), suffix, own);
                return Some(Lead::Post { anchors });
            }
            (Some(_), Some(_)) => return Some(Lead::Post { anchors: None }),
            (None, _) => {}
        }
        if self.is_section(path, name) || self.may_be_foreign(folder) {
            return None;
        }
        let post = nearby
            .posts
            .nearest(name, |post| Some(usize::from(post.path.contains(folder))));
        let post = post.filter(|post| post.path != self.entry.path);
        let nearest = post.map(|post| as_reference(path, post) + suffix);
        Some(Lead::Nothing { nearest })
    }

    /// Whether a folder of a content folder may be meant, or the page of one.
    fn is_section(&self, path: &str, name: &str) -> bool {
        let is_top = matches!(path, "/" | "." | ".." | "./" | "../");
        let is_page = name == "_index" || name == "index";
        let folders = &self.around.nearby(self.site).source_folders;
        let exists = |path: String| {
            let path = path.trim_start_matches('/');
            let mut content = self.site.blog.content.iter();
            content.any(|folder| join("", path).is_some_and(|path| folder.join(path).exists()))
        };
        is_top || is_page || folders.contains(name) || exists(path.to_owned())
    }

    /// Whether there are sources of other kinds where a page may be meant.
    fn may_be_foreign(&self, folder: &str) -> bool {
        let nearby = self.around.nearby(self.site);
        let own = self.beside("x").unwrap_or_default();
        let own = own.strip_prefix("content/").unwrap_or(&own);
        let own = own.rsplit_once('/').map_or("", |(folder, _)| folder);
        let folder = folder.trim_start_matches('/');
        let relative = format!("{own}/{folder}");
        ["", own, folder, &relative].iter().any(|folder| {
            !nearby
                .foreign(&self.site.blog, folder.trim_matches('/'))
                .is_empty()
        })
    }

    fn post_url(&self, target: &str) -> Option<Lead> {
        let nearby = self.around.nearby(self.site);
        let (folder, name) = target.rsplit_once('/').unwrap_or(("", target));
        let name = name.trim_end_matches(".html");
        if nearby.posts.named(name).next().is_some() {
            return Some(Lead::Post { anchors: None });
        }
        // A post need not be Markdown, and `_posts` may lie in the folder.
        let foreign = nearby.foreign(&self.site.blog, folder.trim_matches('/'));
        if foreign.contains(name) {
            return None;
        }
        let post = nearby
            .posts
            .nearest(name, |post| post.path.contains("_posts/").then_some(0));
        let nearest = post.map(|post| {
            let inner = post.path.rsplit_once("_posts/");
            let inner = inner.map_or(&*post.path, |(_, inner)| inner);
            let stem = inner.rsplit_once('.').map_or(inner, |(stem, _)| stem);
            stem.to_owned()
        });
        Some(Lead::Nothing { nearest })
    }

    fn link(&self, target: &str) -> Option<Lead> {
        let path = join("", target)?;
        if self.site.blog.absolute(&path).exists() {
            return Some(Lead::Post { anchors: None });
        }
        let last = path.rsplit('/').next().unwrap_or_default();
        let is_markdown = is_markdown(last);
        // A theme may bring files of its own, but hardly what an author makes.
        if !is_markdown && !is_an_authors(last) {
            return None;
        }
        let nearby = self.around.nearby(self.site);
        let nearest = if is_markdown {
            let (name, _) = source_names(&path);
            let post = nearby.posts.nearest(name, |_| Some(0));
            post.map(|post| post.path.to_string())
        } else {
            let file = nearby.files.nearest(last, |file| {
                super::spelling::is_of_its_sort(&file.address, last).then_some(0)
            });
            file.map(|file| file.address.clone())
        };
        Some(Lead::Nothing { nearest })
    }

    /// Whether this blog's `figure` is Hugo's own.
    pub(super) fn has_figure(&self) -> bool {
        self.site.blog.dialect == Dialect::Hugo && self.around.has_own_figure
    }
}

/// A post as Hugo's author refers to it in the way of `path`.
fn as_reference(path: &str, post: &Entry) -> String {
    let inner = post.path.strip_prefix("content/").unwrap_or(&post.path);
    let (name, folder) = source_names(inner);
    let has_folder = path.trim_start_matches("./").contains('/');
    let shown = match (has_folder, is_markdown(path)) {
        (true, true) => inner.to_owned(),
        (true, false) if folder.is_empty() => name.to_owned(),
        (true, false) => format!("{folder}/{name}"),
        (false, true) if inner.ends_with("/index.md") => inner.to_owned(),
        (false, true) => inner.rsplit('/').next().unwrap_or(inner).to_owned(),
        (false, false) => name.to_owned(),
    };
    // From the top it is right wherever it stands.
    let slash = if has_folder { "/" } else { "" };
    format!("{slash}{shown}")
}
