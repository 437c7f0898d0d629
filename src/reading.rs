//! From a file to what the site knows of its post. The disk is read here and the stages are pure.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use xxhash_rust::xxh3::xxh3_64;

use crate::blog::{self, Blog};
use crate::dialect::Dialect;
use crate::dialect::name::title_from_name;
use crate::pages::Body;
use crate::parse::{self, Head, Metadata, Status, Unclear};
use crate::problem::{Kind, Problem};
use crate::render::{first_heading, summary};
use crate::resolve;
use crate::site::{Entry, Save, Site};
use crate::watch::{self, FileId, Text, Unreadable};

mod once;

pub use once::{read_blog, read_post};

/// What a look at one post's file told.
pub(crate) struct Reading {
    /// The post, relative to the blog.
    pub(crate) path: Arc<str>,
    pub(crate) outcome: Outcome,
}

pub(crate) enum Outcome {
    /// There is no file.
    Gone,
    /// The bytes are as they were; when they were written, and which file has them.
    Same(Timestamp, Option<FileId>),
    /// The post has changed; its body, when it could be read.
    Post(Box<Entry>, Option<Body>),
}

impl Reading {
    /// Whether the file is gone, or empty: perhaps only for a moment.
    pub(crate) fn is_doubtful(&self) -> bool {
        match &self.outcome {
            Outcome::Gone => true,
            Outcome::Same(..) => false,
            Outcome::Post(_, body) => body.as_ref().is_some_and(|body| body.text.is_empty()),
        }
    }

    /// Takes note of when we saw what no event had told: of many at once, all at the same time, so
    /// that the files' own times tell which was saved last.
    pub(crate) fn was_seen(&mut self, seen: Option<Instant>) {
        if let Outcome::Post(entry, _) = &mut self.outcome {
            entry.seen = entry.seen.or(seen);
        }
    }

    /// Whether the file was written so recently that its save may still go on.
    pub(crate) fn is_fresh(&self) -> bool {
        let Outcome::Post(entry, _) = &self.outcome else {
            return false;
        };
        entry.readable && is_fresh(entry.saved)
    }
}

/// How long ago a file must have been written to be believed without an event that tells of its
/// end: one that was written just now may be in the middle of a save.
const SETTLED: SignedDuration = SignedDuration::from_millis(200);

/// Whether a file that was last written at this time may still be in the middle of a save.
fn is_fresh(saved: Timestamp) -> bool {
    let age = Timestamp::now().duration_since(saved);
    // A time to come is that of another machine's clock, and says nothing.
    !age.is_negative() && age < SETTLED
}

/// Reads the posts of the blog, on all cores. Texts are not kept.
pub(crate) fn read_all(site: &Site) -> Vec<Reading> {
    let readings = Mutex::new(Vec::new());
    blog::walk_with(&site.blog, |found| {
        // The walk has entered no folder outside the blog, so only a link can lead there.
        let contents = if found.is_link {
            resolve::source(&site.blog, &found.relative)
        } else {
            watch::read_now(&found.path)
        };
        let mut reading = at(site, found.relative.into(), None, contents);
        // An empty one is kept, because it may be doubted.
        if let Outcome::Post(_, body) = &mut reading.outcome {
            *body = body.take().filter(|body| body.text.is_empty());
        }
        lock(&readings).push(reading);
    });
    readings
        .into_inner()
        .unwrap_or_else(PoisonError::into_inner)
}

/// Locks; a panic in the middle of `push` leaves at worst a reading too few.
fn lock(readings: &Mutex<Vec<Reading>>) -> MutexGuard<'_, Vec<Reading>> {
    readings.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Reads one post. `seen` is when the event arrived that asked for it.
pub(crate) fn read(site: &Site, path: Arc<str>, seen: Option<Instant>) -> Reading {
    let contents = resolve::source(&site.blog, &path);
    at(site, path, seen, contents)
}

