//! The one writer of the site: texts come in from the disk, snapshots go out.

use std::collections::{BTreeSet, HashSet};
use std::path::Path;
use std::sync::Arc;
use std::time::{Instant, SystemTime};

use jiff::Timestamp;
use tokio::sync::watch;
use tokio::task::block_in_place;

use super::diary::Diary;
use super::renames::Renames;
use super::survey::All;
use super::{Desk, Note};
use crate::assets;
use crate::blog::{self, Watched};
use crate::checking;
use crate::parse::next_change;
use crate::reading::{self, Outcome, Reading};
use crate::report::Report;
use crate::resolve;
use crate::site::{Entry, Site, Written};
use crate::watch::{
    Batch, Before, Change, FileId, Folders, Watcher, read_settled, read_settled_all, usual_output,
};

mod counts;
mod reports;

/// Saves up to this many have their pages made in the background, so that the index tells words
/// and problems; a checkout of a thousand files does not.
const MADE_AFTER_A_SAVE: usize = 16;

/// Owns the site.
pub(super) struct Writer {
    site: Site,
    snapshots: watch::Sender<Arc<Site>>,
    desk: Arc<Desk>,
    changed: bool,
    /// The counts of some posts are others than in the last snapshot, which may wait.
    untold: bool,
    saved: Vec<Arc<str>>,
    /// Posts that are new since the last snapshot.
    newcomers: Vec<Arc<str>>,
    /// When each post's status changes by itself.
    calendar: BTreeSet<(Timestamp, Arc<str>)>,
    /// Posts whose file was empty or gone at the first look.
    doubtful: Vec<Arc<str>>,
    /// Posts that went and are still to be reported, with their new paths if they were renamed.
    departed: Vec<(Arc<str>, Option<Arc<str>>)>,
    renames: Renames,
    diary: Option<Diary>,
    /// When the blog's settings were written, as far as is known.
    settings: Option<SystemTime>,
    /// What the diary holds.
    kept: Written,
}

/// Whether a file that is empty or gone is believed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Look {
    First,
    Second,
}

impl Writer {
    pub(super) fn new(
        site: Site,
        snapshots: watch::Sender<Arc<Site>>,
        desk: Arc<Desk>,
        diary: Option<Diary>,
    ) -> Self {
        Self {
            site,
            snapshots,
            desk,
            changed: false,
            untold: false,
            saved: Vec::new(),
            newcomers: Vec::new(),
            calendar: BTreeSet::new(),
            doubtful: Vec::new(),
            departed: Vec::new(),
            renames: Renames::default(),
            diary,
            settings: None,
            kept: Written::default(),
        }
    }

    /// Sets the watcher on what the blog consists of.
    pub(super) fn watch(&self, watcher: &Watcher) {
        let Watched {
            recursive,
            mut shallow,
        } = self.site.blog.watched();
        let style_sheet = self.desk.options.style_sheet.as_deref();
        shallow.extend(style_sheet.and_then(Path::parent).map(Path::to_owned));
        shallow.extend(assets::folder().map(Path::to_owned));
        shallow.extend(self.site.loaded.folders());
        let left_out = usual_output(&self.site.blog.root);
        let folders = Folders {
            roots: recursive,
            shallow,
            left_out,
        };
        watcher.watch(folders);
    }

    /// Reads the blog, and doubts the posts that are not there any more.
    pub(super) fn read_everything(&mut self) {
        let known: Vec<_> = self
            .site
            .entries()
            .map(|entry| entry.path.clone())
            .collect();
        let mut found = HashSet::new();
        let seen = self.site.complete.then(Instant::now);
        for mut reading in reading::read_all(&self.site) {
            reading.was_seen(seen);
            if !known.is_empty() {
                found.insert(reading.path.clone());
            }
            self.absorb(reading, Look::First);
        }
        let missing = known.into_iter().filter(|path| !found.contains(path));
        self.doubtful.extend(missing);
        // What comes with a look at everything may have been there for long.
        self.newcomers.clear();
        self.settle(Instant::now());
        self.site.surroundings += 1;
        self.changed = true;
        if !self.site.complete {
            self.site.complete = true;
            self.renames.nothing_came();
            self.saved.clear();
            self.publish();
            let all = All::of(&self.site);
            self.desk.checks.survey(|survey| survey.begin(all));
            let site = Arc::new(self.site.clone());
            self.desk.reports.send(Report::Indexed(site));
            self.report_settings(&[]);
            self.report_configuration(&[]);
        }
        self.publish();
    }

