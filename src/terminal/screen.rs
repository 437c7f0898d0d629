//! Standard output: the only place that prints.

use std::io::{IsTerminal, Write};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use blog_serve::error::Error;

use super::Line;

/// Standard output, on a thread of its own: a terminal that takes nothing (Ctrl-S, a full pipe)
/// holds up neither a save nor the end.
pub(crate) struct Screen {
    lines: mpsc::Sender<Line>,
    ended: mpsc::Receiver<()>,
}

/// How long the last lines may take to be printed at the end.
const LAST_LINES: Duration = Duration::from_millis(200);

impl Screen {
    /// # Errors
    ///
    /// [`Error::Runtime`] when the system gives no thread.
    pub(crate) fn new() -> Result<Self, Error> {
        let (lines, printed) = mpsc::channel();
        let (end, ended) = mpsc::channel();
        let print = move || {
            print_all(&printed);
            // An error means that nobody waits for the end any more.
            let _ = end.send(());
        };
        let thread = thread::Builder::new().name("terminal".to_owned());
        thread.spawn(print).map_err(Error::Runtime)?;
        Ok(Self { lines, ended })
    }

    pub(crate) fn print(&self, lines: impl IntoIterator<Item = Line>) {
        for line in lines {
            // An error means that the thread is gone: then there is no terminal.
            let _ = self.lines.send(line);
        }
    }

    pub(crate) fn end(self) {
        drop(self.lines);
        // An error means that the terminal takes nothing: it is left as it is.
        let _ = self.ended.recv_timeout(LAST_LINES);
    }
}

/// How large a terminal is, in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Size {
    pub(crate) columns: u16,
    pub(crate) rows: u16,
}

/// How large the terminal is that is standard output, if it is one that can more than print lines.
pub(crate) fn size() -> Option<Size> {
    /// What a terminal has that does not say.
    const USUAL: Size = Size {
        columns: 80,
        rows: 24,
    };
    let stdout = std::io::stdout();
    if !stdout.is_terminal() || std::env::var_os("TERM").is_some_and(|term| term == "dumb") {
        return None;
    }
    #[cfg(unix)]
    if let Ok(size) = rustix::termios::tcgetwinsize(&stdout)
        && size.ws_col > 0
        && size.ws_row > 0
    {
        let (columns, rows) = (size.ws_col, size.ws_row);
        return Some(Size { columns, rows });
    }
    Some(USUAL)
}

fn print_all(lines: &mpsc::Receiver<Line>) {
    let rewrites = size().is_some();
    let mut last_is_passing = false;
    for line in lines {
        let is_passing = matches!(line, Line::Passing(_));
        if is_passing && !rewrites {
            continue;
        }
        if last_is_passing {
            print("\r\x1b[2K");
        }
        match line {
            Line::Lasting(text) | Line::Passing(text) => print(&text),
            Line::Exact(text) => print_exactly(&text),
        }
        last_is_passing = is_passing;
    }
    if last_is_passing {
        print("\n");
    }
}

fn print(text: &str) {
    let mut stdout = anstream::stdout();
    // A closed pipe is no reason to stop serving.
    let _ = write!(stdout, "{text}").and_then(|()| stdout.flush());
}

fn print_exactly(text: &str) {
    let mut stdout = std::io::stdout();
    // As above.
    let _ = write!(stdout, "{text}").and_then(|()| stdout.flush());
}
