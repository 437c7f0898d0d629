//! Where in a link its address is written, and which brackets are no links.

use std::collections::HashSet;
use std::ops::Range;

use pulldown_cmark::{BrokenLink, LinkType};

use super::{Found, Label};

/// The address in the source of a link or a picture, if it is written there: as it was written, with
/// what escapes there are. `inner` is where its text ends at the earliest.
pub(super) fn span_of_address(
    body: &str,
    link_type: LinkType,
    span: &Range<usize>,
    inner: usize,
) -> Option<Range<usize>> {
    if link_type == LinkType::Autolink {
        return Some(span.start + 1..span.end.checked_sub(1)?);
    }
    if link_type != LinkType::Inline {
        return None;
    }
    let source = body.get(inner..span.end)?;
    let inner = inner + source.find("](")? + 2;
    let source = body.get(inner..span.end)?;
    let text = source.trim_start();
    let start = inner + source.len() - text.len();
    let (start, length) = match text.strip_prefix('<') {
        Some(text) => (start + 1, length_until(text, |c, _| c == '>')),
        None => (
            start,
            length_until(text, |c, depth| {
                c.is_whitespace() || (c == ')' && depth == 0)
            }),
        ),
    };
    (length > 0).then_some(start..start + length)
}

/// How many bytes come before the first character that ends the address, with the parentheses that
/// are open there.
fn length_until(text: &str, ends: impl Fn(char, usize) -> bool) -> usize {
    let (mut depth, mut is_escaped) = (0_usize, false);
    for (at, c) in text.char_indices() {
        if is_escaped {
            is_escaped = false;
            continue;
        }
        if ends(c, depth) {
            return at;
        }
        match c {
            '\\' => is_escaped = true,
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    text.len()
}

/// `[text][label]` that no line defines. What may be something else, `a[i][j]`, `[a-z][0-9]` or two
/// numbers, is passed over.
pub(super) fn undefined(body: &str, link: &BrokenLink<'_>) -> Option<Found<'static>> {
    let is_full = matches!(
        link.link_type,
        LinkType::Reference | LinkType::ReferenceUnknown
    );
    let source = body.get(link.span.clone()).filter(|_| is_full)?;
    let before = body[..link.span.start].chars().next_back();
    let is_apart = before.is_none_or(|c| !c.is_alphanumeric() && !matches!(c, ']' | ')' | '\\'));
    let (text, is_picture) = match source.strip_prefix('!') {
        Some(text) => (text, true),
        None => (source, false),
    };
    let text = text.strip_prefix('[')?.rsplit_once("][")?.0.trim();
    let label = link.reference.trim();
    let is_name = label.chars().nth(1).is_some()
        && !label.starts_with('^')
        && !label.contains([
            '{', '}', '$', '"', '=', '(', ')', ';', '<', '>', '|', '\\', '*', '[',
        ])
        && !is_pattern(label);
    let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let are_numbers = is_number(text) && is_number(label);
    let is_text = !text.is_empty() && !text.starts_with('^') && !is_pattern(text) && !are_numbers;
    (is_apart && is_name && is_text).then(|| Found::Undefined {
        label: if is_picture {
            Label::Picture(label.to_owned())
        } else {
            Label::Link(label.to_owned())
        },
        span: link.span.clone(),
    })
}

/// The label of a footnote that is asked for where the text at `span` begins, `[^label]`: the parser
/// takes for text what no line defines.
pub(super) fn undefined_note(body: &str, span: &Range<usize>) -> Option<(String, Range<usize>)> {
    let text = body.get(span.start..)?.strip_prefix('^')?;
    let before = body[..span.start].strip_suffix('[')?;
    let end = text.find(|c: char| !c.is_alphanumeric() && !matches!(c, '-' | '_'))?;
    let (label, after) = text.split_at(end);
    let after = after.strip_prefix(']')?;
    // After `[^a]` a pattern goes on with how often.
    let goes_on = after.starts_with(['+', '*', '?', '{', '(', '[', '\\']);
    let is_note = !label.is_empty() && !is_pattern(label) && !before.ends_with('\\') && !goes_on;
    is_note.then(|| (label.to_owned(), span.start - 1..span.start + 1 + end + 1))
}

/// The labels that lines of a text begin with, `[label]:`, whatever follows: what a template makes of
/// `[label]: {{ … }}` is an address, although the parser sees none.
pub(super) fn labels(body: &str) -> HashSet<String> {
    let lines = body.lines().filter_map(|line| {
        let line = line.trim_start_matches([' ', '\t', '>']);
        let (label, _) = line.strip_prefix('[')?.split_once("]:")?;
        Some(fold(label))
    });
    lines.collect()
}

/// Labels are the same whatever their case and blanks.
pub(super) fn fold(label: &str) -> String {
    let words: Vec<_> = label.split_whitespace().collect();
    words.join(" ").to_lowercase()
}

/// Whether it looks like the letters that a regular expression takes.
fn is_pattern(text: &str) -> bool {
    ["a-z", "A-Z", "0-9", "a-f", "A-F"]
        .iter()
        .any(|range| text.contains(range))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(link: &str, inner: usize, expected: &str) {
        let span = span_of_address(link, LinkType::Inline, &(0..link.len()), inner);
        let found = span.map_or("", |span| &link[span]);
        assert_eq!(found, expected, "{link}");
    }

    #[test]
    fn an_address_stands_after_the_text() {
        check("[a](b)", 2, "b");
        check("[b](b \"b\")", 2, "b");
        check("![b](  b\t'b')", 3, "b");
        check("[a](<b c> \"d\")", 2, "b c");
        check("[a](b\\)c(d)e)", 2, "b\\)c(d)e");
        check("[a]()", 2, "");
        check("[a](<>)", 2, "");
        check("[a](\n b)", 2, "b");
        check("[a][b]", 2, "");
    }
}
