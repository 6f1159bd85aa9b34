//! The JSON of ZITADEL, as recorded. Private: the domain knows none of it. What is empty or zero is left
//! out by the server, so that almost everything may be absent (reference 0.3).

use chrono::{DateTime, Utc};
use patwarden_core::secret::PatSecret;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer};

use crate::shown;

/// A list, of v1 or v2.
#[derive(Deserialize)]
pub(super) struct Page<T> {
    #[serde(alias = "details")]
    pagination: Option<Count>,
    #[serde(default = "Vec::new")]
    pub(super) result: Vec<T>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Count {
    #[serde(deserialize_with = "number")]
    total_result: u64,
    #[serde(deserialize_with = "number")]
    applied_limit: u64,
}

impl<T> Page<T> {
    /// How many rows there are in all; also those that one may not see. 0 behind the end.
    pub(super) fn total(&self) -> u64 {
        self.pagination
            .as_ref()
            .map_or(0, |count| count.total_result)
    }

    /// How many rows this page could have; 0 where the server does not say.
    pub(super) fn applied_limit(&self) -> u64 {
        self.pagination
            .as_ref()
            .map_or(0, |count| count.applied_limit)
    }
}

/// Something with an id that is listed once.
pub(super) trait Row {
    fn id(&self) -> &str;
}

/// A token of v2.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct TokenV2 {
    #[serde(deserialize_with = "shown::id")]
    pub(super) id: String,
    #[serde(deserialize_with = "shown::id")]
    pub(super) user_id: String,
    #[serde(default, deserialize_with = "shown::id_if_any")]
    pub(super) organization_id: Option<String>,
    pub(super) creation_date: Option<DateTime<Utc>>,
    pub(super) change_date: Option<DateTime<Utc>>,
    pub(super) expiration_date: Option<DateTime<Utc>>,
}

/// A token of v1. It does not say whose it is, and the one made by the server's setup has no scopes.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct TokenV1 {
    #[serde(deserialize_with = "shown::id")]
    pub(super) id: String,
    #[serde(default)]
    pub(super) details: Details,
    pub(super) expiration_date: Option<DateTime<Utc>>,
    #[serde(default, deserialize_with = "shown::names")]
    pub(super) scopes: Vec<String>,
}

/// `GET /management/v1/users/{user}/pats/{token}`.
#[derive(Deserialize)]
pub(super) struct OneTokenV1 {
    pub(super) token: TokenV1,
}

/// What v1, and v2 of users and organizations, say about any object.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Details {
    #[serde(deserialize_with = "number")]
    pub(super) sequence: u64,
    pub(super) creation_date: Option<DateTime<Utc>>,
    pub(super) change_date: Option<DateTime<Utc>>,
    #[serde(deserialize_with = "shown::id_if_any")]
    pub(super) resource_owner: Option<String>,
}

impl Details {
    /// The facts worth showing: label and value.
    pub(super) fn shown(&self) -> Vec<(String, String)> {
        let mut shown = Vec::new();
        if self.sequence > 0 {
            shown.push(("sequence".to_owned(), self.sequence.to_string()));
        }
        if let Some(changed) = self.change_date {
            shown.push(("changed".to_owned(), changed.to_rfc3339()));
        }
        if let Some(owner) = &self.resource_owner {
            shown.push(("resourceOwner".to_owned(), owner.clone()));
        }
        shown
    }
}

/// A user of v1 (`id`, `userName`) or v2 (`userId`, `username`).
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct User {
    #[serde(alias = "userId", deserialize_with = "shown::id")]
    pub(super) id: String,
    #[serde(default)]
    pub(super) details: Details,
    #[serde(default)]
    pub(super) state: String,
    #[serde(
        rename = "userName",
        alias = "username",
        default,
        deserialize_with = "shown::name"
    )]
    pub(super) name: String,
    #[serde(default, deserialize_with = "shown::name")]
    pub(super) preferred_login_name: String,
}

