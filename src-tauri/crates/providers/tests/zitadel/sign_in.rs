//! Signing in, and trying a token.

use patwarden_core::ErrorCode;
use patwarden_core::account::SignInMethod;
use patwarden_core::error::Field;
use patwarden_core::ports::{Credential, Servers};
use patwarden_core::secret::{PatSecret, SignInSecret};

use crate::given::{SECRET, credential, no_route, opened, pinned};
use crate::recorded::{always, recorded};
use crate::scripted::{Server, address, json, servers, with_header};

fn refusal(secret: &str, method: SignInMethod) -> patwarden_core::CoreError {
    let server = address("http://localhost:1");
    let secret = SignInSecret::new(secret);
    let credential = Credential {
        method,
        ..credential(&server, &secret)
    };
    servers().open(&credential).err().unwrap()
}

#[tokio::test]
async fn what_cannot_be_a_token_is_refused_before_anything_is_sent() {
    for secret in [
        "",
        "tiny-thing",
        "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl",
        "two words that are quite long together",
        "{\"type\":\"serviceaccount\",\"keyId\":\"1\"}",
    ] {
        let refused = refusal(secret, SignInMethod::Pat);
        assert_eq!(refused.code, ErrorCode::SignInMalformed, "{secret}");
        assert_eq!(refused.field, Some(Field::Secret));
        assert!(secret.is_empty() || !refused.message.contains(secret));
    }
}

#[tokio::test]
async fn only_a_personal_access_token_signs_in() {
    for method in [SignInMethod::Basic, SignInMethod::AccessToken] {
        assert_eq!(refusal(SECRET, method).field, Some(Field::Secret));
    }
}

#[tokio::test]
async fn blanks_around_a_pasted_token_are_not_sent() {
    let server = always(recorded("07-whoami", "me: robot")).await;
    let pasted = format!("  {SECRET}\n");
    let provider = opened(&servers(), &address(&server.url("")), &pasted, None, false);
    let me = provider.who_am_i().await.unwrap();
    assert_eq!(me.owner.name, "robot");
    assert_eq!(me.owner.organization_id.as_deref(), Some("<ORG:zitadel>"));
    let bearer = format!("Bearer {SECRET}");
    assert_eq!(server.seen()[0].header("authorization"), Some(&*bearer));
}

#[tokio::test]
async fn a_person_may_sign_in_too() {
    let body = r#"{"user":{"id":"1","details":{"resourceOwner":"2"},"state":"USER_STATE_ACTIVE",
        "userName":"hanna","preferredLoginName":"hanna@zitadel.localhost","human":{"profile":{}}}}"#;
    let server = always(json(200, body)).await;
    let me = pinned(&server, "v1").who_am_i().await.unwrap();
    assert_eq!(me.owner.name, "hanna");
}

