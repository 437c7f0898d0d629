//! Notes to oneself: `TODO`, `TK`, `FIXME`.

use std::ops::Range;

const WORDS: [&str; 3] = ["TODO", "TK", "FIXME"];

/// What makes the word before it a thing that is written about: a TODO list.
const THINGS: [&str; 8] = [
    "app", "apps", "comment", "comments", "item", "items", "list", "lists",
];

/// Whether there may be one in a text.
pub(super) fn may_be_in(text: &str) -> bool {
    WORDS.iter().any(|word| text.contains(word))
}

/// Those that begin in `part` of `text`.
pub(super) fn in_part(text: &str, part: Range<usize>) -> impl Iterator<Item = Range<usize>> {
    let source = text.get(part.clone()).unwrap_or_default();
    let found = WORDS.into_iter().flat_map(move |word| {
        source
            .match_indices(word)
            .map(move |(at, _)| part.start + at..part.start + at + word.len())
    });
    found.filter(|span| is_word(text, span))
}

/// Whether it is a word of its own, and no part of a name, an address, a tag or a compound:
/// `METODO`, `TODO.md`, `/TODO`, `#TODO`, `TODO-list`.
fn is_word(text: &str, span: &Range<usize>) -> bool {
    // `_TODO_` is emphasis, `MY_TODO` a name.
    let before = text[..span.start].trim_end_matches('_').chars().next_back();
    let mut after = text[span.end..].trim_start_matches('_').chars();
    let (next, then) = (after.next(), after.next());
    let is_in_word = char::is_alphanumeric;
    let begins = before.is_none_or(|c| {
        !is_in_word(c) && !matches!(c, '/' | '.' | '-' | '#' | '@' | '=' | '&' | '?' | '$')
    });
    // A full stop ends a sentence, unless a name goes on after it.
    let ends = match next {
        Some('.' | '/' | '-') => !then.is_some_and(is_in_word),
        Some('=') => false,
        Some(next) => !is_in_word(next),
        None => true,
    };
    begins && ends && !is_thing(&text[span.end..])
}

fn is_thing(after: &str) -> bool {
    let word = after.strip_prefix(' ').map(|after| {
        let end = after.find(|c: char| !c.is_alphanumeric());
        &after[..end.unwrap_or(after.len())]
    });
    word.is_some_and(|word| THINGS.contains(&word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_note_is_a_word_of_its_own() {
        for text in [
            "TODO",
            "TODO: x",
            "(TK)",
            "**FIXME**",
            "_TODO_",
            "A TODO.",
            "“TK”",
            "x—TK—y",
            "TODO(anna)",
            "TODO listen",
        ] {
            assert_eq!(in_part(text, 0..text.len()).count(), 1, "{text}");
        }
        for text in [
            "METODO",
            "TODOS",
            "TODO.md",
            "a/TODO",
            "TODO/a",
            "#TODO",
            "@TK",
            "TODO-list",
            "TK-421",
            "MY_TODO",
            "TODO_x",
            "éTK",
            "?x=TK",
            "TKÄ",
            "todo",
            "a TODO list.",
            "FIXME comments",
        ] {
            assert_eq!(in_part(text, 0..text.len()).count(), 0, "{text}");
        }
        assert_eq!(in_part("TODO TODO", 5..9).next(), Some(5..9));
    }
}
