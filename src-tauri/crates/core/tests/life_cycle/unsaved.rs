//! A secret that no keychain took: kept in memory until the user has decided.

use patwarden_core::activity::Action;
use patwarden_core::ports::StoreState;
use patwarden_core::token::RecordId;
use patwarden_core::view::{Created, CustodyState, IdentityState};
use patwarden_core::{CoreError, ErrorCode};
use patwarden_testkit::fakes::{Call, Fault, PutFault};

use crate::world::{NAME, Process, World, custody, error, wish};

async fn waiting(fault: PutFault) -> (World, Process, RecordId) {
    let (world, process) = World::connected().await;
    world.vault.fail_next_put(fault);
    let (record, _) = process.unsaved(NAME).await;
    (world, process, record)
}

async fn settled(process: &Process, record: &RecordId) -> Result<(), CoreError> {
    process.use_cases.settle_unsaved(record).await
}

#[tokio::test]
async fn trying_again_stores_it_and_the_token_is_held() {
    let (world, process, record) = waiting(PutFault::Refused).await;
    let stored = process.use_cases.store_unsaved(&record).await.unwrap();
    assert!(matches!(stored, Created::Saved { .. }));
    assert!(!process.use_cases.has_unhanded_secret());
    let row = process.only_row().await;
    assert_eq!(custody(&row), CustodyState::Held);
    assert_eq!(row.token.identity, IdentityState::Known);
    assert_eq!(
        process.revealed(&record).await.unwrap(),
        world.server.tokens()[0].1
    );
    assert_eq!(world.server.count(Call::Create), 1);
}

/// Its id was found when it was made; what appeared since is someone else's.
#[tokio::test]
async fn trying_again_never_takes_another_token_for_the_one_it_was() {
    let (world, process, record) = waiting(PutFault::Refused).await;
    let own = world.server.tokens()[0].0.id.clone();
    world.server.make_elsewhere(NAME, &["openid"]);
    world.server.delete_elsewhere(&own);
    process.use_cases.store_unsaved(&record).await.unwrap();
    world.wait_long();
    let rows = process.refreshed().await;
    let ours = rows.iter().find(|row| row.token.id == record.0).unwrap();
    assert_eq!(custody(ours), CustodyState::Orphaned);
    assert_eq!(rows.len(), 2, "{rows:#?}");
}

/// Both were candidates, and the user has deleted one of them: it may have been ours.
#[tokio::test]
async fn what_was_one_of_several_is_not_proven_by_the_others_going_away() {
    for killed in [false, true] {
        let (world, process) = World::connected().await;
        world.vault.fail_next_put(PutFault::Late);
        world.server.twins_at_next_create(1);
        let (record, _) = process.unsaved(NAME).await;
        let ours = world.server.tokens()[1].0.id.clone();
        world.server.delete_elsewhere(&ours);
        let process = if killed {
            drop(process);
            world.vault.arrive();
            world.process().await
        } else {
            process.use_cases.store_unsaved(&record).await.unwrap();
            process
        };
        let rows = process.refreshed().await;
        let row = rows.iter().find(|row| row.token.id == record.0).unwrap();
        assert_eq!(custody(row), CustodyState::Held);
        assert_eq!(row.token.identity, IdentityState::Unproven, "{rows:#?}");
    }
}

#[tokio::test]
async fn trying_again_in_vain_keeps_it() {
    let (world, process, record) = waiting(PutFault::Refused).await;
    world.vault.fail_next_put(PutFault::Lost);
    match process.use_cases.store_unsaved(&record).await.unwrap() {
        Created::Unsaved { unsaved } => {
            assert_eq!(unsaved.reason.unwrap().code, ErrorCode::KeychainTimedOut);
        }
        Created::Saved { token } => panic!("not stored: {token:?}"),
    }
    assert!(process.use_cases.has_unhanded_secret());
}

#[tokio::test]
async fn nothing_is_settled_before_the_user_has_it() {
    let (_world, process, record) = waiting(PutFault::Refused).await;
    let refused = settled(&process, &record).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::NotSaved);
    process.revealed(&record).await.unwrap();
    settled(&process, &record).await.unwrap();
    let row = process.only_row().await;
    assert_eq!(custody(&row), CustodyState::Elsewhere);
    assert_eq!(process.refreshed().await.len(), 1, "it is not listed twice");
    assert_eq!(
        process.actions(&record).await,
        [Action::Handed, Action::Created]
    );
}

