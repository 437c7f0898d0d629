//! A problem of the author's, in the terminal.

use std::fmt::Write;

use blog_serve::problem::{Excerpt, Kind, Problem, Severity};
use blog_serve::site::Save;
use jiff::tz::TimeZone;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::words::{clip, indent, visible};
use super::{BOLD, DOUBTFUL, GOOD, QUIET, WRONG};

/// Columns of a terminal that are left for a line of the author's, after its number.
const ROOM: usize = 80 - 17;
/// How many columns before a place are shown at least, where there are so many.
const LEAD: usize = 20;

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
        let is_meant = number == problem.line;
        let (shown, space, marks) = if is_meant {
            meant_line(shown, excerpt)
        } else {
            (clip(shown, ROOM), 0, 0)
        };
        let _ = writeln!(text, "          {QUIET}{number:>4} |{QUIET:#} {shown}");
        if is_meant {
            let marks = "^".repeat(marks);
            let _ = writeln!(
                text,
                "               {QUIET}|{QUIET:#} {:space$}{style}{marks}{style:#}",
                ""
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

/// The line with the place in it as far as there is room, and how many columns come before the
/// place and belong to it: a line that wraps has its marks under something else.
fn meant_line(shown: &str, excerpt: &Excerpt) -> (String, usize, usize) {
    let at = excerpt.column.saturating_sub(1) as usize;
    let length = excerpt.length.max(1) as usize;
    let part = |from, count| visible(&shown.chars().skip(from).take(count).collect::<String>());
    let (mut before, meant) = (part(0, at), part(at, length));
    if before.width() + meant.width() > ROOM {
        before = end_of(&before, ROOM.saturating_sub(meant.width()).max(LEAD));
    }
    let space = before.width();
    let line = before + &meant + &part(at + length, usize::MAX);
    let marks = meant.width().clamp(1, ROOM.saturating_sub(space).max(1));
    (clip(&line, ROOM), space, marks)
}

/// As much of the end of a text as fits into the columns.
fn end_of(text: &str, columns: usize) -> String {
    if text.width() <= columns {
        return text.to_owned();
    }
    let mut width = "…".width();
    let fits = |(_, character): &(usize, char)| {
        width += character.width().unwrap_or(0);
        width <= columns
    };
    let end = text.char_indices().rev().take_while(fits).last();
    format!("…{}", end.map_or("", |(at, _)| &text[at..]))
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
    fn a_frame_is_no_wider_than_a_terminal_and_marks_the_place() {
        let check = |before: &str, meant: &str, after: &str| {
            let text = format!("{}\n{before}{meant}{after}\n", "x".repeat(300));
            let count = |text: &str| u32::try_from(text.chars().count()).unwrap();
            let place = Place {
                line: 2,
                column: count(before) + 1,
                length: count(meant),
            };
            let problem = Problem::at("a.md", &text, place, Kind::Link, "Here.");
            let frame = plain(&frame_alone(&problem));
            assert!(frame.lines().all(|line| line.width() <= 80), "{frame}");
            let line = frame.lines().find(|line| line.contains("2 |")).unwrap();
            let marks = frame.lines().find(|line| line.contains('^')).unwrap();
            let at = marks.find('^').unwrap();
            let mut width = 0;
            let from = line.chars().skip_while(|character| {
                width += character.width().unwrap_or(0);
                width <= at
            });
            let from: String = from.collect();
            let (begin, _) = meant.split_at(meant.len().min(9));
            assert!(from.starts_with(begin), "{from}\n{frame}");
        };
        check("", "gone.md", "");
        check("see ", "gone.md", &" word".repeat(90));
        check(&"word ".repeat(90), "gone.md", " and so on");
        check(&"日本語".repeat(30), "無い.md", &"日本語".repeat(30));
        check(&"word ".repeat(11), &"long-".repeat(40), "end");
        check("\t\ta", "gone.md", "");
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