/// One user.
#[derive(Deserialize)]
pub(super) struct OneUser {
    pub(super) user: User,
}

/// `GET /oidc/v1/userinfo`, of which this is all we need.
#[derive(Deserialize)]
pub(super) struct UserInfo {
    #[serde(deserialize_with = "shown::id")]
    pub(super) sub: String,
}

/// The answer to making a token, of v1 or v2. The value is the only thing that cannot be asked for
/// again: whatever else is missing, it must not be lost.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct AddedToken {
    pub(super) token: PatSecret,
    #[serde(default, deserialize_with = "if_readable")]
    pub(super) token_id: Option<Id>,
    #[serde(default, deserialize_with = "if_readable")]
    pub(super) creation_date: Option<DateTime<Utc>>,
    #[serde(default, deserialize_with = "if_readable")]
    pub(super) details: Option<Details>,
}

/// An id alone.
#[derive(Deserialize)]
pub(super) struct Id(#[serde(deserialize_with = "shown::id")] pub(super) String);

/// The answer to making a user, of v1 (`userId`) or v2 (`id`).
#[derive(Deserialize)]
pub(super) struct AddedUser {
    #[serde(alias = "userId", deserialize_with = "shown::id")]
    pub(super) id: String,
}

/// An organization.
#[derive(Deserialize)]
pub(super) struct OrganizationRow {
    #[serde(deserialize_with = "shown::id")]
    pub(super) id: String,
    #[serde(default, deserialize_with = "shown::name")]
    pub(super) name: String,
}

/// `GET /management/v1/orgs/me`.
#[derive(Deserialize)]
pub(super) struct OneOrganization {
    pub(super) org: OrganizationRow,
}

/// Where the caller has roles: in the whole server, an organization, or a project of one.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Membership {
    #[serde(default)]
    pub(super) iam: bool,
    #[serde(default, deserialize_with = "shown::id_if_any")]
    pub(super) org_id: Option<String>,
    #[serde(default, deserialize_with = "shown::name")]
    pub(super) display_name: String,
    #[serde(default)]
    pub(super) details: Details,
}

/// Somebody's roles in an organization or in the whole server.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Member {
    #[serde(deserialize_with = "shown::id")]
    pub(super) user_id: String,
    #[serde(default, deserialize_with = "shown::names")]
    pub(super) roles: Vec<String>,
}

/// Somebody's roles in a project.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Grant {
    #[serde(deserialize_with = "shown::id")]
    pub(super) id: String,
    #[serde(deserialize_with = "shown::id")]
    pub(super) user_id: String,
    #[serde(default, deserialize_with = "shown::names")]
    pub(super) role_keys: Vec<String>,
    #[serde(default, deserialize_with = "shown::name")]
    pub(super) project_name: String,
    #[serde(default, deserialize_with = "shown::id")]
    pub(super) project_id: String,
    /// Given and taken back for a while.
    #[serde(default)]
    pub(super) state: String,
}

macro_rules! row {
    ($($name:ident: $field:ident),+) => {
        $(impl Row for $name {
            fn id(&self) -> &str {
                &self.$field
            }
        })+
    };
}

row!(TokenV2: id, TokenV1: id, User: id, OrganizationRow: id, Member: user_id, Grant: id);

/// 64-bit numbers are written as text.
fn number<'de, D: Deserializer<'de>>(from: D) -> Result<u64, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Written {
        Number(u64),
        Text(String),
    }
    match Written::deserialize(from)? {
        Written::Number(number) => Ok(number),
        Written::Text(text) => text.parse().map_err(serde::de::Error::custom),
    }
}

/// What may be missing may be unreadable as well.
fn if_readable<'de, D: Deserializer<'de>, T: DeserializeOwned>(
    from: D,
) -> Result<Option<T>, D::Error> {
    let read = serde_json::Value::deserialize(from)?;
    Ok(serde_json::from_value(read).ok())
}
