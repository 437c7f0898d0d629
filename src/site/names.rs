//! The posts by what references call them.

use std::sync::Arc;

use rpds::{HashTrieMapSync, RedBlackTreeSetSync};

use super::{Entry, Site};
use crate::blog::{Blog, is_markdown};
use crate::dialect::{Addresses, name};
use crate::parse::Metadata;
use crate::render::Calls;

/// The paths of posts by what references call them, after the code of their language: by
/// `en:/posts/a`, which is where a post lies in its content folder, and by `en:a` alone.
#[derive(Clone, Debug, Default)]
pub(super) struct Names {
    posts: HashTrieMapSync<Box<str>, RedBlackTreeSetSync<Arc<str>>>,
    /// The folders in the content folder that posts lie in, by `en:/posts`, as they are written, and how
    /// many posts.
    outermost: HashTrieMapSync<Box<str>, (Box<str>, usize)>,
}

impl Names {
    /// Takes a post in. Where there are no shortcodes nobody asks.
    pub(super) fn add(&mut self, blog: &Blog, path: &Arc<str>) {
        if blog.configuration.rules.calls == Calls::None {
            return;
        }
        if let Some((key, folder)) = outermost(blog, path) {
            match self.outermost.get_mut(&*key) {
                Some((_, count)) => *count += 1,
                None => {
                    self.outermost.insert_mut(key, (folder.into(), 1));
                }
            }
        }
        for name in names(blog, path) {
            if let Some(paths) = self.posts.get_mut(&*name) {
                paths.insert_mut(path.clone());
                continue;
            }
            let mut paths = RedBlackTreeSetSync::new_sync();
            paths.insert_mut(path.clone());
            self.posts.insert_mut(name, paths);
        }
    }

    /// Takes a post out.
    pub(super) fn remove(&mut self, blog: &Blog, path: &Arc<str>) {
        if let Some((key, _)) = outermost(blog, path)
            && let Some((_, count)) = self.outermost.get_mut(&*key)
        {
            *count -= 1;
            if *count == 0 {
                self.outermost.remove_mut(&*key);
            }
        }
        for name in names(blog, path) {
            let Some(paths) = self.posts.get_mut(&*name) else {
                continue;
            };
            paths.remove_mut(path);
            if paths.is_empty() {
                self.posts.remove_mut(&*name);
            }
        }
    }

    /// A folder in the content folder with posts in a language, as it is written; `path` is in lower case.
    fn outermost(&self, language: &str, path: &str) -> Option<&str> {
        let (folder, _) = self.outermost.get(&*lying_at(language, path))?;
        Some(folder)
    }

    /// All such folders in lower case.
    fn all_outermost(&self, language: &str) -> Vec<String> {
        let keys = self.outermost.keys();
        let inner = keys.filter_map(|key| key.strip_prefix(language)?.strip_prefix(":/"));
        inner.map(str::to_owned).collect()
    }

    fn first(&self, name: &str) -> Option<&Arc<str>> {
        self.posts.get(name)?.first()
    }

    /// The one of this name, if there is no other.
    fn only(&self, name: &str) -> Option<&Arc<str>> {
        let paths = self.posts.get(name)?;
        paths.first().filter(|_| paths.size() == 1)
    }
}

/// What a post is called: by where it lies, and by its name alone.
fn names(blog: &Blog, path: &str) -> [Box<str>; 2] {
    let (language, inner) = inner(blog, path);
    let inner = dashed(&inner);
    let name = inner.rsplit('/').next().unwrap_or_default();
    [lying_at(&language, &inner), called(&language, name)]
}

/// Hugo compares names with dashes for blanks.
fn dashed(name: &str) -> String {
    name.replace(' ', "-")
}

/// The outermost folder that a post lies in, after its language in lower case, and as it is written.
fn outermost<'p>(blog: &Blog, path: &'p str) -> Option<(Box<str>, &'p str)> {
    let (language, inner) = inner(blog, path);
    let (folder, _) = inner.split_once('/')?;
    let (written, _) = blog.below_content(path).split_once('/')?;
    Some((lying_at(&language, folder), written))
}

fn lying_at(language: &str, inner: &str) -> Box<str> {
    format!("{language}:/{inner}").into()
}

fn called(language: &str, name: &str) -> Box<str> {
    format!("{language}:{name}").into()
}

