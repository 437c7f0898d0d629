//! What Hugo refuses in front matter that can be read, and what it does not take for what is meant.
//!
//! Held against Hugo 0.168.

use std::sync::LazyLock;

use regex::RegexSet;
use serde_yaml::Value;

use super::date::date;
use super::metadata::{find, truth};
use super::mistakes::Mistake;
use super::places::Places;
use super::split::{self, Format};
use super::{Date, Post, mistakes, refusals};

/// The keys of dates, each with its other names.
const DATES: [&[&str]; 4] = [
    &["date"],
    &["publishDate", "pubdate", "published"],
    &["lastmod", "modified"],
    &["expiryDate", "unpublishdate"],
];

/// So many of the first formats have numbers alone.
const OF_NUMBERS: usize = 3;

/// How Hugo reads dates, as far as they have a year.
static READABLE: LazyLock<RegexSet> = LazyLock::new(|| {
    let month = "(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)";
    let day = "(Mon|Tue|Wed|Thu|Fri|Sat|Sun)";
    let weekday = "(Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day";
    let (time, zone) = (r"\d{1,2}:\d\d:\d\d", "([A-Z]{3,4}|[+-]\\d{4})");
    let fraction = r"([.,]\d+)?";
    let (iso, offset) = (r"\d{4}-\d\d-\d\d", r"[+-]\d\d:?\d\d");
    RegexSet::new([
        format!("^{iso}$"),
        format!("^{iso}T{time}{fraction}(Z|{offset})?$"),
        format!("^{iso} +{time}{fraction}(Z| ?{offset}( [A-Z]{{3,4}})?)?$"),
        format!(r"^\d\d {month} \d{{4}}$"),
        format!(r"^{day}, \d\d {month} \d{{4}} {time} {zone}$"),
        format!(r"^{weekday}, \d\d-{month}-\d\d {time} [A-Z]{{3,4}}$"),
        format!(r"^\d\d {month} \d\d \d{{1,2}}:\d\d {zone}$"),
        format!(r"^{day} {month} +\d{{1,2}} {time}( {zone})? \d{{4}}$"),
    ])
    .expect("these are written here, and a test reads them")
});

/// Adds to the problems of a post what Hugo stops at in its front matter, and what it takes for something
/// else than is meant. Of a blog that `has_own_dates`, where its configuration names them, no date is told.
pub fn hold_against_hugo(path: &str, text: &str, has_own_dates: bool, post: &mut Post) {
    let (Some(front), Some(metadata)) = (split::split(text).0, &post.metadata) else {
        return;
    };
    let places = Places::of(&front);
    let dates = DATES.iter().filter(|_| !has_own_dates);
    let dates = dates.filter_map(|names| {
        let (key, value) = find(&metadata.keys, names)?;
        unreadable_date(&places, key, value)
    });
    let mut mistakes: Vec<Mistake> = dates.collect();
    if let Some((key, value)) = find(&metadata.keys, &["draft"]) {
        mistakes.extend(no_draft(&places, key, value));
    }
    // What is wrong there may be told already, but not what comes of it.
    refusals::tell(path, text, mistakes, post, |told, mistake| {
        told.message = format!("{} {}", told.message, mistake.message);
    });
}

fn unreadable_date(places: &Places<'_>, key: &str, value: &Value) -> Option<Mistake> {
    let place = places.value(&[key])?;
    // In JSON it would need quotes.
    let mended = |meant: Option<Date>| {
        let meant = meant.filter(|_| places.format() != Format::Json)?;
        places.with_value(key, &meant.to_string())
    };
    match value {
        Value::String(written) if !written.trim().is_empty() => {
            let read = READABLE.matches(written);
            // There are impossible days among those of numbers.
            let is_of_numbers = (0..OF_NUMBERS).any(|format| read.matched(format));
            if read.matched_any() && !(is_of_numbers && date(written).is_none()) {
                return None;
            }
            let message = format!("Hugo stops here: it reads no date in `{key}`.");
            Some(Mistake::new(place, message).with_suggestion(mended(date(written))))
        }
        Value::Bool(_) | Value::Sequence(_) | Value::Mapping(_) => {
            let message = format!("Hugo stops here: it reads no date in `{key}`.");
            Some(Mistake::new(place, message))
        }
        // Eight digits are meant for a day.
        Value::Number(number) if number.to_string().len() == 8 => {
            let seconds = jiff::Timestamp::from_second(number.as_i64()?).ok()?;
            let meant = date(&number.to_string())?;
            let message = format!(
                "Hugo takes `{key}` for so many seconds since 1970, and dates this post {}.",
                seconds.strftime("%Y-%m-%d")
            );
            Some(Mistake::new(place, message).with_suggestion(mended(Some(meant))))
        }
        _ => None,
    }
}

