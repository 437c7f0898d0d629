//! The table that `build.rs` writes for release builds holds the assets as they are.

use std::collections::BTreeSet;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use xxhash_rust::xxh3::xxh3_64;

struct Embedded {
    path: &'static str,
    hash: u64,
    plain: &'static [u8],
    gzip: &'static [u8],
}

#[expect(clippy::unreadable_literal, reason = "a program wrote the table")]
const TABLE: &[Embedded] = include!(concat!(env!("OUT_DIR"), "/assets.rs"));

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("assets")
}

#[test]
fn each_asset_is_embedded_as_it_is_with_its_hash() {
    for asset in TABLE {
        let on_disk = fs::read(folder().join(asset.path)).unwrap();
        assert!(asset.plain == on_disk, "{}", asset.path);
        assert_eq!(asset.hash, xxh3_64(&on_disk), "{}", asset.path);
    }
}

#[test]
fn each_asset_is_smaller_compressed_and_the_same_when_unpacked() {
    for asset in TABLE {
        assert!(asset.gzip.len() < asset.plain.len(), "{}", asset.path);
        assert!(unpacked(asset.gzip) == asset.plain, "{}", asset.path);
    }
}

#[test]
fn paths_are_in_the_order_of_their_search() {
    assert!(TABLE.is_sorted_by(|one, other| one.path < other.path));
}

#[test]
fn every_script_style_sheet_and_picture_is_embedded_and_nothing_else() {
    let mut on_disk = BTreeSet::new();
    let mut folders = vec![folder()];
    while let Some(inside) = folders.pop() {
        for entry in fs::read_dir(inside).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if matches!(
                path.extension().and_then(|it| it.to_str()),
                Some("css" | "js" | "svg")
            ) {
                let relative = path.strip_prefix(folder()).unwrap();
                on_disk.insert(relative.to_str().unwrap().replace('\\', "/"));
            }
        }
    }
    let embedded: BTreeSet<_> = TABLE.iter().map(|asset| asset.path.to_owned()).collect();
    assert_eq!(embedded, on_disk);
}

/// What the system's own gzip makes of it.
fn unpacked(packed: &[u8]) -> Vec<u8> {
    let mut gzip = Command::new("gzip")
        .arg("-dc")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("there is a gzip");
    let mut input = gzip.stdin.take().expect("it is piped");
    std::thread::scope(|scope| {
        scope.spawn(move || input.write_all(packed).expect("gzip takes it"));
        let output = gzip.wait_with_output().expect("gzip ends");
        output.stdout
    })
}
