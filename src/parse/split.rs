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
    /// Whether the closing delimiter is there.
    pub(super) end: End,
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
        _ => return bare,
    };
    let front_matter = |text, end| FrontMatter {
        format,
        text,
        start: opening.end,
        line: number + 1,
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
    let prose_after_blank = rest
        .lines()
        .next()
        .is_some_and(|line| line.trim().is_empty())
        && !rest.trim().is_empty();
    let is_misspelt = rest
        .lines()
        .next()
        .is_some_and(|line| is_misspelt_end(front.format, line));
    if end > 0 && is_misspelt {
        return Suspicion::EndMissing(end);
    }
    let has_blank = || rest.trim().lines().any(|line| line.trim().is_empty());
    match end {
        0 if prose_after_blank || has_blank() => Suspicion::ThematicBreaks,
        1.. if prose_after_blank => Suspicion::EndMissing(end),
        _ => Suspicion::FrontMatter,
    }
}

/// Whether a line looks as if it was meant to close front matter, and does not: too many dashes or
/// too few, long ones, the other format's.
pub(super) fn is_misspelt_end(format: Format, line: &str) -> bool {
    let line = line.trim_end();
    let length = line.chars().count();
    let is_mark = |c| matches!(c, '-' | '–' | '—' | '−' | '+' | '=' | '_' | ' ');
    let is_short_dash = matches!(line, "—" | "–");
    format != Format::Json
        && !format.is_closing(line)
        && line.chars().all(is_mark)
        && !line.starts_with(' ')
        && !line.contains("- ")
        && ((2..=8).contains(&length) || is_short_dash)
}

/// How far the text looks like front matter, in bytes: up to the last line with a key, or one that
/// belongs to a key above it.
fn keys_end(format: Format, text: &str) -> usize {
    let mut end = 0;
    let mut after_blank = false;
    for line in lines::from(text, 0) {
        if line.is_blank() {
            after_blank = true;
            continue;
        }
        let is_indented = line.text.starts_with([' ', '\t']);
        let continues = end > 0
            && (is_indented || !after_blank && line.text.starts_with(['-', '#', ']', '}', '"']));
        let is_end = is_misspelt_end(format, line.text);
        if is_end || !continues && !lines::is_key_line(format, line.text) {
            break;
        }
        end = line.end;
        after_blank = false;
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
