//! The command line, read once into what the program works with.

use std::convert::Infallible;
use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::time::Duration;

use blog_serve::dialect::Dialect;
use blog_serve::editor::{Environment, Mistake, Template};
use blog_serve::share::Life;
use clap::builder::{PathBufValueParser, PossibleValuesParser, TypedValueParser, styling};
use clap::{ArgAction, Args, CommandFactory, Parser, Subcommand, ValueEnum, ValueHint};

use crate::choose::edits;

/// Colours of `--help`: headings stand out, the rest is quiet.
const STYLES: styling::Styles = styling::Styles::styled()
    .header(styling::AnsiColor::Green.on_default().bold())
    .usage(styling::AnsiColor::Green.on_default().bold())
    .literal(styling::AnsiColor::Cyan.on_default().bold())
    .placeholder(styling::AnsiColor::Cyan.on_default());

pub(crate) const EXAMPLES: &str = "\
\x1b[32;1mExamples:\x1b[0m
  blog-serve                      the blog in this folder
  blog-serve --open ~/blog        another blog, and a browser beside the editor
  blog-serve content/posts/a.md   this one post and nothing else
  blog-serve --share --for 2h     also a link for your readers, for two hours

Every save is on the screen at once. Only this machine can see it until you
share it: s, then Enter, gives you a link to send. ? says what other keys do.
Ctrl-C stops it; links are good again when you share again.

A blog in a folder that is named like a command is shown with ./check.";

/// A live preview for blog drafts: write in your own editor, and see each save in the browser
/// within a frame, the way your blog will show it.
#[derive(Debug, Parser)]
#[command(
    name = "blog-serve",
    version,
    styles = STYLES,
    max_term_width = 80,
    after_help = EXAMPLES,
    args_conflicts_with_subcommands = true,
    disable_help_subcommand = true
)]
pub(crate) struct CommandLine {
    /// What to do instead of serving
    #[command(subcommand)]
    pub(crate) command: Option<Command>,

    #[command(flatten)]
    pub(crate) serve: Arguments,
}

/// What there is to do besides serving. A blog in a folder of such a name is `./check`.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Say what is wrong in the posts, here or in a hook or CI
    Check(CheckArguments),

    /// Write a post as one HTML file that needs nothing beside it
    ///
    /// The blog's own pictures, recordings and fonts are in it, up to 100 MB. What the post shows
    /// from the web stays there and needs the network; each is said.
    Export(ExportArguments),

    /// Print what completes this command in a shell
    #[command(after_help = COMPLETIONS)]
    Completions(CompletionsArguments),

    /// Print the manual page
    #[command(after_help = MAN)]
    Man,
}

const COMPLETIONS: &str = "\
\x1b[32;1mWhere the shells look for it:\x1b[0m
  bash  ~/.local/share/bash-completion/completions/blog-serve
  fish  ~/.config/fish/completions/blog-serve.fish
  zsh   _blog-serve, in one of the folders of $fpath";

const MAN: &str = "\
\x1b[32;1mWhere it goes:\x1b[0m
  blog-serve man > ~/.local/share/man/man1/blog-serve.1";

const EXPORT: &str = "\
Nothing in the file acts: scripts, frames and forms of the draft stay out, and
links to other posts and files of the blog become text. What needs the network
or is missing is said.

\x1b[32;1mExamples:\x1b[0m
  blog-serve export content/posts/rust.md            writes rust.html here
  blog-serve export content/posts/rust.md -o out/    writes out/rust.html
  blog-serve export posts/a.md -o - | gzip > a.gz    to standard output";

/// What to export.
#[derive(Debug, Args)]
#[command(after_help = EXPORT)]
pub(crate) struct ExportArguments {
    /// The post: its path, from here or from the blog's root, or its address
    #[arg(value_name = "POST", value_hint = ValueHint::AnyPath)]
    pub(crate) post: PathBuf,

    /// Where to: a file, which is replaced, a folder, or - for standard output [default: the
    /// post's name and .html, in this folder]
    #[arg(
        short,
        long,
        value_name = "FILE",
        allow_hyphen_values = true,
        value_parser = output(),
        value_hint = ValueHint::AnyPath
    )]
    pub(crate) output: Option<PathBuf>,

    /// Who the draft is said to be by; "" for nobody [default: as git knows you]
    #[arg(long, value_name = "NAME")]
    pub(crate) author: Option<String>,

    /// A style sheet for the article
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) css: Option<PathBuf>,

    /// Whose rules apply
    #[arg(
        long,
        value_name = "NAME",
        value_parser = dialect(),
        ignore_case = true,
        hide_possible_values = true,
        help = "Whose rules apply: hugo, jekyll, zola or plain [default: detected]"
    )]
    pub(crate) dialect: Option<Dialect>,
}

/// A place to write to. What looks like an option is taken for a forgotten name.
fn output() -> impl TypedValueParser<Value = PathBuf> {
    PathBufValueParser::new().try_map(|path| {
        let is_option = path.as_os_str().as_encoded_bytes().starts_with(b"-");
        if is_option && path != Path::new("-") {
            let path = path.display();
            return Err(format!("a file of this name is written ./{path}"));
        }
        Ok(path)
    })
}

