//! What the command does besides serving.

pub(crate) mod check;
pub(crate) mod completions;
pub(crate) mod export;
pub(crate) mod man;
mod output;
