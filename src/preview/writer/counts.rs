//! How many words and problems the posts have, as the writer hears it: what the index tells.

use std::sync::Arc;
use std::time::SystemTime;

use jiff::tz::TimeZone;
use jiff::{Timestamp, civil};

use super::super::checks::Count;
use super::Writer;
use crate::settings;
use crate::site::{Entry, Made};

impl Writer {
    /// What making a page told.
    pub(super) fn note_made(&mut self, path: &str, content: u64, made: Made) {
        let checks = |entry: &Entry| entry.made.and_then(|before| before.checks);
        let of = |entry: &Entry| Made {
            checks: checks(entry),
            ..made
        };
        self.changed |= self.count(path, content, of);
    }

    /// What checks told; the next snapshot shows it.
    pub(super) fn note_checked(&mut self, counts: Vec<Count>) {
        for count in counts {
            let of = |entry: &Entry| Made {
                words: count.words(entry.made),
                problems: entry.made.map_or(0, |known| known.problems),
                checks: Some(count.checks),
            };
            self.untold |= self.count(&count.path, count.content, of);
        }
    }

    /// Counts of a post whose file has these bytes. Whether any is another now.
    fn count(&mut self, path: &str, content: u64, made: impl FnOnce(&Entry) -> Made) -> bool {
        let Some(entry) = self.site.entry(path).filter(|it| it.content == content) else {
            return false;
        };
        let (before, now) = (entry.made, made(entry));
        if before == Some(now) {
            return false;
        }
        let entry = Entry {
            made: Some(now),
            ..Entry::clone(entry)
        };
        let words = before.map(|before| before.words);
        self.site.written.counted(&entry.path, words, now.words);
        self.site.insert(entry);
        true
    }

    /// A post has another path, and goes on there with the words that it began with.
    pub(super) fn note_renamed(&mut self, before: &Entry, to: &Arc<str>) {
        self.newcomers.retain(|path| path != to);
        let words = before.made.map(|made| made.words);
        self.site.written.renamed(&before.path, to, words);
    }

    /// Takes in what lies ready: where an earlier run on this day was, and what settings there are.
    pub(in crate::preview) fn begin(&mut self) {
        self.settings = self.settings_written();
        self.site.settings = Arc::new(settings::read(&self.site.blog));
        let today = today();
        let kept = self.diary.as_ref().and_then(|diary| diary.read(today));
        self.site.written = kept.unwrap_or_default();
        self.site.written.turn(today, |_| None);
        self.kept = self.site.written.clone();
    }

    /// Has everything checked again when the blog's settings are others now.
    pub(super) fn look_at_settings(&mut self) {
        let written = self.settings_written();
        if std::mem::replace(&mut self.settings, written) == written {
            return;
        }
        let now = Arc::new(settings::read(&self.site.blog));
        let before = std::mem::replace(&mut self.site.settings, now);
        if before != self.site.settings {
            self.report_settings(&before.problems);
            self.site.surroundings += 1;
            self.changed = true;
        }
    }

    fn settings_written(&self) -> Option<SystemTime> {
        let file = self.site.blog.absolute(settings::FILE);
        file.metadata().and_then(|file| file.modified()).ok()
    }

    /// Has the posts surveyed that were saved all at once: nobody wrote that many, it was a
    /// checkout, and they begin with what they have now.
    pub(super) fn take_stock(&mut self, posts: &[Arc<str>]) {
        for path in posts {
            self.site.written.replaced(path);
            if let Some(entry) = self.site.entry(path).filter(|entry| entry.made.is_some()) {
                let entry = Entry {
                    made: None,
                    ..Entry::clone(entry)
                };
                self.site.insert(entry);
            }
        }
        self.desk.checks.survey(|survey| survey.add(posts));
    }

    /// Begins another day at midnight, and keeps with how many words the posts began.
    pub(super) fn keep_diary(&mut self) {
        let today = today();
        let made = |path: &str| self.site.entry(path).and_then(|entry| entry.made);
        let mut written = self.site.written.clone();
        if written.turn(today, |path| made(path).map(|made| made.words)) {
            self.site.written = written;
            self.changed = true;
        }
        if let Some(diary) = &self.diary
            && self.kept != self.site.written
        {
            self.kept = self.site.written.clone();
            diary.note(self.kept.clone());
            let diary = diary.clone();
            tokio::task::spawn_blocking(move || diary.keep());
        }
    }
}

/// The day that it is here.
fn today() -> civil::Date {
    Timestamp::now().to_zoned(TimeZone::system()).date()
}
