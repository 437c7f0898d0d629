//! Back to the author's editor: which one is opened, and with what.

mod page;

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use blog_serve::editor::{Environment, Template};
use blog_serve::preview::Options;
use serde_json::json;
use tempfile::TempDir;

use crate::support::{Answer, Folder, Program, Served, ask, eventually, get, post};

/// A program that notes what it is given, and ends.
struct FakeEditor(TempDir);

impl FakeEditor {
    /// One that is called so.
    fn named(name: &str) -> Self {
        Self::that(name, "exit 0")
    }

    /// One that does something else afterwards.
    fn that(name: &str, does: &str) -> Self {
        let folder = tempfile::tempdir().expect("a folder for the editor");
        let path = folder.path().join(name);
        // Under another name until it is whole.
        let note = "at=${0%/*}\nfor given; do printf '%s\\0' \"$given\"; done > \"$at/noting\"";
        let script = format!("#!/bin/sh\n{note}\n/bin/mv \"$at/noting\" \"$at/given\"\n{does}\n");
        let cat = ["/bin/sh", "-c", "cat > \"$0\" && chmod +x \"$0\""];
        made_by_another(&cat, &path, &script);
        Self(folder)
    }

    /// Its path, and what `--editor` says after it.
    fn command(&self, name: &str, more: &str) -> String {
        format!("'{}' {more}", self.folder().join(name).display())
    }

    fn folder(&self) -> &Path {
        self.0.path()
    }

    /// What it was given since the last call.
    fn given(&self) -> Option<Vec<String>> {
        let path = self.folder().join("given");
        let given = fs::read(&path).ok()?;
        fs::remove_file(&path).expect("it was there");
        let given = String::from_utf8(given).expect("what it is given is UTF-8");
        Some(given.split_terminator('\0').map(str::to_owned).collect())
    }

    /// The same, once it has been started.
    async fn is_given(&self) -> Vec<String> {
        let mut given = None;
        eventually("the editor is started", async || {
            given = self.given();
            given.is_some()
        })
        .await;
        given.expect("just found")
    }
}

/// Has another process write a program to `path`. One that this process has open for writing cannot
/// be run meanwhile, and another test's child may hold it open for a moment longer than we do.
fn made_by_another(command: &[&str], path: &Path, input: &str) {
    let mut making = Command::new(command[0])
        .args(&command[1..])
        .arg(path)
        .stdin(Stdio::piped())
        .spawn()
        .expect("it can be run");
    let mut stdin = making.stdin.take().expect("it is piped");
    stdin.write_all(input.as_bytes()).expect("it reads");
    drop(stdin);
    assert!(making.wait().expect("it ends").success());
}

/// Serves a blog whose editor is this one.
async fn served(folder: &Folder, editor: &FakeEditor) -> Served {
    let command = editor.command("ed", "{file} {line} {column}");
    Served::with(folder, with_editor(&command)).await
}

fn with_editor(command: &str) -> impl FnOnce(&mut Options) {
    let template = Template::asked(command, &Environment::default());
    move |options| options.editor = Some(template.expect("a good command"))
}

/// Asks as the author's page does.
async fn edit(port: u16, body: &str) -> Answer {
    let host = format!("localhost:{port}");
    let origin = format!("http://{host}");
    let headers = [
        ("Host", host.as_str()),
        ("Origin", &origin),
        ("Content-Type", "application/json"),
    ];
    ask(port, "POST", "/_/edit", &headers, body).await
}

/// Asks until that is not too soon after the last time; what the editor is given.
async fn edited(port: u16, body: &str, editor: &FakeEditor) -> Vec<String> {
    let mut given = None;
    eventually("the editor is started", async || {
        let answer = edit(port, body).await;
        assert_eq!(answer.status, 204, "{}", answer.text());
        given = editor.given();
        given.is_some()
    })
    .await;
    given.expect("just found")
}

/// The path of a file as the editor is given it: no link in it, because temporary folders may be one.
fn path(folder: &Folder, file: &str) -> String {
    let root = folder.root().canonicalize().expect("it is there");
    root.join(file).to_str().expect("UTF-8").to_owned()
}

