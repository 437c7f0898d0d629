//! What the terminal says, as text. Only [`screen`] prints it.

use std::fmt::Write;

use anstyle::{AnsiColor, Style};
use blog_serve::parse::Status;
use blog_serve::report::Report;
use blog_serve::serve::DEFAULT_PORT;
use blog_serve::share::{Door, Link};
use blog_serve::site::{Counts, Entry, Site};
use jiff::Timestamp;
use unicode_width::UnicodeWidthStr;

use crate::arguments::Verbosity;

mod checked;
pub(crate) mod lists;
mod problem;
pub(crate) mod screen;
mod sharing;
mod words;

pub(crate) use checked::checked;
use screen::Size;
pub(crate) use sharing::Given;

use problem::frame;
use words::{ago, file_name, indent, milliseconds, time, visible_lines};
pub(crate) use words::{count, visible, visible_json};

const BOLD: Style = Style::new().bold();
const QUIET: Style = Style::new().dimmed();
const LINK: Style = AnsiColor::Cyan.on_default().bold();
const WRONG: Style = AnsiColor::Red.on_default().bold();
const DOUBTFUL: Style = AnsiColor::Yellow.on_default().bold();
const GOOD: Style = AnsiColor::Green.on_default();

/// How many problems of the first reading are shown; the index shows the rest.
const PROBLEMS_AT_START: usize = 3;

/// A piece of what the terminal says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Line {
    /// Stays.
    Lasting(String),
    /// Is rewritten in place by what comes next; printed elsewhere only when asked for.
    Passing(String),
    /// For a terminal as it is, whatever is wished of colours: a code to scan, a request to the
    /// terminal itself.
    Exact(String),
}

/// What follows the first reading.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum AtStart {
    /// Nothing is shared.
    Private,
    /// A link, which was asked for with `--share`.
    Shared,
}

/// Puts reports into words.
pub(crate) struct Terminal {
    verbosity: Verbosity,
    port: u16,
    at_start: AtStart,
    /// How large the terminal is; `None` when standard output is none.
    size: Option<Size>,
}

/// Rows besides the code and the words about a link: one between them, one after them, and the one
/// on which the cursor stands.
const BESIDES: usize = 3;

impl Terminal {
    pub(crate) fn new(verbosity: Verbosity, port: u16, at_start: AtStart) -> Self {
        Self {
            verbosity,
            port,
            at_start,
            size: screen::size(),
        }
    }

    /// The author's address.
    pub(crate) fn url(&self) -> String {
        format!("http://localhost:{}/", self.port)
    }

    /// The first lines: the address, before anything is read. `wanted` is the port that was asked
    /// for, or the blog's last one.
    pub(crate) fn start(&self, wanted: Option<u16>) -> Line {
        let mut text = format!("{BOLD}blog-serve{BOLD:#}  {LINK}{}{LINK:#}\n", self.url());
        let wanted = wanted.unwrap_or(DEFAULT_PORT);
        // 0 asks for any.
        if wanted != 0 && self.port != wanted {
            let _ = writeln!(text, "  Port {wanted} is taken; this is the next free one.");
        }
        Line::Lasting(text)
    }

    /// A report in words.
    pub(crate) fn report(&self, report: Report) -> Vec<Line> {
        let line = match report {
            Report::Indexed(site) => Some(Line::Lasting(self.indexed(&site, Timestamp::now()))),
            Report::Saved {
                path,
                blocks,
                shown_ms,
            } => self.saved(&path, blocks, shown_ms),
            Report::Gone { from, to } => self.gone(&from, to.as_deref()),
            Report::ManyGone { count: many } => {
                self.said(&format!("{} are gone", count(many, "post")))
            }
            Report::Problem {
                problem,
                metadata_of,
            } => Some(Line::Lasting(frame(&problem, metadata_of))),
            Report::Fine { path } => Some(Line::Lasting(format!(
                "  {QUIET}{}{QUIET:#}  {}   {GOOD}fine again{GOOD:#}\n",
                time(),
                file_name(&path)
            ))),
            Report::Notice(text) => Some(Self::notice(&text)),
            Report::Shared {
                door,
                link,
                opens,
                is_kept,
                resumed,
            } => {
                return self.shared(&Given {
                    door: &door,
                    link: &link,
                    opens: &opens,
                    is_kept,
                    resumed: &resumed,
                });
            }
            Report::Paused { links } => sharing::paused(&links, Timestamp::now())
                .filter(|_| self.verbosity > Verbosity::Quiet)
                .map(Line::Lasting),
            Report::Arrived { opens, readers } => self.said(&sharing::arrived(&opens, readers)),
            Report::NobodyCame { port } => (self.verbosity > Verbosity::Quiet)
                .then(|| Line::Lasting(sharing::nobody_came(port))),
            Report::Ended { opens, closed } => self.said(&sharing::ended(&opens, closed)),
        };
        Vec::from_iter(line)
    }

