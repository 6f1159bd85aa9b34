//! Making a token: server, keychain, database, in this order, each step written down.

use super::enlist::{Made, key_of, new_attributes};
use super::identify::Secret;
use super::unsaved::Unsaved;
use super::{Counted, UseCases, lock};
use crate::account::Account;
use crate::activity::Action;
use crate::custody::Custody;
use crate::error::{CoreError, ErrorCode, Result};
use crate::fail_point::fail_point;
use crate::identity::{CreateFacts, Identified};
use crate::journal::{CreateRecord, CreateStep, EntryId, Outcome, Step};
use crate::ports::{Issued, TokenProvider};
use crate::secret::StoredSecret;
use crate::token::{RecordId, RemoteToken, ServerId, Token};
use crate::view::{CreateRequest, Created};

impl UseCases {
    /// Makes a token and stores its secret. A keychain error from here means that nothing was sent;
    /// `AnswerLost` that the token may exist and will be found by the next refresh.
    pub async fn create(&self, request: &CreateRequest) -> Result<Created> {
        // On the heap: it is large, and whoever calls it would have to carry it along.
        Box::pin(self.make(request)).await
    }

    async fn make(&self, request: &CreateRequest) -> Result<Created> {
        let account = self.account(&request.account).await?;
        let token = self.wished(&account, request).await?;
        let asked = self.ports.when_asked;
        if !request.without_store {
            self.ports.vault.probe(&account.id, asked).await?;
        }
        let connection = self.connection(&account, asked).await?;
        let (known_ids, clock_skew_seconds) = if token.mark.is_some() {
            // It is found by its mark; nothing has to be known before.
            (Vec::new(), account.clock_skew_seconds)
        } else {
            self.ids_before(&account, &*connection).await?
        };

        let record = RecordId::mint();
        let mut facts = CreateFacts {
            name: token.name.as_str().to_owned(),
            scopes: token.scopes.clone(),
            owner: token.owner.clone(),
            ends: token.ends.clone(),
            mark: token.mark,
            known_ids,
            sent_at: self.ports.clock.now(),
            answered_at: None,
            clock_skew_seconds,
            several_seen: false,
        };
        let intended = Step::Create(CreateRecord {
            facts: facts.clone(),
            step: CreateStep::Intended,
        });
        let entry = self
            .ports
            .journal
            .begin(&account.id, &record, &intended)
            .await?;
        // Until the keychain or the user has it, nobody may end this process unasked.
        let _creating = Counted::new(&self.memory.creating);
        fail_point("create.intended");
        let issued = match connection.create(&token).await {
            Ok(issued) => issued,
            Err(error) => {
                let error = self.not_issued(&account, entry, error).await;
                return self.answered(&account, Err(error)).await;
            }
        };
        fail_point("create.answered");
        // Taken here, since the keychain may let the user look for a password first.
        facts.answered_at = Some(self.ports.clock.now());
        facts.clock_skew_seconds = issued.clock_skew_seconds;
        if request.without_store {
            let made = Made {
                account: &account,
                entry,
                record,
                facts,
                server_id: None,
                answered: issued.token.clone(),
                custody: Custody::Lost,
            };
            return self.hold_unsaved(made, issued, None, &*connection).await;
        }
        // Nothing may come between the answer and this write: no network, no database.
        let key = key_of(&account, &record);
        let attributes = new_attributes(&account, &facts, issued.token.as_ref());
        let stored = StoredSecret::from(&issued.secret);
        let written = self
            .ports
            .vault
            .put(&key, &attributes, &stored, asked)
            .await;
        drop(stored);
        fail_point("create.stored");
        let store = self.ports.vault.name();
        let made = Made {
            account: &account,
            entry,
            record,
            facts,
            server_id: None,
            answered: issued.token.clone(),
            custody: Custody::Held { store },
        };
        match written {
            Ok(()) => {
                drop(issued);
                let settled = self.settle(made, Some(&*connection)).await;
                if settled.is_err() {
                    // The keychain has it: whoever resumes will find it there.
                    let _ = self.ports.journal.release(entry).await;
                }
                let token = settled?;
                Ok(Created::Saved {
                    token: Box::new(self.view(&account, &token)),
                })
            }
            Err(reason) => {
                self.hold_unsaved(made, issued, Some(reason), &*connection)
                    .await
            }
        }
    }

