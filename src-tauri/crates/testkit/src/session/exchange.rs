//! How a password reaches gnome-keyring: gcr's exchange `sx-aes-1`, with the least that speaks it.
//!
//! Diffie-Hellman over the 1536-bit group of RFC 3526, HKDF-SHA256, AES-128-CBC. Our private
//! number is one: our public value is then the generator, and the shared secret is what the other
//! side sent. Nothing is hidden that way, and nothing has to be.

use aes::Aes128;
use aes::cipher::{BlockCipherEncrypt, KeyInit};
use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use sha2::{Digest, Sha256};

use super::PASSWORD;

const PRIME_BYTES: usize = 192;
const GENERATOR: [u8; 1] = [2];
const BLOCK: usize = 16;

/// Our side of the key agreement.
pub(super) fn greeting() -> String {
    format!("[sx-aes-1]\npublic={}\n", BASE64.encode(GENERATOR))
}

/// The keyring's password, for whoever sent `theirs`.
pub(super) fn password(theirs: &str) -> String {
    let public = theirs
        .lines()
        .find_map(|line| line.strip_prefix("public="))
        .and_then(|text| BASE64.decode(text.trim()).ok())
        .expect("gnome-keyring sends its public value");
    let mut shared = vec![0; PRIME_BYTES.saturating_sub(public.len())];
    shared.extend(public);

    // One block is all there is, and its initialisation vector is zero: plain AES of it.
    let padding = BLOCK - PASSWORD.len();
    let mut block = [u8::try_from(padding).expect("the password fits a block"); BLOCK];
    block[..PASSWORD.len()].copy_from_slice(PASSWORD.as_bytes());
    let mut block = aes::Block::from(block);
    let key = derive(&shared);
    Aes128::new(&key.into()).encrypt_block(&mut block);
    format!(
        "{}secret={}\niv={}\n",
        greeting(),
        BASE64.encode(block),
        BASE64.encode([0; BLOCK])
    )
}

/// HKDF (RFC 5869) without salt and info, for no more than one block of output.
fn derive(shared: &[u8]) -> [u8; BLOCK] {
    let extracted = hmac(&[0; 32], shared);
    let expanded = hmac(&extracted, &[1]);
    let mut key = [0; BLOCK];
    key.copy_from_slice(&expanded[..BLOCK]);
    key
}

/// HMAC-SHA256 (RFC 2104) for keys of one digest's length.
fn hmac(key: &[u8; 32], message: &[u8]) -> [u8; 32] {
    let pad = |fill: u8| {
        let mut block = [fill; 64];
        block
            .iter_mut()
            .zip(key)
            .for_each(|(byte, key)| *byte ^= key);
        block
    };
    let inner = Sha256::new()
        .chain_update(pad(0x36))
        .chain_update(message)
        .finalize();
    Sha256::new()
        .chain_update(pad(0x5c))
        .chain_update(inner)
        .finalize()
        .into()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 5869, test case 3: zero-length salt and info.
    #[test]
    fn a_key_is_derived_as_the_standard_says() {
        let expected = [
            0x8d, 0xa4, 0xe7, 0x75, 0xa5, 0x63, 0xc1, 0x8f, 0x71, 0x5f, 0x80, 0x2a, 0x06, 0x3c,
            0x5a, 0x31,
        ];
        assert_eq!(derive(&[0x0b; 22]), expected);
    }
}