    /// The link, in the words in which it is given away.
    pub(crate) fn shared(&self, given: &Given<'_>) -> Vec<Line> {
        if self.verbosity == Verbosity::Quiet {
            return vec![Line::Lasting(sharing::address(given.door, given.link))];
        }
        let words = given.words(Timestamp::now());
        let code = self
            .size
            .and_then(|size| Some((size, given.code(size.columns)?)));
        let Some((size, code)) = code else {
            return vec![Line::Lasting(format!("\n{words}\n"))];
        };
        let rows = code.lines().count() + words.lines().count() + BESIDES;
        if rows <= usize::from(size.rows) {
            return vec![
                Line::Exact(format!("\n{code}")),
                Line::Lasting(format!("{words}\n")),
            ];
        }
        // What comes last stays on the screen: half a code cannot be scanned.
        vec![Line::Lasting(format!("\n{words}\n")), Line::Exact(code)]
    }

    /// What the keys do, for whom a link was to be shared at the start and none could be.
    pub(crate) fn keys(&self) -> Option<Line> {
        (self.verbosity > Verbosity::Quiet).then(|| Line::Lasting(lists::keys()))
    }

    /// Asks the terminal to copy the link; elsewhere says it.
    pub(crate) fn copy(&self, door: &Door, link: &Link) -> Vec<Line> {
        if self.size.is_none() {
            return vec![Line::Lasting(sharing::address(door, link))];
        }
        let request = Line::Exact(sharing::copy_request(&door.url(link)));
        let said =
            "The terminal was asked to copy the link. If it does not do that, copy it from above.";
        vec![request, Self::answer(said)]
    }

    /// Something that the author should know.
    pub(crate) fn notice(text: &str) -> Line {
        Line::Lasting(format!(
            "  {DOUBTFUL}note{DOUBTFUL:#}      {}\n",
            indent(text)
        ))
    }

    /// A sentence that answers what the author typed.
    pub(crate) fn answer(text: &str) -> Line {
        Line::Lasting(format!("  {}\n", visible(text)))
    }

    fn indexed(&self, site: &Site, now: Timestamp) -> String {
        let mut text = String::new();
        if self.verbosity > Verbosity::Quiet {
            let _ = write!(text, "\n  {}\n", found(site));
            if let Some(entry) = site.latest() {
                text.push_str(&latest(site, entry, &self.url(), now));
            }
            if self.at_start == AtStart::Private {
                let keys = lists::keys();
                let _ = write!(text, "  Only this machine can see it.\n\n{keys}\n");
            }
        }
        let problems: Vec<_> = site
            .entries()
            .flat_map(|entry| entry.problems.iter().zip(std::iter::repeat(entry)))
            .collect();
        if self.at_start == AtStart::Shared && !problems.is_empty() {
            text.push('\n');
        }
        for (problem, entry) in problems.iter().take(PROBLEMS_AT_START) {
            text.push_str(&frame(problem, entry.metadata_of));
        }
        let more = problems.len().saturating_sub(PROBLEMS_AT_START);
        if more > 0 {
            let _ = writeln!(
                text,
                "  and {} more; the index shows them\n",
                count(more, "problem")
            );
        }
        text
    }

    fn saved(&self, path: &str, blocks: usize, shown_ms: Option<f64>) -> Option<Line> {
        if self.verbosity == Verbosity::Quiet {
            return None;
        }
        let what = match blocks {
            0 => "front matter".to_owned(),
            blocks => count(blocks, "paragraph"),
        };
        let shown = match shown_ms {
            Some(ms) => format!("{what}   {GOOD}on screen in {}{GOOD:#}", milliseconds(ms)),
            None => "saved".to_owned(),
        };
        let line = format!(
            "  {QUIET}{}{QUIET:#}  {}   {shown}",
            time(),
            file_name(path)
        );
        Some(if self.verbosity == Verbosity::Verbose {
            Line::Lasting(line + "\n")
        } else {
            Line::Passing(line)
        })
    }

    fn gone(&self, from: &str, to: Option<&str>) -> Option<Line> {
        let what = match to {
            Some(to) => format!("{} is now {}", visible(from), visible(to)),
            None => format!("{} is gone", visible(from)),
        };
        self.said(&what)
    }

