//! Whose blog a path belongs to.

use std::path::{Path, PathBuf};
use std::{fs, io};

use super::layout::POSTS;
use super::{Blog, is_markdown};
use crate::dialect::Dialect;

/// How many folders above PATH are asked for a generator's files. A page bundle in a section of a
/// section lies this deep; further up, a chance `config.toml` becomes likelier than a blog.
const LEVELS_UP: usize = 5;

/// A PATH that holds no blog. What was attempted, why it failed, and what to do.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Nothing is there.
    #[error(
        "cannot open {path}: there is no such file or folder; give a blog's folder, a folder of posts or one post"
    )]
    Missing {
        /// As it was given.
        path: PathBuf,
    },
    /// The system refuses.
    #[error("cannot read {path}: {source}; give a folder or file that you may read")]
    Unreadable {
        /// As it was given.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A file of another kind.
    #[error(
        "cannot show {path}: it is not Markdown (.md, .markdown, .mkd); give one post, or the folder it lies in"
    )]
    NotMarkdown {
        /// As it was given.
        path: PathBuf,
    },
    /// A name that no address can have.
    #[error("cannot show {path}: its name is not UTF-8; give it another name")]
    Nameless {
        /// As it was given.
        path: PathBuf,
    },
    /// A device, a socket or a pipe.
    #[error(
        "cannot show {path}: it is neither a file nor a folder; give a blog's folder or one post"
    )]
    NeitherFileNorFolder {
        /// As it was given.
        path: PathBuf,
    },
}

/// The blog that `path` names: a blog's root, a folder of posts or one post.
///
/// A folder of posts or a post inside a generator's blog stands for that blog, which is looked for
/// a few folders up, but never in the user's home folder or above it. With `dialect`, only that
/// dialect's blogs are looked for, and if there is none, its rules apply to what is there.
///
/// # Errors
///
/// Every variant of [`Error`]: the path is missing, cannot be read, or is no folder and no
/// Markdown file.
pub fn detect(path: &Path, dialect: Option<Dialect>) -> Result<Blog, Error> {
    let home = std::env::home_dir().and_then(|home| home.canonicalize().ok());
    detect_below(path, dialect, home.as_deref())
}

fn detect_below(path: &Path, dialect: Option<Dialect>, home: Option<&Path>) -> Result<Blog, Error> {
    let unreadable = |source: io::Error| {
        let path = path.to_owned();
        match source.kind() {
            io::ErrorKind::NotFound => Error::Missing { path },
            _ => Error::Unreadable { path, source },
        }
    };
    let real = path.canonicalize().map_err(unreadable)?;
    let kind = fs::metadata(&real).map_err(unreadable)?.file_type();
    if kind.is_dir() {
        fs::read_dir(&real).map_err(unreadable)?;
        return Ok(folder(&real, dialect, home));
    }
    let path = path.to_owned();
    if !kind.is_file() {
        return Err(Error::NeitherFileNorFolder { path });
    }
    let name = real.file_name().unwrap_or_default();
    if !is_markdown(&name.to_string_lossy()) {
        return Err(Error::NotMarkdown { path });
    }
    if name.to_str().is_none() {
        return Err(Error::Nameless { path });
    }
    Ok(one_post(&real, dialect, home))
}

/// The blog of a folder.
fn folder(folder: &Path, dialect: Option<Dialect>, home: Option<&Path>) -> Blog {
    if let Some(blog) = generated(folder, dialect) {
        return blog;
    }
    // A blog further up is meant only if this folder is one for its posts.
    above(folder, home)
        .filter_map(|root| generated(root, dialect))
        .find(|blog| blog.enters(folder))
        .unwrap_or_else(|| ungenerated(folder, dialect, home))
}

/// The blog around one post, which is all of it that is shown.
fn one_post(file: &Path, dialect: Option<Dialect>, home: Option<&Path>) -> Blog {
    let folder = file.parent().unwrap_or(file);
    let mut blog = std::iter::once(folder)
        .chain(above(folder, home))
        .find_map(|root| generated(root, dialect))
        .unwrap_or_else(|| ungenerated(folder, dialect, home));
    blog.only = blog.relative(file);
    blog
}

/// The folders above, nearest first, as far as a blog is looked for.
fn above<'a>(folder: &'a Path, home: Option<&'a Path>) -> impl Iterator<Item = &'a Path> {
    let is_home = move |path: &Path| home.is_some_and(|home| home.starts_with(path));
    folder
        .ancestors()
        .skip(1)
        .take(LEVELS_UP)
        .take_while(move |path| !is_home(path) && path.parent().is_some())
}

