//! Front matter that cannot be read, and what its author is told.

use super::{check_body, good, marked};
use crate::parse::{parse, read};
use crate::problem::Problem;

/// The one problem of a text, whose metadata cannot be read.
fn broken(text: &str) -> Problem {
    let post = parse("a.md", text);
    assert_eq!(post.metadata, None, "{text}");
    assert_eq!(post.problems.len(), 1, "{:?}", post.problems);
    post.problems.into_iter().next().unwrap()
}

#[test]
fn front_matter_without_its_end_is_named_at_its_start() {
    let check = |text: &str, body: &str, body_line, line| {
        let problem = broken(text);
        assert_eq!((problem.line, problem.column), (line, 1), "{text}");
        assert!(problem.message.contains("missing"), "{}", problem.message);
        check_body(text, body, body_line);
    };
    check("---\ntitle: A\ndraft: true\n\nText.\n", "\nText.\n", 4, 1);
    check(
        "---\ntitle: A\ntags:\n  - a\n- b\n\n- item\n",
        "\n- item\n",
        6,
        1,
    );
    check("\n---\ntitle: A\n", "", 4, 2);
    check("+++\ntitle = 'A'\n[extra]\nx = 1\n\nText = x y\n", "", 7, 1);
    check("{\n  \"title\": \"A\",\n\nText.\n", "\nText.\n", 3, 1);
    check(
        "---\ntitle: A\n\n# Heading\n\nText: more\nand more\n\n---\nlast\n",
        "\n# Heading\n\nText: more\nand more\n\n---\nlast\n",
        3,
        1,
    );
}

#[test]
fn a_colon_in_a_value_asks_for_quotes() {
    let check = |line: &str, column, meant: &str, mended: &str| {
        for (open, number) in [("---\n", 2), ("\u{feff}\r\n---\r\nlayout: x\r\n", 4)] {
            let problem = broken(&format!("{open}{line}\ndraft: true\n---\nText\n"));
            let lines_above = u32::try_from(line.matches('\n').count()).unwrap();
            assert_eq!(
                (problem.line, problem.column),
                (number + lines_above, column),
                "{line}"
            );
            assert_eq!(marked(&problem), meant);
            assert!(
                problem.message.contains("has a colon in it"),
                "{}",
                problem.message
            );
            assert_eq!(problem.suggestion.as_deref(), Some(mended));
        }
    };
    check(
        "title: Rust: Community Leadership",
        8,
        "Rust: Community Leadership",
        "title: \"Rust: Community Leadership\"",
    );
    check(
        "title: The \"new\" way: it's ours",
        8,
        "The \"new\" way: it's ours",
        "title: 'The \"new\" way: it''s ours'",
    );
    check("title: Öl: C:\\x", 8, "Öl: C:\\x", "title: 'Öl: C:\\x'");
    check("title: Rust:", 8, "Rust:", "title: \"Rust:\"");
    check(
        "title:  A: b #2 # note",
        9,
        "A: b #2",
        "title:  \"A: b #2\" # note",
    );
    check("authors:\n  - name: A: b", 11, "A: b", "  - name: \"A: b\"");
}

#[test]
fn a_suggested_line_is_read_as_it_was_meant() {
    let text = "---\ntitle: Rust: \"Community\" Leadership\ndraft: true\n---\n";
    let problem = broken(text);
    let mended = text.replace(
        "title: Rust: \"Community\" Leadership",
        &problem.suggestion.unwrap(),
    );
    assert_eq!(
        good(&mended).title.as_deref(),
        Some("Rust: \"Community\" Leadership")
    );
}

#[test]
fn an_unclosed_quote_is_named_where_it_opens() {
    let check = |text: &str, line, column, mended: &str| {
        let problem = broken(text);
        assert_eq!((problem.line, problem.column), (line, column), "{text}");
        assert!(
            problem.message.contains("never closed"),
            "{}",
            problem.message
        );
        assert_eq!(problem.suggestion.as_deref(), Some(mended));
    };
    check(
        "---\ntitle: \"Rust\ndraft: true\n---\nText\n",
        2,
        8,
        "title: \"Rust\"",
    );
    check(
        "---\ntitle: 'Rust\ndescription: 'other'\n---\n",
        2,
        8,
        "title: 'Rust'",
    );
    check(
        "---\ndraft: true\ntitle: \"Rust\n---\n",
        3,
        8,
        "title: \"Rust\"",
    );
    check("---\ntags:\n  - \"a\n  - b\n---\n", 3, 5, "  - \"a\"");

    let problem = broken("---\ndraft: true\ntitle: \"Rust\n  and more\nlayout: x\n---\n");
    assert_eq!(
        (problem.line, problem.column, marked(&problem).as_str()),
        (3, 8, "\"Rust")
    );
    assert!(
        problem.message.contains("never closed"),
        "{}",
        problem.message
    );
}

