//! Formulas: what stands between the delimiters that `markup.goldmark.extensions.passthrough` names goes
//! into the page as it is written.
//!
//! Before Markdown is read a word takes the place of each formula, and the formula takes the place of
//! the word in the HTML. Line breaks stay where they are, so that blocks and lines stay what they are.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::ops::Range;

use pulldown_cmark::{CowStr, TagEnd};

use super::shortcodes::Origins;
use super::writer::{Inside, Writer};
use super::{Rules, Span};

mod scan;

/// What formulas stand between.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Delimiters {
    /// In the order in which they are looked for.
    pub all: Vec<Delimiter>,
}

/// What one kind of formulas stands between.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delimiter {
    /// What it begins with; never empty.
    pub open: String,
    /// What it ends with; never empty.
    pub close: String,
    /// Whether such a formula stands between paragraphs.
    pub is_block: bool,
}

/// The word that stands for the piece of a number.
const WORD: &str = "HAHAHUGOFORMULA";
const WORD_END: &str = "HBHB";

/// What stands around a formula between paragraphs.
const BEGIN: &str = "<div class=\"formula\">";
const END: &str = "</div>";
/// What a paragraph begins behind in the same block.
const BEHIND: &str = "</div><p>";

/// The formulas of a text, and where the one that comes next stands.
#[derive(Debug, Default)]
pub(super) struct Formulas {
    all: Vec<Formula>,
    /// Where the text of the paragraph that we are in begins in the HTML.
    pub(super) paragraph: Option<usize>,
    /// We are in a heading, a cell or a term.
    pub(super) is_in_line: bool,
    /// How many elements we are in, inside a line.
    pub(super) depth: usize,
    /// So many words are left that stand for what is written of a formula already.
    left: usize,
    /// The next text is written without the blanks it begins with.
    trims: bool,
}

/// What takes the place of the words of one number.
#[derive(Debug)]
struct Formula {
    /// Empty once it is written.
    source: Box<str>,
    is_block: bool,
    words: usize,
}

/// A formula found in a text.
#[derive(Debug, PartialEq, Eq)]
struct Found {
    span: Span,
    is_block: bool,
    /// It stands in a table's cell, where a bar would be its end.
    is_in_cell: bool,
}

/// `text` with words in place of its formulas, and those.
pub(super) fn take<'t>(
    text: Cow<'t, str>,
    rules: &Rules,
    origins: &mut Origins,
) -> (Cow<'t, str>, Formulas) {
    let found = match &rules.goldmark.formulas {
        Some(delimiters) => scan::scan(&text, delimiters, rules),
        None => Vec::new(),
    };
    // Nobody writes such a word by chance.
    if found.is_empty() || text.contains(WORD) {
        return (text, Formulas::default());
    }
    let mut all = Vec::with_capacity(found.len());
    let mut taken = String::with_capacity(text.len());
    let mut moved = origins.moved();
    let mut done = 0;
    for formula in found {
        moved.along(taken.len(), done, formula.span.start);
        taken.push_str(&text[done..formula.span.start]);
        let source = &text[formula.span.clone()];
        let words = write_words(
            &mut taken,
            all.len(),
            source,
            formula.is_in_cell,
            |at, to| {
                moved.within(to, formula.span.start + at);
            },
        );
        all.push(Formula {
            source: source.into(),
            is_block: formula.is_block,
            words,
        });
        done = formula.span.end;
    }
    moved.along(taken.len(), done, text.len() + 1);
    taken.push_str(&text[done..]);
    let formulas = Formulas {
        all,
        ..Formulas::default()
    };
    (Cow::Owned(taken), formulas)
}