/// The blog whose root this folder is, by the files of its generator.
fn generated(folder: &Path, dialect: Option<Dialect>) -> Option<Blog> {
    let (told, because) = match dialect {
        Some(dialect) => (dialect, marker(folder, dialect)?),
        None => [Dialect::Hugo, Dialect::Zola, Dialect::Jekyll]
            .into_iter()
            .find_map(|dialect| Some((dialect, marker(folder, dialect)?)))?,
    };
    let because = if dialect.is_some() {
        "--dialect"
    } else {
        because
    };
    Some(Blog::laid_out(folder.to_owned(), told, because))
}

/// A folder without a generator's files: `posts/` in it, or itself; a folder `posts`, or one in
/// it, stands for the blog around it.
fn ungenerated(folder: &Path, dialect: Option<Dialect>, home: Option<&Path>) -> Blog {
    if let Some(dialect) = dialect.filter(|dialect| *dialect != Dialect::Plain) {
        return Blog::laid_out_or_files(folder.to_owned(), dialect, "--dialect");
    }
    let has_posts = |root: &Path| root.join(POSTS).is_dir();
    let around = above(folder, home).find(|root| folder.starts_with(root.join(POSTS)));
    let root = around.filter(|_| !has_posts(folder)).unwrap_or(folder);
    let because = match (dialect, has_posts(root)) {
        (Some(_), _) => "--dialect",
        (None, true) => "posts/",
        (None, false) => "",
    };
    Blog::laid_out_or_files(root.to_owned(), Dialect::Plain, because)
}

/// The file or folder that tells that a folder is the root of this dialect's blog.
fn marker(folder: &Path, dialect: Dialect) -> Option<&'static str> {
    match dialect {
        Dialect::Hugo => hugo_marker(folder),
        Dialect::Zola => is_zola(folder).then_some("config.toml"),
        Dialect::Jekyll => jekyll_marker(folder),
        Dialect::Plain => None,
    }
}

fn hugo_marker(folder: &Path) -> Option<&'static str> {
    let own = ["hugo.toml", "hugo.yaml", "hugo.yml", "hugo.json"];
    if let Some(file) = first_file(folder, &own) {
        return Some(file);
    }
    let is_one = |name: &str| {
        // Posts may lie in a folder for each language, `content.en`.
        name.starts_with("content") || matches!(name, "archetypes" | "layouts" | "themes")
    };
    let mut entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let has_folder = entries.any(|entry| {
        let name = entry.file_name();
        name.to_str().is_some_and(is_one) && entry.path().is_dir()
    });
    if !has_folder {
        return None;
    }
    if folder.join("config/_default").is_dir() {
        return Some("config/_default/");
    }
    let shared = ["config.toml", "config.yaml", "config.yml", "config.json"];
    first_file(folder, &shared).filter(|_| !is_zola(folder))
}

fn jekyll_marker(folder: &Path) -> Option<&'static str> {
    let files = ["_config.yml", "_config.yaml", "_config.toml"];
    let folders = [("_posts", "_posts/"), ("_drafts", "_drafts/")];
    let held = || {
        folders
            .into_iter()
            .find(|(name, _)| folder.join(name).is_dir())
    };
    first_file(folder, &files).or_else(|| held().map(|(_, shown)| shown))
}

/// Whether `config.toml` has Zola's `base_url` at its top level. Hugo's is spelt `baseURL`.
fn is_zola(folder: &Path) -> bool {
    let text = match fs::read_to_string(folder.join("config.toml")) {
        Ok(text) => Some(text),
        Err(error) if error.kind() == io::ErrorKind::NotFound => return false,
        Err(_) => None,
    };
    match text.and_then(|text| text.parse::<toml::Table>().ok()) {
        Some(table) => table.contains_key("base_url"),
        // Nobody may read it, or someone is just editing it: the folders tell.
        None => folder.join("templates").is_dir() && !folder.join("layouts").is_dir(),
    }
}

