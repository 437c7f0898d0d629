//! The accidents that befall front matter, each explained in the author's words.
//!
//! A parser says where it gave up, which is seldom where the mistake is. An entry of the catalogue
//! recognises one mistake in the text that failed; the first that does is shown. What none of them
//! knows is told in the parser's own words. A mended line is offered only where the text can be read
//! with it, or read further, and says what was meant.

use std::cell::Cell;

use super::lines::{self, Entry, Line};
use super::read::{self, Failure, Syntax};
use super::split::{self, Begin, Format, FrontMatter};
use crate::problem::{Place, Severity};

pub(super) use readable::unmeant;
pub(crate) use values::no_truth;
pub(super) use values::{subject, truth};

/// One mistake in front matter, placed in the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Mistake {
    pub(super) place: Place,
    pub(super) severity: Severity,
    pub(super) message: String,
    /// The mended line, whole.
    pub(super) suggestion: Option<String>,
}

mod json;
mod keys;
mod list;
mod quotes;
mod readable;
mod strays;
mod toml;
mod values;
mod yaml;

/// An entry of the catalogue: the mistake, if it is this one. Places count from the front matter's
/// first line.
type Recognise = fn(&Failed<'_>) -> Option<Mistake>;

/// The mistakes in YAML that are known, the surest sign first.
const YAML: [Recognise; 25] = [
    // `<<<<<<< HEAD`
    strays::merge_marks,
    // A space that is none, as Option-Space types it.
    strays::no_break_space,
    // A tab where only spaces may stand.
    yaml::tab,
    // `title: A` … `title: B`
    yaml::duplicate_key,
    // `title: 'Tis the season`
    yaml::leading_apostrophe,
    // `title: “Rust: why”`, `title: "Rust”`
    quotes::other_quotes,
    // `title: "A",`, `title: "A" // note`
    quotes::sign_behind,
    // `tags: [rust, web`, `tags: [a, @b]`, `tags: ["a" "b"]`, `tags: "a", "b"`
    list::list,
    list::long_list,
    list::list_line,
    // `"title: A`, `* title: A`, `**title**: A`
    keys::adorned_key,
    // `* a` under `tags:`
    keys::star_for_dash,
    // `title: "Rust`
    yaml::unclosed_quote,
    // `title: He said "no": why`, `title: Rust: Leadership`
    yaml::colon_in_value,
    // `title: "He said "no" to me"`, `title: 'It's mine'`, `title: "Rust" and me`
    yaml::inner_quote,
    // `path: "C:\new\quay"`
    yaml::backslash,
    // `cover: {image: x.png`
    yaml::unclosed_group,
    // `title: @home`, `*star*`, `[Draft] x`, `%x`, a backtick, `{x} y`, `> x`, `- x`, `& x`
    yaml::leading_character,
    // `title:My post`
    keys::missing_space,
    // `title My post`, `title = My post`, `title; My post`
    keys::missing_colon,
    // `tags` above `- a`
    keys::bare_key,
    // ` title: A` under `date: …`, ` - b` under `  - a`
    yaml::uneven_indentation,
    // `// a note`
    strays::comment,
    // A line under `description: |` that is not indented.
    yaml::unindented_text,
    // A line with no key, between those that have one.
    yaml::stray_line,
];

/// The mistakes in TOML that are known, the surest sign first.
const TOML: [Recognise; 19] = [
    // `<<<<<<< HEAD`
    strays::merge_marks,
    // A space that is none, as Option-Space types it.
    strays::no_break_space,
    // `[extra`, `[extra]]`, and `[extra]` twice
    toml::table,
    // `title = "A"` … `title = "B"`
    toml::duplicate_key,
    // `title = “A”`, `title = "A”`
    quotes::other_quotes,
    // `title = "A",`, `title = "A" // note`
    quotes::sign_behind,
    // `tags = [rust]`, `tags = ["rust", "web"`, `tags = "rust", "web"`
    list::list,
    list::long_list,
    list::list_line,
    // `title = """`, and nothing that closes it
    toml::unclosed_long_text,
    // `title = "Rust`
    toml::unclosed_quote,
    // `title = "He said "no" to me"`
    toml::inner_quote,
    // `path = "C:\new\quay"`
    toml::backslash,
    // `title: "A"`
    toml::colon_for_equals,
    // `title "A"`
    toml::missing_equals,
    // `draft = True`, `draft = yes`, `draft = maybe`
    toml::bare_truth,
    // `date = 6.11.2019`
    toml::bad_date,
    // `title = My post`, `title = A"`, `title =`
    toml::bare_text,
    // `// a note`
    strays::comment,
];

/// The mistakes in JSON that are known, the surest sign first.
const JSON: [Recognise; 19] = [
    // `<<<<<<< HEAD`
    strays::merge_marks,
    // A space that is none, as Option-Space types it.
    strays::no_break_space,
    // `"title": "A"` … `"title": "B"`
    json::duplicate_key,
    // `"title": “A”`, `"title": "A”`
    quotes::other_quotes,
    // `"title": "A";`
    quotes::sign_behind,
    // `"tags": [rust]`, `"tags": ["rust" "web"]`, `"tags": ["rust",]`
    list::list,
    list::long_list,
    list::list_line,
    // `"title: "A"`, `"title" "A"`, `"title" = "A"`, `“title”: "A"`
    json::separator,
    // `"title": "He said "no" to me"`, `"path": "C:\\quay"`
    json::inner_quote,
    // `"title": "Rust,`
    json::unclosed_quote,
    // A tab in a text.
    json::tab,
    // A comma after the last entry.
    json::trailing_comma,
    // No comma between two entries.
    json::missing_comma,
    // `title: "A"`, `'title': 'A'`
    json::bare_key,
    // `"draft": True`, `"draft": yes`, `"draft": maybe`
    json::bare_truth,
    // `"date": 20/11/2026`
    json::bad_date,
    // `"title": My post`, `"title": A"`, `"title":`
    json::bare_text,
    // `// a note`
    strays::comment,
];

/// Front matter that could not be read.
pub(super) struct Failed<'a> {
    format: Format,
    text: &'a str,
    syntax: &'a Syntax,
    /// What is left of [`MOST_TRIED`].
    left: Cell<u64>,
}

