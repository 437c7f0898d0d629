//! Checks a post: looks up what [`check`](crate::check) wants to know of the disk and of the other
//! posts. The edge around it; it blocks.

use crate::blog::Blog;
use crate::check;
use crate::pages::Body;
use crate::problem::Problem;
use crate::site::{Entry, Site};

/// What is the same for all posts of a blog: its shortcodes, its settings, what is known of its
/// pages. Made anew when the site's `surroundings` change.
#[derive(Debug, Default)]
pub struct Surroundings {}

/// What was found out about a post.
#[derive(Clone, Debug, Default)]
pub struct Checked {
    /// Words of the body.
    pub words: u32,
    /// What is wrong with the body, from its top to its bottom; two posts with one permalink
    /// included, what is wrong with the front matter not.
    pub problems: Vec<Problem>,
}

impl Surroundings {
    /// What there is in the blog's folders at this moment. Blocks.
    #[must_use]
    pub fn of(_blog: &Blog) -> Self {
        Self::default()
    }
}

/// Checks a post whose text is `body`. Blocks.
#[must_use]
pub fn check(site: &Site, entry: &Entry, body: &Body, _around: &Surroundings) -> Checked {
    let reading = check::read(check::Draft {
        path: &entry.path,
        text: &body.text,
        body_start: body.start,
        dialect: site.blog.dialect,
        metadata: &entry.metadata,
        status: entry.status,
    });
    let facts = check::Facts {
        now: jiff::Timestamp::now(),
        ..check::Facts::default()
    };
    Checked {
        words: 0,
        problems: check::check(&reading, &facts),
    }
}
