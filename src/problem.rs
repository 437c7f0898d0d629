//! The author's mistakes, as data: a problem is shown, and stops nothing.

mod excerpt;

use std::sync::Arc;

use serde::Serialize;

/// One mistake of the author's, with its place in the file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// The post, relative to the blog's root, with `/` between the parts.
    pub path: String,
    /// Line of the file, from 1.
    pub line: u32,
    /// Column of the line in characters, from 1.
    pub column: u32,
    /// What it is about.
    pub kind: Kind,
    /// Whether something is wrong or only doubtful.
    pub severity: Severity,
    /// What is wrong, in the author's words: one or two sentences.
    pub message: String,
    /// The mended line, whole, to put in the place of `line`.
    pub suggestion: Option<String>,
    /// The lines around the place, for a code frame; empty where there is no text to show.
    #[serde(skip)]
    pub excerpt: Excerpt,
}

/// Some lines of a file, and how much of one of them is meant.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Excerpt {
    /// Line of the file of `lines[0]`, from 1.
    pub first_line: u32,
    /// The lines, without line ends; long ones are cut.
    pub lines: Vec<String>,
    /// Where in its line of the excerpt the marked run begins, in characters from 1. It differs from
    /// the problem's own column only where a long line was cut on the left.
    pub column: u32,
    /// How many characters from `column` on are meant; at least 1 where there is a line.
    pub length: u32,
}

/// A run of characters on one line of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// Line, from 1.
    pub line: u32,
    /// First character, from 1. A byte order mark is no character of its line.
    pub column: u32,
    /// How many characters.
    pub length: u32,
}

/// What a problem is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// The front matter cannot be read.
    FrontMatter,
    /// The file cannot be read, or is no text.
    Read,
    /// We failed to render the body: our mistake, shown as a problem so that the page stays.
    Render,
    /// Two posts have one permalink.
    Permalink,
    /// A link to a post or file that is not there.
    Link,
    /// A link to a heading or place in a page that is not there.
    Anchor,
    /// A link without text, or without a destination.
    EmptyLink,
    /// A picture that is not there.
    Picture,
    /// A picture without a text in its place.
    Alt,
    /// A picture of more bytes than a reader should have to wait for.
    LargePicture,
    /// A picture that shows here, and will not on the published site.
    MisplacedPicture,
    /// Two headings of one id.
    DuplicateId,
    /// A heading more than one level below the one before.
    HeadingLevel,
    /// A shortcode that the blog does not have.
    Shortcode,
    /// A post that its generator does not publish, or does not list, although it is no draft.
    Unpublished,
    /// A draft with a date long gone.
    OldDraft,
    /// A note to oneself that is left in the text.
    Todo,
    /// A code fence that nothing closes.
    OpenFence,
    /// The blog's own settings cannot be read.
    Settings,
    /// The generator's configuration cannot be read, or something in it is not followed.
    Configuration,
}

/// How bad a problem is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// The post works, but perhaps not as meant.
    Warning,
    /// Something does not work.
    Error,
}

impl Kind {
    /// What a post is checked for, as far as its author can silence it.
    pub const CHECKS: [Self; 15] = [
        Self::Link,
        Self::Anchor,
        Self::EmptyLink,
        Self::Picture,
        Self::Alt,
        Self::LargePicture,
        Self::MisplacedPicture,
        Self::DuplicateId,
        Self::HeadingLevel,
        Self::Shortcode,
        Self::Unpublished,
        Self::OldDraft,
        Self::Todo,
        Self::OpenFence,
        Self::Permalink,
    ];

