//! A locked keychain: said at once to who must not ask, asked about for who may.

use patwarden_core::error::ErrorCode;
use patwarden_core::ports::{Patience, SecretKey, SecretVault, StoreState};
use patwarden_testkit::session::{KeyringKind, in_session};

use crate::common::{
    SECRET, account, attributes, block_on, briefly_asking, code, secret, token, value, vault,
};

const QUIET: Patience = Patience::Quiet;
const ASKED: Patience = Patience::Asked;

#[test]
fn a_quiet_call_says_locked_and_raises_no_prompt() {
    in_session(
        KeyringKind::Unlocked,
        "locked::a_quiet_call_says_locked_and_raises_no_prompt",
        |s| {
            block_on(async {
                let (vault, key) = (vault(), token("r1"));
                vault
                    .put(&key, &attributes(), &secret(), QUIET)
                    .await
                    .unwrap();
                s.lock();
                let locked = ErrorCode::KeychainLocked;
                assert_eq!(code(vault.get(&key, QUIET).await), locked);
                assert_eq!(
                    code(vault.put(&key, &attributes(), &secret(), QUIET).await),
                    locked
                );
                assert_eq!(
                    code(
                        vault
                            .put(&token("r2"), &attributes(), &secret(), QUIET)
                            .await
                    ),
                    locked
                );
                assert_eq!(
                    code(vault.annotate(&key, &attributes(), QUIET).await),
                    locked
                );
                assert_eq!(code(vault.remove(&key, QUIET).await), locked);
                assert_eq!(code(vault.probe(&account(), QUIET).await), locked);
                assert_eq!(s.prompts(), 0);

                // The count can count: someone who may ask, asks.
                s.dismiss_prompts();
                assert_eq!(
                    code(vault.get(&key, ASKED).await),
                    ErrorCode::KeychainRefused
                );
                assert_eq!(s.prompts(), 1);
            });
        },
    );
}

#[test]
fn what_needs_no_secret_works_on_a_locked_keychain() {
    let name = "locked::what_needs_no_secret_works_on_a_locked_keychain";
    in_session(KeyringKind::Unlocked, name, |s| {
        block_on(async {
            let (vault, key) = (vault(), token("r1"));
            vault
                .put(&key, &attributes(), &secret(), QUIET)
                .await
                .unwrap();
            s.lock();
            assert!(vault.contains(&key).await.unwrap());
            assert!(
                !vault
                    .contains(&SecretKey::Credential(account()))
                    .await
                    .unwrap()
            );
            assert_eq!(vault.keys().await.unwrap(), [(key, attributes())]);
            // There is nothing that would have to be unlocked to say these.
            assert!(vault.get(&token("r2"), QUIET).await.unwrap().is_none());
            assert!(!vault.remove(&token("r2"), QUIET).await.unwrap());
            let report = vault.report().await;
            assert_eq!(
                (report.state, report.secrets),
                (StoreState::Locked, Some(1))
            );
            assert!(report.collection.is_some());
            assert_eq!(s.prompts(), 0);
        });
    });
}

#[test]
fn a_keychain_never_opened_since_sign_in_knows_which_entries_are_there_but_not_their_names() {
    let name = "locked::a_keychain_never_opened_since_sign_in_knows_which_entries_are_there_but_not_their_names";
    in_session(KeyringKind::Unlocked, name, |s| {
        block_on(async {
            let (vault, key) = (vault(), token("r1"));
            vault
                .put(&key, &attributes(), &secret(), QUIET)
                .await
                .unwrap();
            s.stop_keyring();
            s.start_keyring_locked();
            assert!(vault.contains(&key).await.unwrap());
            assert!(!vault.contains(&token("r2")).await.unwrap());
            // gnome-keyring has hashes of the attributes only: an empty list would be a lie.
            assert_eq!(code(vault.keys().await), ErrorCode::KeychainLocked);
            let report = vault.report().await;
            assert_eq!(
                (report.state, report.secrets),
                (StoreState::Locked, Some(1))
            );
            assert_eq!(s.prompts(), 0);
        });
    });
}

