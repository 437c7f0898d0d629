//! Where links, pictures and other files lead.

use std::ops::Range;

use super::Judge;
use crate::check::{Anchors, By, Lead, may_be_of_theme, text};
use crate::dialect::Dialect;
use crate::parse::Status;
use crate::problem::{Kind, Severity};

/// A picture of more bytes keeps a reader on a phone waiting for seconds.
const LARGE_BYTES: u64 = 1_000_000;

/// What is said of an address that leads nowhere.
const NOTHING: &str = "Nothing is";

impl<'a> Judge<'a> {
    pub(super) fn link(&mut self, destination: &str, span: &Range<usize>, is_empty: bool) {
        if destination.trim().is_empty() {
            self.no_address(span);
            return;
        }
        if is_empty {
            let message =
                "There is nothing in this link to click on. Put its text between the brackets.";
            self.warn(Kind::EmptyLink, span, message.to_owned());
        }
        if destination.starts_with('#') {
            if !text::is_made(destination) {
                let anchors = &self.facts.anchors;
                self.anchor(destination, span, anchors, "this post");
            }
            return;
        }
        match self.lead(destination) {
            Some(Lead::Nothing { nearest }) => {
                self.nothing(Kind::Link, NOTHING, destination, span, nearest.as_deref());
            }
            Some(Lead::Post {
                anchors: Some(anchors),
            }) => self.anchor(destination, span, anchors, "that post"),
            Some(Lead::Source { instead }) => {
                let message = format!(
                    "{destination} is the source of a post: the published link will lead to nothing. \
                     Write {instead}."
                );
                let mended = self.mended(destination, span, instead);
                self.add(Kind::Link, Severity::Error, span, message, mended);
            }
            Some(Lead::OutsideBase { instead }) => {
                self.outside_base(Kind::Link, destination, span, instead);
            }
            Some(Lead::Draft) => self.draft(destination, span),
            Some(Lead::Post { anchors: None } | Lead::File { .. }) | None => {}
        }
    }

    fn no_address(&mut self, span: &Range<usize>) {
        let draft = &self.reading.draft;
        // HTML of the author's is nothing to Zola.
        let is_html = draft.text[span.clone()].starts_with('<');
        if draft.dialect == Dialect::Zola && !is_html {
            let message = "Zola stops here: the address of this link is missing.";
            self.fail(Kind::EmptyLink, span, message.to_owned());
        } else {
            let message = "This link leads nowhere: its address is missing.";
            self.warn(Kind::EmptyLink, span, message.to_owned());
        }
    }

    /// Of a link to a draft. Both may be published at the same time.
    fn draft(&mut self, destination: &str, span: &Range<usize>) {
        let (severity, message) = match self.reading.draft.status {
            Status::Draft => (
                Severity::Warning,
                format!(
                    "{destination} is a draft too. Published alone, this post would stop Zola here."
                ),
            ),
            _ => (
                Severity::Error,
                format!("Zola stops here: {destination} is a draft."),
            ),
        };
        self.add(Kind::Link, severity, span, message, None);
    }

    /// Of an address that leads out of the published blog.
    fn outside_base(&mut self, kind: Kind, destination: &str, span: &Range<usize>, instead: &str) {
        let message = format!(
            "The blog is published below a path that {destination} lacks: there it will lead to nothing. \
             Write {instead}."
        );
        let mended = self.mended(destination, span, instead);
        self.add(kind, Severity::Error, span, message, mended);
    }

    /// What a shortcode or a tag refers to: the generator stops where that is missing.
    pub(super) fn reference(&mut self, by: By, target: &str, span: &Range<usize>) {
        match self.facts.references.get(&(by, target.to_owned())) {
            Some(Lead::Nothing { nearest }) if self.facts.stops_at_references => {
                let name = self.reading.draft.dialect.name();
                let what = format!("{name} stops here: nothing is");
                self.nothing(Kind::Link, &what, target, span, nearest.as_deref());
            }
            Some(Lead::Nothing { nearest }) => {
                self.nothing(Kind::Link, NOTHING, target, span, nearest.as_deref());
            }
            Some(Lead::Post {
                anchors: Some(anchors),
            }) => self.anchor(target, span, anchors, "that post"),
            Some(
                Lead::Post { anchors: None }
                | Lead::Draft
                | Lead::Source { .. }
                | Lead::OutsideBase { .. }
                | Lead::File { .. },
            )
            | None => {}
        }
    }

