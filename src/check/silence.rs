//! What an author has silenced in one post: `<!-- check: off todo, alt -->`, `check: off`.

use std::ops::Range;

use super::text::Found;
use crate::parse::Metadata;
use crate::problem::Kind;

/// What is silenced where.
#[derive(Debug, Default)]
pub(super) struct Silence {
    /// In the whole post.
    whole: Words,
    /// For each of [`Kind::CHECKS`], from which bytes of the text on it is off or on again.
    turns: [Vec<(usize, bool)>; Kind::CHECKS.len()],
    /// Words that are no checks, with their places in the text if they stand in a comment.
    pub(super) unknown: Vec<(String, Option<Range<usize>>)>,
}

/// `off`, `off todo, alt`, `on`, `on todo`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Words {
    is_off: bool,
    /// Which; none are all.
    kinds: Vec<Kind>,
    unknown: Vec<String>,
}

impl Words {
    /// What a text after `check:` says; nothing if that is neither `on` nor `off`.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let mut words = text
            .split(|c: char| c.is_whitespace() || c == ',')
            .filter(|word| !word.is_empty());
        let is_off = match words.next()?.to_ascii_lowercase().as_str() {
            "off" | "false" => true,
            "on" | "true" => false,
            _ => return None,
        };
        let mut all = Self {
            is_off,
            ..Self::default()
        };
        for word in words {
            match Kind::of_check(&word.to_ascii_lowercase()) {
                Some(kind) => all.kinds.push(kind),
                None => all.unknown.push(word.to_owned()),
            }
        }
        Some(all)
    }

    /// Whether they concern this; words of which none is known concern nothing.
    fn concern(&self, kind: Kind) -> bool {
        self.kinds.contains(&kind) || (self.kinds.is_empty() && self.unknown.is_empty())
    }
}

impl Silence {
    pub(super) fn of(metadata: &Metadata, found: &[Found<'_>]) -> Self {
        let mut silence = Self::default();
        if let Some(words) = in_front_matter(metadata) {
            let unknown = words.unknown.iter().map(|word| (word.clone(), None));
            silence.unknown.extend(unknown);
            silence.whole = words;
        }
        for found in found {
            if let Found::Comment { text, span } = found
                && let Some(words) = text.trim().strip_prefix("check:").and_then(Words::parse)
            {
                silence.turn(words, span);
            }
        }
        silence
    }

    fn turn(&mut self, words: Words, span: &Range<usize>) {
        for (turns, kind) in self.turns.iter_mut().zip(Kind::CHECKS) {
            if words.concern(kind) {
                turns.push((span.start, words.is_off));
            }
        }
        let unknown = words.unknown.into_iter();
        self.unknown
            .extend(unknown.map(|word| (word, Some(span.clone()))));
    }

    /// Whether this kind is silenced at a byte of the text.
    pub(super) fn holds(&self, kind: Kind, at: usize) -> bool {
        let Some(index) = kind.index() else {
            return false;
        };
        let turns = &self.turns[index];
        let before = turns.partition_point(|(from, _)| *from <= at);
        match before.checked_sub(1) {
            Some(last) => turns[last].1,
            None => self.whole.is_off && self.whole.concern(kind),
        }
    }
}

/// The key `check`, or `extra.check`: Zola takes no other keys of an author's own.
fn in_front_matter(metadata: &Metadata) -> Option<Words> {
    let value = metadata
        .keys
        .get("check")
        .or_else(|| metadata.keys.get("extra")?.get("check"))?;
    match value.as_bool() {
        Some(is_on) => Some(Words {
            is_off: !is_on,
            ..Words::default()
        }),
        None => Words::parse(value.as_str()?),
    }
}
