//! Each of ZITADEL's interfaces alone, as `--api` leaves it.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test says what it expects"
)]

mod called;

use patwarden_sandbox::{Api, Sandbox, SandboxConfig};
use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::called::Client;

async fn only(api: Api) -> Sandbox {
    let config = SandboxConfig {
        apis: vec![api],
        ..SandboxConfig::default()
    };
    Sandbox::start(config).await.unwrap()
}

/// A call by its interface, method, path and body.
type Called = (Api, &'static str, String, Option<Value>);

/// What a client does with tokens and their users, on each interface.
fn calls(user: &str, organization: &str) -> Vec<Called> {
    let end = json!({"expirationDate": "2999-01-01T00:00:00Z"});
    let machine = |name: &str| json!({"organizationId": organization, "username": name, "machine": {"name": name}});
    let of_user = || json!({"userId": user});
    let connect = |service: &str, procedure: &str, body: Value| {
        let path = format!("/zitadel.{service}.v2.{procedure}");
        (Api::Connect, "POST", path, Some(body))
    };
    let add = json!({"userId": user, "expirationDate": "2999-01-01T00:00:00Z"});
    let rest = |method, path: &str, body| (Api::V2, method, format!("/v2/{path}"), body);
    let v1 = |method, path: &str, body| (Api::V1, method, format!("/{path}"), body);
    vec![
        connect("user", "UserService/AddPersonalAccessToken", add),
        connect("user", "UserService/ListPersonalAccessTokens", json!({})),
        connect("user", "UserService/GetUserByID", of_user()),
        connect("user", "UserService/ListUsers", json!({})),
        connect("user", "UserService/CreateUser", machine("by-connect")),
        connect("user", "UserService/DeactivateUser", of_user()),
        connect("user", "UserService/ReactivateUser", of_user()),
        connect("org", "OrganizationService/ListOrganizations", json!({})),
        connect(
            "org",
            "OrganizationService/AddOrganization",
            json!({"name": "By Connect"}),
        ),
        rest("POST", &format!("users/{user}/pats"), Some(end.clone())),
        rest("POST", "users/pats/search", Some(json!({}))),
        rest("GET", &format!("users/{user}"), None),
        rest("POST", "users", Some(json!({}))),
        rest("POST", "users/new", Some(machine("by-rest"))),
        rest("POST", "organizations/_search", Some(json!({}))),
        rest("POST", "organizations", Some(json!({"name": "By REST"}))),
        rest("GET", "features/instance", None),
        v1(
            "POST",
            &format!("management/v1/users/{user}/pats"),
            Some(end),
        ),
        v1(
            "POST",
            &format!("management/v1/users/{user}/pats/_search"),
            Some(json!({})),
        ),
        v1("GET", &format!("management/v1/users/{user}"), None),
        v1("POST", "management/v1/users/_search", Some(json!({}))),
        v1(
            "POST",
            "management/v1/users/machine",
            Some(json!({"userName": "by-v1", "name": "by-v1"})),
        ),
        v1("GET", "management/v1/orgs/me", None),
        v1(
            "POST",
            "management/v1/orgs/me/members/_search",
            Some(json!({})),
        ),
        v1(
            "POST",
            "management/v1/users/grants/_search",
            Some(json!({})),
        ),
        v1("POST", "admin/v1/members/_search", Some(json!({}))),
        v1("POST", "admin/v1/orgs/_search", Some(json!({}))),
        v1("GET", "admin/v1/instances/me", None),
        v1("GET", "management/v1/healthz", None),
    ]
}

#[tokio::test]
async fn an_interface_that_is_switched_off_is_not_there() {
    for on in Api::ALL {
        let sandbox = only(on).await;
        let client = Client::of(&sandbox);
        let user = sandbox.zitadel().users()[0].id.clone();
        for (api, method, path, body) in calls(&user, &sandbox.zitadel().organization_id()) {
            let (status, answer) = client.sent(method, &path, body.as_ref()).await.unwrap();
            if api == on {
                assert!(status.is_success(), "{on:?} {path}: {status} {answer}");
            } else {
                assert_eq!(status, StatusCode::NOT_FOUND, "{on:?} {path}");
                assert_eq!(answer, json!({"code": 5, "message": "Not Found"}), "{path}");
            }
        }
    }
}

#[tokio::test]
async fn who_somebody_is_and_how_the_server_is_are_always_told() {
    for on in Api::ALL {
        let sandbox = only(on).await;
        let client = Client::of(&sandbox);
        for (method, path) in [
            ("GET", "/auth/v1/users/me"),
            ("POST", "/auth/v1/memberships/me/_search"),
            ("POST", "/auth/v1/permissions/zitadel/me/_search"),
            ("GET", "/oidc/v1/userinfo"),
            ("GET", "/.well-known/openid-configuration"),
            ("GET", "/debug/ready"),
            ("GET", "/debug/healthz"),
            ("GET", "/debug/metrics"),
            ("GET", "/healthz"),
        ] {
            let (status, _) = client.sent(method, path, None).await.unwrap();
            assert_eq!(status, StatusCode::OK, "{on:?} {path}");
        }
    }
}

#[tokio::test]
async fn a_service_or_a_procedure_that_never_was_is_told_apart() {
    let sandbox = only(Api::Connect).await;
    let client = Client::of(&sandbox);
    let unknown = "/zitadel.nothing.v2.NothingService/List";
    let (status, answer) = client.post(unknown, json!({})).await.unwrap();
    assert_eq!(status, StatusCode::NOT_FOUND);
    assert_eq!(answer, json!({"code": 5, "message": "Not Found"}));
    let unknown = "/zitadel.user.v2.UserService/Nothing";
    let (status, answer) = client.post(unknown, json!({})).await.unwrap();
    // The text of a router that knows no JSON (contract 04).
    assert_eq!((status, answer), (StatusCode::NOT_FOUND, Value::Null));
}