    /// Takes a batch of file events in.
    pub(super) fn take(&mut self, batch: &Batch, watcher: &Watcher) {
        self.desk.checks.step_aside();
        for notice in &batch.notices {
            self.desk.reports.send(Report::Notice(notice.to_string()));
        }
        let layout_changed = self.layout_changed(batch);
        if layout_changed {
            self.watch(watcher);
        }
        if batch.rescan || layout_changed {
            return self.read_everything();
        }
        let posts = self.posts_in(batch);
        self.read(posts, batch.seen, Look::First);
    }

    /// What no event tells: the date goes on, hidden files change, and the posts that are open in a
    /// browser may lie on a file system without events.
    pub(super) fn tick(&mut self, watcher: &Watcher) {
        self.turn_the_calendar(Timestamp::now());
        self.renames.forget_the_old();
        self.keep_diary();
        self.look_at_settings();
        self.look_at_loaded_files(watcher);
        let open = self.desk.open_posts().into_iter();
        let differs = |path: &Arc<str>| {
            let entry = self.site.entry(path);
            entry.is_some_and(|post| reading::differs(&self.site.blog.absolute(path), post))
        };
        let changed = open.filter(differs).collect();
        self.read(changed, Instant::now(), Look::First);
    }

    /// Follows the files that templates have loaded, wherever they lie.
    fn look_at_loaded_files(&mut self, watcher: &Watcher) {
        if self.site.loaded.has_new_folder() {
            self.watch(watcher);
        }
        if self.site.loaded.has_changed() {
            self.site.surroundings += 1;
            self.changed = true;
        }
    }

    /// What another task found out.
    pub(super) fn note(&mut self, note: Note) {
        match note {
            Note::Made {
                path,
                content,
                made,
            } => self.note_made(&path, content, made),
            Note::Checked(counts) => self.note_checked(counts),
            Note::TellCounts => self.changed |= std::mem::take(&mut self.untold),
            Note::Settled { posts, seen } => self.read(posts, seen, Look::Second),
            Note::SettledLayout => {
                if self.lay_out(Look::Second) {
                    block_in_place(|| self.read_everything());
                }
            }
        }
    }

    /// Publishes a snapshot if anything changed, then has the saved posts' pages made.
    pub(super) fn publish(&mut self) {
        self.report_departed();
        if !std::mem::take(&mut self.changed) {
            return;
        }
        let mut saved = std::mem::take(&mut self.saved);
        let newcomers = std::mem::take(&mut self.newcomers);
        if saved.len() > MADE_AFTER_A_SAVE {
            self.take_stock(&saved);
            saved.clear();
        } else {
            for path in &newcomers {
                self.site.written.came(path);
            }
        }
        let site = Arc::new(self.site.clone());
        self.snapshots.send_replace(site.clone());
        self.desk.checks.look_around(&site);
        // Whoever shows a post has its page made, as soon as that browser takes messages.
        let open = self.desk.open_posts();
        saved.retain(|path| !open.contains(path));
        if saved.is_empty() {
            return;
        }
        let desk = self.desk.clone();
        tokio::spawn(async move {
            for path in saved {
                if let Some(entry) = site.entry(&path) {
                    desk.page(&site, entry).await;
                    desk.checks.want(&site, entry);
                }
            }
        });
    }

