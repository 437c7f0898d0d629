//! What Zola 0.19 and 0.22 stop at, and what they take.

use super::super::parse;
use super::*;
use crate::problem::{Problem, Severity};

const TAXONOMIES: [&str; 2] = ["tags", "series"];

fn problems(text: &str, page: Page<'_>) -> Vec<Problem> {
    let mut post = parse("a.md", text);
    hold_against_zola("a.md", text, page, &mut post);
    post.problems
}

fn of_post(text: &str) -> Vec<Problem> {
    let taxonomies = Some(&TAXONOMIES[..]);
    problems(text, Page::Post { taxonomies })
}

fn toml(front: &str) -> String {
    format!("+++\n{front}\n+++\nText\n")
}

fn yaml(front: &str) -> String {
    format!("---\n{front}\n---\nText\n")
}

#[track_caller]
fn takes(text: &str) {
    assert_eq!(of_post(text), [], "{text}");
}

/// An error at this place, with these words in it and this mended line.
#[track_caller]
fn stops(text: &str, place: (u32, u32), words: &str, mended: Option<&str>) {
    stops_at(&of_post(text), text, place, words, mended);
}

#[track_caller]
fn stops_at(found: &[Problem], text: &str, place: (u32, u32), words: &str, mended: Option<&str>) {
    let [problem] = found else {
        panic!("{text}: {found:#?}");
    };
    assert_eq!((problem.line, problem.column), place, "{text}");
    assert_eq!(problem.severity, Severity::Error, "{text}");
    assert!(problem.message.contains(words), "{}", problem.message);
    assert_eq!(problem.suggestion.as_deref(), mended, "{text}");
}

#[test]
fn a_post_needs_front_matter_that_zola_finds() {
    for text in [
        "",
        "\n\n",
        "Text\n",
        "<!-- x -->\n+++\n+++\n",
        "---\n\nText\n\n---\nmore\n",
    ] {
        stops(
            text,
            (1, 1),
            "Zola stops here: there is no front matter",
            None,
        );
    }
    for text in [
        "+++\n+++",
        "\n\n+++\n+++\nx",
        "\u{feff}+++\n+++\nx",
        "+++\r\ntitle = 'x'\r\n+++\r\nx",
        "+++\ntitle = 'x'\n+++  \nx",
        "---\ntitle: x\n--- \nx",
        "---\n---\n",
    ] {
        takes(text);
    }
    stops(
        "{\"title\": \"x\"}\n",
        (1, 1),
        "TOML or YAML, and not in JSON",
        None,
    );
    stops(
        "+++ \ntitle = 'x'\n+++\n",
        (1, 4),
        "behind this `+++` nothing",
        Some("+++"),
    );
    stops(
        "\n--- \t\ntitle: x\n---\n",
        (2, 4),
        "behind this `---` nothing",
        Some("---"),
    );
    stops(
        "---\ntitle: x\n...\nText\n",
        (3, 1),
        "with `---` alone",
        Some("---"),
    );
    // What cannot be read is told as such, and once.
    assert_eq!(of_post("+++\ntitle = \"x\n+++\n").len(), 1);
}

#[test]
fn texts_are_texts() {
    let text = "should be a text";
    stops(
        &toml("title = 3"),
        (2, 9),
        "Zola stops here: the title should be a text.",
        Some("title = \"3\""),
    );
    stops(
        &toml("a = 1\nslug=true"),
        (3, 6),
        "the value of `slug` should be a text.",
        Some("slug=\"true\""),
    );
    stops(
        &toml("description = 2024-01-02"),
        (2, 15),
        text,
        Some("description = \"2024-01-02\""),
    );
    stops(
        &toml("template = 1.5"),
        (2, 12),
        text,
        Some("template = \"1.5\""),
    );
    stops(&toml("path = [\"x\"]"), (2, 8), text, None);
    // Told already, as something that may work.
    stops(
        &toml("title = [\"x\"]"),
        (2, 9),
        "is a list",
        Some("title = \"x\""),
    );
    stops(
        &yaml("title: [x]"),
        (2, 8),
        "is a list",
        Some("title: \"[x]\""),
    );
    stops(&toml("slug = \"\""), (2, 8), "`slug` is empty", None);
    stops(&yaml("path: ''"), (2, 7), "`path` is empty", None);
    for front in [
        "title: 3",
        "title:",
        "title: true",
        "title: 2024-01-02",
        "slug: 1.5",
        "path:",
    ] {
        takes(&yaml(front));
    }
    takes(&toml(
        "Title = 3\nurl = 1\nsummary = 3\norder = 'x'\n[foo]\na = 1",
    ));
}

