//! Which post the author means who names one on the command line.

use std::ffi::OsStr;
use std::path::Path;
use std::sync::Arc;

use blog_serve::site::{Entry, Site};
use percent_encoding::percent_decode_str;

/// How many posts are proposed when none was meant.
const PROPOSED: usize = 3;

/// No post has that name, or several have it.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum NoPost {
    /// None has it.
    #[error("no post matches {name:?}{}", proposed(nearest))]
    None {
        name: String,
        /// Paths of posts that perhaps were meant, relative to the blog, the likeliest first.
        nearest: Vec<Arc<str>>,
    },
    /// Each of these is called so.
    #[error("{} posts are called {name:?}; give the path of the one you mean: {}", called.len(), called[..called.len().min(PROPOSED)].join(", "))]
    Several {
        name: String,
        /// Their paths, relative to the blog.
        called: Vec<Arc<str>>,
    },
}

fn proposed(nearest: &[Arc<str>]) -> String {
    match nearest {
        [] => "; there are no posts yet".to_owned(),
        nearest => format!("; did you mean {}?", nearest.join(", ")),
    }
}

/// The post with this path, from the blog's root or from `here`, or with this address, or else the
/// only one whose file or address is called like this.
///
/// # Errors
///
/// [`NoPost`] when there is none.
pub(crate) fn choose<'a>(
    site: &'a Site,
    name: &str,
    here: &Path,
) -> Result<&'a Arc<Entry>, NoPost> {
    by_path(site, name)
        .or_else(|| from_here(site, name, here))
        .or_else(|| by_address(site, name))
        .map_or_else(|| by_name(site, name), Ok)
}

fn by_path<'a>(site: &'a Site, name: &str) -> Option<&'a Arc<Entry>> {
    let name = if cfg!(windows) {
        name.replace('\\', "/")
    } else {
        name.to_owned()
    };
    let parts = name.split('/').filter(|part| !matches!(*part, "" | "."));
    let path = parts.collect::<Vec<_>>().join("/");
    site.entry(&path).filter(|_| !name.starts_with('/'))
}

fn from_here<'a>(site: &'a Site, name: &str, here: &Path) -> Option<&'a Arc<Entry>> {
    let path = here.join(name);
    let entry = |path: &Path| site.entry(&site.blog.relative(path)?);
    // The post itself may be a link to elsewhere, the folders above it are where they are.
    let folder = path.parent()?.canonicalize().ok()?;
    let in_folder = folder.join(path.file_name()?);
    entry(&in_folder).or_else(|| entry(&path.canonicalize().ok()?))
}

/// An address, with or without what stands before its path, encoded or not.
fn by_address<'a>(site: &'a Site, name: &str) -> Option<&'a Arc<Entry>> {
    let path = match name.split_once("://") {
        Some((_, rest)) => rest.split_once('/')?.1,
        None => name.trim_start_matches("./"),
    };
    let path = path.split(['?', '#']).next().unwrap_or_default();
    let path = percent_decode_str(path).decode_utf8().ok()?;
    let url = format!("/{}", path.trim_start_matches('/'));
    site.at(&url).or_else(|| site.elsewhere(&url))
}

/// The only post whose file has this name, with or without its ending, or whose folder or address
/// ends with it.
fn by_name<'a>(site: &'a Site, name: &str) -> Result<&'a Arc<Entry>, NoPost> {
    let is_called = |entry: &&Arc<Entry>| {
        let (folder, file) = entry.path.rsplit_once('/').unwrap_or(("", &entry.path));
        let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
        let url = entry.permalink.trim_end_matches('/');
        let url = url.strip_suffix(".html").unwrap_or(url);
        // That a file is called `index.md` says nothing of it.
        let own = if stem == "index" {
            [last(folder); 2]
        } else {
            [file, stem]
        };
        own.contains(&name) || last(url) == name
    };
    let called: Vec<_> = match name {
        "" => Vec::new(),
        _ => site.ordered().filter(is_called).collect(),
    };
    let name = name.to_owned();
    match called[..] {
        [entry] => Ok(entry),
        [] => Err(NoPost::None {
            nearest: nearest(site, &name),
            name,
        }),
        _ => Err(NoPost::Several {
            called: called.iter().map(|entry| entry.path.clone()).collect(),
            name,
        }),
    }
}

