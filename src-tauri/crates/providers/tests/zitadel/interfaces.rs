//! Which interface is spoken: probed in order, remembered, or pinned.

use patwarden_core::ErrorCode;
use patwarden_core::error::Field;
use patwarden_core::ports::Servers;
use patwarden_core::secret::SignInSecret;
use patwarden_providers::HttpServers;
use patwarden_sandbox::{Api, Seed};

use crate::given::{
    EACH, SECRET, administrator, credential, is_connect, is_v2, new_token, no_route, opened, owner,
    pinned, sandbox, somebody,
};
use crate::recorded::recorded;
use crate::scripted::{Reply, Request, Server, address, json, servers};

/// A server without Connect and without v2, which says so as real ones do.
fn old(request: &Request) -> Reply {
    match request.path.as_str() {
        _ if is_connect(request) => recorded("04-v2-connect", "unknown service"),
        _ if is_v2(request) => no_route(),
        "/auth/v1/users/me" => recorded("07-whoami", "me: robot"),
        "/management/v1/orgs/me" => json(200, "{\"org\":{\"id\":\"1\",\"name\":\"Meridian\"}}"),
        path if path.ends_with("/pats") => recorded("05-v1-management", "add: ok"),
        _ => json(200, "{\"details\":{}}"),
    }
}

fn asked(server: &Server) -> Vec<String> {
    let seen = server.seen().into_iter();
    seen.map(|request| request.path).collect()
}

#[tokio::test]
async fn the_interfaces_are_tried_in_order_once_and_the_one_that_works_is_remembered() {
    let server = Server::start(old).await;
    let address = address(&server.url(""));
    let provider = opened(&servers(), &address, SECRET, None, false);
    assert_eq!(provider.interface(), None, "nothing was asked yet");
    provider.create(&new_token(somebody())).await.unwrap();
    let paths = asked(&server);
    assert_eq!(
        paths,
        [
            "/zitadel.user.v2.UserService/ListPersonalAccessTokens",
            "/v2/users/pats/search",
            "/management/v1/users/_search",
            "/management/v1/users/345612345678901234/pats",
        ],
        "found with reads, and only then is anything made"
    );
    assert_eq!(provider.interface().as_deref(), Some("v1"));

    provider.create(&new_token(somebody())).await.unwrap();
    assert_eq!(asked(&server).len(), 5, "the others are not asked again");

    let remembered = opened(&servers(), &address, SECRET, Some("v1"), false);
    remembered.list().await.unwrap();
    assert!(
        !asked(&server)[5..]
            .iter()
            .any(|path| path.starts_with("/zitadel.user")),
        "{:?}",
        asked(&server)
    );
}

#[tokio::test]
async fn an_interface_that_is_gone_is_replaced_by_the_next_one() {
    let sandbox = sandbox(&[Api::V2], Seed::Empty).await;
    let server = address(sandbox.zitadel().url());
    let pat = sandbox.zitadel().admin_pat();
    for remembered in ["connect", "v1", "an older version's"] {
        let provider = opened(&HttpServers::new(), &server, &pat, Some(remembered), false);
        provider.list().await.unwrap();
        assert_eq!(provider.interface().as_deref(), Some("v2"), "{remembered}");
    }
}

#[tokio::test]
async fn a_pinned_interface_is_the_only_one_that_is_spoken() {
    for (interface, api) in EACH {
        let others: Vec<Api> = Api::ALL.into_iter().filter(|other| *other != api).collect();
        let sandbox = sandbox(&others, Seed::Empty).await;
        let server = address(sandbox.zitadel().url());
        let pat = sandbox.zitadel().admin_pat();
        let provider = opened(&HttpServers::new(), &server, &pat, Some(interface), true);
        let refused = provider.list().await.unwrap_err();
        assert_eq!(
            refused.code,
            ErrorCode::InterfaceMissing,
            "{interface}: {refused}"
        );
        assert_eq!(refused.field, Some(Field::Interface));
        let robot = owner(&sandbox, "robot");
        let refused = provider.create(&new_token(robot)).await.unwrap_err();
        assert_eq!(refused.code, ErrorCode::InterfaceMissing, "{interface}");
        assert_eq!(provider.interface().as_deref(), Some(interface));
    }
    let server = Server::start(|request| {
        if is_v2(request) {
            json(200, "{}")
        } else {
            no_route()
        }
    });
    let server = server.await;
    pinned(&server, "v2").list().await.unwrap();
    assert!(asked(&server).iter().all(|path| path.starts_with("/v2/")));
}

#[tokio::test]
async fn an_unknown_interface_cannot_be_pinned() {
    let server = address("http://localhost:1");
    let secret = SignInSecret::new(SECRET);
    let refused = servers().open(&patwarden_core::ports::Credential {
        interface: Some("grpc"),
        pinned: true,
        ..credential(&server, &secret)
    });
    let refused = refused.err().unwrap();
    assert_eq!(refused.field, Some(Field::Interface));
}

