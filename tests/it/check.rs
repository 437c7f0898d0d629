//! `blog-serve check`, from the side of a terminal, a hook and a build.

use std::path::Path;
use std::process::{Output, Stdio};

use serde_json::Value;
use tokio::process::Command;
use tokio::time::timeout;

use crate::support::{DEADLINE, Folder, post};

const BINARY: &str = env!("CARGO_BIN_EXE_blog-serve");

/// What it says, run in a folder to its end.
async fn check_in(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(BINARY);
    command.arg("check").args(arguments).current_dir(folder);
    let output = command.stdin(Stdio::null()).kill_on_drop(true).output();
    let output = timeout(DEADLINE * 3, output).await;
    output.expect("it ends").expect("the binary was built")
}

/// What it says to people, and how it ends.
async fn check(folder: &Folder, arguments: &[&str]) -> (i32, String) {
    let output = check_in(folder.root(), arguments).await;
    assert_eq!(text(&output.stderr), "", "nothing else to say");
    let code = output.status.code().expect("nobody killed it");
    (code, text(&output.stdout))
}

/// The problems as JSON, as `kind path:line:column`, and how it ends.
async fn kinds(folder: &Folder, arguments: &[&str]) -> (i32, Vec<String>) {
    let arguments = [arguments, &["--format", "json"]].concat();
    let (code, json) = check(folder, &arguments).await;
    let problems: Vec<Value> = serde_json::from_str(&json).expect("an array and nothing else");
    let shown = problems.iter().map(|problem| {
        let word = |key: &str| problem[key].as_str().expect("a text").to_owned();
        let (line, column) = (&problem["line"], &problem["column"]);
        format!("{} {}:{line}:{column}", word("kind"), word("path"))
    });
    (code, shown.collect())
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("it says UTF-8")
}

