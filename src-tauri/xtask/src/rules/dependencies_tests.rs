//! The rules on a made-up workspace, each broken once, and on the real one.

use serde_json::{Value, json};

use super::*;
use crate::repository::Repository;

/// A workspace that keeps every rule: each room of the table, without any dependency.
fn metadata() -> Value {
    let names: Vec<&str> = ARROWS.iter().map(|(name, _)| *name).collect();
    json!({
        "workspace_members": names,
        "packages": names.iter().map(|name| package(name)).collect::<Vec<_>>(),
        "resolve": {"nodes": names.iter().map(|name| json!({"id": name})).collect::<Vec<_>>()},
    })
}

fn package(name: &str) -> Value {
    json!({"id": name, "name": name, "dependencies": [], "features": {}})
}

fn find<'a>(list: &'a mut Value, name: &str) -> &'a mut Value {
    let mut entries = list.as_array_mut().unwrap().iter_mut();
    entries.find(|entry| entry["id"] == name).unwrap()
}

/// Lets one package use another: declared, and in the resolved graph.
fn arrow(metadata: &mut Value, from: &str, to: &str, kind: Option<&str>) {
    let known = metadata["packages"].as_array().unwrap().iter();
    if known.filter(|package| package["id"] == to).count() == 0 {
        metadata["packages"]
            .as_array_mut()
            .unwrap()
            .push(package(to));
        let nodes = metadata["resolve"]["nodes"].as_array_mut().unwrap();
        nodes.push(json!({"id": to}));
    }
    let declared = &mut find(&mut metadata["packages"], from)["dependencies"];
    declared
        .as_array_mut()
        .unwrap()
        .push(json!({"name": to, "kind": kind, "features": []}));
    let node = find(&mut metadata["resolve"]["nodes"], from);
    if node["deps"].is_null() {
        node["deps"] = json!([]);
    }
    let dependency = json!({"pkg": to, "dep_kinds": [{"kind": kind}]});
    node["deps"].as_array_mut().unwrap().push(dependency);
}

fn broken_by(from: &str, to: &str, kind: Option<&str>) -> Vec<String> {
    let mut metadata = metadata();
    arrow(&mut metadata, from, to, kind);
    check(&metadata).unwrap()
}

#[test]
fn the_house_itself_keeps_the_rules() {
    let metadata = Repository::find().unwrap().metadata(&[]).unwrap();
    assert_eq!(check(&metadata).unwrap(), [""; 0]);
}

#[test]
fn a_workspace_without_arrows_keeps_the_rules() {
    assert_eq!(check(&metadata()).unwrap(), [""; 0]);
}

#[test]
fn an_arrow_that_is_not_drawn_is_refused() {
    let broken = broken_by("patwarden-providers", "patwarden-vault", None);
    assert_eq!(broken, ["patwarden-providers must not use patwarden-vault"]);
    let broken = broken_by("patwarden-core", "patwarden-index", None);
    assert_eq!(broken, ["patwarden-core must not use patwarden-index"]);
    assert_eq!(
        broken_by("patwarden-runtime", "patwarden-vault", None),
        [""; 0]
    );
}

#[test]
fn tests_may_use_what_the_product_may_not() {
    assert_eq!(
        broken_by("patwarden-providers", "patwarden-sandbox", Some("dev")),
        [""; 0]
    );
    assert_eq!(
        broken_by("patwarden-core", "patwarden-testkit", Some("dev")),
        [""; 0]
    );
    let broken = broken_by("patwarden-cli", "patwarden-testkit", None);
    assert_eq!(
        broken,
        ["patwarden-cli uses patwarden-testkit outside tests"]
    );
}

#[test]
fn the_core_uses_no_library_that_is_not_listed() {
    let broken = broken_by("patwarden-core", "directories", None);
    assert_eq!(
        broken,
        ["patwarden-core must not use directories: it does no I/O"]
    );
}

#[test]
fn the_core_does_not_reach_io_through_a_listed_library_either() {
    let mut metadata = metadata();
    arrow(&mut metadata, "patwarden-core", "url", None);
    arrow(&mut metadata, "url", "tokio", None);
    let broken = check(&metadata).unwrap();
    assert_eq!(
        broken,
        ["patwarden-core reaches tokio: the core does no I/O"]
    );
}

#[test]
fn a_library_stays_in_its_room() {
    let broken = broken_by("patwarden-runtime", "reqwest", None);
    assert_eq!(
        broken,
        ["patwarden-runtime uses reqwest, at home in patwarden-providers"]
    );
    let broken = broken_by("patwarden-index", "tauri-plugin-sql", None);
    assert_eq!(
        broken,
        ["patwarden-index uses tauri-plugin-sql, at home in patwarden"]
    );
}

#[test]
fn the_command_line_links_no_window_however_far_away() {
    let mut metadata = metadata();
    arrow(&mut metadata, "patwarden-cli", "colours", None);
    arrow(&mut metadata, "colours", "gtk", Some("build"));
    let broken = check(&metadata).unwrap();
    assert_eq!(
        broken,
        ["patwarden-cli reaches gtk: only the shell draws windows"]
    );
}

#[test]
fn the_shell_may_draw_windows_and_its_users_are_not_reached_through_tests() {
    assert_eq!(broken_by("patwarden", "tauri", None), [""; 0]);
    assert_eq!(broken_by("patwarden-cli", "gtk", Some("dev")), [""; 0]);
}

#[test]
fn the_bus_never_runs_on_tokio() {
    let mut metadata = metadata();
    arrow(&mut metadata, "patwarden-vault", "zbus", None);
    assert_eq!(check(&metadata).unwrap(), [""; 0]);
    find(&mut metadata["resolve"]["nodes"], "zbus")["features"] = json!(["tokio"]);
    let broken = check(&metadata).unwrap();
    assert_eq!(broken.len(), 1, "{broken:?}");
    assert!(broken[0].contains("tokio feature"), "{broken:?}");
}

#[test]
fn fail_points_are_never_on_by_themselves() {
    let mut by_default = metadata();
    let package = find(&mut by_default["packages"], "patwarden");
    package["features"] = json!({"default": ["a"], "a": ["patwarden-core/fail-points"]});
    let broken = check(&by_default).unwrap();
    assert_eq!(broken, ["patwarden has fail-points by default"]);

    let mut by_another = metadata();
    arrow(&mut by_another, "patwarden-runtime", "patwarden-core", None);
    let package = find(&mut by_another["packages"], "patwarden-runtime");
    package["dependencies"][0]["features"] = json!(["fail-points"]);
    let broken = check(&by_another).unwrap();
    assert_eq!(
        broken,
        ["patwarden-runtime always switches fail-points of patwarden-core on"]
    );
}

#[test]
fn a_new_package_must_be_drawn_first() {
    let mut metadata = metadata();
    metadata["packages"]
        .as_array_mut()
        .unwrap()
        .push(package("patwarden-watch"));
    metadata["workspace_members"]
        .as_array_mut()
        .unwrap()
        .push(json!("patwarden-watch"));
    let broken = check(&metadata).unwrap();
    assert_eq!(broken, ["patwarden-watch is not in the table of rooms"]);
}

#[test]
fn a_room_that_is_gone_leaves_the_table() {
    let mut metadata = metadata();
    let packages = metadata["packages"].as_array_mut().unwrap();
    packages.retain(|package| package["id"] != "xtask");
    let nodes = metadata["resolve"]["nodes"].as_array_mut().unwrap();
    nodes.retain(|node| node["id"] != "xtask");
    let broken = check(&metadata).unwrap();
    assert_eq!(broken, ["xtask is in the table of rooms and nowhere else"]);
}
