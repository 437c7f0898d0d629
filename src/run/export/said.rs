//! What is said of an export on standard error.

use std::fmt::Write;
use std::io;

use blog_serve::export::{About, LARGEST, Note};
use blog_serve::problem::Problem;

use crate::terminal::{count, visible};

/// From here on the size is worth a word: many a mailbox takes no more.
const LARGE: usize = 10 << 20;

/// What is wrong with the front matter, which stops nothing.
pub(super) fn problems(problems: &[Problem]) -> String {
    let mut said = String::new();
    for problem in problems {
        let Problem {
            path, line, column, ..
        } = problem;
        let (path, message) = (visible(path), visible(&problem.message));
        let _ = writeln!(said, "  problem   {path}:{line}:{column}: {message}");
        if let Some(suggestion) = &problem.suggestion {
            let _ = writeln!(said, "            try  {}", visible(suggestion));
        }
    }
    said
}

/// What is not in the file as it is in the page.
pub(super) fn notes(path: &str, notes: &[Note]) -> String {
    let path = visible(path);
    let mut said = String::new();
    for note in notes {
        let what = visible(&note.what);
        let what = match note.about {
            About::Missing => format!("{what} is not there"),
            About::Unreadable(io::ErrorKind::PermissionDenied) => {
                format!("{what} may not be read")
            }
            About::Unreadable(cause) => {
                format!("{what} cannot be read ({cause})")
            }
            About::TooLarge => format!(
                "{what} is left out: with it the file would have more than {}",
                bytes(usize::try_from(LARGEST).unwrap_or(usize::MAX))
            ),
            About::Circle => {
                format!(
                    "{what} is left out: style sheets import each other in a circle, or too deep"
                )
            }
            About::Network => format!("needs the network: {what}"),
            About::LeftOut => format!("{what} is left out"),
            About::Link => continue,
        };
        let place = match note.line {
            0 => "the style sheet".to_owned(),
            line => format!("{path}:{line}"),
        };
        let _ = writeln!(said, "  note      {place}: {what}");
    }
    said + &links(notes)
}

/// Links that lead nowhere in the file.
fn links(notes: &[Note]) -> String {
    let links: Vec<_> = notes
        .iter()
        .filter(|note| note.about == About::Link)
        .collect();
    if links.is_empty() {
        return String::new();
    }
    let many = count(links.len(), "link");
    let verb = if links.len() == 1 { "leads" } else { "lead" };
    let mut said =
        format!("  note      {many} {verb} to what the reader does not have; the text stays:\n");
    for link in links {
        let _ = writeln!(
            said,
            "            line {}: {}",
            link.line,
            visible(&link.what)
        );
    }
    said
}

/// A word on the size of a large file.
pub(super) fn size(length: usize) -> String {
    if length <= LARGE {
        return String::new();
    }
    format!(
        "  note      The file has {}: too much for many a mailbox.\n",
        bytes(length)
    )
}

/// "1.2 MB"
pub(super) fn bytes(length: usize) -> String {
    #[expect(
        clippy::cast_precision_loss,
        reason = "one digit after the point is shown"
    )]
    let length = length as f64;
    if length < 1e6 {
        format!("{:.0} KB", (length / 1e3).max(1.0))
    } else {
        format!("{:.1} MB", length / 1e6)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes_say_where_and_what() {
        let note = |about, what: &str, line| Note {
            about,
            what: what.to_owned(),
            line,
        };
        let said = notes(
            "posts/a.md",
            &[
                note(About::Missing, "cat.png", 3),
                note(About::Link, "b.md", 4),
                note(About::Network, "https://a.b/c.png", 0),
            ],
        );
        let expected = "  note      posts/a.md:3: cat.png is not there\n  \
                        note      the style sheet: needs the network: https://a.b/c.png\n  \
                        note      1 link leads to what the reader does not have; the text stays:\n            \
                        line 4: b.md\n";
        assert_eq!(said, expected);
        assert_eq!(size(LARGE), "");
        assert!(size(LARGE + 1).contains("10.5 MB"));
        assert_eq!(bytes(12), "1 KB");
        assert_eq!(bytes(34_567), "35 KB");
    }
}
