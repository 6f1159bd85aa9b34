//! The values that must never be seen: one type per meaning, none of which can be printed,
//! compared by accident or serialised.

use std::fmt;

use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;

macro_rules! secret {
    ($(#[$meta:meta])* $name:ident) => {
        $(#[$meta])*
        #[derive(Clone, Deserialize)]
        pub struct $name(SecretString);

        impl $name {
            /// Takes ownership of a value; the memory is cleared when the last clone is dropped.
            pub fn new(value: impl Into<String>) -> Self {
                Self(SecretString::from(value.into()))
            }

            /// The value itself. Each caller says why with an `// EXPOSE:` comment.
            pub fn expose_secret(&self) -> &str {
                // EXPOSE: the one door; callers carry the reason.
                self.0.expose_secret()
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($name), "(redacted)"))
            }
        }
    };
}

secret! {
    /// The value of a personal access token.
    PatSecret
}

secret! {
    /// What an account signs in with: a password, a token or an access token.
    SignInSecret
}

secret! {
    /// A value on its way into or out of the keychain, whatever it is for.
    StoredSecret
}

macro_rules! stored {
    ($name:ident) => {
        impl From<&$name> for StoredSecret {
            fn from(secret: &$name) -> Self {
                Self(secret.0.clone())
            }
        }

        impl From<StoredSecret> for $name {
            fn from(secret: StoredSecret) -> Self {
                Self(secret.0)
            }
        }
    };
}

stored!(PatSecret);
stored!(SignInSecret);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_never_prints_its_value() {
        let printed = format!(
            "{:?} {:#?}",
            PatSecret::new("SENTINEL"),
            SignInSecret::new("SENTINEL")
        );
        assert!(
            !printed.contains("SENTINEL"),
            "Debug is redacted: {printed}"
        );
    }
}
