//! What the author would want to know before publishing a post. Pure: what it needs of the disk and
//! of other posts comes in as [`Facts`].
//!
//! [`read`] finds what is in a text, the caller looks up what that leads to, and [`check`] says
//! what is wrong. Neither is on the path of a save: they follow it.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use jiff::Timestamp;

use crate::dialect::Dialect;
use crate::parse::{Metadata, Status};
use crate::problem::{Kind, Problem};
use crate::render::Rules;

mod anchors;
mod html;
mod judge;
mod nearest;
mod places;
mod references;
mod shortcodes;
mod silence;
mod text;

pub use anchors::Anchors;
use places::Places;
pub use references::By;
use silence::Silence;
use text::{Content, Found};

/// A post that is to be checked.
#[derive(Clone, Copy, Debug)]
pub struct Draft<'a> {
    /// Its file, relative to the blog's root, with `/` between the parts.
    pub path: &'a str,
    /// The whole file.
    pub text: &'a str,
    /// Byte offset of the body in `text`.
    pub body_start: usize,
    /// Whose rules apply.
    pub dialect: Dialect,
    /// How its Markdown is read.
    pub rules: &'a Rules,
    /// What the front matter says, or said when it could last be read.
    pub metadata: &'a Metadata,
    /// Whether it would be published now.
    pub status: Status,
}

/// What is in the text of a post, as far as checks want to know it.
#[derive(Debug)]
pub struct Reading<'a> {
    draft: Draft<'a>,
    places: Places<'a>,
    content: Content<'a>,
    silence: Silence,
}

/// What is known of the world outside the text.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    /// Where links and pictures lead, by the destination as [`Reading::destinations`] has it. What
    /// is missing here is not judged.
    pub destinations: HashMap<String, Lead>,
    /// What shortcodes and tags refer to, by the target as [`Reading::references`] has it. What is
    /// missing here is not judged.
    pub references: HashMap<(By, String), Lead>,
    /// Whether `figure` is the generator's own shortcode here.
    pub has_figure: bool,
    /// Whether the generator stops where a reference leads nowhere.
    pub stops_at_references: bool,
    /// Every id in the post's own page: of headings, footnotes and raw HTML. Without the `#`.
    pub anchors: Arc<Anchors>,
    /// The ids of the headings in the order of the text; empty where they are not known.
    pub heading_ids: Vec<String>,
    /// The shortcodes that the blog has, the generator's own among them; `None` when that cannot be
    /// known.
    pub shortcodes: Option<HashSet<String>>,
    /// Why the post is not published, or in which lists it is not.
    pub omissions: Vec<Omission>,
    /// What is not checked in this blog.
    pub off: Off,
    /// Now.
    pub now: Timestamp,
}

/// What a destination leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lead {
    /// A post of the blog.
    Post {
        /// Every id in its page; `None` when the destination names no place in it.
        anchors: Option<Arc<Anchors>>,
    },
    /// Something of the blog's whose address lacks the path under which the blog is published.
    OutsideBase {
        /// The whole address.
        instead: String,
    },
    /// A draft, at a link to which the generator stops.
    Draft,
    /// The source of a post, which the published site does not have.
    Source {
        /// What the author would write for the post itself.
        instead: String,
    },
    /// A file of the blog.
    File {
        /// Its size.
        bytes: u64,
        /// The published page will look for it elsewhere, although it may show here: what to write, or
        /// where to put it, as the end of a sentence.
        misplaced: Option<String>,
    },
    /// Nothing is there.
    Nothing {
        /// The nearest that is, as the author would write it in its place.
        nearest: Option<String>,
    },
}

/// Why Zola does not publish a post, or a section does not list it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Omission {
    /// Its template is not there.
    NoTemplate {
        /// As it is named, from the folder of templates.
        template: String,
        /// The page of the section that names it, relative to the blog's root; `None`: the post.
        section: Option<String>,
    },
    /// Its section is a draft itself.
    OfDraft {
        /// Its page, relative to the blog's root.
        section: String,
    },
    /// It has nothing that its section sorts by.
    Unsorted {
        /// Its page, relative to the blog's root.
        section: String,
        /// The keys of the front matter of which one would do.
        keys: &'static [&'static str],
        /// Whether another section lists the post.
        is_published: bool,
    },
}

/// Which checks are silenced.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Off {
    /// None.
    #[default]
    None,
    /// These.
    Kinds(Vec<Kind>),
    /// All of them.
    All,
}

/// Places that a theme's own templates often bring, or the generator itself.
const BROUGHT_BY_THEMES: [&str; 13] = [
    "TableOfContents",
    "article",
    "comments",
    "content",
    "disqus_thread",
    "footer",
    "header",
    "main",
    "main-content",
    "markdown-toc",
    "related",
    "toc",
    "top",
];

/// Whether a theme may bring a place of this name into every page.
pub(crate) fn may_be_of_theme(fragment: &str) -> bool {
    BROUGHT_BY_THEMES.contains(&fragment) || fragment.starts_with("comment-")
}

/// What is in the text of a post.
#[must_use]
pub fn read(draft: Draft<'_>) -> Reading<'_> {
    let content = text::read(&draft);
    let silence = Silence::of(draft.metadata, &content.found);
    Reading {
        draft,
        places: Places::of(draft.text),
        content,
        silence,
    }
}

impl Reading<'_> {
    /// The local destinations of links and pictures, as the author wrote them (entities and
    /// Markdown escapes resolved), each once.
    #[must_use]
    pub fn destinations(&self) -> Vec<&str> {
        let mut seen = HashSet::new();
        let found = self.content.found.iter();
        let all = found.filter_map(Found::destination);
        all.filter(|destination| text::is_judged(destination) && seen.insert(*destination))
            .collect()
    }

    /// What shortcodes and tags refer to, each once.
    #[must_use]
    pub fn references(&self) -> Vec<(By, &str)> {
        let mut seen = HashSet::new();
        let all = self.content.found.iter().filter_map(|found| match found {
            Found::Reference { by, target, .. } => Some((*by, target.as_str())),
            _ => None,
        });
        all.filter(|reference| seen.insert(*reference)).collect()
    }
}

impl Reading<'_> {
    /// Whether the author has silenced what is told of this text elsewhere.
    pub(crate) fn silences(&self, problem: &Problem, off: &Off) -> bool {
        let at = self.places.line_start(problem.line);
        off.holds(problem.kind) || self.silence.holds(problem.kind, at)
    }
}

/// Whether a post's front matter silences this for the whole of it.
#[must_use]
pub fn silences(metadata: &Metadata, kind: Kind) -> bool {
    Silence::of(metadata, &[]).holds(kind, 0)
}

/// What is wrong with the text, from its top to its bottom. What its author has silenced is left
/// out.
#[must_use]
pub fn check(reading: &Reading<'_>, facts: &Facts) -> Vec<Problem> {
    let mut problems = judge::judge(reading, facts);
    problems.sort_by_key(|problem| (problem.line, problem.column));
    problems
}

impl Off {
    /// Whether this is silenced. What blog-serve says of its own settings never is.
    #[must_use]
    pub fn holds(&self, kind: Kind) -> bool {
        match self {
            Self::None => false,
            Self::Kinds(kinds) => kinds.contains(&kind),
            Self::All => kind.is_check() && kind != Kind::Settings,
        }
    }
}

#[cfg(test)]
mod tests;
