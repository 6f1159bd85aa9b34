//! A server whose users have tokens of their own only, like `DigitalHub`, or one with service users,
//! like ZITADEL; it misbehaves as told.

use std::sync::{Arc, Mutex};

use chrono::Duration;
use patwarden_core::CoreError;
use patwarden_core::owner::{KnownOwner, OwnerState};
use patwarden_core::token::{Ends, Owner, RemoteToken, Scopes, ServerId};

use super::state::{State, known};
use super::{SetClock, Tape, lock};

/// Who may sign in.
pub const USER: &str = "admin";
/// With which password.
pub const PASSWORD: &str = "SENTINEL-password-of-the-account";

/// The id of the administrator of a server with service users, who has the name [`USER`].
pub const ADMINISTRATOR: &str = "u-admin";

/// A call that can be made to fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Call {
    /// What are you?
    Discover,
    /// Who am I?
    WhoAmI,
    /// What is there?
    List,
    /// Make one.
    Create,
    /// Delete one.
    Delete,
    /// Do you take this one?
    Accepts,
    /// What became of an owner?
    OwnerState,
    /// Make an owner.
    CreateOwner,
}

/// How a call fails.
#[derive(Clone, Debug)]
pub enum Fault {
    /// Nothing has happened.
    Before(CoreError),
    /// It has happened, and the client does not learn it.
    After(CoreError),
}

/// A server of which each process holds a connection of its own.
#[derive(Clone, Debug)]
pub struct FakeServer {
    pub(super) state: Arc<Mutex<State>>,
    pub(super) tape: Tape,
}

impl FakeServer {
    /// A server without tokens.
    pub fn new(clock: Arc<SetClock>) -> Self {
        Self::with_owners(clock, Vec::new())
    }

    /// A server with an administrator and these owners. The administrator signs in with
    /// [`FakeServer::administrators_token`].
    pub fn of_service_users(clock: Arc<SetClock>, owners: &[(&str, &str, &str)]) -> Self {
        let mut all = vec![known(ADMINISTRATOR, USER, "o-1")];
        all.extend(
            owners
                .iter()
                .map(|(id, name, organization)| known(id, name, organization)),
        );
        let server = Self::with_owners(clock, all);
        lock(&server.state).make_for(ADMINISTRATOR, None, Scopes::new(), &Ends::Never, Some(1));
        server
    }

    fn with_owners(clock: Arc<SetClock>, owners: Vec<KnownOwner>) -> Self {
        let state = State::new(clock, owners);
        Self {
            state: Arc::new(Mutex::new(state)),
            tape: Tape::default(),
        }
    }

    /// The same server, seen by a process with this tape.
    #[must_use]
    pub fn for_process(&self, tape: &Tape) -> Self {
        Self {
            state: Arc::clone(&self.state),
            tape: tape.clone(),
        }
    }

    /// The next call of this kind fails so.
    pub fn fail_next(&self, call: Call, fault: Fault) {
        lock(&self.state).faults.push_back((call, fault));
    }

    /// Every call fails so, before anything happens; `None` ends it.
    pub fn set_down(&self, error: Option<CoreError>) {
        lock(&self.state).down = error;
    }

    /// Forgets every fault that did not come about.
    pub fn heal(&self) {
        let mut state = lock(&self.state);
        state.faults.clear();
        state.down = None;
        state.twins = 0;
        state.deaf = false;
        state.listing_forbidden = false;
    }

    /// What the administrator of a server with service users signs in with.
    pub fn administrators_token(&self) -> String {
        let tokens = self.tokens().into_iter();
        let mut own = tokens.filter(|(remote, _)| remote.owner.id == ADMINISTRATOR);
        own.next().map(|(_, value)| value).unwrap_or_default()
    }

    /// Changes an owner; the tokens of one that is removed go with it.
    pub fn set_owner_state(&self, id: &str, owner_state: OwnerState) {
        let mut state = lock(&self.state);
        for known in state.owners.iter_mut().filter(|known| known.owner.id == id) {
            known.state = owner_state;
        }
        if owner_state == OwnerState::Removed {
            state.tokens.retain(|kept| kept.remote.owner.id != id);
        }
    }

