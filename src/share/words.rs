//! Times as people say them.

use jiff::Timestamp;

use super::Life;

/// How long it is until then: "in 7 days", "in 2 hours", "in 5 minutes", "in less than a minute".
#[must_use]
pub fn until(now: Timestamp, then: Timestamp) -> String {
    let seconds = then.as_second().saturating_sub(now.as_second());
    if seconds < 45 {
        return "in less than a minute".to_owned();
    }
    // The largest unit that says it to a twentieth: what was just made for 7 days ends in 7 days,
    // not in 6 days and 23 hours, but 90 minutes are not 2 hours.
    let units = [(86_400, "day"), (3_600, "hour")];
    let is_near = |unit: i64| {
        let near = (seconds + unit / 2) / unit * unit;
        near > 0 && (seconds - near).abs() * 20 <= seconds
    };
    let found = units.into_iter().find(|(unit, _)| is_near(*unit));
    let (unit, word) = found.unwrap_or((60, "minute"));
    let many = ((seconds + unit / 2) / unit).max(1);
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
        check(90 * 60, "in 90 minutes");
        check(36 * 3_600, "in 36 hours");
        check(47 * 3_600, "in 2 days");
        check(100 * 86_400, "in 100 days");
        check(3_599, "in 1 hour");
        check(90, "in 2 minutes");
        check(60, "in 1 minute");
        check(10, "in less than a minute");
        check(-10, "in less than a minute");
    }
}
