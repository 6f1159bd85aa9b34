//! Whether a server still takes the secrets that are kept here. Listed is not accepted: a token made
//! before its user was deactivated stays listed and is dead for ever (ZITADEL, contract 06).

use std::collections::{HashMap, HashSet};

use chrono::Duration;

use super::UseCases;
use crate::account::{Account, AccountId, PlainHttp, SignInMethod};
use crate::activity::Action;
use crate::capabilities::Owners;
use crate::custody::Custody;
use crate::error::{CoreError, ErrorCode, Result};
use crate::identity::Identity;
use crate::owner::{KnownOwner, OwnerState};
use crate::ports::{Patience, SecretKey, TokenProvider};
use crate::secret::PatSecret;
use crate::token::{RecordId, Token};

/// How many secrets one refresh tries.
const TRIED_AT_ONCE: usize = 8;

/// How many of these are for secrets that are merely due, so that many in doubt do not crowd them
/// out.
const KEPT_FOR_DUE: usize = 2;

/// How old a proof may be before it is renewed.
const GOOD_FOR: Duration = Duration::hours(24);

impl UseCases {
    /// Asks the server, with the secret alone, whether it takes this token; writes down what it says.
    pub async fn prove(&self, record: &RecordId) -> Result<bool> {
        let token = self.token(record).await?;
        let account = self.account_by_id(&token.account).await?;
        let connection = self.connection(&account, self.ports.when_asked).await?;
        let secret = self
            .stored_secret(&token, self.ports.when_asked)
            .await?
            .ok_or_else(|| {
                CoreError::new(
                    ErrorCode::NotHeld,
                    "the secret of this token is not on this machine, so nothing can be proven with it",
                )
            })?;
        let accepted = connection.accepts(&secret).await?;
        self.keep_proof(&token, accepted, false).await?;
        if accepted {
            // Asked for and taken there: from now on it is tried there unasked.
            self.annotate(&account, &token).await;
        }
        Ok(accepted)
    }

    /// Tries the secrets about which there is doubt: their owner is not as usual or was not, they
    /// were rejected before, or they have not been tried for a day. Without a prompt; what cannot be
    /// asked now is asked with a later refresh. No secret goes unasked where everyone on the way can
    /// read it, nor to another address than it was kept for. Owners `said_hidden` are those the server
    /// itself refused to show: only their tokens can be found gone this way.
    pub(super) async fn prove_doubtful(
        &self,
        account: &Account,
        connection: &dyn TokenProvider,
        before: &[KnownOwner],
        owners: &[KnownOwner],
        said_hidden: &HashSet<String>,
    ) -> Result<()> {
        if self.ports.servers.capabilities(&account.provider).owners == Owners::SelfOnly
            || account.address.plain_http() == PlainHttp::Private
        {
            return Ok(());
        }
        let (states_before, states) = (states(before), states(owners));
        let now = self.ports.clock.now();
        let (mut doubtful, mut due) = (Vec::new(), Vec::new());
        for token in self.ports.index.tokens(Some(&account.id)).await? {
            let alive = matches!(token.custody, Custody::Held { .. })
                && token.identity == Identity::Known
                && token.revoked_at.is_none()
                && token.expires_at.is_none_or(|end| end > now);
            if !alive {
                continue;
            }
            let state = states.get(token.owner.id.as_str()).copied();
            let urgent = state.is_some_and(|state| state != OwnerState::Active)
                || states_before
                    .get(token.owner.id.as_str())
                    .is_some_and(|was| Some(*was) != state)
                || token.refused;
            // What was made a moment ago needs no proof yet.
            let tried = token.proven_at.unwrap_or(token.recorded_at);
            if urgent {
                doubtful.push(token);
            } else if now - tried > GOOD_FOR {
                due.push(token);
            }
        }
        for some in [&mut doubtful, &mut due] {
            some.sort_by_key(|token| token.proven_at);
        }
        if doubtful.is_empty() && due.is_empty() {
            return Ok(());
        }
        // A keychain that hides what it has keeps it until a later refresh.
        let Ok(entries) = self.ports.vault.keys().await else {
            return Ok(());
        };
        let address = account.address.to_string();
        let kept_for_here: HashSet<SecretKey> = entries
            .into_iter()
            .filter(|(_, attributes)| attributes.url == address)
            .map(|(key, _)| key)
            .collect();
        for some in [&mut doubtful, &mut due] {
            some.retain(|token| kept_for_here.contains(&Self::key(token)));
        }
        doubtful.truncate(TRIED_AT_ONCE - due.len().min(KEPT_FOR_DUE));
        for token in doubtful.into_iter().chain(due).take(TRIED_AT_ONCE) {
            let secret = match self.stored_secret(&token, Patience::Quiet).await {
                Ok(Some(secret)) => secret,
                Ok(None) => continue,
                // The others are in the same store.
                Err(_) => break,
            };
            let Ok(accepted) = connection.accepts(&secret).await else {
                break;
            };
            let hidden = said_hidden.contains(&token.owner.id);
            self.keep_proof(&token, accepted, hidden).await?;
        }
        Ok(())
    }

