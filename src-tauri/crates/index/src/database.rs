//! The open database: one connection for everything, one more that only watches.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use patwarden_core::error::Result;
use patwarden_core::{CoreError, ErrorCode};
use rusqlite::{Connection, ErrorCode as SqliteCode, Transaction, TransactionBehavior};

use crate::process_lock::ProcessLock;

/// The database of one profile. Cheap to share; every call runs off the async threads.
#[derive(Debug, Clone)]
pub struct Database {
    pub(crate) inner: Arc<Inner>,
}

#[derive(Debug)]
pub(crate) struct Inner {
    connection: Mutex<Connection>,
    /// Never writes, so that `data_version` sees every commit, ours through the other one too.
    watcher: Mutex<Connection>,
    pub(crate) process: ProcessLock,
}

fn lock(connection: &Mutex<Connection>) -> MutexGuard<'_, Connection> {
    connection.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Database {
    pub(crate) fn new(connection: Connection, watcher: Connection, process: ProcessLock) -> Self {
        Self {
            inner: Arc::new(Inner {
                connection: Mutex::new(connection),
                watcher: Mutex::new(watcher),
                process,
            }),
        }
    }

    /// Runs `work` in one transaction that nobody else writes beside. It is on disk when this returns.
    pub(crate) async fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Transaction<'_>, &ProcessLock) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        self.transact("FULL", work).await
    }

    /// The same for what servers and keychain could tell again. Everyone sees it at once; after a power
    /// cut it may be missing, but then so is whatever was written after it: the log is cut off at its
    /// end, and the journal's next step takes all before it to the disk.
    pub(crate) async fn write_soon<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Transaction<'_>, &ProcessLock) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        self.transact("NORMAL", work).await
    }

    async fn transact<T: Send + 'static>(
        &self,
        synchronous: &'static str,
        work: impl FnOnce(&Transaction<'_>, &ProcessLock) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        self.run(move |inner| {
            let mut connection = lock(&inner.connection);
            connection
                .pragma_update(None, "synchronous", synchronous)
                .map_err(failed)?;
            let transaction = connection
                .transaction_with_behavior(TransactionBehavior::Immediate)
                .map_err(failed)?;
            let done = work(&transaction, &inner.process)?;
            transaction.commit().map_err(failed)?;
            Ok(done)
        })
        .await
    }

    /// Runs `work`, which only reads.
    pub(crate) async fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection, &ProcessLock) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        self.run(move |inner| work(&lock(&inner.connection), &inner.process))
            .await
    }

    /// A number that changes with every commit, by whichever process.
    pub(crate) async fn version(&self) -> Result<i64> {
        self.run(|inner| {
            lock(&inner.watcher)
                .query_row("PRAGMA data_version", [], |row| row.get(0))
                .map_err(failed)
        })
        .await
    }

    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Inner) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let inner = Arc::clone(&self.inner);
        tokio::task::spawn_blocking(move || work(&inner))
            .await
            .map_err(|error| CoreError::internal(format!("the database's thread ended: {error}")))?
    }
}

/// A database error as the user is told it.
#[expect(clippy::needless_pass_by_value, reason = "what `map_err` gives")]
pub(crate) fn failed(error: rusqlite::Error) -> CoreError {
    let next_step = match error.sqlite_error_code() {
        Some(SqliteCode::DatabaseBusy | SqliteCode::DatabaseLocked) => {
            "another window or command is writing; try again"
        }
        Some(SqliteCode::DiskFull) => "the disk is full; make room and try again",
        Some(SqliteCode::ReadOnly | SqliteCode::PermissionDenied | SqliteCode::CannotOpen) => {
            "its folder cannot be written; check its owner and rights"
        }
        Some(SqliteCode::DatabaseCorrupt | SqliteCode::NotADatabase) => {
            "it is damaged; start again and it will be set aside"
        }
        _ => "start again; if it stays, see the log",
    };
    CoreError::new(
        ErrorCode::IndexFailed,
        format!("the database could not be used ({error}): {next_step}"),
    )
}

/// A stored value that cannot be what we wrote.
pub(crate) fn unreadable(what: &str) -> CoreError {
    CoreError::new(
        ErrorCode::IndexFailed,
        format!(
            "the database holds a {what} that cannot be read; move patwarden.db away and start again"
        ),
    )
}
