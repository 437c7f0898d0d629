//! What a generator refuses in front matter that can be read, among the problems of a post.

use super::Post;
use super::mistakes::Mistake;
use crate::problem::{Kind, Problem, Severity};

/// Adds mistakes to the problems of a post, which stay in the order of the text. What is told of the same line
/// already becomes an error instead, and `also` may add to it.
pub(super) fn tell(
    path: &str,
    text: &str,
    mistakes: impl IntoIterator<Item = Mistake>,
    post: &mut Post,
    also: impl Fn(&mut Problem, &Mistake),
) {
    for mistake in mistakes {
        let line = mistake.place.line;
        let mut told = post.problems.iter_mut();
        if let Some(told) = told.find(|it| it.line == line && it.kind == Kind::FrontMatter) {
            told.severity = Severity::Error;
            also(told, &mistake);
            continue;
        }
        let problem = Problem::at(
            path,
            text,
            mistake.place,
            Kind::FrontMatter,
            mistake.message,
        );
        post.problems
            .push(problem.with_suggestion(mistake.suggestion));
    }
    post.problems
        .sort_by_key(|problem| (problem.line, problem.column));
}
