//! A new secret that no keychain took: it stays in memory until the user has decided what becomes
//! of it. Nothing here happens by accident, and what the user has seen is never revoked by us.

use std::sync::atomic::Ordering;

use super::delete::prove_gone;
use super::enlist::{Made, key_of, new_attributes};
use super::{UseCases, lock};
use crate::account::AccountId;
use crate::activity::Action;
use crate::custody::Custody;
use crate::error::{CoreError, ErrorCode, Result};
use crate::identity::CreateFacts;
use crate::journal::{CreateRecord, CreateStep, EntryId, Outcome, Step};
use crate::ports::{Deleted, Patience};
use crate::secret::{PatSecret, StoredSecret};
use crate::token::{RecordId, RemoteToken, ServerId};
use crate::view::{Created, IpcError, UnsavedView};

/// A secret in memory, and what is needed to store, hand over or revoke it.
#[derive(Clone, Debug)]
pub(super) struct Unsaved {
    pub(super) account: AccountId,
    pub(super) entry: EntryId,
    pub(super) facts: CreateFacts,
    pub(super) secret: PatSecret,
    pub(super) server_id: Option<ServerId>,
    pub(super) answered: Option<RemoteToken>,
    pub(super) handed: bool,
    /// Why it was not stored; `None` when the user asked for that.
    pub(super) reason: Option<CoreError>,
}

impl UseCases {
    /// Tries the keychain again.
    pub async fn store_unsaved(&self, record: &RecordId) -> Result<Created> {
        let unsaved = self.unsaved(record)?;
        let account = self.account_by_id(&unsaved.account).await?;
        let key = key_of(&account, record);
        let attributes = new_attributes(&account, &unsaved.facts, unsaved.answered.as_ref());
        let stored = StoredSecret::from(&unsaved.secret);
        let asked = self.ports.when_asked;
        if let Err(reason) = self
            .ports
            .vault
            .put(&key, &attributes, &stored, asked)
            .await
        {
            if let Some(unsaved) = lock(&self.memory.unsaved).get_mut(record) {
                unsaved.reason = Some(reason);
            }
            let unsaved = Box::new(self.unsaved_view(record).await?);
            return Ok(Created::Unsaved { unsaved });
        }
        // It is safe now: nothing that fails from here on brings the question back.
        lock(&self.memory.unsaved).remove(record);
        let connection = self.connection(&account, asked).await.ok();
        let custody = Custody::Held {
            store: self.ports.vault.name(),
        };
        let entry = unsaved.entry;
        let made = Made {
            account: &account,
            entry,
            record: record.clone(),
            facts: unsaved.facts,
            server_id: unsaved.server_id,
            answered: unsaved.answered,
            custody,
        };
        let settled = self.settle(made, connection.as_deref()).await;
        if settled.is_err() {
            let _ = self.ports.journal.release(entry).await;
        }
        let token = settled?;
        Ok(Created::Saved {
            token: Box::new(self.view(&account, &token)),
        })
    }

    /// The user has it: the token is listed as one whose secret is elsewhere.
    pub async fn settle_unsaved(&self, record: &RecordId) -> Result<()> {
        let unsaved = self.unsaved(record)?;
        if !unsaved.handed {
            return Err(CoreError::new(
                ErrorCode::NotSaved,
                "copy or reveal the token first: nobody has it yet",
            ));
        }
        let account = self.account_by_id(&unsaved.account).await?;
        // He has it: neither server nor keychain can keep him waiting here.
        let listed = match self.connection(&account, Patience::Quiet).await {
            Ok(connection) if unsaved.answered.is_none() => connection
                .list_of(&unsaved.facts.owner)
                .await
                .ok()
                .map(|listing| listing.tokens),
            _ => None,
        };
        // A write that timed out may have arrived after all.
        let arrived = self
            .ports
            .vault
            .contains(&key_of(&account, record))
            .await
            .unwrap_or(false);
        let custody = if arrived {
            Custody::Held {
                store: self.ports.vault.name(),
            }
        } else {
            Custody::Elsewhere
        };
        let made = Made {
            account: &account,
            entry: unsaved.entry,
            record: record.clone(),
            facts: unsaved.facts.clone(),
            server_id: unsaved.server_id,
            answered: unsaved.answered,
            custody,
        };
        self.enlist(made, listed.as_deref()).await?;
        lock(&self.memory.unsaved).remove(record);
        self.note(
            Action::Created,
            &account.id,
            Some(record),
            &unsaved.facts.name,
        )
        .await;
        Ok(())
    }

