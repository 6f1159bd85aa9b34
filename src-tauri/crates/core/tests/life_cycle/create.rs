//! Making a token: the order of things, and what each fault leaves.

use patwarden_core::ErrorCode;
use patwarden_core::ports::StoreState;
use patwarden_core::view::{CustodyState, IdentityState};
use patwarden_testkit::fakes::{Call, Fault, PutFault, Side};

use crate::world::{ALIAS, NAME, World, custody, error, wish};

#[tokio::test]
async fn a_created_token_is_stored_identified_and_listed() {
    let (world, process) = World::connected().await;
    let record = process.made(NAME).await;
    let row = process.only_row().await;
    assert_eq!(row.token.id, record.0);
    assert_eq!(custody(&row), CustodyState::Held);
    assert_eq!(row.token.identity, IdentityState::Known);
    let server_id = row.server_id.unwrap();
    assert_eq!(
        process.revealed(&record).await.unwrap(),
        world.value_of(&server_id).unwrap(),
        "the secret is the one of the token it is listed with"
    );
    let (_, attributes, _) = world
        .vault
        .stored()
        .into_iter()
        .find(|(key, ..)| key.to_string().ends_with(&record.0))
        .unwrap();
    assert_eq!(
        attributes.server_id,
        Some(server_id),
        "enough to rebuild a lost index"
    );
    assert_eq!(attributes.name, NAME);
    assert_eq!(process.open_changes().await, 0);
}

#[tokio::test]
async fn nothing_comes_between_the_answer_and_the_keychain_write() {
    let (_world, process) = World::connected().await;
    process.made(NAME).await;
    let calls = process.tape.calls();
    let answered = calls
        .iter()
        .position(|call| *call == "server.create")
        .unwrap();
    assert_eq!(calls[answered + 1], "vault.put", "{calls:?}");
}

#[tokio::test]
async fn the_keychain_is_proven_and_the_intent_is_written_before_the_request() {
    let (_world, process) = World::connected().await;
    process.made(NAME).await;
    let calls = process.tape.calls();
    let at = |wanted: &str| calls.iter().position(|call| *call == wanted).unwrap();
    assert!(at("vault.probe") < at("journal.begin"), "{calls:?}");
    assert!(at("server.list") < at("journal.begin"), "{calls:?}");
    assert_eq!(at("journal.begin") + 1, at("server.create"), "{calls:?}");
}

#[tokio::test]
async fn without_a_usable_keychain_nothing_is_sent_and_the_reason_has_its_own_code() {
    for (state, code) in [
        (StoreState::Locked, ErrorCode::KeychainRefused),
        (StoreState::Absent, ErrorCode::KeychainAbsent),
        (
            StoreState::NoDefaultCollection,
            ErrorCode::KeychainNoCollection,
        ),
        (StoreState::TimedOut, ErrorCode::KeychainTimedOut),
        (StoreState::Refused, ErrorCode::KeychainRefused),
    ] {
        let (world, process) = World::connected().await;
        world.vault.set(state);
        let refused = process.create(NAME).await.unwrap_err();
        assert_eq!(refused.code, code, "{state:?}");
        assert_eq!(world.server.count(Call::Create), 0, "{state:?}");
        assert_eq!(process.open_changes().await, 0);
    }
}

#[tokio::test]
async fn a_refused_create_is_sent_once_and_leaves_nothing() {
    for code in [
        ErrorCode::HostUnknown,
        ErrorCode::Unreachable,
        ErrorCode::SignInRefused,
        ErrorCode::SignInExpired,
        ErrorCode::SignInUnknown,
        ErrorCode::Forbidden,
        ErrorCode::Rejected,
        ErrorCode::RateLimited,
    ] {
        let (world, process) = World::connected().await;
        world
            .server
            .fail_next(Call::Create, Fault::Before(error(code)));
        let refused = process.create(NAME).await.unwrap_err();
        assert_eq!(refused.code, code);
        assert_eq!(
            world.server.count(Call::Create),
            1,
            "{code:?} is never retried"
        );
        assert!(process.rows().await.is_empty(), "{code:?}");
        assert!(world.vault.token_secrets().is_empty(), "{code:?}");
        assert_eq!(process.open_changes().await, 0, "{code:?}");
    }
}

