//! `POST /_/edit`: back to the author's editor.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

use axum::extract::DefaultBodyLimit;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Json, Response};
use axum::routing::{MethodRouter, post};
use serde::{Deserialize, Serialize};

use super::visit::Author;
use crate::blog::Blog;
use crate::editor::{self, Command, Environment, Failure, Place};
use crate::preview::Desk;
use crate::report::Report;
use crate::resolve;
use crate::site::Entry;

/// How long a request may be, in bytes: an address, and some digits.
const LONGEST: usize = 16 * 1024;

/// Where to go: `{"post": "/posts/a/", "line": 12, "column": 3}`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Wanted {
    /// By its permalink, or one that it had before.
    post: String,
    line: u32,
    column: Option<u32>,
}

/// Why the editor is not open.
#[derive(Debug)]
enum Refusal {
    /// There is no such post any more.
    Gone(String),
    /// Its file is not one of the blog's.
    Elsewhere(String),
    Editor(Failure),
}

pub(super) fn route() -> MethodRouter {
    post(edit).layer(DefaultBodyLimit::max(LONGEST))
}

async fn edit(Author(desk): Author, Json(wanted): Json<Wanted>) -> Response {
    match jump(&desk, wanted).await {
        Ok(()) => StatusCode::NO_CONTENT.into_response(),
        Err(refusal) => {
            if let Refusal::Editor(failure) = &refusal {
                desk.reports.send(Report::Notice(failure.to_string()));
            }
            refusal.into_response()
        }
    }
}

async fn jump(desk: &Arc<Desk>, wanted: Wanted) -> Result<(), Refusal> {
    let site = desk.site_with(&wanted.post).await;
    // As pages name it, or as `/_/posts` lists it.
    let entry = site.at(&wanted.post);
    let entry = entry.or_else(|| site.at(&resolve::normalise(&wanted.post)));
    let Some(entry) = entry.or_else(|| site.elsewhere(&wanted.post)) else {
        return Err(Refusal::Gone(wanted.post));
    };
    let (asked, blog, entry) = (desk.clone(), site.blog.clone(), entry.clone());
    let choosing = tokio::task::spawn_blocking(move || command(&asked, &blog, &entry, &wanted));
    let command = match choosing.await {
        Ok(command) => command?,
        // A mistake of ours is answered where all of them are.
        Err(panicked) => std::panic::resume_unwind(panicked.into_panic()),
    };
    let Some(command) = command else {
        return Ok(());
    };
    let reports = desk.reports.clone();
    let late = move |failure: Failure| reports.send(Report::Notice(failure.to_string()));
    editor::open(command, late).await.map_err(Refusal::Editor)
}

/// What opens the editor; nothing for the same place so soon again. Asks the disk and the processes.
fn command(
    desk: &Desk,
    blog: &Blog,
    entry: &Entry,
    wanted: &Wanted,
) -> Result<Option<Command>, Refusal> {
    let place = Place {
        file: file(blog, entry)?,
        line: wanted.line.max(1),
        column: wanted.column.unwrap_or(1).max(1),
    };
    let environment = Environment::of_this_process();
    let asked = desk.options.editor.as_ref();
    let template = editor::choose(asked, &environment, editor::running);
    let template = template.map_err(Refusal::Editor)?;
    let Some(command) = template.command(&place) else {
        let program = template.program().to_owned();
        return Err(Refusal::Editor(Failure::Name(program)));
    };
    let is_wanted = desk.jumps.allows(&place, Instant::now());
    Ok(is_wanted.then_some(command))
}

/// The post's file, under the name that it has in the blog. Asks the disk.
fn file(blog: &Blog, entry: &Entry) -> Result<PathBuf, Refusal> {
    let file = blog.absolute(&entry.path);
    if !file.is_file() {
        return Err(Refusal::Gone(entry.path.to_string()));
    }
    // A link that leads out of the blog is as little written through as it is read through.
    if !blog.keeps(&file) {
        return Err(Refusal::Elsewhere(entry.path.to_string()));
    }
    Ok(plain(file))
}

/// The path as people write it: on Windows ours begin with `\\?\`, which few editors read.
fn plain(file: PathBuf) -> PathBuf {
    if !cfg!(windows) {
        return file;
    }
    let stripped = file.to_str().and_then(|path| path.strip_prefix(r"\\?\"));
    match stripped {
        Some(path) if !path.starts_with("UNC") => PathBuf::from(path),
        _ => file,
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        #[derive(Serialize)]
        struct Told {
            message: String,
        }
        let (status, message) = match self {
            Self::Gone(post) => (
                StatusCode::NOT_FOUND,
                format!("There is no post at {post} to open."),
            ),
            Self::Elsewhere(path) => (
                StatusCode::CONFLICT,
                format!("{path} is a link that leads out of the blog, so it is not opened."),
            ),
            Self::Editor(failure @ Failure::Start { .. }) => {
                (StatusCode::INTERNAL_SERVER_ERROR, failure.to_string())
            }
            Self::Editor(failure) => (StatusCode::CONFLICT, failure.to_string()),
        };
        (status, Json(Told { message })).into_response()
    }
}
