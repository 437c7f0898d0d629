//! What is offered says what was meant, whatever was meant.

use jiff::civil;
use proptest::prelude::*;
use proptest::sample::select;

use super::{good, json, toml, yaml};
use crate::parse::parse;

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
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn a_line_that_is_offered_says_what_was_meant(text in meant(), way in any::<prop::sample::Index>(), format in 0..3) {
        let plain = plain(&text);
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
        // Without other quotes curly ones are taken for them.
        let bare = plain.trim_matches(['“', '”']).to_owned();
        let round = without_sizes(&text);
        check_offer(&file, &line, &[text, plain, bare, round])?;
    }
    #[test]
    fn a_list_that_is_offered_says_what_was_meant(
        tags in proptest::collection::vec(select(&TAGS[..]), 2..5),
        way in any::<prop::sample::Index>(),
        format in 0..3,
    ) {
        let list = LISTS[way.index(LISTS.len())](&tags);
        let (line, file) = match format {
            0 => (format!("tags: {list}"), yaml as fn(&str) -> String),
            1 => (format!("tags = {list}"), toml as fn(&str) -> String),
            _ => (format!("\"tags\": {list},"), json as fn(&str) -> String),
        };
        let text = file(&line);
        let post = parse("a.md", &text);
        let problem = post.problems.first();
        if let Some(mended) = problem.and_then(|problem| problem.suggestion.as_ref()) {
            prop_assert_eq!(problem.map(|problem| problem.line), Some(3));
            let metadata = good(&text.replacen(&line, mended, 1));
            prop_assert_eq!(metadata.tags, tags, "{} → {}", line, mended);
        }
    }

    #[test]
    fn a_date_that_is_offered_is_the_one_that_was_meant(
        day in 1..29i8, month in 1..13i8, year in 1990..2040i16, way in any::<prop::sample::Index>(),
    ) {
        let meant = civil::Date::new(year, month, day).unwrap();
        let written = meant.strftime(DATES[way.index(DATES.len())]).to_string();
        let line = format!("date: {written}");
        let text = format!("---\n{line}\n---\n");
        if let Some(mended) = parse("a.md", &text).problems.first().and_then(|problem| problem.suggestion.clone()) {
            let metadata = good(&text.replacen(&line, &mended, 1));
            prop_assert_eq!(metadata.date.map(|date| date.civil.date()), Some(meant), "{}", mended);
        }
    }
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