/// What the contents of a file tell of its post.
fn at(site: &Site, path: Arc<str>, seen: Option<Instant>, contents: watch::Reading) -> Reading {
    let look = Look {
        blog: &site.blog,
        path: &path,
        before: site.entry(&path).map(Arc::as_ref),
        seen,
        now: Timestamp::now(),
    };
    let outcome = match contents {
        watch::Reading::Text(text) => {
            let read = AssertUnwindSafe(|| look.at_text(text));
            catch_unwind(read).unwrap_or_else(|_| look.after_panic())
        }
        watch::Reading::Gone => Outcome::Gone,
        watch::Reading::Unreadable(cause) => look.at_nothing(&cause),
    };
    Reading { path, outcome }
}

/// Whether the file is not the one that was read last, as far as its time tells, and at rest.
pub(crate) fn differs(path: &Path, entry: &Entry) -> bool {
    match std::fs::metadata(path).and_then(|metadata| metadata.modified()) {
        Ok(modified) => Timestamp::try_from(modified)
            .is_ok_and(|saved| saved != entry.saved && !is_fresh(saved)),
        Err(_) => entry.readable,
    }
}

/// A post's status at a moment.
pub(crate) fn status(blog: &Blog, path: &str, metadata: &Metadata, now: Timestamp) -> Status {
    if blog.dialect.is_draft(path) {
        Status::Draft
    } else {
        parse::status(metadata, now)
    }
}

/// One look at one file.
struct Look<'a> {
    blog: &'a Blog,
    path: &'a Arc<str>,
    before: Option<&'a Entry>,
    seen: Option<Instant>,
    now: Timestamp,
}

/// A state of the file.
#[derive(Clone, Copy)]
struct Version {
    content: u64,
    saved: Timestamp,
    file: Option<FileId>,
}

/// What is known of the post besides its problems.
struct Told {
    metadata: Arc<Metadata>,
    metadata_of: Save,
    title: Arc<str>,
    summary: Option<Arc<str>>,
    status: Status,
    head: Option<Head>,
}

/// A text, taken apart.
struct TakenApart {
    told: Told,
    problems: Vec<Problem>,
    body_start: usize,
    body_line: u32,
}

