//! Words: how many there are, how long they take to read, and how many more than at the start.

use blog_serve::share::Scope;

use crate::support::{Folder, Served, Shown, Tab, eventually, get, post};

/// Waits until the posts have been counted, so that a save has something to be compared with.
async fn counted(served: &Served) {
    eventually("every post was counted", async || {
        let posts = get(served.port, "/_/posts").await.json();
        let mut posts = posts.as_array().into_iter().flatten();
        posts.all(|post| !post["words"].is_null())
    })
    .await;
}

fn summary(shown: &Shown) -> &str {
    shown.regions.get("summary").map_or("", String::as_str)
}

fn gains(words: i64) -> impl Fn(&Shown) -> bool {
    move |shown| shown.gain == Some(words)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_bar_tells_words_minutes_and_the_gain_since_the_start() {
    let folder = Folder::with_post("One two three.");
    let served = Served::start(&folder).await;
    counted(&served).await;
    // Before anybody looks at it: the start is that of the program and not of a tab.
    folder.save("posts/a.md", post("A", "One two three four five."));
    let browser = served.browser("/posts/a").await;
    let gain = "document.querySelector('[data-ui=gain]').textContent";
    let counts = "document.querySelector('[data-region=counts]').textContent";
    browser.eventually(&format!("{gain} === '+2'")).await;
    browser
        .eventually(&format!("{counts} === '5 words 1 min'"))
        .await;
    folder.save("posts/a.md", post("A", "One."));
    browser.eventually(&format!("{gain} === '−2'")).await;
    folder.save("posts/a.md", post("A", "Three two one."));
    browser.eventually(&format!("{gain} === ''")).await;
    folder.save("posts/a.md", post("A", &"word ".repeat(1500)));
    browser.eventually(&format!("{gain} === '+1,497'")).await;
    browser
        .eventually(&format!("{counts} === '1,500 words 8 min'"))
        .await;
    assert!(browser.was_never_reloaded().await);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_index_tells_what_was_written_today_in_each_post_and_in_all() {
    let folder = Folder::with_post("One two three.").file("posts/b.md", post("B", "One two."));
    let served = Served::start(&folder).await;
    counted(&served).await;
    let mut index = served.tab("/").await;
    assert!(!summary(&index.shown()).contains("today"));
    folder.save("posts/a.md", post("A", "One two three four five."));
    index
        .eventually("the gain is told", |shown| {
            summary(shown).contains("+2 words today") && shown.article().contains(">+2</span>")
        })
        .await;
    folder.save("posts/b.md", post("B", "One."));
    index
        .eventually("a loss too", |shown| {
            summary(shown).contains("+1 word today") && shown.article().contains(">−1</span>")
        })
        .await;
    // A new post begins with nothing.
    folder.save("posts/c.md", post("C", "One two three four."));
    index
        .eventually("a new post counts", |shown| {
            summary(shown).contains("+5 words today") && shown.article().contains(">+4</span>")
        })
        .await;
    // What it gained stays with it under another name.
    folder.rename("posts/c.md", "posts/d.md");
    index
        .eventually("it has its new name", |shown| {
            let article = shown.article();
            article.contains("posts/d")
                && !article.contains("posts/c")
                && article.contains(">+4</span>")
                && summary(shown).contains("+5 words today")
        })
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_checkout_is_no_writing() {
    let mut folder = Folder::new();
    for number in 0..40 {
        folder = folder.file(&format!("old/posts/{number}.md"), post("A", "One two."));
        folder = folder.file(&format!("new/{number}.md"), post("A", "One two three."));
    }
    folder.rename("old/posts", "posts");
    let served = Served::start(&folder).await;
    counted(&served).await;
    let mut index = served.tab("/").await;
    folder.rename("posts", "before");
    folder.rename("new", "posts");
    let shown = index
        .eventually("the others are counted", |shown| {
            shown.article().matches("3 words").count() == 40
        })
        .await;
    assert!(!summary(&shown).contains("today"), "{}", summary(&shown));
}

#[tokio::test(flavor = "multi_thread")]
async fn after_a_restart_the_count_since_the_start_begins_anew_and_the_day_goes_on() {
    let folder = Folder::with_post("One two three.");
    let state = tempfile::tempdir().unwrap();
    let start = || async {
        let served = Served::with(&folder, |options| {
            options.state = Some(state.path().to_owned());
        })
        .await;
        counted(&served).await;
        served
    };
    let served = start().await;
    folder.save("posts/a.md", post("A", "One two three four five."));
    let mut tab = served.tab("/posts/a").await;
    tab.eventually("the gain is told", gains(2)).await;
    eventually("it is kept", async || {
        let files = std::fs::read_dir(state.path()).unwrap().flatten();
        let mut kept = files.filter(|file| file.path().extension().is_some_and(|it| it == "words"));
        kept.any(|file| {
            std::fs::read_to_string(file.path())
                .unwrap()
                .contains("posts/a.md")
        })
    })
    .await;
    drop(served);
    let served = start().await;
    let mut tab = served.tab("/posts/a").await;
    tab.eventually("it begins anew", gains(0)).await;
    folder.save("posts/a.md", post("A", "One two three four five six."));
    tab.eventually("it begins anew", gains(1)).await;
    let mut index = served.tab("/").await;
    index
        .eventually("the day goes on", |shown| {
            summary(shown).contains("+3 words today")
        })
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn readers_see_words_and_minutes_and_no_gain() {
    let folder = Folder::with_post("One two three.").file("posts/b.md", post("B", "Two."));
    let served = Served::start(&folder).await;
    counted(&served).await;
    folder.save("posts/a.md", post("A", "One two three four five."));
    let mut author = served.tab("/").await;
    author
        .eventually("the gain is told", |shown| {
            shown.article().contains("row-gain")
        })
        .await;
    let link = served.share(Scope::Drafts).await;
    let list = format!("{link}/_/live?post=/&revision=0&view=index");
    let mut list = Tab::connect_from(served.readers_port(), &list, &[])
        .await
        .unwrap();
    let shown = list
        .eventually("it lists the words", |shown| {
            shown.article().contains("5 words")
        })
        .await;
    assert!(shown.article().contains("1 min"));
    assert!(!shown.article().contains("row-gain"));
    assert!(!summary(&shown).contains("today"));
}
