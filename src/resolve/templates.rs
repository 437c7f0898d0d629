//! The templates of a blog's shortcodes, and of the partials that those use.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::blog::Blog;
use crate::dialect::Dialect;
use crate::gotemplate::Template;
use crate::parse;
use crate::render::{FileFacts, FolderEntry, RenderHooks, Shortcode};
use crate::watch::{self, Reading};

use super::{Places, picture};

/// The longest template that is read.
const MOST_BYTES: u64 = 256 * 1024;

/// So much of what lies in a folder is listed.
const MOST_LISTED: usize = 10_000;

/// The shortcode of this name: the blog's own, or a theme's. Blocks.
#[must_use]
pub fn shortcode(blog: &Blog, name: &str) -> Shortcode {
    if blog.dialect == Dialect::Zola {
        return zolas(blog, name);
    }
    let endings = ["html", "en.html", "md"];
    let files = endings.map(|ending| format!("{name}.{ending}"));
    match first(blog, &blog.shortcode_folders(), &files, read) {
        None => Shortcode::None,
        Some(Ok(template)) => Shortcode::Template(template),
        Some(Err(message)) => Shortcode::Broken(message.into()),
    }
}

/// Zola's shortcode of this name. Blocks.
fn zolas(blog: &Blog, name: &str) -> Shortcode {
    for ending in ["html", "md"] {
        let file = format!("shortcodes/{name}.{ending}");
        match first(
            blog,
            &blog.partial_folders(),
            std::slice::from_ref(&file),
            text,
        ) {
            None => {}
            Some(Ok(text)) => return Shortcode::Tera { file, text },
            Some(Err(message)) => return Shortcode::Broken(message.into()),
        }
    }
    Shortcode::None
}

/// The text of a template of Zola's, if there is one that can be read. Blocks.
#[must_use]
pub fn source(blog: &Blog, name: &str) -> Option<Arc<str>> {
    first(blog, &blog.partial_folders(), &[name.to_owned()], text)?.ok()
}

/// Where a file may lie that a template names, up to the first place that has one. Blocks.
#[must_use]
pub fn places_of(blog: &Blog, name: &str) -> Vec<PathBuf> {
    let Some((path, folders)) = looked_at(blog, name) else {
        return Vec::new();
    };
    let mut places: Vec<PathBuf> = folders.iter().map(|folder| folder.join(&path)).collect();
    if let Some(found) = places.iter().position(|path| path.exists()) {
        places.truncate(found + 1);
    }
    places
}

/// The path that a template names, and the folders in which it may be.
fn looked_at(blog: &Blog, name: &str) -> Option<(String, Vec<PathBuf>)> {
    let inner = name.strip_prefix("@/");
    let in_root = name.strip_prefix("./");
    let path = in_root.or(inner).unwrap_or(name).trim_start_matches('/');
    if path.is_empty() && in_root.is_some() && blog.dialect == Dialect::Hugo {
        return Some((String::new(), vec![blog.root.clone()]));
    }
    let path = super::join("", path)?;
    let is_hidden = |part: &str| part.starts_with('.');
    if path.is_empty() || path.split('/').any(is_hidden) {
        return None;
    }
    let content = blog.content.iter().cloned();
    // With `@/` it is one of the posts' folder alone.
    if inner.is_some() {
        return Some((path, content.collect()));
    }
    // With `./` one of the blog's folder, and then of the posts'.
    if in_root.is_some() {
        let folders = std::iter::once(blog.root.clone()).chain(content);
        return Some((path, folders.collect()));
    }
    let mounts = blog.mounts.iter().map(|mount| mount.folder.clone());
    if blog.dialect == Dialect::Hugo {
        return Some((path, mounts.collect()));
    }
    let own = [blog.root.clone(), blog.root.join("static")].into_iter();
    Some((path, own.chain(content).chain(mounts).collect()))
}

/// What a template is told of the file that it names, if there is one. Blocks.
#[must_use]
pub fn file(blog: &Blog, name: &str) -> Option<FileFacts> {
    let (path, folders) = looked_at(blog, name)?;
    let mut found = folders.iter().map(|folder| folder.join(&path));
    let Some(found) = found.find(|path| path.is_file()) else {
        return listed(blog, name, &path);
    };
    if !blog.keeps_file(&found, &folders) {
        return None;
    }
    let pixels = picture::size(&found);
    let is_svg = found
        .extension()
        .is_some_and(|it| it.eq_ignore_ascii_case("svg"));
    let told = || text(&found, &path)?.ok();
    Some(FileFacts {
        address: Places::of(blog).address_of(&found),
        pixels,
        size: fs::metadata(&found).map_or(0, |metadata| metadata.len()),
        folder: None,
        text: if pixels.is_some() && !is_svg {
            None
        } else {
            told()
        },
    })
}

