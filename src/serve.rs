//! Requests → pages, files and sockets.
//!
//! ```text
//! listen (author) ─┐
//!                  ├─▶ doors: admit → role → its routes ─▶ visit: what is theirs to see
//! readers ─────────┘
//! ```

use std::any::Any;

use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};

use crate::page::notice;

mod admit;
mod connections;
mod doors;
mod edit;
mod headers;
mod listen;
mod posts;
mod readers;
mod routes;
mod share;
mod visit;

pub use listen::{DEFAULT_PORT, DEFAULT_SHARE_PORT, Listeners, accept, bind};
pub use readers::ReadersDoor;

/// The answer after a mistake of ours, which stops nothing but this answer.
fn panicked(_: Box<dyn Any + Send>) -> Response {
    let what = "blog-serve failed to answer this. That is our mistake, not yours.";
    let html = Html(notice::failed(what));
    (StatusCode::INTERNAL_SERVER_ERROR, html).into_response()
}

#[cfg(test)]
mod tests;
