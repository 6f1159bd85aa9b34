//! What the window and the command line are shown. No type here can hold a secret, with the one
//! exception that says so in its name.

use chrono::{DateTime, Utc};
use serde::Serialize;

mod owners;
mod requests;

pub use owners::{DirectoryView, OwnerRoles, OwnerRow, OwnerView};
pub use requests::{
    ConnectRequest, CreateOwnerRequest, CreateRequest, DiscoverRequest, ExpiryWish,
};

use crate::account::{ProviderId, SignInMethod};
use crate::activity::Action;
use crate::capabilities::{Capabilities, Product};
use crate::error::{CoreError, ErrorCode, Field};
use crate::owner::OwnerState;
use crate::ports::StoreState;
use crate::secret::PatSecret;
use crate::status::Status;

/// An error as it leaves core: flat, with a closed set of codes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct IpcError {
    /// The cause.
    pub code: ErrorCode,
    /// What happened and what to do, in English.
    pub message: String,
    /// Whether trying again may help.
    pub retryable: bool,
    /// The field to blame, for `invalid`.
    pub field: Option<Field>,
}

impl From<CoreError> for IpcError {
    fn from(error: CoreError) -> Self {
        Self {
            code: error.code,
            retryable: error.code.retryable(),
            field: error.field,
            message: error.message,
        }
    }
}

/// The word for where a secret is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub enum CustodyState {
    /// In a keychain here.
    Held,
    /// Not on this machine.
    Elsewhere,
    /// Here, while the token is gone.
    Orphaned,
    /// Issued here and never stored.
    Lost,
}

/// Where the secret of a token is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct CustodyView {
    /// In a word.
    pub state: CustodyState,
    /// Which store.
    pub store: Option<String>,
}

/// Whether secret and server id belong together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub enum IdentityState {
    /// For certain.
    Known,
    /// Not for certain.
    Unproven,
}

/// A token, the same everywhere: in the window, in `patw list --json`, in what a create prints.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct TokenView {
    /// Local id.
    pub id: String,
    /// Alias of the account.
    pub account: String,
    /// Whose it is.
    pub owner: OwnerView,
    /// Its name.
    pub name: Option<String>,
    /// A remark.
    pub note: Option<String>,
    /// Its scopes, sorted.
    pub scopes: Vec<String>,
    /// When it was made, RFC 3339; `None` when it is not known yet.
    #[cfg_attr(feature = "bindings", ts(type = "string | null"))]
    pub created_at: Option<DateTime<Utc>>,
    /// When it ends, RFC 3339; `None` means the server states none.
    #[cfg_attr(feature = "bindings", ts(type = "string | null"))]
    pub expires_at: Option<DateTime<Utc>>,
    /// Its state.
    pub status: Status,
    /// Where its secret is.
    pub custody: CustodyView,
    /// Whether its secret is this token's for certain.
    pub identity: IdentityState,
}

/// What is going on with a token.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub enum Pending {
    /// Will be deleted unless undone.
    #[serde(rename_all = "camelCase")]
    Hold {
        /// When, RFC 3339.
        #[cfg_attr(feature = "bindings", ts(type = "string"))]
        until: DateTime<Utc>,
        /// Whether this process holds it, so that it can be undone here.
        ours: bool,
    },
    /// Being deleted.
    Deleting,
    /// A deletion was interrupted: the user must say *delete now* or *keep*.
    Interrupted,
    /// Gone from the server; the secret goes when the keychain is unlocked.
    SecretWaits,
}

/// A token as the window lists it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct TokenRow {
    /// The token.
    #[serde(flatten)]
    pub token: TokenView,
    /// The server's id.
    pub server_id: Option<String>,
    /// The server's tokens it may be, when it is unproven.
    pub candidates: Vec<String>,
    /// What is going on with it.
    pub pending: Option<Pending>,
    /// Since when its server cannot be asked, for status `unknown`.
    #[cfg_attr(feature = "bindings", ts(type = "string | null"))]
    pub unknown_since: Option<DateTime<Utc>>,
    /// When its secret was last copied, revealed or printed here.
    #[cfg_attr(feature = "bindings", ts(type = "string | null"))]
    pub used_here_at: Option<DateTime<Utc>>,
    /// When the server last accepted or rejected its secret.
    #[cfg_attr(feature = "bindings", ts(type = "string | null"))]
    pub proven_at: Option<DateTime<Utc>>,
    /// It was made to last for ever.
    pub never_expires: bool,
    /// What its owner is in, and what that is called.
    pub organization_name: Option<String>,
    /// Whether its owner can be acted as.
    pub owner_state: OwnerState,
    /// Whether its account may be signing in with this very token; deleting asks for the name.
    pub may_sign_in: bool,
    /// Facts the server adds: label and value.
    pub details: Vec<(String, String)>,
}

/// How an account stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub enum AccountState {
    /// Answered the last time.
    Online,
    /// Not asked yet.
    Unasked,
    /// Could not be reached.
    Offline,
    /// Answered, but something must be done: see the error.
    NeedsAttention,
}

