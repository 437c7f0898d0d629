//! Compresses `assets/` once and writes the table that `src/assets.rs` includes.

use std::env;
use std::fmt::Write as _;
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::write::GzEncoder;
use xxhash_rust::xxh3::{Xxh3, xxh3_64};

/// What browsers ask for; licences and lists lie beside it unserved.
const SERVED: [&str; 3] = ["css", "js", "svg"];

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed=assets");
    let root = PathBuf::from(variable("CARGO_MANIFEST_DIR")).join("assets");
    let out = PathBuf::from(variable("OUT_DIR"));

    let mut paths = Vec::new();
    collect(&root, &root, &mut paths)?;
    paths.sort();

    let mut table = String::from("&[\n");
    let mut build = Xxh3::new();
    build.update(variable("CARGO_PKG_VERSION").as_bytes());
    for (number, path) in paths.iter().enumerate() {
        let bytes = fs::read(root.join(path))?;
        let hash = xxh3_64(&bytes);
        build.update(path.as_bytes());
        build.update(&hash.to_le_bytes());

        let packed = format!("asset-{number}.gz");
        let mut gzip = GzEncoder::new(fs::File::create(out.join(&packed))?, Compression::best());
        gzip.write_all(&bytes)?;
        gzip.finish()?;
        // Named from where they lie when it is compiled: whoever moves the project builds nothing anew.
        let plain = format!(
            "concat!(env!(\"CARGO_MANIFEST_DIR\"), {:?})",
            format!("/assets/{path}")
        );
        let packed = format!("concat!(env!(\"OUT_DIR\"), {:?})", format!("/{packed}"));
        writeln!(
            table,
            "    Embedded {{ path: {path:?}, hash: 0x{hash:016x}, plain: include_bytes!({plain}), gzip: include_bytes!({packed}) }},"
        )
        .map_err(io::Error::other)?;
    }
    table.push_str("]\n");
    fs::write(out.join("assets.rs"), table)?;
    println!("cargo::rustc-env=BLOG_SERVE_BUILD={:016x}", build.digest());
    Ok(())
}

fn variable(name: &str) -> String {
    env::var(name).expect("cargo sets it for every build script")
}

/// Adds the served files below `folder`, relative to `root` with `/` between the parts.
fn collect(root: &Path, folder: &Path, paths: &mut Vec<String>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(root, &path, paths)?;
        } else if path
            .extension()
            .is_some_and(|it| SERVED.iter().any(|served| it == *served))
        {
            let relative = path
                .strip_prefix(root)
                .expect("the walk began at the root")
                .to_string_lossy()
                .replace('\\', "/");
            paths.push(relative);
        }
    }
    Ok(())
}