    /// The posts that a batch is about. Whatever else it holds changes the surroundings.
    fn posts_in(&mut self, batch: &Batch) -> BTreeSet<Arc<str>> {
        let mut posts = BTreeSet::new();
        let blog = self.site.blog.clone();
        for (path, change) in &batch.changes {
            let is_changed = *change != Change::Attributes;
            if let Some(relative) = blog.is_post(path) {
                let known = self.site.entry(&relative);
                // A new mode or owner matters only where reading failed.
                if is_changed || known.is_none_or(|entry| !entry.readable) {
                    posts.insert(relative.into());
                }
            } else if is_changed && self.surrounds(path) {
                self.site.surroundings += 1;
                self.changed = true;
            }
            // Also where something is: another folder may be in the place of the one that was.
            if is_changed {
                posts.extend(self.posts_below(path));
            }
        }
        posts
    }

    /// Whether a page may show this file, or this may be a folder of such files, or what is right in
    /// a post hangs on it.
    fn surrounds(&self, path: &Path) -> bool {
        path.extension().is_none()
            || resolve::is_offered(path)
            || checking::is_foreign(path)
            || self.desk.options.style_sheet.as_deref() == Some(path)
            || self.site.blog.is_decisive(path)
            || self.site.loaded.has(path)
    }

    fn posts_below(&self, folder: &Path) -> Vec<Arc<str>> {
        let Some(relative) = self.site.blog.relative(folder) else {
            return Vec::new();
        };
        let below = self.site.below(&relative);
        below.map(|entry| entry.path.clone()).collect()
    }

    /// Whether the blog is laid out in another way now: another generator's configuration, a
    /// content folder that appeared.
    fn layout_changed(&mut self, batch: &Batch) -> bool {
        let blog = &self.site.blog;
        // In a folder of files every save lies in the root, but a post lays nothing out.
        let tells = |path: &Path| {
            blog.is_configuration(path)
                || blog.makes_sections(path)
                || path.parent() == Some(blog.root.as_path()) && blog.is_post(path).is_none()
        };
        let may_have = batch.rescan || batch.changes.keys().any(|path| tells(path));
        may_have && self.lay_out(Look::First)
    }

    /// Looks again how the blog is laid out. Whether that is another way now.
    pub(super) fn lay_out(&mut self, look: Look) -> bool {
        match blog::detect(&self.desk.options.path, self.desk.options.dialect) {
            Ok(now) => {
                if let (Look::First, Some(file)) = (look, now.lost(&self.site.blog)) {
                    self.settle_layout(&file);
                    return false;
                }
                let now = now.or_last_good(&self.site.blog);
                if now == *self.site.blog {
                    return false;
                }
                let told = self.site.blog.configuration.problems.clone();
                let relaid = self.site.relaid(Arc::new(now));
                let before = std::mem::replace(&mut self.site, relaid);
                // What is read at a path now may be another than the post that was there.
                for entry in before.entries() {
                    self.renames.left(entry, &self.site, false);
                }
                self.report_configuration(&told);
                true
            }
            // A blog that is gone for the moment keeps its layout until it is back.
            Err(_) => false,
        }
    }

    /// Has the layout looked at once more when the save of a file that is gone must be over.
    fn settle_layout(&self, file: &str) {
        let path = self.site.blog.absolute(file);
        let desk = self.desk.clone();
        tokio::spawn(async move {
            read_settled(path, Before::Content).await;
            desk.tell(Note::SettledLayout);
        });
    }

    fn read(&mut self, posts: BTreeSet<Arc<str>>, seen: Instant, look: Look) {
        for path in posts {
            let reading = reading::read(&self.site, path, Some(seen));
            self.absorb(reading, look);
        }
        self.settle(seen);
    }

    /// Has the doubtful files looked at once more when their saves must be over. Meanwhile
    /// everything else goes on.
    fn settle(&mut self, seen: Instant) {
        if self.doubtful.is_empty() {
            return;
        }
        let posts: BTreeSet<_> = self.doubtful.drain(..).collect();
        let blog = self.site.blog.clone();
        let desk = self.desk.clone();
        tokio::spawn(async move {
            let files = posts
                .iter()
                .map(|path| (blog.absolute(path), Before::Content));
            read_settled_all(files.collect()).await;
            desk.tell(Note::Settled { posts, seen });
        });
    }

