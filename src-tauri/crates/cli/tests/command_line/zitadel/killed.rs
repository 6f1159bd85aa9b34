//! SIGKILL at every step of a change on a ZITADEL, whose answers say which token they are about.

use patwarden_testkit::zitadel_server::Api;

use super::world::{ROBOT, World};
use crate::killing::kill;
use crate::world::NAME;

const CREATE: &[&str] = &[
    "create",
    "--account",
    "prod",
    "--owner",
    ROBOT,
    "--name",
    NAME,
    "--expires",
    "2035-01-31",
];
const DELETE: &[&str] = &["delete", "prod/ci-deploy", "--yes"];

#[test]
fn killed_before_the_request_nothing_was_made() {
    let world = World::connected();
    kill(&world, "create.intended", CREATE);
    assert!(world.listed_of_robot().is_empty());
    assert!(world.on_server().is_empty());
    // The way is free for another try.
    world.create(NAME).ok();
    let listed = world.listed_of_robot();
    assert_eq!(listed.len(), 1, "{listed:?}");
    assert_eq!(listed[0]["custody"]["state"], "held");
}

#[test]
fn killed_between_answer_and_keychain_exactly_that_token_is_lost() {
    for api in Api::ALL {
        let world = World::connected_over(api);
        // Somebody else makes some that end at the same second, before and after.
        let ends = "2035-01-31T23:59:00Z";
        let (before, _) = world.server.add_token(&world.robot(), ends);
        kill(&world, "create.answered", CREATE);
        let (after, _) = world.server.add_token(&world.robot(), ends);
        let listed = world.listed_of_robot();
        assert_eq!(listed.len(), 3, "{api:?}: each is shown once: {listed:?}");
        let lost: Vec<_> = listed
            .iter()
            .filter(|token| token["custody"]["state"] == "lost")
            .collect();
        assert_eq!(lost.len(), 1, "{api:?}: {listed:?}");
        assert_eq!(lost[0]["name"], NAME);
        assert_eq!(lost[0]["identity"], "known");
        assert_eq!(world.entries_named(NAME), 0, "{api:?}");
        assert_eq!(
            world.on_server().len(),
            3,
            "{api:?}: nothing is deleted by itself"
        );
        world.patw(DELETE).ok();
        let left: Vec<String> = world
            .on_server()
            .iter()
            .map(|token| token["id"].as_str().unwrap().to_owned())
            .collect();
        assert_eq!(left.len(), 2, "{api:?}");
        assert!(left.contains(&before) && left.contains(&after), "{api:?}");
    }
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
        let listed = world.listed_of_robot();
        assert_eq!(
            listed.len(),
            1,
            "{point}: every token of the server is shown once: {listed:?}"
        );
        assert_eq!(listed[0]["custody"]["state"], "held", "{point}");
        assert_eq!(listed[0]["identity"], "known", "{point}");
        assert_eq!(listed[0]["name"], NAME, "{point}");
        assert_eq!(world.entries_named(NAME), 1, "{point}");
        assert!(
            world.server.accepts(&world.secret_of("prod/ci-deploy")),
            "{point}: the stored secret is the token's"
        );
        world.patw(DELETE).ok();
        assert_eq!(world.entries_named(NAME), 0, "{point}");
        assert!(world.on_server().is_empty(), "{point}");
    }
}

#[test]
fn killed_before_the_deletion_was_sent_the_user_is_asked_again() {
    for point in ["delete.held", "delete.revoking"] {
        let world = World::connected();
        world.create(NAME).ok();
        kill(&world, point, DELETE);
        let list = world.patw(&["list", "--refresh", "--json"]).ok();
        assert!(list.stderr.contains("interrupted"), "{point}: {list:?}");
        assert_eq!(
            world.listed_of_robot()[0]["custody"]["state"],
            "held",
            "{point}"
        );
        assert_eq!(
            world.on_server().len(),
            1,
            "{point}: nothing is deleted by itself"
        );
        assert_eq!(world.entries_named(NAME), 1, "{point}");
        world.patw(DELETE).ok();
        assert_eq!(world.entries_named(NAME), 0, "{point}");
        assert!(world.listed_of_robot().is_empty(), "{point}");
    }
}

#[test]
fn killed_after_the_deletion_was_sent_the_rest_is_finished() {
    for point in ["delete.sent", "delete.revoked", "delete.secret-removed"] {
        let world = World::connected();
        world.create(NAME).ok();
        // Only of one that was listed does its absence mean that it is gone, while it is new.
        assert_eq!(world.listed_of_robot().len(), 1, "{point}");
        kill(&world, point, DELETE);
        assert!(world.on_server().is_empty(), "{point}");
        let listed = world.listed_of_robot();
        assert!(
            listed.is_empty(),
            "{point}: a token that is gone is not shown: {listed:?}"
        );
        assert_eq!(
            world.entries_named(NAME),
            0,
            "{point}: its secret goes with it"
        );
    }
}
