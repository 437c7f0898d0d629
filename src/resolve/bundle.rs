//! The files of a page that has a folder of its own.

use std::fs;
use std::path::{Path, PathBuf};

use crate::blog::{Blog, is_markdown};
use crate::dialect::Dialect;
use crate::render::resource_kind;

/// How deep below a page's folder its files are looked for, and how many there may be.
const DEEPEST: usize = 8;
const MOST: usize = 10_000;

/// A file of a page that has a folder of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BundleFile {
    /// Its name in the folder: `sub/a.de.png`
    pub name: String,
    /// The same without its language: `sub/a.png`
    pub plain: String,
    /// The page whose address it is published below, relative to the blog's root. In Hugo it is the one in
    /// the file's language: a file that names none is in the language of its folder.
    pub page: String,
}

/// A file, with its language.
struct Found {
    file: BundleFile,
    language: String,
}

/// The files of the page at `path`, relative to the root, in the order in which Hugo has them. Blocks.
///
/// Files in other languages are among them where those have a page of this bundle, and there is none of the
/// same name in the page's own.
#[must_use]
pub fn files(blog: &Blog, path: &str) -> Vec<BundleFile> {
    let mut found: Vec<Found> = Vec::new();
    for folder in folders(blog, path) {
        found.extend(files_in(blog, &folder));
    }
    let own = blog.configuration.addresses.reference_language(path);
    // In the page's own language first, then as the folders lie.
    found.sort_by_key(|found| found.language != own);
    let mut files: Vec<BundleFile> = Vec::new();
    let mut names = std::collections::HashSet::new();
    for Found { file, .. } in found {
        if names.insert(file.plain.to_lowercase()) {
            files.push(file);
        }
    }
    files.sort_by_cached_key(|file| {
        let kind = resource_kind(&file.name);
        (kind == "page", kind, file.name.clone())
    });
    files
}

/// The folders of a bundle: where content lies in several folders, one in each.
fn folders(blog: &Blog, path: &str) -> Vec<PathBuf> {
    let mut own = blog.absolute(path);
    own.pop();
    let mut folders = vec![own];
    if blog.dialect == Dialect::Hugo && blog.content.len() > 1 {
        let inner = blog.below_content(path);
        let inner = inner.rsplit_once('/').map_or("", |(folder, _)| folder);
        for content in &blog.content {
            let folder = content.join(inner);
            if !inner.is_empty() && !folders.contains(&folder) && folder.is_dir() {
                folders.push(folder);
            }
        }
    }
    folders
}

/// The files in one folder that belong to a page there.
fn files_in(blog: &Blog, folder: &Path) -> Vec<Found> {
    let addresses = &blog.configuration.addresses;
    let language = |name: &str| {
        let path = blog.relative(&folder.join(name)).unwrap_or_default();
        addresses.reference_language(&path)
    };
    let (names, pages) = names_in(folder);
    let pages: Vec<(String, String)> = { pages.into_iter() }
        .filter_map(|page| Some((language(&page), blog.relative(&folder.join(page))?)))
        .collect();
    let found = names.into_iter().filter_map(|name| {
        let language = language(&name);
        let (_, page) = pages.iter().find(|(its, _)| *its == language)?;
        let (above, file) = name.rsplit_once('/').unwrap_or(("", &name));
        let above = &name[..above.len() + usize::from(!above.is_empty())];
        let plain = match file.rsplit_once('.') {
            Some((stem, ending)) => {
                format!("{above}{}.{ending}", addresses.without_language(stem))
            }
            None => name.clone(),
        };
        let page = page.clone();
        let file = BundleFile { name, plain, page };
        Some(Found { file, language })
    });
    found.collect()
}

/// The names of the files in a folder, and of its pages.
fn names_in(folder: &Path) -> (Vec<String>, Vec<String>) {
    let (mut names, mut pages) = (Vec::new(), Vec::new());
    let mut folders = vec![(folder.to_owned(), String::new())];
    while let Some((folder, prefix)) = folders.pop() {
        for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
            let Ok(name) = entry.file_name().into_string() else {
                continue;
            };
            let Some(kind) = entry.file_type().ok().filter(|_| !name.starts_with('.')) else {
                continue;
            };
            let is_index = prefix.is_empty() && name.split('.').next() == Some("index");
            let name = format!("{prefix}{name}");
            if is_index && !kind.is_dir() && is_markdown(&name) {
                pages.push(name);
            } else if kind.is_dir() && name.matches('/').count() < DEEPEST {
                folders.push((entry.path(), format!("{name}/")));
            } else if kind.is_file() && names.len() < MOST {
                names.push(name);
            }
        }
    }
    (names, pages)
}