#[test]
fn a_prompt_nobody_answers_ends_in_time_and_is_not_waited_for_by_quiet_calls() {
    let name = "locked::a_prompt_nobody_answers_ends_in_time_and_is_not_waited_for_by_quiet_calls";
    in_session(KeyringKind::Locked, name, |s| {
        block_on(async {
            let (vault, key) = (briefly_asking(), token("r1"));
            let asks = async { vault.put(&key, &attributes(), &secret(), ASKED).await };
            let meanwhile = async {
                while s.prompts() == 0 {
                    tokio::time::sleep(std::time::Duration::from_millis(5)).await;
                }
                let quiet = vault
                    .put(&token("r2"), &attributes(), &secret(), QUIET)
                    .await;
                assert_eq!(code(quiet), ErrorCode::KeychainLocked);
                assert_eq!(vault.report().await.state, StoreState::Locked);
            };
            let (asked, ()) = tokio::join!(asks, meanwhile);
            assert_eq!(code(asked), ErrorCode::KeychainTimedOut);
            assert_eq!(code(vault.unlock().await), ErrorCode::KeychainTimedOut);
        });
    });
}

#[test]
fn a_dismissed_prompt_is_a_refusal_and_the_next_call_asks_again() {
    let name = "locked::a_dismissed_prompt_is_a_refusal_and_the_next_call_asks_again";
    in_session(KeyringKind::Locked, name, |s| {
        s.dismiss_prompts();
        block_on(async {
            let vault = vault();
            assert_eq!(code(vault.unlock().await), ErrorCode::KeychainRefused);
            assert_eq!(
                code(vault.probe(&account(), ASKED).await),
                ErrorCode::KeychainRefused
            );
            assert_eq!(s.prompts(), 2);
        });
    });
}

#[test]
fn a_call_that_may_ask_waits_for_the_answer_and_goes_on() {
    let name = "locked::a_call_that_may_ask_waits_for_the_answer_and_goes_on";
    in_session(KeyringKind::Locked, name, |s| {
        s.answer_prompts();
        block_on(async {
            let (vault, key) = (vault(), token("r1"));
            vault
                .put(&key, &attributes(), &secret(), ASKED)
                .await
                .unwrap();
            s.lock();
            assert_eq!(
                code(vault.get(&key, QUIET).await),
                ErrorCode::KeychainLocked
            );
            assert_eq!(value(vault.get(&key, ASKED).await.unwrap()), SECRET);
            s.lock();
            vault.unlock().await.unwrap();
            assert_eq!(value(vault.get(&key, QUIET).await.unwrap()), SECRET);
            s.lock();
            vault.probe(&account(), ASKED).await.unwrap();
            assert_eq!(vault.report().await.state, StoreState::Available);
            assert_eq!(
                s.prompts(),
                4,
                "one question for each call that found it locked"
            );
        });
    });
}

#[test]
fn two_calls_that_may_ask_ask_once() {
    in_session(
        KeyringKind::Locked,
        "locked::two_calls_that_may_ask_ask_once",
        |s| {
            s.answer_prompts();
            block_on(async {
                let vault = vault();
                let store = async |record| {
                    vault
                        .put(&token(record), &attributes(), &secret(), ASKED)
                        .await
                };
                let (first, second) = tokio::join!(store("r1"), store("r2"));
                first.and(second).unwrap();
                assert_eq!(vault.keys().await.unwrap().len(), 2);
                assert_eq!(s.prompts(), 1);
            });
        },
    );
}

#[test]
fn a_keychain_unlocked_elsewhere_is_used_by_the_next_call() {
    in_session(
        KeyringKind::Unlocked,
        "locked::a_keychain_unlocked_elsewhere_is_used_by_the_next_call",
        |s| {
            block_on(async {
                let (vault, key) = (vault(), token("r1"));
                vault
                    .put(&key, &attributes(), &secret(), QUIET)
                    .await
                    .unwrap();
                s.stop_keyring();
                s.start_keyring_locked();
                assert_eq!(
                    code(vault.get(&key, QUIET).await),
                    ErrorCode::KeychainLocked
                );
                s.stop_keyring();
                s.start_keyring();
                assert_eq!(value(vault.get(&key, QUIET).await.unwrap()), SECRET);
            });
        },
    );
}
