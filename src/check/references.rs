//! What shortcodes and Liquid refer to: `{{< ref "a.md" >}}`, `{% post_url 2024-01-02-a %}`,
//! `{{ site.baseurl }}/x.png`.

use std::ops::Range;

use super::shortcodes::Call;
use super::text::Found;
use crate::dialect::Dialect;

/// Endings of pictures.
const PICTURES: [&str; 7] = ["png", "jpg", "jpeg", "gif", "svg", "webp", "avif"];

/// By what something of the blog is referred to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum By {
    /// Hugo's `ref` and `relref`: a page by its source, with or without its folder and ending.
    Ref,
    /// Jekyll's `post_url`: a post by its file's name without the ending.
    PostUrl,
    /// Jekyll's `link`: anything by its path from the blog's root.
    Link,
}

/// What the calls in a text refer to.
pub(super) fn in_calls<'a>(text: &'a str, calls: &[Call<'a>], dialect: Dialect) -> Vec<Found<'a>> {
    let calls = calls.iter().filter(|call| !call.is_end);
    let found = calls.filter_map(|call| {
        let by = match (dialect, call.name) {
            (Dialect::Hugo, "ref" | "relref") => By::Ref,
            (Dialect::Hugo, "figure") => return figure(text, call),
            (Dialect::Jekyll, "post_url") => By::PostUrl,
            (Dialect::Jekyll, "link") => By::Link,
            _ => return None,
        };
        let mut arguments = arguments(text, call.arguments.clone());
        let (_, span) = arguments.find(|(name, _)| matches!(name, None | Some("path")))?;
        let target = plain(&text[span.clone()])?.to_owned();
        Some(Found::Reference { by, target, span })
    });
    found.collect()
}

/// The picture of Hugo's `figure`.
fn figure<'a>(text: &'a str, call: &Call<'a>) -> Option<Found<'a>> {
    let named = |wanted: &str| {
        let mut all = arguments(text, call.arguments.clone());
        all.find(|(name, _)| *name == Some(wanted))
    };
    let (_, span) = named("src")?;
    Some(Found::Figure {
        destination: plain(&text[span.clone()])?.to_owned(),
        span,
        has_alternative: named("alt").or_else(|| named("caption")).is_some(),
    })
}

/// The addresses that Liquid puts the blog's path in front of: `{{ site.baseurl }}/x`,
/// `{{ "/x" | relative_url }}`. Also in code: leave that out.
pub(super) fn in_outputs(text: &str, dialect: Dialect) -> Vec<Found<'_>> {
    if dialect != Dialect::Jekyll {
        return Vec::new();
    }
    let (mut found, mut at) = (Vec::new(), 0);
    while let Some(start) = text[at..].find("{{").map(|start| at + start + 2) {
        let Some(end) = text[start..].find("}}").map(|end| start + end) else {
            break;
        };
        at = end + "}}".len();
        let inner = &text[start..end];
        let blank = ['-', ' ', '\t', '\n'];
        let from = start + inner.len() - inner.trim_start_matches(blank).len();
        let inner = inner.trim_matches(blank);
        let span = if inner == "site.baseurl" {
            let ends = |c: char| c.is_whitespace() || "\"'()<>[]{}`|".contains(c);
            let rest = &text[at..];
            at..at + rest.find(ends).unwrap_or(rest.len())
        } else {
            let Some(span) = filtered(inner) else {
                continue;
            };
            from + span.start..from + span.end
        };
        // Something that is put together goes on.
        let is_whole = !text[span.end..].starts_with("{{") && &text[span.clone()] != "/";
        if let Some(path) = plain(&text[span.clone()]).filter(|_| is_whole) {
            found.push(output(path, span));
        }
    }
    found
}

/// Where in `"/x" | relative_url` the address stands.
fn filtered(inner: &str) -> Option<Range<usize>> {
    let quote = inner.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let end = inner[1..].find(quote)? + 1;
    let filter = inner[end + 1..].trim_start().strip_prefix('|')?.trim();
    matches!(filter, "relative_url" | "absolute_url").then_some(1..end)
}

fn output<'a>(path: &str, span: Range<usize>) -> Found<'a> {
    let destination = format!("/{}", path.trim_start_matches('/'));
    if is_picture(path) {
        return Found::Picture {
            destination,
            span,
            has_alternative: true,
        };
    }
    Found::Link {
        destination,
        span,
        is_empty: false,
    }
}

