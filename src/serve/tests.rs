use std::collections::BTreeSet;
use std::net::SocketAddr;

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::routing::get;
use tempfile::TempDir;
use tower::ServiceExt;
use tower_http::catch_panic::CatchPanicLayer;

use super::doors::{Door, Doors};
use super::*;
use crate::preview::{Options, Preview};
use crate::report::Reports;
use crate::share::{Change, Link, Scope};

/// Who asks, in the order of the table below.
const VISITORS: [&str; 8] = [
    "the author",
    "the author's own device",
    "a reader of /a",
    "a reader of /b",
    "a reader of both",
    "a reader of all drafts",
    "a reader whose link has ended",
    "nobody",
];

/// Every route, what is asked for at it, and the status that each visitor gets. A route without a
/// row fails the test.
const TABLE: &[(&str, &str, &str, [u16; 8])] = &[
    ("/", "GET", "/", [200, 200, 307, 307, 200, 200, 410, 403]),
    // Let in, without what would open a socket.
    (
        "/_/live",
        "GET",
        "/_/live?post=/a",
        [204, 204, 204, 204, 204, 204, 410, 403],
    ),
    (
        "/_/style.css",
        "GET",
        "/_/style.css",
        [200, 200, 200, 200, 200, 200, 410, 403],
    ),
    (
        "/_/assets/{*path}",
        "GET",
        "/_/assets/live.js",
        [200, 200, 200, 200, 200, 200, 410, 403],
    ),
    (
        "/_/posts",
        "GET",
        "/_/posts",
        [200, 200, 404, 404, 404, 404, 410, 403],
    ),
    (
        "/_/latest",
        "GET",
        "/_/latest",
        [307, 307, 404, 404, 404, 404, 410, 403],
    ),
    (
        "/_/share/resume",
        "POST",
        "/_/share/resume",
        [200, 405, 405, 405, 405, 405, 410, 403],
    ),
    (
        "/_/share/{id}",
        "POST",
        "/_/share/1",
        [200, 405, 405, 405, 405, 405, 410, 403],
    ),
    (
        "/_/share",
        "POST",
        "/_/share",
        [200, 405, 405, 405, 405, 405, 410, 403],
    ),
    // Let in, without a post to open.
    (
        "/_/edit",
        "POST",
        "/_/edit",
        [422, 405, 405, 405, 405, 405, 410, 403],
    ),
    ("", "GET", "/a", [200, 200, 200, 404, 200, 404, 410, 403]),
    ("", "GET", "/b", [200, 200, 404, 200, 200, 200, 410, 403]),
    ("", "GET", "/a.md", [307, 307, 404, 404, 404, 404, 410, 403]),
    (
        "",
        "GET",
        "/of-a.svg",
        [200, 200, 200, 404, 200, 404, 410, 403],
    ),
    (
        "",
        "GET",
        "/of-nobody.svg",
        [200, 200, 404, 404, 404, 404, 410, 403],
    ),
    (
        "",
        "GET",
        "/nothing",
        [404, 404, 404, 404, 404, 404, 410, 403],
    ),
    (
        "",
        "GET",
        "/_/nothing",
        [404, 404, 404, 404, 404, 404, 410, 403],
    ),
    (
        "/_/share/{id}/end",
        "POST",
        "/_/share/1/end",
        [200, 405, 405, 405, 405, 405, 410, 403],
    ),
    (
        "/_/share/end",
        "POST",
        "/_/share/end",
        [200, 405, 405, 405, 405, 405, 410, 403],
    ),
];

/// A blog of two posts, and a link of each kind.
struct Stage {
    doors: Doors,
    links: [Option<String>; 8],
    _preview: Preview,
    _folders: TempDir,
}

impl Stage {
    async fn set() -> Self {
        let folders = tempfile::tempdir().unwrap();
        let root = folders.path().join("blog");
        let style = folders.path().join("style.css");
        std::fs::create_dir(&root).unwrap();
        let write = |name: &str, text: &str| std::fs::write(root.join(name), text).unwrap();
        write("a.md", "# Post A\n\nSecret of A. ![](of-a.svg)\n");
        write(
            "b.md",
            "---\ntitle: Post B\ndraft: true\n---\nSecret of B.\n",
        );
        write("of-a.svg", "<svg xmlns='http://www.w3.org/2000/svg'/>");
        write("of-nobody.svg", "<svg xmlns='http://www.w3.org/2000/svg'/>");
        std::fs::write(&style, "p {}").unwrap();
        let mut options = Options {
            path: root.clone(),
            style_sheet: Some(style),
            ..Options::default()
        };
        options.sharing.port = Some(0);
        options.sharing.bind = Some([127, 0, 0, 1].into());
        let blog = crate::blog::detect(&root, None).unwrap();
        let (reports, _) = Reports::channel();
        let listeners = bind(Some(0), None).unwrap();
        let preview = crate::preview::start(blog, options, listeners, reports).unwrap();
        let desk = preview.desk.clone();
        desk.site().await;
        let link = |scope: Scope| {
            let (link, _) = desk.links.lend(&scope, &Change::default());
            link
        };
        let path = |link: &Link| Some(format!("/{}", link.path().trim_end_matches('/')));
        let ended = link(Scope::Drafts);
        let _ = desk.links.end(|link| link.id == ended.id);
        // The one that the author changes and ends.
        assert_eq!(link(Scope::Posts(vec!["gone.md".into()])).id, 1);
        let both = vec!["a.md".into(), "b.md".into()];
        let links = [
            None,
            path(&link(Scope::Own)),
            path(&link(Scope::Posts(vec!["a.md".into()]))),
            path(&link(Scope::Posts(vec!["b.md".into()]))),
            path(&link(Scope::Posts(both))),
            path(&link(Scope::Drafts)),
            path(&ended),
            Some("/~0000000000000000000000".to_owned()),
        ];
        Self {
            doors: Doors::new(desk),
            links,
            _preview: preview,
            _folders: folders,
        }
    }

