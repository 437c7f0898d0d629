//! An address → the file that it means, if that may be taken along.
//!
//! Two kinds of places are open: the blog's published folders, by the rules by which they are
//! served, and for a style sheet of the author's that lies elsewhere the folder it lies in.

use std::path::{Path, PathBuf};

use percent_encoding::percent_decode_str;

use crate::dialect::name;
use crate::render::Target;
use crate::resolve::{self, Lookup, Origin, Places, What, join, split_suffix};

/// From where the addresses in a text lead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Base {
    /// From the page of the post.
    Post,
    /// From a style sheet of the blog's: its address, percent-encoded, with its first `/`.
    Sheet(String),
    /// From a style sheet of the author's that the blog does not publish.
    Own {
        /// The folder that is not left, with links resolved.
        root: PathBuf,
        /// The sheet's own folder, which is that one or lies in it.
        folder: PathBuf,
    },
}

/// A file that may be taken along.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Found {
    /// With links resolved.
    pub(super) file: PathBuf,
    /// From where addresses lead that stand in it.
    pub(super) base: Base,
    /// The place in it that is meant: empty, or with its `#`.
    pub(super) fragment: String,
    /// Width and height, of a picture that the post names.
    pub(super) pixels: Option<(u32, u32)>,
}

/// Finds what one post shows.
#[derive(Debug)]
pub(super) struct Finder<'a> {
    places: &'a Places<'a>,
    origin: Origin<'a>,
}

impl<'a> Finder<'a> {
    /// For the post at `origin`.
    pub(super) fn new(places: &'a Places<'a>, origin: Origin<'a>) -> Self {
        Self { places, origin }
    }

    /// The file that a destination means which stands somewhere.
    pub(super) fn find(&self, base: &Base, destination: &str) -> Option<Found> {
        let (path, suffix) = split_suffix(destination);
        let mut found = match base {
            Base::Post => return self.of_post(destination),
            Base::Sheet(address) => self.served(&joined(address, path)),
            Base::Own { .. } if path.starts_with('/') => self.served(path),
            Base::Own { root, folder } => {
                below(root, folder, path).or_else(|| self.served_beside(folder, path))
            }
        }?;
        found.fragment = fragment(suffix);
        Some(found)
    }

    /// From where the addresses lead that stand in the author's style sheet.
    pub(super) fn own(&self, sheet: &Path) -> Base {
        let Ok(sheet) = sheet.canonicalize() else {
            return Base::Post;
        };
        if let Some(address) = self.places.address_of(&sheet) {
            return Base::Sheet(resolve::encode(&address));
        }
        let folder = sheet.parent().unwrap_or(&sheet).to_owned();
        Base::Own {
            root: folder.clone(),
            folder,
        }
    }

    /// The place in the exported file that a link of the blog means, if it means one: `#part`.
    pub(super) fn place_here(&self, destination: &str) -> Option<String> {
        let (found, suffix) = self.meant(destination)?;
        let fragment = fragment(&suffix);
        let is_here = matches!(found.what, What::Post) && found.address == self.origin.url;
        (is_here && fragment.len() > 1).then_some(fragment)
    }

    fn of_post(&self, destination: &str) -> Option<Found> {
        let (found, suffix) = self.meant(destination)?;
        let served = self.served(&resolve::encode(&found.address))?;
        Some(Found {
            fragment: fragment(&suffix),
            pixels: self.target(destination).pixels,
            ..served
        })
    }

    /// What a destination is meant for, and its query and fragment.
    fn meant(&self, destination: &str) -> Option<(resolve::Found, String)> {
        self.places
            .meant(self.origin, destination, &self.own_post())
    }

    /// What the blog serves at an address: percent-encoded, with its first `/`.
    fn served(&self, address: &str) -> Option<Found> {
        let file = self.places.file(address)?;
        // Whatever way led to a style sheet, it is the same one: so each is read once.
        let own = self.places.address_of(&file);
        let address = own.map_or_else(|| address.to_owned(), |own| resolve::encode(&own));
        Some(Found {
            file,
            base: Base::Sheet(address),
            fragment: String::new(),
            pixels: None,
        })
    }

    /// What a relative address in a sheet that the blog does not serve means of what it does serve.
    fn served_beside(&self, folder: &Path, address: &str) -> Option<Found> {
        let file = joined_path(folder, address)?.canonicalize().ok()?;
        let address = self.places.address_of(&file)?;
        self.served(&resolve::encode(&address))
    }

