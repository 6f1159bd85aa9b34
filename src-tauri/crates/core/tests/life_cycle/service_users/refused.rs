//! Listed is not accepted: whether the server still takes the secrets that are kept here.

use chrono::Duration;
use patwarden_core::ErrorCode;
use patwarden_core::owner::OwnerState;
use patwarden_core::ports::StoreState;
use patwarden_core::status::Status;
use patwarden_core::token::{Ends, RecordId};
use patwarden_testkit::fakes::{Call, Fault};

use crate::world::{OTHER, Process, ROBOT, World, custody, error};

async fn held() -> (World, Process, RecordId, String) {
    let (world, process) = World::of_service_users().await;
    let record = process.made_for_robot().await;
    let value = process.revealed(&record).await.unwrap();
    process.refreshed().await;
    (world, process, record, value)
}

async fn status(process: &Process) -> Status {
    process.only_row_of(ROBOT).await.token.status
}

#[tokio::test]
async fn a_token_of_an_owner_that_was_deactivated_is_refused_and_accepted_when_the_server_does() {
    let (world, process, ..) = held().await;
    assert_eq!(status(&process).await, Status::Active);
    for state in [OwnerState::Deactivated, OwnerState::Locked] {
        world.server.set_owner_state(ROBOT, state);
        process.refreshed().await;
        assert_eq!(status(&process).await, Status::Refused, "{state:?}");
        assert!(process.only_row_of(ROBOT).await.proven_at.is_some());
    }
    world.server.set_owner_state(ROBOT, OwnerState::Active);
    process.refreshed().await;
    assert_eq!(status(&process).await, Status::Active);
}

/// One made before its owner was deactivated stays dead for ever (contract 06).
#[tokio::test]
async fn reactivation_alone_does_not_make_it_good_again() {
    let (world, process, _, value) = held().await;
    world.server.set_owner_state(ROBOT, OwnerState::Deactivated);
    world.server.reject(&value);
    process.refreshed().await;
    world.server.set_owner_state(ROBOT, OwnerState::Active);
    process.refreshed().await;
    assert_eq!(status(&process).await, Status::Refused);
    assert_eq!(
        custody(&process.only_row_of(ROBOT).await),
        patwarden_core::view::CustodyState::Held
    );
    world.server.accept_again(&value);
    process.refreshed().await;
    assert_eq!(status(&process).await, Status::Active);
}

#[tokio::test]
async fn it_is_proven_when_the_user_asks() {
    let (world, process, record, value) = held().await;
    assert!(process.use_cases.prove(&record).await.unwrap());
    let first = process.only_row_of(ROBOT).await.proven_at.unwrap();
    world.server.reject(&value);
    assert!(!process.use_cases.prove(&record).await.unwrap());
    assert_eq!(status(&process).await, Status::Refused);
    assert!(process.only_row_of(ROBOT).await.proven_at.unwrap() > first);
    world.server.accept_again(&value);
    assert!(process.use_cases.prove(&record).await.unwrap());
    assert_eq!(status(&process).await, Status::Active);
}

#[tokio::test]
async fn what_is_not_here_cannot_be_proven() {
    let (world, process) = World::of_service_users().await;
    world.server.make_for(ROBOT, &Ends::Never);
    process.refreshed().await;
    let record = RecordId(process.only_row_of(ROBOT).await.token.id);
    let refused = process.use_cases.prove(&record).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::NotHeld);
    assert_eq!(world.server.count(Call::Accepts), 0);
}

#[tokio::test]
async fn an_untroubled_token_is_tried_once_a_day_and_not_before() {
    let (world, process, _, value) = held().await;
    world.server.reject(&value);
    for _ in 0..3 {
        world.clock.advance(Duration::hours(7));
        process.refreshed().await;
    }
    assert_eq!(world.server.count(Call::Accepts), 0);
    assert_eq!(status(&process).await, Status::Active, "nobody has asked");
    world.clock.advance(Duration::hours(4));
    process.refreshed().await;
    assert_eq!(world.server.count(Call::Accepts), 1);
    assert_eq!(status(&process).await, Status::Refused);
}

