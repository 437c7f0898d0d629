//! Which folders are watched, and what in them is not.

use std::ffi::OsStr;
use std::path::{Component, Path, PathBuf};

/// What to watch. All paths are absolute.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Folders {
    /// Folders whose whole trees are watched. They need not exist yet.
    pub roots: Vec<PathBuf>,
    /// Folders of which only the direct entries are watched: the blog's root, for its
    /// configuration and for content folders that appear later.
    pub shallow: Vec<PathBuf>,
    /// Folders inside that are never entered: what a generator writes; see [`usual_output`].
    pub left_out: Vec<PathBuf>,
}

/// The folders directly in a blog that hold output: of Hugo and Zola (`public`), Jekyll (`_site`),
/// Hugo's pipelines (`resources/_gen`), and cargo (`target`).
///
/// A folder of such a name deeper inside is content: `content/posts/public/` is a post.
#[must_use]
pub fn usual_output(blog: &Path) -> Vec<PathBuf> {
    ["public", "_site", "resources/_gen", "target"]
        .map(|folder| blog.join(folder))
        .into()
}

impl Folders {
    /// Whether a change of this path can matter: it lies in a root's tree or directly in a shallow
    /// folder, and in nothing that is left out.
    #[must_use]
    pub fn reach(&self, path: &Path) -> bool {
        self.reach_tree(path) || self.is_in_shallow(path) || self.is_shallow(path)
    }

    /// Whether this folder belongs to the tree of a root, or is one.
    pub(super) fn reach_tree(&self, path: &Path) -> bool {
        let inside = |root: &PathBuf| path.strip_prefix(root).is_ok_and(is_entered);
        self.roots.iter().any(inside) && !self.is_left_out(path)
    }

    /// Whether this path lies directly in a shallow folder.
    pub(super) fn is_in_shallow(&self, path: &Path) -> bool {
        path.parent().is_some_and(|parent| self.is_shallow(parent))
            && path.file_name().is_some_and(is_entered_name)
            && !self.is_left_out(path)
    }

    fn is_shallow(&self, path: &Path) -> bool {
        self.shallow.iter().any(|folder| folder == path)
    }

    fn is_left_out(&self, path: &Path) -> bool {
        self.left_out.iter().any(|folder| path.starts_with(folder))
    }

    /// Whether this is one of the roots or shallow folders.
    pub(super) fn names(&self, path: &Path) -> bool {
        self.all().any(|folder| folder == path)
    }

    /// The roots and the shallow folders.
    pub(super) fn all(&self) -> impl Iterator<Item = &PathBuf> {
        self.roots.iter().chain(&self.shallow)
    }
}

/// Whether no part of the path, relative to a root, is left out by its name.
fn is_entered(path: &Path) -> bool {
    path.components().all(|part| match part {
        Component::Normal(name) => is_entered_name(name),
        _ => true,
    })
}

/// Dot folders (`.git`) and `node_modules` are never entered, dot files never looked at.
fn is_entered_name(name: &OsStr) -> bool {
    !is_hidden(name) && name != "node_modules"
}

/// Whether the name begins with a dot.
pub(super) fn is_hidden(name: &OsStr) -> bool {
    name.as_encoded_bytes().starts_with(b".")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(path: &str, expected: bool) {
        let folders = Folders {
            roots: vec![
                "/home/.me/blog/content".into(),
                "/home/.me/blog/static".into(),
            ],
            shallow: vec!["/home/.me/blog".into()],
            left_out: usual_output(Path::new("/home/.me/blog")),
        };
        assert_eq!(folders.reach(Path::new(path)), expected, "{path}");
    }

    #[test]
    fn trees_are_reached_as_a_whole() {
        check("/home/.me/blog/content", true);
        check("/home/.me/blog/content/posts/a.md", true);
        check("/home/.me/blog/static/deep/down/a.png", true);
        check("/home/.me/blog/content/posts/public/index.md", true);
        check("/home/.me/blog/content/target.md", true);
    }

    #[test]
    fn shallow_folders_are_reached_one_level_deep() {
        check("/home/.me/blog", true);
        check("/home/.me/blog/hugo.toml", true);
        check("/home/.me/blog/drafts", true);
        check("/home/.me/blog/drafts/a.md", false);
        check("/home/.me/other", false);
    }

    #[test]
    fn hidden_and_generated_paths_are_never_reached() {
        check("/home/.me/blog/.git", false);
        check("/home/.me/blog/.blog-serve", false);
        check("/home/.me/blog/public", false);
        check("/home/.me/blog/node_modules", false);
        check("/home/.me/blog/content/.obsidian/a.md", false);
        check("/home/.me/blog/content/node_modules/a/readme.md", false);
        check("/home/.me/blog/content/.a.md.swp", false);
    }
}