/// What it may cost to try mended lines, in squares of bytes, since that is what the YAML parser takes
/// for some texts: 1,000 lines in front matter of 2 KB, and one in the longest that is read.
const MOST_TRIED: u64 = 1 << 32;

/// The longest front matter in bytes that is looked at line by line. Of a longer one only the lines
/// right above the place where the parser stopped are: what is seen in one line may take a look at all
/// that follow it.
const MOST_LOOKED_AT: usize = 8 * 1024;

/// How many lines these are.
const FEW_LINES: usize = 8;

impl Mistake {
    pub(super) fn new(place: Place, message: impl Into<String>) -> Self {
        Self {
            place,
            severity: Severity::Error,
            message: message.into(),
            suggestion: None,
        }
    }

    pub(super) fn with_suggestion(mut self, suggestion: Option<String>) -> Self {
        self.suggestion = suggestion;
        self
    }

    /// The same mistake, with its place counted from the file's first line.
    pub(super) fn in_file(mut self, front: &FrontMatter<'_>) -> Self {
        self.place.line += front.line - 1;
        self
    }
}

/// Why this front matter could not be read, for its author.
pub(super) fn explain(front: &FrontMatter<'_>, failure: &Failure) -> Mistake {
    let name = front.format.name();
    match failure {
        Failure::TooLong => Mistake::new(
            opening(front),
            "The front matter is longer than 64 KB, which is more than is read. Is the line that \
             closes it missing?",
        ),
        Failure::TooDeep(place) => {
            let message = "The brackets nest more than 64 deep here, which is more than is read.";
            Mistake::new(*place, message).in_file(front)
        }
        Failure::NoKeys => recognise(front, &no_keys(front)).map_or_else(
            || {
                Mistake::new(
                    first_line(front),
                    "The front matter has no keys. Each of its lines needs a key, a colon, a space \
                     and a value, as in `title: My post`.",
                )
            },
            |mistake| mistake.in_file(front),
        ),
        Failure::Syntax(syntax) => recognise(front, syntax)
            .unwrap_or_else(|| {
                let words = syntax.words.trim_end_matches('.');
                Mistake::new(
                    syntax.place,
                    format!("This cannot be read as {name}: {words}."),
                )
            })
            .in_file(front),
    }
}

