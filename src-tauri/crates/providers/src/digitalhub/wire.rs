//! The JSON of `DigitalHub` core, as recorded. Private: the domain knows none of it.

use chrono::{DateTime, Utc};
use patwarden_core::secret::PatSecret;
use serde::{Deserialize, Serialize};

use crate::shown;

/// `POST /api/v1/tokens/personal`.
#[derive(Serialize)]
pub(super) struct CreateBody<'a> {
    pub(super) name: &'a str,
    pub(super) scopes: Vec<&'a str>,
}

/// Its answer, of which only the value is unique: no id, no name, no date (contract 01a).
#[derive(Deserialize)]
pub(super) struct CreateAnswer {
    pub(super) access_token: PatSecret,
}

/// `GET /api/v1/tokens/personal`: always the whole list, whatever the paging says (contract 02).
#[derive(Deserialize)]
pub(super) struct Page {
    pub(super) content: Vec<Entry>,
}

/// One token. Only id and user are always there (contracts 02, 05a).
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Entry {
    #[serde(deserialize_with = "shown::id")]
    pub(super) id: String,
    pub(super) name: Option<String>,
    #[serde(default, deserialize_with = "shown::id_if_any")]
    pub(super) user: Option<String>,
    pub(super) issued_at: Option<DateTime<Utc>>,
    pub(super) expires_at: Option<DateTime<Utc>>,
    #[serde(default, deserialize_with = "shown::names")]
    pub(super) scopes: Vec<String>,
    #[serde(default, deserialize_with = "shown::name_if_any")]
    pub(super) ip_address: Option<String>,
}

/// `GET /api/auth`.
#[derive(Deserialize)]
pub(super) struct WhoAmI {
    #[serde(deserialize_with = "shown::id")]
    pub(super) username: String,
}

/// `GET /.well-known/configuration`, of which we need these.
#[derive(Deserialize)]
pub(super) struct Configuration {
    #[serde(
        rename = "dhcore_version",
        default,
        deserialize_with = "shown::name_if_any"
    )]
    pub(super) version: Option<String>,
    /// Absent on a server that asks nobody to sign in (contract 05b).
    #[serde(rename = "dhcore_authentication_methods")]
    pub(super) authentication_methods: Option<Vec<String>>,
    /// Only on a `DigitalHub`.
    #[serde(rename = "dhcore_endpoint")]
    pub(super) endpoint: Option<String>,
}
