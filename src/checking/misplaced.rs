//! Files that show here, and will not on the published site.
//!
//! The preview finds a file beside the post's source. On the published site a browser reads the
//! destination from the permalink: `x.png` in `content/posts/a.md` is looked for at
//! `/posts/a/x.png`, and Hugo publishes the file at `/posts/x.png`. Only the files of a bundle
//! (`a/index.md`) go where their page goes.

use std::path::Path;

use crate::blog::Blog;
use crate::dialect::{Dialect, address, name};
use crate::resolve::{Places, Served, encode, join, published};
use crate::site::{Entry, Site};

/// What to write or where to put a file that was found beside the post by `path`, a destination
/// without query and fragment; `None` when the published page finds it too. `address` is the
/// file's own.
pub(super) fn misplaced(
    site: &Site,
    entry: &Entry,
    path: &str,
    address: &str,
    file: &Served,
) -> Option<String> {
    let blog = &site.blog;
    let wanted = published(&entry.permalink, &address::decode(path));
    let name = blog.dialect.name();
    let looks = format!("{name} will look for it at {wanted}");
    match blog.dialect {
        Dialect::Plain => None,
        Dialect::Jekyll => (wanted != address).then(|| format!("{looks}. Write {address}.")),
        Dialect::Hugo | Dialect::Zola => {
            if published_at(site, entry, address, &file.path).as_deref() == Some(&wanted) {
                return None;
            }
            if in_content(blog, &file.path).is_none() {
                return Some(format!("{looks}. Write {address}."));
            }
            let folder = wanted.rsplit_once('/').map_or("", |(folder, _)| folder);
            let remedy = match bundle(&entry.path) {
                Some(bundle) => format!("or into {bundle}, and write its name alone"),
                None => format!(
                    "or make the post a bundle: {} with the file in the same folder",
                    as_bundle(&entry.path)
                ),
            };
            Some(format!("{looks}. Put it into static{folder}/, {remedy}."))
        }
    }
}

/// What to write for a file that is named with its `static/`, as an editor's own preview wants it:
/// generators publish what lies there at the top.
pub(super) fn in_static(blog: &Blog, path: &str) -> Option<(u64, String)> {
    let inner = join("", path.trim_start_matches('/'))?;
    let inner = inner.strip_prefix("static/")?;
    if !matches!(blog.dialect, Dialect::Hugo | Dialect::Zola) {
        return None;
    }
    let file = Places::of(blog).file(&encode(&format!("/{inner}")))?;
    let name = blog.dialect.name();
    let told = format!(
        "{name} publishes what lies in static/ without that folder. Write {}.",
        encode(&format!("/{inner}"))
    );
    let bytes = file.metadata().ok()?.len();
    in_content(blog, &file).is_none().then_some((bytes, told))
}

/// What to do with a file that Jekyll never publishes.
pub(super) fn unpublished(path: &str) -> String {
    let folder = if path.contains("_drafts/") {
        "_drafts"
    } else {
        "_posts"
    };
    let name = path.rsplit('/').next().unwrap_or(path);
    format!(
        "Jekyll publishes nothing that lies in {folder}. Put it into assets/, and write /assets/{name}."
    )
}

/// Where the generator publishes a file of a content folder.
pub(super) fn published_at(
    site: &Site,
    entry: &Entry,
    address: &str,
    file: &Path,
) -> Option<String> {
    let blog = &site.blog;
    let Some(path) = in_content(blog, file) else {
        // In `static/`, by a path that leads out of the content folder: published as it is.
        return Some(address.to_owned());
    };
    let of_bundle = |bundle: &str, permalink: &str| {
        let inner = path.strip_prefix(bundle)?.strip_prefix('/')?;
        let slash = if permalink.ends_with('/') { "" } else { "/" };
        Some(format!("{permalink}{slash}{inner}"))
    };
    // Its own comes first: a translation (`index.fr.md`) has its files for itself.
    if let Some(published) = bundle(&entry.path).and_then(|own| of_bundle(own, &entry.permalink)) {
        return Some(published);
    }
    let mut folder = path.as_str();
    while let Some((above, _)) = folder.rsplit_once('/') {
        if let Some(post) = site.entry(&format!("{above}/index.md")) {
            return of_bundle(above, &post.permalink);
        }
        folder = above;
    }
    let section = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let is_published =
        blog.dialect == Dialect::Hugo || blog.absolute(&format!("{section}/_index.md")).exists();
    is_published.then(|| address.to_owned())
}

/// The path of a file relative to the blog's root, if it lies in a content folder.
pub(super) fn in_content(blog: &Blog, file: &Path) -> Option<String> {
    let path = blog.relative(file)?;
    let is_in = |folder| {
        let folder = blog.relative(folder).unwrap_or_default();
        path.strip_prefix(&*folder)
            .is_some_and(|rest| rest.starts_with('/'))
    };
    blog.content
        .iter()
        .any(|folder| is_in(folder))
        .then_some(path)
}

/// The folder of a post that is a bundle; the first page has all content beside it.
pub(super) fn bundle(path: &str) -> Option<&str> {
    name::bundle(path).filter(|folder| *folder != "content")
}

/// The path that a post would have as a bundle: `content/posts/a.md` → `content/posts/a/index.md`.
fn as_bundle(path: &str) -> String {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    let (stem, ending) = name.split_once('.').unwrap_or((name, "md"));
    format!("{folder}/{stem}/index.{ending}")
}
