//! Choosing whose token it shall be.

use std::fs;
use std::path::Path;

use patwarden_testkit::zitadel_server::Api;
use serde_json::Value;

use super::world::{World, code_of, server};
use crate::world::NAME;

#[test]
fn an_owner_is_named_by_id_or_name_in_any_script() {
    let world = World::connected();
    let organization = world.server.organization.clone();
    let baker = world.server.add_user(&organization, "Bäckerei-机器", None);
    for (owner, name) in [("Bäckerei-机器", "by-name"), (baker.as_str(), "by-id")] {
        // Made after the account was connected: it is looked for.
        let created = world.create_for(owner, name, &[]).ok().json();
        assert_eq!(created["owner"]["id"], baker.as_str());
        assert_eq!(created["owner"]["name"], "Bäckerei-机器");
    }
    assert_eq!(world.server.tokens_of(&baker).len(), 2);
    for owner in ["Bäckerei-机器", &baker] {
        let listed = world.patw(&["list", "--owner", owner, "--json"]).ok();
        assert_eq!(listed.json()["tokens"].as_array().unwrap().len(), 2);
    }
    let said = world
        .patw(&[
            "create",
            "--account",
            "prod",
            "--owner",
            &baker,
            "--name",
            "third",
        ])
        .ok();
    assert!(said.stdout.contains("for Bäckerei-机器"), "{said:?}");
}

#[test]
fn an_owner_that_is_missing_or_unknown_is_a_refusal_before_anything_is_sent() {
    let world = World::connected();
    let nobody = world.create_for("nobody", NAME, &[]);
    assert_eq!(nobody.code, Some(3), "{nobody:?}");
    assert_eq!(code_of(&nobody), "ownerUnknown");
    let none = world.patw(&["create", "--account", "prod", "--name", NAME]);
    assert_eq!(none.code, Some(2), "{none:?}");
    assert!(none.stderr.contains("--owner"), "{none:?}");
    assert!(world.on_server().is_empty());
}

#[test]
fn an_id_with_a_slash_or_a_colon_is_carried_or_refused_with_the_way_out() {
    let world = World::connected();
    let organization = world.server.organization.clone();
    let id = "team/ci:1";
    world.server.add_user(&organization, "odd", Some(id));
    let created = world.create_for(id, NAME, &[]).ok().json();
    assert_eq!(created["owner"]["id"], id);
    assert_eq!(world.server.tokens_of(id).len(), 1);
    world.patw(&["delete", "prod/ci-deploy", "--yes"]).ok();
    assert_eq!(world.server.tokens_of(id).len(), 0);

    let over_v2 = World::unconnected(server(&["--seed", "empty"]));
    let organization = over_v2.server.organization.clone();
    over_v2.server.add_user(&organization, "odd", Some(id));
    over_v2
        .server
        .add_user(&organization, "colon", Some("ci:1"));
    let arguments = [
        "connect",
        &over_v2.server.url,
        "--alias",
        "prod",
        "--interface",
        "v2",
    ];
    over_v2.patw_reading(&arguments, &over_v2.server.admin).ok();
    over_v2.create_for("ci:1", "colon", &[]).ok();
    over_v2.patw(&["delete", "prod/colon", "--yes"]).ok();
    assert!(over_v2.server.tokens_of("ci:1").is_empty());
    let refused = over_v2.create_for(id, NAME, &[]);
    assert_eq!(refused.code, Some(1), "{refused:?}");
    assert!(refused.stderr.contains("Connect"), "{refused:?}");
    assert!(over_v2.server.tokens_of(id).is_empty());
}

