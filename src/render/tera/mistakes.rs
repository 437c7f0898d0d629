//! What is wrong with a template, in one sentence with its place.
//!
//! Tera tells the place of what it cannot read over several lines, and none of what it cannot look up:
//! where the name stands first in a tag of that template is as good as known.

use super::prepare::{tag, words};

/// What counts as a part of a name.
fn is_name(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// What is wrong, where that is: `file` is the template that was asked for, and `text_of` gives the
/// text of one.
pub(super) fn told<'t>(
    error: &tera::Error,
    file: &str,
    text_of: impl Fn(&str) -> Option<&'t str>,
) -> String {
    let mut chain = vec![error.to_string()];
    let mut source = std::error::Error::source(error);
    while let Some(inner) = source {
        chain.push(inner.to_string());
        source = inner.source();
    }
    let message = chain.pop().unwrap_or_default();
    if let Some((line, column, words)) = unread(&message) {
        let name = chain.iter().find_map(|it| within(it, "Failed to parse '"));
        let name = name.unwrap_or(file);
        let text = text_of(name).unwrap_or_default();
        return match unended(text) {
            Some((at, what)) => placed(name, text, Some(at), &what),
            None => format!(
                "templates/{name}, line {line}, column {column}: {}.",
                words.trim_end_matches('.')
            ),
        };
    }
    let (message, name) = without_name(&message);
    let happened = chain.iter().rev().find_map(|it| {
        within(it, "error happened in '").or_else(|| within(it, "Failed to render '"))
    });
    let name = name.or(happened).unwrap_or(file);
    let text = text_of(name).unwrap_or_default();
    let at = named(&message).and_then(|name| first(text, name));
    placed(name, text, at, &message)
}

/// The same for what has no place of its own.
pub(super) fn at_no_place(name: &str, message: &str) -> String {
    format!("templates/{name}: {message}")
}

fn placed(name: &str, text: &str, at: Option<usize>, message: &str) -> String {
    let mut words: Vec<&str> = message.split_whitespace().collect();
    words.truncate(60);
    let message = words.join(" ");
    let message = format!("{}.", message.trim_end_matches('.'));
    let Some(at) = at else {
        return at_no_place(name, &message);
    };
    let before = &text[..at];
    let line = before.matches('\n').count() + 1;
    let begin = before.rfind('\n').map_or(0, |end| end + 1);
    let column = before[begin..].chars().count() + 1;
    format!("templates/{name}, line {line}, column {column}: {message}")
}

/// Line, column and words of what the parser says, which begins with ` --> 1:14` and ends with what it
/// expected.
fn unread(message: &str) -> Option<(u32, u32, String)> {
    let (_, place) = message.split_once("--> ")?;
    let (place, rest) = place.split_once('\n')?;
    let (line, column) = place.trim().split_once(':')?;
    let words = rest.rsplit("= ").next()?;
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    Some((line.parse().ok()?, column.parse().ok()?, words))
}

/// What stands between these words and the next quote.
fn within<'m>(message: &'m str, before: &str) -> Option<&'m str> {
    let (_, rest) = message.split_once(before)?;
    rest.split_once('\'').map(|(name, _)| name)
}

/// A message without the template in which it came up, and that.
fn without_name(message: &str) -> (String, Option<&str>) {
    const BEFORE: &str = " in context while rendering '";
    let (Some(name), Some((said, rest))) = (within(message, BEFORE), message.split_once(BEFORE))
    else {
        return (message.to_owned(), None);
    };
    let rest = rest.split_once('\'').map_or("", |(_, rest)| rest);
    (format!("{said}{rest}"), Some(name))
}

/// The name that is not there: `x` in ``Variable `x` not found``.
fn named(message: &str) -> Option<&str> {
    let is_about = ["Variable ", "Filter ", "Test ", "Function ", "Macro "];
    if !is_about.iter().any(|kind| message.starts_with(kind)) {
        return None;
    }
    let from = message.find(['`', '\''])?;
    let quote = &message[from..=from];
    message[from + 1..].split_once(quote).map(|(name, _)| name)
}

