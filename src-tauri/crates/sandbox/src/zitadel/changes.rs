//! The events that change organizations and users.

use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};

use super::records::{Mark, Organization, StoredUser, UserState};
use super::world::{Listed, World};

/// Events an organization begins with: itself, its domain, that it is verified, that it is the first.
const ORGANIZATION_EVENTS: u64 = 4;

/// A user to be made.
#[derive(Clone, Debug, Default)]
pub(crate) struct NewUser {
    /// Its own id, if not one of the server's.
    pub(crate) id: Option<String>,
    pub(crate) organization: String,
    /// Its id, if there is none.
    pub(crate) user_name: Option<String>,
    pub(crate) name: String,
    pub(crate) last_name: String,
    pub(crate) description: String,
    pub(crate) is_machine: bool,
    pub(crate) has_jwt: bool,
    /// How long it takes to reach the lists.
    pub(crate) lag: Duration,
}

impl World {
    pub(crate) fn add_organization(&mut self, name: &str, now: DateTime<Utc>) -> Organization {
        let id = self.new_id(now);
        let at = self.event(now, Listed::Organizations);
        let mark = Mark {
            sequence: ORGANIZATION_EVENTS,
            at,
        };
        let organization = Organization {
            id,
            name: name.to_owned(),
            is_active: true,
            created_at: at,
            shown: mark,
            last: mark,
        };
        self.organizations.push(organization.clone());
        organization
    }

    /// An event of the organization itself.
    pub(crate) fn change_organization(
        &mut self,
        id: &str,
        is_active: bool,
        now: DateTime<Utc>,
    ) -> Mark {
        let at = self.event(now, Listed::Organizations);
        let mut mark = Mark { sequence: 0, at };
        if let Some(organization) = self.organizations.iter_mut().find(|known| known.id == id) {
            mark.sequence = organization.last.sequence + 1;
            organization.is_active = is_active;
            organization.last = mark;
            organization.shown = mark;
        }
        mark
    }

    /// The organization goes, and with it its users and their tokens.
    pub(crate) fn remove_organization(&mut self, id: &str, now: DateTime<Utc>) -> Mark {
        let mark = self.change_organization(id, false, now);
        self.organizations.retain(|known| known.id != id);
        self.tokens.retain(|token| token.organization != id);
        self.members.retain(|member| !member.place.is_in(id));
        self.projects.retain(|project| project.organization != id);
        self.grants.retain(|grant| grant.organization != id);
        for user in &mut self.users {
            if user.organization == id {
                user.state = UserState::Removed;
                self.members.retain(|member| member.user != user.id);
            }
        }
        mark
    }

    pub(crate) fn add_user(&mut self, new: NewUser, now: DateTime<Utc>) -> StoredUser {
        let id = new.id.unwrap_or_else(|| self.new_id(now));
        let at = self.event(now, Listed::Users);
        // A person's address is verified in an event of its own.
        let sequence = if new.is_machine { 1 } else { 2 };
        let user = StoredUser {
            user_name: new.user_name.unwrap_or_else(|| id.clone()),
            id,
            organization: new.organization,
            name: new.name,
            last_name: new.last_name,
            description: new.description,
            state: UserState::Active,
            is_machine: new.is_machine,
            has_jwt: new.has_jwt,
            metadata: Vec::new(),
            created_at: at,
            shown: Mark { sequence, at },
            sequence,
            listed_from: (!new.lag.is_zero()).then(|| Instant::now() + new.lag),
        };
        self.users.push(user.clone());
        user
    }

    /// An event of the user that the lists of users know.
    pub(crate) fn change_user(
        &mut self,
        id: &str,
        now: DateTime<Utc>,
        change: impl FnOnce(&mut StoredUser),
    ) -> Mark {
        let at = self.event(now, Listed::Users);
        let mut mark = Mark { sequence: 0, at };
        if let Some(user) = self.users.iter_mut().find(|user| user.id == id) {
            user.sequence += 1;
            mark.sequence = user.sequence;
            user.shown = mark;
            change(user);
        }
        mark
    }

    /// A user that is deactivated or locked loses its tokens for good, though they stay in the lists; a
    /// token made afterwards works (contract 06).
    pub(crate) fn set_state(&mut self, id: &str, state: UserState, now: DateTime<Utc>) -> Mark {
        match state {
            UserState::Active => {}
            UserState::Inactive | UserState::Locked => {
                let own = self.tokens.iter_mut().filter(|token| token.user == id);
                own.for_each(|token| token.is_dead = true);
            }
            UserState::Removed => {
                self.tokens.retain(|token| token.user != id);
                self.members.retain(|member| member.user != id);
                self.grants.retain(|grant| grant.user != id);
            }
        }
        self.change_user(id, now, |user| user.state = state)
    }
}
