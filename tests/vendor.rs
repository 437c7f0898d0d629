//! What others wrote is what its list says, and no page of ours loads anything from elsewhere.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("the folder is part of the repository") {
        let path = entry.expect("the folder stays while we read it").path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.push(path);
        }
    }
    found
}

fn sha256(path: &Path) -> String {
    format!(
        "{:x}",
        Sha256::digest(fs::read(path).expect("a listed file is there"))
    )
}

/// Holds every file of a folder against the list in it.
fn check_list(vendor: &str) {
    let vendor = Path::new(ROOT).join(vendor);
    let list: toml::Table = fs::read_to_string(vendor.join("VENDOR.toml"))
        .expect("each folder of others has a list")
        .parse()
        .expect("the list is TOML");
    let mut listed = BTreeSet::from([vendor.join("VENDOR.toml")]);
    for entry in list["file"].as_array().expect("it lists files") {
        for key in ["name", "version", "source", "licence"] {
            assert!(entry[key].is_str(), "{key} is missing in {entry:?}");
        }
        let path = vendor.join(entry["file"].as_str().expect("a path"));
        assert_eq!(
            sha256(&path),
            entry["sha256"].as_str().expect("a hash"),
            "{}",
            path.display()
        );
        listed.insert(path);
    }
    let present: BTreeSet<_> = files(&vendor).into_iter().collect();
    assert_eq!(present, listed);
}

#[test]
fn every_vendored_file_is_the_one_its_list_names() {
    check_list("assets/vendor");
}

#[test]
fn what_the_tests_run_of_others_is_what_its_list_names() {
    check_list("tests/vendor");
}

/// `assets/` is compiled in, `tests/` is not.
#[test]
fn what_only_the_tests_run_is_not_in_the_program() {
    for path in files(&Path::new(ROOT).join("assets")) {
        assert!(
            !path.to_string_lossy().contains("axe"),
            "{}",
            path.display()
        );
    }
    for name in ["build.rs", "src/assets.rs"] {
        let text = fs::read_to_string(Path::new(ROOT).join(name)).unwrap();
        assert!(!text.contains("tests/"), "{name}");
    }
}

/// Whether the text before an address says that it is loaded, not only named.
fn is_loaded(before: &str) -> bool {
    let before = before.trim_end_matches(['"', '\'', '`', ' ']);
    [
        "src=", "href=", "srcset=", "from", "import", "import(", "fetch(", "url(", "URL(",
        "@import",
    ]
    .iter()
    .any(|loading| before.ends_with(loading))
}

#[test]
fn nothing_is_loaded_from_another_machine() {
    for folder in ["templates", "assets"] {
        for path in files(&Path::new(ROOT).join(folder)) {
            let Ok(text) = fs::read_to_string(&path) else {
                continue;
            };
            for scheme in ["http://", "https://", "\"//", "'//", "ws://", "wss://"] {
                for (at, _) in text.match_indices(scheme) {
                    assert!(
                        !is_loaded(&text[..at]),
                        "{}: {}",
                        path.display(),
                        text[at..].lines().next().unwrap_or_default()
                    );
                }
            }
        }
    }
}
