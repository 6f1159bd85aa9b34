//! What the server knows: organizations, users, their tokens, and who may do what where.

use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta, Timelike, Utc};
use serde::{Deserialize, Serialize};

use super::records::{
    Grant, Mark, Member, Organization, Project, StoredPat, StoredUser, UserState,
};
use super::values::{hash, next_id};

/// Sequence of the instance's events after its setup, as recorded.
pub(crate) const SEQUENCE_AFTER_SETUP: u64 = 106;

#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct World {
    pub(crate) instance: String,
    pub(crate) instance_sequence: u64,
    pub(crate) set_up_at: DateTime<Utc>,
    pub(crate) organizations: Vec<Organization>,
    pub(crate) users: Vec<StoredUser>,
    pub(crate) tokens: Vec<StoredPat>,
    pub(crate) members: Vec<Member>,
    pub(crate) projects: Vec<Project>,
    #[serde(default)]
    pub(crate) grants: Vec<Grant>,
    pub(crate) views: Views,
    last_id: u64,
    last_event: DateTime<Utc>,
}

/// How far the lists have come.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(crate) struct Views {
    pub(crate) organizations: View,
    pub(crate) users: View,
    pub(crate) tokens: View,
    pub(crate) members: View,
    #[serde(default)]
    pub(crate) grants: View,
}

/// The last event a list has taken in, and when it did.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
pub(crate) struct View {
    pub(crate) event: DateTime<Utc>,
    pub(crate) taken_in: DateTime<Utc>,
}

/// What a list gained or lost a row by.
#[derive(Clone, Copy)]
pub(crate) enum Listed {
    Organizations,
    Users,
    Tokens,
    Members,
    Grants,
}

impl World {
    /// An instance without anything in it.
    pub(crate) fn new(now: DateTime<Utc>) -> Self {
        let view = View {
            event: now,
            taken_in: now,
        };
        let id = next_id(0, now);
        Self {
            instance: id.to_string(),
            instance_sequence: SEQUENCE_AFTER_SETUP,
            set_up_at: now,
            organizations: Vec::new(),
            users: Vec::new(),
            tokens: Vec::new(),
            members: Vec::new(),
            projects: Vec::new(),
            grants: Vec::new(),
            views: Views {
                organizations: view,
                users: view,
                tokens: view,
                members: view,
                grants: view,
            },
            last_id: id,
            last_event: now,
        }
    }

    pub(crate) fn new_id(&mut self, now: DateTime<Utc>) -> String {
        self.last_id = next_id(self.last_id, now);
        self.last_id.to_string()
    }

    /// The moment of a new event: later than all before, to the microsecond.
    pub(crate) fn event(&mut self, now: DateTime<Utc>, listed: Listed) -> DateTime<Utc> {
        let event = self.tick(now);
        // A list takes the event in a moment later.
        let taken_in = self.tick(event);
        let view = match listed {
            Listed::Organizations => &mut self.views.organizations,
            Listed::Users => &mut self.views.users,
            Listed::Tokens => &mut self.views.tokens,
            Listed::Members => &mut self.views.members,
            Listed::Grants => &mut self.views.grants,
        };
        *view = View { event, taken_in };
        event
    }

    fn tick(&mut self, now: DateTime<Utc>) -> DateTime<Utc> {
        let mut at = now.max(self.last_event + TimeDelta::microseconds(1));
        at = at
            .with_nanosecond(at.nanosecond() / 1000 * 1000)
            .unwrap_or(at);
        if at <= self.last_event {
            at = self.last_event + TimeDelta::microseconds(1);
        }
        // Six digits of a fraction, always.
        if at.nanosecond().is_multiple_of(1_000_000) {
            at += TimeDelta::microseconds(1);
        }
        self.last_event = at;
        at
    }

    pub(crate) fn organization(&self, id: &str) -> Option<&Organization> {
        self.organizations
            .iter()
            .find(|organization| organization.id == id)
    }

    /// The user, unless there is none any more.
    pub(crate) fn user(&self, id: &str) -> Option<&StoredUser> {
        self.users
            .iter()
            .find(|user| user.id == id && user.state != UserState::Removed)
    }

