//! Going on with what a process that is gone had begun. Nothing is deleted by itself here.

use std::collections::HashSet;

use chrono::{DateTime, Utc};

use super::UseCases;
use super::enlist::{Found, Made, key_of};
use super::identify::{Secret, among};
use super::refresh::LIST_LAG;
use crate::account::Account;
use crate::activity::Action;
use crate::custody::Custody;
use crate::error::Result;
use crate::identity::{CreateFacts, Identified};
use crate::journal::{CreateRecord, CreateStep, DeleteStep, Entry, Holder, Outcome, Step};
use crate::ports::{Listing, SecretKey};
use crate::token::{RecordId, ServerId, Token};

impl UseCases {
    /// Resumes every entry of `account` that nobody works on, as far as `listing` and a keychain
    /// that may not be asked for anything allow. What cannot be decided stays open. `asked_at` is
    /// when the list was asked for, by our clock.
    pub(super) async fn resume_account(
        &self,
        account: &Account,
        listing: &Listing,
        asked_at: DateTime<Utc>,
    ) -> Result<()> {
        for entry in self.ports.journal.open_entries().await? {
            if entry.account != account.id || entry.holder != Holder::Nobody {
                continue;
            }
            if !self.ports.journal.claim(entry.id).await? {
                continue;
            }
            let id = entry.id;
            let finished = self.resume_entry(account, entry, listing, asked_at).await;
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
        asked_at: DateTime<Utc>,
    ) -> Result<Progress> {
        match entry.step.clone() {
            Step::Create(create) => self.resume_create(account, &entry, create, listing).await,
            Step::Delete(delete) => match delete.step {
                DeleteStep::Held { .. } | DeleteStep::Revoking
                    if self.ports.index.token(&entry.record).await?.is_none() =>
                {
                    // Nobody can be asked about a record that is no more.
                    self.ports.journal.end(entry.id, Outcome::Undone).await?;
                    Ok(Progress::Ended)
                }
                DeleteStep::Held { .. } => Ok(Progress::Open),
                DeleteStep::Revoking
                    if !self.is_told_of(&entry.record, listing, asked_at).await? =>
                {
                    Ok(Progress::Open)
                }
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

    /// Whether the absence of this record's token from the list would mean anything: not where the
    /// list has no say about its owner, and not yet where it may lag behind its making.
    async fn is_told_of(
        &self,
        record: &RecordId,
        listing: &Listing,
        asked_at: DateTime<Utc>,
    ) -> Result<bool> {
        let token = self.ports.index.token(record).await?;
        Ok(token.is_none_or(|token| {
            let lags = token.unlisted && token.recorded_at + LIST_LAG >= asked_at;
            !lags && listing.covers_owner(&token.owner)
        }))
    }

    /// The server's id that was written beside a stored secret.
    async fn id_beside(&self, account: &Account, record: &RecordId) -> Option<ServerId> {
        let key = key_of(account, record);
        let keys = self.ports.vault.keys().await.ok()?;
        let (_, attributes) = keys.into_iter().find(|(found, _)| *found == key)?;
        attributes.server_id.map(ServerId)
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
        let server_id = match step.server_id() {
            Some(id) => Some(id.clone()),
            // Killed before the journal had it: such a server's answer said it to the keychain.
            None if stored && facts.mark.is_some() => self.id_beside(account, &entry.record).await,
            None => None,
        };
        let covered = listing.covers_owner(&facts.owner);
        if !covered && server_id.is_none() {
            return Ok(Progress::Open);
        }
        let custody = Custody::Held {
            store: self.ports.vault.name(),
        };
        let made = Made {
            account,
            entry: entry.id,
            record: entry.record.clone(),
            facts: facts.clone(),
            server_id,
            answered: None,
            custody,
        };
        let listed = listing.tokens.as_slice();
        let said = covered.then_some(listed);
        if stored {
            self.note_stored(&made, &step).await?;
            self.enlist(made, said).await?;
            return Ok(Progress::Ended);
        }
        match step {
            CreateStep::Handed { .. } => {
                let made = Made {
                    custody: Custody::Elsewhere,
                    ..made
                };
                self.enlist(made, said).await?;
            }
            CreateStep::Unsaved {
                server_id: Some(server_id),
            }
            | CreateStep::Identified { server_id, .. } => {
                let found = match among(listed, &server_id) {
                    Identified::None if !covered => Found::Unlisted(server_id),
                    // It may have been revoked, or the list be behind.
                    Identified::None if self.is_young(&facts) => return Ok(Progress::Open),
                    found => Found::Listed(found),
                };
                self.enlist_lost(account, &entry.record, &facts, found, entry.id)
                    .await?;
            }
            CreateStep::Intended
            | CreateStep::Unsaved { server_id: None }
            | CreateStep::Stored { .. } => {
                if self.has_living_double(entry, &facts).await? {
                    return Ok(Progress::Open);
                }
                let found = self
                    .identified(account, &entry.record, Secret::Nowhere, &facts, listed)
                    .await?;
                // The request may still be on its way, or the list behind.
                if found == Identified::None && self.is_young(&facts) {
                    return Ok(Progress::Open);
                }
                let found = Found::Listed(found);
                self.enlist_lost(account, &entry.record, &facts, found, entry.id)
                    .await?;
            }
        }
        Ok(Progress::Ended)
    }

    /// A write that timed out may arrive when its process is gone, and its token is called lost or,
    /// once handed over, elsewhere. Without an answer of the keychain that waits.
    pub(super) async fn find_arrived(&self, account: &Account) -> Result<()> {
        let mut missing = self.ports.index.tokens(Some(&account.id)).await?;
        missing.retain(|token| token.custody.store().is_none());
        if missing.is_empty() {
            return Ok(());
        }
        let Ok(entries) = self.ports.vault.keys().await else {
            return Ok(());
        };
        let keys: HashSet<SecretKey> = entries.into_iter().map(|(key, _)| key).collect();
        let arrived: Vec<RecordId> = missing
            .into_iter()
            .filter(|token| keys.contains(&Self::key(token)))
            .map(|token| token.id)
            .collect();
        if arrived.is_empty() {
            return Ok(());
        }
        let store = self.ports.vault.name();
        let held = Box::new(move |mut records: Vec<Token>| {
            for token in records
                .iter_mut()
                .filter(|token| arrived.contains(&token.id))
            {
                let store = store.clone();
                token.custody = Custody::Held { store };
            }
            records
        });
        self.ports.index.change_tokens(&account.id, held).await
    }

    /// Writes down, once, that the keychain has the secret of a create that was cut short.
    async fn note_stored(&self, made: &Made<'_>, step: &CreateStep) -> Result<()> {
        if matches!(
            step,
            CreateStep::Stored { .. } | CreateStep::Identified { .. }
        ) {
            return Ok(());
        }
        let facts = made.facts.clone();
        let store = self.ports.vault.name();
        let stored = Step::Create(CreateRecord {
            facts,
            step: CreateStep::stored(store, made.server_id.clone()),
        });
        self.ports.journal.write(made.entry, &stored).await?;
        let (id, name) = (&made.account.id, &made.facts.name);
        self.note(Action::Created, id, Some(&made.record), name)
            .await;
        Ok(())
    }

    /// Whether another process makes a token of this name and these scopes right now: what is new
    /// may be its own, and it is about to say so.
    async fn has_living_double(&self, entry: &Entry, facts: &CreateFacts) -> Result<bool> {
        if facts.mark.is_some() {
            // Nobody else's has it.
            return Ok(false);
        }
        let open = self.ports.journal.open_entries().await?;
        Ok(open.iter().any(|other| {
            let Step::Create(create) = &other.step else {
                return false;
            };
            let in_flight = matches!(
                create.step,
                CreateStep::Intended | CreateStep::Stored { .. }
            );
            other.id != entry.id
                && other.account == entry.account
                && other.holder != Holder::Nobody
                && in_flight
                && create.facts.name == facts.name
                && create.facts.scopes == facts.scopes
        }))
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
