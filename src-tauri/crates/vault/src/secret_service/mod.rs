//! The Secret Service (gnome-keyring, `KWallet`, `KeePassXC`) as a `SecretVault`.
//!
//! Nothing is kept between two calls: each opens its own connection and its own encrypted session,
//! some milliseconds of work. So a service that hangs keeps only what it was asked on, one that is
//! started or restarted later is found by the next call, and no failure is ever remembered.

mod blame;
mod bus;
mod entries;
mod visit;

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use async_trait::async_trait;
use patwarden_core::account::AccountId;
use patwarden_core::error::{ErrorCode, Result};
use patwarden_core::ports::{
    Patience, SecretAttributes, SecretKey, SecretVault, StoreReport, StoreState,
};
use patwarden_core::secret::StoredSecret;

use crate::deadline::{Deadlines, within};
use crate::names;
use crate::trouble::{self, Trouble};
use visit::{Turn, Visit};

/// The keychain of a Linux desktop.
///
/// A call that ran out of time may still succeed later: its thread goes on waiting, apart from
/// every later call. Between the look that finds a keychain unlocked and the write that follows,
/// some milliseconds pass; a keychain locked by someone else just then may show its prompt even to
/// a quiet call, because the store crate unlocks by itself.
#[derive(Debug)]
pub struct SecretServiceVault {
    service: String,
    deadlines: Deadlines,
    turn: Mutex<Turn>,
}

impl SecretServiceVault {
    /// Entries are kept under `service`. Opens nothing yet.
    pub fn new(service: impl Into<String>) -> Self {
        Self::with_deadlines(service, Deadlines::default())
    }

    /// The same with other deadlines.
    pub fn with_deadlines(service: impl Into<String>, deadlines: Deadlines) -> Self {
        Self {
            service: service.into(),
            deadlines,
            turn: Mutex::default(),
        }
    }

    async fn call<T, W>(&self, patience: Patience, work: W) -> Result<T>
    where
        T: Send + 'static,
        W: FnOnce(&Visit) -> std::result::Result<T, Trouble> + Send + 'static,
    {
        let turn = Arc::clone(&self.turns());
        let deadline = self.deadlines.of(patience);
        let visit = Visit {
            service: self.service.clone(),
            patience,
            deadline,
            turn: Arc::clone(&turn),
        };
        let outcome = within(deadline, move || work(&visit)).await;
        if outcome
            .as_ref()
            .is_err_and(|error| error.code == ErrorCode::KeychainTimedOut)
        {
            self.abandon(&turn);
        }
        outcome
    }

    /// Whoever hangs may hold the turn for ever: later calls queue up anew.
    fn abandon(&self, turn: &Turn) {
        let mut current = self.turns();
        if Arc::ptr_eq(&current, turn) {
            *current = Turn::default();
        }
    }

    fn turns(&self) -> std::sync::MutexGuard<'_, Turn> {
        self.turn.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl SecretVault for SecretServiceVault {
    fn name(&self) -> String {
        "Secret Service".into()
    }

    async fn report(&self) -> StoreReport {
        let asked = Instant::now();
        let facts = self.call(Patience::Quiet, Visit::look).await;
        let answered_in_ms = u64::try_from(asked.elapsed().as_millis()).unwrap_or(u64::MAX);
        let (state, collection, secrets) = match facts {
            Ok(facts) => {
                let state = if facts.locked {
                    StoreState::Locked
                } else {
                    StoreState::Available
                };
                (
                    state,
                    Some(facts.collection),
                    u32::try_from(facts.secrets).ok(),
                )
            }
            Err(error) => (trouble::state(error.code), None, None),
        };
        StoreReport {
            name: self.name(),
            state,
            collection,
            secrets,
            answered_in_ms,
        }
    }

    async fn unlock(&self) -> Result<()> {
        self.call(Patience::Asked, Visit::unlock).await
    }

    async fn probe(&self, account: &AccountId, patience: Patience) -> Result<()> {
        let user = names::probe(account);
        self.call(patience, move |visit| visit.probe(&user)).await
    }

    async fn put(
        &self,
        key: &SecretKey,
        attributes: &SecretAttributes,
        secret: &StoredSecret,
        patience: Patience,
    ) -> Result<()> {
        let (key, attributes, secret) = (key.clone(), attributes.clone(), secret.clone());
        self.call(patience, move |visit| visit.put(&key, &attributes, &secret))
            .await
    }

    async fn annotate(
        &self,
        key: &SecretKey,
        attributes: &SecretAttributes,
        patience: Patience,
    ) -> Result<()> {
        let (key, attributes) = (key.clone(), attributes.clone());
        self.call(patience, move |visit| visit.annotate(&key, &attributes))
            .await
    }

    async fn get(&self, key: &SecretKey, patience: Patience) -> Result<Option<StoredSecret>> {
        let key = key.clone();
        self.call(patience, move |visit| visit.get(&key)).await
    }

    async fn contains(&self, key: &SecretKey) -> Result<bool> {
        let key = key.clone();
        self.call(Patience::Quiet, move |visit| visit.contains(&key))
            .await
    }

    async fn remove(&self, key: &SecretKey, patience: Patience) -> Result<bool> {
        let key = key.clone();
        self.call(patience, move |visit| visit.remove(&key)).await
    }

    async fn keys(&self) -> Result<Vec<(SecretKey, SecretAttributes)>> {
        self.call(Patience::Quiet, Visit::keys).await
    }
}
