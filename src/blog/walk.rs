//! Every post of a blog, found by several threads at once.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use ignore::{DirEntry, WalkBuilder, WalkState};

use super::Blog;

/// A file that counts as a post. It may still prove to be unreadable, a folder, or a link that
/// leads nowhere.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Found {
    /// Relative to the blog's root, with `/` between the parts.
    pub relative: String,
    /// Absolute.
    pub path: PathBuf,
    /// Whether it is a link, which may lead out of the blog.
    pub is_link: bool,
}

/// Calls `visit` with every post of the blog, in no particular order and from several threads at
/// once, and returns when all are done: reading and parsing happen while the walk goes on.
///
/// A `.gitignore` hides nothing. Folders behind links are entered if they lie within the blog and
/// not in circles; a file behind a link is told to be one. Folders that cannot be read are passed
/// over.
pub fn walk_with(blog: &Blog, visit: impl Fn(Found) + Sync) {
    let visit_path = |path: &Path, is_link: bool| {
        if let Some(relative) = blog.is_post(path) {
            let path = path.to_owned();
            visit(Found {
                relative,
                path,
                is_link,
            });
        }
    };
    if let Some(only) = &blog.only {
        let path = blog.absolute(only);
        if path.symlink_metadata().is_ok() {
            visit_path(&path, path.is_symlink());
        }
        return;
    }
    let Some(builder) = builder(blog) else {
        return;
    };
    builder.build_parallel().run(|| {
        Box::new(|entry| {
            match &entry {
                Ok(entry) => visit_path(entry.path(), entry.path_is_symlink()),
                // A link that leads nowhere, or a post that may not be looked at: a post all the
                // same, with a problem.
                Err(error) => {
                    if let Some(path) = path_of(error) {
                        visit_path(path, true);
                    }
                }
            }
            WalkState::Continue
        })
    });
}

/// The folders that [`walk_with`] passes over because they cannot be read, each with the reason.
#[must_use]
pub fn unreadable(blog: &Blog) -> Vec<(String, String)> {
    let Some(builder) = builder(blog).filter(|_| blog.only.is_none()) else {
        return Vec::new();
    };
    let errors = builder.build().filter_map(Result::err);
    let folders = errors.filter_map(|error| {
        let path = path_of(&error).filter(|path| path.is_dir())?;
        let reason = error.io_error()?.to_string();
        Some((blog.relative(path)?, reason))
    });
    folders.collect()
}

/// A walk of the folders that hold posts; `None` when there are none yet.
fn builder(blog: &Blog) -> Option<WalkBuilder> {
    let roots = if blog.finds_posts_anywhere() {
        vec![blog.root.clone()]
    } else {
        blog.content.clone()
    };
    let mut roots = roots.into_iter().filter(|folder| folder.is_dir());
    let mut builder = WalkBuilder::new(roots.next()?);
    for root in roots {
        builder.add(root);
    }
    let blog = Arc::new(blog.clone());
    builder
        .standard_filters(false)
        .follow_links(true)
        .filter_entry(move |entry| admits(&blog, entry));
    Some(builder)
}

fn admits(blog: &Blog, entry: &DirEntry) -> bool {
    let is_folder = entry.file_type().is_some_and(|kind| kind.is_dir());
    let is_wanted = !is_folder || blog.enters(entry.path());
    // A file behind a link is for the reader to refuse: it is a post with a problem.
    is_wanted && (!is_folder || !entry.path_is_symlink() || blog.keeps(entry.path()))
}

