//! Recordings of a real server, played against the sandbox and judged strictly.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test says what it expects"
)]

mod bindings;
mod digitalhub_edits;
mod digitalhub_variation;
mod fidelity;
mod forms;
mod judge;
mod player;
mod recording;
mod wire;
mod zitadel;
mod zitadel_edits;
mod zitadel_variation;

use patwarden_sandbox::SandboxConfig;

use crate::digitalhub_variation as variation;
use crate::forms::Platform;
use crate::player::{Outcome, play};
use crate::recording::Recording;

/// Files whose every behaviour the sandbox has.
const IN_FULL: [&str; 7] = [
    "01a-create-scopes",
    "01b-create-names",
    "01c-create-bodies",
    "02-list",
    "03-get",
    "04-delete",
    "12-context-path",
];
/// Files of which it has what our client and the official one call, and more where it was near.
const IN_PART: [&str; 5] = [
    "05a-auth",
    "06a-discovery-basic",
    "06b-discovery-oidc",
    "07a-token-exchange",
    "09-python-sdk",
];

fn played(stem: &str) -> Outcome {
    play(
        Platform::DigitalHub,
        stem,
        &Recording::load(Platform::DigitalHub, stem),
        SandboxConfig::default(),
    )
}

fn assert_faithful(stem: &str, outcome: &Outcome) {
    assert!(
        outcome.is_faithful(),
        "{stem}: {} of {} match\n{}",
        outcome.matching(),
        outcome.counted(),
        told(outcome)
    );
}

/// The misses, a line each.
fn told(outcome: &Outcome) -> String {
    let lines = outcome.misses.iter();
    let lines: Vec<_> = lines
        .map(|(place, title, why)| format!("{place} {title}: {why}"))
        .collect();
    lines.join("\n")
}

#[test]
fn every_recording_is_answered_as_the_real_server_did() {
    for stem in IN_FULL.into_iter().chain(IN_PART) {
        assert_faithful(stem, &played(stem));
    }
}

#[test]
fn other_names_dates_and_order_are_answered_as_well() {
    for stem in IN_FULL.into_iter().chain(IN_PART) {
        // In these the order tells what happens in between.
        let is_ordered = ["05a-auth", "07a-token-exchange"].contains(&stem);
        let varied = variation::of(&Recording::load(Platform::DigitalHub, stem), !is_ordered);
        let config = SandboxConfig {
            now: Some("2031-02-03T04:05:06Z".parse().unwrap()),
            ..SandboxConfig::default()
        };
        assert_faithful(stem, &play(Platform::DigitalHub, stem, &varied, config));
    }
}

#[test]
fn the_variation_changes_names_and_order() {
    let recording = Recording::load(Platform::DigitalHub, "02-list");
    let varied = variation::of(&recording, true);
    let names = |recording: &Recording| -> Vec<String> {
        let list = &recording.exchanges[8].response.body["content"];
        let entries = list.as_array().unwrap().iter();
        entries
            .map(|entry| entry["name"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(
        names(&recording),
        ["charlie", "alpha", "bravo", "echo", "delta"]
    );
    assert_eq!(
        names(&varied),
        ["qrygn", "rpub", "oenib", "nycun", "puneyvr"]
    );
}

#[test]
fn the_judge_refuses_what_differs() {
    let recording = Recording::load(Platform::DigitalHub, "02-list");
    let spoiled = |spoil: &dyn Fn(&mut Recording)| {
        let mut recording = recording.clone();
        spoil(&mut recording);
        play(
            Platform::DigitalHub,
            "02-list",
            &recording,
            SandboxConfig::default(),
        )
        .misses
        .len()
    };
    let list = |recording: &mut Recording, pointer: &str, value: serde_json::Value| {
        *recording.exchanges[8]
            .response
            .body
            .pointer_mut(pointer)
            .unwrap() = value;
    };
    assert_eq!(spoiled(&|_| {}), 0);
    assert_eq!(spoiled(&|r| r.exchanges[0].response.status = Some(201)), 1);
    assert_eq!(
        spoiled(&|r| list(r, "/content/0/name", "another".into())),
        1
    );
    assert_eq!(
        spoiled(&|r| list(r, "/content/0/expiresAt", "<TS+31536001s>".into())),
        1
    );
    assert_eq!(
        spoiled(&|r| list(r, "/content/1/id", "<TOKEN-ID:1>".into())),
        1
    );
    assert_eq!(
        spoiled(&|r| r.exchanges[8].response.body["content"]
            .as_array_mut()
            .unwrap()
            .swap(0, 1)),
        1
    );
    assert_eq!(
        spoiled(&|r| {
            r.exchanges[0].response.headers.remove("pragma");
        }),
        1
    );
    assert_eq!(
        spoiled(&|r| {
            r.exchanges[0].response.body["surprise"] = 1.into();
        }),
        1
    );
}
