//! Requests → pages, files and sockets. Who may ask is decided in [`door`], before any of it.

use std::any::Any;
use std::path::PathBuf;
use std::sync::Arc;

use axum::Router;
use axum::extract::ws::WebSocketUpgrade;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware;
use axum::response::{Html, IntoResponse, Json, Redirect, Response};
use axum::routing::get;
use tower::ServiceExt;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::services::ServeFile;

use crate::assets;
use crate::page::document::{Kind, Reader, Shell};
use crate::page::{self, Page, notice};
use crate::pages::{index, missing, style_sheet_address};
use crate::preview::Desk;
use crate::push;
use crate::resolve;
use crate::site::Site;

mod door;
mod headers;
mod listen;
mod posts;

pub use listen::{DEFAULT_PORT, Listeners, accept, bind};

/// Socket buffers in bytes. The default would be 128 KiB a browser; what browsers say is short.
const READ_BUFFER_BYTES: usize = 4096;

/// Everything that a preview answers.
fn routes(desk: Arc<Desk>) -> Router {
    Router::new()
        .route("/", get(front))
        .route("/_/live", get(live))
        .route("/_/posts", get(posts))
        .route("/_/style.css", get(style_sheet))
        .route("/_/assets/{*path}", get(asset))
        .fallback(get(anything))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(middleware::from_fn_with_state(desk.clone(), door::guard))
        .layer(middleware::from_fn_with_state(desk.clone(), headers::add))
        .with_state(desk)
}

/// The index; the one post, when only one is shown.
async fn front(State(desk): State<Arc<Desk>>, Query(query): Query<index::Query>) -> Response {
    let site = desk.site().await;
    if site.blog.only.is_some()
        && let Some(entry) = site.ordered().next()
    {
        return redirect("/", &site.url(entry));
    }
    if site.counts().posts == 0 {
        let page = index::empty(&site);
        return document(&desk, &page, Kind::Nothing);
    }
    let page = index::page(&site, &query.q, query.count);
    desk.pages.remember(&page);
    document(&desk, &page, Kind::Index)
}

/// The socket over which a page stays at the newest state.
async fn live(
    State(desk): State<Arc<Desk>>,
    Query(hello): Query<push::Hello>,
    upgrade: WebSocketUpgrade,
) -> Response {
    upgrade
        .read_buffer_size(READ_BUFFER_BYTES)
        .write_buffer_size(0)
        .max_message_size(push::MAX_MESSAGE_BYTES)
        .on_upgrade(move |socket| push::run(socket, desk, hello))
}

/// All posts as JSON, for editors and scripts.
async fn posts(State(desk): State<Arc<Desk>>) -> Response {
    let site = desk.site().await;
    Json(posts::list(&site)).into_response()
}

