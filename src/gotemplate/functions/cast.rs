//! `int`, `float`, `string`.

use super::arguments::{float, int, text};
use super::{Entry, entry};
use crate::gotemplate::value::Value;

pub(super) const FUNCTIONS: &[Entry] = &[
    entry(&["int", "cast.ToInt"], 1, 1, |_, a| {
        int(&a[0]).map(Value::Int)
    }),
    entry(&["float", "cast.ToFloat"], 1, 1, |_, a| {
        float(&a[0]).map(Value::Float)
    }),
    entry(&["string", "cast.ToString"], 1, 1, |_, a| {
        Ok(text(&a[0])?.into_owned().into())
    }),
];
