//! What an author has settled for a whole blog: `.blog-serve.toml` at its root.
//!
//! ```toml
//! [check]
//! off = ["todo", "old-draft"]    # or true: nothing is checked
//! ```

use std::ops::Range;
use std::sync::Arc;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::blog::Blog;
use crate::check::Off;
use crate::parse;
use crate::problem::{Kind, Place, Problem};
use crate::watch::{self, Reading};

/// The file's name.
pub const FILE: &str = ".blog-serve.toml";

/// A blog's settings. What is not said, or not said well, is as if there were no file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// What is not checked.
    pub off: Off,
    /// What is wrong with the file, from its top to its bottom.
    pub problems: Arc<[Problem]>,
}

/// The settings of a blog. Blocks.
#[must_use]
pub fn read(blog: &Blog) -> Settings {
    let told = match watch::read_now(&blog.absolute(FILE)) {
        Reading::Gone => return Settings::default(),
        Reading::Text(text) => parse::decode(FILE, text.bytes),
        Reading::Unreadable(cause) => Err(Box::new(Problem::unreadable(FILE, cause.to_string()))),
    };
    match told {
        Ok(text) => settings(&text),
        Err(problem) => {
            let problem = problem.with_kind(Kind::Settings);
            Settings {
                problems: [problem].into(),
                ..Settings::default()
            }
        }
    }
}

/// What a text says.
#[must_use]
pub fn settings(text: &str) -> Settings {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut reader = Reader {
        text,
        settings: Settings::default(),
        problems: Vec::new(),
    };
    match DeTable::parse(text) {
        Ok(table) => reader.file(table.get_ref()),
        Err(error) => {
            let message = format!(
                "This is no TOML: {}.",
                error.message().trim_end_matches('.')
            );
            reader.complain(error.span().unwrap_or(0..0), message);
        }
    }
    // Sections know their keys by the alphabet.
    reader
        .problems
        .sort_by_key(|problem| (problem.line, problem.column));
    Settings {
        problems: reader.problems.into(),
        ..reader.settings
    }
}

/// What has been read so far.
struct Reader<'a> {
    text: &'a str,
    settings: Settings,
    problems: Vec<Problem>,
}

impl Reader<'_> {
    fn file(&mut self, table: &DeTable<'_>) {
        for (key, value) in table {
            match (key.get_ref().as_ref(), value.get_ref()) {
                ("check", DeValue::Table(check)) => self.check(check),
                ("check", _) => self.complain(
                    value.span(),
                    "check is a section: write [check] on a line of its own, and off = … below it."
                        .to_owned(),
                ),
                (unknown, _) => self.complain(
                    key.span(),
                    format!("There is no setting {unknown:?}. What there is: [check]."),
                ),
            }
        }
    }

    fn check(&mut self, table: &DeTable<'_>) {
        for (key, value) in table {
            match key.get_ref().as_ref() {
                "off" => self.off(value),
                unknown => self.complain(
                    key.span(),
                    format!("[check] has no setting {unknown:?}. What it has: off."),
                ),
            }
        }
    }

    fn off(&mut self, value: &Spanned<DeValue<'_>>) {
        self.settings.off = match value.get_ref() {
            DeValue::Boolean(true) => Off::All,
            DeValue::Boolean(false) => Off::None,
            DeValue::Array(names) => {
                Off::Kinds(names.iter().filter_map(|name| self.kind(name)).collect())
            }
            DeValue::String(_) => match self.kind(value) {
                Some(kind) => Off::Kinds(vec![kind]),
                None => Off::None,
            },
            _ => {
                let message = "off is true, or a list of checks: off = [\"todo\", \"alt\"].";
                self.complain(value.span(), message.to_owned());
                Off::None
            }
        };
    }

    fn kind(&mut self, name: &Spanned<DeValue<'_>>) -> Option<Kind> {
        let known = match name.get_ref() {
            DeValue::String(name) => Kind::of_check(name.trim()),
            _ => None,
        };
        if known.is_none() {
            let all = Kind::CHECKS.map(Kind::name).join(", ");
            let message = match name.get_ref() {
                DeValue::String(name) => {
                    format!("There is no check {name:?}. What there is: {all}.")
                }
                _ => format!("A check is named by a word: {all}."),
            };
            self.complain(name.span(), message);
        }
        known
    }

    fn complain(&mut self, span: Range<usize>, message: String) {
        let place = place(self.text, span);
        let problem = Problem::at(FILE, self.text, place, Kind::Settings, message);
        self.problems.push(problem);
    }
}

/// The line and column of a run of bytes.
fn place(text: &str, span: Range<usize>) -> Place {
    let before = text.get(..span.start).unwrap_or(text);
    let line_start = before.rfind('\n').map_or(0, |at| at + 1);
    let line = before.bytes().filter(|byte| *byte == b'\n').count() + 1;
    let meant = text.get(span).unwrap_or_default();
    let meant = meant.lines().next().unwrap_or_default();
    let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    Place {
        line: number(line),
        column: number(before[line_start..].chars().count() + 1),
        length: number(meant.chars().count().max(1)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, off: impl Into<Option<Off>>, mistakes: &[(u32, u32, &str)]) {
        let Settings {
            off: found,
            problems,
        } = settings(text);
        assert_eq!(Some(found), off.into(), "{text}");
        let told: Vec<_> = problems
            .iter()
            .map(|problem| (problem.line, problem.column, problem.message.as_str()))
            .collect();
        assert_eq!(told.len(), mistakes.len(), "{text}: {told:?}");
        for ((line, column, message), (at, from, part)) in told.iter().zip(mistakes) {
            assert_eq!((line, column), (at, from), "{text}: {message}");
            assert!(message.contains(part), "{text}: {message}");
        }
    }

    #[test]
    fn checks_are_silenced_by_their_names() {
        check("", Off::None, &[]);
        check("[check]\n", Off::None, &[]);
        check("[check]\noff = false\n", Off::None, &[]);
        check("\u{feff}[check]\noff = true\n", Off::All, &[]);
        let kinds = Off::Kinds(vec![Kind::Todo, Kind::OldDraft]);
        check("[check]\noff = [\"todo\", \"old-draft\"]\n", kinds, &[]);
        check("check.off = \"alt\"", Off::Kinds(vec![Kind::Alt]), &[]);
        let permalink = Off::Kinds(vec![Kind::Permalink]);
        check("check.off = [\"permalink\"]", permalink, &[]);
    }

    #[test]
    fn a_mistake_is_told_with_its_place_and_the_rest_counts() {
        check("[check\n", Off::None, &[(1, 7, "This is no TOML")]);
        check("theme = 1\n", Off::None, &[(1, 1, "no setting \"theme\"")]);
        check("check = true\n", Off::None, &[(1, 9, "[check]")]);
        let twice = [(2, 1, "no setting \"on\""), (3, 7, "off is true")];
        check("[check]\non = 1\noff = 3\n", Off::None, &twice);
        check(
            "[check]\noff = [\"todo\", \"tood\", 1]\n",
            Off::Kinds(vec![Kind::Todo]),
            &[
                (2, 16, "There is no check \"tood\""),
                (2, 24, "named by a word"),
            ],
        );
        // What is wrong with a file itself cannot be silenced.
        let read = [(1, 14, "There is no check \"read\"")];
        check("check.off = [\"read\"]", Off::Kinds(vec![]), &read);
    }
}