/// The author's own style sheet.
async fn style_sheet(State(desk): State<Arc<Desk>>, request: axum::extract::Request) -> Response {
    match &desk.options.style_sheet {
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
            .and_then(|value: &header::HeaderValue| value.to_str().ok())
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

/// A post, a file of the blog, or the page that says that there is neither.
async fn anything(State(desk): State<Arc<Desk>>, request: axum::extract::Request) -> Response {
    let asked = request.uri().path().to_owned();
    let url = resolve::normalise(&asked);
    let site = if is_of_a_page(&url) {
        desk.site_with(&url).await
    } else {
        // Most likely a picture, which need not wait until all posts have been read.
        let now = desk.sites.borrow().clone();
        if !now.complete
            && now.blog.only.is_none()
            && let Some(path) = find(&desk, &now, asked.clone()).await
        {
            return file(&path, request).await;
        }
        desk.site().await
    };
    if let Some(entry) = site.at(&url) {
        let shown = desk.page(&site, entry).await;
        return document(&desk, &shown.page, Kind::Post);
    }
    if let Some(entry) = site.elsewhere(&url) {
        return redirect(&url, &site.url(entry));
    }
    if let Some(path) = find(&desk, &site, asked.clone()).await {
        return file(&path, request).await;
    }
    match site.alias(&url) {
        Some(entry) => redirect(&url, &site.url(entry)),
        None => missing(&desk, &site, &asked, request.headers()),
    }
}

/// The file that an address serves. The disk is asked on a thread that may wait for it.
async fn find(desk: &Desk, site: &Arc<Site>, asked: String) -> Option<PathBuf> {
    if site.blog.only.is_some() && !is_shown(desk, site, &asked).await {
        return None;
    }
    let blog = site.blog.clone();
    let find = move || resolve::file(&blog, &asked);
    // An error is a panic, which finds nothing.
    tokio::task::spawn_blocking(find).await.ok().flatten()
}

/// Whether the one post that is shown shows this file: of the folder around it, nothing else is
/// anybody's business.
async fn is_shown(desk: &Desk, site: &Arc<Site>, asked: &str) -> bool {
    let Some(entry) = site.ordered().next() else {
        return false;
    };
    let page = desk.page(site, entry).await.page;
    let address = resolve::relative(&page.url, &resolve::normalise(asked));
    let path = |shown: &str| shown.split(['?', '#']).next().map(str::to_owned);
    page.files
        .iter()
        .any(|file| path(&file.address).as_deref() == Some(&*address))
}

fn redirect(from: &str, to: &str) -> Response {
    Redirect::temporary(&resolve::relative(from, to)).into_response()
}

fn document(desk: &Desk, page: &Page, kind: Kind) -> Response {
    let nonce = headers::nonce();
    let root = resolve::relative(&page.url, "/");
    let css = desk
        .options
        .style_sheet
        .as_ref()
        .map(|_| style_sheet_address(&page.url));
    let shell = Shell {
        to_root: &root,
        nonce: &nonce,
        build: &assets::build_id(),
        css: css.as_deref(),
        kind,
        reader: Reader::Author,
    };
    let policy = headers::page_policy(&nonce, desk.options.scripts);
    let headers = [
        (header::CONTENT_SECURITY_POLICY, policy),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    (headers, Html(page::document::document(page, &shell))).into_response()
}

/// An address at which there is nothing: a page that becomes the post when it is saved, or a few
/// words where no page was wanted.
fn missing(desk: &Desk, site: &Site, asked: &str, headers: &HeaderMap) -> Response {
    let url = resolve::normalise(asked);
    // The page's own addresses are relative, and lead astray from one that is not clean.
    let is_clean = asked.matches('/').count() == url.matches('/').count();
    if !is_clean || !is_of_a_page(&url) || !takes_html(headers) {
        return (StatusCode::NOT_FOUND, "There is nothing at this address.\n").into_response();
    }
    let page = missing::page(site, &url);
    let mut response = document(desk, &page, Kind::Nothing);
    *response.status_mut() = StatusCode::NOT_FOUND;
    response
}

/// Whether a post could have this address: it is not one of ours, nor that of a picture, a style
/// sheet or another kind of file.
fn is_of_a_page(url: &str) -> bool {
    let content_type = resolve::content_type(std::path::Path::new(url));
    let is_page = content_type.contains("html") || content_type == "application/octet-stream";
    !url.starts_with("/_/") && (is_page || url.ends_with('/'))
}

/// Whether somebody wants to see a page, and not to put a picture or a script into one.
fn takes_html(headers: &HeaderMap) -> bool {
    let accept = headers.get(header::ACCEPT);
    accept.is_none_or(|accept| accept.to_str().is_ok_and(|all| all.contains("text/html")))
}

/// The answer after a mistake of ours, which stops nothing but this answer.
fn panicked(_: Box<dyn Any + Send>) -> Response {
    let what = "blog-serve failed to answer this. That is our mistake, not yours.";
    let html = Html(notice::failed(what));
    (StatusCode::INTERNAL_SERVER_ERROR, html).into_response()
}

/// A file of the blog; ranges and conditions are honoured.
async fn file(path: &std::path::Path, request: axum::extract::Request) -> Response {
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
    let headers = response.headers_mut();
    headers.insert(
        header::CACHE_CONTROL,
        header::HeaderValue::from_static("no-cache"),
    );
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_files_are_not_those_of_posts() {
        for url in [
            "/posts/a",
            "/posts/a/",
            "/a.html",
            "/v1.2",
            "/a.css/",
            "/b.md",
        ] {
            assert!(is_of_a_page(url), "{url}");
        }
        for url in ["/a.png", "/posts/style.css", "/x.js", "/feed.xml", "/_/x"] {
            assert!(!is_of_a_page(url), "{url}");
        }
    }

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

    #[tokio::test]
    async fn a_panic_is_answered_with_a_page_that_says_so() {
        let routes = Router::new()
            .route(
                "/",
                get(async || -> Response { panic!("a mistake of ours") }),
            )
            .layer(CatchPanicLayer::custom(panicked));
        let request = axum::http::Request::new(axum::body::Body::empty());
        let answer = routes.oneshot(request).await.unwrap();
        assert_eq!(answer.status(), StatusCode::INTERNAL_SERVER_ERROR);
        let body = axum::body::to_bytes(answer.into_body(), usize::MAX).await;
        let text = String::from_utf8(body.unwrap().to_vec()).unwrap();
        assert!(text.contains("That is our mistake"), "{text}");
        assert!(!text.contains("a mistake of ours"), "{text}");
    }
}
