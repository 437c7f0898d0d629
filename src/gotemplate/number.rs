//! Conversions between the number types, each with its rounding in one place.

/// The nearest float.
#[expect(
    clippy::cast_precision_loss,
    reason = "Go's float64(int) rounds as well"
)]
pub(crate) fn float(it: i64) -> f64 {
    it as f64
}

/// The whole part; what does not fit becomes the nearest that does.
#[expect(
    clippy::cast_possible_truncation,
    reason = "the cast saturates, which is what is wanted"
)]
pub(crate) fn whole(it: f64) -> i64 {
    it as i64
}

/// A length as a template's number.
pub(crate) fn length(it: usize) -> i64 {
    i64::try_from(it).unwrap_or(i64::MAX)
}

/// A position or count; negative ones become zero.
pub(crate) fn count(it: i64) -> usize {
    usize::try_from(it.max(0)).unwrap_or(usize::MAX)
}

/// A size as the cost of producing it.
pub(crate) fn cost(it: usize) -> u64 {
    u64::try_from(it).unwrap_or(u64::MAX)
}

/// How Go prints a float64 with `%v`: the shortest digits, an exponent outside 1e-4…1e6.
pub(crate) fn shortest(it: f64) -> String {
    general(it, -4, 6)
}

/// How Go converts a float64 to a text where a function wants one: never an exponent.
pub(crate) fn plain(it: f64) -> String {
    if it.is_finite() {
        format!("{it}")
    } else {
        shortest(it)
    }
}

/// How `encoding/json` writes a float64: an exponent outside 1e-6…1e21.
pub(crate) fn json(it: f64) -> String {
    let text = general(it, -6, 21);
    // encoding/json writes e-09 as e-9.
    match text.split_once("e-0") {
        Some((digits, exponent)) => format!("{digits}e-{exponent}"),
        None => text,
    }
}

/// The shortest digits that give the number back, with an exponent below `low` or from `high` on.
pub(crate) fn general(it: f64, low: i32, high: i32) -> String {
    if it.is_nan() {
        return "NaN".into();
    }
    if it.is_infinite() {
        return if it > 0.0 { "+Inf" } else { "-Inf" }.into();
    }
    let scientific = format!("{it:e}");
    let (digits, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    if it != 0.0 && (exponent < low || exponent >= high) {
        return with_exponent(digits, exponent);
    }
    format!("{it}")
}

/// Go writes at least two digits and always the sign of an exponent.
pub(crate) fn with_exponent(digits: &str, exponent: i32) -> String {
    let sign = if exponent < 0 { '-' } else { '+' };
    format!("{digits}e{sign}{:02}", exponent.abs())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn floats_print_as_go_prints_them() {
        for (number, text) in [
            (3.0, "3"),
            (1.5, "1.5"),
            (1e21, "1e+21"),
            (123_456.5, "123456.5"),
            (1e6, "1e+06"),
            (0.00001, "1e-05"),
            (0.0001, "0.0001"),
            (-0.0, "-0"),
        ] {
            assert_eq!(shortest(number), text);
        }
        assert_eq!(json(1e-7), "1e-7");
    }
}
