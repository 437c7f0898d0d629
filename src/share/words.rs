//! Times as people say them.

use jiff::Timestamp;

use super::Life;

/// How long it is until then: "in 7 days", "in 2 hours", "in 5 minutes", "in less than a minute".
#[must_use]
pub fn until(now: Timestamp, then: Timestamp) -> String {
    let seconds = then.as_second().saturating_sub(now.as_second());
    // What was just made for 7 days ends in 7 days, not in 6 days and 23 hours.
    let rounded = |unit: i64| (seconds + unit / 2) / unit;
    let (many, word) = match seconds {
        ..45 => return "in less than a minute".to_owned(),
        45..3_570 => (rounded(60), "minute"),
        3_570..84_600 => (rounded(3_600), "hour"),
        _ => (rounded(86_400), "day"),
    };
    let plural = if many == 1 { "" } else { "s" };
    format!("in {many} {word}{plural}")
}

/// How long that is: "7 days", "2 hours".
#[must_use]
pub fn lasting(life: Life) -> String {
    let then = life.from(Timestamp::UNIX_EPOCH);
    let words = until(Timestamp::UNIX_EPOCH, then);
    words.trim_start_matches("in ").to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_to_come_read_well() {
        let check = |seconds: i64, expected: &str| {
            let now = Timestamp::UNIX_EPOCH;
            let then = Timestamp::from_second(seconds).unwrap();
            assert_eq!(until(now, then), expected, "{seconds}");
        };
        check(7 * 86_400, "in 7 days");
        check(7 * 86_400 - 5, "in 7 days");
        check(86_400, "in 1 day");
        check(2 * 3_600, "in 2 hours");
        check(3_599, "in 1 hour");
        check(90, "in 2 minutes");
        check(60, "in 1 minute");
        check(10, "in less than a minute");
        check(-10, "in less than a minute");
    }
}
