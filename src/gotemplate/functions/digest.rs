//! `md5`, `sha1`, `sha256` and FNV: for cache keys and Gravatar addresses, not for secrets.

use super::arguments::text;
use super::{Entry, entry};
use crate::gotemplate::error::Failure;
use crate::gotemplate::exec::Machine;
use crate::gotemplate::number;
use crate::gotemplate::value::Value;

pub(super) const FUNCTIONS: &[Entry] = &[
    entry(&["md5", "crypto.MD5"], 1, 1, |it, a| {
        let text = text(&a[0])?;
        it.spend(number::cost(text.len()))?;
        Ok(hex(&md5(text.as_bytes())).into())
    }),
    entry(&["sha1", "crypto.SHA1"], 1, 1, |it, a| {
        let text = text(&a[0])?;
        it.spend(number::cost(text.len()))?;
        Ok(hex(&sha1(text.as_bytes())).into())
    }),
    entry(&["sha256", "crypto.SHA256"], 1, 1, |it, a| {
        let text = text(&a[0])?;
        it.spend(number::cost(text.len()))?;
        Ok(hex(&sha256(text.as_bytes())).into())
    }),
    entry(&["crypto.Hash"], 1, 2, |it, a| {
        let (name, message) = match a {
            [name, message] => (text(name)?, text(message)?),
            _ => ("sha256".into(), text(&a[0])?),
        };
        it.spend(number::cost(message.len()))?;
        let digest = digest_of(&name)?;
        Ok(hex(&digest(message.as_bytes())).into())
    }),
    entry(&["hash.XxHash", "xxhash"], 1, 1, |_, a| {
        Ok(format!("{:016x}", super::xxhash::xxh64(text(&a[0])?.as_bytes())).into())
    }),
    entry(&["hmac", "crypto.HMAC"], 3, 3, hmac),
    entry(&["hash.FNV32a"], 1, 1, |_, a| {
        let bytes = text(&a[0])?;
        let step = |hash: u32, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193);
        Ok(Value::Int(i64::from(bytes.bytes().fold(0x811c_9dc5, step))))
    }),
];

/// Makes a digest of a message.
type Digest = fn(&[u8]) -> Vec<u8>;

/// What makes a digest of this name.
fn digest_of(name: &str) -> Result<Digest, Failure> {
    Ok(match name {
        "md5" => |it| md5(it).to_vec(),
        "sha1" => sha1,
        "sha256" => sha256,
        other => return Err(Failure::Unsupported(format!("a digest by {other}"))),
    })
}

/// `crypto.HMAC "sha256" key message`, in hexadecimal digits.
fn hmac(machine: &mut Machine<'_>, arguments: &[Value]) -> Result<Value, Failure> {
    let digest = digest_of(&text(&arguments[0])?)?;
    let (key, message) = (text(&arguments[1])?, text(&arguments[2])?);
    machine.spend(number::cost(key.len() + message.len()))?;
    let mut block = match key.as_bytes() {
        long if long.len() > 64 => digest(long),
        short => short.to_vec(),
    };
    block.resize(64, 0);
    let padded = |pad: u8| block.iter().map(move |it| it ^ pad);
    let inner: Vec<u8> = padded(0x36).chain(message.bytes()).collect();
    let outer: Vec<u8> = padded(0x5c).chain(digest(&inner)).collect();
    Ok(hex(&digest(&outer)).into())
}

fn hex(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        crate::gotemplate::print::push_format!(out, "{byte:02x}");
    }
    out
}

/// The message with its padding and length, in blocks of 64 bytes.
fn padded(message: &[u8], length: [u8; 8]) -> Vec<u8> {
    let mut bytes = message.to_vec();
    bytes.push(0x80);
    while bytes.len() % 64 != 56 {
        bytes.push(0);
    }
    bytes.extend(length);
    bytes
}

fn bits(message: &[u8]) -> u64 {
    number::cost(message.len()).wrapping_mul(8)
}

fn words<const N: usize>(block: &[u8], read: fn([u8; 4]) -> u32) -> [u32; N] {
    let mut words = [0; N];
    for (word, bytes) in words.iter_mut().zip(block.chunks_exact(4)) {
        *word = read([bytes[0], bytes[1], bytes[2], bytes[3]]);
    }
    words
}

/// The same of a text in hexadecimal digits.
pub(crate) fn md5_of(text: &str) -> String {
    hex(&md5(text.as_bytes()))
}

fn md5(message: &[u8]) -> [u8; 16] {
    const SHIFTS: [[u32; 4]; 4] = [
        [7, 12, 17, 22],
        [5, 9, 14, 20],
        [4, 11, 16, 23],
        [6, 10, 15, 21],
    ];
    let mut state: [u32; 4] = [0x6745_2301, 0xefcd_ab89, 0x98ba_dcfe, 0x1032_5476];
    for block in padded(message, bits(message).to_le_bytes()).chunks_exact(64) {
        let words: [u32; 16] = words(block, u32::from_le_bytes);
        let [mut a, mut b, mut c, mut d] = state;
        for (step, sine) in (0..64_usize).zip(1_u32..) {
            let (mix, index) = match step / 16 {
                0 => ((b & c) | (!b & d), step),
                1 => ((d & b) | (!d & c), (5 * step + 1) % 16),
                2 => (b ^ c ^ d, (3 * step + 5) % 16),
                _ => (c ^ (b | !d), (7 * step) % 16),
            };
            let constant = sine_constant(sine);
            let sum = a
                .wrapping_add(mix)
                .wrapping_add(constant)
                .wrapping_add(words[index]);
            let turned = b.wrapping_add(sum.rotate_left(SHIFTS[step / 16][step % 4]));
            (a, d, c, b) = (d, c, b, turned);
        }
        for (total, part) in state.iter_mut().zip([a, b, c, d]) {
            *total = total.wrapping_add(part);
        }
    }
    let mut digest = [0; 16];
    for (bytes, word) in digest.chunks_exact_mut(4).zip(state) {
        bytes.copy_from_slice(&word.to_le_bytes());
    }
    digest
}

