//! What Patwarden can do, one file per act. Window and command line call the same ones.

mod connect;
mod create;
mod delete;
mod disconnect;
mod enlist;
mod hand_over;
mod identify;
mod interface;
mod kept_secrets;
mod merge;
mod owners;
mod prove;
mod refresh;
mod resume;
mod sign_in;
mod snapshot;
mod store;
mod unsaved;
mod wish;

use std::collections::{BTreeMap, HashMap};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

pub use delete::Deletion;

use crate::account::{Account, AccountId};
use crate::activity::{Action, Activity};
use crate::capabilities::Product;
use crate::error::{CoreError, ErrorCode, Result};
use crate::journal::EntryId;
use crate::ports::{
    Clock, Journal, Patience, SecretKey, SecretVault, Servers, TokenIndex, TokenProvider,
};
use crate::secret::SignInSecret;
use crate::token::{RecordId, Token};
use owners::NewlyMade;
use unsaved::Unsaved;

/// The outside, as the composition root built it.
#[derive(Clone)]
pub struct Ports {
    /// Servers.
    pub servers: Arc<dyn Servers>,
    /// Keychain.
    pub vault: Arc<dyn SecretVault>,
    /// Database.
    pub index: Arc<dyn TokenIndex>,
    /// Journal.
    pub journal: Arc<dyn Journal>,
    /// Time.
    pub clock: Arc<dyn Clock>,
    /// How long a keychain call may take when the user asked for it: [`Patience::Asked`] where he
    /// can answer a prompt, [`Patience::Quiet`] for a command without a terminal.
    pub when_asked: Patience,
}

impl std::fmt::Debug for Ports {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Ports").finish_non_exhaustive()
    }
}

/// Every use case. One per process, shared by all its tasks.
#[derive(Debug)]
pub struct UseCases {
    ports: Ports,
    memory: Memory,
}

/// An open connection, and the account as it was when it was opened.
type Connection = (Account, Arc<dyn TokenProvider>);

/// What lives in this process only.
#[derive(Default)]
struct Memory {
    connections: Mutex<HashMap<AccountId, Connection>>,
    session_credentials: Mutex<HashMap<AccountId, SignInSecret>>,
    unsaved: Mutex<BTreeMap<RecordId, Unsaved>>,
    holds: Mutex<HashMap<RecordId, EntryId>>,
    new_owners: Mutex<Vec<NewlyMade>>,
    revoking: AtomicUsize,
    creating: AtomicUsize,
}

impl std::fmt::Debug for Memory {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Memory")
    }
}

/// Counts for as long as it lives, however it ends.
struct Counted<'a>(&'a AtomicUsize);

impl<'a> Counted<'a> {
    fn new(counter: &'a AtomicUsize) -> Self {
        counter.fetch_add(1, Ordering::AcqRel);
        Self(counter)
    }
}

impl Drop for Counted<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::AcqRel);
    }
}

/// A lock that goes on after a panic elsewhere: every value behind one is whole at any instant.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl UseCases {
    /// Use cases over these ports.
    pub fn new(ports: Ports) -> Self {
        Self {
            ports,
            memory: Memory::default(),
        }
    }

    /// Every account, by alias.
    pub async fn accounts(&self) -> Result<Vec<Account>> {
        self.ports.index.accounts().await
    }

    /// The kinds of servers one can connect to, in the order they are offered.
    pub fn products(&self) -> Vec<Product> {
        self.ports.servers.products()
    }

    /// The account of this alias.
    pub async fn account(&self, alias: &str) -> Result<Account> {
        let accounts = self.accounts().await?;
        accounts
            .into_iter()
            .find(|account| account.alias.as_str() == alias)
            .ok_or_else(|| {
                CoreError::new(
                    ErrorCode::AccountNotFound,
                    format!("there is no account called \"{alias}\"; connect one first"),
                )
            })
    }

    async fn account_by_id(&self, id: &AccountId) -> Result<Account> {
        let accounts = self.accounts().await?;
        accounts
            .into_iter()
            .find(|account| account.id == *id)
            .ok_or_else(|| {
                CoreError::new(
                    ErrorCode::AccountNotFound,
                    "the account has been disconnected meanwhile",
                )
            })
    }

    /// The token with this local id.
    pub async fn token(&self, id: &RecordId) -> Result<Token> {
        self.ports.index.token(id).await?.ok_or_else(|| {
            CoreError::new(
                ErrorCode::TokenNotFound,
                "this token is no longer listed here",
            )
        })
    }

    /// Writes down what was done. A failure is logged and swallowed: the act itself has happened,
    /// and must not be reported as failed for want of a line about it.
    async fn note(
        &self,
        action: Action,
        account: &AccountId,
        record: Option<&RecordId>,
        name: &str,
    ) {
        let activity = Activity {
            at: self.ports.clock.now(),
            action,
            account: account.clone(),
            record: record.cloned(),
            name: name.to_owned(),
        };
        if let Err(error) = self.ports.index.record(&activity).await {
            tracing::warn!(%error, "activity not recorded");
        }
    }

    fn key(token: &Token) -> SecretKey {
        SecretKey::Token(token.account.clone(), token.id.clone())
    }
}
