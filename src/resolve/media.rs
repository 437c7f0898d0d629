//! Which kinds of files are served, and what they are to a browser.
//!
//! A list of what is allowed: keys, configuration, sources and the like are out because they are
//! not on it.

use std::path::Path;

use crate::blog::Holds;

/// From where files of a kind are served.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Offered {
    /// From every mounted folder: pictures, sound, fonts, style, downloads.
    Everywhere,
    /// Not from the top of a folder of sources, where tools keep their configuration
    /// (`eleventy.config.js`).
    BelowSources,
    /// Only where files are published as they are: among sources these are templates,
    /// configuration and data.
    Published,
}

use Offered::{BelowSources, Everywhere, Published};

/// Ending in lower case, type, and from where it is served.
const KINDS: &[(&str, &str, Offered)] = &[
    // Pictures
    ("png", "image/png", Everywhere),
    ("apng", "image/apng", Everywhere),
    ("jpg", "image/jpeg", Everywhere),
    ("jpeg", "image/jpeg", Everywhere),
    ("jfif", "image/jpeg", Everywhere),
    ("gif", "image/gif", Everywhere),
    ("webp", "image/webp", Everywhere),
    ("avif", "image/avif", Everywhere),
    ("svg", "image/svg+xml", Everywhere),
    ("ico", "image/x-icon", Everywhere),
    ("bmp", "image/bmp", Everywhere),
    ("heic", "image/heic", Everywhere),
    ("jxl", "image/jxl", Everywhere),
    ("tif", "image/tiff", Everywhere),
    ("tiff", "image/tiff", Everywhere),
    // Sound and video
    ("mp3", "audio/mpeg", Everywhere),
    ("ogg", "audio/ogg", Everywhere),
    ("oga", "audio/ogg", Everywhere),
    ("opus", "audio/ogg", Everywhere),
    ("wav", "audio/wav", Everywhere),
    ("flac", "audio/flac", Everywhere),
    ("m4a", "audio/mp4", Everywhere),
    ("aac", "audio/aac", Everywhere),
    ("weba", "audio/webm", Everywhere),
    ("mp4", "video/mp4", Everywhere),
    ("m4v", "video/mp4", Everywhere),
    ("webm", "video/webm", Everywhere),
    ("ogv", "video/ogg", Everywhere),
    ("mov", "video/quicktime", Everywhere),
    ("mkv", "video/x-matroska", Everywhere),
    ("vtt", "text/vtt; charset=utf-8", Everywhere),
    ("srt", "application/x-subrip; charset=utf-8", Everywhere),
    // Fonts, style, scripts
    ("woff", "font/woff", Everywhere),
    ("woff2", "font/woff2", Everywhere),
    ("ttf", "font/ttf", Everywhere),
    ("otf", "font/otf", Everywhere),
    ("css", "text/css; charset=utf-8", Everywhere),
    ("js", "text/javascript; charset=utf-8", BelowSources),
    ("mjs", "text/javascript; charset=utf-8", BelowSources),
    ("wasm", "application/wasm", Everywhere),
    // Downloads
    ("pdf", "application/pdf", Everywhere),
    ("txt", "text/plain; charset=utf-8", Everywhere),
    ("csv", "text/csv; charset=utf-8", Everywhere),
    (
        "tsv",
        "text/tab-separated-values; charset=utf-8",
        Everywhere,
    ),
    ("ics", "text/calendar; charset=utf-8", Everywhere),
    ("epub", "application/epub+zip", Everywhere),
    ("zip", "application/zip", Everywhere),
    ("gz", "application/gzip", Everywhere),
    ("tgz", "application/gzip", Everywhere),
    ("xz", "application/x-xz", Everywhere),
    ("7z", "application/x-7z-compressed", Everywhere),
    (
        "docx",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        Everywhere,
    ),
    (
        "xlsx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        Everywhere,
    ),
    (
        "pptx",
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        Everywhere,
    ),
    ("odt", "application/vnd.oasis.opendocument.text", Everywhere),
    (
        "ods",
        "application/vnd.oasis.opendocument.spreadsheet",
        Everywhere,
    ),
    // Pages and data
    ("html", "text/html; charset=utf-8", Published),
    ("htm", "text/html; charset=utf-8", Published),
    ("xhtml", "application/xhtml+xml", Published),
    ("json", "application/json", Published),
    ("xml", "application/xml", Published),
    ("webmanifest", "application/manifest+json", Published),
];

