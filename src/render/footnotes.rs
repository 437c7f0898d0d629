//! Footnotes: kept until the text is over, numbered by the first reference to each.

use std::collections::{HashMap, VecDeque};
use std::fmt::Write as _;
use std::sync::Arc;

use pulldown_cmark::{CowStr, Event, Tag, TagEnd};

use super::lines::LineCursor;
use super::{Form, Lines, Notes, Rules, Span};

/// A footnote's definition, not yet written.
#[derive(Debug, Default)]
pub(super) struct Definition<'a> {
    /// What it consists of.
    pub events: Vec<(Event<'a>, Span)>,
    /// Where it stands.
    pub lines: Option<Lines>,
    /// Zola counts references where they stand: which one of its footnote each of those in here is.
    pub references: VecDeque<usize>,
}

/// The footnotes of one document.
#[derive(Debug, Default)]
pub(super) struct Footnotes<'a> {
    /// By folded label. Zola writes all that have the same.
    definitions: HashMap<String, VecDeque<Definition<'a>>>,
    /// The definitions that we are in, with their labels: one may stand in another.
    open: Vec<(String, Definition<'a>)>,
    numbers: HashMap<String, usize>,
    /// In the order of their numbers, which are counted from 1.
    notes: Vec<Note>,
    /// In which of Zola's ways they are written, if in one of those.
    zolas: Option<Notes>,
    /// The HTML of the ways back, where it is not an arrow.
    way_back: Option<Arc<str>>,
    /// Which references the next ones are, in a definition of Zola's.
    pub(super) counted: VecDeque<usize>,
    /// How many ways back were written behind definitions of a label that had one before.
    pub(super) again: usize,
}

#[derive(Debug)]
struct Note {
    label: String,
    /// How many references to it are written.
    written: usize,
    /// How many there are, once that is known.
    references: usize,
}

impl<'a> Footnotes<'a> {
    /// None yet, of a text that is read by these rules.
    pub(super) fn new(rules: &Rules) -> Self {
        Self {
            zolas: (rules.form == Form::Zola).then_some(rules.zola.notes),
            way_back: rules.goldmark.way_back.clone(),
            ..Self::default()
        }
    }

    /// Labels that differ in case alone are one; to Zola they are not.
    fn folded(&self, label: &str) -> String {
        match self.zolas {
            Some(_) => label.to_owned(),
            None => fold(label),
        }
    }

    /// Whether an event belongs to a definition that is written later.
    pub(super) fn take_in(&self, event: &Event<'a>) -> bool {
        if self.zolas == Some(Notes::InPlace) {
            return false;
        }
        !self.open.is_empty() || matches!(event, Event::Start(Tag::FootnoteDefinition(_)))
    }

    /// Keeps an event that belongs to a definition.
    pub(super) fn keep(&mut self, event: Event<'a>, span: Span, cursor: &mut LineCursor<'_>) {
        match event {
            Event::Start(Tag::FootnoteDefinition(label)) => {
                let definition = Definition {
                    lines: Some(cursor.lines(&span)),
                    ..Definition::default()
                };
                self.open.push((self.folded(&label), definition));
            }
            Event::End(TagEnd::FootnoteDefinition) => {
                if let Some((label, definition)) = self.open.pop() {
                    let same = self.definitions.entry(label).or_default();
                    if same.is_empty() || self.zolas.is_some() {
                        same.push_back(definition);
                    }
                }
            }
            event => {
                let counted = match &event {
                    Event::FootnoteReference(label) if self.zolas.is_some() => {
                        Some(self.count(label))
                    }
                    _ => None,
                };
                if let Some((_, definition)) = self.open.last_mut() {
                    definition.references.extend(counted);
                    definition.events.push((event, span));
                }
            }
        }
    }

    /// The number of the footnote `label`: the next one if it has none yet.
    pub(super) fn number(&mut self, label: &str) -> usize {
        let label = self.folded(label);
        if let Some(number) = self.numbers.get(&label) {
            return *number;
        }
        self.notes.push(Note {
            label: label.clone(),
            written: 0,
            references: 0,
        });
        self.numbers.insert(label, self.notes.len());
        self.notes.len()
    }

    /// Notes a reference to a footnote; how many there are of this one with it.
    pub(super) fn count(&mut self, label: &str) -> usize {
        let number = self.number(label);
        let note = &mut self.notes[number - 1];
        note.written += 1;
        note.written
    }

