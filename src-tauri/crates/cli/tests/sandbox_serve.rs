//! `patw sandbox serve` as a process: its first line, its end, and what it keeps.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test says what it expects"
)]

use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

struct Served {
    child: Child,
    ready: Value,
}

impl Served {
    fn start(arguments: &[&str]) -> Self {
        let mut child = serve(arguments).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap())
            .read_line(&mut line)
            .unwrap();
        let ready = serde_json::from_str(&line).expect("one line of JSON");
        Self { child, ready }
    }

    fn url(&self) -> &str {
        self.ready["digitalhub"]["url"].as_str().unwrap()
    }

    /// Sends the signal and answers the exit code.
    fn end_with(mut self, signal: &str) -> Option<i32> {
        let id = self.child.id().to_string();
        let sent = Command::new("kill").args([signal, &id]).status().unwrap();
        assert!(sent.success());
        self.code_within(Duration::from_secs(10))
    }

    fn code_within(&mut self, limit: Duration) -> Option<i32> {
        let since = Instant::now();
        while since.elapsed() < limit {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status.code();
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        panic!("it still runs after {limit:?}");
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn serve(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_patw"));
    command
        .args(["sandbox", "serve"])
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

fn text(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap()
}

#[test]
fn the_first_line_says_where_and_how_to_sign_in() {
    let served = Served::start(&["--only", "digitalhub", "--seed", "contract:04-delete"]);
    let hub = &served.ready["digitalhub"];
    assert!(served.url().starts_with("http://127.0.0.1:"));
    assert_eq!(hub["username"], "admin");
    assert!(!hub["password"].as_str().unwrap().is_empty());
    let names: Vec<_> = hub["named"].as_object().unwrap().keys().collect();
    for name in ["<ADMIN>", "<WRONG>", "<ACCESS-ALICE:1>", "<ACCESS-BOB:1>"] {
        assert!(names.iter().any(|known| *known == name), "{name}");
    }
}

#[test]
fn both_platforms_are_told_or_the_one_asked_for() {
    let served = Served::start(&[]);
    let zitadel = &served.ready["zitadel"];
    assert!(
        zitadel["url"]
            .as_str()
            .unwrap()
            .starts_with("http://localhost:")
    );
    assert_eq!(zitadel["adminPat"].as_str().unwrap().len(), 71);
    assert_eq!(zitadel["organizationId"].as_str().unwrap().len(), 18);
    let users = zitadel["users"].as_array().unwrap().iter();
    let listed: Vec<_> = users
        .map(|user| user["userName"].as_str().unwrap())
        .collect();
    assert!(listed.contains(&"ci-deploy"));
    assert!(served.ready["digitalhub"].is_object());

    let served = Served::start(&["--only", "zitadel", "--seed", "contract:01-v2-rest-add"]);
    assert!(served.ready.get("digitalhub").is_none());
    let named = served.ready["zitadel"]["named"].as_object().unwrap();
    for name in [
        "<PAT:iam-owner>",
        "<USER:robot>",
        "<ORG:other>",
        "<UNKNOWN-ID>",
    ] {
        assert!(named.contains_key(name), "{name}");
    }
}

#[test]
fn an_interruption_and_a_termination_end_it_with_0() {
    for signal in ["-INT", "-TERM"] {
        assert_eq!(Served::start(&[]).end_with(signal), Some(0), "{signal}");
    }
}

#[test]
fn it_ends_with_the_program_that_started_it() {
    let mut served = Served::start(&["--with-parent"]);
    drop(served.child.stdin.take());
    assert_eq!(served.code_within(Duration::from_secs(10)), Some(0));
}

#[test]
fn its_address_survives_a_restart_under_the_same_state() {
    let folder = tempfile::tempdir().unwrap();
    let state = folder.path().to_str().unwrap();
    let first = Served::start(&["--state", state]);
    let url = first.url().to_owned();
    assert_eq!(first.end_with("-TERM"), Some(0));
    let kept = text(&folder.path().join("digitalhub.json"));
    let second = Served::start(&["--state", state]);
    assert_eq!(second.url(), url);
    assert_eq!(text(&folder.path().join("digitalhub.json")), kept);
}

#[test]
fn what_it_cannot_do_is_a_usage_error_with_a_sentence() {
    let refused: [(&[&str], &str); 6] = [
        (&["--only", "keycloak"], "keycloak"),
        (&["--api", "v3"], "v3"),
        (&["--seed", "nonsense"], "nonsense"),
        (&["--seed", "contract:99-nothing"], "99-nothing"),
        (&["--now", "tomorrow"], "tomorrow"),
        (&["--listen", "0.0.0.0:0"], "loopback"),
    ];
    for (arguments, word) in refused {
        let mut child = serve(arguments).spawn().unwrap();
        let mut said = String::new();
        child
            .stderr
            .take()
            .unwrap()
            .read_to_string(&mut said)
            .unwrap();
        assert_eq!(child.wait().unwrap().code(), Some(2), "{arguments:?}");
        assert!(said.starts_with("patw: ") && said.contains(word), "{said}");
    }
}

#[test]
fn an_address_that_is_taken_is_a_failure() {
    let served = Served::start(&[]);
    let taken = served.url().trim_start_matches("http://");
    let mut second = serve(&["--listen", taken]).spawn().unwrap();
    assert_eq!(second.wait().unwrap().code(), Some(1));
}
