//! What was found in a text, against what is known of the world around it.

use std::ops::Range;

use super::nearest::nearest;
use super::silence::Mistake;
use super::text::{End, Found, Label};
use super::{Facts, Reading};
use crate::problem::{Kind, Place, Problem, Severity};

mod draft;
mod headings;
mod links;
mod omission;

/// How many problems of one kind are told of one post: more than anybody mends in one go. Each costs
/// a look at its line, and a text made by a machine can have a million on one.
const MOST: usize = 500;

/// How many of the mistakes in what silences are told.
const MOST_IN_SILENCE: usize = 20;

/// How many names are compared in one post to find what was meant: a fifth of a second's work, and
/// more than a post with hundreds of slips among hundreds of headings asks for.
const MOST_COMPARISONS: usize = 200_000;

/// All problems, but for what is silenced in the text.
pub(super) fn judge(reading: &Reading<'_>, facts: &Facts) -> Vec<Problem> {
    let mut judge = Judge {
        reading,
        facts,
        problems: Vec::new(),
        counts: [0; Kind::CHECKS.len()],
        comparisons: MOST_COMPARISONS,
    };
    judge.old_draft();
    judge.omissions();
    judge.mistakes_in_silence();
    judge.headings();
    for found in &reading.content.found {
        judge.found(found);
    }
    judge.problems
}

struct Judge<'a> {
    reading: &'a Reading<'a>,
    facts: &'a Facts,
    problems: Vec<Problem>,
    /// How many there are of each of [`Kind::CHECKS`].
    counts: [usize; Kind::CHECKS.len()],
    /// How many names may still be compared with one that is not there.
    comparisons: usize,
}

