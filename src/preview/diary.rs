//! With how many words the posts began today, kept so that a restart goes on with the day. It lies
//! where the links of the blog are kept, and is never needed: what cannot be kept is forgotten.

use std::collections::BTreeMap;
use std::io::{self, Write as _};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::civil;
use serde::{Deserialize, Serialize};

use crate::site::{Baseline, Written};

/// The file of one blog.
#[derive(Clone, Debug)]
pub(super) struct Diary {
    file: PathBuf,
    /// What is to be in it. Who comes to write it writes the newest, whoever came first.
    newest: Arc<Mutex<Option<Written>>>,
    /// Held while it is written, which may take as long as the disk likes.
    writing: Arc<Mutex<()>>,
}

#[derive(Serialize, Deserialize)]
struct Day {
    day: civil::Date,
    posts: BTreeMap<Arc<str>, Baseline>,
}

impl Diary {
    pub(super) fn at(file: PathBuf) -> Self {
        Self {
            file,
            newest: Arc::default(),
            writing: Arc::default(),
        }
    }

    /// What was kept on this day. Blocks.
    pub(super) fn read(&self, today: civil::Date) -> Option<Written> {
        let text = std::fs::read(&self.file).ok()?;
        let kept: Day = serde_json::from_slice(&text).ok()?;
        (kept.day == today).then(|| Written::resumed(kept.day, kept.posts))
    }

    /// Has this kept by the next [`Diary::keep`].
    pub(super) fn note(&self, written: Written) {
        *lock(&self.newest) = Some(written);
    }

    /// Keeps what was noted last. Blocks.
    pub(super) fn keep(&self) {
        let _writing = lock(&self.writing);
        let Some(written) = lock(&self.newest).take() else {
            return;
        };
        let (Some(day), began) = written.began() else {
            return;
        };
        let posts = began.map(|(path, began)| (path.clone(), began)).collect();
        // Tomorrow nobody asks for it, and today it is no more than a number.
        let _ = self.write(&Day { day, posts });
    }

    /// Replaces the file as a whole.
    fn write(&self, day: &Day) -> io::Result<()> {
        let folder = self.file.parent().unwrap_or(&self.file);
        let mut file = tempfile::Builder::new()
            .prefix(".")
            .suffix(".new")
            .tempfile_in(folder)?;
        file.write_all(&serde_json::to_vec(day)?)?;
        file.persist(&self.file)?;
        Ok(())
    }
}

fn lock<T>(of: &Mutex<T>) -> MutexGuard<'_, T> {
    of.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_restart_goes_on_where_the_day_began_and_the_next_day_does_not() {
        let folder = tempfile::tempdir().unwrap();
        let diary = Diary::at(folder.path().join("a.words"));
        let (today, tomorrow) = (civil::date(2026, 11, 1), civil::date(2026, 11, 2));
        assert_eq!(diary.read(today), None);
        let mut written = Written::default();
        written.turn(today, |_| None);
        written.counted(&"a.md".into(), Some(100), 120);
        diary.note(written.clone());
        diary.keep();
        let began = |written: &Written| {
            let (_, began) = written.began();
            began.map(|(_, began)| began.today).collect::<Vec<_>>()
        };
        assert_eq!(began(&diary.read(today).unwrap()), began(&written));
        assert_eq!(diary.read(tomorrow), None);
        std::fs::write(folder.path().join("a.words"), "{").unwrap();
        assert_eq!(diary.read(today), None);
    }
}
