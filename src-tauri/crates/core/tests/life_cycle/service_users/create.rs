//! Making a token for someone: known at once, without a list.

use chrono::{Duration, SubsecRound, Timelike};
use patwarden_core::ports::{Clock, SecretKey};
use patwarden_core::view::{CreateRequest, Created, CustodyState, ExpiryWish, IdentityState};
use patwarden_testkit::fakes::{ADMINISTRATOR, Call, Side};

use crate::world::{NAME, OTHER, ROBOT, World, custody, finished, wish_of};

#[tokio::test]
async fn a_created_token_is_known_at_once_with_owner_end_and_id_and_without_a_list() {
    let (world, process) = World::of_service_users().await;
    let at = world.clock.now() + Duration::days(90);
    let request = CreateRequest {
        expires: Some(ExpiryWish::At { at }),
        ..wish_of(ROBOT)
    };
    let lists = world.server.count(Call::List);
    let Created::Saved { token } = process.use_cases.create(&request).await.unwrap() else {
        panic!("not stored")
    };
    assert_eq!(world.server.count(Call::List), lists, "no list was needed");
    let row = process.only_row_of(ROBOT).await;
    assert_eq!(row.token, *token);
    assert_eq!(token.identity, IdentityState::Known);
    assert_eq!(custody(&row), CustodyState::Held);
    assert_eq!(token.name.as_deref(), Some(NAME));
    assert_eq!(
        (
            token.owner.name.as_str(),
            token.owner.organization_id.as_deref()
        ),
        ("robot", Some("o-1"))
    );
    assert!(token.created_at.is_some());
    let (made, value) = world.server.tokens().pop().unwrap();
    assert_eq!(row.server_id, Some(made.id.0));
    assert_eq!(made.owner.id, ROBOT);
    let end = token.expires_at.unwrap();
    assert_eq!(made.expires_at, Some(end), "to the microsecond");
    assert_eq!(
        end.trunc_subsecs(0),
        at.trunc_subsecs(0),
        "the second that was shown"
    );
    assert_ne!(end.nanosecond(), 0, "and a mark to find it by");
    let record = patwarden_core::token::RecordId(token.id);
    assert_eq!(process.revealed(&record).await.unwrap(), value);
    assert_eq!(process.open_changes().await, 0);
}

#[tokio::test]
async fn each_step_has_its_place_and_the_keychain_is_asked_for_no_more_than_it_must() {
    let (_world, process) = World::of_service_users().await;
    process.made_for_robot().await;
    assert_eq!(
        process.tape.calls(),
        [
            "vault.probe",
            "journal.begin",
            "server.create",
            "vault.put",
            "index.change_tokens",
            "journal.end",
            "index.record",
        ]
    );
}

#[tokio::test]
async fn what_stands_beside_the_secret_is_enough_to_rebuild_a_lost_index() {
    let (world, process) = World::of_service_users().await;
    let record = process.made_for_robot().await;
    let account = process.use_cases.accounts().await.unwrap().remove(0);
    let row = process.only_row_of(ROBOT).await;
    let stored = world.vault.stored();
    let key = SecretKey::Token(account.id, record);
    let (_, attributes, _) = stored.into_iter().find(|(at, ..)| *at == key).unwrap();
    assert_eq!(attributes.server_id, row.server_id);
    assert_eq!(attributes.owner, ROBOT);
    assert_eq!(attributes.subject, ADMINISTRATOR);
    assert_eq!(attributes.name, NAME);
    assert_eq!(attributes.url, account.address.to_string());
}

#[tokio::test]
async fn one_that_never_ends_is_said_to() {
    let (world, process) = World::of_service_users().await;
    process.made_for_robot().await;
    let row = process.only_row_of(ROBOT).await;
    assert!(row.never_expires);
    assert_eq!(row.token.expires_at, None);
    assert!(world.server.tokens().pop().unwrap().0.never_expires);
    let after = process.refreshed_of(ROBOT).await.remove(0);
    assert_eq!((after.never_expires, after.token.expires_at), (true, None));
}

#[tokio::test]
async fn the_name_that_only_this_machine_knows_survives_every_list() {
    let (_world, process) = World::of_service_users().await;
    process.made_for_robot().await;
    for _ in 0..2 {
        let row = process.refreshed_of(ROBOT).await.remove(0);
        assert_eq!(row.token.name.as_deref(), Some(NAME));
        assert_eq!(custody(&row), CustodyState::Held);
    }
    assert!(process.rows_of(OTHER).await.is_empty());
}

#[tokio::test]
async fn secrets_kept_at_a_disconnect_are_held_again_under_their_owners() {
    let (world, process) = World::of_service_users().await;
    let record = process.made_for_robot().await;
    let value = process.revealed(&record).await.unwrap();
    process
        .use_cases
        .disconnect(crate::world::ALIAS, false)
        .await
        .unwrap();
    let again = crate::world::sign_in_with("anew", &world.server.administrators_token());
    process.use_cases.connect(again).await.unwrap();
    let row = process.only_row_of(ROBOT).await;
    assert_eq!(row.token.id, record.0);
    assert_eq!(custody(&row), CustodyState::Held);
    assert_eq!(row.token.identity, IdentityState::Known);
    assert_eq!(row.token.owner.organization_id.as_deref(), Some("o-1"));
    assert_eq!(row.token.name.as_deref(), Some(NAME));
    assert_eq!(process.revealed(&record).await.unwrap(), value);
}

/// Another window asks the server between the answer and the keychain write.
#[tokio::test]
async fn another_process_neither_shows_nor_claims_one_that_is_being_made() {
    for call in ["vault.put", "index.change_tokens", "journal.end"] {
        for side in [Side::Before, Side::After] {
            let (world, process) = World::of_service_users().await;
            let other = world.process().await;
            process.tape.stop_at(call, side);
            let request = wish_of(ROBOT);
            let creating = process.use_cases.create(&request);
            tokio::pin!(creating);
            assert!(finished(&process.tape, &mut creating).await.is_none());
            let seen = other.refreshed_of(ROBOT).await;
            assert!(
                seen.iter().all(|row| custody(row) == CustodyState::Held),
                "{call} {side:?}: {seen:#?}"
            );
            process.tape.go_on();
            let Created::Saved { token } = creating.await.unwrap() else {
                panic!("not stored")
            };
            for process in [&process, &other] {
                let rows = process.refreshed_of(ROBOT).await;
                assert_eq!(rows.len(), 1, "{call} {side:?}: {rows:#?}");
                assert_eq!(rows[0].token.id, token.id);
                assert_eq!(custody(&rows[0]), CustodyState::Held);
            }
        }
    }
}