#[tokio::test]
async fn a_locked_keychain_is_not_prompted_for_a_proof_and_asked_once_only() {
    let (world, process, ..) = held().await;
    process.made_for_robot().await;
    process.made_for_robot().await;
    world.server.set_owner_state(ROBOT, OwnerState::Deactivated);
    world.vault.set(StoreState::Locked);
    process.tape.rewind();
    let rows = process.refreshed_of(ROBOT).await;
    assert_eq!(world.vault.prompts(), 0);
    assert_eq!(world.server.count(Call::Accepts), 0);
    assert!(
        rows.iter()
            .all(|row| row.token.status == Status::Active && row.proven_at.is_none())
    );
    let asked = process
        .tape
        .calls()
        .into_iter()
        .filter(|call| *call == "vault.get");
    assert_eq!(
        asked.count(),
        1,
        "one that is locked is locked for all of them"
    );
    world.vault.set(StoreState::Available);
    let rows = process.refreshed_of(ROBOT).await;
    assert!(
        rows.iter().all(|row| row.token.status == Status::Refused),
        "{rows:#?}"
    );
}

#[tokio::test]
async fn a_server_that_does_not_answer_proves_nothing() {
    let (world, process, record, _) = held().await;
    world.server.set_owner_state(ROBOT, OwnerState::Deactivated);
    world
        .server
        .fail_next(Call::Accepts, Fault::Before(error(ErrorCode::TimedOut)));
    process.refreshed().await;
    assert_eq!(status(&process).await, Status::Active);
    world
        .server
        .fail_next(Call::Accepts, Fault::Before(error(ErrorCode::TimedOut)));
    assert_eq!(
        process.use_cases.prove(&record).await.unwrap_err().code,
        ErrorCode::TimedOut
    );
    assert_eq!(status(&process).await, Status::Active);
}

#[tokio::test]
async fn many_doubtful_secrets_are_tried_a_few_at_a_time_and_all_in_the_end() {
    let (world, process) = World::of_service_users().await;
    for _ in 0..20 {
        process.made_for_robot().await;
    }
    process.refreshed().await;
    world.server.set_owner_state(ROBOT, OwnerState::Deactivated);
    process.refreshed().await;
    let first = world.server.count(Call::Accepts);
    assert!(first < 20, "{first}");
    for _ in 0..3 {
        process.refreshed().await;
    }
    let rows = process.rows_of(ROBOT).await;
    assert!(rows.iter().all(|row| row.token.status == Status::Refused));
}

#[tokio::test]
async fn tokens_that_have_ended_or_are_elsewhere_are_not_tried() {
    let (world, process) = World::of_service_users().await;
    world.server.make_for(ROBOT, &Ends::Never);
    let at = patwarden_core::ports::Clock::now(&*world.clock) + Duration::days(1);
    let request = patwarden_core::view::CreateRequest {
        expires: Some(patwarden_core::view::ExpiryWish::At { at }),
        ..crate::world::wish_of(ROBOT)
    };
    process.use_cases.create(&request).await.unwrap();
    world.clock.advance(Duration::days(3));
    world.server.set_owner_state(ROBOT, OwnerState::Locked);
    process.refreshed().await;
    assert_eq!(world.server.count(Call::Accepts), 0);
}

/// The many of one owner in trouble must not keep the others from ever being looked at.
#[tokio::test]
async fn those_in_doubt_do_not_crowd_out_the_daily_proof_of_the_others() {
    let (world, process) = World::of_service_users().await;
    for _ in 0..20 {
        process.made_for_robot().await;
    }
    process
        .use_cases
        .create(&crate::world::wish_of(OTHER))
        .await
        .unwrap();
    let (_, value) = world.server.tokens().pop().unwrap();
    world.server.set_owner_state(ROBOT, OwnerState::Deactivated);
    world.server.reject(&value);
    process.refreshed().await;
    world.clock.advance(Duration::hours(25));
    process.refreshed().await;
    let row = process.only_row_of(OTHER).await;
    assert_eq!(row.token.status, Status::Refused);
}
