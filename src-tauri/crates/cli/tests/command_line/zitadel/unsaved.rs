//! A keychain that goes away while the server answers: nobody has the secret then.

use std::sync::Arc;

use patwarden_testkit::zitadel_server::Api;

use super::lost_answer::{EMPTY, adding, relayed};
use super::relay::Relay;
use super::world::{ROBOT, World};
use crate::world::NAME;

const CREATE: &[&str] = &[
    "create",
    "--account",
    "prod",
    "--owner",
    ROBOT,
    "--name",
    NAME,
];

/// The keychain works when it is asked before the request, and does not when the secret is there.
fn without_keychain_once_answered(world: &Arc<World>, relay: &Relay) {
    let there = Arc::clone(world);
    relay.hold_answer(adding(Api::Connect), move || there.session.stop_keyring());
}

#[test]
fn what_could_not_be_stored_is_revoked_again() {
    let (world, relay) = relayed(Api::Connect, EMPTY);
    without_keychain_once_answered(&world, &relay);
    let refused = world.patw(CREATE);
    assert_eq!(refused.code, Some(4), "{refused:?}");
    assert!(refused.stderr.contains("revoked again"), "{refused:?}");
    assert!(world.on_server().is_empty());
    world.session.start_keyring();
    assert!(world.listed_of_robot().is_empty());
    assert_eq!(world.entries_named(NAME), 0);
}

#[cfg(feature = "fail-points")]
#[test]
fn killed_before_it_could_be_revoked_it_is_lost_and_known() {
    let (world, relay) = relayed(Api::Connect, EMPTY);
    without_keychain_once_answered(&world, &relay);
    crate::killing::kill(&world, "create.unsaved", CREATE);
    assert_eq!(world.on_server().len(), 1);
    world.session.start_keyring();
    let listed = world.listed_of_robot();
    assert_eq!(listed.len(), 1, "{listed:?}");
    assert_eq!(listed[0]["custody"]["state"], "lost");
    assert_eq!(listed[0]["identity"], "known");
    assert_eq!(listed[0]["name"], NAME);
    world.patw(&["delete", "prod/ci-deploy", "--yes"]).ok();
    assert!(world.on_server().is_empty());
}
