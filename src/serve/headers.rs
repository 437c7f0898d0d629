//! The headers of every answer, and what a page may do.

use std::fmt::Write;

use axum::http::{HeaderName, HeaderValue, header};
use axum::response::Response;

use super::doors::Door;
use crate::preview::Scripts;

/// Editors' built-in browsers show the author's pages in frames of these schemes; nobody shows
/// a reader's in one.
const AUTHORS_FRAMES: &str = "frame-ancestors vscode-webview: vscode-file:";
const READERS_FRAMES: &str = "frame-ancestors 'none'";
/// Pictures, media and frames load from anywhere, as in the published post.
const CONTENT: &str = "default-src 'none'; img-src * data: blob:; media-src * data: blob:; \
                       frame-src *; font-src * data:; style-src 'self' 'unsafe-inline'; \
                       connect-src 'self'; manifest-src 'self'; base-uri 'none'; \
                       form-action 'none'; object-src 'none'";

/// The nonce that a page's own scripts bear. The route that makes a page leaves it in the answer's
/// extensions.
#[derive(Clone, Debug)]
pub(super) struct Nonce(pub(super) String);

/// Adds to every answer what no route should have to think of.
pub(super) fn add(response: &mut Response, door: Door, scripts: Scripts) {
    let nonce = response.extensions_mut().remove::<Nonce>();
    let policy = policy(nonce.as_ref(), door, scripts);
    let headers = response.headers_mut();
    let fixed = [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (
            HeaderName::from_static("cross-origin-resource-policy"),
            "same-origin",
        ),
    ];
    let readers = [
        (header::CACHE_CONTROL, "no-store"),
        (HeaderName::from_static("x-robots-tag"), "noindex, nofollow"),
    ];
    let readers = readers.into_iter().filter(|_| door == Door::Readers);
    for (name, value) in fixed.into_iter().chain(readers) {
        headers.insert(name, HeaderValue::from_static(value));
    }
    let policy = HeaderValue::from_str(&policy).expect("a policy of ours is plain ASCII");
    headers.insert(header::CONTENT_SECURITY_POLICY, policy);
}

/// What an answer may do in a browser. What is no page of ours (a picture, an HTML file of the
/// blog) runs no script either.
fn policy(nonce: Option<&Nonce>, door: Door, scripts: Scripts) -> String {
    let scripts = match (scripts, nonce) {
        (Scripts::Ours, Some(Nonce(nonce))) => format!("'nonce-{nonce}'"),
        (Scripts::Ours, None) => "'none'".to_owned(),
        // A nonce beside 'unsafe-inline' would switch the latter off.
        (Scripts::Drafts, _) => "'self' 'unsafe-inline'".to_owned(),
    };
    let frames = match door {
        Door::Author => AUTHORS_FRAMES,
        Door::Readers => READERS_FRAMES,
    };
    format!("{CONTENT}; script-src {scripts}; {frames}")
}

/// 128 bits that nobody who writes a post can know.
pub(super) fn nonce() -> Nonce {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).expect("every system we build for has a source of randomness");
    let hex = bytes
        .iter()
        .fold(String::with_capacity(32), |mut hex, byte| {
            write!(hex, "{byte:02x}").expect("writing to memory does not fail");
            hex
        });
    Nonce(hex)
}
