//! What a sandbox is started with.

use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

use chrono::{DateTime, Utc};

/// How to start a sandbox. `SandboxConfig::default()` is an empty world on a free loopback port.
#[derive(Clone, Debug)]
pub struct SandboxConfig {
    /// `host:port` of a loopback address. Port 0 takes the one remembered in `state`, or a free one.
    pub listen: String,
    /// The platform to serve alone.
    pub only: Option<PlatformName>,
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

/// The world a sandbox begins with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Seed {
    /// An administrator without tokens.
    Empty,
    /// An administrator with a handful of tokens, one about to expire and one expired.
    Demo,
    /// What the recorded file of this stem takes for granted, for replaying it.
    Contract(String),
}

impl FromStr for Seed {
    type Err = SandboxError;

    fn from_str(text: &str) -> Result<Self, SandboxError> {
        match text {
            "empty" => Ok(Self::Empty),
            "demo" => Ok(Self::Demo),
            other => other
                .strip_prefix("contract:")
                .filter(|stem| !stem.is_empty())
                .map(|stem| Self::Contract(stem.to_owned()))
                .ok_or_else(|| {
                    SandboxError::Usage(format!(
                        "there is no seed `{other}`: say demo, empty or contract:<file stem>"
                    ))
                }),
        }
    }
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
