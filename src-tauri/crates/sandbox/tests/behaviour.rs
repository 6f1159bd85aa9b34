//! What the recordings do not show: seeds, values, time, lag, and the state between runs.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test says what it expects"
)]

mod administrator;

use std::path::Path;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use patwarden_sandbox::{Sandbox, SandboxConfig, SandboxError, Seed};
use reqwest::Method;
use serde_json::{Value, json};

fn client() -> reqwest::Client {
    reqwest::Client::builder().no_proxy().build().unwrap()
}

async fn start(config: SandboxConfig) -> Sandbox {
    Sandbox::start(config).await.unwrap()
}

async fn create(sandbox: &Sandbox, name: &str) -> String {
    let answer = administrator::tokens(&client(), sandbox, Method::POST, "")
        .json(&json!({"name": name, "scopes": ["openid"]}));
    let body: Value = answer.send().await.unwrap().json().await.unwrap();
    body["access_token"].as_str().unwrap().to_owned()
}

async fn entries(sandbox: &Sandbox) -> Vec<Value> {
    let answer = administrator::tokens(&client(), sandbox, Method::GET, "");
    let page: Value = answer.send().await.unwrap().json().await.unwrap();
    page["content"].as_array().unwrap().clone()
}

async fn delete(sandbox: &Sandbox, id: &str) {
    let answer = administrator::tokens(&client(), sandbox, Method::DELETE, &format!("/{id}"));
    assert_eq!(answer.send().await.unwrap().status(), 200);
}

async fn status_with(sandbox: &Sandbox, bearer: &str) -> u16 {
    let answer = client()
        .get(format!("{}/api/auth", sandbox.digitalhub().url()))
        .bearer_auth(bearer);
    answer.send().await.unwrap().status().as_u16()
}

async fn until_nobody_listens(url: &str) {
    let address = url.trim_start_matches("http://");
    for _ in 0..500 {
        if tokio::net::TcpStream::connect(address).await.is_err() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("{address} still listens");
}

fn kept_in(folder: &Path) -> SandboxConfig {
    SandboxConfig {
        state: Some(folder.to_owned()),
        ..SandboxConfig::default()
    }
}

#[tokio::test]
async fn values_look_like_the_real_ones_and_never_repeat() {
    let sandbox = start(SandboxConfig::default()).await;
    let mut values = std::collections::BTreeSet::new();
    for _ in 0..50 {
        let value = create(&sandbox, "one").await;
        let allowed = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
        assert_eq!(value.len(), 27);
        assert!(value.chars().all(allowed), "{value}");
        values.insert(value);
    }
    assert_eq!(values.len(), 50);
}

#[tokio::test]
async fn tokens_port_and_access_survive_a_restart_and_no_value_is_kept() {
    let folder = tempfile::tempdir().unwrap();
    let first = start(kept_in(folder.path())).await;
    let value = create(&first, "survivor").await;
    let gone = create(&first, "gone").await;
    let before = entries(&first).await;
    delete(&first, before[1]["id"].as_str().unwrap()).await;
    let url = first.digitalhub().url().to_owned();
    drop(first);
    until_nobody_listens(&url).await;

    let second = start(kept_in(folder.path())).await;
    assert_eq!(second.digitalhub().url(), url);
    assert_eq!(entries(&second).await, before[..1]);
    assert_eq!(status_with(&second, &value).await, 200);
    assert_eq!(status_with(&second, &gone).await, 401);

    let mut files = 0;
    for file in std::fs::read_dir(folder.path()).unwrap() {
        let text = std::fs::read_to_string(file.unwrap().path()).unwrap();
        files += 1;
        assert!(!text.contains(&value) && !text.contains(&gone));
        assert!(!text.contains(second.digitalhub().password()));
    }
    assert_eq!(files, 2, "one for each platform");
}

#[tokio::test]
async fn what_is_kept_wins_over_the_seed() {
    let folder = tempfile::tempdir().unwrap();
    let first = start(kept_in(folder.path())).await;
    create(&first, "mine").await;
    drop(first);
    let config = SandboxConfig {
        seed: Seed::Demo,
        ..kept_in(folder.path())
    };
    let listed = entries(&start(config).await).await;
    assert_eq!(listed.len(), 1);
    assert_eq!(listed[0]["name"], "mine");
}

#[cfg(unix)]
#[tokio::test]
async fn the_state_is_for_its_owner_alone() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let state = folder.path().join("state");
    let _sandbox = start(kept_in(&state)).await;
    let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&state), 0o700);
    assert_eq!(mode(&state.join("digitalhub.json")), 0o600);
}

#[tokio::test]
async fn the_port_is_another_one_when_the_remembered_one_is_taken() {
    let folder = tempfile::tempdir().unwrap();
    let first = start(kept_in(folder.path())).await;
    let second = start(kept_in(folder.path())).await;
    assert_ne!(first.digitalhub().url(), second.digitalhub().url());
}

