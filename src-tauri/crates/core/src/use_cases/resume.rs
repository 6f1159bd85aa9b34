//! Going on with what a process that is gone had begun. Nothing is deleted by itself here.

use super::UseCases;
use super::identify::{Made, key_of};
use crate::account::Account;
use crate::activity::Action;
use crate::custody::Custody;
use crate::error::Result;
use crate::identity::Identified;
use crate::journal::{CreateRecord, CreateStep, DeleteStep, Entry, Holder, Outcome, Step};
use crate::ports::Listing;

impl UseCases {
    /// Resumes every entry of `account` that nobody works on, as far as `listing` and a keychain
    /// that may not be asked for anything allow. What cannot be decided stays open.
    pub(super) async fn resume_account(&self, account: &Account, listing: &Listing) -> Result<()> {
        for entry in self.ports.journal.open_entries().await? {
            if entry.account != account.id || entry.holder != Holder::Nobody {
                continue;
            }
            if !self.ports.journal.claim(entry.id).await? {
                continue;
            }
            let id = entry.id;
            let finished = self.resume_entry(account, entry, listing).await;
            if !matches!(finished, Ok(Progress::Ended)) {
                self.ports.journal.release(id).await?;
            }
            if let Err(error) = finished {
                tracing::info!(%error, "an unfinished change stays open");
            }
        }
        Ok(())
    }

    async fn resume_entry(
        &self,
        account: &Account,
        entry: Entry,
        listing: &Listing,
    ) -> Result<Progress> {
        match entry.step.clone() {
            Step::Create(create) => self.resume_create(account, &entry, create, listing).await,
            Step::Delete(delete) => match delete.step {
                DeleteStep::Held { .. } => Ok(Progress::Open),
                DeleteStep::Revoking => {
                    let listed = delete
                        .server_id
                        .as_ref()
                        .is_some_and(|id| listing.tokens.iter().any(|token| token.id == *id));
                    if listed {
                        // Sent or not: it has not happened, and the user is asked again.
                        return Ok(Progress::Open);
                    }
                    self.finish_revoked(&entry, delete).await
                }
                DeleteStep::Revoked => self.finish_revoked(&entry, delete).await,
            },
        }
    }

    async fn resume_create(
        &self,
        account: &Account,
        entry: &Entry,
        create: CreateRecord,
        listing: &Listing,
    ) -> Result<Progress> {
        let CreateRecord { facts, step } = create;
        let stored = self
            .ports
            .vault
            .contains(&key_of(account, &entry.record))
            .await?;
        let custody = Custody::Held {
            store: self.ports.vault.name(),
        };
        let made = Made {
            account,
            entry: entry.id,
            record: entry.record.clone(),
            facts: facts.clone(),
            custody,
        };
        let listed = listing.tokens.as_slice();
        if stored {
            let first_time = !matches!(
                step,
                CreateStep::Stored { .. } | CreateStep::Identified { .. }
            );
            match step {
                CreateStep::Identified { server_id, .. } => {
                    let known = listed.iter().find(|remote| remote.id == server_id);
                    match known {
                        Some(remote) => {
                            self.enlist_as(made, Identified::One(Box::new(remote.clone())))
                                .await?
                        }
                        None => self.enlist(made, Some(listed)).await?,
                    };
                }
                _ => {
                    self.enlist(made, Some(listed)).await?;
                }
            }
            if first_time {
                self.note(
                    Action::Created,
                    &account.id,
                    Some(&entry.record),
                    &facts.name,
                )
                .await;
            }
            return Ok(Progress::Ended);
        }
        match step {
            CreateStep::Handed { server_id } => {
                self.resume_handed(made, server_id.as_ref(), listed).await?;
            }
            CreateStep::Unsaved {
                server_id: Some(server_id),
            } => {
                let known = listed.iter().find(|remote| remote.id == server_id).cloned();
                let found =
                    known.map_or(Identified::None, |remote| Identified::One(Box::new(remote)));
                self.enlist_lost(account, &entry.record, &facts, found, entry.id)
                    .await?;
            }
            CreateStep::Intended
            | CreateStep::Unsaved { server_id: None }
            | CreateStep::Stored { .. }
            | CreateStep::Identified { .. } => {
                let found = self
                    .identified(account, &entry.record, &facts, listed)
                    .await?;
                self.enlist_lost(account, &entry.record, &facts, found, entry.id)
                    .await?;
            }
        }
        Ok(Progress::Ended)
    }

    /// The outcome of a deletion whose token is gone for certain.
    async fn finish_revoked(
        &self,
        entry: &Entry,
        delete: crate::journal::DeleteRecord,
    ) -> Result<Progress> {
        if self.remove_revoked(entry.id, &entry.record, delete).await? {
            Ok(Progress::Ended)
        } else {
            Ok(Progress::Open)
        }
    }

    /// Ends an interrupted change of a record, for one the user begins now.
    pub(super) async fn take_over(&self, entry: &Entry) -> Result<bool> {
        if entry.holder != Holder::Nobody || !self.ports.journal.claim(entry.id).await? {
            return Ok(false);
        }
        self.ports.journal.end(entry.id, Outcome::Undone).await?;
        Ok(true)
    }
}

/// How far an entry has come.
pub(super) enum Progress {
    Ended,
    Open,
}
