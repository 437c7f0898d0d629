//! The accidents that befall front matter, each explained in the author's words.
//!
//! A parser says where it gave up, which is seldom where the mistake is. An entry of [`YAML`]
//! recognises one mistake in the text that failed; the first that does is shown. What none of them
//! knows is told in the parser's own words.

use super::lines::{self, Entry, Line};
use super::read::{self, Failure, Syntax};
use super::split::{Format, FrontMatter};
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

/// An entry of the catalogue: the mistake, if it is this one. Places count from the front matter's
/// first line.
type Recognise = fn(text: &str, syntax: &Syntax) -> Option<Mistake>;

/// The mistakes in YAML that are known, the surest sign first.
const YAML: [Recognise; 4] = [tab, duplicate_key, unclosed_quote, colon_in_value];

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
        Failure::NoKeys => Mistake::new(
            first_line(front),
            "The front matter has no keys. Each of its lines needs a key, a colon, a space and a \
             value, as in `title: My post`.",
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

/// Front matter that is opened and not closed.
pub(super) fn unclosed(front: &FrontMatter<'_>) -> Mistake {
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

fn recognise(front: &FrontMatter<'_>, syntax: &Syntax) -> Option<Mistake> {
    match front.format {
        Format::Yaml => YAML
            .iter()
            .find_map(|recognise| recognise(front.text, syntax)),
        Format::Toml | Format::Json => None,
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

/// A line indented with a tab. It is the mistake if without tabs the text can be read, or read
/// further.
fn tab(text: &str, syntax: &Syntax) -> Option<Mistake> {
    let is_tabbed = |line: &Line<'_>| indentation(line.text).contains('\t');
    let line = lines::from(text, 0)
        .take(syntax.place.line as usize)
        .find(is_tabbed)?;
    let read_with = |tab| {
        let text: String = lines::from(text, 0)
            .map(|line| without_tabs(line.text, tab) + "\n")
            .collect();
        read::yaml(&text)
    };
    let suggestion = ["  ", ""]
        .into_iter()
        .find(|tab| read_with(tab).is_ok())
        .map(|tab| without_tabs(line.text, tab));
    let is_better = || match read_with("  ") {
        Err(Failure::Syntax(then)) => then.place.line > syntax.place.line,
        _ => false,
    };
    if suggestion.is_none() && !is_better() {
        return None;
    }
    let place = lines::place(text, line.start, indentation(line.text).len());
    let message = "This line is indented with a tab, and YAML takes only spaces.";
    Some(Mistake::new(place, message).with_suggestion(suggestion))
}

fn indentation(line: &str) -> &str {
    &line[..line.len() - line.trim_start_matches([' ', '\t']).len()]
}

/// The line with something else for each tab of its indentation.
fn without_tabs(line: &str, replacement: &str) -> String {
    let tabs = indentation(line);
    tabs.replace('\t', replacement) + &line[tabs.len()..]
}

/// A key that is there already. The parser tells the key, and no place.
fn duplicate_key(text: &str, syntax: &Syntax) -> Option<Mistake> {
    let (_, quoted) = syntax.words.split_once("duplicate entry with key ")?;
    let key = quoted.trim_matches('"');
    let mut above: Vec<usize> = Vec::new();
    for line in lines::from(text, 0).filter(|line| !line.is_blank()) {
        let Some(entry) = lines::entry(Format::Yaml, line.text) else {
            continue;
        };
        // A line less indented ends the mappings that are deeper, and a dash begins a new one.
        let is_new = line.text[..entry.key_at].contains('-');
        above.retain(|&at| {
            if is_new {
                at < entry.key_at
            } else {
                at <= entry.key_at
            }
        });
        if entry.key != key {
            continue;
        }
        if above.contains(&entry.key_at) {
            let place = lines::place(text, line.start + entry.key_at, key.len());
            let message = format!("`{key}` is written twice. Keep one of the two lines.");
            return Some(Mistake::new(place, message));
        }
        above.push(entry.key_at);
    }
    None
}

/// A quote that opens a value and is not closed before the next key, or at all.
fn unclosed_quote(text: &str, syntax: &Syntax) -> Option<Mistake> {
    let before_next_key = lines::from(text, 0)
        .take(syntax.place.line as usize)
        .filter_map(|line| Some((line, open_quote(line.text)?)))
        .find(|(line, entry)| next_begins_anew(text, line, entry));
    let Some((line, entry)) = before_next_key else {
        return never_closed(text, syntax);
    };
    let mended = format!("{}{}", line.text.trim_end(), &entry.value[..1]);
    let is_readable = read_alone(&mended).is_some();
    let mistake = quote_mistake(text, &line, &entry);
    Some(mistake.with_suggestion(is_readable.then_some(mended)))
}

/// A quote that runs over several lines to the end. Which of them its author meant cannot be told.
fn never_closed(text: &str, syntax: &Syntax) -> Option<Mistake> {
    let opening = syntax
        .context
        .filter(|_| syntax.words.contains("quoted scalar"))?;
    let line = lines::from(text, 0).nth(opening.line as usize - 1)?;
    let entry = open_quote(line.text)?;
    Some(quote_mistake(text, &line, &entry))
}

fn quote_mistake(text: &str, line: &Line<'_>, entry: &Entry<'_>) -> Mistake {
    let meant = line.text.len() - entry.value_at;
    let message = format!(
        "{} begins with a quote that is never closed.",
        subject(entry.key)
    );
    Mistake::new(
        lines::place(text, line.start + entry.value_at, meant),
        message,
    )
}

/// Whether after this entry there is another one beside or above it, or nothing.
fn next_begins_anew(text: &str, line: &Line<'_>, entry: &Entry<'_>) -> bool {
    let Some(next) = lines::from(text, line.end).find(|line| !line.is_blank()) else {
        return true;
    };
    lines::entry(Format::Yaml, next.text)
        .or_else(|| lines::list_entry(next.text))
        .is_some_and(|next| next.key_at <= entry.key_at)
}

/// The entry of a line whose value opens a quote and does not close it on that line.
fn open_quote(line: &str) -> Option<Entry<'_>> {
    let entry = lines::entry(Format::Yaml, line).or_else(|| lines::list_entry(line))?;
    let quote = entry
        .value
        .chars()
        .next()
        .filter(|quote| matches!(quote, '"' | '\''))?;
    let mut is_escaped = false;
    let is_closed = line[entry.value_at + 1..].chars().any(|letter| {
        let closes = letter == quote && !is_escaped;
        is_escaped = letter == '\\' && quote == '"' && !is_escaped;
        closes
    });
    (!is_closed).then_some(entry)
}

/// A bare value with a colon and a space in it, which YAML takes for a key and its value.
fn colon_in_value(text: &str, syntax: &Syntax) -> Option<Mistake> {
    if !syntax.words.starts_with("mapping values are not allowed") {
        return None;
    }
    let line = lines::from(text, 0).nth(syntax.place.line as usize - 1)?;
    let entry = lines::entry(Format::Yaml, line.text)?;
    let is_bare = !entry
        .value
        .starts_with(['"', '\'', '[', '{', '|', '>', '&', '*', '!', '@', '`', '%']);
    let value_place = lines::place(text, line.start + entry.value_at, entry.value.len());
    if !is_bare || entry.value.is_empty() || syntax.place.column < value_place.column {
        return None;
    }
    let value_end = entry.value_at + entry.value.len();
    let mended = format!(
        "{}{}{}",
        &line.text[..entry.value_at],
        quoted(entry.value),
        &line.text[value_end..]
    );
    let is_meant = read_alone(&mended).as_deref() == Some(entry.value);
    let message = format!(
        "{} has a colon in it, so it needs quotes around it.",
        subject(entry.key)
    );
    Some(Mistake::new(value_place, message).with_suggestion(is_meant.then_some(mended)))
}

/// A value's name at the start of a sentence.
fn subject(key: &str) -> String {
    match key.to_lowercase().as_str() {
        "" => "This entry".to_owned(),
        long if long.len() > 40 => "This value".to_owned(),
        known @ ("title" | "description" | "summary" | "subtitle" | "author") => {
            format!("The {known}")
        }
        _ => format!("The value of `{key}`"),
    }
}

/// A text in quotes that YAML reads as it is.
fn quoted(text: &str) -> String {
    if text.contains(['"', '\\']) {
        return format!("'{}'", text.replace('\'', "''"));
    }
    format!("\"{text}\"")
}

/// The innermost text of one line of YAML, read by itself.
fn read_alone(line: &str) -> Option<String> {
    let mut value: serde_yaml::Value = serde_yaml::from_str(line).ok()?;
    loop {
        value = match value {
            serde_yaml::Value::String(text) => return Some(text),
            serde_yaml::Value::Mapping(keys) => keys.into_iter().next()?.1,
            serde_yaml::Value::Sequence(values) => values.into_iter().next()?,
            _ => return None,
        }
    }
}
