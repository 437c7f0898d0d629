use std::fmt::Write as _;

use jiff::Timestamp;
use proptest::prelude::*;

use super::{facts, problems_in};
use crate::check::{Draft, Facts, check, read};
use crate::dialect::Dialect;
use crate::parse::{Metadata, Status};

/// A look at all the rest of the text for each of these would take minutes.
#[test]
fn a_long_text_of_any_kind_is_no_trouble() {
    let many = |part: &str| part.repeat(200_000 / part.len());
    let within = |text: &str| format!("<div>\n{text}\n</div>");
    for text in [
        many("TODO "),
        many("{{< a "),
        many("{{< highlight >}}\n"),
        many("[a][bb] "),
        many("[a](gone.md)"),
        many("[^1] "),
        many("![["),
        many("<!-- check: off todo --> TODO\n\n"),
        within(&many("a &amp; b &lt;")),
        within(&many("<a href=x&amp;y>")),
        within(&many("<!-- ")),
        many("<a href='\n"),
        many("```a\n"),
        many("- ```a\n"),
        many("> ```\n\n"),
        many("# a\n"),
        many("## a {#a}\n"),
        (0..4000).fold(String::new(), |mut text, number| {
            let _ = writeln!(text, "## heading {number}\n\n[x](#headin-{number})\n");
            text
        }),
    ] {
        let problems = problems_in(&text, Dialect::Hugo, &facts());
        assert!(problems.len() <= 2000, "{}", problems.len());
    }
}

proptest! {
    #[test]
    fn no_text_brings_the_checks_down(
        text in r"(?s)([#>\-`~ \n\[\]()!<>/a-z*_{}%&;ä日\t:^]|TODO|```|<!--|-->|check: off|<a href=|<img src=|\{\{<){0,60}"
    ) {
        let text = text.as_str();
        for dialect in Dialect::ALL {
            for problem in problems_in(text, dialect, &facts()) {
                let line = text.lines().nth(problem.line as usize - 1).unwrap_or_default();
                let columns = u32::try_from(line.chars().count()).unwrap() + 1;
                prop_assert!(problem.column <= columns, "{problem:?}");
            }
        }
    }

    #[test]
    fn what_is_silenced_is_not_said(text in r"(?s)([#`\n\[\]()! a-z]|TODO|```|!\[\]\(gone.png\)|\[x\]\(lost.md\)){0,40}") {
        let silenced = format!("<!-- check: off -->\n\n{text}");
        let problems = problems_in(&silenced, Dialect::Hugo, &facts());
        prop_assert!(problems.is_empty(), "{problems:?}");
    }

    #[test]
    fn an_empty_draft_of_any_time_is_judged(seconds in -100_000_000_000_i64..100_000_000_000) {
        let now = Timestamp::from_second(seconds).unwrap();
        let facts = Facts { now, ..Facts::default() };
        let metadata = Metadata::default();
        let draft = Draft {
            path: "a.md", text: "", body_start: 0, dialect: Dialect::Plain,
            rules: Dialect::Plain.rules(), metadata: &metadata, status: Status::Draft,
        };
        prop_assert!(check(&read(draft), &facts).is_empty());
    }
}
