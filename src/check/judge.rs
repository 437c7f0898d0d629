//! What was found in a text, against what is known of the world around it.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use jiff::tz::TimeZone;
use strsim::osa_distance;

use super::text::{self, Found};
use super::{Facts, Lead, Reading};
use crate::parse::Status;
use crate::problem::{Kind, Place, Problem, Severity};

/// A picture of more bytes keeps a reader on a phone waiting for seconds.
const LARGE_BYTES: u64 = 1_000_000;
/// How old a draft's date may be.
const OLD_DAYS: i64 = 30;
/// A name that differs in more than this part of it is another name.
const NEAR: usize = 3;

/// How many problems of one post are told: more than anybody mends in one go. Each costs a look at
/// its line, and a text made by a machine can have a million on one.
const MOST: usize = 1000;

/// All problems, but for what is silenced in the text.
pub(super) fn judge(reading: &Reading<'_>, facts: &Facts) -> Vec<Problem> {
    let mut judge = Judge {
        reading,
        facts,
        problems: Vec::new(),
    };
    judge.old_draft();
    judge.unknown_words();
    judge.headings();
    for found in &reading.found {
        if judge.problems.len() >= MOST {
            break;
        }
        judge.found(found);
    }
    judge.problems
}

struct Judge<'a> {
    reading: &'a Reading<'a>,
    facts: &'a Facts,
    problems: Vec<Problem>,
}

