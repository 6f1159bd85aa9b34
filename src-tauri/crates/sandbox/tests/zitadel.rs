//! What the recordings of a ZITADEL do not show: seeds, lag, interfaces, faults, and the state between runs.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test says what it expects"
)]

use std::path::Path;
use std::time::Duration;

use patwarden_sandbox::{Sandbox, SandboxConfig, Seed};
use reqwest::StatusCode;
use serde_json::{Value, json};

const NEVER: &str = "9999-12-31T23:59:59Z";

async fn start(config: SandboxConfig) -> Sandbox {
    Sandbox::start(config).await.unwrap()
}

async fn post(sandbox: &Sandbox, path: &str, body: Value) -> reqwest::Result<(StatusCode, Value)> {
    let zitadel = sandbox.zitadel();
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let answer = client
        .post(format!("{}{path}", zitadel.url()))
        .bearer_auth(zitadel.admin_pat())
        .json(&body)
        .send()
        .await?;
    let status = answer.status();
    Ok((status, answer.json().await.unwrap_or_default()))
}

async fn add(sandbox: &Sandbox) -> reqwest::Result<Value> {
    let user = &sandbox.zitadel().users()[0].id;
    let path = format!("/v2/users/{user}/pats");
    let added = post(sandbox, &path, json!({"expirationDate": NEVER})).await;
    added.map(|(_, body)| body)
}

async fn listed(sandbox: &Sandbox) -> Vec<Value> {
    let all = json!({"pagination": {"limit": 1000}});
    let (status, body) = post(sandbox, "/v2/users/pats/search", all).await.unwrap();
    assert_eq!(status, StatusCode::OK);
    body["result"].as_array().cloned().unwrap_or_default()
}

fn kept_in(folder: &Path) -> SandboxConfig {
    SandboxConfig {
        state: Some(folder.to_owned()),
        ..SandboxConfig::default()
    }
}

#[tokio::test]
async fn an_empty_one_has_one_service_user_and_the_administrators_token() {
    let sandbox = start(SandboxConfig::default()).await;
    assert_eq!(sandbox.zitadel().users().len(), 1);
    let tokens = listed(&sandbox).await;
    assert_eq!(tokens.len(), 1);
    assert_eq!(tokens[0]["expirationDate"], NEVER);
    assert_eq!(sandbox.zitadel().admin_pat().len(), 71);
}

#[tokio::test]
async fn a_fleet_has_as_many_users_and_tokens_as_asked_for() {
    let config = SandboxConfig {
        seed: "fleet:20x10".parse().unwrap(),
        ..SandboxConfig::default()
    };
    let sandbox = start(config).await;
    assert_eq!(sandbox.zitadel().users().len(), 20);
    assert_eq!(listed(&sandbox).await.len(), 201);
    assert!("fleet:1000000x1000".parse::<Seed>().is_err());
    assert!("fleet:many".parse::<Seed>().is_err());
}

#[tokio::test]
async fn a_change_takes_its_time_to_reach_the_lists() {
    let config = SandboxConfig {
        lag: Duration::from_millis(300),
        ..SandboxConfig::default()
    };
    let sandbox = start(config).await;
    add(&sandbox).await.unwrap();
    assert_eq!(listed(&sandbox).await.len(), 1);
    tokio::time::sleep(Duration::from_millis(350)).await;
    assert_eq!(listed(&sandbox).await.len(), 2);
}

#[tokio::test]
async fn a_new_service_user_takes_its_time_to_reach_the_lists() {
    let config = SandboxConfig {
        lag: Duration::from_millis(300),
        ..SandboxConfig::default()
    };
    let sandbox = start(config).await;
    let count = async || {
        let machines = json!({"queries": [{"typeQuery": {"type": "TYPE_MACHINE"}}]});
        let (_, body) = post(&sandbox, "/v2/users", machines).await.unwrap();
        body["result"].as_array().unwrap().len()
    };
    let body = json!({
        "organizationId": sandbox.zitadel().organization_id(),
        "machine": {"name": "Late"},
    });
    let (status, _) = post(&sandbox, "/v2/users/new", body).await.unwrap();
    assert_eq!(status, StatusCode::OK);
    assert_eq!(count().await, 2);
    tokio::time::sleep(Duration::from_millis(350)).await;
    assert_eq!(count().await, 3);
}

#[tokio::test]
async fn the_administrators_token_survives_a_restart_and_no_value_is_kept() {
    let folder = tempfile::tempdir().unwrap();
    let first = start(kept_in(folder.path())).await;
    let made = add(&first).await.unwrap();
    let pat = first.zitadel().admin_pat();
    let before = listed(&first).await;
    assert_eq!(before.len(), 2);
    drop(first);

    let text = std::fs::read_to_string(folder.path().join("zitadel.json")).unwrap();
    assert!(!text.contains(made["token"].as_str().unwrap()) && !text.contains(&pat));
    let second = start(kept_in(folder.path())).await;
    assert_eq!(second.zitadel().admin_pat(), pat);
    assert_eq!(listed(&second).await, before);
}

/// Without what later sandboxes added.
fn made_older(text: &str) -> String {
    let mut kept: Value = serde_json::from_str(text).unwrap();
    let world = kept["world"].as_object_mut().unwrap();
    world.remove("grants").unwrap();
    world["views"]
        .as_object_mut()
        .unwrap()
        .remove("grants")
        .unwrap();
    for (rows, key) in [
        ("members", "created_at"),
        ("users", "last_name"),
        ("projects", "name"),
    ] {
        for row in world[rows].as_array_mut().unwrap() {
            row.as_object_mut().unwrap().remove(key).unwrap();
        }
    }
    kept.to_string()
}

#[tokio::test]
async fn what_an_older_sandbox_kept_is_taken_up() {
    let folder = tempfile::tempdir().unwrap();
    let config = || SandboxConfig {
        seed: Seed::Demo,
        ..kept_in(folder.path())
    };
    drop(start(config()).await);
    let file = folder.path().join("zitadel.json");
    let text = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, made_older(&text)).unwrap();
    let sandbox = start(config()).await;
    assert!(!listed(&sandbox).await.is_empty());
}
