//! `blog-serve export`: a post as one file.

use std::ffi::OsStr;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use blog_serve::blog::{self, Blog};
use blog_serve::export::{Draft, Exported, export as exported};
use blog_serve::pages::Body;
use blog_serve::preview::author;
use blog_serve::problem::Problem;
use blog_serve::reading::{read_blog, read_post};
use blog_serve::site::{Entry, Site};
use jiff::Timestamp;

use crate::Stop;
use crate::arguments::ExportArguments;
use crate::choose::choose;
use crate::terminal::visible;

mod place;
mod put;
mod said;

use place::Place;

/// There is no text to export.
#[derive(Debug, thiserror::Error)]
#[error("cannot export {path}: {cause}")]
struct NoText {
    path: String,
    cause: String,
}

/// A post that was asked for.
struct Found {
    site: Site,
    path: Arc<str>,
    body: Body,
}

/// Writes the post and says where to: 0 written; what is in the way is an error.
pub(crate) fn export(arguments: &ExportArguments) -> Result<ExitCode, Stop> {
    let here = std::env::current_dir()
        .map_err(|cause| format!("cannot tell in which folder this is: {cause}; go to another"))?;
    let found = find(arguments, &here)?;
    let Some(entry) = found.site.entry(&found.path) else {
        return Err(Box::new(no_text(&found.path, &[])));
    };
    let place = Place::of(
        arguments.output.as_deref(),
        &here,
        &found.site.blog,
        &found.path,
    )?;
    let author = match &arguments.author {
        Some(author) => Some(author.trim().to_owned()).filter(|author| !author.is_empty()),
        None => author(&found.site.blog.root),
    };
    let Exported { html, notes } = exported(&Draft {
        site: &found.site,
        entry,
        body: &found.body,
        author: author.as_deref(),
        style_sheet: arguments.css.as_deref(),
        now: Timestamp::now(),
    })?;
    place.write(&html)?;
    let mut said = said::problems(&entry.problems);
    said.push_str(&said::notes(&entry.path, &notes));
    said.push_str(&said::size(html.len()));
    said.push_str(&place.advice(&found.site.blog));
    // Nobody reads standard error: then there is nobody to tell.
    let _ = write!(anstream::stderr(), "{said}");
    if let Some(path) = place.path() {
        let line = format!(
            "{}  {}\n",
            visible(&path.display().to_string()),
            said::bytes(html.len())
        );
        super::output::print(line.as_bytes())?;
    }
    Ok(ExitCode::SUCCESS)
}

/// No post is named like this: those are told by the text of their names.
#[derive(Debug, thiserror::Error)]
#[error("no post matches {0:?}: what is no UTF-8 is no name of a post; give its path as a file")]
struct NoName(PathBuf);

/// The post that is named. A plain path costs no more than reading that one post.
fn find(arguments: &ExportArguments, here: &Path) -> Result<Found, Stop> {
    let name = &*arguments.post;
    let named = here.join(name);
    if let Some(file) = post_file(&named) {
        let blog = Arc::new(blog::detect(&file, arguments.dialect)?);
        if let Some(path) = blog.only.clone() {
            return read(&blog, &path);
        }
    }
    if named.is_file() {
        // It says what is wrong with it.
        blog::detect(name, arguments.dialect)?;
    }
    let blog = Arc::new(blog::detect(here, arguments.dialect)?);
    if let Some(file) = post_file(&blog.root.join(name))
        && let Some(path) = blog.relative(&file)
    {
        return read(&blog, &path);
    }
    let name = name.to_str().ok_or_else(|| NoName(name.to_owned()))?;
    let site = read_blog(&blog);
    let path = choose(&site, name, here)?.path.clone();
    let Found { body, .. } = read(&blog, &path)?;
    Ok(Found { site, path, body })
}

/// The file that a path means: it, or what is in the folder of a bundle.
fn post_file(path: &Path) -> Option<PathBuf> {
    if path.is_dir() {
        let index = path.join("index.md");
        return index.is_file().then_some(index);
    }
    let name = path.file_name().and_then(OsStr::to_str)?;
    (path.is_file() && blog::is_markdown(name)).then(|| path.to_owned())
}

fn read(blog: &Arc<Blog>, path: &str) -> Result<Found, Stop> {
    let (site, body) = read_post(blog, path);
    let problems = site
        .entry(path)
        .map(|entry: &Arc<Entry>| entry.problems.clone());
    match body {
        Some(body) => Ok(Found {
            site,
            path: path.into(),
            body,
        }),
        None => Err(Box::new(no_text(path, &problems.unwrap_or_default()))),
    }
}

fn no_text(path: &str, problems: &[Problem]) -> NoText {
    let cause = problems.first().map(|problem| problem.message.as_str());
    NoText {
        path: visible(path),
        cause: cause.unwrap_or("This file is gone.").to_owned(),
    }
}
