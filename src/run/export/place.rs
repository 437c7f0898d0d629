//! Where an exported file goes, and what it may replace there.

use std::fs::{self, File};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf, is_separator};

use blog_serve::blog::{Blog, is_markdown};
use blog_serve::dialect::Dialect;
use blog_serve::export::is_export;

use super::put::{Instead, put};
use crate::run::output;
use crate::terminal::visible;

/// Where an exported file goes.
#[derive(Debug)]
pub(super) enum Place {
    /// Standard output.
    Output,
    /// A file, which need not be there yet.
    File {
        /// As the author is told of it.
        shown: PathBuf,
        /// With links resolved.
        real: PathBuf,
        /// What is done with a file that is there when this one is written.
        instead: Instead,
    },
    /// What is no file and stays what it is: a pipe, a device.
    Stream(PathBuf),
}

/// Why nothing can be written there.
#[derive(Debug, thiserror::Error)]
pub(super) enum Unwritten {
    #[error("{} is there already, and was not made by export; name it with -o to replace it, or name another file", visible(&.0.display().to_string()))]
    InTheWay(PathBuf),
    #[error("{} is Markdown and stays as it is; name a file that ends with .html with -o", visible(&.0.display().to_string()))]
    Markdown(PathBuf),
    #[error("cannot write {}: {cause}; name another place with -o, or - for standard output", visible(&path.display().to_string()))]
    Failed { path: PathBuf, cause: io::Error },
    #[error(transparent)]
    Output(#[from] output::Closed),
}

impl Place {
    /// Where the post at `path` goes when this was said, or nothing.
    pub(super) fn of(
        said: Option<&Path>,
        here: &Path,
        blog: &Blog,
        path: &str,
    ) -> Result<Self, Unwritten> {
        let name = name_of(path, blog);
        match said {
            Some(said) if said == Path::new("-") => Ok(Self::Output),
            Some(said) => {
                let is_folder = here.join(said).is_dir() || ends_as_folder(said);
                let shown = if is_folder {
                    said.join(&name)
                } else {
                    said.to_owned()
                };
                Self::named(here, shown)
            }
            None => {
                let mut place = Self::named(here, PathBuf::from(&name))?;
                place.is_free_or_ours()?;
                Ok(place)
            }
        }
    }

    fn named(here: &Path, shown: PathBuf) -> Result<Self, Unwritten> {
        let path = here.join(&shown);
        let real = path.canonicalize().unwrap_or(path);
        if fs::metadata(&real).is_ok_and(|about| !about.is_file() && !about.is_dir()) {
            return Ok(Self::Stream(shown));
        }
        let is_text = |path: &Path| {
            path.file_name()
                .and_then(|name| name.to_str())
                .is_some_and(is_markdown)
        };
        if is_text(&shown) || is_text(&real) {
            return Err(Unwritten::Markdown(shown));
        }
        Ok(Self::File {
            shown,
            real,
            instead: Instead::Replaced,
        })
    }

    /// What nobody named is replaced only if it was made here.
    fn is_free_or_ours(&mut self) -> Result<(), Unwritten> {
        const BEGINNING: u64 = 1024;
        let (shown, real, instead) = match self {
            Self::File {
                shown,
                real,
                instead,
            } => (shown, real, instead),
            Self::Output => return Ok(()),
            Self::Stream(shown) => return Err(Unwritten::InTheWay(shown.clone())),
        };
        let mut beginning = Vec::new();
        let looked =
            File::open(real).and_then(|file| file.take(BEGINNING).read_to_end(&mut beginning));
        match looked {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                *instead = Instead::Kept;
                Ok(())
            }
            Ok(_) if is_export(&String::from_utf8_lossy(&beginning)) => Ok(()),
            _ => Err(Unwritten::InTheWay(shown.clone())),
        }
    }

    /// Writes the file: all of it or, if that fails, nothing.
    pub(super) fn write(&self, html: &str) -> Result<(), Unwritten> {
        let failed = |path: &Path| {
            let path = path.to_owned();
            move |cause| Unwritten::Failed { path, cause }
        };
        match self {
            Self::Output => Ok(output::print(html.as_bytes())?),
            Self::Stream(path) => {
                let stream = fs::OpenOptions::new().write(true).open(path);
                match stream.and_then(|mut stream| stream.write_all(html.as_bytes())) {
                    // Who reads has read enough, as with standard output.
                    Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
                    written => written.map_err(failed(path)),
                }
            }
            Self::File {
                shown,
                real,
                instead,
            } => match put(real, html, *instead) {
                Err(error)
                    if *instead == Instead::Kept
                        && error.kind() == io::ErrorKind::AlreadyExists =>
                {
                    Err(Unwritten::InTheWay(shown.clone()))
                }
                written => written.map_err(failed(shown)),
            },
        }
    }

