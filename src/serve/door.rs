//! Who may ask. One place: every route lies behind [`guard`], so a new one cannot forget it.
//!
//! The author's door: a request is the author's when it comes from this machine, to a local name,
//! and through no proxy. Anything else is refused, whatever it asks for: another name on a
//! loopback address is DNS rebinding, a forwarding header is a tunnel or a proxy.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use axum::extract::{ConnectInfo, Request, State};
use axum::http::uri::Authority;
use axum::http::{HeaderMap, HeaderName, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{Html, IntoResponse, Response};

use crate::page::notice;
use crate::preview::Desk;
use crate::report::Report;

/// Why a request is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Refusal {
    /// From another machine.
    Peer,
    /// To a name that is not local, to none, or to several.
    Host,
    /// Through a tunnel or a proxy.
    Forwarded,
    /// A socket or a change, asked for by a page that is not ours.
    Origin,
}

/// Lets the author in and nobody else.
pub(super) async fn guard(State(desk): State<Arc<Desk>>, request: Request, next: Next) -> Response {
    let peer = request
        .extensions()
        .get::<ConnectInfo<SocketAddr>>()
        .map(|peer| peer.0);
    match check(peer, &request) {
        Ok(()) => next.run(request).await,
        Err(refusal) => {
            if matches!(refusal, Refusal::Forwarded | Refusal::Host) {
                tell_once(&desk);
            }
            (StatusCode::FORBIDDEN, Html(notice::forbidden())).into_response()
        }
    }
}

fn check(peer: Option<SocketAddr>, request: &Request) -> Result<(), Refusal> {
    let headers = request.headers();
    if !peer.is_some_and(|peer| peer.ip().to_canonical().is_loopback()) {
        return Err(Refusal::Peer);
    }
    if headers.keys().any(is_forwarding) {
        return Err(Refusal::Forwarded);
    }
    let host = host(headers).ok_or(Refusal::Host)?;
    let named = request.uri().authority();
    if !is_local(&host) || named.is_some_and(|named| *named != host) {
        return Err(Refusal::Host);
    }
    let reads = matches!(*request.method(), Method::GET | Method::HEAD);
    if reads && !headers.contains_key(header::UPGRADE) {
        return Ok(());
    }
    let own = format!("http://{host}");
    let mut origins = headers.get_all(header::ORIGIN).iter();
    match (origins.next(), origins.next()) {
        (Some(origin), None) if origin.as_bytes().eq_ignore_ascii_case(own.as_bytes()) => Ok(()),
        _ => Err(Refusal::Origin),
    }
}

/// The one `Host`, if it is one.
fn host(headers: &HeaderMap) -> Option<Authority> {
    let mut hosts = headers.get_all(header::HOST).iter();
    let (host, none) = (hosts.next()?, hosts.next());
    let host: Authority = host.to_str().ok()?.parse().ok()?;
    let port = &host.as_str()[host.host().len()..];
    let is_plain = port.is_empty() || host.port_u16().is_some();
    (none.is_none() && is_plain && !host.as_str().contains('@')).then_some(host)
}

fn is_local(host: &Authority) -> bool {
    let name = host.host();
    name.eq_ignore_ascii_case("localhost") || name == "127.0.0.1" || name == "[::1]"
}

fn is_forwarding(name: &HeaderName) -> bool {
    name == header::FORWARDED || name.as_str().starts_with("x-forwarded-")
}

fn tell_once(desk: &Desk) {
    if !desk.told_of_refusals.swap(true, Ordering::Relaxed) {
        let notice = "A request came under another name or through a tunnel or proxy, and was \
                      refused: this address is for your own browser on this machine.";
        desk.reports.send(Report::Notice(notice.to_owned()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HERE: &str = "127.0.0.1:50000";

    fn ask(peer: &str, method: &str, headers: &[(&str, &str)]) -> Result<(), Refusal> {
        let mut request = axum::http::Request::builder().method(method).uri("/");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        check(
            Some(peer.parse().unwrap()),
            &request.body(axum::body::Body::empty()).unwrap(),
        )
    }

    #[test]
    fn the_author_is_let_in() {
        for host in [
            "localhost:7878",
            "127.0.0.1:7878",
            "[::1]:7878",
            "LOCALHOST",
            "localhost:9000",
        ] {
            assert_eq!(ask(HERE, "GET", &[("host", host)]), Ok(()), "{host}");
        }
        assert_eq!(
            ask("[::1]:50000", "GET", &[("host", "localhost:7878")]),
            Ok(())
        );
        assert_eq!(
            ask("[::ffff:127.0.0.1]:50000", "GET", &[("host", "localhost")]),
            Ok(())
        );
    }

    #[test]
    fn another_machine_is_refused() {
        let peer = "192.0.2.7:50000";
        assert_eq!(
            ask(peer, "GET", &[("host", "localhost:7878")]),
            Err(Refusal::Peer)
        );
    }

    #[test]
    fn another_name_is_refused() {
        let hosts = [
            "evil.test",
            "localhost.evil.test",
            "127.0.0.1.evil.test",
            "192.0.2.7:7878",
            "",
            "a b",
            "user@localhost",
            "localhost:7878@evil.test",
            "[::1",
            "127.0.0.1:port",
        ];
        for host in hosts {
            assert_eq!(
                ask(HERE, "GET", &[("host", host)]),
                Err(Refusal::Host),
                "{host}"
            );
        }
        assert_eq!(ask(HERE, "GET", &[]), Err(Refusal::Host));
        let two = [("host", "localhost"), ("host", "localhost")];
        assert_eq!(ask(HERE, "GET", &two), Err(Refusal::Host));
    }

    #[test]
    fn a_proxy_is_refused() {
        for name in [
            "forwarded",
            "x-forwarded-for",
            "X-Forwarded-Proto",
            "x-forwarded-anything",
        ] {
            let headers = [("host", "localhost:7878"), (name, "x")];
            assert_eq!(
                ask(HERE, "GET", &headers),
                Err(Refusal::Forwarded),
                "{name}"
            );
        }
    }

    #[test]
    fn sockets_and_changes_need_our_own_origin() {
        let host = ("host", "localhost:7878");
        for start in [
            ("GET", ("upgrade", "websocket")),
            ("POST", ("accept", "*/*")),
        ] {
            let ask = |origin: Option<&str>| {
                let mut headers = vec![host, start.1];
                headers.extend(origin.map(|origin| ("origin", origin)));
                ask(HERE, start.0, &headers)
            };
            assert_eq!(ask(Some("http://localhost:7878")), Ok(()));
            let foreign = [
                "null",
                "http://evil.test",
                "http://localhost:7879",
                "http://127.0.0.1:7878",
                "https://localhost:7878",
                "http://localhost:7878.evil.test",
                "",
            ];
            for origin in foreign {
                assert_eq!(ask(Some(origin)), Err(Refusal::Origin), "{origin}");
            }
            assert_eq!(ask(None), Err(Refusal::Origin));
        }
    }
}
