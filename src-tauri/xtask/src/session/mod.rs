//! A desktop session of our own: a display with a window manager, a bus, an unlocked keyring, and a
//! private home for what lives in it. Gone without a trace when it is dropped.

mod bus;
mod display;

use std::fmt;
use std::fs::DirBuilder;
use std::os::unix::fs::DirBuilderExt;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};
use tempfile::TempDir;

use crate::process::{self, Background};

type Variables = Vec<(&'static str, String)>;

/// What a session has to bring.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Missing {
    display: bool,
    bus: bool,
}

impl Missing {
    /// What this process does not find around it.
    pub(crate) fn here() -> Self {
        let named = |variable| std::env::var_os(variable).is_some_and(|value| !value.is_empty());
        let shown = || process::answer(Command::new("xprop").arg("-root")).is_some();
        let below_runtime = || {
            let directory = std::env::var_os("XDG_RUNTIME_DIR");
            directory.is_some_and(|directory| Path::new(&directory).join("bus").exists())
        };
        Self {
            display: !(named("DISPLAY") && shown()),
            bus: !(named("DBUS_SESSION_BUS_ADDRESS") || below_runtime()),
        }
    }

    /// For tests, which must touch neither the display nor the keyring of whoever runs them.
    pub(crate) fn everything() -> Self {
        Self {
            display: true,
            bus: true,
        }
    }

    pub(crate) fn any(self) -> bool {
        self.display || self.bus
    }
}

impl fmt::Display for Missing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (what, instead) = if self.display {
            ("X display", "Xvfb + D-Bus + keyring")
        } else {
            ("session bus", "D-Bus + keyring")
        };
        write!(
            f,
            "No {what} here: starting a private {instead} session. What is made in it is gone with it."
        )
    }
}

/// A running session.
#[derive(Debug)]
pub(crate) struct Session {
    desktop: Variables,
    home: String,
    /// Ended in the reverse order of their start.
    parts: Vec<Background>,
    // Below what uses it: fields are dropped in this order.
    _directory: TempDir,
}

impl Session {
    /// Starts what is missing. The bus and the keyring are private in any case: a private display
    /// must not lead to the keyring of whoever is signed in.
    pub(crate) fn start(missing: Missing) -> Result<Self> {
        let directory = tempfile::Builder::new()
            .prefix("patwarden-")
            .tempdir()
            .context("a private folder cannot be made")?;
        let here = directory.path().to_owned();
        let below = |name: &str| here.join(name).display().to_string();
        for name in ["cache", "config", "data", "home", "runtime", "state"] {
            DirBuilder::new()
                .mode(0o700)
                .create(here.join(name))
                .with_context(|| format!("{} cannot be made", below(name)))?;
        }
        let mut session = Self {
            desktop: vec![
                // Nothing on this bus offers accessibility; asking for it only costs time.
                ("NO_AT_BRIDGE", "1".to_owned()),
                ("XDG_CACHE_HOME", below("cache")),
                ("XDG_CONFIG_HOME", below("config")),
                ("XDG_DATA_HOME", below("data")),
                ("XDG_RUNTIME_DIR", below("runtime")),
                ("XDG_STATE_HOME", below("state")),
            ],
            home: below("home"),
            parts: Vec::new(),
            _directory: directory,
        };
        // What has started by then ends with the session when the rest fails.
        session.bring(missing, &here)?;
        Ok(session)
    }

    fn bring(&mut self, missing: Missing, here: &Path) -> Result<()> {
        if missing.display {
            let (server, variables) = display::server(here)?;
            self.parts.push(server);
            self.desktop.extend(variables);
        } else if let Some(key) = display::key_of_the_present_one() {
            self.desktop.push(key);
        }
        let (daemon, variable) = bus::daemon(here)?;
        self.parts.push(daemon);
        self.desktop.push(variable);
        if missing.display {
            self.parts.push(display::window_manager(&self.whole())?);
        }
        self.parts.push(bus::keyring(here, &self.whole())?);
        Ok(())
    }

    /// The variables that place a program on this desktop, with the home it has. Build tools find
    /// their caches below it.
    pub(crate) fn desktop(&self) -> Variables {
        self.desktop.clone()
    }

    /// The same with a private home.
    pub(crate) fn whole(&self) -> Variables {
        let mut whole = self.desktop.clone();
        whole.push(("HOME", self.home.clone()));
        whole
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        while let Some(part) = self.parts.pop() {
            drop(part);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_said_what_is_missing() {
        let all = Missing::everything().to_string();
        assert!(all.starts_with("No X display here"), "{all}");
        let bus = Missing {
            display: false,
            bus: true,
        };
        assert!(bus.to_string().starts_with("No session bus here"), "{bus}");
    }

    #[test]
    fn a_session_has_a_display_a_window_manager_and_an_unlocked_keyring_and_ends_without_a_trace() {
        let session = Session::start(Missing::everything()).unwrap();
        let ask = |program: &str, arguments: &[&str]| {
            let mut command = Command::new(program);
            command.args(arguments).envs(session.whole());
            process::answer(&mut command).unwrap_or_default()
        };
        let manager = ask("xprop", &["-root", "_NET_SUPPORTING_WM_CHECK"]);
        assert!(manager.contains("window id"), "{manager}");
        let stored = Command::new("sh")
            .args([
                "-c",
                "printf value | secret-tool store --label=x k v && secret-tool lookup k v",
            ])
            .envs(session.whole())
            .output()
            .unwrap();
        assert_eq!(
            String::from_utf8_lossy(&stored.stdout),
            "value",
            "{stored:?}"
        );
        let home = session.home.clone();
        drop(session);
        assert!(!Path::new(&home).exists(), "the private home is gone");
    }
}
