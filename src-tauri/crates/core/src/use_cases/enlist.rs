//! From a stored secret, or the loss of one, to a row in the list and the end of the create.

use super::UseCases;
use super::connect::provider_text;
use super::identify::{Secret, among};
use super::merge::{adopt_facts, attach};
use crate::account::{Account, AccountId};
use crate::activity::Action;
use crate::custody::Custody;
use crate::error::Result;
use crate::fail_point::fail_point;
use crate::identity::{CreateFacts, Identified, Identity};
use crate::journal::{CreateRecord, CreateStep, EntryId, Outcome, Step};
use crate::ports::{Patience, SecretAttributes, SecretKey};
use crate::token::{Ends, RecordId, RemoteToken, ServerId, Token};

/// A token made here whose secret is stored, on its way into the list.
pub(super) struct Made<'a> {
    pub(super) account: &'a Account,
    pub(super) entry: EntryId,
    pub(super) record: RecordId,
    pub(super) facts: CreateFacts,
    /// The server's id, where it was said or found before.
    pub(super) server_id: Option<ServerId>,
    /// The token itself, where the answer to the create was enough to know it.
    pub(super) answered: Option<RemoteToken>,
    /// Where the secret is; `Custody::Lost` and `Custody::Elsewhere` have none.
    pub(super) custody: Custody,
}

/// What is known of a token whose secret nobody has.
pub(super) enum Found {
    /// What a list says.
    Listed(Identified),
    /// Its id; no list can be had.
    Unlisted(ServerId),
}

impl Made<'_> {
    /// The server's id, where it is known.
    pub(super) fn known_id(&self) -> Option<&ServerId> {
        let answered = self.answered.as_ref().map(|token| &token.id);
        answered.or(self.server_id.as_ref())
    }
}

impl UseCases {
    /// Lists a token whose secret is stored, identified as far as `listed` allows, and ends the
    /// create. Without a list and an id the entry is let go, to be resumed when the server answers.
    pub(super) async fn enlist(
        &self,
        made: Made<'_>,
        listed: Option<&[RemoteToken]>,
    ) -> Result<Token> {
        if let Some(remote) = made.answered.clone() {
            // The answer said it all: no list is needed, and none may have it yet.
            let known = Identified::One(Box::new(remote));
            return self.enlist_as(made, known).await;
        }
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
            if let Some(id) = made.server_id.clone() {
                // Which it is, is certain; a list completes it, or says that it is gone.
                let token = self.unlisted_of(&made, id);
                self.annotate(made.account, &token).await;
                return self.finish(&made, token).await;
            }
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
        self.finish(&made, token).await
    }

    async fn finish(&self, made: &Made<'_>, token: Token) -> Result<Token> {
        if token.revoked_at.is_some() && token.custody.store().is_none() {
            // Neither server nor keychain has anything of it.
            self.forget(&made.account.id, &made.record).await?;
        } else {
            self.attach(made.account, token.clone()).await?;
        }
        fail_point("create.indexed");
        self.ports.journal.end(made.entry, Outcome::Done).await?;
        Ok(token)
    }

