//! `GET /_/posts`: all posts as JSON.

use serde::Serialize;

use crate::pages::index::status_word;
use crate::resolve;
use crate::share::Visitor;
use crate::site::Site;

/// One post, as editors and scripts see it.
#[derive(Serialize)]
pub(super) struct Post {
    /// Relative to the blog's root.
    path: String,
    /// Its permalink, percent-encoded.
    url: String,
    title: String,
    /// As written in the front matter, in RFC 3339; `null` without one.
    date: Option<String>,
    status: &'static str,
    tags: Vec<String>,
    /// Of the body; `null` until they have been counted.
    words: Option<u32>,
    /// All that is known: of the front matter, and of the body, notes included, once it has been
    /// checked.
    problems: usize,
    /// When the file was last written, in RFC 3339.
    saved: String,
}

/// All posts that the visitor sees, in the order of the index.
pub(super) fn list(site: &Site, visitor: &Visitor) -> Vec<Post> {
    let seen = site.ordered().filter(|entry| visitor.sees(site, entry));
    let posts = seen.map(|entry| Post {
        path: entry.path.to_string(),
        url: resolve::encode(&site.url(entry)),
        title: entry.title.to_string(),
        date: entry.metadata.date.map(|date| date.to_string()),
        status: status_word(entry.status),
        tags: entry.metadata.tags.clone(),
        words: entry.made.map(|made| made.words),
        problems: site.problem_count(entry) + entry.note_count(),
        saved: entry.saved.to_string(),
    });
    posts.collect()
}
