//! Back to the author's editor: which command opens it, and where in which file.
//!
//! No shell is involved. A command is split into its program and arguments once, and what is put
//! into an argument stays in that argument, whatever characters are in it.

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

mod guess;
mod known;
mod launch;
mod pace;
mod running;

pub use guess::{Environment, Unfit, choose};
pub use launch::{Failure, open};
pub use pace::Pace;
pub use running::running;

use known::Known;

/// A command that opens an editor, with `{file}`, `{line}` and `{column}` where they belong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template {
    program: String,
    arguments: Vec<String>,
}

/// Where to go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// An absolute path, so that no editor takes it for an option.
    pub file: PathBuf,
    /// From 1.
    pub line: u32,
    /// In characters, from 1.
    pub column: u32,
}

/// A program and its arguments, ready to be started.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Command {
    /// As the author named it.
    pub program: String,
    /// One by one.
    pub arguments: Vec<OsString>,
}

/// Why `--editor` names no editor.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum Mistake {
    /// A quote without its other one, or a backslash at the end.
    #[error("a quote in it is never closed")]
    Quote,
    /// Nothing in it.
    #[error("it names no program")]
    Nothing,
    /// Something in braces that nothing is put in for.
    #[error("{{{0}}} means nothing here; there are {{file}}, {{line}} and {{column}}")]
    Placeholder(String),
    /// The program itself is to be one and the same.
    #[error("it begins with the program, which has no {{file}} or {{line}} in its name")]
    Program,
    /// An editor that needs a terminal, and none is named.
    #[error("{}", terminal(.0))]
    Terminal(String),
}

fn terminal(program: &str) -> String {
    let listens = match name_of(program) {
        "nvim" => "; or say which one is running: 'nvim --server ADDRESS'",
        _ => "",
    };
    format!(
        "{program} runs in a terminal, so say in which: 'kitty {program}', \
         'tmux new-window {program}'{listens}"
    )
}

/// What can be put in, as the author writes it.
const FILE: &str = "{file}";
const LINE: &str = "{line}";
const COLUMN: &str = "{column}";
/// Ours alone: the file as Vim writes a string.
const VIM_STRING: &str = "{vim-string}";

impl Template {
    /// What `--editor` says. Where nothing is to be put in, a known editor gets what it needs, and
    /// any other program the file as its last argument.
    ///
    /// # Errors
    ///
    /// The [`Mistake`] in it, so that it is told at the start and not when it is needed.
    pub fn asked(text: &str, environment: &Environment) -> Result<Self, Mistake> {
        let (program, mut arguments) = words(text)?;
        if let Some(template) = Self::precise(&program, &arguments, environment)? {
            return Ok(template);
        }
        arguments.push(FILE.to_owned());
        Ok(Self { program, arguments })
    }

    /// The command, where it is known how it is told the file: it says so itself, or its program is
    /// an editor we know, or one stands in it behind the terminal that it is to run in.
    fn precise(
        program: &str,
        arguments: &[String],
        environment: &Environment,
    ) -> Result<Option<Self>, Mistake> {
        if placeholders(program).next().is_some() {
            return Err(Mistake::Program);
        }
        if let Some(unknown) = arguments.iter().find_map(|argument| unknown(argument)) {
            return Err(Mistake::Placeholder(unknown.to_owned()));
        }
        let template = |arguments| {
            let program = program.to_owned();
            Ok(Some(Self { program, arguments }))
        };
        let says = |what| arguments.iter().any(|argument| argument.contains(what));
        if says(FILE) {
            return template(arguments.to_owned());
        }
        if says(LINE) || says(COLUMN) {
            return Ok(None);
        }
        if let Some(known) = Known::named(program) {
            let known = known.template(program, arguments, environment.nvim.as_deref());
            return known
                .map(Some)
                .ok_or_else(|| Mistake::Terminal(program.to_owned()));
        }
        match arguments.iter().find_map(|word| Known::in_terminal(word)) {
            Some(inner) => template(arguments.iter().cloned().chain(inner.arguments()).collect()),
            None => Ok(None),
        }
    }

