//! What the server knows: its users and their tokens.

use std::time::{Duration, Instant};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// The administrator of every sandbox.
pub const USERNAME: &str = "admin";
/// His password. It is no secret: the server listens on the loopback device and holds nothing of worth.
pub const PASSWORD: &str = "sandbox-password";

/// Life of a token in seconds, fixed by the server: a year.
pub(crate) const LIFETIME: i64 = 31_536_000;

#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct World {
    pub(crate) tokens: Vec<StoredToken>,
    pub(crate) projects: Vec<super::projects::Project>,
}

/// A row of the server's table of personal access tokens.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct StoredToken {
    pub id: String,
    pub name: Option<String>,
    pub user: String,
    pub issued_at: DateTime<Utc>,
    pub expires_at: Option<DateTime<Utc>>,
    /// Joined with commas, as the server stores them.
    pub scopes: Option<String>,
    pub ip_address: Option<String>,
    pub authentication: StoredAuthentication,
    /// What its user might do when it was made. It keeps that.
    pub authorities: Vec<String>,
    /// SHA-256 of the value, hexadecimal.
    hash: String,
    /// Since when the lists show it; `None` is always.
    #[serde(skip)]
    listed_from: Option<Instant>,
    /// Until when the lists show it although it is deleted.
    #[serde(skip)]
    listed_until: Option<Instant>,
}

/// The authentication kept with a token, from which the server restores who it is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum StoredAuthentication {
    Intact,
    Missing,
    Damaged,
}

/// Somebody who has signed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Identity {
    pub(crate) name: String,
    pub(crate) authorities: Vec<String>,
}

impl Identity {
    pub(crate) fn administrator() -> Self {
        Self {
            name: USERNAME.to_owned(),
            authorities: vec!["ROLE_USER".to_owned(), "ROLE_ADMIN".to_owned()],
        }
    }

    pub(crate) fn plain(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            authorities: vec!["ROLE_USER".to_owned()],
        }
    }
}

/// A token to be made.
pub(crate) struct NewRow {
    pub(crate) name: String,
    pub(crate) scopes: String,
    pub(crate) ip_address: String,
    pub(crate) issued_at: DateTime<Utc>,
}

impl StoredToken {
    fn new(owner: &Identity, row: NewRow, value: &str) -> Self {
        let issued_at = whole_milliseconds(row.issued_at);
        Self {
            id: uuid::Uuid::new_v4().to_string(),
            name: Some(row.name),
            user: owner.name.clone(),
            issued_at,
            expires_at: Some(issued_at + TimeDelta::seconds(LIFETIME)),
            scopes: Some(row.scopes),
            ip_address: Some(row.ip_address),
            authentication: StoredAuthentication::Intact,
            authorities: owner.authorities.clone(),
            hash: hash(value),
            listed_from: None,
            listed_until: None,
        }
    }

    pub(crate) fn is_deleted(&self) -> bool {
        self.listed_until.is_some()
    }

    fn is_listed(&self, now: Instant) -> bool {
        self.listed_from.is_none_or(|from| from <= now)
            && self.listed_until.is_none_or(|until| now < until)
    }
}

impl World {
    /// Makes a token and answers its value, which is kept nowhere.
    pub(crate) fn issue(&mut self, owner: &Identity, row: NewRow, lag: Duration) -> String {
        let value = random_value();
        let mut token = StoredToken::new(owner, row, &value);
        if !lag.is_zero() {
            token.listed_from = Some(Instant::now() + lag);
        }
        self.tokens.push(token);
        value
    }

    /// The token of this value, if it was not deleted.
    pub(crate) fn of_value(&self, value: &str) -> Option<&StoredToken> {
        let hash = hash(value);
        self.living().find(|token| token.hash == hash)
    }

    pub(crate) fn of_id(&self, id: &str) -> Option<&StoredToken> {
        self.living().find(|token| token.id == id)
    }

    /// Deletes the token; the lists show it for `lag` more.
    pub(crate) fn delete(&mut self, id: &str, lag: Duration) {
        let now = Instant::now();
        if let Some(token) = self.tokens.iter_mut().find(|token| token.id == id)
            && !token.is_deleted()
        {
            token.listed_until = Some(now + lag);
        }
        self.tokens
            .retain(|token| token.listed_until.is_none_or(|until| now < until));
    }

    /// In the order they were made, as an H2 table gives them.
    pub(crate) fn list(&self, user: &str) -> impl Iterator<Item = &StoredToken> {
        let now = Instant::now();
        self.tokens
            .iter()
            .filter(move |token| token.user == user && token.is_listed(now))
    }

    /// What somebody may do: his roles, and those he has in the projects he made.
    pub(crate) fn permissions(&self, who: &Identity) -> Vec<String> {
        let own = self
            .projects
            .iter()
            .filter(|project| project.user == who.name);
        let in_projects = own.map(|project| format!("{}:ROLE_ADMIN", project.name));
        who.authorities.iter().cloned().chain(in_projects).collect()
    }

    /// What is worth keeping between runs: deleted rows that only linger in the lists are not.
    pub(crate) fn lasting(&self) -> Self {
        Self {
            tokens: self.living().cloned().collect(),
            projects: self.projects.clone(),
        }
    }

    fn living(&self) -> impl Iterator<Item = &StoredToken> {
        self.tokens.iter().filter(|token| !token.is_deleted())
    }
}

/// The form of the real values: base64url of 20 random bytes, 27 characters without any prefix.
pub(crate) fn random_value() -> String {
    URL_SAFE_NO_PAD.encode(rand::random::<[u8; 20]>())
}

fn hash(value: &str) -> String {
    Sha256::digest(value.as_bytes())
        .iter()
        .fold(String::with_capacity(64), |mut text, byte| {
            use std::fmt::Write;
            let _ = write!(text, "{byte:02x}");
            text
        })
}

fn whole_milliseconds(moment: DateTime<Utc>) -> DateTime<Utc> {
    DateTime::from_timestamp_millis(moment.timestamp_millis()).unwrap_or(moment)
}
