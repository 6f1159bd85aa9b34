//! Naming a token.

use super::world::{ROBOT, World, code_of};

#[test]
fn a_token_is_named_by_its_name_its_ids_or_the_beginning_of_one() {
    let world = World::connected();
    let local = world.create("deploy-web").ok().json()["id"].clone();
    let local = local.as_str().unwrap().to_owned();
    world.create("deploy-worker").ok();
    let shown = world.patw(&["show", "prod/deploy-web", "--json"]).ok();
    let server_id = shown.json()["details"]["serverId"].clone();
    let server_id = server_id.as_str().unwrap().to_owned();
    for reference in ["deploy-web", &local, &server_id, "deploy-we", &local[..13]] {
        let found = world
            .patw(&["show", &format!("prod/{reference}"), "--json"])
            .ok();
        assert_eq!(found.json()["id"], local.as_str(), "{reference}");
    }
    let several = world.patw(&["show", "prod/deploy-w", "--json"]);
    assert_eq!(several.code, Some(2), "{several:?}");
    assert_eq!(code_of(&several), "ambiguous");
    assert!(
        several.stderr.contains("deploy-web") && several.stderr.contains("deploy-worker"),
        "{several:?}"
    );
    let none = world.patw(&["show", "prod/deploy-x"]);
    assert_eq!(none.code, Some(3), "{none:?}");
}

#[test]
fn two_tokens_of_one_name_are_told_apart_by_their_ids() {
    let world = World::connected();
    world.create("twin").ok();
    let second = world.create_for(ROBOT, "twin", &[]).ok();
    assert!(second.stderr.contains("now there are two"), "{second:?}");
    let refused = world.patw(&["token", "prod/twin"]);
    assert_eq!(refused.code, Some(2), "{refused:?}");
    for token in world.on_server() {
        let id = token["id"].as_str().unwrap();
        assert!(refused.stderr.contains(id), "{refused:?}");
        world.patw(&["delete", &format!("prod/{id}"), "--yes"]).ok();
    }
    assert!(world.on_server().is_empty());
}
