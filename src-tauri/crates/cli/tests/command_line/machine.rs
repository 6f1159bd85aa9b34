//! A machine of one test's own: a session with its keychain, and a data folder.

use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use patwarden_testkit::session::{KeyringKind, KeyringSession};
use serde_json::Value;

/// The program under test.
pub(crate) const PATW: &str = env!("CARGO_BIN_EXE_patw");

pub(crate) struct Machine {
    pub(crate) session: KeyringSession,
    directory: tempfile::TempDir,
}

/// What a run of `patw` left behind.
pub(crate) struct Run {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Run {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    pub(crate) fn ok(self) -> Self {
        assert_eq!(self.code, Some(0), "{self:?}");
        self
    }
}

impl std::fmt::Debug for Run {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "exit {:?}\nstdout: {}\nstderr: {}",
            self.code, self.stdout, self.stderr
        )
    }
}

impl From<Output> for Run {
    fn from(output: Output) -> Self {
        Self {
            code: output.status.code(),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

impl Machine {
    pub(crate) fn new(kind: KeyringKind) -> Self {
        Self {
            session: KeyringSession::start(kind),
            directory: tempfile::tempdir().unwrap(),
        }
    }

    pub(crate) fn data(&self) -> PathBuf {
        self.directory.path().join("data")
    }

    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(PATW);
        command
            .args(arguments)
            .envs(self.session.environment())
            .env("PATWARDEN_DATA_DIR", self.data())
            .env("PATWARDEN_CONFIG_DIR", self.directory.path().join("config"))
            .env_remove("PATWARDEN_PROFILE")
            .stdin(Stdio::null());
        command
    }

    pub(crate) fn patw(&self, arguments: &[&str]) -> Run {
        self.command(arguments).output().unwrap().into()
    }

    pub(crate) fn patw_reading(&self, arguments: &[&str], input: &str) -> Run {
        let mut child = self
            .command(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        child
            .stdin
            .take()
            .unwrap()
            .write_all(input.as_bytes())
            .unwrap();
        child.wait_with_output().unwrap().into()
    }

    pub(crate) fn patw_with(&self, variable: (&str, &str), arguments: &[&str]) -> Run {
        self.command(arguments)
            .env(variable.0, variable.1)
            .output()
            .unwrap()
            .into()
    }

    /// The tokens as `patw list` has them.
    pub(crate) fn listed(&self) -> Vec<Value> {
        let list = self.patw(&["list", "--refresh", "--json"]).ok().json();
        list["tokens"].as_array().unwrap().clone()
    }

    /// How many entries the keychain itself has under our service with this name.
    pub(crate) fn entries_named(&self, name: &str) -> usize {
        let search = Command::new("secret-tool")
            .args([
                "search",
                "--all",
                "service",
                "dev.patwarden.Patwarden",
                "name",
                name,
            ])
            .envs(self.session.environment())
            .output()
            .unwrap();
        let said = [search.stdout, search.stderr].concat();
        String::from_utf8_lossy(&said).matches("label = ").count()
    }
}

/// Ends in time, whatever the keychain does.
pub(crate) fn within<T>(limit: Duration, what: &str, work: impl FnOnce() -> T) -> T {
    let since = Instant::now();
    let done = work();
    assert!(since.elapsed() < limit, "{what} took {:?}", since.elapsed());
    done
}
