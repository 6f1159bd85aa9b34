//! The tables, and how an older file becomes a current one.

use patwarden_core::error::Result;
use patwarden_core::{CoreError, ErrorCode};
use rusqlite::{Connection, TransactionBehavior};

use crate::database::failed;

/// One statement batch for each version, in order. Never edit one that was released.
const MIGRATIONS: &[&str] = &[
    "
CREATE TABLE account (
    id TEXT PRIMARY KEY,
    alias TEXT NOT NULL UNIQUE,
    provider TEXT NOT NULL,
    address TEXT NOT NULL,
    subject TEXT NOT NULL,
    method TEXT NOT NULL,
    username TEXT,
    extra_ca TEXT,
    plain_http_agreed INTEGER NOT NULL,
    session_only INTEGER NOT NULL,
    server_version TEXT,
    clock_skew_seconds INTEGER NOT NULL,
    refreshed_at TEXT,
    trouble TEXT
) STRICT;

CREATE TABLE token (
    id TEXT PRIMARY KEY,
    account TEXT NOT NULL REFERENCES account(id) ON DELETE CASCADE,
    server_id TEXT,
    owner TEXT NOT NULL,
    name TEXT,
    note TEXT,
    scopes TEXT NOT NULL,
    created_at TEXT,
    expires_at TEXT,
    custody TEXT NOT NULL,
    identity TEXT NOT NULL,
    refused INTEGER NOT NULL,
    revoked_at TEXT,
    recorded_at TEXT NOT NULL,
    used_here_at TEXT,
    details TEXT NOT NULL,
    UNIQUE (account, server_id)
) STRICT;

CREATE TABLE journal (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    account TEXT NOT NULL REFERENCES account(id) ON DELETE CASCADE,
    record TEXT NOT NULL,
    step TEXT NOT NULL,
    process TEXT,
    updated_at TEXT NOT NULL,
    outcome TEXT
) STRICT;
CREATE UNIQUE INDEX journal_open ON journal (record) WHERE outcome IS NULL;

CREATE TABLE activity (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at TEXT NOT NULL,
    action TEXT NOT NULL,
    account TEXT NOT NULL,
    record TEXT,
    name TEXT NOT NULL
) STRICT;
CREATE INDEX activity_record ON activity (record, id);
",
    r#"
ALTER TABLE account ADD COLUMN interface TEXT;
ALTER TABLE account ADD COLUMN interface_pinned INTEGER NOT NULL DEFAULT 0;
UPDATE account SET subject = json_object('id', subject, 'name', subject, 'organization_id', NULL);
UPDATE journal SET step = json_set(step,
    '$.facts.owner', json((SELECT subject FROM account WHERE account.id = journal.account)),
    '$.facts.ends', json('{"kind":"byserver"}'))
    WHERE json_extract(step, '$.kind') = 'create';
ALTER TABLE token ADD COLUMN never_expires INTEGER NOT NULL DEFAULT 0;
ALTER TABLE token ADD COLUMN proven_at TEXT;
ALTER TABLE token ADD COLUMN unlisted INTEGER NOT NULL DEFAULT 0;

CREATE TABLE owner (
    account TEXT NOT NULL REFERENCES account(id) ON DELETE CASCADE,
    id TEXT NOT NULL,
    owner TEXT NOT NULL,
    PRIMARY KEY (account, id)
) STRICT;
"#,
];

/// Brings the file to the current version. Two processes may start at once.
pub(crate) fn migrate(connection: &Connection) -> Result<()> {
    let current = MIGRATIONS.len();
    let transaction =
        rusqlite::Transaction::new_unchecked(connection, TransactionBehavior::Immediate)
            .map_err(failed)?;
    let version: usize = transaction
        .query_row("PRAGMA user_version", [], |row| row.get::<_, i64>(0))
        .map_err(failed)?
        .try_into()
        .unwrap_or(usize::MAX);
    if version > current {
        return Err(CoreError::new(
            ErrorCode::IndexTooNew,
            format!(
                "the database was written by a newer Patwarden (its version is {version}, this program knows {current}); update this program"
            ),
        ));
    }
    for migration in &MIGRATIONS[version..] {
        transaction.execute_batch(migration).map_err(failed)?;
    }
    transaction
        .pragma_update(
            None,
            "user_version",
            i64::try_from(current).unwrap_or(i64::MAX),
        )
        .map_err(failed)?;
    transaction.commit().map_err(failed)
}
