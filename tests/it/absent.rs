//! Addresses without a post, and blogs without posts: their pages are live as well.

use crate::support::{Browser, Folder, Served, Shown, Tab, ask, eventually, get, post};

const A: &str = "posts/a.md";
const B: &str = "posts/b.md";

#[tokio::test(flavor = "multi_thread")]
async fn an_empty_blog_becomes_the_first_post_that_is_saved() {
    let folder = Folder::new().file("posts/.gitkeep", "");
    let served = Served::start(&folder).await;
    let browser = served.browser("/").await;
    browser
        .eventually("document.body.textContent.includes('no post here yet')")
        .await;
    folder.save(A, post("Hello", "The first sentence."));
    browser.shows("The first sentence.").await;
    browser.eventually("location.pathname === '/posts/a'").await;
    browser.equals_a_fresh_load().await;
    assert!(browser.was_never_reloaded().await);
}

/// What a page says that it shows, where and which: `data-view` and `data-revision`.
async fn loaded(served: &Served, path: &str) -> (String, String) {
    let answer = get(served.port, path).await;
    assert_eq!(answer.attribute("data-post"), path);
    (
        answer.attribute("data-view"),
        answer.attribute("data-revision"),
    )
}

/// Waits until this many posts are known.
async fn knows(served: &Served, count: usize) {
    eventually("the save is in", async || {
        let posts = get(served.port, "/_/posts").await.json();
        posts.as_array().map(Vec::len) == Some(count)
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_first_post_between_load_and_connect_is_not_lost() {
    let folder = Folder::new().file("posts/.gitkeep", "");
    let served = Served::start(&folder).await;
    let (view, revision) = loaded(&served, "/").await;
    folder.save(A, post("Hello", "The first sentence."));
    knows(&served, 1).await;
    let mut tab = Tab::connect_as(served.port, &view, "/", &revision).await;
    let shown = tab.shows("The first sentence.").await;
    assert_eq!(shown.url.as_deref(), Some("/posts/a"));
    assert!(shown.regions["header"].contains("Hello"));
    assert!(!shown.regions.contains_key("summary"), "it is no index");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_index_whose_last_post_goes_between_load_and_connect_stays_an_index() {
    let folder = Folder::with_post("One.");
    let served = Served::start(&folder).await;
    let (view, revision) = loaded(&served, "/").await;
    folder.remove(A);
    knows(&served, 0).await;
    let mut tab = Tab::connect_as(served.port, &view, "/", &revision).await;
    let summary = |words: &'static str| {
        move |shown: &Shown| {
            shown
                .regions
                .get("summary")
                .is_some_and(|it| it.starts_with(words))
        }
    };
    let shown = tab
        .eventually("there are none", summary("No posts yet"))
        .await;
    assert!(!shown.regions.contains_key("header"), "it is no post");
    folder.save(A, post("Hello", "The first sentence."));
    let shown = tab
        .eventually("it is listed", summary("1 post, 1 draft"))
        .await;
    assert_eq!(shown.url, None, "an index does not become a post");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_post_saved_between_the_load_of_its_missing_page_and_connect_is_not_lost() {
    let folder = Folder::with_post("One.");
    let served = Served::start(&folder).await;
    let (view, revision) = loaded(&served, "/posts/b").await;
    folder.save(B, post("B", "Two."));
    knows(&served, 2).await;
    let mut tab = Tab::connect_as(served.port, &view, "/posts/b", &revision).await;
    let shown = tab.shows("Two.").await;
    assert_eq!((shown.count("whole"), shown.count("gone")), (1, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_of_a_missing_post_becomes_the_post_when_it_is_saved() {
    let folder = Folder::with_post("One.");
    let served = Served::start(&folder).await;
    let browser = served.browser("/posts/aa").await;
    assert_eq!(get(served.port, "/posts/aa").await.status, 404);
    assert_eq!(browser.text("h1").await, "No post here");
    let near = "return document.querySelector('article a').pathname";
    assert_eq!(browser.run(near).await, serde_json::json!("/posts/a"));
    folder.save("posts/aa.md", post("B", "Two."));
    browser.shows("Two.").await;
    browser.equals_a_fresh_load().await;
    keeps_its_text(&folder, &browser, "posts/aa.md").await;
    assert!(browser.was_never_reloaded().await);
}

/// Deletes the post that is shown: its text stays.
async fn keeps_its_text(folder: &Folder, browser: &Browser, path: &str) {
    folder.remove(path);
    let said = "document.querySelector('[data-ui=notice]').textContent.includes('gone')";
    browser.eventually(said).await;
    browser.shows("Two.").await;
    assert_eq!(
        browser.run("return article().dataset.view").await,
        serde_json::json!("post")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_missing_page_offers_the_posts_that_there_are_now() {
    let folder = Folder::with_post("One.");
    let served = Served::start(&folder).await;
    let browser = served.browser("/posts/winter").await;
    browser
        .eventually("document.querySelectorAll('article a').length === 0")
        .await;
    folder.save("posts/winter-bread.md", post("Bread in winter", "Text."));
    browser
        .eventually("document.querySelector('article a')?.textContent === 'Bread in winter'")
        .await;
    folder.save("posts/deeper/winter.md", post("Elsewhere", "Text."));
    browser
        .eventually("document.querySelectorAll('article a').length === 2")
        .await;
    assert!(browser.was_never_reloaded().await);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_of_a_deleted_post_is_live_when_it_is_loaded_again() {
    let folder = Folder::with_post("One.");
    let served = Served::start(&folder).await;
    let browser = served.browser("/posts/a").await;
    folder.remove(A);
    knows(&served, 0).await;
    browser.open(&served.url("/posts/a")).await;
    assert_eq!(browser.text("h1").await, "No post here");
    folder.save(A, post("A", "Two."));
    browser.shows("Two.").await;
    browser.equals_a_fresh_load().await;
    assert!(browser.was_never_reloaded().await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_post_that_goes_between_load_and_connect_keeps_its_text() {
    let folder = Folder::with_post("One.");
    let served = Served::start(&folder).await;
    let (view, revision) = loaded(&served, "/posts/a").await;
    folder.remove(A);
    knows(&served, 0).await;
    let mut tab = Tab::connect_as(served.port, &view, "/posts/a", &revision).await;
    let shown = tab.eventually("it is gone", |shown| shown.gone).await;
    assert_eq!((shown.count("whole"), shown.count("patch")), (0, 0));
    folder.save(A, post("A", "Two."));
    tab.shows("Two.").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_missing_page_follows_an_address_that_leads_elsewhere() {
    let folder = Folder::new()
        .file("hugo.toml", "")
        .file("content/posts/a.md", post("A", "One."));
    let served = Served::start(&folder).await;
    let browser = served.browser("/old/b").await;
    let aliased = "---\ntitle: B\naliases: [/old/b]\n---\n\nTwo.\n";
    folder.save("content/posts/b.md", aliased);
    browser.shows("Two.").await;
    browser
        .eventually("location.pathname === '/posts/b/'")
        .await;
    browser.equals_a_fresh_load().await;
    assert!(browser.was_never_reloaded().await);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_without_a_post_gets_a_page_that_says_so() {
    let served = Served::start(&Folder::with_post("One.")).await;
    for path in [
        "/nothing",
        "/posts/",
        "/posts/a.mdx",
        "/posts/%E2%82%AC",
        "/posts/a.html",
    ] {
        let page = get(served.port, path).await;
        assert_eq!(page.status, 404, "{path}");
        assert_eq!(page.attribute("data-view"), "nothing", "{path}");
        assert!(page.text().contains("No post here"), "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_missing_file_gets_a_few_words_and_no_page() {
    let served = Served::start(&Folder::with_post("One.")).await;
    let host = format!("localhost:{}", served.port);
    let headers = [("Host", host.as_str()), ("Accept", "image/*,*/*;q=0.8")];
    let mut answers = vec![ask(served.port, "GET", "/nothing", &headers, "").await];
    for path in [
        "/posts/a.png",
        "/x.css",
        "/posts/x.js",
        "/feed.xml",
        "/_/nothing",
        "/_/assets/nothing",
        "//posts//b",
        "/posts/%2e%2e/b",
    ] {
        answers.push(get(served.port, path).await);
    }
    for answer in answers {
        assert_eq!(answer.status, 404);
        assert!(answer.body.len() < 100, "{}", answer.text());
    }
}
