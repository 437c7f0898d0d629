//! Addresses relative to a page, so that a page works under any prefix.

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

use crate::dialect::address::encode;

/// What may not stand in a query or fragment that the author has already encoded.
const IN_SUFFIX: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'<')
    .add(b'>')
    .add(b'\\')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// A query or fragment as the author wrote it, fit for an address.
pub(super) fn encode_suffix(suffix: &str) -> String {
    utf8_percent_encode(suffix, IN_SUFFIX).to_string()
}

/// The shortest address that leads from one page to another, percent-encoded: from `/posts/a/` to
/// `/images/x.png` it is `../../images/x.png`.
///
/// Both are absolute, percent-decoded and without `.` and `..` segments, as permalinks are. The
/// address stays right when both are served under a common prefix. It is never empty: from a page
/// to itself it is `./` or the page's last segment.
#[must_use]
pub fn relative(from_url: &str, to_url: &str) -> String {
    let folder = folder_of(from_url);
    let common = common_folder(folder, to_url);
    let ups = folder[common..].matches('/').count();
    let rest = encode(&to_url[common..]);
    let first = rest.split('/').next().unwrap_or_default();
    // An empty address would be the page itself, query included; one that begins with `/` would
    // leave the prefix; one with a colon in its first segment would have a scheme.
    if ups == 0 && (first.is_empty() || first.contains(':')) {
        return format!("./{rest}");
    }
    "../".repeat(ups) + &rest
}

/// A page's folder, with its `/`: what relative addresses in the page are relative to.
pub(super) fn folder_of(url: &str) -> &str {
    url.rfind('/').map_or("", |at| &url[..=at])
}

/// How many bytes of both paths are the same folders.
fn common_folder(folder: &str, path: &str) -> usize {
    let same = folder
        .bytes()
        .zip(path.bytes())
        .take_while(|(one, other)| one == other)
        .count();
    folder.as_bytes()[..same]
        .iter()
        .rposition(|byte| *byte == b'/')
        .map_or(0, |at| at + 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use percent_encoding::percent_decode_str;
    use proptest::prelude::*;

    #[test]
    fn addresses_are_as_short_as_they_can_be() {
        fn check(from: &str, to: &str, expected: &str) {
            assert_eq!(relative(from, to), expected, "{from} to {to}");
        }
        check("/posts/a/", "/images/x.png", "../../images/x.png");
        check("/posts/a/", "/posts/b/", "../b/");
        check("/posts/a/", "/posts/a/x.png", "x.png");
        check("/posts/a/", "/posts/a/", "./");
        check("/posts/a", "/posts/a", "a");
        check("/posts/a", "/posts/", "./");
        check("/posts/a", "/posts/b c", "b%20c");
        check("/posts/a/", "/", "../../");
        check("/a", "/b:c", "./b:c");
        check("/a/b", "/c:d", "../c:d");
        check("/ü/a", "/ü/ö", "%C3%B6");
        check("/a", "/100%25?#", "100%2525%3F%23");
        check("/ab/", "/ac/", "../ac/");
        check("/", "/", "./");
    }

    /// RFC 3986, section 5.2, for a reference that is a relative path.
    fn resolve(base: &str, reference: &str) -> String {
        let merged = format!("{}{reference}", &base[..=base.rfind('/').unwrap()]);
        let mut output: Vec<&str> = Vec::new();
        let mut segments = merged[1..].split('/').peekable();
        while let Some(segment) = segments.next() {
            let is_last = segments.peek().is_none();
            match segment {
                "." | ".." => {
                    if segment == ".." {
                        output.pop();
                    }
                    if is_last {
                        output.push("");
                    }
                }
                segment => output.push(segment),
            }
        }
        format!("/{}", output.join("/"))
    }

    const URL: &str = r"/([a-cü :%?#&=+@]{1,3}/){0,4}[a-cü :%?#'(]{0,3}";

    proptest! {
        #[test]
        fn resolving_an_address_leads_to_its_target(from in URL, to in URL) {
            let address = relative(&from, &to);
            prop_assert!(!address.is_empty() && !address.starts_with('/'));
            prop_assert!(!address.split('/').next().unwrap().contains(':'));
            let resolved = resolve(&encode(&from), &address);
            prop_assert_eq!(percent_decode_str(&resolved).decode_utf8().unwrap(), to.as_str());
            let prefixed = relative(&format!("/~s{from}"), &format!("/~s{to}"));
            prop_assert_eq!(prefixed, address);
        }

        #[test]
        fn any_text_is_taken(from in ".{0,12}", to in ".{0,12}") {
            let _ = relative(&from, &to);
        }
    }
}
