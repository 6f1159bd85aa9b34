//! Accounts that may do less than everything. The token they sign in with is good, and that is said.

use patwarden_testkit::zitadel_server::Api;

use super::world::{ROBOT, World, code_of, server};
use crate::machine::Run;
use crate::world::NAME;

/// A service user with this role in the organization, connected over this interface as `prod`.
fn connected_with(role: &str, api: Api) -> (World, String) {
    let world = World::unconnected(server(&["--seed", "empty"]));
    let organization = world.server.organization.clone();
    let user = world.server.add_user(&organization, "someone", None);
    world.server.give_role(&user, &organization, role);
    let (_, secret) = world.server.add_token(&user, "2035-01-01T00:00:00Z");
    connect(&world, &secret, api).ok();
    (world, user)
}

fn connect(world: &World, secret: &str, api: Api) -> Run {
    let arguments = [
        "connect",
        &world.server.url,
        "--alias",
        "prod",
        "--interface",
        api.id(),
    ];
    world.patw_reading(&arguments, secret)
}

#[test]
fn one_that_may_look_but_not_touch_is_told_which_permission_is_missing() {
    for api in Api::ALL {
        let (world, _) = connected_with("ORG_OWNER_VIEWER", api);
        let (id, _) = world
            .server
            .add_token(&world.robot(), "2035-01-01T00:00:00Z");
        assert_eq!(world.listed_of_robot().len(), 1, "{api:?}");
        let created = world.create(NAME);
        assert_eq!(created.code, Some(1), "{api:?}: {created:?}");
        assert_eq!(code_of(&created), "forbidden", "{api:?}");
        assert!(
            created.stderr.contains("user.write") && created.stderr.contains("is good"),
            "{api:?}: {created:?}"
        );
        let reference = format!("prod/{id}");
        let deleted = world.patw(&["delete", &reference, "--yes", "--json"]);
        assert_eq!(deleted.code, Some(1), "{api:?}: {deleted:?}");
        assert_eq!(code_of(&deleted), "forbidden", "{api:?}");
        assert_eq!(world.on_server().len(), 1, "{api:?}");
    }
}

#[test]
fn a_role_that_was_taken_away_changes_nothing_about_what_is_kept() {
    for api in Api::ALL {
        let (world, user) = connected_with("ORG_USER_MANAGER", api);
        world.create(NAME).ok();
        assert_eq!(world.listed_of_robot().len(), 1, "{api:?}");
        world.server.take_roles(&user, &world.server.organization);

        let created = world.create("another");
        assert_eq!(created.code, Some(1), "{api:?}: {created:?}");
        assert_eq!(code_of(&created), "noRole", "{api:?}");
        let deleted = world.patw(&["delete", "prod/ci-deploy", "--yes", "--json"]);
        assert_eq!(deleted.code, Some(1), "{api:?}: {deleted:?}");
        assert_eq!(code_of(&deleted), "noRole", "{api:?}");
        // Its own lists are without the robot now, which says nothing about the robot's tokens.
        let listed = world.patw(&["list", "--refresh", "--json"]).ok().json();
        let rows = listed["tokens"].as_array().unwrap();
        let kept = rows.iter().find(|token| token["name"] == NAME).unwrap();
        assert_eq!(kept["custody"]["state"], "held", "{api:?}: {kept}");
        assert_eq!(kept["status"], "unknown", "{api:?}: {kept}");
        assert_eq!(world.entries_named(NAME), 1, "{api:?}");
        assert!(world.server.accepts(&world.secret_of("prod/ci-deploy")));
    }
}

#[test]
fn a_user_without_roles_is_told_from_a_bad_token() {
    let world = World::unconnected(server(&["--seed", "empty"]));
    let organization = world.server.organization.clone();
    let plain = world.server.add_user(&organization, "plain", None);
    let (_, secret) = world.server.add_token(&plain, "2035-01-01T00:00:00Z");
    let arguments = [
        "connect",
        &world.server.url,
        "--alias",
        "prod",
        "--interface",
        "v1",
    ];
    // The token is good, and says who it is; that is all it may do with this interface.
    let connected = world.patw_reading(&arguments, &secret).ok();
    assert!(
        connected.stderr.contains("ORG_USER_MANAGER"),
        "it says what to ask for: {connected:?}"
    );
    let refused = world.create(NAME);
    assert_eq!(refused.code, Some(1), "{refused:?}");
    assert_eq!(code_of(&refused), "noRole");
}

#[test]
fn a_user_without_roles_may_make_and_see_its_own_tokens_over_v2() {
    let world = World::unconnected(server(&["--seed", "empty"]));
    let organization = world.server.organization.clone();
    let plain = world.server.add_user(&organization, "plain", None);
    let (_, secret) = world.server.add_token(&plain, "2035-01-01T00:00:00Z");
    world.connect("prod", &secret).ok();
    world.create_for("plain", NAME, &[]).ok();
    let listed = world.listed();
    assert_eq!(listed.len(), 2, "{listed:?}");
    assert!(listed.iter().all(|token| token["owner"]["name"] == "plain"));
    let refused = world.create_for(ROBOT, NAME, &[]);
    assert_eq!(refused.code, Some(3), "{refused:?}");
    assert_eq!(code_of(&refused), "ownerUnknown");
}

#[test]
fn an_administrator_of_one_organization_sees_nothing_of_another() {
    let world = World::unconnected(server(&["--seed", "empty"]));
    let other = world.server.add_organization("Other");
    let foreign = world.server.add_user(&other, "foreign", None);
    world.server.give_role(&foreign, &other, "ORG_OWNER");
    let (_, secret) = world.server.add_token(&foreign, "2035-01-01T00:00:00Z");
    world
        .server
        .add_token(&world.robot(), "2035-01-01T00:00:00Z");
    for interface in ["connect", "v2", "v1"] {
        let arguments = [
            "connect",
            &world.server.url,
            "--alias",
            "prod",
            "--interface",
            interface,
        ];
        world.patw_reading(&arguments, &secret).ok();
        let owners = world.patw(&["owners", "--json"]).ok().json();
        assert_eq!(
            owners["owners"],
            serde_json::json!([
                {"id": foreign, "name": "foreign", "account": "prod", "organizationId": other}
            ]),
            "{interface}"
        );
        let listed = world.listed();
        assert_eq!(listed.len(), 1, "{interface}: {listed:?}");
        assert_eq!(listed[0]["owner"]["organizationId"], other.as_str());
        for owner in [ROBOT, &world.robot()] {
            let refused = world.create_for(owner, NAME, &[]);
            assert_eq!(refused.code, Some(3), "{interface}: {refused:?}");
            assert_eq!(code_of(&refused), "ownerUnknown", "{interface}");
        }
        world.patw(&["disconnect", "prod"]).ok();
    }
    assert_eq!(world.on_server().len(), 1);
}
