//! What a server is, found out without a credential.

use patwarden_core::ErrorCode;
use patwarden_core::account::SignInMethod;
use patwarden_core::ports::{Discovery, Servers};

use crate::recorded::{Recorded, recorded, server_of};
use crate::server::{Reply, Server, address, json, servers, with_header};

async fn discovered(server: &Server, path: &str) -> Result<Discovery, patwarden_core::CoreError> {
    let found = servers().discover(&address(&server.url(path))).await;
    let told = server
        .seen()
        .iter()
        .any(|request| request.header("authorization").is_some());
    assert!(!told, "discovery sends no credential");
    found
}

/// A page of a host that has no `DigitalHub` at its root: Tomcat's own 404 (contract 12).
fn nothing_here(path: &str) -> Recorded {
    Recorded {
        path: path.into(),
        ..recorded(
            "12-context-path",
            "OpenID configuration at the root of the host",
        )
    }
}

#[tokio::test]
async fn a_digitalhub_tells_version_and_ways_to_sign_in() {
    for stem in ["06a-discovery-basic", "06b-discovery-oidc"] {
        let server = server_of(vec![recorded(stem, "configuration")]).await;
        let found = discovered(&server, "").await.unwrap();
        assert!(found.version.unwrap().starts_with("0.15"), "{stem}");
        assert_eq!(
            found.methods,
            [
                SignInMethod::Basic,
                SignInMethod::Pat,
                SignInMethod::AccessToken
            ],
            "{stem}"
        );
    }
}

#[tokio::test]
async fn an_address_may_have_a_path_and_everything_moves_below_it() {
    let server = server_of(vec![
        recorded("12-context-path", "configuration"),
        recorded("12-context-path", "who am I"),
        recorded("12-context-path", "list"),
        recorded("12-context-path", "create"),
    ])
    .await;
    let found = discovered(&server, "/dh").await.unwrap();
    assert_eq!(found.address.to_string(), server.url("/dh"));
    let provider = crate::server::open(&address(&server.url("/dh")), SignInMethod::Basic);
    assert_eq!(provider.who_am_i().await.unwrap().owner.name, "admin");
    assert_eq!(
        provider.list().await.unwrap().tokens[0].name.as_deref(),
        Some("under-a-path")
    );
    provider.create(&crate::server::new_token()).await.unwrap();
}

#[tokio::test]
async fn what_the_browser_shows_below_the_address_is_climbed() {
    let server = server_of(vec![
        recorded("12-context-path", "configuration"),
        nothing_here("/dh/console/tokens/.well-known/configuration"),
        nothing_here("/dh/console/.well-known/configuration"),
    ])
    .await;
    let found = discovered(&server, "/dh/console/tokens").await.unwrap();
    assert_eq!(found.address.to_string(), server.url("/dh"));
}

#[tokio::test]
async fn a_missing_path_is_named_as_the_wrong_product() {
    let server = server_of(vec![nothing_here("/.well-known/configuration")]).await;
    let refused = discovered(&server, "").await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::WrongProduct);
    assert!(refused.message.contains("a web page"), "{refused}");
}

#[tokio::test]
async fn another_products_page_or_json_is_no_digitalhub() {
    let html = Reply::Answer {
        status: 200,
        headers: vec![("content-type".into(), "text/html; charset=utf-8".into())],
        body: "<html><title>Router</title></html>".into(),
    };
    for other in [
        html,
        json(200, "{\"issuer\":\"https://x\"}"),
        json(200, "[]"),
        json(404, "{}"),
        json(200, ""),
    ] {
        let server = Server::start(move |_| other.clone()).await;
        let refused = discovered(&server, "").await.unwrap_err();
        assert_eq!(refused.code, ErrorCode::WrongProduct);
    }
}

#[tokio::test]
async fn a_server_that_asks_nobody_to_sign_in_is_named_so() {
    let server = server_of(vec![recorded("05b-auth-not-configured", "configuration")]).await;
    let refused = discovered(&server, "").await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::AuthenticationOff);
}

#[tokio::test]
async fn a_redirect_to_another_host_is_named_and_not_followed() {
    let elsewhere = Server::start(|_| json(200, "{}")).await;
    let target = format!(
        "http://localhost:{}/.well-known/configuration",
        elsewhere.port
    );
    for status in [301, 302, 303, 307, 308] {
        let target = target.clone();
        let server =
            Server::start(move |_| with_header(json(status, ""), "location", &target)).await;
        let refused = discovered(&server, "/deep/path").await.unwrap_err();
        assert_eq!(refused.code, ErrorCode::RedirectRefused);
        assert!(refused.message.contains("localhost"), "{refused}");
        assert_eq!(server.seen().len(), 1, "another path does not mend it");
    }
    assert!(elsewhere.seen().is_empty());
}

#[tokio::test]
async fn no_credential_follows_a_redirect() {
    let elsewhere = Server::start(|_| json(200, "{\"content\":[]}")).await;
    let target = format!("http://localhost:{}/api/v1/tokens/personal", elsewhere.port);
    let server = Server::start(move |_| with_header(json(307, ""), "location", &target)).await;
    for method in [
        SignInMethod::Basic,
        SignInMethod::Pat,
        SignInMethod::AccessToken,
    ] {
        let provider = server.open(method);
        assert_eq!(
            provider.list().await.unwrap_err().code,
            ErrorCode::RedirectRefused
        );
        provider.who_am_i().await.unwrap_err();
        provider
            .create(&crate::server::new_token())
            .await
            .unwrap_err();
    }
    assert!(elsewhere.seen().is_empty(), "{:?}", elsewhere.seen());
}

#[tokio::test]
async fn the_servers_clock_is_measured_by_its_date() {
    for (ahead, expected) in [(0_i64, 0), (7200, 7200), (-300, -300)] {
        let server = Server::start(move |_| {
            let now = std::time::SystemTime::now();
            let shift = std::time::Duration::from_secs(ahead.unsigned_abs());
            let date = if ahead < 0 { now - shift } else { now + shift };
            let Recorded { reply, .. } = recorded("06a-discovery-basic", "configuration");
            with_header(reply, "date", &httpdate::fmt_http_date(date))
        })
        .await;
        let found = discovered(&server, "").await.unwrap();
        let off = (found.clock_skew_seconds - expected).abs();
        assert!(off <= 2, "{} is not {expected}", found.clock_skew_seconds);
    }
}
