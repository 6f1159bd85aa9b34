//! Asking servers what there is.

use std::collections::HashSet;
use std::sync::{Arc, Mutex};

use chrono::{DateTime, Utc};

use super::merge::{FoundGone, Underway, merge};
use super::{UseCases, lock};
use crate::account::{Account, Trouble};
use crate::activity::Action;
use crate::error::{CoreError, Result};
use crate::journal::{CreateStep, DeleteStep, Holder, Step};
use crate::owner::{KnownOwner, OwnerState};
use crate::ports::{Covers, Listing, Patience, TokenProvider};
use crate::token::Owner;

/// How long lists may lag behind a change (measured: up to a second on a real server).
pub(super) const LIST_LAG: chrono::Duration = chrono::Duration::seconds(10);

/// How many owners that lists name no longer are asked about in one refresh.
const MISSING_OWNERS_ASKED: usize = 20;

impl UseCases {
    /// Asks the server of one account, or of all. Why one could not be asked is kept with the
    /// account; an error here means that the database failed. Never prompts.
    pub async fn refresh(&self, alias: Option<&str>) -> Result<()> {
        let mut accounts = self.accounts().await?;
        self.forget_disconnected(&accounts);
        if let Some(alias) = alias {
            accounts = vec![self.account(alias).await?];
        }
        for account in accounts {
            self.refresh_account(&account).await?;
        }
        Ok(())
    }

    /// Asks one server, finishes what was left unfinished there, and merges its list.
    pub(super) async fn refresh_account(&self, account: &Account) -> Result<()> {
        // On the heap: it is large, and a part of many acts.
        Box::pin(self.refresh_now(account)).await
    }

    async fn refresh_now(&self, account: &Account) -> Result<()> {
        let asked_at = self.ports.clock.now();
        let (connection, listing) = match self.asked(account).await {
            Ok(answered) => answered,
            Err(error) => {
                // What the keychain alone can answer for does not wait for the server.
                self.resume_account(account, &Listing::of_nobody(), asked_at)
                    .await?;
                return self.note_failure(account, error).await;
            }
        };
        let before = self.known_owners(account).await?;
        let (listing, said_hidden) = self
            .with_missing_owners(account, &*connection, listing, &before)
            .await?;
        self.resume_account(account, &listing, asked_at).await?;
        self.find_arrived(account).await?;
        self.merge_listing(account, &listing, asked_at).await?;
        if before != listing.owners {
            let owners = listing.owners.clone();
            self.ports.index.save_owners(&account.id, owners).await?;
        }
        let interface = connection.interface();
        if interface != account.interface && !account.interface_pinned {
            self.remember_interface(account, interface).await?;
        }
        let owners = &listing.owners;
        self.prove_doubtful(account, &*connection, &before, owners, &said_hidden)
            .await
    }

    async fn asked(&self, account: &Account) -> Result<(Arc<dyn TokenProvider>, Listing)> {
        let connection = self.connection(account, Patience::Quiet).await?;
        let listing = connection.list().await?;
        Ok((connection, listing))
    }

    async fn note_failure(&self, account: &Account, error: CoreError) -> Result<()> {
        if error.code.is_sign_in() {
            // Another window or command may have signed it in anew: look again next time.
            lock(&self.memory.connections).remove(&account.id);
        }
        let error = self.explained(account, error).await?;
        self.note_trouble(account, &error).await
    }

    /// The listing with what became of owners it names no longer, as far as their tokens are listed
    /// here: only the server can tell one that is removed from one we may not look at any more. And
    /// whom it would not show.
    async fn with_missing_owners(
        &self,
        account: &Account,
        connection: &dyn TokenProvider,
        mut listing: Listing,
        before: &[KnownOwner],
    ) -> Result<(Listing, HashSet<String>)> {
        let mut said_hidden = HashSet::new();
        let ids = listing.owners.iter().map(|known| known.owner.id.clone());
        let mut listed: HashSet<String> = ids.collect();
        for made in self.newly_made(account) {
            if listed.insert(made.owner.id.clone()) {
                listing.owners.push(made);
            }
        }
        let mut asked = 0;
        for owner in self.owners_of_interest(account, &listing).await? {
            if !listed.insert(owner.id.clone()) {
                continue;
            }
            let known = before.iter().find(|known| known.owner.id == owner.id);
            let state = if known.is_some_and(|known| known.state == OwnerState::Removed) {
                OwnerState::Removed
            } else if asked < MISSING_OWNERS_ASKED {
                asked += 1;
                let said = connection.owner_state(&owner).await;
                if matches!(said, Ok(OwnerState::Hidden)) {
                    said_hidden.insert(owner.id.clone());
                }
                said.unwrap_or(OwnerState::Hidden)
            } else {
                OwnerState::Hidden
            };
            // There, but in no list of ours: nothing is known about its tokens.
            let state = match state {
                OwnerState::Removed => state,
                _ => OwnerState::Hidden,
            };
            listing.owners.push(KnownOwner {
                owner,
                organization_name: known.and_then(|known| known.organization_name.clone()),
                state,
            });
        }
        // As the database gives them back: the same ones in another order are no change.
        listing.owners.sort_by(|a, b| a.owner.id.cmp(&b.owner.id));
        listing.owners.dedup_by(|a, b| a.owner.id == b.owner.id);
        Ok((listing, said_hidden))
    }

