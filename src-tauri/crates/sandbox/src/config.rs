//! What a sandbox is started with.

use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

use chrono::{DateTime, Utc};

/// How to start a sandbox. `SandboxConfig::default()` is an empty world on a free loopback port.
#[derive(Clone, Debug)]
pub struct SandboxConfig {
    /// `host:port` of a loopback address. Port 0 takes the ones remembered in `state`, or free ones;
    /// with another, and both platforms, ZITADEL takes the port above.
    pub listen: String,
    /// The platform to serve alone.
    pub only: Option<PlatformName>,
    /// The interfaces to ZITADEL's tokens that are switched on.
    pub apis: Vec<Api>,
    /// The world to begin with; what `state` remembers wins over it.
    pub seed: Seed,
    /// What the clock shows at the start; the real time if absent.
    pub now: Option<DateTime<Utc>>,
    /// How long a change takes to reach the lists.
    pub lag: Duration,
    /// Folder that keeps the world between runs: hashes of tokens, no values.
    pub state: Option<PathBuf>,
}

impl Default for SandboxConfig {
    fn default() -> Self {
        Self {
            listen: "127.0.0.1:0".to_owned(),
            only: None,
            apis: Api::ALL.to_vec(),
            seed: Seed::Empty,
            now: None,
            lag: Duration::ZERO,
            state: None,
        }
    }
}

/// A kind of server the sandbox can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PlatformName {
    Zitadel,
    DigitalHub,
}

impl FromStr for PlatformName {
    type Err = SandboxError;

    fn from_str(text: &str) -> Result<Self, SandboxError> {
        match text {
            "zitadel" => Ok(Self::Zitadel),
            "digitalhub" => Ok(Self::DigitalHub),
            other => Err(SandboxError::Usage(format!(
                "the sandbox does not serve `{other}`: say zitadel or digitalhub"
            ))),
        }
    }
}

/// An interface to ZITADEL's tokens. Who somebody is, health and `OpenID` Connect are always there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Api {
    /// v2 over the Connect protocol.
    Connect,
    /// v2 over REST.
    V2,
    /// Management and admin v1.
    V1,
}

impl Api {
    pub const ALL: [Self; 3] = [Self::Connect, Self::V2, Self::V1];
}

impl FromStr for Api {
    type Err = SandboxError;

    fn from_str(text: &str) -> Result<Self, SandboxError> {
        match text {
            "connect" => Ok(Self::Connect),
            "v2" => Ok(Self::V2),
            "v1" => Ok(Self::V1),
            other => Err(SandboxError::Usage(format!(
                "ZITADEL has no interface `{other}`: say connect, v2 or v1, or several with commas between"
            ))),
        }
    }
}

/// The world a sandbox begins with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Seed {
    /// Nothing to see: a `DigitalHub` user without tokens; a ZITADEL with one service user and no token
    /// but the administrator's.
    Empty,
    /// A handful of tokens of a `DigitalHub` user, and a small company's service users with theirs.
    Demo,
    /// Many ZITADEL service users with as many tokens each.
    Fleet { users: u32, tokens: u32 },
    /// What the recorded file of this stem takes for granted, for replaying it.
    Contract(String),
}

impl FromStr for Seed {
    type Err = SandboxError;

    fn from_str(text: &str) -> Result<Self, SandboxError> {
        match text {
            "empty" => Ok(Self::Empty),
            "demo" => Ok(Self::Demo),
            other => {
                let stem = other
                    .strip_prefix("contract:")
                    .filter(|stem| !stem.is_empty());
                let contract = stem.map(|stem| Self::Contract(stem.to_owned()));
                contract.or_else(|| fleet(other)).ok_or_else(|| {
                    SandboxError::Usage(format!(
                        "there is no seed `{other}`: say demo, empty, fleet:<users>x<tokens> or contract:<file stem>"
                    ))
                })
            }
        }
    }
}

/// `fleet:100x10`; not more than a laptop is glad to hold.
fn fleet(text: &str) -> Option<Seed> {
    const MOST: u64 = 100_000;
    let (users, tokens) = text.strip_prefix("fleet:")?.split_once('x')?;
    let (users, tokens) = (users.parse().ok()?, tokens.parse().ok()?);
    let count = u64::from(users) * u64::from(tokens).max(1);
    (count <= MOST).then_some(Seed::Fleet { users, tokens })
}

/// Why a sandbox did not start.
#[derive(Debug, thiserror::Error)]
pub enum SandboxError {
    /// It was asked for something it does not have.
    #[error("{0}")]
    Usage(String),
    /// The address is taken, or not to be had.
    #[error("cannot listen on {address}: {cause}")]
    Listen {
        address: String,
        cause: std::io::Error,
    },
    /// The folder of `--state` cannot be used.
    #[error("cannot use the state in {}: {cause}", path.display())]
    State {
        path: PathBuf,
        cause: std::io::Error,
    },
}