    /// Where a destination leads, as far as this post alone can tell.
    fn target(&self, destination: &str) -> Target {
        self.places
            .target(self.origin, destination, &self.own_post())
    }

    /// Knows of no post but this one.
    fn own_post(&self) -> impl Fn(Lookup<'_>) -> Option<String> {
        |lookup| {
            let is_own = match lookup {
                Lookup::Path(path) => path == self.origin.path,
                Lookup::Url(url) => url == self.origin.url,
                Lookup::Page(..) => false,
                Lookup::Beside(url) => {
                    let folder = name::bundle(self.origin.path)?;
                    return join(folder, url.strip_prefix(self.origin.url)?);
                }
            };
            is_own.then(|| self.origin.url.to_owned())
        }
    }
}

/// What a relative address means in a folder, if it does not lead out of `root`.
fn below(root: &Path, folder: &Path, address: &str) -> Option<Found> {
    let file = joined_path(folder, address)?.canonicalize().ok()?;
    let base = Base::Own {
        root: root.to_owned(),
        folder: file.parent()?.to_owned(),
    };
    file.starts_with(root).then_some(Found {
        file,
        base,
        fragment: String::new(),
        pixels: None,
    })
}

/// The path that a relative address has from a folder.
fn joined_path(folder: &Path, address: &str) -> Option<PathBuf> {
    let mut path = folder.to_owned();
    for segment in address.split('/') {
        let name = percent_decode_str(segment).decode_utf8().ok()?;
        // What separates names only once it is decoded is part of none.
        if name.contains(|c: char| std::path::is_separator(c) || c == '\0') {
            return None;
        }
        path.push(&*name);
    }
    Some(path)
}

/// What follows the `#` of an address, with it.
fn fragment(suffix: &str) -> String {
    let fragment = suffix.find('#').map(|at| &suffix[at..]);
    fragment.unwrap_or_default().to_owned()
}

/// The absolute address that an address leads to from another one; all percent-encoded, and
/// without query.
fn joined(from: &str, address: &str) -> String {
    let mut parts = Vec::new();
    if !address.starts_with('/') {
        parts.extend(from.split('/').skip(1));
        parts.pop();
    }
    for part in address.trim_start_matches('/').split('/') {
        match part {
            "." => {}
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    format!("/{}", parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_lead_from_where_they_stand() {
        let check = |from: &str, address: &str, expected: &str| {
            let from = resolve::encode(from);
            assert_eq!(joined(&from, address), expected, "{address} from {from}");
        };
        check("/posts/a/", "../../images/x.svg", "/images/x.svg");
        check("/posts/a/", "x.svg", "/posts/a/x.svg");
        check("/posts/ü b/", "../c%20d.png", "/posts/c%20d.png");
        check("/posts/ü b/", "./c.png", "/posts/%C3%BC%20b/c.png");
        check("/a", "img/x.svg", "/img/x.svg");
        check("/a", "../../x.svg", "/x.svg");
        check("/css/a.css", "/img/x.svg", "/img/x.svg");
    }

    #[cfg(unix)]
    #[test]
    fn a_folder_is_not_left() {
        let tree = tempfile::tempdir().unwrap();
        let root = tree.path().canonicalize().unwrap();
        for folder in ["look/fonts", "secret"] {
            std::fs::create_dir_all(root.join(folder)).unwrap();
        }
        for file in ["look/x y.png", "look/fonts/a.css", "secret/s.png"] {
            std::fs::write(root.join(file), "").unwrap();
        }
        std::os::unix::fs::symlink("../secret/s.png", root.join("look/link.png")).unwrap();
        let look = root.join("look");
        let check = |folder: &str, address: &str, expected: Option<&str>| {
            let found = below(&look, &look.join(folder), address);
            let expected = expected.map(|path| look.join(path));
            assert_eq!(found.map(|found| found.file), expected, "{address}");
        };
        check("", "x%20y.png", Some("x y.png"));
        check("", "fonts/../x y.png", Some("x y.png"));
        check("fonts", "../x%20y.png", Some("x y.png"));
        check("", "fonts/a.css", Some("fonts/a.css"));
        check("", "none.png", None);
        check("", "../secret/s.png", None);
        check("", "%2e%2e/secret/s.png", None);
        check("", "..%2Fsecret%2Fs.png", None);
        check("", "link.png", None);
        let encoded = look.join("x y.png").display().to_string();
        check("", &encoded.replace('/', "%2F"), None);
    }
}
