//! Asking the servers that were not asked for a while.

use chrono::{Duration, Utc};
use patwarden_core::ErrorCode;
use patwarden_core::account::Account;
use patwarden_core::view::{AccountView, OwnerRow, Pending, TokenRow};
use patwarden_runtime::Runtime;
use serde::Serialize;

use crate::arguments::Freshness;
use crate::exit::{Failure, KEYCHAIN, UNREACHABLE, is_out_of_reach};
use crate::output;
use crate::output::called;

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
    pub(crate) accounts: Vec<AccountView>,
    pub(crate) owners: Vec<OwnerRow>,
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
    let wanted = |alias: &str| {
        accounts
            .iter()
            .any(|account| account.alias.as_str() == alias)
    };
    let mut known = snapshot;
    known.accounts.retain(|view| wanted(&view.alias));
    known.owners.retain(|row| wanted(&row.account));
    known.tokens.retain(|row| wanted(&row.token.account));
    let incomplete = known.accounts.iter().filter_map(incomplete).collect();
    note_interrupted(&known.tokens);
    Ok(Known {
        accounts: known.accounts,
        owners: known.owners,
        rows: known.tokens,
        incomplete,
        asked,
    })
}

fn incomplete(account: &AccountView) -> Option<Incomplete> {
    let trouble = account.trouble.as_ref()?;
    Some(Incomplete {
        account: account.alias.clone(),
        reason: trouble.message.clone(),
        code: trouble.code,
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
            output::plain(called(row)),
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
                .all(|missing| is_out_of_reach(missing.code))
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
