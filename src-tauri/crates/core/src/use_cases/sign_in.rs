//! From an account to a signed-in connection.

use std::sync::Arc;

use super::{UseCases, lock};
use crate::account::{Account, AccountId};
use crate::error::{CoreError, ErrorCode, Result};
use crate::ports::{Credential, Patience, SecretKey, ServerAddress, TokenProvider};
use crate::secret::SignInSecret;

impl Account {
    /// Where its server is.
    pub fn server(&self) -> ServerAddress {
        ServerAddress {
            address: self.address.clone(),
            extra_ca: self.extra_ca.clone(),
            plain_http_agreed: self.plain_http_agreed,
        }
    }

    /// Whether a new sign-in is what it waits for, or would be at the next start.
    pub(super) fn needs_sign_in(&self) -> bool {
        let refused = self
            .trouble
            .as_ref()
            .is_some_and(|trouble| trouble.code.is_sign_in());
        refused || self.session_only
    }

    /// Whether a connection opened for `other` still fits: nothing it was built from has changed.
    fn opens_like(&self, other: &Self) -> bool {
        self.address == other.address
            && self.method == other.method
            && self.username == other.username
            && self.extra_ca == other.extra_ca
            && self.plain_http_agreed == other.plain_http_agreed
            && self.interface_pinned == other.interface_pinned
            && (self.interface == other.interface || !self.interface_pinned)
    }
}

impl UseCases {
    /// A connection for `account`, opened once and kept while the account does not change.
    pub(super) async fn connection(
        &self,
        account: &Account,
        patience: Patience,
    ) -> Result<Arc<dyn TokenProvider>> {
        if let Some((opened_for, connection)) = lock(&self.memory.connections).get(&account.id)
            && account.opens_like(opened_for)
        {
            return Ok(Arc::clone(connection));
        }
        let secret = self.credential(account, patience).await?;
        let connection = self.ports.servers.open(&Credential {
            provider: &account.provider,
            server: &account.server(),
            method: account.method,
            username: account.username.as_deref(),
            secret: &secret,
            interface: account.interface.as_deref(),
            pinned: account.interface_pinned,
        })?;
        lock(&self.memory.connections).insert(
            account.id.clone(),
            (account.clone(), Arc::clone(&connection)),
        );
        Ok(connection)
    }

    async fn credential(&self, account: &Account, patience: Patience) -> Result<SignInSecret> {
        let in_memory = lock(&self.memory.session_credentials)
            .get(&account.id)
            .cloned();
        if let Some(secret) = in_memory {
            return Ok(secret);
        }
        let key = SecretKey::Credential(account.id.clone());
        let kept = if account.session_only {
            None
        } else {
            self.ports.vault.get(&key, patience).await?
        };
        kept.map(SignInSecret::from).ok_or_else(|| {
            CoreError::new(
                ErrorCode::SignedOut,
                format!(
                    "there is no credential for \"{}\" here; disconnect it and connect it again",
                    account.alias
                ),
            )
        })
    }

    /// Forgets the credentials of accounts that another window or command has disconnected.
    pub(super) fn forget_disconnected(&self, accounts: &[Account]) {
        let is_known = |id: &AccountId| accounts.iter().any(|account| account.id == *id);
        lock(&self.memory.connections).retain(|id, _| is_known(id));
        lock(&self.memory.session_credentials).retain(|id, _| is_known(id));
    }

    /// Forgets an open connection and a credential that was in memory only.
    pub(super) fn forget_connection(&self, account: &Account) {
        lock(&self.memory.connections).remove(&account.id);
        lock(&self.memory.session_credentials).remove(&account.id);
    }
}
