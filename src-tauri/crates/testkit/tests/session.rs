//! The session as other processes meet it.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, reason = "a test may stop where it stands")]

use std::path::Path;
use std::process::{Command, Output};

use patwarden_testkit::session::{KeyringKind, KeyringSession};

fn gdbus(session: &KeyringSession, method: &str, argument: &str) -> Output {
    Command::new("gdbus")
        .args([
            "call",
            "--session",
            "--timeout=1",
            "--dest=org.freedesktop.secrets",
        ])
        .args([
            "--object-path=/org/freedesktop/secrets",
            "--method",
            method,
            argument,
        ])
        .envs(session.environment())
        .output()
        .unwrap()
}

fn default_collection(session: &KeyringSession) -> String {
    let output = gdbus(
        session,
        "org.freedesktop.Secret.Service.ReadAlias",
        "default",
    );
    String::from_utf8([output.stdout, output.stderr].concat()).unwrap()
}

#[test]
fn each_kind_is_what_it_says_to_another_process() {
    for (kind, said) in [
        (KeyringKind::Unlocked, "collection/login"),
        (KeyringKind::Locked, "collection/login"),
        (KeyringKind::NoCollection, "objectpath '/'"),
        (KeyringKind::Absent, "ServiceUnknown"),
        (KeyringKind::Hung, "Timeout was reached"),
    ] {
        let session = KeyringSession::start(kind);
        let answer = default_collection(&session);
        assert!(answer.contains(said), "{kind:?}: {answer}");
    }
}

#[test]
fn nothing_is_left_of_a_dropped_session() {
    let session = KeyringSession::start(KeyringKind::Unlocked);
    let home = session
        .environment()
        .into_iter()
        .find(|(name, _)| *name == "HOME")
        .unwrap()
        .1;
    let place = Path::new(&home).parent().unwrap().to_owned();
    let pids = std::fs::read_to_string(place.join("pids")).unwrap();
    assert_eq!(pids.lines().count(), 2, "a bus and a keyring: {pids}");
    drop(session);
    assert!(!place.exists());
    for pid in pids.lines() {
        let line = std::fs::read_to_string(format!("/proc/{pid}/cmdline")).unwrap_or_default();
        assert!(
            !line.contains("dbus-daemon") && !line.contains("gnome-keyring"),
            "{line}"
        );
    }
}