#[tokio::test]
async fn a_missing_route_is_told_from_a_missing_thing() {
    let id = patwarden_core::token::ServerId("1".into());
    // Each of these sends the client on to the next interface.
    for (stem, case) in [
        ("04-v2-connect", "unknown method of the service"),
        ("04-v2-connect", "unknown service"),
        ("10-limits-and-routing", "GET /v2/nope"),
        ("10-limits-and-routing", "POST /oauth/v2/nope"),
        ("10-limits-and-routing", "PUT /v2/users/{userId}/pats"),
    ] {
        let (provider, server) = after(recorded(stem, case)).await;
        provider.delete(&somebody(), &id).await.unwrap();
        assert_eq!(asked(&server).len(), 2, "{case}");
        assert_eq!(provider.interface().as_deref(), Some("v2"), "{case}");
    }
    // And none of these: they are the server's last word.
    for (stem, case) in [
        ("04-v2-connect", "add: no role, other user"),
        ("06-auth", "Host 127.0.0.1, Connect"),
        ("06-auth", "Host 127.0.0.1, discovery"),
        ("12-faults", "database down: v2 Connect"),
        ("12-faults", "database down: OIDC userinfo"),
        ("10-limits-and-routing", "GET /v2/users/pats"),
        ("04-v2-connect", "v2 GetUserByID, unknown user"),
    ] {
        let (provider, server) = after(recorded(stem, case)).await;
        provider.delete(&somebody(), &id).await.unwrap_err();
        assert_eq!(asked(&server).len(), 1, "{case}");
    }
}

/// A server that says this on Connect, and does everything on v2.
async fn after(
    reply: Reply,
) -> (
    std::sync::Arc<dyn patwarden_core::ports::TokenProvider>,
    Server,
) {
    let server = Server::start(move |request| match request.path.as_str() {
        _ if is_connect(request) => reply.clone(),
        _ => recorded("04-v2-connect", "add: ok"),
    });
    let server = server.await;
    let address = address(&server.url(""));
    (opened(&servers(), &address, SECRET, None, false), server)
}

#[tokio::test]
async fn a_server_without_any_of_them_is_named_and_forgets_nothing() {
    let server = Server::start(|_| no_route()).await;
    let address = address(&server.url(""));
    let provider = opened(&servers(), &address, SECRET, Some("v2"), false);
    let refused = provider.list().await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::WrongProduct, "{refused}");
    assert_eq!(provider.interface().as_deref(), Some("v2"));
}

#[tokio::test]
async fn the_first_answer_decides_on_a_server_that_has_all() {
    let sandbox = sandbox(&Api::ALL, Seed::Empty).await;
    let provider = administrator(&sandbox);
    provider.list().await.unwrap();
    assert_eq!(provider.interface().as_deref(), Some("connect"));
}

#[tokio::test]
async fn no_timeout_is_told_to_the_server_and_texts_are_asked_for_in_english() {
    let server = Server::start(old).await;
    let address = address(&server.url(""));
    let provider = opened(&servers(), &address, SECRET, None, false);
    provider.create(&new_token(somebody())).await.unwrap();
    provider.list().await.unwrap();
    for request in server.seen() {
        assert_eq!(request.header("connect-timeout-ms"), None);
        assert_eq!(request.header("accept-language"), Some("en"));
        let bearer = format!("Bearer {SECRET}");
        assert_eq!(request.header("authorization"), Some(&*bearer));
        if request.method == "POST" {
            assert_eq!(request.header("content-type"), Some("application/json"));
        }
    }
    let v1 = server
        .seen()
        .into_iter()
        .find(|seen| seen.path.starts_with("/management"));
    let organization = somebody().organization_id.unwrap();
    assert_eq!(v1.unwrap().header("x-zitadel-orgid"), Some(&*organization));
}

#[tokio::test]
async fn a_connection_that_is_cut_says_nothing_about_interfaces() {
    let server = Server::start(|_| Reply::Cut).await;
    let provider = opened(&servers(), &address(&server.url("")), SECRET, None, false);
    assert_eq!(
        provider.list().await.unwrap_err().code,
        ErrorCode::Unreachable
    );
    assert_eq!(provider.interface(), None);
    let garbage = recorded("06-auth", "garbage: v1");
    let server = Server::start(move |_| garbage.clone()).await;
    let provider = opened(&servers(), &address(&server.url("")), SECRET, None, false);
    assert_eq!(
        provider.list().await.unwrap_err().code,
        ErrorCode::SignInUnknown
    );
    assert_eq!(provider.interface().as_deref(), Some("connect"));
}

#[tokio::test]
async fn a_call_beside_the_tokens_that_is_missing_changes_no_interface() {
    let server = Server::start(|request| match request.path.as_str() {
        "/zitadel.org.v2.OrganizationService/ListOrganizations" => {
            recorded("04-v2-connect", "unknown service")
        }
        "/v2/organizations/_search" => json(200, r#"{"result":[{"id":"7","name":"Meridian"}]}"#),
        _ if is_connect(request) => json(200, "{}"),
        _ => no_route(),
    })
    .await;
    let provider = opened(&servers(), &address(&server.url("")), SECRET, None, false);
    provider.list().await.unwrap();
    let directory = provider.directory().await.unwrap();
    assert_eq!(directory.organizations[0].name, "Meridian");
    assert_eq!(provider.interface().as_deref(), Some("connect"));
}
