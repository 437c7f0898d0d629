//! Reads a file that somebody may be about to write.

use std::fs::{self, File, Metadata};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

/// The largest post that is read: 16 MiB. The longest novels are a third of that; 200 MB of zeros
/// named `.md` are no post.
pub const MAX_POST_BYTES: u64 = 16 * 1024 * 1024;

/// How often a file that had content is looked at when it is gone, until that is believed: 20 to
/// 30 ms in all. Editors that rename away write again within a few milliseconds. Looks and not time
/// are counted, so that a machine too busy to look is also given more time to write.
const LOOKS_IF_GONE: u32 = 11;

/// How often a file that had content is looked at when it is empty: 200 to 300 ms in all. Between
/// truncating and writing a file, a disk that is busy with others has been seen to hold an editor
/// up for 50 ms; and hardly anybody saves nothing on purpose.
const LOOKS_IF_EMPTY: u32 = 101;

/// The pause between two looks: what comes back is shown at once.
const LOOK_AGAIN: Duration = Duration::from_millis(2);

/// How often a file is read again that changed while it was read. Its writer will close it in the
/// end, and then it is read anyway.
const ATTEMPTS: u32 = 3;

/// What was known of a file before it is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Before {
    /// It had content: an empty or missing file is perhaps a save in progress.
    Content,
    /// It was not there, empty, or unreadable.
    Nothing,
}

/// What reading a file gave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reading {
    /// The file's bytes.
    Text(Text),
    /// There is no such file.
    Gone,
    /// There is something that cannot be read.
    Unreadable(Unreadable),
}

/// A file's bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    /// All of them, at most [`MAX_POST_BYTES`]; not necessarily UTF-8.
    pub bytes: Vec<u8>,
    /// When the file was last written, by its file system's clock.
    pub modified: Option<SystemTime>,
    /// Which file it is, whatever it is called; `None` where the system does not say, and for a
    /// link, which can be led to another.
    pub file: Option<FileId>,
}

/// Which file it is on this machine: a rename keeps it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct FileId {
    device: u64,
    inode: u64,
    /// When it was made; `None` where the file system does not say.
    made: Option<SystemTime>,
}

impl FileId {
    /// Whether no other file has had it: without the time, one that was deleted leaves it to the
    /// next.
    #[must_use]
    pub fn is_unique(&self) -> bool {
        self.made.is_some()
    }

    #[cfg(unix)]
    #[expect(clippy::unnecessary_wraps, reason = "not every system has one")]
    fn of(metadata: &Metadata) -> Option<Self> {
        use std::os::unix::fs::MetadataExt;
        Some(Self {
            device: metadata.dev(),
            inode: metadata.ino(),
            made: metadata.created().ok(),
        })
    }

    #[cfg(not(unix))]
    fn of(_: &Metadata) -> Option<Self> {
        None
    }
}

/// Why a file cannot be read, in the author's words.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// No permission.
    #[error("This file cannot be read: its permissions do not allow it.")]
    Denied,
    /// A folder with the name of a post.
    #[error("This is a folder, although its name is that of a post.")]
    Folder,
    /// A link to nothing.
    #[error("This is a link to {}, which does not exist.", .0.display())]
    Dangling(PathBuf),
    /// More than [`MAX_POST_BYTES`]; how many bytes.
    #[error("This file is too large for a post: {} MB, and the limit is 16 MB.", .0 / (1024 * 1024))]
    TooLarge(u64),
    /// A link out of the blog.
    #[error("This is a link that leads out of the blog, so it is not followed.")]
    Elsewhere,
    /// A pipe, a device or a socket.
    #[error("This is not a file but a pipe, a device or a socket.")]
    NotAFile,
    /// Anything else; the system's words.
    #[error("This file cannot be read: {0}.")]
    Other(String),
}

impl Reading {
    /// How often to look before this is believed of a file that had content.
    fn looks(&self) -> u32 {
        match self {
            Self::Text(text) if text.bytes.is_empty() => LOOKS_IF_EMPTY,
            Self::Gone | Self::Unreadable(Unreadable::Dangling(_)) => LOOKS_IF_GONE,
            Self::Text(_) | Self::Unreadable(_) => 1,
        }
    }
}

/// What is at this path now. Blocks; a small file takes about 20 µs.
///
/// Never opens what is not a regular file, because opening a pipe waits for its writer.
#[must_use]
pub fn read_now(path: &Path) -> Reading {
    for _ in 1..ATTEMPTS {
        match read_once(path) {
            Ok(Some(text)) => return Reading::Text(text),
            Ok(None) => {}
            Err(reading) => return reading,
        }
    }
    match read_as_it_is(path) {
        Ok((text, _)) => Reading::Text(text),
        Err(reading) => reading,
    }
}

