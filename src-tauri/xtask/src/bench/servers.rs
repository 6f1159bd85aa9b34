//! What our use of a server costs beyond its own answers: the list of a fleet and a new token, beside
//! the very same requests made by a bare loop.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use anyhow::{Context, Result, bail};
use serde_json::Value;
use tempfile::TempDir;

use super::pairs::{Summary, interleaved};
use super::row::{Outcome, Row, Unit};
use super::sandbox::Server;
use super::{Bench, private_folder};
use crate::process;

const PAIRS: usize = 20;

/// A hundred owners with ten tokens each.
const FLEET: &[&str] = &["--only", "zitadel", "--seed", "fleet:100x10"];

pub(super) fn list(bench: &Bench) -> Result<Vec<Row>> {
    let server = sandbox(bench)?;
    let told = |key: &str| server.told("zitadel", key);
    let mut subject = Subject::start(bench, "list", &told("url")?, &told("adminPat")?)?;
    let limit = 1.15;
    Ok(vec![subject.measure(
        "in the sandbox",
        "those requests",
        limit,
    )?])
}

pub(super) fn create(bench: &Bench) -> Result<Vec<Row>> {
    let server = sandbox(bench)?;
    let told = |key: &str| server.told("zitadel", key);
    let mut subject = Subject::start(bench, "create", &told("url")?, &told("adminPat")?)?;
    let baseline = "those requests and the keychain's part";
    Ok(vec![subject.measure("in the sandbox", baseline, 1.2)?])
}

/// The same list from a real server; its address was given, the token comes from our own input.
pub(super) fn real_list(bench: &Bench) -> Result<Vec<Row>> {
    let Some(url) = &bench.server else {
        return Ok(vec![Row {
            what: "list of a real server".to_owned(),
            outcome: Outcome::NotMeasured(
                "needs `--server URL`, and a token on the input".to_owned(),
            ),
        }]);
    };
    let mut secret = String::new();
    std::io::stdin().read_line(&mut secret)?;
    let mut subject = Subject::start(bench, "list", url, secret.trim())?;
    Ok(vec![subject.measure(
        "of a real server",
        "those requests",
        1.15,
    )?])
}

fn sandbox(bench: &Bench) -> Result<Server> {
    Server::start(&bench.release.join("patw"), FLEET)
}

/// The program that does it, by us or by hand, whenever it is told to.
struct Subject {
    child: Child,
    /// Taken at the end: its close ends the program.
    input: Option<ChildStdin>,
    output: BufReader<ChildStdout>,
    what: &'static str,
    _folder: TempDir,
}

impl Subject {
    fn start(bench: &Bench, what: &'static str, url: &str, secret: &str) -> Result<Self> {
        let folder = private_folder()?;
        let mut command = Command::new(bench.release.join("servers"));
        command
            .args([what, url])
            .envs(bench.session.whole())
            .env("PATWARDEN_DATA_DIR", folder.path())
            .env("PATWARDEN_CONFIG_DIR", folder.path())
            .env_remove("PATWARDEN_PROFILE")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped());
        let mut child = process::spawn(&mut command)?;
        let output = child.stdout.take().context("its output is a pipe")?;
        let mut subject = Self {
            input: child.stdin.take(),
            output: BufReader::new(output),
            child,
            what,
            _folder: folder,
        };
        subject.tell(secret)?;
        Ok(subject)
    }

    fn measure(&mut self, place: &str, baseline: &str, limit: f64) -> Result<Row> {
        let ready = self.answer()?;
        let count = |key: &str| ready[key].as_u64().context("it says how many");
        let (requests, rows) = (count("requests")?, count("rows")?);
        let subject = std::cell::RefCell::new(self);
        let pairs = interleaved(
            PAIRS,
            || subject.borrow_mut().take("ours"),
            || subject.borrow_mut().take("baseline"),
        )?;
        let subject = subject.into_inner();
        let tokens = if rows == 1 { "token" } else { "tokens" };
        Ok(Row {
            what: format!(
                "{} {rows} {tokens} {place}, {requests} {}",
                subject.what,
                if requests == 1 { "request" } else { "requests" }
            ),
            outcome: Outcome::Compared {
                unit: Unit::Milliseconds,
                summary: Summary::of(&pairs).context("nothing was measured")?,
                baseline: baseline.to_owned(),
                limit,
            },
        })
    }

    /// Has it done once and gives the milliseconds.
    fn take(&mut self, turn: &str) -> Result<f64> {
        self.tell(turn)?;
        self.answer()?.as_f64().context("it answers with a time")
    }

    fn tell(&mut self, line: &str) -> Result<()> {
        let input = self.input.as_mut().context("it is there to be told")?;
        // One that has ended says why itself.
        writeln!(input, "{line}").with_context(|| format!("`{}` has ended", self.what))
    }

    fn answer(&mut self) -> Result<Value> {
        let mut line = String::new();
        if self.output.read_line(&mut line)? == 0 {
            bail!("`{}` has ended, see above", self.what);
        }
        Ok(serde_json::from_str(&line)?)
    }
}

impl Drop for Subject {
    fn drop(&mut self) {
        drop(self.input.take());
        let _ = self.child.wait();
    }
}
