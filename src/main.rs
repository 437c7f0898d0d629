//! The command: arguments → a running preview, and a conversation in the terminal.

use std::io::Write;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::pin::Pin;
use std::process::ExitCode;
use std::time::Duration;

use blog_serve::blog;
use blog_serve::error::Error;
use blog_serve::preview::{self, Options, Scripts, Sharing};
use blog_serve::report::{Report, Reports};
use blog_serve::serve;
use blog_serve::share;
use clap::{CommandFactory, Parser};
use tokio::sync::mpsc;

mod arguments;
mod choose;
mod commands;
mod conversation;
mod keys;
mod run;
mod terminal;

use arguments::{Arguments, Command, CommandLine, Share, Verbosity};
use conversation::Conversation;
use terminal::screen::Screen;
use terminal::{AtStart, Line, Terminal};

/// Why the program ends before it is told to.
type Stop = Box<dyn std::error::Error>;

/// A panic that nothing else contained.
#[derive(Debug, thiserror::Error)]
#[error("blog-serve failed. That is our mistake, not yours; nothing of yours was changed")]
struct OurMistake;

fn main() -> ExitCode {
    let CommandLine {
        command,
        serve: arguments,
    } = CommandLine::try_parse().unwrap_or_else(|error| no_such_command().unwrap_or(error).exit());
    let run = AssertUnwindSafe(|| match command {
        Some(Command::Check(check)) => run::check::check(&check),
        Some(Command::Export(export)) => run::export::export(&export),
        Some(Command::Completions(completions)) => run::completions::print(&completions),
        Some(Command::Man) => run::man::print(),
        None => start(arguments).map(|()| ExitCode::SUCCESS),
    });
    let ended = catch_unwind(run).unwrap_or_else(|_| Err(OurMistake.into()));
    ended.unwrap_or_else(|error| {
        // Nobody reads standard error: then there is nobody to tell.
        let _ = writeln!(anstream::stderr(), "{}", terminal::error(error.as_ref()));
        ExitCode::from(2)
    })
}

/// What to say when the first word is neither a path nor a command, but nearly one.
fn no_such_command() -> Option<clap::Error> {
    let word = std::env::args_os().nth(1)?.into_string().ok()?;
    let meant = arguments::meant_command(&word).filter(|_| !Path::new(&word).exists())?;
    let said = format!(
        "there is no command {word:?}, and no file or folder of this name; did you mean \
         blog-serve {meant}?\n"
    );
    let kind = clap::error::ErrorKind::InvalidSubcommand;
    Some(CommandLine::command().error(kind, said))
}

/// Serves, on a runtime of its own.
fn start(arguments: Arguments) -> Result<(), Stop> {
    if arguments.verbosity() < Verbosity::Verbose {
        // Panics are contained and shown where they belong: in the page of the post concerned.
        std::panic::set_hook(Box::new(|_| {}));
    }
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(Error::Runtime)?;
    let ended = runtime.block_on(serve(arguments));
    // A blocking read from a dead network mount must not keep the program from ending.
    runtime.shutdown_background();
    ended
}

/// Serves until Ctrl-C.
async fn serve(mut arguments: Arguments) -> Result<(), Stop> {
    let (port, open, verbosity) = (arguments.port, arguments.open, arguments.verbosity());
    let share = arguments.share.take();
    let options = options(arguments)?;
    let blog = blog::detect(&options.path, options.dialect)?;
    let (last, _) = share::last_ports(options.state.as_deref(), &blog.root);
    let listeners = serve::bind(port, last)?;
    let screen = Screen::new()?;
    let at_start = match share {
        Some(_) => AtStart::Shared,
        None => AtStart::Private,
    };
    let terminal = Terminal::new(verbosity, listeners.port(), at_start);
    screen.print([terminal.start(port.or(last))]);
    if open && open::that_detached(terminal.url()).is_err() {
        screen.print([Terminal::notice(conversation::NO_BROWSER)]);
    }
    let (reports, arriving) = Reports::channel();
    let preview = preview::start(blog, options, listeners, reports)?;
    let conversation = Conversation::new(terminal, preview.desk.clone());
    let ended = converse(&conversation, share, arriving, &screen).await;
    screen.end();
    // It notes for the next run what is in the posts that are shared. A disk or a lock on it that
    // makes it wait holds up no end.
    let closed = tokio::task::spawn_blocking(move || drop(preview));
    let _ = tokio::time::timeout(LAST_NOTES, closed).await;
    ended
}

/// How long the preview may take to note what the next run wants to know.
const LAST_NOTES: Duration = Duration::from_millis(500);

/// Says what happens and does what the author types, until Ctrl-C.
async fn converse(
    conversation: &Conversation,
    mut share: Option<Share>,
    mut arriving: mpsc::UnboundedReceiver<Report>,
    screen: &Screen,
) -> Result<(), Stop> {
    let mut keys = keys::lines()?;
    let mut is_read = false;
    // What is being answered: it may have to wait for the disk, or for another process.
    let mut answer: Option<Answer<'_>> = None;
    let interrupted = interrupted();
    tokio::pin!(interrupted);
    loop {
        tokio::select! {
            // What an answer reports is said before what is typed next is heard.
            biased;
            () = &mut interrupted => return Ok(()),
            Some(report) = arriving.recv() => {
                let indexed = match &report {
                    Report::Indexed(site) => Some(site.clone()),
                    _ => None,
                };
                screen.print(conversation.report(report));
                if let Some(site) = indexed {
                    is_read = true;
                    match share.take() {
                        Some(share) => answer = Some(Box::pin(conversation.share_at_start(share, site))),
                        None => conversation.say_what_is_paused(),
                    }
                }
            }
            said = said(&mut answer), if answer.is_some() => {
                answer = None;
                screen.print(said?);
            }
            // What is typed before the posts are known waits for them.
            Some(line) = keys.recv(), if is_read && answer.is_none() => {
                answer = Some(Box::pin(async move { Ok(conversation.hear(&line).await) }));
            }
        }
    }
}

/// What is going to be said to a line, or to what was asked for at the start.
type Answer<'a> = Pin<Box<dyn Future<Output = Result<Vec<Line>, Stop>> + 'a>>;

/// Waits for the answer; for ever, if there is none.
async fn said(answer: &mut Option<Answer<'_>>) -> Result<Vec<Line>, Stop> {
    match answer {
        Some(answer) => answer.await,
        None => std::future::pending().await,
    }
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
        editor: arguments.editor,
        scripts: if arguments.allow_scripts {
            Scripts::Drafts
        } else {
            Scripts::Ours
        },
        state: share::store::folder(),
        sharing: Sharing {
            life: arguments.life,
            port: arguments.share_port,
            bind: arguments.bind,
            base_path: arguments.base_path.unwrap_or_default(),
        },
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
