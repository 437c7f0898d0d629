//! How many words the author has written: since `blog-serve` was started, and on this day.
//!
//! Only posts that changed are known here; any other has as many words as it began with. Who counts
//! words says so with [`Written::counted`]; who reads files says what came and went.

use std::sync::Arc;

use jiff::civil;
use rpds::HashTrieMapSync;
use serde::{Deserialize, Serialize};

use super::{Entry, Site};

/// With how many words each post began. Cheap to clone.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// The day that `today` is about; `None` before the first turn of a day.
    day: Option<civil::Date>,
    began: HashTrieMapSync<Arc<str>, Baseline>,
}

/// With how many words a post began.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Baseline {
    /// When `blog-serve` was started; `None` until it has been counted since.
    #[serde(skip)]
    pub start: Option<u32>,
    /// At the beginning of the day.
    pub today: u32,
}

impl Baseline {
    /// From now on.
    fn at(words: u32) -> Self {
        Self {
            start: Some(words),
            today: words,
        }
    }
}

impl Written {
    /// Goes on where an earlier run on the same day was: what each post begins with in this run is
    /// counted next.
    #[must_use]
    pub fn resumed(
        day: civil::Date,
        began: impl IntoIterator<Item = (Arc<str>, Baseline)>,
    ) -> Self {
        Self {
            day: Some(day),
            began: began.into_iter().collect(),
        }
    }

    /// The day, and with how many words the posts began that have changed since.
    pub fn began(
        &self,
    ) -> (
        Option<civil::Date>,
        impl Iterator<Item = (&Arc<str>, Baseline)>,
    ) {
        let began = self.began.iter();
        (self.day, began.map(|(path, began)| (path, *began)))
    }

    /// A post has `now` words. `before` is what it had when it was counted last; the first count of
    /// a post that was there already is what it begins with.
    pub fn counted(&mut self, path: &Arc<str>, before: Option<u32>, now: u32) {
        match self.began.get(path).copied() {
            Some(Baseline { start: None, today }) => {
                let start = Some(before.unwrap_or(now));
                self.began
                    .insert_mut(path.clone(), Baseline { start, today });
            }
            Some(_) => {}
            None => {
                if let Some(before) = before.filter(|before| *before != now) {
                    self.begin(path, before);
                }
            }
        }
    }

    /// A post is new: all its words were written.
    pub fn came(&mut self, path: &Arc<str>) {
        self.begin(path, 0);
    }

    /// A post is gone for now, with so many words. Should it come back, it goes on from there.
    pub fn left(&mut self, path: &Arc<str>, words: Option<u32>) {
        if let Some(words) = words {
            self.begin(path, words);
        }
    }

    /// A post has another path; it had so many words.
    pub fn renamed(&mut self, from: &str, to: &Arc<str>, words: Option<u32>) {
        let began = self.began.get(from).copied();
        self.began.remove_mut(from);
        match began.or_else(|| words.map(Baseline::at)) {
            Some(began) => self.began.insert_mut(to.clone(), began),
            // It took its name before it was counted: what is counted next is what it begins with.
            None => drop(self.began.remove_mut(to)),
        }
    }

    /// The post has become another by no writing: a checkout. It begins with what is counted next.
    pub fn replaced(&mut self, path: &str) {
        self.began.remove_mut(path);
    }

    /// Begins a day, unless it is the one that there is. Whether it is another.
    pub fn turn(&mut self, day: civil::Date, words: impl Fn(&str) -> Option<u32>) -> bool {
        if self.day.replace(day) == Some(day) {
            return false;
        }
        let began = self.began.iter().map(|(path, began)| {
            let today = words(path).unwrap_or(began.today);
            (path.clone(), Baseline { today, ..*began })
        });
        self.began = began.collect();
        true
    }

    /// Words that a post has more than when `blog-serve` was started.
    #[must_use]
    pub fn since_start(&self, entry: &Entry) -> i64 {
        self.more(entry, |began| began.start)
    }

    /// Words that all posts together have more than at the beginning of the day. What was written
    /// in a post goes with it.
    #[must_use]
    pub fn today(&self, site: &Site) -> i64 {
        let entries = self.began.keys().filter_map(|path| site.entry(path));
        entries
            .map(|entry| self.more(entry, |began| Some(began.today)))
            .sum()
    }

