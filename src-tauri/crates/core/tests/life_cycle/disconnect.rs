//! Leaving a server.

use patwarden_core::ErrorCode;
use patwarden_core::ports::{SecretKey, StoreState};
use patwarden_testkit::fakes::{PutFault, Side};

use crate::world::{ALIAS, NAME, World, finished};

#[tokio::test]
async fn the_credential_goes_and_the_secrets_stay_unless_asked_otherwise() {
    for forget in [false, true] {
        let (world, process) = World::connected().await;
        process.made(NAME).await;
        process.use_cases.disconnect(ALIAS, forget).await.unwrap();
        let stored = world.vault.stored();
        assert_eq!(stored.len(), usize::from(!forget));
        assert!(
            stored
                .iter()
                .all(|(key, ..)| matches!(key, SecretKey::Token(..)))
        );
        assert!(process.use_cases.accounts().await.unwrap().is_empty());
        assert!(process.rows().await.is_empty());
        assert_eq!(
            world.server.tokens().len(),
            1,
            "on the server nothing changes"
        );
    }
}

#[tokio::test]
async fn an_account_with_a_change_under_way_is_not_disconnected() {
    let (world, process) = World::connected().await;
    world.vault.fail_next_put(PutFault::Refused);
    process.unsaved(NAME).await;
    let busy = process.use_cases.disconnect(ALIAS, true).await.unwrap_err();
    assert_eq!(busy.code, ErrorCode::Busy);
    let other = world.process().await;
    let busy = other.use_cases.disconnect(ALIAS, false).await.unwrap_err();
    assert_eq!(busy.code, ErrorCode::Busy);
    assert!(process.use_cases.has_unhanded_secret());
}

#[tokio::test]
async fn a_keychain_that_cannot_be_used_keeps_the_account() {
    let (world, process) = World::connected().await;
    world.vault.set(StoreState::TimedOut);
    let refused = process
        .use_cases
        .disconnect(ALIAS, false)
        .await
        .unwrap_err();
    assert_eq!(refused.code, ErrorCode::KeychainTimedOut);
    assert_eq!(process.use_cases.accounts().await.unwrap().len(), 1);
}

/// Killed after the keychain had it and before anything was written about it.
#[tokio::test]
async fn forgetting_finds_a_secret_that_only_the_journal_knows() {
    let (world, process) = World::connected().await;
    process.tape.stop_at("vault.put", Side::After);
    let killed = finished(&process.tape, process.create(NAME)).await;
    assert!(killed.is_none());
    drop(process);
    let next = world.process().await;
    assert_eq!(world.vault.token_secrets().len(), 1);
    next.use_cases.disconnect(ALIAS, true).await.unwrap();
    assert!(world.vault.stored().is_empty());
}

#[tokio::test]
async fn connecting_again_shows_what_the_server_has() {
    let (world, process) = World::connected().await;
    process.made(NAME).await;
    process.use_cases.disconnect(ALIAS, false).await.unwrap();
    process
        .use_cases
        .connect(crate::world::sign_in())
        .await
        .unwrap();
    assert_eq!(process.only_row().await.token.name.as_deref(), Some(NAME));
    assert_eq!(world.vault.token_secrets().len(), 1);
}

/// The write timed out, the user took the secret himself, and then the write arrived.
#[tokio::test]
async fn forgetting_finds_a_secret_that_arrived_after_it_was_given_up() {
    let (world, process) = World::connected().await;
    world.vault.fail_next_put(PutFault::Late);
    let (record, _) = process.unsaved(NAME).await;
    process.revealed(&record).await.unwrap();
    process.use_cases.settle_unsaved(&record).await.unwrap();
    world.vault.arrive();
    assert_eq!(world.vault.token_secrets().len(), 1);
    process.use_cases.disconnect(ALIAS, true).await.unwrap();
    assert!(world.vault.stored().is_empty());
}
