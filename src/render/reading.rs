//! What goldmark reads otherwise than our parser does. Before a text is parsed something is added there that
//! makes the parser see what goldmark sees.
//!
//! - A definition's colon stands at the beginning of its line and has a blank behind it.
//! - A table's header may have fewer cells than the line below it, and a paragraph goes on above it.
//! - What cannot end a paragraph is a row of the table that it stands below.
//! - A blank line above a table does not space its list's items out.
//! - A box of a task may have its text right behind it.
//! - The end of a `pre`, a script or a style alone begins no block of HTML, and `meta` begins one.

use std::borrow::Cow;
use std::collections::HashSet;

use pulldown_cmark::{CowStr, Event, Options, Parser, Tag, TagEnd};

use super::shortcodes::Origins;
use super::writer::{Writer, is_inline};
use super::{Form, Rules, Span, containers};
use tables::{blank_above, columns, is_odd_table, lazy_rows, no_delimiters, rows_below, table_in};

mod tables;

/// So often a text is added to; each time what stands behind may be something else.
const MOST_ROUNDS: usize = 16;

/// What is added before what begins nothing, or where a line is to be none. It is left out when the text is
/// written.
pub(super) const BARRIER: &str = "<hahahugo->";
/// What is added before a colon that goes on with a paragraph: that far from the edge nothing begins, and
/// blanks before a line are none of its text, whatever it stands in. In code they are left out: nobody indents a
/// line like this.
pub(super) const DEEPER: &str = "\t \t \t \t \t \t";

/// What is added before what begins a block of HTML for goldmark alone.
const BLOCK: &str = "<hr hahahugo>";
/// All that is left out where it is written.
pub(super) const LEFT_OUT: [&str; 3] = [BARRIER, DEEPER, BLOCK];

/// Something to be added to a text.
#[derive(Debug, PartialEq, Eq)]
struct Addition {
    at: usize,
    what: Cow<'static, str>,
    /// Where there is to be a table then, or nothing is added.
    table: Option<usize>,
}

/// What was read in a text.
#[derive(Debug, Default)]
struct Reading {
    /// What is to be added, in its order.
    additions: Vec<Addition>,
    tables: Vec<Span>,
}

impl Reading {
    fn has_table_at(&self, at: usize) -> bool {
        let next = self.tables.partition_point(|table| table.start <= at);
        let last = next.checked_sub(1).map(|last| &self.tables[last]);
        last.is_some_and(|table| table.contains(&at))
    }
}

/// A text in which the parser reads what goldmark reads in `text`.
pub(super) fn as_goldmark<'t>(
    mut text: Cow<'t, str>,
    rules: &Rules,
    origins: &mut Origins,
) -> Cow<'t, str> {
    if rules.form != Form::Goldmark || !may_differ(&text, rules.options) {
        return text;
    }
    let mut reading = read(&text, rules);
    // Where no table came of what was added.
    let mut vain = HashSet::new();
    for _ in 0..MOST_ROUNDS {
        let is_wanted =
            |addition: &Addition| addition.table.is_none_or(|table| !vain.contains(&table));
        reading.additions.retain(is_wanted);
        if reading.additions.is_empty() {
            break;
        }
        let added = with(&text, &reading.additions, &mut Origins::default());
        let next = read(&added, rules);
        let places = moved(&reading.additions);
        let is_vain = |table: &usize| !next.has_table_at(places(*table));
        let tables = reading.additions.iter().filter_map(|it| it.table);
        let missed: Vec<usize> = tables.filter(is_vain).collect();
        if missed.is_empty() {
            vain = vain.into_iter().map(places).collect();
            text = Cow::Owned(with(&text, &reading.additions, origins));
            reading = next;
        } else {
            vain.extend(missed);
        }
    }
    text
}

