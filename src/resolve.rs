//! Addresses and destinations → files and posts. The edge between the blog's addresses and the
//! disk; nothing outside the mounted folders is ever found here.

mod around;
pub mod bundle;
pub mod data;
mod listing;
mod media;
pub mod phrases;
mod picture;
mod relative;
mod target;
pub mod templates;

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::HashMap;
use std::fs::{self, Metadata};
use std::path::{Component, Path, PathBuf};
use std::rc::Rc;
use std::time::UNIX_EPOCH;

use percent_encoding::percent_decode_str;
use xxhash_rust::xxh3::Xxh3;

pub use crate::dialect::address::encode;
pub use around::{around, section_pages};
pub use listing::Listed;
pub use media::{content_type, is_an_authors, is_offered};
pub use relative::relative;
pub use target::{Found, Lookup, Origin, Way, What, join, leaves, published, split_suffix};

use self::bundle::BundleFile;
use crate::blog::{Blog, Mount};
use crate::dialect::{Dialect, address};
use crate::render::original_pictures;
use crate::watch::{self, Reading, Unreadable};

/// What is in the file of a post, whose path is relative to the blog's root. A link that leads out
/// of the blog is not followed. Blocks.
///
/// Every reading of a post on its way to a browser goes through here.
#[must_use]
pub fn source(blog: &Blog, path: &str) -> Reading {
    let path = blog.absolute(path);
    if blog.keeps(&path) {
        watch::read_now(&path)
    } else {
        Reading::Unreadable(Unreadable::Elsewhere)
    }
}

/// The path of a request as permalinks have it: percent-decoded once, clean, with its last `/`.
#[must_use]
pub fn normalise(url_path: &str) -> String {
    address::clean(&address::decode(url_path))
}

/// Changes when the file's bytes change: from its time, length and, where there is one, inode.
#[must_use]
pub fn fingerprint(metadata: &Metadata) -> u64 {
    let mut hash = Xxh3::new();
    let modified = metadata.modified().ok();
    let since = modified.and_then(|time| time.duration_since(UNIX_EPOCH).ok());
    hash.update(&since.map_or(0, |since| since.as_nanos()).to_le_bytes());
    hash.update(&metadata.len().to_le_bytes());
    #[cfg(unix)]
    hash.update(&std::os::unix::fs::MetadataExt::ino(metadata).to_le_bytes());
    hash.digest()
}

/// A blog's mounted folders as they are on the disk at this moment.
///
/// Made anew for each page or request: folders come and go.
#[derive(Debug)]
pub struct Places<'a> {
    blog: &'a Blog,
    mounts: Vec<Place<'a>>,
    /// Folders with links resolved, as far as they were asked for; `None` where there is none.
    folders: RefCell<HashMap<PathBuf, Option<PathBuf>>>,
    /// The files of pages with a folder of their own, as far as they were asked for, by the page and by
    /// their names in lower case.
    bundles: RefCell<HashMap<String, Rc<HashMap<String, BundleFile>>>>,
}

/// A mount whose folder exists.
#[derive(Debug)]
struct Place<'a> {
    mount: &'a Mount,
    /// The mount's folder with links resolved.
    real: PathBuf,
}

/// A file that may be served.
#[derive(Clone, Debug)]
pub struct Served {
    /// Its path, with links resolved.
    pub path: PathBuf,
    metadata: Metadata,
}

impl Served {
    /// Its size.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        self.metadata.len()
    }
}

