//! SIGKILL at every step. The next start shows every token of the server with the right custody.

use crate::killing::kill;
use crate::world::{NAME, World};

const CREATE: &[&str] = &[
    "create",
    "--account",
    "hub",
    "--name",
    NAME,
    "--scope",
    "openid",
];
const DELETE: &[&str] = &["delete", "hub/ci-deploy", "--yes"];

#[test]
fn killed_before_the_request_nothing_was_made() {
    let world = World::connected();
    kill(&world, "create.intended", CREATE);
    assert!(world.listed().is_empty());
    assert!(world.server.tokens().is_empty());
    // The way is free for another try.
    world.create(NAME).ok();
}

#[test]
fn killed_between_answer_and_keychain_the_token_is_lost_and_can_be_revoked() {
    let world = World::connected();
    kill(&world, "create.answered", CREATE);
    assert_eq!(world.server.tokens().len(), 1);
    let listed = world.listed();
    assert_eq!(listed.len(), 1, "every token of the server is shown once");
    assert_eq!(listed[0]["custody"]["state"], "lost");
    assert_eq!(listed[0]["name"], NAME);
    assert_eq!(
        world.server.tokens().len(),
        1,
        "nothing is deleted by itself"
    );
    world.patw(DELETE).ok();
    assert!(world.server.tokens().is_empty());
    assert!(world.listed().is_empty());
}

#[test]
fn killed_after_the_keychain_write_the_secret_is_there() {
    for point in [
        "create.stored",
        "create.journaled",
        "create.identified",
        "create.indexed",
    ] {
        let world = World::connected();
        kill(&world, point, CREATE);
        let listed = world.listed();
        assert_eq!(
            listed.len(),
            1,
            "{point}: every token of the server is shown once"
        );
        assert_eq!(listed[0]["custody"]["state"], "held", "{point}");
        assert_eq!(listed[0]["identity"], "known", "{point}");
        assert_eq!(world.entries_named(NAME), 1, "{point}");
        let secret = world.patw(&["token", "hub/ci-deploy"]).ok().stdout;
        assert!(
            world.server.accepts(secret.trim()),
            "{point}: the stored secret is the token's"
        );
        world.patw(DELETE).ok();
        assert_eq!(world.entries_named(NAME), 0, "{point}");
    }
}

#[test]
fn killed_before_the_deletion_was_sent_the_user_is_asked_again() {
    for point in ["delete.held", "delete.revoking"] {
        let world = World::connected();
        world.create(NAME).ok();
        kill(&world, point, DELETE);
        let list = world.patw(&["list", "--refresh", "--json"]).ok();
        assert_eq!(
            list.json()["tokens"][0]["custody"]["state"],
            "held",
            "{point}"
        );
        assert!(list.stderr.contains("interrupted"), "{point}: {list:?}");
        assert_eq!(
            world.server.tokens().len(),
            1,
            "{point}: nothing is deleted by itself"
        );
        assert_eq!(world.entries_named(NAME), 1, "{point}");
        world.patw(DELETE).ok();
        assert_eq!(world.entries_named(NAME), 0, "{point}");
        assert!(world.listed().is_empty(), "{point}");
    }
}

#[test]
fn killed_after_the_deletion_was_sent_the_rest_is_finished() {
    for point in ["delete.sent", "delete.revoked", "delete.secret-removed"] {
        let world = World::connected();
        world.create(NAME).ok();
        kill(&world, point, DELETE);
        assert!(world.server.tokens().is_empty(), "{point}");
        assert!(
            world.listed().is_empty(),
            "{point}: a token that is gone is not shown"
        );
        assert_eq!(
            world.entries_named(NAME),
            0,
            "{point}: its secret goes with it"
        );
    }
}

#[test]
fn a_kill_beside_a_stranger_of_the_same_name_takes_neither_for_the_other() {
    let world = World::connected();
    kill(&world, "create.answered", CREATE);
    // Somebody else makes one of the same name and scopes at the same moment.
    let made = std::process::Command::new("curl")
        .args(["--silent", "--fail", "--user"])
        .arg(format!(
            "{}:{}",
            world.server.username, world.server.password
        ))
        .args(["--json", r#"{"name":"ci-deploy","scopes":["openid"]}"#])
        .arg(format!("{}/api/v1/tokens/personal", world.server.url))
        .output()
        .unwrap();
    assert!(made.status.success());
    let listed = world.listed();
    let of = |state: &str| {
        listed
            .iter()
            .filter(|token| token["custody"]["state"] == state)
            .count()
    };
    assert_eq!(
        of("elsewhere"),
        2,
        "both are listed as themselves: {listed:?}"
    );
    assert_eq!(
        of("lost"),
        1,
        "and the lost one names them as candidates: {listed:?}"
    );
    let lost = listed
        .iter()
        .find(|token| token["custody"]["state"] == "lost")
        .unwrap();
    assert_eq!(lost["identity"], "unproven");
}