/// Without line breaks.
fn joined(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn published(body: &str) -> String {
    format!("---\ntitle: A\ndate: 2024-05-01\n---\n{body}\n")
}

fn hugo() -> Folder {
    Folder::new().file("hugo.toml", "baseURL = 'https://example.org/'\n")
}

/// One mistake of each kind, and the line it is on.
fn mistakes() -> Folder {
    let a = "[x](olds.md)\n\n[x](/posts/b/#nowhere)\n\n[](/posts/b/)\n\n![x](/images/none.png)\n\n\
             ![](/images/x.png)\n\n![x](/images/large.png)\n\n![x](beside.png)\n\n## One {#one}\n\n\
             ## Two {#one}\n\n#### Four\n\n{{< nothing >}}\n\nTODO\n\n```\ncode\n";
    hugo()
        .file("content/posts/a.md", published(a))
        .file("content/posts/b.md", published("## Somewhere\n"))
        .file("content/posts/beside.png", "png")
        .file("content/posts/broken.md", "---\ntitle: a: b\n---\n")
        .file(
            "content/posts/same.md",
            "---\ntitle: Same\ndate: 2024-05-01\nslug: b\n---\n",
        )
        .file(
            "content/posts/old.md",
            "---\ntitle: Old\ndate: 2020-05-01\ndraft: true\n---\nText.\n",
        )
        .file(
            "content/posts/bytes.md",
            b"---\ntitle: A\n---\n\xff\xfe\x00\xd8",
        )
        .file("static/images/x.png", "png")
        .file("static/images/large.png", vec![b'x'; 1_100_000])
}

#[tokio::test]
async fn every_kind_is_found_with_its_place() {
    let folder = mistakes();
    let (code, found) = kinds(&folder, &[]).await;
    let expected = [
        "link content/posts/a.md:5",
        "anchor content/posts/a.md:7",
        "empty-link content/posts/a.md:9",
        "picture content/posts/a.md:11",
        "alt content/posts/a.md:13",
        "large-picture content/posts/a.md:15",
        "misplaced-picture content/posts/a.md:17",
        "duplicate-id content/posts/a.md:21",
        "heading-level content/posts/a.md:23",
        "shortcode content/posts/a.md:25",
        "todo content/posts/a.md:27",
        "open-fence content/posts/a.md:29",
        "permalink content/posts/b.md:1",
        "front-matter content/posts/broken.md:2",
        "read content/posts/bytes.md:",
        "old-draft content/posts/old.md:",
        "permalink content/posts/same.md:1",
    ];
    assert_eq!(code, 1);
    assert_eq!(found.len(), expected.len(), "{found:#?}");
    for (found, expected) in found.iter().zip(expected) {
        assert!(found.starts_with(expected), "{found} is not {expected}");
    }
}

#[tokio::test]
async fn a_problem_is_a_code_frame_with_what_to_write_instead() {
    let folder = mistakes();
    let (code, said) = check(&folder, &[]).await;
    assert_eq!(code, 1);
    for part in [
        "  problem   content/posts/a.md:5:",
        "[x](olds.md)",
        "^^",
        "Nothing is at olds.md. The nearest is old.md.",
        "Put it into static/posts/a/",
        "or make the post a bundle",
        "try     title: \"a: b\"",
        "/posts/b/ is also the address of content/posts/same.md.",
    ] {
        assert!(joined(&said).contains(&joined(part)), "{part} in {said}");
    }
    // No page is shown here, so nothing is said of one.
    assert!(
        !said.contains("page keeps") && !said.contains("text stays live"),
        "{said}"
    );
    assert!(!said.contains('\u{1b}'), "no colours in a pipe");
    assert_eq!(said.lines().last(), Some("17 problems in 6 of 6 posts"));
}

#[tokio::test]
async fn nothing_to_find_is_said_and_ends_well() {
    let folder = hugo()
        .file(
            "content/posts/a.md",
            published("[B](/posts/b/#one) ![x](/x.png)"),
        )
        .file("content/posts/b.md", published("## One\n\n[A](/posts/a/)"))
        .file("static/x.png", "png");
    let ended = check(&folder, &[]).await;
    assert_eq!(ended, (0, "2 posts, nothing found\n".to_owned()));
    let ended = check(&folder, &["--format", "json"]).await;
    assert_eq!(ended, (0, "[]\n".to_owned()));
    let empty = hugo();
    assert_eq!(check(&empty, &[]).await.0, 0, "a blog without posts yet");
}

#[tokio::test]
async fn the_json_has_what_a_program_needs() {
    let folder = hugo();
    folder.save(
        "content/posts/a.md",
        "---\ntitle: a: b\n---\n\n[long](/posts/log-name/)\n",
    );
    folder.save("content/posts/long-name.md", published("Text."));
    let (code, json) = check(&folder, &["--format=json"]).await;
    assert_eq!(code, 1);
    let problems: Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!(
        problems[0],
        serde_json::json!({
            "path": "content/posts/a.md",
            "line": 2,
            "column": 8,
            "kind": "front-matter",
            "severity": "error",
            "message": problems[0]["message"],
            "suggestion": "title: \"a: b\"",
        })
    );
    assert_eq!(problems[1]["kind"], "link");
    assert_eq!(problems[1]["suggestion"], "[long](/posts/long-name/)");
}

/// A blog with shortcodes of its own: one of them fails, one needs a partial.
fn with_shortcodes() -> Folder {
    hugo()
        .file(
            "layouts/shortcodes/fails.html",
            "{{ errorf \"no %s\" .Name }}{{ div 1 0 }}",
        )
        .file("layouts/shortcodes/box.html", "<div>{{ .Inner }}</div>")
        .file(
            "layouts/shortcodes/title.html",
            "<b>{{ partial \"title.html\" . }}</b>",
        )
        .file(
            "layouts/partials/title.html",
            "{{ with .Page.GetPage (.Get 0) }}{{ .Title }}{{ else }}none{{ end }}",
        )
        .file("content/posts/b.md", published("## Somewhere\n"))
}

#[tokio::test]
async fn what_shortcodes_make_wrong_is_told_once() {
    let folder = with_shortcodes().file(
        "content/posts/a.md",
        published(
            "{{< box >}}a{{< /box >}} {{< title \"b.md\" >}}\n\nText {{< fails >}}.\n\n\
             {{< /box >}}\n\n{{< box \"a >}}\n\n{{< nothing >}}\n\n{{< ref \"gone.md\" >}}",
        ),
    );
    let (code, found) = kinds(&folder, &[]).await;
    let expected = [
        "shortcode content/posts/a.md:7:10",
        "shortcode content/posts/a.md:9:1",
        "shortcode content/posts/a.md:11:",
        "shortcode content/posts/a.md:13:5",
        "link content/posts/a.md:15:",
    ];
    assert_eq!((code, found.len()), (1, expected.len()), "{found:#?}");
    for (found, expected) in found.iter().zip(expected) {
        assert!(found.starts_with(expected), "{found} is not {expected}");
    }
    let silent = "<!-- check: off shortcode, link -->\n\n{{< fails >}}\n\n<!-- check: on -->";
    folder.save("content/posts/a.md", published(silent));
    let (code, found) = kinds(&folder, &[]).await;
    assert_eq!((code, found.len()), (0, 0), "{found:#?}");
}

#[tokio::test]
async fn one_post_is_judged_among_all_others() {
    let folder = mistakes();
    folder.save(
        "content/posts/fine.md",
        published("[B](/posts/b/) [Old](/posts/old/)"),
    );
    let ended = check(&folder, &["content/posts/fine.md"]).await;
    assert_eq!(ended, (0, "1 post, nothing found\n".to_owned()));
    let (code, found) = kinds(&folder, &["content/posts/broken.md"]).await;
    assert_eq!((code, found.len()), (1, 1), "{found:?}");
    assert!(
        found[0].starts_with("front-matter content/posts/broken.md:2:"),
        "{found:?}"
    );
    // A page that is no post can be asked about too.
    folder.save("content/_index.md", "---\ntitle: a: b\n---\n");
    assert_eq!(kinds(&folder, &["content/_index.md"]).await.1.len(), 1);
}

#[tokio::test]
async fn a_folder_in_a_blog_is_checked_alone() {
    let folder = hugo()
        .file("content/posts/a.md", published("TODO [B](/notes/b/)"))
        .file("content/notes/b.md", published("TODO [A](/posts/a/)"))
        .file("content/notes-too/c.md", published("TODO"));
    let (code, found) = kinds(&folder, &["content/notes"]).await;
    assert_eq!((code, found.len()), (1, 1), "{found:?}");
    assert!(found[0].starts_with("todo content/notes/b.md"), "{found:?}");
    assert_eq!(kinds(&folder, &["content"]).await.1.len(), 3);
    folder.save("content/empty/x.txt", "");
    let output = check_in(folder.root(), &["content/empty"]).await;
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    assert!(
        text(&output.stderr).contains("there is no post in it"),
        "{output:?}"
    );
}

#[tokio::test]
async fn several_paths_are_checked_together() {
    let folder = hugo()
        .file("content/posts/a.md", published("TODO [B](/notes/b/)"))
        .file("content/notes/b.md", published("TODO"))
        .file("content/notes/c.md", published("TODO"))
        .file("content/posts/fine.md", published("Text."))
        .file("static/x.png", "png")
        .file("README.md", "TODO");
    let of = async |arguments: &[&str]| {
        let (code, found) = kinds(&folder, arguments).await;
        let paths = found.iter().map(|found| {
            let (_, path) = found.split_once("content/").expect("a post's path");
            path.split(':').next().unwrap_or_default().to_owned()
        });
        (code, paths.collect::<Vec<_>>())
    };
    let (a, b) = ("content/posts/a.md", "content/notes/b.md");
    let two = (1, vec!["notes/b.md".to_owned(), "posts/a.md".to_owned()]);
    assert_eq!(of(&[a, b]).await, two);
    assert_eq!(
        of(&[b, a, a, "./content/notes/b.md"]).await,
        two,
        "each once"
    );
    let more = [a, "static/x.png", "hugo.toml", b, "README.md"];
    assert_eq!(of(&more).await, two, "what is no post is passed over");
    assert_eq!(
        of(&["content/notes", "content/notes/b.md"]).await.1.len(),
        2
    );
    assert_eq!(of(&[a, "."]).await.1.len(), 3);
    let said = check(&folder, &["content/posts/fine.md", "static/x.png"]).await;
    assert_eq!(said, (0, "1 post, nothing found\n".to_owned()));
    let said = check(&folder, &["hugo.toml", "static/x.png"]).await;
    assert_eq!(said, (0, "0 posts, nothing found\n".to_owned()));
    // What is not there is a mistake.
    let output = check_in(folder.root(), &[a, "content/posts/gone.md"]).await;
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    assert!(text(&output.stderr).contains("gone.md"), "{output:?}");
}

#[tokio::test]
async fn each_blog_is_checked_by_its_own_rules() {
    let folder = Folder::new()
        .file("one/hugo.toml", "")
        .file("one/content/a.md", published("{{< nothing >}} TODO"))
        .file("one/.blog-serve.toml", "check.off = \"todo\"")
        .file("two/_config.yml", "")
        .file(
            "two/_posts/2024-05-01-a.md",
            published("{% nothing %} TODO"),
        )
        .file("three/a.md", "TODO")
        .file("three/sub/b.md", "TODO")
        .file("empty/x.txt", "");
    let paths = [
        "three/sub/b.md",
        "two/_posts/2024-05-01-a.md",
        "three",
        "one/content",
    ];
    let expected = [
        "shortcode one/content/a.md:5:5",
        "todo two/_posts/2024-05-01-a.md:5:15",
        "todo three/a.md:1:1",
        "todo three/sub/b.md:1:1",
    ];
    let (code, mut found) = kinds(&folder, &paths).await;
    found.sort_unstable();
    let mut expected = expected.map(str::to_owned);
    expected.sort_unstable();
    assert_eq!((code, found), (1, expected.to_vec()));
    let (_, said) = check(&folder, &paths).await;
    assert_eq!(said.lines().last(), Some("4 problems in 4 of 4 posts"));
    let output = check_in(folder.root(), &["empty", "empty/x.txt"]).await;
    assert_eq!(output.status.code(), Some(2), "{output:?}");
}

#[tokio::test]
async fn paths_are_those_that_open_from_the_current_folder() {
    let folder = Folder::new()
        .file("blog/hugo.toml", "")
        .file("blog/content/notes/b.md", published("Text."))
        .file("blog/content/posts/a.md", published("TODO"));
    let place = "content/posts/a.md:5:1";
    for (from, argument, expected) in [
        ("blog", ".", place.to_owned()),
        ("", "blog", format!("blog/{place}")),
        ("blog/content/posts", ".", "a.md:5:1".to_owned()),
        (
            "blog/content/notes",
            "../posts",
            "../posts/a.md:5:1".to_owned(),
        ),
    ] {
        let output = check_in(&folder.path(from), &[argument]).await;
        let said = text(&output.stdout);
        assert!(said.contains(&format!(" {expected}\n")), "{from}: {said}");
        let output = check_in(&folder.path(from), &[argument, "--format", "json"]).await;
        let json: Value = serde_json::from_slice(&output.stdout).expect("JSON");
        assert_eq!(
            json[0]["path"], "content/posts/a.md",
            "relative to the blog"
        );
    }
}

#[tokio::test]
async fn what_cannot_be_checked_is_said_apart() {
    let folder = Folder::new()
        .file("x.txt", "No post.")
        .file("empty/x.txt", "Neither.");
    for (path, part) in [
        ("nothing", "no such file"),
        ("x.txt", "not Markdown"),
        ("empty", "there is no post in it"),
    ] {
        let output = check_in(folder.root(), &[path, "--format", "json"]).await;
        assert_eq!(output.status.code(), Some(2), "{path}");
        assert_eq!(text(&output.stdout), "", "{path}");
        let said = text(&output.stderr);
        assert!(said.contains(part) && said.contains(path), "{said}");
    }
    let output = check_in(folder.root(), &["--format", "xml"]).await;
    assert_eq!(output.status.code(), Some(2));
}

#[tokio::test]
async fn a_check_is_silenced_in_the_text_the_front_matter_and_the_blog() {
    let body = "TODO ![](/x.png)\n";
    let folder = hugo()
        .file("static/x.png", "png")
        .file(
            "content/posts/text.md",
            published(&format!("<!-- check: off todo -->\n\n{body}")),
        )
        .file(
            "content/posts/head.md",
            format!("---\ntitle: A\ndate: 2024-05-01\ncheck: off alt\n---\n{body}"),
        )
        .file(
            "content/posts/whole.md",
            format!("---\ntitle: a: b\n---\n<!-- check: off -->\n\n{body}"),
        );
    let short = |found: Vec<String>| -> Vec<String> {
        let words = found
            .iter()
            .map(|found| found.split(':').next().unwrap_or_default());
        words.map(str::to_owned).collect()
    };
    let broken = "front-matter content/posts/whole.md".to_owned();
    let (_, found) = kinds(&folder, &[]).await;
    let todo = "todo content/posts/head.md".to_owned();
    let alt = "alt content/posts/text.md".to_owned();
    assert_eq!(short(found), [todo.clone(), alt, broken.clone()]);
    folder.save(".blog-serve.toml", "[check]\noff = [\"alt\"]\n");
    assert_eq!(short(kinds(&folder, &[]).await.1), [todo, broken.clone()]);
    // What is wrong with a file itself is never silenced.
    folder.save(".blog-serve.toml", "[check]\noff = true\n");
    assert_eq!(short(kinds(&folder, &[]).await.1), [broken]);
    folder.remove("content/posts/whole.md");
    assert_eq!(check(&folder, &[]).await.0, 0);
}

#[tokio::test]
async fn two_posts_with_one_permalink_can_be_silenced() {
    let same =
        |check: &str| format!("---\ntitle: A\ndate: 2024-05-01\nslug: same\n{check}---\nText.\n");
    let folder = hugo()
        .file("content/posts/a.md", same(""))
        .file("content/posts/b.md", same("check: off permalink\n"));
    let found = kinds(&folder, &[]).await;
    assert_eq!(
        found,
        (1, vec!["permalink content/posts/a.md:1:1".to_owned()])
    );
    folder.save(".blog-serve.toml", "check.off = [\"permalink\"]");
    assert_eq!(kinds(&folder, &[]).await, (0, vec![]));
}

#[tokio::test]
async fn a_mistake_in_the_settings_is_a_problem_and_the_rest_counts() {
    let folder = hugo().file("content/posts/a.md", published("TODO")).file(
        ".blog-serve.toml",
        "[check]\noff = [\"todo\", \"tood\"]\nof = 1\n",
    );
    let (code, found) = kinds(&folder, &[]).await;
    let place = |line, column| format!("settings .blog-serve.toml:{line}:{column}");
    assert_eq!((code, found), (1, vec![place(2, 16), place(3, 1)]));
    let (_, said) = check(&folder, &[]).await;
    for part in [
        "There is no check \"tood\"",
        "no setting \"of\"",
        "2 problems in .blog-serve.toml",
    ] {
        assert!(said.contains(part), "{part} in {said}");
    }
    folder.save(".blog-serve.toml", "[check\n");
    assert_eq!(
        kinds(&folder, &[]).await.1.len(),
        2,
        "the mistake, and what is not silenced"
    );
    folder.save(".blog-serve.toml", b"\xff\xff");
    assert_eq!(kinds(&folder, &[]).await.0, 1);
}

#[tokio::test]
async fn zola_jekyll_and_plain_blogs_have_their_own_rules() {
    let zola = Folder::new()
        .file("config.toml", "base_url = 'https://example.org'\n")
        .file("templates/shortcodes/box.html", "")
        .file("content/posts/_index.md", "+++\n+++\n")
        .file(
            "content/posts/a.md",
            "+++\ntitle = 'A'\n[extra]\ncheck = 'off alt'\n+++\n![](x.png) [b](@/posts/bb.md) {{ box() }}\n\n{{ nothing() }} {{ youtube(id=\"x\") }}\n",
        )
        .file("content/posts/x.png", "png");
    let (_, found) = kinds(&zola, &[]).await;
    let words: Vec<&str> = found
        .iter()
        .map(|found| found.split(' ').next().unwrap_or_default())
        .collect();
    assert_eq!(
        words,
        ["misplaced-picture", "link", "shortcode", "shortcode"],
        "{found:?}"
    );

    let jekyll = Folder::new()
        .file("_config.yml", "title: x\n")
        .file(
            "_posts/2024-01-02-a.md",
            "---\ntitle: A\n---\n![x](x.png) ![x](/assets/y.png) {% include nothing.html %} {{ x }}\n",
        )
        .file("_posts/x.png", "png");
    let (_, found) = kinds(&jekyll, &[]).await;
    let words: Vec<&str> = found
        .iter()
        .map(|found| found.split(' ').next().unwrap_or_default())
        .collect();
    assert_eq!(words, ["misplaced-picture", "picture"], "{found:?}");

    let plain = Folder::new()
        .file(
            "posts/a.md",
            post("A", "![x](x.png) [b](sub/b.md) [c](c.md)").replace("2024-05-01", "2124-05-01"),
        )
        .file("posts/sub/b.md", "Text.\n")
        .file("posts/x.png", "png");
    let (_, found) = kinds(&plain, &[]).await;
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].starts_with("link posts/a.md:7:"), "{found:?}");
    // Under other rules the same picture is misplaced.
    let (_, found) = kinds(&plain, &["--dialect", "jekyll"]).await;
    assert!(
        found.len() != 1 || !found[0].starts_with("link posts/a.md:7:"),
        "{found:?}"
    );
}