#[test]
fn a_tab_in_the_indentation_is_named() {
    let problem = broken("---\ntitle: A\ntags:\n\t- a\n---\n");
    assert_eq!(
        (problem.line, problem.column, marked(&problem).as_str()),
        (4, 1, "\t")
    );
    assert!(problem.message.contains("tab"));
    assert_eq!(problem.suggestion.as_deref(), Some("  - a"));

    let problem = broken("---\ndraft: true\n\ttitle: A\n---\n");
    assert_eq!((problem.line, problem.column), (3, 1));
    assert_eq!(problem.suggestion.as_deref(), Some("title: A"));
}

#[test]
fn a_second_key_is_named_where_it_stands() {
    let check = |text: &str, line, column| {
        let problem = broken(text);
        assert_eq!((problem.line, problem.column), (line, column), "{text}");
        assert!(problem.message.contains("twice"), "{}", problem.message);
    };
    check("---\ntitle: A\ndraft: true\ntitle: B\n---\n", 4, 1);
    check(
        "---\nx:\n  - title: A\n  - title: B\ny:\n  title: C\ntitle: D\ntitle: E\n---\n",
        8,
        1,
    );
    check("---\nx:\n  a: 1\n  b: 2\n  a: 3\n---\n", 5, 3);
}

#[test]
fn other_mistakes_are_told_in_the_parsers_words() {
    let check = |text: &str, line, column, words: &str| {
        let problem = broken(text);
        assert_eq!((problem.line, problem.column), (line, column), "{text}");
        assert_eq!(problem.message, format!("This cannot be read as {words}."));
    };
    check(
        "---\nauthors: {me: @you}\n---\n",
        2,
        15,
        "YAML: found character that cannot start any token",
    );
    check(
        "---\ntitle: A\nslug: a\u{8}b\n---\n",
        3,
        8,
        "YAML: control characters are not allowed",
    );
    check(
        "---\nx: {a, b: [}\ntitle: A\n---\n",
        2,
        12,
        "YAML: did not find expected node content, while parsing a flow node",
    );
    check(
        "+++\na = {b = 1\n+++\n",
        2,
        11,
        "TOML: unclosed inline table, expected `}`",
    );
    check(
        "{\n\"title\": \"ä\" \"date\": 1\n}\n",
        2,
        14,
        "JSON: expected `,` or `}`",
    );
}

#[test]
fn a_text_in_the_place_of_keys_is_named() {
    let problem = broken("---\njust some words\n---\nText\n");
    assert_eq!((problem.line, problem.column), (2, 1));
    assert_eq!(marked(&problem), "just some words");
    assert!(problem.message.contains("no keys"));
}

#[test]
fn hostile_front_matter_is_refused() {
    let deep = "[".repeat(60_000);
    for text in [
        format!("---\nx: {deep}\n---\n"),
        format!("+++\nx = {deep}\n+++\n"),
        format!("{{\"x\": {deep}}}\n"),
        format!("+++\n{}x = 1\n+++\n", "a.".repeat(30_000)),
        format!("+++\n[{}x]\n+++\n", "a.".repeat(30_000)),
        format!("---\n{}x\n---\n", "- ".repeat(30_000)),
        format!("---\n{}x\n---\n", "? ".repeat(30_000)),
        format!("---\nx: {}\n---\n", "a".repeat(70_000)),
        format!("---\ntitle: x\n{}x: a: b\n---\n", "// c\n".repeat(12_000)),
        format!(
            "---\na: &a [{0}]\nb: &b [{1}]\nc: &c [{2}]\nd: &d [{3}]\ne: &e [{4}]\nf: [{5}]\n---\n",
            ["x"; 50].join(","),
            ["*a"; 50].join(","),
            ["*b"; 50].join(","),
            ["*c"; 50].join(","),
            ["*d"; 50].join(","),
            ["*e"; 50].join(",")
        ),
    ] {
        let problem = broken(&text);
        let shown = &text[..30];
        assert!(problem.message.len() < 300, "{shown}: {}", problem.message);
    }
}

