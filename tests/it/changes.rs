//! What becomes of open pages when files get other names, links lead elsewhere, or the blog is laid
//! out in another way.

use std::os::unix::fs::symlink;

use blog_serve::preview::Options;
use blog_serve::report::Report;

use crate::support::{Folder, Served, eventually, get, post};

#[tokio::test(flavor = "multi_thread")]
async fn a_page_follows_its_post_through_rename_after_rename() {
    let folder = Folder::with_post("Text.");
    let served = Served::start(&folder).await;
    let mut tab = served.tab("/posts/a").await;
    let names = ["a", "b", "c", "b", "a", "x/y/a", "a"];
    for step in names.windows(2) {
        let [from, to] = [step[0], step[1]].map(|name| format!("posts/{name}.md"));
        if let Some(folder_of) = folder.path(&to).parent() {
            std::fs::create_dir_all(folder_of).unwrap();
        }
        folder.rename(&from, &to);
        let url = format!("/posts/{}", step[1]);
        tab.eventually(&url, |shown| {
            shown.url.as_deref() == Some(&*url) && !shown.gone
        })
        .await;
    }
    folder.save("posts/a.md", post("A", "Text, saved after all that."));
    tab.shows("Text, saved after all that.").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_follows_its_post_when_the_folder_is_renamed_twice() {
    let folder = Folder::new().file("posts/one/a.md", post("A", "Text."));
    let served = Served::start(&folder).await;
    let mut tab = served.tab("/posts/one/a").await;
    for step in ["one", "two", "three", "one"].windows(2) {
        folder.rename(&format!("posts/{}", step[0]), &format!("posts/{}", step[1]));
        let url = format!("/posts/{}/a", step[1]);
        tab.eventually(&url, |shown| {
            shown.url.as_deref() == Some(&*url) && !shown.gone
        })
        .await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rename_is_said_once_even_of_a_post_that_was_gone_a_moment_ago() {
    let folder = Folder::with_post("Text.");
    let mut served = Served::start(&folder).await;
    let text = folder.read("posts/a.md");
    let status = async |path: &str| get(served.port, path).await.status;
    eventually("it is read", async || status("/posts/a").await == 200).await;
    folder.remove("posts/a.md");
    eventually("it is gone", async || status("/posts/a").await == 404).await;
    folder.save("posts/a.md", text);
    eventually("it is back", async || status("/posts/a").await == 200).await;
    folder.rename("posts/a.md", "posts/b.md");
    eventually("it is renamed", async || status("/posts/b").await == 200).await;
    eventually("and has one name", async || status("/posts/a").await != 200).await;
    // Its problem is said after all that was to be said of the rename.
    folder.save("posts/b.md", "---\ntitle: \"B\n---\n");
    let mut renames = 0;
    served
        .report(|report| {
            renames += usize::from(matches!(report, Report::Gone { to: Some(_), .. }));
            matches!(report, Report::Problem { .. }).then_some(())
        })
        .await;
    assert_eq!(renames, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_post_without_text_is_not_taken_for_another_when_it_goes() {
    let stub = "---\ntitle: New\ndraft: true\n---\n";
    let folder = Folder::new().file("posts/a.md", stub);
    let mut served = Served::start(&folder).await;
    let status = async |path: &str| get(served.port, path).await.status;
    folder.save("posts/b.md", stub);
    eventually("both are there", async || status("/posts/b").await == 200).await;
    folder.remove("posts/a.md");
    let to = served
        .report(|report| match report {
            Report::Gone { to, .. } => Some(to.clone()),
            _ => None,
        })
        .await;
    assert_eq!(to, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_that_is_swapped_for_another_leaves_none_of_its_posts() {
    let folder = Folder::new()
        .file("posts/d/one.md", post("One", "Text."))
        .file("posts/d/deep/two.md", post("Two", "Text."))
        .file(".aside/three.md", post("Three", "Text."));
    let served = Served::start(&folder).await;
    let posts = async || get(served.port, "/_/posts").await.text();
    let (mut shown, mut aside) = ("one", "three");
    for _ in 0..30 {
        eventually(
            "the folder's own posts are shown, and no others",
            async || {
                let posts = posts().await;
                posts.contains(shown) && !posts.contains(aside)
            },
        )
        .await;
        folder.rename("posts/d", ".between");
        folder.rename(".aside", "posts/d");
        folder.rename(".between", ".aside");
        (shown, aside) = (aside, shown);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_to_a_folder_shows_its_posts_from_the_moment_it_is_made() {
    let outside = Folder::new().file("secret.md", "The secret.");
    let folder = Folder::new().file("posts/d/one.md", post("One", "Text."));
    let served = Served::start(&folder).await;
    let posts = async || get(served.port, "/_/posts").await.text();
    symlink(folder.path("posts/d"), folder.path("posts/again")).unwrap();
    symlink(outside.root(), folder.path("posts/outside")).unwrap();
    eventually("the post is there under both names", async || {
        let posts = posts().await;
        posts.contains("posts/d/one.md") && posts.contains("posts/again/one.md")
    })
    .await;
    std::fs::remove_file(folder.path("posts/again")).unwrap();
    eventually("one name is gone", async || {
        let posts = posts().await;
        posts.contains("posts/d/one.md") && !posts.contains("posts/again")
    })
    .await;
    assert!(!posts().await.contains("secret"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_out_of_the_blog_shows_nothing_of_what_it_leads_to() {
    let secret = Folder::new().file("secret.md", "The secret.");
    let folder = Folder::with_post("Text.");
    symlink(secret.path("secret.md"), folder.path("posts/before.md")).unwrap();
    let served = Served::start(&folder).await;
    symlink(secret.path("secret.md"), folder.path("posts/after.md")).unwrap();
    eventually("the link is a problem", async || {
        get(served.port, "/_/posts")
            .await
            .text()
            .contains("after.md")
    })
    .await;
    folder.save("posts/b.md", post("B", "Text."));
    secret.save("secret.md", "The secret, saved again.");
    eventually("the other post is there", async || {
        get(served.port, "/posts/b").await.status == 200
    })
    .await;
    for address in ["/posts/before", "/posts/after", "/", "/_/posts"] {
        let answer = get(served.port, address).await;
        assert!(!answer.text().contains("The secret"), "{address}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_blog_that_becomes_hugos_is_shown_as_hugo_would() {
    let folder = Folder::new().file("readme.md", "# Read me\n");
    let served = Served::start(&folder).await;
    assert_eq!(get(served.port, "/readme").await.status, 200);
    let folder = folder
        .file("content/posts/Big Post.md", post("Big", "Text."))
        .file("hugo.toml", "title = \"x\"\n");
    eventually("Hugo's addresses are known", async || {
        get(served.port, "/posts/big-post/").await.status == 200
    })
    .await;
    let posts = get(served.port, "/_/posts").await.text();
    assert!(!posts.contains("readme.md"), "{posts}");
    drop(folder);
}

/// The first look tells what to watch: what happens before that is watched has no event.
#[tokio::test(flavor = "multi_thread")]
async fn a_blog_that_becomes_hugos_while_it_is_opened_is_shown_as_hugo_would() {
    let folder = Folder::new().file("readme.md", "# Read me\n");
    let options = Options {
        path: folder.root().to_owned(),
        ..Options::default()
    };
    let state = tempfile::tempdir().unwrap();
    let served = Served::after(options, state, || {
        folder.save("content/posts/Big Post.md", post("Big", "Text."));
        folder.save("hugo.toml", "title = \"x\"\n");
    });
    let page = get(served.port, "/posts/big-post/").await;
    assert_eq!(page.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_one_posts_folder_only_what_it_shows_is_served() {
    let folder = Folder::new()
        .file("a.md", "![](shown.png)\n")
        .file("shown.png", "a picture")
        .file("private.png", "another")
        .file("b.md", "Not for anybody.");
    let served = Served::with(&folder, |options| options.path = options.path.join("a.md")).await;
    assert_eq!(get(served.port, "/a").await.status, 200);
    assert_eq!(get(served.port, "/shown.png").await.status, 200);
    for address in ["/private.png", "/b", "/b.md"] {
        assert_eq!(get(served.port, address).await.status, 404, "{address}");
    }
}
