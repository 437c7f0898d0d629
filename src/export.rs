//! A post → one file that holds all of its page: for somebody who is not in this network.
//!
//! It looks like the reviewer's page, runs no script and asks no network for anything but pictures
//! that the author took from there. The edge around the pure stages: pictures are read here.

mod address;
mod document;
mod elements;
mod files;
mod find;
mod notes;
mod room;
mod shown;
mod style;

use std::cell::OnceCell;
use std::collections::HashMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use jiff::Timestamp;

use crate::blog::Blog;
use crate::learn;
use crate::page::Page;
use crate::page::post::View;
use crate::pages::Body;
use crate::reading::read_blog;
use crate::render::highlight::highlight_until;
use crate::render::{Block, Known, Rendered, rewrite};
use crate::resolve::{Origin, Places};
use crate::site::{Entry, Site};
use document::document;
use elements::Elements;
use files::Files;
use notes::Notes;
use room::Room;

/// How long colouring the code of a post may take: far more than that of any post needs, because
/// the same post is to become the same file on a busy machine too.
const PATIENCE: Duration = Duration::from_mins(1);

/// The most that a file may have, in bytes, with everything that is in it: no mail takes more, and
/// browsers open it slowly.
pub const LARGEST: u64 = 100_000_000;

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
    /// Now.
    pub now: Timestamp,
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
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Note {
    /// What.
    pub about: About,
    /// As it is written in the post: an address, or the name of an element.
    pub what: String,
    /// Line of the post's file, from 1; 0 when it stands in the style sheet.
    pub line: u32,
}

/// What a [`Note`] is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum About {
    /// A picture, a recording or a font that is not there, or not for readers.
    Missing,
    /// A file that is there and cannot be read.
    Unreadable(io::ErrorKind),
    /// A file with which there would be more than [`LARGEST`].
    TooLarge,
    /// A style sheet that imports itself, perhaps by others, or stands too deep in such imports.
    Circle,
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

/// The post as one file, of at most [`LARGEST`] bytes unless its text alone has more. Blocks.
///
/// The same draft makes the same file, as long as the files stay that it shows.
///
/// # Errors
///
/// [`Error::StyleSheet`] when there is one that cannot be read. What is missing in the post is a
/// [`Note`].
pub fn export(draft: &Draft<'_>) -> Result<Exported, Error> {
    within(LARGEST, draft)
}

/// The post as one file of at most so many bytes.
fn within(largest: u64, draft: &Draft<'_>) -> Result<Exported, Error> {
    let text = &draft.body.text[draft.body.start..];
    let mut rendered = rendered(draft, text);
    let places = Places::of(&draft.site.blog);
    let url = draft.site.url(draft.entry);
    let origin = Origin {
        path: &draft.entry.path,
        url: &url,
    };
    let room = room_beside(&rendered, largest);
    let mut files = Files::new(&places, origin, Notes::on(&draft.body.text), room);
    let own_style = own_style(draft.style_sheet, &mut files)?;
    let blocks = std::mem::take(&mut rendered.blocks);
    let blocks: Vec<_> = blocks
        .into_iter()
        .filter_map(|block| portable(&block, &mut files))
        .collect();
    let page = Page::of_post(View {
        url: &url,
        title: &draft.entry.title,
        metadata: Some(&draft.entry.metadata),
        is_doubtful: draft.entry.may_have_date(),
        status: draft.entry.status,
        words: rendered.words,
        outline: &rendered.outline,
        blocks,
        files: Vec::new(),
        now: draft.now,
    });
    let html = document(&page, draft.author, own_style.as_deref());
    Ok(Exported {
        html,
        notes: files.notes.into_noted(),
    })
}

/// Whether a file that begins like this was made here: it may be replaced by a newer one.
#[must_use]
pub fn is_export(beginning: &str) -> bool {
    beginning.starts_with("<!doctype html>")
        && beginning.contains("<meta name=\"generator\" content=\"blog-serve ")
}

/// The body with its shortcodes, and its code coloured; where its links lead is as the author wrote it.
fn rendered(draft: &Draft<'_>, text: &str) -> Rendered {
    let (site, entry) = (draft.site, draft.entry);
    let configuration = &site.blog.configuration;
    let known = Known {
        base: configuration.base.clone(),
        templates: Arc::new(learn::templates(site, entry)),
        ..Known::default()
    };
    let deadline = Instant::now() + PATIENCE;
    let whole = OnceCell::new();
    let more = |rendered: &Rendered, known: &Known| {
        let wanted = &rendered.wanted;
        // Few posts name others in their shortcodes: for those alone the whole blog is read.
        let site = if site.complete || wanted.pages.is_empty() {
            site
        } else {
            whole.get_or_init(|| with_all_posts(site))
        };
        let templates = learn::templates_wanted(site, entry, wanted, &known.templates);
        let code = wanted.code.iter();
        let code = code.filter_map(|code| Some((code.key, highlight_until(deadline, code)?)));
        let code: HashMap<_, _> = code.collect();
        if code.is_empty() && templates.is_none() {
            return None;
        }
        let mut more = known.clone();
        more.code.extend(code);
        if let Some(templates) = templates {
            more.templates = Arc::new(templates);
        }
        Some(more)
    };
    let text = (text, draft.body.line);
    let (rendered, _) = learn::rendered(text, &configuration.rules, Arc::new(known), more);
    rendered
}

/// A site of one post with all others of its blog.
fn with_all_posts(site: &Site) -> Site {
    read_blog(&Arc::new(Blog {
        only: None,
        ..Blog::clone(&site.blog)
    }))
}

/// What a text leaves of so many bytes. Our own style sheets are too small to matter.
fn room_beside(text: &Rendered, bytes: u64) -> Room {
    let text = text.blocks.iter().map(|block| block.html.len() as u64);
    Room::of(bytes.saturating_sub(text.sum()))
}

/// A block that needs nothing beside itself, if anything is left of it.
fn portable(block: &Block, files: &mut Files<'_>) -> Option<Block> {
    files.notes.stands_on(block.lines);
    let html = rewrite(&block.html, &mut Elements::new(files));
    (!html.is_empty()).then(|| Block::new(html, block.lines))
}

fn own_style(sheet: Option<&Path>, files: &mut Files<'_>) -> Result<Option<String>, Error> {
    let Some(sheet) = sheet else { return Ok(None) };
    Ok(Some(style::enclosed(&files.own_style(sheet)?)))
}

#[cfg(test)]
mod tests;
