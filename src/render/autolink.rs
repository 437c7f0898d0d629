//! Bare addresses in a text.
//!
//! GitHub's way is <https://github.github.com/gfm/#autolinks-extension->.

use super::Span;

mod goldmark;

pub(super) use goldmark::PROTOCOL;

/// Whose rules tell which bare addresses are links.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Autolinks {
    /// GitHub's.
    Github,
    /// Hugo's.
    Goldmark {
        /// Quotes, dashes and dots become other signs, behind which an address may begin.
        sets_signs: bool,
    },
}

impl Autolinks {
    /// Hugo's where nothing is said.
    pub const HUGO: Self = Self::Goldmark { sets_signs: true };
}

/// An address found in a text.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Autolink {
    /// Where it stands.
    pub span: Span,
    /// Where it would end if the punctuation at its end belonged to it.
    pub reach: usize,
    /// What its destination has in front of it.
    pub prefix: &'static str,
}

/// The longest name that DNS can hold; reading no further keeps long texts linear.
const LONGEST_DOMAIN: usize = 255;

/// The first address in `text` at or after `from`, where the text or what follows other markup
/// begins.
pub(super) fn next(text: &str, from: usize, rules: Autolinks) -> Option<Autolink> {
    match rules {
        Autolinks::Github => github(text, from),
        Autolinks::Goldmark { sets_signs } => goldmark::next(text, from, sets_signs),
    }
}

/// The address that `text` begins with.
pub(super) fn first(text: &str, rules: Autolinks) -> Option<Autolink> {
    match rules {
        Autolinks::Github => github(text, 0).filter(|link| link.span.start == 0),
        Autolinks::Goldmark { .. } => goldmark::at_place(text, 0, true),
    }
}

fn github(text: &str, from: usize) -> Option<Autolink> {
    let bytes = text.as_bytes();
    (from..bytes.len()).find_map(|at| match bytes[at] {
        b':' => with_scheme(text, from, at),
        b'w' => with_www(text, from, at),
        b'@' => email(text, from, at),
        _ => None,
    })
}

/// `https://example.com`, at whose colon we are.
fn with_scheme(text: &str, from: usize, colon: usize) -> Option<Autolink> {
    let after = text[colon..].strip_prefix("://")?;
    let letters = text.as_bytes()[from..colon]
        .iter()
        .rev()
        .take_while(|byte| byte.is_ascii_alphabetic())
        .take("https".len() + 1)
        .count();
    let scheme = &text[colon - letters..colon];
    let known = ["http", "https", "ftp"];
    if !known.iter().any(|known| scheme.eq_ignore_ascii_case(known)) {
        return None;
    }
    let domain = domain(after)?;
    let begins_well = domain.starts_with(char::is_alphanumeric);
    begins_well.then(|| web(text, colon - letters, ""))
}

/// `www.example.com`, at whose first letter we are.
fn with_www(text: &str, from: usize, start: usize) -> Option<Autolink> {
    let name = text[start..].strip_prefix("www.")?;
    let may_begin_here =
        start == from || text[..start].ends_with(|c: char| c.is_whitespace() || "*_~(".contains(c));
    if !may_begin_here || !name.starts_with(char::is_alphanumeric) {
        return None;
    }
    domain(&text[start..])?;
    Some(web(text, start, "http://"))
}

/// The domain with which `text` begins, if it is one: no underscore in its last two parts.
fn domain(text: &str) -> Option<&str> {
    let length = text
        .char_indices()
        .find(|(at, c)| *at > LONGEST_DOMAIN || !(c.is_alphanumeric() || "-_.".contains(*c)))
        .map_or(text.len(), |(at, _)| at);
    let domain = &text[..length];
    let valid = !domain.rsplit('.').take(2).any(|part| part.contains('_'));
    (valid && !domain.is_empty()).then_some(domain)
}

/// The address that begins at `start` and goes on to the next blank or `<`.
fn web(text: &str, start: usize, prefix: &'static str) -> Autolink {
    let length = text[start..]
        .find(|c: char| c.is_whitespace() || c == '<')
        .unwrap_or(text.len() - start);
    let written = &text[start..start + length];
    Autolink {
        span: start..start + without_punctuation(written).len(),
        reach: start + length,
        prefix,
    }
}

/// An address without the punctuation at its end that belongs to the sentence.
fn without_punctuation(address: &str) -> &str {
    let opening = address.bytes().filter(|byte| *byte == b'(').count();
    let mut closing = address.bytes().filter(|byte| *byte == b')').count();
    let mut address = address;
    loop {
        let shorter = match address.as_bytes().last() {
            Some(b'?' | b'!' | b'.' | b',' | b':' | b'*' | b'_' | b'~' | b'\'' | b'"') => {
                &address[..address.len() - 1]
            }
            Some(b')') if closing > opening => {
                closing -= 1;
                &address[..address.len() - 1]
            }
            Some(b';') => without_entity(address),
            _ => return address,
        };
        address = shorter;
    }
}

/// `address`, which ends in `;`, without the `&name;` at its end, or without the `;` alone.
fn without_entity(address: &str) -> &str {
    let rest = &address[..address.len() - 1];
    let name = rest.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    match name.strip_suffix('&') {
        Some(before) if name.len() < rest.len() => before,
        _ => rest,
    }
}

