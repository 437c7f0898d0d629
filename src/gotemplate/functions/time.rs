//! Points in time: reading, printing, members.

use std::sync::Arc;

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::{Offset, TimeZone};
use jiff::{Span, Zoned};

use super::arguments::{at, int, text};
use super::dates::{Duration, Named};
use super::layout;
use crate::gotemplate::error::Failure;
use crate::gotemplate::value::{Value, is_zero_time};

const NANOSECONDS: i64 = 1_000_000_000;

/// Go's `Time.String`.
pub(crate) fn go_string(time: &Zoned) -> String {
    layout::format(time, "2006-01-02 15:04:05.999999999 -0700 MST")
}

/// How JSON writes a time.
pub(crate) fn rfc3339(time: &Zoned) -> String {
    layout::format(time, "2006-01-02T15:04:05.999999999Z07:00")
}

/// Reads what front matter and templates write as a time.
pub(crate) fn parse(text: &str, zone: &TimeZone) -> Option<Zoned> {
    let text = text.trim();
    let (date, rest) = split_date(text)?;
    if rest.is_empty() {
        return date.to_zoned(zone.clone()).ok();
    }
    let clock = rest.strip_prefix(['T', 't', ' '])?;
    let end = clock
        .find(|c: char| !(c.is_ascii_digit() || matches!(c, ':' | '.')))
        .unwrap_or(clock.len());
    let (clock, offset) = clock.split_at(end);
    if clock.len() < 8 {
        return None;
    }
    let clock: Time = clock.parse().ok()?;
    let moment = DateTime::from_parts(date, clock);
    let offset = offset.trim();
    let zone = match offset {
        "" => zone.clone(),
        "Z" | "z" | "UTC" | "GMT" => TimeZone::UTC,
        other => parse_offset(other)?,
    };
    moment.to_zoned(zone).ok()
}

/// The date at the start of `2006-01-02…`, `02 Jan 2006…` or `Mon, 02 Jan 2006…`, and the rest.
fn split_date(text: &str) -> Option<(Date, &str)> {
    if let Some(date) = text.get(..10).and_then(|it| it.parse().ok()) {
        return Some((date, &text[10..]));
    }
    let text = match text.split_once(", ") {
        Some((day, rest)) if day.chars().all(char::is_alphabetic) => rest,
        _ => text,
    };
    let day = text.get(..2)?.parse().ok()?;
    let name = text.get(2..7)?.strip_prefix(' ')?.strip_suffix(' ')?;
    let month = (1..=12).find(|it| layout::month(*it).starts_with(name) && name.len() == 3)?;
    let year = text.get(7..11)?.parse().ok()?;
    Some((Date::new(year, month, day).ok()?, &text[11..]))
}

/// `+02:00`, `+0200`, `+02`, and what may follow: a zone's name.
fn parse_offset(text: &str) -> Option<TimeZone> {
    let sign = match text.as_bytes().first()? {
        b'+' => 1,
        b'-' => -1,
        _ => return None,
    };
    let digits: String = text[1..]
        .chars()
        .take_while(|c| !c.is_whitespace())
        .filter(|c| *c != ':')
        .collect();
    let hours: i32 = digits.get(..2)?.parse().ok()?;
    let minutes: i32 = match digits.get(2..4) {
        Some(minutes) => minutes.parse().ok()?,
        None => 0,
    };
    let offset = Offset::from_seconds(sign * (hours * 3600 + minutes * 60)).ok()?;
    Some(if offset == Offset::UTC {
        TimeZone::UTC
    } else {
        TimeZone::fixed(offset)
    })
}

/// The value as a point in time: a time, a text, or seconds since 1970.
pub(super) fn as_time(value: &Value, zone: &TimeZone) -> Result<Zoned, Failure> {
    match value {
        Value::Time(it) => Ok(it.clone()),
        Value::Int(seconds) => jiff::Timestamp::from_second(*seconds)
            .map(|it| it.to_zoned(zone.clone()))
            .map_err(|_| "time out of range".into()),
        other => {
            let written = text(other)?;
            parse(&written, zone).ok_or_else(|| {
                let shown: String = written.chars().take(60).collect();
                format!("unable to parse date: {shown}").into()
            })
        }
    }
}

