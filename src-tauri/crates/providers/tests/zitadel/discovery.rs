//! What is at an address, found out without a credential.

use patwarden_core::account::SignInMethod;
use patwarden_core::capabilities::{Expiry, Owners};
use patwarden_core::ports::{Discovery, Servers};
use patwarden_core::token::Owner;
use patwarden_core::{CoreError, ErrorCode};
use patwarden_sandbox::{Api, Seed};

use crate::given::{ZITADEL, no_route, sandbox, somebody};
use crate::recorded::recorded;
use crate::scripted::{Reply, Request, Server, address, json, servers};

async fn discovered(server: &Server, path: &str) -> Result<Discovery, CoreError> {
    let found = servers().discover(&address(&server.url(path))).await;
    let told = server
        .seen()
        .iter()
        .any(|request| request.header("authorization").is_some());
    assert!(!told, "discovery sends no credential");
    found
}

/// A ZITADEL, whose console answers any path below its own with its page.
fn zitadel(request: &Request) -> Reply {
    match request.path.as_str() {
        "/.well-known/openid-configuration" => recorded("07-whoami", "discovery"),
        "/debug/metrics" => recorded("07-whoami", "metrics"),
        path if path.starts_with("/ui/") => Reply::Answer {
            status: 200,
            headers: vec![("content-type".into(), "text/html".into())],
            body: "<html>".into(),
        },
        _ => no_route(),
    }
}

#[tokio::test]
async fn a_zitadel_tells_version_and_how_to_sign_in() {
    let server = Server::start(zitadel).await;
    let found = discovered(&server, "").await.unwrap();
    assert_eq!(found.provider, ZITADEL);
    assert_eq!(found.methods, [SignInMethod::Pat]);
    assert!(found.version.unwrap().starts_with("development-2025-10-02"));
}

#[tokio::test]
async fn what_the_browser_shows_is_climbed() {
    let server = Server::start(zitadel).await;
    for path in [
        "/ui/console/users/345612345678901234",
        "/ui/console/projects/1/apps/2",
        "/ui",
    ] {
        let found = discovered(&server, path).await.unwrap();
        assert_eq!(found.address.to_string(), server.url(""), "{path}");
    }
}

#[tokio::test]
async fn a_closed_version_hinders_nothing() {
    for reply in [
        no_route(),
        json(403, ""),
        Reply::Cut,
        json(200, "target_info{}"),
    ] {
        let server = Server::start(move |request| match request.path.as_str() {
            "/debug/metrics" => reply.clone(),
            _ => zitadel(request),
        })
        .await;
        assert_eq!(discovered(&server, "").await.unwrap().version, None);
    }
}

#[tokio::test]
async fn another_server_of_openid_connect_is_no_zitadel() {
    let keycloak = r#"{"issuer":"https://id.example.org/realms/main",
        "token_endpoint":"https://id.example.org/realms/main/protocol/openid-connect/token",
        "userinfo_endpoint":"https://id.example.org/realms/main/protocol/openid-connect/userinfo",
        "introspection_endpoint":"https://id.example.org/realms/main/protocol/openid-connect/token/introspect"}"#;
    let okta = r#"{"issuer":"https://example.okta.com","token_endpoint":"https://example.okta.com/oauth2/v1/token",
        "userinfo_endpoint":"https://example.okta.com/oauth2/v1/userinfo",
        "introspection_endpoint":"https://example.okta.com/oauth2/v1/introspect"}"#;
    for other in [keycloak, okta, "{}", "[]", "", "{\"issuer\":1}"] {
        let server = Server::start(move |_| json(200, other)).await;
        let refused = discovered(&server, "/some/path").await.unwrap_err();
        assert_eq!(refused.code, ErrorCode::WrongProduct, "{other}");
        for name in ["ZITADEL", "DigitalHub"] {
            assert!(refused.message.contains(name), "{refused}");
        }
    }
}

