//! Struck text as goldmark finds it, `~a~` and `~~a~~`, also inside of words; and what else is marked that
//! way where a Hugo blog turns it on: `++a++`, `==a==`, `^a^`.
//!
//! It matches signs as CommonMark matches those of emphasis:
//! <https://spec.commonmark.org/0.31.2/#phase-2-inline-structure>

use pulldown_cmark::{CowStr, Event, Tag, TagEnd};

use super::autolink::{self, Autolinks};
use super::typography::flanks;
use super::{Marks, Span};

/// So many signs back the one is looked for that a closing one belongs to; looking no further keeps
/// long texts linear.
const MOST_OPEN: usize = 64;

/// So far back the word is looked at that a sign stands in.
const LONGEST_WORD: usize = 512;

/// One or two `~` or the like that may begin or end something.
#[derive(Debug)]
struct Sign {
    byte: u8,
    /// Which event it stands in.
    event: usize,
    /// Where in the body it begins and ends, as far as it is not used.
    left: usize,
    right: usize,
    /// How many there were.
    length: usize,
    opens: bool,
    closes: bool,
    /// The element that it stands in, and only signs of the same can meet.
    container: usize,
}

/// Where an element begins or ends: so many bytes of the body become its mark.
#[derive(Debug)]
struct Mark {
    event: usize,
    at: usize,
    length: usize,
    begins: bool,
}

/// Whether there is anything to find in the lines of a paragraph.
pub(super) fn may_be_in(lines: &[(Event<'_>, Span)], which: Marks) -> bool {
    lines.iter().any(
        |(event, _)| matches!(event, Event::Text(text) if next(text.as_bytes(), which).is_some()),
    )
}

/// Whether there may be anything to find in the source of a paragraph.
pub(super) fn may_be_in_source(source: &str, which: Marks) -> bool {
    !which.are_none() && next(source.as_bytes(), which).is_some()
}

/// Where the first sign stands that may mark something.
fn next(text: &[u8], which: Marks) -> Option<usize> {
    let others = which.has_inserted || which.has_marked || which.has_raised;
    if !others {
        return memchr::memchr(b'~', text);
    }
    text.iter()
        .position(|byte| matches!(byte, b'~' | b'+' | b'=' | b'^'))
}

/// The lines of a paragraph with what is struck as elements.
///
/// Which elements they are the signs say that stand at their ends.
pub(super) fn strike<'a>(
    body: &'a str,
    lines: Vec<(Event<'a>, Span)>,
    which: Marks,
) -> Vec<(Event<'a>, Span)> {
    let mut marks = matched(signs(body, &lines, which), which);
    if marks.is_empty() {
        return lines;
    }
    marks.sort_by_key(|mark| (mark.event, mark.at));
    let mut marks = marks.into_iter().peekable();
    let mut struck = Vec::with_capacity(lines.len() + 8);
    for (index, (event, span)) in lines.into_iter().enumerate() {
        let Event::Text(text) = event else {
            struck.push((event, span));
            continue;
        };
        let mut done = span.start;
        while let Some(mark) = marks.next_if(|mark| mark.event == index) {
            push_text(&mut struck, body, done..mark.at);
            let end = mark.at + mark.length;
            let element = if mark.begins {
                Event::Start(Tag::Strikethrough)
            } else {
                Event::End(TagEnd::Strikethrough)
            };
            struck.push((element, mark.at..end));
            done = end;
        }
        if done == span.start {
            struck.push((Event::Text(text), span));
        } else {
            push_text(&mut struck, body, done..span.end);
        }
    }
    struck
}

fn push_text<'a>(lines: &mut Vec<(Event<'a>, Span)>, body: &'a str, span: Span) {
    if !span.is_empty()
        && let Some(text) = body.get(span.clone())
    {
        lines.push((Event::Text(CowStr::Borrowed(text)), span));
    }
}

