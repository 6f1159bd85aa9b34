//! What a real server answers when all is well.

use chrono::{DateTime, Utc};
use patwarden_core::account::SignInMethod;
use patwarden_core::token::ServerId;

use crate::recorded::{MOMENT, id, pat, recorded, server_of};
use crate::server::{Server, json, new_token, user};

#[tokio::test]
async fn the_user_is_who_the_server_says_and_basic_is_sent_as_basic() {
    let server = server_of(vec![recorded("05a-auth", "valid basic - who am I")]).await;
    let owner = server.open(SignInMethod::Basic).who_am_i().await.unwrap();
    assert_eq!(owner.owner.name, "admin");
    let sent = server.seen()[0].header("authorization").unwrap().to_owned();
    assert!(sent.starts_with("Basic "), "{sent}");
}

#[tokio::test]
async fn every_listed_token_is_read_with_its_dates_and_scopes() {
    let note = "five tokens, created in the order charlie, alpha, bravo, echo, delta";
    let server = server_of(vec![recorded("02-list", note)]).await;
    let listing = server.open(SignInMethod::Basic).list().await.unwrap();
    let names: Vec<_> = listing
        .tokens
        .iter()
        .map(|token| token.name.clone().unwrap())
        .collect();
    assert_eq!(names, ["charlie", "alpha", "bravo", "echo", "delta"]);
    let first = &listing.tokens[0];
    assert_eq!(first.id.0, id(1));
    assert_eq!(
        first.created_at,
        Some(MOMENT.parse::<DateTime<Utc>>().unwrap())
    );
    assert_eq!(
        (first.expires_at.unwrap() - first.created_at.unwrap()).num_days(),
        365
    );
    assert_eq!(first.owner.name, "admin");
    assert_eq!(first.details[0].0, "ipAddress");
}

#[tokio::test]
async fn names_are_tame_and_bounded_and_ids_stay_as_they_are() {
    let wild = |word: &str| format!("{word}\u{202e}\u{7}\n{}", "x".repeat(5000));
    let body = serde_json::json!({"content": [{
        "id": "a\u{202e}1", "name": wild("n"), "user": "ad\u{202e}min", "scopes": [wild("s")],
        "ipAddress": wild("1"),
    }]});
    let server = Server::start(move |_| json(200, &body.to_string())).await;
    let listing = server.open(SignInMethod::Basic).list().await.unwrap();
    let token = &listing.tokens[0];
    assert_eq!(token.id.0, "a\u{202e}1");
    assert_eq!(token.owner.id, "ad\u{202e}min");
    assert_eq!(token.owner.name, "admin");
    let xs = |count| "x".repeat(count);
    // A name that may be given comes back whole: lost tokens are found by it.
    assert_eq!(token.name.as_deref(), Some(&*format!("n{}", xs(254))));
    assert!(token.scopes.contains(&format!("s{}", xs(199))));
    assert_eq!(token.details[0].1, format!("1{}", xs(199)));
}

#[tokio::test]
async fn an_id_that_no_server_makes_makes_the_list_no_list() {
    for (id, user) in [
        ("a\nb".to_owned(), "admin"),
        ("x".repeat(1001), "admin"),
        ("a".into(), "\u{7}"),
    ] {
        let body = serde_json::json!({"content": [{"id": id, "user": user}]});
        let server = Server::start(move |_| json(200, &body.to_string())).await;
        let refused = server.open(SignInMethod::Basic).list().await.unwrap_err();
        assert_eq!(
            refused.code,
            patwarden_core::ErrorCode::BadAnswer,
            "{refused}"
        );
    }
}

#[tokio::test]
async fn an_empty_list_is_a_complete_one() {
    let server = server_of(vec![recorded("02-list", "no token")]).await;
    let listing = server.open(SignInMethod::Basic).list().await.unwrap();
    assert!(listing.tokens.is_empty());
}

#[tokio::test]
async fn a_row_without_name_scopes_and_address_is_still_a_token() {
    let note = "the same row with expiry in 30 days but name, scope and address null";
    let server = server_of(vec![recorded("05a-auth", note)]).await;
    let listing = server.open(SignInMethod::Basic).list().await.unwrap();
    assert_eq!(listing.tokens.len(), 1);
    assert_eq!(listing.tokens[0].name, None);
    assert!(listing.tokens[0].scopes.is_empty());
}

