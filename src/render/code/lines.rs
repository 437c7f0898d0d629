//! Code whose lines have numbers or marks.

use std::borrow::Cow;

use super::chroma;
use super::options::{Numbers, Options};
use crate::render::escape;

/// Appends a code block whose lines have what `options` ask for. `code` is HTML.
pub(in crate::render) fn write_lines(
    html: &mut String,
    language: &str,
    code: &str,
    options: &Options,
) {
    // Hugo looks no further at what it cannot read.
    if !chroma::is_known(language) && language != chroma::FALLBACK {
        html.push_str("<pre tabindex=\"0\"><code class=\"language-");
        escape::attribute(html, language);
        return html.extend(["\">", code, "</code></pre>\n"]);
    }
    let lines = lines(code);
    let numbers = u64::from(options.first.unwrap_or(1))..;
    html.push_str("<div class=\"highlight\">");
    if options.numbers == Numbers::Table {
        html.push_str("<table class=\"code-lines\" tabindex=\"0\"><tr><td class=\"line-numbers\">\n<pre><code>");
        for ((number, at), _) in numbers.clone().zip(1u32..).zip(&lines) {
            write_marked(html, &format!("{number}\n"), options.marks(at));
        }
        html.push_str("</code></pre></td>\n<td>\n");
    }
    html.push_str("<pre tabindex=\"0\"><code class=\"language-");
    escape::attribute(html, language);
    html.push_str("\">");
    for ((number, at), line) in numbers.zip(1u32..).zip(&lines) {
        if options.numbers == Numbers::Inline {
            let numbered = format!("<span class=\"line-number\">{number}</span>{line}");
            write_marked(html, &numbered, options.marks(at));
        } else {
            write_marked(html, line, options.marks(at));
        }
    }
    html.push_str("</code></pre>");
    if options.numbers == Numbers::Table {
        html.push_str("</td></tr></table>\n");
    }
    html.push_str("</div>\n");
}

/// Takes the empty lines off with which code ends, as Hugo does.
pub(in crate::render) fn end_with_text(code: &mut String) {
    code.truncate(code.trim_end_matches('\n').len());
    if !code.is_empty() {
        code.push('\n');
    }
}

/// Highlighted code that is read as a part of Markdown: no line of it is blank, as it would end the HTML that
/// the code stands in. In Hugo's, too, each line is in an element.
pub(in crate::render) fn without_blank_lines<'c>(language: &str, code: &'c str) -> Cow<'c, str> {
    let is_blank = |line: &str| line.trim_ascii().is_empty();
    let bytes = code.as_bytes();
    let mut ends = memchr::memchr_iter(b'\n', bytes);
    let may_be_blank = |end: usize| {
        let next = bytes.get(end + 1);
        next.is_some_and(u8::is_ascii_whitespace)
    };
    let begins_blank = bytes.first().is_some_and(u8::is_ascii_whitespace);
    if !(begins_blank || ends.any(may_be_blank)) || !chroma::is_known(language) {
        return Cow::Borrowed(code);
    }
    let mut filled = String::with_capacity(code.len() + 16);
    for line in code.split_inclusive('\n') {
        if is_blank(line) {
            filled.push_str("<span></span>");
        }
        filled.push_str(line);
    }
    Cow::Owned(filled)
}

pub(super) fn write_marked(html: &mut String, line: &str, is_marked: bool) {
    if is_marked {
        html.extend(["<mark class=\"line\">", line, "</mark>"]);
    } else {
        html.push_str(line);
    }
}

/// The lines of highlighted code, each with its line break and balanced: elements that go over several
/// lines are ended and begun again.
pub(super) fn lines(code: &str) -> Vec<Cow<'_, str>> {
    let mut lines = Vec::new();
    let mut open: Vec<&str> = Vec::new();
    // What the line that begins at `start` begins with.
    let mut begun = String::new();
    let mut start = 0;
    let mut at = 0;
    while let Some(next) = memchr::memchr2(b'<', b'\n', &code.as_bytes()[at..]) {
        at += next;
        if code[at..].starts_with('\n') {
            at += 1;
            let mut line = begun_line(&mut begun, &code[start..at]);
            if !open.is_empty() {
                line.to_mut().extend(open.iter().map(|_| "</span>"));
            }
            lines.push(line);
            begun.extend(open.iter().copied());
            start = at;
            continue;
        }
        let end = memchr::memchr(b'>', &code.as_bytes()[at..]);
        let tag = &code[at..end.map_or(code.len(), |end| at + end + 1)];
        if tag.starts_with("</") {
            open.pop();
        } else {
            open.push(tag);
        }
        at += tag.len();
    }
    let last = begun_line(&mut begun, &code[start..]);
    if !last.is_empty() && open.is_empty() {
        lines.push(last);
    }
    lines
}

/// A line as it is, or behind what it begins with.
fn begun_line<'c>(begun: &mut String, line: &'c str) -> Cow<'c, str> {
    if begun.is_empty() {
        return Cow::Borrowed(line);
    }
    begun.push_str(line);
    Cow::Owned(std::mem::take(begun))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_over_several_lines_are_cut() {
        let check = |code: &str, expected: &[&str]| assert_eq!(lines(code), expected, "{code}");
        check("a\nb\n", &["a\n", "b\n"]);
        check("a\n\nb", &["a\n", "\n", "b"]);
        check(
            "<span class=\"x\">a\n<span>b\n</span></span>c\n",
            &[
                "<span class=\"x\">a\n</span>",
                "<span class=\"x\"><span>b\n</span></span>",
                "<span class=\"x\"><span></span></span>c\n",
            ],
        );
    }

    #[test]
    fn numbers_stand_beside_or_before_the_lines() {
        let written = |list: &str| {
            let mut html = String::new();
            let options = Options::of_list(list, Numbers::None);
            write_lines(&mut html, "go", "a\nb\n", &options);
            html
        };
        assert!(written("linenos=table,linenostart=9").contains("<pre><code>9\n10\n</code></pre>"));
        assert!(written("linenos=inline").contains("<span class=\"line-number\">1</span>a\n"));
        assert!(written("hl_lines=2").contains("a\n<mark class=\"line\">b\n</mark>"));
    }
}
