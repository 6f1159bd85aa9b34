//! Which of the server's tokens a create has made.

use chrono::{DateTime, Utc};

use super::UseCases;
use super::enlist::Made;
use crate::account::Account;
use crate::custody::Custody;
use crate::error::Result;
use crate::identity::{CreateFacts, Identified};
use crate::journal::{CreateRecord, Step};
use crate::token::{RecordId, RemoteToken, ServerId};

/// Whether someone has the secret of the create that is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Secret {
    /// Keychain, memory or user.
    Here,
    /// Nobody.
    Nowhere,
}

impl UseCases {
    /// The verdict on the create of `record`, with what other records claim left out.
    pub(super) async fn identified(
        &self,
        account: &Account,
        record: &RecordId,
        secret: Secret,
        facts: &CreateFacts,
        listed: &[RemoteToken],
    ) -> Result<Identified> {
        let others = self.other_creates(account, record).await?;
        let claimed = self
            .claimed(account, record, secret, facts, &others)
            .await?;
        let found = facts.identify(listed, &claimed, self.end_of_window(facts));
        // Killed before the answer was written down, the window is wide: what another create of
        // ours may have made is then no proof.
        let wide = secret == Secret::Here && facts.answered_at.is_none();
        Ok(match found {
            Identified::One(remote)
                if wide && others.iter().any(|other| other.facts.may_be(&remote)) =>
            {
                Identified::Several(vec![remote.id.clone()])
            }
            found => found,
        })
    }

    /// The unfinished creates of an account, without that of `record`.
    async fn other_creates(
        &self,
        account: &Account,
        record: &RecordId,
    ) -> Result<Vec<CreateRecord>> {
        let open = self.ports.journal.open_entries().await?;
        Ok(open
            .into_iter()
            .filter(|entry| entry.account == account.id && entry.record != *record)
            .filter_map(|entry| match entry.step {
                Step::Create(create) => Some(create),
                Step::Delete(_) => None,
            })
            .collect())
    }

    /// The server ids that belong to other records. One without a secret claims nothing against one
    /// that has it: it may have been mistaken, and gives way. What was listed here before this
    /// create was sent is not its work, whatever mark it has.
    async fn claimed(
        &self,
        account: &Account,
        record: &RecordId,
        secret: Secret,
        facts: &CreateFacts,
        others: &[CreateRecord],
    ) -> Result<Vec<ServerId>> {
        let tokens = self.ports.index.tokens(Some(&account.id)).await?;
        let listed = tokens
            .into_iter()
            .filter(|token| token.id != *record)
            .filter(|token| match (secret, &token.custody) {
                (_, Custody::Held { .. } | Custody::Orphaned { .. })
                | (Secret::Nowhere, Custody::Lost) => true,
                (Secret::Here, Custody::Lost) | (_, Custody::Elsewhere) => {
                    token.recorded_at < facts.sent_at
                }
            })
            .filter_map(|token| token.server_id);
        let underway = others.iter().filter_map(|create| create.step.server_id());
        Ok(listed.chain(underway.cloned()).collect())
    }

    /// Whether a list may still lag behind this create.
    pub(super) fn is_young(&self, facts: &CreateFacts) -> bool {
        self.ports.clock.now() < latest_answer(facts)
    }

    fn end_of_window(&self, facts: &CreateFacts) -> DateTime<Utc> {
        self.ports.clock.now().min(latest_answer(facts))
    }

    /// A secret is here and no new token has the right date. Before its token is called gone: a
    /// server's clock can be other than its `Date` says, and what fits otherwise may be it.
    pub(super) async fn unproven_by_date(
        &self,
        made: &Made<'_>,
        listed: &[RemoteToken],
    ) -> Result<Identified> {
        let (account, record) = (made.account, &made.record);
        let others = self.other_creates(account, record).await?;
        let claimed = self
            .claimed(account, record, Secret::Here, &made.facts, &others)
            .await?;
        let fitting = made.facts.at_any_time(listed, &claimed);
        let candidates: Vec<ServerId> = fitting.iter().map(|token| token.id.clone()).collect();
        Ok(if candidates.is_empty() {
            Identified::None
        } else {
            Identified::Several(candidates)
        })
    }
}

/// The token of this id, if it is listed.
pub(super) fn among(listed: &[RemoteToken], id: &ServerId) -> Identified {
    let found = listed.iter().find(|remote| remote.id == *id);
    found.map_or(Identified::None, |remote| {
        Identified::One(Box::new(remote.clone()))
    })
}

/// A create whose answer never came was over within the longest time a request may take.
fn latest_answer(facts: &CreateFacts) -> DateTime<Utc> {
    facts.sent_at + chrono::Duration::minutes(2)
}
