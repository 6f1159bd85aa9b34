//! The events that give, change and take roles.

use chrono::{DateTime, Utc};

use super::records::{Grant, Mark, Member, Place, Project};
use super::world::{Listed, World};

impl World {
    pub(crate) fn add_project(
        &mut self,
        organization: &str,
        name: &str,
        now: DateTime<Utc>,
    ) -> Project {
        let project = Project {
            id: self.new_id(now),
            organization: organization.to_owned(),
            name: name.to_owned(),
        };
        self.projects.push(project.clone());
        project
    }

    /// Roles of the project for somebody; nothing happens if there is no such project.
    pub(crate) fn add_grant(
        &mut self,
        user: &str,
        project: &str,
        roles: &[&str],
        now: DateTime<Utc>,
    ) {
        let Some(project) = self.projects.iter().find(|known| known.id == project) else {
            return;
        };
        let (project, organization) = (project.id.clone(), project.organization.clone());
        let grant = Grant {
            id: self.new_id(now),
            user: user.to_owned(),
            project,
            organization,
            roles: roles.iter().map(|role| (*role).to_owned()).collect(),
            created_at: self.event(now, Listed::Grants),
        };
        self.grants.push(grant);
    }

    pub(crate) fn member(&self, user: &str, place: &Place) -> Option<&Member> {
        self.members
            .iter()
            .find(|member| member.user == user && member.place == *place)
    }

    /// Gives somebody roles; the event is one of the place.
    pub(crate) fn add_member(
        &mut self,
        user: &str,
        place: Place,
        roles: Vec<String>,
        now: DateTime<Utc>,
    ) -> Mark {
        let mark = self.member_event(&place, now);
        self.members.push(Member {
            user: user.to_owned(),
            place,
            roles,
            created_at: mark.at,
            mark,
        });
        mark
    }

    /// Somebody's roles from now on.
    pub(crate) fn change_member(
        &mut self,
        user: &str,
        place: &Place,
        roles: &[String],
        now: DateTime<Utc>,
    ) -> Mark {
        let mark = self.member_event(place, now);
        for member in &mut self.members {
            if member.user == user && member.place == *place {
                member.roles = roles.to_vec();
                member.mark = mark;
            }
        }
        mark
    }

    pub(crate) fn remove_member(&mut self, user: &str, place: &Place, now: DateTime<Utc>) -> Mark {
        let mark = self.member_event(place, now);
        self.members
            .retain(|member| member.user != user || member.place != *place);
        mark
    }

    fn member_event(&mut self, place: &Place, now: DateTime<Utc>) -> Mark {
        let at = self.event(now, Listed::Members);
        let sequence = match place {
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
        Mark { sequence, at }
    }
}
