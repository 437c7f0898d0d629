//! What is offered says what was meant, whatever was meant.

use jiff::civil;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

use super::{good, json, toml, yaml};
use crate::parse::{Metadata, parse};

/// Words of which titles are made, and of which accidents are made.
const WORDS: [&str; 26] = [
    "“new”",
    "dogs'",
    "x,",
    "5\"",
    "Rust",
    "and",
    "me",
    "Rust:",
    "\"new\"",
    "it's",
    "@home",
    "*stars*",
    "[Draft]",
    "50%",
    "%d",
    "`ls`",
    "C:\\quay",
    "#rust",
    "#2",
    "Größe",
    "日本",
    "—",
    "a/b",
    "{x}",
    "&",
    "!",
];

fn meant() -> impl Strategy<Value = String> {
    proptest::collection::vec(select(&WORDS[..]), 1..6).prop_map(|words| words.join(" "))
}

/// A text without what needs a sign before it in quotes.
fn plain(text: &str) -> String {
    text.replace(['"', '\\'], "")
}

/// A text without inches: at the end of a text whose quote is left open, their sign closes it to
/// every eye.
fn without_sizes(text: &str) -> String {
    text.replace("5\"", "5")
}

/// Puts a line into a file, or a list behind its key.
type Write = fn(&str) -> String;

/// A careless way to write a key and a text on one line.
type Careless = fn(&str, &str) -> String;

const IN_YAML: [Careless; 18] = [
    |key, text| format!("{key}; {text}"),
    |key, text| format!("{key}：{text}"),
    |key, text| format!("{key} :{text}"),
    |key, text| format!("{key}:: {text}"),
    |key, text| format!("{key}:\u{a0}{text}"),
    |key, text| format!("\"{key}: {text}"),
    |key, text| format!("* {key}: {text}"),
    |key, text| format!("{key}: \"{}\",", plain(text)),
    |key, text| format!("{key}: \"{}\" // note", plain(text)),
    |key, text| format!("{key}: \"{}”", plain(text)),
    |key, text| format!("{key}: {text}"),
    |key, text| format!("{key}:{text}"),
    |key, text| format!("{key} {text}"),
    |key, text| format!("{key} = {text}"),
    |key, text| format!("{key}: \"{text}\""),
    |key, text| format!("{key}: '{text}'"),
    |key, text| format!("{key}: \"{}", without_sizes(text)),
    |key, text| format!(" {key}: \"{}\"", plain(text)),
];

const IN_TOML: [Careless; 11] = [
    |key, text| format!("{key} := \"{}\"", plain(text)),
    |key, text| format!("{key} = \"{}\";", plain(text)),
    |key, text| format!("{key} = \"{}”", plain(text)),
    |key, text| format!("{key} = {}\"", plain(text)),
    |key, text| format!("{key} =\u{a0}\"{}\"", plain(text)),
    |key, text| format!("{key} = {text}"),
    |key, text| format!("{key}: {text}"),
    |key, text| format!("{key} {text}"),
    |key, text| format!("{key} = \"{text}\""),
    |key, text| format!("{key} = '{text}'"),
    |key, text| format!("{key} = \"{}", without_sizes(text)),
];

const IN_JSON: [Careless; 10] = [
    |key, text| format!("\"{key}\": \"{text}\","),
    |key, text| format!("\"{key}\" = \"{}\",", plain(text)),
    |key, text| format!("\"{key}: \"{}\",", plain(text)),
    |key, text| format!("\"{key}\": {}\",", plain(text)),
    |key, text| format!("\"{key}\": “{}”,", plain(text)),
    |key, text| format!("\"{key}\": {text},"),
    |key, text| format!("\"{key}\": '{text}',"),
    |key, text| format!("{key}: \"{}\",", plain(text)),
    |key, text| format!("\"{key}\": \"{}\"", plain(text)),
    |key, text| format!("\"{key}\": \"{},", plain(text)),
];

/// How a line with an accident fares.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Outcome {
    /// It is no accident for this text.
    Fine,
    /// A problem is told, without a mended line.
    Told,
    /// The text with the mended line says what was meant.
    Mended,
}

/// What becomes of a text with an accident on one line; `is_meant` knows what was meant.
fn outcome(text: &str, line: &str, is_meant: impl Fn(&Metadata) -> bool) -> Outcome {
    let post = parse("a.md", text);
    let Some(problem) = post.problems.first() else {
        return Outcome::Fine;
    };
    let Some(mended) = &problem.suggestion else {
        return Outcome::Told;
    };
    let named = text.lines().nth(problem.line as usize - 1);
    assert_eq!(named, Some(line), "another line is named");
    let metadata = good(&text.replacen(line, mended, 1));
    assert!(is_meant(&metadata), "{line} → {mended} is {metadata:?}");
    Outcome::Mended
}

/// What becomes of a title that is written carelessly.
fn title(text: &str, way: Careless, file: Write) -> Outcome {
    let line = way("title", text);
    let plain = plain(text);
    // Without other quotes curly ones are taken for them.
    let bare = plain.trim_matches(['“', '”']).to_owned();
    let meant = [text.to_owned(), plain, bare, without_sizes(text)];
    outcome(&file(&line), &line, |metadata| {
        meant.contains(&metadata.title.clone().unwrap_or_default())
    })
}

