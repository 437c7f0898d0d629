//! Real accidents in front matter: what their author is told, and what is offered.

mod doubts;
mod lists;
mod offers;
mod signs;

use super::{good, marked};
use crate::parse::parse;
use crate::problem::Problem;

fn yaml(line: &str) -> String {
    format!("---\nlayout: post\n{line}\ndate: 2019-11-06\ndraft: true\n---\n\nText: more\n")
}

fn toml(line: &str) -> String {
    format!("+++\nlayout = \"post\"\n{line}\ndate = 2019-11-06\n+++\n\nText\n")
}

fn json(line: &str) -> String {
    format!("{{\n  \"layout\": \"post\",\n{line}\n  \"date\": \"2019-11-06\"\n}}\n\nText\n")
}

fn broken(text: &str) -> Problem {
    let post = parse("a.md", text);
    assert_eq!(post.metadata, None, "{text}");
    assert_eq!(post.problems.len(), 1, "{text}: {:?}", post.problems);
    post.problems.into_iter().next().unwrap()
}

/// An accident on line 3: what is marked, some words of the message, the mended line.
#[track_caller]
fn check(text: &str, meant: &str, words: &str, mended: Option<&str>) -> Problem {
    let problem = broken(text);
    assert!(problem.message.contains(words), "{text}\n{problem:#?}");
    assert_eq!(problem.line, 3, "{text}\n{problem:#?}");
    assert_eq!(marked(&problem), meant, "{text}");
    assert_eq!(problem.suggestion.as_deref(), mended, "{text}");
    if let Some(mended) = mended {
        let wrong = text.lines().nth(2).unwrap();
        let post = parse("a.md", &text.replacen(wrong, mended, 1));
        assert_eq!(post.problems, [], "{mended}");
    }
    problem
}

#[test]
fn a_value_that_begins_with_a_sign_of_yamls_needs_quotes() {
    for (value, sign) in [
        ("@home with a baby", "`@`"),
        ("*Stars* and stripes", "`*`"),
        ("**Bold** move", "`*`"),
        ("[Draft] My post", "`[`"),
        ("[WIP][2] x", "`[`"),
        ("%d and other formats", "`%`"),
        ("`ls` explained", "backtick"),
        ("{x} in braces", "`{`"),
        ("> 100 posts", "`>`"),
        ("| and other pipes", "`|`"),
        ("- a dash first", "`-`"),
        ("& Sons", "`&`"),
        ("] odd", "`]`"),
    ] {
        let mended = format!("title: \"{value}\"");
        check(
            &yaml(&format!("title: {value}")),
            value,
            sign,
            Some(&mended),
        );
    }
    check(
        &yaml("title: @home said \"no\""),
        "@home said \"no\"",
        "`@`",
        Some("title: '@home said \"no\"'"),
    );
}

#[test]
fn quotes_within_quotes_are_named() {
    check(
        &yaml("title: \"He said \"no\" to me\""),
        "\"He said \"no\" to me\"",
        "has a quote in it",
        Some("title: 'He said \"no\" to me'"),
    );
    check(
        &yaml("title: 'It's fine'"),
        "'It's fine'",
        "has an apostrophe in it",
        Some("title: \"It's fine\""),
    );
    check(
        &yaml("title: \"Rust\" and me"),
        "\"Rust\" and me",
        "has a quote in it",
        Some("title: '\"Rust\" and me'"),
    );
    check(
        &yaml("title: \"a\" and \"b\""),
        "\"a\" and \"b\"",
        "has a quote in it",
        Some("title: '\"a\" and \"b\"'"),
    );
    check(
        &yaml("title: \"a \"b c\""),
        "\"a \"b c\"",
        "has a quote in it",
        None,
    );
    check(
        &yaml("title: \"He said \"no\": why\""),
        "\"He said \"no\": why\"",
        "has a quote in it",
        Some("title: 'He said \"no\": why'"),
    );
}

#[test]
fn an_apostrophe_that_opens_a_title_is_not_called_a_quote_forgotten() {
    check(
        &yaml("title: 'Tis the season"),
        "'Tis the season",
        "apostrophe",
        Some("title: \"'Tis the season\""),
    );
    check(
        &yaml("title: '90s music"),
        "'90s music",
        "apostrophe",
        Some("title: \"'90s music\""),
    );
    check(
        &yaml("title: 'Rust"),
        "'Rust",
        "never closed",
        Some("title: 'Rust'"),
    );
}