/// Where a name stands first in a tag.
fn first(text: &str, name: &str) -> Option<usize> {
    tags(text).find_map(|(at, tag)| {
        let mut found = tag.match_indices(name);
        let found = found.find(|(from, _)| {
            let before = tag[..*from].chars().next_back();
            let after = tag[from + name.len()..].chars().next();
            !before.is_some_and(|c| is_name(c) || c == '.') && !after.is_some_and(is_name)
        });
        found.map(|(from, _)| at + from)
    })
}

/// The innermost tag that begins something which nothing ends, and what to say of it.
fn unended(text: &str) -> Option<(usize, String)> {
    let mut open: Vec<(usize, &str, &str)> = Vec::new();
    for (at, tag) in tags(text) {
        match words(tag).first() {
            Some(&word @ ("if" | "for" | "block" | "macro" | "filter")) => {
                open.push((at, tag, word));
            }
            Some(word) => {
                let ends = word.strip_prefix("end");
                if let Some(ends) = ends.filter(|ends| !ends.is_empty() && *ends != "raw") {
                    let (_, _, begun) = open.pop()?;
                    if begun != ends {
                        return None;
                    }
                }
            }
            None => {}
        }
    }
    let (at, tag, word) = open.pop()?;
    let message = format!("nothing ends `{tag}`: write `{{% end{word} %}}` behind what is in it");
    Some((at, message))
}

/// The tags of a template, with where they begin; comments are none.
fn tags(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            let found = at + text[at..].find('{')?;
            let Some(tag) = tag(&text[found..]) else {
                at = found + 1;
                continue;
            };
            at = found + tag.len();
            if !tag.starts_with("{#") {
                return Some((found, tag));
            }
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use tera::{Context, Tera};

    fn check(templates: &[(&str, &str)], expected: &str) {
        let mut tera = Tera::default();
        let read = tera.add_raw_templates(templates.iter().copied());
        let (file, _) = templates[0];
        let rendered = read.and_then(|()| tera.render(file, &Context::new()));
        let text_of = |name: &str| {
            let mut all = templates.iter();
            all.find(|(known, _)| *known == name).map(|(_, text)| *text)
        };
        let error = rendered.expect_err("a mistake");
        assert_eq!(told(&error, file, text_of), expected);
    }

    #[test]
    fn what_cannot_be_read_is_told_with_its_place() {
        check(
            &[("shortcodes/a.html", "<b>\n  {% if name %}x")],
            "templates/shortcodes/a.html, line 2, column 3: nothing ends `{% if name %}`: write `{% endif %}` \
             behind what is in it.",
        );
        check(
            &[("shortcodes/a.html", "<b>\n{{ a b }}")],
            "templates/shortcodes/a.html, line 2, column 6: expected `or`, `and`, `not`, `<=`, `>=`, `<`, `>`, `==`, \
             `!=`, `+`, `-`, `*`, `/`, `%`, a filter, or a variable end (`}}`).",
        );
    }

    #[test]
    fn what_is_not_there_is_told_where_it_stands() {
        check(
            &[(
                "shortcodes/a.html",
                "x {# x #}\n<b>{{ y.x | default(value=1) }}{{ x }}",
            )],
            "templates/shortcodes/a.html, line 2, column 35: Variable `x` not found.",
        );
        check(
            &[("a.html", "{{ 1 | nosuch }}")],
            "templates/a.html, line 1, column 8: Filter 'nosuch' not found.",
        );
        check(
            &[
                ("a.html", "{% include \"b.html\" %}"),
                ("b.html", "\n\n{{ page.x }}"),
            ],
            "templates/b.html, line 3, column 4: Variable `page.x` not found.",
        );
    }
}
