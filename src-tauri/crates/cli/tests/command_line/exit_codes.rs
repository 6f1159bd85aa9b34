//! What bad input and bad days get.

use patwarden_testkit::session::KeyringKind;

use crate::world::{NAME, World};

#[test]
fn what_was_named_and_is_not_there_is_3() {
    let world = World::connected();
    assert_eq!(world.patw(&["show", "hub/nothing"]).code, Some(3));
    assert_eq!(world.patw(&["list", "--account", "nobody"]).code, Some(3));
    assert_eq!(
        world.patw(&["delete", "hub/nothing", "--yes"]).code,
        Some(3)
    );
}

#[test]
fn an_ambiguous_reference_lists_its_candidates() {
    let world = World::connected();
    world.create("ci-one").ok();
    world.create("ci-two").ok();
    let refused = world.patw(&["show", "hub/ci"]);
    assert_eq!(refused.code, Some(2), "{refused:?}");
    assert!(
        refused.stderr.contains("ci-one") && refused.stderr.contains("ci-two"),
        "{refused:?}"
    );
    world.patw(&["show", "hub/ci-o"]).ok();
}

#[test]
fn values_that_cannot_be_are_refused_before_anything_is_sent() {
    let world = World::connected();
    for (arguments, said) in [
        (vec!["--name", "a b", "--scope", "openid"], "letters"),
        (vec!["--name", "", "--scope", "openid"], "name"),
        (vec!["--name", NAME], "scope"),
        (vec!["--name", NAME, "--scope", "everything"], "everything"),
        (
            vec!["--name", NAME, "--scope", "openid", "--expires", "90d"],
            "--expires",
        ),
        (
            vec!["--name", NAME, "--scope", "openid", "--owner", "bob"],
            "--owner",
        ),
    ] {
        let refused = world.patw(&[vec!["create", "--account", "hub"], arguments.clone()].concat());
        assert_eq!(refused.code, Some(2), "{arguments:?}: {refused:?}");
        assert!(refused.stderr.contains(said), "{arguments:?}: {refused:?}");
    }
    assert!(world.server.tokens().is_empty());
}

#[test]
fn a_question_that_cannot_be_asked_is_2_and_deletes_nothing() {
    let world = World::connected();
    world.create(NAME).ok();
    let refused = world.patw(&["delete", "hub/ci-deploy"]);
    assert_eq!(refused.code, Some(2), "{refused:?}");
    assert!(refused.stderr.contains("--yes"), "{refused:?}");
    assert_eq!(world.server.tokens().len(), 1);
}

#[test]
fn a_server_that_is_gone_is_5_with_what_is_known() {
    let mut world = World::connected();
    world.create(NAME).ok();
    world.server.stop();
    let listed = world.patw(&["list", "--refresh", "--json"]);
    assert_eq!(listed.code, Some(5), "{listed:?}");
    assert_eq!(listed.json()["tokens"][0]["status"], "unknown");
    assert_eq!(listed.json()["incomplete"][0]["account"], "hub");
    let secret = world.patw(&["token", "hub/ci-deploy"]).ok().stdout;
    assert_eq!(secret.trim().len(), 27, "the secret needs no server");
}

#[test]
fn a_wrong_password_is_named_and_nothing_is_kept() {
    let world = World::new(KeyringKind::Unlocked);
    let arguments = [
        "connect",
        &world.server.url,
        "--username",
        &world.server.username,
        "--json",
    ];
    let refused = world.patw_reading(&arguments, "wrong");
    assert_eq!(refused.code, Some(1), "{refused:?}");
    let error: serde_json::Value = serde_json::from_str(&refused.stderr).unwrap();
    assert_eq!(error["error"]["code"], "signInRefused");
    let accounts = world.patw(&["accounts", "--json"]).ok().json();
    assert_eq!(accounts["accounts"].as_array().unwrap().len(), 0);
}

#[test]
fn a_pasted_token_is_cleaned_and_signs_in() {
    let world = World::connected();
    world.create(NAME).ok();
    let secret = world.patw(&["token", "hub/ci-deploy"]).ok().stdout;
    world.patw(&["disconnect", "hub"]).ok();
    let pasted = format!("  Bearer {}  \n", secret.trim());
    world
        .patw_reading(
            &["connect", &world.server.url, "--alias", "by-token"],
            &pasted,
        )
        .ok();
    let accounts = world.patw(&["accounts", "--json"]).ok().json();
    assert_eq!(accounts["accounts"][0]["method"], "pat");
    assert_eq!(accounts["accounts"][0]["state"], "online");
}

#[test]
fn addresses_that_cannot_be_used_are_refused_with_the_reason() {
    let world = World::new(KeyringKind::Absent);
    for (url, code, said) in [
        ("hub.example.org", 2, "https://"),
        ("https://admin:pw@hub.example.org", 2, "password"),
        ("http://hub.example.org", 1, "http"),
    ] {
        let refused = world.patw_reading(&["connect", url, "--username", "admin"], "pw");
        assert_eq!(refused.code, Some(code), "{url}: {refused:?}");
        assert!(refused.stderr.contains(said), "{url}: {refused:?}");
    }
}
