//! Building a world: the instance's own setup, and steps after it.

use std::collections::BTreeMap;
use std::time::Duration;

use chrono::{DateTime, SubsecRound, TimeDelta, Utc};

use super::changes::NewUser;
use super::contracts::{End, OWN, Step};
use super::records::{Metadatum, Place};
use super::roles::ROLES;
use super::tokens::never;
use super::values::{administrators_value, random_value};
use super::world::{NewPat, World};

/// The service user that the setup makes, and gives a token.
pub(crate) const ADMINISTRATOR: &str = "iam-owner";
/// Sequences of the first roles in the instance, as recorded.
const FIRST_ROLE_IN_INSTANCE: u64 = 26;
/// Between two steps, so that their moments differ and yet lie in one second.
const PACE: TimeDelta = TimeDelta::microseconds(617);

/// A world in the making, with the names its parts go by.
pub(crate) struct Setup {
    pub(crate) world: World,
    /// Placeholders and what they stand for.
    pub(crate) named: BTreeMap<String, String>,
    moment: DateTime<Utc>,
}

impl Setup {
    /// What the server's own setup leaves behind, all of it made at one moment.
    pub(crate) fn new(organization: &str, administrators_end: End, moment: DateTime<Utc>) -> Self {
        let mut setup = Self {
            world: World::new(moment),
            named: BTreeMap::new(),
            moment,
        };
        let own = setup.world.add_organization(organization, moment);
        setup.name("ORG", OWN, &own.id);
        let administrators = [
            NewUser {
                user_name: Some(ADMINISTRATOR.to_owned()),
                name: "IAM Owner".to_owned(),
                is_machine: true,
                ..NewUser::default()
            },
            NewUser {
                user_name: Some(format!("zitadel-admin@{}", own.domain())),
                name: "ZITADEL".to_owned(),
                last_name: "Admin".to_owned(),
                ..NewUser::default()
            },
        ];
        for new in administrators {
            let new = NewUser {
                organization: own.id.clone(),
                ..new
            };
            let user = setup.world.add_user(new, moment);
            // Recordings name the service user alone.
            if user.is_machine {
                setup.name("USER", ADMINISTRATOR, &user.id);
            }
            for (place, role) in [
                (Place::Organization(own.id.clone()), "ORG_OWNER"),
                (Place::Instance, "IAM_OWNER"),
            ] {
                let roles = vec![role.to_owned()];
                setup.world.add_member(&user.id, place, roles, moment);
            }
        }
        setup.administrators_token(administrators_end);
        setup.settle();
        setup
    }

    fn administrators_token(&mut self, end: End) {
        let user = self.of("USER", ADMINISTRATOR);
        let organization = self.of("ORG", OWN);
        // The value is made of the id, which is known afterwards only.
        let id = self.add_token(&user, &organization, end, false, "");
        let value = administrators_value(&id);
        self.world.give_value(&id, &value);
        self.name("TOKEN-ID", ADMINISTRATOR, &id);
        self.name("PAT", ADMINISTRATOR, &value);
    }

    /// Makes the setup's many moments and places into the ones recorded.
    fn settle(&mut self) {
        let at = self.world.set_up_at;
        let world = &mut self.world;
        for organization in &mut world.organizations {
            organization.created_at = at;
            organization.shown.at = at;
            organization.last.at = at;
        }
        for user in &mut world.users {
            user.created_at = at;
            user.shown.at = at;
        }
        for token in &mut world.tokens {
            token.created_at = at;
        }
        let mut in_instance = FIRST_ROLE_IN_INSTANCE;
        for member in &mut world.members {
            member.created_at = at;
            member.mark.at = at;
            if member.place == Place::Instance {
                member.mark.sequence = in_instance;
                in_instance += 1;
            }
        }
        world.instance_sequence = super::world::SEQUENCE_AFTER_SETUP;
    }

    pub(crate) fn follow(&mut self, steps: &[Step]) {
        for step in steps {
            self.step(*step);
        }
    }