/// What is meant for a draft and is none to Hugo.
fn no_draft(places: &Places<'_>, key: &str, value: &Value) -> Option<Mistake> {
    let Value::String(written) = value else {
        return None;
    };
    let known = ["1", "t", "T", "TRUE", "true", "True"];
    if known.contains(&written.as_str()) || truth(value) == Some(false) {
        return None;
    }
    let message = format!("Hugo publishes this post: `{key}` is not `true` to it.");
    let mended = mistakes::truth(written).unwrap_or("true");
    let mended = places.with_value(key, mended);
    Some(Mistake::new(places.value(&[key])?, message).with_suggestion(mended))
}

#[cfg(test)]
mod tests {
    use super::super::parse;
    use super::*;

    /// What is told of a post with these lines of front matter, with the mended line.
    fn told(front: &str) -> Vec<(u32, u32, String, Option<String>)> {
        let text = format!("---\n{front}\n---\nText\n");
        let mut post = parse("a.md", &text);
        hold_against_hugo("a.md", &text, false, &mut post);
        let problems = post.problems.into_iter();
        let told = problems.map(|it| (it.line, it.column, it.message, it.suggestion));
        told.collect()
    }

    #[test]
    fn dates_that_hugo_reads_are_taken() {
        for date in [
            "2024-01-02",
            "2024-01-02T9:00:00",
            "2024-01-02T10:00:00+0100",
            "2024-01-02 10:00:00 +01:00",
            "2024-01-02  10:00:00",
            "2024-01-02 10:00:00Z",
            "2024-01-02 10:00:00 +0100 CET",
            "2024-01-02T10:00:00.123Z",
            "05 Jan 2024",
            "Tue, 02 Jan 2024 10:00:00 GMT",
            "Tue Jan  2 10:00:00 2024",
            "\"\"",
            "",
        ] {
            assert_eq!(told(&format!("title: a\ndate: {date}")), [], "{date}");
        }
    }

    #[test]
    fn a_date_that_hugo_does_not_read_is_told_with_one_that_it_reads() {
        for (date, mended) in [
            ("2024-1-2", "2024-01-02"),
            ("2024/01/02", "2024-01-02"),
            ("2024-01-02 10:00", "2024-01-02T10:00:00"),
            ("Jan 5, 2024", "2024-01-05"),
            (
                "Tue, 2 Jan 2024 10:00:00 +0100",
                "2024-01-02T10:00:00+01:00",
            ),
        ] {
            for key in ["date", "publishDate", "Lastmod"] {
                let [(line, column, message, line_mended)] = &told(&format!("{key}: {date}"))[..]
                else {
                    panic!("{date}");
                };
                assert_eq!((*line, *column), (2, u32::try_from(key.len()).unwrap() + 3));
                assert!(message.starts_with("Hugo stops here"), "{message}");
                assert_eq!(line_mended.as_deref(), Some(&*format!("{key}: {mended}")));
            }
        }
        for none in [
            "2024-02-30",
            "2024-13-45",
            "2024-01-02T25:00:00",
            "true",
            "[2024-01-02]",
            "{a: 1}",
        ] {
            let told = told(&format!("date: {none}"));
            let [(2, _, message, _)] = &told[..] else {
                panic!("{none}: {told:?}");
            };
            assert!(message.contains("Hugo stops here"), "{message}");
        }
        let [(2, 7, message, mended)] = &told("date: 20240102")[..] else {
            panic!();
        };
        assert!(message.contains("1970-08-23"), "{message}");
        assert_eq!(mended.as_deref(), Some("date: 2024-01-02"));
    }

    #[test]
    fn a_draft_that_hugo_publishes_is_told() {
        for none in ["true", "True", "\"true\"", "false", "no", "off", "\"\"", ""] {
            assert_eq!(told(&format!("draft: {none}")), [], "{none}");
        }
        for written in ["yes", "on", "ture"] {
            let told = told(&format!("draft: {written}"));
            let [(2, 8, message, mended)] = &told[..] else {
                panic!("{told:?}");
            };
            assert!(message.contains("Hugo publishes"), "{message}");
            assert_eq!(mended.as_deref(), Some("draft: true"));
        }
    }
}