const A: &str = "{\"post\":\"/posts/a\",\"line\":7}";

#[tokio::test(flavor = "multi_thread")]
async fn the_editor_is_given_the_file_whatever_it_is_called() {
    let names = [
        "a b",
        "it's \"quoted\"",
        "$(touch x);`touch y`|touch z&",
        "-w --wait",
        "{line} {file}",
        "ü 日本 🎈",
        "a:3:4",
        "%PATH% * [x] ~ \\n",
    ];
    let files = names.map(|name| format!("posts/{name}.md"));
    let folder = files.iter().fold(Folder::new(), |folder, file| {
        folder.file(file, post(file, "Text."))
    });
    let editor = FakeEditor::named("ed");
    let served = served(&folder, &editor).await;
    let before = folder.snapshot();
    let posts = get(served.port, "/_/posts").await.json();
    let posts = posts.as_array().unwrap();
    assert_eq!(posts.len(), names.len());
    for post in posts {
        let (url, file) = (&post["url"], post["path"].as_str().unwrap());
        let body = json!({ "post": url, "line": 7, "column": 2 }).to_string();
        let given = edited(served.port, &body, &editor).await;
        assert_eq!(given, [&path(&folder, file), "7", "2"], "{url}");
    }
    assert_eq!(folder.snapshot(), before, "nothing was run or written");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_asked_for_is_a_post_of_the_blog_and_a_line() {
    let outside = tempfile::tempdir().unwrap();
    fs::write(outside.path().join("secret.md"), "# Secret").unwrap();
    let folder = Folder::with_post("Text.").file("posts/b.txt", "No post.");
    let link = folder.path("posts/out.md");
    std::os::unix::fs::symlink(outside.path().join("secret.md"), link).unwrap();
    let editor = FakeEditor::named("ed");
    let served = served(&folder, &editor).await;
    let given = edited(served.port, "{\"post\":\"/posts/a\",\"line\":0}", &editor).await;
    assert_eq!(given, [&path(&folder, "posts/a.md"), "1", "1"]);
    let long = format!("{{\"post\":\"/{}\",\"line\":1}}", "a".repeat(20_000));
    let wrong = [
        ("{\"post\":\"/posts/none\",\"line\":1}", 404),
        ("{\"post\":\"/posts/b.txt\",\"line\":1}", 404),
        ("{\"post\":\"/../../../etc/passwd\",\"line\":1}", 404),
        ("{\"post\":\"\",\"line\":1}", 404),
        ("{\"post\":\"/posts/out\",\"line\":1}", 409),
        ("{\"post\":\"/posts/a\",\"line\":-1}", 422),
        ("{\"post\":\"/posts/a\",\"line\":99999999999}", 422),
        ("{\"post\":\"/posts/a\"}", 422),
        ("{\"post\":\"/posts/a\",\"line\":1,\"editor\":\"sh\"}", 422),
        ("", 400),
        ("[", 400),
        (&long, 413),
    ];
    for (body, status) in wrong {
        let answer = edit(served.port, body).await;
        assert_eq!(answer.status, status, "{body}: {}", answer.text());
        assert_eq!(editor.given(), None, "{body}");
    }
    assert_eq!(get(served.port, "/_/edit").await.status, 405);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_post_is_found_at_the_address_that_it_had() {
    let folder = Folder::with_post("Text.");
    let editor = FakeEditor::named("ed");
    let served = served(&folder, &editor).await;
    // All posts are known then; a page is answered sooner.
    get(served.port, "/_/posts").await;
    folder.rename("posts/a.md", "posts/b.md");
    eventually("the address leads to the new one", async || {
        get(served.port, "/posts/a").await.status == 307
    })
    .await;
    let given = edited(served.port, A, &editor).await;
    assert_eq!(given[0], path(&folder, "posts/b.md"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_that_is_held_down_opens_the_editor_once() {
    let folder = Folder::with_post("Text.");
    let editor = FakeEditor::that("ed", "echo >> \"$at/times\"");
    let served = served(&folder, &editor).await;
    // Reads the post first, so that all of them come at once.
    get(served.port, "/posts/a").await;
    let all = [(); 12].map(|()| edit(served.port, A));
    for answer in futures_util::future::join_all(all).await {
        assert_eq!(answer.status, 204);
    }
    editor.is_given().await;
    let times = fs::read_to_string(editor.folder().join("times")).unwrap();
    assert!(times.len() < 4, "{} windows", times.len());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_editor_that_is_not_there_or_fails_is_told_to_the_page() {
    let folder = Folder::with_post("Text.");
    let check = async |command: &str, status, expected: &str| {
        let mut served = Served::with(&folder, with_editor(command)).await;
        let answer = edit(served.port, A).await;
        assert_eq!(answer.status, status);
        let message = answer.json()["message"].as_str().unwrap().to_owned();
        assert!(message.contains(expected), "{message}");
        assert!(message.contains("--editor"), "{message}");
        let told = served.report(|report| match report {
            blog_serve::report::Report::Notice(text) => Some(text),
            _ => None,
        });
        assert_eq!(told.await, message, "the terminal says so too");
    };
    check(
        "no-such-editor {file}",
        500,
        "“no-such-editor” could not be started: there is no such",
    )
    .await;
    check("/etc/passwd {file}", 500, "no program that you may run").await;
    let editor = FakeEditor::that("ed", "exit 3");
    check(&editor.command("ed", "{file}"), 409, "ended with code 3").await;
    let editor = FakeEditor::that("ed", "kill -9 $$");
    check(&editor.command("ed", "{file}"), 409, "signal").await;
}

/// A `blog-serve` with this environment.
fn program(folder: &Folder, more: &[&str], environment: &[(&str, &str)]) -> Program {
    let root = folder.root().to_str().expect("a temporary folder is UTF-8");
    let arguments = [root, "--port", "0"];
    Program::start_with(arguments.iter().chain(more), |command| {
        for name in ["VISUAL", "EDITOR", "NVIM", "NVIM_LISTEN_ADDRESS"] {
            command.env_remove(name);
        }
        command.envs(environment.iter().copied());
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn the_editor_is_the_one_that_the_author_names() {
    let folder = Folder::with_post("Text.");
    let editor = FakeEditor::named("code");
    let file = path(&folder, "posts/a.md");
    let command = editor.command("code", "--wait");
    let template = editor.command("code", "-r -g {file}:{line}");
    let (at, goto) = (format!("{file}:7"), format!("{file}:7:1"));
    let by_path = editor.folder().to_str().unwrap();
    let check = async |more: &[&str], environment: &[(&str, &str)], expected: &[&str]| {
        let program = program(&folder, more, environment);
        let port = program.port().await;
        let given = edited(port, A, &editor).await;
        assert_eq!(given, expected, "{more:?} {environment:?}");
    };
    check(
        &["--editor", &template],
        &[("VISUAL", "kate")],
        &["-r", "-g", &at],
    )
    .await;
    check(
        &[],
        &[("VISUAL", &command), ("EDITOR", "vim")],
        &["--goto", &goto],
    )
    .await;
    check(
        &[],
        &[("VISUAL", ""), ("EDITOR", &command)],
        &["--goto", &goto],
    )
    .await;
    let in_path = [("EDITOR", "code --wait -r"), ("PATH", by_path)];
    check(&[], &in_path, &["-r", "--goto", &goto]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_neovim_around_us_is_asked() {
    let folder = Folder::with_post("Text.");
    let editor = FakeEditor::named("nvim");
    let by_path = editor.folder().to_str().unwrap();
    let program = program(&folder, &[], &[("NVIM", "/run/n 0"), ("PATH", by_path)]);
    let given = edited(program.port().await, A, &editor).await;
    assert_eq!(given[..3], ["--server", "/run/n 0", "--remote-expr"]);
    let file = path(&folder, "posts/a.md");
    let call = format!("execute(['drop ' . fnameescape('{file}'), 'call setcursorcharpos(7, 1)'])");
    assert_eq!(given[3], call);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_terminal_editor_is_not_guessed() {
    let folder = Folder::with_post("Text.");
    let editor = FakeEditor::named("vim");
    let by_path = editor.folder().to_str().unwrap();
    let program = program(&folder, &[], &[("EDITOR", "vim"), ("PATH", by_path)]);
    let answer = edit(program.port().await, A).await;
    assert_eq!(answer.status, 409, "{}", answer.text());
    let message = answer.json()["message"].as_str().unwrap().to_owned();
    assert!(message.contains("“vim” runs in a terminal"), "{message}");
    assert!(message.contains("--editor 'kitty vim'"), "{message}");
    program.line("“vim” runs in a terminal").await;
    assert_eq!(editor.given(), None);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_command_that_is_none_is_an_error_at_the_start() {
    let folder = Folder::with_post("Text.");
    for (command, expected) in [
        ("code {path}", "there are {file}, {line} and {column}"),
        ("code '{file}", "never closed"),
        ("", "no program"),
        ("vim", "'kitty vim'"),
    ] {
        let mut program = program(&folder, &["--editor", command], &[]);
        assert_eq!(program.ended().await.code(), Some(2), "{command}");
        eventually("it says what is wrong", async || {
            program.errors().contains(expected)
        })
        .await;
    }
}

/// A process of ours, ended when dropped.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[cfg(target_os = "linux")]
#[tokio::test(flavor = "multi_thread")]
async fn an_editor_that_is_running_is_found() {
    let folder = Folder::with_post("Text.");
    let editor = FakeEditor::named("zed");
    let process = editor.folder().join("zed-editor");
    // A process is called as its file; `sleep` by itself would be a link to something else on some.
    let sleep = fs::canonicalize("/bin/sleep").unwrap();
    made_by_another(&["/bin/cp", sleep.to_str().unwrap()], &process, "");
    let _running = Running(Command::new(&process).arg("600").spawn().unwrap());
    let by_path = editor.folder().to_str().unwrap();
    let program = program(&folder, &[], &[("EDITOR", "nano"), ("PATH", by_path)]);
    let given = edited(program.port().await, A, &editor).await;
    assert_eq!(given, [format!("{}:7:1", path(&folder, "posts/a.md"))]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_editor_stays_when_blog_serve_ends() {
    let folder = Folder::with_post("Text.");
    let editor = FakeEditor::that("ed", "echo $$ > \"$at/own\"; exec sleep 600");
    let command = editor.command("ed", "{file}");
    let mut program = program(&folder, &["--editor", &command], &[]);
    let answer = edit(program.port().await, A).await;
    assert_eq!(answer.status, 204, "it is open: {}", answer.text());
    let own = fs::read_to_string(editor.folder().join("own")).unwrap();
    let own = own.trim();
    let state = |what: &str| {
        let told = Command::new("ps").args(["-o", what, "-p", own]).output();
        String::from_utf8(told.unwrap().stdout)
            .unwrap()
            .trim()
            .to_owned()
    };
    assert_eq!(state("pgid="), own, "Ctrl-C in our terminal is not for it");
    program.signal("INT").await;
    assert!(program.ended().await.success());
    assert!(state("args=").contains("sleep 600"));
    assert!(Command::new("kill").arg(own).status().unwrap().success());
}

#[cfg(target_os = "linux")]
#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_left_of_an_editor_that_was_closed() {
    let folder = Folder::with_post("Text.");
    let editor = FakeEditor::that("ed", "sleep 1");
    let command = editor.command("ed", "{file}");
    let program = program(&folder, &["--editor", &command], &[]);
    assert_eq!(edit(program.port().await, A).await.status, 204);
    let id = program.id().to_string();
    eventually("it has no child any more", async || {
        let told = Command::new("ps")
            .args(["-o", "pid=", "--ppid", &id])
            .output();
        told.unwrap().stdout.trim_ascii().is_empty()
    })
    .await;
}
