//! Code whose lines have numbers or marks.

use std::fmt::Write as _;

use super::options::{Numbers, Options};
use crate::render::escape;

/// Appends a code block whose lines have what `options` ask for. `code` is HTML.
pub(in crate::render) fn write_lines(
    html: &mut String,
    language: &str,
    code: &str,
    options: &Options,
) {
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
        let line = match options.numbers {
            Numbers::Inline => {
                let mut numbered = String::new();
                let _ = write!(
                    numbered,
                    "<span class=\"line-number\">{number}</span>{line}"
                );
                numbered
            }
            Numbers::None | Numbers::Table => line.clone(),
        };
        write_marked(html, &line, options.marks(at));
    }
    html.push_str("</code></pre>");
    if options.numbers == Numbers::Table {
        html.push_str("</td></tr></table>");
    }
    html.push_str("</div>\n");
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
pub(super) fn lines(code: &str) -> Vec<String> {
    let mut lines = Vec::new();
    let mut open: Vec<&str> = Vec::new();
    let mut line = String::new();
    let mut rest = code;
    while let Some(at) = rest.find(['<', '\n']) {
        line.push_str(&rest[..at]);
        rest = &rest[at..];
        if rest.starts_with('\n') {
            line.push('\n');
            line.extend(open.iter().map(|_| "</span>"));
            lines.push(std::mem::take(&mut line));
            line.extend(open.iter().copied());
            rest = &rest[1..];
            continue;
        }
        let end = rest.find('>').map_or(rest.len(), |end| end + 1);
        let tag = &rest[..end];
        line.push_str(tag);
        if tag.starts_with("</") {
            open.pop();
        } else {
            open.push(tag);
        }
        rest = &rest[end..];
    }
    line.push_str(rest);
    if !line.is_empty() && open.is_empty() {
        lines.push(line);
    }
    lines
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
