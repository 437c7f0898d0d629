//! What holds for every text.

use proptest::prelude::*;
use proptest::sample::{Index, select};

use super::*;

/// Front matter to begin with, from which mutations go astray.
const POSTS: [&str; 6] = [
    "---\ntitle: \"Rust: Community Leadership\"\ndate: 2019-11-06T12:01:42-05:00\ndraft: true\n---\n\nText — “quoted”.\n",
    "\u{feff}\n---\nTitle: Über uns\ntags:\n  - a\n  - 'b c'\nsummary: |\n  two\n  lines\n...\nBody\n\n---\n\nmore\n",
    "+++\ntitle = \"A\"\ndate = 2019-11-06\ndescription = \"\"\"\ntwo\nlines\"\"\"\n[taxonomies]\ntags = [\"x\"]\n+++\nText\n",
    "{\n  \"title\": \"A\",\n  \"date\": \"2019-11-06\",\n  \"tags\": [\"ä\", \"b\"]\n}\nText\n",
    "---\nx: &x {a: [1, 2]}\ny:\n  <<: *x\npublished: 2030-01-01\n---",
    "---\n\nA thematic break.\n\n---\n\nText\n",
];

/// What is likely to break something.
const PIECES: [&str; 30] = [
    "“",
    "”",
    ";",
    ",",
    "]",
    "//",
    "* ",
    "\u{a0}",
    "----\n",
    "<<<<<<< x\n",
    "---\n",
    "+++\n",
    "...\n",
    "{",
    "}",
    "[",
    "\"",
    "'",
    ":",
    ": ",
    "\t",
    "\n",
    "- ",
    "#",
    "&x ",
    "*x",
    "\\",
    "ä",
    "\u{2028}",
    "title: x\n",
];

/// A post with some pieces put in and some stretches taken out.
fn mutated() -> impl Strategy<Value = String> {
    let edit = (any::<Index>(), 0..12usize, select(&PIECES[..]));
    (select(&POSTS[..]), proptest::collection::vec(edit, 0..5)).prop_map(|(post, edits)| {
        edits
            .into_iter()
            .fold(post.to_owned(), |text, (at, removed, piece)| {
                let start = text.floor_char_boundary(at.index(text.len() + 1));
                let end = text.floor_char_boundary(start + removed).max(start);
                format!("{}{piece}{}", &text[..start], &text[end..])
            })
    })
}

fn check_post(text: &str) {
    let post = parse("a.md", text);
    assert!(text.is_char_boundary(post.body_start));
    let above = text[..post.body_start].matches('\n').count();
    assert_eq!(post.body_line as usize, above + 1);
    assert!(post.metadata.is_some() || !post.problems.is_empty());
    for problem in &post.problems {
        let lines = text.lines().count().max(1);
        assert!(
            (1..=lines).contains(&(problem.line as usize)),
            "{problem:?}"
        );
        assert!(
            problem.column >= 1 && problem.excerpt.length >= 1,
            "{problem:?}"
        );
        assert!(!problem.message.contains(" at line "), "{problem:?}");
    }
}

/// With the suggested line in its place, another mistake may remain, but not this one.
fn check_suggestions(text: &str) {
    let bare = text.strip_prefix('\u{feff}').unwrap_or(text);
    for problem in parse("a.md", bare).problems {
        let Some(suggestion) = &problem.suggestion else {
            continue;
        };
        let mended: String = bare
            .lines()
            .zip(1..)
            .map(|(line, number)| {
                if number == problem.line {
                    suggestion
                } else {
                    line
                }
            })
            .flat_map(|line| [line, "\n"])
            .collect();
        let still = parse("a.md", &mended).problems;
        let is_same = |other: &Problem| {
            (other.line, other.column, &other.message)
                == (problem.line, problem.column, &problem.message)
        };
        assert!(!still.iter().any(is_same), "{problem:?}\n{mended}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_taken_apart(text in any::<String>()) {
        check_post(&text);
        check_post(&format!("---\n{text}\n---\n"));
        check_post(&format!("+++\n{text}\n+++\n"));
        check_post(&format!("{{\"{text}"));
    }

    #[test]
    fn broken_front_matter_is_taken_apart(text in mutated()) {
        check_post(&text);
    }

    #[test]
    fn a_mended_line_is_mended(text in mutated()) {
        check_suggestions(&text);
    }

    #[test]
    fn carriage_returns_change_nothing(text in mutated()) {
        let unix = parse("a.md", &text);
        let dos = parse("a.md", &text.replace('\n', "\r\n"));
        prop_assert_eq!(unix.metadata, dos.metadata);
        prop_assert_eq!(unix.body_line, dos.body_line);
        prop_assert_eq!(unix.problems, dos.problems);
    }

    #[test]
    fn the_same_head_tells_the_same((one, rest) in (mutated(), mutated()), cut in any::<Index>()) {
        let post = parse("a.md", &one);
        if let Some(head) = Head::of(&post, &one) {
            let rest = &rest[rest.floor_char_boundary(cut.index(rest.len() + 1))..];
            let other = format!("{}{rest}", &one[..post.body_start]);
            prop_assert!(head.stands_in(&other));
            let again = parse("a.md", &other);
            prop_assert_eq!(again.metadata, post.metadata);
            prop_assert_eq!(again.body_start, head.body_start);
            prop_assert_eq!(again.body_line, head.body_line);
            prop_assert!(again.problems.is_empty());
        }
    }

    #[test]
    fn any_bytes_are_text_or_a_problem(bytes in any::<Vec<u8>>()) {
        match decode("a.md", bytes.clone()) {
            Ok(text) => prop_assert_eq!(text.into_bytes(), bytes),
            Err(problem) => prop_assert_eq!(problem.kind, Kind::Read),
        }
    }

    #[test]
    fn any_text_is_a_date_or_none(text in "[0-9A-Za-zä–“:/+., \\[\\]-]{0,40}") {
        let _ = date(&text);
        let meant = date::meant(&text);
        prop_assert!(meant.is_none_or(|meant| date(&meant).is_some()));
        let _ = date::why_none("date", &text);
    }
}
