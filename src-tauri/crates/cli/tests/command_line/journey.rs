//! The main job, from connect to delete.

use crate::world::{NAME, World};

#[test]
fn a_token_is_made_stored_handed_over_and_deleted() {
    let world = World::connected();

    let created = world.create(NAME).ok().json();
    assert_eq!(created["custody"]["state"], "held");
    assert_eq!(created["custody"]["store"], "Secret Service");
    assert_eq!(created["identity"], "known");
    assert_eq!(created["status"], "active");
    assert_eq!(
        world.entries_named(NAME),
        1,
        "exactly one entry while the token exists"
    );

    let secret = world.patw(&["token", "hub/ci-deploy"]).ok().stdout;
    assert!(
        world.server.accepts(secret.trim()),
        "what was stored is what the server issued"
    );

    let listed = world.listed();
    assert_eq!(listed.len(), 1);
    assert_eq!(listed[0], created, "a token looks the same everywhere");
    let shown = world.patw(&["show", "hub/ci-deploy", "--json"]).ok().json();
    assert_eq!(shown["details"]["serverId"], world.server.tokens()[0]["id"]);

    world.patw(&["delete", "hub/ci-deploy", "--yes"]).ok();
    assert_eq!(
        world.entries_named(NAME),
        0,
        "no entry after the token is gone"
    );
    assert!(world.server.tokens().is_empty());
    assert!(world.listed().is_empty());
    assert!(!world.server.accepts(secret.trim()));
}

#[test]
fn a_token_made_elsewhere_is_listed_as_such_and_can_be_deleted() {
    let world = World::connected();
    let made = std::process::Command::new("curl")
        .args(["--silent", "--fail", "--user"])
        .arg(format!(
            "{}:{}",
            world.server.username, world.server.password
        ))
        .args([
            "--json",
            r#"{"name":"from-the-console","scopes":["profile"]}"#,
        ])
        .arg(format!("{}/api/v1/tokens/personal", world.server.url))
        .output()
        .unwrap();
    assert!(made.status.success());
    let listed = world.listed();
    assert_eq!(listed[0]["custody"]["state"], "elsewhere");
    let refused = world.patw(&["token", "hub/from-the-console"]);
    assert_eq!(refused.code, Some(1), "{refused:?}");
    assert!(
        refused.stderr.contains("not on this machine"),
        "{refused:?}"
    );
    world
        .patw(&["delete", "hub/from-the-console", "--yes"])
        .ok();
    assert!(world.server.tokens().is_empty());
}

#[test]
fn a_token_deleted_elsewhere_leaves_an_orphaned_secret_that_can_be_removed() {
    let world = World::connected();
    world.create(NAME).ok();
    let id = world.server.tokens()[0]["id"].as_str().unwrap().to_owned();
    let deleted = std::process::Command::new("curl")
        .args(["--silent", "--fail", "--request", "DELETE", "--user"])
        .arg(format!(
            "{}:{}",
            world.server.username, world.server.password
        ))
        .arg(format!("{}/api/v1/tokens/personal/{id}", world.server.url))
        .output()
        .unwrap();
    assert!(deleted.status.success());
    let listed = world.listed();
    assert_eq!(listed[0]["custody"]["state"], "orphaned");
    assert_eq!(listed[0]["status"], "revoked");
    assert_eq!(world.entries_named(NAME), 1, "nothing is deleted by itself");
    world.patw(&["delete", "hub/ci-deploy", "--yes"]).ok();
    assert_eq!(world.entries_named(NAME), 0);
}

#[test]
fn disconnecting_keeps_the_secrets_unless_asked_otherwise() {
    let world = World::connected();
    world.create(NAME).ok();
    world.patw(&["disconnect", "hub"]).ok();
    assert_eq!(world.entries_named(NAME), 1);
    assert_eq!(
        world.entries_named("hub"),
        0,
        "the credential goes with the account"
    );

    let other = World::connected();
    other.create(NAME).ok();
    other.patw(&["disconnect", "hub", "--forget-secrets"]).ok();
    assert_eq!(other.entries_named(NAME), 0);
    assert_eq!(
        other.server.tokens().len(),
        1,
        "nothing changes on the server"
    );
}
