//! What the servers have in common: a world behind connections, with faults, a clock and a memory.

use std::fmt::Debug;
use std::hash::Hash;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::http::Method;
use chrono::{DateTime, Utc};
use serde::Serialize;
use serde::de::DeserializeOwned;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::asked::Asked;
use crate::clock::Clock;
use crate::config::SandboxError;
use crate::connections;
use crate::faults::FaultScript;
use crate::keep::Keep;
use crate::reply::Reply;

/// A server, apart from its connections.
pub(crate) trait Platform: Debug + Send + Sync + 'static {
    /// A call that faults can be asked for.
    type Route: Copy + Debug + Eq + Hash + Send;
    type World: Debug + Send + Serialize + DeserializeOwned;

    /// The route of a request, for the script of faults.
    fn route_of(&self, method: &Method, path: &str) -> Option<Self::Route>;

    /// Answers a request, changing the world as it asks.
    fn answer(&self, asked: &Asked, world: &mut Self::World) -> Reply;

    /// Whether the request may have changed the world.
    fn changes(&self, asked: &Asked) -> bool;

    /// What is worth keeping between runs.
    fn lasting(world: &Self::World) -> Self::World;
}

/// What the connections work on.
#[derive(Debug)]
pub(crate) struct Served<P: Platform> {
    pub(crate) platform: P,
    pub(crate) faults: FaultScript<P::Route>,
    clock: Arc<Clock>,
    world: Mutex<P::World>,
    keep: Option<Keep>,
    port: u16,
    stopped: AtomicBool,
}

impl<P: Platform> Served<P> {
    pub(crate) fn is_stopped(&self) -> bool {
        self.stopped.load(Ordering::Relaxed)
    }

    pub(crate) fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    /// Answers a request; what it changed is kept before the answer goes out.
    pub(crate) fn answer(&self, asked: &Asked) -> Reply {
        let mut world = self.world();
        let reply = self.platform.answer(asked, &mut world);
        if self.platform.changes(asked) {
            // A full disk does not change what the server answers; the next change tries again.
            let _ = self.save(&world);
        }
        reply
    }

    pub(crate) fn world(&self) -> MutexGuard<'_, P::World> {
        self.world.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn save(&self, world: &P::World) -> Result<(), SandboxError> {
        match &self.keep {
            Some(keep) => keep.save(self.port, &P::lasting(world)),
            None => Ok(()),
        }
    }
}

/// A server that takes requests until it is stopped or dropped.
#[derive(Debug)]
pub(crate) struct Service<P: Platform> {
    served: Arc<Served<P>>,
    /// None where only the other platform was asked for.
    task: Option<JoinHandle<()>>,
}

impl<P: Platform> Service<P> {
    /// Serves on the listener, if there is one, in the current tokio runtime.
    pub(crate) fn start(
        platform: P,
        world: P::World,
        clock: Arc<Clock>,
        keep: Option<Keep>,
        listening: Option<(TcpListener, u16)>,
    ) -> Result<Self, SandboxError> {
        let served = Arc::new(Served {
            platform,
            faults: FaultScript::default(),
            clock,
            world: Mutex::new(world),
            keep,
            port: listening.as_ref().map_or(0, |(_, port)| *port),
            stopped: AtomicBool::new(false),
        });
        let task = match listening {
            Some((listener, _)) => {
                served.save(&served.world())?;
                let served = Arc::clone(&served);
                Some(tokio::spawn(connections::serve(listener, served)))
            }
            None => None,
        };
        Ok(Self { served, task })
    }

    pub(crate) fn served(&self) -> &Served<P> {
        &self.served
    }

    pub(crate) fn is_served(&self) -> bool {
        self.task.is_some()
    }

    /// Stops serving: open connections end at their next request, new ones are refused.
    pub(crate) fn stop(&self) {
        self.served.stopped.store(true, Ordering::Relaxed);
        if let Some(task) = &self.task {
            task.abort();
        }
    }
}

impl<P: Platform> Drop for Service<P> {
    fn drop(&mut self) {
        self.stop();
    }
}
