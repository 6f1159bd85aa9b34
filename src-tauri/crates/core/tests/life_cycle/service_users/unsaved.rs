//! A secret that no keychain took, of a token whose id the answer said.

use patwarden_core::ErrorCode;
use patwarden_core::token::{RecordId, ServerId};
use patwarden_core::view::{CreateRequest, Created, CustodyState, IdentityState};
use patwarden_testkit::fakes::{Call, PutFault};

use crate::world::{Process, ROBOT, World, custody, error, wish_of};

async fn waiting(fault: PutFault) -> (World, Process, RecordId) {
    let (world, process) = World::of_service_users().await;
    world.vault.fail_next_put(fault);
    // The server has nothing more to say about it.
    world.server.forbid_listing(true);
    match process.use_cases.create(&wish_of(ROBOT)).await.unwrap() {
        Created::Unsaved { unsaved } => {
            assert!(unsaved.revocable, "the answer said its id");
            (world, process, RecordId(unsaved.id))
        }
        Created::Saved { token } => panic!("stored: {token:?}"),
    }
}

#[tokio::test]
async fn it_can_be_revoked_at_once_and_leaves_nothing() {
    for fault in [PutFault::Refused, PutFault::Lost, PutFault::Late] {
        let (world, process, record) = waiting(fault).await;
        let id = world.server.tokens().pop().unwrap().0.id;
        process.use_cases.revoke_unsaved(&record).await.unwrap();
        assert_eq!(world.server.deleted(), [id]);
        world.server.forbid_listing(false);
        assert!(process.refreshed_of(ROBOT).await.is_empty());
        assert!(!process.use_cases.has_unhanded_secret());
        assert_eq!(process.open_changes().await, 0);
    }
}

#[tokio::test]
async fn it_is_revoked_when_the_process_is_ended_and_nobody_has_it() {
    let (world, process, _) = waiting(PutFault::Refused).await;
    process.use_cases.revoke_abandoned().await;
    assert_eq!(world.server.deleted().len(), 1);
    assert!(
        world
            .server
            .tokens()
            .iter()
            .all(|(remote, _)| remote.owner.id != ROBOT)
    );
}

#[tokio::test]
async fn once_handed_it_is_settled_without_a_list_as_elsewhere() {
    let (world, process, record) = waiting(PutFault::Refused).await;
    let id = world.server.tokens().pop().unwrap().0.id;
    process.revealed(&record).await.unwrap();
    let lists = world.server.count(Call::List);
    process.use_cases.settle_unsaved(&record).await.unwrap();
    assert_eq!(world.server.count(Call::List), lists);
    process.use_cases.revoke_abandoned().await;
    assert!(
        world.server.deleted().is_empty(),
        "what the user has is never revoked by us"
    );
    let row = process.only_row_of(ROBOT).await;
    assert_eq!(custody(&row), CustodyState::Elsewhere);
    assert_eq!(row.token.identity, IdentityState::Known);
    assert_eq!(row.server_id, Some(id.0));
}

#[tokio::test]
async fn trying_again_stores_it_under_its_id_without_a_list() {
    let (world, process, record) = waiting(PutFault::Refused).await;
    let (made, value) = world.server.tokens().pop().unwrap();
    let stored = process.use_cases.store_unsaved(&record).await.unwrap();
    assert!(matches!(stored, Created::Saved { .. }));
    let row = process.only_row_of(ROBOT).await;
    assert_eq!(
        (custody(&row), row.token.identity),
        (CustodyState::Held, IdentityState::Known)
    );
    assert_eq!(row.server_id, Some(made.id.0.clone()));
    assert_eq!(process.revealed(&record).await.unwrap(), value);
    let mut stored = world.vault.stored().into_iter();
    assert!(stored.any(|(_, attributes, _)| attributes.server_id == Some(made.id.0.clone())));
    assert_eq!(process.open_changes().await, 0);
}

#[tokio::test]
async fn one_made_without_a_keychain_can_be_revoked_at_once_too() {
    let (world, process) = World::of_service_users().await;
    let request = CreateRequest {
        without_store: true,
        ..wish_of(ROBOT)
    };
    let Created::Unsaved { unsaved } = process.use_cases.create(&request).await.unwrap() else {
        panic!("nothing was to be stored")
    };
    assert!(unsaved.revocable && unsaved.reason.is_none());
    assert!(!process.tape.calls().contains(&"vault.put"));
    process
        .use_cases
        .revoke_unsaved(&RecordId(unsaved.id))
        .await
        .unwrap();
    assert_eq!(world.server.deleted().len(), 1);
}

#[tokio::test]
async fn another_process_does_not_show_it_as_a_strangers_while_it_waits() {
    let (world, process, record) = waiting(PutFault::Refused).await;
    world.server.forbid_listing(false);
    let other = world.process().await;
    assert!(other.refreshed_of(ROBOT).await.is_empty());
    drop(process);
    let rows = other.refreshed_of(ROBOT).await;
    assert_eq!(rows.len(), 1, "{rows:#?}");
    assert_eq!(custody(&rows[0]), CustodyState::Lost);
    assert_eq!(rows[0].token.id, record.0);
}

/// The user deleted it by hand meanwhile.
#[tokio::test]
async fn revoking_what_is_gone_already_succeeds() {
    let (world, process, record) = waiting(PutFault::Refused).await;
    let id = world.server.tokens().pop().unwrap().0.id;
    world.server.delete_elsewhere(&ServerId(id.0));
    process.use_cases.revoke_unsaved(&record).await.unwrap();
    assert!(!process.use_cases.has_unhanded_secret());
}

#[tokio::test]
async fn a_refused_revocation_keeps_the_secret() {
    let (world, process, record) = waiting(PutFault::Refused).await;
    world.server.fail_next(
        Call::Delete,
        patwarden_testkit::fakes::Fault::Before(error(ErrorCode::Forbidden)),
    );
    let refused = process.use_cases.revoke_unsaved(&record).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::Forbidden);
    assert!(process.use_cases.has_unhanded_secret());
}

/// Stored at last, long after someone else had deleted the token, by a process that then died.
#[tokio::test]
async fn one_that_is_gone_when_it_is_stored_at_last_keeps_its_id() {
    let (world, process, record) = waiting(PutFault::Late).await;
    world.server.forbid_listing(false);
    let (made, value) = world.server.tokens().pop().unwrap();
    drop(process);
    world.server.delete_elsewhere(&made.id);
    world.vault.arrive();
    world.wait_long();
    let next = world.process().await;
    let row = next.refreshed_of(ROBOT).await.remove(0);
    assert_eq!(custody(&row), CustodyState::Orphaned);
    assert_eq!(row.server_id, Some(made.id.0));
    assert_eq!(row.token.identity, IdentityState::Known);
    assert_eq!(next.revealed(&record).await.unwrap(), value);
}