/// For which shell.
#[derive(Debug, Args)]
pub(crate) struct CompletionsArguments {
    /// The shell
    pub(crate) shell: clap_complete::Shell,
}

/// What to check.
#[derive(Debug, Args)]
pub(crate) struct CheckArguments {
    /// Blogs, folders of posts, or posts; of several files, those that are no posts are passed over
    #[arg(default_value = ".", hide_default_value = true, value_name = "PATH", value_hint = ValueHint::AnyPath)]
    pub(crate) paths: Vec<PathBuf>,

    /// How to say it
    #[arg(long, value_enum, default_value_t = Format::Human)]
    pub(crate) format: Format,

    /// Whose rules apply
    #[arg(
        long,
        value_name = "NAME",
        value_parser = dialect(),
        ignore_case = true,
        hide_possible_values = true,
        help = "Whose rules apply: hugo, jekyll, zola or plain [default: detected]"
    )]
    pub(crate) dialect: Option<Dialect>,
}

/// How problems are said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people
    Human,
    /// An array of problems
    Json,
}

/// How to serve.
#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own")]
pub(crate) struct Arguments {
    /// A blog, a folder of posts, or one post
    #[arg(default_value = ".", hide_default_value = true, value_name = "PATH", value_hint = ValueHint::AnyPath)]
    pub(crate) path: PathBuf,

    /// Port to listen on [default: 7878, or the blog's last one]
    #[arg(short, long, value_hint = ValueHint::Other)]
    pub(crate) port: Option<u16>,

    /// Open the browser
    #[arg(long)]
    pub(crate) open: bool,

    /// Share from the start: the draft saved last, or `all` drafts, or everything with your `own`
    /// phone, or the post at this path
    #[arg(long, value_name = "WHAT", num_args = 0..=1, require_equals = true, default_missing_value = "")]
    pub(crate) share: Option<Share>,

    /// How long a new link lives: 2h, 7d [default: 7d]
    #[arg(long = "for", value_name = "TIME", value_hint = ValueHint::Other)]
    pub(crate) life: Option<Life>,

    /// Port for readers [default: 7879, or the blog's last one]
    #[arg(long, value_name = "PORT", value_hint = ValueHint::Other)]
    pub(crate) share_port: Option<u16>,

    /// Address for readers [default: every address of this machine]
    #[arg(long, value_name = "ADDR", value_parser = bind, value_hint = ValueHint::Other)]
    pub(crate) bind: Option<IpAddr>,

    /// The path under which a proxy serves readers: /drafts
    #[arg(long, value_name = "PATH", value_parser = base_path, value_hint = ValueHint::Other)]
    pub(crate) base_path: Option<String>,

    /// Whose rules apply [default: detected]
    #[arg(
        long,
        value_name = "NAME",
        value_parser = dialect(),
        ignore_case = true,
        hide_possible_values = true,
        help = "Whose rules apply: hugo, jekyll, zola or plain [default: detected]"
    )]
    pub(crate) dialect: Option<Dialect>,

    /// A style sheet for the article; swapped live
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) css: Option<PathBuf>,

    /// The editor that the page opens: 'code -g {file}:{line}' [default: VISUAL, EDITOR or a
    /// running one]
    #[arg(long, value_name = "COMMAND", value_parser = editor, value_hint = ValueHint::Other)]
    pub(crate) editor: Option<Template>,

    /// Look at the files every MS milliseconds instead of waiting for file events [default: 500]
    #[arg(long, value_name = "MS", num_args = 0..=1, require_equals = true, default_missing_value = "500", value_parser = clap::value_parser!(u64).range(20..=60_000), hide_default_value = true)]
    pub(crate) poll: Option<u64>,

    /// Let the draft's own scripts run
    #[arg(long)]
    pub(crate) allow_scripts: bool,

    /// Say nothing but addresses and problems
    #[arg(short, long, conflicts_with = "verbose")]
    pub(crate) quiet: bool,

    /// Say every save
    #[arg(short, long, action = ArgAction::SetTrue)]
    pub(crate) verbose: bool,
}

/// What to share from the start.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Share {
    /// The draft saved last.
    Latest,
    /// All drafts.
    Drafts,
    /// Everything, for a device of the author's own.
    Own,
    /// One post, as the author names it: a path, or an address.
    Post(String),
}

impl FromStr for Share {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Infallible> {
        Ok(match text {
            "" => Self::Latest,
            "all" => Self::Drafts,
            "own" => Self::Own,
            post => Self::Post(post.to_owned()),
        })
    }
}

/// A dialect by its keyword, which a shell can complete.
fn dialect() -> impl TypedValueParser<Value = Dialect> {
    PossibleValuesParser::new(Dialect::ALL.map(Dialect::keyword))
        .try_map(|keyword| keyword.parse::<Dialect>())
}

/// A command that opens an editor.
fn editor(text: &str) -> Result<Template, Mistake> {
    Template::asked(text, &Environment::of_this_process())
}