    /// Those whose tokens are listed here, or were being made when a process ended.
    async fn owners_of_interest(&self, account: &Account, listing: &Listing) -> Result<Vec<Owner>> {
        if listing.covers == Covers::Everyone {
            return Ok(Vec::new());
        }
        let tokens = self.ports.index.tokens(Some(&account.id)).await?;
        let mut owners: Vec<Owner> = tokens.into_iter().map(|token| token.owner).collect();
        for entry in self.ports.journal.open_entries().await? {
            if let Step::Create(create) = entry.step
                && entry.account == account.id
                && entry.holder == Holder::Nobody
            {
                owners.push(create.facts.owner);
            }
        }
        Ok(owners)
    }

    pub(super) async fn merge_listing(
        &self,
        account: &Account,
        listing: &Listing,
        asked_at: DateTime<Utc>,
    ) -> Result<()> {
        let underway = self.underway(account, asked_at).await?;
        let seen = listing.clone();
        let gone: Arc<Mutex<Vec<FoundGone>>> = Arc::default();
        let (id, now) = (account.id.clone(), self.ports.clock.now());
        let found = Arc::clone(&gone);
        self.ports
            .index
            .change_tokens(
                &account.id,
                Box::new(move |records| {
                    let (records, gone) = merge(&id, records, &seen, &underway, now);
                    *lock(&found) = gone;
                    records
                }),
            )
            .await?;
        let found: Vec<FoundGone> = std::mem::take(&mut *lock(&gone));
        for FoundGone { record, name } in found {
            self.note(Action::FoundGone, &account.id, Some(&record), &name)
                .await;
        }
        let clock_skew_seconds = listing.clock_skew_seconds;
        let refreshed = Box::new(move |account| Account {
            refreshed_at: Some(now),
            trouble: None,
            clock_skew_seconds,
            ..account
        });
        self.ports
            .index
            .change_account(&account.id, refreshed)
            .await?;
        Ok(())
    }

    async fn underway(&self, account: &Account, asked_at: DateTime<Utc>) -> Result<Underway> {
        let mut underway = Underway {
            asked_at,
            creates: Vec::new(),
            made: Vec::new(),
            deletes: Vec::new(),
            deleted: self
                .ports
                .journal
                .deleted_since(&account.id, asked_at - LIST_LAG)
                .await?,
        };
        for entry in self.ports.journal.open_entries().await? {
            if entry.account != account.id {
                continue;
            }
            match entry.step {
                // The server's word was had: only the secret is left.
                Step::Delete(delete) if delete.step == DeleteStep::Revoked => {
                    underway.deleted.extend(delete.server_id);
                    underway.deletes.push(entry.record);
                }
                // What nobody works on is as the list says: shown, and gone if it is gone.
                _ if entry.holder == Holder::Nobody => {}
                Step::Create(create) => match create.step {
                    CreateStep::Intended | CreateStep::Stored { .. } => {
                        underway.creates.push(create.facts);
                    }
                    // While nobody knows which it is, all of them are shown.
                    step => underway.made.extend(step.server_id().cloned()),
                },
                Step::Delete(_) => underway.deletes.push(entry.record),
            }
        }
        Ok(underway)
    }

    pub(super) async fn note_trouble(&self, account: &Account, error: &CoreError) -> Result<()> {
        let (now, error) = (self.ports.clock.now(), error.clone());
        let troubled = Box::new(move |account: Account| {
            let since = account.trouble.as_ref().map_or(now, |old| old.since);
            let trouble = Trouble {
                code: error.code,
                message: error.message,
                since,
            };
            Account {
                trouble: Some(trouble),
                ..account
            }
        });
        self.ports
            .index
            .change_account(&account.id, troubled)
            .await?;
        Ok(())
    }

    /// Whether another process, or this one, works on something of this account.
    pub async fn is_busy(&self, alias: &str) -> Result<bool> {
        let account = self.account(alias).await?;
        let open = self.ports.journal.open_entries().await?;
        Ok(open
            .iter()
            .any(|entry| entry.account == account.id && entry.holder != Holder::Nobody))
    }
}

impl Listing {
    /// What is known of anyone's tokens when the server did not say: nothing.
    fn of_nobody() -> Self {
        Self {
            tokens: Vec::new(),
            owners: Vec::new(),
            covers: Covers::ItsOwners,
            clock_skew_seconds: 0,
        }
    }
}
