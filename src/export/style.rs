//! What a style sheet shows, put into it.

/// What an address in a style sheet is used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Use {
    /// Another style sheet.
    Import,
    /// A picture or a font.
    Show,
}

/// What an address that leads nowhere is replaced by: no browser asks anybody for it.
const NOWHERE: &str = "data:,";

/// The style sheet with each address replaced by what `address` says, if anything; in comments and
/// texts there is none.
///
/// <https://www.w3.org/TR/css-syntax-3/#consume-token>, as far as it takes to find `url(` and
/// `@import`.
pub(super) fn with_addresses(
    css: &str,
    address: &mut dyn FnMut(&str, Use) -> Option<String>,
) -> String {
    let mut out = String::with_capacity(css.len());
    let mut rest = css;
    let mut used = Use::Show;
    while let Some(first) = rest.chars().next() {
        if let Some(comment) = rest.strip_prefix("/*") {
            let end = comment.find("*/").map_or(rest.len(), |end| end + 4);
            out.push_str(&rest[..end]);
            rest = &rest[end..];
        } else if matches!(first, '"' | '\'') {
            let (value, length) = quoted(rest);
            if used == Use::Import {
                push_address(&mut out, &value, Use::Import, address);
            } else {
                out.push_str(&rest[..length]);
            }
            used = Use::Show;
            rest = &rest[length..];
        } else if is_word(first) {
            let length = rest
                .find(|c| !is_word(c) && c != '\\')
                .unwrap_or(rest.len());
            let (word, after) = rest.split_at(length);
            rest = after;
            if word.eq_ignore_ascii_case("@import") {
                used = Use::Import;
            } else if word.eq_ignore_ascii_case("url")
                && let Some(inner) = after.strip_prefix('(')
            {
                let (value, length) = url(inner);
                push_address(&mut out, &value, used, address);
                used = Use::Show;
                rest = &inner[length..];
                continue;
            }
            out.push_str(word);
        } else {
            if matches!(first, ';' | '{' | '}') {
                used = Use::Show;
            }
            // An escape is no begin of a text.
            let length = match (first, rest[1..].chars().next()) {
                ('\\', Some(escaped)) => 1 + escaped.len_utf8(),
                _ => first.len_utf8(),
            };
            out.push_str(&rest[..length]);
            rest = &rest[length..];
        }
    }
    out
}

/// A style sheet as it stands in a `<style>`, which nothing in it ends.
pub(super) fn enclosed(css: &str) -> String {
    css.replace("</", "<\\/").replace("<!--", "<\\!--")
}

fn push_address(
    out: &mut String,
    value: &str,
    used: Use,
    address: &mut dyn FnMut(&str, Use) -> Option<String>,
) {
    let address = address(value, used).unwrap_or_else(|| NOWHERE.to_owned());
    out.push_str("url(\"");
    for c in address.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            '\n' | '\r' | '\x0c' => {}
            c => out.push(c),
        }
    }
    out.push_str("\")");
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '-' | '_' | '@') || !c.is_ascii()
}

/// The value of a text with whose quote `css` begins, and its length with both quotes.
fn quoted(css: &str) -> (String, usize) {
    let quote = &css[..1];
    let end = |c: &str| c == quote || c == "\n";
    let (value, length) = unescaped(&css[1..], &end);
    let closed = css[1 + length..].starts_with(quote);
    (value, 1 + length + usize::from(closed))
}

/// The address with which what follows `url(` begins, and its length with the `)`.
fn url(css: &str) -> (String, usize) {
    let start = css.len() - css.trim_start().len();
    let rest = &css[start..];
    let (value, length) = if rest.starts_with(['"', '\'']) {
        quoted(rest)
    } else {
        unescaped(rest, &|c| c == ")")
    };
    let after = &rest[length..];
    let end = after.find(')').map_or(after.len(), |end| end + 1);
    (value.trim().to_owned(), start + length + end)
}

/// What stands before a character that ends it, and its length in the source.
fn unescaped(css: &str, ends: &dyn Fn(&str) -> bool) -> (String, usize) {
    let mut value = String::new();
    let mut at = 0;
    while let Some(c) = css[at..].chars().next() {
        let length = c.len_utf8();
        if ends(&css[at..at + length]) {
            break;
        }
        at += length;
        if c != '\\' {
            value.push(c);
            continue;
        }
        let digits = css[at..].bytes().take(6);
        let digits = digits.take_while(u8::is_ascii_hexdigit).count();
        if digits > 0 {
            let code = u32::from_str_radix(&css[at..at + digits], 16).ok();
            let character = code.and_then(char::from_u32).filter(|c| *c != '\0');
            value.push(character.unwrap_or('\u{fffd}'));
            at += digits;
            at += usize::from(css[at..].starts_with([' ', '\t', '\n']));
        } else if let Some(escaped) = css[at..].chars().next() {
            at += escaped.len_utf8();
            // A line that goes on.
            if escaped != '\n' {
                value.push(escaped);
            }
        }
    }
    (value, at)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn addresses_are_found_where_a_browser_finds_them() {
        let check = |css: &str, expected: &str| {
            let changed = with_addresses(css, &mut |address, used| {
                (address != "none").then(|| format!("{used:?}:{address}"))
            });
            assert_eq!(changed, expected, "{css}");
        };
        check("a{b:url(c.png)}", "a{b:url(\"Show:c.png\")}");
        check("a{b:URL( 'c d.png' ) x}", "a{b:url(\"Show:c d.png\") x}");
        check("url(a\\)b.png)", "url(\"Show:a)b.png\")");
        check("url(\"a\\22 b\")", "url(\"Show:a\\\"b\")");
        check("url(none)", "url(\"data:,\")");
        check("@import 'a.css';", "@import url(\"Import:a.css\");");
        check(
            "@IMPORT url(a.css) print;b{c:url(d)}",
            "@IMPORT url(\"Import:a.css\") print;b{c:url(\"Show:d\")}",
        );
        for same in [
            "/* url(a) */",
            "a::before{content:\"url(a)\"}",
            "a{content:'\\'url(x)'}",
            "my-url(a)",
            "a{}/* open",
            "\"open url(a)",
            "ü{}\\\"",
            "@media print{a{b:c}}",
        ] {
            check(same, same);
        }
        check("url(open", "url(\"Show:open\")");
    }

    #[test]
    fn a_style_sheet_does_not_end_its_element() {
        assert_eq!(enclosed("a{}</STYLE><b>"), "a{}<\\/STYLE><b>");
        assert_eq!(enclosed("a > b <!-- c"), "a > b <\\!-- c");
    }

    proptest! {
        #[test]
        fn no_text_makes_it_stumble(css in "([a-z(){};:@'\"\\\\/*\nü]|url\\(|@import ){0,40}") {
            with_addresses(&css, &mut |address, _| Some(address.to_owned()));
        }
    }
}