/// The constants of MD5 are defined as these parts of the sine.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the value is between 0 and 2^32"
)]
fn sine_constant(step: u32) -> u32 {
    (f64::from(step).sin().abs() * 4_294_967_296.0) as u32
}

#[expect(clippy::many_single_char_names, reason = "the names of RFC 3174")]
fn sha1(message: &[u8]) -> Vec<u8> {
    let mut state: [u32; 5] = [
        0x6745_2301,
        0xefcd_ab89,
        0x98ba_dcfe,
        0x1032_5476,
        0xc3d2_e1f0,
    ];
    for block in padded(message, bits(message).to_be_bytes()).chunks_exact(64) {
        let mut words: [u32; 80] = words(block, u32::from_be_bytes);
        for at in 16..80 {
            words[at] =
                (words[at - 3] ^ words[at - 8] ^ words[at - 14] ^ words[at - 16]).rotate_left(1);
        }
        let [mut a, mut b, mut c, mut d, mut e] = state;
        for (step, word) in words.into_iter().enumerate() {
            let (mix, constant) = match step / 20 {
                0 => ((b & c) | (!b & d), 0x5a82_7999),
                1 => (b ^ c ^ d, 0x6ed9_eba1),
                2 => ((b & c) | (b & d) | (c & d), 0x8f1b_bcdc),
                _ => (b ^ c ^ d, 0xca62_c1d6_u32),
            };
            let sum = a.rotate_left(5).wrapping_add(mix).wrapping_add(e);
            let sum = sum.wrapping_add(constant).wrapping_add(word);
            (e, d, c, b, a) = (d, c, b.rotate_left(30), a, sum);
        }
        for (total, part) in state.iter_mut().zip([a, b, c, d, e]) {
            *total = total.wrapping_add(part);
        }
    }
    state.iter().flat_map(|it| it.to_be_bytes()).collect()
}

fn sha256(message: &[u8]) -> Vec<u8> {
    let primes: Vec<u32> = (2..312).filter(|n| (2..*n).all(|d| n % d != 0)).collect();
    let constants: Vec<u32> = primes
        .iter()
        .map(|it| fraction(f64::from(*it).cbrt()))
        .collect();
    let mut state: Vec<u32> = primes
        .iter()
        .take(8)
        .map(|it| fraction(f64::from(*it).sqrt()))
        .collect();
    for block in padded(message, bits(message).to_be_bytes()).chunks_exact(64) {
        let mut words: [u32; 64] = words(block, u32::from_be_bytes);
        for at in 16..64 {
            let (early, late) = (words[at - 15], words[at - 2]);
            let early = early.rotate_right(7) ^ early.rotate_right(18) ^ (early >> 3);
            let late = late.rotate_right(17) ^ late.rotate_right(19) ^ (late >> 10);
            words[at] = words[at - 16]
                .wrapping_add(early)
                .wrapping_add(words[at - 7])
                .wrapping_add(late);
        }
        let mut here = state.clone();
        for (word, constant) in words.into_iter().zip(&constants) {
            let (first, fifth) = (here[0], here[4]);
            let sum = fifth.rotate_right(6) ^ fifth.rotate_right(11) ^ fifth.rotate_right(25);
            let choice = (fifth & here[5]) ^ (!fifth & here[6]);
            let one = here[7]
                .wrapping_add(sum)
                .wrapping_add(choice)
                .wrapping_add(*constant)
                .wrapping_add(word);
            let sum = first.rotate_right(2) ^ first.rotate_right(13) ^ first.rotate_right(22);
            let majority = (first & here[1]) ^ (first & here[2]) ^ (here[1] & here[2]);
            here.rotate_right(1);
            here[4] = here[4].wrapping_add(one);
            here[0] = one.wrapping_add(sum).wrapping_add(majority);
        }
        for (total, part) in state.iter_mut().zip(here) {
            *total = total.wrapping_add(part);
        }
    }
    state.iter().flat_map(|it| it.to_be_bytes()).collect()
}

/// The first 32 bits after the point, which is how SHA-256 defines its constants.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the value is between 0 and 2^32"
)]
fn fraction(it: f64) -> u32 {
    (it.fract() * 4_294_967_296.0) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digests_are_those_of_the_standards() {
        assert_eq!(hex(&md5(b"a")), "0cc175b9c0f1b6a831c399e269772661");
        assert_eq!(hex(&sha1(b"a")), "86f7e437faa5a7fce15d1ddcb9eaeaea377667b8");
        assert_eq!(
            hex(&sha256(b"a")),
            "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb"
        );
        assert_eq!(
            hex(&md5(&[b'x'; 1000])),
            "398533d48111e9f664b1f64cb10c4b63".to_owned()
        );
    }
}
