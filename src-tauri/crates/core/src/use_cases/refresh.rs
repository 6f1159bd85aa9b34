//! Asking servers what there is.

use std::sync::{Arc, Mutex};

use chrono::{DateTime, Utc};

use super::merge::{FoundGone, Underway, merge};
use super::{UseCases, lock};
use crate::account::{Account, Trouble};
use crate::activity::Action;
use crate::error::{CoreError, Result};
use crate::journal::{Holder, Step};
use crate::ports::{Listing, Patience};

impl UseCases {
    /// Asks the server of one account, or of all. Why one could not be asked is kept with the
    /// account; an error here means that the database failed. Never prompts.
    pub async fn refresh(&self, alias: Option<&str>) -> Result<()> {
        let accounts = match alias {
            Some(alias) => vec![self.account(alias).await?],
            None => self.accounts().await?,
        };
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
                self.merge_listing(account, &listing, asked_at).await
            }
            Err(error) => self.note_trouble(account, &error).await,
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
        let account = self.account_by_id(&account.id).await?;
        self.ports
            .index
            .save_account(&Account {
                refreshed_at: Some(now),
                trouble: None,
                clock_skew_seconds: listing.clock_skew_seconds,
                ..account
            })
            .await
    }

    async fn underway(&self, account: &Account, asked_at: DateTime<Utc>) -> Result<Underway> {
        let mut underway = Underway {
            asked_at,
            creates: Vec::new(),
            deletes: Vec::new(),
        };
        for entry in self.ports.journal.open_entries().await? {
            if entry.account != account.id {
                continue;
            }
            match entry.step {
                // One that nobody works on cannot be told from a stranger's: better shown.
                Step::Create(_) if entry.holder == Holder::Nobody => {}
                Step::Create(create) => underway.creates.push(create.facts),
                Step::Delete(_) => underway.deletes.push(entry.record),
            }
        }
        Ok(underway)
    }

    pub(super) async fn note_trouble(&self, account: &Account, error: &CoreError) -> Result<()> {
        let account = self.account_by_id(&account.id).await?;
        let since = account
            .trouble
            .as_ref()
            .map_or_else(|| self.ports.clock.now(), |old| old.since);
        let trouble = Trouble {
            code: error.code,
            message: error.message.clone(),
            since,
        };
        self.ports
            .index
            .save_account(&Account {
                trouble: Some(trouble),
                ..account
            })
            .await
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
