//! Deleting a token: held for a moment, revoked on the server, proven gone, and only then is the
//! secret removed.

use std::sync::atomic::Ordering;

use chrono::{DateTime, Duration, Utc};

use super::{Counted, UseCases, lock};
use crate::activity::Action;
use crate::custody::Custody;
use crate::error::{CoreError, ErrorCode, Result};
use crate::fail_point::fail_point;
use crate::identity::Identity;
use crate::journal::{DeleteRecord, DeleteStep, EntryId, Holder, Outcome, Step};
use crate::ports::{Deleted, Patience, TokenProvider};
use crate::token::{Owner, RecordId, ServerId, Token};

/// How long a deletion can be undone.
const HOLD: Duration = Duration::seconds(8);

/// A deletion that has begun.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deletion {
    /// The record.
    pub record: RecordId,
    /// When [`UseCases::finish_delete`] is due.
    pub due: DateTime<Utc>,
}

impl UseCases {
    /// Begins a deletion: held for 8 s, or due now with `at_once`. The caller calls
    /// [`UseCases::finish_delete`] when it is due.
    pub async fn begin_delete(&self, record: &RecordId, at_once: bool) -> Result<Deletion> {
        let token = self.token(record).await?;
        refuse_unproven(&token)?;
        self.take_over_entry(record).await?;
        let now = self.ports.clock.now();
        let due = if at_once { now } else { now + HOLD };
        let held = Step::Delete(DeleteRecord {
            server_id: token.server_id.clone(),
            name: token.name.clone(),
            step: DeleteStep::Held { until: due },
        });
        let entry = self
            .ports
            .journal
            .begin(&token.account, record, &held)
            .await?;
        lock(&self.memory.holds).insert(record.clone(), entry);
        fail_point("delete.held");
        Ok(Deletion {
            record: record.clone(),
            due,
        })
    }

    /// Takes a deletion back that has not been sent yet.
    pub async fn undo_delete(&self, record: &RecordId) -> Result<()> {
        let entry = lock(&self.memory.holds).remove(record).ok_or_else(|| {
            CoreError::new(ErrorCode::Busy, "it is too late to undo this deletion")
        })?;
        self.ports.journal.end(entry, Outcome::Undone).await?;
        let token = self.token(record).await?;
        let name = token.name.clone().unwrap_or_default();
        self.note(Action::DeletionUndone, &token.account, Some(record), &name)
            .await;
        Ok(())
    }

    /// Carries a deletion out, unless it was undone meanwhile. On an error the user is asked again:
    /// the token counts as interrupted.
    pub async fn finish_delete(&self, record: &RecordId) -> Result<()> {
        let Some(entry) = lock(&self.memory.holds).remove(record) else {
            return Ok(());
        };
        let _revoking = Counted::new(&self.memory.revoking);
        let carried_out = self.revoke(record, entry).await;
        if !matches!(carried_out, Ok(true)) {
            self.ports.journal.release(entry).await?;
        }
        carried_out.map(|_| ())
    }

    /// Whether this process still holds or carries out a deletion.
    pub fn is_deleting(&self) -> bool {
        !lock(&self.memory.holds).is_empty() || self.memory.revoking.load(Ordering::Acquire) > 0
    }

    /// Answers for a deletion that was interrupted: carry it out now, or keep the token.
    pub async fn decide_interrupted(&self, record: &RecordId, delete_now: bool) -> Result<()> {
        if delete_now {
            self.begin_delete(record, true).await?;
            return self.finish_delete(record).await;
        }
        self.take_over_entry(record).await?;
        let token = self.token(record).await?;
        let name = token.name.clone().unwrap_or_default();
        self.note(Action::DeletionUndone, &token.account, Some(record), &name)
            .await;
        Ok(())
    }

    async fn take_over_entry(&self, record: &RecordId) -> Result<()> {
        let open = self.ports.journal.open_entries().await?;
        let Some(entry) = open.into_iter().find(|entry| entry.record == *record) else {
            return Ok(());
        };
        let unfinished_create = matches!(entry.step, Step::Create(_));
        if unfinished_create || entry.holder != Holder::Nobody || !self.take_over(&entry).await? {
            return Err(CoreError::new(
                ErrorCode::Busy,
                "another change of this token is under way; refresh and try again",
            ));
        }
        Ok(())
    }

