//! Real accidents in front matter: what their author is told, and what is offered.

use proptest::prelude::*;
use proptest::sample::select;

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
    check(
        &yaml("authors: [a, @b]"),
        "@",
        "cannot be read as YAML",
        None,
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

/// Words of which titles are made, and of which accidents are made.
const WORDS: [&str; 22] = [
    "Rust", "and", "me", "Rust:", "\"new\"", "it's", "@home", "*stars*", "[Draft]", "50%", "%d",
    "`ls`", "C:\\quay", "#rust", "#2", "Größe", "日本", "—", "a/b", "{x}", "&", "!",
];

fn meant() -> impl Strategy<Value = String> {
    proptest::collection::vec(select(&WORDS[..]), 1..6).prop_map(|words| words.join(" "))
}

/// A careless way to write a key and a text on one line.
type Careless = fn(&str, &str) -> String;

const IN_YAML: [Careless; 8] = [
    |key, text| format!("{key}: {text}"),
    |key, text| format!("{key}:{text}"),
    |key, text| format!("{key} {text}"),
    |key, text| format!("{key} = {text}"),
    |key, text| format!("{key}: \"{text}\""),
    |key, text| format!("{key}: '{text}'"),
    |key, text| format!("{key}: \"{text}"),
    |key, text| format!(" {key}: \"{}\"", text.replace(['"', '\\'], "")),
];

const IN_TOML: [Careless; 6] = [
    |key, text| format!("{key} = {text}"),
    |key, text| format!("{key}: {text}"),
    |key, text| format!("{key} {text}"),
    |key, text| format!("{key} = \"{text}\""),
    |key, text| format!("{key} = '{text}'"),
    |key, text| format!("{key} = \"{text}"),
];

const IN_JSON: [Careless; 5] = [
    |key, text| format!("\"{key}\": {text},"),
    |key, text| format!("\"{key}\": '{text}',"),
    |key, text| format!("{key}: \"{}\",", text.replace(['"', '\\'], "")),
    |key, text| format!("\"{key}\": \"{}\"", text.replace(['"', '\\'], "")),
    |key, text| format!("\"{key}\": \"{},", text.replace(['"', '\\'], "")),
];

/// If a mended line is offered, the text with it says what was meant.
fn check_offer(text: &str, line: &str, meant: &[String]) -> Result<(), TestCaseError> {
    let post = parse("a.md", text);
    let Some(mended) = post
        .problems
        .first()
        .and_then(|problem| problem.suggestion.clone())
    else {
        return Ok(());
    };
    prop_assert_eq!(
        text.lines().nth(post.problems[0].line as usize - 1),
        Some(line),
        "another line is named"
    );
    let metadata = good(&text.replacen(line, &mended, 1));
    let title = metadata.title.unwrap_or_default();
    prop_assert!(meant.contains(&title), "{line:?} → {mended:?} is {title:?}");
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn a_line_that_is_offered_says_what_was_meant(text in meant(), way in any::<prop::sample::Index>(), format in 0..3) {
        let plain = text.replace(['"', '\\'], "");
        let (line, file) = match format {
            0 => {
                let line = IN_YAML[way.index(IN_YAML.len())]("title", &text);
                (line.clone(), yaml(&line))
            }
            1 => {
                let line = IN_TOML[way.index(IN_TOML.len())]("title", &text);
                (line.clone(), toml(&line))
            }
            _ => {
                let line = IN_JSON[way.index(IN_JSON.len())]("title", &text);
                (line.clone(), json(&line))
            }
        };
        check_offer(&file, &line, &[text, plain])?;
    }
}