    /// Revokes a token whose secret nobody has, when the server's id is known for certain.
    pub async fn revoke_unsaved(&self, record: &RecordId) -> Result<()> {
        let unsaved = self.unsaved(record)?;
        let account = self.account_by_id(&unsaved.account).await?;
        let Some(server_id) = &unsaved.server_id else {
            return Err(CoreError::new(
                ErrorCode::Unproven,
                "the server does not say which of its tokens this is; delete it from the list by hand",
            ));
        };
        let connection = self.connection(&account, Patience::Quiet).await?;
        let owner = &unsaved.facts.owner;
        if connection.delete(owner, server_id).await? == Deleted::Allegedly {
            prove_gone(&*connection, owner, server_id, false).await?;
        }
        // A write that timed out may have arrived after all.
        let _ = self
            .ports
            .vault
            .remove(&key_of(&account, record), Patience::Quiet)
            .await;
        self.ports
            .journal
            .end(unsaved.entry, Outcome::Undone)
            .await?;
        lock(&self.memory.unsaved).remove(record);
        self.note(
            Action::Deleted,
            &account.id,
            Some(record),
            &unsaved.facts.name,
        )
        .await;
        self.refresh_account(&account).await
    }

    /// The process is being ended. Revokes what nobody has, where that can be done for certain; what
    /// is left is in the journal as a stray.
    pub async fn revoke_abandoned(&self) {
        let abandoned: Vec<RecordId> = lock(&self.memory.unsaved)
            .iter()
            .filter(|(_, unsaved)| !unsaved.handed && unsaved.server_id.is_some())
            .map(|(record, _)| record.clone())
            .collect();
        for record in abandoned {
            if let Err(error) = self.revoke_unsaved(&record).await {
                // The code alone: what a server says does not belong into a log.
                tracing::warn!(code = ?error.code, "an abandoned token is left for the next start");
            }
        }
    }

    /// Whether this secret is in memory only.
    pub fn is_unsaved(&self, record: &RecordId) -> bool {
        lock(&self.memory.unsaved).contains_key(record)
    }

    /// Whether a secret waits for the user to decide what becomes of it.
    pub fn has_unhanded_secret(&self) -> bool {
        lock(&self.memory.unsaved)
            .values()
            .any(|unsaved| !unsaved.handed)
    }

    /// Whether a token is being made, and its secret is on the way to the keychain.
    pub fn is_creating(&self) -> bool {
        self.memory.creating.load(Ordering::Acquire) > 0
    }

    /// The user has seen or copied this secret. Told after that has happened, never before: from now
    /// on it may go out of memory. Nothing to do for one that a keychain has.
    pub async fn mark_handed(&self, record: &RecordId) {
        let newly = match lock(&self.memory.unsaved).get_mut(record) {
            Some(unsaved) if !unsaved.handed => {
                unsaved.handed = true;
                Some((unsaved.account.clone(), unsaved.facts.name.clone()))
            }
            _ => None,
        };
        if let Some((account, name)) = newly {
            self.write_unsaved_or_warn(record).await;
            self.note(Action::Handed, &account, Some(record), &name)
                .await;
        }
    }

    pub(super) fn unsaved(&self, record: &RecordId) -> Result<Unsaved> {
        lock(&self.memory.unsaved)
            .get(record)
            .cloned()
            .ok_or_else(|| {
                CoreError::new(
                    ErrorCode::TokenNotFound,
                    "this secret is no longer waiting for a decision",
                )
            })
    }

    pub(super) async fn write_unsaved(&self, record: &RecordId) -> Result<()> {
        let unsaved = self.unsaved(record)?;
        let server_id = unsaved.server_id;
        let step = if unsaved.handed {
            CreateStep::Handed { server_id }
        } else {
            CreateStep::Unsaved { server_id }
        };
        let step = Step::Create(CreateRecord {
            facts: unsaved.facts,
            step,
        });
        self.ports.journal.write(unsaved.entry, &step).await
    }

    /// For moments when a secret is at stake: what the database cannot take must not lose it.
    pub(super) async fn write_unsaved_or_warn(&self, record: &RecordId) {
        if let Err(error) = self.write_unsaved(record).await {
            tracing::warn!(%error, "a secret in memory is not in the journal");
        }
    }

    pub(super) async fn unsaved_view(&self, record: &RecordId) -> Result<UnsavedView> {
        let unsaved = self.unsaved(record)?;
        let account = self.account_by_id(&unsaved.account).await?;
        Ok(UnsavedView {
            id: record.to_string(),
            account: account.alias.to_string(),
            name: unsaved.facts.name,
            handed: unsaved.handed,
            revocable: unsaved.server_id.is_some(),
            reason: unsaved.reason.map(IpcError::from),
        })
    }

    pub(super) async fn unsaved_views(&self) -> Result<Vec<UnsavedView>> {
        let records: Vec<RecordId> = lock(&self.memory.unsaved).keys().cloned().collect();
        let mut views = Vec::new();
        for record in records {
            views.push(self.unsaved_view(&record).await?);
        }
        Ok(views)
    }
}