    fn more(&self, entry: &Entry, of: impl FnOnce(&Baseline) -> Option<u32>) -> i64 {
        let began = self.began.get(&entry.path).and_then(of);
        match (began, entry.made) {
            (Some(began), Some(made)) => i64::from(made.words) - i64::from(began),
            _ => 0,
        }
    }

    /// Notes what a post began with, if that is not known yet.
    fn begin(&mut self, path: &Arc<str>, words: u32) {
        if self.began.get(path).is_none() {
            self.began.insert_mut(path.clone(), Baseline::at(words));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const A: &str = "a.md";

    fn words(written: &Written, path: &str, now: i64) -> (i64, i64) {
        let began = written.began.get(path).copied();
        began.map_or((0, 0), |began| {
            let start = began.start.map_or(0, |start| now - i64::from(start));
            (start, now - i64::from(began.today))
        })
    }

    fn day(day: i8) -> civil::Date {
        civil::date(2026, 11, day)
    }

    #[test]
    fn a_post_begins_with_its_first_count_and_a_new_one_with_nothing() {
        let mut written = Written::default();
        written.counted(&A.into(), None, 100);
        assert_eq!(words(&written, A, 100), (0, 0));
        written.counted(&A.into(), Some(100), 137);
        written.counted(&A.into(), Some(137), 90);
        assert_eq!(words(&written, A, 90), (-10, -10));
        written.came(&"b.md".into());
        written.counted(&"b.md".into(), None, 12);
        assert_eq!(words(&written, "b.md", 12), (12, 12));
    }

    #[test]
    fn a_day_begins_anew_and_the_session_goes_on() {
        let mut written = Written::default();
        assert!(written.turn(day(1), |_| None));
        written.counted(&A.into(), Some(100), 120);
        assert!(!written.turn(day(1), |_| Some(120)));
        assert!(written.turn(day(2), |_| Some(120)));
        assert_eq!(words(&written, A, 125), (25, 5));
    }

    #[test]
    fn a_renamed_post_keeps_what_was_written_in_it() {
        let mut written = Written::default();
        written.counted(&A.into(), Some(100), 120);
        written.came(&"b.md".into());
        written.renamed(A, &"b.md".into(), Some(120));
        assert_eq!(words(&written, "b.md", 120), (20, 20));
        assert_eq!(words(&written, A, 120), (0, 0));
        // One that nobody has changed begins with what it had.
        written.came(&"d.md".into());
        written.renamed("c.md", &"d.md".into(), Some(7));
        assert_eq!(words(&written, "d.md", 7), (0, 0));
        // And one that nobody has counted, with what is counted next.
        written.came(&"f.md".into());
        written.renamed("e.md", &"f.md".into(), None);
        written.counted(&"f.md".into(), None, 7);
        assert_eq!(words(&written, "f.md", 7), (0, 0));
    }

    #[test]
    fn a_post_that_comes_back_goes_on() {
        let mut written = Written::default();
        written.left(&A.into(), Some(100));
        written.came(&A.into());
        assert_eq!(words(&written, A, 103), (3, 3));
    }

    #[test]
    fn a_restart_begins_the_session_anew_and_not_the_day() {
        let today = Baseline {
            start: None,
            today: 100,
        };
        let mut written = Written::resumed(day(1), [(A.into(), today)]);
        assert_eq!(words(&written, A, 120), (0, 20));
        written.counted(&A.into(), None, 120);
        assert_eq!(words(&written, A, 120), (0, 20));
        written.counted(&A.into(), Some(120), 125);
        assert_eq!(words(&written, A, 125), (5, 25));
        // Saved before it was counted for the first time.
        let mut written = Written::resumed(day(1), [(A.into(), today)]);
        written.counted(&A.into(), Some(118), 125);
        assert_eq!(words(&written, A, 125), (7, 25));
    }

    #[test]
    fn a_checkout_is_no_writing() {
        let mut written = Written::default();
        written.counted(&A.into(), Some(100), 120);
        written.replaced(A);
        written.counted(&A.into(), None, 500);
        assert_eq!(words(&written, A, 500), (0, 0));
    }
}
