//! What `blog-serve check` found.

use std::collections::BTreeSet;
use std::fmt::Write;

use blog_serve::checking::Told;

use super::problem::frame_alone;
use super::words::count;
use super::{BOLD, GOOD};

/// Every problem as a code frame, and how many there are.
pub(crate) fn checked(told: &Told) -> String {
    let mut text = String::new();
    for problem in &told.problems {
        let _ = writeln!(text, "{}", frame_alone(problem));
    }
    let _ = writeln!(text, "{}", summary(told));
    text
}

/// "3 problems in 2 of 14 posts", "14 posts, nothing found"
fn summary(told: &Told) -> String {
    let posts = count(told.posts, "post");
    if told.problems.is_empty() {
        return format!("{GOOD}{posts}, nothing found{GOOD:#}");
    }
    let problems = count(told.problems.len(), "problem");
    let paths: BTreeSet<&str> = told.problems.iter().map(|problem| &*problem.path).collect();
    // The blog's settings are no post.
    let is_settings = |path: &&str| path.rsplit('/').next() == Some(blog_serve::settings::FILE);
    let concerned = paths.iter().filter(|path| !is_settings(path)).count();
    let place = match (concerned, told.posts) {
        (0, _) => format!("in {}; {posts}", blog_serve::settings::FILE),
        (1, 1) => "in 1 post".to_owned(),
        (some, _) => format!("in {some} of {posts}"),
    };
    format!("{BOLD}{problems}{BOLD:#} {place}")
}

#[cfg(test)]
mod tests {
    use blog_serve::problem::Problem;

    use super::*;
    use crate::terminal::plain;

    #[test]
    fn the_end_says_how_much_there_is() {
        let check = |posts, paths: &[&str], expected: &str| {
            let problems = paths.iter().map(|path| Problem::unreadable(path, "x"));
            let problems = problems.collect();
            let told = Told { posts, problems };
            assert_eq!(plain(&summary(&told)), expected);
        };
        check(14, &[], "14 posts, nothing found");
        check(14, &["a", "a", "b"], "3 problems in 2 of 14 posts");
        check(1, &["a"], "1 problem in 1 post");
        check(
            3,
            &[".blog-serve.toml"],
            "1 problem in .blog-serve.toml; 3 posts",
        );
    }

    #[test]
    fn what_is_wrong_comes_before_how_much_that_is() {
        let told = Told {
            posts: 1,
            problems: vec![Problem::unreadable("posts/a.md", "This file is too large.")],
        };
        let text = plain(&checked(&told));
        assert!(text.starts_with("  problem   posts/a.md\n"), "{text}");
        assert!(!text.contains("page that is open"), "{text}");
    }
}
