//! What the terminal says, as text. Printing is left to `main`.

use std::fmt::Write;

use anstyle::{AnsiColor, Style};
use blog_serve::error::Error;
use blog_serve::parse::Status;
use blog_serve::problem::{Kind, Problem, Severity};
use blog_serve::report::Report;
use blog_serve::serve::DEFAULT_PORT;
use blog_serve::site::{Counts, Entry, Save, Site};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use crate::arguments::Verbosity;

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
    /// Nothing.
    None,
}

/// Puts reports into words.
pub(crate) struct Terminal {
    verbosity: Verbosity,
    port: u16,
}

impl Terminal {
    pub(crate) fn new(verbosity: Verbosity, port: u16) -> Self {
        Self { verbosity, port }
    }

    /// The author's address.
    pub(crate) fn url(&self) -> String {
        format!("http://localhost:{}/", self.port)
    }

    /// The first lines: the address, before anything is read.
    pub(crate) fn start(&self, asked_port: Option<u16>) -> Line {
        let mut text = format!("{BOLD}blog-serve{BOLD:#}  {LINK}{}{LINK:#}\n", self.url());
        if asked_port.is_none() && self.port != DEFAULT_PORT {
            let _ = writeln!(
                text,
                "  Port {DEFAULT_PORT} is taken; this is the next free one."
            );
        }
        Line::Lasting(text)
    }

