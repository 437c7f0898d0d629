//! A quote, a comma, a space or a delimiter of another kind.

use super::{broken, check, good, json, marked, toml, yaml};
use crate::parse::parse;

#[test]
fn quotes_of_two_kinds_or_curly_ones_are_named() {
    for (value, meant, words) in [
        ("“Rust: why”", "Rust: why", "curly quotes"),
        ("\"Rust”", "Rust", "a straight quote at one end"),
        ("“Rust: why\"", "Rust: why", "a straight quote at one end"),
        ("\"Rust'", "Rust", "one kind of quote"),
        ("„Rust: warum“", "Rust: warum", "curly quotes"),
    ] {
        let mended = format!("title: \"{meant}\"");
        check(
            &yaml(&format!("title: {value}")),
            value,
            words,
            Some(&mended),
        );
    }
    // Perhaps it is the apostrophe of a plural.
    check(
        &yaml("title: \"The dogs'"),
        "\"The dogs'",
        "never closed",
        Some("title: \"The dogs'\""),
    );
    check(
        &yaml("title: 'The dogs' dinner'"),
        "'The dogs' dinner'",
        "apostrophe",
        Some("title: \"The dogs' dinner\""),
    );
    check(
        &yaml("title: \"\"\"Rust\"\"\""),
        "\"\"\"Rust\"\"\"",
        "has a quote in it",
        Some("title: \"Rust\""),
    );
    check(
        &toml("title = \"Rust”"),
        "\"Rust”",
        "a straight quote at one end",
        Some("title = \"Rust\""),
    );
    check(
        &json("  \"title\": “Rust”,"),
        "“Rust”",
        "curly quotes",
        Some("  \"title\": \"Rust\","),
    );
    for (text, mended) in [
        (toml("title = Rust\""), "title = \"Rust\""),
        (json("  \"title\": Rust\","), "  \"title\": \"Rust\","),
    ] {
        let problem = broken(&text);
        assert_eq!(problem.suggestion.as_deref(), Some(mended));
    }
    // Titles may have curly quotes.
    assert_eq!(
        good(&yaml("title: “Rust”")).title.as_deref(),
        Some("“Rust”")
    );
}

#[test]
fn what_other_languages_have_behind_a_value_is_named() {
    check(
        &yaml("title: \"A\","),
        ",",
        "wants nothing",
        Some("title: \"A\""),
    );
    check(
        &yaml("title: \"A\";"),
        ";",
        "wants nothing",
        Some("title: \"A\""),
    );
    check(
        &yaml("tags: [a, b],"),
        ",",
        "wants nothing",
        Some("tags: [a, b]"),
    );
    check(
        &yaml("title: \"A\" // a note"),
        "// a note",
        "begins with `#`",
        Some("title: \"A\" # a note"),
    );
    check(
        &toml("title = \"A\","),
        ",",
        "wants nothing",
        Some("title = \"A\""),
    );
    check(
        &toml("weight = 7;"),
        ";",
        "wants nothing",
        Some("weight = 7"),
    );
    check(
        &json("  \"title\": \"A\";"),
        ";",
        "wants nothing",
        Some("  \"title\": \"A\","),
    );
}

#[test]
fn a_comment_of_another_language_is_named() {
    check(
        &yaml("// a note"),
        "// a note",
        "begins with `#`",
        Some("# a note"),
    );
    check(
        &yaml("<!-- a note -->"),
        "<!-- a note -->",
        "begins with `#`",
        Some("# a note"),
    );
    check(
        &toml("// a note"),
        "// a note",
        "begins with `#`",
        Some("# a note"),
    );
    check(&json("  // a note"), "// a note", "no comments", None);
    for end in ["", ","] {
        let line = format!("  \"title\": \"A\"{end} // a note");
        let mended = "  \"title\": \"A\",";
        let problem = broken(&json(&line));
        assert_eq!(problem.suggestion.as_deref(), Some(mended), "{line}");
        assert!(problem.message.contains("no comments"));
    }
    let problem = broken("{\n\"title\": \"A\" // a note\n}\n");
    assert_eq!(problem.suggestion.as_deref(), Some("\"title\": \"A\""));
}

#[test]
fn what_a_merge_leaves_is_named() {
    for text in [
        "---\nlayout: x\n<<<<<<< HEAD\ntitle: A\n=======\ntitle: B\n>>>>>>> other\n---\n",
        "+++\nlayout = 'x'\n<<<<<<< HEAD\ntitle = 'A'\n=======\ntitle = 'B'\n>>>>>>> other\n+++\n",
        "{\n\"layout\": \"x\",\n<<<<<<< HEAD\n\"title\": \"A\"\n=======\n\"title\": \"B\"\n>>>>>>> other\n}\n",
    ] {
        check(text, "<<<<<<< HEAD", "A merge", None);
    }
}

#[test]
fn a_space_that_is_no_ordinary_one_is_named() {
    check(
        &yaml("title:\u{a0}My post"),
        "\u{a0}",
        "no-break space",
        Some("title: My post"),
    );
    check(
        &toml("title =\u{a0}\"My\u{a0}post\""),
        "\u{a0}",
        "no-break space",
        Some("title = \"My\u{a0}post\""),
    );
    assert_eq!(
        good(&yaml("title: My\u{a0}post")).title.as_deref(),
        Some("My\u{a0}post")
    );
}

