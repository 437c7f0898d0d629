//! Values in element text and attributes.

use std::borrow::Cow;

use super::REPLACED;
use super::context::Attr;
use super::strip::strip_tags;
use crate::gotemplate::value::Safe;

/// Appends `text` for element text.
pub(super) fn text_into(out: &mut String, text: &str) {
    let mut written = 0;
    for (at, byte) in text.bytes().enumerate() {
        let Some(replacement) = replacement(byte) else {
            continue;
        };
        out.push_str(&text[written..at]);
        out.push_str(replacement);
        written = at + 1;
    }
    out.push_str(&text[written..]);
}

fn replacement(byte: u8) -> Option<&'static str> {
    Some(match byte {
        0 => "\u{FFFD}",
        b'"' => "&#34;",
        b'&' => "&amp;",
        b'\'' => "&#39;",
        b'+' => "&#43;",
        b'<' => "&lt;",
        b'>' => "&gt;",
        _ => return None,
    })
}

/// Go's `html.EscapeString`, which differs from what output gets in leaving `+` alone.
pub(crate) fn escape_html(text: &str) -> String {
    replace(text, |byte| {
        if byte == b'+' || byte == 0 {
            None
        } else {
            replacement(byte)
        }
    })
}

fn replace(text: &str, replacement: impl Fn(u8) -> Option<&'static str>) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    let mut written = 0;
    for (at, byte) in text.bytes().enumerate() {
        if let Some(replacement) = replacement(byte) {
            out.push_str(&text[written..at]);
            out.push_str(replacement);
            written = at + 1;
        }
    }
    out.push_str(&text[written..]);
    out
}

/// `text` for `textarea` and `title`; the entities of safe HTML stay.
pub(super) fn replaceable(text: &str, is_html: bool) -> String {
    replace(text, |byte| {
        if is_html && byte == b'&' {
            None
        } else {
            replacement(byte)
        }
    })
}

/// `text` for the value of an attribute; safe HTML loses its tags and keeps its entities.
pub(super) fn attribute(text: &str, is_html: bool, unquoted: bool) -> String {
    let stripped = if is_html {
        Cow::Owned(strip_tags(text))
    } else {
        Cow::Borrowed(text)
    };
    if unquoted && stripped.is_empty() {
        return REPLACED.to_owned();
    }
    replace(&stripped, |byte| match byte {
        b'&' if is_html => None,
        0 if unquoted => Some("&#xfffd;"),
        b'\t' if unquoted => Some("&#9;"),
        b'\n' if unquoted => Some("&#10;"),
        0xb if unquoted => Some("&#11;"),
        0xc if unquoted => Some("&#12;"),
        b'\r' if unquoted => Some("&#13;"),
        b' ' if unquoted => Some("&#32;"),
        b'=' if unquoted => Some("&#61;"),
        b'`' if unquoted => Some("&#96;"),
        other => replacement(other),
    })
}

/// A value in the place of an attribute's name: only harmless names pass.
pub(super) fn attribute_name(text: &str, safe: Option<Safe>) -> String {
    if safe == Some(Safe::HtmlAttr) {
        return text.to_owned();
    }
    let name = text.to_ascii_lowercase();
    let plain = !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric());
    if plain && attribute_type(&name) == Attr::None && !is_structural(&name) {
        name
    } else {
        REPLACED.to_owned()
    }
}

/// Names that a value may not become because they change what the element does.
fn is_structural(name: &str) -> bool {
    matches!(
        name,
        "async"
            | "challenge"
            | "charset"
            | "content"
            | "crossorigin"
            | "defer"
            | "encoding"
            | "enctype"
            | "form"
            | "formenctype"
            | "formmethod"
            | "formnovalidate"
            | "keytype"
            | "language"
            | "method"
            | "novalidate"
            | "pattern"
            | "rel"
            | "sandbox"
            | "srcdoc"
            | "type"
            | "value"
    )
}

