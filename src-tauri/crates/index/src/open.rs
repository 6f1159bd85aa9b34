//! Opening the file: private, whole, and of a version we know.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::time::Duration;

use chrono::Utc;
use patwarden_core::error::Result;
use patwarden_core::{CoreError, ErrorCode};
use rusqlite::{Connection, ErrorCode as SqliteCode};

use crate::database::{Database, failed};
use crate::process_lock::ProcessLock;
use crate::schema;

/// How long a writer waits for another process.
const BUSY_LIMIT: Duration = Duration::from_secs(5);

const FILE: &str = "patwarden.db";

/// An open database, and what was found on the way.
#[derive(Debug)]
pub struct OpenedDatabase {
    /// The database.
    pub database: Database,
    /// A damaged one was moved here, and a new one begun.
    pub set_aside: Option<PathBuf>,
}

impl Database {
    /// Opens the database in `directory`, which is made if need be.
    ///
    /// `FilesExposed` when others can read it, `IndexTooNew` when a newer version of ours wrote it,
    /// `IndexFailed` when it cannot be used. A damaged file is set aside, not deleted.
    pub async fn open(directory: &Path) -> Result<OpenedDatabase> {
        let directory = directory.to_owned();
        tokio::task::spawn_blocking(move || open(&directory))
            .await
            .map_err(|error| CoreError::internal(format!("the database's thread ended: {error}")))?
    }
}

fn open(directory: &Path) -> Result<OpenedDatabase> {
    make_private(directory)?;
    // One process at a time: another's half-made file must not pass for exposed or damaged.
    let alone = take_turn(directory)?;
    let path = directory.join(FILE);
    prepare(&path)?;
    let mut set_aside = None;
    let connection = match connect(&path) {
        Ok(connection) => connection,
        Err(error) if is_damage(&error) => {
            set_aside = Some(move_away(&path)?);
            prepare(&path)?;
            connect(&path).map_err(failed)?
        }
        Err(error) => return Err(failed(error)),
    };
    schema::migrate(&connection)?;
    let watcher = Connection::open(&path).map_err(failed)?;
    watcher.busy_timeout(BUSY_LIMIT).map_err(failed)?;
    for suffix in ["", "-wal", "-shm"] {
        keep_private(&directory.join(format!("{FILE}{suffix}")))?;
    }
    let process = ProcessLock::take(directory)?;
    drop(alone);
    Ok(OpenedDatabase {
        database: Database::new(connection, watcher, process),
        set_aside,
    })
}

fn connect(path: &Path) -> rusqlite::Result<Connection> {
    let connection = Connection::open(path)?;
    connection.busy_timeout(BUSY_LIMIT)?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    // The journal promises that a step is on disk when its call returns.
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    let verdict: String = connection.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
    if verdict == "ok" {
        Ok(connection)
    } else {
        let damage = rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_CORRUPT);
        Err(rusqlite::Error::SqliteFailure(damage, Some(verdict)))
    }
}

fn is_damage(error: &rusqlite::Error) -> bool {
    matches!(
        error.sqlite_error_code(),
        Some(SqliteCode::DatabaseCorrupt | SqliteCode::NotADatabase)
    )
}

fn move_away(path: &Path) -> Result<PathBuf> {
    let moment = Utc::now().format("%Y%m%dT%H%M%S%3f");
    let target = path.with_file_name(format!("{FILE}.damaged-{moment}"));
    fs::rename(path, &target).map_err(|error| unusable(path, &error))?;
    for suffix in ["-wal", "-shm"] {
        let beside = path.with_file_name(format!("{FILE}{suffix}"));
        if beside.exists() {
            let moved = target.with_file_name(format!("{FILE}.damaged-{moment}{suffix}"));
            fs::rename(&beside, moved).map_err(|error| unusable(&beside, &error))?;
        }
    }
    Ok(target)
}

/// Waits until no other process opens the database; the kernel ends the turn of one that dies.
fn take_turn(directory: &Path) -> Result<File> {
    let path = directory.join(format!("{FILE}.opening"));
    let turn = new_private_file(&path).map_err(|error| unusable(&path, &error))?;
    turn.lock().map_err(|error| unusable(&path, &error))?;
    Ok(turn)
}

/// Refuses what others can read, and makes an empty private file before `SQLite` opens it with the
/// process's mask.
fn prepare(path: &Path) -> Result<()> {
    refuse_exposed(path)?;
    if !path.exists() {
        new_private_file(path).map_err(|error| unusable(path, &error))?;
    }
    Ok(())
}

fn new_private_file(path: &Path) -> std::io::Result<File> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

#[cfg(unix)]
fn make_private(directory: &Path) -> Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true).mode(0o700);
    builder
        .create(directory)
        .map_err(|error| unusable(directory, &error))?;
    refuse_exposed(directory)
}

#[cfg(not(unix))]
fn make_private(directory: &Path) -> Result<()> {
    fs::create_dir_all(directory).map_err(|error| unusable(directory, &error))
}

#[cfg(unix)]
fn refuse_exposed(path: &Path) -> Result<()> {
    use std::os::unix::fs::PermissionsExt;
    let Ok(metadata) = fs::metadata(path) else {
        return Ok(());
    };
    let rights_of_others = metadata.permissions().mode() & 0o077;
    if rights_of_others == 0 {
        return Ok(());
    }
    Err(CoreError::new(
        ErrorCode::FilesExposed,
        format!(
            "others on this machine can read {0}; take their rights away with: chmod go= {0}",
            path.display()
        ),
    ))
}

#[cfg(not(unix))]
fn refuse_exposed(_path: &Path) -> Result<()> {
    Ok(())
}

#[cfg(unix)]
fn keep_private(path: &Path) -> Result<()> {
    use std::os::unix::fs::PermissionsExt;
    if path.exists() {
        let private = fs::Permissions::from_mode(0o600);
        fs::set_permissions(path, private).map_err(|error| unusable(path, &error))?;
    }
    Ok(())
}

#[cfg(not(unix))]
fn keep_private(_path: &Path) -> Result<()> {
    Ok(())
}

pub(crate) fn unusable(path: &Path, error: &std::io::Error) -> CoreError {
    CoreError::new(
        ErrorCode::IndexFailed,
        format!(
            "{} cannot be used: {error}; check its owner and rights",
            path.display()
        ),
    )
}
