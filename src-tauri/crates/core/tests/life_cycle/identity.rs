//! When a secret and a server id belong together, seen through the use cases.

use chrono::Duration;
use patwarden_core::ErrorCode;
use patwarden_core::token::RecordId;
use patwarden_core::view::{CustodyState, IdentityState};
use patwarden_testkit::fakes::{Call, Side};

use crate::world::{NAME, World, custody, finished};

#[tokio::test]
async fn a_twin_made_at_the_same_moment_makes_the_identity_unproven() {
    let (world, process) = World::connected().await;
    world.server.twins_at_next_create(1);
    let record = process.made(NAME).await;
    let rows = process.refreshed().await;
    let ours = rows.iter().find(|row| row.token.id == record.0).unwrap();
    assert_eq!(ours.token.identity, IdentityState::Unproven);
    assert_eq!(ours.candidates.len(), 2);
    assert_eq!(
        custody(ours),
        CustodyState::Held,
        "its secret is here all the same"
    );
    assert_eq!(rows.len(), 3, "both candidates are listed as themselves");
    assert!(!process.revealed(&record).await.unwrap().is_empty());
}

#[tokio::test]
async fn an_unproven_token_is_never_deleted_through_its_record() {
    let (world, process) = World::connected().await;
    world.server.twins_at_next_create(1);
    let record = process.made(NAME).await;
    process.refreshed().await;
    let refused = process
        .use_cases
        .begin_delete(&record, true)
        .await
        .unwrap_err();
    assert_eq!(refused.code, ErrorCode::Unproven);
    assert_eq!(world.server.count(Call::Delete), 0);
    assert_eq!(world.vault.token_secrets().len(), 1);
}

#[tokio::test]
async fn an_unproven_secret_stays_until_every_candidate_is_gone() {
    let (world, process) = World::connected().await;
    world.server.twins_at_next_create(1);
    let record = process.made(NAME).await;
    let ids: Vec<_> = world
        .server
        .tokens()
        .into_iter()
        .map(|(remote, _)| remote.id)
        .collect();
    world.server.delete_elsewhere(&ids[0]);
    let rows = process.refreshed().await;
    let ours = rows.iter().find(|row| row.token.id == record.0).unwrap();
    assert_eq!(custody(ours), CustodyState::Held);
    assert_eq!(
        ours.token.identity,
        IdentityState::Unproven,
        "one left is no proof"
    );
    world.server.delete_elsewhere(&ids[1]);
    let rows = process.refreshed().await;
    assert_eq!(rows.len(), 1, "{rows:#?}");
    assert_eq!(custody(&rows[0]), CustodyState::Orphaned);
    process.use_cases.begin_delete(&record, true).await.unwrap();
    process.use_cases.finish_delete(&record).await.unwrap();
    assert!(world.vault.token_secrets().is_empty());
}

#[tokio::test]
async fn a_token_of_the_same_name_from_before_is_no_candidate() {
    let (world, process) = World::connected().await;
    world.server.make_elsewhere(NAME, &["openid"]);
    let record = process.made(NAME).await;
    let rows = process.refreshed().await;
    assert_eq!(rows.len(), 2);
    let ours = rows.iter().find(|row| row.token.id == record.0).unwrap();
    assert_eq!(ours.token.identity, IdentityState::Known);
    assert_eq!(
        process.revealed(&record).await.unwrap(),
        world.value_of(ours.server_id.as_ref().unwrap()).unwrap()
    );
}

#[tokio::test]
async fn a_server_clock_that_is_off_by_hours_changes_nothing() {
    for hours in [-5, 7] {
        let world = World::new();
        world.server.set_skew(Duration::hours(hours), None);
        let process = world.process().await;
        let account = process
            .use_cases
            .connect(crate::world::sign_in())
            .await
            .unwrap();
        assert_eq!(account.clock_skew_seconds, hours * 3600);
        process.made(NAME).await;
        assert_eq!(
            process.only_row().await.token.identity,
            IdentityState::Known
        );
    }
}

