//! The page of an address at which there is no post (yet), a [`Page`] like any other. Pure.

use askama::Template;

use super::{Page, index};
use crate::render::Block;

/// A post that somebody may have meant.
#[derive(Clone, Copy, Debug)]
pub struct Near<'a> {
    /// Its address, relative to the address that was asked for.
    pub address: &'a str,
    /// Its title.
    pub title: &'a str,
}

impl Page {
    /// The page of the address `url`, at which there is no post; `near` are posts that may be meant.
    /// It has the regions of a post's page, because it becomes one when a post is saved there.
    #[must_use]
    pub fn missing(url: &str, near: &[Near<'_>]) -> Self {
        let html = super::filled(&Missing { near });
        let block = Block::new(html.trim(), index::NO_LINES);
        super::post::bare(url, "No post here", "No post here", vec![block])
    }
}

#[derive(Template)]
#[template(path = "missing.html")]
struct Missing<'a> {
    near: &'a [Near<'a>],
}

#[cfg(test)]
mod tests {
    use super::*;

    fn html(near: &[Near<'_>]) -> String {
        let page = Page::missing("/posts/b", near);
        assert_eq!(page.url, "/posts/b");
        page.blocks.iter().map(|block| &*block.html).collect()
    }

    #[test]
    fn near_posts_are_offered_as_text() {
        let near = Near {
            address: "../a%20b/",
            title: "A <b> & c",
        };
        assert!(html(&[near]).contains("<a href=\"../a%20b/\">A &#60;b&#62; &#38; c</a>"));
    }

    #[test]
    fn without_near_posts_none_are_offered() {
        assert!(!html(&[]).contains("Did you mean"));
    }
}
