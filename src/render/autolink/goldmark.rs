//! Bare addresses as Hugo's Markdown parser, goldmark, links them.
//!
//! It reads on along a line and asks whether an address begins: at the beginning of a line, behind
//! other markup, and behind a blank or one of `*_~(`. What an address consists of is ASCII alone.

use super::Autolink;

/// What Hugo puts before `www.`: its setting `linkifyProtocol`.
pub(in crate::render) const PROTOCOL: &str = "https://";
/// The longest domain that is taken for one.
const LONGEST_DOMAIN: usize = 256;
/// The longest name before an `@` that is looked at; reading no further keeps long texts linear.
const LONGEST_NAME: usize = 256;
/// The longest part of a domain.
const LONGEST_LABEL: usize = 63;

/// The first address in `text` at or after `from`, behind which other markup or the beginning of a
/// line stands.
pub(super) fn next(text: &str, from: usize, sets_signs: bool) -> Option<Autolink> {
    let bytes = text.as_bytes();
    // An address has one of these in it, and that is quicker to see than where one may begin.
    memchr::memchr3(b':', b'@', b'w', &bytes[from..])?;
    let mut at = from;
    // The next `@`, before which there is no name of anyone.
    let mut sign = from;
    loop {
        if sign <= at {
            let next = memchr::memchr(b'@', &bytes[at..]);
            sign = next.map_or(usize::MAX, |next| at + next);
        }
        let may_be_email = sign.saturating_sub(at) <= LONGEST_NAME;
        if let Some(link) = at_place(text, at, may_be_email) {
            return Some(link);
        }
        at = next_place(bytes, at, sets_signs)?;
    }
}

/// The next place behind `at` where an address may begin: behind a blank, what may be emphasis, a bracket,
/// and what becomes another sign.
fn next_place(bytes: &[u8], at: usize, sets_signs: bool) -> Option<usize> {
    let may_precede = |byte: &u8| b" *_~(".contains(byte) || sets_signs && b"'\".-".contains(byte);
    let mut start = at;
    loop {
        let sign = start + bytes.get(start..)?.iter().position(may_precede)?;
        let backslashes = bytes[..sign]
            .iter()
            .rev()
            .take_while(|byte| **byte == b'\\');
        if backslashes.count() % 2 == 1 && bytes[sign] != b' ' {
            start = sign + 1;
            continue;
        }
        let run = match bytes[sign] {
            sign_byte @ (b'.' | b'-') => {
                let run = bytes[sign..].iter().take_while(|byte| **byte == sign_byte);
                let length = run.count();
                // Three dots are one sign, and so are two and three dashes.
                let all_become_signs = match sign_byte {
                    b'.' => length % 3 == 0,
                    _ => length % 3 != 1,
                };
                start = sign + length;
                if !all_become_signs {
                    continue;
                }
                length
            }
            _ => 1,
        };
        let place = sign + run;
        return (place < bytes.len()).then_some(place);
    }
}

/// The address that begins at `start`, where one may begin.
pub(super) fn at_place(text: &str, start: usize, may_be_email: bool) -> Option<Autolink> {
    let rest = text.get(start..)?;
    let begins_web = matches!(rest.as_bytes().first(), Some(b'h' | b'f' | b'w'));
    if !begins_web && !may_be_email {
        return None;
    }
    let web = ["http:", "https:", "ftp:"]
        .iter()
        .any(|scheme| rest.starts_with(scheme))
        .then(|| with_scheme(rest))
        .flatten()
        .map(|length| (length, ""));
    let found = web.or_else(|| {
        let length = rest.strip_prefix("www.").and_then(|name| www(rest, name))?;
        Some((length, PROTOCOL))
    });
    let (reach, prefix) = match found {
        Some((length, prefix)) => (length, prefix),
        None if may_be_email => (email(rest)?, "mailto:"),
        None => return None,
    };
    let address = &rest[..reach];
    let trimmed = address.trim_end_matches(['?', '!', '.', ',', ':', '*', '_', '~']);
    // The first character stays whatever it is.
    let address = &rest[..trimmed.len().max(1)];
    let length = if prefix == "mailto:" {
        address.len()
    } else {
        without_closing(address)
    };
    Some(Autolink {
        span: start..start + length,
        reach: start + reach,
        prefix,
    })
}

/// The length of `https://example.org:80/path`.
fn with_scheme(rest: &str) -> Option<usize> {
    let host = rest.find("://")? + "://".len();
    let mut end = host + domain(&rest[host..])?;
    let bytes = rest.as_bytes();
    if bytes.get(end) == Some(&b':') {
        let digits = bytes[end + 1..]
            .iter()
            .take_while(|byte| byte.is_ascii_digit())
            .count();
        if digits > 0 {
            end += 1 + digits;
        }
    }
    Some(end + path(&rest[end..], true))
}

/// The length of `www.example.org/path`; `name` follows the `www.`.
fn www(rest: &str, name: &str) -> Option<usize> {
    let end = rest.len() - name.len() + domain(name)?;
    Some(end + path(&rest[end..], false))
}

/// The length of a domain: whatever may be in one, then a dot and lower-case letters.
fn domain(text: &str) -> Option<usize> {
    let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || b"-@:%._+~#=".contains(byte);
    let bytes = text.as_bytes();
    let stretch = bytes.iter().take(LONGEST_DOMAIN + 1);
    let stretch = stretch.take_while(|byte| is_part(byte)).count();
    // The last dot that has something before it and a letter behind it ends the longest domain.
    let dot = (1..stretch)
        .rev()
        .find(|&at| bytes[at] == b'.' && bytes.get(at + 1).is_some_and(u8::is_ascii_lowercase))?;
    let letters = bytes[dot + 1..]
        .iter()
        .take_while(|byte| byte.is_ascii_lowercase())
        .count();
    Some(dot + 1 + letters)
}