    async fn ask(&self, visitor: usize, method: &str, address: &str) -> (u16, String) {
        let peer = SocketAddr::from(([127, 0, 0, 1], 50_000));
        let (door, prefix) = match &self.links[visitor] {
            None => (Door::Author, ""),
            Some(link) => (Door::Readers, link.as_str()),
        };
        let request = Request::builder()
            .method(method)
            .uri(format!("{prefix}{address}"))
            .header("host", "localhost:7878")
            .header("origin", "http://localhost:7878")
            .header("content-type", "application/json")
            .body(Body::from("{\"scope\":\"own\",\"line\":\"Well?\"}"))
            .unwrap();
        let answer = self.doors.answer(door, peer, request).await;
        let status = answer.status().as_u16();
        let body = axum::body::to_bytes(answer.into_body(), usize::MAX).await;
        let text = String::from_utf8_lossy(&body.unwrap()).into_owned();
        (status, text)
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_route_is_for_whom_it_says() {
    let stage = Stage::set().await;
    for (route, method, address, expected) in TABLE {
        // The author comes last, who can end the links of the others.
        for (visitor, name) in VISITORS.iter().enumerate().rev() {
            let (status, text) = stage.ask(visitor, method, address).await;
            assert_eq!(
                status, expected[visitor],
                "{method} {address} ({route}) for {name}: {text}"
            );
        }
    }
    let listed: BTreeSet<_> = TABLE.iter().map(|(route, ..)| *route).collect();
    for route in routes::table() {
        assert!(listed.contains(route.path), "{} has no row", route.path);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_read_is_read_and_nothing_else() {
    let stage = Stage::set().await;
    for (visitor, name) in VISITORS.iter().enumerate().take(6) {
        for method in ["POST", "PUT", "DELETE", "PATCH", "TRACE", "FOO"] {
            let (status, _) = stage.ask(visitor, method, "/a").await;
            assert_eq!(status, 405, "{method} by {name}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_and_out_of_scope_get_the_same_bytes_everywhere() {
    let stage = Stage::set().await;
    for (visitor, same) in [(2, "/b"), (5, "/a"), (7, "/a")] {
        let (_, expected) = stage.ask(visitor, "GET", same).await;
        let addresses = [
            "/nothing",
            "/b.md",
            "/_/posts",
            "/_/latest",
            "/of-nobody.svg",
            "/x/y/z?q=1",
            "/_/share",
        ];
        for address in addresses {
            let (_, text) = stage.ask(visitor, "GET", address).await;
            assert_eq!(text, expected, "{address} for {}", VISITORS[visitor]);
        }
        for word in ["Secret", "Post A", "Post B", "of-a"] {
            assert!(!expected.contains(word), "{word}: {expected}");
        }
    }
}

#[tokio::test]
async fn a_panic_is_answered_with_a_page_that_says_so() {
    let routes = Router::new()
        .route(
            "/",
            get(async || -> Response { panic!("a mistake of ours") }),
        )
        .layer(CatchPanicLayer::custom(panicked));
    let answer = routes.oneshot(Request::new(Body::empty())).await.unwrap();
    assert_eq!(answer.status(), StatusCode::INTERNAL_SERVER_ERROR);
    let body = axum::body::to_bytes(answer.into_body(), usize::MAX).await;
    let text = String::from_utf8(body.unwrap().to_vec()).unwrap();
    assert!(text.contains("That is our mistake"), "{text}");
    assert!(!text.contains("a mistake of ours"), "{text}");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_finds_no_place_is_told_so_under_the_same_rules() {
    let stage = Stage::set().await;
    let answer = stage.doors.full();
    assert_eq!(answer.status(), StatusCode::SERVICE_UNAVAILABLE);
    for header in [
        "content-security-policy",
        "x-content-type-options",
        "cache-control",
    ] {
        assert!(answer.headers().contains_key(header), "{header}");
    }
}
