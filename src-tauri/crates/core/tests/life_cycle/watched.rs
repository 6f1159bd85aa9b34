//! The real database, with each call on the tape of its process.

use std::sync::Arc;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use patwarden_core::account::{Account, AccountId};
use patwarden_core::activity::Activity;
use patwarden_core::error::Result;
use patwarden_core::journal::{Entry, EntryId, Outcome, Step};
use patwarden_core::owner::KnownOwner;
use patwarden_core::ports::{AccountChange, Clock, Journal, TokenChange, TokenIndex};
use patwarden_core::token::{RecordId, ServerId, Token};
use patwarden_index::Database;
use patwarden_testkit::fakes::{SetClock, Tape};

pub(crate) struct Watched {
    pub(crate) database: Database,
    pub(crate) tape: Tape,
    pub(crate) clock: Arc<SetClock>,
}

#[async_trait]
impl TokenIndex for Watched {
    async fn accounts(&self) -> Result<Vec<Account>> {
        self.database.accounts().await
    }

    async fn save_account(&self, account: &Account) -> Result<()> {
        let work = self.database.save_account(account);
        self.tape.call("index.save_account", work).await
    }

    async fn change_account(&self, id: &AccountId, change: AccountChange) -> Result<bool> {
        let work = self.database.change_account(id, change);
        self.tape.call("index.change_account", work).await
    }

    async fn remove_account(&self, id: &AccountId) -> Result<()> {
        let work = self.database.remove_account(id);
        self.tape.call("index.remove_account", work).await
    }

    async fn tokens(&self, account: Option<&AccountId>) -> Result<Vec<Token>> {
        self.database.tokens(account).await
    }

    async fn token(&self, id: &RecordId) -> Result<Option<Token>> {
        self.database.token(id).await
    }

    async fn change_tokens(&self, account: &AccountId, change: TokenChange) -> Result<()> {
        let work = self.database.change_tokens(account, change);
        self.tape.call("index.change_tokens", work).await
    }

    async fn change_token(
        &self,
        account: &AccountId,
        id: &RecordId,
        server_id: Option<&ServerId>,
        change: TokenChange,
    ) -> Result<()> {
        let work = self.database.change_token(account, id, server_id, change);
        self.tape.call("index.change_tokens", work).await
    }

    async fn owners(&self, account: Option<&AccountId>) -> Result<Vec<(AccountId, KnownOwner)>> {
        self.database.owners(account).await
    }

    async fn save_owners(&self, account: &AccountId, owners: Vec<KnownOwner>) -> Result<()> {
        let work = self.database.save_owners(account, owners);
        self.tape.call("index.save_owners", work).await
    }

    async fn record(&self, activity: &Activity) -> Result<()> {
        let work = self.database.record(activity);
        self.tape.call("index.record", work).await
    }

    async fn activity(&self, record: Option<&RecordId>, limit: u32) -> Result<Vec<Activity>> {
        self.database.activity(record, limit).await
    }

    async fn data_version(&self) -> Result<i64> {
        self.database.data_version().await
    }
}

#[async_trait]
impl Journal for Watched {
    async fn begin(&self, account: &AccountId, record: &RecordId, step: &Step) -> Result<EntryId> {
        let work = self.database.begin(account, record, step);
        self.tape.call("journal.begin", work).await
    }

    async fn write(&self, id: EntryId, step: &Step) -> Result<()> {
        let work = Journal::write(&self.database, id, step);
        self.tape.call("journal.write", work).await
    }

    async fn end(&self, id: EntryId, outcome: Outcome) -> Result<()> {
        let work = self.database.end(id, outcome);
        self.tape.call("journal.end", work).await
    }

    async fn release(&self, id: EntryId) -> Result<()> {
        let work = self.database.release(id);
        self.tape.call("journal.release", work).await
    }

    async fn claim(&self, id: EntryId) -> Result<bool> {
        let work = self.database.claim(id);
        self.tape.call("journal.claim", work).await
    }

    async fn deleted_since(
        &self,
        account: &AccountId,
        since: DateTime<Utc>,
    ) -> Result<Vec<ServerId>> {
        // The database writes down the machine's time, which is not that of the test.
        let since = Utc::now() - (self.clock.now() - since);
        self.database.deleted_since(account, since).await
    }

    async fn open_entries(&self) -> Result<Vec<Entry>> {
        self.database.open_entries().await
    }
}
