//! What cannot be a token of ZITADEL is not sent to it: it may be one of another service.

use patwarden_core::error::{Field, Result};
use patwarden_core::{CoreError, ErrorCode};

/// The shortest value: 16 bytes, then the ids of token and user with a colon between, all in base64
/// (reference 3).
const SHORTEST: usize = 26;

/// Refuses what is certainly no personal access token.
pub(super) fn refuse_malformed(secret: &str) -> Result<()> {
    let is_base64url = |b: u8| b.is_ascii_alphanumeric() || b == b'-' || b == b'_';
    let why = if secret.starts_with("eyJ") && secret.contains('.') {
        "this is a JWT, such as an access token or a key, and no personal access token of ZITADEL"
    } else if !secret.bytes().all(is_base64url) {
        "a personal access token of ZITADEL has only letters, digits, - and _; this has other characters in it"
    } else if secret.len() < SHORTEST {
        "this is too short for a personal access token of ZITADEL, which has about 71 characters"
    } else {
        return Ok(());
    };
    Err(CoreError {
        field: Some(Field::Secret),
        ..CoreError::new(
            ErrorCode::SignInMalformed,
            format!("{why}; copy it again, whole"),
        )
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test says what it expects")]

    use super::*;

    #[test]
    fn what_cannot_be_a_token_is_named_and_everything_else_is_left_to_the_server() {
        for (secret, word) in [
            ("", "short"),
            ("garbage", "short"),
            ("eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln", "JWT"),
            ("ghp_with spaces in the middle of it all", "characters"),
            ("dckr_pat_ünicode-characters-in-it-somewhere", "characters"),
            ("Bearer abcdefghijklmnopqrstuvwxyz0123456789", "characters"),
        ] {
            let refused = refuse_malformed(secret).unwrap_err();
            assert_eq!(refused.code, ErrorCode::SignInMalformed);
            assert!(refused.message.contains(word), "{secret}: {refused}");
            assert_eq!(refused.field, Some(Field::Secret));
        }
        refuse_malformed(&"aZ09-_".repeat(12)).unwrap();
        refuse_malformed(&"x".repeat(SHORTEST)).unwrap();
    }
}