    async fn enlist_known(&self, made: &Made<'_>, remote: &RemoteToken) -> Result<Token> {
        if let Custody::Held { store } = &made.custody
            && made.known_id().is_none()
        {
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
        let token = Token {
            unlisted: made.answered.is_some(),
            ..adopt_facts(self.record_of(made, Identity::Known), remote)
        };
        // One whose answer said it all was stored with its attributes.
        if made.answered.is_none() {
            self.annotate(made.account, &token).await;
        }
        Ok(token)
    }

    /// Writes beside a stored secret what is known of its token. Only for rebuilding a lost index:
    /// its failure costs nothing now.
    pub(super) async fn annotate(&self, account: &Account, token: &Token) {
        if token.custody.store().is_none() {
            return;
        }
        let attributes = token_attributes(account, token);
        let _ = self
            .ports
            .vault
            .annotate(&Self::key(token), &attributes, Patience::Quiet)
            .await;
    }

    /// A token whose id is known and which no list has shown yet.
    fn unlisted_of(&self, made: &Made<'_>, server_id: ServerId) -> Token {
        Token {
            server_id: Some(server_id),
            unlisted: true,
            ..self.record_of(made, Identity::Known)
        }
    }

    /// A complete list has nothing that could be this token: it is gone, and its secret is left.
    fn gone(&self, made: &Made<'_>) -> Token {
        let identity = match made.known_id() {
            Some(_) => Identity::Known,
            None => Identity::Unproven {
                candidates: Vec::new(),
            },
        };
        let record = self.record_of(made, identity);
        let custody = match record.custody.store().map(str::to_owned) {
            Some(store) => Custody::Orphaned { store },
            None => record.custody.clone(),
        };
        Token {
            server_id: made.known_id().cloned(),
            custody,
            revoked_at: Some(self.ports.clock.now()),
            ..record
        }
    }

    fn record_of(&self, made: &Made<'_>, identity: Identity) -> Token {
        Token {
            name: Some(made.facts.name.clone()),
            scopes: made.facts.scopes.clone(),
            never_expires: made.facts.ends == Ends::Never,
            expires_at: match made.facts.ends {
                Ends::At(at) => Some(at),
                Ends::ByServer | Ends::Never => None,
            },
            ..Token::bare(
                made.record.clone(),
                made.account.id.clone(),
                made.facts.owner.clone(),
                made.custody.clone(),
                identity,
                self.ports.clock.now(),
            )
        }
    }

    pub(super) async fn attach(&self, account: &Account, token: Token) -> Result<()> {
        let (id, server_id) = (token.id.clone(), token.server_id.clone());
        let change = Box::new(move |records| attach(records, token));
        self.ports
            .index
            .change_token(&account.id, &id, server_id.as_ref(), change)
            .await
    }

    /// Takes a record out of the list.
    pub(super) async fn forget(&self, account: &AccountId, record: &RecordId) -> Result<()> {
        let without = Box::new(|_| Vec::new());
        self.ports
            .index
            .change_token(account, record, None, without)
            .await
    }

    /// Lists a token whose secret nobody has any more.
    pub(super) async fn enlist_lost(
        &self,
        account: &Account,
        record: &RecordId,
        facts: &CreateFacts,
        found: Found,
        entry: EntryId,
    ) -> Result<Option<Token>> {
        let made = Made {
            account,
            entry,
            record: record.clone(),
            facts: facts.clone(),
            server_id: None,
            answered: None,
            custody: Custody::Lost,
        };
        let token = match found {
            Found::Unlisted(id) => self.unlisted_of(&made, id),
            Found::Listed(Identified::None) => {
                self.forget(&account.id, record).await?;
                self.ports.journal.end(entry, Outcome::NeverMade).await?;
                return Ok(None);
            }
            Found::Listed(Identified::One(remote)) => {
                adopt_facts(self.record_of(&made, Identity::Known), &remote)
            }
            Found::Listed(Identified::Several(candidates)) => {
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
fn token_attributes(account: &Account, token: &Token) -> SecretAttributes {
    SecretAttributes {
        url: account.address.to_string(),
        provider: provider_text(account),
        subject: account.subject.id.clone(),
        owner: token.owner.id.clone(),
        name: token.name.clone().unwrap_or_default(),
        server_id: token.server_id.as_ref().map(ToString::to_string),
    }
}

/// What stands there from the start: with the server's id only where the answer says it.
pub(super) fn new_attributes(
    account: &Account,
    facts: &CreateFacts,
    answered: Option<&RemoteToken>,
) -> SecretAttributes {
    SecretAttributes {
        url: account.address.to_string(),
        provider: provider_text(account),
        subject: account.subject.id.clone(),
        owner: facts.owner.id.clone(),
        name: facts.name.clone(),
        server_id: answered.map(|token| token.id.to_string()),
    }
}

/// The keychain key of a record.
pub(super) fn key_of(account: &Account, record: &RecordId) -> SecretKey {
    SecretKey::Token(account.id.clone(), record.clone())
}