    /// Brings what was read of one file into the site.
    fn absorb(&mut self, reading: Reading, look: Look) {
        let before = self.site.entry(&reading.path).cloned();
        if look == Look::First && before.is_some() && reading.is_doubtful() {
            self.doubtful.push(reading.path);
            return;
        }
        if look == Look::Second && reading.is_fresh() {
            // It is being written again just now. What has content comes with an event of its own.
            if reading.is_doubtful() {
                self.doubtful.push(reading.path);
            }
            return;
        }
        match reading.outcome {
            Outcome::Gone => self.remove(&reading.path),
            Outcome::Same(saved, file) => self.touch(before.as_ref(), saved, file),
            Outcome::Post(entry, body) => {
                if let Some(body) = body {
                    self.desk.pages.offer(&entry.path, entry.content, body);
                }
                self.report(before.as_deref(), &entry);
                self.saved.push(entry.path.clone());
                self.arrive(before.as_ref(), *entry);
            }
        }
    }

    fn touch(&mut self, before: Option<&Arc<Entry>>, saved: Timestamp, file: Option<FileId>) {
        if let Some(before) = before.filter(|entry| (entry.saved, entry.file) != (saved, file)) {
            let now = Entry {
                saved,
                file,
                ..Entry::clone(before)
            };
            self.arrive(Some(before), now);
        }
    }

    fn put(&mut self, entry: Entry) {
        if let Some(at) = next_change(&entry.metadata, Timestamp::now()) {
            self.calendar.insert((at, entry.path.clone()));
        }
        self.renames.lies(&entry);
        self.site.insert(entry);
        self.changed = true;
    }

    fn remove(&mut self, path: &str) {
        let Some(entry) = self.site.remove(path) else {
            return;
        };
        self.changed = true;
        self.desk.checks.forget(&entry.path);
        self.newcomers.retain(|path| *path != entry.path);
        let to = self.renames.left(&entry, &self.site, true);
        if let Some(to) = &to {
            self.site.rename(&entry, to);
            self.note_renamed(&entry, to);
        } else {
            let words = entry.made.map(|made| made.words);
            self.site.written.left(&entry.path, words);
        }
        self.departed.push((entry.path.clone(), to));
    }

    /// Puts a post in; `before` is what was at its path.
    fn arrive(&mut self, before: Option<&Arc<Entry>>, now: Entry) {
        let is_another = before.is_none_or(|before| {
            let files = before.file.zip(now.file);
            files.is_some_and(|(before, now)| before != now)
        });
        let mut renamed = Vec::new();
        if is_another {
            // The one that was replaced was perhaps renamed before that.
            let to = before.and_then(|before| self.renames.left(before, &self.site, false));
            renamed.extend(before.cloned().zip(to));
            let was = self.renames.came(&now, before.is_none());
            renamed.extend(was.map(|was| (was, now.path.clone())));
        }
        if before.is_none() && renamed.is_empty() {
            self.newcomers.push(now.path.clone());
        }
        self.put(now);
        for (before, to) in renamed {
            self.site.rename(&before, &to);
            self.note_renamed(&before, &to);
            self.departed.push((before.path.clone(), Some(to)));
        }
    }

    /// Gives the posts whose date has come their new status.
    fn turn_the_calendar(&mut self, now: Timestamp) {
        while self.calendar.first().is_some_and(|(at, _)| *at <= now) {
            let Some((_, path)) = self.calendar.pop_first() else {
                return;
            };
            if let Some(entry) = self.site.entry(&path) {
                let status = reading::status(&self.site.blog, &path, &entry.metadata, now);
                // Another value: a draft's banner speaks of the date that has come.
                let metadata = Arc::new(entry.metadata.as_ref().clone());
                self.put(Entry {
                    metadata,
                    status,
                    ..Entry::clone(entry)
                });
            }
        }
    }
}
