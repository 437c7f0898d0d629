//! Code → coloured code.
//!
//! syntect finds out what each character is, by the syntax definitions of Sublime Text; we write
//! that as [classes](scopes) of one letter, a tenth of what its own writer makes.
//! `assets/code.css` gives them their colours.

use std::borrow::Cow;
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use syntect::parsing::{ParseState, SyntaxReference, SyntaxSet};

use super::Code;
use super::tree::write_text;
use languages::Language;
use spans::Spans;

mod languages;
mod scopes;
mod spans;

/// Longest code that is coloured, in bytes. 512 KB take about 0.3 s; nobody reads more.
const LONGEST_CODE: usize = 512 * 1024;

/// Longest line that is coloured, in bytes. Some definitions look at the whole line again for each
/// character of it: 10,000 letters take JavaScript's 5 s, 2,000 a fifth of one. Longer lines are
/// data or minified, and stay plain.
const LONGEST_LINE: usize = 2_000;

/// How long one code is worked on; lines that come later stay plain. 512 KB of what people write
/// take a third of it.
const PATIENCE: Duration = Duration::from_secs(1);

/// The code as HTML, to stand in a `<code>`: escaped, with `<span class=…>` around what has a
/// colour.
///
/// `None` if the language is unknown or has no colours, or the code is longer than 512 KB. The
/// first call takes some milliseconds more, and so does the first for each language. After a
/// second it gives up: this is the one stage that looks at the clock.
#[must_use]
pub(crate) fn highlight(code: &Code) -> Option<Arc<str>> {
    highlight_until(Instant::now() + PATIENCE, code)
}

/// Whether code in this language is coloured.
pub(crate) fn knows(language: &str) -> bool {
    languages::find(syntaxes(), language, "").is_some()
}

/// [`highlight`], which gives up at `deadline`.
pub(crate) fn highlight_until(deadline: Instant, code: &Code) -> Option<Arc<str>> {
    if code.text.len() > LONGEST_CODE {
        return None;
    }
    let language = languages::find(syntaxes(), &code.language, &code.text)?;
    let html = match language {
        Language::Source(syntax) => highlight_source(syntax, &code.text, deadline),
        Language::Session(syntax) => highlight_session(syntax, &code.text, deadline),
    };
    Some(html.into())
}

/// The syntax definitions, unpacked when they are first needed.
fn syntaxes() -> &'static SyntaxSet {
    static SYNTAXES: OnceLock<SyntaxSet> = OnceLock::new();
    SYNTAXES.get_or_init(two_face::syntax::extra_newlines)
}

fn highlight_source(syntax: &SyntaxReference, text: &str, deadline: Instant) -> String {
    let mut spans = Spans::new(text.len());
    let mut state = ParseState::new(syntax);
    for line in text.split_inclusive('\n') {
        add_line(&mut spans, &mut state, line, deadline);
    }
    spans.finish()
}

/// A copy of a terminal: what follows a prompt is code, the rest is plain.
fn highlight_session(shell: &SyntaxReference, text: &str, deadline: Instant) -> String {
    let mut html = String::with_capacity(text.len() * 2);
    let mut spans = Spans::new(0);
    let mut state = ParseState::new(shell);
    let mut goes_on = false;
    for line in text.split_inclusive('\n') {
        let command = languages::command(line);
        if command.is_none() && !goes_on {
            write_text(line, &mut html);
            continue;
        }
        let command = command.unwrap_or(line);
        html.push_str(&line[..line.len() - command.len()]);
        add_line(&mut spans, &mut state, command, deadline);
        goes_on = command.trim_end().ends_with('\\');
        if !goes_on {
            html.push_str(&std::mem::replace(&mut spans, Spans::new(0)).finish());
            state = ParseState::new(shell);
        }
    }
    html.push_str(&spans.finish());
    html
}

/// Adds `line`, coloured as far as it can be.
fn add_line(spans: &mut Spans, state: &mut ParseState, line: &str, deadline: Instant) {
    if line.len() > LONGEST_LINE || Instant::now() > deadline {
        return spans.add_plain(line);
    }
    // The definitions want every line to end.
    let ended = if line.ends_with('\n') {
        Cow::from(line)
    } else {
        Cow::from(format!("{line}\n"))
    };
    match state.parse_line(&ended, syntaxes()) {
        Ok(changes) => spans.add(line, &changes),
        // A definition that refers to one we do not have.
        Err(_) => spans.add_plain(line),
    }
}

#[cfg(test)]
mod tests;