#[test]
fn a_backslash_between_double_quotes_is_named() {
    check(
        &yaml("title: \"C:\\quay\""),
        "\"C:\\quay\"",
        "backslash",
        Some("title: 'C:\\quay'"),
    );
    check(
        &toml("title = \"C:\\quay\""),
        "\"C:\\quay\"",
        "backslash",
        Some("title = 'C:\\quay'"),
    );
}

#[test]
fn a_missing_colon_is_named() {
    check(
        &yaml("title My post"),
        "title",
        "colon is missing",
        Some("title: My post"),
    );
    check(
        &yaml("title = My post"),
        "title",
        "equals sign",
        Some("title: My post"),
    );
    check(
        &yaml("tags [a, b]"),
        "tags",
        "colon is missing",
        Some("tags: [a, b]"),
    );
    check(&yaml("just words here"), "just words here", "no key", None);
    let problem = broken("---\ntitle My post\n---\n");
    assert_eq!(problem.suggestion.as_deref(), Some("title: My post"));
}

#[test]
fn a_missing_space_after_the_colon_is_named() {
    check(
        &yaml("title:My post"),
        ":",
        "space is missing",
        Some("title: My post"),
    );
    check(
        &yaml("url:/posts/a/"),
        ":",
        "space is missing",
        Some("url: /posts/a/"),
    );
    check(
        &yaml("title:@home"),
        ":",
        "space is missing",
        Some("title: \"@home\""),
    );
    let problem = broken("---\ntitle:My post\n---\n");
    assert_eq!(problem.suggestion.as_deref(), Some("title: My post"));
}

#[test]
fn uneven_indentation_is_named() {
    check(
        &yaml(" title: My post"),
        " ",
        "indented",
        Some("title: My post"),
    );
    check(&yaml("   tags: [a]"), "   ", "indented", Some("tags: [a]"));
}

#[test]
fn the_same_accidents_are_named_in_toml() {
    check(
        &toml("title = My post"),
        "My post",
        "needs quotes",
        Some("title = \"My post\""),
    );
    check(
        &toml("title = “My post”"),
        "“My post”",
        "curly quotes",
        Some("title = \"My post\""),
    );
    check(
        &toml("title = \"Rust"),
        "\"Rust",
        "never closed",
        Some("title = \"Rust\""),
    );
    check(
        &toml("title = \"He said \"no\" to me\""),
        "\"He said \"no\" to me\"",
        "has a quote in it",
        Some("title = 'He said \"no\" to me'"),
    );
    check(
        &toml("title = 'It's fine'"),
        "'It's fine'",
        "has a quote in it",
        Some("title = \"It's fine\""),
    );
}

#[test]
fn what_toml_lacks_is_named() {
    check(
        &toml("title: \"My post\""),
        "title: \"My post\"",
        "equals sign",
        Some("title = \"My post\""),
    );
    check(
        &toml("title: My post"),
        "title: My post",
        "equals sign",
        Some("title = \"My post\""),
    );
    check(
        &toml("title \"My post\""),
        "title \"My post\"",
        "equals sign is missing",
        Some("title = \"My post\""),
    );
    check(
        &toml("draft = True"),
        "True",
        "small letters",
        Some("draft = true"),
    );
    check(
        &toml("publishDate = 2019-13-40"),
        "2019-13-40",
        "not a date",
        None,
    );
    check(&toml("layout = \"again\""), "layout", "twice", None);
}