/// A file's content once the save is over.
///
/// If it had content and is now empty, gone or a link to nothing, it is looked at again until it
/// has content. A file that is really gone takes 30 ms, and one that is really empty 0.3 s: do not
/// hold up other saves for it.
pub async fn read_settled(path: PathBuf, before: Before) -> Reading {
    let reading = read_settled_all(vec![(path, before)]).await.pop();
    reading.map_or(Reading::Gone, |(_, reading)| reading)
}

/// The content of several files, in their order, once their saves are over: they settle at the
/// same time, so that all take no longer than one.
pub async fn read_settled_all(files: Vec<(PathBuf, Before)>) -> Vec<(PathBuf, Reading)> {
    let unread = |(path, before)| Attempt {
        path,
        before,
        reading: None,
    };
    let mut attempts: Vec<_> = files.into_iter().map(unread).collect();
    let mut looks = 0;
    loop {
        attempts = read_unsettled(attempts, looks).await;
        looks += 1;
        if !attempts.iter().any(|attempt| attempt.is_unsettled(looks)) {
            break;
        }
        tokio::time::sleep(LOOK_AGAIN).await;
    }
    let reading = |attempt: Attempt| (attempt.path, attempt.reading.unwrap_or(Reading::Gone));
    attempts.into_iter().map(reading).collect()
}

struct Attempt {
    path: PathBuf,
    before: Before,
    reading: Option<Reading>,
}

impl Attempt {
    /// Whether it is to be looked at again after so many looks.
    fn is_unsettled(&self, looks: u32) -> bool {
        match &self.reading {
            None => true,
            Some(reading) => self.before == Before::Content && looks < reading.looks(),
        }
    }
}

async fn read_unsettled(mut attempts: Vec<Attempt>, looks: u32) -> Vec<Attempt> {
    let reading = tokio::task::spawn_blocking(move || {
        for attempt in attempts
            .iter_mut()
            .filter(|attempt| attempt.is_unsettled(looks))
        {
            attempt.reading = Some(read_now(&attempt.path));
        }
        attempts
    });
    match reading.await {
        Ok(attempts) => attempts,
        Err(error) if error.is_panic() => std::panic::resume_unwind(error.into_panic()),
        // The runtime is ending, and whoever waits here ends with it.
        Err(_) => std::future::pending().await,
    }
}

/// A file's content, or nothing if it changed meanwhile.
fn read_once(path: &Path) -> Result<Option<Text>, Reading> {
    let (text, file) = read_as_it_is(path)?;
    let after = file.metadata().map_err(|error| failure(path, &error))?;
    let is_same = after.len() == text.bytes.len() as u64 && after.modified().ok() == text.modified;
    Ok(is_same.then_some(text))
}

fn read_as_it_is(path: &Path) -> Result<(Text, File), Reading> {
    let named = fs::symlink_metadata(path).map_err(|error| failure(path, &error))?;
    if named.is_symlink() {
        check(&fs::metadata(path).map_err(|error| failure(path, &error))?)?;
    } else {
        check(&named)?;
    }
    let file = File::open(path).map_err(|error| failure(path, &error))?;
    let metadata = file.metadata().map_err(|error| failure(path, &error))?;
    check(&metadata)?;
    // One more than its length, so that the end is found without growing.
    let expected = usize::try_from(metadata.len() + 1).unwrap_or_default();
    let mut bytes = Vec::with_capacity(expected);
    (&file)
        .take(MAX_POST_BYTES + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| failure(path, &error))?;
    if bytes.len() as u64 > MAX_POST_BYTES {
        return Err(Reading::Unreadable(
            Unreadable::TooLarge(bytes.len() as u64),
        ));
    }
    Ok((
        Text {
            bytes,
            modified: metadata.modified().ok(),
            file: FileId::of(&metadata).filter(|_| !named.is_symlink()),
        },
        file,
    ))
}

fn check(metadata: &Metadata) -> Result<(), Reading> {
    let reason = if metadata.is_dir() {
        Unreadable::Folder
    } else if !metadata.is_file() {
        Unreadable::NotAFile
    } else if metadata.len() > MAX_POST_BYTES {
        Unreadable::TooLarge(metadata.len())
    } else {
        return Ok(());
    };
    Err(Reading::Unreadable(reason))
}

fn failure(path: &Path, error: &io::Error) -> Reading {
    match error.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => match fs::read_link(path) {
            Ok(target) => Reading::Unreadable(Unreadable::Dangling(target)),
            Err(_) => Reading::Gone,
        },
        io::ErrorKind::PermissionDenied => Reading::Unreadable(Unreadable::Denied),
        _ => Reading::Unreadable(Unreadable::Other(error.to_string())),
    }
}

#[cfg(test)]
mod tests {
    use std::thread;
    use std::time::Instant;

    use tempfile::{TempDir, tempdir};

    use super::*;

    fn folder_with(text: &str) -> (TempDir, PathBuf) {
        let folder = tempdir().unwrap();
        let file = folder.path().join("x.md");
        fs::write(&file, text).unwrap();
        (folder, file)
    }

