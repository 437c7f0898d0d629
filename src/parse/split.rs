//! Where the front matter ends and the body begins.

use super::lines::{self, Line};

/// How front matter is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
    /// Between `---` and `---` or `...`.
    Yaml,
    /// Between `+++` and `+++`.
    Toml,
    /// One object at the very start.
    Json,
}

impl Format {
    /// Its name, as authors know it.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Yaml => "YAML",
            Self::Toml => "TOML",
            Self::Json => "JSON",
        }
    }

    /// What closes it.
    pub(super) fn closing(self) -> &'static str {
        match self {
            Self::Yaml => "---",
            Self::Toml => "+++",
            Self::Json => "}",
        }
    }

    fn is_closing(self, line: &str) -> bool {
        line == self.closing() || self == Self::Yaml && line == "..."
    }
}

/// The front matter of one post, not yet understood.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct FrontMatter<'a> {
    pub(super) format: Format,
    /// What stands between the delimiters; of JSON the braces too.
    pub(super) text: &'a str,
    /// Where `text` begins, in bytes of the file.
    pub(super) start: usize,
    /// The line of the file on which `text` begins, from 1.
    pub(super) line: u32,
    /// Whether the opening delimiter is there.
    pub(super) begin: Begin,
    /// Whether the closing delimiter is there.
    pub(super) end: End,
}

impl FrontMatter<'_> {
    /// Front matter that stands in no file.
    pub(super) const NONE: Self = Self {
        format: Format::Yaml,
        text: "",
        start: 0,
        line: 1,
        begin: Begin::Opened,
        end: End::Closed,
    };
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Begin {
    Opened,
    /// The line above `text` is meant to open it; it has so many characters.
    Misspelt(u32),
    /// Nothing stands above `text`.
    Missing,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    Closed,
    /// `text` reaches as far as it looks like front matter.
    Missing,
}

/// The front matter, if there is any, and the byte at which the body begins.
///
/// A byte order mark and blank lines may stand before it. Without a closing delimiter it is front
/// matter only when a key follows at once: else the opening one is a thematic break.
pub(super) fn split(text: &str) -> (Option<FrontMatter<'_>>, usize) {
    let bare = (None, after_mark(text));
    let Some((opening, number)) = lines::from(text, after_mark(text))
        .zip(1u32..)
        .find(|(line, _)| !line.is_blank())
    else {
        return bare;
    };
    let format = match opening.text.trim_end() {
        "---" => Format::Yaml,
        "+++" => Format::Toml,
        json if opens_json(json) => {
            return json_front_matter(text, opening, number).unwrap_or(bare);
        }
        _ => return unopened(text, opening, number).unwrap_or(bare),
    };
    let front_matter = |text, end| FrontMatter {
        format,
        text,
        start: opening.end,
        line: number + 1,
        begin: Begin::Opened,
        end,
    };
    let closing =
        lines::from(text, opening.end).find(|line| format.is_closing(line.text.trim_end()));
    if let Some(closing) = closing {
        let front = front_matter(&text[opening.end..closing.start], End::Closed);
        return (Some(front), closing.end);
    }
    let end = opening.end + keys_end(format, &text[opening.end..]);
    if end == opening.end {
        return bare;
    }
    (
        Some(front_matter(&text[opening.end..end], End::Missing)),
        end,
    )
}

/// Front matter that is closed, and whose opening delimiter is misspelt or missing. It is some only
/// with a key at once that front matter is known to have, and nothing but keys up to its end.
fn unopened<'a>(
    text: &'a str,
    first: Line<'a>,
    number: u32,
) -> Option<(Option<FrontMatter<'a>>, usize)> {
    [Format::Yaml, Format::Toml].into_iter().find_map(|format| {
        let is_toml = first.text.contains('+');
        let is_misspelt =
            is_misspelt_end(format, first.text) && is_toml == (format == Format::Toml);
        // A misspelt delimiter is short.
        let length = u32::try_from(first.text.trim_end().chars().count()).unwrap_or(1);
        let (begin, start, line) = if is_misspelt {
            (Begin::Misspelt(length), first.end, number + 1)
        } else {
            (Begin::Missing, first.start, number)
        };
        let end = start + keys_end(format, &text[start..]);
        let closing = lines::from(text, end).next()?;
        let is_same = is_misspelt && closing.text.trim() == first.text.trim();
        let text = &text[start..end];
        let key = lines::from(text, 0).next()?.text;
        let is_known = lines::entry(format, key)
            .is_some_and(|entry| entry.key_at == 0 && lines::is_known_key(entry.key));
        // One line above dashes is a heading.
        let is_text = begin == Begin::Missing && text.lines().count() < 2;
        let is_closed = format.is_closing(closing.text.trim_end()) || is_same;
        let front = FrontMatter {
            format,
            text,
            start,
            line,
            begin,
            end: End::Closed,
        };
        (is_known && is_closed && !is_text).then_some((Some(front), closing.end))
    })
}

/// The first byte after a byte order mark, or 0.
pub(super) fn after_mark(text: &str) -> usize {
    if text.starts_with('\u{feff}') {
        '\u{feff}'.len_utf8()
    } else {
        0
    }
}

/// What front matter that could not be read turns out to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Suspicion {
    /// What it seems: front matter with a mistake.
    FrontMatter,
    /// Text between two thematic breaks.
    ThematicBreaks,
    /// Its end is missing: from this byte of it on it is the body, up to a thematic break there.
    EndMissing(usize),
}

