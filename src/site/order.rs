//! In which order posts are kept.

use std::cmp::Reverse;
use std::sync::Arc;
use std::time::Instant;

use jiff::Timestamp;

use super::Entry;
use crate::parse::{Date, Status};

/// Drafts and scheduled posts by last save, then the others by date; the newest first.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct OrderKey {
    out: bool,
    newest: Reverse<Timestamp>,
    path: Arc<str>,
}

/// The post that was saved last comes first: by the events that we saw, and before any by the files'
/// times. A file may bear a time to come, or one of long ago, whenever it was saved.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct SaveKey {
    newest: Reverse<(Option<Instant>, Timestamp)>,
    path: Arc<str>,
}

impl OrderKey {
    pub(super) fn of(entry: &Entry) -> Self {
        let out = matches!(entry.status, Status::Published | Status::Expired(_));
        let date = entry.metadata.date.map(Date::instant);
        let newest = if out {
            date.unwrap_or(entry.saved)
        } else {
            entry.saved
        };
        Self {
            out,
            newest: Reverse(newest),
            path: entry.path.clone(),
        }
    }
}

impl SaveKey {
    pub(super) fn of(entry: &Entry) -> Self {
        Self {
            newest: Reverse((entry.seen, entry.saved)),
            path: entry.path.clone(),
        }
    }

    /// Whose save it was.
    pub(super) fn path(&self) -> &str {
        &self.path
    }
}
