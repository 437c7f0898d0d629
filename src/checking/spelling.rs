//! The nearest that there is, as the author would write it in the place of what there is not.

use std::path::Path;

use super::leads::{Leads, Sought};
use super::misplaced::published_at;
use super::nearest::shared_folders;
use crate::blog::is_markdown;
use crate::dialect::{Dialect, address};
use crate::resolve::{Listed, content_type, is_an_authors, published, relative};
use crate::site::Entry;

/// What is nearest to a destination without query and fragment, decoded; `address` is where a
/// browser would look for it.
pub(super) fn nearest(
    leads: &Leads<'_>,
    sought: Sought,
    path: &str,
    address: &str,
) -> Option<String> {
    let nearby = leads.around.nearby(leads.site);
    let found = if sought == Sought::File {
        let last = path.rsplit('/').next().unwrap_or_default();
        let beside = leads.beside(path).unwrap_or_default();
        let beside = leads.site.blog.absolute(&beside);
        let beside = beside.to_string_lossy();
        let closeness = |file: &Listed| {
            leads.compares()?;
            let path = file.path.to_string_lossy();
            let is_meant = is_an_authors(&file.address) && is_of_its_sort(&file.address, last);
            let folders = shared_folders(&file.address, address);
            is_meant.then(|| folders.max(shared_folders(&path, &beside)))
        };
        of_file(leads, path, nearby.files.nearest(last, closeness)?)?
    } else {
        let (name, folder) = source_names(path);
        let closeness = |post: &std::sync::Arc<Entry>| {
            leads.compares()?;
            let by_path = shared_folders(&post.path, &format!("{}/", folder_of(&leads.entry.path)));
            let folders = shared_folders(&post.permalink, address).max(by_path);
            Some(folders + usize::from(post.path.contains(folder)))
        };
        let post = nearby.posts.nearest(name, closeness)?;
        if post.path == leads.entry.path {
            return None;
        }
        of_post(leads, path, post)
    };
    Some(found.replace(' ', "%20"))
}

/// Whether two files are of one sort to a reader: a document is not meant where a picture is, but another picture's
/// ending may be.
pub(super) fn is_of_its_sort(one: &str, other: &str) -> bool {
    let sort = |name| {
        let content_type = content_type(Path::new(name));
        match content_type.split_once('/') {
            Some((sort @ ("image" | "audio" | "video"), _)) => sort,
            _ => content_type,
        }
    };
    sort(one) == sort(other)
}

/// What a source or an address is called by, and the folder that it lies in: `posts/a.md` and
/// `posts/a/` and `posts/a/index.md` are all `a`.
pub(super) fn source_names(path: &str) -> (&str, &str) {
    let (folder, last) = split(path.trim_end_matches('/'));
    let stem = stem(last);
    if stem == "index" && is_markdown(last) && !folder.is_empty() {
        let (above, name) = split(folder);
        return (name, above);
    }
    (stem, folder)
}

/// The last part of a path without an ending that posts and their addresses have.
fn stem(last: &str) -> &str {
    if is_markdown(last) {
        return last.rsplit_once('.').map_or(last, |(stem, _)| stem);
    }
    last.strip_suffix(".html").unwrap_or(last)
}

fn split(path: &str) -> (&str, &str) {
    path.rsplit_once('/').unwrap_or(("", path))
}

fn folder_of(path: &str) -> &str {
    split(path).0
}

fn of_post(leads: &Leads<'_>, path: &str, post: &Entry) -> String {
    let site = leads.site;
    let inner = post.path.strip_prefix("content/").unwrap_or(&post.path);
    if path.starts_with("@/") {
        return format!("@/{inner}");
    }
    let is_absolute = path.starts_with('/');
    if !is_markdown(path) {
        let url = site.url(post);
        return if is_absolute {
            url
        } else {
            address::decode(&relative(&leads.url, &url))
        };
    }
    match (is_absolute, path.starts_with("/content/")) {
        (true, true) => format!("/{}", post.path),
        (true, false) => format!("/{inner}"),
        (false, _) => like(path, &between(&leads.entry.path, &post.path)),
    }
}

/// Nothing if the file is not published.
fn of_file(leads: &Leads<'_>, path: &str, file: &Listed) -> Option<String> {
    let blog = &leads.site.blog;
    let address = published_address(leads, file)?;
    if path.starts_with('/') || blog.dialect == Dialect::Jekyll {
        return Some(address);
    }
    let source = blog.relative(&file.path).unwrap_or_default();
    let folder = folder_of(&leads.entry.path);
    let lies_below = source
        .strip_prefix(folder)
        .is_some_and(|rest| rest.starts_with('/'));
    let is_near = lies_below || blog.dialect == Dialect::Plain || leads.is_bundle();
    if is_near && !source.starts_with("static/") {
        let way = like(path, &between(&leads.entry.path, &source));
        // The way between the sources is not always that between what is published.
        let leads_there = published(&leads.entry.permalink, &way) == address;
        if leads_there || blog.dialect == Dialect::Plain {
            return Some(way);
        }
    }
    if path.starts_with("..") {
        return Some(address::decode(&relative(&leads.url, &address)));
    }
    // From the top: a way up from the permalink is hard to write, and harder to read.
    Some(address)
}

/// Where a file will be on the published site.
fn published_address(leads: &Leads<'_>, file: &Listed) -> Option<String> {
    let is_known = matches!(leads.site.blog.dialect, Dialect::Hugo | Dialect::Zola)
        && leads.around.config.has_our_addresses;
    if !is_known {
        return Some(file.address.clone());
    }
    published_at(leads.site, leads.entry, &file.address, &file.path)
}

/// With `./` in front, if that is how the author writes.
fn like(path: &str, relative: &str) -> String {
    if path.starts_with("./") && !relative.starts_with("..") {
        format!("./{relative}")
    } else {
        relative.to_owned()
    }
}

/// The way from one source to another.
fn between(from: &str, to: &str) -> String {
    let way = relative(&format!("/{from}"), &format!("/{to}"));
    let way = address::decode(&way);
    way.strip_prefix("./").map_or(way.clone(), str::to_owned)
}