#[tokio::test]
async fn a_commit_with_a_mistake_is_stopped_by_a_hook() {
    let folder = hugo().file("content/posts/a.md", published("TODO"));
    let hook = format!("#!/bin/sh\nexec '{BINARY}' check --format human\n");
    let git = async |arguments: &[&str]| {
        let mut command = Command::new("git");
        let own = ["-c", "user.name=A", "-c", "user.email=a@example.org"];
        command.args(own).args(arguments).current_dir(folder.root());
        let ended = timeout(DEADLINE, command.output()).await;
        ended.expect("git ends").expect("there is a git")
    };
    git(&["init", "-q"]).await;
    folder.save(".git/hooks/pre-commit", hook);
    let hook = folder.path(".git/hooks/pre-commit");
    let made = Command::new("chmod").arg("+x").arg(hook).status().await;
    assert!(made.expect("there is a chmod").success());
    git(&["add", "."]).await;
    let stopped = git(&["commit", "-m", "x"]).await;
    assert!(!stopped.status.success());
    let said = text(&stopped.stderr) + &text(&stopped.stdout);
    assert!(said.contains("content/posts/a.md:5:1"), "{said}");
    folder.save("content/posts/a.md", published("Done."));
    let done = git(&["commit", "-am", "x"]).await;
    assert!(done.status.success(), "{done:?}");
}

