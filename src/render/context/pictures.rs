//! The names that Hugo 0.168 gives to pictures that templates make of others: `a_hu_9347e581d01e4cc2.jpg`.
//!
//! The number is a hash of the name before (of one that is made already), of the picture's bytes, of what is made of it,
//! and of what the configuration says under `imaging`. Hugo hashes a list by hashing its elements one after the
//! other onto what came before, a text or a number by its bytes, and keys with their values without an order.

use std::io::{self, BufRead, BufReader, Read};

use serde_yaml::{Mapping, Value};
use xxhash_rust::xxh64::{Xxh64, xxh64};

/// What stands before the hash in a name.
pub(crate) const MADE: &str = "_hu_";
/// The versions of what Hugo makes: of all, of those that become PNG, and of those of which it finds the middle.
const VERSION: &str = "1";
const PNG_VERSION: &str = "tfv1";
const SMART_VERSION: &str = "2";

/// Where a picture may be cut; other words say where it is cut but for `smart`.
const ANCHORS: [&str; 9] = [
    "center",
    "topleft",
    "top",
    "topright",
    "left",
    "right",
    "bottomleft",
    "bottom",
    "bottomright",
];

/// The kinds of pictures that are made into others, with their endings, the usual first.
const FORMATS: [&[&str]; 7] = [
    &["jpg", "jpeg", "jpe", "jif", "jfif"],
    PNG,
    &["gif"],
    &["webp"],
    &["tif", "tiff"],
    &["bmp"],
    &["avif"],
];
const PNG: &[&str] = &["png"];

/// The name of what an action with some options makes of a picture with this name and a digest of its bytes;
/// `None`: it is no kind of picture of which others are made.
pub(super) fn made_name(
    name: &str,
    digest: u64,
    (action, options): (&str, &str),
    imaging: Option<&Mapping>,
) -> Option<String> {
    let (stem, ending) = name.rsplit_once('.')?;
    let format = format_of(ending)?;
    let mut options: Vec<String> = options.split_whitespace().map(str::to_lowercase).collect();
    if action != "Process" {
        options.insert(0, action.to_lowercase());
    }
    let made = options.iter().rev().find_map(|option| format_of(option));
    let made = made.unwrap_or(format);
    let ending = if made == format { ending } else { made[0] };
    options.extend(versions(&options, made, imaging));
    let (stem, before) = stem.rsplit_once(MADE).unwrap_or((stem, ""));
    let key = hex(in_turn(options.iter().map(|option| of_text(option))));
    let configured = hex(of_keys(imaging.filter(|imaging| !imaging.is_empty())));
    let hash = in_turn([
        of_text(before),
        xxh64(&digest.to_le_bytes(), 0),
        of_text(&key),
        of_text(&configured),
    ]);
    Some(format!("{stem}{MADE}{}.{ending}", hex(hash)))
}

/// What of a picture's bytes is in the names of those that are made of it.
///
/// # Errors
///
/// The picture's own, while it is read.
pub(crate) fn digest(picture: impl Read) -> io::Result<u64> {
    let mut hash = Xxh64::new(0);
    let mut picture = BufReader::new(picture);
    loop {
        let bytes = picture.fill_buf()?;
        if bytes.is_empty() {
            return Ok(hash.digest());
        }
        hash.update(bytes);
        let length = bytes.len();
        picture.consume(length);
    }
}

/// The names that the picture may have of which one with this name is made; none if it is made of none.
pub(crate) fn originals(name: &str) -> impl Iterator<Item = String> {
    let parts = name.rsplit_once('.').and_then(|(stem, ending)| {
        let (stem, hash) = stem.rsplit_once(MADE)?;
        let is_hash = !hash.is_empty() && hash.bytes().all(|byte| byte.is_ascii_hexdigit());
        is_hash.then_some((stem, ending))
    });
    parts.into_iter().flat_map(|(stem, ending)| {
        let endings = std::iter::once(ending).chain(FORMATS.into_iter().flatten().copied());
        endings.map(move |ending| format!("{stem}.{ending}"))
    })
}

fn format_of(ending: &str) -> Option<&'static [&'static str]> {
    let ending = ending.to_lowercase();
    FORMATS
        .into_iter()
        .find(|format| format.contains(&ending.as_str()))
}

/// What is hashed besides the options, so that another version of Hugo gives other names.
fn versions(options: &[String], made: &[&str], imaging: Option<&Mapping>) -> Vec<String> {
    let is_cut = matches!(options.first().map(String::as_str), Some("crop" | "fill"));
    let is_anchor = |option: &str| ANCHORS.contains(&option);
    let usual = imaging.and_then(|imaging| imaging.get("anchor")?.as_str());
    let has_anchor = options.iter().any(|option| is_anchor(option));
    let wants_smart = options.iter().any(|option| option == "smart");
    let is_smart =
        wants_smart || !has_anchor && usual.is_none_or(|usual| !is_anchor(&usual.to_lowercase()));
    let mut versions = vec![VERSION.to_owned()];
    versions.extend((made == PNG).then(|| PNG_VERSION.to_owned()));
    versions.extend((is_cut && is_smart).then(|| SMART_VERSION.to_owned()));
    versions
}

