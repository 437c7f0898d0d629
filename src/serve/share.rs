//! The author's commands from a page: sharing, and ending it.

use std::sync::Arc;

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Json, Response};
use serde::{Deserialize, Serialize};

use super::visit::Author;
use crate::error::Error;
use crate::share::{Change, Life, LinkId, Scope};
use crate::site::Site;

/// What is to be shared: `{"scope": "posts", "posts": ["/posts/a/"], "for": "7d"}`.
#[derive(Debug, Deserialize)]
pub(super) struct Wanted {
    #[serde(flatten)]
    scope: WantedScope,
    #[serde(flatten)]
    change: WantedChange,
}

#[derive(Debug, Deserialize)]
#[serde(tag = "scope", rename_all = "kebab-case")]
enum WantedScope {
    /// By their permalinks.
    Posts {
        posts: Vec<String>,
    },
    Drafts,
    Own,
}

/// What a link is to become: `{"for": "2h", "line": "Is the end too abrupt?"}`.
#[derive(Debug, Deserialize)]
pub(super) struct WantedChange {
    #[serde(rename = "for")]
    life: Option<String>,
    line: Option<String>,
}

/// Why a command was not carried out.
#[derive(Debug, Serialize)]
struct Refusal {
    error: String,
}

/// Longer lines are no lines.
const LINE_CHARACTERS: usize = 300;

/// `POST /_/share`
pub(super) async fn share(Author(desk): Author, Json(wanted): Json<Wanted>) -> Response {
    let scope = match wanted.scope.resolve(&*desk.site().await) {
        Ok(scope) => scope,
        Err(refusal) => return refusal.into_response(),
    };
    match wanted.change.understand() {
        // The panel shows how long that is, also of a link that there is already.
        Ok(Change { life, line }) => {
            let life = life.or(desk.options.sharing.life).or(Some(Life::default()));
            answer(desk.share_with(scope, Change { life, line }).await)
        }
        Err(refusal) => refusal.into_response(),
    }
}

/// `POST /_/share/{id}`
pub(super) async fn change(
    Author(desk): Author,
    Path(id): Path<LinkId>,
    Json(wanted): Json<WantedChange>,
) -> Response {
    match wanted.understand() {
        Ok(change) => changed(desk.change_link(id, change).await),
        Err(refusal) => refusal.into_response(),
    }
}

/// `POST /_/share/{id}/end`
pub(super) async fn end(Author(desk): Author, Path(id): Path<LinkId>) -> Response {
    changed(desk.end_link(id).await)
}

/// `POST /_/share/end`
pub(super) async fn end_all(Author(desk): Author) -> Response {
    desk.end_sharing().await;
    done()
}

/// `POST /_/share/resume`
pub(super) async fn resume(Author(desk): Author) -> Response {
    answer(desk.resume().await)
}

fn done() -> Response {
    Json(serde_json::json!({})).into_response()
}

fn answer(outcome: Result<(), Error>) -> Response {
    match outcome {
        Ok(()) => done(),
        Err(error) => {
            let refusal = Refusal {
                error: format!("{error}."),
            };
            (StatusCode::CONFLICT, Json(refusal)).into_response()
        }
    }
}

fn changed(there_is_such_a_link: bool) -> Response {
    if there_is_such_a_link {
        return done();
    }
    let error = "This link has ended already.".to_owned();
    (StatusCode::NOT_FOUND, Json(Refusal { error })).into_response()
}

impl WantedScope {
    fn resolve(&self, site: &Site) -> Result<Scope, Refusal> {
        let posts = match self {
            Self::Posts { posts } => posts,
            Self::Drafts => return Ok(Scope::Drafts),
            Self::Own => return Ok(Scope::Own),
        };
        let mut paths: Vec<Arc<str>> = Vec::new();
        for url in posts {
            let Some(entry) = site.at(url).or_else(|| site.moved(url)) else {
                return Err(Refusal {
                    error: format!("There is no post at {url} any more."),
                });
            };
            if !paths.contains(&entry.path) {
                paths.push(entry.path.clone());
            }
        }
        if paths.is_empty() {
            let error = "Choose a post to share.".to_owned();
            return Err(Refusal { error });
        }
        Ok(Scope::Posts(paths))
    }
}

impl WantedChange {
    fn understand(self) -> Result<Change, Refusal> {
        let life = self.life.map(|life| life.parse::<Life>()).transpose();
        let life = life.map_err(|error| Refusal {
            error: format!("How long? {error}."),
        })?;
        if let Some(line) = &self.line
            && line.chars().count() > LINE_CHARACTERS
        {
            let error = format!("The line for readers has more than {LINE_CHARACTERS} characters.");
            return Err(Refusal { error });
        }
        Ok(Change {
            life,
            line: self.line,
        })
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        (StatusCode::BAD_REQUEST, Json(self)).into_response()
    }
}
