//! What `--trace` prints: the exchange without anything that opens a door.

use patwarden_core::secret::PatSecret;
use patwarden_core::token::ServerId;

use crate::given::{SECRET, new_token, pinned, somebody};
use crate::scripted::heard::Heard;
use crate::scripted::{Server, json, with_header};

#[tokio::test]
async fn a_trace_shows_the_exchange_and_no_secret() {
    let heard = Heard::listen();

    let server = Server::start(|request| match request.path.as_str() {
        path if path.ends_with("/pats") || path.ends_with("/AddPersonalAccessToken") => {
            let made = r#"{"tokenId":"1","token":"SENTINEL-made"}"#;
            with_header(
                json(200, made),
                "set-cookie",
                "zitadel.quota=SENTINEL-cookie",
            )
        }
        _ => json(
            401,
            r#"{"code":16,"message":"Errors.Token.Invalid (AUTH-7fs1e)"}"#,
        ),
    })
    .await;
    for interface in ["connect", "v2", "v1"] {
        let provider = pinned(&server, interface);
        provider.create(&new_token(somebody())).await.unwrap();
        provider.list().await.unwrap_err();
        provider
            .delete(&somebody(), &ServerId("1".into()))
            .await
            .unwrap_err();
        let tried = PatSecret::new("SENTINEL-tried");
        assert!(!provider.accepts(&tried).await.unwrap());
        assert!(!format!("{provider:?}", provider = provider.interface()).contains(SECRET));
    }
    let said = heard.text();
    assert!(said.contains("POST http://127.0.0.1"), "{said}");
    assert!(said.contains("AddPersonalAccessToken"), "{said}");
    assert!(said.contains("200 OK"), "{said}");
    assert!(said.contains("authorization: <redacted>"), "{said}");
    assert!(!said.contains("SENTINEL"), "{said}");
}
