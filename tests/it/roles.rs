//! Who is let in, and what is served to them.

use crate::support::{Folder, Refused, Served, Tab, ask, get, post};

const LIVE: &str = "/_/live?post=/posts/a&revision=0000000000000000";
/// Everything behind the door, and something that is not there.
const PATHS: [&str; 7] = [
    "/",
    "/posts/a",
    "/posts/x.txt",
    "/_/posts",
    "/_/assets/live.js",
    "/_/style.css",
    "/nothing",
];

/// Ways out of what is published, and what lies there unpublished.
const OUTSIDE: [&str; 34] = [
    "/../secret.txt",
    "/../../secret.txt",
    "/%2e%2e/secret.txt",
    "/..%2fsecret.txt",
    "/%2e%2e%2fsecret.txt",
    "/..%5csecret.txt",
    "/..\\secret.txt",
    "/x/../../secret.txt",
    "//secret.txt",
    "/./../secret.txt",
    "/ok.txt/../../../secret.txt",
    "/%252e%252e/secret.txt",
    "/....//secret.txt",
    "/%00/../secret.txt",
    "/ok.txt%00",
    "/hugo.toml",
    "/../hugo.toml",
    "/.env",
    "/../.env",
    "/posts/.hidden.txt",
    "/.git/config",
    "/link.txt",
    "/up/secret.txt",
    "/layouts/x.html",
    "/../layouts/x.html",
    "/content/posts/a.md/../../../.env",
    "/_/assets/../../hugo.toml",
    "/_/assets/..%2f..%2fhugo.toml",
    "/_/assets/%2e%2e/%2e%2e/Cargo.toml",
    "/_/assets//etc/passwd",
    "//etc/passwd",
    "/%2fetc%2fpasswd",
    "/%ff",
    "/%",
];

