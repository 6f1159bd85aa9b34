//! What was done, line by line. Lines are only ever added.

use patwarden_core::account::AccountId;
use patwarden_core::activity::Activity;
use patwarden_core::error::Result;
use patwarden_core::token::RecordId;
use rusqlite::{Connection, params};

use crate::accounts::{from_text, to_text};
use crate::database::failed;

pub(crate) fn add(connection: &Connection, line: &Activity) -> Result<()> {
    connection
        .execute(
            "INSERT INTO activity (at, action, account, record, name) VALUES (?1, ?2, ?3, ?4, ?5)",
            params![
                line.at,
                to_text(&line.action)?,
                line.account.0,
                line.record.as_ref().map(|id| &id.0),
                line.name,
            ],
        )
        .map(|_| ())
        .map_err(failed)
}

pub(crate) fn latest(
    connection: &Connection,
    record: Option<&RecordId>,
    limit: u32,
) -> Result<Vec<Activity>> {
    let mut statement = connection
        .prepare_cached(
            "SELECT at, action, account, record, name FROM activity
             WHERE ?1 IS NULL OR record = ?1 ORDER BY id DESC LIMIT ?2",
        )
        .map_err(failed)?;
    let mut rows = statement
        .query(params![record.map(|id| &id.0), limit])
        .map_err(failed)?;
    let mut lines = Vec::new();
    while let Some(row) = rows.next().map_err(failed)? {
        let action: String = row.get(1).map_err(failed)?;
        lines.push(Activity {
            at: row.get(0).map_err(failed)?,
            action: from_text(action, "line of activity")?,
            account: AccountId(row.get(2).map_err(failed)?),
            record: row
                .get::<_, Option<String>>(3)
                .map_err(failed)?
                .map(RecordId),
            name: row.get(4).map_err(failed)?,
        });
    }
    Ok(lines)
}