    /// A report in words.
    pub(crate) fn report(&self, report: Report) -> Line {
        match report {
            Report::Indexed(site) => Line::Lasting(self.indexed(&site, Timestamp::now())),
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
            } => Line::Lasting(frame(&problem, metadata_of)),
            Report::Fine { path } => Line::Lasting(format!(
                "  {QUIET}{}{QUIET:#}  {}   {GOOD}fine again{GOOD:#}\n",
                time(),
                file_name(&path)
            )),
            Report::Notice(text) => Self::notice(&text),
            Report::Shared { .. }
            | Report::Paused { .. }
            | Report::Arrived { .. }
            | Report::NobodyCame { .. }
            | Report::Ended { .. } => Line::None,
        }
    }

    /// Something that the author should know.
    pub(crate) fn notice(text: &str) -> Line {
        Line::Lasting(format!(
            "  {DOUBTFUL}note{DOUBTFUL:#}      {}\n",
            indent(text)
        ))
    }

    fn indexed(&self, site: &Site, now: Timestamp) -> String {
        let mut text = String::new();
        if self.verbosity > Verbosity::Quiet {
            let _ = write!(text, "\n  {}\n", found(site));
            if let Some(entry) = site.latest() {
                text.push_str(&latest(site, entry, &self.url(), now));
            }
            text.push_str("  Only this machine can see it.\n\n  Ctrl-C stop\n\n");
        }
        let problems: Vec<_> = site
            .entries()
            .flat_map(|entry| entry.problems.iter().zip(std::iter::repeat(entry)))
            .collect();
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

    fn saved(&self, path: &str, blocks: usize, shown_ms: Option<f64>) -> Line {
        if self.verbosity == Verbosity::Quiet {
            return Line::None;
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
        if self.verbosity == Verbosity::Verbose {
            Line::Lasting(line + "\n")
        } else {
            Line::Passing(line)
        }
    }

    fn gone(&self, from: &str, to: Option<&str>) -> Line {
        let what = match to {
            Some(to) => format!("{} is now {}", visible(from), visible(to)),
            None => format!("{} is gone", visible(from)),
        };
        self.said(&what)
    }

    /// A line with the time before it.
    fn said(&self, what: &str) -> Line {
        if self.verbosity == Verbosity::Quiet {
            return Line::None;
        }
        Line::Lasting(format!("  {QUIET}{}{QUIET:#}  {what}\n", time()))
    }
}

/// Why the program could not run.
pub(crate) fn error(error: &Error) -> String {
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

/// A problem as a code frame.
fn frame(problem: &Problem, metadata_of: Save) -> String {
    let (word, style) = match problem.severity {
        Severity::Error => ("problem", WRONG),
        Severity::Warning => ("note", DOUBTFUL),
    };
    let Problem {
        path, line, column, ..
    } = problem;
    let path = visible(path);
    let place = if problem.excerpt.lines.is_empty() {
        path
    } else {
        format!("{path}:{line}:{column}")
    };
    let mut text = format!("  {style}{word:<9}{style:#} {BOLD}{place}{BOLD:#}\n");
    let _ = writeln!(text, "            {}", indent(&problem.message));
    let excerpt = &problem.excerpt;
    for (number, shown) in (excerpt.first_line..).zip(&excerpt.lines) {
        let _ = writeln!(
            text,
            "          {QUIET}{number:>4} |{QUIET:#} {}",
            visible(shown)
        );
        if number == problem.line {
            let at = excerpt.column.saturating_sub(1) as usize;
            let before: String = shown.chars().take(at).collect();
            let meant = shown.chars().skip(at);
            let meant: String = meant.take(excerpt.length.max(1) as usize).collect();
            let (space, marks) = (visible(&before).width(), visible(&meant).width().max(1));
            let _ = writeln!(
                text,
                "               {QUIET}|{QUIET:#} {:space$}{style}{}{style:#}",
                "",
                "^".repeat(marks)
            );
        }
    }
    if let Some(suggestion) = &problem.suggestion {
        let _ = writeln!(
            text,
            "            {GOOD}try{GOOD:#}     {}",
            visible(suggestion)
        );
    }
    if let Some(sentence) = meanwhile(problem.kind, metadata_of) {
        let _ = writeln!(text, "            {}", indent(&sentence));
    }
    text
}

/// What the page shows while a problem stands.
fn meanwhile(kind: Kind, metadata_of: Save) -> Option<String> {
    let sentence = match (kind, metadata_of) {
        (Kind::FrontMatter, Save::Newest) => {
            "The rest of the front matter counts; the text stays live.".to_owned()
        }
        (Kind::FrontMatter, Save::Earlier(saved)) => {
            let time = saved.to_zoned(TimeZone::system()).strftime("%H:%M");
            format!("The page keeps the title and date of {time}; the text stays live.")
        }
        (Kind::FrontMatter, Save::Never) => {
            "Until it can be read, the title is the file's name, and the post counts as a draft; the text is live."
                .to_owned()
        }
        (Kind::Read, _) => "A page that is open keeps the text that it shows.".to_owned(),
        (Kind::Render | Kind::Permalink, _) => return None,
    };
    Some(sentence)
}

/// Text of the author's, with nothing in it that could steer the terminal.
fn visible(text: &str) -> String {
    let shown = |character: char| match character {
        '\t' => "    ".to_owned(),
        character if character.width().is_none() => "\u{fffd}".to_owned(),
        character => character.to_string(),
    };
    text.chars().map(shown).collect()
}

/// Wraps at 80 columns under an indentation of 12.
fn indent(text: &str) -> String {
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        let last = lines.last_mut().expect("there is always a line");
        if !last.is_empty() && last.width() + word.width() >= 68 {
            lines.push(visible(word));
        } else {
            let space = if last.is_empty() { "" } else { " " };
            let _ = write!(last, "{space}{}", visible(word));
        }
    }
    lines.join("\n            ")
}

fn count(many: usize, word: &str) -> String {
    match many {
        1 => format!("1 {word}"),
        many => format!("{} {word}s", thousands(many)),
    }
}

/// 12345 → "12,345"
fn thousands(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

fn milliseconds(ms: f64) -> String {
    if ms < 10.0 {
        format!("{ms:.1} ms")
    } else {
        format!("{ms:.0} ms")
    }
}

fn ago(now: Timestamp, then: Timestamp) -> String {
    let seconds = now.as_second().saturating_sub(then.as_second()).max(0);
    let (many, word) = match seconds {
        0..60 => return "just now".to_owned(),
        60..3600 => (seconds / 60, "minute"),
        3600..86_400 => (seconds / 3600, "hour"),
        _ => (seconds / 86_400, "day"),
    };
    format!(
        "{} ago",
        count(usize::try_from(many).unwrap_or(usize::MAX), word)
    )
}

fn time() -> String {
    Timestamp::now()
        .to_zoned(TimeZone::system())
        .strftime("%H:%M:%S")
        .to_string()
}

fn file_name(path: &str) -> String {
    visible(path.rsplit('/').next().unwrap_or(path))
}

#[cfg(test)]
mod tests {
    use blog_serve::problem::{Kind, Place};

    use super::*;

    /// The text without its colours.
    fn plain(text: &str) -> String {
        anstream::adapter::strip_str(text).to_string()
    }

    #[test]
    fn a_problem_is_a_code_frame() {
        let text = "---\ntitle: Ru\u{301}st: x\ndraft: true\n---\n";
        let place = Place {
            line: 2,
            column: 8,
            length: 8,
        };
        let problem = Problem::at("posts/a.md", text, place, Kind::FrontMatter, "A colon.")
            .with_suggestion(Some("title: \"x\"".to_owned()));
        let frame = plain(&frame(&problem, Save::Newest));
        let expected = [
            "  problem   posts/a.md:2:8",
            "            A colon.",
            "             1 | ---",
            "             2 | title: Ru\u{301}st: x",
            "               |        ^^^^^^^",
            "             3 | draft: true",
            "             4 | ---",
            "            try     title: \"x\"",
            "            The rest of the front matter counts; the text stays live.",
            "",
        ];
        assert_eq!(
            frame.lines().collect::<Vec<_>>().join("\n"),
            expected[..9].join("\n")
        );
    }

    #[test]
    fn a_problem_says_what_the_page_shows_meanwhile() {
        let check = |kind, metadata_of, expected: Option<&str>| {
            let said = meanwhile(kind, metadata_of);
            let is_as_expected = match (&said, expected) {
                (Some(said), Some(part)) => said.contains(part),
                (said, expected) => said.is_none() && expected.is_none(),
            };
            assert!(is_as_expected, "{said:?}");
        };
        let at = |time: &str| {
            let today = format!("2026-11-22T{time}").parse::<jiff::civil::DateTime>();
            let zoned = today.unwrap().to_zoned(TimeZone::system());
            Save::Earlier(zoned.unwrap().timestamp())
        };
        check(Kind::FrontMatter, Save::Newest, Some("The rest of the"));
        check(Kind::FrontMatter, at("14:03"), Some("date of 14:03"));
        check(Kind::FrontMatter, Save::Never, Some("the file's name"));
        check(Kind::Read, Save::Newest, Some("keeps the text"));
        check(Kind::Permalink, Save::Newest, None);
    }

    #[test]
    fn nothing_in_a_post_steers_the_terminal() {
        assert_eq!(visible("a\u{1b}[2Jb\tc"), "a\u{fffd}[2Jb    c");
    }

    #[test]
    fn long_messages_wrap_within_eighty_columns() {
        let wrapped = indent(&"word ".repeat(60));
        assert!(wrapped.lines().skip(1).all(|line| line.width() <= 80));
        assert!(wrapped.lines().count() > 3);
    }

    #[test]
    fn numbers_and_times_read_well() {
        assert_eq!(count(1, "post"), "1 post");
        assert_eq!(count(1_234_567, "post"), "1,234,567 posts");
        let counts = Counts {
            posts: 3,
            drafts: 1,
            scheduled: 1,
            expired: 0,
        };
        assert_eq!(summary(counts), "3 posts, 1 draft, 1 scheduled");
        let then = |seconds| Timestamp::from_second(seconds).unwrap();
        assert_eq!(ago(then(59), then(0)), "just now");
        assert_eq!(ago(then(120), then(0)), "2 minutes ago");
        assert_eq!(ago(then(3600), then(0)), "1 hour ago");
        assert_eq!(ago(then(0), then(99)), "just now");
    }
}
