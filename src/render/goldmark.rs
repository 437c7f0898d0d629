//! What Hugo's configuration says of its Markdown besides.

use std::sync::Arc;

use super::code::chroma;
use super::formulas::Delimiters;
use super::typography::Sign;

/// What `markup` and `enableEmoji` say in a Hugo blog's configuration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Goldmark {
    /// What stands between these goes into the page as it is written.
    pub formulas: Option<Arc<Delimiters>>,
    /// Whether `:smile:` becomes a picture sign.
    pub has_emoji: bool,
    /// What the end of a line in a paragraph is.
    pub line_ends: LineEnds,
    /// Whether a picture that is all of a paragraph stands without it.
    pub has_bare_pictures: bool,
    /// Whether a blank behind a backslash is none.
    pub has_escaped_blanks: bool,
    /// Which signs mark something.
    pub marks: Marks,
    /// What takes the place of quotes, dashes and dots, where that is not the usual.
    pub signs: Option<Arc<Signs>>,
    /// What addresses begin with that are written from `www.` on: `https`.
    pub protocol: Option<Arc<str>>,
    /// The HTML of the way back from a footnote, where that is not an arrow.
    pub way_back: Option<Arc<str>>,
    /// Which headings a table of contents has.
    pub contents: Contents,
    /// Which destinations are looked up as pages and resources.
    pub embedded_hooks: EmbeddedHooks,
    /// What becomes of code between fences.
    pub fences: Fences,
}

/// What becomes of code between fences.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fences {
    /// It is highlighted in the language that it names.
    Highlighted,
    /// The same, and where none is known it is guessed.
    Guessed,
    /// Nothing.
    Plain,
}

impl Goldmark {
    /// What it is where nothing is said.
    pub const DEFAULT: Self = Self {
        formulas: None,
        has_emoji: false,
        line_ends: LineEnds::Blanks,
        has_bare_pictures: false,
        has_escaped_blanks: false,
        marks: Marks {
            tilde: Tilde::None,
            has_inserted: false,
            has_marked: false,
            has_raised: false,
        },
        signs: None,
        protocol: None,
        way_back: None,
        contents: Contents {
            first: 2,
            last: 3,
            is_ordered: false,
        },
        embedded_hooks: EmbeddedHooks {
            links: false,
            pictures: false,
        },
        fences: Fences::Highlighted,
    };

    /// The language of a block that names one, or of one that Hugo guesses.
    pub(super) fn guessed<'l>(&self, language: &'l str) -> &'l str {
        if self.fences == Fences::Guessed && !chroma::is_known(language) {
            chroma::FALLBACK
        } else {
            language
        }
    }
}

/// Hugo's own render hooks: a destination that names a page or a resource of the blog, by its file
/// or by its path, leads to where that is published.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct EmbeddedHooks {
    /// Those of links.
    pub links: bool,
    /// Those of pictures, which name resources only.
    pub pictures: bool,
}

/// What Hugo's own render hooks find for a destination.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hooked<T> {
    /// The page that it names, seen from the post.
    pub page: Option<T>,
    /// The page that it names, seen from the home page, for which templates have Markdown read.
    pub page_from_home: Option<T>,
    /// A file of the post's own folder.
    pub own: Option<T>,
    /// A file in `assets`.
    pub asset: Option<T>,
}

impl<T> Default for Hooked<T> {
    fn default() -> Self {
        Self {
            page: None,
            page_from_home: None,
            own: None,
            asset: None,
        }
    }
}

impl<T> Hooked<T> {
    /// The same of something made of each.
    #[must_use]
    pub fn map<U>(self, mut of: impl FnMut(Option<T>) -> Option<U>) -> Hooked<U> {
        Hooked {
            page: of(self.page),
            page_from_home: of(self.page_from_home),
            own: of(self.own),
            asset: of(self.asset),
        }
    }

    /// Where a link in the post leads.
    #[must_use]
    pub fn into_linked(self) -> Option<T> {
        self.page.or(self.own).or(self.asset)
    }

    /// Where a link or a picture leads, in the post or in what is read for the home page.
    pub(super) fn of(&self, is_picture: bool, is_from_home: bool) -> Option<&T> {
        let found = match (is_picture, is_from_home) {
            (false, false) => [&self.page, &self.own, &self.asset],
            (false, true) => [&self.page_from_home, &self.asset, &None],
            (true, false) => [&self.own, &self.asset, &None],
            (true, true) => [&self.asset, &None, &None],
        };
        found.into_iter().find_map(Option::as_ref)
    }
}

/// What the end of a line in a paragraph is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineEnds {
    /// A blank.
    Blanks,
    /// A blank, and nothing between wide characters.
    Joints,
    /// The same as a draft of CSS has it: nothing beside their punctuation either.
    DraftJoints,
    /// The end of a line on the page too.
    Breaks,
}

/// Which signs mark something beyond emphasis.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Marks {
    /// What `~` does.
    pub tilde: Tilde,
    /// `++a++`
    pub has_inserted: bool,
    /// `==a==`
    pub has_marked: bool,
    /// `^a^`
    pub has_raised: bool,
}

/// What `~` does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tilde {
    /// Nothing.
    None,
    /// One and two strike.
    Strikes,
    /// Two strike, one lowers, as far as each is on.
    Differs {
        /// `~~a~~`
        strikes: bool,
        /// `~a~`
        lowers: bool,
    },
}

impl Marks {
    /// Whether anything does.
    pub(super) fn are_none(self) -> bool {
        let others = self.has_inserted || self.has_marked || self.has_raised;
        self.tilde == Tilde::None && !others
    }

    /// Whether so many of a sign mark something.
    pub(super) fn are(self, sign: u8, length: usize) -> bool {
        match (sign, length) {
            (b'~', 1 | 2) => match self.tilde {
                Tilde::None => false,
                Tilde::Strikes => true,
                Tilde::Differs { strikes, lowers } => {
                    if length == 2 {
                        strikes
                    } else {
                        lowers
                    }
                }
            },
            (b'+', 2) => self.has_inserted,
            (b'=', 2) => self.has_marked,
            (b'^', 1 | 2) => self.has_raised,
            _ => false,
        }
    }

    /// Whether two that begin and end something are as long as each other.
    pub(super) fn are_equal(self, sign: u8) -> bool {
        sign == b'~' && self.tilde != Tilde::Strikes
    }

    /// The element that these signs make.
    pub(super) fn element(self, signs: &str) -> &'static str {
        let lowers = matches!(self.tilde, Tilde::Differs { lowers: true, .. });
        match signs.as_bytes() {
            [b'+', ..] => "ins",
            [b'=', ..] => "mark",
            [b'^', ..] => "sup",
            [b'~'] if lowers => "sub",
            _ => "del",
        }
    }
}

/// Which headings a table of contents has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Contents {
    /// The first level, from 1.
    pub first: u8,
    /// The last one.
    pub last: u8,
    /// Whether it is a list with numbers.
    pub is_ordered: bool,
}

/// What takes the place of signs, by [`Sign`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Signs {
    /// HTML and what of it is text; `None`: the usual.
    pub all: [Option<(Box<str>, Box<str>)>; Sign::COUNT],
}
