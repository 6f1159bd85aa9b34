//! What a complete list of the server changes in the records of an account. Pure.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};

use super::refresh::LIST_LAG;
use crate::account::AccountId;
use crate::custody::Custody;
use crate::identity::{CreateFacts, Identity};
use crate::ports::{Covers, Listing};
use crate::token::{RecordId, RemoteToken, ServerId, Token};

/// What is going on while the list is merged.
pub(super) struct Underway {
    /// When the list was asked for, by our clock.
    pub(super) asked_at: DateTime<Utc>,
    /// Creates in flight, whose token must not be taken for a stranger's.
    pub(super) creates: Vec<CreateFacts>,
    /// Tokens made by a process that still holds their secret: it alone lists them.
    pub(super) made: Vec<ServerId>,
    /// Records a deletion works on: it alone decides about them.
    pub(super) deletes: Vec<RecordId>,
    /// Tokens deleted a moment ago: lists lag behind and may show them still.
    pub(super) deleted: Vec<ServerId>,
}

/// A record whose token was found to be gone.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct FoundGone {
    pub(super) record: RecordId,
    pub(super) name: String,
}

/// The records after the list was seen, and those found gone by it.
pub(super) fn merge(
    account: &AccountId,
    records: Vec<Token>,
    listing: &Listing,
    underway: &Underway,
    now: DateTime<Utc>,
) -> (Vec<Token>, Vec<FoundGone>) {
    let listed: HashMap<&ServerId, &RemoteToken> = listing
        .tokens
        .iter()
        .filter(|remote| !underway.deleted.contains(&remote.id))
        .map(|remote| (&remote.id, remote))
        .collect();
    let covered: HashSet<&str> = listing
        .owners
        .iter()
        .map(|known| &known.owner)
        .filter(|owner| listing.covers_owner(owner))
        .map(|owner| owner.id.as_str())
        .collect();
    let mut gone = Vec::new();
    let mut kept = Vec::new();
    for record in records {
        let before = record.revoked_at;
        let is_listed = record
            .server_id
            .as_ref()
            .is_some_and(|id| listed.contains_key(id));
        // Its absence means nothing where its owner's tokens are not listed completely, and not yet
        // while no list has caught up with its making.
        let is_covered =
            listing.covers == Covers::Everyone || covered.contains(record.owner.id.as_str());
        let lags = record.unlisted && record.recorded_at + LIST_LAG >= underway.asked_at;
        if underway.deletes.contains(&record.id)
            || record.recorded_at >= underway.asked_at
            || (!is_listed && (lags || !is_covered))
        {
            kept.push(record);
            continue;
        }
        let name = record.name.clone().unwrap_or_default();
        let id = record.id.clone();
        let after = update(record, &listed, now);
        if before.is_none()
            && after
                .as_ref()
                .is_none_or(|token| token.revoked_at.is_some())
        {
            gone.push(FoundGone { record: id, name });
        }
        kept.extend(after);
    }
    let recorded: HashSet<ServerId> = kept
        .iter()
        .filter_map(|token: &Token| token.server_id.clone())
        .collect();
    for remote in listing
        .tokens
        .iter()
        .filter(|remote| listed.contains_key(&remote.id))
    {
        let recorded = recorded.contains(&remote.id);
        let being_made = underway.made.contains(&remote.id)
            || underway.creates.iter().any(|facts| facts.may_be(remote));
        if !recorded && !being_made {
            kept.push(stranger(account, remote, now));
        }
    }
    (kept, gone)
}

/// The record with what the list says; `None` when neither server nor keychain has anything of it.
fn update(
    record: Token,
    listed: &HashMap<&ServerId, &RemoteToken>,
    now: DateTime<Utc>,
) -> Option<Token> {
    let Some(server_id) = record.server_id.clone() else {
        return update_unidentified(record, listed, now);
    };
    match listed.get(&server_id) {
        Some(remote) => {
            let custody = match record.custody.clone() {
                Custody::Orphaned { store } => Custody::Held { store },
                custody => custody,
            };
            Some(Token {
                custody,
                revoked_at: None,
                unlisted: false,
                ..adopt_facts(record, remote)
            })
        }
        None => without_token(record, now),
    }
}

/// A record that may be one of several tokens is gone when all of them are.
fn update_unidentified(
    record: Token,
    listed: &HashMap<&ServerId, &RemoteToken>,
    now: DateTime<Utc>,
) -> Option<Token> {
    let Identity::Unproven { candidates } = &record.identity else {
        return Some(record);
    };
    let left: Vec<ServerId> = candidates
        .iter()
        .filter(|id| listed.contains_key(id))
        .cloned()
        .collect();
    if left.is_empty() && !candidates.is_empty() {
        return without_token(
            Token {
                identity: Identity::Unproven { candidates: left },
                ..record
            },
            now,
        );
    }
    Some(Token {
        identity: Identity::Unproven { candidates: left },
        ..record
    })
}

fn without_token(record: Token, now: DateTime<Utc>) -> Option<Token> {
    let store = record.custody.store()?.to_owned();
    let revoked_at = record.revoked_at.or(Some(now));
    Some(Token {
        custody: Custody::Orphaned { store },
        revoked_at,
        ..record
    })
}

/// The record with the server's facts; custody, identity and what only we know stay.
pub(super) fn adopt_facts(record: Token, remote: &RemoteToken) -> Token {
    Token {
        server_id: Some(remote.id.clone()),
        owner: remote.owner.clone(),
        name: remote.name.clone().or(record.name),
        scopes: remote.scopes.clone(),
        created_at: remote.created_at,
        expires_at: remote.expires_at,
        never_expires: remote.never_expires,
        details: remote.details.clone(),
        ..record
    }
}

/// A token that was not made here, or not by us.
fn stranger(account: &AccountId, remote: &RemoteToken, now: DateTime<Utc>) -> Token {
    let record = Token::bare(
        RecordId::mint(),
        account.clone(),
        remote.owner.clone(),
        Custody::Elsewhere,
        Identity::Known,
        now,
    );
    adopt_facts(record, remote)
}

/// Puts `token` among `records`, in place of itself. Of two records with one server id, the one
/// without a secret gives way.
pub(super) fn attach(records: Vec<Token>, token: Token) -> Vec<Token> {
    let twin = |other: &Token| token.server_id.is_some() && other.server_id == token.server_id;
    let has_secret = |token: &Token| token.custody.store().is_some();
    let mut kept: Vec<Token> = records
        .into_iter()
        .filter(|other| other.id != token.id && (has_secret(other) || !twin(other)))
        .collect();
    if has_secret(&token) || !kept.iter().any(twin) {
        kept.push(token);
    }
    kept
}
