//! What a server can do. The window draws from this, never from the kind of server.

use serde::Serialize;

/// What one server can do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct Capabilities {
    /// Where names live.
    pub naming: Naming,
    /// Who decides when a token ends.
    pub expiry: Expiry,
    /// Who decides what a token is for.
    pub scopes: ScopeChoice,
    /// Whose tokens can be managed.
    pub owners: Owners,
}

/// Where the name of a token is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub enum Naming {
    /// The server keeps it.
    Native,
    /// Only this machine keeps it.
    LocalOnly,
}

/// Who decides when a token ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub enum Expiry {
    /// The user may choose.
    Chosen {
        /// Whether an end must be given.
        required: bool,
    },
    /// The server sets it.
    FixedByServer {
        /// The days it has been seen to give.
        days: u32,
    },
}

/// Who decides what a token is for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub enum ScopeChoice {
    /// The user picks out of these, in the order the server's own console shows them.
    Chosen {
        /// What there is to pick.
        scopes: Vec<OfferedScope>,
    },
    /// Always these.
    Fixed {
        /// What every token has.
        scopes: Vec<OfferedScope>,
    },
}

/// A scope that can be asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct OfferedScope {
    /// As the server spells it.
    pub id: String,
    /// Deserves a warning.
    pub sensitive: bool,
}

/// Whose tokens can be managed through an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub enum Owners {
    /// Only the signed-in user's own.
    SelfOnly,
    /// Those of service users.
    ServiceUsers,
}
