//! A keychain that does not answer, or answers too late.

use patwarden_core::error::ErrorCode;
use patwarden_core::ports::{Patience, SecretVault, StoreState};
use patwarden_testkit::session::{KeyringKind, in_session};

use crate::common::{
    SECRET, account, attributes, block_on, briefly_asking, code, entries, eventually, impatient,
    secret, secret_tool, token, value, vault,
};

const QUIET: Patience = Patience::Quiet;
const ASKED: Patience = Patience::Asked;

#[test]
fn every_call_to_a_hung_keychain_ends_and_says_so() {
    in_session(
        KeyringKind::Hung,
        "hung::every_call_to_a_hung_keychain_ends_and_says_so",
        |_| {
            block_on(async {
                let (vault, key) = (impatient(), token("r1"));
                let late = ErrorCode::KeychainTimedOut;
                assert_eq!(code(vault.unlock().await), late);
                for patience in [QUIET, ASKED] {
                    assert_eq!(code(vault.probe(&account(), patience).await), late);
                    let put = vault.put(&key, &attributes(), &secret(), patience).await;
                    assert_eq!(code(put), late);
                    assert_eq!(
                        code(vault.annotate(&key, &attributes(), patience).await),
                        late
                    );
                    assert_eq!(code(vault.get(&key, patience).await), late);
                    assert_eq!(code(vault.remove(&key, patience).await), late);
                }
                assert_eq!(code(vault.contains(&key).await), late);
                assert_eq!(code(vault.keys().await), late);
            });
        },
    );
}

/// The body's process would be killed, and the test fail, if it did not end.
#[test]
fn a_hung_call_holds_up_neither_the_runtime_nor_its_end() {
    let name = "hung::a_hung_call_holds_up_neither_the_runtime_nor_its_end";
    in_session(KeyringKind::Hung, name, |_| {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        runtime.block_on(async {
            // With the product's own deadlines: two seconds for the report, two minutes for this.
            let vault = std::sync::Arc::new(vault());
            let asking = std::sync::Arc::clone(&vault);
            let asked = tokio::spawn(async move { asking.get(&token("r1"), ASKED).await });
            assert_eq!(vault.report().await.state, StoreState::TimedOut);
            assert!(!asked.is_finished(), "the user has two minutes");
        });
        // Waits for every blocking thread the runtime knows of.
        drop(runtime);
    });
}

#[test]
fn a_late_success_is_reconciled() {
    in_session(
        KeyringKind::Locked,
        "hung::a_late_success_is_reconciled",
        |s| {
            block_on(async {
                let key = token("r1");
                let put = briefly_asking()
                    .put(&key, &attributes(), &secret(), ASKED)
                    .await;
                assert_eq!(code(put), ErrorCode::KeychainTimedOut);
                let vault = vault();
                assert!(!vault.contains(&key).await.unwrap());
                // The user comes back to the dialog after we stopped waiting.
                s.answer_prompts();
                eventually("the secret arrives", async || {
                    vault.contains(&key).await.unwrap()
                })
                .await;
                assert_eq!(value(vault.get(&key, QUIET).await.unwrap()), SECRET);
            });
        },
    );
}

#[test]
fn a_keychain_that_answers_again_is_used_again() {
    in_session(
        KeyringKind::Unlocked,
        "hung::a_keychain_that_answers_again_is_used_again",
        |s| {
            block_on(async {
                let (vault, key) = (vault(), token("r1"));
                s.pause_keyring();
                assert_eq!(
                    code(vault.get(&key, QUIET).await),
                    ErrorCode::KeychainTimedOut
                );
                assert_eq!(vault.report().await.state, StoreState::TimedOut);
                s.resume_keyring();
                eventually("it answers", async || {
                    vault
                        .put(&key, &attributes(), &secret(), QUIET)
                        .await
                        .is_ok()
                })
                .await;
                assert_eq!(value(vault.get(&key, QUIET).await.unwrap()), SECRET);
                assert_eq!(entries(&secret_tool()), 1);
            });
        },
    );
}
