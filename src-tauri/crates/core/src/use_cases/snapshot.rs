//! What is shown, read from the database alone.

use std::collections::HashMap;

use chrono::{DateTime, Utc};

use super::UseCases;
use crate::account::{Account, AccountId, PlainHttp, Trouble};
use crate::custody::Custody;
use crate::error::{CoreError, Result};
use crate::identity::Identity;
use crate::journal::{DeleteStep, Entry, Holder, Step};
use crate::owner::{KnownOwner, OwnerState};
use crate::status::{Status, status};
use crate::token::{Owner, RecordId, Token};
use crate::view::{
    AccountState, AccountView, CustodyState, CustodyView, IdentityState, IpcError, OwnerRow,
    OwnerView, Pending, Snapshot, TokenRow, TokenView,
};

impl UseCases {
    /// Everything the window draws. Never waits for a server or the keychain.
    pub async fn snapshot(&self, sandbox: bool) -> Result<Snapshot> {
        let accounts = self.accounts().await?;
        let tokens = self.ports.index.tokens(None).await?;
        let owners = self.ports.index.owners(None).await?;
        let open = self.ports.journal.open_entries().await?;
        let known: HashMap<(&AccountId, &str), &KnownOwner> = owners
            .iter()
            .map(|(account, known)| ((account, known.owner.id.as_str()), known))
            .collect();
        let by_id: HashMap<&AccountId, &Account> = accounts
            .iter()
            .map(|account| (&account.id, account))
            .collect();
        let pending: HashMap<&RecordId, Pending> = open
            .iter()
            .filter_map(|entry| Some((&entry.record, pending_of(entry)?)))
            .collect();
        let now = self.ports.clock.now();
        let mut rows: Vec<TokenRow> = tokens
            .iter()
            .filter_map(|token| Some((token, *by_id.get(&token.account)?)))
            .map(|(token, account)| {
                let owner = known
                    .get(&(&token.account, token.owner.id.as_str()))
                    .copied();
                self.row(account, token, owner, pending.get(&token.id).cloned())
            })
            .collect();
        rows.sort_by_cached_key(|row| order(&row.token, now));
        Ok(Snapshot {
            accounts: accounts
                .iter()
                .map(|account| self.account_view(account))
                .collect(),
            owners: owner_rows(&accounts, &owners),
            tokens: rows,
            unsaved: self.unsaved_views().await?,
            sandbox,
        })
    }

    fn row(
        &self,
        account: &Account,
        token: &Token,
        owner: Option<&KnownOwner>,
        pending: Option<Pending>,
    ) -> TokenRow {
        let candidates = match &token.identity {
            Identity::Known => Vec::new(),
            Identity::Unproven { candidates } => {
                candidates.iter().map(ToString::to_string).collect()
            }
        };
        let owner_state = owner.map_or(OwnerState::Active, |known| known.state);
        let mut view = self.view(account, token);
        if owner_state == OwnerState::Hidden
            && matches!(view.status, Status::Active | Status::Expiring)
        {
            // The server no longer tells this account what became of it.
            view.status = Status::Unknown;
        }
        TokenRow {
            token: view,
            server_id: token.server_id.as_ref().map(ToString::to_string),
            candidates,
            pending,
            unknown_since: account
                .trouble
                .as_ref()
                .filter(|trouble| !trouble.code.is_keychain())
                .map(|trouble| trouble.since),
            used_here_at: token.used_here_at,
            proven_at: token.proven_at,
            never_expires: token.never_expires,
            organization_name: owner.and_then(|known| known.organization_name.clone()),
            owner_state,
            may_sign_in: self.may_sign_in(account, token),
            details: token.details.clone(),
        }
    }

    /// A token as everyone is shown it.
    pub fn view(&self, account: &Account, token: &Token) -> TokenView {
        let state = match token.custody {
            Custody::Held { .. } => CustodyState::Held,
            Custody::Elsewhere => CustodyState::Elsewhere,
            Custody::Orphaned { .. } => CustodyState::Orphaned,
            Custody::Lost => CustodyState::Lost,
        };
        TokenView {
            id: token.id.to_string(),
            account: account.alias.to_string(),
            owner: OwnerView::from(&token.owner),
            name: token.name.clone(),
            note: token.note.clone(),
            scopes: token.scopes.iter().cloned().collect(),
            created_at: token.created_at,
            expires_at: token.expires_at,
            status: status(token, account.trouble.as_ref(), self.ports.clock.now()),
            custody: CustodyView {
                state,
                store: token.custody.store().map(str::to_owned),
            },
            identity: match token.identity {
                Identity::Known => IdentityState::Known,
                Identity::Unproven { .. } => IdentityState::Unproven,
            },
        }
    }