/// Pictures whose size is worth asking for.
const PICTURES: [&str; 11] = [
    "png", "apng", "jpg", "jpeg", "jfif", "gif", "webp", "avif", "svg", "ico", "bmp",
];

/// The value of `Content-Type` for a file, by its ending.
#[must_use]
pub fn content_type(path: &Path) -> &'static str {
    let name = path.file_name().and_then(|name| name.to_str());
    name.and_then(kind)
        .map_or("application/octet-stream", |(content_type, _)| content_type)
}

/// Whether a file is of a kind that is served at all, by its ending.
#[must_use]
pub fn is_offered(path: &Path) -> bool {
    let name = path.file_name().and_then(|name| name.to_str());
    name.and_then(kind).is_some()
}

/// Whether a file is of a kind that is served from there; `inner` is its path inside a folder that
/// holds `holds`.
pub(super) fn is_offered_from(inner: &[&str], holds: Holds) -> bool {
    let offered = inner
        .last()
        .and_then(|name| kind(name))
        .map(|(_, offered)| offered);
    match (offered, holds) {
        (None, _) | (Some(Published), Holds::Sources) => false,
        (Some(BelowSources), Holds::Sources) => inner.len() > 1,
        (Some(_), _) => true,
    }
}

/// Whether a file of this name is made by an author and not by a generator: pictures, sound,
/// downloads, but no style, scripts, pages and feeds.
#[must_use]
pub fn is_an_authors(name: &str) -> bool {
    let is_made = |ending: &str| {
        matches!(
            ending,
            "css"
                | "js"
                | "mjs"
                | "wasm"
                | "txt"
                | "ics"
                | "ico"
                | "woff"
                | "woff2"
                | "ttf"
                | "otf"
        )
    };
    let is_published_elsewhere = |offered| matches!(offered, Published);
    ending(name).is_some_and(|ending| !is_made(&ending))
        && kind(name).is_some_and(|(_, offered)| !is_published_elsewhere(offered))
}

/// Whether a name is that of a picture with a size.
pub(super) fn is_picture(name: &str) -> bool {
    ending(name).is_some_and(|ending| PICTURES.contains(&ending.as_str()))
}

fn kind(name: &str) -> Option<(&'static str, Offered)> {
    let ending = ending(name)?;
    let kind = KINDS.iter().find(|(known, ..)| *known == ending)?;
    Some((kind.1, kind.2))
}

fn ending(name: &str) -> Option<String> {
    let (_, ending) = name.rsplit_once('.')?;
    Some(ending.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_known_by_their_ending() {
        assert_eq!(content_type(Path::new("/a/b.PNG")), "image/png");
        assert_eq!(content_type(Path::new("a.css")), "text/css; charset=utf-8");
        assert_eq!(content_type(Path::new("a.rs")), "application/octet-stream");
        assert!(
            PICTURES
                .iter()
                .all(|ending| kind(&format!("a.{ending}")).is_some())
        );
    }

    #[test]
    fn sources_are_not_offered() {
        for name in [
            "a.md",
            "a.markdown",
            "hugo.toml",
            "_config.yml",
            "key.pem",
            "id_rsa",
            "id.key",
            "a.env",
            "Gemfile",
            "a.rb",
            "a.php",
            "a.sql",
            "a.db",
            "a.log",
            "a.asc",
            "a.gpg",
            "a.p12",
            "a.pfx",
            "a.sh",
            "a.bak",
            "a.scss",
            "png",
            "",
        ] {
            for holds in [Holds::Published, Holds::Sources] {
                assert!(!is_offered_from(&[name], holds), "{name}");
            }
        }
        assert!(is_offered_from(&["a.json"], Holds::Published));
        assert!(!is_offered_from(&["package.json"], Holds::Sources));
        assert!(!is_offered_from(&["a", "a.html"], Holds::Sources));
        assert!(!is_offered_from(&["eleventy.config.js"], Holds::Sources));
        assert!(is_offered_from(&["js", "main.js"], Holds::Sources));
    }
}