/// What is written so many times, each with its number.
fn many(count: usize, line: impl Fn(usize) -> String) -> String {
    (0..count).map(line).collect()
}

/// YAML that takes long to read, or to look at.
fn long_yaml() -> Vec<String> {
    let spaces = |count| " ".repeat(count);
    vec![
        format!(
            "---\n{}x: @y\n---\n",
            many(4_500, |i| format!("k{i}: &a b\n"))
        ),
        format!("---\n{}---\n", many(6_000, |i| format!("k{i}: @y\n"))),
        format!("---\nx:\n{}---\n", many(8_000, |_| "\t- a\n".to_owned())),
        format!(
            "---\ntags:\n{}x]\n---\n",
            many(10_000, |_| "- [a\n".to_owned())
        ),
        format!(
            "---\ntags:\n{}---\n",
            many(6_000, |_| "- a\n  - b\n".to_owned())
        ),
        format!(
            "---\ntags:\n{}---\n",
            many(700, |_| "- a\n  - b\n".to_owned())
        ),
        format!("---\ntags:\n{}---\n", many(12_000, |_| "  -a\n".to_owned())),
        format!("---\n{}x: {{a: b: [\n---\n", "\n".repeat(60_000)),
        format!("---\n{}---\n", many(4_500, |i| format!("k{i}: \"\\b\"\n"))),
        format!(
            "---\n{}---\n",
            many(3_000, |i| format!("title My post {i}: a\n"))
        ),
        format!("---\ntags: [{}\n---\n", "\"a, ".repeat(12_000)),
        format!("---\ntags: [{}]\n---\n", "@, ".repeat(20_000)),
        format!(
            "---\n{}x: @y: [\n---\n",
            many(340, |i| format!("{}a:\n", spaces(i)))
        ),
        format!("---\n{}: a: b\n---\n", "k".repeat(60_000)),
        format!("---\n{}:a\n---\n", "k".repeat(60_000)),
    ]
}

/// The same in TOML and JSON.
fn long_toml_and_json() -> Vec<String> {
    vec![
        format!(
            "+++\n{}x = @y\n+++\n",
            many(4_500, |i| format!("k{i} = \"a\"\n"))
        ),
        format!(
            "+++\ntags = [\n{}+++\n",
            many(10_000, |_| "\"a\n".to_owned())
        ),
        format!("+++\n{} \"a\"\n+++\n", "k".repeat(60_000)),
        format!(
            "{{\n{}\"x\": @y\n}}\n",
            many(4_000, |i| format!("\"k{i}\": \"a\",\n"))
        ),
        format!(
            "{{\n{}\"x\": 1\n}}\n",
            many(4_000, |i| format!("\"k{i}\": \"a\n"))
        ),
    ]
}

#[test]
fn long_front_matter_is_not_read_over_and_over() {
    // Four times the longest: as it is, what may be tried, and a line by itself before and after.
    const MOST_TAKEN: u64 = 4 << 32;
    for text in long_yaml().into_iter().chain(long_toml_and_json()) {
        let before = read::TAKEN.get();
        let post = parse("a.md", &text);
        let taken = read::TAKEN.get() - before;
        let shown = &text[..30];
        assert!(taken <= MOST_TAKEN, "{shown}: {taken}");
        assert!(post.problems.len() <= 100, "{shown}");
        for problem in &post.problems {
            assert!(problem.message.len() < 300, "{shown}: {}", problem.message);
        }
    }
}

#[test]
fn the_line_on_which_the_parser_stops_is_tried_first() {
    let above = many(4_500, |i| format!("k{i}: &a b\n"));
    let problem = broken(&format!("---\n{above}x: @y\n---\n"));
    assert_eq!(problem.line, 4_502);
    assert_eq!(problem.suggestion.as_deref(), Some("x: \"@y\""));
}
