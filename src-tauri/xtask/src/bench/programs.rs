//! Short programs from start to end: what a script pays that calls `patw`.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::{Context, Result, bail};
use tempfile::TempDir;

use super::pairs::{Pair, Summary, interleaved};
use super::row::{Outcome, Row, Unit};
use super::sandbox::{Server, hand_over};
use super::{Bench, private_folder};
use crate::process;
use crate::session::Session;

/// One call takes a few milliseconds, of which the machine's own unrest is a good part.
const PAIRS: usize = 40;

/// `patw --version`, which is what loading and linking costs, beside the same of another command
/// line that talks to a server.
pub(super) fn version(bench: &Bench) -> Result<Vec<Row>> {
    let patw = bench.release.join("patw");
    let ours = || elapsed(Command::new(&patw).arg("--version"));
    let outcome = if process::answer(Command::new("gh").arg("--version")).is_some() {
        let baseline = || elapsed(Command::new("gh").arg("--version"));
        compared(&interleaved(PAIRS, ours, baseline)?, "`gh --version`", 1.0)?
    } else {
        Outcome::NotMeasured("no baseline here: `gh` is not installed".to_owned())
    };
    Ok(vec![Row {
        what: "`patw --version`".to_owned(),
        outcome,
    }])
}

/// `patw list --cached`, which reads the index and asks nobody, beside a language that starts.
pub(super) fn cached_list(bench: &Bench) -> Result<Vec<Row>> {
    let patw = bench.release.join("patw");
    let known = Known::fill(&patw, &bench.session)?;
    let outcome = if let Some(python) = python() {
        let ours = || elapsed(known.list(&patw).arg("--cached"));
        let baseline = || elapsed(Command::new(&python).args(["-c", "pass"]));
        let pairs = interleaved(PAIRS, ours, baseline)?;
        compared(&pairs, "`python3 -c pass`", 1.5)?
    } else {
        Outcome::NotMeasured("no baseline here: `python3` is not installed".to_owned())
    };
    Ok(vec![Row {
        what: format!("`patw list --cached`, {} tokens", known.tokens),
        outcome,
    }])
}

/// The interpreter itself: what is called `python3` may be a script that looks for it.
fn python() -> Option<PathBuf> {
    let mut question = Command::new("python3");
    let answer = process::answer(question.args(["-c", "import sys; print(sys.executable)"]))?;
    Some(PathBuf::from(answer.trim()))
}

/// A folder of data that knows tokens.
struct Known {
    folder: TempDir,
    tokens: usize,
}

impl Known {
    /// Connects to a server once. Only that needs a keychain.
    fn fill(patw: &Path, session: &Session) -> Result<Self> {
        let server = Server::start(patw, &["--only", "digitalhub", "--seed", "demo"])?;
        let told = |key: &str| server.told("digitalhub", key);
        let mut known = Self {
            folder: private_folder()?,
            tokens: 0,
        };
        let mut connect = known.patw(patw);
        connect
            .arg("connect")
            .arg(told("url")?)
            .args(["--alias", "bench", "--username"])
            .arg(told("username")?)
            .envs(session.whole())
            .stdout(Stdio::null());
        hand_over(&mut connect, &told("password")?)?;
        process::output(known.list(patw).arg("--refresh").envs(session.whole()))?;
        let listed = process::output(known.list(patw).args(["--cached", "--json"]))?;
        let listed: serde_json::Value = serde_json::from_str(&listed)?;
        known.tokens = listed["tokens"].as_array().map_or(0, Vec::len);
        if known.tokens == 0 {
            bail!("the sandbox's tokens are not in the index");
        }
        Ok(known)
    }

    /// Without a bus, and so without a keychain.
    fn patw(&self, patw: &Path) -> Command {
        let mut command = Command::new(patw);
        command
            .env("PATWARDEN_DATA_DIR", self.folder.path())
            .env("PATWARDEN_CONFIG_DIR", self.folder.path())
            .env_remove("PATWARDEN_PROFILE")
            .env_remove("DBUS_SESSION_BUS_ADDRESS");
        command
    }

    fn list(&self, patw: &Path) -> Command {
        let mut command = self.patw(patw);
        command.arg("list");
        command
    }
}

/// From before the start to after the end, in milliseconds.
fn elapsed(command: &mut Command) -> Result<f64> {
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    let since = Instant::now();
    let status = command.status();
    let elapsed = since.elapsed();
    let status = status.context("a program cannot be started")?;
    if !status.success() {
        bail!("{} ended with {status}", command.get_program().display());
    }
    Ok(elapsed.as_secs_f64() * 1000.0)
}

fn compared(pairs: &[Pair<f64>], baseline: &str, limit: f64) -> Result<Outcome> {
    Ok(Outcome::Compared {
        unit: Unit::Milliseconds,
        summary: Summary::of(pairs).context("nothing was measured")?,
        baseline: baseline.to_owned(),
        limit,
    })
}
