//! Going on with what another process had begun, step by step.

use patwarden_core::activity::Action;
use patwarden_core::ports::{StoreState, TokenIndex};
use patwarden_core::token::RecordId;
use patwarden_core::view::{CustodyState, IdentityState, Pending};
use patwarden_testkit::fakes::{Call, PutFault, Side};

use crate::world::{NAME, World, custody, finished};

/// Kills a process at this call of a create; the world it leaves.
async fn killed_in_create(call: &'static str, side: Side) -> World {
    let (world, process) = World::connected().await;
    process.tape.stop_at(call, side);
    let done = finished(&process.tape, process.create(NAME)).await;
    assert!(done.is_none(), "killed at {call}");
    world
}

#[tokio::test]
async fn before_the_request_nothing_was_made_and_nothing_is_shown() {
    let world = killed_in_create("server.create", Side::Before).await;
    let next = world.process().await;
    assert!(next.refreshed().await.is_empty());
    next.made(NAME).await;
    world.wait_long();
    assert_eq!(next.refreshed().await.len(), 1);
    assert_eq!(next.open_changes().await, 0);
}

#[tokio::test]
async fn between_answer_and_keychain_the_token_is_lost_and_can_be_revoked() {
    let world = killed_in_create("vault.put", Side::Before).await;
    let next = world.process().await;
    let rows = next.refreshed().await;
    assert_eq!(rows.len(), 1);
    assert_eq!(custody(&rows[0]), CustodyState::Lost);
    assert_eq!(
        world.server.count(Call::Delete),
        0,
        "nothing is deleted by itself"
    );
    let record = RecordId(rows[0].token.id.clone());
    assert_eq!(next.actions(&record).await, [Action::Lost]);
    next.use_cases.begin_delete(&record, true).await.unwrap();
    next.use_cases.finish_delete(&record).await.unwrap();
    assert!(world.server.tokens().is_empty());
}

#[tokio::test]
async fn after_the_keychain_write_the_secret_is_there_at_every_step() {
    for (call, side) in [
        ("vault.put", Side::After),
        ("journal.write", Side::Before),
        ("journal.write", Side::After),
        ("vault.annotate", Side::Before),
        ("vault.annotate", Side::After),
        ("journal.end", Side::Before),
        ("journal.end", Side::After),
    ] {
        let world = killed_in_create(call, side).await;
        let next = world.process().await;
        let rows = next.refreshed().await;
        assert_eq!(rows.len(), 1, "{call} {side:?}: {rows:#?}");
        assert_eq!(custody(&rows[0]), CustodyState::Held, "{call} {side:?}");
        assert_eq!(
            rows[0].token.identity,
            IdentityState::Known,
            "{call} {side:?}"
        );
        let record = RecordId(rows[0].token.id.clone());
        assert_eq!(
            next.revealed(&record).await.unwrap(),
            world.server.tokens()[0].1
        );
        assert_eq!(next.open_changes().await, 0, "{call} {side:?}");
        next.refreshed().await;
        let created = next.actions(&record).await;
        let times = created
            .iter()
            .filter(|action| **action == Action::Created)
            .count();
        assert!(times <= 1, "written down once: {created:?}");
    }
}

#[tokio::test]
async fn a_stored_secret_whose_token_is_listed_late_waits_for_it() {
    let (world, process) = World::connected().await;
    world.server.set_lag(chrono::Duration::seconds(20));
    process.tape.stop_at("vault.put", Side::After);
    finished(&process.tape, process.create(NAME)).await;
    drop(process);
    let next = world.process().await;
    for _ in 0..3 {
        let rows = next.refreshed().await;
        assert_eq!(rows.len(), 1);
        assert_eq!(
            custody(&rows[0]),
            CustodyState::Held,
            "not called gone: {rows:#?}"
        );
    }
    world.clock.advance(chrono::Duration::seconds(30));
    let rows = next.refreshed().await;
    assert_eq!(rows[0].token.identity, IdentityState::Known);
    let record = RecordId(rows[0].token.id.clone());
    assert_eq!(
        next.actions(&record).await,
        [Action::Created],
        "written down once"
    );
}

#[tokio::test]
async fn without_an_answer_of_the_keychain_nothing_is_decided() {
    for state in [StoreState::Absent, StoreState::TimedOut] {
        let world = killed_in_create("vault.put", Side::After).await;
        let next = world.process().await;
        // The credential is read first, then the keychain is lost.
        next.refreshed().await;
        drop(next);
        let world = killed_in_create("vault.put", Side::After).await;
        let next = world.process().await;
        next.tape.stop_at("server.list", Side::After);
        let asking = next.use_cases.refresh(None);
        tokio::pin!(asking);
        assert!(finished(&next.tape, &mut asking).await.is_none());
        world.vault.set(state);
        next.tape.go_on();
        asking.await.unwrap();
        let rows = next.rows().await;
        assert_eq!(rows.len(), 1, "the server's token is shown: {rows:#?}");
        assert_ne!(custody(&rows[0]), CustodyState::Lost, "{state:?}");
        assert_eq!(next.open_changes().await, 1);
        world.vault.set(StoreState::Available);
        let rows = next.refreshed().await;
        assert_eq!(rows.len(), 1);
        assert_eq!(custody(&rows[0]), CustodyState::Held);
    }
}

