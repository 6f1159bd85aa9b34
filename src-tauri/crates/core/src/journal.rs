//! The steps of a change that takes several, as they are written down.
//!
//! A step is written before it is tried and after. The one exception: between the server's answer to
//! a create and the keychain write nothing is written, so the secret is never older than it must be.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::account::AccountId;
use crate::identity::CreateFacts;
use crate::token::{RecordId, ServerId};

/// Names one entry of the journal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct EntryId(pub i64);

/// A step of a change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum Step {
    /// A token is being made.
    Create(CreateRecord),
    /// A token is being deleted.
    Delete(DeleteRecord),
}

/// How far a create has come, and what is needed to go on without the process that began it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CreateRecord {
    /// What was sent, and what was there before.
    pub facts: CreateFacts,
    /// The last step.
    pub step: CreateStep,
}

/// The steps of a create.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "step", rename_all = "lowercase")]
pub enum CreateStep {
    /// The request may have been sent.
    Intended,
    /// The keychain has the secret.
    Stored {
        /// Which store.
        store: String,
    },
    /// The keychain refused the secret; it is in the memory of the owner process only.
    Unsaved {
        /// The server's id, once found.
        server_id: Option<ServerId>,
    },
    /// The user has seen or copied a secret that no keychain has. Never revoked by us.
    Handed {
        /// The server's id, once found.
        server_id: Option<ServerId>,
    },
    /// The keychain has the secret and the server's id is found.
    Identified {
        /// Which store.
        store: String,
        /// The server's id.
        server_id: ServerId,
    },
}

impl CreateStep {
    /// The step once the keychain has the secret.
    pub fn stored(store: String, server_id: Option<ServerId>) -> Self {
        match server_id {
            None => Self::Stored { store },
            Some(server_id) => Self::Identified { store, server_id },
        }
    }

    /// The server's id, where the step knows it.
    pub fn server_id(&self) -> Option<&ServerId> {
        match self {
            Self::Intended | Self::Stored { .. } => None,
            Self::Unsaved { server_id } | Self::Handed { server_id } => server_id.as_ref(),
            Self::Identified { server_id, .. } => Some(server_id),
        }
    }
}

/// How far a deletion has come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeleteRecord {
    /// What the server calls it; `None` for a secret whose token is gone already.
    pub server_id: Option<ServerId>,
    /// Its name when the deletion began, for the record of what happened.
    pub name: Option<String>,
    /// The last step.
    pub step: DeleteStep,
}

/// The steps of a deletion.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "step", rename_all = "lowercase")]
pub enum DeleteStep {
    /// Nothing has been sent; it can be undone until then.
    Held {
        /// When the hold ends.
        until: DateTime<Utc>,
    },
    /// The request may have been sent.
    Revoking,
    /// The server no longer has the token; the secret is still to be removed.
    Revoked,
}

/// Who works on an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holder {
    /// This process.
    Us,
    /// Another process, alive by its file lock: hands off.
    Other,
    /// Nobody: the process that began it is gone, or let it go.
    Nobody,
}

/// An open entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its number.
    pub id: EntryId,
    /// The account it goes through.
    pub account: AccountId,
    /// The record it is about.
    pub record: RecordId,
    /// What was last written.
    pub step: Step,
    /// Who works on it.
    pub holder: Holder,
    /// When the last step was written.
    pub updated_at: DateTime<Utc>,
}

/// How an entry ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// As intended.
    Done,
    /// The user took it back, or the server refused it before anything changed.
    Undone,
    /// A token exists whose secret is lost.
    Lost,
    /// Nothing was ever made.
    NeverMade,
}
