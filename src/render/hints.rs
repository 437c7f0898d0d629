//! Where in a body there is what the text is looked at for: quotes, dashes, addresses. It is looked for
//! once, many bytes at a time, and not again in each piece of text.

use std::sync::LazyLock;

use memchr::memmem::Finder;

use super::{Form, Rules, Span, Typography, reading};

/// What is in one body.
#[derive(Debug, Default)]
pub(super) struct Hints {
    /// What is markup in HTML.
    markup: Places,
    signs: Places,
    addresses: Places,
    /// There are barriers in it.
    pub(super) has_barriers: bool,
}

/// Places in a body, in their order.
#[derive(Debug, Default)]
struct Places {
    all: Vec<usize>,
    /// The first that is not before what was asked last.
    next: usize,
}

static LEFT_OUT: LazyLock<[Finder<'static>; 3]> =
    LazyLock::new(|| reading::LEFT_OUT.map(Finder::new));

impl Hints {
    /// What is in `body` of what these rules ask for. Nothing was added to one that `is_whole`.
    pub(super) fn of(body: &str, is_whole: bool, rules: &Rules) -> Self {
        let mut hints = Self::default();
        hints.markup.all = markup(body.as_bytes());
        if !is_whole && rules.form == Form::Goldmark {
            let mut left_out = LEFT_OUT.iter();
            hints.has_barriers = left_out.any(|what| what.find(body.as_bytes()).is_some());
        }
        if rules.typography == Typography::Goldmark {
            hints.signs.all = signs(body.as_bytes(), &hints.markup.all);
        }
        if rules.autolinks.is_some() {
            hints.addresses.all = addresses(body.as_bytes());
        }
        hints
    }

    /// Whether there is anything at `span`.
    pub(super) fn has_any(&mut self, span: &Span) -> bool {
        self.signs.are_in(span) || self.markup.are_in(span) || self.addresses.are_in(span)
    }

    /// Whether something at `span` is markup in HTML.
    pub(super) fn has_markup(&mut self, span: &Span) -> bool {
        self.markup.are_in(span)
    }

    /// The first place at or after `at` where a sign may be set otherwise: a quote, or the first of two
    /// dashes, dots or angles.
    pub(super) fn sign(&mut self, at: usize) -> Option<usize> {
        self.signs.after(at)
    }

    /// Whether there may be an address at `span`.
    pub(super) fn has_address(&mut self, span: &Span) -> bool {
        self.addresses.are_in(span)
    }
}

impl Places {
    fn are_in(&mut self, span: &Span) -> bool {
        let next = self.after(span.start);
        next.is_some_and(|next| next < span.end)
    }

    /// The first at or after `at`.
    fn after(&mut self, at: usize) -> Option<usize> {
        let is_before = |place: Option<&usize>| place.is_none_or(|place| *place < at);
        let last = self.next.checked_sub(1);
        if !last.is_none_or(|last| is_before(self.all.get(last))) {
            // Footnotes are written when all is read.
            self.next = self.all.partition_point(|place| *place < at);
        } else if is_before(self.all.get(self.next)) {
            let rest = self.all.get(self.next..).unwrap_or_default();
            let passed = match rest.get(1) {
                Some(second) if *second >= at => 1,
                _ => rest.partition_point(|place| *place < at),
            };
            self.next += passed;
        }
        self.all.get(self.next).copied()
    }
}

/// `&`, `<` and `>`, and NUL, which HTML cannot hold.
fn markup(body: &[u8]) -> Vec<usize> {
    let mut places: Vec<usize> = memchr::memchr3_iter(b'&', b'<', b'>', body).collect();
    if memchr::memchr(0, body).is_some() {
        places.extend(memchr::memchr_iter(0, body));
        places.sort_unstable();
    }
    places
}

/// Quotes, and what stands before another of its kind. Angles are among what is `markup`.
fn signs(body: &[u8], markup: &[usize]) -> Vec<usize> {
    static PAIRS: LazyLock<[Finder<'static>; 2]> = LazyLock::new(|| ["--", ".."].map(Finder::new));
    let mut places: Vec<usize> = memchr::memchr2_iter(b'\'', b'"', body).collect();
    let quotes = places.len();
    let is_angle =
        |at: &usize| matches!(body[*at], b'<' | b'>') && body.get(at + 1) == Some(&body[*at]);
    places.extend(markup.iter().filter(|at| is_angle(at)));
    for pair in &*PAIRS {
        let mut done = 0;
        while let Some(next) = body.get(done..).and_then(|rest| pair.find(rest)) {
            let start = done + next;
            let run = &body[start..];
            let length = run.iter().take_while(|byte| **byte == run[0]).count();
            places.extend(start..start + length - 1);
            done = start + length;
        }
    }
    if places.len() > quotes {
        places.sort_unstable();
    }
    places
}

/// What makes an address: `://`, `@` or `www.`.
fn addresses(body: &[u8]) -> Vec<usize> {
    static SIGNS: LazyLock<[Finder<'static>; 2]> =
        LazyLock::new(|| ["://", "www."].map(Finder::new));
    let mut places: Vec<usize> = memchr::memchr_iter(b'@', body).collect();
    for sign in &*SIGNS {
        places.extend(sign.find_iter(body));
    }
    places.sort_unstable();
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_are_quotes_and_what_stands_twice() {
        let check = |body: &str, expected: &[usize]| {
            let body = body.as_bytes();
            assert_eq!(signs(body, &markup(body)), expected);
        };
        check("a-b. c", &[]);
        check("a--b", &[1]);
        check("-----", &[0, 1, 2, 3]);
        check("'...\" <<a>>", &[0, 1, 2, 4, 6, 9]);
    }

    #[test]
    fn places_are_found_forwards_and_backwards() {
        let mut places = Places {
            all: vec![2, 4, 4, 9, 20],
            next: 0,
        };
        let asked = [0, 2, 3, 5, 30, 4, 1, 21, 9, 10, 0];
        for at in asked {
            let expected = places.all.iter().copied().find(|place| *place >= at);
            assert_eq!(places.after(at), expected, "{at}");
        }
    }
}
