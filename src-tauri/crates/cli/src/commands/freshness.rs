//! Asking the servers that were not asked for a while.

use chrono::{Duration, Utc};
use patwarden_core::ErrorCode;
use patwarden_core::account::Account;
use patwarden_core::view::{Pending, TokenRow};
use patwarden_runtime::Runtime;
use serde::Serialize;

use crate::arguments::Freshness;
use crate::exit::{Failure, KEYCHAIN, UNREACHABLE};
use crate::output;

/// How old an answer may be.
const FRESH: Duration = Duration::minutes(5);

/// An account whose server could not be asked.
#[derive(Debug, Serialize)]
pub(crate) struct Incomplete {
    account: String,
    reason: String,
    #[serde(skip)]
    code: ErrorCode,
}

/// What is known after asking.
pub(crate) struct Known {
    pub(crate) rows: Vec<TokenRow>,
    pub(crate) incomplete: Vec<Incomplete>,
    asked: usize,
}

/// Reads the tokens of one account or of all, as fresh as wanted.
pub(crate) async fn read(
    runtime: &Runtime,
    account: Option<&str>,
    freshness: Freshness,
) -> Result<Known, Failure> {
    let use_cases = &runtime.use_cases;
    let accounts = match account {
        Some(alias) => vec![use_cases.account(alias).await?],
        None => use_cases.accounts().await?,
    };
    let stale: Vec<&Account> = accounts
        .iter()
        .filter(|account| !freshness.cached && is_stale(account, freshness))
        .collect();
    for account in &stale {
        use_cases.refresh(Some(account.alias.as_str())).await?;
    }
    let asked = stale.len();
    let snapshot = use_cases.snapshot(runtime.profile.is_sandbox()).await?;
    let aliases: Vec<&str> = accounts
        .iter()
        .map(|account| account.alias.as_str())
        .collect();
    let incomplete = snapshot
        .accounts
        .into_iter()
        .filter(|view| aliases.contains(&view.alias.as_str()))
        .filter_map(|view| {
            let trouble = view.trouble?;
            Some(Incomplete {
                account: view.alias,
                reason: trouble.message,
                code: trouble.code,
            })
        })
        .collect();
    let rows: Vec<TokenRow> = snapshot
        .tokens
        .into_iter()
        .filter(|row| aliases.contains(&row.token.account.as_str()))
        .collect();
    note_interrupted(&rows);
    Ok(Known {
        rows,
        incomplete,
        asked,
    })
}

fn is_stale(account: &Account, freshness: Freshness) -> bool {
    freshness.refresh
        || account.trouble.is_some()
        || account
            .refreshed_at
            .is_none_or(|at| Utc::now() - at > FRESH)
}

/// Deletions that were interrupted wait for an answer; nothing is deleted by itself.
fn note_interrupted(rows: &[TokenRow]) {
    for row in rows
        .iter()
        .filter(|row| row.pending == Some(Pending::Interrupted))
    {
        output::note(&format!(
            "the deletion of {}/{} was interrupted; to carry it out: patw delete {}/{}",
            row.token.account,
            output::plain(row.token.name.as_deref().unwrap_or(&row.token.id)),
            row.token.account,
            row.token.id
        ));
    }
}

impl Known {
    /// Says on stderr what is missing.
    pub(crate) fn note_incomplete(&self) {
        for missing in &self.incomplete {
            output::note(&format!(
                "{} could not be asked: {}",
                missing.account, missing.reason
            ));
        }
    }

    /// 5 when no server asked was reachable, 4 when the keychain kept us from asking any.
    pub(crate) fn status(&self) -> u8 {
        let all_failed = self.asked > 0 && self.incomplete.len() >= self.asked;
        if all_failed
            && self
                .incomplete
                .iter()
                .all(|missing| missing.code.is_unreachable())
        {
            UNREACHABLE
        } else if all_failed
            && self
                .incomplete
                .iter()
                .all(|missing| missing.code.is_keychain())
        {
            KEYCHAIN
        } else {
            0
        }
    }
}
