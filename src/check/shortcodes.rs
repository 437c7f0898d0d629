//! Shortcodes, as generators find them: in the source, before Markdown is read.

use std::ops::Range;

use crate::dialect::Dialect;

/// A shortcode's name and where it stands in the text.
pub(super) fn shortcodes(text: &str, dialect: Dialect) -> Vec<(&str, Range<usize>)> {
    let marks: &[(&str, &str)] = match dialect {
        Dialect::Hugo => &[("{{<", ">}}"), ("{{%", "%}}")],
        Dialect::Zola => &[("{{", "}}"), ("{%", "%}")],
        Dialect::Jekyll => &[("{%", "%}")],
        Dialect::Plain => &[],
    };
    let mut found = Vec::new();
    for (open, close) in marks {
        let mut from = 0;
        while let Some(at) = text[from..].find(open).map(|at| at + from) {
            let inner = at + open.len();
            from = inner;
            let Some(end) = text[inner..].find(close).map(|end| end + inner) else {
                break;
            };
            if let Some((name, start)) = name(&text[inner..end], dialect) {
                let start = inner + start;
                found.push((name, start..start + name.len()));
            }
        }
    }
    found.sort_by_key(|(_, span)| span.start);
    found
}

/// The name in a shortcode that opens or stands alone, and where in it the name begins.
fn name(inner: &str, dialect: Dialect) -> Option<(&str, usize)> {
    // `{{</* x */>}}` shows a shortcode instead of calling it; `{%-` takes blanks away.
    if inner.starts_with("/*") {
        return None;
    }
    let blank = |c: char| c.is_whitespace() || (c == '-' && dialect != Dialect::Hugo);
    let start = inner.len() - inner.trim_start_matches(blank).len();
    let rest = &inner[start..];
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '/');
    let end = rest.find(|c: char| !is_part(c)).unwrap_or(rest.len());
    let name = rest[..end].trim_end_matches('/');
    let is_name = match dialect {
        // An end begins with a slash, and an inline one is defined where it stands.
        Dialect::Hugo => !name.starts_with('/') && !name.ends_with(".inline"),
        Dialect::Zola => rest[end..].trim_start().starts_with('('),
        Dialect::Jekyll => !name.starts_with("end"),
        Dialect::Plain => false,
    };
    (is_name && !name.is_empty()).then_some((name, start))
}
