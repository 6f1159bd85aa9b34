//! Deleting: held, undone, at once, interrupted; gone only when a complete list says so.

use patwarden_core::ErrorCode;
use patwarden_core::activity::Action;
use patwarden_core::ports::StoreState;
use patwarden_core::token::RecordId;
use patwarden_core::view::{CustodyState, Pending};
use patwarden_testkit::fakes::{Call, Fault, Side};

use crate::world::{NAME, Process, World, custody, error, finished};

async fn held() -> (World, Process, RecordId) {
    let (world, process) = World::connected().await;
    let record = process.made(NAME).await;
    process.tape.rewind();
    (world, process, record)
}

async fn delete_now(process: &Process, record: &RecordId) -> Result<(), patwarden_core::CoreError> {
    process.use_cases.begin_delete(record, true).await?;
    process.use_cases.finish_delete(record).await
}

#[tokio::test]
async fn a_deleted_token_is_gone_from_server_keychain_and_list_in_this_order() {
    let (world, process, record) = held().await;
    delete_now(&process, &record).await.unwrap();
    assert!(world.server.tokens().is_empty());
    assert!(world.vault.token_secrets().is_empty());
    assert!(process.rows().await.is_empty());
    assert_eq!(process.open_changes().await, 0);
    let calls = process.tape.calls();
    let at = |wanted: &str| calls.iter().rposition(|call| *call == wanted).unwrap();
    assert!(
        at("server.delete") < at("server.list"),
        "proven by a list: {calls:?}"
    );
    assert!(at("server.list") < at("vault.remove"), "{calls:?}");
    assert!(at("vault.remove") < at("index.change_tokens"), "{calls:?}");
    assert_eq!(
        process.actions(&record).await.last(),
        Some(&Action::Deleted)
    );
}

#[tokio::test]
async fn a_hold_sends_nothing_and_can_be_undone() {
    let (world, process, record) = held().await;
    let deletion = process
        .use_cases
        .begin_delete(&record, false)
        .await
        .unwrap();
    assert!(matches!(
        process.only_row().await.pending,
        Some(Pending::Hold { until, ours: true }) if until == deletion.due
    ));
    assert!(process.use_cases.is_deleting());
    process.use_cases.undo_delete(&record).await.unwrap();
    assert!(!process.use_cases.is_deleting());
    // The caller's timer still goes off.
    process.use_cases.finish_delete(&record).await.unwrap();
    assert_eq!(world.server.count(Call::Delete), 0);
    assert_eq!(process.only_row().await.pending, None);
    let too_late = process.use_cases.undo_delete(&record).await.unwrap_err();
    assert_eq!(too_late.code, ErrorCode::Busy);
}

#[tokio::test]
async fn another_process_sees_the_hold_and_cannot_begin_its_own() {
    let (world, process, record) = held().await;
    process
        .use_cases
        .begin_delete(&record, false)
        .await
        .unwrap();
    let other = world.process().await;
    assert!(matches!(
        other.refreshed().await[0].pending,
        Some(Pending::Hold { ours: false, .. })
    ));
    let busy = other
        .use_cases
        .begin_delete(&record, true)
        .await
        .unwrap_err();
    assert_eq!(busy.code, ErrorCode::Busy);
    let busy = other.use_cases.undo_delete(&record).await.unwrap_err();
    assert_eq!(busy.code, ErrorCode::Busy);
    assert_eq!(world.server.count(Call::Delete), 0);
}