/// What the value of the attribute `name` (in lower case) is.
pub(super) fn attribute_type(name: &str) -> Attr {
    let name = if let Some(name) = name.strip_prefix("data-") {
        name
    } else if let Some((prefix, name)) = name.split_once(':') {
        if prefix == "xmlns" {
            return Attr::Url;
        }
        name
    } else {
        name
    };
    match name {
        "style" => Attr::Style,
        "srcset" => Attr::Srcset,
        "action" | "archive" | "background" | "cite" | "classid" | "codebase" | "data"
        | "formaction" | "href" | "icon" | "longdesc" | "manifest" | "poster" | "profile"
        | "src" | "usemap" | "xmlns" => Attr::Url,
        "srcdoc" | "srclang" => Attr::None,
        _ if name.starts_with("on") => Attr::Script,
        _ if name.contains("src") || name.contains("uri") || name.contains("url") => Attr::Url,
        _ => Attr::None,
    }
}

/// The entities that occur in practice.
const ENTITIES: &[(&str, &str)] = &[
    ("amp", "&"),
    ("lt", "<"),
    ("gt", ">"),
    ("quot", "\""),
    ("apos", "'"),
    ("nbsp", "\u{a0}"),
    ("copy", "©"),
    ("reg", "®"),
    ("trade", "™"),
    ("hellip", "…"),
    ("mdash", "—"),
    ("ndash", "–"),
    ("lsquo", "‘"),
    ("rsquo", "’"),
    ("ldquo", "“"),
    ("rdquo", "”"),
    ("laquo", "«"),
    ("raquo", "»"),
    ("bull", "•"),
    ("middot", "·"),
    ("deg", "°"),
    ("plusmn", "±"),
    ("times", "×"),
    ("divide", "÷"),
    ("euro", "€"),
    ("pound", "£"),
    ("yen", "¥"),
    ("cent", "¢"),
    ("sect", "§"),
    ("para", "¶"),
    ("larr", "←"),
    ("rarr", "→"),
    ("uarr", "↑"),
    ("darr", "↓"),
    ("eacute", "é"),
    ("egrave", "è"),
    ("agrave", "à"),
    ("aacute", "á"),
    ("iacute", "í"),
    ("oacute", "ó"),
    ("uacute", "ú"),
    ("ntilde", "ñ"),
    ("ccedil", "ç"),
    ("auml", "ä"),
    ("ouml", "ö"),
    ("uuml", "ü"),
    ("Auml", "Ä"),
    ("Ouml", "Ö"),
    ("Uuml", "Ü"),
    ("szlig", "ß"),
    ("aring", "å"),
    ("aelig", "æ"),
    ("oslash", "ø"),
    ("sbquo", "‚"),
    ("bdquo", "„"),
    ("shy", "\u{ad}"),
    ("ensp", "\u{2002}"),
    ("emsp", "\u{2003}"),
    ("thinsp", "\u{2009}"),
    ("zwj", "\u{200d}"),
    ("zwnj", "\u{200c}"),
];

/// Resolves character references; unknown ones stay.
pub(crate) fn unescape(text: &str) -> Cow<'_, str> {
    let Some(first) = text.find('&') else {
        return Cow::Borrowed(text);
    };
    let mut out = String::with_capacity(text.len());
    out.push_str(&text[..first]);
    let mut rest = &text[first..];
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        if let Some((character, length)) = reference(rest) {
            out.push_str(&character);
            rest = &rest[length..];
        } else {
            out.push('&');
            rest = &rest[1..];
        }
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// The character reference at the start of `text` and its length.
fn reference(text: &str) -> Option<(Cow<'static, str>, usize)> {
    // Longer than any reference: the search must not cross the whole text each time.
    let semicolon = text.bytes().take(34).position(|b| b == b';')?;
    let name = text.get(1..semicolon)?;
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16),
            None => number.parse(),
        };
        let character = match code.ok()? {
            0 => char::REPLACEMENT_CHARACTER,
            code => char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER),
        };
        return Some((character.to_string().into(), semicolon + 1));
    }
    let known = ENTITIES.iter().find(|(it, _)| *it == name)?;
    Some((known.1.into(), semicolon + 1))
}
