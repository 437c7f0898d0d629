//! Which languages Hugo's highlighter, Chroma, knows. The lines of others get no numbers and no marks.

use std::collections::HashSet;
use std::sync::LazyLock;

/// By the names for which Hugo 0.168 highlights a block, in lower case, one a line.
static KNOWN: LazyLock<HashSet<&str>> =
    LazyLock::new(|| include_str!("chroma.txt").lines().collect());

/// Whether there is a language of this name.
pub(super) fn is_known(name: &str) -> bool {
    KNOWN.contains(name) || KNOWN.contains(&*name.to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_are_known_by_any_of_their_names() {
        for known in ["go", "Go", "golang", "c++", "yml", "text"] {
            assert!(is_known(known), "{known}");
        }
        for unknown in ["", "mermaid", "log", "none"] {
            assert!(!is_known(unknown), "{unknown}");
        }
    }
}
