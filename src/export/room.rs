//! How much of the disk gets into one file.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;

use super::About;

/// What is left of the most that an exported file may have, in bytes.
///
/// Everything that is read goes through here, and so does everything that is put into the file: a
/// picture counts as often as it is shown.
#[derive(Debug)]
pub(super) struct Room {
    left: u64,
}

impl Room {
    /// Room for this many bytes.
    pub(super) fn of(bytes: u64) -> Self {
        Self { left: bytes }
    }

    /// Takes the place of a text that is put into the file.
    ///
    /// # Errors
    ///
    /// [`About::TooLarge`] when there is no room for it; then nothing is taken.
    pub(super) fn take(&mut self, bytes: usize) -> Result<(), About> {
        self.left = self
            .left
            .checked_sub(length(bytes))
            .ok_or(About::TooLarge)?;
        Ok(())
    }

    /// What is in a file that has room as text.
    ///
    /// # Errors
    ///
    /// When it is no regular file, cannot be read, or is longer ([`io::ErrorKind::FileTooLarge`]).
    pub(super) fn text(&self, path: &Path) -> io::Result<Vec<u8>> {
        read(path, self.left)
    }

    /// What is in a file that has room in base64.
    ///
    /// # Errors
    ///
    /// [`About::TooLarge`] when it has no room, [`About::Unreadable`] when it cannot be read.
    pub(super) fn bytes(&self, path: &Path) -> Result<Vec<u8>, About> {
        // Three bytes are four characters.
        read(path, self.left / 4 * 3).map_err(|error| match error.kind() {
            io::ErrorKind::FileTooLarge => About::TooLarge,
            kind => About::Unreadable(kind),
        })
    }
}

/// What is in a file of at most this many bytes. One that is longer is not read, and one that has
/// no length, such as a device or a pipe, is not opened.
fn read(path: &Path, most: u64) -> io::Result<Vec<u8>> {
    let metadata = fs::metadata(path)?;
    if !metadata.is_file() {
        let words = "it is no regular file";
        return Err(io::Error::new(io::ErrorKind::InvalidInput, words));
    }
    let mut bytes = Vec::new();
    if metadata.len() <= most {
        // It may grow meanwhile.
        let file = File::open(path)?.take(most.saturating_add(1));
        { file }.read_to_end(&mut bytes)?;
    }
    if metadata.len() > most || length(bytes.len()) > most {
        let words = "it is too large";
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, words));
    }
    Ok(bytes)
}

fn length(bytes: usize) -> u64 {
    u64::try_from(bytes).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn room_is_given_until_there_is_none() {
        let mut room = Room::of(10);
        assert_eq!(room.take(6), Ok(()));
        assert_eq!(room.take(5), Err(About::TooLarge));
        assert_eq!(room.take(4), Ok(()));
    }

    #[test]
    fn only_files_that_have_room_are_read() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a");
        fs::write(&file, [7; 30]).unwrap();
        assert_eq!(Room::of(40).bytes(&file), Ok(vec![7; 30]));
        assert_eq!(Room::of(39).bytes(&file), Err(About::TooLarge));
        assert_eq!(Room::of(30).text(&file).unwrap().len(), 30);
        assert!(Room::of(29).text(&file).is_err());
        let not_there = About::Unreadable(io::ErrorKind::NotFound);
        assert_eq!(Room::of(9).bytes(&folder.path().join("b")), Err(not_there));
        // A folder, and what would never end.
        let no_file = Err(About::Unreadable(io::ErrorKind::InvalidInput));
        assert_eq!(Room::of(u64::MAX).bytes(folder.path()), no_file);
        #[cfg(unix)]
        assert_eq!(Room::of(u64::MAX).bytes(Path::new("/dev/zero")), no_file);
    }
}