    fn step(&mut self, step: Step) {
        self.moment += PACE;
        let now = self.moment;
        match step {
            Step::Organization(key, name) => {
                let id = self.world.add_organization(name, now).id;
                self.name("ORG", key, &id);
            }
            Step::Project(key) => {
                let own = self.of("ORG", OWN);
                let id = self.world.add_project(&own, &capitalised(key), now).id;
                self.name("PROJECT", key, &id);
            }
            Step::Machine(user, organization, name) => self.machine(user, organization, name),
            Step::Human(user) => {
                let organization = self.of("ORG", OWN);
                let id = self.world.add_user(
                    NewUser {
                        organization,
                        user_name: Some(user.to_owned()),
                        name: capitalised(user),
                        last_name: "Human".to_owned(),
                        ..NewUser::default()
                    },
                    now,
                );
                self.name("USER", user, &id.id);
            }
            Step::Describe(user, description) => self.edit(user, |user| {
                description.clone_into(&mut user.description);
            }),
            Step::Metadata(user, key, value) => self.edit(user, |user| {
                user.metadata.push(Metadatum {
                    key: key.to_owned(),
                    value: value.as_bytes().to_vec(),
                    set_at: now,
                });
            }),
            Step::Role(user, place, role) => self.role(user, place, role),
            Step::Grant(user, project, roles) => {
                let user = self.of("USER", user);
                let project = self.of("PROJECT", project);
                self.world.add_grant(&user, &project, roles, now);
            }
            Step::Token(label, user, end) => self.token(label, user, end),
            Step::State(user, state) => {
                let id = self.of("USER", user);
                self.world.set_state(&id, state, now);
            }
            Step::EveryRole(project) => {
                for (role, _) in ROLES {
                    self.moment += PACE;
                    let user = format!("role-{}", role.to_lowercase().replace('_', "-"));
                    let is_projects = role.starts_with("PROJECT_");
                    self.machine(&user, OWN, role);
                    self.role(&user, if is_projects { project } else { OWN }, role);
                    self.token(&user, &user, End::At("2030-01-01T00:00:00Z"));
                }
            }
        }
    }

    pub(crate) fn machine(&mut self, user_name: &str, organization: &str, name: &str) {
        let user = NewUser {
            organization: self.of("ORG", organization),
            user_name: Some(user_name.to_owned()),
            name: name.to_owned(),
            is_machine: true,
            ..NewUser::default()
        };
        let id = self.world.add_user(user, self.moment).id;
        self.name("USER", user_name, &id);
    }

    pub(crate) fn token(&mut self, label: &str, user: &str, end: End) {
        let id = self.of("USER", user);
        let organization = self
            .world
            .user(&id)
            .map(|user| user.organization.clone())
            .unwrap_or_default();
        let value = random_value();
        let token = self.add_token(&id, &organization, end, true, &value);
        self.name("TOKEN-ID", label, &token);
        self.name("PAT", label, &value);
    }

    /// Lets time pass between steps.
    pub(crate) fn at(&mut self, moment: DateTime<Utc>) {
        self.moment = moment;
    }

    fn add_token(
        &mut self,
        user: &str,
        organization: &str,
        end: End,
        has_scopes: bool,
        value: &str,
    ) -> String {
        let expires_at = match end {
            End::Never => never(),
            End::At(text) => text.parse().unwrap_or_else(|_| never()),
            End::After(seconds) => {
                let end = self.moment.trunc_subsecs(0) + TimeDelta::seconds(seconds);
                let placeholder = format!("<NOW+{seconds}s>");
                self.named
                    .insert(placeholder, super::protojson::written(end));
                end
            }
        };
        let new = NewPat {
            user,
            organization,
            expires_at,
            has_scopes,
            value,
            lag: Duration::ZERO,
        };
        self.world.add_token(&new, self.moment).id
    }

    fn role(&mut self, user: &str, place: &str, role: &str) {
        let user = self.of("USER", user);
        let place = if role.starts_with("IAM_") {
            Place::Instance
        } else if role.starts_with("PROJECT_") {
            Place::Project {
                id: self.of("PROJECT", place),
                organization: self.of("ORG", OWN),
            }
        } else {
            Place::Organization(self.of("ORG", place))
        };
        let roles = vec![role.to_owned()];
        self.world.add_member(&user, place, roles, self.moment);
    }

    fn edit(&mut self, user: &str, change: impl FnMut(&mut super::StoredUser)) {
        let id = self.of("USER", user);
        self.world
            .users
            .iter_mut()
            .filter(|user| user.id == id)
            .for_each(change);
    }

    fn name(&mut self, kind: &str, label: &str, value: &str) {
        self.named
            .insert(format!("<{kind}:{label}>"), value.to_owned());
    }

    /// What a name stands for; nothing if the steps name something they did not make.
    pub(crate) fn of(&self, kind: &str, label: &str) -> String {
        let placeholder = format!("<{kind}:{label}>");
        self.named.get(&placeholder).cloned().unwrap_or_default()
    }
}

fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}
