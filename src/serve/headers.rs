//! The headers of every answer, and what a page may do.

use std::fmt::Write;
use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;

use crate::preview::{Desk, Scripts};

/// Editors' built-in browsers show pages in frames of these schemes.
const FRAMES: &str = "frame-ancestors vscode-webview: vscode-file:";
/// Pictures, media and frames load from anywhere, as in the published post.
const CONTENT: &str = "default-src 'none'; img-src * data: blob:; media-src * data: blob:; \
                       frame-src *; font-src * data:; style-src 'self' 'unsafe-inline'; \
                       connect-src 'self'; manifest-src 'self'; base-uri 'none'; \
                       form-action 'none'; object-src 'none'";

/// Adds to every answer what no route should have to think of.
pub(super) async fn add(State(desk): State<Arc<Desk>>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    let fixed = [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (
            header::HeaderName::from_static("cross-origin-resource-policy"),
            "same-origin",
        ),
    ];
    for (name, value) in fixed {
        headers.insert(name, HeaderValue::from_static(value));
    }
    // What is no page of ours (a picture, an HTML file of the blog) runs no script here either.
    if !headers.contains_key(header::CONTENT_SECURITY_POLICY)
        && let Ok(policy) = HeaderValue::from_str(&file_policy(desk.options.scripts))
    {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    response
}

/// What a page of ours may do: our own scripts bear `nonce`.
pub(super) fn page_policy(nonce: &str, scripts: Scripts) -> String {
    let scripts = match scripts {
        Scripts::Ours => format!("'nonce-{nonce}'"),
        // A nonce beside 'unsafe-inline' would switch the latter off.
        Scripts::Drafts => "'self' 'unsafe-inline'".to_owned(),
    };
    format!("{CONTENT}; script-src {scripts}; {FRAMES}")
}

fn file_policy(scripts: Scripts) -> String {
    match scripts {
        Scripts::Ours => format!("{CONTENT}; script-src 'none'; {FRAMES}"),
        Scripts::Drafts => format!("{CONTENT}; script-src 'self' 'unsafe-inline'; {FRAMES}"),
    }
}

/// 128 bits that nobody who writes a post can know.
pub(super) fn nonce() -> String {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).expect("every system we build for has a source of randomness");
    bytes
        .iter()
        .fold(String::with_capacity(32), |mut hex, byte| {
            write!(hex, "{byte:02x}").expect("writing to memory does not fail");
            hex
        })
}
