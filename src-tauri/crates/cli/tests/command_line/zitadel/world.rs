//! A machine with a ZITADEL beside it.

use std::ops::Deref;
use std::path::Path;

use patwarden_testkit::session::KeyringKind;
use patwarden_testkit::zitadel_server::{Api, Zitadel};
use serde_json::Value;

use crate::machine::{Machine, PATW, Run};

/// A server with all interfaces.
pub(crate) fn server(extra: &[&str]) -> Zitadel {
    Zitadel::start(Path::new(PATW), extra)
}

/// A server with this interface only.
pub(crate) fn server_with(api: Api, extra: &[&str]) -> Zitadel {
    Zitadel::start_with(Path::new(PATW), api, extra)
}

/// The service user of an empty server.
pub(crate) const ROBOT: &str = "robot";

pub(crate) struct World {
    machine: Machine,
    pub(crate) server: Zitadel,
}

impl Deref for World {
    type Target = Machine;

    fn deref(&self) -> &Machine {
        &self.machine
    }
}

impl World {
    /// A world with this server connected as `prod`, by its administrator.
    pub(crate) fn with(server: Zitadel) -> Self {
        let world = Self::unconnected(server);
        world.connect("prod", &world.server.admin).ok();
        world
    }

    pub(crate) fn unconnected(server: Zitadel) -> Self {
        Self {
            machine: Machine::new(KeyringKind::Unlocked),
            server,
        }
    }

    /// With an empty server that has all interfaces.
    pub(crate) fn connected() -> Self {
        Self::with(server(&["--seed", "empty"]))
    }

    /// With an empty server that has this interface only.
    pub(crate) fn connected_over(api: Api) -> Self {
        Self::with(server_with(api, &["--seed", "empty"]))
    }

    pub(crate) fn connect(&self, alias: &str, secret: &str) -> Run {
        self.patw_reading(
            &["connect", &self.server.url, "--alias", alias, "--json"],
            secret,
        )
    }

    /// Makes a token of the robot's.
    pub(crate) fn create(&self, name: &str) -> Run {
        self.create_for(ROBOT, name, &[])
    }

    pub(crate) fn create_for(&self, owner: &str, name: &str, more: &[&str]) -> Run {
        let arguments = [
            "create",
            "--account",
            "prod",
            "--owner",
            owner,
            "--name",
            name,
            "--json",
        ];
        self.patw(&[&arguments, more].concat())
    }

    /// The robot's tokens as `patw list` has them.
    pub(crate) fn listed_of_robot(&self) -> Vec<Value> {
        let mut tokens = self.listed();
        tokens.retain(|token| token["owner"]["name"] == ROBOT);
        tokens
    }

    pub(crate) fn robot(&self) -> String {
        self.server.user(ROBOT)
    }

    /// The robot's tokens as the server itself lists them.
    pub(crate) fn on_server(&self) -> Vec<Value> {
        self.server.tokens_of(&self.robot())
    }

    pub(crate) fn secret_of(&self, token: &str) -> String {
        self.patw(&["token", token]).ok().stdout.trim().to_owned()
    }
}

/// The code of a failure with `--json`.
pub(crate) fn code_of(run: &Run) -> String {
    let said = run.stderr.lines().find(|line| line.starts_with('{'));
    let said = said.unwrap_or_else(|| panic!("{run:?}"));
    let error: Value = serde_json::from_str(said).unwrap();
    error["error"]["code"].as_str().unwrap().to_owned()
}
