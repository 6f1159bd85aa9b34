//! Whether a server accepts a token, asked with that token alone; and what it has nothing of.

use patwarden_core::ErrorCode;
use patwarden_core::account::SignInMethod;
use patwarden_core::owner::{Directory, NewOwner, OwnerState};
use patwarden_core::ports::{Covers, Deleted};
use patwarden_core::secret::PatSecret;
use patwarden_core::token::ServerId;

use crate::recorded::recorded;
use crate::server::{Reply, SECRET, Server, json, user};

/// What is answered to "who am I" and to the exchange that asks why.
async fn tried(who: Reply, why: Reply) -> (Result<bool, ErrorCode>, Server) {
    let server = Server::start(move |request| match request.path.as_str() {
        "/auth/token" => why.clone(),
        _ => who.clone(),
    })
    .await;
    let provider = server.open(SignInMethod::Basic);
    let accepted = provider.accepts(&PatSecret::new("tried-token")).await;
    (accepted.map_err(|error| error.code), server)
}

#[tokio::test]
async fn a_token_is_accepted_or_rejected_or_nobody_knows() {
    let expired = "exchange of an expired PAT (its dates were moved 366 days back in the database)";
    let expired = recorded("07a-token-exchange", expired).reply;
    let whole = json(200, "{\"username\":\"admin\"}");
    for (who, why, expected) in [
        (whole, json(500, ""), Ok(true)),
        (json(401, ""), json(500, ""), Ok(false)),
        (json(500, "{}"), expired, Ok(false)),
        // The server is in trouble, and says nothing about the token.
        (
            json(500, "{}"),
            json(500, "{}"),
            Err(ErrorCode::ServerFailed),
        ),
        (json(403, "{}"), json(500, "{}"), Err(ErrorCode::Rejected)),
    ] {
        let (accepted, server) = tried(who, why).await;
        assert_eq!(accepted, expected);
        let seen = server.seen();
        assert_eq!(seen[0].header("authorization"), Some("Bearer tried-token"));
        for request in seen {
            assert!(!format!("{request:?}").contains(SECRET), "and nothing else");
        }
    }
}

#[tokio::test]
async fn everyone_has_his_own_tokens_and_nobody_elses() {
    let body = "{\"content\":[{\"id\":\"a-1\",\"user\":\"admin\"}]}";
    let server = Server::start(move |request| match request.method.as_str() {
        "DELETE" => json(200, ""),
        _ => json(200, body),
    })
    .await;
    let provider = server.open(SignInMethod::Basic);
    let listing = provider.list().await.unwrap();
    assert_eq!(listing.covers, Covers::Everyone);
    assert_eq!(listing.owners[0].owner, user());
    assert_eq!(provider.list_of(&user()).await.unwrap(), listing);
    assert_eq!(
        provider.owner_state(&user()).await.unwrap(),
        OwnerState::Active
    );
    assert_eq!(provider.directory().await.unwrap(), Directory::default());
    assert_eq!(provider.interface(), None);
    let new = NewOwner {
        user_name: "robot".into(),
        name: "Robot".into(),
        organization_id: None,
    };
    let before = server.seen().len();
    let refused = provider.create_owner(&new).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::Rejected);
    assert_eq!(server.seen().len(), before, "nothing is sent");
    let id = ServerId("a-1".into());
    let deleted = provider.delete(&user(), &id).await.unwrap();
    assert_eq!(
        deleted,
        Deleted::Allegedly,
        "it says so to anything (contract 04)"
    );
}