impl<'a> Places<'a> {
    /// The mounted folders of this blog that exist.
    #[must_use]
    pub fn of(blog: &'a Blog) -> Self {
        let real = |mount: &'a Mount| {
            let real = mount.folder.canonicalize().ok()?;
            Some(Place { mount, real })
        };
        let mounts = blog.mounts.iter().filter_map(real).collect();
        Self {
            blog,
            mounts,
            folders: RefCell::default(),
            bundles: RefCell::default(),
        }
    }

    /// The file that an address serves, with links resolved: the path of a request,
    /// percent-encoded, without query.
    ///
    /// Only regular files inside the mounted folders, of kinds that a page shows or offers for
    /// download; never hidden files, nor what a generator keeps for itself. Links are followed if
    /// they lead into one of the mounted folders, and the file's own place there decides. An
    /// address that ends with `/` is that folder's `index.html`, where HTML is published as it is.
    #[must_use]
    pub fn file(&self, url_path: &str) -> Option<PathBuf> {
        let path = url_path.strip_prefix('/')?;
        let mut segments = Vec::new();
        for segment in path.split('/') {
            segments.push(percent_decode_str(segment).decode_utf8().ok()?);
        }
        if let Some(last) = segments.last_mut().filter(|last| last.is_empty()) {
            *last = Cow::Borrowed("index.html");
        }
        self.served_at(&segments).map(|served| served.path)
    }

    /// The file at a path relative to the blog's root, with `/` between the parts, with links
    /// resolved, if it may be served.
    #[must_use]
    pub fn file_at(&self, relative: &str) -> Option<PathBuf> {
        let served = self.served(&self.blog.absolute(relative))?;
        Some(served.path)
    }

    /// The address that serves a file, percent-decoded, if one does. The path is absolute.
    ///
    /// Tells which address changed when a file did.
    #[must_use]
    pub fn address_of(&self, path: &Path) -> Option<String> {
        let served = self.served(path)?;
        self.addresses(path).find(|address| {
            self.at(address)
                .is_some_and(|other| other.path == served.path)
        })
    }

    /// The addresses that a path has by its mounts, whether anything is served there or not.
    fn addresses(&self, path: &Path) -> impl Iterator<Item = String> {
        self.mounts.iter().filter_map(move |place| {
            let rest = path
                .strip_prefix(&place.mount.folder)
                .or_else(|_| path.strip_prefix(&place.real))
                .ok()?;
            let mut address = place.mount.url.clone();
            for (index, component) in rest.components().enumerate() {
                if index > 0 {
                    address.push('/');
                }
                address.push_str(component.as_os_str().to_str()?);
            }
            Some(address)
        })
    }

    /// The file at a clean, percent-decoded address.
    fn at(&self, address: &str) -> Option<Served> {
        let segments: Vec<&str> = address.strip_prefix('/')?.split('/').collect();
        self.served_at(&segments)
    }

    /// The file at an address taken apart and decoded.
    fn served_at(&self, segments: &[impl AsRef<str>]) -> Option<Served> {
        if !segments.iter().all(|segment| is_ordinary(segment.as_ref())) {
            return None;
        }
        self.mounts.iter().find_map(|place| {
            let prefix = place.mount.url.split('/').filter(|part| !part.is_empty());
            let mut rest = segments.iter().map(AsRef::as_ref);
            for part in prefix {
                if rest.next() != Some(part) {
                    return None;
                }
            }
            let mut path = place.real.clone();
            path.extend(rest);
            self.served(&path)
        })
    }

    /// The file at a path, if it is one that may be served. In the place of a picture that Hugo makes of another
    /// stands that.
    fn served(&self, path: &Path) -> Option<Served> {
        let original = || {
            if self.blog.dialect != Dialect::Hugo {
                return None;
            }
            let mut names = original_pictures(path.file_name()?.to_str()?);
            names.find_map(|name| self.real(&path.with_file_name(name)))
        };
        let (path, metadata) = self.real(path).or_else(original)?;
        // The innermost folder knows best what lies in it.
        let place = self
            .mounts
            .iter()
            .filter(|place| path.starts_with(&place.real))
            .max_by_key(|place| place.real.as_os_str().len())?;
        let inner: Vec<&str> = path
            .strip_prefix(&place.real)
            .ok()?
            .components()
            .map(|component| match component {
                Component::Normal(name) => name.to_str(),
                _ => None,
            })
            .collect::<Option<_>>()?;
        let is_public = inner
            .iter()
            .all(|name| is_ordinary(name) && !self.is_private(name));
        if !is_public || !media::is_offered_from(&inner, place.mount.holds) {
            return None;
        }
        metadata.is_file().then_some(Served { path, metadata })
    }

    /// A path with links resolved, and what is there. The files of one folder ask for it once: a page
    /// of a hundred pictures would ask the system for a thousand parts of paths.
    fn real(&self, path: &Path) -> Option<(PathBuf, Metadata)> {
        let path = self.folder(path.parent()?)?.join(path.file_name()?);
        let metadata = fs::symlink_metadata(&path).ok()?;
        // Elsewhere the same file has more than one spelling.
        if cfg!(target_os = "linux") && !metadata.is_symlink() {
            return Some((path, metadata));
        }
        let path = path.canonicalize().ok()?;
        let metadata = fs::metadata(&path).ok()?;
        Some((path, metadata))
    }

    /// A folder with links resolved.
    fn folder(&self, path: &Path) -> Option<PathBuf> {
        if let Some(known) = self.folders.borrow().get(path) {
            return known.clone();
        }
        let real = path.canonicalize().ok();
        let mut folders = self.folders.borrow_mut();
        folders.insert(path.to_owned(), real.clone());
        real
    }

    /// Whether the blog's generator keeps a file or folder of this name out of what it publishes.
    fn is_private(&self, name: &str) -> bool {
        match self.blog.dialect {
            Dialect::Jekyll => name.starts_with('_') || matches!(name, "node_modules" | "vendor"),
            Dialect::Hugo | Dialect::Zola | Dialect::Plain => name == "node_modules",
        }
    }
}

/// Whether a decoded segment is a plain name: not empty, not hidden (`..` included), and without a
/// character or ending that means something to a file system.
fn is_ordinary(segment: &str) -> bool {
    let is_name = !segment.is_empty()
        && !segment.starts_with('.')
        && !segment.contains(|c: char| matches!(c, '/' | '\\') || c.is_control());
    is_name && (!cfg!(windows) || is_ordinary_on_windows(segment))
}

/// There, `a:b` names a stream, a dot or space at the end is dropped, and some names are devices
/// whatever follows them.
fn is_ordinary_on_windows(segment: &str) -> bool {
    const DEVICES: [&str; 6] = ["con", "prn", "aux", "nul", "conin$", "conout$"];
    let stem = segment.split('.').next().unwrap_or_default().trim_end();
    let stem = stem.to_ascii_lowercase();
    let is_port = ["com", "lpt"].iter().any(|port| {
        stem.strip_prefix(port)
            .is_some_and(|number| number.chars().count() == 1)
    });
    let has_meaning =
        segment.contains([':', '*', '?', '"', '<', '>', '|']) || segment.ends_with(['.', ' ']);
    !has_meaning && !is_port && !DEVICES.contains(&stem.as_str())
}

#[cfg(test)]
mod tests;
