//! What an address means to who opens a file that came by mail.

/// An address, by where it leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Address<'a> {
    /// Nowhere.
    Nothing,
    /// To a place in the file: `#part`.
    Here(&'a str),
    /// To another server; whole, with its scheme.
    Network(String),
    /// To what it says itself: `data:`.
    Inline,
    /// To another program, such as the one for mail.
    Program,
    /// To something in the blog.
    Local(&'a str),
    /// To what is only on this machine, or to a script.
    Forbidden,
}

/// Schemes that hand an address to another program, as a link in a published post may.
const PROGRAMS: [&str; 14] = [
    "mailto", "tel", "sms", "geo", "xmpp", "irc", "ircs", "matrix", "magnet", "ftp", "gemini",
    "news", "webcal", "doi",
];

impl<'a> Address<'a> {
    /// As a browser reads what stands in an attribute or a style sheet.
    pub(super) fn read(written: &'a str) -> Self {
        // <https://url.spec.whatwg.org/#concept-basic-url-parser>: so much is passed over.
        let address = written.trim_matches(|c: char| c <= ' ');
        if address.is_empty() {
            return Self::Nothing;
        }
        if address.starts_with('#') {
            return Self::Here(address);
        }
        if address.contains(['\t', '\n', '\r']) {
            let address: String = address
                .chars()
                .filter(|c| !matches!(c, '\t' | '\n' | '\r'))
                .collect();
            return match Address::read(&address) {
                Address::Network(address) => Self::Network(address),
                Address::Inline => Self::Inline,
                // Nobody breaks the line in the middle of another one and means well.
                _ => Self::Forbidden,
            };
        }
        let rest = address.trim_start_matches(['/', '\\']);
        if address.len() - rest.len() > 1 {
            // Beside a file that was sent it would lead to a server for files.
            return Self::Network(format!("https://{rest}"));
        }
        match scheme(address) {
            None => Self::Local(address),
            Some(scheme) => match &*scheme.to_ascii_lowercase() {
                "http" | "https" => Self::Network(address.to_owned()),
                "data" => Self::Inline,
                program if PROGRAMS.contains(&program) => Self::Program,
                _ => Self::Forbidden,
            },
        }
    }
}

/// <https://www.rfc-editor.org/rfc/rfc3986#section-3.1>
fn scheme(address: &str) -> Option<&str> {
    let (scheme, _) = address.split_once(':')?;
    let is_scheme = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte));
    is_scheme.then_some(scheme)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_lead_where_a_browser_takes_them() {
        let check = |written: &str, expected: Address<'_>| {
            assert_eq!(Address::read(written), expected, "{written:?}");
        };
        check("", Address::Nothing);
        check(" \n", Address::Nothing);
        check("#part", Address::Here("#part"));
        check("a.png", Address::Local("a.png"));
        check(" /a b.png ", Address::Local("/a b.png"));
        check("a/b:c", Address::Local("a/b:c"));
        check("?x", Address::Local("?x"));
        check(
            "https://a.b/c",
            Address::Network("https://a.b/c".to_owned()),
        );
        check("HTTP://a.b", Address::Network("HTTP://a.b".to_owned()));
        check("//a.b/c", Address::Network("https://a.b/c".to_owned()));
        check("\\\\a.b\\c", Address::Network("https://a.b\\c".to_owned()));
        check("ht\ntps://a.b", Address::Network("https://a.b".to_owned()));
        check("data:image/png;base64,AA", Address::Inline);
        check("mailto:a@example.org", Address::Program);
        for forbidden in [
            "javascript:alert(1)",
            " JaVaScRiPt:alert(1)",
            "java\nscript:alert(1)",
            "\u{1}javascript:x",
            "vbscript:x",
            "file:///etc/passwd",
            "C:\\a.png",
            "blob:x",
            "view-source:x",
            "mail\nto:x",
        ] {
            check(forbidden, Address::Forbidden);
        }
    }
}
