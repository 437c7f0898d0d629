//! Sharing from the author's side to the reader's socket.

use blog_serve::report::Report;
use blog_serve::share::Scope;
use serde_json::json;

use crate::support::{Folder, Refused, Served, Tab, ask, eventually, get, post};

const ORIGIN: &str = "http://localhost";

/// A reader's request: with any `Host`, and nothing else that could tell who it is.
async fn read(served: &Served, path: &str) -> crate::support::Answer {
    ask(
        served.readers_port(),
        "GET",
        path,
        &[("Host", "localhost")],
        "",
    )
    .await
}

async fn reader(served: &Served, link: &str, url: &str) -> Result<Tab, Refused> {
    let address = format!("{link}/_/live?post={url}&revision=0000000000000000&view=post");
    Tab::connect_from(served.readers_port(), &address, &[]).await
}

/// A server that shares the first of two posts, the link, and a reader who has it on the screen.
async fn with_a_reader() -> (Folder, Served, String, Tab) {
    let folder = two_posts();
    let served = Served::start(&folder).await;
    let link = served.share_post("posts/a.md").await;
    let tab = reader(&served, &link, "/posts/a").await;
    let mut tab = tab.expect("the link opens its post");
    tab.shows("One.").await;
    (folder, served, link, tab)
}

