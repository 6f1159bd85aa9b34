//! A server that says the same to a token that ended, was deleted or never was: what this machine
//! knows about it besides.

use chrono::Duration;
use patwarden_core::ErrorCode;
use patwarden_core::account::Trouble;
use patwarden_core::owner::OwnerState;
use patwarden_core::ports::Clock;
use patwarden_core::token::Ends;
use patwarden_core::view::{AccountState, CreateRequest, ExpiryWish};

use crate::world::{ALIAS, OTHER, Process, ROBOT, World, sign_in_with, wish_of};

async fn trouble(process: &Process) -> Trouble {
    process.use_cases.refresh(Some(ROBOT)).await.unwrap();
    process
        .use_cases
        .account(ROBOT)
        .await
        .unwrap()
        .trouble
        .unwrap()
}

/// The robot signs in with a token that was made elsewhere and ends in a day.
async fn signed_in_for_a_day() -> (World, Process, String) {
    let (world, process) = World::of_service_users().await;
    let day = Ends::At(world.clock.now() + Duration::days(1));
    let id = world.also_signed_in(&process, ROBOT, &day).await;
    (world, process, id)
}

#[tokio::test]
async fn the_only_sign_in_token_there_could_be_has_ended_so_it_has_expired_and_the_page_is_named() {
    let (world, process, _) = signed_in_for_a_day().await;
    world.clock.advance(Duration::days(2));
    let trouble = trouble(&process).await;
    assert_eq!(trouble.code, ErrorCode::SignInExpired);
    let page = format!("https://hub.example.org/users/{ROBOT}");
    assert!(trouble.message.contains(&page), "{}", trouble.message);
    let accounts = process.use_cases.snapshot(false).await.unwrap().accounts;
    let view = accounts
        .iter()
        .find(|account| account.alias == ROBOT)
        .unwrap();
    assert_eq!(view.renewal_page.as_ref(), Some(&page));
    assert_eq!(view.state, AccountState::NeedsAttention);
    // A new token is what it waits for.
    let fresh = world.server.make_for(ROBOT, &Ends::Never).0;
    let again = sign_in_with(ROBOT, &world.value_of(&fresh).unwrap());
    let account = process.use_cases.connect(again).await.unwrap();
    assert!(account.trouble.is_none());
}

#[tokio::test]
async fn with_another_that_has_not_ended_nothing_is_claimed() {
    let (world, process, id) = signed_in_for_a_day().await;
    world.server.make_for(ROBOT, &Ends::Never);
    process.refreshed().await;
    world.clock.advance(Duration::days(2));
    assert!(
        world.value_of(&id).is_some(),
        "it has ended, and is listed still"
    );
    assert_eq!(trouble(&process).await.code, ErrorCode::SignInUnknown);
}

/// One that was made here is not what was pasted at the sign-in.
#[tokio::test]
async fn a_live_token_that_was_made_here_does_not_hide_that_the_other_has_ended() {
    let (world, process, _) = signed_in_for_a_day().await;
    let request = CreateRequest {
        account: ROBOT.into(),
        ..wish_of(ROBOT)
    };
    process.use_cases.create(&request).await.unwrap();
    world.clock.advance(Duration::days(2));
    assert_eq!(trouble(&process).await.code, ErrorCode::SignInExpired);
}

#[tokio::test]
async fn another_account_that_sees_the_user_deactivated_or_locked_explains_it() {
    for state in [OwnerState::Deactivated, OwnerState::Locked] {
        let (world, process, _) = signed_in_for_a_day().await;
        world.server.set_owner_state(ROBOT, state);
        process.use_cases.refresh(Some(ALIAS)).await.unwrap();
        let trouble = trouble(&process).await;
        assert_eq!(trouble.code, ErrorCode::SignInDeactivated, "{state:?}");
        assert!(trouble.message.contains("robot"), "{}", trouble.message);
    }
}

#[tokio::test]
async fn another_user_or_another_server_explains_nothing() {
    let (world, process, id) = signed_in_for_a_day().await;
    world.server.set_owner_state(OTHER, OwnerState::Deactivated);
    process.use_cases.refresh(Some(ALIAS)).await.unwrap();
    world
        .server
        .delete_elsewhere(&patwarden_core::token::ServerId(id));
    assert_eq!(trouble(&process).await.code, ErrorCode::SignInUnknown);
    // The same ids elsewhere are other users.
    world.server.set_owner_state(ROBOT, OwnerState::Deactivated);
    process
        .use_cases
        .change_address(ALIAS, "https://other.example.org")
        .await
        .unwrap();
    assert_eq!(trouble(&process).await.code, ErrorCode::SignInUnknown);
}

#[tokio::test]
async fn an_end_that_the_user_chose_is_not_needed_to_ask_the_server_again() {
    let (world, process, _) = signed_in_for_a_day().await;
    let at = world.clock.now() + Duration::days(5);
    let request = CreateRequest {
        account: ROBOT.into(),
        expires: Some(ExpiryWish::At { at }),
        ..wish_of(OTHER)
    };
    process.use_cases.create(&request).await.unwrap();
    world.clock.advance(Duration::days(2));
    // The tokens of others say nothing about the one that is signed in with.
    assert_eq!(trouble(&process).await.code, ErrorCode::SignInExpired);
}
