//! The system's events → what they are a sign of, and who has to know.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::Sender;

use notify::event::{AccessKind, AccessMode, CreateKind, ModifyKind, RenameMode};
use notify::{Event, EventKind, WatcherKind};

use super::folders::is_hidden;
use super::keep::Order;
use super::known::KnownFolders;
use super::pending::Pending;
use super::stamp::is_second_name;
use super::{Change, Folders, Interest};

/// How a platform's events are to be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Manner {
    /// inotify: folder by folder, and it tells when a file is complete.
    Exact,
    /// The others: whole trees, and a file may still be in the middle of being written.
    Coarse,
}

impl Manner {
    pub(super) fn of(kind: WatcherKind) -> Self {
        match kind {
            WatcherKind::Inotify => Self::Exact,
            _ => Self::Coarse,
        }
    }
}

/// What an event is a sign of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sign {
    /// A file was written.
    Written,
    /// A name was made. Its content follows, unless it is a link.
    Made,
    /// A folder or a complete file is at this path now.
    Came,
    /// The path leads nowhere now.
    Left,
    /// Permissions or times changed.
    Attributes,
    /// Something came or left: the disk has to tell.
    Unclear,
}

/// What an event of this kind is a sign of; nothing where it does not matter.
///
/// "Opened" and "read" never do: our own reading causes them.
fn sign(kind: EventKind, manner: Manner) -> Option<Sign> {
    match manner {
        Manner::Exact => exact_sign(kind),
        Manner::Coarse => coarse_sign(kind),
    }
}

/// With inotify, "modified" does not matter: reading then can see a truncated file, and the file's
/// end is told when it is closed. Neither does "renamed from a to b", because it follows "renamed
/// from a" and "renamed to b".
fn exact_sign(kind: EventKind) -> Option<Sign> {
    use EventKind::{Access, Create, Modify, Remove};
    match kind {
        Access(AccessKind::Close(AccessMode::Write)) => Some(Sign::Written),
        Create(CreateKind::Folder) | Modify(ModifyKind::Name(RenameMode::To)) => Some(Sign::Came),
        Create(_) => Some(Sign::Made),
        Remove(_) | Modify(ModifyKind::Name(RenameMode::From)) => Some(Sign::Left),
        Modify(ModifyKind::Metadata(_)) => Some(Sign::Attributes),
        _ => None,
    }
}

/// Elsewhere the kinds are hints: macOS joins several events into one, and Windows calls a folder
/// modified when a file in it is.
fn coarse_sign(kind: EventKind) -> Option<Sign> {
    use EventKind::{Access, Any, Create, Modify, Other, Remove};
    match kind {
        Modify(ModifyKind::Metadata(_)) => Some(Sign::Attributes),
        Any | Create(_) | Remove(_) | Modify(ModifyKind::Name(_)) => Some(Sign::Unclear),
        Modify(_) | Access(AccessKind::Close(AccessMode::Write)) => Some(Sign::Written),
        Access(_) | Other => None,
    }
}

/// Hears the events on the thread of `notify`: it must be quick and never wait.
pub(super) struct Listener {
    pub(super) manner: Manner,
    pub(super) folders: Arc<Folders>,
    pub(super) is_interesting: Interest,
    pub(super) pending: Arc<Pending>,
    pub(super) orders: Sender<Order>,
    pub(super) known: Arc<KnownFolders>,
    /// Whether it is already known that events were lost, and nobody has acted on it yet.
    pub(super) lost: Arc<AtomicBool>,
}

impl notify::EventHandler for Listener {
    fn handle_event(&mut self, event: notify::Result<Event>) {
        match event {
            Ok(event) if event.need_rescan() => self.lose(),
            Ok(event) => self.hear(event),
            Err(_) => self.lose(),
        }
    }
}

impl Listener {
    fn lose(&self) {
        if !self.lost.swap(true, Ordering::AcqRel) {
            self.order(Order::Lost);
        }
    }

    fn hear(&self, event: Event) {
        if self.manner == Manner::Exact {
            self.pair(&event);
        }
        let Some(sign) = sign(event.kind, self.manner) else {
            return;
        };
        for path in event.paths {
            if self.folders.reach(&path) {
                self.read(sign, path);
            } else if sign == Sign::Came && path.file_name().is_some_and(is_hidden) {
                // Where `x.md` leads to `..data/x.md`, replacing the link `..data` changes it.
                self.order(Order::Swapped(path));
            }
        }
    }

    /// Keeps the old and the new name of a file in one batch: whoever took only the first would
    /// take what was written under the old name since for the file that had it.
    fn pair(&self, event: &Event) {
        let (EventKind::Modify(ModifyKind::Name(mode)), Some(from)) =
            (event.kind, event.paths.first())
        else {
            return;
        };
        match mode {
            RenameMode::From if self.folders.reach(from) && self.is_interesting(from) => {
                self.pending.begin_rename(from.clone());
            }
            RenameMode::Both => self.pending.end_rename(from),
            _ => {}
        }
    }

    fn read(&self, sign: Sign, path: PathBuf) {
        match sign {
            Sign::Written => self.note(path, Change::Written),
            Sign::Made => self.read_made(path),
            Sign::Came => {
                self.note(path.clone(), Change::Written);
                if !is_plain_file(&path) {
                    self.order(Order::Came(path));
                }
            }
            Sign::Left => {
                self.note(path.clone(), Change::Gone);
                if self.known.contains(&path) {
                    self.order(Order::Left(path));
                }
            }
            Sign::Attributes => {
                self.note(path.clone(), Change::Attributes);
                if !(self.is_interesting)(&path) {
                    self.order(Order::Touched(path));
                }
            }
            Sign::Unclear => self.read_unclear(path),
        }
    }

