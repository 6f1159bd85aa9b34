//! What state a token is in, as far as can be known now.

use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};

use crate::account::Trouble;
use crate::token::Token;

/// What state a token is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub enum Status {
    /// Good for longer than the first threshold.
    Active,
    /// Ends within the first threshold.
    Expiring,
    /// Ended, whether or not the server can be asked.
    Expired,
    /// Listed by the server, but its secret is rejected.
    Refused,
    /// Gone from the server.
    Revoked,
    /// The server cannot be asked.
    Unknown,
}

/// How long before its end a token is first spoken of.
pub const FIRST_THRESHOLD: Duration = Duration::days(30);

/// The status of `token` at `now`, given why its account cannot be asked, if so.
pub fn status(token: &Token, trouble: Option<&Trouble>, now: DateTime<Utc>) -> Status {
    if token.revoked_at.is_some() {
        return Status::Revoked;
    }
    if token.expires_at.is_some_and(|end| end <= now) {
        return Status::Expired;
    }
    // A keychain that keeps us from asking says nothing about the server.
    if trouble.is_some_and(|trouble| !trouble.code.is_keychain()) {
        return Status::Unknown;
    }
    if token.refused {
        return Status::Refused;
    }
    match token.expires_at {
        Some(end) if end - now <= FIRST_THRESHOLD => Status::Expiring,
        _ => Status::Active,
    }
}