/// The fields and methods of Go's `time.Time`.
pub(crate) fn member(
    time: &Zoned,
    name: &str,
    arguments: &[Value],
) -> Result<Option<Value>, Failure> {
    if let Some(value) = component(time, name) {
        return Ok(Some(value));
    }
    let other = || as_time(at(arguments, 0), &TimeZone::UTC);
    let value = match name {
        "Format" => layout::format(time, &text(at(arguments, 0))?).into(),
        "String" => go_string(time).into(),
        "UTC" => in_zone(time, TimeZone::UTC),
        "Local" => in_zone(time, TimeZone::system()),
        "Round" => Value::Time(time.clone()),
        "IsZero" => Value::Bool(is_zero_time(time)),
        "IsDST" => Value::Bool(
            time.time_zone()
                .to_offset_info(time.timestamp())
                .dst()
                .is_dst(),
        ),
        "Before" => Value::Bool(time.timestamp() < other()?.timestamp()),
        "After" => Value::Bool(time.timestamp() > other()?.timestamp()),
        "Equal" => Value::Bool(time.timestamp() == other()?.timestamp()),
        "Compare" => {
            let order = time.timestamp().cmp(&other()?.timestamp());
            Value::Int(i64::from(order as i8))
        }
        "AddDate" => add_date(time, arguments)?,
        "Add" => {
            let moved = time.checked_add(
                Span::new()
                    .try_nanoseconds(int(at(arguments, 0))?)
                    .map_err(range)?,
            );
            Value::Time(moved.map_err(range)?)
        }
        "Sub" => {
            let between = time.timestamp().as_nanosecond() - other()?.timestamp().as_nanosecond();
            let limit = i128::from(i64::MAX);
            let nanoseconds = i64::try_from(between.clamp(-limit, limit)).unwrap_or(i64::MAX);
            Value::Object(Arc::new(Duration { nanoseconds }))
        }
        "Truncate" => truncate(time, int(at(arguments, 0))?)?,
        "Location" => layout::format(time, "MST").into(),
        _ => return Ok(None),
    };
    Ok(Some(value))
}

/// The members without arguments that are a part of the time.
fn component(time: &Zoned, name: &str) -> Option<Value> {
    let number = match name {
        "Year" => i64::from(time.year()),
        "Day" => i64::from(time.day()),
        "Hour" => i64::from(time.hour()),
        "Minute" => i64::from(time.minute()),
        "Second" => i64::from(time.second()),
        "Nanosecond" => i64::from(time.subsec_nanosecond()),
        "YearDay" => i64::from(time.day_of_year()),
        "Unix" => time.timestamp().as_second(),
        "UnixMilli" => time.timestamp().as_millisecond(),
        "UnixMicro" => time.timestamp().as_microsecond(),
        "UnixNano" => i64::try_from(time.timestamp().as_nanosecond()).unwrap_or(0),
        "Month" => {
            let number = i64::from(time.month());
            return Some(named(layout::month(time.month()), number));
        }
        "Weekday" => {
            let day = time.weekday();
            return Some(named(
                layout::weekday(day),
                i64::from(day.to_sunday_zero_offset()),
            ));
        }
        _ => return None,
    };
    Some(Value::Int(number))
}

fn named(name: &'static str, number: i64) -> Value {
    Value::Object(Arc::new(Named { name, number }))
}

fn range(_: jiff::Error) -> Failure {
    "time out of range".into()
}

fn in_zone(time: &Zoned, zone: TimeZone) -> Value {
    Value::Time(time.with_time_zone(zone))
}

/// Go lets days overflow into the next month: January 31 and a month is March 2 or 3.
fn add_date(time: &Zoned, arguments: &[Value]) -> Result<Value, Failure> {
    let years = int(at(arguments, 0))?;
    let months = int(at(arguments, 1))?;
    let days = int(at(arguments, 2))?;
    let sane = |it: i64| (-10_000_000..10_000_000).contains(&it);
    if !(sane(years) && sane(months) && sane(days)) {
        return Err("time out of range".into());
    }
    let index = i64::from(time.year()) * 12 + i64::from(time.month()) - 1 + years * 12 + months;
    let year = i16::try_from(index.div_euclid(12)).map_err(|_| "time out of range")?;
    let month = i8::try_from(index.rem_euclid(12) + 1).map_err(|_| "time out of range")?;
    let first = Date::new(year, month, 1).map_err(range)?;
    let moved = Span::new()
        .try_days(i64::from(time.day()) - 1 + days)
        .map_err(range)?;
    let date = first.checked_add(moved).map_err(range)?;
    let moved = date
        .to_datetime(time.time())
        .to_zoned(time.time_zone().clone());
    Ok(Value::Time(moved.map_err(range)?))
}

/// Rounds down to a multiple of a duration since Go's zero time.
fn truncate(time: &Zoned, to: i64) -> Result<Value, Failure> {
    if to <= 0 {
        return Ok(Value::Time(time.clone()));
    }
    let since_zero = time.timestamp().as_nanosecond() + 62_135_596_800 * i128::from(NANOSECONDS);
    let over = i64::try_from(since_zero.rem_euclid(i128::from(to))).unwrap_or(0);
    let moved = time.checked_sub(Span::new().try_nanoseconds(over).map_err(range)?);
    Ok(Value::Time(moved.map_err(range)?))
}
