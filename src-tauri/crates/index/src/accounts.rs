//! Accounts as rows, and the `TokenIndex` port.

use async_trait::async_trait;
use patwarden_core::account::{Account, AccountId, Alias};
use patwarden_core::activity::Activity;
use patwarden_core::error::{Field, Result};
use patwarden_core::owner::KnownOwner;
use patwarden_core::ports::{AccountChange, TokenChange, TokenIndex};
use patwarden_core::token::{RecordId, ServerId, Token};
use patwarden_core::{CoreError, ErrorCode};
use rusqlite::{Connection, Row, params};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::database::{Database, failed, unreadable};
use crate::{activity, owners, tokens};

/// A value as a column of JSON text.
pub(crate) fn to_json(value: &impl Serialize) -> Result<String> {
    serde_json::to_string(value)
        .map_err(|error| CoreError::internal(format!("a value cannot be written down: {error}")))
}

/// A column of JSON text as a value.
pub(crate) fn from_json<T: DeserializeOwned>(text: &str, what: &str) -> Result<T> {
    serde_json::from_str(text).map_err(|_| unreadable(what))
}

/// A plain text as the value it is the JSON string of.
pub(crate) fn from_text<T: DeserializeOwned>(text: String, what: &str) -> Result<T> {
    serde_json::from_value(serde_json::Value::String(text)).map_err(|_| unreadable(what))
}

/// A value that is a JSON string, as plain text.
pub(crate) fn to_text(value: &impl Serialize) -> Result<String> {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(text)) => Ok(text),
        _ => Err(CoreError::internal("a value is no text")),
    }
}

#[async_trait]
impl TokenIndex for Database {
    async fn accounts(&self) -> Result<Vec<Account>> {
        self.read(|connection, _| all(connection)).await
    }

    async fn save_account(&self, account: &Account) -> Result<()> {
        let account = account.clone();
        self.write(move |transaction, _| save(transaction, &account))
            .await
    }

    async fn change_account(&self, id: &AccountId, change: AccountChange) -> Result<bool> {
        let id = id.clone();
        self.write(move |transaction, _| {
            let found = all(transaction)?
                .into_iter()
                .find(|account| account.id == id);
            let Some(account) = found else {
                return Ok(false);
            };
            save(transaction, &change(account)).map(|()| true)
        })
        .await
    }

    async fn remove_account(&self, id: &AccountId) -> Result<()> {
        let id = id.clone();
        self.write(move |transaction, _| {
            transaction
                .execute("DELETE FROM account WHERE id = ?1", [&id.0])
                .map(|_| ())
                .map_err(failed)
        })
        .await
    }

    async fn tokens(&self, account: Option<&AccountId>) -> Result<Vec<Token>> {
        let account = account.cloned();
        self.read(move |connection, _| tokens::all(connection, account.as_ref()))
            .await
    }

    async fn token(&self, id: &RecordId) -> Result<Option<Token>> {
        let id = id.clone();
        self.read(move |connection, _| tokens::one(connection, &id))
            .await
    }

    async fn change_tokens(&self, account: &AccountId, change: TokenChange) -> Result<()> {
        let account = account.clone();
        self.write_soon(move |transaction, _| tokens::change(transaction, &account, change))
            .await
    }

    async fn change_token(
        &self,
        account: &AccountId,
        id: &RecordId,
        server_id: Option<&ServerId>,
        change: TokenChange,
    ) -> Result<()> {
        let (account, id, server_id) = (account.clone(), id.clone(), server_id.cloned());
        self.write_soon(move |transaction, _| {
            tokens::change_few(transaction, &account, &id, server_id.as_ref(), change)
        })
        .await
    }

    async fn owners(&self, account: Option<&AccountId>) -> Result<Vec<(AccountId, KnownOwner)>> {
        let account = account.cloned();
        self.read(move |connection, _| owners::all(connection, account.as_ref()))
            .await
    }

    async fn save_owners(&self, account: &AccountId, owners: Vec<KnownOwner>) -> Result<()> {
        let account = account.clone();
        self.write_soon(move |transaction, _| owners::replace(transaction, &account, &owners))
            .await
    }

    async fn record(&self, line: &Activity) -> Result<()> {
        let line = line.clone();
        self.write_soon(move |transaction, _| activity::add(transaction, &line))
            .await
    }

