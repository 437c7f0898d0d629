//! Go's time layouts: the reference time as an example.

use jiff::Zoned;
use jiff::civil::Weekday;

/// The English name of a month.
pub(super) fn month(number: i8) -> &'static str {
    match number {
        1 => "January",
        2 => "February",
        3 => "March",
        4 => "April",
        5 => "May",
        6 => "June",
        7 => "July",
        8 => "August",
        9 => "September",
        10 => "October",
        11 => "November",
        _ => "December",
    }
}

/// The English name of a day of the week.
pub(super) fn weekday(day: Weekday) -> &'static str {
    match day {
        Weekday::Monday => "Monday",
        Weekday::Tuesday => "Tuesday",
        Weekday::Wednesday => "Wednesday",
        Weekday::Thursday => "Thursday",
        Weekday::Friday => "Friday",
        Weekday::Saturday => "Saturday",
        Weekday::Sunday => "Sunday",
    }
}

/// The elements of layouts; of two that start alike the longer one comes first.
const ELEMENTS: &[&str] = &[
    "January",
    "Jan",
    "Monday",
    "Mon",
    "MST",
    "2006",
    "_2006",
    "__2",
    "_2",
    "002",
    "01",
    "02",
    "03",
    "04",
    "05",
    "06",
    "15",
    "1",
    "2",
    "3",
    "4",
    "5",
    "PM",
    "pm",
    "-07:00:00",
    "-070000",
    "-07:00",
    "-0700",
    "-07",
    "Z07:00:00",
    "Z070000",
    "Z07:00",
    "Z0700",
    "Z07",
];

/// Formats by a layout.
pub(crate) fn format(time: &Zoned, layout: &str) -> String {
    let mut out = String::with_capacity(layout.len() + 8);
    let mut rest = layout;
    while let Some(c) = rest.chars().next() {
        if let Some(length) = fraction(rest) {
            push_fraction(&mut out, time, &rest[..length]);
            rest = &rest[length..];
        } else if let Some(element) = element(rest) {
            push(&mut out, time, element);
            rest = &rest[element.len()..];
        } else {
            out.push(c);
            rest = &rest[c.len_utf8()..];
        }
    }
    out
}

fn element(rest: &str) -> Option<&'static str> {
    let first = rest.as_bytes()[0];
    if !matches!(
        first,
        b'J' | b'M' | b'_' | b'0'..=b'5' | b'P' | b'p' | b'-' | b'Z'
    ) {
        return None;
    }
    let element = *ELEMENTS.iter().find(|it| rest.starts_with(**it))?;
    // `Janus` is no month; `_2006` is an underscore and a year.
    let follows_lower = rest[element.len()..].starts_with(|c: char| c.is_ascii_lowercase());
    match element {
        "Jan" | "Mon" if follows_lower => None,
        "_2006" => None,
        element => Some(element),
    }
}

/// The length of `.000` or `,999` at the start, which no digit may follow.
fn fraction(rest: &str) -> Option<usize> {
    let bytes = rest.as_bytes();
    if !matches!(bytes[0], b'.' | b',') {
        return None;
    }
    let digit = *bytes.get(1).filter(|it| matches!(it, b'0' | b'9'))?;
    let digits = bytes[1..].iter().take_while(|it| **it == digit).count();
    let followed = bytes.get(1 + digits).is_some_and(u8::is_ascii_digit);
    (!followed).then_some(1 + digits)
}

fn push_fraction(out: &mut String, time: &Zoned, layout: &str) {
    let digits = layout.len() - 1;
    let nanoseconds = format!("{:09}", time.subsec_nanosecond());
    let mut shown = nanoseconds.get(..digits).unwrap_or(&nanoseconds);
    if layout.ends_with('9') {
        shown = shown.trim_end_matches('0');
        if shown.is_empty() {
            return;
        }
    }
    out.push_str(&layout[..1]);
    out.push_str(shown);
}

fn push(out: &mut String, time: &Zoned, element: &str) {
    let hour12 = match time.hour() % 12 {
        0 => 12,
        hour => hour,
    };
    let text = match element {
        "January" => month(time.month()).to_owned(),
        "Jan" => month(time.month())[..3].to_owned(),
        "Monday" => weekday(time.weekday()).to_owned(),
        "Mon" => weekday(time.weekday())[..3].to_owned(),
        "MST" => abbreviation(time),
        "2006" => format!("{:04}", time.year()),
        "06" => format!("{:02}", time.year().rem_euclid(100)),
        "__2" => format!("{:3}", time.day_of_year()),
        "002" => format!("{:03}", time.day_of_year()),
        "_2" => format!("{:2}", time.day()),
        "02" => format!("{:02}", time.day()),
        "2" => time.day().to_string(),
        "01" => format!("{:02}", time.month()),
        "1" => time.month().to_string(),
        "15" => format!("{:02}", time.hour()),
        "03" => format!("{hour12:02}"),
        "3" => hour12.to_string(),
        "04" => format!("{:02}", time.minute()),
        "4" => time.minute().to_string(),
        "05" => format!("{:02}", time.second()),
        "5" => time.second().to_string(),
        "PM" => if time.hour() < 12 { "AM" } else { "PM" }.to_owned(),
        "pm" => if time.hour() < 12 { "am" } else { "pm" }.to_owned(),
        zone => offset(time.offset().seconds(), zone),
    };
    out.push_str(&text);
}

/// The zone's short name, or its offset if it has none.
fn abbreviation(time: &Zoned) -> String {
    let info = time.time_zone().to_offset_info(time.timestamp());
    let name = info.abbreviation();
    if name.starts_with(['+', '-']) || name.is_empty() {
        offset(time.offset().seconds(), "-0700")
    } else {
        name.to_owned()
    }
}

fn offset(seconds: i32, element: &str) -> String {
    if element.starts_with('Z') && seconds == 0 {
        return "Z".to_owned();
    }
    let sign = if seconds < 0 { '-' } else { '+' };
    let size = seconds.abs();
    let (hours, minutes, seconds) = (size / 3600, size / 60 % 60, size % 60);
    let colon = if element.contains(':') { ":" } else { "" };
    match element.len() - usize::from(!colon.is_empty()) {
        3 => format!("{sign}{hours:02}"),
        5 => format!("{sign}{hours:02}{colon}{minutes:02}"),
        _ => format!("{sign}{hours:02}{colon}{minutes:02}{colon}{seconds:02}"),
    }
}