/// A proxy may set `Date` by its own clock. What cannot be proven by dates is not called gone.
#[tokio::test]
async fn a_server_that_lies_about_its_clock_never_makes_a_live_token_look_gone() {
    let (world, process) = World::connected().await;
    world.server.set_skew(Duration::hours(2), Some(0));
    let record = process.made(NAME).await;
    world.wait_long();
    let rows = process.refreshed().await;
    let ours = rows.iter().find(|row| row.token.id == record.0).unwrap();
    assert_eq!(
        custody(ours),
        CustodyState::Held,
        "its token is alive: {rows:#?}"
    );
    assert_eq!(ours.token.identity, IdentityState::Unproven);
    assert_eq!(ours.candidates, [world.server.tokens()[0].0.id.0.clone()]);
    let refused = process
        .use_cases
        .begin_delete(&record, true)
        .await
        .unwrap_err();
    assert_eq!(refused.code, ErrorCode::Unproven);
}

/// The window ends when the answer came, however long the keychain took afterwards.
#[tokio::test]
async fn a_slow_unlock_does_not_widen_the_window() {
    let (world, process) = World::connected().await;
    process.tape.stop_at("vault.put", Side::Before);
    let making = process.create(NAME);
    tokio::pin!(making);
    assert!(finished(&process.tape, &mut making).await.is_none());
    // While the user looks for the keychain's password, a colleague makes one of the same name.
    world.clock.advance(Duration::seconds(40));
    world.server.make_elsewhere(NAME, &["openid"]);
    process.tape.go_on();
    making.await.unwrap();
    let ours: Vec<_> = process
        .rows()
        .await
        .into_iter()
        .filter(|row| custody(row) == CustodyState::Held)
        .collect();
    assert_eq!(ours.len(), 1);
    assert_eq!(ours[0].token.identity, IdentityState::Known, "{ours:#?}");
    let record = RecordId(ours[0].token.id.clone());
    let server_id = ours[0].server_id.clone().unwrap();
    assert_eq!(
        process.revealed(&record).await.unwrap(),
        world.value_of(&server_id).unwrap()
    );
}

#[tokio::test]
async fn two_processes_that_make_the_same_name_at_once_mix_nothing_up() {
    let (world, first) = World::connected().await;
    let second = world.process().await;
    first.tape.stop_at("server.create", Side::Before);
    let making = first.create(NAME);
    tokio::pin!(making);
    assert!(finished(&first.tape, &mut making).await.is_none());
    second.made(NAME).await;
    first.tape.go_on();
    making.await.unwrap();
    for row in first.refreshed().await {
        if row.token.identity == IdentityState::Known && custody(&row) == CustodyState::Held {
            let record = RecordId(row.token.id.clone());
            let value = world.value_of(row.server_id.as_ref().unwrap());
            assert_eq!(Some(first.revealed(&record).await.unwrap()), value);
        }
    }
    assert_eq!(world.vault.token_secrets().len(), 2);
}

/// Two creates of one name, both killed: the token of the second must not pass for the first's,
/// whose own a stranger has deleted.
#[tokio::test]
async fn a_token_that_two_unfinished_creates_may_have_made_proves_nothing() {
    for second_dies_at in ["vault.put", "journal.write"] {
        let (world, first) = World::connected().await;
        first.tape.stop_at("vault.put", Side::After);
        finished(&first.tape, first.create(NAME)).await;
        drop(first);
        let own = world.server.tokens()[0].0.id.clone();
        world.server.delete_elsewhere(&own);
        let second = world.process().await;
        second.tape.stop_at(second_dies_at, Side::Before);
        finished(&second.tape, second.create(NAME)).await;
        drop(second);
        let next = world.process().await;
        next.refreshed().await;
        world.wait_long();
        for row in next.refreshed().await {
            let record = RecordId(row.token.id.clone());
            if custody(&row) == CustodyState::Held && row.token.identity == IdentityState::Known {
                let value = world.value_of(row.server_id.as_ref().unwrap());
                assert_eq!(
                    Some(next.revealed(&record).await.unwrap()),
                    value,
                    "{row:#?}"
                );
            }
        }
    }
}