/// `name@example.com`, at whose `@` we are.
fn email(text: &str, from: usize, at: usize) -> Option<Autolink> {
    let bytes = text.as_bytes();
    let name = bytes[from..at]
        .iter()
        .rev()
        .take_while(|byte| byte.is_ascii_alphanumeric() || b".+-_".contains(byte))
        .count();
    let host = host(&text[at + 1..])?;
    let after_another = text[from..at - name].ends_with('@');
    if name == 0 || after_another {
        return None;
    }
    let (start, prefix) = match text[from..at - name].strip_suffix("mailto:") {
        Some(before) => (from + before.len(), ""),
        None => (at - name, "mailto:"),
    };
    let end = at + 1 + host.len();
    Some(Autolink {
        span: start..end,
        reach: end,
        prefix,
    })
}

/// The host of the e-mail address whose `@` stands before `text`.
fn host(text: &str) -> Option<&str> {
    let bytes = text.as_bytes();
    let part_of_it = |at: usize| match bytes[at] {
        b'.' => bytes.get(at + 1).is_some_and(u8::is_ascii_alphanumeric),
        byte => byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_',
    };
    let length = (0..bytes.len())
        .find(|at| !part_of_it(*at))
        .unwrap_or(bytes.len());
    let host = &text[..length];
    let followed_by_another = bytes.get(length) == Some(&b'@');
    let ends_well = host.ends_with(|c: char| c.is_ascii_alphanumeric());
    (host.contains('.') && ends_well && !followed_by_another).then_some(host)
}

/// `text` with `⟦…⟧` around every address that is found.
#[cfg(test)]
fn marked(text: &str, rules: Autolinks) -> String {
    let mut marked = String::new();
    let mut at = 0;
    while let Some(link) = next(text, at, rules) {
        marked.push_str(&text[at..link.span.start]);
        marked.extend(["⟦", &text[link.span.clone()], "⟧"]);
        at = link.span.end;
    }
    marked.push_str(&text[at..]);
    marked
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(expected: &str) {
        let text = expected.replace(['⟦', '⟧'], "");
        assert_eq!(marked(&text, Autolinks::Github), expected);
    }

    #[test]
    fn www_begins_a_word() {
        check("⟦www.commonmark.org⟧");
        check("Visit ⟦www.commonmark.org/help⟧ for more");
        check("(⟦www.a.b⟧) *⟦www.a.b⟧* xwww.a.b");
        check("www. www.. www");
        check("www.a_b.c www.a.b_c ⟦www.a_b.c.d⟧");
    }

    #[test]
    fn a_scheme_may_follow_anything_but_a_letter() {
        check("⟦http://a.b⟧ ⟦HTTPS://a.b/⟧ ⟦ftp://x.y/z⟧ ⟦http://localhost:80/x⟧");
        check("xhttp://a.b file://a mailto://x http:// http://_ https:///");
        check("请看⟦https://example.com/路⟧");
        check("\"⟦https://example.com⟧\"");
    }

    #[test]
    fn punctuation_at_the_end_is_the_sentences() {
        check("⟦www.a.b⟧. ⟦www.a.b/x?q=1&r⟧! ⟦https://a.b/c,d⟧,");
        check("⟦www.a.b/x_y⟧_ (⟦www.a.b⟧~) '⟦http://a.b⟧'");
    }

    #[test]
    fn parentheses_are_kept_in_pairs() {
        check("⟦www.g.c/search?q=Markup+(business)⟧");
        check("⟦www.g.c/search?q=Markup+(business)⟧)))");
        check("(⟦www.g.c/search?q=Markup+(business)⟧)");
        check("(⟦www.g.c/search?q=(x)+y⟧)");
    }

    #[test]
    fn an_entity_at_the_end_is_not_the_addresss() {
        check("⟦www.g.c/search?q=a&hl=en⟧");
        check("⟦www.g.c/search?q=a⟧&hl;");
        check("⟦www.g.c/search?q=a⟧;");
    }

    #[test]
    fn less_than_ends_an_address() {
        check("⟦www.commonmark.org/he⟧<lp");
    }

    #[test]
    fn an_e_mail_address_has_a_dot_behind_the_at() {
        check("⟦foo@bar.baz⟧ hello@mail+xyz.example isn't, but ⟦hello+xyz@mail.example⟧ is");
        check("⟦a.b-c_d@a.b⟧ ⟦a.b-c_d@a.b⟧. a.b-c_d@a.b- a.b-c_d@a.b_");
        check("@a.b a@b a@b@c.d");
        check("⟦mailto:foo@bar.baz⟧ ⟦mailto:a.b-c_d@a.b⟧.");
    }

    #[test]
    fn long_texts_stay_linear() {
        for piece in [
            "www._",
            "http://",
            "a@",
            "a@b.",
            "www.a.b))) ",
            "w",
            "http://a_",
        ] {
            let text = piece.repeat(20_000);
            let mut at = 0;
            while let Some(link) = next(&text, at, Autolinks::Github) {
                at = link.span.end;
            }
        }
    }
}
