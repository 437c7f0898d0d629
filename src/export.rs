//! A post → one file that holds all of its page: for somebody who is not in this network.
//!
//! It looks like the reviewer's page, runs no script and asks no network for anything but pictures
//! that the author took from there. The edge around the pure stages: pictures are read here.

mod address;
mod elements;
mod files;
mod style;

use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use askama::Template;
use jiff::Timestamp;

use crate::assets;
use crate::page::Page;
use crate::page::post::View;
use crate::pages::Body;
use crate::render::highlight::highlight_until;
use crate::render::{Block, Known, Rendered, render, rewrite};
use crate::resolve::Places;
use crate::site::{Entry, Site};
use elements::Elements;
use files::Files;

/// How long colouring the code of a post may take: far more than that of any post needs, because
/// the same post is to become the same file on a busy machine too.
const PATIENCE: Duration = Duration::from_secs(60);

/// What the file may do in the browser of who gets it, wherever it lies: show itself, and pictures,
/// media and fonts from the web. No script runs, nothing of that machine is read, nothing is sent.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline' data:; \
                      img-src data: https: http:; media-src data: https: http:; \
                      font-src data: https: http:; base-uri 'none'; form-action 'none'";

/// What is exported.
#[derive(Clone, Copy)]
pub struct Draft<'a> {
    /// Holds the post at least; links to others need no more.
    pub site: &'a Site,
    /// The post.
    pub entry: &'a Entry,
    /// Its text.
    pub body: &'a Body,
    /// What the author is called, if that is known.
    pub author: Option<&'a str>,
    /// The author's own style sheet.
    pub style_sheet: Option<&'a Path>,
}

/// A post as one file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exported {
    /// The file.
    pub html: String,
    /// What the author should know of it, in the order of the text.
    pub notes: Vec<Note>,
}

/// Something that is not in the file as it is in the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// What.
    pub about: About,
    /// As it is written in the post: an address, or the name of an element.
    pub what: String,
    /// Line of the post's file, from 1; 0 when it stands in the style sheet.
    pub line: u32,
}

/// What a [`Note`] is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum About {
    /// A picture, a recording or a font that is not there, or not for readers.
    Missing,
    /// A file that is there and cannot be read.
    Unreadable(io::ErrorKind),
    /// A link to a file or another post of the blog: its text stays.
    Link,
    /// Something on another server: who reads the file needs the network for it.
    Network,
    /// An element that acts, or shows what cannot be taken along.
    LeftOut,
}

/// Why there is no file.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The author's style sheet cannot be read.
    #[error("cannot read {}: {source}; give a style sheet that you may read with --css", path.display())]
    StyleSheet {
        /// As it was given.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

/// The post as one file. Blocks.
///
/// The same post makes the same file, as long as the pictures and its status stay.
///
/// # Errors
///
/// [`Error::StyleSheet`] when there is one that cannot be read. What is missing in the post is a
/// [`Note`].
pub fn export(draft: &Draft<'_>) -> Result<Exported, Error> {
    let text = &draft.body.text[draft.body.start..];
    let mut rendered = rendered(draft, text);
    let places = Places::of(&draft.site.blog);
    let url = draft.site.url(draft.entry);
    let mut files = Files::new(&places, &draft.entry.path, &url);
    let own_style = own_style(draft.style_sheet, &mut files)?;
    let blocks = std::mem::take(&mut rendered.blocks);
    let blocks: Vec<_> = blocks
        .into_iter()
        .filter_map(|block| portable(&block, &draft.body.text, &mut files))
        .collect();
    let has_code = blocks.iter().any(|block| block.html.contains("<code"));
    let page = Page::of_post(View {
        url: &url,
        title: &draft.entry.title,
        metadata: Some(&draft.entry.metadata),
        status: draft.entry.status,
        words: rendered.words,
        outline: &rendered.outline,
        blocks,
        files: Vec::new(),
        now: Timestamp::now(),
    });
    let html = Document {
        page: &page,
        policy: POLICY,
        version: env!("CARGO_PKG_VERSION"),
        styles: &styles(has_code),
        own_style: own_style.as_deref(),
        by: by(&page, draft.author).as_deref(),
    }
    .render()
    .expect("a template of texts writes into a String, which cannot fail");
    Ok(Exported {
        html,
        notes: files.notes,
    })
}

/// Whether a file that begins like this was made here: it may be replaced by a newer one.
#[must_use]
pub fn is_export(beginning: &str) -> bool {
    beginning.starts_with("<!doctype html>")
        && beginning.contains("<meta name=\"generator\" content=\"blog-serve ")
}

/// The body with its code coloured; where its links lead is as the author wrote it.
fn rendered(draft: &Draft<'_>, text: &str) -> Rendered {
    let rules = draft.site.blog.dialect.rules();
    let line = draft.body.line;
    let plain = render(text, line, &rules, &Known::default());
    let deadline = Instant::now() + PATIENCE;
    let code = plain.wanted.code.iter();
    let code = code.filter_map(|code| Some((code.key, highlight_until(deadline, code)?)));
    let known = Known {
        code: code.collect(),
        ..Known::default()
    };
    if known.code.is_empty() {
        return plain;
    }
    render(text, line, &rules, &known)
}

/// A block that needs nothing beside itself, if anything is left of it.
fn portable(block: &Block, text: &str, files: &mut Files<'_>) -> Option<Block> {
    files.stands_in(text, block.lines);
    let html = rewrite(&block.html, &mut Elements::new(files));
    (!html.is_empty()).then(|| Block::new(html, block.lines))
}

/// What is said of the author over the title.
fn by(page: &Page, author: Option<&str>) -> Option<String> {
    let is_out = page.region("banner").is_empty();
    match (is_out, author) {
        (true, Some(author)) => Some(format!("By {author}")),
        (false, Some(author)) => Some(format!("A draft by {author}")),
        (true, None) => None,
        (false, None) => Some("A draft".to_owned()),
    }
}

/// The style sheets of ours that such a page needs, without their comments.
fn styles(has_code: bool) -> String {
    let mut names = vec!["article.css", "export.css"];
    if has_code {
        names.insert(1, "code.css");
    }
    names.iter().map(|name| our_style(name)).collect()
}

fn our_style(name: &str) -> String {
    let asset = assets::asset(name).expect("it is among the assets that are compiled in");
    let css = String::from_utf8_lossy(&asset.plain);
    let mut rest = &*css;
    let mut bare = String::with_capacity(css.len());
    while let Some((before, after)) = rest.split_once("/*") {
        bare.push_str(before);
        rest = after.split_once("*/").map_or("", |(_, after)| after);
    }
    bare.push_str(rest);
    let lines = bare.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.flat_map(|line| [line, "\n"]).collect()
}

fn own_style(path: Option<&Path>, files: &mut Files<'_>) -> Result<Option<String>, Error> {
    let Some(path) = path else { return Ok(None) };
    let bytes = std::fs::read(path).map_err(|source| Error::StyleSheet {
        path: path.to_owned(),
        source,
    })?;
    let css = String::from_utf8_lossy(&bytes);
    let css = css.trim_start_matches('\u{feff}');
    let folder = path.parent().unwrap_or(Path::new(""));
    Ok(Some(style::enclosed(&files.style_beside(folder, css))))
}

#[derive(Template)]
#[template(path = "export.html")]
struct Document<'a> {
    page: &'a Page,
    policy: &'static str,
    version: &'static str,
    styles: &'a str,
    own_style: Option<&'a str>,
    by: Option<&'a str>,
}

#[cfg(test)]
mod tests;
