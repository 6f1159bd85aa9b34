//! Which token of the server a secret belongs to, on servers that do not say it.
//!
//! `DigitalHub` answers a create without an id (contract 01a), so the id is found by comparing the
//! owner's list from before with the one after. Only one fitting new entry is a proof.

use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};

use crate::token::{Ends, Owner, RemoteToken, Scopes, ServerId};

/// Whether secret and server id belong together for certain.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "lowercase")]
pub enum Identity {
    /// They do; or there is no secret to mistake.
    Known,
    /// Several tokens of the server fit, or none was seen yet. The secret is never rotated or
    /// deleted through such a record.
    Unproven {
        /// The server's tokens that fit.
        candidates: Vec<ServerId>,
    },
}

/// What is known about a create without an id in its answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CreateFacts {
    /// The name that was sent.
    pub name: String,
    /// The scopes that were sent.
    pub scopes: Scopes,
    /// Whose token it is.
    pub owner: Owner,
    /// The end that was asked for.
    pub ends: Ends,
    /// The microseconds that were written into its end, where the server keeps such: nobody else's
    /// token has them.
    pub mark: Option<u32>,
    /// Every id the server listed before.
    pub known_ids: Vec<ServerId>,
    /// When the request was sent, by our clock.
    pub sent_at: DateTime<Utc>,
    /// When the answer came, by our clock; `None` while it is unknown.
    pub answered_at: Option<DateTime<Utc>>,
    /// Server clock minus ours, in seconds.
    pub clock_skew_seconds: i64,
    /// Several tokens fitted once. When all but one of them are gone, that is no proof of anything.
    #[serde(default)]
    pub several_seen: bool,
}

/// How far two readings of the server's clock may lie apart: `Date` has whole seconds, and so has
/// what we compare it with.
const CLOCK_TOLERANCE_SECONDS: i64 = 2;

impl CreateFacts {
    /// The listed tokens that this create may have made. `now` ends the window when no answer came;
    /// `claimed` are ids that belong to other records for certain.
    pub fn candidates<'a>(
        &self,
        listed: &'a [RemoteToken],
        claimed: &[ServerId],
        now: DateTime<Utc>,
    ) -> Vec<&'a RemoteToken> {
        if self.mark.is_some() {
            // It is a proof by itself; clocks have no say.
            return self.at_any_time(listed, claimed);
        }
        let skew = Duration::seconds(self.clock_skew_seconds);
        let tolerance = Duration::seconds(CLOCK_TOLERANCE_SECONDS);
        let from = self.sent_at + skew - tolerance;
        let until = self.answered_at.unwrap_or(now) + skew + tolerance;
        self.at_any_time(listed, claimed)
            .into_iter()
            .filter(|token| token.created_at.is_some_and(|at| at >= from && at <= until))
            .collect()
    }

    /// The new tokens that fit but for their date: all that can be said where clocks cannot be
    /// trusted. Never a proof.
    pub fn at_any_time<'a>(
        &self,
        listed: &'a [RemoteToken],
        claimed: &[ServerId],
    ) -> Vec<&'a RemoteToken> {
        listed
            .iter()
            .filter(|token| !claimed.contains(&token.id) && self.may_be(token))
            .collect()
    }

    /// Whether `token` is new and has what was sent.
    pub fn may_be(&self, token: &RemoteToken) -> bool {
        if self.known_ids.contains(&token.id) {
            return false;
        }
        if self.mark.is_some() {
            return token.mark == self.mark
                && token.owner.id == self.owner.id
                && self.ends.is_end_of(token);
        }
        token.name.as_deref() == Some(self.name.as_str()) && token.scopes == self.scopes
    }

    /// The verdict: the one new token that fits, or those that might.
    pub fn identify(
        &self,
        listed: &[RemoteToken],
        claimed: &[ServerId],
        now: DateTime<Utc>,
    ) -> Identified {
        match self.candidates(listed, claimed, now).as_slice() {
            [] => Identified::None,
            [one] if !self.several_seen => Identified::One(Box::new((*one).clone())),
            several => Identified::Several(several.iter().map(|token| token.id.clone()).collect()),
        }
    }
}

/// What the comparison of two lists says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Identified {
    /// No new token fits.
    None,
    /// Exactly one does: it is the one.
    One(Box<RemoteToken>),
    /// More than one does: shown, never chosen.
    Several(Vec<ServerId>),
}
