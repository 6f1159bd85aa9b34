//! The keychains of macOS and Windows, as far as keyring-core makes them alike.
//!
//! They have no place for our attributes (a lost index cannot be rebuilt from them), and neither
//! says whether it is locked: a prompt of macOS ends with the deadline of the call instead.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Instant;

use async_trait::async_trait;
use keyring::{CredentialStore, Error};
use patwarden_core::account::AccountId;
use patwarden_core::error::Result;
use patwarden_core::ports::{
    Patience, SecretAttributes, SecretKey, SecretVault, StoreReport, StoreState,
};
use patwarden_core::secret::StoredSecret;

use crate::deadline::{Deadlines, within};
use crate::names;
use crate::text::text;
use crate::trouble::{self, Trouble};

/// What differs between them.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Keychain {
    /// What people call it.
    pub(crate) name: &'static str,
    /// Opens it.
    pub(crate) open: fn() -> keyring::Result<Arc<CredentialStore>>,
    /// Whether a search can be narrowed to our service.
    pub(crate) searches_by_service: bool,
}

/// One of these keychains, for entries under `service`.
#[derive(Debug)]
pub(crate) struct NativeVault {
    service: String,
    keychain: Keychain,
    deadlines: Deadlines,
}

impl NativeVault {
    pub(crate) fn new(service: impl Into<String>, keychain: Keychain) -> Self {
        Self {
            service: service.into(),
            keychain,
            deadlines: Deadlines::default(),
        }
    }

    async fn call<T, W>(&self, patience: Patience, work: W) -> Result<T>
    where
        T: Send + 'static,
        W: FnOnce(&CredentialStore, &str) -> keyring::Result<T> + Send + 'static,
    {
        let (open, service) = (self.keychain.open, self.service.clone());
        within(self.deadlines.of(patience), move || {
            open()
                .and_then(|store| work(&*store, &service))
                .map_err(|error| Trouble::of(&error))
        })
        .await
    }
}

fn absent_is<T>(value: T) -> impl FnOnce(Error) -> keyring::Result<T> {
    |error| {
        if matches!(error, Error::NoEntry) {
            Ok(value)
        } else {
            Err(error)
        }
    }
}

#[async_trait]
impl SecretVault for NativeVault {
    fn name(&self) -> String {
        self.keychain.name.into()
    }

    async fn report(&self) -> StoreReport {
        let asked = Instant::now();
        let (state, secrets) = match self.keys().await {
            Ok(keys) => (StoreState::Available, u32::try_from(keys.len()).ok()),
            Err(error) => (trouble::state(error.code), None),
        };
        let answered_in_ms = u64::try_from(asked.elapsed().as_millis()).unwrap_or(u64::MAX);
        StoreReport {
            name: self.name(),
            state,
            collection: None,
            secrets,
            answered_in_ms,
        }
    }

    /// The system asks by itself when an entry is used.
    async fn unlock(&self) -> Result<()> {
        self.keys().await.map(|_| ())
    }

    async fn probe(&self, account: &AccountId, patience: Patience) -> Result<()> {
        let user = names::probe(account);
        self.call(patience, move |store, service| {
            let entry = store.build(service, &user, None)?;
            entry.set_password("probe")?;
            entry.delete_credential()
        })
        .await
    }

    async fn put(
        &self,
        key: &SecretKey,
        _attributes: &SecretAttributes,
        secret: &StoredSecret,
        patience: Patience,
    ) -> Result<()> {
        let (user, secret) = (key.to_string(), secret.clone());
        self.call(patience, move |store, service| {
            let entry = store.build(service, &user, None)?;
            // EXPOSE: on its way into the keychain.
            entry.set_password(secret.expose_secret())
        })
        .await
    }

    async fn annotate(&self, _: &SecretKey, _: &SecretAttributes, _: Patience) -> Result<()> {
        Ok(())
    }

    async fn get(&self, key: &SecretKey, patience: Patience) -> Result<Option<StoredSecret>> {
        let user = key.to_string();
        let deadline = self.deadlines.of(patience);
        let bytes = self
            .call(patience, move |store, service| {
                let read = store.build(service, &user, None)?.get_secret();
                read.map(Some).or_else(absent_is(None))
            })
            .await?;
        bytes
            .map(text)
            .transpose()
            .map_err(|trouble| trouble.into_error(deadline))
    }

    async fn contains(&self, key: &SecretKey) -> Result<bool> {
        Ok(self.keys().await?.iter().any(|(present, _)| present == key))
    }

    async fn remove(&self, key: &SecretKey, patience: Patience) -> Result<bool> {
        let user = key.to_string();
        self.call(patience, move |store, service| {
            let removed = store.build(service, &user, None)?.delete_credential();
            removed.map(|()| true).or_else(absent_is(false))
        })
        .await
    }

    async fn keys(&self) -> Result<Vec<(SecretKey, SecretAttributes)>> {
        let by_service = self.keychain.searches_by_service;
        self.call(Patience::Quiet, move |store, service| {
            let mut wanted = HashMap::new();
            if by_service {
                wanted.insert("service", service);
            }
            Ok(store
                .search(&wanted)?
                .iter()
                .filter_map(keyring::Entry::get_specifiers)
                .filter(|(theirs, _)| theirs == service)
                .filter_map(|(_, user)| names::key(&user))
                .map(|key| (key, SecretAttributes::default()))
                .collect())
        })
        .await
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may stop where it stands")]

    use std::sync::LazyLock;

    use keyring::api::CredentialStoreApi;
    use keyring::mock;
    use patwarden_core::error::ErrorCode;

    use super::*;

    static MOCK: LazyLock<Arc<mock::Store>> = LazyLock::new(|| mock::Store::new().unwrap());
    const KEYCHAIN: Keychain = Keychain {
        name: "mock",
        open: || Ok(MOCK.clone()),
        searches_by_service: true,
    };

    #[tokio::test]
    async fn a_secret_is_stored_read_and_removed() {
        let vault = NativeVault::new("service", KEYCHAIN);
        let key = SecretKey::Credential(AccountId("round-trip".into()));
        let attributes = SecretAttributes::default();
        let asked = Patience::Asked;
        vault.probe(key.account(), asked).await.unwrap();
        assert_eq!(vault.report().await.state, StoreState::Available);
        assert!(vault.get(&key, asked).await.unwrap().is_none());
        vault
            .put(&key, &attributes, &StoredSecret::new("value"), asked)
            .await
            .unwrap();
        let found = vault.get(&key, asked).await.unwrap().unwrap();
        // EXPOSE: to compare it.
        assert_eq!(found.expose_secret(), "value");
        assert!(vault.contains(&key).await.unwrap());
        assert!(vault.remove(&key, asked).await.unwrap());
        assert!(!vault.remove(&key, asked).await.unwrap());
    }

    #[tokio::test]
    async fn a_store_that_refuses_is_named_so() {
        let vault = NativeVault::new("service", KEYCHAIN);
        let key = SecretKey::Credential(AccountId("refused".into()));
        let entry = MOCK.build("service", &key.to_string(), None).unwrap();
        let mock: &mock::Cred = entry.as_any().downcast_ref().unwrap();
        for (error, code) in [
            (
                Error::NoStorageAccess("x".into()),
                ErrorCode::KeychainLocked,
            ),
            (
                Error::PlatformFailure("x".into()),
                ErrorCode::KeychainRefused,
            ),
        ] {
            mock.set_error(error);
            assert_eq!(
                vault.get(&key, Patience::Quiet).await.unwrap_err().code,
                code
            );
        }
    }
}