/// The length of what follows the domain: a path, a query or a fragment.
fn path(text: &str, may_have_dollar: bool) -> usize {
    let bytes = text.as_bytes();
    if !matches!(bytes.first(), Some(b'/' | b'#' | b'?')) {
        return 0;
    }
    let is_part = |byte: &u8| {
        byte.is_ascii_alphanumeric()
            || b"-@:%_+.~#!?&/=();,'\">^{}[]`".contains(byte)
            || (*byte == b'$' && may_have_dollar)
    };
    bytes.iter().take_while(|byte| is_part(byte)).count()
}

/// The length of an address without a bracket too many or an entity at its end.
fn without_closing(address: &str) -> usize {
    match address.as_bytes().last() {
        Some(b')') => {
            let opening = address.bytes().filter(|byte| *byte == b'(').count();
            let closing = address.bytes().filter(|byte| *byte == b')').count();
            address.len() - closing.saturating_sub(opening)
        }
        Some(b';') => {
            let rest = &address[..address.len() - 1];
            let name = rest.trim_end_matches(|c: char| c.is_ascii_alphanumeric());
            match name.strip_suffix('&') {
                Some(before) if name.len() < rest.len() => before.len(),
                _ => address.len(),
            }
        }
        _ => address.len(),
    }
}

/// The length of `name@example.org`.
fn email(rest: &str) -> Option<usize> {
    let bytes = rest.as_bytes();
    if bytes.first()?.is_ascii_punctuation() {
        return None;
    }
    let is_part =
        |byte: &u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+/=?^_`{|}~-.".contains(byte);
    let name = bytes.iter().take(LONGEST_NAME + 1);
    let at = name.take_while(|byte| is_part(byte)).count();
    if at == 0 || bytes.get(at) != Some(&b'@') {
        return None;
    }
    let mut end = at + 1 + label(&bytes[at + 1..])?;
    while bytes.get(end) == Some(&b'.') {
        match label(&bytes[end + 1..]) {
            Some(length) => end += 1 + length,
            None => break,
        }
    }
    let is_followed = matches!(bytes.get(end), Some(b'-' | b'_'));
    // The last letter does not count in the search for a dot.
    let has_dot = bytes[at..end - 1].contains(&b'.');
    (has_dot && !is_followed).then_some(end)
}

/// The length of a part of a host's name: it begins and ends with a letter or digit.
fn label(bytes: &[u8]) -> Option<usize> {
    let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'-';
    let stretch = bytes.iter().take_while(|byte| is_part(byte)).count();
    let stretch = stretch.min(LONGEST_LABEL);
    if !bytes.first()?.is_ascii_alphanumeric() {
        return None;
    }
    let ends = (0..stretch).rev();
    { ends }
        .find(|&at| bytes[at].is_ascii_alphanumeric())
        .map(|at| at + 1)
}

#[cfg(test)]
mod tests {
    use super::super::{Autolinks, marked};

    fn check(expected: &str) {
        let text = expected.replace(['⟦', '⟧'], "");
        assert_eq!(marked(&text, Autolinks::HUGO), expected);
    }

    /// What Hugo 0.168 makes of these.
    #[test]
    fn addresses_begin_where_goldmark_looks_for_them() {
        check("⟦http://a.bc⟧ x:http://a.bc (⟦http://a.bc⟧) *⟦http://a.bc⟧*");
        check("http://localhost:80 http://A.BC ⟦http://a.bc:80/x⟧");
        check("⟦http://a.bc⟧_d_e ⟦www.a.bc/x⟧ ⟦www.a.bc⟧");
        check("⟦http://user@a.bc/x⟧");
    }

    #[test]
    fn punctuation_at_the_end_is_the_sentences() {
        check("⟦http://a.bc/x?y=1&z=2⟧. ⟦http://a.bc/x⟧, ⟦http://a.bc/⟧é");
        check("⟦http://a.bc/(x)⟧ ⟦http://a.bc/x⟧) ⟦http://a.bc/x;⟧ ⟦http://a.bc/x⟧&amp;");
        check(
            "(⟦http://a.bc/x⟧). ⟦http://a.bc/x⟧), ⟦http://a.bc/x.⟧) ⟦http://a.bc/x⟧&amp;. ⟦http://a.bc⟧).",
        );
        check("\"⟦http://a.bc/x\"⟧ '⟦http://a.bc/x'⟧ ⟦http://a.bc/it's⟧");
    }

    #[test]
    fn an_e_mail_address_has_a_dot_behind_the_at() {
        check("⟦me@a.bc⟧, (⟦me@a.bc⟧) x@y mailto:me@a.bc ⟦x_y@z.ab⟧");
        check("⟦x@y.zz⟧. ⟦a.b+c@d-e.fg⟧! ⟦foo@bar.baz⟧/x ⟦x@y.zz-a⟧ x@y.zz_a");
    }

    #[test]
    fn long_texts_stay_linear() {
        for piece in [
            "www.a",
            "http://",
            "a@",
            "a@b.",
            "w ",
            "http://a.b/(((",
            "_www.",
        ] {
            let text = piece.repeat(20_000);
            let _ = marked(&text, Autolinks::HUGO);
        }
    }
}