#[tokio::test]
async fn each_kind_of_server_is_found_at_the_same_kind_of_address() {
    let configuration = r#"{"dhcore_endpoint":"http://localhost","dhcore_version":"0.15",
        "dhcore_authentication_methods":["basic"]}"#;
    // It may be a server of OpenID Connect too.
    let openid = r#"{"issuer":"http://localhost","token_endpoint":"http://localhost/auth/token"}"#;
    let server = Server::start(move |request| match request.path.as_str() {
        "/.well-known/configuration" => json(200, configuration),
        "/.well-known/openid-configuration" => json(200, openid),
        _ => json(404, "{}"),
    })
    .await;
    let found = discovered(&server, "/console/tokens").await.unwrap();
    assert_eq!(found.provider.as_str(), "digitalhub");
}

#[tokio::test]
async fn one_kinds_question_that_fails_does_not_hide_the_other_kind() {
    let server = Server::start(|request| match request.path.as_str() {
        "/.well-known/configuration" => json(
            200,
            r#"{"dhcore_endpoint":"x","dhcore_authentication_methods":["basic"]}"#,
        ),
        _ => json(500, "{}"),
    })
    .await;
    assert_eq!(
        discovered(&server, "").await.unwrap().provider.as_str(),
        "digitalhub"
    );
    let server = Server::start(|_| json(500, "{}")).await;
    let refused = discovered(&server, "/a/b").await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::ServerFailed, "{refused}");
}

#[tokio::test]
async fn a_zitadel_of_another_name_or_without_its_database_is_told_so() {
    let sandbox = sandbox(&Api::ALL, Seed::Empty).await;
    let found = servers()
        .discover(&address(sandbox.zitadel().url()))
        .await
        .unwrap();
    assert_eq!(found.provider, ZITADEL);
    let wrong = sandbox.zitadel().url().replace("localhost", "127.0.0.1");
    let refused = servers().discover(&address(&wrong)).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::InstanceUnknown, "{refused}");
    assert!(
        refused.message.contains("its own name is localhost"),
        "{refused}"
    );
    let down = patwarden_sandbox::zitadel::Condition::DatabaseDown;
    sandbox.zitadel().set_condition(down);
    let refused = servers()
        .discover(&address(sandbox.zitadel().url()))
        .await
        .unwrap_err();
    assert_eq!(refused.code, ErrorCode::DatabaseDown, "{refused}");
}

#[tokio::test]
async fn the_kinds_are_offered_by_name_and_say_what_they_can_do() {
    let servers = servers();
    let names: Vec<String> = servers
        .products()
        .into_iter()
        .map(|kind| kind.name)
        .collect();
    assert_eq!(names, ["ZITADEL", "DigitalHub"]);
    let can = servers.capabilities(&ZITADEL);
    assert_eq!(can.owners, Owners::ServiceUsers);
    assert_eq!(can.expiry, Expiry::Chosen { required: false });
    let interfaces: Vec<&str> = can.interfaces.iter().map(|one| one.id.as_str()).collect();
    assert_eq!(interfaces, ["connect", "v2", "v1"]);
    let unknown = servers.capabilities(&"of-tomorrow".to_owned().into());
    assert_eq!(unknown.owners, Owners::SelfOnly);
    assert_eq!(unknown.product.name, "of-tomorrow");
}

#[tokio::test]
async fn a_new_token_is_had_on_the_users_own_page() {
    let server = address("https://id.example.org");
    let page = servers().renewal_page(&ZITADEL, &server, &somebody());
    assert_eq!(
        page.unwrap(),
        "https://id.example.org/ui/console/users/345612345678901234?id=pat"
    );
    let odd = Owner {
        id: "a/b?c".into(),
        ..somebody()
    };
    let page = servers().renewal_page(&ZITADEL, &server, &odd).unwrap();
    assert!(page.ends_with("/users/a%2Fb%3Fc?id=pat"), "{page}");
    let other = "digitalhub".to_owned().into();
    assert_eq!(servers().renewal_page(&other, &server, &odd), None);
}
