//! `blog-serve` shows the drafts of a blog in the browser, each save within a frame.
//!
//! The way of a save: [`watch`] (a file event becomes a settled batch of paths) → [`parse`] (front
//! matter and body) → [`render`] (blocks) → [`diff`] (two pages become a patch) → [`push`] (one
//! task per browser) → the browser, which patches its document. [`preview`] holds them together.

pub mod preview;

pub mod watch;
pub mod parse;
pub mod render;
pub mod page;
pub mod diff;
pub mod push;
pub mod check;

pub mod gotemplate;
pub mod blog;
pub mod dialect;
pub mod resolve;
pub mod site;
pub mod reading;
mod learn;
pub mod pages;
pub mod checking;
pub mod export;
pub mod settings;
pub mod share;
pub mod editor;
pub mod serve;
pub mod assets;

pub mod protocol;
pub mod problem;
pub mod report;
pub mod error;
mod glob;
#[cfg(test)]
mod growth;
