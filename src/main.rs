//! The command: arguments → a running preview. The only file that prints.

use std::io::{IsTerminal, Write};
use std::process::ExitCode;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use blog_serve::blog;
use blog_serve::error::Error;
use blog_serve::preview::{self, Options, Scripts};
use blog_serve::report::Reports;
use blog_serve::serve;
use blog_serve::share;
use clap::Parser;

mod arguments;
mod terminal;

use arguments::{Arguments, Verbosity};
use terminal::{Line, Terminal};

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    if arguments.verbosity() < Verbosity::Verbose {
        // Panics are contained and shown where they belong: in the page of the post concerned.
        std::panic::set_hook(Box::new(|_| {}));
    }
    let ended = match tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
    {
        Ok(runtime) => {
            let ended = runtime.block_on(run(arguments));
            // A blocking read from a dead network mount must not keep the program from ending.
            runtime.shutdown_background();
            ended
        }
        Err(error) => Err(Error::Runtime(error)),
    };
    match ended {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Nobody reads standard error: then there is nobody to tell.
            let _ = writeln!(anstream::stderr(), "{}", terminal::error(&error));
            ExitCode::from(2)
        }
    }
}

/// Serves until Ctrl-C.
async fn run(arguments: Arguments) -> Result<(), Error> {
    let (port, open, verbosity) = (arguments.port, arguments.open, arguments.verbosity());
    let options = options(arguments)?;
    let blog = blog::detect(&options.path, options.dialect)?;
    let (last, _) = share::last_ports(options.state.as_deref(), &blog.root);
    let listeners = serve::bind(port, last)?;
    let screen = Screen::new()?;
    let terminal = Terminal::new(verbosity, listeners.port());
    screen.print(terminal.start(port));
    if open && open::that_detached(terminal.url()).is_err() {
        screen.print(Terminal::notice(
            "No browser could be opened; open the address yourself.",
        ));
    }
    let (reports, mut arriving) = Reports::channel();
    let _preview = preview::start(blog, options, listeners, reports)?;
    let interrupted = interrupted();
    tokio::pin!(interrupted);
    loop {
        tokio::select! {
            Some(report) = arriving.recv() => screen.print(terminal.report(report)),
            () = &mut interrupted => break,
        }
    }
    screen.end();
    Ok(())
}

/// Turns the arguments into what the preview works with.
fn options(arguments: Arguments) -> Result<Options, Error> {
    let poll = arguments.poll();
    let absolute = |path: std::path::PathBuf| {
        std::path::absolute(&path).map_err(|source| Error::Path { path, source })
    };
    let style_sheet = arguments.css.map(absolute).transpose()?;
    if let Some(path) = &style_sheet
        && let Err(source) = std::fs::metadata(path)
    {
        return Err(Error::Path {
            path: path.clone(),
            source,
        });
    }
    Ok(Options {
        path: absolute(arguments.path)?,
        dialect: arguments.dialect,
        style_sheet,
        poll,
        scripts: if arguments.allow_scripts {
            Scripts::Drafts
        } else {
            Scripts::Ours
        },
        state: share::store::folder(),
        ..Options::default()
    })
}

/// Ctrl-C, or the system's polite request to end.
async fn interrupted() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminated) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                _ = terminated.recv() => {}
            }
            return;
        }
    }
    // An error means that no signal can be heard; then the system's own way of ending holds.
    let _ = tokio::signal::ctrl_c().await;
}

/// Standard output, on a thread of its own: a terminal that takes nothing (Ctrl-S, a full pipe)
/// holds up neither a save nor the end.
struct Screen {
    lines: mpsc::Sender<Line>,
    ended: mpsc::Receiver<()>,
}

/// How long the last lines may take to be printed at the end.
const LAST_LINES: Duration = Duration::from_millis(200);

impl Screen {
    fn new() -> Result<Self, Error> {
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

    fn print(&self, line: Line) {
        // An error means that the thread is gone: then there is no terminal.
        let _ = self.lines.send(line);
    }

    fn end(self) {
        drop(self.lines);
        // An error means that the terminal takes nothing: it is left as it is.
        let _ = self.ended.recv_timeout(LAST_LINES);
    }
}

fn print_all(lines: &mpsc::Receiver<Line>) {
    let rewrites = std::io::stdout().is_terminal();
    let mut last_is_passing = false;
    let print = |text: &str| {
        let mut stdout = anstream::stdout();
        // A closed pipe is no reason to stop serving.
        let _ = write!(stdout, "{text}").and_then(|()| stdout.flush());
    };
    for line in lines {
        let (text, is_passing) = match line {
            Line::Lasting(text) => (text, false),
            Line::Passing(text) if rewrites => (text, true),
            Line::Passing(_) | Line::None => continue,
        };
        let clear = if last_is_passing { "\r\x1b[2K" } else { "" };
        print(&format!("{clear}{text}"));
        last_is_passing = is_passing;
    }
    if last_is_passing {
        print("\n");
    }
}