    /// The file, for people.
    pub(super) fn path(&self) -> Option<&Path> {
        match self {
            Self::Output | Self::Stream(_) => None,
            Self::File { shown, .. } => Some(shown),
        }
    }

    /// What there is to say of where it lies.
    pub(super) fn advice(&self, blog: &Blog) -> String {
        let Self::File { real, shown, .. } = self else {
            return String::new();
        };
        let real = real.canonicalize().unwrap_or_else(|_| real.clone());
        let published = blog
            .content
            .iter()
            .chain(blog.mounts.iter().map(|mount| &mount.folder));
        let is_published = blog.dialect != Dialect::Plain && { published }
            .any(|folder| *folder != blog.root && real.starts_with(folder));
        if !is_published {
            return String::new();
        }
        let shown = visible(&shown.display().to_string());
        format!(
            "  note      {shown} lies in a folder that {} publishes.\n",
            blog.dialect.name()
        )
    }
}

/// The name of the post's file with another ending; that of the folder for a bundle.
fn name_of(path: &str, blog: &Blog) -> String {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let above = match folder.rsplit('/').next() {
        Some("") | None => blog.root.file_name().and_then(|name| name.to_str()),
        above => above,
    };
    let stem = match (stem.strip_prefix("index"), above) {
        // Also `index.fr.md`.
        (Some(rest), Some(above)) if rest.is_empty() || rest.starts_with('.') => {
            format!("{above}{rest}")
        }
        _ => stem.to_owned(),
    };
    format!("{stem}.html")
}

fn ends_as_folder(path: &Path) -> bool {
    let last = path.as_os_str().as_encoded_bytes().last();
    last.is_some_and(|last| is_separator(char::from(*last)))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use blog_serve::blog::Blog;

    use super::*;

    #[test]
    fn a_file_that_comes_meanwhile_is_not_replaced_unasked() {
        let folder = tempfile::tempdir().unwrap();
        let blog = Blog {
            root: folder.path().to_owned(),
            dialect: Dialect::Plain,
            configuration: Arc::default(),
            because: String::new(),
            content: Vec::new(),
            mounts: Vec::new(),
            only: None,
        };
        let file = folder.path().join("a.html");
        let place = |said: Option<&Path>| Place::of(said, folder.path(), &blog, "a.md").unwrap();
        let unasked = place(None);
        let named = place(Some(&file));
        fs::write(&file, "The author's own.").unwrap();
        let refused = unasked.write("New.").unwrap_err();
        assert!(matches!(refused, Unwritten::InTheWay(_)), "{refused}");
        assert_eq!(fs::read_to_string(&file).unwrap(), "The author's own.");
        named.write("New.").unwrap();
        assert_eq!(fs::read_to_string(&file).unwrap(), "New.");
        fs::remove_file(&file).unwrap();
        place(None).write("Newer.").unwrap();
        assert_eq!(fs::read_to_string(&file).unwrap(), "Newer.");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_path_that_ends_like_a_folder_means_one() {
        assert!(ends_as_folder(Path::new("out/")));
        assert!(!ends_as_folder(Path::new("out")));
        assert!(!ends_as_folder(Path::new("")));
        assert_eq!(ends_as_folder(Path::new("out\\")), cfg!(windows));
    }

    #[test]
    fn the_file_is_named_as_the_post_is() {
        let blog = Blog {
            root: PathBuf::from("/home/ada/blog"),
            dialect: Dialect::Hugo,
            configuration: Arc::default(),
            because: String::new(),
            content: Vec::new(),
            mounts: Vec::new(),
            only: None,
        };
        let check =
            |path: &str, expected: &str| assert_eq!(name_of(path, &blog), expected, "{path}");
        check("content/posts/rust.md", "rust.html");
        check("content/posts/rust/index.md", "rust.html");
        check("content/posts/rust/index.fr.md", "rust.fr.html");
        check("content/posts/rust.fr.markdown", "rust.fr.html");
        check("_posts/2026-01-02-a.md", "2026-01-02-a.html");
        check("index.md", "blog.html");
        check("indexes.md", "indexes.html");
    }
}