#[tokio::test]
async fn an_interrupted_hold_never_deletes_by_itself_and_asks() {
    let (world, process, record) = held().await;
    process
        .use_cases
        .begin_delete(&record, false)
        .await
        .unwrap();
    drop(process);
    world.wait_long();
    let next = world.process().await;
    for _ in 0..3 {
        assert_eq!(
            next.refreshed().await[0].pending,
            Some(Pending::Interrupted)
        );
    }
    assert_eq!(world.server.count(Call::Delete), 0);

    next.use_cases
        .decide_interrupted(&record, false)
        .await
        .unwrap();
    assert_eq!(next.only_row().await.pending, None);
    assert_eq!(custody(&next.only_row().await), CustodyState::Held);

    next.use_cases.begin_delete(&record, false).await.unwrap();
    drop(next);
    let last = world.process().await;
    last.refreshed().await;
    last.use_cases
        .decide_interrupted(&record, true)
        .await
        .unwrap();
    assert!(world.server.tokens().is_empty());
    assert!(last.rows().await.is_empty());
}

#[tokio::test]
async fn a_token_that_goes_away_during_an_interrupted_hold_is_shown_as_gone() {
    let (world, process, record) = held().await;
    process
        .use_cases
        .begin_delete(&record, false)
        .await
        .unwrap();
    drop(process);
    world
        .server
        .delete_elsewhere(&world.server.tokens()[0].0.id.clone());
    let next = world.process().await;
    let rows = next.refreshed().await;
    assert_eq!(custody(&rows[0]), CustodyState::Orphaned);
    assert_eq!(world.vault.token_secrets().len(), 1, "he is asked first");
    next.use_cases
        .decide_interrupted(&record, true)
        .await
        .unwrap();
    assert!(next.rows().await.is_empty());
    assert!(world.vault.token_secrets().is_empty());
}

#[tokio::test]
async fn a_server_that_says_yes_and_does_nothing_is_not_believed() {
    let (world, process, record) = held().await;
    world.server.set_deaf(true);
    let refused = delete_now(&process, &record).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::StillListed);
    assert_eq!(
        world.vault.token_secrets().len(),
        1,
        "its secret may still be needed"
    );
    let row = process.only_row().await;
    assert_eq!(custody(&row), CustodyState::Held);
    assert_eq!(row.pending, Some(Pending::Interrupted));
    world.server.set_deaf(false);
    process
        .use_cases
        .decide_interrupted(&record, true)
        .await
        .unwrap();
    assert!(process.rows().await.is_empty());
}

#[tokio::test]
async fn a_list_that_lags_finishes_the_deletion_later_by_itself() {
    let (world, process, record) = held().await;
    world.server.set_lag(chrono::Duration::seconds(5));
    let refused = delete_now(&process, &record).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::StillListed);
    world.wait_long();
    assert!(process.refreshed().await.is_empty());
    assert!(world.vault.token_secrets().is_empty());
    assert_eq!(world.server.count(Call::Delete), 1);
}

#[tokio::test]
async fn a_locked_keychain_delays_only_the_last_step() {
    for state in [StoreState::Locked, StoreState::Absent, StoreState::TimedOut] {
        let (world, process, record) = held().await;
        process.use_cases.begin_delete(&record, true).await.unwrap();
        world.vault.set(state);
        process.use_cases.finish_delete(&record).await.unwrap();
        assert!(
            world.server.tokens().is_empty(),
            "revoked all the same: {state:?}"
        );
        let row = process.only_row().await;
        assert_eq!(row.pending, Some(Pending::SecretWaits), "{state:?}");
        assert_eq!(custody(&row), CustodyState::Orphaned);
        assert_eq!(world.vault.prompts(), 0, "the last step asks nobody");
        process.refreshed().await;
        assert_eq!(process.rows().await.len(), 1);
        world.vault.set(StoreState::Available);
        assert!(process.refreshed().await.is_empty());
        assert!(world.vault.token_secrets().is_empty());
    }
}

