//! What is kept of a blog outside of it: its links and its last ports.
//!
//! One JSON file per blog in the user's state folder. Several servers of one blog may change it at
//! the same time: each change is made under a lock, on what the file holds at that moment.

mod kept;
mod private;

use std::env;
use std::ffi::OsString;
use std::fs::{File, TryLockError};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant, SystemTime};

use jiff::Timestamp;
use serde::Deserialize;
use xxhash_rust::xxh3::xxh3_64;

pub use kept::{Ended, Kept};

/// Raised when a file of this version can no longer be read by an earlier blog-serve. A new field
/// is no reason: unknown fields are ignored.
const VERSION: u32 = 1;
/// How long a change waits for another process that is making one. That takes it some milliseconds,
/// on a slow disk some hundred.
const PATIENCE: Duration = Duration::from_secs(2);
/// How often it is asked for meanwhile.
const ASK: Duration = Duration::from_millis(10);

/// Where one blog's links and ports are kept.
#[derive(Clone, Debug)]
pub struct Store {
    folder: PathBuf,
    file: PathBuf,
    lock: PathBuf,
    patience: Duration,
    /// For people who look into the folder; the name of the file says it in a hash.
    root: String,
}

/// What a change led to.
#[derive(Clone, Debug)]
pub struct Updated<T> {
    /// What the change itself gave.
    pub value: T,
    /// What is kept now, with the changes of other servers.
    pub kept: Kept,
    /// The file as it is now; a later one that differs has been changed by somebody else.
    pub stamp: Stamp,
    /// What the author should know: the file could not be understood and was put aside.
    pub notice: Option<String>,
}

/// What tells a changed file from an unchanged one without reading it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stamp(Option<Seen>);

/// A file's time may be as coarse as 4 ms. Each change makes a new file, so on Unix its number tells
/// apart what was written within that time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Seen {
    modified: Option<SystemTime>,
    length: u64,
    number: u64,
}

/// Why links cannot be kept, and what mends that. What it means, the caller says: whatever is not
/// kept lasts until the program ends. None of them says what is in the file: secrets are.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The file cannot be read.
    #[error("cannot read the links kept in {}: {source}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The folder or the file cannot be written.
    #[error("cannot keep links in {}: {source}", path.display())]
    Write {
        /// The folder or the file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The folder or the file is not the user's alone.
    #[error("cannot keep links in {}: {reason}", path.display())]
    Unsafe {
        /// The folder or the file.
        path: PathBuf,
        /// What is wrong with it, and what mends it.
        reason: &'static str,
    },
    /// Another process has been changing the file for too long.
    #[error("cannot keep links: another process holds {}; end it, it may be a blog-serve that is stuck", path.display())]
    Locked {
        /// The file that it has locked.
        path: PathBuf,
    },
    /// The file is not as blog-serve writes it. The next change puts it aside.
    #[error("the links kept in {} cannot be understood (line {line}, column {column})", path.display())]
    Broken {
        /// The file.
        path: PathBuf,
        /// Line of the file, from 1.
        line: usize,
        /// Column of the line in bytes, from 1; 0 at its end.
        column: usize,
    },
    /// A later blog-serve wrote the file.
    #[error("the links in {} were kept by a newer blog-serve; update this one too", path.display())]
    Newer {
        /// The file.
        path: PathBuf,
    },
}

/// The user's state folder for blog-serve: `$XDG_STATE_HOME/blog-serve`, else
/// `~/.local/state/blog-serve`; on Windows `%LOCALAPPDATA%\blog-serve`. `None` for a user without a
/// home.
#[must_use]
pub fn folder() -> Option<PathBuf> {
    if cfg!(windows) {
        folder_of(env::var_os("LOCALAPPDATA"), None)
    } else {
        folder_of(env::var_os("XDG_STATE_HOME"), env::home_dir())
    }
}