/// The language of a post, as far as references tell languages apart, and where it lies in its
/// content folder.
fn inner(blog: &Blog, path: &str) -> (String, String) {
    let addresses = &blog.configuration.addresses;
    let inner = logical(addresses, blog.below_content(path));
    (addresses.reference_language(path), inner)
}

impl Site {
    /// The post that a reference names, seen from another one: by its path from the content folder
    /// (`/posts/a.md`), by its path from that post's folder, or by its name alone where only one is
    /// called so. Case and ending do not matter; an `index.md` is named by its folder. It is one in
    /// the same language, or in the one that is asked for.
    #[must_use]
    pub fn named(&self, from: &str, name: &str, language: Option<&str>) -> Option<&Arc<Entry>> {
        let seen = Seen::of(&self.blog, from, name, language);
        self.lying_at(&seen).or_else(|| {
            let is_name = !name.contains('/');
            let only = { &self.names }.only(&called(&seen.language, &dashed(&seen.name)));
            self.entry(only.filter(|_| is_name)?)
        })
    }

    /// The one post of this name in the language of another, wherever it lies.
    #[must_use]
    pub fn only_named(&self, from: &str, name: &str) -> Option<&Arc<Entry>> {
        let seen = Seen::of(&self.blog, from, name, None);
        self.entry(
            self.names
                .only(&called(&seen.language, &dashed(&seen.name)))?,
        )
    }

    /// The one section of this name in the language of a post, wherever it lies.
    #[must_use]
    pub fn only_section(&self, from: &str, name: &str) -> Option<Section> {
        let has_name = |section: &Section| {
            let last = section.folder.rsplit('/').next();
            last.is_some_and(|last| last.eq_ignore_ascii_case(name))
        };
        let sections = self.sections(from).into_iter();
        let mut found = sections.filter(has_name);
        let first = found.next();
        first.filter(|_| found.next().is_none())
    }

    /// The address of the page that Hugo means by a path, seen from a post: a post, or a section.
    #[must_use]
    pub fn page_at(&self, from: &str, path: &str) -> Option<String> {
        let post = self.lying_at(&Seen::of(&self.blog, from, path, None));
        let post = post.map(|entry| self.url(entry));
        let section = || self.section(from, path, None);
        post.or_else(|| section().map(|section| section.address))
    }

    /// The section that a reference names, seen from a post: a folder of posts, by its path or by its
    /// `_index.md`.
    #[must_use]
    pub fn section(&self, from: &str, name: &str, language: Option<&str>) -> Option<Section> {
        let seen = Seen::of(&self.blog, from, name, language);
        let mut folders = seen.folders.iter();
        folders.find_map(|path| self.section_of(&seen.language, path))
    }

    /// All sections in the language of a post; the first page is that of no folder.
    #[must_use]
    pub fn sections(&self, from: &str) -> Vec<Section> {
        let (language, _) = inner(&self.blog, from);
        self.sections_in(&language)
    }

    /// All sections in the language of a code.
    #[must_use]
    pub fn sections_in(&self, language: &str) -> Vec<Section> {
        let mut folders = self.blog.configuration.addresses.section_folders(language);
        folders.extend(self.names.all_outermost(language));
        // The folder of a post has its files, which may be Markdown too.
        folders.retain(|folder| {
            let place = lying_at(language, &dashed(folder).to_lowercase());
            let post = { &self.names }
                .first(&place)
                .and_then(|path| self.entry(path));
            post.is_none_or(|post| name::bundle(&post.path).is_none())
        });
        folders.push(String::new());
        folders.sort();
        folders.dedup();
        let folders = folders.iter();
        folders
            .filter_map(|folder| self.section_of(language, folder))
            .collect()
    }

    /// The section of a folder, which is in lower case, if there is one.
    fn section_of(&self, language: &str, path: &str) -> Option<Section> {
        let addresses = &self.blog.configuration.addresses;
        let outermost = self.names.outermost(language, path);
        let is_outermost = path.is_empty() || outermost.is_some();
        let path = outermost.unwrap_or(path);
        let address = addresses.section(language, path, is_outermost)?;
        Some(Section {
            address: crate::resolve::normalise(&address),
            title: addresses.section_title(language, path),
            page: addresses.section_page(language, path),
            language: language.to_owned(),
            folder: path.to_owned(),
        })
    }

