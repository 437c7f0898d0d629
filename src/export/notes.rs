//! What is noted for the author, each with its line.

use std::collections::{HashMap, HashSet};

use percent_encoding::percent_decode_str;
use xxhash_rust::xxh3::xxh3_64;

use super::{About, Note};
use crate::render::Lines;

/// Line 0 is the author's style sheet.
const STYLE_SHEET: Lines = Lines { first: 0, last: 0 };

/// How many places are looked at for one address. More than one is only where an address has
/// spaces, and then nearly always the first is it.
const TRIES: usize = 64;

/// Collects what is to be said of one post.
#[derive(Debug)]
pub(super) struct Notes<'a> {
    text: &'a str,
    /// Made when the first line is asked for: most posts have nothing to note.
    words: Option<Words>,
    lines: Lines,
    noted: Vec<Note>,
    known: HashSet<Note>,
}

impl<'a> Notes<'a> {
    /// On a post whose file has this text; at first on the author's style sheet.
    pub(super) fn on(text: &'a str) -> Self {
        Self {
            text,
            words: None,
            lines: STYLE_SHEET,
            noted: Vec::new(),
            known: HashSet::new(),
        }
    }

    /// What comes next stands on these lines.
    pub(super) fn stands_on(&mut self, lines: Lines) {
        self.lines = lines;
    }

    /// Notes something, once for each line.
    pub(super) fn note(&mut self, about: About, what: &str) {
        let what = readable(what);
        let line = self.line_of(&what);
        let note = Note { about, what, line };
        if self.known.insert(note.clone()) {
            self.noted.push(note);
        }
    }

    /// What was noted, in the order in which it was.
    pub(super) fn into_noted(self) -> Vec<Note> {
        self.noted
    }

    /// The line on which this stands, or else the first of its block.
    fn line_of(&mut self, what: &str) -> u32 {
        let Lines { first, last } = self.lines;
        if first == last {
            return first;
        }
        let words = self.words.get_or_insert_with(|| Words::of(self.text));
        words.line_of(what, self.lines).unwrap_or(first)
    }
}

/// Where each word of a text stands: with many things to find, the text is read only once.
#[derive(Debug)]
struct Words {
    /// The text as people read its addresses.
    text: String,
    /// Where its lines begin.
    lines: Vec<usize>,
    /// Where words begin, by their hash.
    places: HashMap<u64, Vec<usize>>,
}

impl Words {
    fn of(text: &str) -> Self {
        let mut words = Self {
            text: String::with_capacity(text.len()),
            lines: Vec::new(),
            places: HashMap::new(),
        };
        for line in text.lines() {
            words.lines.push(words.text.len());
            words.text.push_str(&readable(&line.replace("&amp;", "&")));
            words.text.push('\n');
        }
        for (at, word) in in_words(&words.text) {
            let places = words.places.entry(xxh3_64(word.as_bytes()));
            places.or_default().push(at);
        }
        words
    }

    /// The first of these lines on which this stands.
    fn line_of(&self, what: &str, lines: Lines) -> Option<u32> {
        // `<iframe src=…>` is told of as `<iframe>`.
        let what = what.trim_end_matches('>');
        let (at, word) = in_words(what).next()?;
        let places = self.places.get(&xxh3_64(word.as_bytes()))?;
        let start = |line: u32| {
            let line = usize::try_from(line).ok()?;
            self.lines.get(line.checked_sub(1)?).copied()
        };
        let begin = start(lines.first)?;
        let end = start(lines.last.saturating_add(1)).unwrap_or(self.text.len());
        let before = places.partition_point(|place| *place < begin);
        let mut inside = places[before..].iter().take(TRIES);
        let place =
            inside.find(|place| self.text[**place..end.max(**place)].starts_with(&what[at..]))?;
        let line = self.lines.partition_point(|start| start <= place);
        u32::try_from(line).ok()
    }
}

/// The words of a text and where they begin: what stands between spaces and the signs around
/// addresses in Markdown, HTML and style sheets.
fn in_words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let is_between = |c: char| c.is_whitespace() || "()<>[]\"'=,|".contains(c);
    let mut at = 0;
    text.split(is_between)
        .map(move |word| {
            let start = at;
            let after = text[start + word.len()..].chars().next();
            at = start + word.len() + after.map_or(0, char::len_utf8);
            (start, word)
        })
        .filter(|(_, word)| !word.is_empty())
}

/// An address as people read it.
pub(super) fn readable(address: &str) -> String {
    let decoded = percent_decode_str(address).decode_utf8();
    decoded.map_or_else(|_| address.to_owned(), std::borrow::Cow::into_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_noted_has_the_line_it_stands_on() {
        let text = "[a](one.md)\n\n* [b](<two words.md>)\n* ![c](d%20e.png?x=1&amp;y=2 \"f\")\n  \
                    <IFRAME>\n* <iframe src='one.md'>\n\nEnd, [a](three.md)\n";
        let check = |what: &str, expected| {
            let mut notes = Notes::on(text);
            notes.stands_on(Lines { first: 3, last: 6 });
            notes.note(About::Link, what);
            assert_eq!(notes.into_noted()[0].line, expected, "{what}");
        };
        check("two words.md", 3);
        check("two%20words.md", 3);
        check("d%20e.png?x=1&y=2", 4);
        check("<iframe>", 6);
        check("one.md", 6);
        // It stands elsewhere, or there is nothing to look for.
        check("three.md", 3);
        check("e.png", 3);
        check("", 3);
        check(">", 3);
    }

    #[test]
    fn what_is_on_a_line_twice_is_noted_once() {
        let mut notes = Notes::on("a a\na");
        notes.note(About::Missing, "x.png");
        notes.stands_on(Lines { first: 1, last: 2 });
        notes.note(About::Link, "a");
        notes.note(About::Link, "a");
        notes.note(About::Missing, "a");
        notes.stands_on(Lines { first: 2, last: 2 });
        notes.note(About::Link, "a");
        let all = notes.into_noted();
        let lines: Vec<_> = all.iter().map(|note| note.line).collect();
        assert_eq!(lines, [0, 1, 1, 2]);
    }

    proptest::proptest! {
        #[test]
        fn words_stand_where_they_are_said_to(text in "[a-cü ()<\n]{0,40}") {
            for (at, word) in in_words(&text) {
                proptest::prop_assert!(text[at..].starts_with(word));
            }
        }
    }
}