/// An address that a machine can have and others can be given.
fn bind(text: &str) -> Result<IpAddr, &'static str> {
    const EXPECTED: &str =
        "expected an address of this machine, such as 192.168.178.23 or 127.0.0.1";
    let ip: IpAddr = text.parse().map_err(|_| EXPECTED)?;
    let is_for_many = ip.is_multicast() || ip == IpAddr::V4(std::net::Ipv4Addr::BROADCAST);
    // Such an address means nothing without its interface, which no browser takes.
    let is_link_local = matches!(ip, IpAddr::V6(ip) if ip.is_unicast_link_local());
    if is_for_many || is_link_local {
        return Err(EXPECTED);
    }
    Ok(ip)
}

/// The command that was meant by a word which is none: one or two letters are wrong.
pub(crate) fn meant_command(word: &str) -> Option<String> {
    let commands = CommandLine::command();
    let names = commands.get_subcommands().map(clap::Command::get_name);
    let mut names: Vec<_> = names
        .map(|name| (edits(word, name), name.to_owned()))
        .collect();
    names.sort();
    let (distance, name) = names.into_iter().next()?;
    // A command itself was said with something else that is wrong.
    ((1..=2).contains(&distance) && word.len() > 3).then_some(name)
}

/// A path as it stands before what we serve: `/drafts`, empty for the root of a server. Written
/// with or without the slashes around it.
fn base_path(text: &str) -> Result<String, &'static str> {
    let path = text.trim_matches('/');
    if path.is_empty() {
        return Ok(String::new());
    }
    // RFC 3986, 3.3, without percent-encoding: a proxy may or may not decode it.
    let is_allowed =
        |byte: u8| byte.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=:@".contains(&byte);
    let is_part = |part: &str| !matches!(part, "" | "." | "..") && part.bytes().all(is_allowed);
    if path.split('/').all(is_part) {
        Ok(format!("/{path}"))
    } else {
        Err(
            "expected a path such as /drafts or /team/drafts: letters, digits and - . _ ~ between \
             slashes, no ..",
        )
    }
}

/// How much the terminal says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Verbosity {
    /// Addresses and problems.
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

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(arguments: &[&str]) -> Arguments {
        let arguments = ["blog-serve"].iter().chain(arguments);
        CommandLine::try_parse_from(arguments).unwrap().serve
    }

    #[test]
    fn the_arguments_are_consistent() {
        CommandLine::command().debug_assert();
    }

    #[test]
    fn what_is_shared_from_the_start_stands_behind_an_equals_sign() {
        let check = |arguments: &[&str], share: Option<Share>, path: &str| {
            let parsed = parse(arguments);
            assert_eq!(parsed.share, share, "{arguments:?}");
            assert_eq!(parsed.path, PathBuf::from(path), "{arguments:?}");
        };
        check(&[], None, ".");
        check(&["--share"], Some(Share::Latest), ".");
        check(&["--share", "blog"], Some(Share::Latest), "blog");
        check(&["blog", "--share=all"], Some(Share::Drafts), "blog");
        check(&["--share=own"], Some(Share::Own), ".");
        let post = Share::Post("./posts/a.md".to_owned());
        check(&["--share=./posts/a.md"], Some(post), ".");
    }

    #[test]
    fn a_mistyped_command_is_known() {
        let check = |word: &str, expected: Option<&str>| {
            assert_eq!(meant_command(word).as_deref(), expected, "{word}");
        };
        check("exprot", Some("export"));
        check("chek", Some("check"));
        check("completion", Some("completions"));
        check("export", None);
        check("posts", None);
        check("blog", None);
        check("", None);
    }

    #[test]
    fn how_the_door_is_to_be_can_be_said() {
        let parsed = parse(&["--for", "2h", "--share-port", "8000", "--bind", "::1"]);
        assert_eq!(parsed.life, "2h".parse().ok());
        assert_eq!(parsed.share_port, Some(8000));
        assert_eq!(parsed.bind, "::1".parse().ok());
        for wrong in [
            ["--for", "soon"],
            ["--share-port", "x"],
            ["--bind", "wlan0"],
            ["--bind", "255.255.255.255"],
            ["--bind", "239.1.1.1"],
            ["--bind", "fe80::1"],
            ["--base-path", "a/../b"],
        ] {
            let arguments = ["blog-serve"].iter().chain(&wrong);
            assert!(CommandLine::try_parse_from(arguments).is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn a_base_path_begins_with_a_slash_and_ends_with_none() {
        let check = |text: &str, expected: Option<&str>| {
            assert_eq!(base_path(text).ok().as_deref(), expected, "{text:?}");
        };
        check("/drafts", Some("/drafts"));
        check("/drafts/", Some("/drafts"));
        check("drafts", Some("/drafts"));
        check("/~me/drafts-2.0/", Some("/~me/drafts-2.0"));
        check("/", Some(""));
        check("", Some(""));
        for wrong in [
            "/..",
            "/a/../b",
            "/./a",
            "/a//b",
            "/a b",
            "/ü",
            "/a?b",
            "/a#b",
            "/%2e%2e",
            "/a\\b",
            "/\"",
            "/<",
            "http://a/b",
        ] {
            check(wrong, None);
        }
    }
}
