//! What `--trace` prints: the exchange without anything that opens a door.

use patwarden_core::account::SignInMethod;

use crate::recorded::{pat, recorded};
use crate::scripted::heard::Heard;
use crate::server::{SECRET, Server, json, new_token, user, with_header};

#[tokio::test]
async fn a_trace_shows_the_exchange_and_no_secret() {
    let heard = Heard::listen();

    let server = Server::start(|request| match request.method.as_str() {
        "POST" if request.path == "/auth/token" => {
            recorded("07a-token-exchange", "exchange of the deleted PAT").reply
        }
        "POST" => with_header(
            recorded("01a-create-scopes", "name and three scopes").reply,
            "set-cookie",
            "SESSION=SENTINEL-cookie",
        ),
        "DELETE" => with_header(json(401, ""), "x-auth-token", "SENTINEL-header"),
        _ => with_header(
            json(302, ""),
            "location",
            "https://idp.example.org/?code=SENTINEL-code",
        ),
    })
    .await;
    for method in [
        SignInMethod::Basic,
        SignInMethod::Pat,
        SignInMethod::AccessToken,
    ] {
        let provider = server.open(method);
        provider.create(&new_token()).await.unwrap();
        provider.list().await.unwrap_err();
        let id = patwarden_core::token::ServerId("a-1".into());
        provider.delete(&user(), &id).await.unwrap_err();
    }
    let said = heard.text();
    assert!(said.contains("POST http://127.0.0.1"), "{said}");
    assert!(said.contains("200 OK"), "{said}");
    assert!(
        said.contains("idp.example.org"),
        "where it was sent is told"
    );
    assert!(said.contains("authorization: <redacted>"), "{said}");
    for secret in [SECRET, &pat(1), "SENTINEL", "YWRtaW46U0VOVElORUw"] {
        assert!(!said.contains(secret), "{secret} in {said}");
    }
}