/// Looks again at front matter that has both delimiters and cannot be read.
pub(super) fn suspect(front: &FrontMatter<'_>) -> Suspicion {
    if front.format == Format::Json || front.end == End::Missing {
        return Suspicion::FrontMatter;
    }
    let end = keys_end(front.format, front.text);
    let rest = &front.text[end..];
    let first = rest.lines().next().unwrap_or_default();
    let last = rest.lines().next_back().unwrap_or_default();
    let prose_after_blank = first.trim().is_empty() && !rest.trim().is_empty();
    if end > 0 && (is_misspelt_end(front.format, first) || opens_body(front.format, first)) {
        return Suspicion::EndMissing(end);
    }
    let has_blank = || rest.trim().lines().any(|line| line.trim().is_empty());
    match end {
        0 if prose_after_blank || has_blank() => Suspicion::ThematicBreaks,
        // Keys right above the closing delimiter: what is between them and the others is a mistake.
        1.. if prose_after_blank && !is_surely_key(front.format, last) => {
            Suspicion::EndMissing(end)
        }
        _ => Suspicion::FrontMatter,
    }
}

/// Whether a line bears a key that prose has not.
fn is_surely_key(format: Format, line: &str) -> bool {
    let is_known =
        || lines::entry(format, line).is_some_and(|entry| lines::is_known_key(entry.key));
    lines::is_key_line(format, line) && (format == Format::Toml || is_known())
}

/// Whether a line closes front matter and goes on with a text: `---# Heading`.
fn opens_body(format: Format, line: &str) -> bool {
    format != Format::Json && line.starts_with(format.closing())
}

/// Whether a line looks as if it was meant to close front matter, and does not: too many dashes or
/// too few, long ones, indented ones, ones with spaces between them, stars, the other format's.
pub(super) fn is_misspelt_end(format: Format, line: &str) -> bool {
    let line = line.trim_end();
    let marks: String = line.chars().filter(|&letter| letter != ' ').collect();
    let length = marks.chars().count();
    let is_mark = |c| matches!(c, '-' | '–' | '—' | '−' | '+' | '=' | '_');
    let is_short_dash = matches!(line, "—" | "–");
    let is_whole = marks == format.closing();
    let is_apart = line.starts_with(' ') || line.contains("- ");
    format != Format::Json
        && !format.is_closing(line)
        && (marks == "***" || marks.chars().all(is_mark))
        && (is_whole || !is_apart)
        && line.len() <= 8.max(marks.len())
        && ((2..=8).contains(&length) || is_short_dash)
}

/// How far the text looks like front matter, in bytes: up to the last line with a key, or one that
/// belongs to a key above it.
fn keys_end(format: Format, text: &str) -> usize {
    let mut end = 0;
    let mut after_blank = false;
    let mut is_below_indented = false;
    for line in lines::from(text, 0) {
        if line.is_blank() {
            after_blank = true;
            continue;
        }
        let is_indented = line.text.starts_with([' ', '\t']);
        let continues = end > 0
            && (is_indented || !after_blank && line.text.starts_with(['-', '#', ']', '}', '"']));
        // In a long text an indented line of dashes is a part of it.
        let is_end = is_misspelt_end(format, line.text) && !(is_indented && is_below_indented)
            || opens_body(format, line.text);
        if is_end || !continues && !lines::is_key_line(format, line.text) {
            break;
        }
        end = line.end;
        after_blank = false;
        is_below_indented = is_indented || line.text.trim_end().ends_with(['|', '>']);
    }
    end
}

/// Whether a first line opens a JSON object, and not a shortcode (`{{<`), a tag (`{%`) or kramdown's
/// attributes (`{:`).
fn opens_json(line: &str) -> bool {
    line.strip_prefix('{')
        .is_some_and(|rest| matches!(rest.trim_start().chars().next(), None | Some('"' | '}')))
}

fn json_front_matter<'a>(
    text: &'a str,
    opening: Line<'a>,
    number: u32,
) -> Option<(Option<FrontMatter<'a>>, usize)> {
    let front_matter = |text, end| FrontMatter {
        format: Format::Json,
        text,
        start: opening.start,
        line: number,
        begin: Begin::Opened,
        end,
    };
    let from = &text[opening.start..];
    if let Some(length) = object_length(from) {
        let after = &from[length..];
        let line_rest = after.find('\n').map_or(after.len(), |newline| newline + 1);
        let skipped = if after[..line_rest].trim().is_empty() {
            line_rest
        } else {
            0
        };
        let front = front_matter(&from[..length], End::Closed);
        return Some((Some(front), opening.start + length + skipped));
    }
    let end = opening.end + keys_end(Format::Json, &text[opening.end..]);
    let front = front_matter(&text[opening.start..end], End::Missing);
    (end > opening.end || opening.text.trim_end().len() > 1).then_some((Some(front), end))
}

fn is_before_comma(rest: &str) -> bool {
    rest.trim_start_matches(' ').starts_with(',')
}

/// Length of the JSON object at the start of a text in bytes, by its braces; `None` when it does not
/// end. A string ends at the end of its line at the latest, so that a forgotten quote does not
/// swallow the rest of the file.
fn object_length(text: &str) -> Option<usize> {
    let mut depth = 0usize;
    let mut is_in_string = false;
    let mut is_escaped = false;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'\n' => (is_in_string, is_escaped) = (false, false),
            _ if is_escaped => is_escaped = false,
            b'\\' if is_in_string => is_escaped = true,
            b'"' => is_in_string = !is_in_string,
            b'{' if !is_in_string => depth += 1,
            // Meant for another sign: behind the whole object there is no comma.
            b'}' if !is_in_string && depth == 1 && is_before_comma(&text[at + 1..]) => {}
            b'}' if !is_in_string => {
                depth -= 1;
                if depth == 0 {
                    return Some(at + 1);
                }
            }
            _ => {}
        }
    }
    None
}
