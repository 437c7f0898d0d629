//! Number literals and the escapes of strings, as Go writes them.

use crate::gotemplate::lexer::Token;

/// How many bytes at the start of `text` look like a number.
pub(crate) fn length(text: &str) -> usize {
    let bytes = text.as_bytes();
    let hexadecimal = text
        .trim_start_matches(['+', '-'])
        .get(..2)
        .is_some_and(|start| start.eq_ignore_ascii_case("0x"));
    let mut previous = b'e';
    let mut length = 0;
    for byte in bytes {
        let fits = match byte {
            b'+' | b'-' => match previous {
                b'e' | b'E' => !hexadecimal || length == 0,
                b'p' | b'P' => hexadecimal,
                _ => false,
            },
            b'.' | b'_' => true,
            _ => byte.is_ascii_alphanumeric(),
        };
        if !fits {
            break;
        }
        previous = *byte;
        length += 1;
    }
    length
}

/// The token of a number literal.
pub(crate) fn parse(text: &str) -> Option<Token> {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let plain = digits.replace('_', "");
    let lower = plain.to_ascii_lowercase();
    let (radix, body) = match lower.get(..2) {
        Some("0x") => (16, &lower[2..]),
        Some("0b") => (2, &lower[2..]),
        Some("0o") => (8, &lower[2..]),
        _ if lower.len() > 1 && lower.starts_with('0') => (8, &lower[1..]),
        _ => (10, &lower[..]),
    };
    if body.starts_with(['+', '-']) {
        return None;
    }
    if let Ok(size) = i128::from_str_radix(body, radix) {
        let value = if negative { -size } else { size };
        return i64::try_from(value).ok().map(Token::Int);
    }
    let decimal =
        lower.starts_with(|c: char| c.is_ascii_digit() || c == '.') && lower.contains(['.', 'e']);
    let value: f64 = lower.parse().ok().filter(|_| decimal && radix != 16)?;
    Some(Token::Float(if negative { -value } else { value }))
}

/// The character an escape sequence stands for (after the backslash), and what follows it.
pub(crate) fn escape(text: &str, quote: char) -> Option<(char, &str)> {
    let mut chars = text.chars();
    let first = chars.next()?;
    let simple = match first {
        'a' => '\u{7}',
        'b' => '\u{8}',
        'f' => '\u{c}',
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        'v' => '\u{b}',
        '\\' => '\\',
        c if c == quote => c,
        _ => '\0',
    };
    if simple != '\0' {
        return Some((simple, chars.as_str()));
    }
    let (radix, start, length) = match first {
        'x' => (16, 1, 2),
        'u' => (16, 1, 4),
        'U' => (16, 1, 8),
        '0'..='7' => (8, 0, 3),
        _ => return None,
    };
    let digits = text.get(start..start + length)?;
    let code = u32::from_str_radix(digits, radix).ok()?;
    Some((char::from_u32(code)?, &text[start + length..]))
}
