//! Every route, for whom it is there, and its handler.

use std::sync::Arc;

use axum::Extension;
use axum::extract::rejection::QueryRejection;
use axum::extract::ws::WebSocketUpgrade;
use axum::extract::ws::rejection::WebSocketUpgradeRejection;
use axum::extract::{Path, Query, Request};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::{Html, IntoResponse, Json, Redirect, Response};
use axum::routing::{get, post};
use tower::ServiceExt;
use tower_http::services::ServeFile;

use super::connections::Connection;
use super::doors::Route;
use super::edit;
use super::headers;
use super::share;
use super::visit::{Found, Visit};
use crate::assets;
use crate::page::{Page, document::Kind, notice};
use crate::pages::index;
use crate::push;
use crate::resolve;
use crate::share::Role;

/// Socket buffers in bytes. The default would be 128 KiB a browser; what browsers say is short.
const READ_BUFFER_BYTES: usize = 4096;

const EVERYONE: &[Role] = &[Role::Author, Role::OwnDevice, Role::Reviewer];
const OWNERS: &[Role] = &[Role::Author, Role::OwnDevice];
const AUTHOR: &[Role] = &[Role::Author];

/// All routes. What is at no route, a post or a file of the blog, [`anything`] finds.
pub(super) fn table() -> Vec<Route> {
    let route = |path, roles, handler| Route {
        path,
        roles,
        handler,
    };
    vec![
        route("/", EVERYONE, get(front)),
        route("/_/live", EVERYONE, get(live)),
        route("/_/style.css", EVERYONE, get(style_sheet)),
        route("/_/assets/{*path}", EVERYONE, get(asset)),
        route("/_/posts", OWNERS, get(posts)),
        route("/_/edit", AUTHOR, edit::route()),
        route("/_/latest", OWNERS, get(latest)),
        route("/_/share", AUTHOR, post(share::share)),
        route("/_/share/resume", AUTHOR, post(share::resume)),
        route("/_/share/end", AUTHOR, post(share::end_all)),
        route("/_/share/{id}", AUTHOR, post(share::change)),
        route("/_/share/{id}/end", AUTHOR, post(share::end)),
    ]
}

/// The index; the one post, when there is only one to see.
async fn front(mut visit: Visit, Query(query): Query<index::Query>, request: Request) -> Response {
    let found = visit.front(&query).await;
    respond(&visit, found, request).await
}

/// A post, a file of the blog, or the page that says that there is neither.
pub(super) async fn anything(mut visit: Visit, request: Request) -> Response {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        let allow = [(header::ALLOW, "GET, HEAD")];
        return (StatusCode::METHOD_NOT_ALLOWED, allow).into_response();
    }
    let found = visit.at(request.uri().path()).await;
    respond(&visit, found, request).await
}

async fn respond(visit: &Visit, found: Found, request: Request) -> Response {
    match found {
        Found::Page(page, kind) => document(visit, &page, kind),
        Found::Elsewhere(address) => Redirect::temporary(&address).into_response(),
        Found::File(path) => file(&path, request).await,
        Found::Nothing(Some(page)) if takes_html(request.headers()) => {
            let mut response = document(visit, &page, Kind::Nothing);
            *response.status_mut() = StatusCode::NOT_FOUND;
            response
        }
        Found::Nothing(_) => visit.nothing(),
    }
}

/// The socket over which a page stays at the newest state. Its connection stays counted. Who
/// opens no socket learns that one could be had: a page asks before it tries again.
async fn live(
    visit: Visit,
    connection: Option<Extension<Arc<Connection>>>,
    hello: Result<Query<push::Hello>, QueryRejection>,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
    headers: HeaderMap,
) -> Response {
    if !headers.contains_key(header::UPGRADE) {
        return StatusCode::NO_CONTENT.into_response();
    }
    let (Query(hello), upgrade) = match (hello, upgrade) {
        (Ok(hello), Ok(upgrade)) => (hello, upgrade),
        (Err(rejection), _) => return rejection.into_response(),
        (_, Err(rejection)) => return rejection.into_response(),
    };
    upgrade
        .read_buffer_size(READ_BUFFER_BYTES)
        .write_buffer_size(0)
        .max_message_size(push::MAX_MESSAGE_BYTES)
        .max_frame_size(push::MAX_MESSAGE_BYTES)
        .on_upgrade(async move |socket| {
            visit.live(socket, hello).await;
            drop(connection);
        })
}

