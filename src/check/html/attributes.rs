//! Where in a tag an attribute's value is written.

use std::ops::Range;

/// The value of the first attribute of this name in the source of a tag, without its quotes and
/// the blanks in them; nothing if there is none.
///
/// <https://html.spec.whatwg.org/multipage/parsing.html#before-attribute-name-state>
pub(super) fn value(tag: &str, name: &str) -> Option<Range<usize>> {
    let is_blank = |c: char| c.is_ascii_whitespace();
    let mut at = tag.find(|c: char| is_blank(c) || (c == '/' && !tag.starts_with("</")))?;
    loop {
        at += length_of(&tag[at..], |c| is_blank(c) || c == '/');
        let rest = &tag[at..];
        if rest.is_empty() || rest.starts_with('>') {
            return None;
        }
        // An `=` at the beginning belongs to the name.
        let first = rest.chars().next().map_or(0, char::len_utf8);
        let is_name = |c: char| !is_blank(c) && !matches!(c, '/' | '>' | '=');
        let length = first + length_of(&rest[first..], is_name);
        let is_it = rest[..length].eq_ignore_ascii_case(name);
        at += length;
        let gap = length_of(&tag[at..], is_blank);
        if !tag[at + gap..].starts_with('=') {
            if is_it {
                return None;
            }
            continue;
        }
        at += gap + 1;
        at += length_of(&tag[at..], is_blank);
        let (start, end) = match tag[at..].chars().next() {
            Some(quote @ ('"' | '\'')) => {
                let end = tag[at + 1..].find(quote)?;
                (at + 1, at + 1 + end)
            }
            _ => (at, at + length_of(&tag[at..], |c| !is_blank(c) && c != '>')),
        };
        if is_it {
            let inner = &tag[start..end];
            let start = start + inner.len() - inner.trim_start().len();
            return Some(start..start + inner.trim().len());
        }
        at = end + length_of(&tag[end..], |c| matches!(c, '"' | '\'')).min(1);
    }
}

/// How many bytes of `text` are such characters.
fn length_of(text: &str, is_such: impl Fn(char) -> bool) -> usize {
    text.find(|c| !is_such(c)).unwrap_or(text.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(tag: &str, expected: Option<(usize, &str)>) {
        let found = value(tag, "src");
        let found = found.map(|span| (span.start, &tag[span]));
        assert_eq!(found, expected, "{tag}");
    }

    #[test]
    fn a_value_is_found_whatever_stands_around_it() {
        check("<img src=\"a b\">", Some((10, "a b")));
        check("<img SRC = ' a '/>", Some((13, "a")));
        check("<img src=a.png>", Some((9, "a.png")));
        check("<img alt='src=\"b\"' src=a>", Some((23, "a")));
        check("<img data-src=b\nsrc=a>", Some((20, "a")));
        check("<img/src=a>", Some((9, "a")));
        check("<img =x alt src='ä'>", Some((17, "ä")));
        check("<img src>", None);
        check("<img src=\"\">", Some((10, "")));
        check("<img alt=x>", None);
        check("<img", None);
        check("<img src=\"open", None);
    }
}