/// An account.
#[allow(
    clippy::struct_excessive_bools,
    reason = "facts that do not depend on each other"
)]
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct AccountView {
    /// What people call it.
    pub alias: String,
    /// Kind of server.
    pub provider: ProviderId,
    /// Address of the server.
    pub url: String,
    /// How it signs in.
    pub method: SignInMethod,
    /// How it stands.
    pub state: AccountState,
    /// Who is signed in.
    pub subject: String,
    /// The page of the server's own console for renewing what is signed in with.
    pub renewal_page: Option<String>,
    /// Which of the server's interfaces is spoken, where it has several.
    pub interface: Option<String>,
    /// The user chose that interface.
    pub interface_pinned: bool,
    /// Why it could not be asked.
    pub trouble: Option<IpcError>,
    /// Since when, RFC 3339.
    #[cfg_attr(feature = "bindings", ts(type = "string | null"))]
    pub trouble_since: Option<DateTime<Utc>>,
    /// When its tokens were last listed, RFC 3339.
    #[cfg_attr(feature = "bindings", ts(type = "string | null"))]
    pub refreshed_at: Option<DateTime<Utc>>,
    /// The server's version.
    pub server_version: Option<String>,
    /// Talks plain http to a private address, by consent.
    pub plain_http: bool,
    /// Ends with this window.
    pub session_only: bool,
    /// Has an extra certificate authority.
    pub extra_ca: bool,
    /// Server clock minus ours, in seconds.
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub clock_skew_seconds: i64,
    /// What its server can do.
    pub capabilities: Capabilities,
}

/// The keychain's state.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct StoreView {
    /// What people call it.
    pub name: String,
    /// Its state.
    pub state: StoreState,
    /// The collection that holds our entries.
    pub collection: Option<String>,
    /// How many secrets of ours it holds.
    pub secrets: Option<u32>,
    /// How long it took to answer, in milliseconds.
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub answered_in_ms: u64,
    /// What is wrong and what to do, when it is not available.
    pub trouble: Option<IpcError>,
}

/// A new secret that is in this process's memory only.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct UnsavedView {
    /// Local id of the token.
    pub id: String,
    /// Alias of its account.
    pub account: String,
    /// Its name.
    pub name: String,
    /// Whether the user has seen or copied it: then we never revoke it.
    pub handed: bool,
    /// Whether the server's id is known, so that it can be revoked here.
    pub revocable: bool,
    /// Why it was not stored; `None` when the user asked for it not to be.
    pub reason: Option<IpcError>,
}

/// Everything the window draws, read from the database alone: never waits for server or keychain.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct Snapshot {
    /// Every account, by alias.
    pub accounts: Vec<AccountView>,
    /// Everyone who can own tokens, by account, organization and name.
    pub owners: Vec<OwnerRow>,
    /// Every token, soonest expiry first, those without one after them, expired ones last.
    pub tokens: Vec<TokenRow>,
    /// New secrets in memory only.
    pub unsaved: Vec<UnsavedView>,
    /// The profile is the sandbox.
    pub sandbox: bool,
}

/// What a server says before sign-in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct DiscoveryView {
    /// Kind of server.
    pub product: Product,
    /// Address as it will be used.
    pub url: String,
    /// Its version.
    pub version: Option<String>,
    /// How one can sign in, best first.
    pub methods: Vec<SignInMethod>,
    /// Server clock minus ours, in seconds.
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub clock_skew_seconds: i64,
    /// The connection is encrypted.
    pub encrypted: bool,
    /// An alias that is free.
    pub suggested_alias: String,
}

/// What became of a create.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub enum Created {
    /// The keychain has it.
    Saved {
        /// The token.
        token: Box<TokenView>,
    },
    /// It is in memory only: the user must decide.
    Unsaved {
        /// What there is to decide on.
        unsaved: Box<UnsavedView>,
    },
}

/// The one answer that holds a secret.
#[derive(Clone, Debug)]
pub struct RevealedSecret {
    /// The value.
    pub value: PatSecret,
}

/// A deletion that can still be undone, or that is under way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct HoldView {
    /// Local id of the token.
    pub id: String,
    /// When it is sent, RFC 3339.
    #[cfg_attr(feature = "bindings", ts(type = "string"))]
    pub until: DateTime<Utc>,
}

/// One line of activity.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct ActivityView {
    /// When, RFC 3339.
    #[cfg_attr(feature = "bindings", ts(type = "string"))]
    pub at: DateTime<Utc>,
    /// What.
    pub action: Action,
    /// What it was called then.
    pub name: String,
}

/// When a copied secret leaves the clipboard.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub enum CopiedView {
    /// After so many seconds, if it is still there.
    Clears {
        /// Seconds from now.
        seconds: u32,
    },
    /// No keychain has it: the time starts once the user has decided what becomes of it.
    Waits,
    /// Never by us: this desktop lets nobody compare or clear the clipboard.
    Stays,
}

/// What the window must know before its first paint.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct StartView {
    /// What the user has set.
    pub settings: crate::settings::Settings,
    /// The system's language tag, such as `it-IT`.
    pub system_language: String,
    /// Version of the program.
    pub version: String,
    /// The profile is the sandbox.
    pub sandbox: bool,
    /// The kinds of servers one can connect to.
    pub products: Vec<Product>,
    /// What people call the store that will hold secrets.
    pub store_name: String,
    /// A damaged database was set aside here, and a new one begun.
    pub set_aside: Option<String>,
}
