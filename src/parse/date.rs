//! The many spellings of a date.

use jiff::civil::{self, DateTime, Time};
use jiff::fmt::rfc2822;
use jiff::fmt::strtime::BrokenDownTime;
use jiff::fmt::temporal::Pieces;
use jiff::tz::{Offset, TimeZone};

use super::Date;

/// The day, where it is not written as ISO 8601 wants it; the first that fits counts. There is no
/// `06/11/2019`: half the world reads it as June.
const DAYS: [&str; 11] = [
    "%Y-%m-%d",
    "%Y/%m/%d",
    "%Y.%m.%d",
    "%B %d, %Y",
    "%b %d, %Y",
    "%b. %d, %Y",
    "%B %d %Y",
    "%b %d %Y",
    "%d %B %Y",
    "%d %b %Y",
    "%d. %B %Y",
];

/// The time of day, the longer spelling before the one it begins with.
const TIMES: [&str; 5] = [
    "%I:%M:%S %p",
    "%I:%M %p",
    "%H:%M:%S%.f",
    "%H:%M:%S",
    "%H:%M",
];

/// The date that an author means by a text; `None` when it is no date.
///
/// Understood are RFC 3339 and its relatives (a space for the `T`, no seconds, no offset, no time),
/// RFC 2822, what Ruby, Git, Go and `date` print (`2024-01-02 15:04:05 +0100 CET`, `Tue Jan  2 15:04:05
/// 2024`), days with one digit, with slashes, or with the month's English name, and zones by name in brackets.
#[must_use]
pub fn date(text: &str) -> Option<Date> {
    let text = text.trim();
    iso(text)
        .or_else(|| spelled(text))
        .or_else(|| mail(text))
        .or_else(|| clock(text))
}

/// How the date is written that is obviously meant by a text that is none: other quotes or dashes,
/// `5th`, `Sept`, the day first where it cannot be the month, an offset with one digit.
pub(super) fn meant(text: &str) -> Option<String> {
    let is_around = |letter: char| letter.is_whitespace() || "“”‘’\"'[](),;:".contains(letter);
    let text = text.trim_matches(is_around);
    let text = text.replace(['–', '—', '‐', '‑', '−'], "-");
    let words: Vec<_> = text.split(' ').map(plain_word).collect();
    let text = with_whole_offset(&words.join(" "));
    if let Some(date) = date(&text) {
        // As the author writes it, where generators read that.
        let is_year = text.get(..5).is_some_and(|year| year.ends_with('-'));
        return Some(if is_year { text } else { date.to_string() });
    }
    if text.contains(char::is_alphabetic) {
        let bare = text
            .split(' ')
            .map(|word| word.trim_end_matches([',', '.']));
        let bare = bare.collect::<Vec<_>>().join(" ");
        if let Some(date) = date(&bare) {
            return Some(date.to_string());
        }
    }
    let (day, rest) = text.split_once(' ').unwrap_or((&text, ""));
    let text = format!("{} {rest}", day_first(day)?);
    Some(date(text.trim_end())?.to_string())
}

/// A word of a date without `th`, and months by the names that are read.
fn plain_word(word: &str) -> String {
    let (bare, comma) = match word.strip_suffix(',') {
        Some(bare) => (bare, ","),
        None => (word, ""),
    };
    let ordinal = ["st", "nd", "rd", "th"]
        .iter()
        .find_map(|ending| bare.strip_suffix(ending))
        .filter(|number| !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit()));
    let bare = match (ordinal, bare.trim_end_matches('.')) {
        (Some(number), _) => number,
        (None, "Sept" | "sept") => "Sep",
        _ => bare,
    };
    format!("{bare}{comma}")
}

/// `…+2:00` as `…+02:00`.
fn with_whole_offset(text: &str) -> String {
    let at = text.len().saturating_sub("+2:00".len());
    let has_offset = text.get(at..).is_some_and(|end| {
        let signs = end.as_bytes();
        matches!(signs, [b'+' | b'-', hour, b':', minute, _]
            if hour.is_ascii_digit() && minute.is_ascii_digit())
    });
    if has_offset && text[..at].contains(':') {
        format!("{}0{}", &text[..=at], &text[at + 1..])
    } else {
        text.to_owned()
    }
}