#[tokio::test]
async fn a_server_that_cannot_be_listed_first_is_sent_no_create() {
    for code in [
        ErrorCode::TimedOut,
        ErrorCode::BadAnswer,
        ErrorCode::ServerFailed,
    ] {
        let (world, process) = World::connected().await;
        world.server.set_down(Some(error(code)));
        assert_eq!(process.create(NAME).await.unwrap_err().code, code);
        assert_eq!(world.server.count(Call::Create), 0, "{code:?}");
    }
}

#[tokio::test]
async fn bad_input_is_refused_before_anyone_is_asked() {
    let (world, process) = World::connected().await;
    process.tape.rewind();
    let mut no_scope = wish(NAME);
    no_scope.scopes.clear();
    let mut unknown_scope = wish(NAME);
    unknown_scope.scopes = vec!["root".into()];
    for request in [wish(""), wish("a b"), no_scope, unknown_scope] {
        let refused = process.use_cases.create(&request).await.unwrap_err();
        assert_eq!(refused.code, ErrorCode::Invalid);
        assert!(refused.field.is_some());
    }
    assert!(
        process.tape.calls().is_empty(),
        "{:?}",
        process.tape.calls()
    );
    assert_eq!(world.server.count(Call::Create), 0);
}

#[tokio::test]
async fn a_list_that_fails_after_the_create_leaves_the_token_held_and_known_later() {
    let (world, process) = World::connected().await;
    // The list from before must succeed, the one after it not.
    process
        .tape
        .stop_at("server.create", patwarden_testkit::fakes::Side::After);
    let creating = process.create(NAME);
    tokio::pin!(creating);
    assert!(
        crate::world::finished(&process.tape, &mut creating)
            .await
            .is_none()
    );
    world
        .server
        .fail_next(Call::List, Fault::Before(error(ErrorCode::TimedOut)));
    process.tape.go_on();
    creating.await.unwrap();
    let row = process.only_row().await;
    assert_eq!(custody(&row), CustodyState::Held);
    assert_eq!(row.token.identity, IdentityState::Unproven);
    assert!(
        !process
            .revealed(&patwarden_core::token::RecordId(row.token.id))
            .await
            .unwrap()
            .is_empty()
    );

    let rows = process.refreshed().await;
    assert_eq!(rows.len(), 1, "{rows:#?}");
    assert_eq!(rows[0].token.identity, IdentityState::Known);
    assert_eq!(process.open_changes().await, 0);
}

#[tokio::test]
async fn a_write_that_fails_keeps_the_secret_in_memory_and_asks() {
    for (fault, code) in [
        (PutFault::Refused, ErrorCode::KeychainRefused),
        (PutFault::Lost, ErrorCode::KeychainTimedOut),
        (PutFault::Late, ErrorCode::KeychainTimedOut),
    ] {
        let (world, process) = World::connected().await;
        world.vault.fail_next_put(fault);
        let (record, view) = process.unsaved(NAME).await;
        assert_eq!(view.reason.unwrap().code, code);
        assert!(view.revocable, "the one new token is this one");
        assert!(!view.handed);
        assert!(process.use_cases.has_unhanded_secret());
        let snapshot = process.use_cases.snapshot(false).await.unwrap();
        assert_eq!(snapshot.unsaved.len(), 1);
        assert_eq!(snapshot.unsaved[0].account, ALIAS);
        assert_eq!(
            process.revealed(&record).await.unwrap(),
            world.server.tokens()[0].1,
            "{fault:?}"
        );
    }
}

/// Whoever ends the process then would lose the secret.
#[tokio::test]
async fn it_is_said_while_a_secret_is_on_its_way_to_the_keychain() {
    let (_world, process) = World::connected().await;
    assert!(!process.use_cases.is_creating());
    process.tape.stop_at("vault.put", Side::Before);
    let making = process.create(NAME);
    tokio::pin!(making);
    tokio::select! {
        _ = &mut making => panic!("it was to stop before the keychain"),
        () = process.tape.stopped() => {}
    }
    assert!(process.use_cases.is_creating());
}
