//! An unlocked keychain.

use patwarden_core::error::ErrorCode;
use patwarden_core::ports::{Patience, SecretAttributes, SecretKey, SecretVault, StoreState};
use patwarden_core::secret::StoredSecret;
use patwarden_testkit::session::{KeyringKind, in_session};

use crate::common::{
    SECRET, account, attributes, block_on, code, entries, secret, secret_tool, token, value, vault,
};

const QUIET: Patience = Patience::Quiet;

#[test]
fn a_secret_comes_back_as_it_was_stored() {
    in_session(
        KeyringKind::Unlocked,
        "available::a_secret_comes_back_as_it_was_stored",
        |_| {
            block_on(async {
                let (vault, key) = (vault(), token("r1"));
                assert!(vault.get(&key, QUIET).await.unwrap().is_none());
                assert!(!vault.contains(&key).await.unwrap());
                vault
                    .put(&key, &attributes(), &secret(), QUIET)
                    .await
                    .unwrap();
                assert_eq!(value(vault.get(&key, QUIET).await.unwrap()), SECRET);
                assert!(vault.contains(&key).await.unwrap());
                assert!(!vault.contains(&token("r2")).await.unwrap());
                // Another process of ours sees it, and another of our services does not.
                assert_eq!(
                    value(crate::common::vault().get(&key, QUIET).await.unwrap()),
                    SECRET
                );
                let other = patwarden_vault::SecretServiceVault::new("dev.patwarden.other");
                assert!(!other.contains(&key).await.unwrap());
            });
        },
    );
}

#[test]
fn exactly_one_entry_is_seen_from_outside() {
    in_session(
        KeyringKind::Unlocked,
        "available::exactly_one_entry_is_seen_from_outside",
        |_| {
            block_on(async {
                let (vault, key) = (vault(), token("r1"));
                vault
                    .put(&key, &attributes(), &secret(), QUIET)
                    .await
                    .unwrap();
                let shown = secret_tool();
                assert_eq!(entries(&shown), 1, "{shown}");
                for line in [
                    "label = Patwarden: nightly",
                    "attribute.username = 0e3c/r1",
                    "attribute.url = https://dh.example/core",
                    "attribute.provider = digitalhub",
                    "attribute.owner = alice",
                    "attribute.name = nightly",
                ] {
                    assert!(shown.contains(line), "{line} in {shown}");
                }
                assert!(!shown.contains("server_id"), "{shown}");
                assert!(vault.remove(&key, QUIET).await.unwrap());
                assert_eq!(entries(&secret_tool()), 0);
            });
        },
    );
}

#[test]
fn putting_again_replaces_secret_label_and_attributes() {
    let name = "available::putting_again_replaces_secret_label_and_attributes";
    in_session(KeyringKind::Unlocked, name, |_| {
        block_on(async {
            let (vault, key) = (vault(), token("r1"));
            let first = SecretAttributes {
                server_id: Some("7".into()),
                ..attributes()
            };
            vault
                .put(&key, &first, &StoredSecret::new("old"), QUIET)
                .await
                .unwrap();
            let second = SecretAttributes {
                name: "weekly".into(),
                ..attributes()
            };
            vault.put(&key, &second, &secret(), QUIET).await.unwrap();
            assert_eq!(value(vault.get(&key, QUIET).await.unwrap()), SECRET);
            assert_eq!(vault.keys().await.unwrap(), [(key, second)]);
            let shown = secret_tool();
            assert_eq!(entries(&shown), 1, "{shown}");
            assert!(shown.contains("label = Patwarden: weekly"), "{shown}");
        });
    });
}

#[test]
fn annotating_rewrites_what_stands_beside_a_secret_and_leaves_the_secret() {
    let name = "available::annotating_rewrites_what_stands_beside_a_secret_and_leaves_the_secret";
    in_session(KeyringKind::Unlocked, name, |_| {
        block_on(async {
            let (vault, key) = (vault(), token("r1"));
            vault
                .put(&key, &attributes(), &secret(), QUIET)
                .await
                .unwrap();
            let known = SecretAttributes {
                server_id: Some("42".into()),
                ..attributes()
            };
            vault.annotate(&key, &known, QUIET).await.unwrap();
            assert_eq!(value(vault.get(&key, QUIET).await.unwrap()), SECRET);
            assert_eq!(vault.keys().await.unwrap(), [(key, known.clone())]);
            assert!(secret_tool().contains("attribute.server_id = 42"));
            let absent = vault.annotate(&token("r2"), &known, QUIET).await;
            assert_eq!(code(absent), ErrorCode::Internal);
        });
    });
}

#[test]
fn removing_what_is_gone_already_says_so() {
    in_session(
        KeyringKind::Unlocked,
        "available::removing_what_is_gone_already_says_so",
        |_| {
            block_on(async {
                let (vault, key) = (vault(), token("r1"));
                assert!(!vault.remove(&key, QUIET).await.unwrap());
                vault
                    .put(&key, &attributes(), &secret(), QUIET)
                    .await
                    .unwrap();
                assert!(vault.remove(&key, QUIET).await.unwrap());
                assert!(!vault.remove(&key, QUIET).await.unwrap());
                assert!(vault.get(&key, QUIET).await.unwrap().is_none());
            });
        },
    );
}