/// `31/12/2026` and `12/31/2026` as `2026-12-31`; with dots the day is the first in any case.
fn day_first(day: &str) -> Option<String> {
    let separator = day.chars().find(|c| matches!(c, '/' | '.' | '-'))?;
    let parts: Vec<u16> = day
        .split(separator)
        .map(|part| part.parse().ok())
        .collect::<Option<_>>()?;
    let (day, month, year) = match parts[..] {
        [day, month, year] if day == month => (day, month, year),
        [day, month, year] if separator == '.' || day > 12 => (day, month, year),
        [month, day, year] if day > 12 => (day, month, year),
        _ => return None,
    };
    (year >= 1000).then(|| format!("{year}-{month:02}-{day:02}"))
}

/// Why a key's value is no date, for its author.
pub(super) fn why_none(key: &str, text: &str) -> String {
    let impossible = || {
        let mut parts = text.get(..10)?.split(['-', '/', '.']);
        let mut number = || parts.next()?.parse::<i16>().ok();
        let (year, month, day) = (number()?, number()?, number()?);
        if year < 1000 {
            return None;
        }
        if !(1..=12).contains(&month) {
            return Some(format!(
                "There is no month {month}, so `{key}` is not a date."
            ));
        }
        let first = civil::Date::new(year, i8::try_from(month).ok()?, 1).ok()?;
        let days = first.days_in_month();
        (!(1..=i16::from(days)).contains(&day)).then(|| {
            let month = first.strftime("%B %Y");
            format!("{month} has {days} days and no day {day}, so `{key}` is not a date.")
        })
    };
    impossible().or_else(|| two_ways(key, text)).unwrap_or_else(|| {
        format!(
            "`{key}` is not a date that can be read. Write it like 2019-11-06 or 2019-11-06T12:01:42-05:00."
        )
    })
}

/// What is said about `03/04/2026`, of which half the world reads another day than the other half.
fn two_ways(key: &str, text: &str) -> Option<String> {
    let day = text.trim().split(' ').next()?;
    let separator = day.chars().find(|c| matches!(c, '/' | '-'))?;
    let mut parts = day.split(separator);
    let mut number = || parts.next()?.parse::<i16>().ok();
    let (one, other, year) = (number()?, number()?, number()?);
    let is_either = |number| (1..=12).contains(&number);
    (is_either(one) && is_either(other) && one != other && year >= 1000).then(|| {
        format!(
            "`{key}` is not a date that can be read: it may be {year}-{other:02}-{one:02} or \
             {year}-{one:02}-{other:02}."
        )
    })
}

/// ISO 8601 as far as jiff goes. Its civil parser would drop an offset without a word; pieces keep
/// it apart.
fn iso(text: &str) -> Option<Date> {
    let pieces = Pieces::parse(text).ok()?;
    let civil = DateTime::from_parts(pieces.date(), pieces.time().unwrap_or_else(Time::midnight));
    let offset = match pieces.to_numeric_offset() {
        Some(offset) => Some(offset),
        None => match pieces.to_time_zone().ok()? {
            Some(zone) => Some(offset_in(&zone, civil)?),
            None => None,
        },
    };
    Some(Date { civil, offset })
}

/// A day, perhaps a time, perhaps a zone, each in one of several spellings.
fn spelled(text: &str) -> Option<Date> {
    let text = without_weekday(text);
    let (day, rest) = first_of(&DAYS, text, day)?;
    if rest.is_empty() {
        return Some(midnight(day));
    }
    let rest = rest.strip_prefix([',', ' ', 'T', 't'])?.trim_start();
    let rest = rest.strip_prefix("at ").unwrap_or(rest);
    let (time, rest) = first_of(&TIMES, rest, time)?;
    let civil = DateTime::from_parts(day, time);
    let zone = rest.trim();
    let offset = if zone.is_empty() {
        None
    } else {
        Some(offset(zone, civil)?)
    };
    Some(Date { civil, offset })
}

/// RFC 2822, as mail and feeds have it.
fn mail(text: &str) -> Option<Date> {
    let parser = rfc2822::DateTimeParser::new().relaxed_weekday(true);
    let zoned = parser.parse_zoned(text).ok()?;
    Some(Date {
        civil: zoned.datetime(),
        offset: Some(zoned.offset()),
    })
}

