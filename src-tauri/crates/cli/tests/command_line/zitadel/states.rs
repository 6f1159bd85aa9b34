//! What becomes of tokens when something happens to their owner.

use serde_json::Value;

use super::world::{ROBOT, World, code_of};
use crate::world::NAME;

fn shown(world: &World, token: &str) -> Value {
    let reference = format!("prod/{token}");
    world
        .patw(&["show", &reference, "--refresh", "--json"])
        .ok()
        .json()
}

#[test]
fn a_token_made_before_its_owner_was_deactivated_is_refused_for_ever() {
    let world = World::connected();
    world.create("before").ok();
    let before = world.secret_of("prod/before");
    world.server.change_user("DeactivateUser", &world.robot());

    let off = shown(&world, "before");
    assert_eq!(off["details"]["ownerState"], "deactivated");
    assert_eq!(off["status"], "refused");
    assert!(!world.server.accepts(&before));
    // One made meanwhile works.
    world.create("meanwhile").ok();
    assert!(world.server.accepts(&world.secret_of("prod/meanwhile")));

    world.server.change_user("ReactivateUser", &world.robot());
    let on = shown(&world, "before");
    assert_eq!(on["details"]["ownerState"], "active");
    assert_eq!(on["status"], "refused", "listed, and dead all the same");
    assert!(on["details"]["provenAt"].is_string(), "{on}");
    assert!(!world.server.accepts(&before));
    assert_eq!(shown(&world, "meanwhile")["status"], "active");
    let refused = world
        .patw(&["list", "--status", "refused", "--json"])
        .ok()
        .json();
    let refused = refused["tokens"].as_array().unwrap().clone();
    assert_eq!(refused.len(), 1, "{refused:?}");
    assert_eq!(refused[0]["name"], "before");
}

#[test]
fn a_locked_owner_is_shown_on_its_tokens_and_in_the_list_of_owners() {
    let world = World::connected();
    world.create(NAME).ok();
    world.server.change_user("LockUser", &world.robot());
    let locked = shown(&world, NAME);
    assert_eq!(locked["details"]["ownerState"], "locked");
    assert_eq!(locked["status"], "refused");
    let facts = world.patw(&["show", "prod/ci-deploy"]).ok().stdout;
    assert!(facts.contains("locked"), "{facts}");
    let owners = world.patw(&["owners"]).ok().stdout;
    let robot = owners.lines().find(|line| line.contains(ROBOT)).unwrap();
    assert!(robot.contains("locked"), "{owners}");
}

#[test]
fn a_removed_owner_takes_its_tokens_along_and_their_secrets_wait_for_the_user() {
    let world = World::connected();
    world.create(NAME).ok();
    // A list that has it makes its absence from a later one mean something.
    assert_eq!(world.listed_of_robot().len(), 1);
    world.server.change_user("DeleteUser", &world.robot());
    let removed = shown(&world, NAME);
    assert_eq!(removed["details"]["ownerState"], "removed");
    assert_eq!(removed["status"], "revoked");
    assert_eq!(removed["custody"]["state"], "orphaned");
    assert_eq!(world.entries_named(NAME), 1);
    let owners = world.patw(&["owners", "--json"]).ok().json();
    let names: Vec<&str> = owners["owners"]
        .as_array()
        .unwrap()
        .iter()
        .map(|owner| owner["name"].as_str().unwrap())
        .collect();
    assert_eq!(names, ["iam-owner"]);
    world.patw(&["delete", "prod/ci-deploy", "--yes"]).ok();
    assert_eq!(world.entries_named(NAME), 0);
}

#[test]
fn an_owner_removed_a_moment_ago_cannot_be_given_a_token() {
    let world = World::connected();
    world.server.change_user("DeleteUser", &world.robot());
    let refused = world.create(NAME);
    assert_eq!(refused.code, Some(3), "{refused:?}");
    assert_eq!(code_of(&refused), "ownerUnknown");
    assert_eq!(world.entries_named(NAME), 0);
}