    /// Its name in settings, comments and JSON: `heading-level`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::FrontMatter => "front-matter",
            Self::Read => "read",
            Self::Render => "render",
            Self::Permalink => "permalink",
            Self::Link => "link",
            Self::Anchor => "anchor",
            Self::EmptyLink => "empty-link",
            Self::Picture => "picture",
            Self::Alt => "alt",
            Self::LargePicture => "large-picture",
            Self::MisplacedPicture => "misplaced-picture",
            Self::DuplicateId => "duplicate-id",
            Self::HeadingLevel => "heading-level",
            Self::Shortcode => "shortcode",
            Self::Unpublished => "unpublished",
            Self::OldDraft => "old-draft",
            Self::Todo => "todo",
            Self::OpenFence => "open-fence",
            Self::Settings => "settings",
            Self::Configuration => "configuration",
        }
    }

    /// The check of this name.
    #[must_use]
    pub fn of_check(name: &str) -> Option<Self> {
        Self::CHECKS.into_iter().find(|kind| kind.name() == name)
    }

    /// Whether an author can silence it.
    #[must_use]
    pub fn is_check(self) -> bool {
        self.index().is_some()
    }

    /// Where in [`Self::CHECKS`] it is.
    pub(crate) fn index(self) -> Option<usize> {
        Self::CHECKS.iter().position(|check| *check == self)
    }
}

impl Problem {
    /// An error at a place in a text, with the lines around it.
    ///
    /// A place beyond the text is moved to its last line, or to the end of its line.
    #[must_use]
    pub fn at(
        path: &str,
        text: &str,
        place: Place,
        kind: Kind,
        message: impl Into<String>,
    ) -> Self {
        let (place, excerpt) = Excerpt::at_or_before(text, place);
        Self {
            path: path.to_owned(),
            line: place.line,
            column: place.column,
            kind,
            severity: Severity::Error,
            message: message.into(),
            suggestion: None,
            excerpt,
        }
    }

    /// An error that concerns a file as a whole and has no lines to show: line 1, column 1.
    #[must_use]
    pub fn unreadable(path: &str, message: impl Into<String>) -> Self {
        Self {
            path: path.to_owned(),
            line: 1,
            column: 1,
            kind: Kind::Read,
            severity: Severity::Error,
            message: message.into(),
            suggestion: None,
            excerpt: Excerpt::default(),
        }
    }

    /// The same problem, about something else.
    #[must_use]
    pub fn with_kind(mut self, kind: Kind) -> Self {
        self.kind = kind;
        self
    }

    /// Other posts claim the same permalink. Of many the first are named.
    #[must_use]
    pub fn shared_permalink(path: &str, permalink: &str, rivals: &[Arc<str>]) -> Self {
        const NAMED: usize = 3;
        let named = &rivals[..rivals.len().min(NAMED)];
        let rivals = match rivals.len() - named.len() {
            0 => named.join(" and "),
            1 => format!("{} and one other", named.join(", ")),
            others => format!("{} and {others} others", named.join(", ")),
        };
        let message = format!("{permalink} is also the address of {rivals}.");
        Self::unreadable(path, message).with_kind(Kind::Permalink)
    }

    /// The same problem with another severity.
    #[must_use]
    pub fn with_severity(mut self, severity: Severity) -> Self {
        self.severity = severity;
        self
    }

    /// The same problem with a mended line to offer, or with none.
    #[must_use]
    pub fn with_suggestion(mut self, suggestion: Option<String>) -> Self {
        self.suggestion = suggestion;
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_many_posts_with_one_address_the_first_are_named() {
        let check = |rivals: &[&str], expected: &str| {
            let rivals: Vec<Arc<str>> = rivals.iter().map(|rival| (*rival).into()).collect();
            let problem = Problem::shared_permalink("a.md", "/x/", &rivals);
            let expected = format!("/x/ is also the address of {expected}.");
            assert_eq!(problem.message, expected);
        };
        check(&["b.md"], "b.md");
        check(&["b.md", "c.md", "d.md"], "b.md and c.md and d.md");
        check(&["b", "c", "d", "e"], "b, c, d and one other");
        check(&["b", "c", "d", "e", "f"], "b, c, d and 2 others");
    }
}