    fn lying_at(&self, seen: &Seen) -> Option<&Arc<Entry>> {
        let mut folders = seen.folders.iter();
        folders.find_map(|path| {
            let name = lying_at(&seen.language, &dashed(path));
            self.entry(self.names.first(&name)?)
        })
    }
}

/// A section: a folder of posts that has a page.
#[derive(Clone, Debug)]
pub struct Section {
    /// The address of its page.
    pub address: String,
    /// What that page is called.
    pub title: String,
    /// The folder, from the content folder.
    pub folder: String,
    /// The code of its language.
    pub language: String,
    /// The file of its page, and what that says, if there is one.
    pub page: Option<(String, Arc<Metadata>)>,
}

/// What a reference names, seen from a post.
struct Seen {
    /// The code of the language that is meant.
    language: String,
    /// What is named, without folders.
    name: String,
    /// Where it may lie in the content folder, the likeliest first.
    folders: Vec<String>,
}

impl Seen {
    fn of(blog: &Blog, from: &str, name: &str, language: Option<&str>) -> Self {
        let (own, here) = inner(blog, from);
        let wanted = name.trim_matches('/');
        let addresses = &blog.configuration.addresses;
        let mut folders = Vec::new();
        if !name.starts_with('/') && !name.is_empty() {
            // From where the page lies. A file is looked for from its own, which for an `index.md` is
            // the folder of the page, if it is named by steps up.
            let is_bundle = from
                .rsplit('/')
                .next()
                .is_some_and(|it| it.starts_with("index."));
            let is_file = wanted
                .rsplit('/')
                .next()
                .is_some_and(|it| it.trim_matches('.').contains('.'));
            let beside = match here.rsplit_once('/') {
                _ if is_bundle && is_file && name.starts_with("..") => &here,
                Some((folder, _)) => folder,
                None => "",
            };
            folders.push(logical(addresses, &below(beside, wanted)));
        }
        if !name.starts_with('.') {
            folders.push(logical(addresses, &below("", wanted)));
        }
        Self {
            language: language.map_or(own, str::to_owned),
            name: logical(addresses, wanted),
            folders,
        }
    }
}

/// A path in a folder; steps up end at the outermost.
fn below(folder: &str, path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in folder.split('/').chain(path.split('/')) {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}

/// A path as references compare it: in lower case, without ending and language, an `index.md` as its
/// folder.
fn logical(addresses: &Addresses, path: &str) -> String {
    let lower = path.to_lowercase();
    let (folder, file) = lower.rsplit_once('/').unwrap_or(("", &lower));
    let stem = match file.rsplit_once('.') {
        Some((stem, ending)) if is_markdown(file) || ending == "html" => stem,
        _ => file,
    };
    let stem = addresses.without_language(stem);
    match (folder, stem) {
        ("", "index" | "_index") => String::new(),
        (folder, "index" | "_index") => folder.to_owned(),
        ("", stem) => stem.to_owned(),
        (folder, stem) => format!("{folder}/{stem}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::blog::tests::Tree;
    use crate::reading::read_blog;

    #[track_caller]
    fn check(site: &Site, name: &str, expected: Option<&str>) {
        let found = site.named("content/posts/a.md", name, None);
        let found = found.map(|entry| &*entry.path);
        let expected = expected.map(|path| format!("content/{path}"));
        assert_eq!(found, expected.as_deref(), "{name}");
    }

    #[test]
    fn posts_are_found_by_what_references_call_them() {
        let tree = Tree::of(&[
            "hugo.toml=",
            "content/posts/a.md=# A",
            "content/posts/Same.md=# S",
            "content/notes/same.md=# S",
            "content/notes/deep/b/index.md=# B",
        ]);
        let blog = crate::blog::detect(tree.root(), None).unwrap();
        let mut site = read_blog(&Arc::new(blog));
        check(&site, "a", Some("posts/a.md"));
        check(&site, "A.md", Some("posts/a.md"));
        check(&site, "/posts/a", Some("posts/a.md"));
        check(&site, "same", Some("posts/Same.md"));
        check(&site, "/same", None);
        check(&site, "../notes/same.md", Some("notes/same.md"));
        check(&site, "b", Some("notes/deep/b/index.md"));
        check(&site, "deep/b", None);
        check(&site, "notes/deep/b/", Some("notes/deep/b/index.md"));
        site.remove("content/posts/Same.md");
        check(&site, "same", Some("notes/same.md"));
        site.remove("content/notes/same.md");
        check(&site, "same", None);
    }
}
