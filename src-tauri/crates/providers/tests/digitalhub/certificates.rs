//! TLS that does not hold what it promises gets no credential.

use std::sync::Arc;

use patwarden_core::ErrorCode;
use patwarden_core::account::SignInMethod;
use patwarden_core::ports::{ServerAddress, Servers};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use tokio::io::AsyncWriteExt;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::aws_lc_rs;
use tokio_rustls::rustls::pki_types::PrivatePkcs8KeyDer;

use crate::recorded::recorded;
use crate::server::{Server, address, json, new_token, open, servers};

/// A private authority.
fn authority() -> CertifiedIssuer<'static, KeyPair> {
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap()
}

/// A server with a certificate for `name`, good until the end of `year`.
async fn server_named(issuer: &CertifiedIssuer<'_, KeyPair>, name: &str, year: i32) -> Server {
    let mut params = CertificateParams::new(vec![name.to_owned()]).unwrap();
    params.not_after = rcgen::date_time_ymd(year, 12, 31);
    params.not_before = rcgen::date_time_ymd(2000, 1, 1);
    let key = KeyPair::generate().unwrap();
    let certificate = params.signed_by(&key, issuer).unwrap();
    let provider = Arc::new(aws_lc_rs::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(
            vec![certificate.der().clone()],
            PrivatePkcs8KeyDer::from(key.serialize_der()).into(),
        )
        .unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let answer = |request: &crate::server::Request| match request.path.as_str() {
        "/.well-known/configuration" => recorded("06a-discovery-basic", "configuration").reply,
        _ => json(200, "{\"content\":[]}"),
    };
    Server::start_with(answer, Some(acceptor)).await
}

fn secure(server: &Server, extra_ca: Option<String>) -> ServerAddress {
    ServerAddress {
        extra_ca,
        ..address(&format!("https://localhost:{}", server.port))
    }
}

#[tokio::test]
async fn an_unknown_authority_is_named_so_and_gets_nothing() {
    let server = server_named(&authority(), "localhost", 2099).await;
    let target = secure(&server, None);
    let refused = servers().discover(&target).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::CertificateUntrusted);
    let provider = open(&target, SignInMethod::Pat);
    assert_eq!(
        provider.list().await.unwrap_err().code,
        ErrorCode::CertificateUntrusted
    );
    let refused = provider.create(&new_token()).await.unwrap_err();
    assert_eq!(
        refused.code,
        ErrorCode::CertificateUntrusted,
        "never sent, so not lost"
    );
    assert!(server.seen().is_empty(), "{:?}", server.seen());
}

#[tokio::test]
async fn an_authority_added_to_the_account_is_trusted() {
    let issuer = authority();
    let server = server_named(&issuer, "localhost", 2099).await;
    let target = secure(&server, Some(issuer.pem()));
    let found = servers().discover(&target).await.unwrap();
    assert_eq!(found.address, target.address);
    open(&target, SignInMethod::Pat).list().await.unwrap();
}

#[tokio::test]
async fn another_authority_is_not_trusted_because_one_was_added() {
    let server = server_named(&authority(), "localhost", 2099).await;
    let target = secure(&server, Some(authority().pem()));
    let refused = servers().discover(&target).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::CertificateUntrusted);
}

#[tokio::test]
async fn a_certificate_of_another_host_or_time_is_named_so_and_gets_nothing() {
    let issuer = authority();
    for (name, year, word) in [
        ("other.example.org", 2099, "another host"),
        ("localhost", 2001, "expired"),
    ] {
        let server = server_named(&issuer, name, year).await;
        let target = secure(&server, Some(issuer.pem()));
        let refused = servers().discover(&target).await.unwrap_err();
        assert_eq!(
            refused.code,
            ErrorCode::CertificateMismatch,
            "{name} {year}"
        );
        assert!(refused.message.contains(word), "{refused}");
        let provider = open(&target, SignInMethod::Pat);
        let refused = provider.create(&new_token()).await.unwrap_err();
        assert_eq!(refused.code, ErrorCode::CertificateMismatch);
        assert!(server.seen().is_empty());
    }
}

#[tokio::test]
async fn what_is_no_certificate_is_refused_beside_its_field() {
    let mut target = address("https://hub.example.org");
    for text in [
        "",
        "certificate",
        "-----BEGIN CERTIFICATE-----\n%%%\n-----END CERTIFICATE-----\n",
    ] {
        target.extra_ca = Some(text.into());
        let refused = servers().discover(&target).await.unwrap_err();
        assert_eq!(refused.code, ErrorCode::Invalid, "{text:?}");
        assert!(refused.field.is_some());
    }
}

#[tokio::test]
async fn a_server_that_does_not_speak_tls_is_named_so() {
    // What servers answer to a handshake they take for a broken request.
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").await;
        }
    });
    let target = address(&format!("https://localhost:{port}"));
    let refused = servers().discover(&target).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::Unreachable);
    assert!(refused.message.contains("TLS"), "{refused}");
    let refused = open(&target, SignInMethod::Pat)
        .create(&new_token())
        .await
        .unwrap_err();
    assert_eq!(
        refused.code,
        ErrorCode::Unreachable,
        "no handshake, nothing sent: not lost"
    );
}
