//! The journal: each step on disk before the call returns, each open entry owned by a process that
//! is proven alive, or by nobody.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use patwarden_core::account::AccountId;
use patwarden_core::error::Result;
use patwarden_core::journal::{Entry, EntryId, Holder, Outcome, Step};
use patwarden_core::ports::Journal;
use patwarden_core::token::{RecordId, ServerId};
use patwarden_core::{CoreError, ErrorCode};
use rusqlite::{Connection, OptionalExtension, params};

use crate::accounts::{exists, from_json, to_json, to_text};
use crate::database::{Database, failed};

#[async_trait]
impl Journal for Database {
    async fn begin(&self, account: &AccountId, record: &RecordId, step: &Step) -> Result<EntryId> {
        let (account, record, step) = (account.clone(), record.clone(), to_json(step)?);
        self.write(move |transaction, process| {
            if !exists(transaction, &account)? {
                return Err(CoreError::new(
                    ErrorCode::AccountNotFound,
                    "the account has been disconnected meanwhile",
                ));
            }
            if has_open(transaction, &record)? {
                return Err(CoreError::new(
                    ErrorCode::Busy,
                    "another change of this token is not finished; refresh and try again",
                ));
            }
            transaction
                .execute(
                    "INSERT INTO journal (account, record, step, process, updated_at) VALUES (?1, ?2, ?3, ?4, ?5)",
                    params![account.0, record.0, step, process.name(), Utc::now()],
                )
                .map_err(failed)?;
            Ok(EntryId(transaction.last_insert_rowid()))
        })
        .await
    }

    async fn write(&self, id: EntryId, step: &Step) -> Result<()> {
        let step = to_json(step)?;
        self.write(move |transaction, process| {
            let written = transaction.execute(
                "UPDATE journal SET step = ?1, updated_at = ?2
                 WHERE id = ?3 AND process = ?4 AND outcome IS NULL",
                params![step, Utc::now(), id.0, process.name()],
            );
            one_row(written)
        })
        .await
    }

    async fn end(&self, id: EntryId, outcome: Outcome) -> Result<()> {
        let outcome = to_text(&outcome)?;
        self.write(move |transaction, process| {
            let written = transaction.execute(
                "UPDATE journal SET outcome = ?1, updated_at = ?2, process = NULL
                 WHERE id = ?3 AND process = ?4 AND outcome IS NULL",
                params![outcome, Utc::now(), id.0, process.name()],
            );
            one_row(written)
        })
        .await
    }

    async fn release(&self, id: EntryId) -> Result<()> {
        self.write(move |transaction, process| {
            transaction
                .execute(
                    "UPDATE journal SET process = NULL WHERE id = ?1 AND process = ?2 AND outcome IS NULL",
                    params![id.0, process.name()],
                )
                .map(|_| ())
                .map_err(failed)
        })
        .await
    }

    async fn claim(&self, id: EntryId) -> Result<bool> {
        self.write(move |transaction, process| {
            let owner: Option<Option<String>> = transaction
                .query_row(
                    "SELECT process FROM journal WHERE id = ?1 AND outcome IS NULL",
                    [id.0],
                    |row| row.get(0),
                )
                .optional()
                .map_err(failed)?;
            let Some(owner) = owner else { return Ok(false) };
            if process.holder(owner.as_deref()) != Holder::Nobody {
                return Ok(false);
            }
            transaction
                .execute(
                    "UPDATE journal SET process = ?1 WHERE id = ?2",
                    params![process.name(), id.0],
                )
                .map_err(failed)?;
            Ok(true)
        })
        .await
    }

    async fn deleted_since(
        &self,
        account: &AccountId,
        since: DateTime<Utc>,
    ) -> Result<Vec<ServerId>> {
        let account = account.clone();
        self.read(move |connection, _| {
            let mut statement = connection
                .prepare_cached(
                    "SELECT step, outcome FROM journal
                     WHERE account = ?1 AND updated_at >= ?2 AND outcome IN ('done', 'undone')",
                )
                .map_err(failed)?;
            let mut rows = statement.query(params![account.0, since]).map_err(failed)?;
            let mut deleted = Vec::new();
            while let Some(row) = rows.next().map_err(failed)? {
                let step: String = row.get(0).map_err(failed)?;
                let outcome: String = row.get(1).map_err(failed)?;
                let gone = match from_json::<Step>(&step, "journal entry")? {
                    Step::Delete(delete) if outcome == "done" => delete.server_id,
                    // A create that is undone has revoked what it made.
                    Step::Create(create) if outcome == "undone" => create.step.server_id().cloned(),
                    Step::Delete(_) | Step::Create(_) => None,
                };
                deleted.extend(gone);
            }
            Ok(deleted)
        })
        .await
    }

    async fn open_entries(&self) -> Result<Vec<Entry>> {
        self.read(|connection, process| {
            let mut statement = connection
                .prepare_cached(
                    "SELECT id, account, record, step, process, updated_at FROM journal
                     WHERE outcome IS NULL ORDER BY id",
                )
                .map_err(failed)?;
            let mut rows = statement.query([]).map_err(failed)?;
            let mut entries = Vec::new();
            while let Some(row) = rows.next().map_err(failed)? {
                let owner: Option<String> = row.get(4).map_err(failed)?;
                let step: String = row.get(3).map_err(failed)?;
                entries.push(Entry {
                    id: EntryId(row.get(0).map_err(failed)?),
                    account: AccountId(row.get(1).map_err(failed)?),
                    record: RecordId(row.get(2).map_err(failed)?),
                    step: from_json(&step, "journal entry")?,
                    holder: process.holder(owner.as_deref()),
                    updated_at: row.get(5).map_err(failed)?,
                });
            }
            Ok(entries)
        })
        .await
    }
}

fn has_open(connection: &Connection, record: &RecordId) -> Result<bool> {
    connection
        .query_row(
            "SELECT EXISTS (SELECT 1 FROM journal WHERE record = ?1 AND outcome IS NULL)",
            [&record.0],
            |row| row.get(0),
        )
        .map_err(failed)
}

/// An entry that ended, or that another process took over, is not written by us any more.
fn one_row(written: rusqlite::Result<usize>) -> Result<()> {
    match written.map_err(failed)? {
        1 => Ok(()),
        _ => Err(CoreError::new(
            ErrorCode::Busy,
            "this change is no longer ours to go on with",
        )),
    }
}
