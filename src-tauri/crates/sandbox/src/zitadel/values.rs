//! Ids and token values in the form of the real ones.

use base64::Engine;
use base64::alphabet::URL_SAFE;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig};
use base64::engine::{DecodePaddingMode, general_purpose::URL_SAFE_NO_PAD};
use chrono::{DateTime, Utc};
use sha2::{Digest, Sha256, Sha512};

/// Bytes of a token: 16 of initialisation vector and as many as `tokenId:userId` has.
const VALUE_BYTES: usize = 53;
/// Milliseconds of the ids' year zero, 29 April 2019, and how long one of their units is.
const ID_EPOCH: i64 = 1_556_496_000_000;
const ID_UNIT: i64 = 10;

/// The last bits of a value do not count, so that one with another last character is the same token
/// (contract 06).
const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &URL_SAFE,
    GeneralPurposeConfig::new()
        .with_decode_allow_trailing_bits(true)
        .with_decode_padding_mode(DecodePaddingMode::RequireNone),
);

/// A value nobody has seen: 71 characters of base64url.
pub(crate) fn random_value() -> String {
    URL_SAFE_NO_PAD.encode(rand::random::<[u8; VALUE_BYTES]>())
}

/// The administrator's value, the same in every run on a kept world. It is no secret: the server listens
/// on the loopback device and holds nothing of worth.
pub(crate) fn administrators_value(token_id: &str) -> String {
    let digest = Sha512::digest(format!("patwarden sandbox {token_id}"));
    URL_SAFE_NO_PAD.encode(&digest[..VALUE_BYTES])
}

/// The same value with another last character.
pub(crate) fn with_another_ending(value: &str) -> String {
    let cut = value.len().saturating_sub(1);
    let (start, last) = value.split_at(cut);
    let is_same = |other: &char| {
        let changed = format!("{start}{other}");
        *other != last.chars().next().unwrap_or('A') && hash(&changed) == hash(value)
    };
    let ending = ('A'..='Z').chain('a'..='z').chain('0'..='9').find(is_same);
    format!("{start}{}", ending.unwrap_or('-'))
}

/// What is kept of a value; `None` if it cannot be one.
pub(crate) fn hash(value: &str) -> Option<String> {
    let bytes = LENIENT.decode(value).ok()?;
    let mut text = String::with_capacity(64);
    for byte in Sha256::digest(bytes) {
        use std::fmt::Write;
        let _ = write!(text, "{byte:02x}");
    }
    Some(text)
}

/// An id above `last`: 18 digits that ascend with time.
pub(crate) fn next_id(last: u64, now: DateTime<Utc>) -> u64 {
    let units = (now.timestamp_millis() - ID_EPOCH) / ID_UNIT;
    // Above this the ids would have 19 digits.
    let in_time = u64::try_from(units).unwrap_or(0).min(59_000_000_000) << 24;
    let above = in_time.max(100_000_000_000_000_000).max(last);
    above + 1 + u64::from(rand::random::<u16>())
}