/// The line of a key with quotes around its whole value, if that is all on this line and means it; a
/// list of one text in quotes means that text.
pub(super) fn in_quotes(front: &FrontMatter<'_>, key: &str) -> Option<String> {
    let (_, entry) = top_entry(front, key)?;
    let inside = entry
        .value
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'));
    let mended = match inside.map(str::trim).filter(|text| values::is_quoted(text)) {
        Some(text) => text.to_owned(),
        None => values::quoted(front.format, entry.value),
    };
    // Several texts are not one with quotes around them all.
    let quotes = ['"', '\''];
    let has_texts =
        inside.is_some_and(|inside| inside.contains(quotes) && !values::is_quoted(inside.trim()));
    let is_whole = entry.value.ends_with([']', '}']) && !has_texts;
    with_value(front, key, &mended).filter(|mended| {
        let read = values::read_alone(front.format, mended);
        let is_meant = inside.is_some() || read.as_deref() == Some(entry.value);
        is_whole && read.is_some() && is_meant
    })
}

/// The line of a key with another value, if its value is all on this line.
pub(super) fn with_value(front: &FrontMatter<'_>, key: &str, value: &str) -> Option<String> {
    let (line, entry) = top_entry(front, key)?;
    (!entry.value.is_empty()).then(|| values::with_value(&line, &entry, value))
}

/// The line on which a key stands, and what it says.
fn top_entry<'a>(front: &FrontMatter<'a>, key: &str) -> Option<(Line<'a>, Entry<'a>)> {
    lines::from(front.text, 0)
        .filter_map(|line| Some((line, lines::entry(front.format, line.text)?)))
        .find(|(_, entry)| entry.key == key)
}

/// Front matter that is opened and not closed; `rest` is what follows its last key, from the line
/// `first_line` of the file on.
pub(super) fn unclosed(front: &FrontMatter<'_>, rest: &str, first_line: u32) -> Mistake {
    if let Some(mistake) = misspelt_end(front, rest, first_line) {
        return mistake;
    }
    let closing = front.format.closing();
    let message = match front.format {
        Format::Json => {
            format!("The front matter begins here, but the `{closing}` that ends it is missing.")
        }
        Format::Yaml | Format::Toml => {
            format!(
                "The front matter begins here, but the line with `{closing}` that ends it is missing."
            )
        }
    };
    Mistake::new(opening(front), message)
}

/// Front matter whose opening delimiter is misspelt, or missing.
pub(super) fn unopened(front: &FrontMatter<'_>) -> Mistake {
    let closing = front.format.closing();
    let Begin::Misspelt(length) = front.begin else {
        let message = format!(
            "This seems to be front matter, but the line with `{closing}` that begins it is missing above."
        );
        return Mistake::new(first_line(front), message);
    };
    let message = format!(
        "This line is meant to begin the front matter. It does when it is `{closing}` and nothing else."
    );
    let place = Place {
        length,
        ..opening(front)
    };
    Mistake::new(place, message).with_suggestion(Some(closing.to_owned()))
}

/// A line that is meant to close the front matter and does not: `----`, `--`, a long dash.
fn misspelt_end(front: &FrontMatter<'_>, rest: &str, first_line: u32) -> Option<Mistake> {
    let line = lines::from(rest, 0).find(|line| !line.is_blank())?;
    let closing = front.format.closing();
    let is_first = line.start == 0;
    let goes_on = is_first && front.format != Format::Json && line.text.starts_with(closing);
    // Below a blank line three stars are a break in the text.
    let is_misspelt =
        split::is_misspelt_end(front.format, line.text) && (is_first || !line.text.contains('*'));
    if !is_misspelt && !goes_on {
        return None;
    }
    let mut place = lines::place(rest, line.start, line.text.len());
    place.line += first_line - 1;
    let message = format!(
        "This line is meant to end the front matter. It does when it is `{closing}` and nothing else."
    );
    // What stands behind the delimiter is a text of its own.
    let mended = is_misspelt.then(|| closing.to_owned());
    Some(Mistake::new(place, message).with_suggestion(mended))
}

