//! No keychain, no bus, or a keychain without a place for secrets.

use patwarden_core::error::ErrorCode;
use patwarden_core::ports::{Patience, SecretVault, StoreState};
use patwarden_testkit::session::{KeyringKind, in_session};

use crate::common::{SECRET, account, attributes, block_on, code, secret, token, value, vault};

const ASKED: Patience = Patience::Asked;

/// Each call of the port that can fail, and the code it fails with.
async fn every_call(vault: &impl SecretVault) -> Vec<ErrorCode> {
    let key = token("r1");
    vec![
        code(vault.unlock().await),
        code(vault.probe(&account(), ASKED).await),
        code(vault.put(&key, &attributes(), &secret(), ASKED).await),
        code(vault.annotate(&key, &attributes(), ASKED).await),
        code(vault.get(&key, ASKED).await),
        code(vault.contains(&key).await),
        code(vault.remove(&key, ASKED).await),
        code(vault.keys().await),
    ]
}

#[test]
fn an_absent_keychain_is_named_so_and_found_once_it_is_there() {
    let name = "missing::an_absent_keychain_is_named_so_and_found_once_it_is_there";
    in_session(KeyringKind::Absent, name, |s| {
        block_on(async {
            let (vault, key) = (vault(), token("r1"));
            assert_eq!(every_call(&vault).await, [ErrorCode::KeychainAbsent; 8]);
            let report = vault.report().await;
            assert_eq!((report.state, report.secrets), (StoreState::Absent, None));
            s.start_keyring();
            vault
                .put(&key, &attributes(), &secret(), ASKED)
                .await
                .unwrap();
            assert_eq!(value(vault.get(&key, ASKED).await.unwrap()), SECRET);
            assert_eq!(vault.report().await.state, StoreState::Available);
        });
    });
}

#[test]
fn a_keychain_without_a_default_collection_is_named_so() {
    let name = "missing::a_keychain_without_a_default_collection_is_named_so";
    in_session(KeyringKind::NoCollection, name, |s| {
        block_on(async {
            let vault = vault();
            assert_eq!(
                every_call(&vault).await,
                [ErrorCode::KeychainNoCollection; 8]
            );
            assert_eq!(vault.report().await.state, StoreState::NoDefaultCollection);
            assert_eq!(s.prompts(), 0, "nobody is asked to make one up");
        });
    });
}

#[test]
fn a_session_bus_that_went_away_is_an_absent_keychain() {
    let name = "missing::a_session_bus_that_went_away_is_an_absent_keychain";
    in_session(KeyringKind::Absent, name, |s| {
        s.stop_bus();
        block_on(async {
            let vault = vault();
            assert_eq!(every_call(&vault).await, [ErrorCode::KeychainAbsent; 8]);
            let error = vault.unlock().await.unwrap_err();
            assert!(error.message.contains("D-Bus"), "{error}");
            assert_eq!(vault.report().await.state, StoreState::Absent);
        });
    });
}
