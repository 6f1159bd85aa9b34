//! Signing in anew, and finding again what stayed in the keychain.

use patwarden_core::ErrorCode;
use patwarden_core::ports::SecretKey;
use patwarden_core::view::{ConnectRequest, Created, CustodyState, IdentityState};
use patwarden_testkit::fakes::{Call, Fault, PutFault};

use crate::world::{ALIAS, NAME, Process, World, custody, error, sign_in};

#[tokio::test]
async fn an_account_whose_sign_in_was_refused_gets_a_new_one_and_keeps_its_secrets() {
    let (world, process) = World::connected().await;
    let record = process.made(NAME).await;
    let before = process.use_cases.account(ALIAS).await.unwrap();
    for code in [ErrorCode::SignInExpired, ErrorCode::SignInUnknown] {
        world
            .server
            .fail_next(Call::List, Fault::Before(error(code)));
        process.refreshed().await;
        let again = ConnectRequest {
            alias: Some("another".into()),
            ..sign_in()
        };
        let after = process.use_cases.connect(again).await.unwrap();
        assert_eq!((&after.id, &after.alias), (&before.id, &before.alias));
        assert!(after.trouble.is_none());
        let row = process.only_row().await;
        assert_eq!(custody(&row), CustodyState::Held);
        assert!(process.revealed(&record).await.is_ok());
    }
    assert_eq!(world.vault.stored().len(), 2, "one credential, one secret");
}

#[tokio::test]
async fn a_refused_new_sign_in_leaves_the_old_one_alone() {
    let (world, process) = World::connected().await;
    world
        .server
        .fail_next(Call::List, Fault::Before(error(ErrorCode::SignInExpired)));
    process.refreshed().await;
    let before = world.vault.stored();
    world
        .server
        .fail_next(Call::WhoAmI, Fault::Before(error(ErrorCode::SignInRefused)));
    let refused = process.use_cases.connect(sign_in()).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::SignInRefused);
    assert_eq!(world.vault.stored().len(), before.len());
    assert_eq!(process.use_cases.accounts().await.unwrap().len(), 1);
}

#[tokio::test]
async fn an_account_of_one_session_can_be_kept_after_all() {
    let world = World::new();
    let process = world.process().await;
    let for_now = ConnectRequest {
        session_only: true,
        ..sign_in()
    };
    process.use_cases.connect(for_now).await.unwrap();
    assert!(world.vault.stored().is_empty());
    let kept = process.use_cases.connect(sign_in()).await.unwrap();
    assert!(!kept.session_only);
    let stored = world.vault.stored();
    assert_eq!(stored[0].0, SecretKey::Credential(kept.id));
    drop(process);
    assert!(world.shown_after_restart().await.is_empty());
    let next = world.process().await;
    assert!(
        next.use_cases
            .account(ALIAS)
            .await
            .unwrap()
            .trouble
            .is_none()
    );
}

#[tokio::test]
async fn secrets_kept_at_a_disconnect_are_held_again_after_connecting_anew() {
    let (world, process) = World::connected().await;
    let record = process.made(NAME).await;
    let gone = process.made("gone").await;
    let value = process.revealed(&record).await.unwrap();
    process.use_cases.disconnect(ALIAS, false).await.unwrap();
    let of_gone = world.server.tokens()[1].0.id.clone();
    world.server.delete_elsewhere(&of_gone);
    world.wait_long();

    process.use_cases.connect(sign_in()).await.unwrap();
    let rows = process.refreshed().await;
    let row = |id: &str| rows.iter().find(|row| row.token.id == id).unwrap();
    assert_eq!(rows.len(), 2, "{rows:#?}");
    assert_eq!(custody(row(&record.0)), CustodyState::Held);
    assert_eq!(row(&record.0).token.identity, IdentityState::Known);
    assert_eq!(
        row(&record.0).token.scopes,
        ["openid"],
        "as the server says"
    );
    assert_eq!(process.revealed(&record).await.unwrap(), value);
    assert_eq!(custody(row(&gone.0)), CustodyState::Orphaned);
}

#[tokio::test]
async fn secrets_of_another_identity_or_of_a_connected_account_are_not_taken_up() {
    let (world, process) = World::connected().await;
    process.made(NAME).await;
    world.vault.rename_subject("somebody-else");
    process.use_cases.disconnect(ALIAS, false).await.unwrap();
    process.use_cases.connect(sign_in()).await.unwrap();
    assert_eq!(custody(&process.only_row().await), CustodyState::Elsewhere);
}

#[tokio::test]
async fn a_secret_stored_at_the_second_try_is_kept_although_the_account_was_signed_out() {
    let (world, process) = World::connected().await;
    world.vault.fail_next_put(PutFault::Refused);
    let (record, _) = process.unsaved(NAME).await;
    world.server.set_down(Some(error(ErrorCode::SignInExpired)));
    let stored = process.use_cases.store_unsaved(&record).await.unwrap();
    assert!(matches!(stored, Created::Saved { .. }));
    assert!(!process.use_cases.has_unhanded_secret());
    world.heal();
    let rows = process.refreshed().await;
    assert_eq!(rows.len(), 1);
    assert_eq!(custody(&rows[0]), CustodyState::Held);
    assert_eq!(rows[0].token.identity, IdentityState::Known);
}

#[tokio::test]
async fn a_process_whose_sign_in_was_refused_takes_up_the_one_another_process_made() {
    let (world, process) = World::connected().await;
    world
        .server
        .fail_next(Call::List, Fault::Before(error(ErrorCode::SignInRefused)));
    process.refreshed().await;
    let other = world.process().await;
    other.use_cases.connect(sign_in()).await.unwrap();
    assert_reads_credential_anew(&process).await;
}

#[tokio::test]
async fn a_disconnect_elsewhere_makes_this_process_forget_the_credential() {
    let (world, process) = World::connected().await;
    // Its secret lets the account come back under the same id.
    process.made(NAME).await;
    let other = world.process().await;
    other.use_cases.disconnect(ALIAS, false).await.unwrap();
    process.refreshed().await;
    other.use_cases.connect(sign_in()).await.unwrap();
    assert_reads_credential_anew(&process).await;
}

#[tokio::test]
async fn a_private_key_among_the_certificates_is_refused() {
    let world = World::new();
    let process = world.process().await;
    let mut request = sign_in();
    request.server.extra_ca = Some(
        "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n-----BEGIN CERTIFICATE-----\n".into(),
    );
    let refused = process.use_cases.connect(request).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::Invalid);
    assert_eq!(refused.field, Some(patwarden_core::error::Field::ExtraCa));
    assert_eq!(world.server.count(Call::Discover), 0);
}

async fn assert_reads_credential_anew(process: &Process) {
    let before = process.tape.calls().len();
    process.refreshed().await;
    let calls = process.tape.calls().split_off(before);
    assert!(calls.contains(&"vault.get"), "read anew: {calls:?}");
}