#[test]
fn a_key_with_more_than_its_name_is_named() {
    for line in [
        "\"title: My post",
        "* title: My post",
        "**title**: My post",
        "- title: My post",
    ] {
        let problem = broken(&yaml(line));
        assert_eq!(problem.line, 3, "{problem:#?}");
        assert_eq!(
            problem.suggestion.as_deref(),
            Some("title: My post"),
            "{line}"
        );
    }
    for line in ["“title”: My post", "title\": My post", "title:: My post"] {
        let post = parse("a.md", &yaml(line));
        assert_eq!(post.problems[0].line, 3);
        assert_eq!(
            post.problems[0].suggestion.as_deref(),
            Some("title: My post"),
            "{line}"
        );
    }
    for line in [
        "\"title: \"My post\",",
        "“title”: “My post”,",
        "\"title\" \"My post\",",
        "\"title\" = \"My post\",",
        "\"title\":: \"My post\",",
    ] {
        let problem = broken(&json(line));
        assert_eq!(
            problem.suggestion.as_deref(),
            Some("\"title\": \"My post\","),
            "{line}"
        );
    }
    // Obsidian writes such keys.
    good(&yaml(
        "date created: 2019-11-06\nCover Image: x.png\nimage alt: A tree",
    ));
}

#[test]
fn another_sign_in_the_place_of_the_colon_is_named() {
    for (line, sign) in [
        ("title; My post", ";"),
        ("title：My post", "："),
        ("title := My post", ":="),
        ("title => My post", "=>"),
    ] {
        check(&yaml(line), "title", sign, Some("title: My post"));
    }
    check(
        &yaml("title :My post"),
        "title",
        "space is missing",
        Some("title: My post"),
    );
    // The dash may be a part of the title.
    check(&yaml("title - My post"), "title", "stands `-`", None);
    for sign in ["==", ":=", "=>"] {
        let line = format!("title {sign} \"My post\"");
        check(&toml(&line), &line, sign, Some("title = \"My post\""));
    }
    check(
        &toml("colour  \"red\""),
        "colour  \"red\"",
        "is missing",
        Some("colour = \"red\""),
    );
}

#[test]
fn other_ends_and_beginnings_are_named() {
    for end in ["***", "- - -", " ---"] {
        let problem = broken(&format!("---\ntitle: A\n{end}\nText\n"));
        assert_eq!(
            (problem.line, problem.suggestion.as_deref()),
            (3, Some("---")),
            "{end}"
        );
        assert_eq!(marked(&problem), end);
    }
    let problem = broken("---\ntitle: A\n---# Heading\n\nText\n");
    assert_eq!((problem.line, problem.suggestion), (3, None));
    let problem = broken("---\ntitle: A\n\n***\n\nText\n");
    assert_eq!(
        problem.line, 1,
        "below a blank line it is a break in the text"
    );
    // Dashes within a long text are not the end.
    let problem = broken("---\nsummary: |\n  one\n  ---\n  two\ntitle: a: b\n---\n");
    assert_eq!(problem.line, 6);
    for begin in ["----", "--", "—", " ---", "- - -"] {
        let text = format!("{begin}\ntitle: A\n---\n\nText\n");
        let problem = broken(&text);
        assert_eq!(
            (problem.line, problem.suggestion.as_deref()),
            (1, Some("---")),
            "{begin}"
        );
        assert_eq!(marked(&problem), begin);
        assert_eq!(parse("a.md", &text).body_line, 4);
    }
    let problem = broken("—\ntitle: A\n—\n\nText\n");
    assert_eq!(
        (problem.line, problem.suggestion.as_deref()),
        (1, Some("---"))
    );
    let problem = broken("title: A\ndate: 2019-11-06\n---\n\nText\n");
    assert_eq!((problem.line, problem.suggestion), (1, None));
    assert!(problem.message.contains("missing above"));
}

#[test]
fn an_end_that_is_misspelt_is_named() {
    for end in ["----", "--", "—", "—-", "===", "+++"] {
        let text = format!("---\ntitle: A\ntags:\n- a\n{end}\n\nText: more\n\n---\n\nLast\n");
        let problem = broken(&text);
        assert_eq!(
            (problem.line, problem.column),
            (5, 1),
            "{end}: {problem:#?}"
        );
        assert!(
            problem.message.contains("meant to end"),
            "{}",
            problem.message
        );
        assert_eq!(problem.suggestion.as_deref(), Some("---"));
        assert_eq!(
            good(&text.replacen(&format!("\n{end}\n"), "\n---\n", 1))
                .title
                .as_deref(),
            Some("A")
        );
        let problem = broken(&format!("---\ntitle: A\n{end}\n\nText\n"));
        assert_eq!(problem.suggestion.as_deref(), Some("---"), "{end}");
    }
    let problem = broken("+++\ntitle = 'A'\n---\n\nText\n");
    assert_eq!(
        (problem.line, problem.suggestion.as_deref()),
        (3, Some("+++"))
    );
}

#[test]
fn a_text_that_goes_on_below_its_key_is_no_key_further_in() {
    let text = "---\nlayout: post\ndescription: Some long text, wrapped by\n  my editor: it goes on\n---\n";
    let problem = broken(text);
    assert_eq!((problem.line, problem.column), (4, 3));
    assert!(problem.message.contains("goes on here"), "{problem:?}");
    assert_eq!(problem.suggestion, None);
}
