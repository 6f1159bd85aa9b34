//! The system's proxy is for other hosts: what is meant for this machine does not leave it.
//!
//! A proxy is set by the environment of a process, so these tests run themselves in one that has it.

use patwarden_core::account::SignInMethod;
use patwarden_core::ports::Servers;

use crate::server::{Server, address, json, open, servers};

const TARGET: &str = "PROXY_TEST_TARGET";

/// Runs one test of this binary in a process with a proxy, where it asks the target.
async fn behind_proxy(test: &'static str, proxy: &Server, target: String) -> bool {
    let proxy = proxy.url("");
    let run = move || {
        std::process::Command::new(std::env::current_exe().unwrap())
            .args(["--exact", test])
            .stdout(std::process::Stdio::null())
            .env(TARGET, target)
            .env("HTTP_PROXY", &proxy)
            .env("http_proxy", &proxy)
            .env("HTTPS_PROXY", &proxy)
            .env("https_proxy", &proxy)
            .env("ALL_PROXY", &proxy)
            .env_remove("NO_PROXY")
            .env_remove("no_proxy")
            .env_remove("REQUEST_METHOD")
            .status()
            .unwrap()
            .success()
    };
    tokio::task::spawn_blocking(run).await.unwrap()
}

#[tokio::test]
async fn a_credential_for_this_machine_never_goes_through_a_proxy() {
    if let Ok(target) = std::env::var(TARGET) {
        let provider = open(&address(&target), SignInMethod::Pat);
        provider.list().await.unwrap();
        return;
    }
    let proxy = Server::start(|_| json(200, "{\"content\":[]}")).await;
    let server = Server::start(|_| json(200, "{\"content\":[]}")).await;
    let this = "proxy::a_credential_for_this_machine_never_goes_through_a_proxy";
    // The last is known to no resolver.
    for host in ["127.0.0.1", "localhost", "hub.localhost"] {
        let target = format!("http://{host}:{}", server.port);
        assert!(behind_proxy(this, &proxy, target).await, "{host}");
        assert!(proxy.seen().is_empty(), "{host}: {:?}", proxy.seen());
    }
    assert_eq!(server.count("GET"), 3);
}

#[tokio::test]
async fn another_host_is_reached_through_the_proxy_and_a_failing_one_is_named() {
    if let Ok(target) = std::env::var(TARGET) {
        let refused = servers().discover(&address(&target)).await.unwrap_err();
        assert!(refused.message.contains("proxy"), "{refused}");
        return;
    }
    let proxy = Server::start(|_| json(503, "")).await;
    let target = "https://hub.example.org".to_owned();
    let this = "proxy::another_host_is_reached_through_the_proxy_and_a_failing_one_is_named";
    assert!(behind_proxy(this, &proxy, target).await);
    let seen = proxy.seen();
    assert!(!seen.is_empty(), "the proxy was asked");
    for request in seen {
        assert_eq!(request.method, "CONNECT");
        assert_eq!(
            request.header("authorization"),
            None,
            "it sees no credential"
        );
    }
}