    fn text(reading: Reading) -> String {
        match reading {
            Reading::Text(text) => String::from_utf8(text.bytes).unwrap(),
            other => panic!("no text: {other:?}"),
        }
    }

    #[test]
    fn a_file_is_read_with_its_time() {
        let (_folder, file) = folder_with("text");
        let Reading::Text(text) = read_now(&file) else {
            panic!("not read")
        };
        assert_eq!(text.bytes, b"text");
        assert_eq!(text.modified, fs::metadata(&file).unwrap().modified().ok());
    }

    fn check_unreadable(make: impl FnOnce(&Path), expected: &Unreadable) {
        let folder = tempdir().unwrap();
        let path = folder.path().join("x.md");
        make(&path);
        assert_eq!(read_now(&path), Reading::Unreadable(expected.clone()));
    }

    #[test]
    fn what_is_no_file_is_not_opened() {
        check_unreadable(|path| fs::create_dir(path).unwrap(), &Unreadable::Folder);
    }

    #[cfg(unix)]
    #[test]
    fn links_and_pipes_are_told_apart() {
        use std::os::unix::fs::symlink;
        let pipe = |path: &Path| {
            let made = std::process::Command::new("mkfifo").arg(path).status();
            assert!(made.unwrap().success());
        };
        check_unreadable(pipe, &Unreadable::NotAFile);
        let dangling = |path: &Path| symlink("nowhere", path).unwrap();
        check_unreadable(dangling, &Unreadable::Dangling("nowhere".into()));
        let (folder, file) = folder_with("text");
        symlink(&file, folder.path().join("link.md")).unwrap();
        assert_eq!(text(read_now(&folder.path().join("link.md"))), "text");
    }

    #[cfg(unix)]
    #[test]
    fn a_lock_is_told() {
        use std::os::unix::fs::PermissionsExt;
        let (_folder, file) = folder_with("text");
        fs::set_permissions(&file, fs::Permissions::from_mode(0o000)).unwrap();
        let expected = match fs::read(&file) {
            // The administrator may read everything.
            Ok(_) => "text".to_owned(),
            Err(_) => "This file cannot be read: its permissions do not allow it.".to_owned(),
        };
        let said = match read_now(&file) {
            Reading::Unreadable(reason) => reason.to_string(),
            reading => text(reading),
        };
        assert_eq!(said, expected);
    }

    #[test]
    fn a_huge_file_is_not_read() {
        let zeros = 200 * 1024 * 1024;
        let make = |path: &Path| fs::File::create(path).unwrap().set_len(zeros).unwrap();
        check_unreadable(make, &Unreadable::TooLarge(zeros));
        let at_the_limit = |path: &Path| {
            fs::File::create(path)
                .unwrap()
                .set_len(MAX_POST_BYTES + 1)
                .unwrap();
        };
        check_unreadable(at_the_limit, &Unreadable::TooLarge(MAX_POST_BYTES + 1));
    }

    #[tokio::test]
    async fn an_empty_file_is_read_at_once_if_it_was_empty() {
        let (_folder, file) = folder_with("");
        let start = Instant::now();
        assert_eq!(text(read_settled(file, Before::Nothing).await), "");
        assert!(start.elapsed() < LOOK_AGAIN * LOOKS_IF_EMPTY);
    }

    #[tokio::test]
    async fn emptiness_and_absence_are_believed_in_the_end() {
        let (_folder, file) = folder_with("");
        let start = Instant::now();
        assert_eq!(text(read_settled(file.clone(), Before::Content).await), "");
        assert!(start.elapsed() >= LOOK_AGAIN * (LOOKS_IF_EMPTY - 1));
        fs::remove_file(&file).unwrap();
        assert_eq!(
            read_settled(file.clone(), Before::Content).await,
            Reading::Gone
        );
        assert_eq!(read_settled(file, Before::Nothing).await, Reading::Gone);
    }

    #[tokio::test]
    async fn what_is_written_a_moment_later_is_read() {
        for is_missing in [true, false] {
            let (_folder, file) = folder_with("");
            if is_missing {
                fs::remove_file(&file).unwrap();
            }
            let writing = {
                let file = file.clone();
                thread::spawn(move || {
                    thread::sleep(Duration::from_millis(4));
                    fs::write(file, "new").unwrap();
                })
            };
            assert_eq!(text(read_settled(file, Before::Content).await), "new");
            writing.join().unwrap();
        }
    }

    #[tokio::test]
    async fn many_files_settle_at_the_same_time() {
        let folder = tempdir().unwrap();
        let missing = |post: u32| folder.path().join(format!("{post}.md"));
        let start = Instant::now();
        let files = (0..100)
            .map(|post| (missing(post), Before::Content))
            .collect();
        let readings = read_settled_all(files).await;
        assert!(start.elapsed() < LOOK_AGAIN * LOOKS_IF_GONE * 20);
        let expected: Vec<_> = (0..100)
            .map(|post| (missing(post), Reading::Gone))
            .collect();
        assert_eq!(readings, expected);
    }
}
