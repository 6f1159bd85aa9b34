//! The rows of the server's tables.

use std::time::Instant;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// Which of a thing's events was the last, and when.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(crate) struct Mark {
    pub(crate) sequence: u64,
    pub(crate) at: DateTime<Utc>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Organization {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) is_active: bool,
    pub(crate) created_at: DateTime<Utc>,
    /// The last event of its own.
    pub(crate) shown: Mark,
    /// The last event, those of its members included.
    pub(crate) last: Mark,
}

impl Organization {
    /// The domain the server makes of the name.
    pub(crate) fn domain(&self) -> String {
        format!("{}.localhost", self.name.to_lowercase().replace(' ', "-"))
    }
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Project {
    pub(crate) id: String,
    pub(crate) organization: String,
    #[serde(default)]
    pub(crate) name: String,
}

/// A row of the table of users.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct StoredUser {
    pub id: String,
    pub organization: String,
    pub user_name: String,
    /// Of a service user the name; of a person the first one.
    pub name: String,
    /// Of a person.
    #[serde(default)]
    pub last_name: String,
    pub description: String,
    pub state: UserState,
    pub is_machine: bool,
    /// Whether its access tokens are JWT.
    pub has_jwt: bool,
    pub metadata: Vec<Metadatum>,
    pub(crate) created_at: DateTime<Utc>,
    /// The last event the lists of users know, which is none of its tokens'.
    pub(crate) shown: Mark,
    pub(crate) sequence: u64,
    /// Since when the lists show it; `None` is always.
    #[serde(skip)]
    pub(crate) listed_from: Option<Instant>,
}

/// A note on a user.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Metadatum {
    pub key: String,
    pub value: Vec<u8>,
    pub set_at: DateTime<Utc>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum UserState {
    Active,
    Inactive,
    Locked,
    Removed,
}

/// A row of the table of personal access tokens.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct StoredPat {
    pub id: String,
    pub user: String,
    pub organization: String,
    pub created_at: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
    /// The token made by the server's setup has none.
    pub has_scopes: bool,
    pub(crate) sequence: u64,
    /// Its user was deactivated or locked since; it is refused for ever.
    pub(crate) is_dead: bool,
    pub(crate) hash: Option<String>,
    #[serde(skip)]
    pub(crate) listed_from: Option<Instant>,
    #[serde(skip)]
    pub(crate) listed_until: Option<Instant>,
}

/// The roles somebody has somewhere.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Member {
    pub(crate) user: String,
    pub(crate) place: Place,
    pub(crate) roles: Vec<String>,
    // Not in what an older sandbox kept.
    #[serde(default)]
    pub(crate) created_at: DateTime<Utc>,
    pub(crate) mark: Mark,
}

/// Roles of a project, of its own naming, that somebody has been granted.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Grant {
    pub(crate) id: String,
    pub(crate) user: String,
    pub(crate) project: String,
    pub(crate) organization: String,
    pub(crate) roles: Vec<String>,
    pub(crate) created_at: DateTime<Utc>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Place {
    Organization(String),
    Instance,
    /// A project of the organization.
    Project {
        id: String,
        organization: String,
    },
}

impl Place {
    /// Whether it is the organization, or lies in it.
    pub(crate) fn is_in(&self, id: &str) -> bool {
        match self {
            Self::Instance => false,
            Self::Organization(organization) | Self::Project { organization, .. } => {
                organization == id
            }
        }
    }
}
