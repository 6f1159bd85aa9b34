//! A keychain's bytes as a secret. Separate because every adapter needs it and none may leave a
//! copy behind.

use patwarden_core::secret::StoredSecret;
use zeroize::Zeroizing;

use crate::trouble::Trouble;

/// The bytes become the secret itself, or are overwritten when they are not text.
pub(crate) fn text(bytes: Vec<u8>) -> Result<StoredSecret, Trouble> {
    match String::from_utf8(bytes) {
        Ok(text) => Ok(StoredSecret::new(text)),
        Err(error) => {
            drop(Zeroizing::new(error.into_bytes()));
            Err(Trouble::not_text())
        }
    }
}
