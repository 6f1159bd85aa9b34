//! Faults and conditions of the ZITADEL, on each of its interfaces.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test says what it expects"
)]

mod called;

use patwarden_sandbox::zitadel::{Condition, Route};
use patwarden_sandbox::{Fault, Sandbox, SandboxConfig};
use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::called::Client;

const END: &str = "2999-01-01T00:00:00.123456Z";

async fn start() -> (Sandbox, Client) {
    let sandbox = Sandbox::start(SandboxConfig::default()).await.unwrap();
    let client = Client::of(&sandbox);
    (sandbox, client)
}

/// Adding a token to the user, on each interface.
fn adds(user: &str) -> [(String, Value); 3] {
    let path = "/zitadel.user.v2.UserService/AddPersonalAccessToken";
    let end = json!({"expirationDate": END});
    [
        (
            path.to_owned(),
            json!({"userId": user, "expirationDate": END}),
        ),
        (format!("/v2/users/{user}/pats"), end.clone()),
        (format!("/management/v1/users/{user}/pats"), end),
    ]
}

/// Listing the user's tokens, on each interface.
fn lists(user: &str) -> [String; 3] {
    [
        "/zitadel.user.v2.UserService/ListPersonalAccessTokens".to_owned(),
        "/v2/users/pats/search".to_owned(),
        format!("/management/v1/users/{user}/pats/_search"),
    ]
}

/// How many tokens the user has that end when ours do.
async fn count(client: &Client, user: &str) -> usize {
    let search = format!("/management/v1/users/{user}/pats/_search");
    let found = client.asked(&search, json!({})).await;
    let rows = found["result"].as_array().cloned().unwrap_or_default();
    rows.iter()
        .filter(|row| row["expirationDate"] == END)
        .count()
}

#[tokio::test]
async fn a_lost_answer_leaves_a_token_behind_and_a_lost_request_none() {
    let (sandbox, client) = start().await;
    let zitadel = sandbox.zitadel();
    let user = zitadel.users()[0].id.clone();
    for (made, (path, body)) in adds(&user).into_iter().enumerate() {
        zitadel.fail_next(Route::AddToken, 1, Fault::DropBeforeCommit);
        assert!(client.post(&path, body.clone()).await.is_err(), "{path}");
        assert_eq!(count(&client, &user).await, made);
        zitadel.fail_next(Route::AddToken, 1, Fault::DropAfterCommit);
        assert!(client.post(&path, body).await.is_err(), "{path}");
        assert_eq!(count(&client, &user).await, made + 1);
    }
}

#[tokio::test]
async fn a_fault_hits_its_route_alone_and_on_every_interface() {
    let (sandbox, client) = start().await;
    let user = sandbox.zitadel().users()[0].id.clone();
    let throttled = Fault::TooManyRequests {
        retry_after: Some(3),
    };
    for path in lists(&user) {
        sandbox
            .zitadel()
            .fail_next(Route::ListTokens, 1, throttled.clone());
        client
            .asked("/management/v1/users/_search", json!({}))
            .await;
        let (status, _) = client.post(&path, json!({})).await.unwrap();
        assert_eq!(status, StatusCode::TOO_MANY_REQUESTS, "{path}");
        client.asked(&path, json!({})).await;
    }
}

#[tokio::test]
async fn a_removal_whose_answer_is_lost_has_removed() {
    let (sandbox, client) = start().await;
    let zitadel = sandbox.zitadel();
    let user = zitadel.users()[0].id.clone();
    for (fault, left) in [(Fault::DropBeforeCommit, 1), (Fault::DropAfterCommit, 0)] {
        let (path, body) = adds(&user)[1].clone();
        let made = client.asked(&path, body).await;
        let path = format!("{path}/{}", made["tokenId"].as_str().unwrap());
        zitadel.fail_next(Route::RemoveToken, 1, fault);
        assert!(client.sent("DELETE", &path, None).await.is_err());
        assert_eq!(count(&client, &user).await, left);
        client.sent("DELETE", &path, None).await.unwrap();
    }
}

#[tokio::test]
async fn a_condition_shows_on_every_interface_until_it_is_over() {
    let (sandbox, client) = start().await;
    let zitadel = sandbox.zitadel();
    let user = zitadel.users()[0].id.clone();
    // Status, and the code over Connect and over REST.
    let told = [
        (Condition::DatabaseDown, 404, json!("not_found"), json!(5)),
        (
            Condition::QuotaUsedUp,
            429,
            json!("resource_exhausted"),
            json!(8),
        ),
        (
            Condition::Blocked,
            429,
            json!("resource_exhausted"),
            json!(8),
        ),
        (Condition::Starting, 503, Value::Null, json!(14)),
    ];
    for (condition, expected, over_connect, over_rest) in told {
        zitadel.set_condition(condition);
        for (at, path) in lists(&user).iter().enumerate() {
            let (status, answer) = client.post(path, json!({})).await.unwrap();
            let code = if at == 0 { &over_connect } else { &over_rest };
            if code.is_null() {
                // Not behind the gateway.
                assert_eq!(status, StatusCode::OK, "{condition:?} {path}");
                continue;
            }
            assert_eq!(status, expected, "{condition:?} {path}");
            assert_eq!(answer["code"], *code, "{condition:?} {path}");
            let said = answer["message"].as_str().unwrap();
            let is_instance = said.starts_with("unable to set instance");
            assert_eq!(is_instance, condition == Condition::DatabaseDown, "{said}");
        }
        zitadel.set_condition(Condition::Well);
        for path in lists(&user) {
            client.asked(&path, json!({})).await;
        }
    }
}

#[tokio::test]
async fn a_user_may_be_moved_to_another_organization() {
    let (sandbox, client) = start().await;
    let zitadel = sandbox.zitadel();
    let user = zitadel.users()[0].id.clone();
    let other = client
        .asked("/v2/organizations", json!({"name": "Other"}))
        .await;
    let other = other["organizationId"].as_str().unwrap().to_owned();
    zitadel.edit_users(|row| {
        if row.id == user {
            row.organization.clone_from(&other);
        }
    });
    let (path, body) = adds(&user)[2].clone();
    let (status, answer) = client.post(&path, body.clone()).await.unwrap();
    assert_eq!(status, StatusCode::BAD_REQUEST);
    assert_eq!(answer["details"][0]["id"], "COMMAND-Dggw2");
    client.within(&other).asked(&path, body).await;
}