#[cfg(unix)]
#[tokio::test]
async fn who_stops_reading_makes_no_noise() {
    let folder = hugo().file("content/posts/a.md", published(&"TODO\n\n".repeat(3000)));
    let piped = format!("'{BINARY}' check | head -n 1");
    let mut command = Command::new("sh");
    command.args(["-c", &piped]).current_dir(folder.root());
    let output = timeout(DEADLINE * 3, command.output()).await;
    let output = output.expect("it ends").expect("there is a shell");
    assert_eq!(text(&output.stdout).lines().count(), 1);
    assert_eq!(text(&output.stderr), "");
}

#[cfg(unix)]
#[tokio::test]
async fn what_cannot_be_read_is_a_problem_and_no_end() {
    use std::os::unix::fs::symlink;
    let folder = hugo()
        .file("content/posts/fine.md", published("Text."))
        .file("content/posts/folder.md/x.txt", "")
        .file("content/posts/nul.md", b"---\ntitle: \0\n---\n\0\0[](\0)\n")
        .file("content/posts/huge.md", vec![b'x'; 17 << 20])
        .file(
            "content/posts/one-line.md",
            published(&"[x](y.md) ".repeat(20_000)),
        );
    symlink(
        folder.path("nowhere"),
        folder.path("content/posts/dangling.md"),
    )
    .expect("link");
    symlink("/etc/hostname", folder.path("content/posts/outside.md")).expect("link");
    let (code, found) = kinds(&folder, &[]).await;
    assert_eq!(code, 1);
    for name in ["dangling", "folder", "huge", "outside"] {
        let expected = format!("read content/posts/{name}.md:1:1");
        assert!(found.contains(&expected), "{expected}");
    }
    assert!(!found.iter().any(|found| found.contains("fine.md")));
    let many = found.iter().filter(|found| found.contains("one-line.md"));
    assert_eq!(
        many.count(),
        501,
        "of one post, so many are told, and that there are more"
    );
}

