//! A keychain that cannot be used: exit 4, in time, and nothing was sent.

use std::time::Duration;

use patwarden_testkit::session::KeyringKind;

use crate::machine::within;
use crate::world::{NAME, World};

/// Far above the 2 s a quiet call may take, far below what a prompt waits.
const SOON: Duration = Duration::from_secs(20);

#[test]
fn connecting_without_a_usable_keychain_ends_with_4_and_writes_nothing() {
    for (kind, said) in [
        (KeyringKind::Locked, "locked"),
        (KeyringKind::Absent, "gnome-keyring"),
        (KeyringKind::NoCollection, "keyring"),
        (KeyringKind::Hung, "answer"),
    ] {
        let world = World::new(kind);
        let refused = within(SOON, "connect", || world.connect());
        assert_eq!(refused.code, Some(4), "{kind:?}: {refused:?}");
        assert!(
            refused.stderr.contains(said),
            "{kind:?} is named: {refused:?}"
        );
        let accounts = world.patw(&["accounts", "--json"]).ok().json();
        assert_eq!(
            accounts["accounts"].as_array().unwrap().len(),
            0,
            "{kind:?}"
        );
        assert_eq!(
            world.session.prompts(),
            0,
            "{kind:?}: nobody sits there to be asked"
        );
    }
}

#[test]
fn creating_with_a_locked_keychain_ends_with_4_before_any_request() {
    let world = World::connected();
    world.session.lock();
    let refused = within(SOON, "create", || world.create(NAME));
    assert_eq!(refused.code, Some(4), "{refused:?}");
    assert!(refused.stderr.contains("keychainLocked"), "{refused:?}");
    assert!(world.server.tokens().is_empty(), "nothing was sent");
    assert_eq!(world.session.prompts(), 0);
}

#[test]
fn what_is_known_can_be_read_while_the_keychain_hangs() {
    let world = World::connected();
    world.create(NAME).ok();
    world.session.pause_keyring();
    let listed = within(SOON, "list", || world.patw(&["list", "--cached", "--json"]));
    world.session.resume_keyring();
    assert_eq!(listed.ok().json()["tokens"][0]["name"], NAME);
}

#[test]
fn deleting_with_a_locked_keychain_ends_with_4_and_changes_nothing() {
    let world = World::connected();
    world.create(NAME).ok();
    world.session.lock();
    let refused = world.patw(&["delete", "hub/ci-deploy", "--yes"]);
    assert_eq!(
        refused.code,
        Some(4),
        "the credential cannot be read: {refused:?}"
    );
    assert_eq!(world.server.tokens().len(), 1);
    assert_eq!(world.entries_named(NAME), 1);
}
