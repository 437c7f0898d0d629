//! The index at `/`: live like every page.

use std::time::{Duration, SystemTime};

use blog_serve::share::Scope;
use serde_json::{Value, json};

use crate::support::{Browser, Folder, Served, get, post};

const TITLES: &str = "blocks().map(row => row.querySelector('a').textContent.trim())";

async fn lists(browser: &Browser, titles: &[&str]) {
    let wanted = Value::from(titles).to_string();
    browser
        .eventually(&format!(
            "JSON.stringify({TITLES}) === JSON.stringify({wanted})"
        ))
        .await;
}

fn published(title: &str, date: &str) -> String {
    format!("---\ntitle: \"{title}\"\ndate: {date}\n---\n\nText.\n")
}

#[tokio::test(flavor = "multi_thread")]
async fn drafts_come_by_last_save_then_posts_by_date() {
    let folder = Folder::new()
        .file("posts/old.md", published("Old", "2001-01-01"))
        .file("posts/new.md", published("New", "2020-01-01"))
        .file("posts/one.md", post("One", "Text."))
        .file("posts/two.md", post("Two", "Text."));
    // Files that are made at once may have one time.
    let one = std::fs::File::options()
        .write(true)
        .open(folder.path("posts/one.md"))
        .unwrap();
    one.set_modified(SystemTime::now() - Duration::from_mins(1))
        .unwrap();
    let served = Served::start(&folder).await;
    let browser = served.browser("/").await;
    lists(&browser, &["Two", "One", "New", "Old"]).await;
    folder.save("posts/one.md", post("One", "Text, changed."));
    lists(&browser, &["One", "Two", "New", "Old"]).await;
    browser.equals_a_fresh_load().await;
    assert!(browser.was_never_reloaded().await);
}

#[tokio::test(flavor = "multi_thread")]
async fn posts_and_folders_come_and_go_by_themselves() {
    let folder = Folder::with_post("Text.");
    let served = Served::start(&folder).await;
    let browser = served.browser("/").await;
    lists(&browser, &["A"]).await;
    folder.save("posts/b.md", post("B", "Text."));
    lists(&browser, &["B", "A"]).await;
    folder.save("posts/x/y/c.md", post("C", "Text."));
    lists(&browser, &["C", "B", "A"]).await;
    folder.rename("posts/b.md", "posts/x/b.md");
    browser
        .eventually("blocks().some(row => row.querySelector('a').pathname === '/posts/x/b')")
        .await;
    lists(&browser, &["C", "B", "A"]).await;
    folder.rename("posts/x", "posts/z");
    browser
        .eventually("blocks().some(row => row.querySelector('a').pathname === '/posts/z/b')")
        .await;
    lists(&browser, &["C", "B", "A"]).await;
    std::fs::remove_dir_all(folder.path("posts/z")).unwrap();
    lists(&browser, &["A"]).await;
    folder.remove("posts/a.md");
    browser
        .eventually("document.body.textContent.includes('no post here yet')")
        .await;
    assert!(browser.was_never_reloaded().await);
}

#[tokio::test(flavor = "multi_thread")]
async fn status_words_and_problems_follow_each_save() {
    let folder = Folder::new().file("posts/a.md", post("A", "Two words"));
    let served = Served::start(&folder).await;
    let browser = served.browser("/").await;
    let row = "blocks()[0].textContent";
    browser.eventually(&format!("{row}.match(/draft/i)")).await;
    folder.save("posts/a.md", post("A", "Now four words here"));
    browser
        .eventually(&format!("{row}.includes('4 words')"))
        .await;
    folder.save("posts/a.md", "---\ntitle: A: b\n---\n\nText.\n");
    browser
        .eventually(&format!("{row}.match(/problem/i)"))
        .await;
    folder.save("posts/a.md", published("A", "2999-01-01"));
    browser
        .eventually(&format!(
            "{row}.match(/scheduled/i) && !{row}.match(/problem/i)"
        ))
        .await;
    browser.equals_a_fresh_load().await;
    assert!(browser.was_never_reloaded().await);
}

