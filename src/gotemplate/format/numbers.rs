//! The verbs of numbers.

use super::{Flags, Printer};
use crate::gotemplate::error::Failure;
use crate::gotemplate::number;
use crate::gotemplate::value::Value;

/// No float has more digits, and Rust's formatting knows no larger precisions than 65,535.
const MOST_DIGITS: usize = 1100;

impl Printer<'_> {
    pub(super) fn integer(&mut self, it: i64, verb: char, flags: Flags) -> Result<(), Failure> {
        let size = it.unsigned_abs();
        let prefix = |text: &'static str| if flags.sharp { text } else { "" };
        let digits = match verb {
            'v' | 'd' => size.to_string(),
            'b' => format!("{}{size:b}", prefix("0b")),
            'o' => format!("{}{size:o}", prefix("0")),
            'O' => format!("0o{size:o}"),
            'x' => format!("{}{size:x}", prefix("0x")),
            'X' => format!("{}{size:X}", prefix("0X")),
            'c' | 'q' | 'U' => {
                self.character(it, verb, flags);
                return Ok(());
            }
            // Go prints whole numbers with the verbs of floats as a bad verb.
            _ => return self.bad_verb(&Value::Int(it), verb),
        };
        let digits = match flags.precision {
            Some(least) if digits.len() < least => {
                format!("{}{digits}", "0".repeat(least - digits.len()))
            }
            _ => digits,
        };
        self.signed(it < 0, &digits, flags);
        Ok(())
    }

    fn character(&mut self, it: i64, verb: char, flags: Flags) {
        let character = u32::try_from(it).ok().and_then(char::from_u32);
        let character = character.unwrap_or(char::REPLACEMENT_CHARACTER);
        match verb {
            'U' => self.pad(&format!("U+{it:04X}"), flags),
            'q' => self.pad(&format!("'{character}'"), flags),
            _ => self.pad(character.encode_utf8(&mut [0; 4]), flags),
        }
    }

    pub(super) fn float(&mut self, it: f64, verb: char, flags: Flags) -> Result<(), Failure> {
        if !it.is_finite() {
            let zero = Flags {
                zero: false,
                ..flags
            };
            let text = number::shortest(it);
            self.signed(it < 0.0, text.trim_start_matches(['+', '-']), zero);
            return Ok(());
        }
        let size = it.abs();
        let precision = flags.precision.map(|it| it.min(MOST_DIGITS));
        let flags = Flags { precision, ..flags };
        let digits = match verb {
            'v' | 'g' | 'G' if flags.precision.is_none() => number::shortest(size),
            'v' | 'g' | 'G' => with_digits(size, flags.precision.unwrap_or(6)),
            'f' | 'F' => format!("{size:.*}", flags.precision.unwrap_or(6)),
            'e' | 'E' => scientific(size, flags.precision.unwrap_or(6)),
            _ => return self.bad_verb(&Value::Float(it), verb),
        };
        let digits = match verb {
            'G' | 'E' => digits.to_uppercase(),
            _ => digits,
        };
        self.signed(it.is_sign_negative(), &digits, flags);
        Ok(())
    }

    /// A number with its sign: zeros pad between the two.
    fn signed(&mut self, negative: bool, digits: &str, flags: Flags) {
        let sign = match (negative, flags.plus, flags.space) {
            (true, ..) => "-",
            (_, true, _) => "+",
            (_, _, true) => " ",
            _ => "",
        };
        let width = flags.width.unwrap_or(0);
        let length = sign.len() + digits.len();
        if flags.zero && flags.precision.is_none_or(|_| digits.contains('.')) && length < width {
            self.out.push_str(sign);
            self.out.extend(std::iter::repeat_n('0', width - length));
            self.out.push_str(digits);
        } else {
            let whole = format!("{sign}{digits}");
            self.pad(
                &whole,
                Flags {
                    zero: false,
                    ..flags
                },
            );
        }
    }
}

/// `%e`.
fn scientific(it: f64, precision: usize) -> String {
    let text = format!("{it:.precision$e}");
    let (digits, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    number::with_exponent(digits, exponent.parse().unwrap_or(0))
}

/// `%.3g`: so many significant digits, no trailing zeros.
fn with_digits(it: f64, digits: usize) -> String {
    let digits = digits.max(1);
    let text = format!("{it:.*e}", digits - 1);
    let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let exponent: i64 = exponent.parse().unwrap_or(0);
    if exponent < -4 || exponent >= number::length(digits) {
        let exponent = i32::try_from(exponent).unwrap_or(0);
        return number::with_exponent(trim_zeros(mantissa), exponent);
    }
    let decimals = number::count(number::length(digits) - 1 - exponent);
    trim_zeros(&format!("{it:.decimals$}")).to_owned()
}

fn trim_zeros(text: &str) -> &str {
    if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.')
    } else {
        text
    }
}
