//! From a stored secret, or the loss of one, to a row in the list and the end of the create.

use super::UseCases;
use super::connect::provider_text;
use super::identify::{Secret, among};
use super::merge::{adopt_facts, attach};
use crate::account::Account;
use crate::activity::Action;
use crate::custody::Custody;
use crate::error::Result;
use crate::fail_point::fail_point;
use crate::identity::{CreateFacts, Identified, Identity};
use crate::journal::{CreateRecord, CreateStep, EntryId, Outcome, Step};
use crate::ports::{Patience, SecretAttributes, SecretKey};
use crate::token::{Owner, RecordId, RemoteToken, ServerId, Token};

/// A token made here whose secret is stored, on its way into the list.
pub(super) struct Made<'a> {
    pub(super) account: &'a Account,
    pub(super) entry: EntryId,
    pub(super) record: RecordId,
    pub(super) facts: CreateFacts,
    /// The server's id, where it was said or found before.
    pub(super) server_id: Option<ServerId>,
    /// Where the secret is; `Custody::Lost` and `Custody::Elsewhere` have none.
    pub(super) custody: Custody,
}

impl UseCases {
    /// Lists a token whose secret is stored, identified as far as `listed` allows, and ends the
    /// create. Without a list the entry is let go, to be resumed when the server answers.
    pub(super) async fn enlist(
        &self,
        made: Made<'_>,
        listed: Option<&[RemoteToken]>,
    ) -> Result<Token> {
        let found = match (listed, &made.server_id) {
            (None, _) => Identified::None,
            (Some(listed), Some(id)) => among(listed, id),
            (Some(listed), None) => {
                let (account, record, facts) = (made.account, &made.record, &made.facts);
                self.identified(account, record, Secret::Here, facts, listed)
                    .await?
            }
        };
        // A list may lag behind a create: one that is still young is looked for again.
        let young = self.is_young(&made.facts);
        if listed.is_none() || (found == Identified::None && young) {
            let token = self.record_of(
                &made,
                Identity::Unproven {
                    candidates: Vec::new(),
                },
            );
            self.attach(made.account, token.clone()).await?;
            self.ports.journal.release(made.entry).await?;
            return Ok(token);
        }
        let found = match (found, listed) {
            (Identified::None, Some(listed))
                if made.custody.store().is_some() && made.server_id.is_none() =>
            {
                self.unproven_by_date(&made, listed).await?
            }
            (found, _) => found,
        };
        self.enlist_as(made, found).await
    }

    /// Lists a token of which it is known what the server's list says, and ends the create.
    async fn enlist_as(&self, made: Made<'_>, found: Identified) -> Result<Token> {
        let token = match found {
            Identified::One(remote) => self.enlist_known(&made, &remote).await?,
            Identified::Several(candidates) => {
                self.record_of(&made, Identity::Unproven { candidates })
            }
            Identified::None => self.gone(&made),
        };
        if token.revoked_at.is_some() && token.custody.store().is_none() {
            // Neither server nor keychain has anything of it.
            self.forget(made.account, &made.record).await?;
        } else {
            self.attach(made.account, token.clone()).await?;
        }
        fail_point("create.indexed");
        self.ports.journal.end(made.entry, Outcome::Done).await?;
        Ok(token)
    }

    async fn enlist_known(&self, made: &Made<'_>, remote: &RemoteToken) -> Result<Token> {
        if let Custody::Held { store } = &made.custody {
            let step = CreateStep::Identified {
                store: store.clone(),
                server_id: remote.id.clone(),
            };
            let facts = made.facts.clone();
            self.ports
                .journal
                .write(made.entry, &Step::Create(CreateRecord { facts, step }))
                .await?;
        }
        fail_point("create.identified");
        let token = adopt_facts(self.record_of(made, Identity::Known), remote);
        if token.custody.store().is_some() {
            // Only for rebuilding a lost index: its failure costs nothing now.
            let attributes = token_attributes(made.account, &token);
            let _ = self
                .ports
                .vault
                .annotate(&Self::key(&token), &attributes, Patience::Quiet)
                .await;
        }
        Ok(token)
    }

    /// A complete list has nothing that could be this token: it is gone, and its secret is left.
    fn gone(&self, made: &Made<'_>) -> Token {
        let record = self.record_of(
            made,
            Identity::Unproven {
                candidates: Vec::new(),
            },
        );
        let custody = match record.custody.store().map(str::to_owned) {
            Some(store) => Custody::Orphaned { store },
            None => record.custody.clone(),
        };
        Token {
            custody,
            revoked_at: Some(self.ports.clock.now()),
            ..record
        }
    }

    fn record_of(&self, made: &Made<'_>, identity: Identity) -> Token {
        let owner = Owner {
            id: made.account.subject.clone(),
            name: made.account.subject.clone(),
            organization_id: None,
        };
        Token {
            name: Some(made.facts.name.clone()),
            scopes: made.facts.scopes.clone(),
            ..Token::bare(
                made.record.clone(),
                made.account.id.clone(),
                owner,
                made.custody.clone(),
                identity,
                self.ports.clock.now(),
            )
        }
    }

    pub(super) async fn attach(&self, account: &Account, token: Token) -> Result<()> {
        self.ports
            .index
            .change_tokens(&account.id, Box::new(move |records| attach(records, token)))
            .await
    }

    /// Takes a record out of the list.
    pub(super) async fn forget(&self, account: &Account, record: &RecordId) -> Result<()> {
        let id = record.clone();
        let without = Box::new(move |records: Vec<Token>| {
            records.into_iter().filter(|token| token.id != id).collect()
        });
        self.ports.index.change_tokens(&account.id, without).await
    }

    /// Lists a token whose secret nobody has any more.
    pub(super) async fn enlist_lost(
        &self,
        account: &Account,
        record: &RecordId,
        facts: &CreateFacts,
        found: Identified,
        entry: EntryId,
    ) -> Result<Option<Token>> {
        let made = Made {
            account,
            entry,
            record: record.clone(),
            facts: facts.clone(),
            server_id: None,
            custody: Custody::Lost,
        };
        let token = match found {
            Identified::None => {
                self.forget(account, record).await?;
                self.ports.journal.end(entry, Outcome::NeverMade).await?;
                return Ok(None);
            }
            Identified::One(remote) => adopt_facts(self.record_of(&made, Identity::Known), &remote),
            Identified::Several(candidates) => {
                self.record_of(&made, Identity::Unproven { candidates })
            }
        };
        self.attach(account, token.clone()).await?;
        self.note(Action::Lost, &account.id, Some(record), &facts.name)
            .await;
        self.ports.journal.end(entry, Outcome::Lost).await?;
        Ok(Some(token))
    }
}

/// What stands beside a token's secret in the keychain.
pub(super) fn token_attributes(account: &Account, token: &Token) -> SecretAttributes {
    SecretAttributes {
        url: account.address.to_string(),
        provider: provider_text(account),
        owner: token.owner.id.clone(),
        name: token.name.clone().unwrap_or_default(),
        server_id: token.server_id.as_ref().map(ToString::to_string),
    }
}

/// What stands there before the server's id is known.
pub(super) fn new_attributes(account: &Account, name: &str) -> SecretAttributes {
    SecretAttributes {
        url: account.address.to_string(),
        provider: provider_text(account),
        owner: account.subject.clone(),
        name: name.to_owned(),
        server_id: None,
    }
}

/// The keychain key of a record.
pub(super) fn key_of(account: &Account, record: &RecordId) -> SecretKey {
    SecretKey::Token(account.id.clone(), record.clone())
}