#[tokio::test]
async fn nothing_is_written_into_the_blog_by_checking_it() {
    let folder = mistakes();
    let before = folder.snapshot();
    check(&folder, &[]).await;
    assert_eq!(folder.snapshot(), before);
}

#[tokio::test]
async fn a_sections_page_is_judged_alike_alone_and_among_others() {
    let folder = hugo()
        .file("content/posts/_index.md", "---\ntitle: Posts: all\n---\n")
        .file("content/posts/fine.md", published("Text."))
        .file("README.md", "TODO\n");
    let index = "content/posts/_index.md";
    for paths in [
        &[index][..],
        &[index, "content/posts/fine.md"],
        &[index, index, "README.md"],
    ] {
        let (code, found) = kinds(&folder, paths).await;
        assert_eq!(code, 1, "{paths:?}");
        assert_eq!(found, [format!("front-matter {index}:2:8")], "{paths:?}");
    }
}

#[tokio::test]
async fn a_link_to_a_posts_file_is_right_where_hugo_looks_it_up() {
    let body = "[B](b.md) [C](../notes/c.md) ![P](p.gif)";
    let folder = hugo()
        .file("content/posts/a.md", published(body))
        .file("content/posts/b.md", published("Text."))
        .file("content/notes/c.md", published("Text."))
        .file("assets/p.gif", include_bytes!("pixel.gif"));
    let (_, found) = kinds(&folder, &["content/posts/a.md"]).await;
    assert_eq!(found.len(), 2, "{found:#?}");
    folder.save("hugo.toml", "[languages.en]\n[languages.fr]\n");
    let (code, found) = kinds(&folder, &["content/posts/a.md"]).await;
    assert_eq!((code, found.len()), (0, 0), "{found:#?}");
}

