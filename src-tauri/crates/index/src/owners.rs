//! Owners as rows: replaced together, since a server names them together.

use patwarden_core::account::AccountId;
use patwarden_core::error::Result;
use patwarden_core::owner::KnownOwner;
use rusqlite::{Connection, params};

use crate::accounts::{self, from_json, to_json};
use crate::database::failed;

pub(crate) fn all(
    connection: &Connection,
    account: Option<&AccountId>,
) -> Result<Vec<(AccountId, KnownOwner)>> {
    let mut statement = connection
        .prepare_cached(
            "SELECT account, owner FROM owner WHERE ?1 IS NULL OR account = ?1 ORDER BY account, id",
        )
        .map_err(failed)?;
    let mut rows = statement.query([account.map(|id| &id.0)]).map_err(failed)?;
    let mut owners = Vec::new();
    while let Some(row) = rows.next().map_err(failed)? {
        let account: String = row.get(0).map_err(failed)?;
        let owner: String = row.get(1).map_err(failed)?;
        owners.push((AccountId(account), from_json(&owner, "owner")?));
    }
    Ok(owners)
}

pub(crate) fn replace(
    connection: &Connection,
    account: &AccountId,
    owners: &[KnownOwner],
) -> Result<()> {
    if !accounts::exists(connection, account)? {
        return Ok(());
    }
    connection
        .execute("DELETE FROM owner WHERE account = ?1", [&account.0])
        .map_err(failed)?;
    let mut statement = connection
        .prepare_cached("INSERT OR REPLACE INTO owner (account, id, owner) VALUES (?1, ?2, ?3)")
        .map_err(failed)?;
    for known in owners {
        statement
            .execute(params![account.0, known.owner.id, to_json(known)?])
            .map_err(failed)?;
    }
    Ok(())
}
