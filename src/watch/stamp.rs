//! What tells that a file or a folder is not the one it was.

use std::fs::{self, Metadata};
use std::path::Path;
use std::time::SystemTime;

/// Which folder lies at a path; another one is never equal while both exist.
#[cfg(unix)]
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Identity {
    device: u64,
    inode: u64,
}

/// Which folder lies at a path; another one is never equal while both exist.
#[cfg(not(unix))]
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Identity {
    place: std::path::PathBuf,
    created: Option<SystemTime>,
}

/// Which folder lies at this path, links followed; nothing if none does.
pub(super) fn folder_at(path: &Path) -> Option<Identity> {
    let metadata = fs::metadata(path).ok().filter(Metadata::is_dir)?;
    identity(path, &metadata)
}

#[cfg(unix)]
#[expect(clippy::unnecessary_wraps, reason = "elsewhere there may be none")]
fn identity(_path: &Path, metadata: &Metadata) -> Option<Identity> {
    use std::os::unix::fs::MetadataExt;
    Some(Identity {
        device: metadata.dev(),
        inode: metadata.ino(),
    })
}

#[cfg(not(unix))]
fn identity(path: &Path, metadata: &Metadata) -> Option<Identity> {
    Some(Identity {
        place: fs::canonicalize(path).ok()?,
        created: metadata.created().ok(),
    })
}

/// What of a file changes when it is written, replaced or made readable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Stamp {
    modified: Option<SystemTime>,
    len: u64,
    inode: Inode,
}

/// Device and inode, seconds and nanoseconds of the last change of the inode.
#[cfg(unix)]
type Inode = (u64, u64, i64, i64);
#[cfg(not(unix))]
type Inode = ();

/// The stamp of the file at this path, links followed; of the link itself if it leads nowhere.
pub(super) fn stamp(path: &Path) -> Option<Stamp> {
    let metadata = fs::metadata(path)
        .or_else(|_| fs::symlink_metadata(path))
        .ok()?;
    Some(Stamp {
        modified: metadata.modified().ok(),
        len: metadata.len(),
        inode: inode(&metadata),
    })
}

#[cfg(unix)]
fn inode(metadata: &Metadata) -> Inode {
    use std::os::unix::fs::MetadataExt;
    (
        metadata.dev(),
        metadata.ino(),
        metadata.ctime(),
        metadata.ctime_nsec(),
    )
}

#[cfg(not(unix))]
fn inode(_metadata: &Metadata) -> Inode {}

/// Whether a file that was just created has its content already, because it is another name of a
/// file that exists: a hard link.
#[cfg(unix)]
pub(super) fn is_second_name(metadata: &Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;
    metadata.nlink() > 1
}

/// Whether a file that was just created has its content already; not known here, so perhaps.
#[cfg(not(unix))]
pub(super) fn is_second_name(_metadata: &Metadata) -> bool {
    true
}
