//! Tables: to goldmark each is a paragraph with a line of delimiters in it.

use std::borrow::Cow;

use super::{Addition, BARRIER, add, last_line};
use crate::render::{Span, containers};

/// Whether a line has delimiters for another table than the parser sees there.
pub(super) fn is_odd_table(text: &str, line: Span) -> bool {
    let inner = containers::inner(&text[line.clone()]).trim_ascii_end();
    let Some(count) = columns(inner) else {
        return may_be_delimiters(inner);
    };
    let above = text[..line.start].strip_suffix('\n').unwrap_or_default();
    let header = last_line(above);
    let first = above[..above.len() - header.len()].strip_suffix('\n');
    let first = containers::inner(last_line(first.unwrap_or_default())).trim_ascii_end();
    // It may be in a list or a quote, or go on with one.
    let is_within = |line: &str| line.starts_with([' ', '\t', '>']);
    let is_in_other = is_within(&text[line.clone()]) || containers::inner(header) != header;
    let header = containers::inner(header).trim_ascii_end();
    let mut below = text[line.end..].split_inclusive('\n');
    cells(header) < count
        || is_bare(header, count)
        || !first.is_empty()
        || is_in_other
        || below
            .by_ref()
            .take_while(|line| !line.trim_ascii().is_empty())
            .any(|line| {
                let is_deep = line.starts_with("    ") || line.starts_with('\t');
                containers::inner(line).trim_ascii_end() == "|" || is_no_end(line) || is_deep
            })
}

/// Whether a line is made of what delimiters are made of, of several columns.
fn may_be_delimiters(line: &str) -> bool {
    let is_part = |byte: u8| byte.is_ascii_whitespace() || matches!(byte, b'-' | b'|' | b':');
    line.bytes().all(is_part) && line.contains('-') && line.contains('|')
}

/// Where the delimiters of a table begin that are none to goldmark, because there are blanks in them.
pub(super) fn no_delimiters(text: &str, table: &Span) -> Option<usize> {
    let header = memchr::memchr(b'\n', &text.as_bytes()[table.clone()])?;
    let start = table.start + header + 1;
    let line = text[start..].split('\n').next()?;
    let inner = containers::inner(line);
    columns(inner.trim_ascii_end())
        .is_none()
        .then_some(start + line.len() - inner.len())
}

/// Whether a header has no bar, which the parser looks for.
fn is_bare(header: &str, columns: usize) -> bool {
    columns == 1 && !header.contains('|')
}

/// Whether a line that looks like the beginning of a list cannot be the end of a paragraph.
fn is_no_end(line: &str) -> bool {
    let line = line.trim_start_matches([' ', '\t', '>']);
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let (number, rest) = line.split_at(digits);
    let rest = if digits == 0 {
        line.strip_prefix(['-', '*', '+'])
    } else {
        rest.strip_prefix(['.', ')'])
    };
    rest.is_some_and(|rest| {
        let is_item = rest.is_empty() || rest.starts_with([' ', '\t', '\r', '\n']);
        let is_empty = rest.trim_ascii().is_empty();
        // A dash alone might be the line below a heading, and then is an item.
        let is_dash = line.starts_with('-');
        is_item && (is_empty && !is_dash || !matches!(number, "" | "1"))
    })
}

/// How many columns a line of delimiters has; `None` where it is none.
pub(super) fn columns(line: &str) -> Option<usize> {
    let is_part = |byte: u8| byte.is_ascii_whitespace() || matches!(byte, b'-' | b'|' | b':');
    let is_some = line.contains('-') && line.contains(['|', ':']);
    if !is_some || !line.bytes().all(is_part) {
        return None;
    }
    let mut all: Vec<&str> = line.split('|').map(str::trim_ascii).collect();
    if all.first().is_some_and(|first| first.is_empty()) {
        all.remove(0);
    }
    all.pop_if(|last| last.is_empty());
    let is_delimiter = |column: &&str| {
        let dashes = column.strip_prefix(':').unwrap_or(column);
        let dashes = dashes.strip_suffix(':').unwrap_or(dashes);
        !dashes.is_empty() && dashes.bytes().all(|byte| byte == b'-')
    };
    (!all.is_empty() && all.iter().all(is_delimiter)).then_some(all.len())
}

/// How many cells a row has.
fn cells(row: &str) -> usize {
    let row = row.trim_ascii();
    let inner = row.strip_prefix('|').unwrap_or(row);
    let inner = inner.strip_suffix('|').unwrap_or(inner);
    if inner.is_empty() {
        return 0;
    }
    let bytes = inner.as_bytes();
    let bars = memchr::memchr_iter(b'|', bytes).filter(|at| *at == 0 || bytes[at - 1] != b'\\');
    bars.count() + 1
}

/// With more blanks before it a line is code where it may be.
pub(super) const MOST_BLANKS: usize = 3;
/// In so many quotes lines are still given the signs of those they go on with.
const DEEPEST: usize = 32;