#[tokio::test]
async fn who_one_is_can_be_asked_without_v1() {
    let server = Server::start(|request| match request.path.as_str() {
        "/oidc/v1/userinfo" => recorded("07-whoami", "userinfo: robot"),
        "/zitadel.user.v2.UserService/GetUserByID" => {
            assert!(request.body.contains("<USER:robot>"), "{}", request.body);
            json(200, r#"{"user":{"userId":"<USER:robot>","username":"robot","details":{"resourceOwner":"2"}}}"#)
        }
        _ => no_route(),
    })
    .await;
    let me = pinned(&server, "connect").who_am_i().await.unwrap();
    assert_eq!(me.owner.id, "<USER:robot>");
    assert_eq!(me.owner.name, "robot");
}

#[tokio::test]
async fn clocks_that_differ_are_named_with_a_token_that_is_refused() {
    for (minutes, word) in [
        (90_i64, "90 minutes ahead"),
        (-90, "90 minutes behind"),
        (3, ""),
    ] {
        let shift = std::time::Duration::from_secs(minutes.unsigned_abs() * 60 + 20);
        let now = std::time::SystemTime::now();
        let date = if minutes < 0 {
            now - shift
        } else {
            now + shift
        };
        let reply = recorded("06-auth", "garbage: v1");
        let server = always(with_header(reply, "date", &httpdate::fmt_http_date(date))).await;
        let refused = pinned(&server, "v1").who_am_i().await.unwrap_err();
        assert_eq!(refused.code, ErrorCode::SignInUnknown);
        assert!(refused.message.contains(word), "{refused}");
        assert_eq!(
            refused.message.contains("clock"),
            minutes.abs() > 5,
            "{refused}"
        );
    }
}

#[tokio::test]
async fn a_token_is_accepted_or_rejected_or_nobody_knows() {
    let tried = PatSecret::new("another-token-of-the-same-server-0123456789");
    for (reply, expected) in [
        (recorded("07-whoami", "me: robot"), Ok(true)),
        (recorded("06-auth", "garbage: v1"), Ok(false)),
        (
            recorded("06-auth", "user of a removed organization: v1"),
            Ok(false),
        ),
        // Taken out by a proxy, so nothing was said about the token.
        (
            recorded("06-auth", "no Authorization header: v1"),
            Err(ErrorCode::SignInRefused),
        ),
        (
            recorded("06-auth", "Host 127.0.0.1"),
            Err(ErrorCode::InstanceUnknown),
        ),
        (
            recorded("12-faults", "database down: v1"),
            Err(ErrorCode::DatabaseDown),
        ),
        (
            recorded("13-quota-and-block", "quota used up: v1"),
            Err(ErrorCode::QuotaUsedUp),
        ),
        (json(500, "{}"), Err(ErrorCode::ServerFailed)),
        (json(403, "{}"), Err(ErrorCode::Rejected)),
        (recorded("06-auth", "only the word Bearer: v1"), Ok(false)),
        // A gateway's own, which says nothing about the token either.
        (
            json(401, "{\"message\":\"Unauthorized\"}"),
            Err(ErrorCode::BadAnswer),
        ),
        (json(401, "{}"), Err(ErrorCode::BadAnswer)),
        (
            json(401, "{\"message\":\"access token invalid\"}"),
            Err(ErrorCode::BadAnswer),
        ),
        (
            json(401, "{\"message\":\"no active user\"}"),
            Err(ErrorCode::BadAnswer),
        ),
        (
            json(403, "{\"message\":\"no (QUERY-Dfbg2)\"}"),
            Err(ErrorCode::BadAnswer),
        ),
        (
            json(500, "{\"message\":\"no (AUTH-7fs1e)\"}"),
            Err(ErrorCode::BadAnswer),
        ),
    ] {
        let server = always(reply).await;
        let accepted = pinned(&server, "v1").accepts(&tried).await;
        assert_eq!(accepted.map_err(|error| error.code), expected);
        let bearer = "Bearer another-token-of-the-same-server-0123456789";
        for request in server.seen() {
            assert_eq!(
                request.header("authorization"),
                Some(bearer),
                "and nothing else"
            );
        }
    }
}

#[tokio::test]
async fn a_token_can_be_tried_without_v1() {
    let tried = PatSecret::new("another-token-of-the-same-server-0123456789");
    for (stem, case, expected) in [
        ("07-whoami", "userinfo: robot", Ok(true)),
        (
            "06-auth",
            "the same token after its expiration: OIDC userinfo",
            Ok(false),
        ),
        (
            "06-auth",
            // The API takes this very token.
            "deactivated user, token added while inactive: OIDC userinfo",
            Err(ErrorCode::BadAnswer),
        ),
    ] {
        let server = Server::start(move |request| match request.path.as_str() {
            "/oidc/v1/userinfo" => recorded(stem, case),
            _ => no_route(),
        })
        .await;
        let accepted = pinned(&server, "v2").accepts(&tried).await;
        assert_eq!(accepted.map_err(|error| error.code), expected, "{case}");
    }
}