/// As a clock prints it: `Tue Jan  2 15:04:05 +0100 2024`, with a zone or without.
fn clock(text: &str) -> Option<Date> {
    let (_, rest) = text.split_once(' ')?;
    let (day, year) = rest.rsplit_once(' ')?;
    let words: Vec<&str> = day.split_whitespace().collect();
    let (day, rest) = words.split_at_checked(2)?;
    spelled(&format!("{} {year} {}", day.join(" "), rest.join(" ")))
}

fn midnight(day: civil::Date) -> Date {
    Date {
        civil: day.to_datetime(Time::midnight()),
        offset: None,
    }
}

/// `Wednesday, …` without its first word.
fn without_weekday(text: &str) -> &str {
    match text.split_once(',') {
        Some((word, rest)) if word.ends_with("day") => rest.trim_start(),
        _ => text,
    }
}

/// What the first fitting format reads at the start of a text, and the rest.
fn first_of<'a, T>(
    formats: &[&str],
    text: &'a str,
    value: impl Fn(&BrokenDownTime, &str) -> Option<T>,
) -> Option<(T, &'a str)> {
    formats.iter().find_map(|format| {
        let (fields, end) = BrokenDownTime::parse_prefix(format, text).ok()?;
        let rest = text.get(end..)?;
        Some((value(&fields, rest)?, rest))
    })
}

/// A day whose year has four digits: the formats would read `Nov 2019` as the 20th of a year 19.
fn day(fields: &BrokenDownTime, _rest: &str) -> Option<civil::Date> {
    fields.to_date().ok().filter(|day| day.year() >= 1000)
}

/// A time whose `AM` is not the beginning of `America`.
fn time(fields: &BrokenDownTime, rest: &str) -> Option<Time> {
    let is_cut_word = fields.meridiem().is_some() && rest.starts_with(char::is_alphabetic);
    fields.to_time().ok().filter(|_| !is_cut_word)
}

/// `Z`, `UTC`, `+0100`, `+01:00`, `+01:00[Europe/Berlin]`, `[Europe/Berlin]`, `Europe/Berlin`.
fn offset(zone: &str, civil: DateTime) -> Option<Offset> {
    if ["z", "utc", "gmt"]
        .iter()
        .any(|name| zone.eq_ignore_ascii_case(name))
    {
        return Some(Offset::UTC);
    }
    let (number, name) = zone.split_once('[').unwrap_or((zone, ""));
    let number = without_abbreviation(number.trim());
    if !number.is_empty() {
        let numeric = ["%:z", "%z"].iter().find_map(|format| {
            let fields = BrokenDownTime::parse(format, number).ok()?;
            fields.offset()
        });
        if numeric.is_some() {
            return numeric;
        }
    }
    let name = if name.is_empty() {
        number
    } else {
        name.strip_suffix(']')?
    };
    offset_in(&TimeZone::get(name).ok()?, civil)
}

/// `+0100 CET` without the second, which says nothing more.
fn without_abbreviation(zone: &str) -> &str {
    match zone.split_once(' ') {
        Some((number, name))
            if number.starts_with(['+', '-']) && name.bytes().all(|b| b.is_ascii_uppercase()) =>
        {
            number
        }
        _ => zone,
    }
}