    /// The ids of a server that does not say which one it gives, and its clock. Whatever was left
    /// unfinished there is finished first.
    async fn ids_before(
        &self,
        account: &Account,
        connection: &dyn TokenProvider,
    ) -> Result<(Vec<ServerId>, i64)> {
        let asked_at = self.ports.clock.now();
        let before = connection.list().await?;
        self.resume_account(account, &before, asked_at).await?;
        self.merge_listing(account, &before, asked_at).await?;
        let ids = before.tokens.into_iter().map(|token| token.id).collect();
        Ok((ids, before.clock_skew_seconds))
    }

    /// From a stored secret to a listed token; identified later when the server cannot be asked now.
    pub(super) async fn settle(
        &self,
        made: Made<'_>,
        connection: Option<&dyn TokenProvider>,
    ) -> Result<Token> {
        if made.answered.is_none() {
            let store = made.custody.store().unwrap_or_default().to_owned();
            let step = CreateStep::stored(store, made.known_id().cloned());
            let stored = Step::Create(CreateRecord {
                facts: made.facts.clone(),
                step,
            });
            // Where the answer said it all, the end follows at once, and an entry of the keychain says
            // meanwhile what this step would.
            self.ports.journal.write(made.entry, &stored).await?;
        }
        fail_point("create.journaled");
        let (account, record, name) = (made.account, made.record.clone(), made.facts.name.clone());
        let listed = match connection {
            Some(connection) if made.answered.is_none() => connection
                .list_of(&made.facts.owner)
                .await
                .ok()
                .map(|listing| listing.tokens),
            _ => None,
        };
        let token = self.enlist(made, listed.as_deref()).await?;
        self.note(Action::Created, &account.id, Some(&record), &name)
            .await;
        Ok(token)
    }

    /// The server refused, or its answer was lost. Only the latter leaves something to find.
    async fn not_issued(&self, account: &Account, entry: EntryId, error: CoreError) -> CoreError {
        let written = if error.code == ErrorCode::AnswerLost {
            let released = self.ports.journal.release(entry).await;
            // What became of it is looked for at once; if that fails, the next refresh looks again.
            let _ = self.refresh_account(account).await;
            released
        } else {
            self.ports.journal.end(entry, Outcome::Undone).await
        };
        if let Err(error) = written {
            tracing::warn!(%error, "journal entry left open");
        }
        error
    }

    /// The secret stays in memory until the user has decided.
    async fn hold_unsaved(
        &self,
        made: Made<'_>,
        issued: Issued,
        reason: Option<CoreError>,
        connection: &dyn TokenProvider,
    ) -> Result<Created> {
        let record = made.record.clone();
        let unsaved = Unsaved {
            account: made.account.id.clone(),
            entry: made.entry,
            facts: made.facts.clone(),
            secret: issued.secret,
            server_id: issued.token.as_ref().map(|token| token.id.clone()),
            answered: issued.token,
            handed: false,
            reason,
        };
        lock(&self.memory.unsaved).insert(record.clone(), unsaved);
        self.write_unsaved_or_warn(&record).await;
        fail_point("create.unsaved");
        if made.answered.is_some() {
            let unsaved = Box::new(self.unsaved_view(&record).await?);
            return Ok(Created::Unsaved { unsaved });
        }
        let listed: Vec<RemoteToken> = connection
            .list_of(&made.facts.owner)
            .await
            .map(|listing| listing.tokens)
            .unwrap_or_default();
        let found = self
            .identified(made.account, &record, Secret::Here, &made.facts, &listed)
            .await;
        if let Some(unsaved) = lock(&self.memory.unsaved).get_mut(&record) {
            match found {
                Ok(Identified::One(remote)) => unsaved.server_id = Some(remote.id.clone()),
                Ok(Identified::Several(_)) => unsaved.facts.several_seen = true,
                Ok(Identified::None) | Err(_) => {}
            }
        }
        self.write_unsaved_or_warn(&record).await;
        let unsaved = Box::new(self.unsaved_view(&record).await?);
        Ok(Created::Unsaved { unsaved })
    }
}
