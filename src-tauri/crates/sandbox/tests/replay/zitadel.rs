//! Recordings of a ZITADEL.

use patwarden_sandbox::SandboxConfig;

use crate::assert_faithful;
use crate::forms::Platform;
use crate::player::{Outcome, Stage, play_on};
use crate::recording::Recording;
use crate::zitadel_variation;

/// Files whose every behaviour the sandbox has.
pub(crate) const IN_FULL: &[&str] = &[
    "01-v2-rest-add",
    "02-v2-rest-search",
    "03-v2-rest-remove",
    "04-v2-connect",
    "05-v1-management",
    "06-auth",
    "07-whoami",
    "12-faults",
    "13-quota-and-block",
    "14-roles",
    "15-client-journey",
];

/// Of this file the sandbox has what is done with service users, organizations and members, but no people,
/// and of notes on users little.
pub(crate) const IN_PART: &str = "08-users";
/// The exchanges claimed of it, first and last of each row.
pub(crate) const CLAIMED: &[(usize, usize)] = &[(0, 25), (27, 62), (77, 81), (84, 85), (88, 118)];

pub(crate) fn played(stem: &str) -> Outcome {
    let recording = Recording::load(Platform::Zitadel, stem);
    played_on(stem, &recording, SandboxConfig::default())
}

fn played_on(stem: &str, recording: &Recording, config: SandboxConfig) -> Outcome {
    let stage = Stage::new(Platform::Zitadel, stem, recording, config);
    play_on(stage, stem, recording, &|index| is_claimed(stem, index))
}

fn is_claimed(stem: &str, index: usize) -> bool {
    stem != IN_PART
        || CLAIMED
            .iter()
            .any(|(first, last)| (*first..=*last).contains(&index))
}

pub(crate) fn stems() -> impl Iterator<Item = &'static str> {
    IN_FULL.iter().copied().chain([IN_PART])
}

#[test]
fn every_recording_of_a_zitadel_is_answered_as_it_did() {
    for stem in stems() {
        assert_faithful(stem, &played(stem));
    }
}

#[test]
fn other_names_dates_and_order_are_answered_as_well_by_a_zitadel() {
    for stem in stems() {
        // In these the order tells what happens in between.
        let is_ordered = ["06-auth", "12-faults", "13-quota-and-block"].contains(&stem);
        let mut recording = Recording::load(Platform::Zitadel, stem);
        let mut index = 0..;
        recording
            .exchanges
            .retain(|_| index.next().is_some_and(|index| is_claimed(stem, index)));
        let varied = zitadel_variation::of(&recording, !is_ordered);
        let config = SandboxConfig {
            now: Some("2033-02-03T04:05:06Z".parse().unwrap()),
            ..SandboxConfig::default()
        };
        let stage = Stage::new(Platform::Zitadel, stem, &varied, config);
        zitadel_variation::prepare(&stage);
        assert_faithful(stem, &play_on(stage, stem, &varied, &|_| true));
    }
}

#[test]
fn the_judge_refuses_what_a_zitadel_would_not_say() {
    let stem = "05-v1-management";
    let recording = Recording::load(Platform::Zitadel, stem);
    let misses = |spoil: &dyn Fn(&mut Recording)| {
        let mut spoiled = recording.clone();
        spoil(&mut spoiled);
        played_on(stem, &spoiled, SandboxConfig::default())
            .misses
            .len()
    };
    let at = |recording: &mut Recording, place: usize, pointer: &str, value: &str| {
        let body = &mut recording.exchanges[place].response.body;
        *body.pointer_mut(pointer).unwrap() = value.into();
    };
    assert_eq!(misses(&|_| {}), 0);
    assert_eq!(misses(&|r| at(r, 68, "/result/0/details/sequence", "4")), 1);
    assert_eq!(misses(&|r| at(r, 68, "/result/0/id", "<TOKEN-ID:3>")), 1);
    assert_eq!(misses(&|r| at(r, 62, "/details/0/id", "COMMAND-4m77G")), 1);
    assert_eq!(
        misses(&|r| at(r, 68, "/details/viewTimestamp", "<TS:1>")),
        1
    );
    let vary = |r: &mut Recording| {
        r.exchanges[0].response.headers.remove("vary");
    };
    // What the first answer tells of ids and moments is then not learnt, but from the next list.
    assert_eq!(misses(&vary), 1);
}