/// A text in which lines begin blocks of HTML that begin none for the parser.
pub(super) fn with_blocks<'t>(
    text: Cow<'t, str>,
    rules: &Rules,
    origins: &mut Origins,
) -> Cow<'t, str> {
    let mut tags = memchr::memchr_iter(b'<', text.as_bytes());
    if rules.form != Form::Goldmark || !tags.any(|at| begins_block(&text[at..])) {
        return text;
    }
    let begins = blocks(&text);
    if begins.is_empty() {
        return text;
    }
    Cow::Owned(with(&text, &begins, origins))
}

fn blocks(text: &str) -> Vec<Addition> {
    let mut additions = Vec::new();
    let mut end = 0;
    for line in text.split_inclusive('\n') {
        end += line.len();
        let inner = containers::inner(line);
        let before = &line[..line.len() - inner.len()];
        let signs = before.trim_end_matches([' ', '\t']);
        let indent = containers::column(before) - containers::column(signs);
        if indent <= tables::MOST_BLANKS && begins_block(inner) {
            add(&mut additions, end - inner.len(), BLOCK);
        }
    }
    additions
}

/// Whether a text begins with a tag that begins a block of HTML for goldmark alone.
fn begins_block(text: &str) -> bool {
    let tag = "<meta".len();
    let begin = text.get(..tag);
    begin.is_some_and(|begin| begin.eq_ignore_ascii_case("<meta"))
        && text[tag..].starts_with(|c: char| c.is_ascii_whitespace() || matches!(c, '>' | '/'))
}

/// Where something stands when what is to be added was.
fn moved(additions: &[Addition]) -> impl Fn(usize) -> usize {
    let mut length = 0;
    let lengths = additions.iter().map(|addition| {
        length += addition.what.len();
        (addition.at, length)
    });
    let lengths: Vec<(usize, usize)> = lengths.collect();
    move |at| {
        let next = lengths.partition_point(|(before, _)| *before <= at);
        let before = next.checked_sub(1).map_or(0, |last| lengths[last].1);
        at + before
    }
}

fn with(text: &str, additions: &[Addition], origins: &mut Origins) -> String {
    let mut whole = String::with_capacity(text.len() + additions.len() * BARRIER.len());
    let mut moved = origins.moved();
    let mut done = 0;
    for Addition { at, what, .. } in additions {
        moved.along(whole.len(), done, *at);
        whole.extend([&text[done..*at], what]);
        done = *at;
    }
    moved.along(whole.len(), done, text.len() + 1);
    whole.push_str(&text[done..]);
    whole
}

impl<'a> Writer<'a, '_> {
    /// A text in code or the like without what was added there, because something else stood there before
    /// others were put.
    pub(super) fn without_barriers(&self, text: CowStr<'a>) -> CowStr<'a> {
        if !self.hints.has_barriers || !LEFT_OUT.iter().any(|what| text.contains(what)) {
            return text;
        }
        let text = text.into_string();
        LEFT_OUT
            .iter()
            .fold(text, |text, what| text.replace(what, ""))
            .into()
    }
}

/// Whether there is anything in a text that looks like one of these. Most texts are not read a second time.
fn may_differ(text: &str, options: Options) -> bool {
    let bytes = text.as_bytes();
    let may_begin_odd = |start: usize| {
        let first = bytes[start..].iter().position(|byte| !is_blank(*byte));
        // What else a line begins with is no sign of any.
        first.is_some_and(|first| is_sign(bytes[start + first])) && {
            let end = memchr::memchr(b'\n', &bytes[start..]);
            let end = end.map_or(bytes.len(), |end| start + end + 1);
            may_be_odd(text, start..end, options)
        }
    };
    let mut ends = memchr::memchr_iter(b'\n', bytes);
    may_begin_odd(0)
        || ends.any(|end| match bytes.get(end + 1) {
            Some(byte) if is_blank(*byte) || is_sign(*byte) => may_begin_odd(end + 1),
            _ => false,
        })
}

/// Whether it stands before what a line says.
fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'>')
}

/// Whether a line that begins with it may be one of these.
fn is_sign(byte: u8) -> bool {
    matches!(byte, b':' | b'|' | b'-' | b'*' | b'+' | b'<' | b'0'..=b'9')
}