#[tokio::test]
async fn settling_needs_neither_server_nor_keychain() {
    let (world, process, record) = waiting(PutFault::Refused).await;
    process.revealed(&record).await.unwrap();
    world.vault.set(StoreState::TimedOut);
    world.server.set_down(Some(error(ErrorCode::Unreachable)));
    settled(&process, &record).await.unwrap();
    assert!(!process.use_cases.has_unhanded_secret());
    assert_eq!(custody(&process.only_row().await), CustodyState::Elsewhere);
    world.heal();
    let rows = process.refreshed().await;
    assert_eq!(rows.len(), 1, "{rows:#?}");
    assert_eq!(rows[0].token.identity, IdentityState::Known);
}

#[tokio::test]
async fn a_write_that_arrived_late_is_found_when_it_is_settled() {
    let (world, process, record) = waiting(PutFault::Late).await;
    process.revealed(&record).await.unwrap();
    world.vault.arrive();
    settled(&process, &record).await.unwrap();
    assert_eq!(custody(&process.only_row().await), CustodyState::Held);
}

#[tokio::test]
async fn a_write_that_arrived_late_is_found_after_a_crash() {
    let (world, process, record) = waiting(PutFault::Late).await;
    drop(process);
    world.vault.arrive();
    let next = world.process().await;
    let rows = next.refreshed().await;
    assert_eq!(rows.len(), 1, "{rows:#?}");
    assert_eq!(custody(&rows[0]), CustodyState::Held);
    assert_eq!(
        next.revealed(&record).await.unwrap(),
        world.server.tokens()[0].1
    );
}

#[tokio::test]
async fn a_write_that_arrives_when_the_token_was_called_lost_or_elsewhere_is_found_too() {
    for (handed, called) in [(false, CustodyState::Lost), (true, CustodyState::Elsewhere)] {
        let (world, process, record) = waiting(PutFault::Late).await;
        if handed {
            process.revealed(&record).await.unwrap();
        }
        drop(process);
        let next = world.process().await;
        assert_eq!(custody(&next.refreshed().await[0]), called);
        world.vault.arrive();
        let rows = next.refreshed().await;
        assert_eq!(rows.len(), 1, "{rows:#?}");
        assert_eq!(custody(&rows[0]), CustodyState::Held);
        assert_eq!(
            next.revealed(&record).await.unwrap(),
            world.server.tokens()[0].1
        );
    }
}

#[tokio::test]
async fn what_arrived_after_the_user_took_it_goes_with_the_token() {
    let (world, process, record) = waiting(PutFault::Late).await;
    process.revealed(&record).await.unwrap();
    settled(&process, &record).await.unwrap();
    world.vault.arrive();
    process.use_cases.begin_delete(&record, true).await.unwrap();
    process.use_cases.finish_delete(&record).await.unwrap();
    assert!(world.vault.token_secrets().is_empty());
}

#[tokio::test]
async fn revoking_deletes_the_token_of_which_it_is_certain() {
    let (world, process, record) = waiting(PutFault::Late).await;
    world.vault.arrive();
    process.use_cases.revoke_unsaved(&record).await.unwrap();
    assert!(world.server.tokens().is_empty());
    assert!(
        world.vault.token_secrets().is_empty(),
        "what arrived late goes too"
    );
    assert!(process.rows().await.is_empty());
    assert_eq!(process.open_changes().await, 0);
}

#[tokio::test]
async fn what_may_be_one_of_several_is_not_revoked() {
    let (world, process) = World::connected().await;
    world.vault.fail_next_put(PutFault::Refused);
    world.server.twins_at_next_create(1);
    let (record, view) = process.unsaved(NAME).await;
    assert!(!view.revocable);
    let refused = process.use_cases.revoke_unsaved(&record).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::Unproven);
    assert_eq!(world.server.count(Call::Delete), 0);
    assert!(
        process.use_cases.has_unhanded_secret(),
        "and stays until he decides"
    );
}

