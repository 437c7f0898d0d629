//! Values in URLs.

/// Whether the scheme of a URL is one that a page may link to without more ado.
pub(super) fn is_safe(url: &str) -> bool {
    match url.split_once(':') {
        Some((scheme, _)) if !scheme.contains('/') => ["http", "https", "mailto"]
            .iter()
            .any(|it| it.eq_ignore_ascii_case(scheme)),
        _ => true,
    }
}

/// Percent-encodes what may not stand in a URL; `whole` leaves what has a meaning in one.
pub(super) fn escape(text: &str, whole: bool) -> String {
    let bytes = text.as_bytes();
    let mut out = String::with_capacity(text.len());
    for (at, byte) in bytes.iter().enumerate() {
        let keep = match byte {
            b'-' | b'.' | b'_' | b'~' => true,
            b'!' | b'#' | b'$' | b'&' | b'*' | b'+' | b',' | b'/' | b':' | b';' | b'=' | b'?'
            | b'@' | b'[' | b']' => whole,
            b'%' => {
                whole
                    && bytes.len() > at + 2
                    && bytes[at + 1..at + 3].iter().all(u8::is_ascii_hexdigit)
            }
            other => other.is_ascii_alphanumeric(),
        };
        if keep {
            out.push(char::from(*byte));
        } else {
            crate::gotemplate::print::push_format!(out, "%{byte:02x}");
        }
    }
    out
}

/// Go's `url.QueryEscape`.
pub(crate) fn query(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'-' | b'.' | b'_' | b'~' => out.push(char::from(byte)),
            b' ' => out.push('+'),
            other if other.is_ascii_alphanumeric() => out.push(char::from(byte)),
            other => crate::gotemplate::print::push_format!(out, "%{other:02X}"),
        }
    }
    out
}

/// The value of a `srcset`: unsafe candidates are replaced.
pub(super) fn srcset(text: &str, safe: Option<crate::gotemplate::value::Safe>) -> String {
    if safe == Some(crate::gotemplate::value::Safe::Url) {
        return escape(text, true).replace(',', "%2c");
    }
    let space = [' ', '\t', '\n', '\u{c}', '\r'];
    let candidates = text.split(',').map(|candidate| {
        let trimmed = candidate.trim_start_matches(space);
        let lead = &candidate[..candidate.len() - trimmed.len()];
        let end = trimmed.find(space).unwrap_or(trimmed.len());
        let (url, descriptor) = trimmed.split_at(end);
        let plain = |c: char| space.contains(&c) || c.is_ascii_alphanumeric();
        if is_safe(url) && descriptor.chars().all(plain) {
            format!("{lead}{}{descriptor}", escape(url, true))
        } else {
            "#ZgotmplZ".to_owned()
        }
    });
    candidates.collect::<Vec<_>>().join(",")
}
