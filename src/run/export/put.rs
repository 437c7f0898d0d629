//! A file that is written as a whole.

use std::fs;
use std::io::{self, Write as _};
use std::path::Path;

use tempfile::NamedTempFile;

/// What is done with a file that is in the place of another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Instead {
    /// It is replaced.
    Replaced,
    /// It stays: there was none when that was looked at.
    Kept,
}

/// Writes a whole file at `path`: all of it or, if that fails, nothing.
pub(super) fn put(path: &Path, html: &str, instead: Instead) -> io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    let mut builder = tempfile::Builder::new();
    builder.prefix(".blog-serve-");
    // As any file that the author makes: the system takes away what the author's mask does.
    #[cfg(unix)]
    let mode = std::os::unix::fs::PermissionsExt::from_mode(0o666);
    let before = fs::metadata(path).ok();
    if before.as_ref().is_some_and(fs::Metadata::is_dir) {
        return Err(io::ErrorKind::IsADirectory.into());
    }
    // For no moment may anybody read it who could not read what it replaces.
    let kept = before.map(|before| before.permissions());
    #[cfg(unix)]
    builder.permissions(kept.clone().unwrap_or(mode));
    let mut file = builder
        .tempfile_in(folder)
        .map_err(|error| in_words(&error))?;
    file.write_all(html.as_bytes())?;
    if let Some(kept) = kept {
        // The mask has taken from it. Some disks know no permissions, and there are none to keep.
        let _ = file.as_file().set_permissions(kept);
    }
    file.as_file().sync_all()?;
    settle(file, path, instead)
}

/// Gives a file that is written its name.
fn settle(file: NamedTempFile, path: &Path, instead: Instead) -> io::Result<()> {
    let file = match instead {
        Instead::Replaced => file,
        Instead::Kept => match file.persist_noclobber(path) {
            Ok(_) => return Ok(()),
            Err(failed) if failed.error.kind() == io::ErrorKind::AlreadyExists => {
                return Err(failed.error);
            }
            // Not every disk can do that.
            Err(failed) => failed.file,
        },
    };
    file.persist(path).map_err(|failed| failed.error)?;
    Ok(())
}

/// Why there can be no new file in a folder, without the name of that file, which nobody gave.
fn in_words(error: &io::Error) -> io::Error {
    let words = match error.kind() {
        io::ErrorKind::NotFound => "there is no such folder",
        io::ErrorKind::PermissionDenied => "you may not write into this folder",
        io::ErrorKind::ReadOnlyFilesystem => "nothing can be written to this disk",
        io::ErrorKind::NotADirectory => "what is before the last / is no folder",
        kind => return kind.into(),
    };
    io::Error::new(error.kind(), words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn who_may_read_a_file_stays_as_it_was() {
        use std::os::unix::fs::PermissionsExt as _;

        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a.html");
        for mode in [0o600, 0o644, 0o660] {
            fs::write(&file, "Old.").unwrap();
            fs::set_permissions(&file, fs::Permissions::from_mode(mode)).unwrap();
            put(&file, "New.", Instead::Replaced).unwrap();
            let found = fs::metadata(&file).unwrap().permissions().mode() & 0o777;
            assert_eq!(found, mode, "{found:o}");
        }
    }
}
