//! A problem of the author's, in the terminal.

use std::fmt::Write;

use blog_serve::problem::{Kind, Problem, Severity};
use blog_serve::site::Save;
use jiff::tz::TimeZone;
use unicode_width::UnicodeWidthStr;

use super::words::{indent, visible};
use super::{BOLD, DOUBTFUL, GOOD, QUIET, WRONG};

/// A problem as a code frame, and what the page shows meanwhile.
pub(super) fn frame(problem: &Problem, metadata_of: Save) -> String {
    let mut text = frame_alone(problem);
    if let Some(sentence) = meanwhile(problem.kind, metadata_of) {
        let _ = writeln!(text, "            {}", indent(&sentence));
    }
    text
}

/// A problem as a code frame.
pub(super) fn frame_alone(problem: &Problem) -> String {
    let (word, style) = match problem.severity {
        Severity::Error => ("problem", WRONG),
        Severity::Warning => ("note", DOUBTFUL),
    };
    let Problem {
        path, line, column, ..
    } = problem;
    let path = visible(path);
    let place = if problem.excerpt.lines.is_empty() {
        path
    } else {
        format!("{path}:{line}:{column}")
    };
    let mut text = format!("  {style}{word:<9}{style:#} {BOLD}{place}{BOLD:#}\n");
    let _ = writeln!(text, "            {}", indent(&problem.message));
    let excerpt = &problem.excerpt;
    for (number, shown) in (excerpt.first_line..).zip(&excerpt.lines) {
        let _ = writeln!(
            text,
            "          {QUIET}{number:>4} |{QUIET:#} {}",
            visible(shown)
        );
        if number == problem.line {
            let at = excerpt.column.saturating_sub(1) as usize;
            let before: String = shown.chars().take(at).collect();
            let meant = shown.chars().skip(at);
            let meant: String = meant.take(excerpt.length.max(1) as usize).collect();
            let (space, marks) = (visible(&before).width(), visible(&meant).width().max(1));
            let _ = writeln!(
                text,
                "               {QUIET}|{QUIET:#} {:space$}{style}{}{style:#}",
                "",
                "^".repeat(marks)
            );
        }
    }
    if let Some(suggestion) = &problem.suggestion {
        let _ = writeln!(
            text,
            "            {GOOD}try{GOOD:#}     {}",
            visible(suggestion)
        );
    }
    text
}

/// What the page shows while a problem stands.
fn meanwhile(kind: Kind, metadata_of: Save) -> Option<String> {
    let sentence = match (kind, metadata_of) {
        (Kind::FrontMatter, Save::Newest) => {
            "The rest of the front matter counts; the text stays live.".to_owned()
        }
        (Kind::FrontMatter, Save::Earlier(saved)) => {
            let time = saved.to_zoned(TimeZone::system()).strftime("%H:%M");
            format!("The page keeps the title and date of {time}; the text stays live.")
        }
        (Kind::FrontMatter, Save::Never) => {
            "Until it can be read, the title is the file's name, and the post counts as a draft; the text is live."
                .to_owned()
        }
        (Kind::Read, _) => "A page that is open keeps the text that it shows.".to_owned(),
        // What else there is leaves title, date and text as they are.
        _ => return None,
    };
    Some(sentence)
}

#[cfg(test)]
mod tests {
    use blog_serve::problem::Place;

    use super::*;
    use crate::terminal::plain;

    #[test]
    fn a_problem_is_a_code_frame() {
        let text = "---\ntitle: Ru\u{301}st: x\ndraft: true\n---\n";
        let place = Place {
            line: 2,
            column: 8,
            length: 8,
        };
        let problem = Problem::at("posts/a.md", text, place, Kind::FrontMatter, "A colon.")
            .with_suggestion(Some("title: \"x\"".to_owned()));
        let frame = plain(&frame(&problem, Save::Newest));
        let expected = [
            "  problem   posts/a.md:2:8",
            "            A colon.",
            "             1 | ---",
            "             2 | title: Ru\u{301}st: x",
            "               |        ^^^^^^^",
            "             3 | draft: true",
            "             4 | ---",
            "            try     title: \"x\"",
            "            The rest of the front matter counts; the text stays live.",
            "",
        ];
        assert_eq!(
            frame.lines().collect::<Vec<_>>().join("\n"),
            expected[..9].join("\n")
        );
    }

    #[test]
    fn a_problem_says_what_the_page_shows_meanwhile() {
        let check = |kind, metadata_of, expected: Option<&str>| {
            let said = meanwhile(kind, metadata_of);
            let is_as_expected = match (&said, expected) {
                (Some(said), Some(part)) => said.contains(part),
                (said, expected) => said.is_none() && expected.is_none(),
            };
            assert!(is_as_expected, "{said:?}");
        };
        let at = |time: &str| {
            let today = format!("2026-11-22T{time}").parse::<jiff::civil::DateTime>();
            let zoned = today.unwrap().to_zoned(TimeZone::system());
            Save::Earlier(zoned.unwrap().timestamp())
        };
        check(Kind::FrontMatter, Save::Newest, Some("The rest of the"));
        check(Kind::FrontMatter, at("14:03"), Some("date of 14:03"));
        check(Kind::FrontMatter, Save::Never, Some("the file's name"));
        check(Kind::Read, Save::Newest, Some("keeps the text"));
        check(Kind::Permalink, Save::Newest, None);
    }
}