/// Whether a line looks like one of these.
fn may_be_odd(text: &str, line: Span, options: Options) -> bool {
    let source = &text[line.clone()];
    let inner = containers::inner(source);
    let sign = source.trim_start_matches([' ', '\t', '>']);
    let is_first = source.starts_with(':');
    let has_blank = sign.starts_with(": ") || sign.starts_with(":\t");
    let is_colon = (sign.starts_with(':') && !(is_first && has_blank)) || inner.starts_with(':');
    let end = "[x]".len();
    let is_box = inner
        .get(..end)
        .is_some_and(|begin| is_box(begin.as_bytes()))
        && (is_text_behind(&inner.as_bytes()[end..]) || is_line_end(&inner[end..]));
    (is_colon && options.contains(Options::ENABLE_DEFINITION_LIST))
        || (is_box && options.contains(Options::ENABLE_TASKLISTS))
        || (options.contains(Options::ENABLE_TABLES) && is_odd_table(text, line.clone()))
        || begins_nothing(inner)
}

/// Whether a text ends with a blank line, or is none.
fn is_below_blank(text: &str) -> bool {
    let above = text.strip_suffix('\n').unwrap_or_default();
    last_line(above)
        .trim_matches([' ', '\t', '>', '\r'])
        .is_empty()
}

/// Whether a text begins with an end that begins no block of HTML for goldmark.
fn begins_nothing(text: &str) -> bool {
    ["</pre", "</script", "</style"].iter().any(|end| {
        let begin = text.get(..end.len());
        begin.is_some_and(|begin| begin.eq_ignore_ascii_case(end))
    })
}

fn add(additions: &mut Vec<Addition>, at: usize, what: impl Into<Cow<'static, str>>) {
    let (what, table) = (what.into(), None);
    additions.push(Addition { at, what, table });
}

fn last_line(text: &str) -> &str {
    let start = memchr::memrchr(b'\n', text.as_bytes()).map_or(0, |at| at + 1);
    &text[start..]
}

/// Whether a text ends with the box of a task.
fn is_box(text: &[u8]) -> bool {
    matches!(text, [.., b'[', b' ' | b'x' | b'X', b']'])
}

fn is_line_end(text: &str) -> bool {
    let line = text.split('\n').next().unwrap_or_default();
    line.trim_ascii().is_empty()
}

fn is_text_behind(text: &[u8]) -> bool {
    text.first().is_some_and(|byte| !byte.is_ascii_whitespace())
}

/// What the parser reads in a text, and what it lacks.
fn read(text: &str, rules: &Rules) -> Reading {
    let mut reader = Reader {
        text,
        additions: Vec::new(),
        tables: Vec::new(),
        rows_end: 0,
        leaf: None,
        begins_item: false,
        items: Vec::new(),
        is_code: false,
        is_below_text: false,
        table: None,
    };
    for (event, span) in Parser::new_ext(text, rules.parsed()).into_offset_iter() {
        reader.read(&event, span);
    }
    reader.end_leaf();
    let (mut additions, tables) = (reader.additions, reader.tables);
    additions.sort_by_key(|addition| addition.at);
    Reading { additions, tables }
}

/// Looks for what is to be added.
struct Reader<'t> {
    text: &'t str,
    additions: Vec<Addition>,
    tables: Vec<Span>,
    /// Up to here lines are rows of the last table once they have bars.
    rows_end: usize,
    /// The lines of the paragraph or the like that we are in.
    leaf: Option<Span>,
    /// An item of a list has just begun.
    begins_item: bool,
    /// The columns at which the items begin that we are in.
    items: Vec<usize>,
    is_code: bool,
    /// A paragraph has just ended, in an item.
    is_below_text: bool,
    /// Where the last table stands.
    table: Option<Span>,
}

