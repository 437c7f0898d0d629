//! Go's regular expressions in the syntax of the `regex` crate.
//!
//! The two are the same but for details: Go's `\d`, `\w`, `\s` and `\b` know only ASCII, a `[`
//! inside of a class is an ordinary character, and so is a `{` that starts no repetition.

/// The translated pattern, and about how many states it compiles to.
pub(super) fn translate(pattern: &str) -> (String, u64) {
    let mut out = String::with_capacity(pattern.len() + 16);
    let mut states = u64::try_from(pattern.len()).unwrap_or(u64::MAX);
    let mut rest = pattern;
    let mut in_class = false;
    let mut class_start = 0;
    while let Some(c) = rest.chars().next() {
        let mut length = c.len_utf8();
        match c {
            '\\' => length = escape(rest, in_class, &mut out),
            '[' if in_class => {
                if let Some(end) = rest.strip_prefix("[:").and_then(|it| it.find(":]")) {
                    length = end + 4;
                    out.push_str(&rest[..length]);
                } else {
                    out.push_str("\\[");
                }
            }
            '[' => {
                in_class = true;
                class_start = out.len() + 1;
                out.push('[');
                if rest[1..].starts_with('^') {
                    out.push('^');
                    class_start += 1;
                    length += 1;
                }
            }
            // The first character of a class is never its end.
            ']' if in_class && out.len() == class_start => out.push_str("\\]"),
            ']' => {
                in_class = false;
                out.push(']');
            }
            '&' | '~' if in_class => {
                out.push('\\');
                out.push(c);
            }
            '-' if in_class && rest.starts_with("--") => out.push_str("\\-"),
            '{' if !in_class => match repetition(rest) {
                Some((end, times)) => {
                    length = end;
                    states = states.saturating_mul(times.max(1));
                    out.push_str(&rest[..end]);
                }
                None => out.push_str("\\{"),
            },
            '}' if !in_class => out.push_str("\\}"),
            c => out.push(c),
        }
        rest = &rest[length..];
    }
    // More states than this do not pass the limit on the size.
    (out, states.min(40_000))
}

/// Translates the escape at the start of `rest` and gives its length.
fn escape(rest: &str, in_class: bool, out: &mut String) -> usize {
    let Some(c) = rest[1..].chars().next() else {
        out.push('\\');
        return 1;
    };
    let replacement = match (c, in_class) {
        ('d', true) => "0-9",
        ('d', false) => "[0-9]",
        ('D', _) => "[^0-9]",
        ('w', true) => "0-9A-Za-z_",
        ('w', false) => "[0-9A-Za-z_]",
        ('W', _) => "[^0-9A-Za-z_]",
        ('s', true) => "\\t\\n\\x0C\\r ",
        ('s', false) => "[\\t\\n\\x0C\\r ]",
        ('S', _) => "[^\\t\\n\\x0C\\r ]",
        ('b', false) => "(?-u:\\b)",
        ('B', false) => "(?-u:\\B)",
        ('Q', _) => {
            let quoted = &rest[2..];
            let (quoted, end) = match quoted.find("\\E") {
                Some(end) => (&quoted[..end], end + 4),
                None => (quoted, rest.len()),
            };
            out.push_str(&regex::escape(quoted));
            return end;
        }
        ('p' | 'P' | 'x', _) if rest[2..].starts_with('{') => {
            let end = rest.find('}').map_or(rest.len(), |at| at + 1);
            out.push_str(&rest[..end]);
            return end;
        }
        _ => {
            out.push('\\');
            out.push(c);
            return 1 + c.len_utf8();
        }
    };
    out.push_str(replacement);
    2
}

/// The length of `{2}`, `{2,}` or `{2,5}` at the start, and the larger number.
fn repetition(rest: &str) -> Option<(usize, u64)> {
    let end = rest.find('}')?;
    let (least, most) = rest[1..end].split_once(',').unwrap_or((&rest[1..end], ""));
    let least: u64 = least.parse().ok()?;
    let most: u64 = if most.is_empty() {
        least
    } else {
        most.parse().ok()?
    };
    Some((end + 1, most))
}
