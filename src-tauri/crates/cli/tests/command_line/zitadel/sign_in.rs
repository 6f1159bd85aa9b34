//! Sign-ins that are refused, each with its own code.

use std::thread;
use std::time::{Duration, Instant};

use chrono::{SecondsFormat, Utc};

use super::world::{World, code_of, server};
use crate::world::NAME;

/// The moment so many seconds from now, as the server writes it.
fn in_seconds(seconds: i64) -> String {
    let moment = Utc::now() + chrono::Duration::seconds(seconds);
    moment.to_rfc3339_opts(SecondsFormat::Micros, true)
}

#[test]
fn a_token_nobody_knows_is_refused_before_anything_is_kept() {
    let world = World::unconnected(server(&["--seed", "empty"]));
    let (id, removed) = world
        .server
        .add_token(&world.robot(), "2035-01-01T00:00:00Z");
    world.server.remove_token(&world.robot(), &id);
    let mistyped = format!("A{}", &world.server.admin[1..]);
    for (secret, code) in [
        (removed.as_str(), "signInUnknown"),
        (mistyped.as_str(), "signInUnknown"),
        ("nobody-knows-this-one", "signInMalformed"),
    ] {
        let refused = world.connect("prod", secret);
        assert_eq!(refused.code, Some(1), "{refused:?}");
        assert_eq!(code_of(&refused), code, "{secret}");
    }
    let accounts = world.patw(&["accounts", "--json"]).ok().json();
    assert_eq!(accounts["accounts"].as_array().unwrap().len(), 0);
    assert_eq!(world.entries_named("prod"), 0);
}

#[test]
fn an_expired_sign_in_is_told_from_an_unknown_one_and_says_where_to_renew() {
    let world = World::unconnected(server(&["--seed", "empty"]));
    let organization = world.server.organization.clone();
    let manager = world.server.add_user(&organization, "manager", None);
    world
        .server
        .give_role(&manager, &organization, "ORG_USER_MANAGER");
    let (_, secret) = world.server.add_token(&manager, &in_seconds(8));
    world.connect("prod", &secret).ok();
    let since = Instant::now();
    while world.server.accepts(&secret) {
        assert!(since.elapsed() < Duration::from_secs(20));
        thread::sleep(Duration::from_millis(200));
    }

    let listed = world.patw(&["list", "--refresh", "--json"]).ok().json();
    let reason = listed["incomplete"][0]["reason"].as_str().unwrap();
    assert!(reason.contains("expired"), "{reason}");
    let page = format!("/ui/console/users/{manager}?id=pat");
    assert!(reason.contains(&page), "{reason}");
    let refused = world.create(NAME);
    assert_eq!(refused.code, Some(1), "{refused:?}");
    assert_eq!(code_of(&refused), "signInExpired");
    assert!(refused.stderr.contains(&page), "{refused:?}");
    let id = world.server.tokens_of(&manager)[0]["id"].clone();
    let reference = format!("prod/{}", id.as_str().unwrap());
    let kept = world.patw(&["delete", &reference, "--yes", "--json"]);
    assert_eq!(kept.code, Some(1), "{kept:?}");
    assert_eq!(code_of(&kept), "signInExpired");

    // A new one takes the place of the old, and the account keeps its alias.
    let (_, renewed) = world.server.add_token(&manager, "2035-01-01T00:00:00Z");
    let again = world.connect("other", &renewed).ok().json();
    assert_eq!(again["alias"], "prod");
    assert_eq!(again["state"], "online");
    world.create(NAME).ok();
}

#[test]
fn a_user_that_is_switched_off_is_told_where_anyone_knows_it() {
    let world = World::connected();
    let organization = world.server.organization.clone();
    let manager = world.server.add_user(&organization, "manager", None);
    world
        .server
        .give_role(&manager, &organization, "ORG_USER_MANAGER");
    let (_, secret) = world.server.add_token(&manager, "2035-01-01T00:00:00Z");
    world.connect("mine", &secret).ok();
    world.server.change_user("DeactivateUser", &manager);
    // The administrator's list says it; the server says nothing of the kind to the one it concerns.
    world.patw(&["list", "--account", "prod", "--refresh"]).ok();
    let arguments = ["list", "--account", "mine", "--refresh", "--json"];
    let listed = world.patw(&arguments).ok().json();
    let reason = listed["incomplete"][0]["reason"].as_str().unwrap();
    assert!(reason.contains("deactivated"), "{reason}");

    // A token made since is accepted, and the user is off all the same.
    let (_, late) = world.server.add_token(&manager, "2035-01-01T00:00:00Z");
    let refused = world.connect("again", &late);
    assert_eq!(refused.code, Some(1), "{refused:?}");
    assert_eq!(code_of(&refused), "signInDeactivated");
}
