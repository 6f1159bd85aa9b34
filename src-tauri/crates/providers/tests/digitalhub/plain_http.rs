//! Unencrypted ways: this machine, by consent a private network, and nothing else.

use patwarden_core::ErrorCode;
use patwarden_core::account::SignInMethod;
use patwarden_core::ports::Servers;
use patwarden_core::secret::SignInSecret;

use crate::server::{address, credential, servers};

fn opened(url: &str, agreed: bool) -> Result<(), ErrorCode> {
    let mut server = address(url);
    server.plain_http_agreed = agreed;
    let secret = SignInSecret::new("secret");
    servers()
        .open(&credential(&server, SignInMethod::Pat, &secret))
        .map(|_| ())
        .map_err(|error| error.code)
}

#[tokio::test]
async fn a_public_host_is_refused_whatever_was_agreed() {
    for url in [
        "http://hub.example.org",
        "http://8.8.8.8",
        "http://localhost.example.org",
    ] {
        for agreed in [false, true] {
            assert_eq!(
                opened(url, agreed),
                Err(ErrorCode::PlainHttpRefused),
                "{url}"
            );
            let mut server = address(url);
            server.plain_http_agreed = agreed;
            let refused = servers().discover(&server).await.unwrap_err();
            assert_eq!(refused.code, ErrorCode::PlainHttpRefused);
            assert!(refused.field.is_some(), "shown beside the address");
        }
    }
}

#[tokio::test]
async fn a_private_address_needs_consent() {
    for url in [
        "http://10.0.0.7:8080",
        "http://192.168.1.1",
        "http://172.16.0.1",
        "http://[fd00::7]",
    ] {
        assert_eq!(
            opened(url, false),
            Err(ErrorCode::PlainHttpConsent),
            "{url}"
        );
        assert_eq!(opened(url, true), Ok(()), "{url}");
    }
}

#[tokio::test]
async fn loopback_and_https_need_none() {
    for url in [
        "http://127.0.0.1:1",
        "http://localhost:1",
        "http://[::1]:1",
        "https://hub.example.org",
    ] {
        assert_eq!(opened(url, false), Ok(()), "{url}");
    }
}
