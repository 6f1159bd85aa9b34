//! A server that behaves like `DigitalHub`, and misbehaves as told.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use chrono::{DateTime, Duration, Utc};
use patwarden_core::CoreError;
use patwarden_core::ports::Clock;
use patwarden_core::token::{Owner, RemoteToken, Scopes, ServerId};

use super::{SetClock, Tape, lock};

/// Who may sign in.
pub const USER: &str = "admin";
/// With which password.
pub const PASSWORD: &str = "SENTINEL-password-of-the-account";

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

#[derive(Debug)]
pub(super) struct State {
    clock: Arc<SetClock>,
    tokens: Vec<Kept>,
    faults: VecDeque<(Call, Fault)>,
    down: Option<CoreError>,
    made: usize,
    twins: usize,
    lag: Duration,
    deaf: bool,
    pub(super) skew: Duration,
    pub(super) reported_skew: Option<i64>,
    pub(super) counts: Vec<Call>,
    deleted: Vec<ServerId>,
}

/// A token with its value, which a real server would not keep.
#[derive(Clone, Debug)]
struct Kept {
    remote: RemoteToken,
    value: String,
    listed_from: DateTime<Utc>,
    gone_from: Option<DateTime<Utc>>,
}

impl FakeServer {
    /// A server without tokens.
    pub fn new(clock: Arc<SetClock>) -> Self {
        let state = State {
            clock,
            tokens: Vec::new(),
            faults: VecDeque::new(),
            down: None,
            made: 0,
            twins: 0,
            lag: Duration::zero(),
            deaf: false,
            skew: Duration::zero(),
            reported_skew: None,
            counts: Vec::new(),
            deleted: Vec::new(),
        };
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

impl State {
    /// The fault of this call, if it has one, counted.
    pub(super) fn begin(&mut self, call: Call) -> Result<Option<CoreError>, CoreError> {
        self.counts.push(call);
        if let Some(error) = &self.down {
            return Err(error.clone());
        }
        let scripted = self.faults.iter().position(|(at, _)| *at == call);
        match scripted.and_then(|at| self.faults.remove(at)) {
            None => Ok(None),
            Some((_, Fault::Before(error))) => Err(error),
            Some((_, Fault::After(error))) => Ok(Some(error)),
        }
    }

    pub(super) fn make_with_twins(&mut self, name: &str, scopes: &Scopes) -> String {
        for _ in 0..std::mem::take(&mut self.twins) {
            self.make(name, scopes.clone());
        }
        self.make(name, scopes.clone()).1
    }

    fn make(&mut self, name: &str, scopes: Scopes) -> (ServerId, String) {
        self.made += 1;
        let now = self.clock.now();
        let id = ServerId(format!("id-{}", self.made));
        let value = format!("SENTINEL-pat-{}-of-the-server", self.made);
        let remote = RemoteToken {
            id: id.clone(),
            owner: owner(),
            name: Some(name.to_owned()),
            scopes,
            created_at: Some(now + self.skew),
            expires_at: Some(now + self.skew + Duration::days(365)),
            details: Vec::new(),
        };
        self.tokens.push(Kept {
            remote,
            value: value.clone(),
            listed_from: now + self.lag,
            gone_from: None,
        });
        (id, value)
    }

    pub(super) fn delete(&mut self, id: &ServerId) {
        self.deleted.push(id.clone());
        if !self.deaf {
            self.remove(id);
        }
    }

    fn remove(&mut self, id: &ServerId) {
        let gone = self.clock.now() + self.lag;
        for kept in self.tokens.iter_mut().filter(|kept| kept.remote.id == *id) {
            kept.gone_from.get_or_insert(gone);
        }
    }

    pub(super) fn listed(&self) -> Vec<RemoteToken> {
        let now = self.clock.now();
        let shown = self
            .tokens
            .iter()
            .filter(|kept| kept.listed_from <= now && kept.gone_from.is_none_or(|gone| gone > now));
        shown.map(|kept| kept.remote.clone()).collect()
    }

    pub(super) fn skew_said(&self) -> i64 {
        self.reported_skew.unwrap_or(self.skew.num_seconds())
    }
}

pub(super) fn owner() -> Owner {
    Owner {
        id: USER.into(),
        name: USER.into(),
        organization_id: None,
    }
}
