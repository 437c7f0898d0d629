//! Ends of lines that are none: between wide characters, in the two ways that goldmark knows.
//!
//! It asks what stands beside the end of a line only where text stands on both sides. Behind other markup the
//! line ends; where other markup follows a text it does not.

use pulldown_cmark::Event;
use unicode_general_category::{GeneralCategory as Category, get_general_category};

use super::autolink;
use super::reading::BARRIER;
use super::writer::Writer;
use super::{LineEnds, Span, Typography, words};

impl<'a> Writer<'a, '_> {
    /// Whether ends of lines may be none.
    pub(super) fn joins_lines(&self) -> bool {
        let ends = self.rules.goldmark.line_ends;
        matches!(ends, LineEnds::Joints | LineEnds::DraftJoints)
    }

    /// Takes their place from the ends of lines that are none.
    pub(super) fn join(&self, lines: &mut [(Event<'a>, Span)]) {
        for at in 0..lines.len() {
            if lines[at].0 == Event::SoftBreak && !self.is_end_of_line(lines, at) {
                lines[at].1.end = lines[at].1.start;
            }
        }
    }

    /// Whether the end of a line is seen between its neighbours.
    fn is_end_of_line(&self, lines: &[(Event<'a>, Span)], at: usize) -> bool {
        let span = &lines[at].1;
        let is_text = |line: Option<&(Event<'a>, Span)>| {
            line.is_some_and(|(event, _)| matches!(event, Event::Text(_)))
        };
        let before = self.body.get(..span.start).unwrap_or_default();
        let last = at.checked_sub(1).and_then(|last| lines.get(last));
        // Blanks stand between a text and the end of its line.
        let last = last.filter(|(_, last)| last.end == span.start);
        if !is_text(last) || self.ends_with_sign(before) {
            return true;
        }
        let after = self.body.get(span.end..).unwrap_or_default();
        let after = after.trim_start_matches([' ', '\t', '>']);
        // What was added there for the parser is nothing.
        let (after, next) = match after.strip_prefix(BARRIER) {
            Some(after) => (after, at + 2),
            None => (after, at + 1),
        };
        match (before.chars().next_back(), after.chars().next()) {
            (Some(last), Some(first))
                if is_text(lines.get(next)) && !self.begins_with_sign(after) =>
            {
                is_seen(self.rules.goldmark.line_ends, last, first)
            }
            _ => false,
        }
    }

    /// Whether the last sign of a text becomes another.
    fn ends_with_sign(&self, text: &str) -> bool {
        self.rules.typography == Typography::Goldmark && text.ends_with(['\'', '"'])
    }

    /// Whether a text begins with what is set otherwise: a quote, dashes, dots, an address, an emoji.
    fn begins_with_sign(&self, text: &str) -> bool {
        let signs = ["'", "\"", "--", "...", "<<", ">>"];
        let is_set = self.rules.typography == Typography::Goldmark
            && signs.iter().any(|sign| text.starts_with(sign));
        let is_address = || {
            let rules = self.rules.autolinks;
            rules.is_some_and(|rules| autolink::first(text, rules).is_some())
        };
        is_set || is_address() || self.begins_with_emoji(text)
    }
}

/// Whether the end of a line is seen between two characters.
fn is_seen(ends: LineEnds, last: char, first: char) -> bool {
    let both = [last, first];
    match ends {
        LineEnds::DraftJoints => {
            if both.contains(&'\u{200b}') {
                return false;
            }
            if both.iter().all(|c| words::is_wide(*c) || is_wide_form(*c)) {
                return both.iter().any(|c| is_hangul(*c));
            }
            !both.iter().any(|c| discards_blanks(*c))
        }
        LineEnds::Blanks | LineEnds::Joints | LineEnds::Breaks => {
            !both.iter().all(|c| words::is_wide(*c))
        }
    }
}

/// Whether no blank stands beside it.
fn discards_blanks(c: char) -> bool {
    use Category::{
        ClosePunctuation, ConnectorPunctuation, DashPunctuation, FinalPunctuation,
        InitialPunctuation, OpenPunctuation, OtherPunctuation,
    };
    let is_punctuation = matches!(
        get_general_category(c),
        ClosePunctuation
            | ConnectorPunctuation
            | DashPunctuation
            | FinalPunctuation
            | InitialPunctuation
            | OpenPunctuation
            | OtherPunctuation
    );
    is_punctuation || !is_hangul(c) && (words::is_wide(c) || is_wide_form(c))
}

/// Fullwidth and halfwidth forms, and those for vertical text.
fn is_wide_form(c: char) -> bool {
    matches!(c, '\u{fe10}'..='\u{fe1f}' | '\u{fe30}'..='\u{fe6f}' | '\u{ff00}'..='\u{ffef}')
}

fn is_hangul(c: char) -> bool {
    matches!(c, '\u{1100}'..='\u{11ff}' | '\u{3130}'..='\u{318f}' | '\u{a960}'..='\u{a97f}' | '\u{ac00}'..='\u{d7ff}')
}