impl Judge<'_> {
    fn found(&mut self, found: &Found<'_>) {
        match found {
            Found::Link {
                destination,
                span,
                is_empty,
            } => self.link(destination, span, *is_empty),
            Found::Picture {
                destination,
                span,
                has_alternative,
            } => self.picture(destination, span, *has_alternative),
            Found::Media { destination, span } => self.media(destination, span),
            Found::Undefined { label, span } => self.undefined(label, span),
            Found::Shortcode { name, span } => self.shortcode(name, span),
            Found::NoShortcode { name, span } => self.no_shortcode(name, span),
            Found::Reference { by, target, span } => self.reference(*by, target, span),
            Found::Figure {
                destination,
                span,
                has_alternative,
            } => {
                if self.facts.has_figure {
                    self.picture(destination, span, *has_alternative);
                }
            }
            Found::Todo { span } => {
                let word = &self.reading.draft.text[span.clone()];
                self.warn(Kind::Todo, span, format!("A {word} is left in the text."));
            }
            Found::OpenFence { span, end, next } => self.open_fence(span, *end, *next),
            Found::Heading(_) | Found::Comment { .. } => {}
        }
    }

    /// The name that was meant, of so many.
    fn nearest<'b>(
        &mut self,
        name: &str,
        count: usize,
        known: impl Iterator<Item = &'b str>,
    ) -> Option<&'b str> {
        self.comparisons = self.comparisons.checked_sub(count)?;
        nearest(name, known)
    }

    fn undefined(&mut self, label: &Label, span: &Range<usize>) {
        let (kind, message) = match label {
            Label::Link(label) => (
                Kind::Link,
                format!("This link has no address: no line begins with [{label}]:"),
            ),
            Label::Picture(label) => (
                Kind::Picture,
                format!("This picture has no address: no line begins with [{label}]:"),
            ),
            Label::Footnote(label) => (
                Kind::Link,
                format!(
                    "The footnote [^{label}] is nowhere written. It needs a line that begins with [^{label}]:"
                ),
            ),
        };
        self.fail(kind, span, message);
    }

    fn shortcode(&mut self, name: &str, span: &Range<usize>) {
        let Some(known) = &self.facts.shortcodes else {
            return;
        };
        let stem = name.strip_suffix(".html").unwrap_or(name);
        let is_known = known.contains(name) || known.contains(stem);
        if is_known || self.passes_over(Kind::Shortcode, span) {
            return;
        }
        let nearest = self.nearest(name, known.len(), known.iter().map(String::as_str));
        let message = match nearest {
            Some(nearest) => {
                format!("This blog has no shortcode {name}. The nearest is {nearest}.")
            }
            None => format!("This blog has no shortcode {name}, and cannot be built with it."),
        };
        let mended = nearest.and_then(|nearest| self.mended(name, span, nearest));
        self.add(Kind::Shortcode, Severity::Error, span, message, mended);
    }

    /// Of what would be one of the blog's, if the generator could read it.
    fn no_shortcode(&mut self, name: &str, span: &Range<usize>) {
        let known = self.facts.shortcodes.as_ref();
        if known.is_some_and(|known| known.contains(name)) {
            let message = format!(
                "Zola takes this for text, and publishes it as it is written. Write texts in quotes: \
                 {name}(key=\"value\")."
            );
            self.warn(Kind::Shortcode, span, message);
        }
    }

    fn open_fence(&mut self, span: &Range<usize>, end: End, next: Option<usize>) {
        let marks = self.marks(span);
        let message = match (next, end) {
            (Some(next), _) => format!(
                "This code has no end: another begins on line {}. Close it before that with a line of {marks}.",
                self.reading.places.line_number(next),
            ),
            (None, End::Text) => format!(
                "This code has no end, so all that follows is code. Close it with a line of {marks}."
            ),
            (None, _) => format!(
                "This code has no end but that of the list or quote around it. Close it with a line of \
                 {marks}, as far to the right as this one."
            ),
        };
        self.fail(Kind::OpenFence, span, message);
    }

    /// The fence without its language.
    fn marks(&self, span: &Range<usize>) -> String {
        let fence = &self.reading.draft.text[span.clone()];
        let marks = fence.chars().take_while(|c| matches!(c, '`' | '~'));
        marks.collect()
    }

    /// What stands after a `check:` and silences nothing.
    fn mistakes_in_silence(&mut self) {
        let names = Kind::CHECKS.map(Kind::name);
        for (mistake, span) in self.reading.silence.mistakes.iter().take(MOST_IN_SILENCE) {
            let message = match mistake {
                Mistake::NoCheck(word) => {
                    let nearest = nearest(word, names.into_iter());
                    let nearest = nearest.map(|nearest| format!(" The nearest is {nearest}."));
                    let (nearest, names) = (nearest.unwrap_or_default(), names.join(", "));
                    format!("There is no check called {word}.{nearest} What there is: {names}.")
                }
                Mistake::NoSwitch(words) => format!(
                    "“check: {words}” silences nothing. Write check: off, or with what is to be silent: \
                     check: off todo, alt"
                ),
            };
            let span = span.clone().unwrap_or_else(|| self.span_of_key("check"));
            self.add(Kind::Settings, Severity::Warning, &span, message, None);
        }
    }

    /// The line with something else in the place of `written`, if that stands there as it is.
    fn mended(&self, written: &str, span: &Range<usize>, instead: &str) -> Option<String> {
        let is_written = self.reading.draft.text.get(span.clone()) == Some(written);
        is_written
            .then(|| self.reading.places.mended(span, instead))
            .flatten()
    }

    /// Whether one of this kind is silenced there, or there are enough of it.
    fn passes_over(&self, kind: Kind, span: &Range<usize>) -> bool {
        let is_full = kind.index().is_some_and(|index| self.counts[index] > MOST);
        is_full || self.facts.off.holds(kind) || self.reading.silence.holds(kind, span.start)
    }

    fn fail(&mut self, kind: Kind, span: &Range<usize>, message: String) {
        self.add(kind, Severity::Error, span, message, None);
    }

    fn warn(&mut self, kind: Kind, span: &Range<usize>, message: String) {
        self.add(kind, Severity::Warning, span, message, None);
    }

    fn add(
        &mut self,
        kind: Kind,
        severity: Severity,
        span: &Range<usize>,
        message: String,
        mended: Option<String>,
    ) {
        if self.passes_over(kind, span) {
            return;
        }
        let (mut message, mut mended) = (message, mended);
        if let Some(index) = kind.index() {
            if self.counts[index] == MOST {
                message =
                    format!("The first {MOST} of this kind are told. From here on there are more.");
                mended = None;
            }
            self.counts[index] += 1;
        }
        let draft = &self.reading.draft;
        let place: Place = self.reading.places.place(span);
        let problem = Problem::at(draft.path, draft.text, place, kind, message);
        self.problems
            .push(problem.with_severity(severity).with_suggestion(mended));
    }
}