#[tokio::test]
async fn a_mistake_in_the_generators_configuration_is_a_problem() {
    let folder = Folder::new()
        .file("hugo.toml", "title = 'A'\nlanguages = [1,\n")
        .file("content/posts/fine.md", published("Text."));
    let (code, found) = kinds(&folder, &[]).await;
    assert_eq!(code, 1);
    let [found] = &found[..] else {
        panic!("one problem: {found:?}");
    };
    assert!(found.starts_with("configuration hugo.toml:"), "{found}");
    folder.save("hugo.toml", "title = 'A'\n");
    assert_eq!(kinds(&folder, &[]).await, (0, Vec::new()));
}

#[tokio::test]
async fn templates_are_not_held_against_a_broken_configuration() {
    let folder = Folder::new()
        .file(
            "config.toml",
            "base_url = 'https://a.b'\n[extra]\nwho = 'x\n",
        )
        .file("templates/shortcodes/hello.html", "{{ config.extra.who }}")
        .file("content/a.md", "+++\ntitle = 'A'\n+++\n{{ hello() }}\n");
    let (code, found) = kinds(&folder, &[]).await;
    assert_eq!((code, found.len()), (1, 1), "{found:?}");
    assert!(found[0].starts_with("configuration config.toml:3"));
    folder.save("config.toml", "base_url = 'https://a.b'\n");
    let (_, found) = kinds(&folder, &[]).await;
    assert!(found[0].starts_with("shortcode"), "{found:?}");
}

