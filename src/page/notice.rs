//! The small pages: what is not for you, or went wrong. Pure.
//!
//! Each is one file with its own styles and no script, because the address it stands at may lie
//! anywhere, and whoever sees it may not be let at anything else.

use askama::Template;

/// The page at the author's door for everyone who is not the author (403): the same for every
/// address, and it names nothing of the blog.
#[must_use]
pub fn forbidden() -> String {
    super::filled(&Forbidden)
}

/// The page for a failure of ours or of the environment (500), with a sentence on what happened.
///
/// Only for the author: the sentence may name files.
#[must_use]
pub fn failed(what: &str) -> String {
    super::filled(&Failed { what })
}

/// The page at the readers' door for everyone without a link (403): the same bytes for every
/// address and every wrong link, and nothing of the blog, not even that there is one.
#[must_use]
pub fn whole_link() -> String {
    super::filled(&WholeLink)
}

/// The page of a link that has ended (410), with whom to ask for another.
///
/// An open page says the same in the same words: `assets/ended.js`.
#[must_use]
pub fn ended(author: &str) -> String {
    super::filled(&Ended { author })
}

/// The page under a good link at an address that it does not open (404): the same bytes whether
/// there is something or nothing.
#[must_use]
pub fn elsewhere() -> String {
    super::filled(&Elsewhere)
}

#[derive(Template)]
#[template(path = "whole_link.html")]
struct WholeLink;

#[derive(Template)]
#[template(path = "ended.html")]
struct Ended<'a> {
    author: &'a str,
}

#[derive(Template)]
#[template(path = "elsewhere.html")]
struct Elsewhere;

#[derive(Template)]
#[template(path = "forbidden.html")]
struct Forbidden;

#[derive(Template)]
#[template(path = "failed.html")]
struct Failed<'a> {
    what: &'a str,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_small_page_loads_nothing() {
        let pages = [
            forbidden(),
            failed("the disk is full"),
            whole_link(),
            ended("Ada"),
            elsewhere(),
        ];
        for html in pages {
            assert!(html.starts_with("<!doctype html>"), "{html}");
            assert!(!html.contains("<script") && !html.contains("<link") && !html.contains("src="));
        }
    }

    #[test]
    fn who_is_not_the_author_learns_nothing_of_the_blog() {
        for html in [forbidden(), whole_link(), elsewhere()] {
            assert!(!html.contains("href"), "{html}");
        }
        for word in ["blog", "post", "draft", "author", "serve"] {
            assert!(!whole_link().contains(word), "{word}");
        }
    }

    #[test]
    fn who_has_no_link_is_told_where_to_find_it() {
        assert!(whole_link().contains(
            "<p class=\"say\">This page opens only with the whole link. Open it again from the \
             message you were sent, or scan the code again. If that does not help, ask for a new \
             link.</p>"
        ));
    }

    #[test]
    fn who_held_a_link_is_told_whom_to_ask() {
        let html = ended("Ada <3");
        assert!(html.contains("Ada &#60;3 stopped it, or its time was up."));
        assert!(html.contains("Ask Ada &#60;3 for a new link"));
    }
}
