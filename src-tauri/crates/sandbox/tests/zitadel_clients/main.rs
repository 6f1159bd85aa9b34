//! ZITADEL's official clients, unmodified, driven against the sandbox: the one for Python creates, lists and
//! removes tokens, the one for JavaScript lists them over Connect.
//!
//! Both are installed below the target folder when they are missing, at pinned versions.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test says what it expects"
)]

#[path = "../installed/mod.rs"]
mod installed;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use patwarden_sandbox::{PlatformName, Sandbox, SandboxConfig};
use serde_json::{Value, json};

use crate::installed::{last_line, succeeded, target};

const HERE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/zitadel_clients");
const END: &str = "2030-01-02T03:04:05.678901+00:00";

async fn start() -> Sandbox {
    let config = SandboxConfig {
        only: Some(PlatformName::Zitadel),
        ..SandboxConfig::default()
    };
    Sandbox::start(config).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_python_client_creates_lists_and_removes_a_token() {
    let sandbox = start().await;
    let python = installed::python(
        "python-zitadel",
        concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/tests/zitadel_clients/requirements.txt"
        ),
    );
    let script = Path::new(HERE).join("tokens.py");
    let token = sandbox.zitadel().admin_pat();
    let said = run(&sandbox, &token, Command::new(python).arg(script));
    let user = &sandbox.zitadel().users()[0].id;
    assert_eq!(said["value"].as_str().unwrap().len(), 71, "{said}");
    let row = json!([said["id"], user, END]);
    assert_eq!(said["before"], json!({"total": "1", "tokens": [row]}));
    assert_eq!(said["removed"], true);
    assert_eq!(said["again"], 404);
    assert_eq!(said["after"]["tokens"], json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_javascript_client_lists_tokens_over_connect_in_json_and_binary() {
    let sandbox = start().await;
    let ends = ["9999-12-31T23:59:59Z", "2030-01-02T03:04:05.678901Z"];
    for end in ends {
        add(&sandbox, end).await;
    }
    let transports = [
        json!({"httpVersion": "1.1", "useBinaryFormat": false}),
        json!({"httpVersion": "1.1", "useBinaryFormat": true}),
        json!({"httpVersion": "2"}),
        json!({}),
    ];
    for transport in transports {
        let said = list(&sandbox, &sandbox.zitadel().admin_pat(), &transport);
        assert_eq!(said["total"], 2, "{transport}: {said}");
        let zitadel = sandbox.zitadel();
        let ends = [(253_402_300_799_i64, 0), (1_893_553_445, 678_901_000)];
        for (token, (seconds, nanos)) in said["tokens"].as_array().unwrap().iter().zip(ends) {
            assert_eq!(token["userId"], zitadel.users()[0].id.as_str());
            assert_eq!(token["organizationId"], zitadel.organization_id());
            assert_eq!(token["seconds"], seconds, "{transport}");
            assert_eq!(token["nanos"], nanos, "{transport}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_javascript_client_is_told_of_a_bad_token_in_every_form() {
    let sandbox = start().await;
    for is_binary in [false, true] {
        let transport = json!({"httpVersion": "1.1", "useBinaryFormat": is_binary});
        let said = list(&sandbox, "nonsense", &transport);
        // 16 is `unauthenticated`.
        assert_eq!(said["code"], 16, "{said}");
        assert_eq!(said["message"], "Errors.Token.Invalid (AUTH-7fs1e)");
    }
}

async fn add(sandbox: &Sandbox, end: &str) {
    let zitadel = sandbox.zitadel();
    let user = &zitadel.users()[0].id;
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let made = client
        .post(format!("{}/v2/users/{user}/pats", zitadel.url()))
        .bearer_auth(zitadel.admin_pat())
        .json(&json!({"expirationDate": end}))
        .send()
        .await
        .unwrap();
    assert_eq!(made.status(), 200);
}

fn list(sandbox: &Sandbox, token: &str, transport: &Value) -> Value {
    let script = modules().join("list.mjs");
    let mut command = Command::new("node");
    command.arg(script).env("TRANSPORT", transport.to_string());
    run(sandbox, token, &mut command)
}

/// Runs the script, with nothing to go by but address, token and user, and reads its last line.
fn run(sandbox: &Sandbox, token: &str, command: &mut Command) -> Value {
    let zitadel = sandbox.zitadel();
    let home = tempfile::tempdir().unwrap();
    command
        .current_dir(home.path())
        .env_remove("http_proxy")
        .env_remove("HTTP_PROXY")
        .env("HOME", home.path())
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .env("ZITADEL_URL", zitadel.url())
        .env("ZITADEL_TOKEN", token)
        .env("ZITADEL_USER", &zitadel.users()[0].id);
    let output = succeeded("the client", command.output());
    serde_json::from_str(&last_line(&output.stdout)).unwrap_or_else(|_| panic!("{output:?}"))
}

/// The folder with the client for JavaScript, installed once.
fn modules() -> &'static PathBuf {
    static MODULES: OnceLock<PathBuf> = OnceLock::new();
    MODULES.get_or_init(|| {
        let folder = target().join("node-zitadel");
        std::fs::create_dir_all(&folder).unwrap();
        let lock = |folder: &Path| std::fs::read(folder.join("package-lock.json")).ok();
        let is_current = lock(&folder) == lock(Path::new(HERE))
            // Written by npm as its last step.
            && folder.join("node_modules/.package-lock.json").exists();
        for file in ["package.json", "package-lock.json", "list.mjs"] {
            std::fs::copy(Path::new(HERE).join(file), folder.join(file)).unwrap();
        }
        if !is_current {
            let installed = Command::new("npm")
                .args(["ci", "--no-audit", "--no-fund"])
                .current_dir(&folder)
                .output();
            succeeded("npm ci", installed);
        }
        folder
    })
}
