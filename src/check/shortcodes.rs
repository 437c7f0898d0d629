//! Shortcodes, as generators find them: in the source, before Markdown is read.

use std::collections::HashMap;
use std::ops::Range;

use crate::dialect::Dialect;
use crate::render::is_zola_call;

/// Those that take what is between their beginning and their end for code, a drawing, a formula or
/// for nothing: it is no Markdown, whatever it looks like.
const RAW: [&str; 20] = [
    "chart",
    "code",
    "codeblock",
    "comment",
    "console",
    "dot",
    "echarts",
    "goat",
    "graphviz",
    "highlight",
    "katex",
    "latex",
    "math",
    "mathjax",
    "mermaid",
    "music",
    "plantuml",
    "shell",
    "terminal",
    "typeit",
];

/// A shortcode that begins, ends or stands alone.
#[derive(Debug)]
pub(super) struct Call<'a> {
    pub(super) name: &'a str,
    /// Of the name.
    pub(super) name_span: Range<usize>,
    /// What follows the name.
    pub(super) arguments: Range<usize>,
    /// From mark to mark.
    span: Range<usize>,
    pub(super) is_end: bool,
    /// It stands alone.
    is_alone: bool,
    /// Zola takes it for text.
    pub(super) is_text: bool,
}

/// The shortcodes in a text, in its order.
pub(super) fn calls(text: &str, dialect: Dialect) -> Vec<Call<'_>> {
    let marks: &[(&str, &str)] = match dialect {
        Dialect::Hugo => &[("{{<", ">}}"), ("{{%", "%}}")],
        Dialect::Zola => &[("{{", "}}"), ("{%", "%}")],
        Dialect::Jekyll | Dialect::Plain => &[("{%", "%}")],
    };
    let mut calls = Vec::new();
    for (open, close) in marks {
        let mut end = 0;
        for (at, _) in text.match_indices(open) {
            let inner = at + open.len();
            // The end that was found last is the next one as long as we are before it.
            if end < inner {
                let Some(next) = text[inner..].find(close) else {
                    break;
                };
                end = inner + next;
            }
            let span = at..end + close.len();
            let call = call(&text[inner..end], inner, span, dialect);
            // Zola's `{{` has no end.
            let is_alone = dialect == Dialect::Zola && *open == "{{";
            calls.extend(call.map(|call| Call {
                is_alone: is_alone || text[..end].ends_with('/'),
                is_text: dialect == Dialect::Zola && !is_zola_call(text, at),
                ..call
            }));
        }
    }
    calls.sort_by_key(|call| call.span.start);
    if matches!(dialect, Dialect::Jekyll | Dialect::Plain) {
        leave_raw_out(&mut calls);
    }
    calls
}

/// What is between the marks, `inner`, which begins at `start`.
fn call(inner: &str, start: usize, span: Range<usize>, dialect: Dialect) -> Option<Call<'_>> {
    // `{{</* x */>}}` shows a shortcode instead of calling it; `{%-` takes blanks away.
    if inner.starts_with("/*") {
        return None;
    }
    let is_blank = |c: char| c.is_whitespace() || (c == '-' && dialect != Dialect::Hugo);
    let rest = inner.trim_start_matches(is_blank);
    let (rest, is_end) = match dialect {
        Dialect::Hugo => match rest.strip_prefix('/') {
            Some(rest) => (rest.trim_start(), true),
            None => (rest, false),
        },
        Dialect::Zola => (rest, rest.trim_end_matches(is_blank) == "end"),
        Dialect::Jekyll | Dialect::Plain => match rest.strip_prefix("end") {
            Some(rest) => (rest, true),
            None => (rest, false),
        },
    };
    let at = start + inner.len() - rest.len();
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '/' | ':');
    let end = rest.find(|c: char| !is_part(c)).unwrap_or(rest.len());
    let name = rest[..end].trim_end_matches('/');
    let is_name = match dialect {
        // An inline one is defined where it stands.
        Dialect::Hugo => !name.ends_with(".inline"),
        // What is no word for Zola is text.
        Dialect::Zola => {
            let is_word = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
            is_end || is_word && rest[end..].trim_start().starts_with('(')
        }
        Dialect::Jekyll | Dialect::Plain => true,
    };
    (is_name && !name.is_empty()).then(|| Call {
        name,
        name_span: at..at + name.len(),
        arguments: at + end..start + inner.len(),
        span,
        is_end,
        is_alone: false,
        is_text: false,
    })
}

/// Liquid runs nothing between `raw` and `endraw`, and nothing in a comment.
fn leave_raw_out(calls: &mut Vec<Call<'_>>) {
    let mut raw = None;
    calls.retain(|call| match (raw, call.is_end) {
        (None, false) => {
            raw = matches!(call.name, "raw" | "comment").then_some(call.name);
            true
        }
        (None, true) => true,
        (Some(name), is_end) => {
            let ends = is_end && call.name == name;
            if ends {
                raw = None;
            }
            ends
        }
    });
}

/// The parts of the text in which Liquid runs nothing, in its order.
pub(super) fn verbatim(calls: &[Call<'_>]) -> Vec<Range<usize>> {
    let mut begun: Option<&Call<'_>> = None;
    let parts = calls.iter().filter_map(|call| match begun {
        Some(start) if call.is_end && call.name == start.name => {
            begun = None;
            Some(start.span.start..call.span.end)
        }
        Some(_) => None,
        None => {
            begun = matches!(call.name, "raw" | "comment").then_some(call);
            begun = begun.filter(|call| !call.is_end);
            None
        }
    });
    parts.collect()
}

/// The parts of the text that are no Markdown, in its order: shortcodes themselves, and what is
/// inside of some.
pub(super) fn raw(calls: &[Call<'_>]) -> Vec<Range<usize>> {
    let mut ends: HashMap<&str, Vec<usize>> = HashMap::new();
    let mut raw = Vec::with_capacity(calls.len());
    for call in calls.iter().rev() {
        if call.is_end {
            ends.entry(call.name).or_default().push(call.span.start);
        }
        let mut end = None;
        if !call.is_end && !call.is_alone {
            end = ends.get_mut(call.name).and_then(Vec::pop);
            end = end.or_else(|| ends.get_mut("end")?.pop());
        }
        let stem = call.name.rsplit('/').next().unwrap_or_default();
        raw.push(match end.filter(|_| RAW.contains(&stem)) {
            Some(end) => call.span.start..end,
            None => call.span.clone(),
        });
    }
    raw.reverse();
    raw
}