    /// An account as everyone is shown it.
    pub fn account_view(&self, account: &Account) -> AccountView {
        let state = match (&account.trouble, account.refreshed_at) {
            (Some(trouble), _) if trouble.code.is_unreachable() => AccountState::Offline,
            // The keychain speaks for itself; the account is well as far as anyone knows.
            (Some(trouble), _) if trouble.code.is_keychain() => AccountState::Unasked,
            (Some(_), _) => AccountState::NeedsAttention,
            (None, Some(_)) => AccountState::Online,
            (None, None) => AccountState::Unasked,
        };
        AccountView {
            alias: account.alias.to_string(),
            provider: account.provider.clone(),
            url: account.address.to_string(),
            method: account.method,
            state,
            subject: account.subject.name.clone(),
            renewal_page: self.renewal_page(account),
            interface: account.interface.clone(),
            interface_pinned: account.interface_pinned,
            trouble: account.trouble.as_ref().map(trouble_view),
            trouble_since: account.trouble.as_ref().map(|trouble| trouble.since),
            refreshed_at: account.refreshed_at,
            server_version: account.server_version.clone(),
            plain_http: account.address.plain_http() == PlainHttp::Private,
            session_only: account.session_only,
            extra_ca: account.extra_ca.is_some(),
            clock_skew_seconds: account.clock_skew_seconds,
            capabilities: self.ports.servers.capabilities(&account.provider),
        }
    }
}

/// Everyone who can own tokens. An account that was never asked has its subject.
fn owner_rows(accounts: &[Account], owners: &[(AccountId, KnownOwner)]) -> Vec<OwnerRow> {
    let mut rows = Vec::new();
    for account in accounts {
        let known: Vec<&KnownOwner> = owners
            .iter()
            .filter(|(id, _)| *id == account.id)
            .map(|(_, known)| known)
            .collect();
        if known.is_empty() {
            rows.push(owner_row(
                account,
                &account.subject,
                None,
                OwnerState::Active,
            ));
        }
        for known in known {
            let organization = known.organization_name.clone();
            rows.push(owner_row(account, &known.owner, organization, known.state));
        }
    }
    rows.sort_by_cached_key(|row| {
        (
            row.account.clone(),
            row.organization_name.clone(),
            row.owner.name.clone(),
            row.owner.id.clone(),
        )
    });
    rows
}

pub(super) fn owner_row(
    account: &Account,
    owner: &Owner,
    organization_name: Option<String>,
    state: OwnerState,
) -> OwnerRow {
    OwnerRow {
        owner: OwnerView::from(owner),
        account: account.alias.to_string(),
        organization_name,
        state,
        is_subject: owner.id == account.subject.id,
    }
}

fn trouble_view(trouble: &Trouble) -> IpcError {
    CoreError::new(trouble.code, trouble.message.clone()).into()
}

/// Soonest expiry first, then those without one, then the expired, latest first; then by name.
fn order(token: &TokenView, now: DateTime<Utc>) -> (u8, i64, String, String) {
    let name = token.name.clone().unwrap_or_default();
    let (group, at) = match token.expires_at {
        Some(end) if end > now => (0, end.timestamp_millis()),
        None => (1, 0),
        Some(end) => (2, -end.timestamp_millis()),
    };
    (group, at, name, token.id.clone())
}

fn pending_of(entry: &Entry) -> Option<Pending> {
    let Step::Delete(delete) = &entry.step else {
        return None;
    };
    Some(match (&delete.step, entry.holder) {
        (DeleteStep::Held { until }, Holder::Us) => Pending::Hold {
            until: *until,
            ours: true,
        },
        (DeleteStep::Held { until }, Holder::Other) => Pending::Hold {
            until: *until,
            ours: false,
        },
        (DeleteStep::Held { .. } | DeleteStep::Revoking, Holder::Nobody) => Pending::Interrupted,
        (DeleteStep::Revoked, Holder::Nobody) => Pending::SecretWaits,
        (DeleteStep::Revoking | DeleteStep::Revoked, Holder::Us | Holder::Other) => {
            Pending::Deleting
        }
    })
}
