//! Where the secret of a token is.

use serde::{Deserialize, Serialize};

/// Where the secret of a token is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "lowercase")]
pub enum Custody {
    /// In a keychain of this machine.
    Held {
        /// Which store, by the name people know it by.
        store: String,
    },
    /// The server knows the token; this machine has no secret of it.
    Elsewhere,
    /// The secret is here, the token is gone from the server.
    Orphaned {
        /// Which store still has the secret.
        store: String,
    },
    /// Issued here, and the secret was never stored nor handed over.
    Lost,
}

impl Custody {
    /// The store that has the secret, if one has.
    pub fn store(&self) -> Option<&str> {
        match self {
            Self::Held { store } | Self::Orphaned { store } => Some(store),
            Self::Elsewhere | Self::Lost => None,
        }
    }
}
