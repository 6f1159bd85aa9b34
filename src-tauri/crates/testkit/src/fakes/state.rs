//! What a [`super::FakeServer`] knows, and how it answers.

use std::collections::VecDeque;
use std::sync::Arc;

use chrono::{DateTime, Duration, Timelike, Utc};
use patwarden_core::owner::{KnownOwner, NewOwner, OwnerState};
use patwarden_core::ports::{Clock, NewToken};
use patwarden_core::token::{Ends, Owner, RemoteToken, Scopes, ServerId};
use patwarden_core::{CoreError, ErrorCode};

use super::SetClock;
use super::server::{Call, Fault, USER};

#[derive(Debug)]
pub(super) struct State {
    pub(super) clock: Arc<SetClock>,
    pub(super) tokens: Vec<Kept>,
    pub(super) faults: VecDeque<(Call, Fault)>,
    pub(super) down: Option<CoreError>,
    pub(super) made: usize,
    pub(super) twins: usize,
    pub(super) lag: Duration,
    pub(super) deaf: bool,
    /// Empty on a server where one has tokens of one's own only.
    pub(super) owners: Vec<KnownOwner>,
    /// Those that lists do not name yet.
    pub(super) late_owners: Vec<(String, DateTime<Utc>)>,
    pub(super) rejected: Vec<String>,
    pub(super) listing_forbidden: bool,
    pub(super) skew: Duration,
    pub(super) reported_skew: Option<i64>,
    pub(super) counts: Vec<Call>,
    pub(super) deleted: Vec<ServerId>,
    pub(super) issued: Vec<ServerId>,
}

/// A token with its value, which a real server would not keep.
#[derive(Clone, Debug)]
pub(super) struct Kept {
    pub(super) remote: RemoteToken,
    pub(super) value: String,
    listed_from: DateTime<Utc>,
    pub(super) gone_from: Option<DateTime<Utc>>,
}

impl State {
    pub(super) fn new(clock: Arc<SetClock>, owners: Vec<KnownOwner>) -> Self {
        Self {
            clock,
            tokens: Vec::new(),
            faults: VecDeque::new(),
            down: None,
            made: 0,
            twins: 0,
            lag: Duration::zero(),
            deaf: false,
            owners,
            late_owners: Vec::new(),
            rejected: Vec::new(),
            listing_forbidden: false,
            skew: Duration::zero(),
            reported_skew: None,
            counts: Vec::new(),
            deleted: Vec::new(),
            issued: Vec::new(),
        }
    }

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

    /// Makes what was asked for, and says of it what such a server says.
    pub(super) fn issue(&mut self, token: &NewToken) -> (String, Option<RemoteToken>) {
        if self.owners.is_empty() {
            let value = self.make_with_twins(token.name.as_str(), &token.scopes);
            return (value, None);
        }
        let owner = token.owner.id.as_str();
        for twin in 1..=std::mem::take(&mut self.twins) {
            let mark = token.mark.map(|mark| other_mark(mark, twin));
            self.make_for(owner, None, token.scopes.clone(), &token.ends, mark);
        }
        let scopes = token.scopes.clone();
        let (id, value) = self.make_for(owner, None, scopes, &token.ends, token.mark);
        self.issued.push(id.clone());
        let mut made = self.tokens.iter().filter(|kept| kept.remote.id == id);
        (value, made.next().map(|kept| kept.remote.clone()))
    }

    /// Who signs in with this.
    pub(super) fn subject(&self, secret: &str) -> KnownOwner {
        let mut fitting = self.tokens.iter().filter(|kept| kept.value == secret);
        let id = fitting.next().map(|kept| kept.remote.owner.id.clone());
        let mut owners = self.owners.iter();
        owners
            .find(|known| Some(&known.owner.id) == id.as_ref())
            .cloned()
            .unwrap_or_else(the_hub_user)
    }

    /// Why nothing can be made for this owner.
    pub(super) fn create_refusal(&self, owner: &Owner) -> Option<CoreError> {
        let mut owners = self.owners.iter();
        let is_there =
            owners.any(|known| known.owner.id == owner.id && known.state != OwnerState::Removed);
        (!self.owners.is_empty() && !is_there)
            .then(|| CoreError::new(ErrorCode::OwnerUnknown, "there is no such user"))
    }

    /// Why nothing may be listed.
    pub(super) fn listing_refusal(&self) -> Option<CoreError> {
        self.listing_forbidden
            .then(|| CoreError::new(ErrorCode::Forbidden, "you may not look at tokens"))
    }

