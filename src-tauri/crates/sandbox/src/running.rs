//! A sandbox that runs.

use std::net::SocketAddr;
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use tokio::net::TcpListener;

use crate::clock::Clock;
use crate::config::{PlatformName, SandboxConfig, SandboxError, Seed};
use crate::digitalhub::DigitalHubSandbox;
use crate::keep::Keep;
use crate::zitadel::{self, ZitadelSandbox};

/// A running sandbox. It stops when dropped.
#[derive(Debug)]
pub struct Sandbox {
    digitalhub: DigitalHubSandbox,
    zitadel: ZitadelSandbox,
    clock: Arc<Clock>,
}

/// What a platform's half is started with.
pub(crate) struct Half<'a> {
    pub(crate) config: &'a SandboxConfig,
    pub(crate) seed: Seed,
    pub(crate) clock: Arc<Clock>,
    pub(crate) is_served: bool,
    /// Where to listen.
    pub(crate) listen: String,
}

impl Sandbox {
    /// Starts the servers in the current tokio runtime; they take requests when this returns.
    pub async fn start(config: SandboxConfig) -> Result<Self, SandboxError> {
        let clock = Arc::new(Clock::starting_at(config.now));
        let half = |platform, listen| Half {
            config: &config,
            seed: seed_of(platform, &config),
            clock: Arc::clone(&clock),
            is_served: config.only.is_none_or(|only| only == platform),
            listen,
        };
        let beside = match config.only {
            Some(_) => config.listen.clone(),
            None => port_above(&config.listen),
        };
        let digitalhub = half(PlatformName::DigitalHub, config.listen.clone());
        let digitalhub = DigitalHubSandbox::start(digitalhub).await?;
        let zitadel = ZitadelSandbox::start(half(PlatformName::Zitadel, beside)).await?;
        Ok(Self {
            digitalhub,
            zitadel,
            clock,
        })
    }

    /// The half that is a `DigitalHub`.
    pub fn digitalhub(&self) -> &DigitalHubSandbox {
        &self.digitalhub
    }

    /// The half that is a ZITADEL.
    pub fn zitadel(&self) -> &ZitadelSandbox {
        &self.zitadel
    }

    /// What the servers' clock shows.
    pub fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    /// Lets time pass at the servers.
    pub fn advance(&self, by: TimeDelta) {
        self.clock.advance(by);
    }

    /// Stops serving: open connections end at their next request, new ones are refused.
    pub fn stop(&self) {
        self.digitalhub.stop();
        self.zitadel.stop();
    }
}

impl Half<'_> {
    /// The folder of `--state`, if one was given and this half is served.
    pub(crate) fn keep(&self, file: &str) -> Result<Option<Keep>, SandboxError> {
        match &self.config.state {
            Some(folder) if self.is_served => Keep::open(folder, file).map(Some),
            _ => Ok(None),
        }
    }

    /// Listens, on the remembered port if the asked one is left open.
    pub(crate) async fn listen(
        &self,
        remembered: Option<u16>,
    ) -> Result<Option<(TcpListener, u16)>, SandboxError> {
        if !self.is_served {
            return Ok(None);
        }
        let listener = listen(&self.listen, remembered).await?;
        let address = listener
            .local_addr()
            .map_err(|cause| SandboxError::Listen {
                address: self.listen.clone(),
                cause,
            })?;
        Ok(Some((listener, address.port())))
    }
}

/// A recording is of one platform; the other, if it is served at all, has nothing to see.
fn seed_of(platform: PlatformName, config: &SandboxConfig) -> Seed {
    let is_other = match &config.seed {
        Seed::Contract(stem) => {
            config.only.unwrap_or(if zitadel::has_world(stem) {
                PlatformName::Zitadel
            } else {
                PlatformName::DigitalHub
            }) != platform
        }
        _ => false,
    };
    if is_other {
        Seed::Empty
    } else {
        config.seed.clone()
    }
}

/// The next port of the same host, unless any port will do.
fn port_above(listen: &str) -> String {
    let above = listen
        .rsplit_once(':')
        .and_then(|(host, port)| Some((host, port.parse::<u16>().ok()?)))
        .filter(|(_, port)| *port > 0)
        .and_then(|(host, port)| Some(format!("{host}:{}", port.checked_add(1)?)));
    above.unwrap_or_else(|| listen.to_owned())
}

async fn listen(asked: &str, remembered: Option<u16>) -> Result<TcpListener, SandboxError> {
    let failed = |cause| SandboxError::Listen {
        address: asked.to_owned(),
        cause,
    };
    let addresses: Vec<SocketAddr> = tokio::net::lookup_host(asked)
        .await
        .map_err(failed)?
        .filter(|address| address.ip().is_loopback())
        .collect();
    let Some(address) = addresses.first().copied() else {
        return Err(SandboxError::Usage(format!(
            "the sandbox listens on loopback addresses only, not on {asked}"
        )));
    };
    if let Some(port) = remembered.filter(|_| address.port() == 0)
        && let Ok(listener) = TcpListener::bind(SocketAddr::new(address.ip(), port)).await
    {
        return Ok(listener);
    }
    TcpListener::bind(address).await.map_err(failed)
}