/// Writes what stands for a formula: a word for each stretch between line breaks and bars. Says how many.
/// `moved` is told where each stretch ends, in the formula and in `text`.
fn write_words(
    text: &mut String,
    number: usize,
    source: &str,
    is_in_cell: bool,
    mut moved: impl FnMut(usize, usize),
) -> usize {
    let ends = |c: char| c == '\n' || (c == '|' && !is_in_cell);
    let mut words = 0;
    let mut at = 0;
    for stretch in source.split_inclusive(ends) {
        let inner = stretch.trim_end_matches(ends);
        // Marks of quotes, and blanks before a line.
        let begin = match at {
            0 => 0,
            _ => inner.len() - inner.trim_start_matches([' ', '\t', '>']).len(),
        };
        text.push_str(&inner[..begin]);
        if at == 0 {
            text.push(sign(source.chars().next()));
        }
        let _ = write!(text, "{WORD}{number}{WORD_END}");
        words += 1;
        at += stretch.len();
        if at == source.len() {
            text.push(sign(source.chars().next_back()));
        }
        moved(at - stretch.len() + inner.len(), text.len());
        text.push_str(&stretch[inner.len()..]);
    }
    words
}

/// Whether an element ends with a formula that stands between paragraphs. Hugo begins no line behind it.
pub(super) fn is_at_end(html: &str) -> bool {
    let inner = html.trim_end_matches(END);
    inner.len() < html.len()
        && inner
            .rfind('<')
            .is_some_and(|at| inner[at..].starts_with(BEGIN))
}

/// What stands at an end of a word for a sign at that end of a formula: Markdown sees as little in it, and
/// quotes and emphasis beside it become what they would become.
fn sign(end: Option<char>) -> char {
    match end {
        Some('$' | '+' | '<' | '=' | '>' | '^' | '`' | '|' | '~') => '$',
        Some(end) if end.is_ascii_punctuation() => ',',
        _ => 'Z',
    }
}

/// The next word in a text, with its signs, and its number.
fn next_word(text: &str) -> Option<(Range<usize>, usize)> {
    let at = text.find(WORD)?;
    let after = &text[at + WORD.len()..];
    let digits = after.bytes().take_while(u8::is_ascii_digit).count();
    let number = after[..digits].parse().ok()?;
    let after = after[digits..].strip_prefix(WORD_END)?;
    let is_sign = |c: char| matches!(c, '$' | ',' | 'Z');
    let end = text.len() - after.len();
    let start = at - usize::from(text[..at].ends_with(is_sign));
    Some((start..end + usize::from(after.starts_with(is_sign)), number))
}

impl Formulas {
    /// Whether there are none.
    pub(super) fn are_none(&self) -> bool {
        self.all.is_empty()
    }

    /// A text with its formulas in place of the words that stand for them.
    pub(super) fn as_written<'t>(&self, text: &'t str) -> Cow<'t, str> {
        let mut written = String::new();
        let mut rest = text;
        let mut last = None;
        while !self.are_none()
            && let Some((word, number)) = next_word(rest)
        {
            // Several words in a row stand for one with bars.
            if last != Some(number) {
                written.push_str(&rest[..word.start]);
                let formula = self.all.get(number);
                written.push_str(formula.map_or("", |formula| &formula.source));
            }
            last = Some(number);
            rest = &rest[word.end..];
        }
        if last.is_none() {
            return Cow::Borrowed(text);
        }
        written.push_str(rest);
        Cow::Owned(written)
    }

    /// Another paragraph or the like begins.
    pub(super) fn begin_leaf(&mut self) {
        self.left = 0;
        self.trims = false;
    }

    /// Whether we are inside a formula.
    pub(super) fn are_open(&self) -> bool {
        self.left > 0
    }

    /// A text as it is written where we are.
    pub(super) fn trimmed<'t>(&mut self, text: &'t str) -> &'t str {
        if self.left > 0 {
            return "";
        }
        if std::mem::take(&mut self.trims) {
            text.trim_start_matches(' ')
        } else {
            text
        }
    }
}

