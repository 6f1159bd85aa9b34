//! What every test here begins with.

use std::future::Future;
use std::process::Command;
use std::time::{Duration, Instant};

use patwarden_core::account::AccountId;
use patwarden_core::error::{ErrorCode, Result};
use patwarden_core::ports::{SecretAttributes, SecretKey};
use patwarden_core::secret::StoredSecret;
use patwarden_core::token::RecordId;
use patwarden_vault::{Deadlines, SecretServiceVault};

pub(crate) const SERVICE: &str = "dev.patwarden.Patwarden.test";
pub(crate) const SECRET: &str = "SENTINEL-value";

/// A thread of the runtime that is also the only one: a call that blocked it would never end.
pub(crate) fn block_on<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap()
        .block_on(future)
}

pub(crate) fn vault() -> SecretServiceVault {
    SecretServiceVault::new(SERVICE)
}

/// For a keychain that never answers: nobody waits two minutes to be told.
pub(crate) fn impatient() -> SecretServiceVault {
    let short = Duration::from_millis(300);
    SecretServiceVault::with_deadlines(
        SERVICE,
        Deadlines {
            quiet: short,
            asked: short,
        },
    )
}

/// For a user who does not answer: time enough to raise the question.
pub(crate) fn briefly_asking() -> SecretServiceVault {
    let asked = Duration::from_millis(1500);
    SecretServiceVault::with_deadlines(
        SERVICE,
        Deadlines {
            asked,
            ..Deadlines::default()
        },
    )
}

pub(crate) fn account() -> AccountId {
    AccountId("0e3c".into())
}

pub(crate) fn token(record: &str) -> SecretKey {
    SecretKey::Token(account(), RecordId(record.into()))
}

pub(crate) fn secret() -> StoredSecret {
    StoredSecret::new(SECRET)
}

pub(crate) fn attributes() -> SecretAttributes {
    SecretAttributes {
        url: "https://dh.example/core".into(),
        provider: "digitalhub".into(),
        subject: "alice".into(),
        owner: "alice".into(),
        name: "nightly".into(),
        server_id: None,
    }
}

#[track_caller]
pub(crate) fn code<T>(outcome: Result<T>) -> ErrorCode {
    match outcome {
        Ok(_) => panic!("the call succeeded"),
        Err(error) => {
            assert!(
                !error.message.contains("SENTINEL"),
                "an error with a secret: {error}"
            );
            error.code
        }
    }
}

#[track_caller]
pub(crate) fn value(found: Option<StoredSecret>) -> String {
    // EXPOSE: to compare it.
    found.expect("there is a secret").expose_secret().to_owned()
}

/// Everything `secret-tool` shows of our service: one entry begins with each `[`.
pub(crate) fn secret_tool() -> String {
    let output = Command::new("secret-tool")
        .args(["search", "--all", "service", SERVICE])
        .output()
        .expect("secret-tool is installed (package libsecret-tools)");
    // Names of attributes go to one stream and their values to the other.
    let both = [output.stdout, output.stderr].concat();
    String::from_utf8(both).unwrap()
}

pub(crate) fn entries(shown: &str) -> usize {
    shown.lines().filter(|line| line.starts_with('[')).count()
}

/// Waits for what another thread or process will do.
pub(crate) async fn eventually(what: &str, mut happened: impl AsyncFnMut() -> bool) {
    let since = Instant::now();
    while !happened().await {
        assert!(
            since.elapsed() < Duration::from_secs(20),
            "waited in vain: {what}"
        );
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}