/// What lies in a folder that a template of Hugo's names from the blog's own.
fn listed(blog: &Blog, name: &str, path: &str) -> Option<FileFacts> {
    let folder = blog.root.join(path);
    let is_meant = name.starts_with("./") && blog.dialect == Dialect::Hugo;
    if !is_meant || !folder.is_dir() || !blog.keeps_file(&folder, &[]) {
        return None;
    }
    let entries = fs::read_dir(&folder).ok()?.flatten();
    let entries = entries.filter_map(|entry| {
        let name = entry.file_name().into_string().ok()?;
        let metadata = entry.metadata().ok()?;
        (!name.starts_with('.')).then(|| FolderEntry {
            name,
            is_folder: metadata.is_dir(),
            size: metadata.len(),
        })
    });
    let mut entries: Vec<FolderEntry> = entries.take(MOST_LISTED).collect();
    entries.sort_by(|one, other| one.name.cmp(&other.name));
    Some(FileFacts {
        size: fs::metadata(&folder).map_or(0, |metadata| metadata.len()),
        folder: Some(entries.into()),
        ..FileFacts::default()
    })
}

/// The partial template of this name, if there is one that can be read. Blocks.
#[must_use]
pub fn partial(blog: &Blog, name: &str) -> Option<Template> {
    let name = name.trim_start_matches('/');
    let files = [name.to_owned(), format!("{name}.html")];
    first(blog, &blog.partial_folders(), &files, read)?.ok()
}

/// The render hooks of a blog and its themes. Blocks.
#[must_use]
pub fn hooks(blog: &Blog) -> RenderHooks {
    let mut hooks = RenderHooks::default();
    let folders = blog.hook_folders();
    for folder in &folders {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            let Ok(file) = entry.file_name().into_string() else {
                continue;
            };
            let name = file.strip_prefix("render-");
            let Some(name) = name.and_then(|name| name.strip_suffix(".html")) else {
                continue;
            };
            let (folder, file) = (std::slice::from_ref(folder), std::slice::from_ref(&file));
            match first(blog, folder, file, read) {
                Some(Ok(template)) => hooks.add(name, Ok(template)),
                Some(Err(message)) => hooks.add(name, Err(message.into())),
                None => {}
            }
        }
    }
    hooks
}

/// The first of these files that is there, in the first of the folders that has one.
fn first<T>(
    blog: &Blog,
    folders: &[PathBuf],
    files: &[String],
    read: impl Fn(&Path, &str) -> Option<Result<T, String>>,
) -> Option<Result<T, String>> {
    // A name comes from a post, and leads nowhere else.
    let is_plain = |file: &String| {
        file.split('/')
            .all(|part| !matches!(part, "" | "." | "..") && !part.contains(['\\', '\0']))
    };
    let files: Vec<&String> = files.iter().filter(|file| is_plain(file)).collect();
    folders.iter().find_map(|folder| {
        files.iter().find_map(|file| {
            let mut path = folder.clone();
            path.extend(file.split('/'));
            if !blog.keeps_file(&path, folders) {
                return None;
            }
            let name = blog.relative(&path).unwrap_or_else(|| (*file).clone());
            read(&path, &name)
        })
    })
}

/// The text in a file; `name` is what people know it by.
pub(super) fn text(path: &Path, name: &str) -> Option<Result<Arc<str>, String>> {
    text_within(path, name, MOST_BYTES)
}

/// The text in a file that has at most so many bytes.
pub(super) fn text_within(path: &Path, name: &str, most: u64) -> Option<Result<Arc<str>, String>> {
    let is_too_long = |length: u64| length > most;
    let too_long = || Some(Err(format!("{name} is longer than {} KB.", most >> 10)));
    if fs::metadata(path).is_ok_and(|metadata| is_too_long(metadata.len())) {
        return too_long();
    }
    let text = match watch::read_now(path) {
        Reading::Gone => return None,
        Reading::Text(text) => match parse::decode(name, text.bytes) {
            Ok(text) => text,
            Err(problem) => return Some(Err(problem.message)),
        },
        Reading::Unreadable(cause) => return Some(Err(cause.to_string())),
    };
    // It may have grown meanwhile.
    if is_too_long(text.len() as u64) {
        return too_long();
    }
    Some(Ok(text.into()))
}

/// The template in a file.
fn read(path: &Path, name: &str) -> Option<Result<Template, String>> {
    let text = text(path, name)?;
    Some(text.and_then(|text| {
        Template::parse(name, &text).map_err(|error| {
            let message = error.message.trim_end_matches('.');
            format!(
                "{name}, line {}, column {}: {message}.",
                error.line, error.column
            )
        })
    }))
}