impl Look<'_> {
    fn at_text(&self, read: Text) -> Outcome {
        let modified = read
            .modified
            .and_then(|time| Timestamp::try_from(time).ok());
        // A file system without times, or one outside jiff's years, gets a time long ago.
        let saved = modified.unwrap_or(Timestamp::UNIX_EPOCH);
        let version = Version {
            content: xxh3_64(&read.bytes),
            saved,
            file: read.file,
        };
        if self
            .before
            .is_some_and(|before| before.content == version.content && before.readable)
        {
            return Outcome::Same(saved, read.file);
        }
        let text = match parse::decode(self.path, read.bytes) {
            Ok(text) => text,
            Err(problem) => {
                let entry = self.entry(self.last_good(), vec![*problem], version);
                return Outcome::Post(Box::new(entry), None);
            }
        };
        let read = self.take_apart(&text);
        let entry = self.entry(read.told, read.problems, version);
        let (start, line) = (read.body_start, read.body_line);
        Outcome::Post(
            Box::new(entry),
            Some(Body {
                text: text.into(),
                start,
                line,
            }),
        )
    }

    fn take_apart(&self, text: &str) -> TakenApart {
        if let Some((before, head)) = self.same_head(text) {
            return TakenApart {
                told: self.of_metadata(
                    before.metadata.clone(),
                    Some(head),
                    &text[head.body_start..],
                ),
                problems: Vec::new(),
                body_start: head.body_start,
                body_line: head.body_line,
            };
        }
        let mut post = parse::parse(self.path, text);
        self.blog.configuration.hold(self.path, text, &mut post);
        let head = Head::of(&post, text);
        let body = text.get(post.body_start..).unwrap_or_default();
        let told = match post.metadata {
            Some(metadata) => self.good(metadata, head, body),
            None => self.last_good(),
        };
        TakenApart {
            told,
            problems: post.problems,
            body_start: post.body_start,
            body_line: post.body_line,
        }
    }

    /// The head of the post as it was read last, if `text` begins with the same.
    fn same_head(&self, text: &str) -> Option<(&Entry, Head)> {
        let before = self.before?;
        let head = before.head.filter(|head| head.stands_in(text))?;
        Some((before, head))
    }

    /// Our own mistake: what was known stays.
    fn after_panic(&self) -> Outcome {
        let message =
            "blog-serve failed to read this front matter. That is our mistake, not yours.";
        let problem = Problem::unreadable(self.path, message).with_kind(Kind::Render);
        let version = Version {
            content: 0,
            saved: self.now,
            file: None,
        };
        Outcome::Post(
            Box::new(self.entry(self.last_good(), vec![problem], version)),
            None,
        )
    }

    fn at_nothing(&self, cause: &Unreadable) -> Outcome {
        let problem = Problem::unreadable(self.path, cause.to_string());
        let saved = self.before.map_or(self.now, |before| before.saved);
        if self
            .before
            .is_some_and(|before| *before.problems == [problem.clone()])
        {
            return Outcome::Same(saved, self.before.and_then(|before| before.file));
        }
        let version = Version {
            content: 0,
            saved,
            file: self.before.and_then(|before| before.file),
        };
        let entry = self.entry(self.last_good(), vec![problem], version);
        Outcome::Post(
            Box::new(Entry {
                readable: false,
                ..entry
            }),
            None,
        )
    }

    /// What a front matter tells that could be read.
    fn good(&self, mut metadata: Metadata, head: Option<Head>, body: &str) -> Told {
        let addresses = &self.blog.configuration.addresses;
        addresses.complete_metadata(self.path, &mut metadata);
        let metadata_of = self.keep_what_is_unclear(&mut metadata);
        Told {
            metadata_of,
            ..self.of_metadata(metadata.into(), head, body)
        }
    }

    /// What follows from metadata that could be read, and from the body below it.
    fn of_metadata(&self, metadata: Arc<Metadata>, head: Option<Head>, body: &str) -> Told {
        let title = metadata.title.clone().or_else(|| first_heading(body));
        let given = ["summary", "excerpt"].into_iter().find_map(|key| {
            let value = metadata.keys.get(key)?.as_str()?;
            (!value.trim().is_empty()).then_some(value)
        });
        // Hugo keeps the two apart.
        let description = metadata.description.as_deref();
        let given = given.or(description.filter(|_| self.blog.dialect != Dialect::Hugo));
        Told {
            summary: summary(body, given).map(Into::into),
            status: status(self.blog, self.path, &metadata, self.now),
            title: title.unwrap_or_else(|| title_from_name(self.path)).into(),
            metadata,
            metadata_of: Save::Newest,
            head,
        }
    }

    /// Gives what has no good value now its last good one; says of when the metadata is then.
    fn keep_what_is_unclear(&self, metadata: &mut Metadata) -> Save {
        let Some(before) = self.before.filter(|_| !metadata.unclear.is_empty()) else {
            return Save::Newest;
        };
        let known = &before.metadata;
        for part in metadata.unclear.clone() {
            match part {
                Unclear::Title => metadata.title.clone_from(&known.title),
                Unclear::Date => metadata.date = known.date,
                Unclear::Draft => metadata.draft = known.draft,
            }
        }
        before.metadata_of.outlived(before.saved)
    }

    /// What was told before; if that is nothing, the post is a draft, so that it is never taken
    /// for published.
    fn last_good(&self) -> Told {
        match self.before {
            Some(before) => Told {
                metadata: before.metadata.clone(),
                metadata_of: before.metadata_of.outlived(before.saved),
                title: before.title.clone(),
                summary: before.summary.clone(),
                status: before.status,
                head: None,
            },
            None => Told {
                metadata_of: Save::Never,
                status: Status::Draft,
                ..self.good(Metadata::default(), None, "")
            },
        }
    }

    fn entry(&self, told: Told, problems: Vec<Problem>, version: Version) -> Entry {
        let day = version.saved.to_zoned(TimeZone::system()).date();
        let addresses = &self.blog.configuration.addresses;
        let permalink = addresses.permalink(self.path, &told.metadata, day);
        Entry {
            path: self.path.clone(),
            permalink: permalink.into(),
            title: told.title,
            summary: told.summary,
            metadata: told.metadata,
            metadata_of: told.metadata_of,
            status: told.status,
            problems: problems.into(),
            head: told.head,
            saved: version.saved,
            content: version.content,
            file: version.file,
            seen: self.seen,
            made: self.before.and_then(|before| before.made),
            readable: true,
        }
    }
}
