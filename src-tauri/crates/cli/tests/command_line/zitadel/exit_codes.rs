//! Bad days of a ZITADEL and of the keychain beside it.

use patwarden_testkit::zitadel_server::Api;

use super::lost_answer::{EMPTY, relayed};
use super::world::{World, code_of, server};
use crate::world::NAME;

#[test]
fn a_server_that_is_gone_is_5() {
    let mut world = World::connected();
    world.create(NAME).ok();
    world.server.stop();
    let listed = world.patw(&["list", "--refresh", "--json"]);
    assert_eq!(listed.code, Some(5), "{listed:?}");
    let owners = world.patw(&["owners", "--refresh", "--json"]);
    assert_eq!(owners.code, Some(5), "{owners:?}");
    let created = world.create("another");
    assert_eq!(created.code, Some(5), "{created:?}");
    assert_eq!(code_of(&created), "unreachable");
    assert_eq!(world.entries_named("another"), 0);
    assert_eq!(world.secret_of("prod/ci-deploy").len(), 71);
}

#[test]
fn creating_with_a_locked_keychain_is_4_before_any_request() {
    let world = World::connected();
    world.session.lock();
    let refused = world.create(NAME);
    assert_eq!(refused.code, Some(4), "{refused:?}");
    assert_eq!(code_of(&refused), "keychainLocked");
    assert!(world.on_server().is_empty(), "nothing was sent");
    assert_eq!(world.session.prompts(), 0);
}

#[test]
fn another_kind_of_server_than_the_one_named_is_refused() {
    let mut world = World::connected();
    let connect = |world: &World, provider: &str| {
        let arguments = [
            "connect",
            &world.server.url,
            "--provider",
            provider,
            "--json",
        ];
        world.patw_reading(&arguments, &world.server.admin)
    };
    let again = connect(&world, "zitadel");
    assert_eq!(again.code, Some(1), "{again:?}");
    assert_eq!(code_of(&again), "alreadyConnected");
    let other = connect(&world, "digitalhub");
    assert_eq!(other.code, Some(1), "{other:?}");
    assert_eq!(code_of(&other), "wrongProduct");
    // What no version knows needs no server to be refused.
    world.server.stop();
    let unknown = connect(&world, "keycloak");
    assert_eq!(unknown.code, Some(2), "{unknown:?}");
    assert!(unknown.stderr.contains("zitadel"), "{unknown:?}");
}

/// What a server says while its database does not answer, as recorded.
const DATABASE_DOWN: &str = r#"{"code":5,"message":"unable to set instance using origin &{localhost:8080  http} (ExternalDomain is localhost): ID=QUERY-d3fas Message=An internal error occurred Parent=(unable to get instance by host: instanceHost localhost:8080, publicHost : ID=QUERY-d3fas Message=Errors.Internal Parent=(failed to connect to `user=zitadel database=zitadel`))"}"#;
const STARTING: &str =
    r#"{"code":14,"message":"connection error: desc = \"transport: Error while dialing\""}"#;

#[test]
fn a_server_with_nothing_behind_it_counts_as_out_of_reach() {
    for (status_line, body, code) in [
        ("404 Not Found", DATABASE_DOWN, "databaseDown"),
        ("503 Service Unavailable", STARTING, "starting"),
    ] {
        let (world, relay) = relayed(Api::V2, EMPTY);
        world.create(NAME).ok();
        relay.answer_instead(status_line, body);
        let listed = world.patw(&["list", "--refresh", "--json"]);
        assert_eq!(listed.code, Some(5), "{code}: {listed:?}");
        let robots = &listed.json()["tokens"][0];
        assert_eq!(robots["status"], "unknown", "{code}");
        assert_eq!(
            robots["custody"]["state"], "held",
            "{code}: not found is not gone"
        );
        let deleted = world.patw(&["delete", "prod/ci-deploy", "--yes", "--json"]);
        assert_eq!(deleted.code, Some(5), "{code}: {deleted:?}");
        assert_eq!(code_of(&deleted), code);
        assert_eq!(world.entries_named(NAME), 1, "{code}");
        let created = world.create("another");
        assert_ne!(created.code, Some(0), "{code}: {created:?}");
        assert_eq!(world.entries_named("another"), 0, "{code}");
    }
}

#[test]
fn a_host_name_that_the_server_does_not_serve_is_named() {
    let world = World::unconnected(server(&["--seed", "empty"]));
    let url = format!("http://127.0.0.1:{}", world.server.port());
    let refused = world.patw_reading(&["connect", &url, "--json"], &world.server.admin);
    assert_eq!(refused.code, Some(1), "{refused:?}");
    assert_eq!(code_of(&refused), "instanceUnknown");
    assert!(refused.stderr.contains("localhost"), "{refused:?}");
}
