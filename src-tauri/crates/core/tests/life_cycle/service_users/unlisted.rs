//! An account that may make tokens but not look at them.

use patwarden_core::ErrorCode;
use patwarden_core::owner::OwnerState;
use patwarden_core::token::RecordId;
use patwarden_core::view::{Created, CustodyState, IdentityState};
use patwarden_testkit::fakes::{ADMINISTRATOR, Side};

use crate::world::{ALIAS, ROBOT, World, custody, finished, sign_in_with, wish_of};

#[tokio::test]
async fn it_makes_one_all_the_same_and_the_secret_is_held_and_known() {
    let (world, process) = World::of_service_users().await;
    world.server.forbid_listing(true);
    let record = process.made_for_robot().await;
    let row = process.only_row_of(ROBOT).await;
    assert_eq!(
        (custody(&row), row.token.identity),
        (CustodyState::Held, IdentityState::Known)
    );
    let value = world.server.tokens().pop().unwrap().1;
    world.wait_long();
    let row = process.refreshed_of(ROBOT).await.remove(0);
    assert_eq!(
        custody(&row),
        CustodyState::Held,
        "no list says that it is gone"
    );
    assert_eq!(process.revealed(&record).await.unwrap(), value);
    let account = process.use_cases.account(ALIAS).await.unwrap();
    assert_eq!(account.trouble.unwrap().code, ErrorCode::Forbidden);
}

#[tokio::test]
async fn it_can_have_tokens_of_its_own_from_the_first_moment() {
    let (world, process) = World::of_service_users().await;
    process.use_cases.disconnect(ALIAS, true).await.unwrap();
    world.server.forbid_listing(true);
    let request = sign_in_with(ALIAS, &world.server.administrators_token());
    process.use_cases.connect(request).await.unwrap();
    let owners = process.use_cases.snapshot(false).await.unwrap().owners;
    assert_eq!(owners.len(), 1, "oneself is offered: {owners:#?}");
    let made = process
        .use_cases
        .create(&wish_of(ADMINISTRATOR))
        .await
        .unwrap();
    assert!(matches!(made, Created::Saved { .. }));
    let unknown = process
        .use_cases
        .create(&wish_of("nobody"))
        .await
        .unwrap_err();
    assert_eq!(
        unknown.code,
        ErrorCode::Forbidden,
        "nobody said that there is none"
    );
}

#[tokio::test]
async fn what_was_stored_when_the_process_was_killed_is_shown_although_no_list_can_be_read() {
    for side in [Side::Before, Side::After] {
        for call in ["journal.write", "index.change_tokens"] {
            let (world, process) = World::of_service_users().await;
            world.server.forbid_listing(true);
            process.tape.stop_at(call, side);
            finished(&process.tape, process.use_cases.create(&wish_of(ROBOT))).await;
            drop(process);
            assert_held_after_restart(&world).await;
        }
    }
}

#[tokio::test]
async fn it_is_shown_too_while_the_server_cannot_be_reached_or_hides_the_owner() {
    for hidden in [true, false] {
        let (world, process) = World::of_service_users().await;
        process.tape.stop_at("vault.put", Side::After);
        finished(&process.tape, process.use_cases.create(&wish_of(ROBOT))).await;
        drop(process);
        if hidden {
            world.server.set_owner_state(ROBOT, OwnerState::Hidden);
        } else {
            world
                .server
                .set_down(Some(crate::world::error(ErrorCode::Unreachable)));
        }
        assert_held_after_restart(&world).await;
    }
}

async fn assert_held_after_restart(world: &World) {
    let (made, value) = world.server.tokens().pop().unwrap();
    let next = world.process().await;
    for _ in 0..2 {
        let rows = next.refreshed_of(ROBOT).await;
        assert_eq!(rows.len(), 1, "{rows:#?}");
        assert_eq!(
            (custody(&rows[0]), rows[0].token.identity),
            (CustodyState::Held, IdentityState::Known)
        );
        assert_eq!(rows[0].server_id.as_ref(), Some(&made.id.0));
        let record = RecordId(rows[0].token.id.clone());
        assert_eq!(next.revealed(&record).await.unwrap(), value);
        world.wait_long();
    }
    assert_eq!(next.open_changes().await, 0);
    world.heal();
    world.server.forbid_listing(false);
    world.server.set_owner_state(ROBOT, OwnerState::Active);
    let rows = next.refreshed_of(ROBOT).await;
    assert_eq!(rows.len(), 1, "{rows:#?}");
    assert!(rows[0].token.created_at.is_some(), "completed by the list");
}

/// Nothing is known of it, and nothing is invented.
#[tokio::test]
async fn an_answer_lost_there_stays_open_until_a_list_can_be_read() {
    let (world, process) = World::of_service_users().await;
    world.server.forbid_listing(true);
    world.server.fail_next(
        patwarden_testkit::fakes::Call::Create,
        patwarden_testkit::fakes::Fault::After(crate::world::error(ErrorCode::AnswerLost)),
    );
    process.use_cases.create(&wish_of(ROBOT)).await.unwrap_err();
    world.wait_long();
    assert!(process.refreshed_of(ROBOT).await.is_empty());
    assert_eq!(process.open_changes().await, 1);
    world.server.forbid_listing(false);
    let rows = process.refreshed_of(ROBOT).await;
    assert_eq!(custody(&rows[0]), CustodyState::Lost);
    assert_eq!(process.open_changes().await, 0);
}
