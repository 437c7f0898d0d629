//! Dates and numbers as a reader wants them.

use jiff::civil;
use jiff::tz::Offset;

use crate::parse::Date;
use crate::render::WORDS_A_MINUTE;

/// "6 November 2019".
pub(super) fn day(date: civil::Date) -> String {
    date.strftime("%-d %B %Y").to_string()
}

/// "6 Nov 2019", for rows.
pub(super) fn short_day(date: civil::Date) -> String {
    date.strftime("%-d %b %Y").to_string()
}

/// "22 Nov 2026, 14:03".
pub(super) fn short_moment(moment: civil::DateTime) -> String {
    moment.strftime("%-d %b %Y, %H:%M").to_string()
}

/// "6 December 2026", and when the author wrote a time, "6 December 2026, 12:01 (UTC-5)".
pub(super) fn moment(date: Date) -> String {
    let day = day(date.civil.date());
    if date.civil.time() == civil::Time::midnight() {
        return day;
    }
    let time = date.civil.strftime("%H:%M");
    match date.offset {
        Some(offset) => format!("{day}, {time} ({})", zone(offset)),
        None => format!("{day}, {time}"),
    }
}

/// "UTC", "UTC+1", "UTC−5:30".
fn zone(offset: Offset) -> String {
    let minutes = offset.seconds() / 60;
    let sign = if minutes < 0 { '−' } else { '+' };
    match (minutes.abs() / 60, minutes.abs() % 60) {
        (0, 0) => "UTC".to_owned(),
        (hours, 0) => format!("UTC{sign}{hours}"),
        (hours, minutes) => format!("UTC{sign}{hours}:{minutes:02}"),
    }
}

/// "9,900".
pub(super) fn number(value: usize) -> String {
    let digits = value.to_string();
    let mut grouped = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// "+37", "−4"; nothing where nothing has changed.
pub(super) fn gain(words: i64) -> Option<String> {
    let sign = if words < 0 { '−' } else { '+' };
    let number = number(usize::try_from(words.unsigned_abs()).unwrap_or(usize::MAX));
    (words != 0).then(|| format!("{sign}{number}"))
}

/// Minutes that reading takes, as Hugo counts them, rounded up.
///
/// <https://gohugo.io/methods/page/readingtime/>
pub(super) fn reading_minutes(words: u32) -> u32 {
    words.div_ceil(WORDS_A_MINUTE)
}

/// "1 post", "3 posts".
pub(super) fn count(value: usize, one: &str, many: &str) -> String {
    format!("{} {}", number(value), if value == 1 { one } else { many })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str, hours: Option<i8>) -> Date {
        Date {
            civil: text.parse().unwrap(),
            offset: hours.map(jiff::tz::offset),
        }
    }

    #[test]
    fn a_date_without_time_is_a_day() {
        assert_eq!(moment(date("2026-12-06T00:00:00", None)), "6 December 2026");
        assert_eq!(date("2026-12-06T00:00:00", None).to_string(), "2026-12-06");
    }

    #[test]
    fn a_time_is_said_with_its_offset() {
        let written = date("2019-11-06T12:01:42", Some(-5));
        assert_eq!(moment(written), "6 November 2019, 12:01 (UTC−5)");
        assert_eq!(written.to_string(), "2019-11-06T12:01:42-05:00");
        let half = Date {
            offset: Some(Offset::from_seconds(19_800).unwrap()),
            ..written
        };
        assert_eq!(moment(half), "6 November 2019, 12:01 (UTC+5:30)");
        assert_eq!(half.to_string(), "2019-11-06T12:01:42+05:30");
        assert_eq!(
            moment(date("2019-11-06T12:01:42", Some(0))),
            "6 November 2019, 12:01 (UTC)"
        );
    }

    #[test]
    fn numbers_are_grouped() {
        for (value, expected) in [
            (0, "0"),
            (999, "999"),
            (1000, "1,000"),
            (9900, "9,900"),
            (1_234_567, "1,234,567"),
        ] {
            assert_eq!(number(value), expected);
        }
        assert_eq!(gain(1512).as_deref(), Some("+1,512"));
        assert_eq!(gain(-4).as_deref(), Some("−4"));
        assert_eq!(gain(0), None);
        assert_eq!(count(1, "post", "posts"), "1 post");
        assert_eq!(count(1200, "post", "posts"), "1,200 posts");
    }
}
