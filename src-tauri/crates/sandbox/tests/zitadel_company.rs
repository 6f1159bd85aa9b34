//! The demo company: what there is to see in it, and what its users may do.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test says what it expects"
)]

mod called;

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use patwarden_sandbox::zitadel::UserState;
use patwarden_sandbox::{Sandbox, SandboxConfig, Seed};
use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::called::Client;

const NEVER: &str = "9999-12-31T23:59:59Z";

async fn company() -> Sandbox {
    let config = SandboxConfig {
        seed: Seed::Demo,
        ..SandboxConfig::default()
    };
    Sandbox::start(config).await.unwrap()
}

/// The ids of its organizations, by name.
async fn organizations(client: &Client) -> BTreeMap<String, String> {
    let found = client.asked("/v2/organizations/_search", json!({})).await;
    let rows = found["result"].as_array().unwrap().iter();
    rows.map(|row| (text(&row["name"]), text(&row["id"])))
        .collect()
}

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

fn id_of(sandbox: &Sandbox, user_name: &str) -> String {
    let users = sandbox.zitadel().users();
    let user = users.iter().find(|user| user.user_name == user_name);
    user.unwrap().id.clone()
}

#[tokio::test]
async fn its_tokens_end_soon_never_and_have_ended() {
    let sandbox = company().await;
    let client = Client::of(&sandbox);
    let all = json!({"pagination": {"limit": 1000}});
    let tokens = client.asked("/v2/users/pats/search", all).await;
    let ends: Vec<DateTime<Utc>> = tokens["result"]
        .as_array()
        .unwrap()
        .iter()
        .map(|token| token["expirationDate"].as_str().unwrap().parse().unwrap())
        .collect();
    assert_eq!(ends.len(), 30);
    let now = sandbox.now();
    let soon = now + TimeDelta::days(14);
    let count = |fits: &dyn Fn(&DateTime<Utc>) -> bool| ends.iter().filter(|end| fits(end)).count();
    assert_eq!(count(&|end| *end < now), 1);
    assert_eq!(count(&|end| (now..soon).contains(end)), 2);
    assert_eq!(
        count(&|end| *end == NEVER.parse::<DateTime<Utc>>().unwrap()),
        3
    );
}

#[tokio::test]
async fn two_organizations_have_a_service_user_of_the_same_name() {
    let sandbox = company().await;
    let client = Client::of(&sandbox);
    let machines = json!({"queries": [{"typeQuery": {"type": "TYPE_MACHINE"}}]});
    let users = client.asked("/v2/users", machines).await;
    let named: Vec<_> = users["result"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|user| user["machine"]["name"] == "Release Bot")
        .map(|user| text(&user["details"]["resourceOwner"]))
        .collect();
    let of = organizations(&client).await;
    assert_eq!(
        of.keys().collect::<Vec<_>>(),
        ["Data", "Partners", "Platform"]
    );
    assert_eq!(named, [of["Data"].clone(), of["Platform"].clone()]);
}

#[tokio::test]
async fn some_of_its_users_are_deactivated_locked_or_named_in_other_letters() {
    let sandbox = company().await;
    let mut states = BTreeMap::new();
    sandbox.zitadel().edit_users(|user| {
        states.insert(user.user_name.clone(), user.state);
    });
    assert_eq!(states["jenkins-legacy"], UserState::Inactive);
    assert_eq!(states["crawler"], UserState::Locked);
    assert_eq!(states["b\u{e4}ckerei-\u{673a}\u{5668}"], UserState::Active);
}

#[tokio::test]
async fn an_owner_role_is_told_in_the_organizations_members() {
    let sandbox = company().await;
    let client = Client::of(&sandbox);
    let search = "/management/v1/orgs/me/members/_search";
    let only = json!({"queries": [{"userIdQuery": {"userId": id_of(&sandbox, "terraform")}}]});
    let found = client.asked(search, only).await;
    let rows = found["result"].as_array().unwrap();
    assert_eq!(rows.len(), 1);
    assert_eq!(rows[0]["roles"], json!(["ORG_OWNER"]));
    assert_eq!(rows[0]["displayName"], "Terraform");
    // Those of another organization are found there only.
    let data = &organizations(&client).await["Data"];
    let found = client.within(data).asked(search, json!({})).await;
    assert_eq!(found["details"]["totalResult"], "1");
    assert_eq!(found["result"][0]["roles"], json!(["ORG_USER_MANAGER"]));
}

