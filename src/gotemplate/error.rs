//! What can go wrong, and where.

/// Why a template gave no output.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{template}:{line}:{column}: {message}")]
pub struct Error {
    /// The name the template was parsed under.
    pub template: String,
    /// The line, from 1.
    pub line: u32,
    /// The column in bytes, from 1.
    pub column: u32,
    /// What happened, in lower case.
    pub message: String,
    /// What the caller can do about it.
    pub kind: Kind,
}

/// The consequence of an [`Error`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The template is malformed: Hugo refuses it too.
    Syntax,
    /// A function or construct this library does not know: Hugo may well know it.
    Unsupported,
    /// A failure at run time, among them `errorf`.
    Failed,
    /// The template used up its [`Budget`](crate::gotemplate::Budget).
    Budget,
}

/// An error before it is known at which place of which template it happened.
#[derive(Clone, Debug)]
pub(crate) enum Failure {
    Failed(String),
    Unsupported(String),
    Budget(&'static str),
    /// Already has its place: it comes out of a partial.
    Placed(Box<Error>),
}

impl From<String> for Failure {
    fn from(message: String) -> Failure {
        Failure::Failed(message)
    }
}

impl From<&str> for Failure {
    fn from(message: &str) -> Failure {
        Failure::Failed(message.into())
    }
}

impl Failure {
    /// The error at byte `at` of `source`.
    pub(crate) fn place(self, template: &str, source: &str, at: usize) -> Error {
        let (kind, message) = match self {
            Failure::Failed(message) => (Kind::Failed, message),
            Failure::Unsupported(message) => (Kind::Unsupported, message),
            Failure::Budget(message) => (Kind::Budget, message.to_owned()),
            Failure::Placed(error) => return *error,
        };
        error_at(template, source, at, kind, message)
    }
}

/// The error at byte `at` of `source`.
pub(crate) fn error_at(
    template: &str,
    source: &str,
    at: usize,
    kind: Kind,
    message: String,
) -> Error {
    let before = &source.as_bytes()[..at.min(source.len())];
    let line_start = before
        .iter()
        .rposition(|b| *b == b'\n')
        .map_or(0, |i| i + 1);
    let lines = before.split(|b| *b == b'\n').count() - 1;
    Error {
        template: template.to_owned(),
        line: u32::try_from(lines + 1).unwrap_or(u32::MAX),
        column: u32::try_from(before.len() - line_start + 1).unwrap_or(u32::MAX),
        message,
        kind,
    }
}