#[test]
fn owners_are_listed_with_organization_and_state() {
    let world = World::with(server(&["--seed", "demo"]));
    let table = world.patw(&["owners", "--account", "prod"]).ok().stdout;
    let line = |name: &str| {
        let line = table.lines().find(|line| line.contains(name));
        line.unwrap_or_else(|| panic!("{name} in {table}"))
            .to_owned()
    };
    assert!(line("jenkins-legacy").contains("deactivated"), "{table}");
    assert!(line("crawler").contains("Data") && line("crawler").contains("locked"));
    assert!(line("partner-gateway").contains("Partners"), "{table}");
    assert!(
        !table.contains("hanna"),
        "people cannot have tokens: {table}"
    );
    let json = world.patw(&["owners", "--json"]).ok().json();
    for owner in json["owners"].as_array().unwrap() {
        let mut keys: Vec<&String> = owner.as_object().unwrap().keys().collect();
        keys.sort();
        assert_eq!(keys, ["account", "id", "name", "organizationId"]);
    }
    let tokens = world.patw(&["list"]).ok().stdout;
    assert!(
        tokens.contains("jenkins-legacy, deactivated") && tokens.contains("crawler, locked"),
        "what hinders owners is shown on their tokens: {tokens}"
    );
    let unknown = world.patw(&["owners", "--account", "nobody"]);
    assert_eq!(unknown.code, Some(3), "{unknown:?}");
}

/// Lets two organizations of a kept server have a user of the same name, as one can that adds the
/// organization's domain to user names.
fn rename(state: &Path, from: &str, to: &str) {
    let file = state.join("zitadel.json");
    let mut kept: Value = serde_json::from_slice(&fs::read(&file).unwrap()).unwrap();
    let users = kept["world"]["users"].as_array_mut().unwrap();
    let user = users.iter_mut().find(|user| user["user_name"] == from);
    user.unwrap()["user_name"] = to.into();
    fs::write(&file, kept.to_string()).unwrap();
}

#[test]
fn a_name_that_two_organizations_have_is_ambiguous_and_told_apart_in_lists() {
    let state = tempfile::tempdir().unwrap();
    let folder = state.path().to_str().unwrap();
    let arguments = ["--seed", "demo", "--state", folder];
    drop(server(&arguments));
    rename(state.path(), "release-bot-data", "release-bot");
    let world = World::with(server(&arguments));

    let refused = world.create_for("release-bot", NAME, &[]);
    assert_eq!(refused.code, Some(2), "{refused:?}");
    assert_eq!(code_of(&refused), "ambiguous");
    let owners = world.patw(&["owners", "--json"]).ok().json();
    let ids: Vec<&str> = owners["owners"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|owner| owner["name"] == "release-bot")
        .map(|owner| owner["id"].as_str().unwrap())
        .collect();
    assert_eq!(ids.len(), 2);
    for id in &ids {
        assert!(refused.stderr.contains(id), "{refused:?}");
    }
    assert!(
        refused.stderr.contains("(Data)") && refused.stderr.contains("(Platform)"),
        "{refused:?}"
    );
    let created = world.create_for(ids[0], NAME, &[]).ok().json();
    assert_eq!(created["owner"]["id"], ids[0]);
    let table = world.patw(&["list"]).ok().stdout;
    assert!(
        table.contains("release-bot (Data)") && table.contains("release-bot (Platform)"),
        "{table}"
    );
    assert!(!table.contains("ci-deploy ("), "{table}");
    let of_one = world.patw(&["list", "--owner", ids[1], "--json"]).ok();
    for token in of_one.json()["tokens"].as_array().unwrap() {
        assert_eq!(token["owner"]["id"], ids[1]);
    }
}

#[test]
fn a_service_user_made_elsewhere_is_found_over_every_interface() {
    for api in Api::ALL {
        let world = World::unconnected(server(&["--seed", "empty"]));
        let arguments = [
            "connect",
            &world.server.url,
            "--alias",
            "prod",
            "--interface",
            api.id(),
        ];
        world.patw_reading(&arguments, &world.server.admin).ok();
        let other = world.server.add_organization("Other");
        let late = world.server.add_user(&other, "late", None);
        let created = world.create_for("late", NAME, &[]).ok().json();
        assert_eq!(created["owner"]["id"], late.as_str(), "{api:?}");
        assert_eq!(created["owner"]["organizationId"], other.as_str());
        let listed = world.listed();
        assert!(listed.contains(&created), "{api:?}: {listed:?}");
        let shown = world.patw(&["show", "prod/ci-deploy", "--json"]).ok();
        assert_eq!(shown.json()["details"]["organizationName"], "Other");
        world.patw(&["delete", "prod/ci-deploy", "--yes"]).ok();
        assert!(world.server.tokens_of(&late).is_empty(), "{api:?}");
    }
}
