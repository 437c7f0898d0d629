//! Whole posts in, metadata, body and problems out.

mod accidents;
mod mistakes;

use jiff::civil::datetime;
use jiff::tz::offset;
use serde_yaml::Value;

use super::*;
use crate::problem::Severity;

fn good(text: &str) -> Metadata {
    let post = parse("a.md", text);
    assert_eq!(post.problems, [], "{text}");
    post.metadata.expect("no problem, so there is metadata")
}

/// The body that is found, and that its line is the right one.
fn check_body(text: &str, body: &str, line: u32) {
    let post = parse("a.md", text);
    assert_eq!(&text[post.body_start..], body, "{text:?}");
    assert_eq!(post.body_line, line, "{text:?}");
}

/// What a problem marks in its text.
fn marked(problem: &Problem) -> String {
    let line = &problem.excerpt.lines[(problem.line - problem.excerpt.first_line) as usize];
    line.chars()
        .skip(problem.excerpt.column as usize - 1)
        .take(problem.excerpt.length as usize)
        .collect()
}

const SEED: &str = "---\ntitle: \"Rust: Community Leadership\"\ndate: 2019-11-06T12:01:42-05:00\ndraft: true\n---\n\nWho provides\n";

#[test]
fn a_draft_as_hugo_makes_it_is_read() {
    let metadata = good(SEED);
    assert_eq!(
        metadata.title.as_deref(),
        Some("Rust: Community Leadership")
    );
    assert!(metadata.draft);
    let date = metadata.date.unwrap();
    assert_eq!(
        (date.civil, date.offset),
        (datetime(2019, 11, 6, 12, 1, 42, 0), Some(offset(-5)))
    );
    check_body(SEED, "\nWho provides\n", 6);
}

#[test]
fn the_body_begins_after_the_front_matter() {
    check_body("---\ntitle: a\n---\nbody", "body", 4);
    check_body("---\ntitle: a\n---", "", 3);
    check_body("---\ntitle: a\n---\n", "", 4);
    check_body("---\ntitle: a\n...\nbody", "body", 4);
    check_body("--- \ntitle: a\n---\t\nbody", "body", 4);
    check_body("---\r\ntitle: a\r\n---\r\nbody\r\n", "body\r\n", 4);
    check_body("\u{feff}---\ntitle: a\n---\nbody", "body", 4);
    check_body("\n \n---\ntitle: a\n---\nbody", "body", 6);
    check_body("---\n---\nbody", "body", 3);
    check_body("---\n\n---\nbody", "body", 4);
    check_body("+++\ntitle = 'a'\n+++\nbody", "body", 4);
    check_body("{\n\"title\": \"a}\"\n}\nbody", "body", 4);
    check_body("{\"title\": \"a\"} body", " body", 1);
    check_body("{}\nbody", "body", 2);
}

#[test]
fn a_post_needs_no_front_matter() {
    for text in [
        "",
        "\n\n",
        "# A heading\n\n---\n\ntext",
        "---\n\nA thematic break, and prose.\n",
        "---\n",
        "---",
        "----\na: b\n----\n",
        "title: A\n---\n\nOne line above dashes is a heading.\n",
        "title: A\ndate: 2019-11-06\n\nText\n\n---\n",
        "---\n\nBetween two breaks.\n\nMore.\n\n---\nafter\n",
        "{{< figure src=\"x.png\" >}}\n",
        "{% include x.html %}\n",
        "{:toc}\n",
        "+++\n",
    ] {
        assert_eq!(good(text), Metadata::default(), "{text}");
        check_body(text, text, 1);
    }
    check_body("\u{feff}body", "body", 1);
}

#[test]
fn the_three_formats_mean_the_same() {
    let yaml = good("---\nTitle: A\ndate: 2019-11-06\ntags: [x, y]\nparams:\n  n: 1\n---\n");
    let toml =
        good("+++\nTitle = 'A'\ndate = 2019-11-06\ntags = ['x', 'y']\n[params]\nn = 1\n+++\n");
    let json = good(
        "{\"Title\": \"A\", \"date\": \"2019-11-06\", \"tags\": [\"x\", \"y\"], \"params\": {\"n\": 1}}\n",
    );
    assert_eq!(yaml, toml);
    assert_eq!(yaml, json);
    assert_eq!(yaml.tags, ["x", "y"]);
    assert_eq!(yaml.keys["params"]["n"], Value::from(1));
}

#[test]
fn native_toml_dates_keep_their_offset() {
    let check = |written: &str, civil, offset| {
        let date = good(&format!("+++\ndate = {written}\n+++\n")).date.unwrap();
        assert_eq!((date.civil, date.offset), (civil, offset), "{written}");
    };
    check(
        "2019-11-06T12:01:42-05:00",
        datetime(2019, 11, 6, 12, 1, 42, 0),
        Some(offset(-5)),
    );
    check(
        "2019-11-06 12:01:42Z",
        datetime(2019, 11, 6, 12, 1, 42, 0),
        Some(Offset::UTC),
    );
    check(
        "2019-11-06T12:01:42",
        datetime(2019, 11, 6, 12, 1, 42, 0),
        None,
    );
    check("2019-11-06T12:01", datetime(2019, 11, 6, 12, 1, 0, 0), None);
    check("2019-11-06", datetime(2019, 11, 6, 0, 0, 0, 0), None);
}

#[test]
fn yes_and_no_are_said_in_many_ways() {
    for yes in ["true", "yes", "on", "1", "True", "YES", "\"true\"", "'yes'"] {
        assert!(good(&format!("---\ndraft: {yes}\n---\n")).draft, "{yes}");
        assert!(
            !good(&format!("---\npublished: {yes}\n---\n")).draft,
            "{yes}"
        );
    }
    for no in ["false", "no", "off", "0", "", "''"] {
        assert!(!good(&format!("---\ndraft: {no}\n---\n")).draft, "{no}");
    }
    assert!(good("---\npublished: false\n---\n").draft);
}

