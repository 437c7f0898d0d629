//! What can be read, and is not what was meant.

use super::{check, good, json, toml, yaml};
use crate::parse::parse;

/// A doubt about a text that can be read: its line, some words of it, the mended line.
#[track_caller]
fn check_doubt(text: &str, line: u32, words: &str, mended: Option<&str>) {
    let post = parse("a.md", text);
    let [problem] = &post.problems[..] else {
        panic!("{text}: {:?}", post.problems);
    };
    assert!(problem.message.contains(words), "{text}\n{problem:#?}");
    assert_eq!(
        (problem.line, problem.suggestion.as_deref()),
        (line, mended),
        "{text}"
    );
    if let Some(mended) = mended {
        let wrong = text.lines().nth(line as usize - 1).unwrap();
        good(&text.replacen(wrong, mended, 1));
    }
}

#[test]
fn a_text_that_says_something_else_than_was_meant_is_doubted() {
    check_doubt(
        &yaml("title: C# tips #1"),
        3,
        "before this `#`",
        Some("title: \"C# tips #1\""),
    );
    check_doubt(
        &yaml("title: #rust"),
        3,
        "before this `#`",
        Some("title: \"#rust\""),
    );
    for value in ["!important", "!important things", "&rest", "&rest of it"] {
        let mended = format!("title: \"{value}\"");
        check_doubt(
            &yaml(&format!("title: {value}")),
            3,
            &format!("`{}`", &value[..1]),
            Some(&mended),
        );
    }
    check_doubt(
        &yaml("title: #1 hit"),
        3,
        "before this `#`",
        Some("title: \"#1 hit\""),
    );
    check_doubt(
        &yaml("title: 5 #2"),
        3,
        "before this `#`",
        Some("title: \"5 #2\""),
    );
}

#[test]
fn a_number_that_loses_a_digit_is_doubted() {
    check_doubt(
        &yaml("title: 1.10"),
        3,
        "the number 1.1.",
        Some("title: \"1.10\""),
    );
    check_doubt(
        &toml("title = 1.10"),
        3,
        "the number 1.1.",
        Some("title = \"1.10\""),
    );
}

#[test]
fn entries_that_are_none_or_more_than_texts_are_doubted() {
    check_doubt(
        &yaml("tags: rust, web]"),
        3,
        "never opened",
        Some("tags: [rust, web]"),
    );
    check_doubt(
        &yaml("tags:\n  - a\n    - b"),
        5,
        "indented further",
        Some("  - b"),
    );
    check_doubt(
        &yaml("tags:\n  -a\n  - b"),
        4,
        "space is missing",
        Some("  - a"),
    );
    check_doubt(
        &yaml("tags:\n- Rust: a book"),
        4,
        "colon in it",
        Some("- \"Rust: a book\""),
    );
    check_doubt(
        &yaml("tags: [Rust: a book, b]"),
        3,
        "colon in it",
        Some("tags: [\"Rust: a book\", b]"),
    );
}

#[test]
fn a_value_that_cannot_be_meant_so_is_doubted() {
    check_doubt(
        &yaml("path: \"C:\\blog\""),
        3,
        "backslash",
        Some("path: 'C:\\blog'"),
    );
    check_doubt(&yaml("slug: [a]"), 3, "is a list", Some("slug: \"[a]\""));
    check_doubt(&yaml("slug: [\"a\"]"), 3, "is a list", Some("slug: \"a\""));
    check_doubt(&yaml("description:\n- a"), 3, "is a list", None);
    check_doubt(
        &yaml("description: [a, b]"),
        3,
        "is a list",
        Some("description: \"[a, b]\""),
    );
    // Which of the two is meant cannot be told.
    for list in ["[\"a\", \"b\"]", "['a', 'b']"] {
        check_doubt(&yaml(&format!("slug: {list}")), 3, "is a list", None);
        check_doubt(&toml(&format!("title = {list}")), 3, "is a list", None);
    }
    check_doubt(&json("  \"title\": [\"A\", \"B\"],"), 3, "is a list", None);
    check_doubt(
        &json("  \"title\": [\"A\"],"),
        3,
        "is a list",
        Some("  \"title\": \"A\","),
    );
    check_doubt(&yaml("title: A\nTitle: B"), 4, "same key", None);
    check_doubt(
        &yaml("draft: ture").replace("draft: true\n", ""),
        3,
        "`true` or `false`",
        Some("draft: true"),
    );
}

#[test]
fn what_may_be_meant_so_is_not_doubted() {
    for text in [
        "title: C#",
        "title: A # a note",
        "title: C#1 and F#2",
        "title: 2024",
        "title: &name My post\nsummary: *name",
        "tags: rust [and]",
        "description: |\n  - a\n    - b\n  -c #d",
        "params:\n  tags:\n    - a: b",
        "summary: \"Tab\\there\"",
    ] {
        good(&yaml(text));
    }
}