/// The signs in the lines, in their order.
fn signs(body: &str, lines: &[(Event<'_>, Span)], which: Marks) -> Vec<Sign> {
    let mut signs = Vec::new();
    let mut containers = vec![0];
    let mut count = 0;
    for (event, (content, span)) in lines.iter().enumerate() {
        match content {
            Event::Start(_) => {
                count += 1;
                containers.push(count);
            }
            Event::End(_) => {
                containers.pop();
            }
            // An escaped or named character is none.
            Event::Text(text) if body.get(span.clone()) == Some(text) => {
                let container = containers.last().copied().unwrap_or(0);
                find(body, span, lines, which, |left, right, opens, closes| {
                    signs.push(Sign {
                        byte: body.as_bytes()[left],
                        event,
                        left,
                        right,
                        length: right - left,
                        opens,
                        closes,
                        container,
                    });
                });
            }
            _ => {}
        }
    }
    signs
}

/// Finds the signs in a text, and tells of each where it stands and what it may do.
fn find(
    body: &str,
    span: &Span,
    lines: &[(Event<'_>, Span)],
    which: Marks,
    mut found: impl FnMut(usize, usize, bool, bool),
) {
    let end = lines.last().map_or(span.end, |(_, last)| last.end);
    let bytes = body.as_bytes();
    let mut at = span.start;
    while let Some(offset) = next(&bytes[at..span.end], which) {
        let left = at + offset;
        let length = bytes[left..end]
            .iter()
            .take_while(|byte| **byte == bytes[left])
            .count();
        let right = left + length;
        at = right.min(span.end);
        let before = body[..left].chars().next_back().unwrap_or('\n');
        let after = body[right..end].chars().next().unwrap_or('\n');
        let is_escaped = before == '\\' && left == span.start;
        let is_whole = before != char::from(bytes[left]);
        if !which.are(bytes[left], length)
            || !is_whole
            || is_escaped
            || is_in_address(body, span, left)
        {
            continue;
        }
        let (opens, closes) = flanks(before, after);
        if opens || closes {
            found(left, right, opens, closes);
        }
    }
}

/// Whether a place is inside a bare address.
fn is_in_address(body: &str, span: &Span, at: usize) -> bool {
    let start = span.start.max(at.saturating_sub(LONGEST_WORD));
    let before = body.get(start..at).unwrap_or_default();
    let word = before.rsplit(char::is_whitespace).next().unwrap_or(before);
    if !word.contains("://") && !word.contains("www.") {
        return false;
    }
    let rest = &body[at - word.len()..span.end];
    let reach = (0..=rest.len().min(2 * LONGEST_WORD)).rev();
    let reach = { reach }.find(|at| rest.is_char_boundary(*at)).unwrap_or(0);
    let rest = &rest[..reach];
    let rest = rest.split(char::is_whitespace).next().unwrap_or(rest);
    let link = autolink::next(rest, 0, Autolinks::HUGO);
    link.is_some_and(|link| link.span.contains(&word.len()))
}

/// Which signs begin and end something.
fn matched(mut signs: Vec<Sign>, which: Marks) -> Vec<Mark> {
    let mut marks = Vec::new();
    // Those that may still begin something, in their order.
    let mut open: Vec<usize> = Vec::new();
    for closer in 0..signs.len() {
        while signs[closer].closes && signs[closer].left < signs[closer].right {
            let nearest = open.iter().enumerate().rev().take(MOST_OPEN);
            let found = { nearest }.find(|(_, opener)| {
                let (one, other) = (&signs[**opener], &signs[closer]);
                let is_one = one.byte == other.byte
                    && (one.length == other.length || !which.are_equal(one.byte));
                is_one && one.container == other.container && consumed(one, other) > 0
            });
            let Some((place, _)) = found else {
                break;
            };
            let opener = open[place];
            let length = consumed(&signs[opener], &signs[closer]);
            open.truncate(place + 1);
            let sign = &mut signs[opener];
            sign.right -= length;
            marks.push(Mark {
                event: sign.event,
                at: sign.right,
                length,
                begins: true,
            });
            if sign.left == sign.right {
                open.pop();
            }
            let sign = &mut signs[closer];
            marks.push(Mark {
                event: sign.event,
                at: sign.left,
                length,
                begins: false,
            });
            sign.left += length;
        }
        let sign = &signs[closer];
        if sign.opens && sign.left < sign.right {
            open.push(closer);
        }
    }
    marks
}

/// How many signs of both a pair takes.
fn consumed(opener: &Sign, closer: &Sign) -> usize {
    let may_both = opener.closes || closer.opens;
    let is_odd_pair =
        (opener.length + closer.length).is_multiple_of(3) && !closer.length.is_multiple_of(3);
    if may_both && is_odd_pair {
        return 0;
    }
    let left = |sign: &Sign| sign.right - sign.left;
    if left(opener) >= 2 && left(closer) >= 2 {
        2
    } else {
        1
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::{Goldmark, Tilde};
    use pulldown_cmark::{Options, Parser, html};

    const STRIKES: Marks = Marks {
        tilde: Tilde::Strikes,
        ..Goldmark::DEFAULT.marks
    };

    /// What becomes of one paragraph.
    #[track_caller]
    fn check(body: &str, expected: &str) {
        let parser = Parser::new_ext(body, Options::empty()).into_offset_iter();
        let mut lines: Vec<_> = parser.collect();
        let end = lines.pop();
        let first = lines.remove(0);
        let mut struck = vec![first];
        struck.extend(strike(body, lines, STRIKES));
        struck.extend(end);
        let mut found = String::new();
        html::push_html(&mut found, struck.into_iter().map(|(event, _)| event));
        let found = found.trim().strip_prefix("<p>").unwrap();
        assert_eq!(found.strip_suffix("</p>").unwrap(), expected, "{body}");
    }

    /// What Hugo 0.168 makes of these.
    #[test]
    fn text_is_struck_as_goldmark_strikes_it() {
        check("3~5个，6~8个", "3<del>5个，6</del>8个");
        check(
            "H~2~O ~a~ ~~b~~ a~~b~~c",
            "H<del>2</del>O <del>a</del> <del>b</del> a<del>b</del>c",
        );
        check("~ x ~ y~ ~z ~~~q~~~", "~ x ~ y~ ~z ~~~q~~~");
        check("`~`~b~ \\~a~", "<code>~</code><del>b</del> ~a~");
        check(
            "~d~e~f~ (~g~) ~h~, ~ i~",
            "<del>d</del>e<del>f</del> (<del>g</del>) <del>h</del>, ~ i~",
        );
        check("a ~b\nc~ d", "a <del>b\nc</del> d");
        check("~~e~ f ~g~~", "<del><del>e</del> f <del>g</del></del>");
        check("~*a*~ *~a~*", "<del><em>a</em></del> <em><del>a</del></em>");
        check(
            "[~x~](/y) ~[x](/y)~",
            "<a href=\"/y\"><del>x</del></a> <del><a href=\"/y\">x</a></del>",
        );
        check("https://a.b/~c~/d", "https://a.b/~c~/d");
        check("~~https://a.bc~~ d", "<del>https://a.bc</del> d");
    }

    #[test]
    fn many_signs_take_no_long_time() {
        for piece in ["~", "a~", "~a", "~a ~~b ", "~~a", "a~ ", " ~a"] {
            let body = piece.repeat(20_000);
            let lines: Vec<_> = Parser::new_ext(&body, Options::empty())
                .into_offset_iter()
                .collect();
            let _ = strike(&body, lines, STRIKES);
        }
    }
}