fn two_posts() -> Folder {
    Folder::new()
        .file("posts/a.md", post("Post A", "One. ![](/x.svg)"))
        .file("posts/b.md", post("Post B", "Secret words."))
        .file("static/x.svg", "<svg xmlns='http://www.w3.org/2000/svg'/>")
        .file("static/y.svg", "<svg xmlns='http://www.w3.org/2000/svg'/>")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_opens_its_post_and_nothing_else() {
    let folder = two_posts();
    let served = Served::start(&folder).await;
    let link = served.share_post("posts/a.md").await;
    let front = read(&served, &format!("{link}/")).await;
    assert_eq!(
        (front.status, front.header("location")),
        (307, Some("posts/a"))
    );
    let page = read(&served, &format!("{link}/posts/a")).await;
    assert_eq!(page.status, 200);
    assert!(page.text().contains("One."));
    assert!(page.text().contains("data-reader=\"reviewer\""));
    for path in [
        "/posts/b",
        "/posts/b.md",
        "/posts/a.md",
        "/_/posts",
        "/y.svg",
        "/x",
    ] {
        let answer = read(&served, &format!("{link}{path}")).await;
        assert_eq!(answer.status, 404, "{path}");
        assert!(!answer.text().contains("Secret"), "{path}");
    }
    for path in [
        "/",
        "/posts/a",
        "/_/posts",
        "/_/assets/live.js",
        "/~",
        "/~x/posts/a",
    ] {
        assert_eq!(read(&served, path).await.status, 403, "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_sees_saves_and_no_problems() {
    let (folder, _served, _link, mut tab) = with_a_reader().await;
    folder.save("posts/a.md", post("Post A", "Two."));
    tab.shows("Two.").await;
    folder.save("posts/a.md", "---\ntitle: a: b\n---\nThree.\n");
    tab.shows("Three.").await;
    assert_eq!(tab.shown().count("problems"), 0);
    assert_eq!(tab.shown().count("sharing"), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn another_post_cannot_be_watched_through_a_link() {
    let folder = two_posts();
    let served = Served::start(&folder).await;
    let link = served.share_post("posts/a.md").await;
    let mut tab = reader(&served, &link, "/posts/b").await.unwrap();
    let shown = tab
        .eventually("it is told that it is gone", |shown| shown.gone)
        .await;
    assert!(shown.blocks.is_none());
    for view in ["index", "nothing"] {
        let address = format!("{link}/_/live?post=/&revision=0&view={view}");
        let tab = Tab::connect_from(served.readers_port(), &address, &[]).await;
        let mut tab = tab.unwrap();
        let shown = tab
            .eventually("it is hung up on", |shown| shown.closed)
            .await;
        assert!(shown.blocks.is_none(), "{view}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn ending_a_link_ends_its_pages_and_no_others() {
    let folder = two_posts();
    let served = Served::start(&folder).await;
    let one = served.share_post("posts/a.md").await;
    let other = served.share_post("posts/b.md").await;
    let mut ended = reader(&served, &one, "/posts/a").await.unwrap();
    let mut going_on = reader(&served, &other, "/posts/b").await.unwrap();
    ended.shows("One.").await;
    going_on.shows("Secret").await;
    let id = served.desk().links.living().last().unwrap().id;
    assert!(served.desk().end_link(id).await);
    let shown = ended
        .eventually("it is hung up on", |shown| shown.closed)
        .await;
    assert_eq!(shown.count("ended"), 1);
    assert_eq!(read(&served, &format!("{one}/posts/a")).await.status, 410);
    let socket = format!("{one}/_/live");
    let head = ask(served.readers_port(), "HEAD", &socket, &[("Host", "x")], "").await;
    assert_eq!(head.status, 410);
    assert_eq!(
        reader(&served, &one, "/posts/a").await.err(),
        Some(Refused(410))
    );
    folder.save("posts/b.md", post("Post B", "Still here."));
    going_on.shows("Still here.").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn ending_the_last_link_closes_the_door() {
    let (_folder, served, _link, mut tab) = with_a_reader().await;
    let port = served.readers_port();
    served.desk().end_sharing().await;
    let shown = tab
        .eventually("it is hung up on", |shown| shown.closed)
        .await;
    assert_eq!(shown.count("ended"), 1);
    eventually("nobody listens", async || {
        tokio::net::TcpStream::connect(("127.0.0.1", port))
            .await
            .is_err()
    })
    .await;
    assert_eq!(get(served.port, "/posts/a").await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_follows_its_post_through_a_rename() {
    let (folder, served, link, mut tab) = with_a_reader().await;
    folder.rename("posts/a.md", "posts/c.md");
    let shown = tab
        .eventually("it moves", |shown| shown.url.is_some())
        .await;
    assert_eq!(shown.url.as_deref(), Some("/posts/c"));
    // A new post in its old place is not what was shared.
    let scope = || served.desk().links.living()[0].scope.clone();
    eventually("the link knows the new path", async || {
        scope() == Scope::Posts(vec!["posts/c.md".into()])
    })
    .await;
    folder.save("posts/a.md", post("New", "Secret words."));
    eventually("the author sees it", async || {
        get(served.port, "/posts/a").await.text().contains("Secret")
    })
    .await;
    let old = read(&served, &format!("{link}/posts/a")).await;
    assert!(!old.text().contains("Secret"), "{}", old.status);
    let front = read(&served, &format!("{link}/")).await;
    assert_eq!(front.header("location"), Some("posts/c"));
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn readers_follow_a_post_in_whose_place_another_is_made_at_once() {
    let (folder, served, link, mut tab) = with_a_reader().await;
    folder.rename("posts/a.md", "posts/c.md");
    folder.save("posts/a.md", post("New", "Secret words."));
    let shown = tab
        .eventually("it moves", |shown| shown.url.is_some())
        .await;
    assert_eq!(shown.url.as_deref(), Some("/posts/c"));
    folder.save("posts/c.md", post("Post A", "Two."));
    tab.shows("Two.").await;
    assert!(!tab.shown().article().contains("Secret"));
    let old = read(&served, &format!("{link}/posts/a")).await;
    assert_eq!(old.status, 404);
    let front = read(&served, &format!("{link}/")).await;
    assert_eq!(front.header("location"), Some("posts/c"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_shared_post_shows_nothing_of_other_drafts() {
    let folder = Folder::new()
        .file("hugo.toml", "")
        .file(
            "layouts/shortcodes/all.html",
            "<ul>{{ range site.RegularPages }}<li>{{ .Title }} {{ .RawContent }}</li>{{ end }}</ul>",
        )
        .file(
            "content/a.md",
            "---\ntitle: A\ndraft: true\n---\n{{< all >}}\n",
        )
        .file(
            "content/b.md",
            "---\ntitle: Public\ndate: 2020-01-01\n---\nB\n",
        )
        .file(
            "content/c.md",
            "---\ntitle: Secret\ndraft: true\n---\nSecret words.\n",
        );
    let served = Served::start(&folder).await;
    let link = served.share_post("content/a.md").await;
    let mut tab = reader(&served, &link, "/a/")
        .await
        .expect("the link opens its post");
    tab.shows("<li>Public B\n</li>").await;
    assert!(!tab.shown().article().contains("Secret"));
    // It is listed from the moment on when it is published.
    folder.save(
        "content/c.md",
        "---\ntitle: Out\ndate: 2020-01-01\n---\nNow.\n",
    );
    tab.shows("<li>Out Now.\n</li>").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_to_all_drafts_lists_drafts_alone() {
    let folder = two_posts().file(
        "posts/out.md",
        "---\ntitle: Out\ndate: 2020-01-01\n---\nOpen.\n",
    );
    let served = Served::start(&folder).await;
    folder.save(
        "posts/b.md",
        "---\ntitle: Post B\ndate: 2020-01-01\n---\nPublished words.\n",
    );
    eventually("B is out", async || {
        get(served.port, "/_/posts")
            .await
            .text()
            .contains("\"published\"")
    })
    .await;
    let link = served.share(Scope::Drafts).await;
    let list = read(&served, &format!("{link}/")).await;
    assert_eq!(list.status, 200);
    assert!(list.text().contains("Post A"), "{}", list.text());
    for word in ["Post B", "Out", "posts/"] {
        let rows = list.text();
        let rows = rows.split_once("<article").unwrap().1;
        let shown = rows.replace("href=\"posts/", "").replace("data-post", "");
        assert!(!shown.contains(word), "{word}: {shown}");
    }
    assert_eq!(read(&served, &format!("{link}/posts/b")).await.status, 404);
    assert_eq!(read(&served, &format!("{link}/x.svg")).await.status, 404);
    assert_eq!(read(&served, &format!("{link}/posts/a")).await.status, 200);
    assert_eq!(read(&served, &format!("{link}/x.svg")).await.status, 200);
}

/// After a restart, for instance, of which the page has not been loaded again.
#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_goes_on_by_a_link_to_all_drafts_shows_its_pictures() {
    let folder = two_posts();
    let served = Served::start(&folder).await;
    let link = served.share(Scope::Drafts).await;
    assert_eq!(read(&served, &format!("{link}/x.svg")).await.status, 404);
    let mut tab = reader(&served, &link, "/posts/a").await.unwrap();
    tab.shows("One.").await;
    assert_eq!(read(&served, &format!("{link}/x.svg")).await.status, 200);
    assert_eq!(read(&served, &format!("{link}/y.svg")).await.status, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_own_device_reads_all_and_changes_nothing() {
    let folder = two_posts();
    let served = Served::start(&folder).await;
    let link = served.share(Scope::Own).await;
    assert_eq!(read(&served, &format!("{link}/")).await.status, 200);
    assert_eq!(read(&served, &format!("{link}/posts/b")).await.status, 200);
    assert_eq!(read(&served, &format!("{link}/_/posts")).await.status, 200);
    let mut tab = reader(&served, &link, "/posts/a").await.unwrap();
    folder.save("posts/a.md", "---\ntitle: a: b\n---\nThree.\n");
    tab.eventually("problems come", |shown| !shown.problems.is_empty())
        .await;
    let headers = [
        ("Host", "localhost"),
        ("Origin", ORIGIN),
        ("Content-Type", "application/json"),
    ];
    for path in [
        "/_/share",
        "/_/share/end",
        "/_/share/0/end",
        "/_/share/resume",
    ] {
        let path = format!("{link}{path}");
        let body = "{\"scope\":\"drafts\"}";
        let answer = ask(served.readers_port(), "POST", &path, &headers, body).await;
        assert_eq!(answer.status, 405, "{path}");
    }
    assert_eq!(served.desk().links.living().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_author_shares_from_a_page() {
    let folder = two_posts();
    let mut served = Served::start(&folder).await;
    let mut tab = served.tab("/posts/a").await;
    let host = format!("localhost:{}", served.port);
    let origin = format!("http://{host}");
    let headers = [
        ("Host", host.as_str()),
        ("Origin", origin.as_str()),
        ("Content-Type", "application/json"),
    ];
    let send = async |path: &str, body: serde_json::Value| {
        ask(served.port, "POST", path, &headers, &body.to_string()).await
    };
    let wanted = json!({"scope": "posts", "posts": ["/posts/a"], "for": "2h", "line": "Well?"});
    let answer = send("/_/share", wanted).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    let shown = tab
        .eventually("the link is shown", |shown| {
            shown
                .messages
                .iter()
                .any(|message| message["links"][0]["id"].is_u64())
        })
        .await;
    let message = shown
        .messages
        .iter()
        .rfind(|message| message["type"] == "sharing");
    let link = &message.unwrap()["links"][0];
    assert_eq!(link["opens"], "Post A");
    assert_eq!(link["post"], "/posts/a");
    assert_eq!(link["ends"], "in 2 hours");
    assert_eq!(link["line"], "Well?");
    assert_eq!(link["readers"], 0);
    assert!(link["code"]["path"].as_str().unwrap().starts_with('M'));
    assert!(link["url"].as_str().unwrap().contains("/~"));
    let id = link["id"].as_u64().unwrap();
    assert_eq!(
        send(&format!("/_/share/{id}/end"), json!({})).await.status,
        200
    );
    let opened = served.report(|report| match report {
        Report::Ended { opens, closed } => Some((opens, closed)),
        _ => None,
    });
    assert_eq!(opened.await, ("Post A".to_owned(), true));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_command_that_cannot_be_carried_out_says_why() {
    let folder = two_posts();
    let served = Served::start(&folder).await;
    let host = format!("localhost:{}", served.port);
    let origin = format!("http://{host}");
    let headers = [
        ("Host", host.as_str()),
        ("Origin", origin.as_str()),
        ("Content-Type", "application/json"),
    ];
    for (path, body, status) in [
        (
            "/_/share",
            json!({"scope": "posts", "posts": ["/nothing"]}),
            400,
        ),
        ("/_/share", json!({"scope": "posts", "posts": []}), 400),
        ("/_/share", json!({"scope": "drafts", "for": "soon"}), 400),
        ("/_/share/99", json!({"line": "x"}), 404),
        ("/_/share/99/end", json!({}), 404),
    ] {
        let answer = ask(served.port, "POST", path, &headers, &body.to_string()).await;
        assert_eq!(answer.status, status, "{path}: {}", answer.text());
        assert!(answer.json()["error"].as_str().unwrap().ends_with('.'));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_reading_is_counted_by_sockets() {
    let folder = two_posts();
    let mut served = Served::start(&folder).await;
    let link = served.share_post("posts/a.md").await;
    // A chat program's preview of the link.
    read(&served, &format!("{link}/posts/a")).await;
    let readers = |served: &Served| served.desk().links.lent()[0].readers;
    assert_eq!(readers(&served), 0);
    let tab = reader(&served, &link, "/posts/a").await.unwrap();
    let arrived = served.report(|report| match report {
        Report::Arrived { opens, readers } => Some((opens, readers)),
        _ => None,
    });
    assert_eq!(arrived.await, ("Post A".to_owned(), 1));
    drop(tab);
    eventually("the reader has gone", async || readers(&served) == 0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn each_message_is_for_whom_it_is() {
    let folder = two_posts();
    let served = Served::start(&folder).await;
    let mut author = served.tab("/posts/a").await;
    let one = served.share_post("posts/a.md").await;
    let own = served.share(Scope::Own).await;
    let mut reviewer = reader(&served, &one, "/posts/a").await.unwrap();
    let mut device = reader(&served, &own, "/posts/a").await.unwrap();
    folder.save("posts/a.md", "---\ntitle: a: b\n---\nThree.\n");
    for tab in [&mut author, &mut reviewer, &mut device] {
        tab.shows("Three.").await;
        // The answer comes after whatever else is to be said.
        tab.say(&json!({ "type": "ping" }));
        tab.eventually("it is answered", |shown| shown.count("pong") > 0)
            .await;
    }
    let heard = |tab: &Tab| {
        let shown = tab.shown();
        ["problems", "sharing"].map(|kind| shown.count(kind) > 0)
    };
    assert_eq!(heard(&author), [true, true]);
    assert_eq!(heard(&device), [true, false]);
    assert_eq!(heard(&reviewer), [false, false]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_that_is_published_leaves_the_link_to_all_drafts() {
    let folder = two_posts();
    let served = Served::start(&folder).await;
    let link = served.share(Scope::Drafts).await;
    let mut tab = reader(&served, &link, "/posts/a").await.unwrap();
    tab.shows("One.").await;
    folder.save(
        "posts/a.md",
        "---\ntitle: Post A\ndate: 2020-01-01\n---\nSecret words.\n",
    );
    let shown = tab.eventually("it is told", |shown| shown.gone).await;
    assert!(!shown.article().contains("Secret"));
    assert_eq!(read(&served, &format!("{link}/posts/a")).await.status, 404);
    folder.save("posts/a.md", post("Post A", "A draft again."));
    tab.shows("A draft again.").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_opens_its_own_post_where_only_another_is_shown() {
    let folder = two_posts();
    let state = tempfile::tempdir().unwrap();
    let link = {
        let first = Served::with(&folder, |options| {
            options.path.push("posts/a.md");
            options.state = Some(state.path().to_owned());
        });
        first.await.share_post("a.md").await
    };
    let second = Served::with(&folder, |options| {
        options.path.push("posts/b.md");
        options.state = Some(state.path().to_owned());
    })
    .await;
    second.share(Scope::Drafts).await;
    for path in ["/", "/a", "/b"] {
        let answer = read(&second, &format!("{link}{path}")).await;
        assert_eq!(
            (answer.status, answer.header("location")),
            (404, None),
            "{path}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn readers_see_no_files_name_where_two_posts_share_an_address() {
    let text =
        |words: &str| format!("---\ntitle: Same\npermalink: /same/\ndraft: true\n---\n{words}\n");
    let folder = Folder::new()
        .file("_config.yml", "title: x")
        .file("_posts/2026-01-01-one.md", text("First words."))
        .file("_posts/2026-01-02-two.md", text("Second words."));
    let served = Served::start(&folder).await;
    let link = served.share_post("_posts/2026-01-02-two.md").await;
    let front = read(&served, &format!("{link}/")).await;
    let address = front.header("location").unwrap().to_owned();
    assert!(address.starts_with("same-"), "{address}");
    let page = read(&served, &format!("{link}/{address}")).await;
    assert!(page.text().contains("Second words."));
    assert!(!page.text().contains("two"), "{}", page.text());
    assert_eq!(read(&served, &format!("{link}/same/")).await.status, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_lives_as_long_as_the_author_says_where_nothing_else_is_chosen() {
    let folder = two_posts();
    let served = Served::with(&folder, |options| {
        options.sharing.life = Some("2h".parse().unwrap());
    })
    .await;
    served.share_post("posts/a.md").await;
    let link = served.desk().links.living()[0].clone();
    let hours = link.ends.duration_since(link.made).as_hours();
    assert_eq!(hours, 2);
}