#[tokio::test]
async fn a_deletion_the_server_refuses_leaves_everything_and_asks_again() {
    for code in [
        ErrorCode::Forbidden,
        ErrorCode::SignInRefused,
        ErrorCode::RateLimited,
        ErrorCode::ServerFailed,
        ErrorCode::Unreachable,
        ErrorCode::TimedOut,
        ErrorCode::BadAnswer,
        ErrorCode::Rejected,
    ] {
        let (world, process, record) = held().await;
        world
            .server
            .fail_next(Call::Delete, Fault::Before(error(code)));
        assert_eq!(delete_now(&process, &record).await.unwrap_err().code, code);
        assert_eq!(world.server.tokens().len(), 1);
        assert_eq!(world.vault.token_secrets().len(), 1, "{code:?}");
        assert_eq!(
            process.only_row().await.pending,
            Some(Pending::Interrupted),
            "{code:?}"
        );
    }
}

#[tokio::test]
async fn a_deletion_whose_answer_was_lost_is_seen_at_the_next_look() {
    let (world, process, record) = held().await;
    let cut = Fault::After(error(ErrorCode::Unreachable));
    world.server.fail_next(Call::Delete, cut);
    delete_now(&process, &record).await.unwrap_err();
    assert!(process.refreshed().await.is_empty());
    assert!(world.vault.token_secrets().is_empty());
}

#[tokio::test]
async fn an_unfinished_list_is_no_proof_that_a_token_is_gone() {
    let (world, process, record) = held().await;
    world
        .server
        .fail_next(Call::List, Fault::Before(error(ErrorCode::BadAnswer)));
    delete_now(&process, &record).await.unwrap_err();
    assert_eq!(world.vault.token_secrets().len(), 1);
    assert!(process.refreshed().await.is_empty());
}

#[tokio::test]
async fn the_token_an_account_signs_in_with_can_be_deleted_through_it() {
    use patwarden_core::account::SignInMethod;
    let world = World::new();
    world.server.make_elsewhere("mine", &["openid"]);
    let process = world.process().await;
    let mut request = crate::world::sign_in();
    request.method = SignInMethod::Pat;
    request.username = None;
    request.secret = patwarden_core::secret::SignInSecret::new(world.server.tokens()[0].1.clone());
    process.use_cases.connect(request).await.unwrap();
    let row = process.only_row().await;
    assert!(row.may_sign_in);
    delete_now(&process, &RecordId(row.token.id)).await.unwrap();
    assert!(world.server.tokens().is_empty());
    assert!(
        process.rows().await.is_empty(),
        "401 to the token itself proves that it is gone"
    );
    assert_eq!(process.open_changes().await, 0);
}

#[tokio::test]
async fn a_foreign_token_is_deleted_without_touching_the_keychain() {
    let (world, process) = World::connected().await;
    world.server.make_elsewhere("theirs", &["openid"]);
    process.made(NAME).await;
    let rows = process.refreshed().await;
    let theirs = rows
        .iter()
        .find(|row| custody(row) == CustodyState::Elsewhere)
        .unwrap();
    delete_now(&process, &RecordId(theirs.token.id.clone()))
        .await
        .unwrap();
    assert_eq!(world.vault.token_secrets().len(), 1);
    assert_eq!(process.only_row().await.token.name.as_deref(), Some(NAME));
}

#[tokio::test]
async fn a_refresh_beside_a_deletion_does_not_call_the_token_found_gone() {
    let (world, process, record) = held().await;
    let other = world.process().await;
    process.use_cases.begin_delete(&record, true).await.unwrap();
    process.tape.stop_at("server.list", Side::Before);
    let finishing = process.use_cases.finish_delete(&record);
    tokio::pin!(finishing);
    assert!(finished(&process.tape, &mut finishing).await.is_none());
    let rows = other.refreshed().await;
    assert_eq!(rows.len(), 1, "the deletion alone decides: {rows:#?}");
    assert_eq!(rows[0].pending, Some(Pending::Deleting));
    assert_eq!(world.vault.token_secrets().len(), 1);
    process.tape.go_on();
    finishing.await.unwrap();
    assert!(other.refreshed().await.is_empty());
    assert!(!other.actions(&record).await.contains(&Action::FoundGone));
}