#[test]
fn the_same_accidents_are_named_in_json() {
    check(
        &json("  \"title\": My post,"),
        "My post",
        "double quotes",
        Some("  \"title\": \"My post\","),
    );
    check(
        &json("  \"title\": 'My post',"),
        "'My post'",
        "double quotes",
        Some("  \"title\": \"My post\","),
    );
    check(
        &json("  title: \"My post\","),
        "title",
        "double quotes",
        Some("  \"title\": \"My post\","),
    );
    check(
        &json("  'title': 'My post',"),
        "'title'",
        "double quotes",
        Some("  \"title\": \"My post\","),
    );
    check(
        &json("  \"title\": \"My post\""),
        "",
        "comma is missing",
        Some("  \"title\": \"My post\","),
    );
    check(
        &json("  \"title\": \"My post,"),
        "\"My post",
        "never closed",
        Some("  \"title\": \"My post\","),
    );
    check(
        &json("  \"draft\": True,"),
        "True",
        "small letters",
        Some("  \"draft\": true,"),
    );
    check(
        "{\n\"layout\": \"x\",\n\"title\": \"A\",\n}\n",
        ",",
        "nothing follows",
        Some("\"title\": \"A\""),
    );
    check(
        &json("  \"layout\": \"again\","),
        "\"layout\"",
        "twice",
        None,
    );
}

#[test]
fn after_one_mistake_is_mended_the_next_is_named() {
    let text = "---\ntitle: Rust: why\ndescription: @home\ntags: [a, b\n---\n";
    let first = broken(text);
    assert_eq!(first.suggestion.as_deref(), Some("title: \"Rust: why\""));
    let text = text.replace("title: Rust: why", "title: \"Rust: why\"");
    let second = broken(&text);
    assert_eq!(second.suggestion.as_deref(), Some("description: \"@home\""));
    let text = text.replace("description: @home", "description: \"@home\"");
    assert_eq!(broken(&text).suggestion.as_deref(), Some("tags: [a, b]"));
}

#[test]
fn a_long_text_that_is_not_indented_is_named() {
    let problem = broken("---\nsummary: |\ntwo lines\ntitle: A\n---\n");
    assert_eq!(
        (problem.line, problem.suggestion.as_deref()),
        (3, Some("  two lines"))
    );
    let problem = broken("---\nsummary: |\n  two\n lines\ntitle: A\n---\n");
    assert_eq!(
        (problem.line, problem.suggestion.as_deref()),
        (4, Some("  lines"))
    );
}

#[test]
fn a_table_in_toml_is_mended() {
    for (written, mended) in [
        ("[extra", "[extra]"),
        ("extra]", "[extra]"),
        ("[extra]]", "[extra]"),
        ("[extra],", "[extra]"),
    ] {
        let text = format!("+++\ntitle = \"A\"\n{written}\nx = 1\n+++\n");
        check(&text, written, "between two brackets", Some(mended));
        let apart = text.replace("\n[", "\n\n[").replace("\nextra", "\n\nextra");
        assert_eq!(broken(&apart).suggestion.as_deref(), Some(mended));
    }
    let problem = broken("+++\n[extra]\nx = 1\n[extra]\ny = 1\n+++\n");
    assert!(
        problem.line == 4 && problem.message.contains("begins twice"),
        "{problem:#?}"
    );
    let problem = broken("+++\ntitle = \"A\"\nsummary = \"\"\"\nlong\ndraft = true\n+++\n");
    assert_eq!((problem.line, problem.column), (3, 11));
    assert!(problem.message.contains("nothing closes it"));
    check(&toml("title ="), "title", "no value", Some("title = \"\""));
}

#[test]
fn more_of_the_same_is_named_in_json() {
    check(
        &json("  title = \"My post\","),
        "title",
        "double quotes",
        Some("  \"title\": \"My post\","),
    );
    check(
        &json("  \"title\": \"My\tpost\","),
        "\t",
        "a tab in it",
        Some("  \"title\": \"My\\tpost\","),
    );
    check(
        &json("  \"title\": \"He said \"no\" to me\","),
        "\"He said \"no\" to me\"",
        "has a quote in it",
        Some("  \"title\": \"He said \\\"no\\\" to me\","),
    );
    check(
        &json("  \"path\": \"C:\\quay\","),
        "\"C:\\quay\"",
        "has a backslash in it",
        Some("  \"path\": \"C:\\\\quay\","),
    );
    check(
        &json("  \"draft\": yes,"),
        "yes",
        "small letters",
        Some("  \"draft\": true,"),
    );
    check(
        &json("  \"title\": ,"),
        "\"title\"",
        "no value",
        Some("  \"title\": \"\","),
    );
}
