//! What the use cases need from the outside. Each has an adapter and a fake in `patwarden-testkit`.
//!
//! Every call ends: adapters set deadlines. None of them blocks an async thread.

use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;
use chrono::{DateTime, Utc};

use crate::account::{Account, AccountId, Address, ProviderId, SignInMethod};
use crate::activity::Activity;
use crate::capabilities::{Capabilities, Product};
use crate::error::Result;
use crate::journal::{Entry, EntryId, Outcome, Step};
use crate::owner::{Directory, KnownOwner, NewOwner, OwnerState};
use crate::secret::{PatSecret, SignInSecret, StoredSecret};
use crate::token::{Ends, Owner, RecordId, RemoteToken, Scopes, ServerId, Token, TokenName};

// ---------------------------------------------------------------- servers

/// What is needed to talk to a server before an account exists.
#[derive(Clone, Debug)]
pub struct ServerAddress {
    /// Where it is.
    pub address: Address,
    /// Certificates of a private authority, PEM.
    pub extra_ca: Option<String>,
    /// The user agreed to plain http for this private address.
    pub plain_http_agreed: bool,
}

/// What a server says about itself before anyone signs in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Discovery {
    /// Kind of server.
    pub provider: ProviderId,
    /// Its address as it spells it itself, if it differs only by a path or trailing parts.
    pub address: Address,
    /// Its version, where it says one.
    pub version: Option<String>,
    /// How one can sign in, best first.
    pub methods: Vec<SignInMethod>,
    /// Server clock minus ours, in seconds.
    pub clock_skew_seconds: i64,
}

/// Finds out what a server is, and opens it for an account. (The one port `design.md` did not draw:
/// something has to turn an address and a credential into a [`TokenProvider`].)
#[async_trait]
pub trait Servers: Send + Sync {
    /// Asks the server what it is. Sends no credential.
    async fn discover(&self, server: &ServerAddress) -> Result<Discovery>;

    /// A signed-in connection. Sends nothing yet.
    fn open(&self, credential: &Credential<'_>) -> Result<Arc<dyn TokenProvider>>;

    /// The kinds of servers there are, in the order they are offered.
    fn products(&self) -> Vec<Product>;

    /// What servers of this kind can do; of a kind nobody knows any more, nothing.
    fn capabilities(&self, provider: &ProviderId) -> Capabilities;

    /// The page of the server's own console on which `owner` gets a new token, where it has one.
    fn renewal_page(
        &self,
        provider: &ProviderId,
        server: &ServerAddress,
        owner: &Owner,
    ) -> Option<String>;
}

/// What a connection is opened with.
#[derive(Clone, Debug)]
pub struct Credential<'a> {
    /// Kind of server.
    pub provider: &'a ProviderId,
    /// Where it is.
    pub server: &'a ServerAddress,
    /// How to sign in.
    pub method: SignInMethod,
    /// User name, for basic only.
    pub username: Option<&'a str>,
    /// Password or token.
    pub secret: &'a SignInSecret,
    /// The interface that worked last, or is pinned.
    pub interface: Option<&'a str>,
    /// Speak that interface only.
    pub pinned: bool,
}

/// Whose tokens a list holds completely: only their absence means anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Covers {
    /// Everyone whose tokens this account could ever see.
    Everyone,
    /// The owners that the same listing names.
    ItsOwners,
}

/// What an account can see.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listing {
    /// Every token.
    pub tokens: Vec<RemoteToken>,
    /// Everyone whose tokens can be seen.
    pub owners: Vec<KnownOwner>,
    /// Whose tokens these are completely.
    pub covers: Covers,
    /// Server clock minus ours, in seconds.
    pub clock_skew_seconds: i64,
}

impl Listing {
    /// Whether the absence of a token of this owner means that it is gone.
    pub fn covers_owner(&self, owner: &Owner) -> bool {
        match self.covers {
            Covers::Everyone => true,
            Covers::ItsOwners => self
                .owners
                .iter()
                .any(|known| known.owner.id == owner.id && known.state != OwnerState::Hidden),
        }
    }
}

/// What to make.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewToken {
    /// Its name.
    pub name: TokenName,
    /// Its scopes.
    pub scopes: Scopes,
    /// Whose it shall be.
    pub owner: Owner,
    /// When it shall end.
    pub ends: Ends,
    /// Microseconds to be written into its end, for finding it again; `ends` has them already where
    /// it is a date.
    pub mark: Option<u32>,
}

/// A server's answer to a create.
#[derive(Debug)]
pub struct Issued {
    /// The value, seen here for the only time.
    pub secret: PatSecret,
    /// The token, where the answer says enough to know it without a list.
    pub token: Option<RemoteToken>,
    /// Server clock minus ours, in seconds.
    pub clock_skew_seconds: i64,
}

