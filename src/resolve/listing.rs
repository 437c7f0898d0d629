//! Every file that a blog's mounted folders offer.

use std::fs;
use std::path::PathBuf;

use super::{Place, Places, is_ordinary, media};
use crate::blog::{Holds, is_made_by_tools};

/// How many files and folders of a blog are looked at: more than the largest blogs have, few
/// enough that a home folder taken for a blog holds nothing up for long.
const MOST: usize = 100_000;

/// A file that is offered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Its path, absolute.
    pub path: PathBuf,
    /// The address that it has by its mount, percent-decoded.
    pub address: String,
}

/// What a listing has come to.
struct Listing {
    files: Vec<Listed>,
    looked_at: usize,
}

impl Places<'_> {
    /// The files that the mounted folders offer, by path; not all of them when there are very many.
    /// What tools made is left out, and links are not followed. Blocks.
    #[must_use]
    pub fn list(&self) -> Vec<Listed> {
        let mut listing = Listing {
            files: Vec::new(),
            looked_at: 0,
        };
        for place in &self.mounts {
            self.list_below(place, &mut Vec::new(), &mut listing);
        }
        let mut files = listing.files;
        files.sort_by(|one, other| one.path.cmp(&other.path));
        // A folder can be mounted inside another that is mounted too.
        files.dedup_by(|one, other| one.path == other.path);
        files
    }

    fn list_below(&self, place: &Place<'_>, inner: &mut Vec<String>, listing: &mut Listing) {
        let mut folder = place.mount.folder.clone();
        folder.extend(inner.iter());
        for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
            listing.looked_at += 1;
            if listing.looked_at > MOST {
                return;
            }
            let Ok(name) = entry.file_name().into_string() else {
                continue;
            };
            let Ok(kind) = entry.file_type() else {
                continue;
            };
            if !is_ordinary(&name) || self.is_private(&name) {
                continue;
            }
            let is_source = place.mount.holds == Holds::Sources;
            if kind.is_dir() && !(is_source && is_made_by_tools(&name)) {
                inner.push(name);
                self.list_below(place, inner, listing);
                inner.pop();
            } else if kind.is_file() {
                inner.push(name);
                let parts: Vec<&str> = inner.iter().map(String::as_str).collect();
                if media::is_offered_from(&parts, place.mount.holds) {
                    listing.files.push(Listed {
                        path: entry.path(),
                        address: format!("{}{}", place.mount.url, parts.join("/")),
                    });
                }
                inner.pop();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::blog::detect;
    use crate::blog::tests::Tree;

    #[test]
    fn what_is_offered_is_listed_with_its_address() {
        let tree = Tree::of(&[
            "hugo.toml",
            "content/posts/a.md",
            "content/posts/x.png",
            "content/public/y.png",
            "static/public/z.png",
            "static/.hidden/x.png",
            "static/key.pem",
            "assets/b.png",
            "layouts/x.png",
        ]);
        let blog = detect(tree.root(), None).unwrap();
        let listed = Places::of(&blog).list();
        let addresses: Vec<&str> = listed.iter().map(|file| &*file.address).collect();
        assert_eq!(addresses, ["/b.png", "/posts/x.png", "/public/z.png"]);
        assert_eq!(listed[0].path, tree.path("assets/b.png"));
    }
}