#[tokio::test]
async fn an_unannounced_type_is_refused_before_an_answer_that_cannot_be_read() {
    let sandbox = start(SandboxConfig::default()).await;
    for (kind, status) in [("text/plain", 415), ("application/json", 406)] {
        let answer = administrator::tokens(&client(), &sandbox, Method::POST, "")
            .header("content-type", kind)
            .header("accept", "application/xml")
            .body("{}");
        assert_eq!(answer.send().await.unwrap().status(), status, "{kind}");
    }
    assert!(entries(&sandbox).await.is_empty());
}

#[tokio::test]
async fn the_demo_has_a_token_about_to_expire_and_an_expired_one() {
    let config = SandboxConfig {
        seed: Seed::Demo,
        ..SandboxConfig::default()
    };
    let listed = entries(&start(config).await).await;
    let days = |name: &str| {
        let entry = listed.iter().find(|entry| entry["name"] == name).unwrap();
        let ends = DateTime::parse_from_rfc3339(entry["expiresAt"].as_str().unwrap()).unwrap();
        (ends.to_utc() - Utc::now()).num_days()
    };
    assert_eq!(listed.len(), 5);
    assert!((1..7).contains(&days("laptop_2026")));
    assert!(days("workshop-trento") < 0);
    for name in ["ci-deploy", "my-pat", "notebook-gpu"] {
        assert!(days(name) > 90, "{name}");
    }
}

#[tokio::test]
async fn changes_reach_the_list_after_the_lag() {
    let lag = Duration::from_millis(1500);
    let config = SandboxConfig {
        lag,
        ..SandboxConfig::default()
    };
    let sandbox = start(config).await;
    let value = create(&sandbox, "late").await;
    assert_eq!(entries(&sandbox).await.len(), 0);
    assert_eq!(status_with(&sandbox, &value).await, 200);
    tokio::time::sleep(lag).await;
    let listed = entries(&sandbox).await;
    delete(&sandbox, listed[0]["id"].as_str().unwrap()).await;
    assert_eq!(entries(&sandbox).await.len(), 1);
    assert_eq!(status_with(&sandbox, &value).await, 401);
    tokio::time::sleep(lag).await;
    assert_eq!(entries(&sandbox).await.len(), 0);
}

#[tokio::test]
async fn time_passes_when_told_and_tokens_expire() {
    let start_of_time: DateTime<Utc> = "2030-01-01T00:00:00Z".parse().unwrap();
    let config = SandboxConfig {
        now: Some(start_of_time),
        ..SandboxConfig::default()
    };
    let sandbox = start(config).await;
    let value = create(&sandbox, "old").await;
    let issued = entries(&sandbox).await[0]["issuedAt"].clone();
    assert!(issued.as_str().unwrap().starts_with("2030-01-01T00:00:"));
    assert_eq!(status_with(&sandbox, &value).await, 200);
    sandbox.advance(TimeDelta::days(366));
    assert_eq!(status_with(&sandbox, &value).await, 500);
}

#[tokio::test]
async fn a_contract_names_what_exists_before_its_first_exchange() {
    let of = async |stem: &str| {
        let seed = Seed::Contract(stem.to_owned());
        let config = SandboxConfig {
            seed,
            ..SandboxConfig::default()
        };
        let sandbox = start(config).await;
        (
            status_with(&sandbox, &sandbox.digitalhub().named()["<UNKNOWN-PAT>"]).await,
            sandbox,
        )
    };
    let (unknown, sandbox) = of("04-delete").await;
    assert_eq!(unknown, 401);
    for user in ["<ACCESS-ALICE:1>", "<ACCESS-BOB:1>"] {
        assert_eq!(
            status_with(&sandbox, &sandbox.digitalhub().named()[user]).await,
            200
        );
    }
    let (_, sandbox) = of("01a-create-scopes").await;
    assert!(
        !sandbox
            .digitalhub()
            .named()
            .contains_key("<ACCESS-ALICE:1>")
    );
    assert!(!sandbox.digitalhub().named().contains_key("<PAT:1>"));
}

#[tokio::test]
async fn what_it_does_not_have_is_said() {
    let refused = |config| async { Sandbox::start(config).await.unwrap_err().to_string() };
    let unknown = SandboxConfig {
        seed: Seed::Contract("99-nothing".into()),
        ..SandboxConfig::default()
    };
    assert!(refused(unknown).await.contains("contract:99-nothing"));
    let public = SandboxConfig {
        listen: "0.0.0.0:0".into(),
        ..SandboxConfig::default()
    };
    assert!(refused(public).await.contains("loopback"));
    let seed = "nonsense".parse::<Seed>();
    assert!(matches!(seed, Err(SandboxError::Usage(_))));
}
