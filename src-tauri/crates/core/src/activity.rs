//! What was done with a token, and when. Names what it was, never what its secret is.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::account::AccountId;
use crate::token::RecordId;

/// Something that was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub enum Action {
    /// An account was connected.
    Connected,
    /// An account was disconnected.
    Disconnected,
    /// A token was made.
    Created,
    /// Its secret was shown.
    Revealed,
    /// Its secret was put on the clipboard.
    Copied,
    /// Its secret was printed for a program.
    Printed,
    /// A secret that no keychain has was handed to the user.
    Handed,
    /// A token was deleted.
    Deleted,
    /// A deletion was taken back.
    DeletionUndone,
    /// A secret was lost before it could be stored.
    Lost,
    /// A token was found to be gone from the server.
    FoundGone,
}

/// One line of the record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Activity {
    /// When.
    pub at: DateTime<Utc>,
    /// What.
    pub action: Action,
    /// Through which account.
    pub account: AccountId,
    /// About which record; `None` for accounts.
    pub record: Option<RecordId>,
    /// What it was called then, since the record itself may be gone later.
    pub name: String,
}