async fn blog() -> (Folder, Served) {
    let folder = Folder::with_post("Secret words.").file("posts/x.txt", "Secret too.");
    let served = Served::start(&folder).await;
    (folder, served)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_socket_opens_for_our_own_pages_alone() {
    let (_folder, served) = blog().await;
    let port = served.port;
    for host in ["localhost", "127.0.0.1", "[::1]"] {
        let (host, origin) = (format!("{host}:{port}"), format!("http://{host}:{port}"));
        let headers = [("host", host.as_str()), ("origin", origin.as_str())];
        assert!(
            Tab::connect_from(port, LIVE, &headers).await.is_ok(),
            "{host}"
        );
    }
    let missing = Tab::connect_from(port, LIVE, &[]).await;
    assert_eq!(missing.err(), Some(Refused(403)));
    let (other_port, other_name) = (
        format!("http://localhost:{}", port ^ 1),
        format!("http://127.0.0.1:{port}"),
    );
    let foreign = [
        "null",
        "http://evil.test",
        "https://localhost",
        &other_port,
        &other_name,
        "file://",
    ];
    for origin in foreign {
        let refused = Tab::connect_from(port, LIVE, &[("origin", origin)]).await;
        assert_eq!(refused.err(), Some(Refused(403)), "{origin}");
    }
    let own = format!("http://localhost:{port}");
    let twice = Tab::connect_from(
        port,
        LIVE,
        &[("origin", &own), ("origin", "http://evil.test")],
    )
    .await;
    assert_eq!(twice.err(), Some(Refused(403)));
}

#[tokio::test(flavor = "multi_thread")]
async fn another_name_gets_nothing() {
    let (_folder, served) = blog().await;
    let port = served.port;
    let hosts = [
        format!("evil.test:{port}"),
        format!("localhost.evil.test:{port}"),
        format!("192.0.2.1:{port}"),
        "evil.test".to_owned(),
        String::new(),
        format!("a@localhost:{port}"),
    ];
    for host in &hosts {
        for path in PATHS {
            let answer = ask(port, "GET", path, &[("Host", host)], "").await;
            assert_eq!(answer.status, 403, "{host}: {path}");
            assert!(!answer.text().contains("Secret"), "{host}: {path}");
        }
        let origin = format!("http://{host}");
        if !host.is_empty() {
            let refused =
                Tab::connect_from(port, LIVE, &[("host", host), ("origin", &origin)]).await;
            assert_eq!(refused.err(), Some(Refused(403)), "{host}");
        }
    }
    let without = ask(port, "GET", "/", &[], "").await;
    assert!(
        matches!(without.status, 400 | 403),
        "no Host at all: {}",
        without.status
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_came_through_a_proxy_gets_nothing() {
    let (_folder, served) = blog().await;
    let host = format!("localhost:{}", served.port);
    let names = [
        "Forwarded",
        "X-Forwarded-For",
        "X-Forwarded-Host",
        "X-Forwarded-Proto",
        "x-forwarded-server",
    ];
    for name in names {
        for path in PATHS {
            let headers = [("Host", host.as_str()), (name, "127.0.0.1")];
            assert_eq!(
                ask(served.port, "GET", path, &headers, "").await.status,
                403,
                "{name}: {path}"
            );
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn everybody_who_is_refused_is_told_the_same() {
    let (_folder, served) = blog().await;
    let mut told = Vec::new();
    for path in PATHS {
        told.push(
            ask(served.port, "GET", path, &[("Host", "evil.test")], "")
                .await
                .text(),
        );
    }
    told.dedup();
    assert_eq!(told.len(), 1, "{told:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_outside_the_blog_is_served() {
    let folder = Folder::new()
        .file("secret.txt", "Secret words.")
        .file("blog/hugo.toml", "# Secret words.")
        .file("blog/.env", "Secret words.")
        .file("blog/content/posts/a.md", post("A", "One."))
        .file("blog/content/posts/.hidden.txt", "Secret words.")
        .file("blog/static/.git/config", "Secret words.")
        .file("blog/static/ok.txt", "Open words.")
        .file("blog/layouts/x.html", "Secret words.");
    #[cfg(unix)]
    {
        use std::os::unix::fs::symlink;
        symlink(
            folder.path("secret.txt"),
            folder.path("blog/static/link.txt"),
        )
        .unwrap();
        symlink(folder.root(), folder.path("blog/static/up")).unwrap();
    }
    let served = Served::with(&folder, |options| options.path.push("blog")).await;
    assert_eq!(get(served.port, "/ok.txt").await.text(), "Open words.");
    for path in OUTSIDE {
        let answer = get(served.port, path).await;
        assert!(!answer.text().contains("Secret"), "{path}");
        assert!(!answer.text().contains("root:"), "{path}");
        assert_ne!(answer.status, 200, "{path}");
        assert!(answer.status < 500, "{path}: {}", answer.status);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn one_post_alone_is_served_alone() {
    let folder = Folder::new()
        .file("a.md", post("A", "The only one. ![](x.gif)"))
        .file("b.md", post("B", "Secret words."))
        .file("x.gif", "GIF89a");
    let served = Served::with(&folder, |options| options.path.push("a.md")).await;
    let front = get(served.port, "/").await;
    assert!(matches!(front.status, 302 | 303 | 307), "{}", front.status);
    assert!(
        get(served.port, "/a")
            .await
            .text()
            .contains("The only one.")
    );
    for path in ["/b", "/b.md", "/_/posts"] {
        assert!(
            !get(served.port, path).await.text().contains("Secret"),
            "{path}"
        );
    }
    assert_eq!(get(served.port, "/b").await.status, 404);
    assert_eq!(get(served.port, "/b.md").await.status, 404);
    assert_eq!(
        get(served.port, "/_/posts")
            .await
            .json()
            .as_array()
            .map(Vec::len),
        Some(1)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn every_answer_says_what_its_page_may_do() {
    let (_folder, served) = blog().await;
    for path in PATHS {
        let answer = get(served.port, path).await;
        let policy = answer
            .header("content-security-policy")
            .unwrap_or_else(|| panic!("{path}"));
        for rule in [
            "base-uri 'none'",
            "form-action 'none'",
            "object-src 'none'",
            "frame-ancestors vscode-webview: vscode-file:",
        ] {
            assert!(policy.contains(rule), "{path}: {policy}");
        }
        assert!(
            !policy
                .split(';')
                .any(|rule| rule.contains("script-src") && rule.contains("unsafe")),
            "{path}"
        );
        assert_eq!(
            answer.header("x-content-type-options"),
            Some("nosniff"),
            "{path}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_can_be_changed_from_another_page() {
    let (folder, served) = blog().await;
    let before = folder.snapshot();
    let host = format!("localhost:{}", served.port);
    for method in ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"] {
        for path in PATHS {
            let headers = [("Host", host.as_str()), ("Origin", "http://evil.test")];
            let answer = ask(served.port, method, path, &headers, "").await;
            assert_eq!(answer.status, 403, "{method} {path}");
            assert_eq!(answer.header("access-control-allow-origin"), None);
        }
    }
    assert_eq!(folder.snapshot(), before);
}