/// To whichever post was saved last.
async fn latest(mut visit: Visit, request: Request) -> Response {
    let found = visit.latest().await;
    let cache = [(header::CACHE_CONTROL, "no-store")];
    (cache, respond(&visit, found, request).await).into_response()
}

/// All posts as JSON, for editors and scripts.
async fn posts(mut visit: Visit) -> Response {
    Json(visit.posts().await).into_response()
}

/// The author's own style sheet.
async fn style_sheet(visit: Visit, request: Request) -> Response {
    match visit.style_sheet() {
        Some(path) => file(path, request).await,
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

/// Our own style sheets and scripts.
async fn asset(Path(path): Path<String>, headers: HeaderMap) -> Response {
    let Some(asset) = assets::asset(&path) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let common = [
        (header::ETAG, asset.etag.clone()),
        (header::CACHE_CONTROL, "no-cache".to_owned()),
        (header::VARY, "accept-encoding".to_owned()),
        (header::CONTENT_TYPE, asset.content_type.to_owned()),
    ];
    let value = |name| {
        headers
            .get(name)
            .and_then(|value: &HeaderValue| value.to_str().ok())
    };
    if value(header::IF_NONE_MATCH) == Some(asset.etag.as_str()) {
        return (StatusCode::NOT_MODIFIED, common).into_response();
    }
    let accepts_gzip = value(header::ACCEPT_ENCODING).is_some_and(|all| all.contains("gzip"));
    if let Some(gzip) = asset.gzip.filter(|_| accepts_gzip) {
        return (common, [(header::CONTENT_ENCODING, "gzip")], gzip).into_response();
    }
    (common, asset.plain).into_response()
}

fn document(visit: &Visit, page: &Page, kind: Kind) -> Response {
    let nonce = headers::nonce();
    let html = Html(visit.document(page, kind, &nonce.0));
    let cache = [(header::CACHE_CONTROL, "no-store")];
    (Extension(nonce), cache, html).into_response()
}

impl Visit {
    /// There is nothing for this visitor at an address: the same for every address.
    fn nothing(&self) -> Response {
        if self.is_authors() {
            return (StatusCode::NOT_FOUND, "There is nothing at this address.\n").into_response();
        }
        (StatusCode::NOT_FOUND, Html(notice::elsewhere())).into_response()
    }
}

/// Whether somebody wants to see a page, and not to put a picture or a script into one.
fn takes_html(headers: &HeaderMap) -> bool {
    let accept = headers.get(header::ACCEPT);
    accept.is_none_or(|accept| accept.to_str().is_ok_and(|all| all.contains("text/html")))
}

/// A file of the blog; ranges and conditions are honoured.
async fn file(path: &std::path::Path, request: Request) -> Response {
    let (parts, _) = request.into_parts();
    let request = axum::http::Request::from_parts(parts, axum::body::Body::empty());
    let content_type = resolve::content_type(path);
    let mime = content_type
        .parse()
        .expect("our own table holds valid media types");
    let mut response = match ServeFile::new_with_mime(path, &mime).oneshot(request).await {
        Ok(response) => response.into_response(),
        Err(never) => match never {},
    };
    let no_cache = HeaderValue::from_static("no-cache");
    response
        .headers_mut()
        .insert(header::CACHE_CONTROL, no_cache);
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_who_takes_html_gets_a_page() {
        let check = |accept: Option<&'static str>, expected| {
            let accept = accept.map(|accept| (header::ACCEPT, accept.parse().unwrap()));
            let headers = accept.into_iter().collect();
            assert_eq!(takes_html(&headers), expected, "{headers:?}");
        };
        check(None, true);
        check(Some("text/html,application/xhtml+xml,*/*;q=0.8"), true);
        check(Some("image/avif,image/webp,*/*;q=0.8"), false);
        check(Some("*/*"), false);
    }
}
