//! Files and folders that are the user's alone.
//!
//! Nobody else may write to the folder, so what is found there by name is still the same when it is
//! opened a moment later.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::Path;

use super::{Error, unwritable};

/// Makes the folder, for the user alone, unless it is there.
pub(super) fn create(folder: &Path) -> Result<(), Error> {
    if has_folder(folder)? {
        return Ok(());
    }
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    let created = builder.create(folder);
    created.map_err(|source| unwritable(folder, source))
}

/// Opens a file to read it; `None` where there is none. Others cannot read it afterwards.
pub(super) fn open(path: &Path) -> Result<Option<File>, Error> {
    if !has_file(path)? {
        return Ok(None);
    }
    let opened = File::open(path).and_then(closed_to_others);
    opened.map(Some).map_err(|source| unreadable(path, source))
}

/// Opens a file to lock it, and makes it if need be.
pub(super) fn open_or_create(path: &Path) -> Result<File, Error> {
    has_file(path)?;
    let mut options = writable();
    let opened = options.create(true).truncate(false).open(path);
    let opened = opened.and_then(closed_to_others);
    opened.map_err(|source| unwritable(path, source))
}

/// Makes a file where there is none, for the user alone.
pub(super) fn create_new(path: &Path) -> io::Result<File> {
    writable().create_new(true).open(path)
}

fn writable() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

/// Whether there is the folder; an error if it is not the user's alone to write.
fn has_folder(folder: &Path) -> Result<bool, Error> {
    let Ok(metadata) = folder.symlink_metadata() else {
        // Making it, or opening what is in it, says what else may be wrong.
        return Ok(false);
    };
    let reason = if metadata.is_dir() {
        system::stranger(&metadata).or_else(|| system::written_by_others(&metadata))
    } else if metadata.is_symlink() {
        Some("it is a symbolic link; put a folder in its place")
    } else {
        Some("it is not a folder; put a folder in its place")
    };
    refuse(folder, reason).map(|()| true)
}

/// Whether there is the file; an error if it is not the user's.
fn has_file(path: &Path) -> Result<bool, Error> {
    if let Some(folder) = path.parent() {
        has_folder(folder)?;
    }
    let metadata = match path.symlink_metadata() {
        Ok(metadata) => metadata,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
        Err(source) => return Err(unreadable(path, source)),
    };
    let reason = if metadata.is_file() {
        system::stranger(&metadata)
    } else {
        // A symbolic link, or a pipe that would keep us waiting.
        Some("it is not a regular file; remove it")
    };
    refuse(path, reason).map(|()| true)
}

fn refuse(path: &Path, reason: Option<&'static str>) -> Result<(), Error> {
    match reason {
        None => Ok(()),
        Some(reason) => Err(Error::Unsafe {
            path: path.to_owned(),
            reason,
        }),
    }
}

fn unreadable(path: &Path, source: io::Error) -> Error {
    let path = path.to_owned();
    Error::Read { path, source }
}

/// Takes from others what a copy or a backup may have given them.
fn closed_to_others(file: File) -> io::Result<File> {
    system::close_to_others(&file)?;
    Ok(file)
}

pub(super) use system::{number, sync};

#[cfg(unix)]
mod system {
    use std::fs::{File, Metadata, Permissions};
    use std::io;
    use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
    use std::path::Path;

    pub(super) fn stranger(metadata: &Metadata) -> Option<&'static str> {
        let is_ours = metadata.uid() == rustix::process::geteuid().as_raw();
        (!is_ours).then_some("it belongs to another user")
    }

    pub(super) fn written_by_others(metadata: &Metadata) -> Option<&'static str> {
        let is_written = metadata.mode() & 0o022 != 0;
        is_written.then_some("others may write to it; take that from them with chmod 700")
    }

    pub(super) fn close_to_others(file: &File) -> io::Result<()> {
        let of_others = file.metadata()?.mode() & 0o077;
        if of_others == 0 {
            return Ok(());
        }
        file.set_permissions(Permissions::from_mode(0o600))
    }

    /// What tells a file from another one at the same path.
    pub(in super::super) fn number(metadata: &Metadata) -> u64 {
        metadata.ino()
    }

    /// Writes down a new name in the folder, as far as its file system can: the content is safe
    /// already, and an older one under this name is no worse than a crash a moment earlier.
    pub(in super::super) fn sync(folder: &Path) {
        let _ = File::open(folder).and_then(|folder| folder.sync_all());
    }
}

/// Elsewhere the folder inherits what its parent, the user's own, allows to others.
#[cfg(not(unix))]
mod system {
    use std::fs::{File, Metadata};
    use std::io;
    use std::path::Path;

    pub(super) fn stranger(_: &Metadata) -> Option<&'static str> {
        None
    }

    pub(super) fn written_by_others(_: &Metadata) -> Option<&'static str> {
        None
    }

    pub(super) fn close_to_others(_: &File) -> io::Result<()> {
        Ok(())
    }

    pub(in super::super) fn number(_: &Metadata) -> u64 {
        0
    }

    pub(in super::super) fn sync(_: &Path) {}
}
