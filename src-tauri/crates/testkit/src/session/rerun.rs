//! Runs the body of a test in a process of its own inside a session.
//!
//! The keychain's libraries find the bus by the environment alone, which no process can change for
//! itself safely: the test starts its own binary again, and the second process does the work.

use std::env;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use super::{KeyringKind, KeyringSession, bus, new_directory};

const INSIDE: &str = "PATWARDEN_TEST_SESSION";
/// How long a body may take: less than the longest deadline of the keychain, which must not be
/// what ends it.
const LIMIT: Duration = Duration::from_secs(90);

/// Runs `body` in a session. `test` is the path of the calling test as the test harness knows it.
///
/// # Panics
/// When the body panics or does not end in time.
pub fn in_session(kind: KeyringKind, test: &str, body: impl FnOnce(&KeyringSession)) {
    if let Some(home) = env::var_os(INSIDE) {
        let home = PathBuf::from(home);
        fs::write(home.join("ran"), test).expect("the session's directory is there");
        body(&KeyringSession::start_in(&home, kind));
        return;
    }
    let directory = new_directory();
    let home = directory.path();
    let output = File::create(home.join("output")).expect("output can be kept");
    let child = Command::new(env::current_exe().expect("a test knows its own binary"))
        .args([test, "--exact", "--nocapture", "--test-threads=1"])
        .envs(bus::environment(home))
        .env(INSIDE, home)
        .stdin(Stdio::null())
        .stdout(output.try_clone().expect("output can be kept"))
        .stderr(output)
        .spawn()
        .expect("a test can start its own binary");
    let status = wait(child);
    let said = || fs::read_to_string(home.join("output")).unwrap_or_default();
    if !status.is_some_and(|status| status.success()) {
        end_what_is_left(home);
        panic!(
            "inside the session: {}\n{}",
            status.map_or("too slow".into(), |s| s.to_string()),
            said()
        );
    }
    let ran = fs::read_to_string(home.join("ran")).unwrap_or_default();
    assert_eq!(ran, test, "no such test was run in the session: {}", said());
}

fn wait(mut child: Child) -> Option<ExitStatus> {
    let since = Instant::now();
    while since.elapsed() < LIMIT {
        if let Some(status) = child.try_wait().expect("a child can be waited for") {
            return Some(status);
        }
        thread::sleep(Duration::from_millis(20));
    }
    let _ = child.kill();
    let _ = child.wait();
    None
}

/// A killed body could not clean up. Only processes that live in this very session are ended.
fn end_what_is_left(home: &Path) {
    let here = home.display().to_string();
    for pid in fs::read_to_string(home.join("pids"))
        .unwrap_or_default()
        .lines()
    {
        let contains = |file: &str| {
            let bytes = fs::read(Path::new("/proc").join(pid).join(file)).unwrap_or_default();
            String::from_utf8_lossy(&bytes).contains(&here)
        };
        if contains("environ") || contains("cmdline") {
            let _ = Command::new("kill").args(["-KILL", pid]).status();
        }
    }
}
