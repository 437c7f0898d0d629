//! What `get_hash` makes of a text.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;
use sha2::{Digest as _, Sha256, Sha384, Sha512};

/// How long a hash is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Sha {
    Bits256,
    Bits384,
    Bits512,
}

impl Sha {
    /// What `sha_type` says.
    pub(super) fn of(given: Option<&Value>) -> Option<Self> {
        match given.map(Value::as_u64) {
            Some(Some(256)) => Some(Self::Bits256),
            None | Some(Some(384)) => Some(Self::Bits384),
            Some(Some(512)) => Some(Self::Bits512),
            Some(_) => None,
        }
    }

    pub(super) fn digest(self, bytes: &[u8]) -> Vec<u8> {
        match self {
            Self::Bits256 => Sha256::digest(bytes).to_vec(),
            Self::Bits384 => Sha384::digest(bytes).to_vec(),
            Self::Bits512 => Sha512::digest(bytes).to_vec(),
        }
    }
}

/// A hash in Base64, or in hexadecimal digits.
pub(super) fn written(digest: &[u8], is_base64: bool) -> String {
    if is_base64 {
        return STANDARD.encode(digest);
    }
    let digits = |half: u8| char::from_digit(u32::from(half), 16);
    let bytes = digest.iter();
    bytes
        .flat_map(|byte| [digits(byte >> 4), digits(byte & 15)])
        .flatten()
        .collect()
}
