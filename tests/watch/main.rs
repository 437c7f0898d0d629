//! The watcher against a real file system.
#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod desk;
mod folders;
mod limits;
mod saves;
