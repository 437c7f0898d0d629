//! Posts and files that come, go and get other names; and how they are addressed.

use serde_json::json;

use crate::support::{Folder, Served, ask, get, post};

const A: &str = "posts/a.md";

fn hugo() -> Folder {
    Folder::new()
        .file("hugo.toml", "")
        .file("content/posts/a.md", post("A", "One. [b](b.md)"))
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_of_a_deleted_post_says_so_and_comes_back() {
    let folder = Folder::with_post("One.");
    let served = Served::start(&folder).await;
    let browser = served.browser("/posts/a").await;
    folder.remove(A);
    browser
        .eventually("document.querySelector('[data-ui=notice]').textContent.includes('gone')")
        .await;
    browser.shows("One.").await;
    folder.save(A, post("A", "Two."));
    browser.shows("Two.").await;
    browser
        .eventually("document.querySelector('[data-ui=notice]').hidden")
        .await;
    browser.equals_a_fresh_load().await;
    assert!(browser.was_never_reloaded().await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deleted_post_that_comes_back_the_same_is_shown_again() {
    let folder = Folder::with_post("One.");
    let served = Served::start(&folder).await;
    let mut tab = served.tab("/posts/a").await;
    let text = folder.read(A);
    folder.remove(A);
    tab.eventually("it is gone", |shown| shown.gone).await;
    folder.save(A, text);
    tab.eventually("it is back", |shown| !shown.gone).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_of_a_renamed_post_follows_it() {
    let folder = Folder::with_post("One.");
    let served = Served::start(&folder).await;
    let browser = served.browser("/posts/a").await;
    let history = browser.number("history.length").await.to_string();
    folder.rename(A, "posts/deeper/b.md");
    browser
        .eventually("location.pathname === '/posts/deeper/b'")
        .await;
    folder.save("posts/deeper/b.md", post("A", "Two."));
    browser.shows("Two.").await;
    browser.equals_a_fresh_load().await;
    assert_eq!(browser.number("history.length").await.to_string(), history);
    assert!(browser.was_never_reloaded().await);
    let old = get(served.port, "/posts/a").await;
    assert_eq!(
        (old.status, old.header("location")),
        (307, Some("deeper/b"))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_follows_the_permalink_while_it_is_typed() {
    let text = |slug: &str| {
        format!("---\ntitle: \"A\"\ndate: 2024-05-01\ndraft: true\nslug: \"{slug}\"\n---\n\nOne.\n")
    };
    let folder = hugo();
    folder.save("content/posts/a.md", text("first"));
    let served = Served::start(&folder).await;
    let browser = served.browser("/posts/first/").await;
    for slug in ["firs", "se", "second"] {
        folder.save("content/posts/a.md", text(slug));
        browser
            .eventually(&format!("location.pathname === '/posts/{slug}/'"))
            .await;
        browser.equals_a_fresh_load().await;
    }
    assert!(browser.was_never_reloaded().await);
    let old = get(served.port, "/posts/first/").await;
    assert_eq!(
        (old.status, old.header("location")),
        (307, Some("../second/"))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn other_spellings_of_an_address_lead_to_the_post() {
    let folder = hugo().file(
        "content/posts/b.md",
        "---\ntitle: B\naliases: [/old/b, older]\n---\n\nTwo.\n",
    );
    let served = Served::start(&folder).await;
    for (asked, location) in [
        ("/posts/a", "a/"),
        ("/content/posts/a.md", "../../posts/a/"),
        ("/old/b", "../posts/b/"),
        ("/posts/older/", "../b/"),
        // What a link between sources leads to on the page.
        ("/posts/a/b.md", "../b/"),
    ] {
        let answer = get(served.port, asked).await;
        assert_eq!(
            (answer.status, answer.header("location")),
            (307, Some(location)),
            "{asked}"
        );
    }
    let page = get(served.port, "/posts/a/").await;
    assert_eq!(
        (page.status, page.attribute("data-post")),
        (200, "/posts/a/".to_owned())
    );
    assert!(
        page.text().contains("href=\"b.md\""),
        "links are as Hugo publishes them"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn media_can_be_asked_for_in_parts() {
    let folder = hugo().file("static/media/x.mp4", "0123456789");
    let served = Served::start(&folder).await;
    let host = format!("localhost:{}", served.port);
    let headers = [("Host", host.as_str()), ("Range", "bytes=2-5")];
    let part = ask(served.port, "GET", "/media/x.mp4", &headers, "").await;
    assert_eq!((part.status, part.text().as_str()), (206, "2345"));
    assert_eq!(part.header("content-range"), Some("bytes 2-5/10"));
    assert_eq!(part.header("content-type"), Some("video/mp4"));
    let headers = [("Host", host.as_str()), ("Range", "bytes=20-")];
    assert_eq!(
        ask(served.port, "GET", "/media/x.mp4", &headers, "")
            .await
            .status,
        416
    );
    let head = ask(served.port, "HEAD", "/media/x.mp4", &[("Host", &host)], "").await;
    assert_eq!(
        (head.status, head.header("content-length")),
        (200, Some("10"))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn pictures_show_wherever_the_dialect_keeps_them() {
    let picture = include_bytes!("pixel.gif");
    let folder = Folder::new()
        .file("hugo.toml", "[markup.goldmark.renderer]\nunsafe = true\n")
        .file(
            "content/posts/a/index.md",
            post(
                "A",
                "![one](beside.gif) ![two](/images/root.gif)\n\n<img src=\"/images/root.gif\">",
            ),
        )
        .file("content/posts/a/beside.gif", picture)
        .file("static/images/root.gif", picture);
    let served = Served::start(&folder).await;
    let browser = served.browser("/posts/a/").await;
    browser
        .eventually("(all => all.length === 3 && all.every(one => one.naturalWidth === 1))([...document.querySelectorAll('article img')])")
        .await;
    let sized = browser.run("return [...document.querySelectorAll('article p img')].map(one => one.getAttribute('width'))").await;
    assert_eq!(sized, json!(["1", "1"]));
    assert!(
        !get(served.port, "/posts/a/")
            .await
            .text()
            .contains("src=\"/"),
        "addresses are relative"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_that_comes_later_is_shown_without_a_reload() {
    let folder = Folder::with_post("![one](late.gif)");
    let served = Served::start(&folder).await;
    let browser = served.browser("/posts/a").await;
    folder.save("posts/late.gif", include_bytes!("pixel.gif"));
    browser
        .eventually("document.querySelector('article img').naturalWidth === 1")
        .await;
    assert!(browser.was_never_reloaded().await);
}

#[tokio::test(flavor = "multi_thread")]
async fn our_own_files_are_compressed_and_known_by_their_hash() {
    let served = Served::start(&Folder::with_post("One.")).await;
    let host = format!("localhost:{}", served.port);
    let plain = get(served.port, "/_/assets/live.js").await;
    assert_eq!(plain.status, 200);
    assert!(plain.header("content-type").unwrap().contains("javascript"));
    let etag = plain.header("etag").unwrap();
    // Debug builds read them from the disk, as they are.
    if cfg!(not(debug_assertions)) {
        let headers = [("Host", host.as_str()), ("Accept-Encoding", "gzip, br")];
        let packed = ask(served.port, "GET", "/_/assets/live.js", &headers, "").await;
        assert_eq!(packed.header("content-encoding"), Some("gzip"));
        assert!(packed.body.len() < plain.body.len());
    }
    let headers = [("Host", host.as_str()), ("If-None-Match", etag)];
    let known = ask(served.port, "GET", "/_/assets/live.js", &headers, "").await;
    assert_eq!((known.status, known.body.len()), (304, 0));
}