/// What stands after the last `/`.
fn last(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// The posts whose names are most like this one: by the file, or the folder of a bundle.
fn nearest(site: &Site, name: &str) -> Vec<Arc<str>> {
    let meant = stem(name);
    let distance = |entry: &Arc<Entry>| edits(&meant, &stem(&entry.path));
    let mut entries: Vec<_> = site
        .ordered()
        .map(|entry| (distance(entry), entry))
        .collect();
    // Of those that are as like, the newest comes first: the sort is stable.
    entries.sort_by_key(|(distance, _)| *distance);
    let entries = entries.into_iter().take(PROPOSED);
    entries.map(|(_, entry)| entry.path.clone()).collect()
}

/// `posts/Rust-Tips.md` and `posts/rust-tips/index.md` → `rust-tips`.
fn stem(path: &str) -> String {
    let path = path.trim_end_matches('/');
    let path = Path::new(path);
    let stem = path.file_stem().and_then(OsStr::to_str).unwrap_or_default();
    let above = path.parent().and_then(Path::file_name);
    let stem = match above.and_then(OsStr::to_str) {
        Some(above) if stem == "index" => above,
        _ => stem,
    };
    // A name that long is none; their distance takes the product of both lengths.
    stem.to_lowercase().chars().take(100).collect()
}

/// How many characters to change, add or leave out on the way from one name to the other
/// (Levenshtein). Being a part of the other counts as one.
pub(crate) fn edits(from: &str, to: &str) -> usize {
    if from.chars().count() > 2 && to.contains(from) {
        return usize::from(from != to);
    }
    strsim::levenshtein(from, to)
}

#[cfg(test)]
mod tests {
    use blog_serve::blog::Blog;
    use blog_serve::dialect::Dialect;
    use blog_serve::parse::{Metadata, Status};
    use blog_serve::site::Save;
    use jiff::Timestamp;

    use super::*;

    fn entry(path: &str, permalink: &str) -> Entry {
        Entry {
            path: path.into(),
            permalink: permalink.into(),
            metadata: Arc::new(Metadata::default()),
            metadata_of: Save::Newest,
            title: path.into(),
            status: Status::Draft,
            problems: Arc::new([]),
            head: None,
            saved: Timestamp::UNIX_EPOCH,
            content: 0,
            seen: None,
            made: None,
            file: None,
            readable: true,
            summary: None,
        }
    }

    /// A blog on the disk with `content/posts/rust.md` and `content/posts/über uns/index.md`.
    fn blog() -> (tempfile::TempDir, Site) {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().canonicalize().unwrap();
        let mut site = Site::new(Arc::new(Blog {
            content: vec![root.join("content")],
            root,
            dialect: Dialect::Hugo,
            configuration: Arc::default(),
            because: "hugo.toml".to_owned(),
            mounts: Vec::new(),
            only: None,
        }));
        for (path, permalink) in [
            ("content/posts/rust.md", "/posts/rust/"),
            ("content/posts/über uns/index.md", "/posts/über-uns/"),
        ] {
            let file = site.blog.absolute(path);
            std::fs::create_dir_all(file.parent().unwrap()).unwrap();
            std::fs::write(file, "Text.").unwrap();
            site.insert(entry(path, permalink));
        }
        (folder, site)
    }

    #[test]
    fn a_post_is_named_by_its_path_from_the_root_or_from_here_or_by_its_address() {
        let (folder, site) = blog();
        let check = |here: &str, name: &str, expected: Option<&str>| {
            let found = choose(&site, name, &folder.path().join(here)).ok();
            assert_eq!(
                found.map(|entry| &*entry.path),
                expected,
                "{name} in {here:?}"
            );
        };
        let rust = Some("content/posts/rust.md");
        let about = Some("content/posts/über uns/index.md");
        check("", "content/posts/rust.md", rust);
        check("", "./content//posts/rust.md", rust);
        check("content", "content/posts/rust.md", rust);
        check("content", "posts/rust.md", rust);
        check("content/posts", "rust.md", rust);
        check("content/posts/über uns", "../rust.md", rust);
        check("content/posts/über uns", "index.md", about);
        check(
            "",
            folder
                .path()
                .join("content/posts/rust.md")
                .to_str()
                .unwrap(),
            rust,
        );
        check("", "/posts/rust/", rust);
        check("", "posts/rust", rust);
        check("", "http://localhost:7878/posts/rust/?x#y", rust);
        check("", "http://localhost:7878/posts/%C3%BCber-uns/", about);
        check("", "rust.md", rust);
        check("", "rust", rust);
        check("content/posts/über uns", "rust", rust);
        check("", "über uns", about);
        check("", "über-uns", about);
        check("", "index", None);
        check("", "index.md", None);
        check("", "", None);
        check("", "content/posts", None);
        check("", "/content/posts/x.md", None);
        check("", "..", None);
        check("", "/", None);
        check("", "http://localhost", None);
        check("", "a\0b", None);
    }

    #[test]
    fn a_name_that_several_posts_have_means_none() {
        let (_folder, mut site) = blog();
        site.insert(entry("content/notes/rust.md", "/notes/rust/"));
        let error = choose(&site, "rust", Path::new("/")).unwrap_err();
        assert_eq!(
            error.to_string(),
            "2 posts are called \"rust\"; give the path of the one you mean: content/notes/rust.md, \
             content/posts/rust.md"
        );
        site.insert(entry(
            "content/notes/2026-01-02-bread.md",
            "/notes/bread.html",
        ));
        let found = choose(&site, "bread", Path::new("/")).unwrap();
        assert_eq!(&*found.path, "content/notes/2026-01-02-bread.md");
    }

    #[test]
    fn the_posts_with_the_likest_names_are_proposed() {
        let (_folder, mut site) = blog();
        for number in 0..5 {
            let path = format!("content/posts/quite-another-{number}.md");
            site.insert(entry(&path, &format!("/posts/quite-another-{number}/")));
        }
        let proposed = |name| match choose(&site, name, Path::new("/")) {
            Err(NoPost::None { nearest, .. }) => nearest,
            other => panic!("{other:?}"),
        };
        assert_eq!(&*proposed("posts/rsut.md")[0], "content/posts/rust.md");
        let about = "content/posts/über uns/index.md";
        assert_eq!(&*proposed("über-uns.md")[0], about);
        assert_eq!(proposed("quite.md").len(), 3);
        assert!(choose(&Site::new(site.blog.clone()), "a", Path::new("/")).is_err());
    }

    #[test]
    fn names_are_as_far_apart_as_they_have_typos() {
        let check = |from: &str, to: &str, expected| {
            assert_eq!(edits(&stem(from), &stem(to)), expected, "{from} {to}");
        };
        check("a.md", "posts/a.md", 0);
        check("Rust-Tips", "posts/rust-tips/index.md", 0);
        check("rust", "posts/2026-01-01-rust-tips.md", 1);
        check("kitten", "sitting", 3);
        check("", "abc", 3);
        check("abc", "", 3);
    }

    #[test]
    fn who_names_no_post_is_told_of_some() {
        let error = |nearest: &[&str]| {
            let nearest = nearest.iter().map(|path| Arc::from(*path)).collect();
            let name = "rsut.md".to_owned();
            NoPost::None { name, nearest }.to_string()
        };
        assert_eq!(
            error(&[]),
            "no post matches \"rsut.md\"; there are no posts yet"
        );
        assert_eq!(
            error(&["posts/rust.md", "posts/a.md"]),
            "no post matches \"rsut.md\"; did you mean posts/rust.md, posts/a.md?"
        );
    }
}
