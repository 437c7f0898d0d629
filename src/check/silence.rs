//! What an author has silenced in one post: `<!-- check: off todo, alt -->`, `check: off`.

use std::ops::Range;

use serde_yaml::Value;

use super::text::Found;
use crate::parse::Metadata;
use crate::problem::Kind;

/// The longest first word that may be a slip of `off` or `on`.
const SWITCH: usize = 4;

/// What is silenced where.
#[derive(Debug, Default)]
pub(super) struct Silence {
    /// In the whole post.
    whole: Words,
    /// For each of [`Kind::CHECKS`], from which bytes of the text on it is off or on again.
    turns: [Vec<(usize, bool)>; Kind::CHECKS.len()],
    /// What silences nothing, with its place in the text if it stands in a comment.
    pub(super) mistakes: Vec<(Mistake, Option<Range<usize>>)>,
}

/// What an author wrote after `check:` to no effect.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Mistake {
    /// A word that is no check.
    NoCheck(String),
    /// All of it begins with neither `off` nor `on`, although one of them seems meant.
    NoSwitch(String),
}

/// `off`, `off todo, alt`, `on`, `on todo`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Words {
    is_off: bool,
    /// Which; none are all.
    kinds: Vec<Kind>,
    mistakes: Vec<Mistake>,
}

impl Words {
    /// What a text after `check:` says; nothing if it is about something else.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let words = text.split(|c: char| c.is_whitespace() || c == ',');
        let mut words = words.filter(|word| !word.is_empty());
        let first = words.next()?.to_ascii_lowercase();
        let mut all = Self::default();
        match first.as_str() {
            "off" | "false" | "no" => all.is_off = true,
            "on" | "true" | "yes" => {}
            first => {
                // `of todo`, `todo`; but not `is this link right?`
                let is_check = |word: &str| Kind::of_check(&word.to_ascii_lowercase()).is_some();
                let rest: Vec<&str> = words.collect();
                let is_switch = strsim::osa_distance(first, "off") == 1
                    || (first.len() <= SWITCH && !rest.is_empty());
                let is_meant =
                    (is_switch || is_check(first)) && rest.iter().all(|word| is_check(word));
                all.mistakes.push(Mistake::NoSwitch(text.trim().to_owned()));
                return is_meant.then_some(all);
            }
        }
        for word in words {
            match Kind::of_check(&word.to_ascii_lowercase()) {
                Some(kind) => all.kinds.push(kind),
                None => all.mistakes.push(Mistake::NoCheck(word.to_owned())),
            }
        }
        Some(all)
    }

    /// Whether they concern this; words of which none is known concern nothing.
    fn concern(&self, kind: Kind) -> bool {
        self.kinds.contains(&kind) || (self.kinds.is_empty() && self.mistakes.is_empty())
    }
}

impl Silence {
    pub(super) fn of(metadata: &Metadata, found: &[Found<'_>]) -> Self {
        let mut silence = Self::default();
        if let Some(words) = in_front_matter(metadata) {
            let mistakes = words.mistakes.iter().map(|mistake| (mistake.clone(), None));
            silence.mistakes.extend(mistakes);
            silence.whole = words;
        }
        for found in found {
            if let Found::Comment { text, span } = found
                && let Some(words) = after_check(text).and_then(Words::parse)
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
        let mistakes = words.mistakes.into_iter();
        self.mistakes
            .extend(mistakes.map(|mistake| (mistake, Some(span.clone()))));
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

/// What follows `check:` in a comment.
fn after_check(comment: &str) -> Option<&str> {
    const KEY: &str = "check:";
    let (key, rest) = comment.trim().split_at_checked(KEY.len())?;
    key.eq_ignore_ascii_case(KEY).then_some(rest)
}

/// The key `check`, or `extra.check`: Zola takes no other keys of an author's own.
fn in_front_matter(metadata: &Metadata) -> Option<Words> {
    let value = metadata
        .keys
        .get("check")
        .or_else(|| metadata.keys.get("extra")?.get("check"))?;
    // As the blog's settings have it: `check: {off: [todo]}`.
    match value.get("off") {
        Some(Value::Bool(false)) => None,
        Some(Value::Bool(true)) => Words::parse("off"),
        Some(kinds) => {
            let kinds = written(kinds)?;
            // An empty list of them is no word about any.
            Words::parse(&format!("off {kinds}")).filter(|_| !kinds.trim().is_empty())
        }
        None => Words::parse(&written(value)?),
    }
}

/// A value, or those in a list, as they would be written in a comment.
fn written(value: &Value) -> Option<String> {
    match value {
        Value::Bool(is_on) => Some(is_on.to_string()),
        Value::String(text) => Some(text.clone()),
        Value::Sequence(values) => {
            let words: Option<Vec<_>> = values.iter().map(written).collect();
            Some(words?.join(" "))
        }
        _ => None,
    }
}
