//! `time.*`, and the values that times are made of.

use jiff::tz::TimeZone;
use std::sync::Arc;

use super::arguments::{at, int, text};
use super::time::as_time;
use super::{Entry, entry, locale};
use crate::gotemplate::error::Failure;
use crate::gotemplate::exec::Machine;
use crate::gotemplate::number;
use crate::gotemplate::value::{Object, Value};

pub(super) const FUNCTIONS: &[Entry] = &[
    entry(&["time", "time.AsTime"], 1, 2, |it, a| {
        let zone = match a.get(1) {
            Some(name) => {
                let name = text(name)?;
                zone(it, &name)?
            }
            None => TimeZone::UTC,
        };
        as_time(&a[0], &zone).map(Value::Time)
    }),
    entry(&["time.Format", "dateFormat"], 2, 2, |it, a| {
        let time = as_time(&a[1], &TimeZone::UTC)?;
        Ok(locale::of(it.host.locale())
            .time(&time, &text(&a[0])?)
            .into())
    }),
    entry(&["duration", "time.Duration"], 2, 2, |_, a| {
        let unit = unit(&text(&a[0])?).ok_or_else(|| "invalid duration unit".to_owned())?;
        let nanoseconds = int(&a[1])?.saturating_mul(unit);
        Ok(Value::Object(Arc::new(Duration { nanoseconds })))
    }),
    entry(&["time.ParseDuration"], 1, 1, parse_duration),
    entry(&["time.In"], 2, 2, |it, a| {
        let name = text(&a[0])?;
        let zone = zone(it, &name)?;
        let time = as_time(&a[1], &TimeZone::UTC)?;
        Ok(Value::Time(time.with_time_zone(zone)))
    }),
];

/// Reading a zone may take a look at the file system.
const LOOKING_UP_ZONE: u64 = 1000;

fn zone(machine: &mut Machine<'_>, name: &str) -> Result<TimeZone, Failure> {
    machine.spend(LOOKING_UP_ZONE)?;
    TimeZone::get(name).map_err(|_| format!("unknown time zone {name}").into())
}

const SECOND: i64 = 1_000_000_000;

/// How many nanoseconds a unit has, by its long or short name.
fn unit(name: &str) -> Option<i64> {
    Some(match name {
        "nanosecond" | "ns" => 1,
        "microsecond" | "us" | "µs" => 1_000,
        "millisecond" | "ms" => 1_000_000,
        "second" | "s" => SECOND,
        "minute" | "m" => 60 * SECOND,
        "hour" | "h" => 3600 * SECOND,
        _ => return None,
    })
}

fn parse_duration(_: &mut Machine<'_>, arguments: &[Value]) -> Result<Value, Failure> {
    let written = text(&arguments[0])?;
    let invalid = || Failure::Failed("time: invalid duration".into());
    let (sign, mut rest) = match written.strip_prefix('-') {
        Some(rest) => (-1.0, rest),
        None => (1.0, &*written),
    };
    let mut total = 0.0;
    while !rest.is_empty() && rest != "0" {
        let end = rest
            .find(|c: char| !(c.is_ascii_digit() || c == '.'))
            .ok_or_else(invalid)?;
        let amount: f64 = rest[..end].parse().map_err(|_| invalid())?;
        rest = &rest[end..];
        let end = rest
            .find(|c: char| c.is_ascii_digit() || c == '.')
            .unwrap_or(rest.len());
        let unit = unit(&rest[..end]).ok_or_else(invalid)?;
        total += amount * number::float(unit);
        rest = &rest[end..];
    }
    let nanoseconds = number::whole(sign * total);
    Ok(Value::Object(Arc::new(Duration { nanoseconds })))
}

/// Go's `time.Duration`.
#[derive(Debug)]
pub(super) struct Duration {
    pub(super) nanoseconds: i64,
}

impl Object for Duration {
    fn member(&self, name: &str, arguments: &[Value]) -> Result<Option<Value>, String> {
        let seconds = number::float(self.nanoseconds) / number::float(SECOND);
        Ok(Some(match name {
            "Hours" => Value::Float(seconds / 3600.0),
            "Minutes" => Value::Float(seconds / 60.0),
            "Seconds" => Value::Float(seconds),
            "Milliseconds" => Value::Int(self.nanoseconds / 1_000_000),
            "Microseconds" => Value::Int(self.nanoseconds / 1_000),
            "Nanoseconds" => Value::Int(self.nanoseconds),
            "Abs" => Value::Object(Arc::new(Duration {
                nanoseconds: self.nanoseconds.saturating_abs(),
            })),
            "Truncate" | "Round" => {
                let to = match at(arguments, 0) {
                    Value::Int(it) => *it,
                    Value::Object(it) => it.number().unwrap_or(0),
                    _ => 0,
                };
                let half = if name == "Round" { to / 2 } else { 0 };
                let nanoseconds = match to {
                    1.. => self.nanoseconds.saturating_add(half) / to * to,
                    _ => self.nanoseconds,
                };
                Value::Object(Arc::new(Duration { nanoseconds }))
            }
            "String" => self.text().into(),
            _ => return Ok(None),
        }))
    }

    fn type_name(&self) -> &'static str {
        "time.Duration"
    }

    fn text(&self) -> String {
        let size = self.nanoseconds.unsigned_abs();
        let sign = if self.nanoseconds < 0 { "-" } else { "" };
        let fraction = |whole: u64, rest: u64, width: usize, unit: &str| {
            let digits = format!("{rest:0width$}");
            let digits = digits.trim_end_matches('0');
            let point = if digits.is_empty() { "" } else { "." };
            format!("{whole}{point}{digits}{unit}")
        };
        let text = match size {
            0 => return "0s".into(),
            1..1_000 => format!("{size}ns"),
            1_000..1_000_000 => fraction(size / 1_000, size % 1_000, 3, "µs"),
            1_000_000..1_000_000_000 => fraction(size / 1_000_000, size % 1_000_000, 6, "ms"),
            _ => {
                let seconds = size / 1_000_000_000;
                let rest = fraction(seconds % 60, size % 1_000_000_000, 9, "s");
                match seconds {
                    0..60 => rest,
                    60..3600 => format!("{}m{rest}", seconds / 60),
                    _ => format!("{}h{}m{rest}", seconds / 3600, seconds / 60 % 60),
                }
            }
        };
        format!("{sign}{text}")
    }

    fn number(&self) -> Option<i64> {
        Some(self.nanoseconds)
    }

    fn is_true(&self) -> bool {
        self.nanoseconds != 0
    }
}

/// A month or a day of the week: prints its name, counts as its number.
#[derive(Debug)]
pub(super) struct Named {
    pub(super) name: &'static str,
    pub(super) number: i64,
}

impl Object for Named {
    fn member(&self, name: &str, _arguments: &[Value]) -> Result<Option<Value>, String> {
        Ok((name == "String").then(|| self.name.into()))
    }

    fn type_name(&self) -> &'static str {
        if self.name.ends_with("day") {
            "time.Weekday"
        } else {
            "time.Month"
        }
    }

    fn text(&self) -> String {
        self.name.to_owned()
    }

    fn number(&self) -> Option<i64> {
        Some(self.number)
    }

    fn is_true(&self) -> bool {
        self.number != 0
    }
}
