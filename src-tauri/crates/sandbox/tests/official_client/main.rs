//! The platform's official Python client, driven against the sandbox with a token given as
//! `DHCORE_ACCESS_TOKEN` alone (contract 09).
//!
//! Its Python is the one of `PATWARDEN_TEST_PYTHON`, or a virtual environment below the target folder
//! that this test makes when it is missing.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test says what it expects"
)]

#[path = "../installed/mod.rs"]
mod installed;

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use patwarden_sandbox::{Sandbox, SandboxConfig};
use serde_json::{Value, json};

use crate::installed::last_line;

const REQUIREMENTS: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/tests/official_client/requirements.txt"
);
const SCRIPT: &str =
    "import digitalhub as dh; print('projects:', [p.name for p in dh.list_projects()])";

#[tokio::test(flavor = "multi_thread")]
async fn a_token_given_as_access_token_lists_projects_and_writes_no_file() {
    let sandbox = Sandbox::start(SandboxConfig::default()).await.unwrap();
    let (value, _) = create(&sandbox).await;
    let home = tempfile::tempdir().unwrap();
    let run = list_projects(&sandbox, &value, home.path());
    assert!(run.status.success(), "{run:?}");
    assert_eq!(last_line(&run.stdout), "projects: []");
    let left: Vec<_> = std::fs::read_dir(home.path()).unwrap().collect();
    assert!(left.is_empty(), "{left:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deleted_token_given_as_access_token_is_unauthorized() {
    let sandbox = Sandbox::start(SandboxConfig::default()).await.unwrap();
    let (value, id) = create(&sandbox).await;
    let url = format!("{}/api/v1/tokens/personal/{id}", sandbox.digitalhub().url());
    let deleted = signed(&sandbox, client().delete(url)).send().await.unwrap();
    assert_eq!(deleted.status(), 200);
    let home = tempfile::tempdir().unwrap();
    let run = list_projects(&sandbox, &value, home.path());
    assert_eq!(run.status.code(), Some(1), "{run:?}");
    assert_eq!(
        last_line(&run.stderr),
        "digitalhub.utils.exceptions.UnauthorizedError: Unauthorized. Response: ."
    );
}

/// Value and id of a new token.
async fn create(sandbox: &Sandbox) -> (String, String) {
    let url = format!("{}/api/v1/tokens/personal", sandbox.digitalhub().url());
    let body = json!({"name": "for-sdk", "scopes": ["openid", "profile", "credentials"]});
    let request = signed(sandbox, client().post(&url)).json(&body);
    let made: Value = request.send().await.unwrap().json().await.unwrap();
    let listed = signed(sandbox, client().get(&url)).send().await.unwrap();
    let listed: Value = listed.json().await.unwrap();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    (
        text(&made["access_token"]),
        text(&listed["content"][0]["id"]),
    )
}

fn client() -> reqwest::Client {
    reqwest::Client::builder().no_proxy().build().unwrap()
}

fn signed(sandbox: &Sandbox, request: reqwest::RequestBuilder) -> reqwest::RequestBuilder {
    request.basic_auth(
        sandbox.digitalhub().username(),
        Some(sandbox.digitalhub().password()),
    )
}

/// What the client's own example does, with nothing in its surroundings but address and token.
fn list_projects(sandbox: &Sandbox, token: &str, home: &Path) -> Output {
    Command::new(python())
        .args(["-c", SCRIPT])
        .current_dir(home)
        .env_clear()
        .env("HOME", home)
        .env("PATH", std::env::var_os("PATH").unwrap_or_default())
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .env("DHCORE_ENDPOINT", sandbox.digitalhub().url())
        .env("DHCORE_ACCESS_TOKEN", token)
        .output()
        .unwrap()
}

/// The Python that has the client, made once for both tests.
fn python() -> PathBuf {
    static PYTHON: std::sync::OnceLock<PathBuf> = std::sync::OnceLock::new();
    let given = std::env::var_os("PATWARDEN_TEST_PYTHON").map(PathBuf::from);
    given.unwrap_or_else(|| {
        PYTHON
            .get_or_init(|| installed::python("python", REQUIREMENTS))
            .clone()
    })
}
