//! What the author types: a key, then Enter.

use std::fs::{self, File};
use std::io::{PipeWriter, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::Stdio;

use crate::support::{Folder, Program, eventually, get, post};

/// A program and the hands on its keyboard.
fn with_keys(folder: &Folder, more: &[&str]) -> (Program, PipeWriter) {
    let (read, typed) = std::io::pipe().expect("a pipe");
    let root = folder.root().to_str().expect("a temporary folder is UTF-8");
    let arguments = [root, "--port", "0"];
    let program = Program::start_with(arguments.iter().chain(more), |command| {
        command.stdin(Stdio::from(read));
    });
    (program, typed)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_is_answered_also_when_it_comes_before_the_posts_are_read() {
    let folder = Folder::with_post("One.");
    let (program, mut typed) = with_keys(&folder, &[]);
    typed.write_all(b"?\n").unwrap();
    program.line("share the post saved last").await;
    typed.write_all(b"nonsense\n").unwrap();
    program.line("s share  p post").await;
    typed.write_all(b"W\n").unwrap();
    program.line("Nothing is shared.").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_posts_to_share_are_a_list_that_the_next_line_answers() {
    let folder = Folder::with_post("One.").file("posts/b.md", post("B", "Two."));
    let (program, mut typed) = with_keys(&folder, &[]);
    typed.write_all(b"p\n").unwrap();
    program.line("Which?").await;
    let list = program.output().join("\n");
    assert!(
        list.contains("    1  ") && list.contains("    2  "),
        "{list}"
    );
    assert!(list.contains("all  all drafts"), "{list}");
    typed.write_all(b"3\n").unwrap();
    program.line("There is no 3 in the list.").await;
    // A letter is the key that it always is, and shares nothing.
    typed.write_all(b"a\n").unwrap();
    program.line("Nothing is shared.").await;
    typed.write_all(b"p\n\n?\n").unwrap();
    program.line("share the post saved last").await;
    assert!(!program.output().join("\n").contains("Send this"));
}

/// Waits until a file with this ending is in the folder.
async fn file_ending(folder: &Path, ending: &str) -> PathBuf {
    let find = || {
        let entries = fs::read_dir(folder).into_iter().flatten().flatten();
        let mut paths = entries.map(|entry| entry.path());
        paths.find(|path| path.extension().is_some_and(|found| found == ending))
    };
    eventually("the file is there", async || find().is_some()).await;
    find().expect("just found")
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn a_key_that_waits_for_another_process_holds_up_neither_saves_nor_the_end() {
    let folder = Folder::with_post("One.");
    let state = tempfile::tempdir().unwrap();
    let (read, mut typed) = std::io::pipe().expect("a pipe");
    let free = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let door = free.local_addr().unwrap();
    drop(free);
    let root = folder.root().to_str().expect("a temporary folder is UTF-8");
    let port = door.port().to_string();
    let asked = [root, "--port", "0", "--bind", "127.0.0.1"];
    let arguments = asked.into_iter().chain(["--share-port", &port]);
    let mut program = Program::start_with(arguments, |command| {
        command
            .stdin(Stdio::from(read))
            .env("XDG_STATE_HOME", state.path());
    });
    program.line("(key, then Enter)").await;
    let kept = file_ending(&state.path().join("blog-serve"), "lock").await;
    let lock = File::open(kept).unwrap();
    lock.lock().unwrap();
    typed.write_all(b"s\n?\n").unwrap();
    // The door is open; that it is has to be kept, and cannot be yet.
    eventually("the key is being answered", async || {
        TcpStream::connect(door).is_ok()
    })
    .await;
    folder.save("posts/a.md", "---\ntitle: a: b\n---\nTwo.\n");
    program.line("needs quotes").await;
    let said = program.output().join("\n");
    assert!(!said.contains("Send this"), "{said}");
    assert!(
        !said.contains("Type the key"),
        "keys wait their turn: {said}"
    );
    program.signal("INT").await;
    assert!(program.ended().await.success());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_end_of_input_is_no_end_of_the_program() {
    let folder = Folder::with_post("One.");
    let (program, mut typed) = with_keys(&folder, &[]);
    typed.write_all(b"?").unwrap();
    drop(typed);
    program.line("Type the key, then Enter.").await;
    assert_eq!(get(program.port().await, "/posts/a").await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn input_that_is_no_keys_hurts_nobody() {
    let folder = Folder::with_post("One.");
    let mut noise = vec![b'a'; 1 << 20];
    noise.extend(b"\xff\xfe\0\x1b[A\n\n\x80\n?\n");
    folder.save("noise", noise);
    let noise = File::open(folder.path("noise")).unwrap();
    let arguments = [folder.root().to_str().unwrap(), "--port", "0"];
    let program = Program::start_with(arguments, |command| {
        command.stdin(Stdio::from(noise));
    });
    program.line("Type the key, then Enter.").await;
    assert_eq!(get(program.port().await, "/posts/a").await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_post_to_share_that_is_none_is_said_with_those_that_are_like_it() {
    let folder = Folder::new().file("posts/rust.md", post("Rust", "Text."));
    let (mut program, _typed) = with_keys(&folder, &["--share=rsut.md"]);
    assert_eq!(program.ended().await.code(), Some(2));
    eventually("it says which there are", async || {
        program.errors().contains("posts/rust.md")
    })
    .await;
    assert!(
        program.errors().contains("\"rsut.md\""),
        "{}",
        program.errors()
    );
}

/// A shell with job control, in a terminal of its own.
#[cfg(target_os = "linux")]
mod in_a_shell {
    use std::sync::{Arc, Mutex, MutexGuard};

    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::process::{Child, ChildStdin, Command};

    use super::*;

    struct Shell {
        _child: Child,
        stdin: ChildStdin,
        output: Arc<Mutex<Vec<u8>>>,
        _state: tempfile::TempDir,
    }

    impl Shell {
        fn start() -> Self {
            let state = tempfile::tempdir().expect("a folder for the state");
            let mut child = Command::new("script")
                .args(["-qfc", "bash --norc -i", "/dev/null"])
                .env("TERM", "dumb")
                .env("XDG_STATE_HOME", state.path())
                .kill_on_drop(true)
                .stdin(Stdio::piped())
                .stdout(Stdio::piped())
                .spawn()
                .expect("every Linux has script and bash");
            let mut stdout = child.stdout.take().expect("stdout is piped");
            let output = Arc::<Mutex<Vec<u8>>>::default();
            let filled = output.clone();
            tokio::spawn(async move {
                let mut buffer = [0; 4096];
                while let Ok(read @ 1..) = stdout.read(&mut buffer).await {
                    filled
                        .lock()
                        .expect("nobody panics with it")
                        .extend(&buffer[..read]);
                }
            });
            Self {
                stdin: child.stdin.take().expect("stdin is piped"),
                _child: child,
                output,
                _state: state,
            }
        }

        fn output(&self) -> MutexGuard<'_, Vec<u8>> {
            self.output.lock().expect("nobody panics with it")
        }

        /// Types a line and waits for what follows from it.
        async fn types(&mut self, line: &str, part: &str) {
            self.output().clear();
            let typed = self.stdin.write_all(line.as_bytes()).await;
            typed.expect("the shell listens");
            let told = || String::from_utf8_lossy(&self.output()).into_owned();
            let what = format!("{part:?} follows on {line:?}");
            eventually(&what, async || told().contains(part)).await;
        }
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn the_background_leaves_the_terminal_to_the_shell() {
        let folder = Folder::with_post("One.");
        let mut shell = Shell::start();
        let program = env!("CARGO_BIN_EXE_blog-serve");
        let start = format!("{program} {} --port 0 &\n", folder.root().display());
        shell.types(&start, "(key, then Enter)").await;
        shell.types("echo $((20 + 22))\n", "42").await;
        shell.types("jobs\n", "Running").await;
        shell.types("fg\n", "--port 0\r\n").await;
        shell.types("?\n", "Type the key").await;
        shell.types("\u{1a}", "Stopped").await;
        shell.types("bg\n", "&").await;
        shell.types("echo $((20 + 23))\n", "43").await;
        shell.types("jobs\n", "Running").await;
        shell
            .types("kill %1; wait; echo $((20 + 24))\n", "44")
            .await;
    }
}
