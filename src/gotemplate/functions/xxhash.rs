//! `hash.XxHash`: 64 bits, no seed.

const PRIMES: [u64; 5] = [
    0x9e37_79b1_85eb_ca87,
    0xc2b2_ae3d_27d4_eb4f,
    0x1656_67b1_9e37_79f9,
    0x85eb_ca77_c2b2_ae63,
    0x27d4_eb2f_1656_67c5,
];

/// The XXH64 of `bytes`.
pub(super) fn xxh64(bytes: &[u8]) -> u64 {
    let [first, second, third, fourth, fifth] = PRIMES;
    let stripes = bytes.chunks_exact(32);
    let mut rest = stripes.remainder();
    let mut hash = if bytes.len() < 32 {
        fifth
    } else {
        let mut lanes = [
            first.wrapping_add(second),
            second,
            0,
            0_u64.wrapping_sub(first),
        ];
        for stripe in stripes {
            for (lane, word) in lanes.iter_mut().zip(stripe.chunks_exact(8)) {
                *lane = round(*lane, little_endian(word));
            }
        }
        let turned = lanes
            .iter()
            .zip([1, 7, 12, 18])
            .map(|(lane, by)| lane.rotate_left(by));
        let merged = turned.fold(0, u64::wrapping_add);
        lanes.iter().fold(merged, |hash, lane| {
            (hash ^ round(0, *lane))
                .wrapping_mul(first)
                .wrapping_add(fourth)
        })
    };
    hash = hash.wrapping_add(crate::gotemplate::number::cost(bytes.len()));
    while let Some((word, after)) = rest.split_at_checked(8) {
        hash ^= round(0, little_endian(word));
        hash = hash
            .rotate_left(27)
            .wrapping_mul(first)
            .wrapping_add(fourth);
        rest = after;
    }
    if let Some((word, after)) = rest.split_at_checked(4) {
        hash ^= little_endian(word).wrapping_mul(first);
        hash = hash
            .rotate_left(23)
            .wrapping_mul(second)
            .wrapping_add(third);
        rest = after;
    }
    for byte in rest {
        hash ^= u64::from(*byte).wrapping_mul(fifth);
        hash = hash.rotate_left(11).wrapping_mul(first);
    }
    hash = (hash ^ (hash >> 33)).wrapping_mul(second);
    hash = (hash ^ (hash >> 29)).wrapping_mul(third);
    hash ^ (hash >> 32)
}

fn round(lane: u64, word: u64) -> u64 {
    lane.wrapping_add(word.wrapping_mul(PRIMES[1]))
        .rotate_left(31)
        .wrapping_mul(PRIMES[0])
}

fn little_endian(bytes: &[u8]) -> u64 {
    bytes
        .iter()
        .rev()
        .fold(0, |word, byte| word << 8 | u64::from(*byte))
}
