//! `lang.*`: numbers as languages write them.

use super::arguments::{float, int, text};
use super::{Entry, entry, locale};
use crate::gotemplate::error::Failure;
use crate::gotemplate::exec::Machine;
use crate::gotemplate::number::count;
use crate::gotemplate::value::Value;

pub(super) const FUNCTIONS: &[Entry] = &[
    entry(&["lang.FormatNumber"], 2, 2, |it, a| {
        Ok(localized(it, &a[1], &a[0])?.into())
    }),
    entry(&["lang.FormatPercent"], 2, 2, |it, a| {
        let number = localized(it, &a[1], &a[0])?;
        Ok(locale::of(it.host.locale()).percentage(&number).into())
    }),
    entry(
        &["lang.FormatCurrency", "lang.FormatAccounting"],
        3,
        3,
        |it, a| {
            let number = localized(it, &a[2], &a[0])?;
            let locale = locale::of(it.host.locale());
            Ok(locale.amount(&number, &text(&a[1])?).into())
        },
    ),
    entry(&["lang.FormatNumberCustom", "lang.NumFmt"], 2, 4, custom),
];

/// A number as the language of the site writes it.
fn localized(machine: &Machine<'_>, number: &Value, digits: &Value) -> Result<String, Failure> {
    let [minus, decimal, group] = locale::of(machine.host.locale()).signs();
    Ok(grouped(
        float(number)?,
        precision(digits)?,
        minus,
        decimal,
        group,
    ))
}

fn precision(value: &Value) -> Result<usize, Failure> {
    // More digits than a float has are zeros.
    Ok(count(int(value)?).min(30))
}

/// `lang.FormatNumberCustom precision number "minus decimal group" separator`.
fn custom(_: &mut Machine<'_>, arguments: &[Value]) -> Result<Value, Failure> {
    let number = float(&arguments[1])?;
    let precision = precision(&arguments[0])?;
    let Some(options) = arguments.get(2) else {
        return Ok(grouped(number, precision, "-", ".", ",").into());
    };
    let options = text(options)?;
    let delimiter = match arguments.get(3) {
        Some(delimiter) => text(delimiter)?,
        None => " ".into(),
    };
    let parts: Vec<&str> = match &*delimiter {
        " " => options.split_whitespace().collect(),
        delimiter => options.split(delimiter).collect(),
    };
    match parts[..] {
        [minus] => Ok(grouped(number, precision, minus, ".", "").into()),
        [minus, decimal] => Ok(grouped(number, precision, minus, decimal, "").into()),
        [minus, decimal, group] => Ok(grouped(number, precision, minus, decimal, group).into()),
        _ => Err("invalid number format".into()),
    }
}

fn grouped(number: f64, precision: usize, minus: &str, decimal: &str, group: &str) -> String {
    let digits = rounded(number.abs(), precision);
    let (whole, fraction) = digits.split_once('.').unwrap_or((&digits, ""));
    let mut out = String::new();
    if number < 0.0 && digits.bytes().any(|b| matches!(b, b'1'..=b'9')) {
        out.push_str(minus);
    }
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index) % 3 == 0 {
            out.push_str(group);
        }
        out.push(digit);
    }
    if !fraction.is_empty() {
        out.push_str(decimal);
        out.push_str(fraction);
    }
    out
}

/// Decimal digits, halves rounded up as people do it with what they see.
fn rounded(number: f64, precision: usize) -> String {
    let shown = crate::gotemplate::number::plain(number);
    let (whole, fraction) = shown.split_once('.').unwrap_or((&shown, ""));
    if fraction.len() <= precision || !number.is_finite() {
        return format!("{number:.precision$}");
    }
    let mut digits: Vec<u8> = format!("0{whole}{}", &fraction[..precision]).into_bytes();
    if fraction.as_bytes()[precision] >= b'5' {
        for digit in digits.iter_mut().rev() {
            if *digit == b'9' {
                *digit = b'0';
            } else {
                *digit += 1;
                break;
            }
        }
    }
    let digits: String = digits.into_iter().map(char::from).collect();
    let (whole, fraction) = digits.split_at(digits.len() - precision);
    let whole = whole.trim_start_matches('0');
    let whole = if whole.is_empty() { "0" } else { whole };
    if fraction.is_empty() {
        whole.to_owned()
    } else {
        format!("{whole}.{fraction}")
    }
}