    /// The command that goes to a place. `None` for a file that has a line break or another control
    /// character in its name: some editors read the path as part of a program of their own, or type
    /// it into the editor that is running, where such a character ends what it stands in.
    #[must_use]
    pub fn command(&self, place: &Place) -> Option<Command> {
        if has_control(&place.file) {
            return None;
        }
        let arguments = self.arguments.iter().map(|argument| fill(argument, place));
        Some(Command {
            program: self.program.clone(),
            arguments: arguments.collect::<Option<_>>()?,
        })
    }

    /// As the author named it.
    #[must_use]
    pub fn program(&self) -> &str {
        &self.program
    }
}

/// The program and its arguments, split as a shell splits them, with nothing else that a shell does.
fn words(text: &str) -> Result<(String, Vec<String>), Mistake> {
    let text = if cfg!(windows) {
        with_folders(text)
    } else {
        text.to_owned()
    };
    let words = shlex::split(&text).ok_or(Mistake::Quote)?;
    let mut words = words.into_iter();
    let program = words.next().filter(|program| !program.is_empty());
    Ok((program.ok_or(Mistake::Nothing)?, words.collect()))
}

/// A command of Windows: there a backslash separates folders, and takes the meaning from nothing.
fn with_folders(text: &str) -> String {
    let mut in_single = false;
    let mut written = String::with_capacity(text.len());
    for letter in text.chars() {
        in_single ^= letter == '\'';
        written.push(letter);
        // Between single quotes it is one as it stands.
        if letter == '\\' && !in_single {
            written.push(letter);
        }
    }
    written
}

/// Words in braces, braces included. What has another sign before it, `#{pane}` of tmux or `${HOME}`,
/// is none.
fn placeholders(text: &str) -> impl Iterator<Item = &str> {
    text.match_indices('{').filter_map(|(at, _)| {
        let length = text[at..].find('}')? + 1;
        let word = &text[at + 1..at + length - 1];
        let is_word = !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_alphabetic());
        let is_other = text[..at].ends_with(['#', '$', '{']);
        (is_word && !is_other).then(|| &text[at..at + length])
    })
}

/// The first word in braces that nothing is put in for, without its braces.
fn unknown(argument: &str) -> Option<&str> {
    let mut placeholders = placeholders(argument);
    let unknown = placeholders.find(|named| ![FILE, LINE, COLUMN].contains(named))?;
    Some(&unknown[1..unknown.len() - 1])
}

/// An argument with everything put in. In one pass: a file may be called `{line}.md`.
fn fill(argument: &str, place: &Place) -> Option<OsString> {
    let mut filled = OsString::new();
    let mut rest = argument;
    while let Some(at) = rest.find('{') {
        let (before, from) = rest.split_at(at);
        filled.push(before);
        let known = [FILE, LINE, COLUMN, VIM_STRING];
        let found = known.into_iter().find(|known| from.starts_with(known));
        match found {
            Some(FILE) => filled.push(&place.file),
            Some(LINE) => filled.push(place.line.to_string()),
            Some(COLUMN) => filled.push(place.column.to_string()),
            Some(_) => filled.push(vim_string(&place.file)?),
            None => filled.push("{"),
        }
        rest = &from[found.map_or(1, str::len)..];
    }
    filled.push(rest);
    Some(filled)
}

/// A path as Vim writes a string, in which nothing but the quote itself has a meaning.
fn vim_string(path: &Path) -> Option<String> {
    let path = path.to_str()?;
    Some(format!("'{}'", path.replace('\'', "''")))
}

fn has_control(path: &Path) -> bool {
    path.to_string_lossy().chars().any(char::is_control)
}

/// What a program is called, without its folder and, on Windows, its ending.
fn name_of(program: &str) -> &str {
    let path = Path::new(program);
    let name = if cfg!(windows) {
        path.file_stem()
    } else {
        path.file_name()
    };
    name.and_then(OsStr::to_str).unwrap_or(program)
}

#[cfg(test)]
mod tests;
