//! The templates of a blog's shortcodes, and of the partials that those use.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::blog::Blog;
use crate::dialect::Dialect;
use crate::gotemplate::Template;
use crate::parse;
use crate::render::{FileFacts, Shortcode};
use crate::watch::{self, Reading};

use super::{Places, picture};

/// The longest template that is read.
const MOST_BYTES: usize = 256 * 1024;

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

/// What a template of Zola's is told of the file that it names, if there is one. Blocks.
#[must_use]
pub fn file(blog: &Blog, name: &str) -> Option<FileFacts> {
    let inner = name.strip_prefix("@/");
    let path = super::join("", inner.unwrap_or(name).trim_start_matches('/'))?;
    let is_hidden = |part: &str| part.starts_with('.');
    if path.is_empty() || path.split('/').any(is_hidden) {
        return None;
    }
    // With `@/` it is one of the posts' folder alone.
    let outside = [blog.root.clone(), blog.root.join("static")];
    let outside = outside.iter().filter(|_| inner.is_none());
    let folders = outside.chain(&blog.content);
    let mut found = folders.map(|folder| folder.join(&path));
    let found = found.find(|path| path.is_file())?;
    let pixels = picture::size(&found);
    let told = || text(&found, &path)?.ok();
    Some(FileFacts {
        address: Places::of(blog).address_of(&found),
        pixels,
        text: if pixels.is_some() { None } else { told() },
    })
}

/// The partial template of this name, if there is one that can be read. Blocks.
#[must_use]
pub fn partial(blog: &Blog, name: &str) -> Option<Template> {
    let name = name.trim_start_matches('/');
    let files = [name.to_owned(), format!("{name}.html")];
    first(blog, &blog.partial_folders(), &files, read)?.ok()
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
            let name = blog.relative(&path).unwrap_or_else(|| (*file).clone());
            read(&path, &name)
        })
    })
}

/// The text in a file; `name` is what people know it by.
fn text(path: &Path, name: &str) -> Option<Result<Arc<str>, String>> {
    let text = match watch::read_now(path) {
        Reading::Gone => return None,
        Reading::Text(text) => match parse::decode(name, text.bytes) {
            Ok(text) => text,
            Err(problem) => return Some(Err(problem.message)),
        },
        Reading::Unreadable(cause) => return Some(Err(cause.to_string())),
    };
    if text.len() > MOST_BYTES {
        return Some(Err(format!("{name} is longer than 256 KB.")));
    }
    Some(Ok(text.into()))
}

/// The template in a file.
fn read(path: &Path, name: &str) -> Option<Result<Template, String>> {
    let text = text(path, name)?;
    Some(text.and_then(|text| {
        Template::parse(name, &text).map_err(|error| {
            let message = error.message.trim_end_matches('.');
            format!("{name}, line {}: {message}.", error.line)
        })
    }))
}
