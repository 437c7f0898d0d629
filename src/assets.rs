//! Our own style sheets and scripts, compiled in.
//!
//! Release builds carry every file of `assets/` twice, plain and compressed; debug builds read
//! the folder, so that work on it shows without a build.

use std::borrow::Cow;
use std::path::Path;

/// A style sheet, script or picture of ours.
#[derive(Clone, Debug)]
pub struct Asset {
    /// The value of `Content-Type`.
    pub content_type: &'static str,
    /// The value of `ETag`, quotes included: a hash of the bytes.
    pub etag: String,
    /// The file.
    pub plain: Cow<'static, [u8]>,
    /// The same for browsers that accept gzip; debug builds do not compress.
    pub gzip: Option<Cow<'static, [u8]>>,
}

/// The asset at a path relative to `assets/` (`live.js`, `vendor/idiomorph/idiomorph.esm.js`).
///
/// Only scripts, style sheets and SVG are served, and nothing outside the folder.
#[must_use]
pub fn asset(path: &str) -> Option<Asset> {
    let content_type = content_type(path)?;
    store::read(path).map(|stored| Asset {
        content_type,
        etag: format!("\"{:016x}\"", stored.hash),
        plain: stored.plain,
        gzip: stored.gzip,
    })
}

/// Says which version of the program and its assets this is, in 16 hex digits.
///
/// A page of another build reloads. In debug builds it follows the files on disk.
#[must_use]
pub fn build_id() -> Cow<'static, str> {
    store::build_id()
}

/// The folder that the assets are read from: in debug builds, to watch it; in others there is none.
#[must_use]
pub fn folder() -> Option<&'static Path> {
    store::folder()
}

fn content_type(path: &str) -> Option<&'static str> {
    match path.rsplit_once('.')?.1 {
        "css" => Some("text/css; charset=utf-8"),
        "js" => Some("text/javascript; charset=utf-8"),
        "svg" => Some("image/svg+xml"),
        _ => None,
    }
}

struct Stored {
    hash: u64,
    plain: Cow<'static, [u8]>,
    gzip: Option<Cow<'static, [u8]>>,
}

#[cfg(not(debug_assertions))]
mod store {
    use std::borrow::Cow;
    use std::path::Path;

    use super::Stored;

    struct Embedded {
        path: &'static str,
        hash: u64,
        plain: &'static [u8],
        gzip: &'static [u8],
    }

    /// Sorted by path.
    static EMBEDDED: &[Embedded] = include!(concat!(env!("OUT_DIR"), "/assets.rs"));

    pub(super) fn read(path: &str) -> Option<Stored> {
        let at = EMBEDDED.binary_search_by_key(&path, |it| it.path).ok()?;
        let Embedded {
            hash, plain, gzip, ..
        } = &EMBEDDED[at];
        Some(Stored {
            hash: *hash,
            plain: Cow::Borrowed(plain),
            gzip: Some(Cow::Borrowed(gzip)),
        })
    }

    pub(super) fn build_id() -> Cow<'static, str> {
        Cow::Borrowed(env!("BLOG_SERVE_BUILD"))
    }

    pub(super) fn folder() -> Option<&'static Path> {
        None
    }
}

#[cfg(debug_assertions)]
mod store {
    use std::borrow::Cow;
    use std::fs;
    use std::path::Path;

    use xxhash_rust::xxh3::{Xxh3, xxh3_64};

    use super::{Stored, content_type};

    const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/assets");

    pub(super) fn read(path: &str) -> Option<Stored> {
        let inside = path
            .split('/')
            .all(|part| !part.is_empty() && !part.starts_with('.') && !part.contains(['\\', ':']));
        if !inside {
            return None;
        }
        let plain = fs::read(Path::new(FOLDER).join(path)).ok()?;
        Some(Stored {
            hash: xxh3_64(&plain),
            plain: Cow::Owned(plain),
            gzip: None,
        })
    }

    pub(super) fn build_id() -> Cow<'static, str> {
        let mut paths = Vec::new();
        collect(Path::new(FOLDER), "", &mut paths);
        paths.sort();
        let mut build = Xxh3::new();
        build.update(env!("CARGO_PKG_VERSION").as_bytes());
        for path in paths {
            // A file that vanishes while we look is as good as none.
            let Some(stored) = read(&path) else { continue };
            build.update(path.as_bytes());
            build.update(&stored.hash.to_le_bytes());
        }
        Cow::Owned(format!("{:016x}", build.digest()))
    }

    #[expect(clippy::unnecessary_wraps, reason = "release builds have none")]
    pub(super) fn folder() -> Option<&'static Path> {
        Some(Path::new(FOLDER))
    }

    fn collect(folder: &Path, prefix: &str, paths: &mut Vec<String>) {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            let path = format!("{prefix}{name}");
            if entry.path().is_dir() {
                collect(&entry.path(), &format!("{path}/"), paths);
            } else if content_type(&path).is_some() {
                paths.push(path);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_asset_has_a_type_and_a_tag() {
        let script = asset("live.js").unwrap();
        assert_eq!(script.content_type, "text/javascript; charset=utf-8");
        assert!(!script.plain.is_empty());
        assert_eq!(script.etag.len(), 18);
        assert!(asset("vendor/idiomorph/idiomorph.esm.js").is_some());
    }

    #[test]
    fn nothing_else_is_served() {
        for path in [
            "",
            "none.js",
            "vendor",
            "vendor/VENDOR.toml",
            "vendor/idiomorph/LICENSE",
            "../Cargo.toml",
            "../src/assets.js",
            "vendor/../live.js",
            "/live.js",
            ".live.js",
            "vendor\\idiomorph\\idiomorph.esm.js",
        ] {
            assert!(asset(path).is_none(), "{path}");
        }
    }

    #[test]
    fn the_build_is_the_same_when_asked_twice() {
        assert_eq!(build_id(), build_id());
        assert_eq!(build_id().len(), 16);
    }
}
