//! Values in style sheets.

use super::REPLACED;

/// `text` as a property value, if it is harmless as one.
pub(super) fn value(text: &str, safe: bool) -> String {
    if safe {
        return text.to_owned();
    }
    let decoded = decode(text);
    let mut letters = String::new();
    let mut previous = ' ';
    for c in decoded.chars() {
        let harmful = matches!(
            c,
            '\0' | '"'
                | '\''
                | '('
                | ')'
                | '/'
                | ';'
                | '@'
                | '['
                | '\\'
                | ']'
                | '`'
                | '{'
                | '}'
                | '<'
                | '>'
        );
        if harmful || (c == '-' && previous == '-') {
            return REPLACED.to_owned();
        }
        if c.is_ascii_alphanumeric() || c == '_' {
            letters.push(c.to_ascii_lowercase());
        }
        previous = c;
    }
    if letters.contains("expression") || letters.contains("mozbinding") {
        return REPLACED.to_owned();
    }
    decoded
}

/// Resolves the escapes of CSS.
fn decode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        out.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        let digits = rest
            .bytes()
            .take(6)
            .take_while(u8::is_ascii_hexdigit)
            .count();
        if digits > 0 {
            let code = u32::from_str_radix(&rest[..digits], 16).unwrap_or(0);
            out.push(char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER));
            rest = &rest[digits..];
            rest = rest
                .strip_prefix([' ', '\t', '\n', '\u{c}', '\r'])
                .unwrap_or(rest);
        } else if let Some(c) = rest.chars().next() {
            out.push(c);
            rest = &rest[c.len_utf8()..];
        }
    }
    out.push_str(rest);
    out
}

/// `text` for the inside of a quoted string.
pub(super) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\\' => out.push_str("\\\\"),
            '\0' | '\t' | '\n' | '\u{c}' | '\r' | '"' | '&' | '\'' | '(' | ')' | '+' | '/'
            | ':' | ';' | '<' | '>' | '{' | '}' => {
                crate::gotemplate::print::push_format!(out, "\\{:x}", u32::from(c));
                // A space ends an escape that the next character would prolong.
                let prolongs = |c: &char| {
                    c.is_ascii_hexdigit() || matches!(c, ' ' | '\t' | '\n' | '\u{c}' | '\r')
                };
                if chars.peek().is_none_or(prolongs) {
                    out.push(' ');
                }
            }
            c => out.push(c),
        }
    }
    out
}
