//! Owners as they are shown.

use serde::Serialize;

use crate::owner::{Organization, OwnerState, Role};
use crate::token::Owner;

/// The owner of a token.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct OwnerView {
    /// The server's id.
    pub id: String,
    /// What he is called.
    pub name: String,
    /// His organization, where servers have such.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "bindings", ts(optional))]
    pub organization_id: Option<String>,
}

impl From<&Owner> for OwnerView {
    fn from(owner: &Owner) -> Self {
        Self {
            id: owner.id.clone(),
            name: owner.name.clone(),
            organization_id: owner.organization_id.clone(),
        }
    }
}

/// Someone who can own tokens.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct OwnerRow {
    /// Who.
    #[serde(flatten)]
    pub owner: OwnerView,
    /// Alias of the account that says so.
    pub account: String,
    /// What the organization is called.
    pub organization_name: Option<String>,
    /// Whether it can be acted as.
    pub state: OwnerState,
    /// The account signs in as this one.
    pub is_subject: bool,
}

/// What the server says about owners when one is to be chosen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct DirectoryView {
    /// The organizations the account can see.
    pub organizations: Vec<Organization>,
    /// The roles of each owner that has some; `None` when the account may not read them.
    pub roles: Option<Vec<OwnerRoles>>,
}

/// The roles of one owner.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct OwnerRoles {
    /// The owner's id.
    pub owner: String,
    /// What it may do.
    pub roles: Vec<Role>,
}