impl<'a> Judge<'a> {
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
            Found::Todo { span } => {
                let word = &self.reading.draft.text[span.clone()];
                self.warn(Kind::Todo, span, format!("A {word} is left in the text."));
            }
            Found::OpenFence { span, next } => self.open_fence(span, *next),
            Found::Heading { .. } | Found::Comment { .. } => {}
        }
    }

    fn link(&mut self, destination: &str, span: &Range<usize>, is_empty: bool) {
        if destination.trim().is_empty() {
            self.fail(
                Kind::EmptyLink,
                span,
                "This link leads nowhere: its address is missing.".to_owned(),
            );
            return;
        }
        if is_empty {
            let message =
                "There is nothing in this link to click on. Put its text between the brackets.";
            self.warn(Kind::EmptyLink, span, message.to_owned());
        }
        if let Some(own) = destination.strip_prefix('#') {
            if !text::is_made(own) {
                self.anchor(destination, span, &self.facts.anchors, "this post");
            }
            return;
        }
        match self.lead(destination) {
            Some(Lead::Nothing { nearest }) => {
                self.nothing(Kind::Link, destination, span, nearest.as_deref());
            }
            Some(Lead::Post {
                anchors: Some(anchors),
            }) => self.anchor(destination, span, anchors, "that post"),
            Some(Lead::Post { anchors: None } | Lead::File { .. }) | None => {}
        }
    }

    fn lead(&self, destination: &str) -> Option<&'a Lead> {
        text::is_judged(destination)
            .then(|| self.facts.destinations.get(destination))
            .flatten()
    }

    fn picture(&mut self, destination: &str, span: &Range<usize>, has_alternative: bool) {
        if destination.trim().is_empty() {
            self.fail(
                Kind::Picture,
                span,
                "This picture has no address.".to_owned(),
            );
            return;
        }
        if !has_alternative {
            let message = "This picture has no alternative text: say in a few words what it shows, for \
                           those who cannot see it.";
            self.warn(Kind::Alt, span, message.to_owned());
        }
        match self.lead(destination) {
            Some(Lead::Nothing { nearest }) => {
                self.nothing(Kind::Picture, destination, span, nearest.as_deref());
            }
            Some(Lead::Post { .. }) => {
                let message = format!("{destination} is a post, not a picture.");
                self.fail(Kind::Picture, span, message);
            }
            Some(Lead::File { bytes, misplaced }) => {
                if *bytes > LARGE_BYTES {
                    let message = format!(
                        "This picture has {}, which takes long to load on a phone. Save it smaller: below 1 MB.",
                        megabytes(*bytes)
                    );
                    self.warn(Kind::LargePicture, span, message);
                }
                self.misplaced(span, misplaced.as_deref());
            }
            None => {}
        }
    }

    fn media(&mut self, destination: &str, span: &Range<usize>) {
        match self.lead(destination) {
            Some(Lead::Nothing { nearest }) => {
                self.nothing(Kind::Link, destination, span, nearest.as_deref());
            }
            Some(Lead::File { misplaced, .. }) => self.misplaced(span, misplaced.as_deref()),
            Some(Lead::Post { .. }) | None => {}
        }
    }

    fn misplaced(&mut self, span: &Range<usize>, misplaced: Option<&str>) {
        if let Some(misplaced) = misplaced {
            let message = format!("This will not show on the published site: {misplaced}");
            self.fail(Kind::MisplacedPicture, span, message);
        }
    }

    fn nothing(
        &mut self,
        kind: Kind,
        destination: &str,
        span: &Range<usize>,
        nearest: Option<&str>,
    ) {
        let what = if kind == Kind::Picture {
            "There is no picture"
        } else {
            "Nothing is"
        };
        let message = match nearest {
            Some(nearest) => format!("{what} at {destination}. The nearest is {nearest}."),
            None => format!("{what} at {destination}."),
        };
        let mended = nearest.and_then(|nearest| self.mended(destination, span, nearest));
        self.add(kind, Severity::Error, span, message, mended);
    }

    fn anchor(
        &mut self,
        destination: &str,
        span: &Range<usize>,
        anchors: &HashSet<String>,
        whose: &str,
    ) {
        let Some(fragment) = text::fragment(destination) else {
            return;
        };
        // Browsers know the top of every page.
        if anchors.contains(&*fragment)
            || fragment.eq_ignore_ascii_case("top")
            || fragment.starts_with(":~:")
        {
            return;
        }
        let names = anchors.iter().map(String::as_str);
        let nearest = nearest(&fragment, names);
        let message = match &nearest {
            Some(nearest) => {
                format!("Nothing in {whose} is called #{fragment}. The nearest is #{nearest}.")
            }
            None => format!("Nothing in {whose} is called #{fragment}."),
        };
        let path = destination.split('#').next().unwrap_or_default();
        let mended = nearest
            .and_then(|nearest| self.mended(destination, span, &format!("{path}#{nearest}")));
        self.add(Kind::Anchor, Severity::Error, span, message, mended);
    }

    /// The line with another address, if this one stands there as it is.
    fn mended(&self, destination: &str, span: &Range<usize>, instead: &str) -> Option<String> {
        let is_written = self.reading.draft.text.get(span.clone()) == Some(destination);
        is_written
            .then(|| self.reading.places.mended(span, instead))
            .flatten()
    }

    fn undefined(&mut self, label: &str, span: &Range<usize>) {
        let message = match label.strip_prefix('^') {
            Some(note) => format!(
                "The footnote [^{note}] is nowhere written. It needs a line that begins with [^{note}]:"
            ),
            None => format!("This link has no address: no line begins with [{label}]:"),
        };
        self.fail(Kind::Link, span, message);
    }

    fn shortcode(&mut self, name: &str, span: &Range<usize>) {
        let Some(known) = &self.facts.shortcodes else {
            return;
        };
        let stem = name.strip_suffix(".html").unwrap_or(name);
        if known.contains(name) || known.contains(stem) {
            return;
        }
        let nearest = nearest(name, known.iter().map(String::as_str));
        let message = match &nearest {
            Some(nearest) => {
                format!("This blog has no shortcode {name}. The nearest is {nearest}.")
            }
            None => format!("This blog has no shortcode {name}, and cannot be built with it."),
        };
        let mended = nearest.and_then(|nearest| self.mended(name, span, &nearest));
        self.add(Kind::Shortcode, Severity::Error, span, message, mended);
    }

    fn open_fence(&mut self, span: &Range<usize>, next: Option<usize>) {
        let message = match next {
            Some(next) => format!(
                "This code has no end: another begins on line {}. Close it before that with a line of {}.",
                self.reading.places.line_number(next),
                self.marks(span)
            ),
            None => format!(
                "This code has no end, so all that follows is code. Close it with a line of {}.",
                self.marks(span)
            ),
        };
        self.fail(Kind::OpenFence, span, message);
    }

    /// The fence without its language.
    fn marks(&self, span: &Range<usize>) -> &str {
        let fence = &self.reading.draft.text[span.clone()];
        let end = fence
            .find(|c| !matches!(c, '`' | '~'))
            .unwrap_or(fence.len());
        &fence[..end]
    }

    /// Levels that are skipped, and ids that two headings share.
    fn headings(&mut self) {
        // The page's own heading is the post's title.
        let mut before = 1;
        for found in &self.reading.found {
            let Found::Heading { level, span, .. } = found else {
                continue;
            };
            if *level > before + 1 {
                let message = format!(
                    "This heading is of level {level}, and the one before it of level {before}. Level {} comes next: {}",
                    before + 1,
                    "#".repeat(usize::from(before) + 1)
                );
                self.warn(Kind::HeadingLevel, span, message);
            }
            before = *level;
        }
        self.duplicate_ids();
    }

    fn duplicate_ids(&mut self) {
        let headings = self.reading.found.iter().filter_map(|found| match found {
            Found::Heading { span, has_id, .. } => Some((span, has_id)),
            _ => None,
        });
        let ids = &self.facts.heading_ids;
        if headings.clone().count() != ids.len() {
            return;
        }
        let mut lines: HashMap<&str, u32> = HashMap::new();
        for ((span, _), id) in headings.zip(ids) {
            let line = self.reading.places.line_number(span.start);
            if let Some(first) = lines.get(id.as_str()) {
                let message = format!(
                    "The heading on line {first} is called #{id} too: a link finds only that one. Give one of them \
                     a name of its own: {{#another-name}}"
                );
                self.fail(Kind::DuplicateId, span, message);
            } else {
                lines.insert(id, line);
            }
        }
    }

    fn old_draft(&mut self) {
        let draft = &self.reading.draft;
        let Some(date) = draft
            .metadata
            .date
            .filter(|_| draft.status == Status::Draft)
        else {
            return;
        };
        let age = self.facts.now.duration_since(date.instant());
        if age.as_hours() <= OLD_DAYS * 24 {
            return;
        }
        let day = date.instant().to_zoned(TimeZone::UTC).date();
        let day = if date.offset.is_some() {
            day
        } else {
            date.civil.date()
        };
        let message = format!(
            "This draft is dated {}. Published today, it would appear under that date.",
            day.strftime("%-d %B %Y")
        );
        let span = self.span_of_date();
        self.warn(Kind::OldDraft, &span, message);
    }

    /// The line of the front matter that gives the date, or the beginning of the file.
    fn span_of_date(&self) -> Range<usize> {
        let front = self
            .reading
            .draft
            .text
            .get(..self.reading.draft.body_start)
            .unwrap_or_default();
        let mut at = 0;
        for line in front.split_inclusive('\n') {
            let key = line
                .trim_start_matches(['"', ' ', '\t'])
                .to_ascii_lowercase();
            let rest = key
                .strip_prefix("date")
                .map(|rest| rest.trim_start_matches(['"', ' ']));
            if rest.is_some_and(|rest| rest.starts_with([':', '='])) {
                return at..at + line.trim_end().len();
            }
            at += line.len();
        }
        0..0
    }

    /// Words in a `check: off` that silence nothing.
    fn unknown_words(&mut self) {
        for (word, span) in &self.reading.silence.unknown {
            let names: Vec<_> = Kind::CHECKS.iter().map(|kind| kind.name()).collect();
            let message = format!(
                "There is no check called {word}. What there is: {}.",
                names.join(", ")
            );
            let span = span.clone().unwrap_or(0..0);
            self.add(Kind::Settings, Severity::Warning, &span, message, None);
        }
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
        if kind != Kind::Settings && self.reading.silence.holds(kind, span.start) {
            return;
        }
        let draft = &self.reading.draft;
        let place: Place = self.reading.places.place(span);
        let problem = Problem::at(draft.path, draft.text, place, kind, message);
        self.problems
            .push(problem.with_severity(severity).with_suggestion(mended));
    }
}

/// The name that is most like `name`, if one is at all like it.
fn nearest<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Option<String> {
    let folded = name.to_lowercase();
    let distance = |other: &str| {
        let other = other.to_lowercase();
        // `tables` for `a-table-of-tables`: what a heading is called by in short.
        let is_part = folded.len() > 3 && other.split('-').any(|part| part == folded);
        if is_part {
            1
        } else {
            osa_distance(&folded, &other)
        }
    };
    let most = (name.chars().count() / NEAR).max(1);
    let near = known
        .map(|other| (distance(other), other))
        .filter(|(distance, _)| *distance <= most);
    near.min().map(|(_, other)| other.to_owned())
}

/// `1.4 MB`.
fn megabytes(bytes: u64) -> String {
    let tenths = (bytes + 50_000) / 100_000;
    format!("{}.{} MB", tenths / 10, tenths % 10)
}
