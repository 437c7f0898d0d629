//! Lists: brackets, commas, entries, indentation.

use super::{broken, check, json, toml, yaml};

#[test]
fn a_list_on_one_line_is_looked_at_entry_by_entry() {
    for (list, meant, words, mended) in [
        ("[a, @b]", "@b", "needs quotes", "[a, \"@b\"]"),
        ("[#a, #b]", "#a", "needs quotes", "[\"#a\", \"#b\"]"),
        ("[\"a\", \"b]", "\"b", "never closed", "[\"a\", \"b\"]"),
        ("['a', 'b]", "'b", "never closed", "['a', \"b\"]"),
        ("[@me]", "@me", "needs quotes", "[\"@me\"]"),
        (
            "[\"a\" \"b c\"]",
            "\"b c\"",
            "lacks a comma",
            "[\"a\", \"b c\"]",
        ),
        ("['don't', b]", "'don't'", "quote in it", "[\"don't\", b]"),
        ("[a,, b]", ",", "comma too many", "[a, b]"),
        ("[a, b]]", "[a, b]]", "one bracket too many", "[a, b]"),
        ("[a, b}", "[a, b}", "ends with `}`", "[a, b]"),
        (
            "\"a\", \"b\"",
            "\"a\", \"b\"",
            "needs brackets",
            "[\"a\", \"b\"]",
        ),
    ] {
        let mended = format!("tags: {mended}");
        check(&yaml(&format!("tags: {list}")), meant, words, Some(&mended));
    }
}

#[test]
fn texts_in_a_list_need_quotes_in_toml_and_json() {
    for (list, meant, words, mended) in [
        ("[a, b]", "a", "need quotes", "[\"a\", \"b\"]"),
        ("[“a”, \"b\"]", "“a”", "does not know", "[\"a\", \"b\"]"),
        ("[\"a\", b\"]", "b\"", "never opened", "[\"a\", \"b\"]"),
        ("[\"a\" \"b\"]", "\"b\"", "lacks a comma", "[\"a\", \"b\"]"),
    ] {
        let in_toml = format!("tags = {mended}");
        check(
            &toml(&format!("tags = {list}")),
            meant,
            words,
            Some(&in_toml),
        );
        let in_json = format!("  \"tags\": {mended},");
        check(
            &json(&format!("  \"tags\": {list},")),
            meant,
            words,
            Some(&in_json),
        );
    }
    check(
        &json("  \"tags\": [\"a\", \"b\"},"),
        "[\"a\", \"b\"}",
        "ends with `}`",
        Some("  \"tags\": [\"a\", \"b\"],"),
    );
    check(
        &json("  \"tags\": ['a', \"b\"],"),
        "'a'",
        "does not know",
        Some("  \"tags\": [\"a\", \"b\"],"),
    );
    check(
        &json("  \"tags\": [\"a\", \"b\",],"),
        ",",
        "comma too many",
        Some("  \"tags\": [\"a\", \"b\"],"),
    );
}

#[test]
fn a_list_that_may_be_none_is_left_alone() {
    // The comma may be one of the text's.
    check(
        &toml("authors = [\"Felix, Mark]"),
        "\"Felix",
        "never closed",
        None,
    );
    // A title is no list.
    check(
        &yaml("title: [WIP rust"),
        "[WIP rust",
        "begins with `[`",
        Some("title: \"[WIP rust\""),
    );
}

#[test]
fn a_list_over_several_lines_is_looked_at_line_by_line() {
    for (line, mended) in [
        ("\"a\"", "\"a\","),
        ("\"a,", "\"a\","),
        ("a,", "\"a\","),
        ("“a”,", "\"a\","),
    ] {
        let text = format!("+++\ntags = [\n  {line}\n  \"b\",\n]\n+++\n");
        let mended = format!("  {mended}");
        check(&text, line, "", Some(&mended));
    }
    let problem = broken("---\ntitle: A\ntags: [\n  a,\n  b\ndate: 2019-11-06\n---\n");
    assert_eq!((problem.line, problem.column), (3, 7), "{problem:#?}");
    assert!(problem.message.contains("never closed"));
}

#[test]
fn a_list_without_its_end_is_named() {
    check(
        &yaml("tags: [rust, web"),
        "[rust, web",
        "never closed",
        Some("tags: [rust, web]"),
    );
    check(
        &toml("tags = [\"rust\", \"web\""),
        "[\"rust\", \"web\"",
        "never closed",
        Some("tags = [\"rust\", \"web\"]"),
    );
}

#[test]
fn a_group_without_its_end_is_named() {
    check(
        &yaml("cover: {image: x.png"),
        "{image: x.png",
        "never closed",
        Some("cover: {image: x.png}"),
    );
}

#[test]
fn a_key_above_its_list_without_a_colon_is_named() {
    check(
        &yaml("tags\n- a\n- b"),
        "tags",
        "colon is missing",
        Some("tags:"),
    );
    check(
        &yaml("params\n  a: 1"),
        "params",
        "colon is missing",
        Some("params:"),
    );
}

#[test]
fn a_list_or_a_text_on_the_line_of_its_key_is_named() {
    check(&yaml("tags: - a\n  - b"), "- a", "on the line below", None);
    check(
        &yaml("summary: > It is\n  so"),
        "> It is",
        "on the line below",
        None,
    );
}

#[test]
fn entries_that_begin_with_another_sign_are_named() {
    let problem = broken("---\ntags:\n  * a\n---\n");
    assert_eq!(
        (problem.line, problem.suggestion.as_deref()),
        (3, Some("  - a"))
    );
    let problem = broken("---\ntags:\n  - a\n  -b\n---\n");
    assert_eq!(
        (problem.line, problem.suggestion.as_deref()),
        (4, Some("  - b"))
    );
}

#[test]
fn an_entry_that_is_not_in_line_with_its_list_is_named() {
    let problem = broken("---\ntags:\n  - a\n - b\ntitle: A\n---\n");
    assert_eq!(
        (problem.line, problem.suggestion.as_deref()),
        (4, Some("  - b"))
    );
    let problem = broken("---\n  title: A\ndate: 2019-11-06\n---\n");
    assert_eq!(
        (problem.line, problem.suggestion.as_deref()),
        (2, Some("title: A"))
    );
}
