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
        for html in [forbidden(), failed("the disk is full")] {
            assert!(html.starts_with("<!doctype html>"), "{html}");
            assert!(!html.contains("<script") && !html.contains("<link") && !html.contains("src="));
        }
    }

    #[test]
    fn who_is_not_the_author_learns_nothing_of_the_blog() {
        assert!(!forbidden().contains("href"));
    }
}