/// Adds what makes the parser see the table that the lines of a paragraph hold.
pub(super) fn table_in(text: &str, lines: &Span, additions: &mut Vec<Addition>) {
    if !text[lines.clone()].contains('\n') {
        return;
    }
    let lines = Line::all(text, lines);
    let of = |line: &Line| &text[line.inner.clone()];
    let indent_of_first = containers::column(last_line(&text[..lines[0].inner.start]));
    let delimiters = lines.iter().skip(1).map(|line| {
        // Four blanks more, and it is none.
        let indent = containers::column(&text[line.start..line.inner.start]);
        columns(of(line)).filter(|_| indent <= indent_of_first + MOST_BLANKS)
    });
    let Some((at, count)) = { delimiters.enumerate() }.find_map(|(at, count)| Some((at, count?)))
    else {
        return;
    };
    let header = of(&lines[at]);
    let has = cells(header);
    if has > count {
        return;
    }
    let table = Some(lines[at].inner.start);
    let mut add = |at, what: Cow<'static, str>| additions.push(Addition { at, what, table });
    // What goes on lazily with a paragraph belongs to what the table is in.
    let above = containers::same(last_line(&text[..lines[0].inner.start]));
    if above.matches('>').count() > DEEPEST {
        return;
    }
    for line in &lines[at.max(1)..] {
        let missing = missing(&text[line.start..line.inner.start], &above);
        if !missing.is_empty() {
            add(line.start, missing.into());
        }
    }
    if !header.starts_with('|') && (at > 0 || is_bare(header, count)) {
        add(lines[at].inner.start, "|".into());
    }
    if has < count {
        let end = if header.ends_with('|') { "" } else { " |" };
        let cells = " |".repeat(count - has);
        add(lines[at].inner.end, format!("{end}{cells}").into());
    }
}

/// A line of a paragraph.
struct Line {
    start: usize,
    /// Without the signs of what it is in, and blanks.
    inner: Span,
}

impl Line {
    /// Those of which `lines` holds the text.
    fn all(text: &str, lines: &Span) -> Vec<Self> {
        let end = memchr::memchr(b'\n', &text.as_bytes()[lines.end..]);
        let end = end.map_or(text.len(), |at| lines.end + at);
        let mut all = Vec::new();
        let mut start = lines.start;
        for line in text[lines.start..end].split_inclusive('\n') {
            let inner = if start == lines.start {
                line
            } else {
                line.trim_start_matches([' ', '\t', '>'])
            };
            let begin = start + line.len() - inner.len();
            let inner = begin..begin + inner.trim_ascii_end().len();
            all.push(Self { start, inner });
            start += line.len();
        }
        all
    }
}

/// What a line lacks before its text that it would have if it were not lazy.
fn missing(own: &str, above: &str) -> String {
    let width = |blanks: &str| blanks.len() + blanks.matches('\t').count() * 3;
    match (above.contains('>'), own.contains('>')) {
        (true, true) => String::new(),
        (true, false) => above.to_owned(),
        (false, _) => " ".repeat(width(above).saturating_sub(width(own))),
    }
}

/// Makes the lines right below a table rows that go on with it but look like lists; says where they end.
pub(super) fn rows_below(text: &str, table: &Span, additions: &mut Vec<Addition>) -> usize {
    let end = text[..table.end].trim_ascii_end().len();
    let end_of_line = memchr::memchr(b'\n', &text.as_bytes()[end..]);
    let mut start = end_of_line.map_or(text.len(), |line| end + line + 1);
    let above = containers::same(last_line(&text[..table.start]));
    for line in text[start..].split_inclusive('\n') {
        let inner = line.trim_start_matches([' ', '\t', '>']);
        let is_deep = !inner.trim_ascii().is_empty()
            && containers::column(&line[..line.len() - inner.len()])
                > containers::column(&above) + MOST_BLANKS;
        let is_row = inner.trim_ascii_end() == "|" || is_no_end(inner) || is_deep;
        // Outside of what the table is in it is the next item.
        let own = &line[..line.len() - inner.len()];
        if !is_row || !missing(own, &above).is_empty() {
            break;
        }
        add(additions, start + own.len(), "|");
        start += line.len();
    }
    start
}

/// Makes the lines of a paragraph right below a table, which go on lazily with what that is in, its next rows.
pub(super) fn lazy_rows(text: &str, table: &Span, paragraph: &Span, additions: &mut Vec<Addition>) {
    let end = text[..table.end].trim_ascii_end().len();
    let between = text.get(end..paragraph.start).unwrap_or_default();
    let own = between.trim_start_matches('\r').strip_prefix('\n');
    let above = containers::same(last_line(&text[..table.start]));
    let quotes = |blanks: &str| blanks.matches('>').count();
    let is_lazy = |own: &&str| {
        let has_signs_alone = own.bytes().all(|byte| matches!(byte, b' ' | b'\t' | b'>'));
        // Another quote begins.
        has_signs_alone && quotes(own) <= quotes(&above)
    };
    let is_followed = !above.is_empty() && quotes(&above) <= DEEPEST;
    let Some(own) = own.filter(is_lazy).filter(|_| is_followed) else {
        return;
    };
    let start = end + between.len() - own.len();
    let mut done = start;
    for line in text[start..paragraph.end].split_inclusive('\n') {
        let inner = line.trim_start_matches([' ', '\t', '>']);
        let own = &line[..line.len() - inner.len()];
        let table = Some(done + own.len());
        let mut add = |at, what: Cow<'static, str>| additions.push(Addition { at, what, table });
        add(done, missing(own, &above).into());
        if !inner.starts_with('|') {
            add(done + own.len(), "|".into());
        }
        done += line.len();
    }
}

/// Makes a table the next line of the paragraph that blank lines part it from.
pub(super) fn blank_above(text: &str, table: usize, additions: &mut Vec<Addition>) {
    let indent = last_line(&text[..table]);
    if !indent.bytes().all(|byte| matches!(byte, b' ' | b'\t')) {
        return;
    }
    if !text[table..].starts_with('|') {
        add(additions, table, "|");
    }
    let mut end = table - indent.len();
    while let Some(line) = text[..end].strip_suffix('\n').map(last_line)
        && line.trim_ascii().is_empty()
    {
        let start = end - 1 - line.len();
        add(additions, start, format!("{indent}{BARRIER}"));
        end = start;
    }
}