    /// Whether this value opens the door.
    pub(super) fn takes(&self, value: &str) -> bool {
        let now = self.clock.now() + self.skew;
        let owner_is_well = |kept: &Kept| {
            let mut owners = self.owners.iter();
            let known = owners.find(|known| known.owner.id == kept.remote.owner.id);
            known.is_none_or(|known| matches!(known.state, OwnerState::Active | OwnerState::Hidden))
        };
        !self.rejected.iter().any(|rejected| rejected == value)
            && self.tokens.iter().any(|kept| {
                kept.value == value
                    && kept.gone_from.is_none()
                    && kept.remote.expires_at.is_none_or(|end| end > now)
                    && owner_is_well(kept)
            })
    }

    /// The owners that lists name: not those that are gone or hidden.
    pub(super) fn owners_listed(&self) -> Vec<KnownOwner> {
        if self.owners.is_empty() {
            return vec![the_hub_user()];
        }
        let gone = [OwnerState::Removed, OwnerState::Hidden];
        let now = self.clock.now();
        let is_late = |known: &KnownOwner| {
            let mut late = self.late_owners.iter();
            late.any(|(id, from)| *id == known.owner.id && *from > now)
        };
        let all = self.owners.iter();
        all.filter(|known| !gone.contains(&known.state) && !is_late(known))
            .cloned()
            .collect()
    }

    pub(super) fn make_owner(&mut self, wanted: &NewOwner) -> KnownOwner {
        let made = KnownOwner {
            owner: Owner {
                id: format!("u-{}", self.owners.len()),
                name: wanted.user_name.clone(),
                organization_id: wanted.organization_id.clone(),
            },
            organization_name: None,
            state: OwnerState::Active,
        };
        let listed_from = self.clock.now() + self.lag;
        self.late_owners.push((made.owner.id.clone(), listed_from));
        self.owners.push(made.clone());
        made
    }

    fn make_with_twins(&mut self, name: &str, scopes: &Scopes) -> String {
        for _ in 0..std::mem::take(&mut self.twins) {
            self.make(name, scopes.clone());
        }
        self.make(name, scopes.clone()).1
    }

    pub(super) fn make(&mut self, name: &str, scopes: Scopes) -> (ServerId, String) {
        let year = Ends::At(self.clock.now() + self.skew + Duration::days(365));
        self.make_for(USER, Some(name), scopes, &year, None)
    }

    pub(super) fn make_for(
        &mut self,
        owner: &str,
        name: Option<&str>,
        scopes: Scopes,
        ends: &Ends,
        mark: Option<u32>,
    ) -> (ServerId, String) {
        self.made += 1;
        let now = self.clock.now();
        let id = ServerId(format!("id-{}", self.made));
        let value = format!("SENTINEL-pat-{}-of-the-server", self.made);
        let remote = RemoteToken {
            id: id.clone(),
            owner: self
                .owners
                .iter()
                .find(|known| known.owner.id == owner)
                .map_or_else(hub_user, |known| known.owner.clone()),
            name: name.map(str::to_owned),
            scopes,
            created_at: Some(now + self.skew),
            expires_at: match ends {
                Ends::At(at) => mark.map_or(Some(*at), |mark| at.with_nanosecond(mark * 1000)),
                Ends::Never | Ends::ByServer => None,
            },
            never_expires: *ends == Ends::Never,
            mark,
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

    pub(super) fn remove(&mut self, id: &ServerId) {
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
            .filter(|kept| kept.listed_from <= now && kept.gone_from.is_none_or(|gone| gone > now))
            .filter(|kept| !self.is_hidden(&kept.remote.owner));
        shown.map(|kept| kept.remote.clone()).collect()
    }

    fn is_hidden(&self, owner: &Owner) -> bool {
        let mut owners = self.owners.iter();
        owners.any(|known| known.owner.id == owner.id && known.state == OwnerState::Hidden)
    }

    pub(super) fn skew_said(&self) -> i64 {
        self.reported_skew.unwrap_or(self.skew.num_seconds())
    }
}

pub(super) fn known(id: &str, name: &str, organization: &str) -> KnownOwner {
    KnownOwner {
        owner: Owner {
            id: id.into(),
            name: name.into(),
            organization_id: Some(organization.into()),
        },
        organization_name: Some(format!("Organization {organization}")),
        state: OwnerState::Active,
    }
}

/// The microseconds of a token that is made together with one of `mark`.
fn other_mark(mark: u32, twin: usize) -> u32 {
    let twin = u32::try_from(twin).unwrap_or_default();
    (mark + twin) % 1_000_000
}

fn the_hub_user() -> KnownOwner {
    KnownOwner {
        owner: hub_user(),
        organization_name: None,
        state: OwnerState::Active,
    }
}

fn hub_user() -> Owner {
    Owner {
        id: USER.into(),
        name: USER.into(),
        organization_id: None,
    }
}
