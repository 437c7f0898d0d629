//! With how many words the posts began today, kept so that a restart goes on from there. It lies
//! where the links of the blog are kept, and is never needed: what cannot be kept is forgotten.

use std::collections::BTreeMap;
use std::io::{self, Write as _};
use std::path::PathBuf;
use std::sync::Arc;

use jiff::civil;
use serde::{Deserialize, Serialize};

use crate::site::{Baseline, Written};

/// The file of one blog.
#[derive(Clone, Debug)]
pub(super) struct Diary(PathBuf);

#[derive(Serialize, Deserialize)]
struct Day {
    day: civil::Date,
    posts: BTreeMap<Arc<str>, Baseline>,
}

impl Diary {
    pub(super) fn at(file: PathBuf) -> Self {
        Self(file)
    }

    /// What was kept on this day. Blocks.
    pub(super) fn read(&self, today: civil::Date) -> Option<Written> {
        let text = std::fs::read(&self.0).ok()?;
        let kept: Day = serde_json::from_slice(&text).ok()?;
        (kept.day == today).then(|| Written::resumed(kept.day, kept.posts))
    }

    /// Keeps it. Blocks.
    pub(super) fn keep(&self, written: &Written) {
        let (Some(day), began) = written.began() else {
            return;
        };
        let posts = began.map(|(path, began)| (path.clone(), began)).collect();
        // Tomorrow nobody asks for it, and today it is no more than a number.
        let _ = self.write(&Day { day, posts });
    }

    /// Replaces the file as a whole.
    fn write(&self, day: &Day) -> io::Result<()> {
        let folder = self.0.parent().unwrap_or(&self.0);
        let mut file = tempfile::Builder::new()
            .prefix(".")
            .suffix(".new")
            .tempfile_in(folder)?;
        file.write_all(&serde_json::to_vec(day)?)?;
        file.persist(&self.0)?;
        Ok(())
    }
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
        diary.keep(&written);
        assert_eq!(diary.read(today), Some(written));
        assert_eq!(diary.read(tomorrow), None);
        std::fs::write(folder.path().join("a.words"), "{").unwrap();
        assert_eq!(diary.read(today), None);
    }
}