/// What becomes of a list that is written carelessly.
fn list(tags: &[&str], way: List, key: Write, file: Write) -> Outcome {
    let line = key(&way(tags));
    outcome(&file(&line), &line, |metadata| metadata.tags == tags)
}

/// What becomes of a date that is written carelessly.
fn day(meant: civil::Date, way: &str) -> Outcome {
    let line = format!("date: {}", meant.strftime(way));
    outcome(&format!("---\n{line}\n---\n"), &line, |metadata| {
        metadata.date.is_some_and(|date| date.civil.date() == meant)
    })
}

fn days() -> impl Strategy<Value = civil::Date> {
    (1990..2040i16, 1..13i8, 1..29i8)
        .prop_map(|(year, month, day)| civil::Date::new(year, month, day).unwrap())
}

/// The careless ways of a format, and a file with such a line.
const TITLES: [(&[Careless], Write); 3] = [(&IN_YAML, yaml), (&IN_TOML, toml), (&IN_JSON, json)];

/// A key with a list, and a file with it.
const TAGGED: [(Write, Write); 3] = [
    (|list| format!("tags: {list}"), yaml),
    (|list| format!("tags = {list}"), toml),
    (|list| format!("\"tags\": {list},"), json),
];

/// Of the accidents that one careless way leads to, a mended line is offered for at least half: a
/// quote may stand for inches, and a day for a month.
#[track_caller]
fn check_share(way: &str, outcomes: impl Iterator<Item = Outcome>) {
    const LEAST: usize = 50;
    let outcomes: Vec<_> = outcomes
        .filter(|outcome| *outcome != Outcome::Fine)
        .collect();
    let mended = outcomes
        .iter()
        .filter(|outcome| **outcome == Outcome::Mended);
    let (mended, all) = (mended.count(), outcomes.len());
    assert!(all > 0, "{way} is no accident");
    assert!(mended * 100 >= all * LEAST, "{way}: {mended} of {all}");
}

/// Many values, the same in each run.
fn samples<T>(strategy: impl Strategy<Value = T>) -> impl Iterator<Item = T> {
    let mut runner = TestRunner::deterministic();
    std::iter::repeat_with(move || strategy.new_tree(&mut runner).unwrap().current()).take(100)
}

#[test]
fn a_mended_line_is_offered_for_most_accidents() {
    for (ways, file) in TITLES {
        for way in ways {
            let outcomes = samples(meant()).map(|text| title(&text, *way, file));
            check_share(&way("key", "text"), outcomes);
        }
    }
    for (key, file) in TAGGED {
        for way in LISTS {
            let outcomes = samples(tags()).map(|tags| list(&tags, way, key, file));
            check_share(&key(&way(&["a", "b"])), outcomes);
        }
    }
    for way in DATES {
        check_share(way, samples(days()).map(|meant| day(meant, way)));
    }
}

#[test]
fn a_mended_line_is_always_offered_for_a_simple_text() {
    for (ways, file) in TITLES {
        for way in ways {
            for text in ["My post", "Rust: why", "@home", "Größe 50%"] {
                let is_told = title(text, *way, file) == Outcome::Told;
                assert!(!is_told, "{} is not mended", way("title", text));
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn a_line_that_is_offered_says_what_was_meant(
        text in meant(), way in any::<Index>(), (ways, file) in select(&TITLES[..]),
    ) {
        title(&text, ways[way.index(ways.len())], file);
    }

    #[test]
    fn a_list_that_is_offered_says_what_was_meant(
        tags in tags(), way in select(&LISTS[..]), (key, file) in select(&TAGGED[..]),
    ) {
        list(&tags, way, key, file);
    }

    #[test]
    fn a_date_that_is_offered_is_the_one_that_was_meant(meant in days(), way in select(&DATES[..])) {
        day(meant, way);
    }
}

fn tags() -> impl Strategy<Value = Vec<&'static str>> {
    proptest::collection::vec(select(&TAGS[..]), 2..5)
}

/// Tags as people have them.
const TAGS: [&str; 14] = [
    "rust", "web dev", "c#", "#rust", "@home", "*star*", "don't", "50%", "`ls`", "a: b",
    "C:\\quay", "Größe", "%d", "&",
];

/// A careless way to write a list.
type List = fn(&[&str]) -> String;

const LISTS: [List; 12] = [
    |tags| format!("[{}]", tags.join(", ")),
    |tags| format!("[{}", tags.join(", ")),
    |tags| format!("[\"{}\"]", tags.join("\" \"")),
    |tags| format!("[\"{}\"", tags.join("\", \"")),
    |tags| format!("[\"{}]", tags.join("\", \"")),
    |tags| format!("[{}\"]", tags.join("\", \"")),
    |tags| format!("[\"{}\"]]", tags.join("\", \"")),
    |tags| format!("[\"{}\"}}", tags.join("\", \"")),
    |tags| format!("\"{}\"", tags.join("\", \"")),
    |tags| format!("['{}']", tags.join("', '")),
    |tags| format!("[\"{}\"]", tags.join("\",, \"")),
    |tags| format!("[\"{}\",]", tags.join("\", \"")),
];

/// Careless ways to write a day.
const DATES: [&str; 9] = [
    "%d/%m/%Y",
    "%m/%d/%Y",
    "%d.%m.%Y",
    "%Y–%m–%d",
    "“%Y-%m-%d”",
    "%Y-%m-%d,",
    "%d %b., %Y",
    "[%Y-%m-%d]",
    "%-d/%-m/%Y 10:00",
];
