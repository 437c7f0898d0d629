//! Whether something that we do not know can be at an address.

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};

use super::leads::Leads;
use crate::blog::{Blog, Mount};
use crate::dialect::Dialect;

/// Last parts of addresses that generators, themes and plugins make.
const MADE: [&str; 24] = [
    "about",
    "all",
    "amp",
    "archive",
    "archives",
    "atom",
    "author",
    "authors",
    "categories",
    "category",
    "contact",
    "feed",
    "index",
    "latest",
    "list",
    "page",
    "print",
    "rss",
    "search",
    "series",
    "tag",
    "tags",
    "topics",
    "404",
];

/// Endings of sources that generators read besides Markdown.
const FOREIGN_SOURCES: [&str; 11] = [
    "html", "htm", "adoc", "asciidoc", "ad", "org", "rst", "pdc", "pandoc", "ipynb", "textile",
];

/// Whether there is certainly no page at this address, which no post has and which is `written` so.
pub(super) fn is_sure(leads: &Leads<'_>, written: &str, address: &str) -> bool {
    if !leads.around.config.has_our_addresses {
        return false;
    }
    let path = address.trim_matches('/');
    let parts: Vec<&str> = path.split('/').collect();
    let (Some(last), [_, _, ..]) = (parts.last(), parts.as_slice()) else {
        return false;
    };
    let name = last.strip_suffix(".html").unwrap_or(last);
    let is_name = name.contains(char::is_alphanumeric)
        && !name.contains('.')
        && !name.bytes().all(|byte| byte.is_ascii_digit());
    let is_made = |part: &&str| MADE.contains(&part.to_lowercase().as_str());
    if !is_name || is_made(&name) {
        return false;
    }
    let nearby = leads.around.nearby(leads.site);
    if nearby.aliases.contains(path) {
        return false;
    }
    match leads.site.blog.dialect {
        Dialect::Hugo | Dialect::Zola => {
            let folder = parts[..parts.len() - 1].join("/");
            let has_posts = nearby.folders.contains(&format!("/{folder}/"));
            name == *last
                && (has_posts || is_of_leaf(leads, written, &folder))
                && !has_other_sources(leads, path, &folder)
        }
        Dialect::Jekyll => {
            let is_post = |post: &std::sync::Arc<crate::site::Entry>| post.path.contains(name);
            is_dated(&parts) && !nearby.posts.named(name).any(is_post)
        }
        Dialect::Plain => false,
    }
}

/// Whether this is the address of a post that is one file: nothing lies below it. A theme that finds
/// posts by their names may mean another address.
fn is_of_leaf(leads: &Leads<'_>, written: &str, folder: &str) -> bool {
    let post = leads.site.at(&format!("/{folder}/"));
    let is_leaf = post.is_some_and(|post| {
        let name = post.path.rsplit('/').next().unwrap_or_default();
        let stem = name.split('.').next().unwrap_or_default();
        !matches!(stem, "index" | "_index")
    });
    let mut content = leads.site.blog.content.iter();
    is_leaf
        && !leads.finds_by_name(written)
        && !content.any(|content| content.join(folder).is_dir())
}

/// `2024/01/02/name`, perhaps in categories.
fn is_dated(parts: &[&str]) -> bool {
    let [.., year, month, day, _] = parts else {
        return false;
    };
    let is_number =
        |part: &str, length| part.len() == length && part.bytes().all(|byte| byte.is_ascii_digit());
    is_number(year, 4) && is_number(month, 2) && is_number(day, 2)
}

/// Whether a folder has this address, or its folder has sources that are no Markdown, or posts
/// whose address is not known for now.
fn has_other_sources(leads: &Leads<'_>, path: &str, folder: &str) -> bool {
    let blog = &leads.site.blog;
    let is_folder = |mount: &Mount| mount.folder.join(path).is_dir();
    if blog.mounts.iter().any(is_folder) {
        return true;
    }
    let nearby = leads.around.nearby(leads.site);
    if nearby.unclear.contains(&format!("/{folder}/")) {
        return true;
    }
    !nearby.foreign(blog, folder).is_empty()
}

/// The sources that are no Markdown in a folder of the content folders, without their endings.
pub(super) fn foreign_sources(blog: &Blog, folder: &str) -> HashSet<String> {
    let folders = blog.content.iter().map(|content| content.join(folder));
    let entries = folders.flat_map(|folder| fs::read_dir(folder).into_iter().flatten());
    let paths = entries.flatten().map(|entry| entry.path());
    let stem = |path: PathBuf| Some(path.file_stem()?.to_string_lossy().into_owned());
    paths
        .filter(|path| is_foreign(path))
        .filter_map(stem)
        .collect()
}

/// Whether a file is a source that is no Markdown.
pub(crate) fn is_foreign(path: &Path) -> bool {
    let ending = path.extension().and_then(|ending| ending.to_str());
    ending.is_some_and(|ending| FOREIGN_SOURCES.contains(&ending))
}
