//! However an editor saves, its text is on the screen, and is never seen half done.

use std::fs::{self, File, OpenOptions};
use std::io::Write;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::sleep;
use std::time::{Duration, SystemTime};

use notify::event::AccessKind;
use notify::{Event, EventKind, RecursiveMode, Watcher};

use crate::support::{Folder, Served, eventually, get, post};

/// A pause of a slow editor in the middle of a save.
const PAUSE: Duration = Duration::from_millis(8);
const A: &str = "posts/a.md";

/// Saves once in the way of `save`, and looks at all that a browser is told.
async fn check(save: impl FnOnce(&Folder, &str)) {
    let folder = Folder::with_post("Before it.");
    let served = Served::start(&folder).await;
    let mut tab = served.tab("/posts/a").await;
    save(&folder, &post("A", "After it."));
    let shown = tab.shows("After it.").await;
    assert!(
        !shown.was_empty,
        "the article was empty for a moment: {:#?}",
        shown.messages
    );
    assert_eq!(shown.count("gone"), 0, "the post was gone for a moment");
    // And nothing is left half done: the next save arrives as well, and nothing in between.
    folder.save(A, post("A", "After that."));
    let shown = tab.shows("After that.").await;
    assert_eq!(
        shown.count("patch"),
        2,
        "one patch for each save: {:#?}",
        shown.messages
    );
    let posts = get(served.port, "/_/posts").await.json();
    assert_eq!(
        posts.as_array().map(Vec::len),
        Some(1),
        "editors' files are no posts: {posts}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_save_that_truncates_and_writes_is_shown() {
    check(|folder, text| folder.save(A, text)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_save_by_rename_is_shown() {
    check(|folder, text| folder.replace(A, text)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_save_of_vim_with_a_backup_is_shown() {
    check(|folder, text| {
        folder.save("posts/4913", "");
        folder.remove("posts/4913");
        folder.rename(A, "posts/a.md~");
        folder.save(A, text);
        folder.remove("posts/a.md~");
    })
    .await;
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn a_save_of_emacs_with_its_lock_and_autosave_is_shown() {
    check(|folder, text| {
        let lock = folder.path("posts/.#a.md");
        std::os::unix::fs::symlink("author@machine.123:456", &lock).unwrap();
        folder.save("posts/#a.md#", text);
        folder.save(A, text);
        folder.remove("posts/#a.md#");
        fs::remove_file(lock).unwrap();
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_safe_write_of_jetbrains_is_shown() {
    check(|folder, text| {
        folder.save("posts/a.md___jb_tmp___", text);
        folder.rename(A, "posts/a.md___jb_old___");
        folder.rename("posts/a.md___jb_tmp___", A);
        folder.remove("posts/a.md___jb_old___");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_is_deleted_and_written_again_was_never_gone() {
    check(|folder, text| {
        folder.remove(A);
        sleep(PAUSE);
        folder.save(A, text);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_is_empty_for_a_moment_is_not_shown_empty() {
    check(|folder, text| {
        folder.save(A, "");
        sleep(PAUSE);
        folder.save(A, text);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_is_written_slowly_is_shown_when_it_is_whole() {
    check(|folder, text| {
        let mut file = File::create(folder.path(A)).unwrap();
        for half in [&text[..text.len() / 2], &text[text.len() / 2..]] {
            sleep(PAUSE);
            file.write_all(half.as_bytes()).unwrap();
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_is_written_for_seconds_is_shown_when_it_is_whole() {
    check(|folder, text| {
        let mut file = File::create(folder.path(A)).unwrap();
        for part in text.as_bytes().chunks(1) {
            sleep(Duration::from_millis(30));
            file.write_all(part).unwrap();
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn touching_and_reading_a_file_changes_nothing() {
    check(|folder, text| {
        let file = OpenOptions::new()
            .append(true)
            .open(folder.path(A))
            .unwrap();
        file.set_modified(SystemTime::now()).unwrap();
        drop(file);
        folder.read(A);
        folder.save(A, folder.read(A));
        folder.save(A, text);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn polling_sees_saves_too() {
    let folder = Folder::with_post("Before it.");
    let served = Served::with(&folder, |options| {
        options.poll = Some(Duration::from_millis(20));
    })
    .await;
    let mut tab = served.tab("/posts/a").await;
    folder.save(A, post("A", "After it."));
    tab.shows("After it.").await;
    folder.replace(A, post("A", "After that."));
    assert!(!tab.shows("After that.").await.was_empty);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_checkout_of_a_thousand_files_arrives_whole() {
    let folder = Folder::new();
    let path = |number: usize| format!("posts/section-{}/p{number}.md", number % 7);
    for number in 0..1000 {
        folder.save(&path(number), post(&format!("Old {number}"), "Old."));
    }
    let served = Served::start(&folder).await;
    let mut tab = served.tab("/posts/section-3/p500").await;
    for number in 0..1000 {
        folder.remove(&path(number));
        folder.save(&path(number), post(&format!("New {number}"), "New."));
    }
    tab.shows("New.").await;
    eventually("all posts are new", async || {
        let posts = get(served.port, "/_/posts").await.json();
        let posts = posts.as_array().unwrap();
        let is_new = |post: &serde_json::Value| post["title"].as_str().unwrap().starts_with("New");
        posts.len() == 1000 && posts.iter().all(is_new)
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_written_at_once_into_new_folders_is_found() {
    let folder = Folder::with_post("One.");
    let served = Served::start(&folder).await;
    for round in 0..30 {
        let path = format!("posts/{round}/b/c/d.md");
        folder.save(&path, post("D", "Deep."));
        let url = format!("/posts/{round}/b/c/d");
        eventually(&format!("{path} is served"), async || {
            get(served.port, &url).await.status == 200
        })
        .await;
        let mut tab = served.tab(&url).await;
        folder.save(&path, post("D", "Deeper."));
        tab.shows("Deeper.").await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_renamed_folder_takes_its_posts_along() {
    let folder = Folder::new().file("posts/old/a.md", post("A", "One."));
    let served = Served::start(&folder).await;
    let mut tab = served.tab("/posts/old/a").await;
    folder.rename("posts/old", "posts/new");
    let moved = |shown: &crate::support::Shown| shown.url.as_deref() == Some("/posts/new/a");
    tab.eventually("the page moves along", moved).await;
    folder.save("posts/new/a.md", post("A", "Two."));
    tab.shows("Two.").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_blog_that_is_away_for_a_while_goes_on_when_it_is_back() {
    let folder = Folder::new().file("blog/posts/a.md", post("A", "One."));
    let served = Served::with(&folder, |options| options.path.push("blog")).await;
    let mut tab = served.tab("/posts/a").await;
    folder.rename("blog", "elsewhere");
    tab.eventually("the page says that its file is gone", |shown| shown.gone)
        .await;
    folder.rename("elsewhere", "blog");
    tab.eventually("the page is back", |shown| !shown.gone)
        .await;
    folder.save("blog/posts/a.md", post("A", "Two."));
    tab.shows("Two.").await;
    folder.save("blog/posts/b.md", post("B", "New."));
    eventually("a new post is served", async || {
        get(served.port, "/posts/b").await.status == 200
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_a_hundred_saves_within_a_second_the_last_one_stays() {
    let folder = Folder::with_post("Before it.");
    let served = Served::start(&folder).await;
    let mut tab = served.tab("/posts/a").await;
    for number in 0..100 {
        folder.save(A, post("A", &format!("Number {number}.")));
        sleep(Duration::from_millis(9));
    }
    let shown = tab.shows("Number 99.").await;
    assert!(!shown.was_empty);
    assert_eq!(shown.count("gone"), 0);
    assert_eq!(
        shown.revision,
        get(served.port, "/posts/a")
            .await
            .attribute("data-revision")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_save_is_read_once_however_many_look() {
    let folder = Folder::with_post("Number 0.");
    let served = Served::start(&folder).await;
    let mut tabs = Vec::new();
    for _ in 0..5 {
        tabs.push(served.tab("/posts/a").await);
    }
    let _index = served.tab("/").await;
    let opened = Arc::new(AtomicUsize::new(0));
    let (count, post_path) = (opened.clone(), folder.path(A));
    let mut watcher = notify::recommended_watcher(move |event: notify::Result<Event>| {
        let event = event.expect("events come");
        if matches!(event.kind, EventKind::Access(AccessKind::Open(_)))
            && event.paths.contains(&post_path)
        {
            count.fetch_add(1, Ordering::SeqCst);
        }
    })
    .unwrap();
    watcher
        .watch(&folder.path("posts"), RecursiveMode::NonRecursive)
        .unwrap();
    for number in 1..=5 {
        folder.replace(A, post("A", &format!("Number {number}.")));
        for tab in &mut tabs {
            tab.shows(&format!("Number {number}.")).await;
        }
        get(served.port, "/posts/a").await;
    }
    eventually("each save was opened", async || {
        opened.load(Ordering::SeqCst) >= 5
    })
    .await;
    assert_eq!(opened.load(Ordering::SeqCst), 5);
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_written_into_the_blog() {
    let folder = Folder::with_post("One.")
        .file("hugo.toml", "")
        .file("static/x.css", "p {}");
    let before = folder.snapshot();
    let served = Served::start(&folder).await;
    let tab = served.tab("/").await;
    get(served.port, "/_/posts").await;
    drop((tab, served));
    assert_eq!(folder.snapshot(), before);
}
