//! Counting words and characters, titles.

use super::arguments::text;
use super::title::title;
use super::transform::strip_html;
use super::{Entry, entry};
use crate::gotemplate::number::{self, length};
use crate::gotemplate::value::Value;

pub(super) const FUNCTIONS: &[Entry] = &[
    entry(&["title", "strings.Title"], 1, 1, |_, a| {
        Ok(title(&text(&a[0])?).into())
    }),
    entry(&["countrunes", "strings.CountRunes"], 1, 1, |it, a| {
        let text = text(&a[0])?;
        it.spend(number::cost(text.len()))?;
        let stripped = strip_html(&text);
        let count = stripped.chars().filter(|c| !c.is_whitespace()).count();
        Ok(Value::Int(length(count)))
    }),
    entry(&["countwords", "strings.CountWords"], 1, 1, |it, a| {
        let text = text(&a[0])?;
        it.spend(number::cost(text.len()))?;
        let stripped = strip_html(&text);
        let words = stripped.split_whitespace().map(|word| {
            // Without spaces between words every character counts as one.
            if word.is_ascii() || !word.chars().any(is_cjk) {
                1
            } else {
                word.chars().count()
            }
        });
        Ok(Value::Int(length(words.sum())))
    }),
];

/// Whether the script has no spaces between words.
pub(super) fn is_cjk(c: char) -> bool {
    matches!(
        u32::from(c),
        0x1100..=0x11ff | 0x2e80..=0x2fdf | 0x3005..=0x3007 | 0x3041..=0x30ff | 0x3130..=0x318f
            | 0x31f0..=0x31ff | 0x3400..=0x4dbf | 0x4e00..=0x9fff | 0xa960..=0xa97f
            | 0xac00..=0xd7ff | 0xf900..=0xfaff | 0xff66..=0xffdc | 0x20000..=0x323af
    )
}