/// One signed-in connection to one server.
#[async_trait]
pub trait TokenProvider: Send + Sync {
    /// Who the server says we are. Proves address and credential.
    async fn who_am_i(&self) -> Result<KnownOwner>;

    /// Every token the account can see, with everyone it could be of.
    async fn list(&self) -> Result<Listing>;

    /// The tokens of one owner, complete. `Forbidden` and its kin when they may not be looked at.
    async fn list_of(&self, owner: &Owner) -> Result<Listing>;

    /// One token; `None` when the server does not have it.
    async fn get(&self, owner: &Owner, id: &ServerId) -> Result<Option<RemoteToken>>;

    /// Makes a token. Sent at most once, never retried. [`crate::ErrorCode::AnswerLost`] means that
    /// it may exist; any other error means that it does not.
    async fn create(&self, token: &NewToken) -> Result<Issued>;

    /// Deletes a token. Deleting what is gone already succeeds.
    async fn delete(&self, owner: &Owner, id: &ServerId) -> Result<Deleted>;

    /// Whether the server accepts this secret now, asked with nothing else.
    async fn accepts(&self, secret: &PatSecret) -> Result<bool>;

    /// What became of an owner that lists name no longer.
    async fn owner_state(&self, owner: &Owner) -> Result<OwnerState>;

    /// Organizations and roles, for choosing an owner.
    async fn directory(&self) -> Result<Directory>;

    /// Makes an owner. Sent at most once, never retried.
    async fn create_owner(&self, owner: &NewOwner) -> Result<KnownOwner>;

    /// The interface that worked last, where the server has several.
    fn interface(&self) -> Option<String>;
}

/// What the answer to a deletion is worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deleted {
    /// The server's word that this very token is gone.
    Certainly,
    /// The server says so to anything: only a list proves it.
    Allegedly,
}

// --------------------------------------------------------------- keychain

/// Names an entry of the keychain.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum SecretKey {
    /// The secret of a token: `<account id>/<record id>`.
    Token(AccountId, RecordId),
    /// What an account signs in with: `<account id>/credential`.
    Credential(AccountId),
}

impl SecretKey {
    /// The account it belongs to.
    pub fn account(&self) -> &AccountId {
        match self {
            Self::Token(account, _) | Self::Credential(account) => account,
        }
    }
}

impl fmt::Display for SecretKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Token(account, record) => write!(f, "{account}/{record}"),
            Self::Credential(account) => write!(f, "{account}/credential"),
        }
    }
}

/// What is written beside a secret, enough to rebuild a lost index. Readable without unlocking:
/// nothing confidential.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SecretAttributes {
    /// Address of the server.
    pub url: String,
    /// Kind of server, as in `ProviderKind`'s text.
    pub provider: String,
    /// Who the account signs in as: the server's id.
    pub subject: String,
    /// Who owns the token, or who signs in: the server's id.
    pub owner: String,
    /// Name of the token, or alias of the account.
    pub name: String,
    /// The server's id, once known.
    pub server_id: Option<String>,
}

/// How long a keychain call may take, and whether it may ask the user something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Patience {
    /// Background, or a command without a terminal: never prompts; 2 s.
    Quiet,
    /// The user asked and may have to unlock: 120 s.
    Asked,
}

/// What state the keychain is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub enum StoreState {
    /// Ready.
    Available,
    /// There, but locked.
    Locked,
    /// No service answers.
    Absent,
    /// The service has no default collection.
    NoDefaultCollection,
    /// It did not answer in time.
    TimedOut,
    /// It refused.
    Refused,
}

/// What can be said about the keychain without a prompt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoreReport {
    /// What people call the store: "Secret Service".
    pub name: String,
    /// Its state now.
    pub state: StoreState,
    /// The collection that holds our entries, where it has such.
    pub collection: Option<String>,
    /// How many secrets of ours it holds.
    pub secrets: Option<u32>,
    /// How long it took to answer, in milliseconds.
    pub answered_in_ms: u64,
}

/// The keychain. Errors carry one of the `Keychain…` codes, or `Internal`.
#[async_trait]
pub trait SecretVault: Send + Sync {
    /// What people call the store.
    fn name(&self) -> String;

    /// State of the store, within 2 s, without a prompt.
    async fn report(&self) -> StoreReport;

    /// Asks the user to unlock.
    async fn unlock(&self) -> Result<()>;

    /// Proves that a secret could be stored now: writes `<account id>/probe` and removes it.
    async fn probe(&self, account: &AccountId, patience: Patience) -> Result<()>;

    /// Stores a secret, replacing one under the same key. After a timeout it may still arrive late:
    /// ask [`SecretVault::contains`] later.
    async fn put(
        &self,
        key: &SecretKey,
        attributes: &SecretAttributes,
        secret: &StoredSecret,
        patience: Patience,
    ) -> Result<()>;

