//! What the window and the command line ask for, before it has been looked at.

use chrono::{DateTime, Utc};
use serde::Deserialize;

use crate::account::SignInMethod;
use crate::secret::SignInSecret;

/// Asks what a server is.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct DiscoverRequest {
    /// Its address.
    pub url: String,
    /// Certificates of a private authority, PEM.
    pub extra_ca: Option<String>,
    /// Consent to plain http for a private address.
    #[serde(default)]
    pub allow_plain_http: bool,
}

/// Signs in to a server.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct ConnectRequest {
    /// Where it is.
    #[serde(flatten)]
    pub server: DiscoverRequest,
    /// What to call it; suggested from the host when absent.
    pub alias: Option<String>,
    /// How to sign in.
    pub method: SignInMethod,
    /// User name, for basic.
    pub username: Option<String>,
    /// Password or token. Inbound only.
    #[cfg_attr(feature = "bindings", ts(type = "string"))]
    pub secret: SignInSecret,
    /// Speak this interface only, on servers that have several.
    #[serde(default)]
    pub interface: Option<String>,
    /// Keep the credential in memory only, because no keychain can be used.
    #[serde(default)]
    pub session_only: bool,
}

/// Makes a token.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct CreateRequest {
    /// Alias of the account.
    pub account: String,
    /// Its name.
    pub name: String,
    /// Its scopes.
    pub scopes: Vec<String>,
    /// Whose it shall be, by id or by a name that fits only one; the account's subject where that is
    /// the only choice.
    #[serde(default)]
    pub owner: Option<String>,
    /// When it shall end, where one may choose.
    #[serde(default)]
    pub expires: Option<ExpiryWish>,
    /// No usable keychain: the user copies it himself.
    #[serde(default)]
    pub without_store: bool,
}

/// When a new token shall end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(tag = "kind", rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub enum ExpiryWish {
    /// Then, RFC 3339.
    At {
        /// The moment that was shown to the user.
        #[cfg_attr(feature = "bindings", ts(type = "string"))]
        at: DateTime<Utc>,
    },
    /// Never.
    Never,
}

/// Makes an owner.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct CreateOwnerRequest {
    /// Alias of the account.
    pub account: String,
    /// Its unique name for signing in.
    pub user_name: String,
    /// What people call it; the user name when absent.
    pub name: Option<String>,
    /// In which organization; the account's own when absent.
    pub organization_id: Option<String>,
}
