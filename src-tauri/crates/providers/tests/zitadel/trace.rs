//! What `--trace` prints: the exchange without anything that opens a door.

use std::io::Write;
use std::sync::{Arc, Mutex};

use patwarden_core::secret::PatSecret;
use patwarden_core::token::ServerId;
use tracing_subscriber::filter::LevelFilter;

use crate::given::{SECRET, new_token, pinned, somebody};
use crate::scripted::{Server, json, with_header};

#[derive(Clone, Default)]
struct Heard(Arc<Mutex<Vec<u8>>>);

impl Write for Heard {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn a_trace_shows_the_exchange_and_no_secret() {
    // While there is one subscriber only, a line that another test comes by first is judged by that
    // test's thread, which has none, and is silent from then on.
    let _second = tracing::Dispatch::new(tracing_subscriber::registry());
    let heard = Heard::default();
    let writer = heard.clone();
    // Everything, also what the libraries below say.
    let log = tracing_subscriber::fmt()
        .with_max_level(LevelFilter::TRACE)
        .with_writer(move || writer.clone())
        .finish();
    let _tracing = tracing::subscriber::set_default(log);

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
    let said = String::from_utf8(heard.0.lock().unwrap().clone()).unwrap();
    assert!(said.contains("POST http://127.0.0.1"), "{said}");
    assert!(said.contains("AddPersonalAccessToken"), "{said}");
    assert!(said.contains("200 OK"), "{said}");
    assert!(said.contains("authorization: <redacted>"), "{said}");
    assert!(!said.contains("SENTINEL"), "{said}");
}
