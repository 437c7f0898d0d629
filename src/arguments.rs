//! The command line, read once into what the program works with.

use std::path::PathBuf;
use std::time::Duration;

use blog_serve::dialect::Dialect;
use clap::{ArgAction, Parser, builder::styling};

/// Colours of `--help`: headings stand out, the rest is quiet.
const STYLES: styling::Styles = styling::Styles::styled()
    .header(styling::AnsiColor::Green.on_default().bold())
    .usage(styling::AnsiColor::Green.on_default().bold())
    .literal(styling::AnsiColor::Cyan.on_default().bold())
    .placeholder(styling::AnsiColor::Cyan.on_default());

const EXAMPLES: &str = "\
\x1b[32;1mExamples:\x1b[0m
  blog-serve                      the blog in this folder
  blog-serve --open ~/blog        another blog, and a browser beside the editor
  blog-serve content/posts/a.md   this one post and nothing else

Every save is on the screen at once. Only this machine can see it.
Ctrl-C ends it.";

/// A live preview for blog drafts: write in your own editor, and see each save in the browser
/// within a frame, the way your blog will show it.
#[derive(Debug, Parser)]
#[command(version, styles = STYLES, max_term_width = 80, after_help = EXAMPLES)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own")]
pub(crate) struct Arguments {
    /// A blog, a folder of posts, or one post
    #[arg(default_value = ".", hide_default_value = true, value_name = "PATH")]
    pub(crate) path: PathBuf,

    /// Port to listen on [default: 7878, or the next free one]
    #[arg(short, long)]
    pub(crate) port: Option<u16>,

    /// Open the browser
    #[arg(long)]
    pub(crate) open: bool,

    /// Whose rules apply [default: detected]
    #[arg(
        long,
        value_name = "NAME",
        help = "Whose rules apply: hugo, jekyll, zola or plain [default: detected]"
    )]
    pub(crate) dialect: Option<Dialect>,

    /// A style sheet for the article; swapped live
    #[arg(long, value_name = "FILE")]
    pub(crate) css: Option<PathBuf>,

    /// Look at the files every MS milliseconds instead of waiting for file events [default: 500]
    #[arg(long, value_name = "MS", num_args = 0..=1, require_equals = true, default_missing_value = "500", value_parser = clap::value_parser!(u64).range(20..=60_000), hide_default_value = true)]
    pub(crate) poll: Option<u64>,

    /// Let the draft's own scripts run
    #[arg(long)]
    pub(crate) allow_scripts: bool,

    /// Say nothing but the address and problems
    #[arg(short, long, conflicts_with = "verbose")]
    pub(crate) quiet: bool,

    /// Say every save
    #[arg(short, long, action = ArgAction::SetTrue)]
    pub(crate) verbose: bool,
}

/// How much the terminal says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Verbosity {
    /// The address and problems.
    Quiet,
    /// Also what was found, and the last save.
    Normal,
    /// Also every save.
    Verbose,
}

impl Arguments {
    pub(crate) fn verbosity(&self) -> Verbosity {
        match (self.quiet, self.verbose) {
            (true, _) => Verbosity::Quiet,
            (_, true) => Verbosity::Verbose,
            _ => Verbosity::Normal,
        }
    }

    pub(crate) fn poll(&self) -> Option<Duration> {
        self.poll.map(Duration::from_millis)
    }
}
