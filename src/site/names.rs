//! The posts by what references call them.

use std::sync::Arc;

use rpds::{HashTrieMapSync, RedBlackTreeSetSync};

use super::{Entry, Site};
use crate::blog::Blog;
use crate::render::Calls;

/// The paths of posts by what references call them: by `/posts/a`, which is where a post lies in its
/// content folder, and by `a` alone.
#[derive(Clone, Debug, Default)]
pub(super) struct Names(HashTrieMapSync<Box<str>, RedBlackTreeSetSync<Arc<str>>>);

impl Names {
    /// Takes a post in. Where there are no shortcodes nobody asks.
    pub(super) fn add(&mut self, blog: &Blog, path: &Arc<str>) {
        if blog.configuration.rules.calls == Calls::None {
            return;
        }
        for name in names(blog, path) {
            if let Some(paths) = self.0.get_mut(&*name) {
                paths.insert_mut(path.clone());
                continue;
            }
            let mut paths = RedBlackTreeSetSync::new_sync();
            paths.insert_mut(path.clone());
            self.0.insert_mut(name, paths);
        }
    }

    /// Takes a post out.
    pub(super) fn remove(&mut self, blog: &Blog, path: &Arc<str>) {
        for name in names(blog, path) {
            let Some(paths) = self.0.get_mut(&*name) else {
                continue;
            };
            paths.remove_mut(path);
            if paths.is_empty() {
                self.0.remove_mut(&*name);
            }
        }
    }

    fn first(&self, name: &str) -> Option<&Arc<str>> {
        self.0.get(name)?.first()
    }

    /// The one of this name, if there is no other.
    fn only(&self, name: &str) -> Option<&Arc<str>> {
        let paths = self.0.get(name)?;
        paths.first().filter(|_| paths.size() == 1)
    }
}

/// What a post is called: by where it lies, and by its name alone.
fn names(blog: &Blog, path: &str) -> [Box<str>; 2] {
    let inner = inner(blog, path);
    let name = inner.rsplit('/').next().unwrap_or_default();
    [format!("/{inner}").into(), name.into()]
}

/// Where a post lies in its content folder.
fn inner(blog: &Blog, path: &str) -> String {
    logical(blog.below_content(path))
}

impl Site {
    /// The post that a reference names, seen from another one: by its path from the content folder
    /// (`/posts/a.md`), by its path from that post's folder, or by its name alone where only one is
    /// called so. Case and ending do not matter; an `index.md` is named by its folder.
    #[must_use]
    pub fn named(&self, from: &str, name: &str) -> Option<&Arc<Entry>> {
        let wanted = logical(name.trim_matches('/'));
        let at = |inner: &str| self.entry(self.names.first(&format!("/{inner}"))?);
        if !name.starts_with('/') {
            let here = inner(&self.blog, from);
            // From the folder of the file, which for an `index.md` is the page itself.
            let is_bundle = from
                .rsplit('/')
                .next()
                .is_some_and(|file| file.starts_with("index."));
            let folder = match here.rsplit_once('/') {
                _ if is_bundle => here.as_str(),
                Some((folder, _)) => folder,
                None => "",
            };
            let beside = crate::resolve::join(folder, &wanted);
            if let Some(entry) = beside.and_then(|path| at(&path)) {
                return Some(entry);
            }
        }
        if let Some(entry) = at(&wanted) {
            return Some(entry);
        }
        if name.contains('/') {
            return None;
        }
        self.entry(self.names.only(&wanted)?)
    }
}

/// A path as references compare it: in lower case, without ending and language, an `index.md` as its
/// folder.
fn logical(path: &str) -> String {
    let lower = path.to_lowercase();
    let (folder, file) = lower.rsplit_once('/').unwrap_or(("", &lower));
    let stem = if crate::blog::is_markdown(file) {
        file.rsplit_once('.').map_or(file, |(stem, _)| stem)
    } else {
        file
    };
    match (folder, stem) {
        ("", "index") => stem.to_owned(),
        (folder, "index") => folder.to_owned(),
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
        let found = site.named("content/posts/a.md", name);
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
