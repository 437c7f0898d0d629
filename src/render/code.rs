//! Code blocks.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use xxhash_rust::xxh3::Xxh3;

use super::{Code, escape};

pub(super) mod chroma;
mod lines;
mod options;
mod zola;

pub(super) use lines::{end_with_text, without_blank_lines, write_lines};
pub use options::Numbers;
pub(super) use options::Options;
pub(super) use zola::Fence;

impl Code {
    /// A block of `text` in `language`.
    #[must_use]
    pub fn new(language: &str, text: &str) -> Self {
        Self {
            key: key(language, text),
            language: language.to_owned(),
            text: Arc::from(text),
        }
    }
}

/// xxh3 of the language, a NUL and the text.
fn key(language: &str, text: &str) -> u64 {
    let mut hash = Xxh3::new();
    hash.update(language.as_bytes());
    hash.update(&[0]);
    hash.update(text.as_bytes());
    hash.digest()
}

/// The language that a fence's info string names; empty if it names none.
///
/// It is the first word, also where more is glued to it: `rust,no_run`, `go{linenos=true}`, and
/// as Pandoc and R Markdown write it, `{.python}` and `{r, echo=FALSE}`.
pub(super) fn language(info: &str) -> &str {
    let info = info.trim_start();
    let info = info.strip_prefix('{').unwrap_or(info).trim_start();
    let word = info
        .split(|c: char| c.is_whitespace() || ",{}".contains(c))
        .next()
        .unwrap_or_default();
    let word = word.strip_prefix('.').unwrap_or(word);
    let is_attribute = word.contains('=') || word.starts_with('#');
    if is_attribute { "" } else { word }
}

/// The language that an info string names to Hugo: all that stands before a blank or a brace.
pub(super) fn hugos_language(info: &str) -> &str {
    let ends = |c: char| c.is_whitespace() || c == '{';
    info.trim_start().split(ends).next().unwrap_or_default()
}

/// The code of one document: what is highlighted already, and what is not.
#[derive(Debug)]
pub(super) struct Highlighted<'k> {
    known: &'k HashMap<u64, Arc<str>>,
    /// The keys of all code blocks with a language.
    pub keys: HashSet<u64>,
    /// What is not highlighted yet, each once.
    pub wanted: Vec<Code>,
}

impl<'k> Highlighted<'k> {
    /// Knows `known`, and missed nothing yet.
    pub(super) fn new(known: &'k HashMap<u64, Arc<str>>) -> Self {
        Self {
            known,
            keys: HashSet::new(),
            wanted: Vec::new(),
        }
    }

    /// Notes code that is shown in another way.
    pub(super) fn look_up(&mut self, language: &str, text: &str) {
        let mut unused = String::new();
        self.write(&mut unused, language, text);
    }

    /// Appends `text` as HTML: highlighted if that is known, else plain, and noted as wanted.
    pub(super) fn write(&mut self, html: &mut String, language: &str, text: &str) {
        if language.is_empty() {
            return escape::text(html, text);
        }
        let key = key(language, text);
        let is_first = self.keys.insert(key);
        if let Some(highlighted) = self.known.get(&key) {
            return html.push_str(highlighted);
        }
        if is_first {
            self.wanted.push(Code {
                key,
                language: language.to_owned(),
                text: Arc::from(text),
            });
        }
        escape::text(html, text);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(info: &str, expected: &str) {
        assert_eq!(language(info), expected, "{info:?}");
    }

    #[test]
    fn the_language_is_the_first_word() {
        check("rust", "rust");
        check("rust,no_run", "rust");
        check(" go {linenos=true}", "go");
        check("go{linenos=true}", "go");
        check("c++ title", "c++");
        check("", "");
    }

    #[test]
    fn hugo_takes_the_whole_word() {
        for (info, expected) in [
            ("rust", "rust"),
            ("rust,no_run", "rust,no_run"),
            (" go{linenos=true}", "go"),
            ("rb:app.rb x", "rb:app.rb"),
            ("{.python}", ""),
        ] {
            assert_eq!(hugos_language(info), expected, "{info:?}");
        }
    }

    #[test]
    fn a_language_in_braces_is_one_too() {
        check("{.python}", "python");
        check("{python}", "python");
        check("{ .haskell .numberLines }", "haskell");
        check("{r, echo=FALSE}", "r");
        check("{linenos=true}", "");
        check("{#id .rust}", "");
    }

    #[test]
    fn language_and_text_are_told_apart() {
        assert_ne!(Code::new("a", "bc").key, Code::new("ab", "c").key);
        assert_eq!(Code::new("a", "bc").key, key("a", "bc"));
    }
}
