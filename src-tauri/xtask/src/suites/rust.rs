//! The Rust suites: units, adapters, contracts, the official client, `patw`, the real window.

use std::io::{BufRead, BufReader};
use std::process::{Command, ExitStatus, Stdio};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use serde_json::Value;

use super::Outcome;
use super::libtest::Reader;
use crate::interrupt;
use crate::process::{self, Reach};
use crate::repository::{Repository, TEST_FEATURES};
use crate::session::Session;

/// A suite that hangs must not hold the machine for ever. Far above what all of it takes cold.
const LIMIT: Duration = Duration::from_secs(90 * 60);

/// How many cases a property gets in a soak: twenty times the usual.
const SOAK_CASES: &str = "5120";

/// One run of all of it, in one build with one set of features.
pub(crate) fn run(repository: &Repository, session: &Session, soak: bool) -> Result<Outcome> {
    let expected = expected(&repository.metadata(&["--no-deps"])?)?;
    let program = repository.cargo("test");
    // A session of its own: no test may ask the terminal we were called from.
    let mut command = Command::new("setsid");
    command
        .arg(program.get_program())
        .args(program.get_args())
        .args(["--workspace", "--no-fail-fast", "--features", TEST_FEATURES])
        .current_dir(&repository.root)
        .envs(session.desktop())
        .env("CARGO_TERM_COLOR", "never");
    for (name, value) in program.get_envs() {
        if value.is_none() {
            command.env_remove(name);
        }
    }
    if soak {
        command.env("PROPTEST_CASES", SOAK_CASES);
    }
    let mut reader = Reader::default();
    let status = follow(&mut command, |line| reader.line(line))?;
    let mut outcome = reader.finish(&expected);
    if !status.success() && outcome.count.failed == 0 {
        outcome
            .trouble
            .push(format!("cargo test ended with {status}"));
    }
    Ok(outcome)
}

/// The names of all files of tests.
fn expected(metadata: &Value) -> Result<Vec<String>> {
    let packages = metadata["packages"].as_array();
    let packages = packages.context("cargo metadata has packages")?;
    let targets = packages
        .iter()
        .flat_map(|package| package["targets"].as_array().into_iter().flatten());
    Ok(targets
        .filter(|target| target["kind"][0] == "test")
        .filter_map(|target| target["name"].as_str())
        // As cargo names the program.
        .map(|name| name.replace('-', "_"))
        .collect())
}

/// Runs a process, shows what it says, and hands each line over. Both outputs are one stream: the
/// announcement of a suite is on one of them, its result on the other.
fn follow(command: &mut Command, mut each: impl FnMut(&str)) -> Result<ExitStatus> {
    interrupt::check()?;
    let (output, input) = std::io::pipe()?;
    command
        .stdin(Stdio::null())
        .stdout(input.try_clone()?)
        .stderr(input);
    let mut child = process::spawn(command)?;
    // Our own ends of the pipe go with them: else it would never be seen to close.
    command.stdout(Stdio::null()).stderr(Stdio::null());
    let (send, lines) = channel();
    thread::spawn(move || {
        for line in BufReader::new(output).split(b'\n').map_while(Result::ok) {
            let line = String::from_utf8_lossy(&line).into_owned();
            if send.send(line).is_err() {
                return;
            }
        }
    });
    let since = Instant::now();
    let stopped = loop {
        match lines.recv_timeout(Duration::from_millis(100)) {
            Ok(line) => {
                println!("{line}");
                each(&line);
            }
            // Closed, or held open by something that a test left behind.
            Err(RecvTimeoutError::Disconnected) => break None,
            Err(RecvTimeoutError::Timeout) if child.try_wait()?.is_some() => break None,
            Err(RecvTimeoutError::Timeout) => {}
        }
        if interrupt::asked() {
            break Some("interrupted");
        }
        if since.elapsed() > LIMIT {
            break Some("it hangs");
        }
    };
    if let Some(why) = stopped {
        process::end(&mut child, Reach::Group);
        interrupt::check()?;
        bail!("{why}: ended after {:?}", since.elapsed());
    }
    Ok(child.wait()?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn files_of_tests_are_expected_to_run_and_nothing_else() {
        let metadata = json!({"packages": [
            {"targets": [{"kind": ["lib"], "name": "a"}, {"kind": ["test"], "name": "edges"}]},
            {"targets": [{"kind": ["bin"], "name": "b"}, {"kind": ["test"], "name": "window"}]},
        ]});
        assert_eq!(expected(&metadata).unwrap(), ["edges", "window"]);
    }

    #[test]
    fn both_outputs_are_read_in_the_order_they_were_written() {
        let mut lines = Vec::new();
        let mut command = Command::new("sh");
        command.args(["-c", "echo one >&2; echo two; echo three >&2; exit 4"]);
        let status = follow(&mut command, |line| lines.push(line.to_owned())).unwrap();
        assert_eq!(lines, ["one", "two", "three"]);
        assert_eq!(status.code(), Some(4));
    }

    #[test]
    fn a_process_left_behind_does_not_keep_the_run_from_ending() {
        let mut command = Command::new("sh");
        command.args(["-c", "sleep 20 & echo done"]);
        let since = Instant::now();
        let status = follow(&mut command, |_| {}).unwrap();
        assert!(status.success());
        assert!(
            since.elapsed() < Duration::from_secs(10),
            "{:?}",
            since.elapsed()
        );
    }
}
