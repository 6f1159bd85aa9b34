//! The ZITADEL half of a running sandbox.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

use serde::Serialize;

use super::oidc::Keys;
use super::setup::ADMINISTRATOR;
use super::values::administrators_value;
use super::world::World;
use super::{Condition, Route, StoredPat, StoredUser, UserState, Zitadel, seeds};
use crate::config::SandboxError;
use crate::faults::Fault;
use crate::platform::Service;
use crate::running::Half;

/// A running ZITADEL.
#[derive(Debug)]
pub struct ZitadelSandbox {
    service: Service<Zitadel>,
    url: String,
    named: BTreeMap<String, String>,
}

/// A user that can own tokens.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ServiceUser {
    pub id: String,
    pub user_name: String,
}

impl ZitadelSandbox {
    pub(crate) async fn start(half: Half<'_>) -> Result<Self, SandboxError> {
        let mut setup = seeds::setup(&half.seed, half.clock.now())?;
        // Only a recording is played by its placeholders.
        if !matches!(half.seed, crate::config::Seed::Contract(_)) {
            setup.named.clear();
        }
        let keep = half.keep("zitadel.json")?;
        let kept = match &keep {
            Some(keep) => keep.load()?,
            None => None,
        };
        let listening = half.listen(kept.as_ref().map(|kept| kept.port)).await?;
        let url = listening.as_ref().map_or_else(String::new, |(_, port)| {
            // The only name the instance answers to.
            format!("http://localhost:{port}")
        });
        let world = kept.map_or(setup.world, |kept| kept.world);
        let platform = Zitadel {
            lag: half.config.lag,
            apis: half.config.apis.clone(),
            condition: Mutex::default(),
            has_noticed: AtomicBool::new(false),
            keys: Keys::new(half.clock.now()),
        };
        let service = Service::start(platform, world, half.clock, keep, listening)?;
        Ok(Self {
            service,
            url,
            named: setup.named,
        })
    }

    /// Whether it takes requests: not if the other platform alone was asked for.
    pub fn is_served(&self) -> bool {
        self.service.is_served()
    }

    /// Where it serves, without a slash at the end; empty if it does not.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The value of the token that the server's setup gave its first service user, who may do everything.
    /// Empty if that token was removed.
    pub fn admin_pat(&self) -> String {
        let world = self.service.served().world();
        let token = world.tokens.iter().find(|token| !token.has_scopes);
        token.map_or_else(String::new, |token| administrators_value(&token.id))
    }

    /// The organization of the administrator.
    pub fn organization_id(&self) -> String {
        let world = self.service.served().world();
        world
            .organizations
            .first()
            .map(|organization| organization.id.clone())
            .unwrap_or_default()
    }

    /// The service users, but for the administrator.
    pub fn users(&self) -> Vec<ServiceUser> {
        let world = self.service.served().world();
        let machines = world.users.iter().filter(|user| {
            user.is_machine && user.state != UserState::Removed && user.user_name != ADMINISTRATOR
        });
        machines
            .map(|user| ServiceUser {
                id: user.id.clone(),
                user_name: user.user_name.clone(),
            })
            .collect()
    }

    /// The values of a recording's placeholders that exist before its first exchange.
    pub fn named(&self) -> &BTreeMap<String, String> {
        &self.named
    }

    /// Makes the next `times` calls of this kind go wrong, on whichever interface they come. Faults
    /// asked for earlier come first.
    pub fn fail_next(&self, route: Route, times: u32, fault: Fault) {
        self.service.served().faults.add(route, times, fault);
    }

    /// Puts the server into a condition, in which it stays.
    pub fn set_condition(&self, condition: Condition) {
        let platform = &self.service.served().platform;
        if condition != Condition::DatabaseDown {
            platform.has_noticed.store(false, Ordering::Relaxed);
        }
        let known = &platform.condition;
        *known.lock().unwrap_or_else(PoisonError::into_inner) = condition;
    }

    /// Changes the rows of the table of tokens, as an administrator of the database could.
    pub fn edit_tokens(&self, edit: impl FnMut(&mut StoredPat)) {
        self.edit(|world| world.tokens.iter_mut().for_each(edit));
    }

    /// Changes the rows of the table of users, as an administrator of the database could.
    pub fn edit_users(&self, edit: impl FnMut(&mut StoredUser)) {
        self.edit(|world| world.users.iter_mut().for_each(edit));
    }

    fn edit(&self, change: impl FnOnce(&mut World)) {
        change(&mut self.service.served().world());
    }

    pub(crate) fn stop(&self) {
        self.service.stop();
    }
}