#[test]
fn dates_are_those_that_zola_reads() {
    let no_date = "it does not read `date` as a date";
    stops(
        &toml("date = \"not a date\""),
        (2, 8),
        "`date` is not a date",
        None,
    );
    stops(
        &toml("date = \"Jan 2, 2024\""),
        (2, 8),
        no_date,
        Some("date = 2024-01-02"),
    );
    stops(
        &yaml("date: 2024-01-02 10:00:00 +0100"),
        (2, 7),
        no_date,
        Some("date: 2024-01-02T10:00:00+01:00"),
    );
    stops(&yaml("date:"), (2, 1), "`date` has no value", None);
    stops(&yaml("updated:"), (2, 1), "`updated` has no value", None);
    stops(&toml("date = \"\""), (2, 8), no_date, None);
    stops(&toml("date = true"), (2, 8), "`date`", None);
    stops(
        &toml("updated = \"soon\""),
        (2, 11),
        "`updated` is not a date",
        None,
    );
    for date in [
        "2024-01-02",
        "2024-01-02T10:00:00Z",
        "2024-01-02 10:00:00",
        "2024-01-02T10:00:00.5+01:00",
        "\"2024-1-2\"",
        "\"2024-01-02t10:00:00z\"",
        "\"2024-01-02T10:00\"",
    ] {
        takes(&toml(&format!("date = {date}\nupdated = {date}")));
    }
    for date in [
        "2024-1-2",
        "2024-01-02 10:00:00 -05:00",
        "2024-01-02 9:00:00.25",
        "\"2024-01-02\"",
    ] {
        takes(&yaml(&format!("date: {date}")));
    }
}

#[test]
fn truths_and_numbers_are_written_as_such() {
    let no_truth = "`draft` should be `true` or `false`";
    stops(
        &toml("draft = \"yes\""),
        (2, 9),
        no_truth,
        Some("draft = true"),
    );
    stops(&toml("draft = 0"), (2, 9), no_truth, Some("draft = false"));
    stops(&yaml("draft: yes"), (2, 8), no_truth, Some("draft: true"));
    stops(&yaml("draft: maybe"), (2, 8), no_truth, None);
    stops(&yaml("draft:"), (2, 1), no_truth, None);
    stops(
        &yaml("render: 'no'"),
        (2, 9),
        "`render` should be",
        Some("render: false"),
    );
    stops(
        &toml("in_search_index = 1"),
        (2, 19),
        "`in_search_index`",
        Some("in_search_index = true"),
    );
    let number = "`weight` should be a whole number from 0 on";
    stops(&toml("weight = \"1\""), (2, 10), number, Some("weight = 1"));
    stops(&toml("weight = -1"), (2, 10), number, None);
    stops(&toml("weight = 1.5"), (2, 10), number, None);
    stops(&yaml("weight: 1.0"), (2, 9), number, Some("weight: 1"));
    takes(&yaml("weight:\ndraft: True"));
    takes(&toml("weight = 0\ndraft = true"));
    takes(&toml("Draft = 'yes'\nWeight = 'x'"));
}

