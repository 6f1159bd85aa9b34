//! Leaving a server, and following one that moved.

use super::UseCases;
use super::connect::credential_attributes;
use crate::account::{Account, Address};
use crate::activity::Action;
use crate::error::{CoreError, ErrorCode, Result};
use crate::journal::Holder;
use crate::ports::{SecretKey, ServerAddress};

impl UseCases {
    /// Disconnects an account. Its sign-in credential is always removed; the secrets of its tokens
    /// stay in the keychain unless `forget_secrets`. On the server nothing changes.
    pub async fn disconnect(&self, alias: &str, forget_secrets: bool) -> Result<()> {
        let account = self.account(alias).await?;
        let open = self.ports.journal.open_entries().await?;
        if open
            .iter()
            .any(|entry| entry.account == account.id && entry.holder != Holder::Nobody)
        {
            return Err(CoreError::new(
                ErrorCode::Busy,
                format!("a change on \"{alias}\" is still under way; wait until it is finished"),
            ));
        }
        let patience = self.ports.when_asked;
        if forget_secrets {
            // Asked of the keychain, not of our records: a create that was cut short, or a write that
            // came late, left one that no record knows.
            for (key, _) in self.all_keys().await? {
                if matches!(&key, SecretKey::Token(id, _) if *id == account.id) {
                    self.ports.vault.remove(&key, patience).await?;
                }
            }
        }
        if !account.session_only {
            self.ports
                .vault
                .remove(&SecretKey::Credential(account.id.clone()), patience)
                .await?;
        }
        self.ports.index.remove_account(&account.id).await?;
        self.forget_connection(&account);
        self.note(Action::Disconnected, &account.id, None, alias)
            .await;
        Ok(())
    }

    /// Moves an account to another address of the same server, after the credential was accepted
    /// there for the same subject.
    pub async fn change_address(&self, alias: &str, url: &str) -> Result<Account> {
        let account = self.account(alias).await?;
        let address = url.parse::<Address>()?;
        // What was agreed to for one place is not agreed to for another.
        let same_place = address.url().origin() == account.address.url().origin();
        let server = ServerAddress {
            plain_http_agreed: account.plain_http_agreed && same_place,
            address,
            ..account.server()
        };
        let found = self
            .ports
            .servers
            .discover(&server)
            .await
            .map_err(|error| match error.code {
                ErrorCode::PlainHttpConsent => CoreError::new(
                    ErrorCode::PlainHttpConsent,
                    "the new address is not encrypted, which this account has not agreed to; connect it as a new account",
                ),
                _ => error,
            })?;
        if found.provider != account.provider {
            return Err(CoreError::new(
                ErrorCode::WrongProduct,
                "a server of another kind answers at this address; connect it as a new account",
            ));
        }
        let moved = Account {
            address: found.address,
            plain_http_agreed: server.plain_http_agreed,
            server_version: found.version,
            clock_skew_seconds: found.clock_skew_seconds,
            ..account.clone()
        };
        let connection = self.connection(&moved, self.ports.when_asked).await?;
        let answered = connection.who_am_i().await;
        if !answered
            .as_ref()
            .is_ok_and(|subject| subject.owner.id == moved.subject.id)
        {
            super::lock(&self.memory.connections).remove(&account.id);
        }
        let subject = answered?.owner;
        if subject.id != moved.subject.id {
            return Err(CoreError::new(
                ErrorCode::SignInRefused,
                format!(
                    "the server there knows this credential as \"{}\", not as \"{}\"; connect it as a new account",
                    subject.name, moved.subject.name
                ),
            ));
        }
        let there = moved.clone();
        let follow = Box::new(move |account| Account {
            address: there.address,
            plain_http_agreed: there.plain_http_agreed,
            server_version: there.server_version,
            clock_skew_seconds: there.clock_skew_seconds,
            ..account
        });
        self.ports.index.change_account(&moved.id, follow).await?;
        if !moved.session_only {
            let key = SecretKey::Credential(moved.id.clone());
            let attributes = credential_attributes(&moved);
            let annotated = self
                .ports
                .vault
                .annotate(&key, &attributes, self.ports.when_asked)
                .await;
            if let Err(error) = annotated {
                // Only for rebuilding a lost index: the account has moved all the same.
                tracing::info!(%error, "the keychain still has the old address");
            }
        }
        self.refresh_account(&moved).await?;
        self.account_by_id(&moved.id).await
    }

    /// Removes accounts that were for one session only, unless a change of theirs is unfinished.
    /// Called when the one window starts.
    pub async fn end_past_sessions(&self) -> Result<()> {
        let open = self.ports.journal.open_entries().await?;
        for account in self.accounts().await? {
            let unfinished = open.iter().any(|entry| entry.account == account.id);
            if account.session_only && !unfinished {
                self.ports.index.remove_account(&account.id).await?;
            }
        }
        Ok(())
    }
}