/// What an error of the walk is about.
fn path_of(error: &ignore::Error) -> Option<&Path> {
    match error {
        ignore::Error::WithPath { path, .. } => Some(path),
        ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => {
            path_of(err)
        }
        ignore::Error::Loop { child, .. } => Some(child),
        ignore::Error::Partial(errors) => errors.iter().find_map(path_of),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use super::*;
    use crate::blog::detect;
    use crate::blog::tests::Tree;

    fn walk(blog: &Blog) -> Vec<Found> {
        let found = Mutex::new(Vec::new());
        walk_with(blog, |post| found.lock().unwrap().push(post));
        found.into_inner().unwrap()
    }

    fn check(tree: &Tree, expected: &[&str]) {
        let blog = detect(tree.root(), None).unwrap();
        let mut found = walk(&blog);
        found.sort();
        let relative: Vec<&str> = found.iter().map(|post| post.relative.as_str()).collect();
        assert_eq!(relative, expected);
        for post in &found {
            assert_eq!(blog.absolute(&post.relative), post.path);
        }
    }

    #[test]
    fn a_gitignore_hides_no_draft() {
        let tree = Tree::of(&[
            ".gitignore=*",
            ".ignore=*",
            "hugo.toml",
            "content/a.md",
            "content/deep/er/b.markdown",
            "content/resources/c.md",
            "content/.hidden/d.md",
            "content/.e.md",
            "content/_index.md",
            "content/node_modules/f.md",
            "content/g.txt",
            "README.md",
        ]);
        check(
            &tree,
            &[
                "content/a.md",
                "content/deep/er/b.markdown",
                "content/resources/c.md",
            ],
        );
    }

    #[test]
    fn jekylls_posts_lie_in_categories_too() {
        let tree = Tree::of(&[
            "_config.yml",
            "_posts/2024-01-02-a.md",
            "_drafts/b.md",
            "cat/_posts/sub/2024-01-02-c.md",
            "_site/_posts/2024-01-02-d.md",
            "vendor/gem/_posts/2024-01-02-e.md",
            "_includes/_posts/f.md",
            "about.md",
        ]);
        check(
            &tree,
            &[
                "_drafts/b.md",
                "_posts/2024-01-02-a.md",
                "cat/_posts/sub/2024-01-02-c.md",
            ],
        );
    }

    #[test]
    fn a_folder_of_files_leaves_out_what_tools_made() {
        let tree = Tree::of(&[
            "a.md",
            "sub/b.MD",
            "node_modules/c/README.md",
            "target/doc/d.md",
        ]);
        check(&tree, &["a.md", "sub/b.MD"]);
    }

    #[test]
    fn there_may_be_nothing_yet() {
        check(&Tree::of(&["hugo.toml"]), &[]);
        check(&Tree::of(&[]), &[]);
    }

    #[test]
    fn a_folder_named_like_a_post_is_found() {
        check(
            &Tree::of(&["posts/x.md/y.md"]),
            &["posts/x.md", "posts/x.md/y.md"],
        );
    }

    #[cfg(unix)]
    #[test]
    fn folders_behind_links_are_entered_only_within_the_blog() {
        use std::os::unix::fs::symlink;
        let outside = Tree::of(&["secret.md", "folder/secret.md"]);
        let tree = Tree::of(&[
            "posts/a.md",
            "shared/b.md",
            ".env",
            "private.txt",
            ".d/c.md",
        ]);
        symlink(tree.path("shared"), tree.path("posts/shared")).unwrap();
        symlink(tree.path("posts"), tree.path("posts/circle")).unwrap();
        symlink(tree.path("posts/self.md"), tree.path("posts/self.md")).unwrap();
        symlink(tree.path("nowhere"), tree.path("posts/dangling.md")).unwrap();
        for (from, to) in [
            (".env", "env.md"),
            ("private.txt", "private.md"),
            (".d", "d"),
        ] {
            symlink(tree.path(from), tree.path("posts").join(to)).unwrap();
        }
        symlink(outside.path("secret.md"), tree.path("posts/secret.md")).unwrap();
        symlink(outside.path("folder"), tree.path("posts/folder")).unwrap();
        check(
            &tree,
            &[
                "posts/a.md",
                "posts/dangling.md",
                "posts/env.md",
                "posts/private.md",
                "posts/secret.md",
                "posts/self.md",
                "posts/shared/b.md",
            ],
        );
    }
}