/// Relative paths are ignored, as the XDG specification asks.
fn folder_of(state: Option<OsString>, home: Option<PathBuf>) -> Option<PathBuf> {
    let home = home.map(|home| home.join(".local").join("state"));
    let found = state.map(PathBuf::from).into_iter().chain(home);
    let mut absolute = found.filter(|path| path.is_absolute());
    absolute.next().map(|path| path.join("blog-serve"))
}

impl Store {
    /// The place in `folder` for the blog at `root`, an absolute path without symbolic links.
    /// Touches nothing yet.
    #[must_use]
    pub fn new(folder: &Path, root: &Path) -> Self {
        // A path made of its parts ends without a slash: only then is a link told from its target.
        let folder: PathBuf = folder.components().collect();
        let name = name(root);
        Self {
            file: folder.join(format!("{name}.json")),
            lock: folder.join(format!("{name}.lock")),
            folder,
            patience: PATIENCE,
            root: root.to_string_lossy().into_owned(),
        }
    }

    /// Where else something of this blog can be kept that nobody misses: its words of the day.
    #[must_use]
    pub fn diary(&self) -> PathBuf {
        self.file.with_extension("words")
    }

    /// The same, with changes that wait for other processes for so long.
    #[must_use]
    pub fn with_patience(self, patience: Duration) -> Self {
        Self { patience, ..self }
    }

    /// What is kept; nothing where there is no file yet. Links whose time is up are among it until
    /// the next [`update`](Self::update).
    ///
    /// # Errors
    ///
    /// [`Error::Read`], [`Error::Unsafe`], [`Error::Broken`] and [`Error::Newer`]; the file stays
    /// as it is.
    pub fn read(&self) -> Result<Kept, Error> {
        let mut text = Vec::new();
        if let Some(mut file) = private::open(&self.file)? {
            let read = file.read_to_end(&mut text);
            read.map_err(|source| self.unreadable(source))?;
            return self.understood(&text);
        }
        Ok(Kept {
            root: self.root.clone(),
            ..Kept::default()
        })
    }

    /// Makes a change to what is kept, such that no other server's change is lost. What has ended
    /// by itself is moved or dropped first. Waits for the disk, and some seconds for other servers.
    ///
    /// A file that cannot be understood is put aside under a name of its own, and the notice says
    /// so.
    ///
    /// # Errors
    ///
    /// All but [`Error::Broken`]. Then nothing is kept, and `change` may or may not have been run:
    /// a caller that wants to go on with it in memory passes a reference to it.
    pub fn update<T>(&self, change: impl FnOnce(&mut Kept) -> T) -> Result<Updated<T>, Error> {
        self.update_within(self.patience, change)
    }

    /// As [`update`](Self::update), but waits for no other server.
    pub(super) fn update_at_once<T>(
        &self,
        change: impl FnOnce(&mut Kept) -> T,
    ) -> Result<Updated<T>, Error> {
        self.update_within(Duration::ZERO, change)
    }

    fn update_within<T>(
        &self,
        patience: Duration,
        change: impl FnOnce(&mut Kept) -> T,
    ) -> Result<Updated<T>, Error> {
        private::create(&self.folder)?;
        let _lock = self.locked(patience)?;
        let (before, notice) = match self.read() {
            Err(Error::Broken { .. }) => (Kept::default(), Some(self.put_aside()?)),
            read => (read?, None),
        };
        let mut kept = before.clone();
        let value = change(&mut kept);
        // After the change, which may have prolonged what would be over by now.
        kept.tidy(Timestamp::now());
        if kept != before {
            kept.version = VERSION;
            kept.root.clone_from(&self.root);
            self.write(&kept)?;
        }
        Ok(Updated {
            value,
            kept,
            // Nobody else writes before the lock is dropped, below.
            stamp: self.stamp(),
            notice,
        })
    }

