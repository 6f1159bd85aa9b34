//! The main job over each of the server's interfaces, the other two switched off.

use patwarden_testkit::zitadel_server::Api;
use serde_json::json;

use super::world::{ROBOT, World, code_of, server, server_with};
use crate::world::NAME;

#[test]
fn a_token_is_made_stored_handed_over_and_deleted_over_connect() {
    the_whole_life(Api::Connect);
}

#[test]
fn a_token_is_made_stored_handed_over_and_deleted_over_rest_v2() {
    the_whole_life(Api::V2);
}

#[test]
fn a_token_is_made_stored_handed_over_and_deleted_over_management_v1() {
    the_whole_life(Api::V1);
}

fn the_whole_life(api: Api) {
    let world = World::connected_over(api);
    let before = world.listed();
    assert_eq!(before.len(), 1, "the administrator's own: {before:?}");
    assert_eq!(before[0]["custody"]["state"], "elsewhere");

    let created = world.create(NAME).ok().json();
    let keys: Vec<&String> = created.as_object().unwrap().keys().collect();
    let mut wanted = vec![
        "id",
        "account",
        "owner",
        "name",
        "note",
        "scopes",
        "createdAt",
        "expiresAt",
        "status",
        "custody",
        "identity",
    ];
    wanted.sort_unstable();
    assert_eq!(keys, wanted);
    assert_eq!(
        created["owner"],
        json!({"id": world.robot(), "name": ROBOT, "organizationId": world.server.organization})
    );
    assert_eq!(
        created["custody"],
        json!({"state": "held", "store": "Secret Service"})
    );
    assert_eq!(created["identity"], "known");
    assert_eq!(created["status"], "active");
    assert_eq!(created["account"], "prod");
    assert_eq!(created["name"], NAME);
    assert_eq!(
        world.entries_named(NAME),
        1,
        "exactly one entry while the token exists"
    );

    let on_server = world.on_server();
    assert_eq!(on_server.len(), 1);
    let secret = world.secret_of("prod/ci-deploy");
    assert!(
        world.server.accepts(&secret),
        "what was stored is what the server issued"
    );

    let listed = world.listed_of_robot();
    assert_eq!(listed, vec![created], "a token looks the same everywhere");
    let shown = world
        .patw(&["show", "prod/ci-deploy", "--json"])
        .ok()
        .json();
    let details = &shown["details"];
    assert_eq!(details["serverId"], on_server[0]["id"]);
    assert_eq!(details["resourceOwner"], world.server.organization.as_str());
    assert_eq!(details["interface"], api.id());
    assert_eq!(details["ownerState"], "active");
    assert!(details["changed"].is_string(), "{details}");
    assert_eq!(
        details["sequence"].is_string(),
        api == Api::V1,
        "v2 does not say it: {details}"
    );

    world.patw(&["delete", "prod/ci-deploy", "--yes"]).ok();
    assert_eq!(
        world.entries_named(NAME),
        0,
        "no entry after the token is gone"
    );
    assert!(world.on_server().is_empty());
    assert!(world.listed_of_robot().is_empty());
    assert!(!world.server.accepts(&secret));
}

#[test]
fn the_interface_that_worked_is_remembered_and_can_be_pinned() {
    let world = World::connected_over(Api::V2);
    let accounts = world.patw(&["accounts"]).ok().stdout;
    assert!(accounts.contains("REST v2"), "{accounts}");

    let pinned = World::unconnected(server(&["--seed", "empty"]));
    let arguments = [
        "connect",
        &pinned.server.url,
        "--alias",
        "prod",
        "--interface",
        "v1",
    ];
    let said = pinned.patw_reading(&arguments, &pinned.server.admin).ok();
    assert!(
        said.stdout.contains("ZITADEL") && said.stdout.contains("Management v1"),
        "{said:?}"
    );
    assert!(said.stdout.contains("service users: 2"), "{said:?}");
    let accounts = pinned.patw(&["accounts"]).ok().stdout;
    assert!(accounts.contains("Management v1 (pinned)"), "{accounts}");
    pinned.create(NAME).ok();
    let shown = pinned.patw(&["show", "prod/ci-deploy"]).ok().stdout;
    assert!(
        shown.contains("Sequence") && shown.contains("Resource owner"),
        "{shown}"
    );
}

#[test]
fn an_interface_that_is_missing_or_unknown_is_named() {
    let world = World::unconnected(server_with(Api::V1, &["--seed", "empty"]));
    let connect = |interface: &str| {
        let arguments = [
            "connect",
            &world.server.url,
            "--interface",
            interface,
            "--json",
        ];
        world.patw_reading(&arguments, &world.server.admin)
    };
    let unknown = connect("v3");
    assert_eq!(unknown.code, Some(2), "{unknown:?}");
    assert!(unknown.stderr.contains("--interface"), "{unknown:?}");
    // Signing in itself needs none of the three.
    let missing = connect("connect");
    assert_eq!(missing.code, Some(1), "{missing:?}");
    assert_eq!(code_of(&missing), "interfaceMissing");
    let accounts = world.patw(&["accounts", "--json"]).ok().json();
    assert_eq!(accounts["accounts"].as_array().unwrap().len(), 0);
}

#[test]
fn every_token_of_a_large_server_is_listed_once() {
    for api in Api::ALL {
        let world = World::with(server_with(api, &["--seed", "fleet:12x100"]));
        let listed = world.listed();
        assert_eq!(listed.len(), 1201, "{api:?}: the administrator's is one");
        let mut ids: Vec<String> = listed.iter().map(|token| token["id"].to_string()).collect();
        ids.sort();
        ids.dedup();
        assert_eq!(ids.len(), 1201, "{api:?}");
        let arguments = ["list", "--owner", "svc-0007", "--cached", "--json"];
        let of_one = world.patw(&arguments).ok().json();
        assert_eq!(of_one["tokens"].as_array().unwrap().len(), 100, "{api:?}");
    }
}
