//! What is wrong with a post follows its saves, and goes to the author alone.

use blog_serve::report::Report;
use blog_serve::share::Scope;
use serde_json::Value;

use crate::support::{Folder, Served, Shown, Tab, eventually, get};

/// A draft of which nothing is wrong but what is in its body.
fn draft(body: &str) -> String {
    format!("---\ntitle: A\ndraft: true\n---\n\n{body}\n")
}

/// A blog with one post.
fn blog(body: &str) -> Folder {
    Folder::new().file("posts/a.md", draft(body))
}

/// Whether exactly these kinds are told.
fn tells(kinds: &'static [&'static str]) -> impl Fn(&Shown) -> bool {
    move |shown| {
        let told = shown.checks.as_ref();
        told.is_some_and(|told| told.iter().map(|check| &check["kind"]).eq(kinds))
    }
}

/// The post at this path, as `/_/posts` has it.
async fn listed(served: &Served, path: &str) -> Value {
    let posts = get(served.port, "/_/posts").await.json();
    let posts = posts.as_array().cloned().unwrap_or_default();
    let found = posts.into_iter().find(|post| post["path"] == path);
    found.unwrap_or_else(|| panic!("{path} is listed"))
}

/// Waits until this many problems of a post are listed.
async fn lists(served: &Served, path: &str, problems: u64) {
    let what = format!("{path} is listed with {problems} problems");
    eventually(&what, async || {
        listed(served, path).await["problems"] == problems
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_check_appears_after_a_save_and_goes_when_it_is_mended() {
    let folder = blog("Text.");
    let served = Served::start(&folder).await;
    let mut tab = served.tab("/posts/a").await;
    tab.eventually("nothing is wrong, and that is said", tells(&[]))
        .await;
    folder.save("posts/a.md", draft("Text.\n\nTODO: more."));
    let shown = tab.eventually("the note is told", tells(&["todo"])).await;
    let check = &shown.checks.unwrap()[0];
    assert_eq!(
        (&check["path"], &check["line"]),
        (&"posts/a.md".into(), &8.into())
    );
    assert_eq!(
        check["excerpt"]["lines"][check["line"].as_u64().map_or(0, |line| {
            usize::try_from(line).unwrap()
                - usize::try_from(check["excerpt"]["first_line"].as_u64().unwrap()).unwrap()
        })],
        "TODO: more."
    );
    lists(&served, "posts/a.md", 1).await;
    folder.save("posts/a.md", draft("Text.\n\nMore."));
    tab.eventually("all is well", tells(&[])).await;
    lists(&served, "posts/a.md", 0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_saves_patch_arrives_before_its_checks() {
    let folder = blog("Text.");
    let served = Served::start(&folder).await;
    let mut tabs = Vec::new();
    for _ in 0..3 {
        let mut tab = served.tab("/posts/a").await;
        tab.eventually("it was checked", tells(&[])).await;
        tabs.push(tab);
    }
    for number in 0..10 {
        folder.save("posts/a.md", draft(&format!("TODO {number}.")));
        let text = format!("TODO {number}");
        for tab in &mut tabs {
            let is_told = |shown: &Shown| {
                let checks = shown.checks.iter().flatten();
                let mut lines = checks.filter_map(|check| check["excerpt"]["lines"].as_array());
                lines.any(|lines| lines.iter().any(|line| line.to_string().contains(&text)))
            };
            let shown = tab.eventually("the check comes", is_told).await;
            assert!(shown.article().contains(&text), "{number}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_connects_is_told_at_once_what_is_known() {
    let folder = blog("TODO");
    let served = Served::start(&folder).await;
    let mut first = served.tab("/posts/a").await;
    first.eventually("it is told", tells(&["todo"])).await;
    let mut second = served.tab("/posts/a").await;
    let shown = second.eventually("it is told", tells(&["todo"])).await;
    assert_eq!(shown.count("checks"), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_silenced_check_is_not_shown() {
    let folder = blog("TODO");
    let served = Served::start(&folder).await;
    let mut tab = served.tab("/posts/a").await;
    tab.eventually("it is told", tells(&["todo"])).await;
    folder.save("posts/a.md", draft("<!-- check: off -->\n\nTODO"));
    tab.eventually("it is silent", tells(&[])).await;
    lists(&served, "posts/a.md", 0).await;
    folder.save("posts/a.md", draft("TODO"));
    tab.eventually("it is told", tells(&["todo"])).await;
    folder.save(".blog-serve.toml", "[check]\noff = [\"todo\"]\n");
    tab.eventually("the blog's settings hold at once", tells(&[]))
        .await;
    lists(&served, "posts/a.md", 0).await;
    folder.remove(".blog-serve.toml");
    tab.eventually("and end with their file", tells(&["todo"]))
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_to_a_former_address_is_right_as_soon_as_a_post_names_it() {
    let folder = Folder::new()
        .file("hugo.toml", "")
        .file(
            "content/posts/a.md",
            draft("[Old](/posts/old/) [odd](/posts/odd/)"),
        )
        .file("content/posts/b.md", draft("B."));
    let served = Served::start(&folder).await;
    let mut tab = served.tab("/posts/a/").await;
    tab.eventually("both are told", tells(&["link", "link"]))
        .await;
    folder.save(
        "content/posts/b.md",
        draft("B.").replacen("---\n", "---\naliases: [/posts/old/]\n", 1),
    );
    tab.eventually("one is told", tells(&["link"])).await;
    folder.save("content/posts/odd.adoc", "= Odd\n");
    tab.eventually("none is told", tells(&[])).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_heading_that_another_post_links_to_is_missed_when_it_goes() {
    let folder = blog("See [B](b.md#here).").file("posts/b.md", draft("## Here"));
    let served = Served::start(&folder).await;
    let mut tab = served.tab("/posts/a").await;
    tab.eventually("it is told that all is well", |shown| {
        shown.checks.is_some()
    })
    .await;
    folder.save("posts/b.md", draft("## There"));
    lists(&served, "posts/a.md", 1).await;
    tab.eventually("it is told", tells(&["anchor"])).await;
    folder.save("posts/b.md", draft("## Here"));
    tab.eventually("all is well again", tells(&[])).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn posts_are_checked_again_when_what_they_link_to_changes() {
    let folder = blog("See [B](b.md).").file("posts/c.md", draft("[B](b.md)"));
    let served = Served::start(&folder).await;
    let mut tab = served.tab("/posts/a").await;
    tab.eventually("the link leads nowhere", tells(&["link"]))
        .await;
    lists(&served, "posts/c.md", 1).await;
    folder.save("posts/b.md", draft("Text."));
    tab.eventually("the link leads somewhere", tells(&[])).await;
    // Also of a post that nobody looks at.
    lists(&served, "posts/c.md", 0).await;
    folder.remove("posts/b.md");
    tab.eventually("it leads nowhere again", tells(&["link"]))
        .await;
    lists(&served, "posts/c.md", 1).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_post_that_nobody_shows_is_checked_after_its_save() {
    let folder = blog("Text.");
    let served = Served::start(&folder).await;
    lists(&served, "posts/a.md", 0).await;
    folder.save("posts/a.md", draft("TODO"));
    lists(&served, "posts/a.md", 1).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_shared_permalink_is_counted_once() {
    let page = |title: &str| format!("---\ntitle: {title}\nurl: /same/\n---\n\nText.\n");
    let folder = Folder::new()
        .file("hugo.toml", "")
        .file("content/a.md", page("A"))
        .file("content/b.md", page("B"));
    let served = Served::start(&folder).await;
    let mut tab = served.tab("/same/").await;
    let shown = tab.eventually("it was checked", tells(&[])).await;
    assert_eq!(shown.problems.len(), 1);
    for path in ["content/a.md", "content/b.md"] {
        eventually("it was counted", async || {
            listed(&served, path).await["words"] == 1
        })
        .await;
        assert_eq!(listed(&served, path).await["problems"], 1, "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_gets_no_checks() {
    let folder = blog("TODO").file("posts/b.md", draft("Text."));
    let served = Served::start(&folder).await;
    let mut author = served.tab("/posts/a").await;
    author.eventually("it is told", tells(&["todo"])).await;
    let link = served.share(Scope::Drafts).await;
    let port = served.readers_port();
    let mut reader = Tab::of_reader(port, &link, "/posts/a").await;
    let list = format!("{link}/_/live?post=/&revision=0&view=index");
    let mut list = Tab::connect_from(port, &list, &[]).await.unwrap();
    let own = served.share(Scope::Own).await;
    let mut device = Tab::of_reader(port, &own, "/posts/a").await;
    device
        .eventually("their own device is told", tells(&["todo"]))
        .await;
    folder.save("posts/a.md", draft("TODO and TODO, many more words."));
    device
        .eventually("their own device is told", |shown| {
            shown.count("checks") > 1 && shown.gain == Some(5)
        })
        .await;
    // Both have had whatever they get of it when the next save is there.
    folder.save("posts/a.md", draft("Last words."));
    reader.shows("Last words").await;
    list.eventually("it lists the words", |shown| {
        shown.article().contains("2 words")
    })
    .await;
    for (name, tab) in [("post", reader), ("list", list)] {
        let shown = tab.shown();
        for kind in ["checks", "gain", "problems"] {
            assert_eq!(shown.count(kind), 0, "{name} {kind}");
        }
        let told = serde_json::to_string(&shown.messages).unwrap();
        for part in [
            "row-gain",
            "words today",
            "class=\\\"problems",
            "class=\\\"notes",
            "todo",
        ] {
            assert!(!told.contains(part), "{name} {part}: {told}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_survey_fills_the_index() {
    let mut folder = Folder::new();
    for number in 0..300 {
        let body = if number % 3 == 0 {
            "TODO this"
        } else {
            "Two words."
        };
        folder = folder.file(&format!("posts/{number:03}.md"), draft(body));
    }
    let served = Served::start(&folder).await;
    let mut index = served.tab("/").await;
    eventually("every post was counted", async || {
        let posts = get(served.port, "/_/posts").await.json();
        let posts = posts.as_array().unwrap();
        posts.iter().all(|post| post["words"] == 2)
    })
    .await;
    let posts = get(served.port, "/_/posts").await.json();
    let problems = posts.as_array().unwrap().iter();
    assert_eq!(problems.filter(|post| post["problems"] == 1).count(), 100);
    let shown = index
        .eventually("all rows tell words", |shown| {
            shown.article().matches("2 words").count() == 100
        })
        .await;
    assert!(shown.article().contains("1 note<"));
    assert!(
        shown.messages.len() < 10,
        "{} messages",
        shown.messages.len()
    );
    // A checkout: more posts at once than anybody saves.
    for number in 0..100 {
        folder.save(&format!("posts/{number:03}.md"), draft("Three words now."));
    }
    eventually("they were counted again", async || {
        let posts = get(served.port, "/_/posts").await.json();
        let posts = posts.as_array().unwrap().iter();
        posts.filter(|post| post["words"] == 3).count() == 100
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deleted_post_has_no_checks_when_it_is_back() {
    let folder = blog("TODO");
    let served = Served::start(&folder).await;
    let mut tab = served.tab("/posts/a").await;
    tab.eventually("it is told", tells(&["todo"])).await;
    folder.remove("posts/a.md");
    tab.eventually("it is gone", |shown| shown.gone).await;
    tab.eventually("and its checks", tells(&[])).await;
    folder.save("posts/a.md", draft("TODO"));
    tab.eventually("it is back with them", tells(&["todo"]))
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mistake_in_the_settings_is_told_until_it_is_mended() {
    let folder = blog("TODO").file(".blog-serve.toml", "[check]\noff = [\"tood\"]\n");
    let mut served = Served::start(&folder).await;
    let problem = |report| match report {
        Report::Problem { problem, .. } => Some(problem),
        _ => None,
    };
    let told = served.report(problem).await;
    assert_eq!(
        (told.path.as_str(), told.line, told.column),
        (".blog-serve.toml", 2, 8)
    );
    let mut tab = served.tab("/posts/a").await;
    let shown = tab
        .eventually("the page tells it too", |shown| shown.problems.len() == 1)
        .await;
    assert_eq!(shown.problems[0]["path"], ".blog-serve.toml");
    assert_eq!(shown.problems[0]["line"], 2);
    // It is no mistake of the post's.
    lists(&served, "posts/a.md", 1).await;
    folder.save(".blog-serve.toml", "[check\n");
    assert!(served.report(problem).await.message.contains("no TOML"));
    folder.save(".blog-serve.toml", "[check]\noff = [\"todo\"]\n");
    let fine = |report| match report {
        Report::Fine { path } => Some(path),
        _ => None,
    };
    assert_eq!(&*served.report(fine).await, ".blog-serve.toml");
    tab.eventually("it is gone, and the setting holds", |shown| {
        shown.problems.is_empty() && tells(&[])(shown)
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_silenced_permalink_is_told_nowhere() {
    let page = |check: &str| format!("---\ntitle: A\nurl: /same/\n{check}---\n\nText.\n");
    let folder = Folder::new()
        .file("hugo.toml", "")
        .file("content/a.md", page("check: off permalink\n"))
        .file("content/b.md", page(""));
    let served = Served::start(&folder).await;
    lists(&served, "content/b.md", 1).await;
    lists(&served, "content/a.md", 0).await;
    let mut tab = served.tab("/same/").await;
    let shown = tab.eventually("it was checked", tells(&[])).await;
    assert_eq!(shown.problems.len(), 0, "{:?}", shown.problems);
    folder.save("content/a.md", page(""));
    tab.eventually("it is told", |shown| shown.problems.len() == 1)
        .await;
    folder.save(".blog-serve.toml", "[check]\noff = [\"permalink\"]\n");
    tab.eventually("nowhere in the blog", |shown| shown.problems.is_empty())
        .await;
    lists(&served, "content/b.md", 0).await;
}

/// A blog whose page `url` tells of `kind` until the file is there, without another save.
async fn comes_and_goes(folder: Folder, url: &str, kind: &'static [&'static str], file: &str) {
    let served = Served::start(&folder).await;
    let mut tab = served.tab(url).await;
    tab.eventually("it is missing", tells(kind)).await;
    folder.save(file, "There.");
    tab.eventually("it is there", tells(&[])).await;
    folder.remove(file);
    tab.eventually("it is gone again", tells(kind)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_shortcode_ends_the_note_on_it() {
    let text = |call: &str| format!("+++\ntitle = 'A'\ndraft = true\n+++\n\n{call}\n");
    let hugo = |further: &str| {
        Folder::new()
            .file("hugo.toml", "theme = 'x'\n")
            .file("themes/x/theme.toml", "")
            .file(further, "")
            .file("content/posts/a.md", text("{{< box >}}"))
    };
    let note = &["shortcode"];
    let (own, theme) = (
        "layouts/shortcodes/box.html",
        "themes/x/layouts/_shortcodes/box.html",
    );
    comes_and_goes(hugo("static/x.txt"), "/posts/a/", note, own).await;
    comes_and_goes(hugo("layouts/index.html"), "/posts/a/", note, own).await;
    comes_and_goes(hugo("static/y.txt"), "/posts/a/", note, theme).await;
    let zola = Folder::new()
        .file("config.toml", "base_url = 'https://example.org'")
        .file("content/posts/a.md", text("{{ box() }}"));
    comes_and_goes(zola, "/posts/a/", note, "templates/shortcodes/box.md").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_zola_post_is_held_against_what_its_section_sorts_by() {
    let section = |sort: &str| format!("+++\nsort_by = '{sort}'\n+++\n");
    let folder = Folder::new()
        .file("config.toml", "base_url = 'https://example.org'")
        .file("content/posts/_index.md", section("title"))
        .file("content/posts/a.md", "+++\ntitle = 'A'\n+++\n\nText\n");
    let served = Served::start(&folder).await;
    let mut tab = served.tab("/posts/a/").await;
    tab.eventually("nothing is wrong", tells(&[])).await;
    folder.save("content/posts/_index.md", section("date"));
    tab.eventually("it has no date", tells(&["unpublished"]))
        .await;
    folder.save(
        "content/posts/a.md",
        "+++\ntitle = 'A'\ndate = 2024-01-02\n+++\n\nText\n",
    );
    tab.eventually("it has one", tells(&[])).await;
    folder.save("content/posts/_index.md", section("weight"));
    tab.eventually("it has no weight", tells(&["unpublished"]))
        .await;
    folder.remove("content/posts/_index.md");
    tab.eventually("there is no list to be in", tells(&[]))
        .await;
    folder.save(
        "content/posts/a.md",
        "+++\ntemplate = 'x.html'\n+++\n\nText\n",
    );
    tab.eventually("it has no template", tells(&["unpublished"]))
        .await;
    folder.save("templates/x.html", "");
    tab.eventually("it has one", tells(&[])).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_zola_refuses_of_posts_and_sections_is_a_problem_until_it_is_mended() {
    let folder = Folder::new()
        .file("config.toml", "base_url = 'https://example.org'")
        .file("content/posts/_index.md", "+++\n+++\n")
        .file(
            "content/posts/a.md",
            "+++\n[taxonomies]\ntags = ['x']\n+++\n\nText\n",
        );
    let served = Served::start(&folder).await;
    let mut tab = served.tab("/posts/a/").await;
    let is_wrong = |words: &'static str| {
        move |shown: &Shown| {
            let found = shown.problems.iter();
            let found: Vec<_> = found.filter_map(|it| it["message"].as_str()).collect();
            matches!(&found[..], [only] if only.contains(words))
        }
    };
    let is_right = |shown: &Shown| shown.problems.is_empty();
    tab.eventually("the blog has no tags", is_wrong("no taxonomies"))
        .await;
    folder.save(
        "config.toml",
        "base_url = 'https://example.org'\ntaxonomies = [{name = 'tags'}]",
    );
    tab.eventually("it has tags now", is_right).await;
    folder.save("content/posts/_index.md", "+++\ndate = 2024-01-02\n+++\n");
    tab.eventually("a section has no date", is_wrong("can have no `date`"))
        .await;
    folder.save("content/posts/_index.md", "+++\n+++\n");
    tab.eventually("it has none now", is_right).await;
    folder.save("content/posts/a.md", "+++\ntitle = 3\n+++\n\nText\n");
    tab.eventually("a title is a text", is_wrong("should be a text"))
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_that_appears_ends_the_note_on_it() {
    let hugo = |body: &str| {
        Folder::new()
            .file("hugo.toml", "")
            .file("content/posts/a/index.md", draft(body))
    };
    let note = &["picture"];
    let (own, shared) = ("content/posts/a/x.png", "static/images/new/x.png");
    comes_and_goes(hugo("![X](x.png)"), "/posts/a/", note, own).await;
    comes_and_goes(hugo("![X](/images/new/x.png)"), "/posts/a/", note, shared).await;
    comes_and_goes(blog("![X](x.png)"), "/posts/a", note, "posts/x.png").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn another_configuration_has_the_posts_checked_again() {
    let folder = Folder::new()
        .file("hugo.toml", "title = 'x'\n")
        .file("content/posts/a.md", draft("[B](/posts/b/)"));
    let served = Served::start(&folder).await;
    let mut tab = served.tab("/posts/a/").await;
    tab.eventually("the link leads nowhere", tells(&["link"]))
        .await;
    folder.save(
        "hugo.toml",
        "title = 'x'\n[permalinks]\nposts = '/:year/:slug/'\n",
    );
    tab.eventually("nobody knows where it leads", tells(&[]))
        .await;
}