impl Reader<'_> {
    fn read(&mut self, event: &Event<'_>, span: Span) {
        match event {
            Event::Start(Tag::Item) => {
                let column = containers::column_of_item(self.text, span.start);
                self.items.push(column);
            }
            Event::End(TagEnd::Item) => {
                self.items.pop();
            }
            Event::Start(Tag::CodeBlock(_)) => self.is_code = true,
            Event::End(TagEnd::CodeBlock) => self.is_code = false,
            _ => {}
        }
        if self.is_code {
            return;
        }
        if is_inline(event) {
            return self.read_inline(event, &span);
        }
        self.end_leaf();
        self.read_block(event, span);
        self.is_below_text &= matches!(event, Event::End(TagEnd::Paragraph));
    }

    fn read_inline(&mut self, event: &Event<'_>, span: &Span) {
        if std::mem::take(&mut self.begins_item)
            && span.start >= self.rows_end
            && let Some(at) = box_end(self.text, span)
        {
            add(&mut self.additions, at, " ");
        }
        // A box alone is a paragraph.
        if matches!(event, Event::TaskListMarker(_)) && is_line_end(&self.text[span.end..]) {
            add(&mut self.additions, span.end, format!(" {BARRIER}"));
        }
        let lines = self.leaf.get_or_insert(span.clone());
        lines.end = lines.end.max(span.end);
        self.is_below_text = !self.items.is_empty();
    }

    fn end_leaf(&mut self) {
        if let Some(lines) = self.leaf.take() {
            table_in(self.text, &lines, &mut self.additions);
        }
    }

    fn read_block(&mut self, event: &Event<'_>, span: Span) {
        let (text, additions) = (self.text, &mut self.additions);
        match event {
            Event::Start(Tag::Item) => self.begins_item = true,
            Event::Start(Tag::Paragraph) => {
                if let Some(table) = self.table.take() {
                    lazy_rows(text, &table, &span, additions);
                }
            }
            Event::Start(Tag::DefinitionListDefinition) => {
                if let Some((at, what)) =
                    no_definition(text, span.start, self.items.last().copied())
                {
                    add(additions, at, what);
                }
            }
            Event::Start(Tag::HtmlBlock) if begins_nothing(&text[span.start..]) => {
                add(additions, span.start, BARRIER);
            }
            Event::Start(Tag::Table(_)) => {
                if let Some(at) = no_delimiters(text, &span) {
                    add(additions, at, BARRIER);
                } else if self.is_below_text {
                    blank_above(text, span.start, additions);
                }
            }
            Event::End(TagEnd::Table) if no_delimiters(text, &span).is_none() => {
                self.rows_end = rows_below(text, &span, additions);
                self.table = Some(span.clone());
                self.tables.push(span);
            }
            _ => self.begins_item = false,
        }
    }
}

/// Where a blank is missing behind the box of a task that an item begins with.
fn box_end(text: &str, first: &Span) -> Option<usize> {
    let end = first.start + "[x]".len();
    let begin = text.as_bytes().get(first.start..end)?;
    (is_box(begin) && is_text_behind(&text.as_bytes()[end..])).then_some(end)
}

