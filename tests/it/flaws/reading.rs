//! Flaws by which a page of another site read what was not its own, or had something done.

use super::{LIVE, PATHS, ask, blog, get, ways};
use crate::support::{Answer, Connection};

fn assert_opens_nothing(answer: &Answer, what: &str) {
    let allows =
        |name: &str| name.starts_with("access-control-") || name.starts_with("timing-allow-");
    // No cookie either: what a browser sends by itself, another site's page can make it send.
    assert_eq!(answer.header("set-cookie"), None, "{what}");
    let open = answer.headers.iter().find(|(name, _)| allows(name));
    assert_eq!(open, None, "{what}");
}

/// CVE-2025-24010 (vite), GHSA-67mh-4wv8-2f99 (esbuild), GHSA-qm9p-f9j5-w83w (Parcel): any site
/// could read every answer.
#[tokio::test(flavor = "multi_thread")]
async fn no_answer_lets_another_site_read_it() {
    let (_folder, served) = blog().await;
    let own = format!("Origin: http://localhost:{}\r\n", served.port);
    let asks = "Access-Control-Request-Method: POST\r\nAccess-Control-Request-Headers: x-a\r\n\
                Access-Control-Request-Private-Network: true\r\n";
    let foreign = format!("Origin: http://evil.test\r\n{asks}");
    for way in ways(&served).await {
        for path in PATHS {
            let path = format!("{}{path}", way.link);
            for method in ["GET", "OPTIONS", "POST", "DELETE"] {
                for lines in [
                    "",
                    &own,
                    &foreign,
                    "Origin: null\r\n",
                    "Host: evil.test\r\n",
                ] {
                    let answer = ask(way.port, method, &path, lines).await;
                    assert_opens_nothing(&answer, &format!("{method} {path}"));
                }
            }
        }
    }
    let malformed = ask(served.port, "GET", "/%zz<", "").await;
    assert_opens_nothing(&malformed, "a malformed address");
}

/// GHSA-67mh-4wv8-2f99 (esbuild): the stream of changes was open to every site too.
#[tokio::test(flavor = "multi_thread")]
async fn the_stream_of_changes_is_our_own_pages_alone() {
    let (_folder, served) = blog().await;
    let port = served.port;
    let host = format!("Host: localhost:{port}\r\n");
    let own = format!("{host}Origin: http://localhost:{port}\r\n");
    let (stream, answer) = Connection::to(port).upgrade(LIVE, &own).await;
    assert!(stream.is_some(), "{answer:?}");
    assert_opens_nothing(&answer, "an open socket");
    let foreign = format!("{host}Origin: http://evil.test\r\n");
    let (stream, answer) = Connection::to(port).upgrade(LIVE, &foreign).await;
    assert!(stream.is_none(), "{answer:?}");
    assert_opens_nothing(&answer, "a socket that stays closed");
}

/// CVE-2025-24010 (vite): the name by which a request came was not looked at, or not for files.
#[tokio::test(flavor = "multi_thread")]
async fn every_request_is_asked_by_which_name_it_came() {
    let (_folder, served) = blog().await;
    for path in PATHS {
        for method in ["GET", "HEAD", "POST", "OPTIONS"] {
            let host = format!("Host: evil.test:{}\r\n", served.port);
            let answer = ask(served.port, method, path, &host).await;
            assert_eq!(answer.status, 403, "{method} {path}");
        }
        // A target with a name in it counts before the header.
        let absolute = format!("http://evil.test:{}{path}", served.port);
        assert_eq!(get(served.port, &absolute).await.status, 403, "{absolute}");
    }
    let host = format!("Host: localhost:{}\r\n", served.port);
    let twice = ask(
        served.port,
        "GET",
        "/",
        &format!("{host}Host: evil.test\r\n"),
    )
    .await;
    assert!(matches!(twice.status, 400 | 403), "{}", twice.status);
}

/// CVE-2018-14732 and CVE-2025-30360 (webpack-dev-server): the socket's Origin was not looked at,
/// and later taken for ours when it was an IP address. vscode#127732 (Live Preview), tinymist: nor
/// was it missed when there was none.
#[tokio::test(flavor = "multi_thread")]
async fn an_origin_is_not_ours_because_it_is_an_ip_address() {
    let (_folder, served) = blog().await;
    let port = served.port;
    for host in ["localhost", "127.0.0.1", "[::1]"] {
        let origins = [
            "http://192.0.2.7".to_owned(),
            format!("http://192.0.2.7:{port}"),
            format!("http://[2001:db8::7]:{port}"),
            format!("http://{host}"),
            format!("http://{host}:{}", port ^ 1),
            format!("https://{host}:{port}"),
            format!("http://{host}:{port}/"),
            format!("http://{host}:{port}@evil.test"),
            format!("http://{host}:{port}.evil.test"),
            format!("http://127.1:{port}"),
            "null".to_owned(),
            String::new(),
        ];
        for origin in origins {
            let lines = format!("Host: {host}:{port}\r\nOrigin: {origin}\r\n");
            let (stream, answer) = Connection::to(port).upgrade(LIVE, &lines).await;
            assert_eq!(
                (stream.is_some(), answer.status),
                (false, 403),
                "{origin:?}"
            );
        }
        let without = format!("Host: {host}:{port}\r\n");
        let (stream, answer) = Connection::to(port).upgrade(LIVE, &without).await;
        assert_eq!((stream.is_some(), answer.status), (false, 403), "no Origin");
    }
}

/// CVE-2025-30359 (webpack-dev-server): what a page of another site includes as a script, it reads.
#[tokio::test(flavor = "multi_thread")]
async fn no_answer_is_a_script_with_content_in_it() {
    let (_folder, served) = blog().await;
    for way in ways(&served).await {
        for path in PATHS {
            let path = format!("{}{path}", way.link);
            for (method, lines) in [("GET", ""), ("POST", ""), ("GET", "Host: evil.test\r\n")] {
                let answer = ask(way.port, method, &path, lines).await;
                let header = |name| answer.header(name).unwrap_or_default();
                assert_eq!(header("x-content-type-options"), "nosniff", "{path}");
                let policy = header("cross-origin-resource-policy");
                assert_eq!(policy, "same-origin", "{path}");
                let is_script = header("content-type").contains("javascript");
                let has_content = answer.text().contains("Secret");
                assert!(!(is_script && has_content), "{path}");
            }
        }
    }
    let callback = get(served.port, "/_/posts?callback=alert&jsonp=alert").await;
    assert!(!callback.text().contains("alert"), "{}", callback.text());
    assert!(callback.text().starts_with('['), "nothing calls anything");
}

/// The editor's command of vite (`/__open-in-editor`) ran for any site. Nothing that is only read
/// does anything, and there is no such address.
#[tokio::test(flavor = "multi_thread")]
async fn reading_changes_nothing_and_runs_nothing() {
    let (folder, served) = blog().await;
    let before = folder.snapshot();
    let commands = [
        "/__open-in-editor?file=posts/a.md",
        "/_/edit?post=/posts/a&line=1",
        "/_/open?file=posts/a.md",
        "/_/share/1/end",
        "/_/share/end",
        "/_/share/resume",
        "/_/stop",
    ];
    for way in ways(&served).await {
        for path in PATHS.iter().chain(&commands) {
            let answer = get(way.port, &format!("{}{path}", way.link)).await;
            assert!(answer.status < 500, "{path}: {}", answer.status);
        }
        for path in commands {
            let status = get(way.port, &format!("{}{path}", way.link)).await.status;
            assert!(matches!(status, 403..=405), "{path}: {status}");
        }
    }
    assert_eq!(folder.snapshot(), before);
}