    /// Replaces the attributes beside a secret that is there.
    async fn annotate(
        &self,
        key: &SecretKey,
        attributes: &SecretAttributes,
        patience: Patience,
    ) -> Result<()>;

    /// Reads a secret; `None` when there is none under this key.
    async fn get(&self, key: &SecretKey, patience: Patience) -> Result<Option<StoredSecret>>;

    /// Whether there is a secret under this key. Works on a locked store and never prompts.
    async fn contains(&self, key: &SecretKey) -> Result<bool>;

    /// Removes a secret; `false` when there was none.
    async fn remove(&self, key: &SecretKey, patience: Patience) -> Result<bool>;

    /// The keys of every entry of ours. Never prompts. Works on a locked store too, unless that
    /// store hides names until it was unlocked once (gnome-keyring after sign-in): `KeychainLocked`.
    async fn keys(&self) -> Result<Vec<(SecretKey, SecretAttributes)>>;
}

// --------------------------------------------------------------- database

/// A change of the tokens of one account: from what is there to what shall be there.
pub type TokenChange = Box<dyn FnOnce(Vec<Token>) -> Vec<Token> + Send>;

/// A change of one account: from what it has become meanwhile to what it shall be.
pub type AccountChange = Box<dyn FnOnce(Account) -> Account + Send>;

/// Accounts, tokens and activity, shared by every process of ours.
#[async_trait]
pub trait TokenIndex: Send + Sync {
    /// Every account, by alias.
    async fn accounts(&self) -> Result<Vec<Account>>;

    /// Adds or replaces (by id) an account. `AliasTaken` when another has its alias.
    async fn save_account(&self, account: &Account) -> Result<()>;

    /// Reads, changes and writes an account in one transaction; `false` when it is gone, which a
    /// late answer must not undo.
    async fn change_account(&self, id: &AccountId, change: AccountChange) -> Result<bool>;

    /// Removes an account with its tokens and journal entries.
    async fn remove_account(&self, id: &AccountId) -> Result<()>;

    /// Every token of one account, or of all.
    async fn tokens(&self, account: Option<&AccountId>) -> Result<Vec<Token>>;

    /// One token.
    async fn token(&self, id: &RecordId) -> Result<Option<Token>>;

    /// Reads, changes and writes the tokens of an account in one transaction. Does nothing when the
    /// account is gone.
    async fn change_tokens(&self, account: &AccountId, change: TokenChange) -> Result<()>;

    /// The same for the tokens of an account with this local id or this server id alone: the change is
    /// given no others, and they stay as they are.
    async fn change_token(
        &self,
        account: &AccountId,
        id: &RecordId,
        server_id: Option<&ServerId>,
        change: TokenChange,
    ) -> Result<()>;

    /// Everyone known to own tokens, of one account or of all.
    async fn owners(&self, account: Option<&AccountId>) -> Result<Vec<(AccountId, KnownOwner)>>;

    /// Replaces what is known about the owners of an account. Does nothing when the account is gone.
    async fn save_owners(&self, account: &AccountId, owners: Vec<KnownOwner>) -> Result<()>;

    /// Adds a line of activity.
    async fn record(&self, activity: &Activity) -> Result<()>;

    /// The latest activity, newest first, of one record or of all.
    async fn activity(&self, record: Option<&RecordId>, limit: u32) -> Result<Vec<Activity>>;

    /// A number that changes when *another* process has changed the database.
    async fn data_version(&self) -> Result<i64>;
}

/// The journal of changes that take several steps. Each write is on disk when the call returns.
#[async_trait]
pub trait Journal: Send + Sync {
    /// Begins a change owned by this process. `Busy` while the record has an open entry,
    /// `AccountNotFound` when the account is gone.
    async fn begin(&self, account: &AccountId, record: &RecordId, step: &Step) -> Result<EntryId>;

    /// Writes the next step of an entry owned by this process.
    async fn write(&self, id: EntryId, step: &Step) -> Result<()>;

    /// Ends an entry.
    async fn end(&self, id: EntryId, outcome: Outcome) -> Result<()>;

    /// Lets an entry go, so that anyone may resume it.
    async fn release(&self, id: EntryId) -> Result<()>;

    /// Takes over an entry that nobody works on; `false` when someone else was faster.
    async fn claim(&self, id: EntryId) -> Result<bool>;

    /// What was deleted on the server through an account since then: lists may show it still.
    async fn deleted_since(
        &self,
        account: &AccountId,
        since: DateTime<Utc>,
    ) -> Result<Vec<ServerId>>;

    /// Every open entry.
    async fn open_entries(&self) -> Result<Vec<Entry>>;
}

// ------------------------------------------------------------------- time

/// What time it is.
pub trait Clock: Send + Sync {
    /// Now.
    fn now(&self) -> DateTime<Utc>;
}
