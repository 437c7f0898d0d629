//! Title case in the style of the Associated Press, Hugo's default.

/// Words that stay small except at the start, at the end and after a colon.
const SMALL: [&str; 22] = [
    "a", "an", "and", "as", "at", "but", "by", "en", "for", "if", "in", "nor", "of", "on", "or",
    "per", "the", "to", "v", "vs", "via", "v.",
];

/// `text` with the words that matter capitalised.
pub(crate) fn title(text: &str) -> String {
    let words = words(text);
    let mut out = String::with_capacity(text.len());
    let mut written = 0;
    for (start, end) in words {
        out.push_str(&text[written..start]);
        let word = &text[start..end];
        let before = text[..start].chars().next_back();
        let before_that = text[..start].chars().rev().nth(1);
        let lower = word.to_lowercase();
        let is_small = SMALL.contains(&&*lower) || lower == "vs.";
        let at_edge = start == 0 || end == text.len();
        let separated = matches!(before, Some(' ' | '-' | '/'));
        let after_break = matches!(before_that, Some(':' | '-'));
        let hyphenated = text[end..].starts_with('-') && before != Some('-');
        if is_small && !at_edge && separated && !after_break && !hyphenated {
            out.push_str(&lower);
        } else {
            out.push_str(&super::strings::first_upper(word));
        }
        written = end;
    }
    out.push_str(&text[written..]);
    out
}

/// Where words start and end: at a letter or digit, up to a space, a hyphen or a slash.
fn words(text: &str) -> Vec<(usize, usize)> {
    let mut words = Vec::new();
    let mut start = None;
    for (at, c) in text.char_indices() {
        match start {
            None if c.is_alphanumeric() => start = Some(at),
            Some(from) if c.is_whitespace() || matches!(c, '-' | '/') => {
                words.push((from, at));
                start = None;
            }
            _ => {}
        }
    }
    words.extend(start.map(|from| (from, text.len())));
    words
}
