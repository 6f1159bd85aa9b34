//! A create whose answer never came: looked for, shown, never chosen, never repeated.

use patwarden_core::ErrorCode;
use patwarden_core::token::RecordId;
use patwarden_core::view::{CustodyState, IdentityState};
use patwarden_testkit::fakes::{Call, Fault, Side};

use crate::world::{NAME, World, custody, error, finished};

fn lost_after() -> Fault {
    Fault::After(error(ErrorCode::AnswerLost))
}

#[tokio::test]
async fn the_token_is_found_by_comparing_lists_and_shown_as_lost() {
    let (world, process) = World::connected().await;
    world.server.fail_next(Call::Create, lost_after());
    let refused = process.create(NAME).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::AnswerLost);
    assert_eq!(world.server.count(Call::Create), 1, "never sent twice");
    let row = process.only_row().await;
    assert_eq!(custody(&row), CustodyState::Lost);
    assert_eq!(row.token.identity, IdentityState::Known);
    assert_eq!(row.server_id.unwrap(), world.server.tokens()[0].0.id.0);
    assert!(
        world.server.deleted().is_empty(),
        "nothing is deleted by itself"
    );
}

#[tokio::test]
async fn several_that_fit_are_candidates_and_each_is_listed_as_itself() {
    let (world, process) = World::connected().await;
    world.server.twins_at_next_create(1);
    world.server.fail_next(Call::Create, lost_after());
    process.create(NAME).await.unwrap_err();
    let rows = process.rows().await;
    let lost: Vec<_> = rows
        .iter()
        .filter(|row| custody(row) == CustodyState::Lost)
        .collect();
    assert_eq!(lost.len(), 1, "{rows:#?}");
    assert_eq!(lost[0].token.identity, IdentityState::Unproven);
    assert_eq!(lost[0].server_id, None, "none is chosen");
    assert_eq!(lost[0].candidates.len(), 2);
    let listed: Vec<_> = rows
        .iter()
        .filter_map(|row| row.server_id.clone())
        .collect();
    assert_eq!(listed.len(), 2, "both are shown as what they are");
}

#[tokio::test]
async fn one_that_was_never_made_leaves_nothing_in_the_end() {
    let (world, process) = World::connected().await;
    world
        .server
        .fail_next(Call::Create, Fault::Before(error(ErrorCode::AnswerLost)));
    process.create(NAME).await.unwrap_err();
    assert!(process.rows().await.is_empty());
    world.wait_long();
    assert!(process.refreshed().await.is_empty());
    assert_eq!(
        process.open_changes().await,
        0,
        "nobody looks for it for ever"
    );
    process.made(NAME).await;
}

#[tokio::test]
async fn one_that_is_listed_late_is_still_found() {
    let (world, process) = World::connected().await;
    world.server.set_lag(chrono::Duration::seconds(20));
    world.server.fail_next(Call::Create, lost_after());
    process.create(NAME).await.unwrap_err();
    assert!(
        process.rows().await.is_empty(),
        "the server does not list it yet"
    );
    world.clock.advance(chrono::Duration::seconds(30));
    let rows = process.refreshed().await;
    assert_eq!(rows.len(), 1, "{rows:#?}");
    assert_eq!(
        custody(&rows[0]),
        CustodyState::Lost,
        "made here, and nobody has its secret"
    );
}

#[tokio::test]
async fn one_whose_server_is_gone_too_is_found_when_it_is_back() {
    let (world, process) = World::connected().await;
    world.server.fail_next(Call::Create, lost_after());
    world
        .server
        .fail_next(Call::List, Fault::After(error(ErrorCode::TimedOut)));
    // The first list is the one before the create: let it be asked once in vain.
    process.create(NAME).await.unwrap_err();
    let refused = process.create(NAME).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::AnswerLost);
    world.server.set_down(Some(error(ErrorCode::Unreachable)));
    drop(process);
    let process = world.process().await;
    process.refreshed().await;
    world.server.heal();
    world.wait_long();
    let rows = process.refreshed().await;
    assert_eq!(rows.len(), 1, "{rows:#?}");
    assert_eq!(custody(&rows[0]), CustodyState::Lost);
    assert_eq!(world.server.count(Call::Create), 1);
}

/// Two windows make a token of the same name; the answer of one is lost before anything was made.
#[tokio::test]
async fn a_lost_answer_never_takes_the_token_of_another_process() {
    let (world, first) = World::connected().await;
    let second = world.process().await;
    first.tape.stop_at("server.create", Side::Before);
    let losing = first.create(NAME);
    tokio::pin!(losing);
    assert!(finished(&first.tape, &mut losing).await.is_none());
    // The second has its answer and has stored nothing yet.
    second.tape.stop_at("vault.put", Side::Before);
    let making = second.create(NAME);
    tokio::pin!(making);
    assert!(finished(&second.tape, &mut making).await.is_none());
    world
        .server
        .fail_next(Call::Create, Fault::Before(error(ErrorCode::AnswerLost)));
    first.tape.go_on();
    losing.await.unwrap_err();
    assert!(
        first.rows().await.is_empty(),
        "not called lost: it is about to be stored"
    );
    second.tape.go_on();
    making.await.unwrap();
    world.wait_long();
    let rows = second.refreshed().await;
    assert_eq!(rows.len(), 1, "{rows:#?}");
    assert_eq!(custody(&rows[0]), CustodyState::Held);
    assert_eq!(rows[0].token.identity, IdentityState::Known);
    let server_id = rows[0].server_id.clone().unwrap();
    let record = RecordId(rows[0].token.id.clone());
    assert_eq!(
        second.revealed(&record).await.unwrap(),
        world.value_of(&server_id).unwrap()
    );
}