    /// The lock, once it is ours; it is let go of when dropped.
    fn locked(&self, patience: Duration) -> Result<File, Error> {
        let lock = private::open_or_create(&self.lock)?;
        let asked = Instant::now();
        loop {
            match lock.try_lock() {
                Ok(()) => return Ok(lock),
                Err(TryLockError::Error(source)) => return Err(unwritable(&self.lock, source)),
                Err(TryLockError::WouldBlock) if asked.elapsed() < patience => thread::sleep(ASK),
                Err(TryLockError::WouldBlock) => {
                    let path = self.lock.clone();
                    return Err(Error::Locked { path });
                }
            }
        }
    }

    /// What tells whether somebody else has changed the file. Take it before reading.
    #[must_use]
    pub fn stamp(&self) -> Stamp {
        let metadata = self.file.symlink_metadata().ok();
        Stamp(metadata.map(|metadata| Seen {
            modified: metadata.modified().ok(),
            length: metadata.len(),
            number: private::number(&metadata),
        }))
    }

    fn understood(&self, text: &[u8]) -> Result<Kept, Error> {
        /// The version is read alone first: nothing else of a newer file needs to make sense.
        #[derive(Deserialize)]
        struct Versioned {
            version: u32,
        }
        // serde_json's own message repeats what it found, which may be a secret.
        let broken = |error: serde_json::Error| Error::Broken {
            path: self.file.clone(),
            line: error.line(),
            column: error.column(),
        };
        let Versioned { version } = serde_json::from_slice(text).map_err(broken)?;
        if version > VERSION {
            let path = self.file.clone();
            return Err(Error::Newer { path });
        }
        serde_json::from_slice(text).map_err(broken)
    }

    /// Replaces the file as a whole: whoever reads it, also after a crash, finds the old or the new.
    fn write(&self, kept: &Kept) -> Result<(), Error> {
        let write = || -> io::Result<()> {
            let mut temporary = tempfile::Builder::new()
                .prefix(".")
                .suffix(".new")
                .make_in(&self.folder, private::create_new)?;
            let mut text = serde_json::to_vec_pretty(kept)?;
            text.push(b'\n');
            temporary.as_file_mut().write_all(&text)?;
            temporary.as_file().sync_all()?;
            temporary.persist(&self.file)?;
            private::sync(&self.folder);
            Ok(())
        };
        write().map_err(|source| unwritable(&self.file, source))
    }

    /// Renames a file that cannot be understood, and says so.
    fn put_aside(&self) -> Result<String, Error> {
        // Microseconds, so that no earlier one is overwritten; no colons, for Windows.
        let time = Timestamp::now().strftime("%Y-%m-%dT%H-%M-%S.%6fZ");
        let aside = self.file.with_extension(format!("json.broken-{time}"));
        std::fs::rename(&self.file, &aside).map_err(|source| unwritable(&self.file, source))?;
        Ok(format!(
            "the links kept in {} could not be understood; that file is now {}, and its links no longer open anything",
            self.file.display(),
            aside.display()
        ))
    }

    fn unreadable(&self, source: io::Error) -> Error {
        let path = self.file.clone();
        Error::Read { path, source }
    }
}

fn unwritable(path: &Path, source: io::Error) -> Error {
    let path = path.to_owned();
    Error::Write { path, source }
}

/// The blog's name in the state folder, without an ending: `my-blog-1f0c…`.
fn name(root: &Path) -> String {
    let last = root.file_name().unwrap_or_default().to_string_lossy();
    let harmless = |letter: char| match letter {
        'a'..='z' | 'A'..='Z' | '0'..='9' | '_' => letter,
        _ => '-',
    };
    // 40 letters tell blogs apart, and stay far below the 255 bytes that file systems allow.
    let last: String = last.chars().map(harmless).take(40).collect();
    let last = match last.trim_matches('-') {
        "" => "blog",
        last => last,
    };
    let hash = xxh3_64(root.as_os_str().as_encoded_bytes());
    format!("{last}-{hash:016x}")
}

#[cfg(test)]
mod tests;
