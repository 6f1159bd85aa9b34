//! Lists that lag behind changes, as those of a real server do.

use std::sync::Arc;
use std::thread;
use std::time::Duration;

use patwarden_testkit::zitadel_server::Api;

use super::lost_answer::{adding, create, relayed};
use super::world::{World, server_with};
use crate::world::NAME;

const LAG: &[&str] = &["--seed", "empty", "--lag", "3000"];
/// Longer than that.
const CAUGHT_UP: Duration = Duration::from_millis(3300);

#[test]
fn what_was_just_made_is_listed_and_what_was_just_deleted_is_not() {
    thread::scope(|scope| {
        for api in Api::ALL {
            scope.spawn(move || over(api));
        }
    });
}

fn over(api: Api) {
    let world = World::with(server_with(api, LAG));
    world.create(NAME).ok();
    assert!(world.on_server().is_empty(), "{api:?}: the list does lag");
    let listed = world.listed_of_robot();
    assert_eq!(listed.len(), 1, "{api:?}: {listed:?}");
    assert_eq!(listed[0]["custody"]["state"], "held", "{api:?}");
    assert_eq!(listed[0]["status"], "active", "{api:?}");

    thread::sleep(CAUGHT_UP);
    let listed = world.listed_of_robot();
    assert_eq!(
        listed.len(),
        1,
        "{api:?}: not taken for another: {listed:?}"
    );
    assert_eq!(listed[0]["custody"]["state"], "held", "{api:?}");

    world.patw(&["delete", "prod/ci-deploy", "--yes"]).ok();
    assert_eq!(world.on_server().len(), 1, "{api:?}: the list does lag");
    let listed = world.listed_of_robot();
    assert!(listed.is_empty(), "{api:?}: {listed:?}");
    thread::sleep(CAUGHT_UP);
    assert!(world.listed_of_robot().is_empty(), "{api:?}");
    assert_eq!(world.entries_named(NAME), 0, "{api:?}");
}

#[test]
fn a_stray_that_no_list_has_yet_is_found_when_one_has() {
    let (world, relay) = relayed(Api::Connect, LAG);
    let elsewhere = Arc::clone(&world);
    relay.lose_answer(adding(Api::Connect), move || {
        elsewhere
            .server
            .add_token(&elsewhere.robot(), "2035-01-31T23:59:00Z");
    });
    let lost = create(&world, "2035-01-31");
    assert_eq!(lost.code, Some(1), "{lost:?}");
    assert!(
        world.listed_of_robot().is_empty(),
        "nobody knows of it yet, and nothing is made up"
    );
    thread::sleep(CAUGHT_UP);
    let listed = world.listed_of_robot();
    let states: Vec<&str> = listed
        .iter()
        .map(|token| token["custody"]["state"].as_str().unwrap())
        .collect();
    assert_eq!(listed.len(), 2, "{listed:?}");
    assert!(
        states.contains(&"lost") && states.contains(&"elsewhere"),
        "{listed:?}"
    );
}
