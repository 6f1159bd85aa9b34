//! Owners that change under one's feet.

use patwarden_core::ErrorCode;
use patwarden_core::owner::OwnerState;
use patwarden_core::token::Ends;
use patwarden_core::view::CustodyState;
use patwarden_testkit::fakes::{Call, Fault, Side};

use crate::world::{OTHER, Process, ROBOT, World, custody, error, finished, wish_of};

pub(super) async fn state_of(process: &Process, owner: &str) -> Option<OwnerState> {
    let owners = process.use_cases.snapshot(false).await.unwrap().owners;
    owners
        .into_iter()
        .find(|row| row.owner.id == owner)
        .map(|row| row.state)
}

#[tokio::test]
async fn a_deactivated_or_locked_owner_is_shown_on_its_tokens_and_they_stay_held() {
    for state in [OwnerState::Deactivated, OwnerState::Locked] {
        let (world, process) = World::of_service_users().await;
        process.made_for_robot().await;
        world.server.make_for(ROBOT, &Ends::Never);
        world.server.set_owner_state(ROBOT, state);
        let rows = process.refreshed_of(ROBOT).await;
        assert_eq!(rows.len(), 2);
        assert!(rows.iter().all(|row| row.owner_state == state), "{rows:#?}");
        assert!(rows.iter().any(|row| custody(row) == CustodyState::Held));
        assert_eq!(state_of(&process, ROBOT).await, Some(state));
        // Its new tokens may work (contract 06): making one is not forbidden here.
        process.made_for_robot().await;
    }
}

#[tokio::test]
async fn the_tokens_of_a_removed_owner_are_gone_and_a_secret_that_is_here_is_orphaned() {
    let (world, process) = World::of_service_users().await;
    let record = process.made_for_robot().await;
    world.server.make_for(ROBOT, &Ends::Never);
    process.refreshed().await;
    world.server.set_owner_state(ROBOT, OwnerState::Removed);
    for _ in 0..2 {
        let rows = process.refreshed_of(ROBOT).await;
        assert_eq!(rows.len(), 1, "the one whose secret is here: {rows:#?}");
        assert_eq!(custody(&rows[0]), CustodyState::Orphaned);
        assert_eq!(rows[0].token.id, record.0);
        assert_eq!(rows[0].owner_state, OwnerState::Removed);
    }
    let asked = world.server.count(Call::OwnerState);
    process.refreshed().await;
    assert_eq!(
        world.server.count(Call::OwnerState),
        asked,
        "removed is for ever"
    );
    let refused = process.use_cases.create(&wish_of(ROBOT)).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::OwnerUnknown);
    // Its secret can be taken away.
    process.use_cases.begin_delete(&record, true).await.unwrap();
    process.use_cases.finish_delete(&record).await.unwrap();
    assert!(world.vault.token_secrets().is_empty());
    process.refreshed().await;
    assert_eq!(
        state_of(&process, ROBOT).await,
        None,
        "nothing of it is left"
    );
}

#[tokio::test]
async fn the_tokens_of_an_owner_that_is_hidden_stay_until_the_server_rejects_their_secret() {
    let (world, process) = World::of_service_users().await;
    let record = process.made_for_robot().await;
    world.server.make_for(OTHER, &Ends::Never);
    process.refreshed().await;
    let value = process.revealed(&record).await.unwrap();
    for owner in [ROBOT, OTHER] {
        world.server.set_owner_state(owner, OwnerState::Hidden);
    }
    let rows = process.refreshed().await;
    let of = |owner: &str| rows.iter().find(|row| row.token.owner.id == owner).unwrap();
    assert_eq!(custody(of(ROBOT)), CustodyState::Held, "hidden is not gone");
    assert_eq!(of(ROBOT).owner_state, OwnerState::Hidden);
    assert!(of(ROBOT).proven_at.is_some(), "the secret itself was asked");
    assert_eq!(custody(of(OTHER)), CustodyState::Elsewhere);
    world.server.reject(&value);
    let rows = process.refreshed().await;
    let of = |owner: &str| rows.iter().find(|row| row.token.owner.id == owner).unwrap();
    assert_eq!(
        custody(of(ROBOT)),
        CustodyState::Orphaned,
        "the server's word to the secret itself"
    );
    assert_eq!(
        custody(of(OTHER)),
        CustodyState::Elsewhere,
        "nothing is known of this one"
    );
    assert!(
        process
            .actions(&record)
            .await
            .contains(&patwarden_core::activity::Action::FoundGone)
    );
}