    /// `false` when the token is gone but its secret could not be removed yet.
    async fn revoke(&self, record: &RecordId, entry: EntryId) -> Result<bool> {
        let token = self.token(record).await?;
        let delete = DeleteRecord {
            server_id: token.server_id.clone(),
            name: token.name.clone(),
            step: DeleteStep::Revoking,
        };
        if let Some(server_id) = token
            .server_id
            .as_ref()
            .filter(|_| token.revoked_at.is_none())
        {
            let account = self.account_by_id(&token.account).await?;
            let connection = self.connection(&account, self.ports.when_asked).await?;
            self.ports
                .journal
                .write(entry, &Step::Delete(delete.clone()))
                .await?;
            fail_point("delete.revoking");
            let said = connection.delete(&token.owner, server_id).await;
            let deleted = self.answered(&account, said).await?;
            fail_point("delete.sent");
            if deleted == Deleted::Allegedly {
                let may_sign_in = self.may_sign_in(&account, &token);
                prove_gone(&*connection, &token.owner, server_id, may_sign_in).await?;
            }
        }
        self.remove_revoked(entry, record, delete).await
    }

    /// The token is gone: writes that down, removes the secret, then the record. `false` when the
    /// keychain cannot be used now; that step then waits for it.
    pub(super) async fn remove_revoked(
        &self,
        entry: EntryId,
        record: &RecordId,
        delete: DeleteRecord,
    ) -> Result<bool> {
        let name = delete.name.clone().unwrap_or_default();
        let revoked = Step::Delete(DeleteRecord {
            step: DeleteStep::Revoked,
            ..delete
        });
        self.ports.journal.write(entry, &revoked).await?;
        fail_point("delete.revoked");
        let Some(token) = self.ports.index.token(record).await? else {
            self.ports.journal.end(entry, Outcome::Done).await?;
            return Ok(true);
        };
        // Also where none is known of: a write that timed out may have arrived after all.
        let removed = self
            .ports
            .vault
            .remove(&Self::key(&token), Patience::Quiet)
            .await;
        if let Err(error) = removed
            && token.custody.store().is_some()
        {
            tracing::info!(%error, "the secret of a deleted token waits for the keychain");
            self.mark_gone(&token).await?;
            return Ok(false);
        }
        fail_point("delete.secret-removed");
        self.forget(&token.account, record).await?;
        self.ports.journal.end(entry, Outcome::Done).await?;
        self.note(Action::Deleted, &token.account, Some(record), &name)
            .await;
        Ok(true)
    }

    async fn mark_gone(&self, token: &Token) -> Result<()> {
        let now = self.ports.clock.now();
        let marked = Box::new(move |mut records: Vec<Token>| {
            for token in &mut records {
                token.revoked_at = token.revoked_at.or(Some(now));
                if let Some(store) = token.custody.store().map(str::to_owned) {
                    token.custody = Custody::Orphaned { store };
                }
            }
            records
        });
        self.ports
            .index
            .change_token(&token.account, &token.id, None, marked)
            .await
    }
}

/// A server may answer 200 to deleting anything (`DigitalHub`, contract 04): only a complete list
/// without it proves that a token is gone; or, for the one that may be signed in with, that the
/// server does not know it any more.
pub(super) async fn prove_gone(
    connection: &dyn TokenProvider,
    owner: &Owner,
    server_id: &ServerId,
    may_sign_in: bool,
) -> Result<()> {
    let listing = match connection.list_of(owner).await {
        Err(error) if error.code == ErrorCode::SignInUnknown && may_sign_in => return Ok(()),
        listed => listed?,
    };
    if listing.tokens.iter().any(|listed| listed.id == *server_id) {
        return Err(CoreError::new(
            ErrorCode::StillListed,
            "the server accepted the deletion but still lists the token; try again in a moment",
        ));
    }
    Ok(())
}

/// A secret whose token is not known for certain is never removed through its record. A record
/// without a secret may go: the listed tokens stay what they are.
fn refuse_unproven(token: &Token) -> Result<()> {
    let may_be_another = matches!(token.identity, Identity::Unproven { .. });
    let nothing_to_lose = matches!(
        token.custody,
        Custody::Lost | Custody::Elsewhere | Custody::Orphaned { .. }
    );
    if may_be_another && !nothing_to_lose {
        return Err(CoreError::new(
            ErrorCode::Unproven,
            "it is not certain which of the server's tokens this is; delete the listed ones as themselves, then this one",
        ));
    }
    Ok(())
}