    /// Goes on listing the token of this value but takes it no longer.
    pub fn reject(&self, value: &str) {
        lock(&self.state).rejected.push(value.to_owned());
    }

    /// Takes the token of this value again.
    pub fn accept_again(&self, value: &str) {
        lock(&self.state)
            .rejected
            .retain(|rejected| rejected != value);
    }

    /// Tokens may be made and deleted, but nobody's may be looked at.
    pub fn forbid_listing(&self, forbidden: bool) {
        lock(&self.state).listing_forbidden = forbidden;
    }

    /// An administrator moves an owner, with its tokens, to another organization.
    pub fn move_owner(&self, id: &str, organization: &str) {
        let mut state = lock(&self.state);
        let moved = |owner: &mut Owner| owner.organization_id = Some(organization.into());
        for known in state.owners.iter_mut().filter(|known| known.owner.id == id) {
            moved(&mut known.owner);
            known.organization_name = Some(format!("Organization {organization}"));
        }
        for kept in state
            .tokens
            .iter_mut()
            .filter(|kept| kept.remote.owner.id == id)
        {
            moved(&mut kept.remote.owner);
        }
    }

    /// Someone else makes another owner.
    pub fn add_owner(&self, id: &str, name: &str, organization: &str) {
        lock(&self.state).owners.push(known(id, name, organization));
    }

    /// Someone else makes a token for this owner.
    pub fn make_for(&self, owner: &str, ends: &Ends) -> ServerId {
        self.make_marked(owner, ends, 7)
    }

    /// Someone else makes a token for this owner whose end has these microseconds.
    pub fn make_marked(&self, owner: &str, ends: &Ends, mark: u32) -> ServerId {
        let mut state = lock(&self.state);
        let (id, _) = state.make_for(owner, None, Scopes::new(), ends, Some(mark));
        id
    }

    /// With the next create someone else makes so many tokens of the same name and scopes.
    pub fn twins_at_next_create(&self, twins: usize) {
        lock(&self.state).twins = twins;
    }

    /// How long a change takes to reach the list.
    pub fn set_lag(&self, lag: Duration) {
        lock(&self.state).lag = lag;
    }

    /// Answers 200 to deleting anything and does nothing.
    pub fn set_deaf(&self, deaf: bool) {
        lock(&self.state).deaf = deaf;
    }

    /// How far its clock is ahead, and what it says about that if it is not the truth.
    pub fn set_skew(&self, skew: Duration, reported: Option<i64>) {
        let mut state = lock(&self.state);
        state.skew = skew;
        state.reported_skew = reported;
    }

    /// How often a call arrived.
    pub fn count(&self, call: Call) -> usize {
        let state = lock(&self.state);
        state.counts.iter().filter(|seen| **seen == call).count()
    }

    /// The ids it was told to delete, by us.
    pub fn deleted(&self) -> Vec<ServerId> {
        lock(&self.state).deleted.clone()
    }

    /// The ids of what it made for us, on a server with service users.
    pub fn issued(&self) -> Vec<ServerId> {
        lock(&self.state).issued.clone()
    }

    /// The tokens it has, each with its value.
    pub fn tokens(&self) -> Vec<(RemoteToken, String)> {
        let state = lock(&self.state);
        let alive = state.tokens.iter().filter(|kept| kept.gone_from.is_none());
        alive
            .map(|kept| (kept.remote.clone(), kept.value.clone()))
            .collect()
    }

    /// Someone else makes a token here.
    pub fn make_elsewhere(&self, name: &str, scopes: &[&str]) -> ServerId {
        let scopes = scopes.iter().map(|scope| (*scope).to_owned()).collect();
        lock(&self.state).make(name, scopes).0
    }

    /// Someone else deletes a token here.
    pub fn delete_elsewhere(&self, id: &ServerId) {
        lock(&self.state).remove(id);
    }
}
