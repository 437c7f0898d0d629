//! The real binary.

use std::ffi::OsStr;
use std::process::{ExitStatus, Stdio};
use std::sync::{Arc, Mutex};

use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncWriteExt, BufReader};
use tokio::process::{Child, ChildStdin, Command};
use tokio::time::timeout;

use super::{DEADLINE, eventually};

/// A running `blog-serve`; killed when dropped.
pub(crate) struct Program {
    child: Child,
    /// None when a test has put something else in its place.
    input: Option<ChildStdin>,
    output: Lines,
    errors: Lines,
    _state: TempDir,
}

const BINARY: &str = env!("CARGO_BIN_EXE_blog-serve");

type Lines = Arc<Mutex<Vec<String>>>;

impl Program {
    /// Starts it with these arguments, with a state folder of its own.
    pub(crate) fn start<A: AsRef<OsStr>>(arguments: impl IntoIterator<Item = A>) -> Self {
        Self::start_with(arguments, |_| {})
    }

    /// As above, with something else about the process changed.
    pub(crate) fn start_with<A: AsRef<OsStr>>(
        arguments: impl IntoIterator<Item = A>,
        change: impl FnOnce(&mut Command),
    ) -> Self {
        Self::run(Command::new(BINARY), arguments, change)
    }

    /// As [`Program::start`], but by another program, which is given our own and its arguments
    /// after these of its own: `nsenter …`.
    pub(crate) fn start_by<A: AsRef<OsStr>>(
        other: &[&str],
        arguments: impl IntoIterator<Item = A>,
    ) -> Self {
        let mut command = Command::new(other[0]);
        command.args(&other[1..]).arg(BINARY);
        Self::run(command, arguments, |_| {})
    }

    fn run<A: AsRef<OsStr>>(
        mut command: Command,
        arguments: impl IntoIterator<Item = A>,
        change: impl FnOnce(&mut Command),
    ) -> Self {
        let state = tempfile::tempdir().expect("a folder for the state");
        command
            .args(arguments)
            .env("XDG_STATE_HOME", state.path())
            .kill_on_drop(true);
        command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        change(&mut command);
        let mut child = command.spawn().expect("the binary was built for this test");
        let input = child.stdin.take();
        let output = collect(child.stdout.take().expect("stdout is piped"));
        let errors = collect(child.stderr.take().expect("stderr is piped"));
        Self {
            child,
            input,
            output,
            errors,
            _state: state,
        }
    }

    /// Its process.
    pub(crate) fn id(&self) -> u32 {
        self.child.id().expect("it has not been waited for")
    }

    /// What it has said so far, line by line.
    pub(crate) fn output(&self) -> Vec<String> {
        self.output.lock().expect("nobody panics with it").clone()
    }

    /// What it has said on standard error so far.
    pub(crate) fn errors(&self) -> String {
        self.errors
            .lock()
            .expect("nobody panics with it")
            .join("\n")
    }

    /// The first line with this in it.
    pub(crate) async fn line(&self, part: &str) -> String {
        let find = || self.output().into_iter().find(|line| line.contains(part));
        let what = format!("blog-serve says {part:?}");
        eventually(&what, async || find().is_some()).await;
        find().expect("just found")
    }

    /// The port in the address that it says.
    pub(crate) async fn port(&self) -> u16 {
        let line = self.line("http://").await;
        let (_, rest) = line
            .split_once("http://localhost:")
            .expect("the address is local");
        let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
        digits.parse().expect("a port")
    }

    /// The link that it says to send: `http://192.168.178.23:7879/~4f7K…/`.
    pub(crate) async fn link(&self) -> String {
        let said = self.line("Send this").await;
        let (_, link) = said.split_once("Send this").expect("just found");
        link.trim().to_owned()
    }

    /// Types a line where it was started.
    pub(crate) async fn say(&mut self, line: &str) {
        let line = format!("{line}\n");
        let input = self.input.as_mut().expect("stdin is piped");
        let typed = input.write_all(line.as_bytes()).await;
        typed.expect("it reads what is typed");
    }

    /// Sends a signal: `INT`, `TERM`, `STOP`, `CONT`.
    pub(crate) async fn signal(&self, name: &str) {
        let id = self.id().to_string();
        let sent = Command::new("kill").args(["-s", name, &id]).status().await;
        assert!(sent.expect("there is a kill").success());
    }

    /// Stops it in its tracks, and waits until it does nothing any more. `CONT` lets it go on.
    pub(crate) async fn stop(&self) {
        self.signal("STOP").await;
        let id = self.id().to_string();
        eventually("blog-serve is stopped", async || {
            let told = Command::new("ps")
                .args(["-o", "state=", "-p", &id])
                .output()
                .await;
            let told = told.expect("there is a ps");
            told.stdout.trim_ascii_start().starts_with(b"T")
        })
        .await;
    }

    /// Waits until it ends by itself.
    pub(crate) async fn ended(&mut self) -> ExitStatus {
        let status = timeout(DEADLINE, self.child.wait()).await;
        status.expect("it ends").expect("a child can be waited for")
    }

    /// Ends it at once and without mercy.
    pub(crate) async fn kill(&mut self) {
        self.child.kill().await.expect("a child can be killed");
    }
}

fn collect(from: impl AsyncRead + Unpin + Send + 'static) -> Lines {
    let lines = Lines::default();
    let filled = lines.clone();
    tokio::spawn(async move {
        let mut from = BufReader::new(from).lines();
        while let Ok(Some(line)) = from.next_line().await {
            filled.lock().expect("nobody panics with it").push(line);
        }
    });
    lines
}
