//! Asking servers: what is shown while one cannot be asked, and beside other processes.

use chrono::Duration;
use patwarden_core::ErrorCode;
use patwarden_core::activity::Action;
use patwarden_core::ports::StoreState;
use patwarden_core::status::Status;
use patwarden_core::view::{AccountState, CustodyState};
use patwarden_testkit::fakes::{Call, Fault, Side};

use crate::world::{ALIAS, NAME, World, custody, error, finished};

#[tokio::test]
async fn each_trouble_is_kept_with_the_account_and_the_tokens_stay_shown() {
    for (code, state) in [
        (ErrorCode::Unreachable, AccountState::Offline),
        (ErrorCode::HostUnknown, AccountState::Offline),
        (ErrorCode::TimedOut, AccountState::Offline),
        (ErrorCode::SignInRefused, AccountState::NeedsAttention),
        (ErrorCode::SignInExpired, AccountState::NeedsAttention),
        (ErrorCode::Forbidden, AccountState::NeedsAttention),
        (ErrorCode::RateLimited, AccountState::NeedsAttention),
        (ErrorCode::ServerFailed, AccountState::NeedsAttention),
        (ErrorCode::BadAnswer, AccountState::NeedsAttention),
        (ErrorCode::CertificateMismatch, AccountState::NeedsAttention),
    ] {
        let (world, process) = World::connected().await;
        process.made(NAME).await;
        world.server.set_down(Some(error(code)));
        let rows = process.refreshed().await;
        assert_eq!(rows.len(), 1);
        assert_eq!(rows[0].token.status, Status::Unknown, "{code:?}");
        let first = rows[0].unknown_since.unwrap();
        let snapshot = process.use_cases.snapshot(false).await.unwrap();
        assert_eq!(snapshot.accounts[0].state, state, "{code:?}");
        assert_eq!(snapshot.accounts[0].trouble.as_ref().unwrap().code, code);
        world.clock.advance(Duration::minutes(3));
        assert_eq!(
            process.refreshed().await[0].unknown_since,
            Some(first),
            "since the first time"
        );
        world.heal();
        assert_eq!(process.refreshed().await[0].token.status, Status::Active);
    }
}

#[tokio::test]
async fn a_past_date_is_expired_online_or_not() {
    let (world, process) = World::connected().await;
    process.made(NAME).await;
    world.clock.advance(Duration::days(340));
    assert_eq!(process.refreshed().await[0].token.status, Status::Expiring);
    world.server.set_down(Some(error(ErrorCode::Unreachable)));
    world.clock.advance(Duration::days(30));
    assert_eq!(process.refreshed().await[0].token.status, Status::Expired);
}

#[tokio::test]
async fn a_token_deleted_elsewhere_leaves_an_orphaned_secret_that_nobody_removes() {
    let (world, process) = World::connected().await;
    let record = process.made(NAME).await;
    let id = world.server.tokens()[0].0.id.clone();
    world.server.delete_elsewhere(&id);
    let rows = process.refreshed().await;
    assert_eq!(custody(&rows[0]), CustodyState::Orphaned);
    assert_eq!(rows[0].token.status, Status::Revoked);
    process.refreshed().await;
    assert_eq!(world.vault.token_secrets().len(), 1);
    let found = process.actions(&record).await;
    assert_eq!(
        found
            .iter()
            .filter(|action| **action == Action::FoundGone)
            .count(),
        1
    );
}

#[tokio::test]
async fn a_list_asked_for_before_a_create_cannot_call_its_token_gone() {
    let (world, process) = World::connected().await;
    let other = world.process().await;
    other.tape.stop_at("server.list", Side::After);
    let asking = other.use_cases.refresh(None);
    tokio::pin!(asking);
    assert!(finished(&other.tape, &mut asking).await.is_none());
    process.made(NAME).await;
    other.tape.go_on();
    asking.await.unwrap();
    let row = process.only_row().await;
    assert_eq!(custody(&row), CustodyState::Held);
    assert_eq!(row.token.status, Status::Active);
}

#[tokio::test]
async fn a_token_being_made_by_a_living_process_is_not_taken_for_a_strangers() {
    let (world, process) = World::connected().await;
    let other = world.process().await;
    process.tape.stop_at("server.create", Side::After);
    let making = process.create(NAME);
    tokio::pin!(making);
    assert!(finished(&process.tape, &mut making).await.is_none());
    assert!(other.refreshed().await.is_empty());
    process.tape.go_on();
    making.await.unwrap();
    assert_eq!(other.refreshed().await.len(), 1);
}

/// The list is on its way while the account is disconnected by another process, or by this one.
#[tokio::test]
async fn an_account_that_is_disconnected_meanwhile_is_no_error_and_does_not_come_back() {
    for tokens in [0, 1] {
        let (world, process) = World::connected().await;
        for _ in 0..tokens {
            world.server.make_elsewhere("theirs", &["openid"]);
        }
        let other = world.process().await;
        process.tape.stop_at("server.list", Side::After);
        let asking = process.use_cases.refresh(None);
        tokio::pin!(asking);
        assert!(finished(&process.tape, &mut asking).await.is_none());
        other.use_cases.disconnect(ALIAS, false).await.unwrap();
        process.tape.go_on();
        asking.await.unwrap();
        assert!(other.use_cases.accounts().await.unwrap().is_empty());
    }
}

/// What a list says about an account is merged into what the account has become meanwhile.
#[tokio::test]
async fn a_refresh_does_not_take_back_an_address_that_was_changed_meanwhile() {
    let (world, process) = World::connected().await;
    let other = world.process().await;
    for code in [None, Some(ErrorCode::TimedOut)] {
        if let Some(code) = code {
            world
                .server
                .fail_next(Call::List, Fault::Before(error(code)));
        }
        process.tape.stop_at("index.change_account", Side::Before);
        let asking = process.use_cases.refresh(None);
        tokio::pin!(asking);
        assert!(finished(&process.tape, &mut asking).await.is_none());
        let moved = if code.is_some() {
            "https://two.example.org"
        } else {
            "https://one.example.org"
        };
        other.use_cases.change_address(ALIAS, moved).await.unwrap();
        process.tape.go_on();
        asking.await.unwrap();
        let account = other.use_cases.account(ALIAS).await.unwrap();
        assert_eq!(account.address.to_string(), moved, "{code:?}");
    }
}

#[tokio::test]
async fn a_keychain_that_keeps_us_from_asking_makes_neither_account_nor_tokens_suspicious() {
    let (world, process) = World::connected().await;
    process.made(NAME).await;
    drop(process);
    world.vault.set(StoreState::Locked);
    let next = world.process().await;
    let rows = next.refreshed().await;
    assert_eq!(rows[0].token.status, Status::Active);
    assert_eq!(rows[0].unknown_since, None);
    let shown = next.use_cases.snapshot(false).await.unwrap();
    let account = &shown.accounts[0];
    assert_eq!(account.state, AccountState::Unasked);
    let why = account.trouble.as_ref().unwrap();
    assert_eq!(why.code, ErrorCode::KeychainLocked);
}
