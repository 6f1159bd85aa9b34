//! The events that change organizations, users and roles.

use chrono::{DateTime, Utc};

use super::records::{Mark, Member, Organization, Place, Project, StoredUser, UserState};
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
    pub(crate) description: String,
    pub(crate) is_machine: bool,
    pub(crate) has_jwt: bool,
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
        for user in &mut self.users {
            if user.organization == id {
                user.state = UserState::Removed;
            }
        }
        mark
    }

    pub(crate) fn add_project(&mut self, organization: &str, now: DateTime<Utc>) -> Project {
        let project = Project {
            id: self.new_id(now),
            organization: organization.to_owned(),
        };
        self.projects.push(project.clone());
        project
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
            description: new.description,
            state: UserState::Active,
            is_machine: new.is_machine,
            has_jwt: new.has_jwt,
            metadata: Vec::new(),
            created_at: at,
            shown: Mark { sequence, at },
            sequence,
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
            }
        }
        self.change_user(id, now, |user| user.state = state)
    }

    /// Gives somebody a role; the event is one of the place.
    pub(crate) fn add_member(
        &mut self,
        user: &str,
        place: Place,
        role: &str,
        now: DateTime<Utc>,
    ) -> Mark {
        let at = self.event(now, Listed::Members);
        let sequence = match &place {
            Place::Instance => {
                self.instance_sequence += 1;
                self.instance_sequence
            }
            Place::Organization(id) => self
                .organizations
                .iter_mut()
                .find(|organization| organization.id == *id)
                .map_or(0, |organization| {
                    organization.last.sequence += 1;
                    organization.last.at = at;
                    organization.last.sequence
                }),
            Place::Project { .. } => 1,
        };
        let mark = Mark { sequence, at };
        self.members.push(Member {
            user: user.to_owned(),
            place,
            roles: vec![role.to_owned()],
            mark,
        });
        mark
    }
}