fn offset_in(zone: &TimeZone, civil: DateTime) -> Option<Offset> {
    Some(zone.to_zoned(civil).ok()?.offset())
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::datetime;
    use jiff::tz::offset as hours;

    fn check(text: &str, civil: DateTime, offset: Option<Offset>) {
        let date = date(text).unwrap_or_else(|| panic!("{text} is no date"));
        assert_eq!(date.civil, civil, "{text}");
        assert_eq!(date.offset, offset, "{text}");
    }

    const MIDNIGHT: DateTime = datetime(2019, 11, 6, 0, 0, 0, 0);
    const NOON: DateTime = datetime(2019, 11, 6, 12, 1, 42, 0);
    const MINUTE: DateTime = datetime(2019, 11, 6, 12, 1, 0, 0);

    #[test]
    fn a_day_alone_is_its_midnight() {
        for text in [
            "2019-11-06",
            "2019-11-6",
            "2019/11/06",
            "2019/11/6",
            "2019.11.06",
            "20191106",
            "Nov 6, 2019",
            "Nov. 6, 2019",
            "November 6, 2019",
            "november 06, 2019",
            "November 6 2019",
            "6 November 2019",
            "06 Nov 2019",
            "6. November 2019",
            "Wednesday, November 6, 2019",
            "  2019-11-06 ",
        ] {
            check(text, MIDNIGHT, None);
        }
    }

    #[test]
    fn a_time_without_an_offset_stays_without() {
        for text in [
            "Wed Nov  6 12:01:42 2019",
            "2019-11-06T12:01:42",
            "2019-11-06 12:01:42",
            "2019-11-6 12:01:42",
            "2019-11-6T12:01:42",
            "2019/11/06 12:01:42",
            "Nov 6, 2019 12:01:42",
            "November 6, 2019 at 12:01:42 PM",
            "6 November 2019 12:01:42",
        ] {
            check(text, NOON, None);
        }
        check("2019-11-06T12:01", MINUTE, None);
        check("2019-11-06 12:01", MINUTE, None);
        check("Nov 6, 2019, 12:01 PM", MINUTE, None);
        let fraction = datetime(2019, 11, 6, 12, 1, 42, 500_000_000);
        check("2019-11-06T12:01:42.5", fraction, None);
        check("2019-11-6 12:01:42.5", fraction, None);
    }

    #[test]
    fn an_offset_is_kept() {
        for text in [
            "2019-11-06T12:01:42-05:00",
            "2019-11-06T12:01:42-0500",
            "2019-11-06 12:01:42 -0500",
            "2019-11-06 12:01:42 -05:00",
            "2019-11-06 12:01:42-05:00",
            "2019-11-6 12:01:42 -0500",
            "2019/11/06 12:01:42 -0500",
            "Wed, 06 Nov 2019 12:01:42 -0500",
            "Wed, 6 Nov 2019 12:01:42 EST",
            "6 Nov 2019 12:01:42 -0500",
        ] {
            check(text, NOON, Some(hours(-5)));
        }
        check("2019-11-06 12:01 +0100 CET", MINUTE, Some(hours(1)));
        check("2019-11-06 12:01 +0100", MINUTE, Some(hours(1)));
        check("2019-11-06T12:01+01:00", MINUTE, Some(hours(1)));
    }

    #[test]
    fn utc_has_many_names() {
        for text in [
            "2019-11-06T12:01:42Z",
            "2019-11-06 12:01:42Z",
            "2019-11-06 12:01:42 Z",
            "2019-11-06 12:01:42 UTC",
            "Wed, 06 Nov 2019 12:01:42 GMT",
            "2019-11-06T12:01:42+00:00",
        ] {
            check(text, NOON, Some(Offset::UTC));
        }
    }

    #[test]
    fn a_zone_in_brackets_gives_the_offset_of_that_day() {
        check(
            "2019-11-06T12:01:42-05:00[America/New_York]",
            NOON,
            Some(hours(-5)),
        );
        check(
            "2019-11-06T12:01:42[America/New_York]",
            NOON,
            Some(hours(-5)),
        );
        check(
            "2019-11-06 12:01:42 America/New_York",
            NOON,
            Some(hours(-5)),
        );
        check(
            "2019-11-06 12:01:42 [America/New_York]",
            NOON,
            Some(hours(-5)),
        );
        check(
            "2019-07-06 12:01 Europe/Berlin",
            datetime(2019, 7, 6, 12, 1, 0, 0),
            Some(hours(2)),
        );
    }

    #[test]
    fn what_is_meant_by_no_date_is_a_date_or_nothing() {
        for text in [
            "",
            "+",
            "+2:00",
            "2019-11-ä42:",
            "ä:+2:00",
            "31/12/2026/1",
            "1.1.",
            "5th",
            "“",
        ] {
            assert_eq!(meant(text), None, "{text}");
            assert!(why_none("date", text).contains("date"));
        }
    }

    #[test]
    fn what_is_no_date_is_none() {
        for text in [
            "",
            "tomorrow",
            "2019",
            "2019-13-06",
            "2019-02-30",
            "2019-11-06 25:00",
            "2019-11-06 soon",
            "2019-11-06T12:01:42 Nowhere/Land",
            "06/11/2019",
            "12:01:42",
            "{{ .Date }}",
            "Nov 2019",
            "2019-11-0612:01",
            "2019-11-06 13:01 PM",
            "2019-11-06 2019-11-07",
        ] {
            assert_eq!(date(text), None, "{text}");
        }
    }
}