    async fn activity(&self, record: Option<&RecordId>, limit: u32) -> Result<Vec<Activity>> {
        let record = record.cloned();
        self.read(move |connection, _| activity::latest(connection, record.as_ref(), limit))
            .await
    }

    async fn data_version(&self) -> Result<i64> {
        self.version().await
    }
}

/// Whether the account is still there.
pub(crate) fn exists(connection: &Connection, id: &AccountId) -> Result<bool> {
    connection
        .query_row(
            "SELECT EXISTS (SELECT 1 FROM account WHERE id = ?1)",
            [&id.0],
            |row| row.get(0),
        )
        .map_err(failed)
}

fn all(connection: &Connection) -> Result<Vec<Account>> {
    let mut statement = connection
        .prepare_cached("SELECT * FROM account ORDER BY alias")
        .map_err(failed)?;
    let mut rows = statement.query([]).map_err(failed)?;
    let mut accounts = Vec::new();
    while let Some(row) = rows.next().map_err(failed)? {
        accounts.push(read(row)?);
    }
    Ok(accounts)
}

fn read(row: &Row<'_>) -> Result<Account> {
    let text = |column: &str| row.get::<_, String>(column).map_err(failed);
    let maybe = |column: &str| row.get::<_, Option<String>>(column).map_err(failed);
    let address = text("address")?;
    Ok(Account {
        id: AccountId(text("id")?),
        alias: text("alias")?
            .parse::<Alias>()
            .map_err(|_| unreadable("alias"))?,
        provider: from_text(text("provider")?, "provider")?,
        address: address.parse().map_err(|_| unreadable("address"))?,
        subject: from_json(&text("subject")?, "subject")?,
        method: from_text(text("method")?, "sign-in method")?,
        username: maybe("username")?,
        extra_ca: maybe("extra_ca")?,
        plain_http_agreed: row.get("plain_http_agreed").map_err(failed)?,
        session_only: row.get("session_only").map_err(failed)?,
        interface: maybe("interface")?,
        interface_pinned: row.get("interface_pinned").map_err(failed)?,
        server_version: maybe("server_version")?,
        clock_skew_seconds: row.get("clock_skew_seconds").map_err(failed)?,
        refreshed_at: row.get("refreshed_at").map_err(failed)?,
        trouble: maybe("trouble")?
            .map(|json| from_json(&json, "trouble"))
            .transpose()?,
    })
}

fn save(connection: &Connection, account: &Account) -> Result<()> {
    let taken: bool = connection
        .query_row(
            "SELECT EXISTS (SELECT 1 FROM account WHERE alias = ?1 AND id <> ?2)",
            params![account.alias.as_str(), account.id.0],
            |row| row.get(0),
        )
        .map_err(failed)?;
    if taken {
        return Err(CoreError {
            field: Some(Field::Alias),
            ..CoreError::new(
                ErrorCode::AliasTaken,
                format!("another account is called \"{}\" already", account.alias),
            )
        });
    }
    connection
        .execute(
            "INSERT INTO account (id, alias, provider, address, subject, method, username, extra_ca,
                 plain_http_agreed, session_only, server_version, clock_skew_seconds, refreshed_at, trouble,
                 interface, interface_pinned)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)
             ON CONFLICT (id) DO UPDATE SET alias = ?2, provider = ?3, address = ?4, subject = ?5,
                 method = ?6, username = ?7, extra_ca = ?8, plain_http_agreed = ?9, session_only = ?10,
                 server_version = ?11, clock_skew_seconds = ?12, refreshed_at = ?13, trouble = ?14,
                 interface = ?15, interface_pinned = ?16",
            params![
                account.id.0,
                account.alias.as_str(),
                to_text(&account.provider)?,
                account.address.to_string(),
                to_json(&account.subject)?,
                to_text(&account.method)?,
                account.username,
                account.extra_ca,
                account.plain_http_agreed,
                account.session_only,
                account.server_version,
                account.clock_skew_seconds,
                account.refreshed_at,
                account.trouble.as_ref().map(to_json).transpose()?,
                account.interface,
                account.interface_pinned,
            ],
        )
        .map(|_| ())
        .map_err(failed)
}