    /// The label of footnote `number`, and how many references to it there are.
    pub(super) fn told(&self, number: usize) -> Option<(&str, usize)> {
        let note = self.notes.get(number.checked_sub(1)?)?;
        Some((&note.label, note.references))
    }

    /// Whether there are definitions that are not written yet.
    pub(super) fn has_definitions(&self) -> bool {
        !self.definitions.is_empty()
    }

    /// Appends a reference to the footnote `label`: in Zola's way, or else in Hugo's.
    pub(super) fn write_reference(&mut self, html: &mut String, label: &str) {
        if let Some(way) = self.zolas {
            return self.write_zola_reference(html, label, way);
        }
        let number = self.number(label);
        let note = &mut self.notes[number - 1];
        html.push_str("<sup id=\"");
        write_reference_id(html, number, note.written);
        note.written += 1;
        let _ = write!(
            html,
            "\"><a href=\"#fn:{number}\" class=\"footnote-ref\" role=\"doc-noteref\">{number}</a></sup>"
        );
    }

    /// The text is over: the footnotes that are referred to in footnotes get their numbers, and
    /// the references to each are counted.
    pub(super) fn finish(&mut self) {
        for note in &mut self.notes {
            note.references = note.written;
        }
        if self.zolas.is_some() {
            // They are counted where they stand.
            return;
        }
        let mut index = 0;
        while let Some(note) = self.notes.get(index) {
            for label in self.labels_in(&note.label) {
                let number = self.number(&label);
                self.notes[number - 1].references += 1;
            }
            index += 1;
        }
    }

    fn labels_in(&self, label: &str) -> Vec<CowStr<'a>> {
        let definition = self.definitions.get(label);
        let events = definition
            .into_iter()
            .flatten()
            .flat_map(|note| &note.events);
        events
            .filter_map(|(event, _)| match event {
                Event::FootnoteReference(label) => Some(label.clone()),
                _ => None,
            })
            .collect()
    }

    /// The definition of footnote `number`, once; `None` when there is no such number.
    pub(super) fn take(&mut self, number: usize) -> Option<Definition<'a>> {
        let label = &self.notes.get(number.checked_sub(1)?)?.label;
        let same = self.definitions.get_mut(label);
        Some(same.and_then(VecDeque::pop_front).unwrap_or_default())
    }

    /// Whether another definition of footnote `number` is left.
    pub(super) fn has_more(&self, number: usize) -> bool {
        let note = number.checked_sub(1).and_then(|at| self.notes.get(at));
        let same = note.and_then(|note| self.definitions.get(&note.label));
        same.is_some_and(|same| !same.is_empty())
    }

    /// Whether they may hold anything that the author wrote.
    pub(super) fn have_raw_html(&self) -> bool {
        let way_back = self.way_back.as_deref();
        way_back.is_some_and(|html| html.contains('<'))
    }

    /// Writes the ways back from footnote `number` to where it is referred to into the paragraph
    /// with which `html` ends, or behind what else it ends with.
    pub(super) fn write_ways_back(&self, html: &mut String, number: usize) {
        let closing = if html.ends_with("</p>\n") {
            html.truncate(html.len() - "</p>\n".len());
            "</p>\n"
        } else {
            ""
        };
        let references = number
            .checked_sub(1)
            .and_then(|index| self.notes.get(index))
            .map_or(0, |note| note.references);
        for reference in 0..references {
            html.push_str("\u{a0}<a href=\"#");
            write_reference_id(html, number, reference);
            // The selector keeps phones from drawing the arrow as a picture.
            let way_back = self.way_back.as_deref().unwrap_or("\u{21a9}\u{fe0e}");
            html.push_str("\" class=\"footnote-backref\" role=\"doc-backlink\">");
            html.extend([way_back, "</a>"]);
        }
        html.push_str(closing);
    }
}

/// `fnref:2` for the first reference to footnote 2, then `fnref1:2`, `fnref2:2` …
fn write_reference_id(html: &mut String, number: usize, reference: usize) {
    let _ = match reference {
        0 => write!(html, "fnref:{number}"),
        _ => write!(html, "fnref{reference}:{number}"),
    };
}

/// Labels that differ in case alone are one.
fn fold(label: &str) -> String {
    label.to_uppercase().to_lowercase()
}
