//! A token: the record of a personal access token. The secret is never part of it.

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::account::AccountId;
use crate::custody::Custody;
use crate::error::{CoreError, Field};
use crate::identity::Identity;

/// Names a record on this machine. Minted before the server is asked, because not every server
/// says which id it gave (`DigitalHub` does not).
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RecordId(pub String);

impl RecordId {
    /// A new random id.
    pub fn mint() -> Self {
        Self(Uuid::new_v4().to_string())
    }
}

impl fmt::Display for RecordId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The id the server gave a token.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ServerId(pub String);

impl fmt::Display for ServerId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Whose token it is.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Owner {
    /// The server's id of the owner.
    pub id: String,
    /// What the owner is called.
    pub name: String,
    /// The organization the owner belongs to, where servers have such.
    pub organization_id: Option<String>,
}

/// When a new token shall end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "at", rename_all = "lowercase")]
pub enum Ends {
    /// The server decides.
    ByServer,
    /// Never.
    Never,
    /// Then, to the microsecond.
    At(DateTime<Utc>),
}

impl Ends {
    /// Whether `token` ends so.
    pub fn is_end_of(&self, token: &RemoteToken) -> bool {
        match self {
            Self::ByServer => true,
            Self::Never => token.never_expires,
            Self::At(at) => token.expires_at == Some(*at),
        }
    }
}

/// A name a person may give: 1 to 255 characters out of letters, digits and `. _ + -`.
///
/// The rule is the `DigitalHub` console's; its server checks nothing but the length (contract 01b).
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TokenName(String);

impl TokenName {
    /// Longest name, in characters; all allowed ones are one UTF-16 unit.
    pub const MAX_LENGTH: usize = 255;

    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for TokenName {
    type Err = CoreError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.trim();
        let refuse = |why: &str| Err(CoreError::invalid(Field::Name, why));
        if text.is_empty() {
            return refuse("give the token a name");
        }
        if !text
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"._+-".contains(&b))
        {
            return refuse("use only letters, digits and . _ + -");
        }
        if text.len() > Self::MAX_LENGTH {
            return refuse("a name has at most 255 characters");
        }
        Ok(Self(text.to_owned()))
    }
}

/// A scope as the server spells it.
pub type Scope = String;

/// Scopes without order or repetition: servers keep neither.
pub type Scopes = BTreeSet<Scope>;

/// Everything known about one token on this machine.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Token {
    /// Local id; part of the keychain entry's key.
    pub id: RecordId,
    /// The account it was seen or made through.
    pub account: AccountId,
    /// The server's id, once known.
    pub server_id: Option<ServerId>,
    /// Whose it is.
    pub owner: Owner,
    /// The name; servers may allow none.
    pub name: Option<String>,
    /// A remark of the user's.
    pub note: Option<String>,
    /// What it was made for.
    pub scopes: Scopes,
    /// When it was made, by the server's clock.
    pub created_at: Option<DateTime<Utc>>,
    /// When it ends; `None` means never, or that the server states none.
    pub expires_at: Option<DateTime<Utc>>,
    /// It was made to last for ever.
    #[serde(default)]
    pub never_expires: bool,
    /// Where its secret is.
    pub custody: Custody,
    /// Whether secret and server id belong together for certain.
    pub identity: Identity,
    /// The server rejected its secret although it lists it.
    pub refused: bool,
    /// When it was found to be gone from the server.
    pub revoked_at: Option<DateTime<Utc>>,
    /// When this machine learnt its server id, by our clock. A list asked for before that moment
    /// cannot say that the token is gone.
    pub recorded_at: DateTime<Utc>,
    /// When the server last accepted or rejected its secret, by our clock.
    #[serde(default)]
    pub proven_at: Option<DateTime<Utc>>,
    /// Made here, and no list has shown it yet: lists lag behind.
    #[serde(default)]
    pub unlisted: bool,
    /// When its secret was last copied, revealed or printed here.
    pub used_here_at: Option<DateTime<Utc>>,
    /// Facts the server adds, for the drawer and `show`: label and value.
    #[serde(default)]
    pub details: Vec<(String, String)>,
}

impl Token {
    /// A record of which nothing else is known yet.
    pub fn bare(
        id: RecordId,
        account: AccountId,
        owner: Owner,
        custody: Custody,
        identity: Identity,
        recorded_at: DateTime<Utc>,
    ) -> Self {
        Self {
            id,
            account,
            server_id: None,
            owner,
            name: None,
            note: None,
            scopes: Scopes::new(),
            created_at: None,
            expires_at: None,
            never_expires: false,
            custody,
            identity,
            refused: false,
            revoked_at: None,
            recorded_at,
            proven_at: None,
            unlisted: false,
            used_here_at: None,
            details: Vec::new(),
        }
    }
}

/// A token as a server lists it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RemoteToken {
    /// The server's id.
    pub id: ServerId,
    /// Whose it is.
    pub owner: Owner,
    /// The name, where the server keeps one.
    pub name: Option<String>,
    /// Its scopes.
    pub scopes: Scopes,
    /// When it was made, by the server's clock.
    pub created_at: Option<DateTime<Utc>>,
    /// When it ends, as exactly as the server says it; `None` means never, or that the server states
    /// none.
    pub expires_at: Option<DateTime<Utc>>,
    /// It was made to last for ever.
    pub never_expires: bool,
    /// The microseconds of its end, by which a create finds its token again; `None` where servers
    /// keep none.
    pub mark: Option<u32>,
    /// Facts the server adds: label and value.
    pub details: Vec<(String, String)>,
}