#[tokio::test(flavor = "multi_thread")]
async fn posts_with_one_title_are_told_apart_by_their_paths() {
    let folder = Folder::new()
        .file("posts/a/index.md", post("Same", "Text."))
        .file("posts/b.md", post("Other", "Text."));
    let served = Served::start(&folder).await;
    let browser = served.browser("/").await;
    let paths = |expected: &'static str| {
        format!(
            "[...document.querySelectorAll('.row-path')].map((path) => path.textContent).sort().join() === '{expected}'"
        )
    };
    browser.eventually(&paths("")).await;
    folder.save("posts/b.md", post("Same", "Text."));
    browser
        .eventually(&paths("posts/a/index.md,posts/b.md"))
        .await;
    let link = served.share(Scope::Drafts).await;
    let page = get(served.readers_port(), &format!("{link}/")).await.text();
    assert!(
        page.contains("Same") && !page.contains("index.md"),
        "{page}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_words_of_the_day_move_nothing_in_the_list() {
    let mut folder = Folder::new();
    for number in 1..=6 {
        folder = folder.file(
            &format!("posts/{number}.md"),
            post(&format!("Post {number}"), "Text."),
        );
    }
    for number in 1..=3 {
        folder = folder
            .file(
                &format!("posts/later-{number}.md"),
                published("Later", "2999-01-01"),
            )
            .file(
                &format!("posts/old-{number}.md"),
                "---\ntitle: Old\nexpiryDate: 2001-01-01\n---\n\nText.\n",
            );
    }
    let served = Served::start(&folder).await;
    crate::support::eventually("the words are counted", async || {
        let posts = get(served.port, "/_/posts").await.json();
        posts
            .as_array()
            .unwrap()
            .iter()
            .all(|post| post["words"] == 1)
    })
    .await;
    let browser = served.browser("/").await;
    let tops = "return ['.index-head h1', '.filter', '.latest', '.posts'].map((part) => document.querySelector(part).getBoundingClientRect().top)";
    let words = "Text. ";
    for (turn, width) in [1400, 1000, 600, 390, 320].into_iter().enumerate() {
        browser.screen(width, 900).await;
        folder.save("posts/6.md", post("Post 6", words));
        browser
            .eventually("!document.querySelector('.today')")
            .await;
        let before = browser.run(tops).await;
        folder.save("posts/6.md", post("Post 6", &words.repeat(1200 + turn)));
        browser
            .eventually("document.querySelector('.today')?.textContent.includes('1,')")
            .await;
        assert_eq!(browser.run(tops).await, before, "at {width}");
        browser.screenshot(&format!("index-today-{width}")).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_empty_blog_says_in_full_where_it_looked() {
    let folder = Folder::new();
    let served = Served::start(&folder).await;
    let page = get(served.port, "/").await.text();
    let place = folder.root().canonicalize().unwrap();
    let said = format!("Looked in <code>{}</code>", place.display());
    assert!(page.contains(&said), "{page}");
}

#[tokio::test(flavor = "multi_thread")]
async fn typing_filters_the_posts() {
    let mut folder = Folder::new();
    for (age, name, title) in [
        (3, "a", "Rust in winter"),
        (2, "b", "Rust in summer"),
        (1, "c", "Bread"),
    ] {
        let path = format!("posts/{name}.md");
        folder = folder.file(&path, post(title, "Text."));
        // What is written in one tick of the system's clock has one time.
        folder.saved_ago(&path, age);
    }
    let served = Served::start(&folder).await;
    let browser = served.browser("/").await;
    browser.press("/").await;
    browser.type_text("rust").await;
    lists(&browser, &["Rust in summer", "Rust in winter"]).await;
    browser.type_text(" winter").await;
    lists(&browser, &["Rust in winter"]).await;
    folder.save("posts/d.md", post("Winter rust", "Text."));
    lists(&browser, &["Winter rust", "Rust in winter"]).await;
    browser.press("Escape").await;
    lists(
        &browser,
        &["Winter rust", "Bread", "Rust in summer", "Rust in winter"],
    )
    .await;
    assert!(browser.was_never_reloaded().await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_large_blog_has_a_light_index_and_shows_the_rest_on_demand() {
    let folder = Folder::new();
    for number in 0..1200 {
        folder.save(
            &format!("posts/p{number}.md"),
            post(&format!("Post {number}"), "Text."),
        );
    }
    let served = Served::start(&folder).await;
    let page = get(served.port, "/").await;
    assert!(page.body.len() < 200_000, "{} bytes", page.body.len());
    let browser = served.browser("/").await;
    assert!(browser.number("blocks().length").await < 300.0);
    browser
        .run("document.querySelector('[data-more]').click()")
        .await;
    browser.eventually("blocks().length === 1200").await;
    browser.press("/").await;
    browser.type_text("post 777").await;
    lists(&browser, &["Post 777"]).await;
    assert!(browser.was_never_reloaded().await);
}

#[tokio::test(flavor = "multi_thread")]
async fn all_posts_can_be_had_as_json() {
    let folder = Folder::new()
        .file("hugo.toml", "")
        .file(
            "content/posts/a.md",
            "---\ntitle: A\ndate: 2024-05-01T10:00:00+02:00\ntags: [x, y]\n---\n\nTwo words.\n",
        )
        .file("content/posts/b.md", "---\ntitle: B: c\n---\n\nText.\n");
    let served = Served::start(&folder).await;
    get(served.port, "/posts/a/").await;
    // Nobody has looked at the other one.
    crate::support::eventually("the words are known", async || {
        let posts = get(served.port, "/_/posts").await.json();
        (&posts[0]["words"], &posts[1]["words"]) == (&json!(1), &json!(2))
    })
    .await;
    let answer = get(served.port, "/_/posts").await;
    assert!(
        answer
            .header("content-type")
            .unwrap()
            .starts_with("application/json")
    );
    let posts = answer.json();
    let (broken, good) = (&posts[0], &posts[1]);
    assert_eq!(good["path"], "content/posts/a.md");
    assert_eq!(good["url"], "/posts/a/");
    assert_eq!(
        (&good["title"], &good["status"]),
        (&json!("A"), &json!("published"))
    );
    assert_eq!(good["tags"], json!(["x", "y"]));
    assert_eq!(good["problems"], 0);
    assert!(
        good["date"]
            .as_str()
            .unwrap()
            .starts_with("2024-05-01T10:00:00")
    );
    assert_eq!(
        (&broken["title"], &broken["status"]),
        (&json!("B"), &json!("draft"))
    );
    assert_eq!(broken["problems"], 1);
}
