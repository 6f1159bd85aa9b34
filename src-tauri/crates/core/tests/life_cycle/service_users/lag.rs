//! A list that is behind the changes it shall show.

use chrono::Duration;
use patwarden_core::activity::Action;
use patwarden_core::ports::StoreState;
use patwarden_core::token::ServerId;
use patwarden_core::view::{CustodyState, Pending};

use crate::world::{ROBOT, World, custody};

#[tokio::test]
async fn a_token_just_made_is_not_called_gone_while_the_list_lags() {
    let (world, process) = World::of_service_users().await;
    world.server.set_lag(Duration::seconds(8));
    let record = process.made_for_robot().await;
    let other = world.process().await;
    for seconds in [0, 3, 4] {
        world.clock.advance(Duration::seconds(seconds));
        for process in [&process, &other] {
            let rows = process.refreshed_of(ROBOT).await;
            assert_eq!(rows.len(), 1, "{rows:#?}");
            assert_eq!(custody(&rows[0]), CustodyState::Held);
            assert_eq!(rows[0].token.id, record.0);
        }
    }
    world.wait_long();
    assert_eq!(
        custody(&process.refreshed_of(ROBOT).await[0]),
        CustodyState::Held
    );
    assert!(!process.actions(&record).await.contains(&Action::FoundGone));
}

#[tokio::test]
async fn a_token_just_made_is_gone_once_the_lag_is_over_and_it_really_is() {
    let (world, process) = World::of_service_users().await;
    world.server.set_lag(Duration::seconds(3));
    let record = process.made_for_robot().await;
    let id = process.only_row_of(ROBOT).await.server_id.unwrap();
    world.server.delete_elsewhere(&ServerId(id));
    world.clock.advance(Duration::seconds(5));
    assert_eq!(
        custody(&process.refreshed_of(ROBOT).await[0]),
        CustodyState::Held,
        "it may lag still"
    );
    world.clock.advance(Duration::seconds(10));
    assert_eq!(
        custody(&process.refreshed_of(ROBOT).await[0]),
        CustodyState::Orphaned
    );
    assert!(process.actions(&record).await.contains(&Action::FoundGone));
}

/// Seen once, its absence counts at once.
#[tokio::test]
async fn a_token_that_a_list_has_shown_is_gone_with_the_first_list_without_it() {
    let (world, process) = World::of_service_users().await;
    process.made_for_robot().await;
    let row = process.refreshed_of(ROBOT).await.remove(0);
    world
        .server
        .delete_elsewhere(&ServerId(row.server_id.unwrap()));
    assert_eq!(
        custody(&process.refreshed_of(ROBOT).await[0]),
        CustodyState::Orphaned
    );
}

#[tokio::test]
async fn a_token_just_deleted_does_not_come_back_while_the_list_lags() {
    let (world, process) = World::of_service_users().await;
    let record = process.made_for_robot().await;
    process.refreshed().await;
    world.server.set_lag(Duration::seconds(8));
    process.use_cases.begin_delete(&record, true).await.unwrap();
    process.use_cases.finish_delete(&record).await.unwrap();
    let other = world.process().await;
    for seconds in [0, 4, 3] {
        world.clock.advance(Duration::seconds(seconds));
        for process in [&process, &other] {
            let rows = process.refreshed_of(ROBOT).await;
            assert!(rows.is_empty(), "{rows:#?}");
        }
    }
    world.wait_long();
    assert!(process.refreshed_of(ROBOT).await.is_empty());
}

#[tokio::test]
async fn one_whose_secret_waits_for_the_keychain_does_not_come_back_to_life() {
    let (world, process) = World::of_service_users().await;
    let record = process.made_for_robot().await;
    process.refreshed().await;
    world.server.set_lag(Duration::seconds(8));
    world.vault.set(StoreState::Locked);
    process.use_cases.begin_delete(&record, true).await.unwrap();
    process.use_cases.finish_delete(&record).await.unwrap();
    let row = process.refreshed_of(ROBOT).await.remove(0);
    assert_eq!(row.pending, Some(Pending::SecretWaits));
    assert_eq!(
        custody(&row),
        CustodyState::Orphaned,
        "the list lags: it is gone for certain"
    );
    world.wait_long();
    process.refreshed().await;
    assert!(
        !process.actions(&record).await.contains(&Action::FoundGone),
        "we deleted it ourselves"
    );
    world.vault.set(StoreState::Available);
    assert!(process.refreshed_of(ROBOT).await.is_empty());
    assert!(world.vault.token_secrets().is_empty());
}

#[tokio::test]
async fn an_unsaved_token_just_revoked_does_not_come_back_as_a_strangers() {
    let (world, process) = World::of_service_users().await;
    world
        .vault
        .fail_next_put(patwarden_testkit::fakes::PutFault::Refused);
    let unsaved = process
        .use_cases
        .create(&crate::world::wish_of(ROBOT))
        .await
        .unwrap();
    let patwarden_core::view::Created::Unsaved { unsaved } = unsaved else {
        panic!("stored")
    };
    world.server.set_lag(Duration::seconds(8));
    let record = patwarden_core::token::RecordId(unsaved.id);
    process.use_cases.revoke_unsaved(&record).await.unwrap();
    assert!(process.refreshed_of(ROBOT).await.is_empty());
    world.wait_long();
    assert!(process.refreshed_of(ROBOT).await.is_empty());
}
