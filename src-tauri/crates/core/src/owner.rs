//! Owners as their server describes them, beyond what a token's record needs to name one.

use serde::{Deserialize, Serialize};

use crate::token::Owner;

/// Whether an owner can be acted as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub enum OwnerState {
    /// As usual.
    Active,
    /// Switched off by an administrator.
    Deactivated,
    /// Locked by an administrator or after wrong passwords.
    Locked,
    /// No longer on the server.
    Removed,
    /// The account may not look at it any more: what became of its tokens is not known.
    Hidden,
}

/// Someone who can own tokens, as the server last described it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KnownOwner {
    /// Who.
    pub owner: Owner,
    /// What the organization is called, where servers have such and say it.
    pub organization_name: Option<String>,
    /// Whether it can be acted as.
    pub state: OwnerState,
}

/// A part of a server that has owners of its own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct Organization {
    /// The server's id.
    pub id: String,
    /// What it is called.
    pub name: String,
}

/// Something an owner, and so each of its tokens, may do.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct Role {
    /// In words where the server's own key is not meant for people: "Org Owner", "deployer".
    pub name: String,
    /// Where: an organization or a project. `None` is the whole server.
    pub place: Option<String>,
    /// It may do everything there.
    pub is_owner: bool,
}

/// What the server says about owners when one is to be chosen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Directory {
    /// The organizations the account can see.
    pub organizations: Vec<Organization>,
    /// The roles of each owner id that has some; `None` when the account may not read them.
    pub roles: Option<Vec<(String, Vec<Role>)>>,
}

/// An owner to be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewOwner {
    /// Its unique name for signing in.
    pub user_name: String,
    /// What people call it.
    pub name: String,
    /// Where, on servers that have organizations; the account's own when absent.
    pub organization_id: Option<String>,
}