fn first_file(folder: &Path, names: &[&'static str]) -> Option<&'static str> {
    let names = names.iter().copied();
    names.into_iter().find(|name| folder.join(name).is_file())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::blog::tests::Tree;

    #[test]
    fn generators_are_told_by_their_files() {
        fn check(files: &[&str], dialect: Dialect, because: &str) {
            let tree = Tree::of(files);
            let blog = detect_below(tree.root(), None, None).unwrap();
            assert_eq!(
                (blog.dialect, blog.because.as_str()),
                (dialect, because),
                "{files:?}"
            );
            assert_eq!(blog.root, tree.root());
        }
        check(&["hugo.toml"], Dialect::Hugo, "hugo.toml");
        check(
            &["config.yaml", "content/a.md"],
            Dialect::Hugo,
            "config.yaml",
        );
        check(
            &["config.toml=baseURL = 'x'", "archetypes/default.md"],
            Dialect::Hugo,
            "config.toml",
        );
        check(
            &["config/_default/hugo.toml", "content/a.md"],
            Dialect::Hugo,
            "config/_default/",
        );
        check(
            &["config.toml=base_url = 'x'", "content/a.md"],
            Dialect::Zola,
            "config.toml",
        );
        check(
            &["config.toml=base_url = 'x'"],
            Dialect::Zola,
            "config.toml",
        );
        check(
            &["config.toml=broken = ", "templates/a.html", "content/a.md"],
            Dialect::Zola,
            "config.toml",
        );
        check(
            &["config.toml=[extra]\nbase_url = 'x'", "content/a.md"],
            Dialect::Hugo,
            "config.toml",
        );
        check(&["_config.yml"], Dialect::Jekyll, "_config.yml");
        check(&["_drafts/a.md"], Dialect::Jekyll, "_drafts/");
        check(&["posts/a.md"], Dialect::Plain, "posts/");
        check(&["config.yaml", "a.md"], Dialect::Plain, "");
        check(&[], Dialect::Plain, "");
    }

    #[test]
    fn a_folder_of_posts_stands_for_its_blog() {
        let tree = Tree::of(&["hugo.toml", "content/posts/2024/a.md", "notes/b.md"]);
        let root = |path: &str| detect_below(&tree.path(path), None, None).unwrap().root;
        assert_eq!(root("content/posts/2024"), tree.root());
        assert_eq!(root("content"), tree.root());
        assert_eq!(root("notes"), tree.path("notes"));
    }

    #[test]
    fn a_plain_posts_folder_stands_for_the_blog_around_it() {
        let tree = Tree::of(&["posts/2024/a.md", "images/x.png"]);
        for path in ["posts", "posts/2024"] {
            let blog = detect_below(&tree.path(path), None, None).unwrap();
            assert_eq!(blog.root, tree.root(), "{path}");
            assert_eq!(blog.looked(), ["posts/"]);
        }
    }

    #[test]
    fn the_home_folder_is_no_blog_of_what_lies_in_it() {
        let tree = Tree::of(&["hugo.toml", "content/a.md", "posts/b.md"]);
        for path in ["content", "posts"] {
            let blog = detect_below(&tree.path(path), None, Some(tree.root())).unwrap();
            assert_eq!((blog.root, blog.dialect), (tree.path(path), Dialect::Plain));
        }
    }

    #[test]
    fn one_post_is_all_that_is_shown() {
        let tree = Tree::of(&[
            "hugo.toml",
            "content/posts/a.md",
            "content/posts/b.md",
            "static/x.png",
        ]);
        let blog = detect_below(&tree.path("content/posts/a.md"), None, None).unwrap();
        assert_eq!(blog.dialect, Dialect::Hugo);
        assert_eq!(blog.only.as_deref(), Some("content/posts/a.md"));
        assert_eq!(blog.is_post(&tree.path("content/posts/b.md")), None);
        let watched = blog.watched();
        assert_eq!(watched.shallow, [tree.path("content/posts"), tree.path("")]);
        assert!(!watched.recursive.contains(&tree.path("content")));

        let tree = Tree::of(&["a.md", "b.md"]);
        let blog = detect_below(&tree.path("a.md"), None, None).unwrap();
        assert_eq!(blog.only.as_deref(), Some("a.md"));
        assert_eq!(blog.watched().shallow, [tree.path("")]);
        assert!(blog.watched().recursive.is_empty());
    }

    #[test]
    fn a_given_dialect_is_taken() {
        let tree = Tree::of(&["hugo.toml", "a.md"]);
        let blog = detect_below(tree.root(), Some(Dialect::Jekyll), None).unwrap();
        assert_eq!(
            (blog.dialect, blog.because.as_str()),
            (Dialect::Jekyll, "--dialect")
        );
        assert_eq!(blog.is_post(&tree.path("a.md")).as_deref(), Some("a.md"));
        let blog = detect_below(tree.root(), Some(Dialect::Plain), None).unwrap();
        assert_eq!(blog.dialect, Dialect::Plain);
    }

    #[test]
    fn errors_name_path_cause_and_remedy() {
        fn check(path: &Path, words: &str) {
            let error = detect_below(path, None, None).unwrap_err().to_string();
            assert!(error.contains(words), "{error}");
            assert!(error.contains(&path.display().to_string()), "{error}");
            assert!(error.contains("; give "), "{error}");
        }
        let tree = Tree::of(&["a.png"]);
        check(&tree.path("missing"), "no such file or folder");
        check(&tree.path("a.png"), "not Markdown");
        check(&tree.path("a.png/x.md"), "cannot read");
        #[cfg(unix)]
        check(Path::new("/dev/null"), "neither a file nor a folder");
        #[cfg(target_os = "linux")]
        {
            use std::os::unix::ffi::OsStrExt;
            let name = std::ffi::OsStr::from_bytes(b"\xff.md");
            let path = tree.path("a.png").with_file_name(name);
            fs::write(&path, "").unwrap();
            check(&path, "not UTF-8");
        }
    }
}