/// Where the colon of a definition stands that is none, and what belongs there: it may be the first of a
/// table's delimiters.
fn no_definition(text: &str, start: usize, item: Option<usize>) -> Option<(usize, &'static str)> {
    let colon = start + text.get(start..)?.find(':')?;
    let has_blank = text[colon + 1..].starts_with([' ', '\t']);
    let before = last_line(&text[..colon]);
    let in_quote = before.rsplit('>').next().unwrap_or(before);
    let indent = in_quote.len() - usize::from(before.contains('>') && in_quote.starts_with(' '));
    let is_indented = match item {
        Some(column) => containers::column(before) > column,
        None => indent > 0,
    };
    let line = text[colon..].split('\n').next().unwrap_or_default();
    if columns(line.trim_ascii_end()).is_some() {
        return Some((colon, "|"));
    }
    let begins = is_below_blank(&text[..colon - before.len()]);
    (!has_blank || is_indented).then_some((colon, if begins { BARRIER } else { DEEPER }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        let rules = Rules {
            form: Form::Goldmark,
            options: Rules::EXTENSIONS.union(Options::ENABLE_DEFINITION_LIST),
            ..Rules::COMMONMARK
        };
        let read = with_blocks(Cow::Borrowed(text), &rules, &mut Origins::default());
        let read = as_goldmark(read, &rules, &mut Origins::default());
        let signs = ["¦", "→", "‹"].into_iter().zip(LEFT_OUT);
        let read = signs.fold(read.into_owned(), |read, (sign, what)| {
            read.replace(what, sign)
        });
        assert_eq!(read, expected, "{text}");
    }

    fn stays(text: &str) {
        check(text, text);
    }

    #[test]
    fn a_definition_has_a_blank_behind_its_colon() {
        stays("a\n: b\n\n: c\n");
        stays("- a\n  : b\n");
        stays("> a\n> : b\n");
        stays("```\na\n:b\n```\n\n:c\n");
        stays("- a\n\n  b\n  : c\n");
        check("1. a\n\n\tb\n\t: c\n", "1. a\n\n\tb\n\t→: c\n");
        check("- a\n   : b\n", "- a\n   →: b\n");
        check("a\n:b\n", "a\n→:b\n");
        check("a\n\n:b\n", "a\n\n¦:b\n");
        check("a\n> b\n>\n> :c\n", "a\n> b\n>\n> ¦:c\n");
        check("a\n : b\n", "a\n →: b\n");
        check("> a\n>  : b\n", "> a\n>  →: b\n");
        check("a\n: b\n:c\n", "a\n: b\n→:c\n");
    }

    #[test]
    fn a_header_may_lack_cells() {
        stays("| a | b |\n|---|---|\n| c |\n");
        stays("| a | b |\n|---|\n");
        stays("```\n| a |\n|---|---|\n```\n");
        check("| a |\n|---|---|\n", "| a | |\n|---|---|\n");
        check("a\n-|-|-\n", "a | | |\n-|-|-\n");
        check("a\n|-|\n", "|a\n|-|\n");
        check("a\n:-:\nb\n", "|a\n|:-:\nb\n");
        check("|a|b|\n|- -|-|\n", "|a|b|\n¦|- -|-|\n");
        check("> |a|b|\n> |: -|-|\nc\n", "> |a|b|\n> ¦|: -|-|\nc\n");
        stays("a\n    |-|\n");
        check("> x\n> a | b\n> -|-\n", "> x\n> |a | b\n> -|-\n");
        check("1. x\n | a |\n|-|\nb\n", "1. x\n   | a |\n   |-|\n   b\n");
        check("> x\n| a |\n|-|\n", "> x\n> | a |\n> |-|\n");
        check("- a | b\n  -|-|-\n", "- a | b | |\n  -|-|-\n");
    }

    #[test]
    fn what_makes_no_table_is_not_added() {
        stays("a\n    b | c\n    -|-\n");
        stays("|\n\\\n|-|\n");
        check("> a\n|-|\n", "> |a\n> |-|\n");
        check("- a\n-|-|-\n", "- a | | |\n  -|-|-\n");
    }

    #[test]
    fn a_blank_line_above_a_table_spaces_nothing_out() {
        check(
            "- a\n\n  |b|\n  |-|\n- c\n",
            "- a\n  ¦\n  |b|\n  |-|\n- c\n",
        );
        check("- a\n\n  b|c\n  -|-\n", "- a\n  ¦\n  |b|c\n  -|-\n");
        stays("- ```\n  a\n  ```\n\n  |b|\n  |-|\n");
        stays("a\n\n|b|\n|-|\n");
    }

    #[test]
    fn a_tag_for_the_head_begins_html() {
        check("a\n<meta x>\n> <Meta/>\n", "a\n‹<meta x>\n> ‹<Meta/>\n");
        stays("<metal> <meta>\n");
        stays("a\n    <meta x>\n");
    }

    #[test]
    fn ends_alone_begin_no_html() {
        stays("<pre>\na\n\nb\n</pre>\n");
        check("</pre>\na\n\n</Script>", "¦</pre>\na\n\n¦</Script>");
        check("# a\n</style>\n", "# a\n¦</style>\n");
    }

    #[test]
    fn a_table_goes_on_with_what_ends_no_paragraph() {
        stays("|a|\n|-|\n|b|\n1. c\n");
        stays("1. |a|\n   |-|\n2. c\n");
        stays("  |a|\n  |-|\n> c\n");
        stays("|a|\n|-|\n|b|\n- c\n");
        stays("|a|\n|-|\n|b|\n\n2. c\n");
        check("> |a|\n> |-|\nb\n", "> |a|\n> |-|\n> |b\n");
        check("- |a|\n  |-|\nb\n", "- |a|\n  |-|\n  |b\n");
        check("- |a|\n  |-|\n| b\n", "- |a|\n  |-|\n  | b\n");
        check("- a\n|-|\n", "- |a\n  |-|\n");
        check("a\nb | c\n:- | -\n", "a\n|b | c\n|:- | -\n");
        check("|a|\n|-|\n|b|\n2. c\n", "|a|\n|-|\n|b|\n|2. c\n");
        check(
            "|a|\n|-|\n2. [x]c\n3. d\ne\n4. f\n- g\n",
            "|a|\n|-|\n|2. [x]c\n|3. d\ne\n|4. f\n- g\n",
        );
        let rows = |before: &str, row: &str| {
            format!("|a|\n|-|\n{}", format!("{before}{row}\n").repeat(30))
        };
        check(&rows("", "2. c"), &rows("|", "2. c"));
        check("> |a|\n> |-|\nb\nc\n", "> |a|\n> |-|\n> |b\n> |c\n");
        check("|a|\n|-|\n|b|\n*\n|c|\n", "|a|\n|-|\n|b|\n|*\n|c|\n");
        check("|a|\n|-|\n    # b\n", "|a|\n|-|\n    |# b\n");
        stays("|a|\n|-|\n|b|\n-\n");
    }

    #[test]
    fn long_texts_stay_linear() {
        let rules = Rules {
            form: Form::Goldmark,
            options: Rules::EXTENSIONS.union(Options::ENABLE_DEFINITION_LIST),
            ..Rules::COMMONMARK
        };
        for piece in [
            "a\n:b\n\n",
            "|a|\n|-|-|\n\n",
            "- a\n\n  |b|\n  |-|\n",
            "> |a|\n> |-|\nb\n\n",
            "a\nb | c\n:- | -\n",
            "|-|\n",
            "|",
            "- [x]a\n",
            "</pre>\n\n",
            "\n\n\n  |b|\n  |-|\n- x\n",
            "<meta>\n",
        ] {
            let text = |size: usize| piece.repeat(size);
            crate::growth::check(1_000, text, |text| {
                as_goldmark(
                    Cow::Borrowed(text.as_str()),
                    &rules,
                    &mut Origins::default(),
                );
            });
        }
    }

    #[test]
    fn lazy_lines_of_deep_quotes_cost_no_more_than_others() {
        let rules = Rules {
            form: Form::Goldmark,
            options: Rules::EXTENSIONS,
            ..Rules::COMMONMARK
        };
        let text = |size: usize| {
            let quote = ">".repeat(size);
            format!("{quote}|a|\n{quote}|-|\n{}", "b\n".repeat(size))
        };
        crate::growth::check(500, text, |text| {
            let origins = &mut Origins::default();
            as_goldmark(Cow::Borrowed(text.as_str()), &rules, origins);
        });
    }

    #[test]
    fn a_box_may_have_its_text_right_behind_it() {
        stays("- [ ] a\n- [y]b\n\n[x]c\n");
        check("- [ ]a\n1. [x](b)\n", "- [ ] a\n1. [x] (b)\n");
        check("- [x]\n\n  a\n", "- [x] ¦\n\n  a\n");
    }
}