fn recognise(front: &FrontMatter<'_>, syntax: &Syntax) -> Option<Mistake> {
    let catalogue: &[Recognise] = match front.format {
        Format::Yaml => &YAML,
        Format::Toml => &TOML,
        Format::Json => &JSON,
    };
    let failed = Failed {
        format: front.format,
        text: front.text,
        syntax,
        left: Cell::new(MOST_TRIED),
    };
    catalogue.iter().find_map(|recognise| recognise(&failed))
}

/// The same as what a parser says, for a text that it can read, but not as keys and values.
fn no_keys(front: &FrontMatter<'_>) -> Syntax {
    let mut place = first_line(front);
    place.line -= front.line - 1;
    Syntax {
        place,
        context: None,
        words: String::new(),
    }
}

impl<'a> Failed<'a> {
    /// The key and value on a line, or the entry of a list.
    fn entry<'l>(&self, line: &'l str) -> Option<Entry<'l>> {
        match self.format {
            Format::Yaml => yaml::entry_of(line),
            Format::Toml | Format::Json => lines::entry(self.format, line),
        }
    }

    /// The line on which the parser stopped.
    fn line(&self) -> Option<Line<'a>> {
        self.line_at(self.syntax.place.line)
    }

    /// A line by its number, from 1.
    fn line_at(&self, number: u32) -> Option<Line<'a>> {
        lines::from(self.text, 0).nth(number.checked_sub(1)? as usize)
    }

    /// The line on which the parser stopped, then those above it from the top, as long as something
    /// may be tried.
    fn lines(&self) -> impl Iterator<Item = Line<'a>> {
        let above = (self.syntax.place.line as usize).saturating_sub(1);
        let skipped = if self.text.len() > MOST_LOOKED_AT {
            above.saturating_sub(FEW_LINES)
        } else {
            0
        };
        let above = lines::from(self.text, 0).take(above).skip(skipped);
        let lines = self.line().into_iter().chain(above);
        lines.take_while(|_| self.left.get() > 0)
    }

    /// The last line up to the one on which the parser stopped that is so.
    fn last_line(&self, is_so: impl Fn(&Line<'a>) -> bool) -> Option<Line<'a>> {
        let lines = lines::from(self.text, 0).take(self.syntax.place.line as usize);
        lines.filter(is_so).last()
    }

    /// Whether another text may still be read, and takes what that costs.
    fn may_try(&self) -> bool {
        let cost = (self.text.len() as u64).pow(2);
        let left = self.left.get();
        self.left.set(left.saturating_sub(cost));
        left >= cost
    }

    /// Whether the text can be read, or at least further, with another line in the place of one.
    fn is_better_with(&self, line: &Line<'_>, mended: &str) -> bool {
        if !self.may_try() {
            return false;
        }
        let end = line.start + line.text.len();
        let text = format!("{}{mended}{}", &self.text[..line.start], &self.text[end..]);
        match read::read_as(self.format, &text) {
            Ok(_) => true,
            Err(Failure::Syntax(then)) => {
                let here = lines::place(self.text, line.start, 1).line;
                then.place.line > self.syntax.place.line.max(here)
            }
            Err(_) => false,
        }
    }

    /// A mistake in some bytes of a line, with the line as it would be right: only if that helps and
    /// says what is `meant`.
    fn mended(
        &self,
        line: &Line<'_>,
        span: std::ops::Range<usize>,
        message: String,
        mended: String,
        meant: &str,
    ) -> Option<Mistake> {
        if !self.is_better_with(line, &mended) {
            return None;
        }
        let is_meant = values::read_alone(self.format, &mended).as_deref() == Some(meant);
        let place = lines::place(self.text, line.start + span.start, span.len());
        Some(Mistake::new(place, message).with_suggestion(is_meant.then_some(mended)))
    }
}

/// The delimiter that opens the front matter.
fn opening(front: &FrontMatter<'_>) -> Place {
    let (line, length) = match front.format {
        Format::Json => (front.line, 1),
        Format::Yaml | Format::Toml => (front.line - 1, 3),
    };
    Place {
        line,
        column: 1,
        length,
    }
}

/// The first line that says anything.
fn first_line(front: &FrontMatter<'_>) -> Place {
    let line = lines::from(front.text, 0).find(|line| !line.is_blank());
    let mut place = line.map_or_else(
        || lines::place(front.text, 0, 0),
        |line| lines::place(front.text, line.start, line.text.len()),
    );
    place.line += front.line - 1;
    place
}
