//! Ends of lines that are none: between wide characters, in the two ways that goldmark knows.
//!
//! It asks what stands beside the end of a line only where text stands on both sides. Behind other markup the
//! line ends; where other markup follows a text it does not.

use pulldown_cmark::Event;
use unicode_general_category::{GeneralCategory as Category, get_general_category};

use super::autolink;
use super::writer::Writer;
use super::{LineEnds, Span, Typography, words};

impl<'a> Writer<'a, '_> {
    /// A line has ended at `span`; what follows tells whether that is seen.
    pub(super) fn end_line_perhaps(&mut self, span: &Span) {
        self.leaf.line_end = Some(span.clone());
    }

    /// Writes the end of the line before an event, if it is one.
    pub(super) fn write_line_end(&mut self, event: &Event<'a>) {
        let Some(span) = self.leaf.line_end.take() else {
            return;
        };
        let before = self.body.get(..span.start).unwrap_or_default();
        let is_behind_text = self.leaf.text_end == span.start && !self.ends_with_sign(before);
        let is_seen = match event {
            _ if !is_behind_text => true,
            Event::Text(_) => {
                let after = self.body.get(span.end..).unwrap_or_default();
                let after = after.trim_start_matches([' ', '\t', '>']);
                let ends = (before.chars().next_back(), after.chars().next());
                match ends {
                    (Some(last), Some(first)) if !self.begins_with_sign(after) => {
                        is_seen(self.rules.goldmark.line_ends, last, first)
                    }
                    _ => false,
                }
            }
            _ => false,
        };
        self.break_line(if is_seen { "\n" } else { "" });
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