#[tokio::test]
async fn a_value_at_which_the_generator_stops_is_a_problem() {
    let folder = Folder::new()
        .file(
            "hugo.toml",
            "enableEmoji = 'ja'\nuglyURLs = 'maybe'\n[permalinks]\nposts = '/:yaer/'\n",
        )
        .file("content/posts/fine.md", published("Text."));
    let (code, found) = kinds(&folder, &[]).await;
    assert_eq!((code, found.len()), (1, 2), "{found:?}");
    assert!(
        found[0].starts_with("configuration hugo.toml:1:15"),
        "{found:?}"
    );
    assert!(
        found[1].starts_with("configuration hugo.toml:4:11"),
        "{found:?}"
    );
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_folder_that_cannot_be_read_is_a_problem() {
    use std::fs::{Permissions, set_permissions};
    use std::os::unix::fs::PermissionsExt;
    let folder = hugo()
        .file("content/posts/fine.md", published("Text."))
        .file("content/notes/closed.md", published("Text."));
    let closed = folder.path("content/notes");
    set_permissions(&closed, Permissions::from_mode(0o0)).expect("permissions");
    // Who may do everything reads it all the same.
    let mut command = Command::new("setpriv");
    command.args(["--bounding-set=-all", "--inh-caps=-all", BINARY, "check"]);
    let output = command.current_dir(folder.root()).output().await;
    set_permissions(&closed, Permissions::from_mode(0o755)).expect("permissions");
    let output = output.expect("setpriv is there");
    let told = joined(&text(&output.stdout));
    assert_eq!(output.status.code(), Some(1), "{told}");
    assert!(told.contains("content/notes"), "{told}");
    assert!(told.contains("the folder cannot be read"), "{told}");
}
