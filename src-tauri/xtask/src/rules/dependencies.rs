//! Data walks one way: `ui → ipc → use case → port → adapter`. The crates keep to it.

use std::collections::BTreeSet;

use anyhow::Result;
use serde_json::Value;

use super::graph::{Graph, Kind, Room};

/// Every package of ours and what it may use of ours outside tests. One that is not here is a mistake.
const ARROWS: &[(&str, &[&str])] = &[
    ("patwarden", &[CORE, RUNTIME]),
    ("patwarden-cli", &[CORE, RUNTIME, SANDBOX]),
    (
        RUNTIME,
        &[
            CORE,
            "patwarden-index",
            "patwarden-providers",
            "patwarden-vault",
        ],
    ),
    ("patwarden-providers", &[CORE]),
    ("patwarden-vault", &[CORE]),
    ("patwarden-index", &[CORE]),
    (CORE, &[]),
    // A stand-in for the servers that knew our client would be a mock of it.
    (SANDBOX, &[]),
    (TESTKIT, &[CORE]),
    ("xtask", &[]),
];

const CORE: &str = "patwarden-core";
const RUNTIME: &str = "patwarden-runtime";
const SANDBOX: &str = "patwarden-sandbox";
const TESTKIT: &str = "patwarden-testkit";

/// All that the core may use of others. None of it opens a file, a connection or a window.
const CORE_USES: &[&str] = &[
    "async-trait",
    "chrono",
    "secrecy",
    "serde",
    "thiserror",
    "tracing",
    "ts-rs",
    "url",
    "uuid",
];

/// Libraries that belong to one room each, by the beginning of their names.
const AT_HOME: &[(&str, &[&str])] = &[
    ("tauri", &["patwarden"]),
    ("arboard", &["patwarden"]),
    ("reqwest", &["patwarden-providers"]),
    ("rusqlite", &["patwarden-index"]),
    ("keyring", &["patwarden-vault"]),
    ("zbus", &["patwarden-vault", TESTKIT]),
    ("axum", &[SANDBOX]),
    ("clap", &["patwarden-cli", "xtask"]),
];

/// Whoever reaches one of these draws windows.
const WINDOWS: &[&str] = &["tauri", "tao", "wry", "gtk", "webkit2gtk", "gdk", "arboard"];

/// Whoever reaches one of these does I/O.
const INPUT_OUTPUT: &[&str] = &[
    "reqwest",
    "hyper",
    "keyring-core",
    "rusqlite",
    "zbus",
    "tokio",
    "axum",
];

/// Exists for tests that kill; a release build refuses it.
const FAIL_POINTS: &str = "fail-points";

/// The broken rules, one sentence each.
pub(crate) fn check(metadata: &Value) -> Result<Vec<String>> {
    let graph = Graph::read(metadata)?;
    let mut broken = Vec::new();
    for room in &graph.rooms {
        arrows(room, &mut broken);
        at_home(room, &mut broken);
        fail_points(room, &mut broken);
        let reach = graph.reach(room);
        let mut must_not_reach = |forbidden: &[&str], why: &str| {
            for found in forbidden.iter().filter(|name| reach.contains(**name)) {
                broken.push(format!("{} reaches {found}: {why}", room.name));
            }
        };
        if room.name != "patwarden" {
            must_not_reach(WINDOWS, "only the shell draws windows");
        }
        if room.name == CORE {
            must_not_reach(INPUT_OUTPUT, "the core does no I/O");
        }
    }
    for (name, _) in ARROWS {
        if !graph.rooms.iter().any(|room| room.name == *name) {
            broken.push(format!("{name} is in the table of rooms and nowhere else"));
        }
    }
    if graph.has_feature("zbus", "tokio") {
        broken.push("zbus has its tokio feature: the keychain's blocking calls would panic".into());
    }
    Ok(broken)
}

fn arrows(room: &Room, broken: &mut Vec<String>) {
    let Some((_, allowed)) = ARROWS.iter().find(|(name, _)| *name == room.name) else {
        broken.push(format!("{} is not in the table of rooms", room.name));
        return;
    };
    let is_ours = |name: &str| ARROWS.iter().any(|(ours, _)| *ours == name);
    for arrow in room.arrows.iter().filter(|arrow| arrow.kind != Kind::Test) {
        let to = arrow.to.as_str();
        if to == TESTKIT {
            broken.push(format!("{} uses {TESTKIT} outside tests", room.name));
        } else if is_ours(to) && !allowed.contains(&to) {
            broken.push(format!("{} must not use {to}", room.name));
        } else if room.name == CORE && !is_ours(to) && !CORE_USES.contains(&to) {
            broken.push(format!("{CORE} must not use {to}: it does no I/O"));
        }
    }
}

fn at_home(room: &Room, broken: &mut Vec<String>) {
    let used: BTreeSet<&str> = room
        .arrows
        .iter()
        .filter(|arrow| arrow.kind != Kind::Test)
        .map(|arrow| arrow.to.as_str())
        .collect();
    for (library, homes) in AT_HOME {
        let strangers = used.iter().filter(|name| name.starts_with(library));
        for found in strangers.filter(|_| !homes.contains(&room.name.as_str())) {
            broken.push(format!(
                "{} uses {found}, at home in {}",
                room.name,
                homes.join(", ")
            ));
        }
    }
}

fn fail_points(room: &Room, broken: &mut Vec<String>) {
    let leads_there = |feature: &String| feature.rsplit('/').next() == Some(FAIL_POINTS);
    if room.default_features.iter().any(leads_there) {
        broken.push(format!("{} has {FAIL_POINTS} by default", room.name));
    }
    for arrow in &room.arrows {
        if arrow.features.iter().any(leads_there) {
            broken.push(format!(
                "{} always switches {FAIL_POINTS} of {} on",
                room.name, arrow.to
            ));
        }
    }
}

#[cfg(test)]
#[path = "dependencies_tests.rs"]
mod tests;
