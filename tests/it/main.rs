//! The whole program on real sockets, real files and a real Chromium.
//!
//! For writers of tests: a test is a sentence. [`support::Folder`] is a blog on the disk,
//! [`support::Served`] serves one from within the test and stops when it is dropped,
//! [`support::Program`] is the real binary. [`support::Tab`] is a browser's socket without a
//! browser, quick and exact; [`support::Browser`] is Chromium, for what only a browser can tell.
//! Nothing sleeps to wait for something: `eventually` looks again until a deadline. Chromium and
//! chromedriver must be there; `tests/run` installs them.

mod support;

mod absent;
mod accessible;
mod attacks;
mod changes;
mod check;
mod checks;
mod command_line;

#[cfg(unix)]
mod editor;
mod edits;
mod export;
mod fidelity;
mod files;
mod flaws;
mod follow;
mod index;
mod keys;
#[cfg(target_os = "linux")]
mod lan;
#[cfg(target_os = "linux")]
mod large;
mod latest;
mod links;
mod limits_of_readers;
mod looks;
mod margin;
mod media;
mod mistakes;
mod page_keys;
mod patching;
mod reader;
#[cfg(unix)]
mod proxies;
mod reconnect;
mod roles;
mod sharing;
mod saves;
mod templates;
mod traversal;
mod words;
