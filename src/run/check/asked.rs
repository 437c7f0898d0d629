//! Which posts of which blogs the author asks about.

use std::path::{Path, PathBuf};

use blog_serve::blog::{self, Blog};
use blog_serve::checking::Scope;
use blog_serve::dialect::Dialect;

/// Posts of one blog that are asked about.
#[derive(Debug)]
pub(super) struct Asked {
    pub(super) blog: Blog,
    pub(super) scope: Scope,
    /// The folder that was given, as it was given, if it was one.
    pub(super) folder: Option<PathBuf>,
}

/// What the given paths mean, each blog once.
///
/// Of several paths, the files that are no Markdown, or lie outside the content, are passed over: a
/// hook gives whatever was changed.
///
/// # Errors
///
/// When nothing lies at a path, or the only one is no post.
pub(super) fn asked(
    paths: &[PathBuf],
    dialect: Option<Dialect>,
) -> Result<Vec<Asked>, blog::Error> {
    let mut all: Vec<Asked> = Vec::new();
    for path in paths {
        let blog = match blog::detect(path, dialect) {
            Err(blog::Error::NotMarkdown { .. }) if paths.len() > 1 => continue,
            blog => blog?,
        };
        if paths.len() == 1 || is_folder_or_content(&blog) {
            take_in(&mut all, Asked::of(blog, path));
        }
    }
    // The blog around comes before those in it.
    all.sort_by_key(|asked| asked.blog.root.as_os_str().len());
    let mut each: Vec<Asked> = Vec::new();
    for asked in all {
        match each.iter_mut().find(|around| around.has_inside(&asked)) {
            Some(around) => around.scope.extend(asked.scope_in(&around.blog)),
            None => each.push(asked),
        }
    }
    Ok(each)
}

/// Whether it is a folder, a post, or what lies among the posts and is one to its author: `_index.md`.
fn is_folder_or_content(blog: &Blog) -> bool {
    let Some(only) = &blog.only else {
        return true;
    };
    let whole = Blog {
        only: None,
        ..blog.clone()
    };
    let path = whole.absolute(only);
    let mut content = whole.content.iter();
    whole.is_post(&path).is_some() || content.any(|folder| path.starts_with(folder))
}

fn take_in(all: &mut Vec<Asked>, asked: Asked) {
    let is_same = |known: &&mut Asked| known.blog.root == asked.blog.root;
    match all.iter_mut().find(is_same) {
        Some(known) => {
            known.scope.extend(asked.scope);
            known.folder = known.folder.take().or(asked.folder);
        }
        None => all.push(asked),
    }
}

impl Asked {
    fn of(blog: Blog, path: &Path) -> Self {
        let scope = scope(&blog, path);
        Self {
            folder: blog.only.is_none().then(|| path.to_owned()),
            blog: Blog { only: None, ..blog },
            scope,
        }
    }

    /// Whether another one is of a folder of Markdown files within this folder of Markdown files.
    fn has_inside(&self, other: &Self) -> bool {
        let are_plain = [self, other]
            .iter()
            .all(|asked| asked.blog.dialect == Dialect::Plain);
        are_plain && self.blog.enters(&other.blog.root)
    }

    /// The posts as those of the blog around.
    fn scope_in(&self, around: &Blog) -> Scope {
        let inner = around.relative(&self.blog.root);
        match (inner, &self.scope) {
            (Some(inner), Scope::All) => Scope::below(inner),
            (Some(inner), Scope::Some { posts, folders }) => {
                let moved = |path: &String| format!("{inner}/{path}");
                Scope::Some {
                    posts: posts.iter().map(moved).collect(),
                    folders: folders.iter().map(moved).collect(),
                }
            }
            (None, scope) => scope.clone(),
        }
    }
}

/// What a path means: the blog, a folder in it, or one post.
fn scope(blog: &Blog, path: &Path) -> Scope {
    if let Some(only) = &blog.only {
        return Scope::post(only.clone());
    }
    let folder = path.canonicalize().ok();
    let folder = folder.and_then(|folder| blog.relative(&folder));
    match folder {
        // The folder that holds all posts is the blog.
        Some(folder) if !blog.content.contains(&blog.absolute(&folder)) => Scope::below(folder),
        _ => Scope::All,
    }
}
