//! The templates of a blog's shortcodes, and of the partials that those use.

use std::path::PathBuf;

use crate::blog::Blog;
use crate::gotemplate::Template;
use crate::parse;
use crate::render::Shortcode;
use crate::watch::{self, Reading};

/// The longest template that is read.
const MOST_BYTES: usize = 256 * 1024;

/// The shortcode of this name: the blog's own, or a theme's. Blocks.
#[must_use]
pub fn shortcode(blog: &Blog, name: &str) -> Shortcode {
    let endings = ["html", "en.html", "md"];
    let files = endings.map(|ending| format!("{name}.{ending}"));
    match first(blog, &blog.shortcode_folders(), &files) {
        None => Shortcode::None,
        Some(Ok(template)) => Shortcode::Template(template),
        Some(Err(message)) => Shortcode::Broken(message.into()),
    }
}

/// The partial template of this name, if there is one that can be read. Blocks.
#[must_use]
pub fn partial(blog: &Blog, name: &str) -> Option<Template> {
    let name = name.trim_start_matches('/');
    let files = [name.to_owned(), format!("{name}.html")];
    first(blog, &blog.partial_folders(), &files)?.ok()
}

/// The first of these files that is there, in the first of the folders that has one.
fn first(blog: &Blog, folders: &[PathBuf], files: &[String]) -> Option<Result<Template, String>> {
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

/// The template in a file; `name` is what people know it by.
fn read(path: &std::path::Path, name: &str) -> Option<Result<Template, String>> {
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
    let parsed = Template::parse(name, &text);
    Some(parsed.map_err(|error| {
        let message = error.message.trim_end_matches('.');
        format!("{name}, line {}: {message}.", error.line)
    }))
}
