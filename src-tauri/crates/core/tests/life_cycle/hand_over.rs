//! Handing a secret out: only what is here, and with a line about it.

use patwarden_core::ErrorCode;
use patwarden_core::activity::Action;
use patwarden_core::ports::StoreState;
use patwarden_core::token::RecordId;
use patwarden_testkit::fakes::FakeVault;

use crate::world::{NAME, World};

#[tokio::test]
async fn every_way_of_handing_over_is_written_down_by_its_name() {
    let (world, process) = World::connected().await;
    let record = process.made(NAME).await;
    for action in [Action::Revealed, Action::Copied, Action::Printed] {
        let secret = process.use_cases.hand_over(&record, action).await.unwrap();
        // EXPOSE: the test compares it with what the server gave.
        assert_eq!(secret.expose_secret(), world.server.tokens()[0].1);
    }
    assert_eq!(
        process.actions(&record).await,
        [
            Action::Created,
            Action::Revealed,
            Action::Copied,
            Action::Printed
        ]
    );
    assert!(process.only_row().await.used_here_at.is_some());
}

#[tokio::test]
async fn a_secret_that_is_not_here_is_named_so() {
    let (world, process) = World::connected().await;
    world.server.make_elsewhere("theirs", &["openid"]);
    let rows = process.refreshed().await;
    let record = RecordId(rows[0].token.id.clone());
    assert_eq!(
        process.revealed(&record).await.unwrap_err().code,
        ErrorCode::NotHeld
    );
    let unknown = RecordId::mint();
    assert_eq!(
        process.revealed(&unknown).await.unwrap_err().code,
        ErrorCode::TokenNotFound
    );
}

#[tokio::test]
async fn each_state_of_the_keychain_is_told_apart() {
    let (world, process) = World::connected().await;
    let record = process.made(NAME).await;
    for (state, code) in [
        (StoreState::Locked, ErrorCode::KeychainRefused),
        (StoreState::Absent, ErrorCode::KeychainAbsent),
        (StoreState::TimedOut, ErrorCode::KeychainTimedOut),
        (
            StoreState::NoDefaultCollection,
            ErrorCode::KeychainNoCollection,
        ),
    ] {
        world.vault.set(state);
        assert_eq!(process.revealed(&record).await.unwrap_err().code, code);
        let store = process.use_cases.store_report().await;
        assert_eq!(store.state, state);
        assert!(store.trouble.unwrap().code.is_keychain());
    }
    world.vault.set(StoreState::Available);
    assert!(
        process.revealed(&record).await.is_ok(),
        "never cached as broken"
    );
}

#[tokio::test]
async fn background_work_never_raises_a_prompt() {
    let (world, process) = World::connected().await;
    process.made(NAME).await;
    drop(process);
    let next = world.process().await;
    world.vault.set(StoreState::Locked);
    next.refreshed().await;
    next.use_cases.store_report().await;
    assert_eq!(asked(&world.vault), 0);
    let account = next.use_cases.account("hub").await.unwrap();
    assert_eq!(account.trouble.unwrap().code, ErrorCode::KeychainLocked);
    next.use_cases.unlock_store().await.unwrap();
    assert_eq!(asked(&world.vault), 1);
    assert_eq!(next.use_cases.account("hub").await.unwrap().trouble, None);
}

fn asked(vault: &FakeVault) -> usize {
    vault.prompts()
}