#[test]
fn a_key_that_can_be_read_and_is_not_the_one_that_was_meant_is_doubted() {
    let check = |line: &str, words: &str, mended: &str| {
        let text = yaml(line);
        let post = parse("a.md", &text);
        let [problem] = &post.problems[..] else {
            panic!("{line}: {:?}", post.problems);
        };
        assert_eq!((problem.line, problem.column), (3, 1), "{line}");
        assert!(problem.message.contains(words), "{}", problem.message);
        assert_eq!(problem.suggestion.as_deref(), Some(mended));
        assert!(good(&text.replacen(line, mended, 1)).title.is_some());
    };
    check(
        "Title My post: the first",
        "colon is missing",
        "Title: \"My post: the first\"",
    );
    check(
        "title:Rust: a book",
        "space is missing",
        "title: \"Rust: a book\"",
    );
}

#[test]
fn a_list_for_a_title_is_doubted() {
    for (text, mended) in [
        (yaml("title: [Draft, x]"), "title: \"[Draft, x]\""),
        (toml("title = [1, 2]"), "title = \"[1, 2]\""),
    ] {
        let post = parse("a.md", &text);
        assert!(
            post.problems[0].message.contains("is a list"),
            "{:?}",
            post.problems
        );
        assert_eq!(post.problems[0].suggestion.as_deref(), Some(mended));
    }
}

#[test]
fn a_date_is_mended_where_it_is_clear() {
    for (written, words, mended) in [
        ("2026-13-45", "no month 13", None),
        ("2026-02-30", "28 days and no day 30", None),
        ("tomorrow", "not a date", None),
        ("03/04/2026", "may be 2026-04-03 or 2026-03-04", None),
        ("04/04/2026", "not a date", Some("2026-04-04")),
        ("20/11/2026", "not a date", Some("2026-11-20")),
        ("31/12/2026", "not a date", Some("2026-12-31")),
        ("12/31/2026", "not a date", Some("2026-12-31")),
        (
            "05.04.2026 10:00",
            "not a date",
            Some("2026-04-05T10:00:00"),
        ),
        ("2026–04–05", "not a date", Some("2026-04-05")),
        ("“2026-04-05”", "not a date", Some("2026-04-05")),
        ("Sept 5th, 2026", "not a date", Some("2026-09-05")),
        ("5 Sept., 2026", "not a date", Some("2026-09-05")),
        (
            "2026-04-05T10:00:00+2:00",
            "not a date",
            Some("2026-04-05T10:00:00+02:00"),
        ),
        ("2026-04-05 10:00,", "not a date", Some("2026-04-05 10:00")),
    ] {
        let post = parse("a.md", &format!("---\ndate: {written}\n---\n"));
        let [problem] = &post.problems[..] else {
            panic!("{written}: {:?}", post.problems)
        };
        assert!(
            problem.message.contains(words),
            "{written}: {}",
            problem.message
        );
        let mended = mended.map(|mended| format!("date: {mended}"));
        assert_eq!(problem.suggestion, mended, "{written}");
    }
    check(
        &toml("publishDate = 2026-1-2"),
        "2026-1-2",
        "not a date",
        Some("publishDate = 2026-01-02"),
    );
    check(
        &toml("publishDate = tomorrow"),
        "tomorrow",
        "not a date",
        None,
    );
    check(
        &yaml("lastmod: 2026-01-02T10:00:00:"),
        "2026-01-02T10:00:00:",
        "not a date",
        Some("lastmod: 2026-01-02T10:00:00"),
    );
}

#[test]
fn a_date_in_json_is_mended_where_it_is_clear() {
    for (written, words, mended) in [
        ("2024-01-02", "double quotes", Some("2024-01-02")),
        ("20/11/2026", "not a date", Some("2026-11-20")),
        ("03/04/2026", "may be 2026-04-03", None),
        ("2026-02-30", "no day 30", None),
    ] {
        let mended = mended.map(|mended| format!("  \"publishDate\": \"{mended}\","));
        check(
            &json(&format!("  \"publishDate\": {written},")),
            written,
            words,
            mended.as_deref(),
        );
        if written != "2024-01-02" {
            check_doubt(
                &json(&format!("  \"publishDate\": \"{written}\",")),
                3,
                words,
                mended.as_deref(),
            );
        }
    }
}

#[test]
fn a_draft_that_is_neither_yes_nor_no_is_doubted() {
    let words = "should be `true` or `false`";
    let text = yaml("draft: maybe").replace("draft: true\n", "");
    check_doubt(&text, 3, words, None);
    check_doubt(&toml("draft = \"maybe\""), 3, words, None);
    check_doubt(&json("  \"draft\": \"maybe\","), 3, words, None);
    check(&toml("draft = maybe"), "maybe", words, None);
    check(&toml("draft = ture"), "ture", words, Some("draft = true"));
    check(&json("  \"draft\": maybe,"), "maybe", words, None);
    check(
        &json("  \"draft\": flase,"),
        "flase",
        words,
        Some("  \"draft\": false,"),
    );
}
