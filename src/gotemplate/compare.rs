//! Comparing values, as Hugo does it.

use std::cmp::Ordering;
use std::sync::Arc;

use crate::gotemplate::error::Failure;
use crate::gotemplate::exec::Machine;
use crate::gotemplate::number;
use crate::gotemplate::value::Value;

impl Machine<'_> {
    /// Whether `eq` takes the two for equal; comparing large values costs steps.
    pub(crate) fn equal(&mut self, left: &Value, right: &Value) -> Result<bool, Failure> {
        Ok(match (left, right) {
            (Value::Nil, Value::Nil) => true,
            (Value::Bool(left), Value::Bool(right)) => left == right,
            (
                Value::Text(left) | Value::Safe(_, left),
                Value::Text(right) | Value::Safe(_, right),
            ) => {
                self.spend(number::cost(left.len().min(right.len()) / 64))?;
                left == right
            }
            (Value::Time(left), Value::Time(right)) => left.timestamp() == right.timestamp(),
            (Value::List(left), Value::List(right)) => {
                if left.len() != right.len() {
                    return Ok(false);
                }
                if Arc::ptr_eq(left, right) {
                    return Ok(true);
                }
                for (left, right) in left.iter().zip(right.iter()) {
                    self.spend(1)?;
                    if !self.equal(left, right)? {
                        return Ok(false);
                    }
                }
                true
            }
            (Value::Map(left), Value::Map(right)) => {
                if left.len() != right.len() {
                    return Ok(false);
                }
                if Arc::ptr_eq(left, right) {
                    return Ok(true);
                }
                for ((left_key, left), (right_key, right)) in left.iter().zip(right.iter()) {
                    self.spend(1)?;
                    if left_key != right_key || !self.equal(left, right)? {
                        return Ok(false);
                    }
                }
                true
            }
            (Value::Object(left), Value::Object(right)) if left.number().is_none() => {
                let (known, other) = (left.identity(), right.identity());
                std::ptr::addr_eq(Arc::as_ptr(left), Arc::as_ptr(right))
                    || (known.is_some() && known == other)
            }
            _ => match (left.as_float(), right.as_float()) {
                (Some(left), Some(right)) => {
                    left.total_cmp(&right) == Ordering::Equal || both_zero(left, right)
                }
                _ => false,
            },
        })
    }

    /// How `lt` and its like order the two.
    pub(crate) fn order(&mut self, left: &Value, right: &Value) -> Result<Ordering, Failure> {
        if let (Some(left), Some(right)) = (left.as_text(), right.as_text()) {
            self.spend(number::cost(left.len().min(right.len()) / 64))?;
            return Ok(left.cmp(right));
        }
        Ok(magnitude(left)
            .partial_cmp(&magnitude(right))
            .unwrap_or(Ordering::Equal))
    }

    /// How `sort` orders the two: texts without regard to case and with numbers by size.
    pub(crate) fn sort_order(&mut self, left: &Value, right: &Value) -> Result<Ordering, Failure> {
        if let (Some(left), Some(right)) = (left.as_text(), right.as_text()) {
            self.spend(number::cost(left.len() + right.len()))?;
            return Ok(collate(left, right));
        }
        Ok(magnitude(left)
            .partial_cmp(&magnitude(right))
            .unwrap_or(Ordering::Equal))
    }
}

fn both_zero(left: f64, right: f64) -> bool {
    // Go compares 0.0 and -0.0 as equal.
    left.abs() + right.abs() == 0.0
}

/// The number a value counts as when it is ordered among other kinds.
fn magnitude(value: &Value) -> f64 {
    match value {
        Value::Bool(it) => f64::from(u8::from(*it)),
        Value::List(it) => number::float(number::length(it.len())),
        Value::Map(it) => number::float(number::length(it.len())),
        Value::Text(it) | Value::Safe(_, it) => it
            .parse()
            .ok()
            .filter(|it: &f64| it.is_finite())
            .unwrap_or(0.0),
        Value::Time(it) => number::float(it.timestamp().as_second()),
        other => other.as_float().unwrap_or(0.0),
    }
}

/// The order of a collator: accents and case decide only between otherwise equal texts.
pub(crate) fn collate(left: &str, right: &str) -> Ordering {
    let key = |text: &str| {
        let mut key = Vec::with_capacity(text.len());
        text.chars().for_each(|c| push_weight(&mut key, c));
        key
    };
    key(left)
        .cmp(&key(right))
        .then_with(|| left.to_lowercase().cmp(&right.to_lowercase()))
        // Lower case comes first.
        .then_with(|| right.cmp(left))
}

/// Punctuation in the order of the Unicode collation algorithm, before all digits and letters.
const PUNCTUATION: &str = "\t\n\r _-,;:!?.'\"()[]{}@*/\\&#%`^+<=>|~$";

/// Appends what the letter counts as without case and accent, for western languages.
fn push_weight(key: &mut Vec<u32>, c: char) {
    if let Some(rank) = PUNCTUATION.chars().position(|it| it == c) {
        key.push(u32::try_from(rank).unwrap_or(0));
        return;
    }
    let base = match c.to_lowercase().next().unwrap_or(c) {
        'à'..='å' | 'ā' | 'ă' | 'ą' => 'a',
        'ç' | 'ć' | 'č' => 'c',
        'è'..='ë' | 'ē' | 'ę' | 'ě' => 'e',
        'ì'..='ï' | 'ī' => 'i',
        'ñ' | 'ń' | 'ň' => 'n',
        'ò'..='ö' | 'ø' | 'ō' => 'o',
        'ù'..='ü' | 'ū' | 'ů' => 'u',
        'ý' | 'ÿ' => 'y',
        'š' | 'ś' => 's',
        'ž' | 'ź' | 'ż' => 'z',
        pair @ ('æ' | 'œ' | 'ß') => {
            let first = match pair {
                'æ' => 'a',
                'œ' => 'o',
                _ => 's',
            };
            key.push(letter(first));
            if pair == 'ß' { 's' } else { 'e' }
        }
        other => other,
    };
    key.push(letter(base));
}

/// Letters come after all punctuation.
fn letter(c: char) -> u32 {
    u32::from(c) + 0x100
}