impl<'a> Writer<'a, '_> {
    /// A text is the next piece of a run, without blanks that are none.
    pub(super) fn push_text(&mut self, text: CowStr<'a>, span: Span) {
        let is_cut = !self.formulas.are_none() || self.rules.goldmark.has_escaped_blanks;
        if is_cut {
            self.push_cut(text, span);
        } else {
            self.run.push(text, span);
        }
    }

    fn push_cut(&mut self, text: CowStr<'a>, span: Span) {
        let source = self.body.get(span.clone());
        let Some(mut rest) = source.filter(|source| **source == *text) else {
            return self.run.push(text, span);
        };
        let mut start = span.start;
        // The first backslash is a sign if another one stands before it.
        let mut from = usize::from(self.is_escaped(start));
        while self.rules.goldmark.has_escaped_blanks
            && let Some(at) = rest.get(from..).and_then(|rest| rest.find("\\ "))
        {
            let end = from + at;
            self.push_words(&rest[..end], start);
            start += end + 2;
            rest = &rest[end + 2..];
            from = 0;
        }
        self.push_words(rest, start);
    }

    /// A text that stands in the body from `start` on is the next piece; each word in it that stands for
    /// a formula is a piece of its own.
    fn push_words(&mut self, mut rest: &'a str, mut start: usize) {
        while !self.formulas.are_none()
            && let Some((word, _)) = next_word(rest)
        {
            for part in [0..word.start, word.clone()] {
                if !part.is_empty() {
                    let place = start + part.start..start + part.end;
                    self.run.push(CowStr::Borrowed(&rest[part]), place);
                }
            }
            rest = &rest[word.end..];
            start += word.end;
        }
        if !rest.is_empty() {
            let end = start + rest.len();
            self.run.push(CowStr::Borrowed(rest), start..end);
        }
    }

    /// Writes a formula if a piece of text is a word that stands for one.
    pub(super) fn write_formula(&mut self, piece: &str) -> bool {
        let Some((word, number)) = next_word(piece) else {
            return false;
        };
        let is_word = word == (0..piece.len());
        let Some(formula) = self.formulas.all.get_mut(number).filter(|_| is_word) else {
            return false;
        };
        let mut source = std::mem::take(&mut formula.source);
        let (is_block, words) = (formula.is_block, formula.words);
        if source.is_empty() {
            self.formulas.left = self.formulas.left.saturating_sub(1);
            return true;
        }
        self.formulas.left = words - 1;
        if matches!(self.inside, Inside::Picture(_)) {
            return true;
        }
        if let Some(heading) = &mut self.heading {
            heading.end_name();
            heading.text.push_str(&source);
        }
        if let Some(html) = self.hooked_formula(self.without_delimiters(&source), is_block) {
            source = html.into();
        }
        // What stands in it is HTML to a browser.
        self.has_raw_html |= source.contains(['<', '&']);
        if is_block && self.formulas.depth == 0 && !self.formulas.is_in_line {
            self.write_block_formula(&source);
        } else {
            self.html.push_str(&source);
        }
        true
    }

    /// What stands between the delimiters of a formula.
    fn without_delimiters<'s>(&self, source: &'s str) -> &'s str {
        let delimiters = self.rules.goldmark.formulas.as_deref();
        let mut all = delimiters
            .into_iter()
            .flat_map(|delimiters| &delimiters.all);
        let inner = all.find_map(|Delimiter { open, close, .. }| {
            source
                .strip_prefix(open.as_str())?
                .strip_suffix(close.as_str())
        });
        inner.unwrap_or(source)
    }

    /// Writes a formula that stands between paragraphs, or on a line of its own where there are none.
    fn write_block_formula(&mut self, source: &str) {
        if let Some(start) = &mut self.formulas.paragraph {
            if self.html.len() == *start {
                self.html.truncate(*start - "<p>".len());
            } else {
                self.html.push_str("</p>\n");
                self.has_raw_html = true;
            }
            self.html.extend([BEGIN, source, END, "<p>"]);
            *start = self.html.len();
        } else {
            self.html.truncate(self.html.trim_end_matches(' ').len());
            self.html.push('\n');
            self.html.push_str(source);
            self.formulas.trims = true;
        }
    }

    /// Ends a paragraph; of one that ends with a formula nothing is left.
    pub(super) fn end_paragraph(&mut self) {
        let Some(start) = self.formulas.paragraph.take() else {
            // It was none.
            return;
        };
        if start == self.html.len() && !self.formulas.are_none() {
            self.html.truncate(self.html.len() - "<p>".len());
            return;
        }
        self.has_raw_html |= self.html[..start].ends_with(BEHIND);
        if !self.formulas.are_none() {
            let kind = Some(TagEnd::Paragraph);
            let attributes = self.attributes.html(self.paragraph_at, kind);
            self.insert(start - ">".len(), &attributes);
        }
        self.html.push_str("</p>\n");
    }
}

#[cfg(test)]
mod tests;
