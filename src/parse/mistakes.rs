//! The accidents that befall front matter, each explained in the author's words.
//!
//! A parser says where it gave up, which is seldom where the mistake is. An entry of the catalogue
//! recognises one mistake in the text that failed; the first that does is shown. What none of them
//! knows is told in the parser's own words. A mended line is offered only where the text can be read
//! with it, or read further, and says what was meant.

use super::lines::{self, Line};
use super::read::{self, Failure, Syntax};
use super::split::{self, Format, FrontMatter};
use crate::problem::{Place, Severity};

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
mod toml;
mod values;
mod yaml;

/// An entry of the catalogue: the mistake, if it is this one. Places count from the front matter's
/// first line.
type Recognise = fn(&Failed<'_>) -> Option<Mistake>;

/// The mistakes in YAML that are known, the surest sign first.
const YAML: [Recognise; 13] = [
    // A tab where only spaces may stand.
    yaml::tab,
    // `title: A` … `title: B`
    yaml::duplicate_key,
    // `title: 'Tis the season`
    yaml::leading_apostrophe,
    // `title: "Rust`
    yaml::unclosed_quote,
    // `title: He said "no": why`, `title: Rust: Leadership`
    yaml::colon_in_value,
    // `title: "He said "no" to me"`, `title: 'It's mine'`, `title: "Rust" and me`
    yaml::inner_quote,
    // `path: "C:\new\quay"`
    yaml::backslash,
    // `tags: [rust, web`
    yaml::unclosed_list,
    // `title: @home`, `*star*`, `[Draft] x`, `%x`, a backtick, `{x} y`, `> x`, `- x`, `& x`
    yaml::leading_character,
    // `title:My post`
    yaml::missing_space,
    // `title My post`, `title = My post`
    yaml::missing_colon,
    // ` title: A` under `date: …`, ` - b` under `  - a`
    yaml::uneven_indentation,
    // A line with no key, between those that have one.
    yaml::stray_line,
];

/// The mistakes in TOML that are known, the surest sign first.
const TOML: [Recognise; 10] = [
    // `title = "A"` … `title = "B"`
    toml::duplicate_key,
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
    // `tags = ["rust", "web"`
    toml::unclosed_list,
    // `draft = True`, `draft = yes`
    toml::bare_truth,
    // `date = 6.11.2019`
    toml::bad_date,
    // `title = My post`, `title = “A”`
    toml::bare_text,
];

/// The mistakes in JSON that are known, the surest sign first.
const JSON: [Recognise; 6] = [
    // `"title": "A"` … `"title": "B"`
    json::duplicate_key,
    // `"title": "Rust,`
    json::unclosed_quote,
    // A comma after the last entry.
    json::trailing_comma,
    // No comma between two entries.
    json::missing_comma,
    // `title: "A"`, `'title': 'A'`
    json::bare_key,
    // `"title": My post`, `"draft": True`
    json::bare_text,
];

/// Front matter that could not be read.
pub(super) struct Failed<'a> {
    format: Format,
    text: &'a str,
    syntax: &'a Syntax,
}

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

/// Keys that can be read, and are not those that were meant: a colon or a space is missing before
/// another colon of the same line.
pub(super) fn unmeant_keys(keys: &serde_yaml::Mapping, front: &FrontMatter<'_>) -> Vec<Mistake> {
    if front.format != Format::Yaml {
        return Vec::new();
    }
    let names = keys.keys().filter_map(serde_yaml::Value::as_str);
    let mistake = |key: &str| {
        let (meant, message) = yaml::meant_key(key)?;
        if keys.contains_key(meant) {
            return None;
        }
        let line = lines::from(front.text, 0).find(|line| line.text.starts_with(key))?;
        let rest = line.text[meant.len()..].trim_start();
        let rest = rest.strip_prefix([':', '=']).unwrap_or(rest);
        let mended = yaml::written(meant, rest.trim());
        let place = lines::place(front.text, line.start, meant.len());
        let mistake = Mistake {
            severity: Severity::Warning,
            ..Mistake::new(place, message)
        };
        Some(mistake.with_suggestion(Some(mended)).in_file(front))
    };
    names.filter_map(mistake).collect()
}

/// The line of a key with quotes around its whole value, if that is all on this line and means it.
pub(super) fn in_quotes(front: &FrontMatter<'_>, key: &str) -> Option<String> {
    let entries = lines::from(front.text, 0)
        .filter_map(|line| Some((line, lines::entry(front.format, line.text)?)));
    let (line, entry) = entries.into_iter().find(|(_, entry)| entry.key == key)?;
    let end = entry.value_at + entry.value.len();
    let (before, after) = (&line.text[..entry.value_at], &line.text[end..]);
    let mended = format!(
        "{before}{}{after}",
        values::quoted(front.format, entry.value)
    );
    let read = values::read_alone(front.format, &mended);
    let is_whole = entry.value.ends_with([']', '}']);
    (is_whole && read.as_deref() == Some(entry.value)).then_some(mended)
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

/// A line that is meant to close the front matter and does not: `----`, `--`, a long dash.
fn misspelt_end(front: &FrontMatter<'_>, rest: &str, first_line: u32) -> Option<Mistake> {
    let line = lines::from(rest, 0).find(|line| !line.is_blank())?;
    if !split::is_misspelt_end(front.format, line.text) {
        return None;
    }
    let closing = front.format.closing();
    let mut place = lines::place(rest, line.start, line.text.len());
    place.line += first_line - 1;
    let message = format!(
        "This line is meant to end the front matter. It does when it is `{closing}` and nothing else."
    );
    Some(Mistake::new(place, message).with_suggestion(Some(closing.to_owned())))
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
    /// The line on which the parser stopped.
    fn line(&self) -> Option<Line<'a>> {
        self.line_at(self.syntax.place.line)
    }

    /// A line by its number, from 1.
    fn line_at(&self, number: u32) -> Option<Line<'a>> {
        lines::from(self.text, 0).nth(number.checked_sub(1)? as usize)
    }

    /// The lines up to the one on which the parser stopped.
    fn lines(&self) -> impl Iterator<Item = Line<'a>> {
        lines::from(self.text, 0).take(self.syntax.place.line as usize)
    }

    /// Whether the text can be read, or at least further, with another line in the place of one.
    fn is_better_with(&self, line: &Line<'_>, mended: &str) -> bool {
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