#[test]
fn a_probe_leaves_nothing_and_its_leftovers_are_not_ours_to_list() {
    let name = "available::a_probe_leaves_nothing_and_its_leftovers_are_not_ours_to_list";
    in_session(KeyringKind::Unlocked, name, |_| {
        block_on(async {
            let vault = vault();
            vault.probe(&account(), QUIET).await.unwrap();
            assert_eq!(entries(&secret_tool()), 0);

            // What a crash between writing and removing leaves behind.
            leave_probe();
            assert_eq!(entries(&secret_tool()), 1);
            vault.probe(&account(), QUIET).await.unwrap();
            assert_eq!(entries(&secret_tool()), 0, "the next probe takes it away");

            leave_probe();
            assert_eq!(vault.keys().await.unwrap(), []);
            assert_eq!(
                entries(&secret_tool()),
                0,
                "and so does looking through the entries"
            );
        });
    });
}

#[test]
fn the_report_names_the_collection_and_counts() {
    in_session(
        KeyringKind::Unlocked,
        "available::the_report_names_the_collection_and_counts",
        |s| {
            block_on(async {
                let vault = vault();
                let credential = SecretKey::Credential(account());
                vault
                    .put(&token("r1"), &attributes(), &secret(), QUIET)
                    .await
                    .unwrap();
                vault
                    .put(&credential, &attributes(), &secret(), QUIET)
                    .await
                    .unwrap();
                let report = vault.report().await;
                assert_eq!(report.name, "Secret Service");
                assert_eq!(report.state, StoreState::Available);
                assert_eq!(
                    report
                        .collection
                        .as_deref()
                        .map(str::to_lowercase)
                        .as_deref(),
                    Some("login")
                );
                assert_eq!(report.secrets, Some(2));
                assert_eq!(s.prompts(), 0);
            });
        },
    );
}

#[test]
fn two_entries_under_one_key_are_made_one_again() {
    in_session(
        KeyringKind::Unlocked,
        "available::two_entries_under_one_key_are_made_one_again",
        |_| {
            block_on(async {
                let (vault, key) = (vault(), token("r1"));
                vault
                    .put(&key, &attributes(), &secret(), QUIET)
                    .await
                    .unwrap();
                // The collection `session` is a second place where the same entry can stand.
                leave("session", &key.to_string(), "other");
                assert_eq!(entries(&secret_tool()), 2);
                assert_eq!(
                    code(vault.get(&key, QUIET).await),
                    ErrorCode::KeychainRefused
                );
                vault
                    .put(&key, &attributes(), &secret(), QUIET)
                    .await
                    .unwrap();
                assert_eq!(entries(&secret_tool()), 1);
                assert_eq!(value(vault.get(&key, QUIET).await.unwrap()), SECRET);
                leave("session", &key.to_string(), SECRET);
                assert_eq!(
                    value(vault.get(&key, QUIET).await.unwrap()),
                    SECRET,
                    "both say the same"
                );
                assert!(vault.remove(&key, QUIET).await.unwrap());
                assert_eq!(entries(&secret_tool()), 0);
            });
        },
    );
}

#[test]
fn calls_at_the_same_moment_do_not_disturb_each_other() {
    let name = "available::calls_at_the_same_moment_do_not_disturb_each_other";
    in_session(KeyringKind::Unlocked, name, |_| {
        block_on(async {
            let (vault, key) = (vault(), token("r1"));
            for _ in 0..10 {
                // Two windows that check the keychain before creating under one account.
                let (account, other) = (account(), crate::common::vault());
                let probes =
                    tokio::join!(vault.probe(&account, QUIET), other.probe(&account, QUIET));
                probes.0.and(probes.1).unwrap();
                let (attributes, secret) = (attributes(), secret());
                let puts = tokio::join!(
                    vault.put(&key, &attributes, &secret, QUIET),
                    other.put(&key, &attributes, &secret, QUIET),
                );
                puts.0.and(puts.1).unwrap();
                assert_eq!(entries(&secret_tool()), 1);
                assert!(vault.remove(&key, QUIET).await.unwrap());
                assert_eq!(entries(&secret_tool()), 0);
            }
        });
    });
}

#[test]
fn a_restarted_keychain_is_used_by_the_next_call() {
    in_session(
        KeyringKind::Unlocked,
        "available::a_restarted_keychain_is_used_by_the_next_call",
        |s| {
            block_on(async {
                let (vault, key) = (vault(), token("r1"));
                vault
                    .put(&key, &attributes(), &secret(), QUIET)
                    .await
                    .unwrap();
                s.stop_keyring();
                assert_eq!(
                    code(vault.get(&key, QUIET).await),
                    ErrorCode::KeychainAbsent
                );
                s.start_keyring();
                assert_eq!(value(vault.get(&key, QUIET).await.unwrap()), SECRET);
            });
        },
    );
}

fn leave_probe() {
    leave("login", &format!("{}/probe", account()), "probe");
}

/// Stores an entry of our service with `secret-tool`.
fn leave(collection: &str, user: &str, value: &str) {
    use std::io::Write;
    let mut tool = std::process::Command::new("secret-tool")
        .args(["store", "--label", "left", "--collection", collection])
        .args(["service", crate::common::SERVICE, "username", user])
        .stdin(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    tool.stdin
        .take()
        .unwrap()
        .write_all(value.as_bytes())
        .unwrap();
    assert!(tool.wait().unwrap().success());
}