    /// The user, also if it was removed.
    pub(crate) fn past_user(&self, id: &str) -> Option<&StoredUser> {
        self.users.iter().find(|user| user.id == id)
    }

    /// The next event of the user, not shown in the lists of users.
    pub(crate) fn sequence_of(&mut self, user: &str) -> u64 {
        let Some(user) = self.users.iter_mut().find(|known| known.id == user) else {
            return 1;
        };
        user.sequence += 1;
        user.sequence
    }

    /// Makes a token of a value that is kept nowhere.
    pub(crate) fn add_token(&mut self, new: &NewPat<'_>, now: DateTime<Utc>) -> StoredPat {
        let id = self.new_id(now);
        let created_at = self.event(now, Listed::Tokens);
        let token = StoredPat {
            id,
            user: new.user.to_owned(),
            organization: new.organization.to_owned(),
            created_at,
            expires_at: new.expires_at,
            has_scopes: new.has_scopes,
            sequence: self.sequence_of(new.user),
            is_dead: false,
            hash: hash(new.value),
            listed_from: (!new.lag.is_zero()).then(|| Instant::now() + new.lag),
            listed_until: None,
        };
        self.tokens.push(token.clone());
        token
    }

    /// The token's value from now on.
    pub(crate) fn give_value(&mut self, id: &str, value: &str) {
        if let Some(token) = self.tokens.iter_mut().find(|token| token.id == id) {
            token.hash = hash(value);
        }
    }

    /// Removes the token; the lists show it for `lag` more. Answers the event's place and moment.
    pub(crate) fn remove_token(&mut self, id: &str, now: DateTime<Utc>, lag: Duration) -> Mark {
        let at = self.event(now, Listed::Tokens);
        let instant = Instant::now();
        let mut sequence = 0;
        if let Some(index) = self.tokens.iter().position(|token| token.id == id) {
            let user = self.tokens[index].user.clone();
            sequence = self.sequence_of(&user);
            self.tokens[index].listed_until = Some(instant + lag);
        }
        self.tokens
            .retain(|token| token.listed_until.is_none_or(|until| instant < until));
        Mark { sequence, at }
    }

    /// The token of this value, if the server still takes it.
    pub(crate) fn token_of_value(&self, value: &str, now: DateTime<Utc>) -> Option<&StoredPat> {
        let hash = Some(hash(value)?);
        self.living()
            .find(|token| token.hash == hash && !token.is_dead && token.expires_at > now)
    }

    pub(crate) fn token(&self, user: &str, id: &str) -> Option<&StoredPat> {
        self.living()
            .find(|token| token.id == id && token.user == user)
    }

    /// In the order they were made.
    pub(crate) fn listed_tokens(&self) -> impl Iterator<Item = &StoredPat> {
        let now = Instant::now();
        self.tokens.iter().filter(move |token| {
            token.listed_from.is_none_or(|from| from <= now)
                && token.listed_until.is_none_or(|until| now < until)
        })
    }

    /// What is worth keeping between runs: removed rows that only linger in the lists are not.
    pub(crate) fn lasting(&self) -> Self {
        Self {
            instance: self.instance.clone(),
            instance_sequence: self.instance_sequence,
            set_up_at: self.set_up_at,
            organizations: self.organizations.clone(),
            users: self.users.clone(),
            tokens: self.living().cloned().collect(),
            members: self.members.clone(),
            projects: self.projects.clone(),
            grants: self.grants.clone(),
            views: self.views,
            last_id: self.last_id,
            last_event: self.last_event,
        }
    }

    fn living(&self) -> impl Iterator<Item = &StoredPat> {
        self.tokens
            .iter()
            .filter(|token| token.listed_until.is_none())
    }
}

/// A token to be made.
pub(crate) struct NewPat<'a> {
    pub(crate) user: &'a str,
    pub(crate) organization: &'a str,
    pub(crate) expires_at: DateTime<Utc>,
    pub(crate) has_scopes: bool,
    pub(crate) value: &'a str,
    pub(crate) lag: Duration,
}