#[test]
fn lists_and_groups_are_such() {
    let list = "should be a list";
    stops(
        &toml("aliases = \"x\""),
        (2, 11),
        list,
        Some("aliases = [\"x\"]"),
    );
    stops(
        &yaml("authors: Ada"),
        (2, 10),
        list,
        Some("authors: [\"Ada\"]"),
    );
    stops(
        &toml("aliases = [1]"),
        (2, 11),
        "each entry of `aliases`",
        None,
    );
    stops(
        &toml("extra = \"x\""),
        (2, 9),
        "`extra` should be a group",
        None,
    );
    stops(
        &toml("[[extra]]\na = 1"),
        (2, 3),
        "`extra` should be a group",
        None,
    );
    stops(
        &yaml("extra: [x]"),
        (2, 8),
        "`extra` should be a group",
        None,
    );
    takes(&yaml("aliases: [1, ~]\nauthors:\nextra:\ntaxonomies:"));
    takes(&toml(
        "aliases = []\nauthor = 'x'\ntags = ['a']\n[extra]\ndate = 'x'\ntitle = 3",
    ));
}

#[test]
fn taxonomies_are_defined_and_hold_lists_of_texts() {
    stops(
        &toml("taxonomies = [\"x\"]"),
        (2, 14),
        "a group of lists",
        None,
    );
    let tags = "`tags` should be a list";
    stops(&toml("[taxonomies]\ntags = \"x\""), (3, 8), tags, None);
    stops(&toml("taxonomies = {tags = \"x\"}"), (2, 14), tags, None);
    stops(&toml("taxonomies.tags = \"x\""), (2, 19), tags, None);
    stops(&yaml("taxonomies:\n  tags: x"), (3, 9), tags, None);
    stops(
        &toml("[taxonomies]\ntags = [1]"),
        (3, 8),
        "each entry of `tags`",
        None,
    );
    stops(
        &toml("[taxonomies]\ntags = [\" \"]"),
        (3, 8),
        "an entry of `tags` is empty",
        None,
    );
    let defined = "defines no taxonomy `Tags`, but `tags` and `series`.";
    stops(
        &toml("[extra]\nTags = 1\n[taxonomies]\nTags = []"),
        (5, 8),
        defined,
        None,
    );
    stops(
        &yaml("taxonomies:\n  categories:\n    - x"),
        (3, 3),
        "no taxonomy `categories`",
        None,
    );
    takes(&toml("[taxonomies]\ntags = ['x', 'x']\nseries = []"));
    takes(&yaml("taxonomies: {tags: [2024], series: }"));
    let text = toml("[taxonomies]\nfoo = ['x']");
    let found = |taxonomies| problems(&text, Page::Post { taxonomies });
    assert_eq!(found(None), []);
    stops_at(
        &found(Some(&[])),
        &text,
        (3, 7),
        "defines no taxonomies, and so no `foo`",
        None,
    );
}

#[test]
fn sections_have_their_own_keys_and_no_others() {
    let stops = |text: &str, place, words| {
        let found = problems(text, Page::Section);
        stops_at(&found, text, place, words, None);
    };
    let no_key = "the page of a section can have no `foo`";
    stops(&toml("foo = 1"), (2, 1), no_key);
    stops(&toml("title = 'x'\n[foo]\na = 1"), (3, 2), no_key);
    stops(&yaml("title: x\nfoo: 1"), (3, 1), no_key);
    stops(&toml("date = 2024-01-02"), (2, 1), "can have no `date`");
    stops(
        &toml("sort_by = \"Date\""),
        (2, 11),
        "`sort_by` should be `date`, `update_date`",
    );
    stops(
        &toml("insert_anchor_links = \"x\""),
        (2, 23),
        "should be `left`, `right`, `heading` or `none`",
    );
    stops(&yaml("weight:"), (2, 1), "`weight` should be");
    let takes = |text: &str| assert_eq!(problems(text, Page::Section), [], "{text}");
    takes(&toml(
        "sort_by = 'permalink'\npaginate_by = 0\ntransparent = true\n[extra]\nfoo = 1",
    ));
    takes(&yaml(
        "title: 3\npaginate_by:\ntemplate:\ninsert_anchor_links:\nextra:",
    ));
}

#[test]
fn of_very_many_the_first_are_told() {
    let keys = (0..1000).map(|number| format!("a{number} = 1"));
    let keys = keys.collect::<Vec<_>>().join("\n");
    assert_eq!(problems(&toml(&keys), Page::Section).len(), MOST);
    let taxonomies = toml(&format!("[taxonomies]\n{keys}"));
    assert_eq!(of_post(&taxonomies).len(), MOST);
}