#[tokio::test]
async fn a_forced_end_revokes_what_nobody_has_and_nothing_else() {
    let (world, process, record) = waiting(PutFault::Refused).await;
    process.use_cases.revoke_abandoned().await;
    assert!(world.server.tokens().is_empty());
    assert!(process.use_cases.unlock_store().await.is_ok());
    assert!(process.revealed(&record).await.is_err());

    let (world, process, record) = waiting(PutFault::Refused).await;
    process.revealed(&record).await.unwrap();
    process.use_cases.revoke_abandoned().await;
    assert_eq!(
        world.server.tokens().len(),
        1,
        "handed: never revoked automatically"
    );
    drop(process);
    let rows = world.shown_after_restart().await;
    assert_eq!(rows.len(), 1);
    assert_eq!(custody(&rows[0]), CustodyState::Elsewhere);
}

#[tokio::test]
async fn a_forced_end_whose_revocation_fails_leaves_a_stray_that_is_shown() {
    let (world, process, _) = waiting(PutFault::Refused).await;
    world
        .server
        .fail_next(Call::Delete, Fault::Before(error(ErrorCode::Unreachable)));
    process.use_cases.revoke_abandoned().await;
    drop(process);
    let rows = world.shown_after_restart().await;
    assert_eq!(rows.len(), 1);
    assert_eq!(custody(&rows[0]), CustodyState::Lost);
    assert_eq!(world.server.tokens().len(), 1);
}

#[tokio::test]
async fn without_a_keychain_by_consent_it_is_created_and_handed() {
    let (world, process) = World::connected().await;
    world.vault.set(StoreState::Absent);
    let mut request = wish(NAME);
    request.without_store = true;
    let created = process.use_cases.create(&request).await.unwrap();
    let Created::Unsaved { unsaved } = created else {
        panic!("no keychain could have it")
    };
    assert_eq!(unsaved.reason, None, "nothing went wrong");
    let record = RecordId(unsaved.id);
    assert_eq!(
        process.revealed(&record).await.unwrap(),
        world.server.tokens()[0].1
    );
    settled(&process, &record).await.unwrap();
    assert_eq!(custody(&process.only_row().await), CustodyState::Elsewhere);
}

#[tokio::test]
async fn the_secret_in_memory_of_a_living_process_is_nobody_elses_business() {
    let (world, process, record) = waiting(PutFault::Refused).await;
    let other = world.process().await;
    other.refreshed().await;
    assert_eq!(world.server.tokens().len(), 1);
    let stored = process.use_cases.store_unsaved(&record).await.unwrap();
    assert!(matches!(stored, Created::Saved { .. }));
    let rows = other.refreshed().await;
    assert_eq!(rows.len(), 1, "{rows:#?}");
    assert_eq!(custody(&rows[0]), CustodyState::Held);
}

/// The clipboard may refuse it, the window may be gone.
#[tokio::test]
async fn a_secret_that_did_not_reach_the_user_counts_as_unhanded() {
    let (_world, process, record) = waiting(PutFault::Refused).await;
    let asked = process.use_cases.hand_over(&record, Action::Copied).await;
    assert!(asked.is_ok());
    assert!(process.use_cases.has_unhanded_secret());
    let refused = settled(&process, &record).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::NotSaved);
    process.use_cases.mark_handed(&record).await;
    assert!(!process.use_cases.has_unhanded_secret());
    settled(&process, &record).await.unwrap();
}

#[tokio::test]
async fn what_the_server_only_says_it_has_revoked_stays_in_memory() {
    let (world, process) = World::connected().await;
    world.vault.fail_next_put(PutFault::Refused);
    let (record, _) = process.unsaved(NAME).await;
    world.server.set_deaf(true);
    let refused = process.use_cases.revoke_unsaved(&record).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::StillListed);
    assert!(process.use_cases.has_unhanded_secret());
    world.server.set_deaf(false);
    process.use_cases.revoke_unsaved(&record).await.unwrap();
    assert!(!process.use_cases.has_unhanded_secret());
    assert!(world.server.tokens().is_empty());
}