#[test]
fn published_with_a_date_is_when_it_goes_public() {
    let metadata = good("---\npublished: 2030-01-01\n---\n");
    assert!(!metadata.draft);
    assert_eq!(metadata.publish_date, date("2030-01-01"));
}

#[test]
fn every_name_of_a_key_is_known() {
    let check = |key: &str, of: fn(&Metadata) -> Option<Date>| {
        assert_eq!(
            of(&good(&format!("---\n{key}: 2019-11-06\n---\n"))),
            date("2019-11-06"),
            "{key}"
        );
    };
    for key in ["publishDate", "publishdate", "PublishDate", "pubdate"] {
        check(key, |metadata| metadata.publish_date);
    }
    for key in ["expiryDate", "unpublishdate"] {
        check(key, |metadata| metadata.expiry_date);
    }
    for key in ["lastmod", "modified", "updated"] {
        check(key, |metadata| metadata.updated);
    }
    let path = good("---\npath: /a/\n---\n").path;
    assert_eq!(path.as_deref(), Some("/a/"));
    for key in ["url", "permalink"] {
        assert_eq!(
            good(&format!("---\n{key}: /a/\n---\n")).url.as_deref(),
            Some("/a/")
        );
    }
    for key in ["aliases", "redirect_from"] {
        assert_eq!(good(&format!("---\n{key}: /a/\n---\n")).aliases, ["/a/"]);
        assert_eq!(
            good(&format!("---\n{key}:\n- /a/\n- /b/\n---\n")).aliases,
            ["/a/", "/b/"]
        );
    }
    let both = good("---\nsummary: s\ndescription: d\n---\n");
    assert_eq!(both.description.as_deref(), Some("d"));
    assert_eq!(
        good("---\nsummary: s\ndescription:\n---\n")
            .description
            .as_deref(),
        Some("s")
    );
}

#[test]
fn tags_are_found_wherever_they_are() {
    assert_eq!(good("---\ntags: rust web\n---\n").tags, ["rust web"]);
    assert_eq!(
        good("---\ntags: [a, 2019, ~, b]\n---\n").tags,
        ["a", "2019", "b"]
    );
    let zola = good("+++\n[taxonomies]\ntags = ['a']\ncategories = ['c']\n[extra]\nx = 1\n+++\n");
    assert_eq!(
        (zola.tags, zola.categories),
        (vec!["a".to_owned()], vec!["c".to_owned()])
    );
    assert_eq!(good("---\ncategory: news\n---\n").categories, ["news"]);
}

#[test]
fn a_title_may_be_a_number_and_an_empty_one_is_none() {
    assert_eq!(
        good("---\ntitle: 1984\n---\n").title.as_deref(),
        Some("1984")
    );
    assert_eq!(
        good("---\ntitle: true\n---\n").title.as_deref(),
        Some("true")
    );
    for empty in ["", "''", "' '", "~"] {
        assert_eq!(good(&format!("---\ntitle: {empty}\n---\n")).title, None);
    }
}

#[test]
fn anchors_and_merges_are_followed() {
    let metadata = good("---\nbase: &base {title: A}\n<<: *base\n---\n");
    assert_eq!(metadata.title.as_deref(), Some("A"));
}

#[test]
fn a_date_that_is_none_is_a_problem_and_the_rest_stays() {
    let check = |text: &str, line, column, meant: &str| {
        let post = parse("a.md", text);
        let metadata = post.metadata.unwrap();
        assert_eq!(
            (metadata.title.as_deref(), metadata.date),
            (Some("A"), None)
        );
        let [problem] = post.problems.as_slice() else {
            panic!("{:?}", post.problems)
        };
        assert_eq!((problem.line, problem.column), (line, column), "{text}");
        assert_eq!(problem.severity, Severity::Error);
        assert_eq!(marked(problem), meant);
        assert!(problem.message.contains("date"));
    };
    check("---\ntitle: A\ndate: soon # really\n---\n", 3, 7, "soon");
    check(
        "\n---\r\ntitle: A\r\nDate: 2019-13-01\r\n---\r\n",
        4,
        7,
        "2019-13-01",
    );
    check("---\ntitle: A\ndate:\n  - a\n---\n", 3, 1, "date");
    check(
        "---\ndate: {{ .Date }}\ntitle: A\n---\n",
        2,
        7,
        "{{ .Date }}",
    );
    check("+++\ntitle = 'A'\ndate = 'soon'\n+++\n", 3, 8, "'soon'");
    check("+++\ntitle = 'A'\ndate = 12:00:00\n+++\n", 3, 8, "12:00:00");
    check(
        "{\"x\": {\"date\": 1}, \"title\": \"A\", \"date\": \"soon\"}\n",
        1,
        42,
        "\"soon\"",
    );
    check("---\n{title: A, date: soon}\n---\n", 2, 1, "{");
}

#[test]
fn a_title_that_is_a_list_is_doubtful() {
    let post = parse("a.md", "---\ntitle: [Draft] about\n---\n");
    assert_eq!(post.metadata, None, "YAML does not take this at all");
    let post = parse("a.md", "---\ntitle: [Draft]\ndraft: maybe\n---\n");
    assert_eq!(post.metadata.unwrap().title, None);
    let said: Vec<_> = post
        .problems
        .iter()
        .map(|problem| (problem.line, problem.severity, marked(problem)))
        .collect();
    assert_eq!(
        said,
        [
            (2, Severity::Warning, "[Draft]".to_owned()),
            (3, Severity::Warning, "maybe".to_owned())
        ]
    );
}