fn hex(hash: u64) -> String {
    format!("{hash:x}")
}

fn of_text(text: &str) -> u64 {
    xxh64(text.as_bytes(), 0)
}

/// Of two hashes, in their order.
fn of_two(one: u64, other: u64) -> u64 {
    let both = [one.to_le_bytes(), other.to_le_bytes()];
    xxh64(both.as_flattened(), 0)
}

fn in_turn(hashes: impl IntoIterator<Item = u64>) -> u64 {
    hashes.into_iter().fold(0, of_two)
}

/// Of keys with their values; what Hugo's reading of its configuration adds is there too.
fn of_keys(keys: Option<&Mapping>) -> u64 {
    let pairs = keys.into_iter().flatten().map(|(key, value)| {
        let key = key.as_str().unwrap_or_default().to_lowercase();
        of_two(of_text(&key), of_value(value))
    });
    let added = keys.map(|_| of_two(of_text("_merge"), of_text("none")));
    let all = pairs.chain(added).fold(0, |all, pair| all ^ pair);
    xxh64(&all.to_le_bytes(), 0)
}

fn of_value(value: &Value) -> u64 {
    match value {
        Value::Null => xxh64(&0_i64.to_le_bytes(), 0),
        Value::Bool(truth) => xxh64(&[u8::from(*truth)], 0),
        Value::Number(number) => match number.as_i64() {
            Some(number) => xxh64(&number.to_le_bytes(), 0),
            None => xxh64(&number.as_f64().unwrap_or(0.0).to_le_bytes(), 0),
        },
        Value::String(text) => of_text(text),
        Value::Sequence(values) => in_turn(values.iter().map(of_value)),
        Value::Mapping(keys) => of_keys(Some(keys)),
        Value::Tagged(tagged) => of_value(&tagged.value),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Digests of two pictures.
    const B: u64 = 0x5700_dc38_4573_fd4d;
    const A: u64 = 0x63b7_44f2_7e53_343f;

    /// What Hugo 0.168 calls what it makes of them: a name, a digest, what is made, `imaging`, the name then.
    const NAMES: [(&str, u64, &str, &str, &str, &str); 13] = [
        (
            "a.jpg",
            A,
            "Resize",
            "600x",
            "{}",
            "a_hu_a9f508266fa5fe76.jpg",
        ),
        (
            "a.jpg",
            A,
            "Resize",
            "600x400 q50",
            "{}",
            "a_hu_465f0f6807fd8fb0.jpg",
        ),
        (
            "a.jpg",
            A,
            "Fill",
            "200x200 Center",
            "{}",
            "a_hu_f8511f75887963e9.jpg",
        ),
        (
            "a.jpg",
            A,
            "Fill",
            "200x200",
            "{}",
            "a_hu_919e0d0e4816b8d9.jpg",
        ),
        (
            "a.jpg",
            A,
            "Resize",
            "600x webp",
            "{}",
            "a_hu_1ac91219d1e6d821.webp",
        ),
        (
            "a.jpg",
            A,
            "Process",
            "webp",
            "{}",
            "a_hu_7f4af4cea843e512.webp",
        ),
        (
            "b.png",
            B,
            "Crop",
            "100x100",
            "{}",
            "b_hu_2ef33959b6be038.png",
        ),
        (
            "b.png",
            B,
            "Resize",
            "300x jpg",
            "{}",
            "b_hu_1a2e2d9cb34db26a.jpg",
        ),
        (
            "b.png",
            B,
            "Resize",
            "300X  Lanczos",
            "{}",
            "b_hu_7aae803ef9b114de.png",
        ),
        (
            "a_hu_a9f508266fa5fe76.jpg",
            A,
            "Resize",
            "300x",
            "{}",
            "a_hu_9347e581d01e4cc2.jpg",
        ),
        (
            "a.jpg",
            A,
            "Resize",
            "600x",
            "quality: 90",
            "a_hu_abe9a302c01ba5fe.jpg",
        ),
        (
            "a.jpg",
            A,
            "Resize",
            "600x",
            "{resampleFilter: Lanczos, quality: 80, anchor: Smart}",
            "a_hu_e2bb48558dd24a71.jpg",
        ),
        (
            "a.jpg",
            A,
            "Resize",
            "600x",
            "exif: {disableDate: true}",
            "a_hu_2dcb56b8b2974190.jpg",
        ),
    ];

    #[test]
    fn names_are_hugos() {
        for (name, digest, action, options, imaging, expected) in NAMES {
            let imaging: Value = serde_yaml::from_str(imaging).unwrap();
            let made = made_name(name, digest, (action, options), imaging.as_mapping());
            assert_eq!(made.as_deref(), Some(expected));
        }
    }

    #[test]
    fn pictures_that_are_made_of_others_stand_for_those() {
        let all: Vec<String> = originals("a.b_hu_9f.webp").take(3).collect();
        assert_eq!(all, ["a.b.webp", "a.b.jpg", "a.b.jpeg"]);
        for none in ["a.jpg", "a_hu_.jpg", "a_hu_x.jpg", "a_hu_9f"] {
            assert_eq!(originals(none).count(), 0, "{none}");
        }
    }
}
