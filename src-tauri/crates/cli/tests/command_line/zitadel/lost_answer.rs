//! An answer that never came. What it was about is found again, also among others of the same moment.

use std::sync::{Arc, Mutex};

use patwarden_testkit::zitadel_server::Api;

use super::relay::Relay;
use super::world::{ROBOT, World, code_of, server_with};
use crate::machine::Run;
use crate::world::NAME;

pub(super) const EMPTY: &[&str] = &["--seed", "empty"];

/// A world that is connected through a relay.
pub(super) fn relayed(api: Api, arguments: &[&str]) -> (Arc<World>, Relay) {
    let world = World::unconnected(server_with(api, arguments));
    let relay = Relay::to(world.server.port());
    let arguments = ["connect", &relay.url, "--alias", "prod"];
    world.patw_reading(&arguments, &world.server.admin).ok();
    (Arc::new(world), relay)
}

/// Part of the first line of the request that makes a token.
pub(super) fn adding(api: Api) -> &'static str {
    match api {
        Api::Connect => "/AddPersonalAccessToken ",
        Api::V2 | Api::V1 => "/pats ",
    }
}

fn removing(api: Api) -> &'static str {
    match api {
        Api::Connect => "/RemovePersonalAccessToken ",
        Api::V2 | Api::V1 => "DELETE ",
    }
}

pub(super) fn create(world: &World, expires: &str) -> Run {
    world
        .command(&[
            "create",
            "--account",
            "prod",
            "--owner",
            ROBOT,
            "--name",
            NAME,
            "--expires",
            expires,
            "--json",
        ])
        .env("TZ", "UTC")
        .output()
        .unwrap()
        .into()
}

#[test]
fn a_create_whose_answer_was_lost_is_found_as_exactly_that_stray() {
    for api in Api::ALL {
        for (expires, ends) in [
            ("2035-01-31", "2035-01-31T23:59:00"),
            ("never", "9999-12-31T23:59:59"),
        ] {
            let (world, relay) = relayed(api, EMPTY);
            let case = format!("{api:?}, {expires}");
            let mut others = vec![
                world
                    .server
                    .add_token(&world.robot(), &format!("{ends}Z"))
                    .0,
            ];
            let made_meanwhile = Arc::new(Mutex::new(Vec::new()));
            let (elsewhere, keep) = (Arc::clone(&world), Arc::clone(&made_meanwhile));
            relay.lose_answer(adding(api), move || {
                for fraction in ["", ".500", ".000001", ".999999"] {
                    let ends = format!("{ends}{fraction}Z");
                    let (id, _) = elsewhere.server.add_token(&elsewhere.robot(), &ends);
                    keep.lock().unwrap().push(id);
                }
            });

            let lost = create(&world, expires);
            assert_eq!(lost.code, Some(1), "{case}: {lost:?}");
            assert_eq!(code_of(&lost), "answerLost", "{case}");
            assert_eq!(relay.count(adding(api)), 1, "{case}: never sent again");
            others.extend(made_meanwhile.lock().unwrap().clone());
            assert_eq!(others.len(), 5, "{case}");
            assert_eq!(world.on_server().len(), 6, "{case}");

            let listed = world.listed_of_robot();
            assert_eq!(listed.len(), 6, "{case}: each is shown once: {listed:?}");
            let strays: Vec<_> = listed
                .iter()
                .filter(|token| token["custody"]["state"] == "lost")
                .collect();
            assert_eq!(strays.len(), 1, "{case}: {listed:?}");
            assert_eq!(strays[0]["name"], NAME, "{case}");
            assert_eq!(strays[0]["identity"], "known", "{case}");
            let shown = world
                .patw(&["show", "prod/ci-deploy", "--json"])
                .ok()
                .json();
            let stray = shown["details"]["serverId"].as_str().unwrap().to_owned();
            assert!(!others.contains(&stray), "{case}: it is none of theirs");

            world.patw(&["delete", "prod/ci-deploy", "--yes"]).ok();
            let left = world.on_server();
            assert_eq!(left.len(), 5, "{case}");
            for token in left {
                let id = token["id"].as_str().unwrap().to_owned();
                assert!(others.contains(&id), "{case}: {id} is somebody else's");
            }
        }
    }
}

#[test]
fn a_deletion_whose_answer_was_lost_is_carried_out_to_the_end() {
    for api in Api::ALL {
        let (world, relay) = relayed(api, EMPTY);
        create(&world, "2035-01-31").ok();
        relay.lose_answer(removing(api), || ());
        let deleted = world.patw(&["delete", "prod/ci-deploy", "--yes"]);
        assert!(world.on_server().is_empty(), "{api:?}: {deleted:?}");
        assert_eq!(deleted.code, Some(0), "{api:?}: asked again: {deleted:?}");
        assert!(world.listed_of_robot().is_empty(), "{api:?}");
        assert_eq!(world.entries_named(NAME), 0, "{api:?}");
    }
}
