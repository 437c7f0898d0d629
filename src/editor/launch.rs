//! Starting the author's editor, and what may come of it.

use std::io;
use std::process::{Child, ExitStatus, Stdio};
use std::thread;
use std::time::Duration;

use tokio::sync::oneshot;
use tokio::time::timeout;

use super::{Command, Unfit, running};

/// Why the editor is not open, in the author's words.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// None is known but, perhaps, the one that the environment names.
    #[error("{}", no_editor(.0.as_ref()))]
    NoEditor(Option<Unfit>),
    /// The system did not start it.
    #[error("“{program}” could not be started: {}. {ANOTHER}", reason(.source))]
    Start {
        /// As the author named it.
        program: String,
        /// What the system said.
        source: io::Error,
    },
    /// It has ended, and not well.
    #[error("“{program}” did not open the file: it ended with {}. {ANOTHER}", ending(*.status))]
    Ended {
        /// As the author named it.
        program: String,
        /// How.
        status: ExitStatus,
    },
    /// The file's name cannot be written into the command.
    #[error(
        "“{0}” cannot be told this file’s name, which has a line break or another sign in it that \
         no file name needs."
    )]
    Name(String),
}

/// What helps with most of them.
const ANOTHER: &str = "Name another command with --editor.";

fn no_editor(named: Option<&Unfit>) -> String {
    match named {
        Some(Unfit::Terminal(program)) => format!(
            "“{program}” runs in a terminal, so blog-serve cannot open it by itself. Say how when \
             you start blog-serve: --editor 'kitty {program}'."
        ),
        Some(Unfit::Unknown(program)) => format!(
            "How “{program}” is told a file and a line is not known here. Say it when you start \
             blog-serve: --editor '{program} {{file}}:{{line}}', as it expects them."
        ),
        None => "No editor was found. Say which is yours when you start blog-serve: --editor \
                 'code -g {file}:{line}'."
            .to_owned(),
    }
}

fn reason(source: &io::Error) -> String {
    match source.kind() {
        io::ErrorKind::NotFound => "there is no such program".to_owned(),
        io::ErrorKind::PermissionDenied => "it is no program that you may run".to_owned(),
        _ => source.to_string(),
    }
}

fn ending(status: ExitStatus) -> String {
    match status.code() {
        Some(code) => format!("code {code}"),
        None => status.to_string(),
    }
}

/// How long an editor may take to fail while the page waits for its answer. Those that hand the file
/// to a running one need about half a second; later failures are told in the terminal alone.
const MOMENT: Duration = Duration::from_millis(800);

/// Starts an editor on its own: it hears no Ctrl-C of ours and stays when we end. Returns after a
/// moment at the latest; `late` is told of a failure after that.
///
/// # Errors
///
/// [`Failure::Start`] or [`Failure::Ended`].
pub async fn open(
    command: Command,
    late: impl FnOnce(Failure) + Send + 'static,
) -> Result<(), Failure> {
    let (tx, rx) = oneshot::channel();
    let program = command.program.clone();
    // A thread of its own waits for the program to end, or it would stay in the list of processes.
    let work = move || {
        let ended = start(&command).and_then(|child| wait(child, &command.program));
        if let Err(Err(failure)) = tx.send(ended) {
            late(failure);
        }
    };
    let thread = thread::Builder::new().name("editor".to_owned());
    if let Err(source) = thread.spawn(work) {
        return Err(Failure::Start { program, source });
    }
    match timeout(MOMENT, rx).await {
        Ok(Ok(ended)) => ended,
        // Still running, as an editor should.
        _ => Ok(()),
    }
}

fn start(Command { program, arguments }: &Command) -> Result<Child, Failure> {
    // Windows would look for `code.exe` alone.
    let path = running::find(program).filter(|_| cfg!(windows));
    let mut command = match path {
        Some(path) => std::process::Command::new(path),
        None => std::process::Command::new(program),
    };
    command
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    apart(&mut command);
    command.spawn().map_err(|source| Failure::Start {
        program: program.clone(),
        source,
    })
}

fn wait(mut child: Child, program: &str) -> Result<(), Failure> {
    match child.wait() {
        Ok(status) if !status.success() => Err(Failure::Ended {
            program: program.to_owned(),
            status,
        }),
        // How it ended cannot be known only where somebody else has waited for it.
        Ok(_) | Err(_) => Ok(()),
    }
}

/// What is typed to end us is not for the editor.
#[cfg(unix)]
fn apart(command: &mut std::process::Command) {
    use std::os::unix::process::CommandExt;

    command.process_group(0);
}

/// What is typed to end us is not for the editor; nor does a script open a window of its own.
#[cfg(windows)]
fn apart(command: &mut std::process::Command) {
    use std::os::windows::process::CommandExt;

    const CREATE_NEW_PROCESS_GROUP: u32 = 0x200;
    const CREATE_NO_WINDOW: u32 = 0x0800_0000;
    command.creation_flags(CREATE_NEW_PROCESS_GROUP | CREATE_NO_WINDOW);
}

#[cfg(not(any(unix, windows)))]
fn apart(_: &mut std::process::Command) {}
