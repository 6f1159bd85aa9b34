//! Tokens as rows. Only what differs is written.

use std::collections::{HashMap, HashSet};

use patwarden_core::account::AccountId;
use patwarden_core::error::Result;
use patwarden_core::ports::TokenChange;
use patwarden_core::token::{RecordId, ServerId, Token};
use rusqlite::{Connection, Row, params};

use crate::accounts::{self, from_json, to_json};
use crate::database::failed;

pub(crate) fn all(connection: &Connection, account: Option<&AccountId>) -> Result<Vec<Token>> {
    let mut statement = connection
        .prepare_cached("SELECT * FROM token WHERE ?1 IS NULL OR account = ?1 ORDER BY id")
        .map_err(failed)?;
    let mut rows = statement.query([account.map(|id| &id.0)]).map_err(failed)?;
    let mut tokens = Vec::new();
    while let Some(row) = rows.next().map_err(failed)? {
        tokens.push(read(row)?);
    }
    Ok(tokens)
}

pub(crate) fn one(connection: &Connection, id: &RecordId) -> Result<Option<Token>> {
    let mut statement = connection
        .prepare_cached("SELECT * FROM token WHERE id = ?1")
        .map_err(failed)?;
    let mut rows = statement.query([&id.0]).map_err(failed)?;
    rows.next().map_err(failed)?.map(read).transpose()
}

/// From what is there to what shall be there. Rows that go, go first: a server id may move from one
/// record to another.
pub(crate) fn change(
    connection: &Connection,
    account: &AccountId,
    change: TokenChange,
) -> Result<()> {
    if !accounts::exists(connection, account)? {
        return Ok(());
    }
    let before = all(connection, Some(account))?;
    replace(connection, before, change)
}

/// The same for the few that have this id or that server id.
pub(crate) fn change_few(
    connection: &Connection,
    account: &AccountId,
    id: &RecordId,
    server_id: Option<&ServerId>,
    change: TokenChange,
) -> Result<()> {
    if !accounts::exists(connection, account)? {
        return Ok(());
    }
    let mut statement = connection
        .prepare_cached(
            "SELECT * FROM token WHERE account = ?1 AND (id = ?2 OR server_id = ?3) ORDER BY id",
        )
        .map_err(failed)?;
    let mut rows = statement
        .query(params![account.0, id.0, server_id.map(|id| &id.0)])
        .map_err(failed)?;
    let mut before = Vec::new();
    while let Some(row) = rows.next().map_err(failed)? {
        before.push(read(row)?);
    }
    replace(connection, before, change)
}

fn replace(connection: &Connection, before: Vec<Token>, change: TokenChange) -> Result<()> {
    let known: HashMap<RecordId, Token> = before
        .iter()
        .map(|token| (token.id.clone(), token.clone()))
        .collect();
    let after = change(before);
    let kept: HashSet<&RecordId> = after.iter().map(|token| &token.id).collect();
    for id in known.keys().filter(|id| !kept.contains(id)) {
        connection
            .execute("DELETE FROM token WHERE id = ?1", [&id.0])
            .map_err(failed)?;
    }
    let changed: Vec<&Token> = after
        .iter()
        .filter(|token| known.get(&token.id) != Some(token))
        .collect();
    for token in changed.iter().filter(|token| {
        known
            .get(&token.id)
            .is_some_and(|known| known.server_id != token.server_id)
    }) {
        connection
            .execute(
                "UPDATE token SET server_id = NULL WHERE id = ?1",
                [&token.id.0],
            )
            .map_err(failed)?;
    }
    for token in changed {
        write(connection, token)?;
    }
    Ok(())
}

fn read(row: &Row<'_>) -> Result<Token> {
    let text = |column: &str| row.get::<_, String>(column).map_err(failed);
    let maybe = |column: &str| row.get::<_, Option<String>>(column).map_err(failed);
    let moment = |column: &str| row.get(column).map_err(failed);
    Ok(Token {
        id: RecordId(text("id")?),
        account: AccountId(text("account")?),
        server_id: maybe("server_id")?.map(ServerId),
        owner: from_json(&text("owner")?, "owner")?,
        name: maybe("name")?,
        note: maybe("note")?,
        scopes: from_json(&text("scopes")?, "list of scopes")?,
        created_at: moment("created_at")?,
        expires_at: moment("expires_at")?,
        never_expires: row.get("never_expires").map_err(failed)?,
        custody: from_json(&text("custody")?, "custody")?,
        identity: from_json(&text("identity")?, "identity")?,
        refused: row.get("refused").map_err(failed)?,
        revoked_at: moment("revoked_at")?,
        recorded_at: row.get("recorded_at").map_err(failed)?,
        proven_at: moment("proven_at")?,
        unlisted: row.get("unlisted").map_err(failed)?,
        used_here_at: moment("used_here_at")?,
        details: from_json(&text("details")?, "list of details")?,
    })
}

fn write(connection: &Connection, token: &Token) -> Result<()> {
    connection
        .prepare_cached(
            "INSERT INTO token (id, account, server_id, owner, name, note, scopes, created_at, expires_at,
                 custody, identity, refused, revoked_at, recorded_at, used_here_at, details,
                 never_expires, proven_at, unlisted)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19)
             ON CONFLICT (id) DO UPDATE SET account = ?2, server_id = ?3, owner = ?4, name = ?5, note = ?6,
                 scopes = ?7, created_at = ?8, expires_at = ?9, custody = ?10, identity = ?11, refused = ?12,
                 revoked_at = ?13, recorded_at = ?14, used_here_at = ?15, details = ?16,
                 never_expires = ?17, proven_at = ?18, unlisted = ?19",
        )
        .and_then(|mut statement| {
            let json = |text: Result<String>| {
                text.map_err(|error| rusqlite::Error::ToSqlConversionFailure(Box::new(error)))
            };
            statement.execute(params![
                token.id.0,
                token.account.0,
                token.server_id.as_ref().map(|id| &id.0),
                json(to_json(&token.owner))?,
                token.name,
                token.note,
                json(to_json(&token.scopes))?,
                token.created_at,
                token.expires_at,
                json(to_json(&token.custody))?,
                json(to_json(&token.identity))?,
                token.refused,
                token.revoked_at,
                token.recorded_at,
                token.used_here_at,
                json(to_json(&token.details))?,
                token.never_expires,
                token.proven_at,
                token.unlisted,
            ])
        })
        .map(|_| ())
        .map_err(failed)
}