    fn lead(&self, destination: &str) -> Option<&'a Lead> {
        text::is_judged(destination)
            .then(|| self.facts.destinations.get(destination))
            .flatten()
    }

    pub(super) fn picture(
        &mut self,
        destination: &str,
        span: &Range<usize>,
        has_alternative: bool,
    ) {
        if destination.trim().is_empty() {
            let message = "This picture has no address.";
            self.fail(Kind::Picture, span, message.to_owned());
            return;
        }
        if !has_alternative {
            let message = "This picture has no alternative text: say in a few words what it shows, for \
                           those who cannot see it.";
            self.warn(Kind::Alt, span, message.to_owned());
        }
        match self.lead(destination) {
            Some(Lead::Nothing { nearest }) => {
                self.nothing(
                    Kind::Picture,
                    "There is no picture",
                    destination,
                    span,
                    nearest.as_deref(),
                );
            }
            Some(Lead::OutsideBase { instead }) => {
                self.outside_base(Kind::Picture, destination, span, instead);
            }
            Some(Lead::Post { .. } | Lead::Draft | Lead::Source { .. }) => {
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

    pub(super) fn media(&mut self, destination: &str, span: &Range<usize>) {
        match self.lead(destination) {
            Some(Lead::Nothing { nearest }) => {
                self.nothing(Kind::Link, NOTHING, destination, span, nearest.as_deref());
            }
            Some(Lead::File { misplaced, .. }) => self.misplaced(span, misplaced.as_deref()),
            Some(Lead::OutsideBase { instead }) => {
                self.outside_base(Kind::Link, destination, span, instead);
            }
            Some(Lead::Post { .. } | Lead::Draft | Lead::Source { .. }) | None => {}
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
        what: &str,
        destination: &str,
        span: &Range<usize>,
        nearest: Option<&str>,
    ) {
        let message = match nearest {
            Some(nearest) => format!("{what} at {destination}. The nearest is {nearest}."),
            None => format!("{what} at {destination}."),
        };
        let mended = nearest.and_then(|nearest| self.mended(destination, span, nearest));
        self.add(kind, Severity::Error, span, message, mended);
    }

    fn anchor(&mut self, destination: &str, span: &Range<usize>, anchors: &Anchors, whose: &str) {
        let Some(fragment) = text::fragment(destination) else {
            return;
        };
        let is_there = anchors.contains(&fragment) || is_elsewhere(&fragment);
        if is_there || self.passes_over(Kind::Anchor, span) {
            return;
        }
        let nearest = self.nearest(&fragment, anchors.len(), anchors.iter());
        let message = match nearest {
            Some(nearest) if nearest.to_lowercase() == fragment.to_lowercase() => format!(
                "Nothing in {whose} is called #{fragment}, but #{nearest} is: capital letters make a difference."
            ),
            Some(nearest) => {
                format!("Nothing in {whose} is called #{fragment}. The nearest is #{nearest}.")
            }
            None => format!("Nothing in {whose} is called #{fragment}."),
        };
        let path = destination.split('#').next().unwrap_or_default();
        // What would have to be escaped is left to the author.
        let nearest = nearest.filter(|nearest| {
            !nearest.contains(|c: char| c.is_whitespace() || "()<>\"'%&\\".contains(c))
        });
        let mended = nearest
            .and_then(|nearest| self.mended(destination, span, &format!("{path}#{nearest}")));
        self.add(Kind::Anchor, Severity::Error, span, message, mended);
    }
}

/// Whether a fragment leads somewhere without an element of that id: browsers know the top of every
/// page and a text in it, and scripts have addresses of their own.
fn is_elsewhere(fragment: &str) -> bool {
    fragment.eq_ignore_ascii_case("top")
        || fragment.starts_with(":~:")
        || fragment.starts_with(['/', '!', '?'])
        || fragment.contains('=')
        || may_be_of_theme(fragment)
}

/// `1.4 MB`; more than one megabyte never looks like one.
fn megabytes(bytes: u64) -> String {
    let tenths = ((bytes + 50_000) / 100_000).max(11);
    format!("{}.{} MB", tenths / 10, tenths % 10)
}
