//! A [`Page`] → the whole document that a browser asks for. Pure.

use askama::Template;
use serde::Deserialize;

use super::Page;

/// What a document needs beside its page.
#[derive(Clone, Copy, Debug)]
pub struct Shell<'a> {
    /// What stands before `_/assets/…` to reach it from the page's address: `./`, `../../`.
    /// No address in the document begins with `/`, so that the page works under any prefix.
    pub to_root: &'a str,
    /// The nonce that the Content-Security-Policy of this answer names.
    pub nonce: &'a str,
    /// The build whose scripts and styles the document loads ([`crate::assets::build_id`]).
    pub build: &'a str,
    /// Address of the author's own style sheet (`--css`), relative to the page.
    pub css: Option<&'a str>,
    /// What the page shows.
    pub kind: Kind,
    /// For whom.
    pub reader: Reader<'a>,
}

/// Whom a document is for. The page in it is the same for everyone.
#[derive(Clone, Copy, Debug)]
pub enum Reader<'a> {
    /// The author, who can also share.
    Author,
    /// A device of the author's own: as the author, without sharing.
    OwnDevice,
    /// Somebody with a link.
    Reviewer {
        /// What the author is called.
        author: &'a str,
        /// A sentence of the author's for those who read.
        line: Option<&'a str>,
        /// Whether the link opens several posts, so that there is a list to go back to.
        list: bool,
    },
}

/// What a page shows. It says so in its `data-view`, and again when its socket opens.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// One post.
    #[default]
    Post,
    /// The list of posts.
    Index,
    /// That there is no post here yet; it is laid out as a post, because it becomes one.
    Nothing,
}

impl Kind {
    fn name(self) -> &'static str {
        match self {
            Self::Post => "post",
            Self::Index => "index",
            Self::Nothing => "nothing",
        }
    }
}

impl Reader<'_> {
    /// The value of `data-reader`.
    fn name(self) -> &'static str {
        match self {
            Self::Author => "author",
            Self::OwnDevice => "own",
            Self::Reviewer { .. } => "reviewer",
        }
    }

    fn scripts(self) -> &'static Scripts {
        match self {
            Self::Author | Self::OwnDevice => &LIVE,
            Self::Reviewer { .. } => &READER,
        }
    }
}

/// The whole document of a page: regions, article, our styles and scripts.
#[must_use]
pub fn document(page: &Page, shell: &Shell<'_>) -> String {
    super::filled(&Document {
        page,
        shell,
        article: &article(page),
        revision: page.revision.to_string(),
        scripts: shell.reader.scripts(),
    })
}

/// The scripts of a page.
struct Scripts {
    /// The one that the page runs.
    entry: &'static str,
    /// What it imports, directly or not: named in the document, all of it is fetched at once
    /// instead of one depth of imports after the other.
    modules: &'static [&'static str],
}

/// For the author, here or on a device of their own.
const LIVE: Scripts = Scripts {
    entry: "live.js",
    modules: &[
        "aloud.js",
        "anchor.js",
        "article.js",
        "bar.js",
        "checks.js",
        "composing.js",
        "connection.js",
        "copy.js",
        "direction.js",
        "editor.js",
        "element.js",
        "elsewhere.js",
        "ended.js",
        "files.js",
        "focus.js",
        "follow.js",
        "frame.js",
        "gain.js",
        "glide.js",
        "index.js",
        "keys-help.js",
        "keys.js",
        "latest.js",
        "line.js",
        "margin.js",
        "match.js",
        "morph.js",
        "note.js",
        "notice.js",
        "outline.js",
        "page.js",
        "patch.js",
        "place.js",
        "rows.js",
        "selection.js",
        "share-link.js",
        "share-offer.js",
        "share.js",
        "status.js",
        "strip.js",
        "text.js",
        "tint.js",
        "title.js",
        "vendor/idiomorph/idiomorph.esm.js",
        "words.js",
    ],
};

/// For somebody with a link.
const READER: Scripts = Scripts {
    entry: "reader.js",
    modules: &[
        "aloud.js",
        "anchor.js",
        "article.js",
        "bar.js",
        "composing.js",
        "connection.js",
        "direction.js",
        "element.js",
        "elsewhere.js",
        "ended.js",
        "files.js",
        "focus.js",
        "frame.js",
        "glide.js",
        "index.js",
        "match.js",
        "morph.js",
        "notice.js",
        "outline.js",
        "page.js",
        "patch.js",
        "pills.js",
        "place.js",
        "selection.js",
        "status.js",
        "text.js",
        "tint.js",
        "title.js",
        "vendor/idiomorph/idiomorph.esm.js",
        "words.js",
    ],
};

/// The article's inner HTML: its blocks, each on lines of its own, if its generator gives it some.
fn article(page: &Page) -> String {
    let length: usize = page.blocks.iter().map(|block| block.html.len() + 32).sum();
    let mut html = String::with_capacity(length);
    for block in &page.blocks {
        block.write_html(&mut html);
        if block.ends_line {
            html.push('\n');
        }
    }
    html
}

#[derive(Template)]
#[template(path = "document.html")]
struct Document<'a> {
    page: &'a Page,
    shell: &'a Shell<'a>,
    article: &'a str,
    revision: String,
    scripts: &'static Scripts,
}

/// What a reviewer is told before the text.
#[derive(Template)]
#[template(path = "review.html")]
struct Review<'a> {
    author: &'a str,
    line: Option<&'a str>,
    /// What stands before the author's name over a title; a list has it in its heading.
    by: Option<&'static str>,
}

impl Document<'_> {
    fn is_index(&self) -> bool {
        self.shell.kind == Kind::Index
    }

    /// Whether there is a text that notes could be about.
    fn has_margin(&self) -> bool {
        self.is_authors() && !self.is_index()
    }

    /// Whether it is for the author, on this machine or on a device of theirs.
    fn is_authors(&self) -> bool {
        self.review().is_none()
    }

    fn shares(&self) -> bool {
        matches!(self.shell.reader, Reader::Author)
    }

    /// Whether the page follows the edit: for the author, who makes it.
    fn follows(&self) -> bool {
        let is_author = !matches!(self.shell.reader, Reader::Reviewer { .. });
        is_author && !self.is_index()
    }

    /// Whether something that has changed out of sight is told: to readers anywhere.
    fn has_pills(&self) -> bool {
        self.follows() || self.review().is_some()
    }

    fn review(&self) -> Option<Review<'_>> {
        match self.shell.reader {
            Reader::Author | Reader::OwnDevice => None,
            Reader::Reviewer { author, line, .. } => Some(Review {
                author,
                line,
                by: self.by(),
            }),
        }
    }

    /// A post that is not out has a banner that says why; a reader needs no more than the word.
    fn by(&self) -> Option<&'static str> {
        match self.shell.kind {
            Kind::Index => None,
            Kind::Post | Kind::Nothing if self.page.region("banner").is_empty() => Some("By"),
            Kind::Post | Kind::Nothing => Some("A draft by"),
        }
    }

    /// Whether there is a list of posts to go back to.
    fn leads_home(&self) -> bool {
        let list = match self.shell.reader {
            Reader::Author | Reader::OwnDevice => true,
            Reader::Reviewer { list, .. } => list,
        };
        list && !self.is_index()
    }
}

#[cfg(test)]
mod tests;
