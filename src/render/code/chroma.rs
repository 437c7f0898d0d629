//! What Hugo's highlighter, Chroma, makes of the words that name languages.

use std::collections::HashSet;
use std::sync::LazyLock;

/// The words for which Hugo 0.168 highlights a block, in lower case, one a line.
static NAMES: LazyLock<HashSet<&str>> =
    LazyLock::new(|| include_str!("chroma/names.txt").lines().collect());

/// The names of files that it knows besides, and `*.` before the endings of files.
static FILES: LazyLock<HashSet<&str>> =
    LazyLock::new(|| include_str!("chroma/files.txt").lines().collect());

/// No name of a language or a file is as long.
const LONGEST: usize = 256;

/// What Hugo calls a block of which it only guesses what it is.
pub(in crate::render) const FALLBACK: &str = "fallback";

/// Whether a block is highlighted that is in this language, or in the one of the file of this name:
/// `rb:app.rb`.
pub(in crate::render) fn is_known(name: &str) -> bool {
    if name.len() > LONGEST {
        return false;
    }
    let file = name.rsplit('/').next().unwrap_or(name);
    let has_known_ending = || {
        let mut dots = file.match_indices('.');
        dots.any(|(at, _)| FILES.contains(&*format!("*{}", &file[at..])))
    };
    NAMES.contains(name)
        || NAMES.contains(&*name.to_lowercase())
        || FILES.contains(file)
        || has_known_ending()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_are_known_by_any_of_their_names() {
        for known in [
            "go",
            "Go",
            "golang",
            "c++",
            "yml",
            "text",
            "rb:app.rb",
            "src/a.py",
            "Makefile",
        ] {
            assert!(is_known(known), "{known}");
        }
        for unknown in [
            "",
            "mermaid",
            "log",
            "none",
            "rust,no_run",
            "a.unknown",
            ".",
        ] {
            assert!(!is_known(unknown), "{unknown}");
        }
    }
}