fn is_picture(path: &str) -> bool {
    let ending = path.rsplit_once('.').map(|(_, ending)| ending);
    ending.is_some_and(|ending| {
        PICTURES
            .iter()
            .any(|known| ending.eq_ignore_ascii_case(known))
    })
}

/// Whether it is a target as it stands: nothing is put in, and nothing is escaped.
fn plain(target: &str) -> Option<&str> {
    (!target.is_empty() && !target.contains(['{', '}', '\\', '|', '\n'])).then_some(target)
}

/// The arguments of a call, with their names if they have any, and where their values stand.
fn arguments(text: &str, span: Range<usize>) -> impl Iterator<Item = (Option<&str>, Range<usize>)> {
    let (mut at, end) = (span.start, span.end);
    std::iter::from_fn(move || {
        let rest = &text[at..end];
        at += rest.len() - rest.trim_start().len();
        let rest = &text[at..end];
        let is_part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-');
        let length = rest.find(|c| !is_part(c)).unwrap_or(rest.len());
        let name = (length > 0 && rest[length..].starts_with('=')).then(|| &rest[..length]);
        let start = at + name.map_or(0, |name| name.len() + 1);
        let value = &text[start..end];
        let quote = value
            .chars()
            .next()
            .filter(|c| matches!(c, '"' | '\'' | '`'));
        let (inner, length) = match quote {
            Some(quote) => (start + 1, value[1..].find(quote)?),
            None => (
                start,
                value.find(char::is_whitespace).unwrap_or(value.len()),
            ),
        };
        at = inner + length + usize::from(quote.is_some());
        (at > start || name.is_some()).then_some((name, inner..inner + length))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::shortcodes::calls;

    fn check(text: &str, dialect: Dialect, expected: &[&str]) {
        let calls = calls(text, dialect);
        let mut found = in_calls(text, &calls, dialect);
        found.extend(in_outputs(text, dialect));
        let found: Vec<&str> = found
            .iter()
            .map(|found| match found {
                Found::Reference { span, .. }
                | Found::Figure { span, .. }
                | Found::Picture { span, .. }
                | Found::Link { span, .. } => &text[span.clone()],
                other => panic!("{other:?}"),
            })
            .collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn hugos_shortcodes_name_pages_and_pictures() {
        let check = |text, expected| check(text, Dialect::Hugo, expected);
        check("[a]({{< ref \"a.md#b\" >}})", &["a.md#b"]);
        check("{{% relref `a b` %}} {{<ref a>}}", &["a b", "a"]);
        check("{{< ref path=\"a.md\" lang=\"de\" >}}", &["a.md"]);
        check("{{< ref lang=\"de\" path=\"a.md\" >}}", &["a.md"]);
        check("{{< figure alt=\"src=\" src=\"/a.png\" >}}", &["/a.png"]);
        check(
            "{{</* ref \"a\" */>}} {{< ref >}} {{< ref \"a >}} {{< ref \"\" >}}",
            &[],
        );
        check(
            "{{< figure \"a.png\" >}} {{ site.baseurl }}/a {{< reference \"a\" >}}",
            &[],
        );
    }

    #[test]
    fn liquid_names_posts_files_and_addresses() {
        let check = |text, expected| check(text, Dialect::Jekyll, expected);
        check("{% post_url 2024-01-02-a %}", &["2024-01-02-a"]);
        check("{%- link _posts/a.md -%}", &["_posts/a.md"]);
        check("{% link {{ x }} %} {% post_url page.x | y %}", &["page.x"]);
        check(
            "({{ site.baseurl }}/a.png) {{site.baseurl}}/b",
            &["/a.png", "/b"],
        );
        check(
            "{{ '/a' | relative_url }} {{\"b\"|absolute_url}}",
            &["/a", "b"],
        );
        check(
            "{{ site.baseurl }}/{{ x }} {{ site.baseurl }} {{ site.url }}/x {{ 'a' | upcase }}",
            &[],
        );
        check(
            "{{ site.baseurl }}/a/{{ x }} {{ '/a' | append: x | relative_url }} {{ '",
            &[],
        );
    }
}
