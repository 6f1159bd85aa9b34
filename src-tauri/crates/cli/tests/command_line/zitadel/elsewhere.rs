//! What others do to the same tokens.

use patwarden_testkit::zitadel_server::Api;

use super::world::{ROBOT, World};
use crate::world::NAME;

#[test]
fn a_token_made_elsewhere_has_no_name_and_is_named_by_its_id() {
    let world = World::connected();
    let (id, _) = world
        .server
        .add_token(&world.robot(), "2035-01-01T00:00:00Z");
    let listed = world.listed_of_robot();
    assert_eq!(listed[0]["name"], serde_json::Value::Null);
    assert_eq!(listed[0]["custody"]["state"], "elsewhere");
    let table = world.patw(&["list", "--owner", ROBOT]).ok().stdout;
    assert!(table.contains(&id), "{table}");
    let reference = format!("prod/{id}");
    let refused = world.patw(&["token", &reference]);
    assert_eq!(refused.code, Some(1), "{refused:?}");
    let deleted = world.patw(&["delete", &reference, "--yes"]).ok();
    assert_eq!(deleted.stdout.trim(), format!("deleted {reference}"));
    assert!(world.on_server().is_empty());
}

#[test]
fn a_token_deleted_elsewhere_leaves_an_orphaned_secret_that_can_be_removed() {
    let world = World::connected();
    world.create(NAME).ok();
    let id = world.on_server()[0]["id"].as_str().unwrap().to_owned();
    // A list that has it makes its absence from a later one mean something.
    assert_eq!(world.listed_of_robot().len(), 1);
    world.server.remove_token(&world.robot(), &id);
    let listed = world.listed_of_robot();
    assert_eq!(listed[0]["custody"]["state"], "orphaned");
    assert_eq!(listed[0]["status"], "revoked");
    assert_eq!(world.entries_named(NAME), 1, "nothing is deleted by itself");
    world.patw(&["delete", "prod/ci-deploy", "--yes"]).ok();
    assert_eq!(world.entries_named(NAME), 0);
}

#[test]
fn deleting_what_somebody_else_deleted_a_moment_ago_removes_its_secret() {
    for api in Api::ALL {
        let world = World::connected_over(api);
        world.create(NAME).ok();
        let id = world.on_server()[0]["id"].as_str().unwrap().to_owned();
        world.server.remove_token(&world.robot(), &id);
        // Nobody has told us yet.
        world.patw(&["delete", "prod/ci-deploy", "--yes"]).ok();
        assert_eq!(world.entries_named(NAME), 0, "{api:?}");
        assert!(world.listed_of_robot().is_empty(), "{api:?}");
    }
}

#[test]
fn deleting_after_the_owner_was_removed_removes_the_secret() {
    let world = World::connected();
    world.create(NAME).ok();
    world.server.change_user("DeleteUser", &world.robot());
    world.patw(&["delete", "prod/ci-deploy", "--yes"]).ok();
    assert_eq!(world.entries_named(NAME), 0);
}