#[tokio::test]
async fn an_absent_expiry_is_none_and_not_never() {
    let note = "the token made-by-a-pat now has no expiry in the database";
    let server = server_of(vec![recorded("05a-auth", note)]).await;
    let listing = server.open(SignInMethod::Basic).list().await.unwrap();
    assert_eq!(listing.tokens[0].expires_at, None);
}

#[tokio::test]
async fn a_create_sends_name_and_scopes_and_reads_the_value() {
    let server = server_of(vec![recorded("01a-create-scopes", "name and three scopes")]).await;
    let issued = server
        .open(SignInMethod::Basic)
        .create(&new_token())
        .await
        .unwrap();
    // EXPOSE: the test compares it with the recorded value.
    assert_eq!(issued.secret.expose_secret(), pat(1));
    assert_eq!(issued.token, None, "the answer holds no id of the token");
    let request = &server.seen()[0];
    assert_eq!(request.header("content-type"), Some("application/json"));
    let sent: serde_json::Value = serde_json::from_str(&request.body).unwrap();
    assert_eq!(
        sent,
        serde_json::json!({"name": "name-and-scopes", "scopes": ["openid", "profile"]})
    );
    assert!(!format!("{issued:?}").contains(&pat(1)));
}

#[tokio::test]
async fn what_was_created_is_listed_as_it_was_sent() {
    let note = "everything that was stored";
    let server = server_of(vec![recorded("01a-create-scopes", note)]).await;
    let listing = server.open(SignInMethod::Basic).list().await.unwrap();
    let named = |name: &str| {
        let mut fitting = listing
            .tokens
            .iter()
            .filter(|token| token.name.as_deref() == Some(name));
        fitting.next().unwrap().clone()
    };
    assert!(named("name-and-scopes").scopes.contains("openid"));
    assert!(listing.tokens.len() > 10);
}

#[tokio::test]
async fn one_token_is_read_by_its_id_and_an_unknown_one_is_none() {
    let own = recorded("03-get", "own token");
    let unknown = recorded("03-get", "unknown UUID");
    let unknown_id = unknown.path.rsplit('/').next().unwrap().to_owned();
    let server = server_of(vec![own, unknown]).await;
    let provider = server.open(SignInMethod::AccessToken);
    let found = provider
        .get(&user(), &ServerId(id(1)))
        .await
        .unwrap()
        .unwrap();
    assert_eq!(found.name.as_deref(), Some("alice-1"));
    assert_eq!(
        provider.get(&user(), &ServerId(unknown_id)).await.unwrap(),
        None
    );
    assert!(
        server.seen()[0]
            .header("authorization")
            .unwrap()
            .starts_with("Bearer ")
    );
}

#[tokio::test]
async fn deleting_is_answered_the_same_for_what_is_there_and_what_is_not() {
    for note in ["own token", "the same again", "unknown UUID"] {
        let exchange = recorded("04-delete", note);
        let wanted = exchange.path.rsplit('/').next().unwrap().to_owned();
        let server = server_of(vec![exchange]).await;
        let provider = server.open(SignInMethod::AccessToken);
        provider.delete(&user(), &ServerId(wanted)).await.unwrap();
        assert_eq!(server.count("DELETE"), 1, "{note}");
    }
}

#[tokio::test]
async fn an_id_that_would_change_the_path_is_never_sent() {
    let server = server_of(Vec::new()).await;
    let provider = server.open(SignInMethod::Basic);
    for hostile in ["", "..%2F..", "a/b", "a?b", "a#b", "bad id", "é"] {
        provider
            .delete(&user(), &ServerId(hostile.into()))
            .await
            .unwrap_err();
        provider
            .get(&user(), &ServerId(hostile.into()))
            .await
            .unwrap_err();
    }
    for dots in [".", ".."] {
        provider
            .delete(&user(), &ServerId(dots.into()))
            .await
            .unwrap_err();
    }
    assert!(server.seen().is_empty());
}