#[tokio::test]
async fn roles_in_projects_are_told_to_those_who_may_read_them() {
    let sandbox = company().await;
    let client = Client::of(&sandbox);
    let search = "/management/v1/users/grants/_search";
    let of = |user| json!({"queries": [{"userIdQuery": {"userId": id_of(&sandbox, user)}}]});
    let found = client.asked(search, of("ci-deploy")).await;
    let rows = found["result"].as_array().unwrap().iter();
    let told: Vec<_> = rows
        .map(|row| (text(&row["projectName"]), row["roleKeys"].clone()))
        .collect();
    assert_eq!(
        told,
        [
            ("Delivery".to_owned(), json!(["deployer", "reader"])),
            ("Billing".to_owned(), json!(["reader"])),
        ]
    );
    assert_eq!(found["result"][0]["userName"], "ci-deploy");
    assert_eq!(found["result"][0]["orgName"], "Platform");
    assert_eq!(
        client.asked(search, json!({})).await["details"]["totalResult"],
        "3"
    );
    let none = client.asked(search, of("backup-agent")).await;
    assert!(none.get("result").is_none() && none["details"].get("totalResult").is_none());

    for (user, status) in [
        ("backup-agent", StatusCode::NOT_FOUND),
        ("ci-deploy", StatusCode::FORBIDDEN),
        ("grafana-sync", StatusCode::OK),
    ] {
        let value = client.token_for(&id_of(&sandbox, user)).await;
        let (answered, _) = client.signed(&value).post(search, json!({})).await.unwrap();
        assert_eq!(answered, status, "{user}");
    }
}

#[tokio::test]
async fn roles_are_given_changed_and_taken_once() {
    let sandbox = company().await;
    let client = Client::of(&sandbox);
    let members = "/management/v1/orgs/me/members";
    let user = id_of(&sandbox, "backup-agent");
    let member = format!("{members}/{user}");
    let roles = json!({"roles": ["ORG_OWNER_VIEWER"]});
    let refused = async |method, path: &str, body: &Value| {
        let (status, answer) = client.sent(method, path, Some(body)).await.unwrap();
        (status.as_u16(), text(&answer["details"][0]["id"]))
    };
    let (status, _) = client.sent("DELETE", &member, None).await.unwrap();
    assert_eq!(status, StatusCode::OK);
    assert_eq!(
        refused("PUT", &member, &roles).await,
        (404, "Org-D8JxR".into())
    );
    let add = json!({"userId": user, "roles": ["ORG_USER_MANAGER"]});
    client.asked(members, add.clone()).await;
    assert_eq!(
        refused("POST", members, &add).await,
        (409, "ORG-poWwe".into())
    );
    let (status, _) = client.sent("PUT", &member, Some(&roles)).await.unwrap();
    assert_eq!(status, StatusCode::OK);
    assert_eq!(
        refused("PUT", &member, &roles).await,
        (400, "Org-LiaZi".into())
    );
    let none = json!({"roles": ["IAM_OWNER"]});
    assert_eq!(
        refused("PUT", &member, &none).await,
        (400, "IAM-m9fG8".into())
    );

    // What somebody may do follows.
    let value = client.token_for(&user).await;
    let theirs = client.signed(&value);
    let search = format!("{members}/_search");
    let (status, found) = theirs.post(&search, json!({})).await.unwrap();
    assert_eq!(
        (status, &found["details"]["totalResult"]),
        (StatusCode::OK, &json!("6"))
    );
    client.sent("DELETE", &member, None).await.unwrap();
    let (status, _) = theirs.post(&search, json!({})).await.unwrap();
    assert_eq!(status, StatusCode::NOT_FOUND);
}
