//! What a server can do. The window draws from this, never from the kind of server.

use serde::Serialize;

use crate::account::ProviderId;

/// What one server can do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct Capabilities {
    /// What it is called.
    pub product: Product,
    /// Where names live.
    pub naming: Naming,
    /// Who decides when a token ends.
    pub expiry: Expiry,
    /// Who decides what a token is for.
    pub scopes: ScopeChoice,
    /// Whose tokens can be managed.
    pub owners: Owners,
    /// The interfaces it can be asked through, best first, where there are several.
    pub interfaces: Vec<Interface>,
    /// Tokens can be exchanged for access tokens, which outlive them.
    pub exchange: bool,
    /// How a program is handed a token.
    pub use_in_programs: UseInPrograms,
}

/// A kind of server as people know it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct Product {
    /// The kind of server.
    pub id: ProviderId,
    /// Its name: "ZITADEL".
    pub name: String,
    /// One or two letters for its tile.
    pub mark: String,
    /// The colour of its tile.
    pub tone: Tone,
}

/// A colour out of the palette.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub enum Tone {
    /// The brand's orange.
    Orange,
    /// The brand's navy.
    Navy,
}

/// One of several interfaces a server can be asked through.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct Interface {
    /// As it is remembered and pinned.
    pub id: String,
    /// As people know it.
    pub name: String,
}

/// How programs of this platform take a token.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct UseInPrograms {
    /// The environment variable its own tools read it from.
    pub variable: String,
    /// A path below the server's address that answers whose token it is, for trying it out.
    pub who_am_i: String,
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