    fn read_made(&self, path: PathBuf) {
        let Ok(metadata) = fs::symlink_metadata(&path) else {
            return;
        };
        if metadata.is_symlink() {
            self.read(Sign::Came, path);
        } else if is_second_name(&metadata) {
            self.read(Sign::Written, path);
        }
    }

    fn read_unclear(&self, path: PathBuf) {
        match fs::symlink_metadata(&path) {
            Ok(metadata) if metadata.is_file() => self.read(Sign::Written, path),
            Ok(_) => self.read(Sign::Came, path),
            Err(_) => self.read(Sign::Left, path),
        }
    }

    fn note(&self, path: PathBuf, change: Change) {
        if !self.is_interesting(&path) {
            return;
        }
        match self.manner {
            Manner::Exact => self.pending.note(path, change),
            Manner::Coarse => self.pending.note_unsettled(path, change),
        }
    }

    fn is_interesting(&self, path: &Path) -> bool {
        (self.is_interesting)(path)
    }

    fn order(&self, order: Order) {
        // An error means that the watcher was dropped.
        let _ = self.orders.send(order);
    }
}

/// Whether a file lies here that is no link: nothing of which more can come than its own events.
fn is_plain_file(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|metadata| metadata.is_file())
}

#[cfg(test)]
mod tests {
    use notify::event::{DataChange, Flag, MetadataKind, RemoveKind};
    use std::sync::mpsc;

    use super::*;

    fn check(kind: EventKind, exact: Option<Sign>, coarse: Option<Sign>) {
        assert_eq!(sign(kind, Manner::Exact), exact, "{kind:?}, exact");
        assert_eq!(sign(kind, Manner::Coarse), coarse, "{kind:?}, coarse");
    }

    #[test]
    fn reading_is_no_sign() {
        use AccessKind::{Close, Open, Read};
        for access in [
            Open(AccessMode::Any),
            Read,
            Close(AccessMode::Read),
            AccessKind::Any,
        ] {
            check(EventKind::Access(access), None, None);
        }
    }

    #[test]
    fn a_file_is_written_when_it_is_closed_where_that_is_told() {
        let closed = EventKind::Access(AccessKind::Close(AccessMode::Write));
        check(closed, Some(Sign::Written), Some(Sign::Written));
        let modified = EventKind::Modify(ModifyKind::Data(DataChange::Any));
        check(modified, None, Some(Sign::Written));
    }

    #[test]
    fn coming_and_going_is_told_or_looked_up() {
        let name = |mode| EventKind::Modify(ModifyKind::Name(mode));
        let unclear = Some(Sign::Unclear);
        check(
            EventKind::Create(CreateKind::Folder),
            Some(Sign::Came),
            unclear,
        );
        check(
            EventKind::Create(CreateKind::File),
            Some(Sign::Made),
            unclear,
        );
        check(
            EventKind::Remove(RemoveKind::Folder),
            Some(Sign::Left),
            unclear,
        );
        check(
            EventKind::Remove(RemoveKind::File),
            Some(Sign::Left),
            unclear,
        );
        check(name(RenameMode::From), Some(Sign::Left), unclear);
        check(name(RenameMode::To), Some(Sign::Came), unclear);
        check(name(RenameMode::Both), None, unclear);
        check(name(RenameMode::Any), None, unclear);
    }

    #[test]
    fn attributes_are_told() {
        let kind = EventKind::Modify(ModifyKind::Metadata(MetadataKind::Any));
        check(kind, Some(Sign::Attributes), Some(Sign::Attributes));
    }

    /// One that listens to everything below `/blog`, and what it orders.
    fn listener() -> (Listener, mpsc::Receiver<Order>) {
        let (orders, received) = mpsc::channel();
        let listener = Listener {
            manner: Manner::Exact,
            folders: Arc::new(Folders {
                roots: vec!["/blog".into()],
                ..Folders::default()
            }),
            is_interesting: Arc::new(|_| true),
            pending: Arc::default(),
            orders,
            known: Arc::default(),
            lost: Arc::default(),
        };
        (listener, received)
    }

    #[test]
    fn only_folders_are_followed_when_they_leave() {
        use notify::EventHandler;
        let (mut listener, received) = listener();
        let kind = EventKind::Modify(ModifyKind::Name(RenameMode::From));
        let leaves = |path: &str| Ok(Event::new(kind).add_path(path.into()));
        listener.handle_event(leaves("/blog/a.md.tmp"));
        assert!(received.try_recv().is_err());
        listener.known.insert(Path::new("/blog/folder"));
        listener.handle_event(leaves("/blog/folder"));
        assert!(
            matches!(received.try_recv(), Ok(Order::Left(path)) if path == Path::new("/blog/folder"))
        );
        let batch = listener.pending.take().expect("both are told");
        assert_eq!(batch.changes.len(), 2);
    }

    #[test]
    fn lost_events_are_told_once() {
        use notify::EventHandler;
        let (mut listener, received) = listener();
        for _ in 0..3 {
            listener.handle_event(Ok(Event::new(EventKind::Other).set_flag(Flag::Rescan)));
        }
        assert!(matches!(received.try_recv(), Ok(Order::Lost)));
        assert!(received.try_recv().is_err());
    }
}
