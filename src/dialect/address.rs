//! Addresses as permalinks have them: percent-decoded, absolute, without tricks.

use percent_encoding::{AsciiSet, CONTROLS, percent_decode_str, utf8_percent_encode};

/// A path of the blog's address space: begins with one `/`, has no empty, `.` or `..` segment, no
/// backslash and no control character. A `/` at the end stays.
///
/// `..` never climbs above the root, so nothing the author writes as `url:` escapes.
#[must_use]
pub fn clean(path: &str) -> String {
    let readable: String = path
        .chars()
        .filter(|c| !c.is_control())
        .map(|c| if c == '\\' { '/' } else { c })
        .collect();
    let mut segments = Vec::new();
    for segment in readable.split('/') {
        match segment {
            "" | "." => {}
            ".." => {
                segments.pop();
            }
            segment => segments.push(segment),
        }
    }
    let is_folder = matches!(readable.rsplit('/').next(), None | Some("" | "." | ".."));
    let mut cleaned = format!("/{}", segments.join("/"));
    if is_folder && !segments.is_empty() {
        cleaned.push('/');
    }
    cleaned
}

/// The text with its percent escapes resolved once; as it is when they are no UTF-8.
#[must_use]
pub fn decode(text: &str) -> String {
    percent_decode_str(text)
        .decode_utf8()
        .map_or_else(|_| text.to_owned(), std::borrow::Cow::into_owned)
}

/// A clean permalink moved out of the way of the addresses that are ours: `/_/…` and `/` itself.
pub(super) fn reserve(permalink: String) -> String {
    if permalink == "/" {
        return "/index/".to_owned();
    }
    match permalink.strip_prefix("/_/") {
        Some(rest) => format!("/_-/{rest}"),
        None => permalink,
    }
}

/// Ends the path with `/` unless its last segment has an ending, as `/feed.xml` has.
pub(super) fn with_slash(mut path: String) -> String {
    let last = path.rsplit('/').next().unwrap_or_default();
    if !last.is_empty() && !last.contains('.') {
        path.push('/');
    }
    path
}

/// What RFC 3986 does not allow in a path, and `%` itself: the text is not yet encoded.
const IN_PATH: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'[')
    .add(b'\\')
    .add(b']')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// A permalink or other decoded path, percent-encoded as an address.
#[must_use]
pub fn encode(path: &str) -> String {
    utf8_percent_encode(path, IN_PATH).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_cleaned() {
        fn check(path: &str, expected: &str) {
            assert_eq!(clean(path), expected);
        }
        check("", "/");
        check("/", "/");
        check("a/b", "/a/b");
        check("//a///b//", "/a/b/");
        check("/../../etc/passwd", "/etc/passwd");
        check("/a/./b/../c/", "/a/c/");
        check("/a/..", "/");
        check("/a/b/..", "/a/");
        check("\\..\\a\0b", "/ab");
        check("/ü x/", "/ü x/");
    }
}
