//! Who asks: decided from the door and the request alone.
//!
//! At the author's door a request is the author's when it comes from this machine, to a local
//! name, and through no proxy; another name on a loopback address is DNS rebinding, a forwarding
//! header is a tunnel or a proxy. At the readers' door nobody is the author: whoever has a link is
//! its holder, wherever they come from and whatever they call us.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::extract::Request;
use axum::http::uri::{Authority, PathAndQuery};
use axum::http::{HeaderMap, HeaderName, Method, Uri, header};
use percent_encoding::percent_decode_str;

use crate::preview::Desk;
use crate::share::{Admission, Link};

/// Why a request at the author's door is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    /// From another machine.
    Peer,
    /// To a name that is not local, to none, or to several.
    Host,
    /// Through a tunnel or a proxy.
    Forwarded,
    /// A socket or a change, asked for by a page that is not ours.
    Origin,
    /// A part of a page that is not ours: a script, a picture, a frame's contents.
    CrossSite,
}

/// Why a request at the readers' door is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NoLink {
    /// Its link has ended.
    Ended,
    /// It has none that we ever gave away.
    Unknown,
}

/// The link at the beginning of an address at the readers' door, and the address behind it: none
/// if nothing follows the secret, not even a slash.
pub(super) fn link(desk: &Desk, uri: &Uri) -> Result<(Arc<Link>, Option<Uri>), NoLink> {
    let path = behind(&desk.options.sharing.base_path, uri.path());
    let (first, rest) = match path.strip_prefix('/').unwrap_or(path).split_once('/') {
        Some((first, _)) => (first, path.get(first.len() + 1..)),
        None => (path.strip_prefix('/').unwrap_or(path), None),
    };
    // Some programs encode the tilde.
    let first = percent_decode_str(first).decode_utf8_lossy();
    let given = first.strip_prefix('~').ok_or(NoLink::Unknown)?;
    let link = match desk.links.admit(given) {
        Admission::Link(link) => link,
        Admission::Ended => return Err(NoLink::Ended),
        Admission::Unknown => return Err(NoLink::Unknown),
    };
    let Some(rest) = rest else {
        return Ok((link, None));
    };
    let rest = match uri.query() {
        Some(query) => format!("{rest}?{query}"),
        None => rest.to_owned(),
    };
    let rest: PathAndQuery = rest.parse().map_err(|_| NoLink::Unknown)?;
    Ok((link, Some(rest.into())))
}

/// What of a path a proxy has left or put before it, taken off.
fn behind<'a>(base_path: &str, path: &'a str) -> &'a str {
    match path.strip_prefix(base_path) {
        Some(rest) if rest.starts_with('/') => rest,
        _ => path,
    }
}

/// Whether a request at the author's door is the author's.
pub(super) fn author(peer: SocketAddr, request: &Request) -> Result<(), Refusal> {
    let headers = request.headers();
    if !peer.ip().to_canonical().is_loopback() {
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
    if is_part_of_a_foreign_page(headers) {
        return Err(Refusal::CrossSite);
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

/// Whether the browser says that another site's page wants this for a part of itself. To go to a
/// page of ours from anywhere is allowed: a link in a chat, a bookmark, an editor's frame.
///
/// A second lock: browsers that say nothing are held off by the headers of our answers.
fn is_part_of_a_foreign_page(headers: &HeaderMap) -> bool {
    let says = |name: &str| headers.get(name).map(axum::http::HeaderValue::as_bytes);
    let is_foreign = matches!(says("sec-fetch-site"), Some(b"cross-site" | b"same-site"));
    is_foreign && says("sec-fetch-mode") != Some(b"navigate")
}

/// The one `Host`, if it is one.
fn host(headers: &HeaderMap) -> Option<Authority> {
    let mut hosts = headers.get_all(header::HOST).iter();
    let (host, none) = (hosts.next()?, hosts.next());
    let host: Authority = host.to_str().ok()?.parse().ok()?;
    // What follows the name is a port and nothing else: `[::1]x:80` has a host and a port too.
    let port = host.as_str().strip_prefix(host.host())?;
    let is_port = |digits: &str| {
        digits.bytes().all(|byte| byte.is_ascii_digit()) && digits.parse::<u16>().is_ok()
    };
    let is_plain = port.is_empty() || port.strip_prefix(':').is_some_and(is_port);
    (none.is_none() && is_plain && !host.as_str().contains('@')).then_some(host)
}

fn is_local(host: &Authority) -> bool {
    let name = host.host();
    name.eq_ignore_ascii_case("localhost") || name == "127.0.0.1" || name == "[::1]"
}

/// Whether proxies and tunnels put this header into what they pass on, and browsers never do.
fn is_forwarding(name: &HeaderName) -> bool {
    const NAMES: [&str; 10] = [
        "forwarded",
        "via",
        "x-real-ip",
        "x-client-ip",
        "x-cluster-client-ip",
        "true-client-ip",
        "fastly-client-ip",
        "cdn-loop",
        "front-end-https",
        "x-scheme",
    ];
    const BEGINNINGS: [&str; 9] = [
        "x-forwarded-",
        "x-original-",
        "x-amzn-",
        "x-azure-",
        "x-envoy-",
        "cf-",
        "fly-",
        "tailscale-",
        "ngrok-",
    ];
    let name = name.as_str();
    NAMES.contains(&name)
        || BEGINNINGS
            .iter()
            .any(|beginning| name.starts_with(beginning))
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
        let request = request.body(axum::body::Body::empty()).unwrap();
        author(peer.parse().unwrap(), &request)
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
            "localhost:142149",
            "localhost:+7878",
            "[::1]x:7878",
            "[::1].:7878",
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
            "via",
            "X-Real-IP",
            "CF-Connecting-IP",
            "Tailscale-User-Login",
            "Fly-Client-IP",
            "CDN-Loop",
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

    #[test]
    fn parts_of_foreign_pages_are_refused() {
        let check = |site: &str, mode: &str, expected| {
            let headers = [
                ("host", "localhost:7878"),
                ("sec-fetch-site", site),
                ("sec-fetch-mode", mode),
            ];
            assert_eq!(ask(HERE, "GET", &headers), expected, "{site} {mode}");
        };
        check("cross-site", "no-cors", Err(Refusal::CrossSite));
        check("same-site", "cors", Err(Refusal::CrossSite));
        check("cross-site", "navigate", Ok(()));
        check("same-origin", "no-cors", Ok(()));
        check("none", "navigate", Ok(()));
    }

    #[test]
    fn a_base_path_is_taken_off_where_the_proxy_left_it() {
        assert_eq!(behind("", "/~x/a"), "/~x/a");
        assert_eq!(behind("/drafts", "/drafts/~x/a"), "/~x/a");
        assert_eq!(behind("/drafts", "/~x/a"), "/~x/a");
        assert_eq!(
            behind("/drafts", "/draftsandmore/~x/"),
            "/draftsandmore/~x/"
        );
        assert_eq!(behind("/drafts", "/drafts"), "/drafts");
    }
}