    /// A line with the time before it.
    fn said(&self, what: &str) -> Option<Line> {
        if self.verbosity == Verbosity::Quiet {
            return None;
        }
        Some(Line::Lasting(format!(
            "  {QUIET}{}{QUIET:#}  {what}\n",
            time()
        )))
    }
}

/// Why the program could not run.
pub(crate) fn error(error: &dyn std::error::Error) -> String {
    let error = visible_lines(&error.to_string());
    format!("{WRONG}blog-serve:{WRONG:#} {error}")
}

/// "Hugo blog in ~/blog (hugo.toml): 3 posts, 1 draft, 1 scheduled"
fn found(site: &Site) -> String {
    let blog = &site.blog;
    let counts = site.counts();
    let mut text = visible(&blog.describe());
    if counts.posts == 0 {
        let looked = visible(&blog.looked().join(", "));
        let _ = write!(
            text,
            ": no posts yet\n  Looked for Markdown files in {looked}"
        );
    } else {
        let _ = write!(text, ": {}", summary(counts));
    }
    text
}

/// "3 posts, 1 draft, 1 scheduled"
fn summary(counts: Counts) -> String {
    let mut text = count(counts.posts, "post");
    for (many, word) in [
        (counts.drafts, "draft"),
        (counts.scheduled, "scheduled"),
        (counts.expired, "expired"),
    ] {
        match many {
            0 => {}
            many if word == "draft" => drop(write!(text, ", {}", count(many, word))),
            many => drop(write!(text, ", {many} {word}")),
        }
    }
    text
}

/// Which post was saved last, and its address.
fn latest(site: &Site, entry: &Entry, root: &str, now: Timestamp) -> String {
    let url = site.url(entry);
    let address = format!(
        "{}{}",
        root.trim_end_matches('/'),
        blog_serve::resolve::encode(&url)
    );
    let status = match entry.status {
        Status::Draft => "Draft saved last",
        _ => "Last saved",
    };
    format!(
        "  {status}   {BOLD}{}{BOLD:#}, {}\n  {:width$}   {LINK}{address}{LINK:#}\n",
        visible(&entry.title),
        ago(now, entry.saved),
        "",
        width = status.width(),
    )
}

/// The text without its colours.
#[cfg(test)]
fn plain(text: &str) -> String {
    anstream::adapter::strip_str(text).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_there_is_is_summed_up() {
        let counts = Counts {
            posts: 3,
            drafts: 1,
            scheduled: 1,
            expired: 0,
        };
        assert_eq!(summary(counts), "3 posts, 1 draft, 1 scheduled");
    }

    #[test]
    fn quiet_says_no_more_of_a_link_than_its_address() {
        let terminal = |verbosity| Terminal {
            verbosity,
            port: 7878,
            at_start: AtStart::Private,
            size: None,
        };
        let (door, link) = sharing::tests::given();
        let given = sharing::tests::first(&door, &link);
        let address = Line::Lasting(sharing::address(&door, &link));
        assert_eq!(terminal(Verbosity::Quiet).shared(&given), [address]);
        assert_eq!(terminal(Verbosity::Normal).shared(&given).len(), 1);
        let arrived = || Report::Arrived {
            opens: "A".to_owned(),
            readers: 1,
        };
        assert_eq!(terminal(Verbosity::Quiet).report(arrived()), []);
        assert_eq!(terminal(Verbosity::Normal).report(arrived()).len(), 1);
    }

    #[test]
    fn copying_without_a_terminal_says_the_link() {
        let (door, link) = sharing::tests::given();
        let terminal = |size| Terminal {
            verbosity: Verbosity::Normal,
            port: 7878,
            at_start: AtStart::Private,
            size,
        };
        let address = Line::Lasting(sharing::address(&door, &link));
        assert_eq!(terminal(None).copy(&door, &link), [address]);
        let size = Size {
            columns: 80,
            rows: 24,
        };
        let asked = terminal(Some(size)).copy(&door, &link);
        assert!(matches!(&asked[0], Line::Exact(request) if request.starts_with("\u{1b}]52;c;")));
    }

    #[test]
    fn a_code_is_whole_on_the_screen() {
        let (door, link) = sharing::tests::given();
        let given = sharing::tests::first(&door, &link);
        let is_last = |rows| {
            let terminal = Terminal {
                verbosity: Verbosity::Normal,
                port: 7878,
                at_start: AtStart::Private,
                size: Some(Size { columns: 80, rows }),
            };
            matches!(terminal.shared(&given).last(), Some(Line::Exact(_)))
        };
        assert!(is_last(24));
        assert!(!is_last(40));
    }
}
