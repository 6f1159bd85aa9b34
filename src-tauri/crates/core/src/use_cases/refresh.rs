//! Asking servers what there is.

use std::sync::{Arc, Mutex};

use chrono::{DateTime, Utc};

use super::merge::{FoundGone, Underway, merge};
use super::{UseCases, lock};
use crate::account::{Account, Trouble};
use crate::activity::Action;
use crate::error::{CoreError, Result};
use crate::journal::{CreateStep, Holder, Step};
use crate::ports::{Listing, Patience};

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
        let asked_at = self.ports.clock.now();
        let listed = match self.connection(account, Patience::Quiet).await {
            Ok(connection) => connection.list().await,
            Err(error) => Err(error),
        };
        match listed {
            Ok(listing) => {
                self.resume_account(account, &listing).await?;
                self.find_arrived(account).await?;
                self.merge_listing(account, &listing, asked_at).await
            }
            Err(error) => {
                if error.code.is_sign_in() {
                    // Another window or command may have signed it in anew: look again next time.
                    lock(&self.memory.connections).remove(&account.id);
                }
                self.note_trouble(account, &error).await
            }
        }
    }

    pub(super) async fn merge_listing(
        &self,
        account: &Account,
        listing: &Listing,
        asked_at: DateTime<Utc>,
    ) -> Result<()> {
        let underway = self.underway(account, asked_at).await?;
        let gone: Arc<Mutex<Vec<FoundGone>>> = Arc::default();
        let (id, tokens, now) = (
            account.id.clone(),
            listing.tokens.clone(),
            self.ports.clock.now(),
        );
        let found = Arc::clone(&gone);
        self.ports
            .index
            .change_tokens(
                &account.id,
                Box::new(move |records| {
                    let (records, gone) = merge(&id, records, &tokens, &underway, now);
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
        };
        for entry in self.ports.journal.open_entries().await? {
            if entry.account != account.id {
                continue;
            }
            match entry.step {
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
