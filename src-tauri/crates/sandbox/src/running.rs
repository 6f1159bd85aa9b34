//! A sandbox that runs.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chrono::TimeDelta;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::clock::Clock;
use crate::config::{SandboxConfig, SandboxError};
use crate::digitalhub::asked::Asked;
use crate::digitalhub::reply::Reply;
use crate::digitalhub::signing::SigningKey;
use crate::digitalhub::world::World;
use crate::digitalhub::{self, DigitalHub, PASSWORD, Route, StoredToken, USERNAME, seeds};
use crate::faults::{Fault, FaultScript};
use crate::keep::Keep;

/// A running sandbox. It stops when dropped.
#[derive(Debug)]
pub struct Sandbox {
    shared: Arc<Shared>,
    named: BTreeMap<String, String>,
    task: JoinHandle<()>,
}

/// What the connections work on.
#[derive(Debug)]
pub(crate) struct Shared {
    pub(crate) server: DigitalHub,
    pub(crate) faults: FaultScript,
    pub(crate) clock: Clock,
    world: Mutex<World>,
    keep: Option<Keep>,
    port: u16,
    stopped: AtomicBool,
}

impl Sandbox {
    /// Starts the server in the current tokio runtime; it takes requests when this returns.
    pub async fn start(config: SandboxConfig) -> Result<Self, SandboxError> {
        let context_path = seeds::context_path(&config.seed)?;
        let keep = config.state.as_deref().map(Keep::open).transpose()?;
        let kept = match &keep {
            Some(keep) => keep.load()?,
            None => None,
        };
        let listener = listen(&config.listen, kept.as_ref().map(|kept| kept.port)).await?;
        let address = listener
            .local_addr()
            .map_err(|cause| SandboxError::Listen {
                address: config.listen.clone(),
                cause,
            })?;
        let clock = Clock::starting_at(config.now);
        let key = SigningKey::new();
        let issuer = format!("http://{address}{context_path}");
        let named = seeds::named(&config.seed, &key, &issuer, clock.now())?;
        let world = kept.map_or_else(
            || seeds::world(&config.seed, clock.now()),
            |kept| kept.digitalhub,
        );
        let shared = Arc::new(Shared {
            server: DigitalHub {
                issuer,
                context_path,
                key,
                lag: config.lag,
            },
            faults: FaultScript::default(),
            clock,
            world: Mutex::new(world),
            keep,
            port: address.port(),
            stopped: AtomicBool::new(false),
        });
        shared.save(&shared.world())?;
        let task = tokio::spawn(digitalhub::serve(listener, Arc::clone(&shared)));
        Ok(Self {
            shared,
            named,
            task,
        })
    }

    /// Where it serves, without a slash at the end.
    pub fn url(&self) -> &str {
        &self.shared.server.issuer
    }

    /// The administrator's name.
    pub fn username(&self) -> &'static str {
        USERNAME
    }

    /// The administrator's password.
    pub fn password(&self) -> &'static str {
        PASSWORD
    }

    /// The values of a recording's placeholders that exist before its first exchange.
    pub fn named(&self) -> &BTreeMap<String, String> {
        &self.named
    }

    /// Makes the next `times` requests of this route go wrong. Faults asked for earlier come first.
    pub fn fail_next(&self, route: Route, times: u32, fault: Fault) {
        self.shared.faults.add(route, times, fault);
    }

    /// Lets time pass at the server.
    pub fn advance(&self, by: TimeDelta) {
        self.shared.clock.advance(by);
    }

    /// Changes the rows of the token table, as an administrator of the database could.
    pub fn edit_tokens(&self, edit: impl FnMut(&mut StoredToken)) {
        self.shared.world().tokens.iter_mut().for_each(edit);
    }

    /// Stops serving: open connections end at their next request, new ones are refused.
    pub fn stop(&self) {
        self.shared.stopped.store(true, Ordering::Relaxed);
        self.task.abort();
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        self.stop();
    }
}

impl Shared {
    pub(crate) fn is_stopped(&self) -> bool {
        self.stopped.load(Ordering::Relaxed)
    }

    /// Answers a request; what it changed is kept before the answer goes out.
    pub(crate) fn answer(&self, asked: &Asked) -> Reply {
        let mut world = self.world();
        let reply = self.server.answer(asked, &mut world);
        if !asked.method.is_safe() {
            // A full disk does not change what the server answers; the next change tries again.
            let _ = self.save(&world);
        }
        reply
    }

    fn save(&self, world: &World) -> Result<(), SandboxError> {
        match &self.keep {
            Some(keep) => keep.save(self.port, &world.lasting()),
            None => Ok(()),
        }
    }

    fn world(&self) -> MutexGuard<'_, World> {
        self.world.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Listens, on the remembered port if the asked one is left open.
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
