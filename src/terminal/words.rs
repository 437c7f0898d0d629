//! Numbers, times and lines as people read them.

use std::fmt::Write;

use blog_serve::share::words::until;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Text of the author's, with nothing in it that could steer the terminal.
pub(crate) fn visible(text: &str) -> String {
    let shown = |character: char| match character {
        '\t' => "    ".to_owned(),
        // What turns the direction of writing shows another text than there is.
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => "\u{fffd}".to_owned(),
        character if character.width().is_none() => "\u{fffd}".to_owned(),
        character => character.to_string(),
    };
    text.chars().map(shown).collect()
}

/// [`visible`], and no wider than this many columns.
pub(super) fn clip(text: &str, columns: usize) -> String {
    let text = visible(text);
    if text.width() <= columns {
        return text;
    }
    let mut clipped = String::new();
    for character in text.chars() {
        if clipped.width() + character.width().unwrap_or(0) >= columns {
            break;
        }
        clipped.push(character);
    }
    clipped.truncate(clipped.trim_end().len());
    clipped + "…"
}

/// The text and as many spaces as fill up the columns.
pub(super) fn fill(text: &str, columns: usize) -> String {
    let text = clip(text, columns);
    let missing = columns.saturating_sub(text.width());
    format!("{text}{:missing$}", "")
}

/// Wraps at 80 columns under an indentation of 12.
pub(super) fn indent(text: &str) -> String {
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        let last = lines.last_mut().expect("there is always a line");
        if !last.is_empty() && last.width() + word.width() >= 68 {
            lines.push(visible(word));
        } else {
            let space = if last.is_empty() { "" } else { " " };
            let _ = write!(last, "{space}{}", visible(word));
        }
    }
    lines.join("\n            ")
}

/// "1 post", "1,234 posts"
pub(crate) fn count(many: usize, word: &str) -> String {
    match many {
        1 => format!("1 {word}"),
        many => format!("{} {word}s", thousands(many)),
    }
}

/// 12345 → "12,345"
fn thousands(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

pub(super) fn milliseconds(ms: f64) -> String {
    if ms < 10.0 {
        format!("{ms:.1} ms")
    } else {
        format!("{ms:.0} ms")
    }
}

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// "2 minutes ago"
pub(super) fn ago(now: Timestamp, then: Timestamp) -> String {
    let seconds = now.as_second().saturating_sub(then.as_second()).max(0);
    match seconds {
        0..MINUTE => "just now".to_owned(),
        MINUTE..HOUR => format!("{} ago", units(seconds / MINUTE, "minute")),
        HOUR..DAY => format!("{} ago", units(seconds / HOUR, "hour")),
        _ => format!("{} ago", units(seconds / DAY, "day")),
    }
}

/// "7 days left": how long it is from now until then.
pub(super) fn left(now: Timestamp, then: Timestamp) -> String {
    let until = until(now, then);
    format!("{} left", until.strip_prefix("in ").unwrap_or(&until))
}

/// "today", "yesterday", "19 November": the day in the author's time zone.
pub(super) fn day(now: Timestamp, then: Timestamp, zone: &TimeZone) -> String {
    let (today, date) = (
        now.to_zoned(zone.clone()).date(),
        then.to_zoned(zone.clone()).date(),
    );
    if date == today {
        "today".to_owned()
    } else if today.yesterday().is_ok_and(|yesterday| yesterday == date) {
        "yesterday".to_owned()
    } else {
        date.strftime("%-d %B").to_string()
    }
}

fn units(many: i64, word: &str) -> String {
    count(usize::try_from(many).unwrap_or(usize::MAX), word)
}

/// The time of day: "14:03:12"
pub(super) fn time() -> String {
    Timestamp::now()
        .to_zoned(TimeZone::system())
        .strftime("%H:%M:%S")
        .to_string()
}

pub(super) fn file_name(path: &str) -> String {
    visible(path.rsplit('/').next().unwrap_or(path))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(seconds).unwrap()
    }

    #[test]
    fn nothing_in_a_post_steers_the_terminal() {
        assert_eq!(visible("a\u{1b}[2Jb\tc"), "a\u{fffd}[2Jb    c");
    }

    #[test]
    fn long_messages_wrap_within_eighty_columns() {
        let wrapped = indent(&"word ".repeat(60));
        assert!(wrapped.lines().skip(1).all(|line| line.width() <= 80));
        assert!(wrapped.lines().count() > 3);
    }

    #[test]
    fn what_is_too_wide_is_clipped() {
        let check = |text: &str, columns, expected: &str| {
            assert_eq!(clip(text, columns), expected);
            assert!(clip(text, columns).width() <= columns);
            assert_eq!(fill(text, columns).width(), columns, "{text}");
        };
        check("Rust", 4, "Rust");
        check("Rust: Community", 9, "Rust: Co…");
        check("Rust: Community", 7, "Rust:…");
        check("コミュニティ", 8, "コミュ…");
        check("", 3, "");
    }

    #[test]
    fn numbers_and_times_read_well() {
        assert_eq!(count(1, "post"), "1 post");
        assert_eq!(count(1_234_567, "post"), "1,234,567 posts");
        assert_eq!(ago(at(59), at(0)), "just now");
        assert_eq!(ago(at(120), at(0)), "2 minutes ago");
        assert_eq!(ago(at(3600), at(0)), "1 hour ago");
        assert_eq!(ago(at(0), at(99)), "just now");
    }

    #[test]
    fn what_is_left_is_what_the_page_says_of_it() {
        let check = |seconds, expected: &str| {
            assert_eq!(left(at(0), at(seconds)), format!("{expected} left"));
            assert_eq!(until(at(0), at(seconds)), format!("in {expected}"));
        };
        check(10, "less than a minute");
        check(5 * MINUTE - 1, "5 minutes");
        check(47 * HOUR, "2 days");
        check(7 * DAY - 1, "7 days");
    }

    #[test]
    fn days_have_names_in_the_authors_zone() {
        let zone = TimeZone::fixed(jiff::tz::offset(1));
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        let now = at("2026-11-22T22:30:00Z");
        let check = |then, expected: &str| assert_eq!(day(now, at(then), &zone), expected);
        check("2026-11-22T01:00:00Z", "today");
        check("2026-11-21T23:30:00Z", "today");
        check("2026-11-21T22:30:00Z", "yesterday");
        check("2026-11-19T12:00:00Z", "19 November");
    }
}