#[tokio::test]
async fn a_locked_keychain_still_says_that_the_secret_is_there() {
    let world = killed_in_create("vault.put", Side::After).await;
    let next = world.process().await;
    next.tape.stop_at("server.list", Side::After);
    let asking = next.use_cases.refresh(None);
    tokio::pin!(asking);
    assert!(finished(&next.tape, &mut asking).await.is_none());
    world.vault.set(StoreState::Locked);
    next.tape.go_on();
    asking.await.unwrap();
    assert_eq!(custody(&next.only_row().await), CustodyState::Held);
    assert_eq!(world.vault.prompts(), 0);
}

#[tokio::test]
async fn an_unsaved_secret_is_lost_with_its_process_and_a_handed_one_is_elsewhere() {
    for handed in [false, true] {
        let (world, process) = World::connected().await;
        world.vault.fail_next_put(PutFault::Refused);
        let (record, _) = process.unsaved(NAME).await;
        if handed {
            process.revealed(&record).await.unwrap();
        }
        drop(process);
        let rows = world.shown_after_restart().await;
        assert_eq!(rows.len(), 1);
        let expected = if handed {
            CustodyState::Elsewhere
        } else {
            CustodyState::Lost
        };
        assert_eq!(custody(&rows[0]), expected);
        assert_eq!(rows[0].token.identity, IdentityState::Known);
        assert_eq!(world.server.count(Call::Delete), 0);
    }
}

#[tokio::test]
async fn each_step_of_a_deletion_is_taken_up_where_it_stopped() {
    for (call, side, asks) in [
        ("journal.begin", Side::After, true),
        ("journal.write", Side::After, true),
        ("server.delete", Side::Before, true),
        ("server.delete", Side::After, false),
        ("server.list", Side::After, false),
        ("vault.remove", Side::Before, false),
        ("vault.remove", Side::After, false),
        ("index.change_tokens", Side::After, false),
    ] {
        let (world, process) = World::connected().await;
        let record = process.made(NAME).await;
        process.tape.stop_at(call, side);
        let deleting = async {
            process.use_cases.begin_delete(&record, true).await?;
            process.use_cases.finish_delete(&record).await
        };
        assert!(finished(&process.tape, deleting).await.is_none(), "{call}");
        drop(process);
        let next = world.process().await;
        let rows = next.refreshed().await;
        if asks {
            assert_eq!(rows.len(), 1, "{call} {side:?}");
            assert_eq!(
                rows[0].pending,
                Some(Pending::Interrupted),
                "{call} {side:?}"
            );
            assert_eq!(world.vault.token_secrets().len(), 1, "{call} {side:?}");
            assert_eq!(world.server.tokens().len(), 1, "{call} {side:?}");
            next.use_cases
                .decide_interrupted(&record, true)
                .await
                .unwrap();
        }
        assert!(next.rows().await.is_empty(), "{call} {side:?}");
        assert!(world.vault.token_secrets().is_empty(), "{call} {side:?}");
        assert!(world.server.tokens().is_empty(), "{call} {side:?}");
        assert_eq!(next.open_changes().await, 0, "{call} {side:?}");
    }
}

#[tokio::test]
async fn the_entry_of_a_living_owner_is_never_touched() {
    let (world, process) = World::connected().await;
    process.tape.stop_at("vault.put", Side::Before);
    let making = process.create(NAME);
    tokio::pin!(making);
    assert!(finished(&process.tape, &mut making).await.is_none());
    let other = world.process().await;
    world.wait_long();
    other.refreshed().await;
    assert!(
        !other.tape.calls().contains(&"journal.claim"),
        "{:?}",
        other.tape.calls()
    );
    process.tape.go_on();
    making.await.unwrap();
    assert_eq!(custody(&other.refreshed().await[0]), CustodyState::Held);
}

#[tokio::test]
async fn a_create_resumes_what_was_left_before_it_begins() {
    let world = killed_in_create("vault.put", Side::Before).await;
    let next = world.process().await;
    next.made("another").await;
    let rows = next.rows().await;
    assert_eq!(rows.len(), 2);
    assert_eq!(
        rows.iter()
            .filter(|row| custody(row) == CustodyState::Lost)
            .count(),
        1
    );
}

/// The record a deletion was about can go away under it: its entry must not stay for ever.
#[tokio::test]
async fn an_interrupted_hold_of_a_record_that_is_no_more_is_forgotten() {
    let (world, process) = World::connected().await;
    world.server.make_elsewhere("theirs", &["openid"]);
    let rows = process.refreshed().await;
    let record = RecordId(rows[0].token.id.clone());
    process
        .use_cases
        .begin_delete(&record, false)
        .await
        .unwrap();
    let account = process.use_cases.account("hub").await.unwrap().id;
    let nothing = Box::new(|_| Vec::new());
    process
        .database
        .change_tokens(&account, nothing)
        .await
        .unwrap();
    drop(process);
    let next = world.process().await;
    next.refreshed().await;
    assert_eq!(next.open_changes().await, 0);
    assert_eq!(world.server.count(Call::Delete), 0);
}
