//! A machine with a `DigitalHub` beside it.

use std::ops::Deref;
use std::path::Path;

use patwarden_testkit::server::Server;
use patwarden_testkit::session::KeyringKind;

use crate::machine::{Machine, PATW, Run};

/// A name no other token has.
pub(crate) const NAME: &str = "ci-deploy";

pub(crate) struct World {
    machine: Machine,
    pub(crate) server: Server,
}

impl Deref for World {
    type Target = Machine;

    fn deref(&self) -> &Machine {
        &self.machine
    }
}

impl World {
    pub(crate) fn new(kind: KeyringKind) -> Self {
        Self {
            machine: Machine::new(kind),
            server: Server::start(Path::new(PATW), &["--seed", "empty"]),
        }
    }

    /// A world with the server connected as `hub`.
    pub(crate) fn connected() -> Self {
        let world = Self::new(KeyringKind::Unlocked);
        world.connect().ok();
        world
    }

    pub(crate) fn connect(&self) -> Run {
        let arguments = [
            "connect",
            &self.server.url,
            "--alias",
            "hub",
            "--username",
            &self.server.username,
        ];
        self.patw_reading(&arguments, &self.server.password)
    }

    pub(crate) fn create(&self, name: &str) -> Run {
        self.patw(&[
            "create",
            "--account",
            "hub",
            "--name",
            name,
            "--scope",
            "openid",
            "--json",
        ])
    }
}
