//! Each refusal of a real server told apart, so that the next step can be named.

use patwarden_core::ErrorCode;
use patwarden_core::account::SignInMethod;
use patwarden_core::token::ServerId;

use crate::recorded::{Recorded, id, recorded, server_of};
use crate::server::{Server, new_token, user};

const EXPIRED: &str =
    "exchange of an expired PAT (its dates were moved 366 days back in the database)";
const DAMAGED: &str = "exchange of a PAT with damaged stored authentication (database row changed)";
const WITHOUT: &str = "exchange of a PAT without stored authentication (database row changed)";

async fn list_code(exchanges: Vec<Recorded>, method: SignInMethod) -> ErrorCode {
    let server = server_of(exchanges).await;
    server.open(method).list().await.unwrap_err().code
}

#[tokio::test]
async fn a_wrong_password_is_named_so_although_the_server_says_403() {
    let server = server_of(vec![recorded("05a-auth", "wrong password - who am I")]).await;
    let refused = server
        .open(SignInMethod::Basic)
        .who_am_i()
        .await
        .unwrap_err();
    assert_eq!(refused.code, ErrorCode::SignInRefused);
    let exchange = recorded("05a-auth", "wrong password - list");
    let code = list_code(vec![exchange], SignInMethod::Basic).await;
    assert_eq!(code, ErrorCode::SignInRefused);
}

#[tokio::test]
async fn a_token_that_may_not_is_forbidden() {
    let exchange = recorded("05a-auth", "wrong password - list");
    let code = list_code(vec![exchange], SignInMethod::AccessToken).await;
    assert_eq!(code, ErrorCode::Forbidden);
}

#[tokio::test]
async fn an_unknown_or_deleted_pat_is_told_from_an_expired_one_by_the_exchange() {
    for (list, exchange, code) in [
        (
            "well-formed but unknown PAT - list",
            "unknown PAT",
            ErrorCode::SignInUnknown,
        ),
        (
            "well-formed but unknown PAT - list",
            "exchange of the deleted PAT",
            ErrorCode::SignInUnknown,
        ),
        ("expired PAT - list", EXPIRED, ErrorCode::SignInExpired),
        (
            "PAT whose stored authentication is damaged (database row changed) - list",
            DAMAGED,
            ErrorCode::SignInUnknown,
        ),
        (
            "PAT without stored authentication (database row changed) - list",
            WITHOUT,
            ErrorCode::SignInUnknown,
        ),
    ] {
        let exchanges = vec![
            recorded("05a-auth", list),
            recorded("07a-token-exchange", exchange),
        ];
        assert_eq!(
            list_code(exchanges, SignInMethod::Pat).await,
            code,
            "{list}: {exchange}"
        );
    }
}

#[tokio::test]
async fn the_exchange_that_asks_why_sends_the_token_in_the_body_alone() {
    let exchanges = vec![
        recorded("05a-auth", "expired PAT - list"),
        recorded("07a-token-exchange", EXPIRED),
    ];
    let server = server_of(exchanges).await;
    server.open(SignInMethod::Pat).list().await.unwrap_err();
    let asked = server
        .seen()
        .into_iter()
        .find(|request| request.path == "/auth/token")
        .unwrap();
    assert!(
        asked
            .body
            .contains("subject_token_type=urn%3Aietf%3Aparams%3Aoauth%3Atoken-type%3Apat")
    );
    assert!(asked.body.contains(crate::server::SECRET));
    assert_eq!(asked.header("authorization"), None);
}

#[tokio::test]
async fn an_exchange_that_is_refused_for_another_reason_says_nothing_about_the_token() {
    let exchanges = vec![
        recorded("05a-auth", "expired PAT - list"),
        recorded("07a-token-exchange", "subject_token_type jwt"),
    ];
    let code = list_code(exchanges, SignInMethod::Pat).await;
    assert_eq!(
        code,
        ErrorCode::ServerFailed,
        "an older server may not know the kind"
    );
}

#[tokio::test]
async fn an_expired_access_token_is_told_from_an_unknown_one() {
    let expired = recorded("05c-auth-expired-access-token", "66 s later, list");
    let code = list_code(vec![expired], SignInMethod::AccessToken).await;
    assert_eq!(code, ErrorCode::SignInExpired);
    let unknown = recorded("05a-auth", "well-formed but unknown PAT - list");
    let code = list_code(vec![unknown], SignInMethod::AccessToken).await;
    assert_eq!(code, ErrorCode::SignInUnknown);
}

#[tokio::test]
async fn a_refused_create_is_not_called_lost() {
    for (create, exchange, code) in [
        (
            "deleted PAT - create",
            "exchange of the deleted PAT",
            ErrorCode::SignInUnknown,
        ),
        ("expired PAT - create", EXPIRED, ErrorCode::SignInExpired),
    ] {
        let exchanges = vec![
            recorded("05a-auth", create),
            recorded("07a-token-exchange", exchange),
        ];
        let server = server_of(exchanges).await;
        let refused = server
            .open(SignInMethod::Pat)
            .create(&new_token())
            .await
            .unwrap_err();
        assert_eq!(refused.code, code, "{create}");
        assert_eq!(creates(&server), 1);
    }
}

/// The server answers 500 to some bodies without storing anything, and to others nobody knows.
#[tokio::test]
async fn a_create_that_fails_inside_the_server_is_looked_for() {
    let exchange = recorded("01a-create-scopes", "null inside the array");
    let server = server_of(vec![exchange]).await;
    let refused = server
        .open(SignInMethod::Basic)
        .create(&new_token())
        .await
        .unwrap_err();
    assert_eq!(refused.code, ErrorCode::AnswerLost);
    assert_eq!(creates(&server), 1, "never sent twice");
}

#[tokio::test]
async fn a_foreign_token_is_neither_read_nor_deleted() {
    let get = recorded("03-get", "another user's token (alice asks for bob's)");
    let delete = recorded("04-delete", "another user's token (alice deletes bob's)");
    let server = server_of(vec![get, delete]).await;
    let provider = server.open(SignInMethod::AccessToken);
    let refused = provider.get(&user(), &ServerId(id(2))).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::ServerFailed);
    let refused = provider
        .delete(&user(), &ServerId(id(4)))
        .await
        .unwrap_err();
    assert_eq!(refused.code, ErrorCode::ServerFailed);
}

#[tokio::test]
async fn a_pat_that_deleted_itself_is_unknown_afterwards() {
    let exchanges = vec![
        recorded("04-delete", "and is used again"),
        recorded("07a-token-exchange", "exchange of the deleted PAT"),
    ];
    assert_eq!(
        list_code(exchanges, SignInMethod::Pat).await,
        ErrorCode::SignInUnknown
    );
}

fn creates(server: &Server) -> usize {
    let seen = server.seen();
    let tokens = "/api/v1/tokens/personal";
    seen.iter()
        .filter(|request| request.method == "POST" && request.path == tokens)
        .count()
}
