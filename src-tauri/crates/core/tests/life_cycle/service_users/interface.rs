//! Which of a server's interfaces is spoken: remembered, or pinned by the user.

use patwarden_core::ErrorCode;
use patwarden_core::error::Field;
use patwarden_core::ports::TokenIndex;
use patwarden_core::view::ConnectRequest;
use patwarden_testkit::fakes::{Call, Fault, Side};

use crate::world::{ALIAS, World, error, finished, sign_in_with};

#[tokio::test]
async fn the_one_that_worked_is_remembered_but_not_pinned() {
    let (world, process) = World::of_service_users().await;
    let account = process.use_cases.account(ALIAS).await.unwrap();
    assert_eq!(
        (account.interface.as_deref(), account.interface_pinned),
        (Some("new"), false)
    );
    let next = world.process().await;
    next.refreshed().await;
    let views = next.use_cases.snapshot(false).await.unwrap().accounts;
    assert_eq!(
        (views[0].interface.as_deref(), views[0].interface_pinned),
        (Some("new"), false)
    );
}

#[tokio::test]
async fn a_pinned_one_is_spoken_from_then_on_by_every_process() {
    let (world, process) = World::of_service_users().await;
    let pinned = process
        .use_cases
        .pin_interface(ALIAS, Some("old"))
        .await
        .unwrap();
    assert_eq!(
        (pinned.interface.as_deref(), pinned.interface_pinned),
        (Some("old"), true)
    );
    let next = world.process().await;
    for process in [&process, &next] {
        process.refreshed().await;
        let account = process.use_cases.account(ALIAS).await.unwrap();
        assert_eq!(
            (account.interface.as_deref(), account.interface_pinned),
            (Some("old"), true)
        );
    }
    let free = process.use_cases.pin_interface(ALIAS, None).await.unwrap();
    assert_eq!(
        (free.interface.as_deref(), free.interface_pinned),
        (Some("new"), false)
    );
}

#[tokio::test]
async fn one_that_the_server_does_not_have_is_refused_with_those_it_has() {
    let (world, process) = World::of_service_users().await;
    let refused = process
        .use_cases
        .pin_interface(ALIAS, Some("v9"))
        .await
        .unwrap_err();
    assert_eq!(
        (refused.code, refused.field),
        (ErrorCode::Invalid, Some(Field::Interface))
    );
    assert!(refused.message.contains("new, old"), "{refused}");
    let request = ConnectRequest {
        interface: Some("v9".into()),
        ..sign_in_with("second", &world.server.administrators_token())
    };
    let refused = process.use_cases.connect(request).await.unwrap_err();
    assert_eq!(refused.field, Some(Field::Interface));
    assert!(
        !process
            .use_cases
            .account(ALIAS)
            .await
            .unwrap()
            .interface_pinned
    );

    let (_hub, process) = World::connected().await;
    let refused = process
        .use_cases
        .pin_interface(ALIAS, Some("new"))
        .await
        .unwrap_err();
    assert_eq!(refused.field, Some(Field::Interface));
}

#[tokio::test]
async fn one_that_does_not_answer_is_not_pinned() {
    let (world, process) = World::of_service_users().await;
    world.server.fail_next(
        Call::List,
        Fault::Before(error(ErrorCode::InterfaceMissing)),
    );
    let refused = process
        .use_cases
        .pin_interface(ALIAS, Some("old"))
        .await
        .unwrap_err();
    assert_eq!(refused.code, ErrorCode::InterfaceMissing);
    let account = process.use_cases.account(ALIAS).await.unwrap();
    assert_eq!(
        (account.interface.as_deref(), account.interface_pinned),
        (Some("new"), false)
    );
    process.refreshed().await;
    assert!(
        process
            .use_cases
            .account(ALIAS)
            .await
            .unwrap()
            .trouble
            .is_none()
    );
}

#[tokio::test]
async fn one_can_be_pinned_at_the_sign_in() {
    let (world, process) = World::of_service_users().await;
    process.use_cases.disconnect(ALIAS, true).await.unwrap();
    let request = ConnectRequest {
        interface: Some("old".into()),
        ..sign_in_with(ALIAS, &world.server.administrators_token())
    };
    let account = process.use_cases.connect(request).await.unwrap();
    assert_eq!(
        (account.interface.as_deref(), account.interface_pinned),
        (Some("old"), true)
    );
}

/// A refresh that began before does not take back what the user chose meanwhile.
#[tokio::test]
async fn a_late_refresh_does_not_undo_a_pin() {
    let (world, process) = World::of_service_users().await;
    // Nothing is remembered: what works is news.
    let account = patwarden_core::account::Account {
        interface: None,
        ..process.use_cases.account(ALIAS).await.unwrap()
    };
    process.database.save_account(&account).await.unwrap();
    let other = world.process().await;
    process.tape.stop_at("server.list", Side::After);
    let refreshing = process.use_cases.refresh(Some(ALIAS));
    tokio::pin!(refreshing);
    assert!(finished(&process.tape, &mut refreshing).await.is_none());
    other
        .use_cases
        .pin_interface(ALIAS, Some("old"))
        .await
        .unwrap();
    process.tape.go_on();
    refreshing.await.unwrap();
    let account = other.use_cases.account(ALIAS).await.unwrap();
    assert_eq!(
        (account.interface.as_deref(), account.interface_pinned),
        (Some("old"), true)
    );
}

#[tokio::test]
async fn signing_in_anew_keeps_the_one_that_is_pinned() {
    let (world, process) = World::of_service_users().await;
    process
        .use_cases
        .pin_interface(ALIAS, Some("old"))
        .await
        .unwrap();
    world
        .server
        .fail_next(Call::List, Fault::Before(error(ErrorCode::SignInExpired)));
    process.refreshed().await;
    let again = sign_in_with(ALIAS, &world.server.administrators_token());
    let account = process.use_cases.connect(again).await.unwrap();
    let pinned = (Some("old"), true);
    assert_eq!(
        (account.interface.as_deref(), account.interface_pinned),
        pinned
    );
    // And it is the one that is spoken: nothing else is remembered.
    process.refreshed().await;
    let account = process.use_cases.account(ALIAS).await.unwrap();
    assert_eq!(
        (account.interface.as_deref(), account.interface_pinned),
        pinned
    );
}
