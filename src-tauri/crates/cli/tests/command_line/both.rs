//! Both platforms on one machine.

use std::path::Path;

use patwarden_testkit::server::Server;
use patwarden_testkit::session::KeyringKind;
use patwarden_testkit::zitadel_server::Zitadel;
use serde_json::json;

use crate::machine::{Machine, PATW};
use crate::world::NAME;
use crate::zitadel;

struct World {
    machine: Machine,
    hub: Server,
    zitadel: Zitadel,
}

fn connected() -> World {
    let machine = Machine::new(KeyringKind::Unlocked);
    let hub = Server::start(Path::new(PATW), &["--seed", "empty"]);
    let zitadel = zitadel::server(&["--seed", "empty"]);
    let arguments = [
        "connect",
        &hub.url,
        "--alias",
        "hub",
        "--username",
        &hub.username,
    ];
    machine.patw_reading(&arguments, &hub.password).ok();
    let arguments = ["connect", &zitadel.url, "--alias", "prod"];
    machine.patw_reading(&arguments, &zitadel.admin).ok();
    World {
        machine,
        hub,
        zitadel,
    }
}

#[test]
fn tokens_of_both_are_made_listed_and_deleted_side_by_side() {
    let World {
        machine,
        hub,
        zitadel,
    } = connected();
    let accounts = machine.patw(&["accounts", "--json"]).ok().json();
    assert_eq!(
        accounts,
        json!({"accounts": [
            {"alias": "hub", "provider": "digitalhub", "url": hub.url, "method": "basic", "state": "online"},
            {"alias": "prod", "provider": "zitadel", "url": zitadel.url, "method": "pat", "state": "online"},
        ]})
    );
    machine
        .patw(&[
            "create",
            "--account",
            "hub",
            "--name",
            NAME,
            "--scope",
            "openid",
        ])
        .ok();
    machine
        .patw(&[
            "create",
            "--account",
            "prod",
            "--name",
            NAME,
            "--owner",
            "robot",
        ])
        .ok();
    assert_eq!(machine.entries_named(NAME), 2);
    let of_hub = machine.patw(&["token", "hub/ci-deploy"]).ok().stdout;
    let of_zitadel = machine.patw(&["token", "prod/ci-deploy"]).ok().stdout;
    assert!(hub.accepts(of_hub.trim()) && zitadel.accepts(of_zitadel.trim()));

    let listed = machine.listed();
    let named = |account: &str| {
        let mut rows = listed.iter();
        rows.any(|token| token["account"] == account && token["name"] == NAME)
    };
    assert!(named("hub") && named("prod"), "{listed:?}");
    let table = machine.patw(&["list"]).ok().stdout;
    assert!(
        table.contains("hub") && table.contains("prod") && table.contains("never"),
        "{table}"
    );
    let of_one = machine
        .patw(&["list", "--account", "prod", "--json"])
        .ok()
        .json();
    let rows = of_one["tokens"].as_array().unwrap();
    assert!(rows.iter().all(|token| token["account"] == "prod"));

    let owners = machine.patw(&["owners", "--json"]).ok().json();
    let admin = owners["owners"]
        .as_array()
        .unwrap()
        .iter()
        .find(|owner| owner["name"] == hub.username.as_str())
        .unwrap();
    assert_eq!(
        *admin,
        json!({"id": hub.username, "name": hub.username, "account": "hub"})
    );
    machine
        .patw(&["delete", "hub/ci-deploy", "prod/ci-deploy", "--yes"])
        .ok();
    assert_eq!(machine.entries_named(NAME), 0);
    assert!(hub.tokens().is_empty());
    assert!(zitadel.tokens_of(&zitadel.user("robot")).is_empty());
}

#[test]
fn one_that_is_gone_does_not_hide_the_other() {
    let World {
        machine,
        mut hub,
        mut zitadel,
    } = connected();
    zitadel.stop();
    let listed = machine.patw(&["list", "--refresh", "--json"]).ok().json();
    let missing = listed["incomplete"].as_array().unwrap();
    assert_eq!(missing.len(), 1, "{listed}");
    assert_eq!(missing[0]["account"], "prod");
    hub.stop();
    let nobody = machine.patw(&["list", "--refresh", "--json"]);
    assert_eq!(nobody.code, Some(5), "{nobody:?}");
}
