//! What the author should know about the watching itself.

use std::path::PathBuf;
use std::time::Duration;

/// Why the folders are polled although events were wanted, with a remedy.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Notice {
    /// The system's limit of inotify watches is reached.
    #[error(
        "cannot watch {}: the system's limit of file watches is reached; looking for changes \
         every {} ms instead. To raise the limit: sudo sysctl fs.inotify.max_user_watches=524288",
        path.display(), interval.as_millis()
    )]
    OutOfWatches {
        /// The first folder that could not be watched.
        path: PathBuf,
        /// The pause between two looks.
        interval: Duration,
    },
    /// The system's limit of inotify instances, or of open files, is reached.
    #[error(
        "cannot watch any folder: the system's limit of file watchers is reached; looking for \
         changes every {} ms instead. To raise the limit: sudo sysctl \
         fs.inotify.max_user_instances=512",
        interval.as_millis()
    )]
    OutOfInstances {
        /// The pause between two looks.
        interval: Duration,
    },
    /// The system refuses events for another reason.
    #[error(
        "cannot watch {}: {cause}; looking for changes every {} ms instead",
        path.display(), interval.as_millis()
    )]
    NoEvents {
        /// The folder that could not be watched.
        path: PathBuf,
        /// The system's words.
        cause: String,
        /// The pause between two looks.
        interval: Duration,
    },
}