#[tokio::test]
async fn an_owner_that_cannot_be_asked_about_counts_as_hidden() {
    let (world, process) = World::of_service_users().await;
    process.made_for_robot().await;
    process.refreshed().await;
    world.server.set_owner_state(ROBOT, OwnerState::Removed);
    world.server.fail_next(
        Call::OwnerState,
        Fault::Before(error(ErrorCode::ServerFailed)),
    );
    world
        .server
        .fail_next(Call::Accepts, Fault::Before(error(ErrorCode::ServerFailed)));
    let rows = process.refreshed_of(ROBOT).await;
    assert_eq!(custody(&rows[0]), CustodyState::Held);
    assert_eq!(rows[0].owner_state, OwnerState::Hidden);
    assert_eq!(
        custody(&process.refreshed_of(ROBOT).await[0]),
        CustodyState::Orphaned
    );
}

#[tokio::test]
async fn an_owner_that_moved_takes_its_tokens_along() {
    let (world, process) = World::of_service_users().await;
    let record = process.made_for_robot().await;
    process.refreshed().await;
    world.server.move_owner(ROBOT, "o-2");
    let row = process.refreshed_of(ROBOT).await.remove(0);
    assert_eq!(custody(&row), CustodyState::Held);
    assert_eq!(row.token.owner.organization_id.as_deref(), Some("o-2"));
    assert_eq!(row.organization_name.as_deref(), Some("Organization o-2"));
    process.made_for_robot().await;
    assert_eq!(
        world
            .server
            .tokens()
            .pop()
            .unwrap()
            .0
            .owner
            .organization_id
            .as_deref(),
        Some("o-2")
    );
    process.use_cases.begin_delete(&record, true).await.unwrap();
    process.use_cases.finish_delete(&record).await.unwrap();
}

/// Removed while the dialog was open: the server says so, and nothing is left behind.
#[tokio::test]
async fn a_create_for_an_owner_that_was_removed_a_moment_ago_leaves_nothing() {
    let (world, process) = World::of_service_users().await;
    world.server.set_owner_state(ROBOT, OwnerState::Removed);
    let refused = process.use_cases.create(&wish_of(ROBOT)).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::OwnerUnknown);
    assert_eq!(world.server.count(Call::Create), 1, "never sent twice");
    assert_eq!(process.open_changes().await, 0);
    assert!(process.refreshed_of(ROBOT).await.is_empty());
    assert!(world.vault.token_secrets().is_empty());
    assert_eq!(state_of(&process, ROBOT).await, None);
}

/// Removed while its create was cut short: the next process must not wait for its list for ever.
#[tokio::test]
async fn a_create_whose_owner_was_removed_meanwhile_comes_to_an_end() {
    for (side, left) in [(Side::Before, 0), (Side::After, 1)] {
        let (world, process) = World::of_service_users().await;
        process.tape.stop_at("vault.put", side);
        finished(&process.tape, process.use_cases.create(&wish_of(ROBOT))).await;
        drop(process);
        world.server.set_owner_state(ROBOT, OwnerState::Removed);
        let next = world.process().await;
        next.refreshed().await;
        world.wait_long();
        let rows = next.refreshed_of(ROBOT).await;
        assert_eq!(next.open_changes().await, 0, "{side:?}");
        assert_eq!(rows.len(), left, "{rows:#?}");
        assert!(
            rows.iter()
                .all(|row| custody(row) == CustodyState::Orphaned),
            "{rows:#?}"
        );
    }
}