    async fn stored_secret(&self, token: &Token, patience: Patience) -> Result<Option<PatSecret>> {
        if token.custody.store().is_none() {
            return Ok(None);
        }
        let stored = self.ports.vault.get(&Self::key(token), patience).await?;
        Ok(stored.map(PatSecret::from))
    }

    /// `gone_if_refused`: no list of ours says whether the token is there, so the server's word to
    /// the secret is all there is.
    async fn keep_proof(&self, token: &Token, accepted: bool, gone_if_refused: bool) -> Result<()> {
        let now = self.ports.clock.now();
        let proven = Box::new(move |mut records: Vec<Token>| {
            for token in &mut records {
                token.proven_at = Some(now);
                token.refused = !accepted;
                if !accepted
                    && gone_if_refused
                    && let Custody::Held { store } = token.custody.clone()
                {
                    token.custody = Custody::Orphaned { store };
                    token.revoked_at = Some(now);
                }
            }
            records
        });
        self.ports
            .index
            .change_token(&token.account, &token.id, None, proven)
            .await?;
        if !accepted && gone_if_refused {
            let name = token.name.clone().unwrap_or_default();
            self.note(Action::FoundGone, &token.account, Some(&token.id), &name)
                .await;
        }
        Ok(())
    }

    /// What a server said to a request, with what this machine knows about a refusal.
    pub(super) async fn answered<T>(&self, account: &Account, said: Result<T>) -> Result<T> {
        match said {
            Err(error) => Err(self.explained(account, error).await?),
            answered => answered,
        }
    }

    /// An error with what this machine knows about its cause. A server that answers the same to a
    /// token that has expired, was deleted or never was (ZITADEL, contract 06) may have listed the
    /// end of the one that is signed in with.
    pub(super) async fn explained(&self, account: &Account, error: CoreError) -> Result<CoreError> {
        if error.code != ErrorCode::SignInUnknown || account.method != SignInMethod::Pat {
            return Ok(error);
        }
        let Some(page) = self.renewal_page(account) else {
            return Ok(error);
        };
        if self.is_seen_switched_off(account).await? {
            return Ok(CoreError::new(
                ErrorCode::SignInDeactivated,
                format!(
                    "{} has been deactivated or locked on the server, and its tokens with it; ask its administrator, then make a new token at {page}",
                    account.subject.name
                ),
            ));
        }
        let now = self.ports.clock.now();
        let tokens = self.ports.index.tokens(Some(&account.id)).await?;
        let (ended, live): (Vec<&Token>, Vec<&Token>) = tokens
            .iter()
            .filter(|token| token.owner.id == account.subject.id && token.revoked_at.is_none())
            .filter(|token| token.custody.store().is_none())
            .partition(|token| token.expires_at.is_some_and(|end| end <= now));
        if !ended.is_empty() && live.is_empty() {
            return Ok(CoreError::new(
                ErrorCode::SignInExpired,
                format!(
                    "the token this account signs in with has expired; make a new one at {page} and connect again"
                ),
            ));
        }
        Ok(error)
    }

    /// Whether another account of the same server has seen that this one's user is switched off.
    async fn is_seen_switched_off(&self, account: &Account) -> Result<bool> {
        let accounts = self.accounts().await?;
        let seen_from: Vec<&AccountId> = accounts
            .iter()
            .filter(|other| other.id != account.id && other.address == account.address)
            .map(|other| &other.id)
            .collect();
        if seen_from.is_empty() {
            return Ok(false);
        }
        let owners = self.ports.index.owners(None).await?;
        Ok(owners.iter().any(|(other, known)| {
            seen_from.contains(&other)
                && known.owner.id == account.subject.id
                && matches!(known.state, OwnerState::Deactivated | OwnerState::Locked)
        }))
    }
}

fn states(owners: &[KnownOwner]) -> HashMap<&str, OwnerState> {
    let by_id = owners.iter();
    by_id
        .map(|known| (known.owner.id.as_str(), known.state))
        .collect()
}
