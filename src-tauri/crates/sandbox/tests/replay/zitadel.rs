//! Recordings of a ZITADEL.

use patwarden_sandbox::SandboxConfig;

use crate::assert_faithful;
use crate::forms::Platform;
use crate::player::{Outcome, play};
use crate::recording::Recording;

/// Files whose every behaviour the sandbox has.
pub(crate) const IN_FULL: &[&str] = &[
    "01-v2-rest-add",
    "02-v2-rest-search",
    "03-v2-rest-remove",
    "04-v2-connect",
    "05-v1-management",
    "06-auth",
    "07-whoami",
    "14-roles",
    "15-client-journey",
    "12-faults",
    "13-quota-and-block",
];

pub(crate) fn played(stem: &str) -> Outcome {
    let recording = Recording::load(Platform::Zitadel, stem);
    play(
        Platform::Zitadel,
        stem,
        &recording,
        SandboxConfig::default(),
    )
}

#[test]
fn every_recording_of_a_zitadel_is_answered_as_it_did() {
    for stem in IN_FULL {
        assert_faithful(stem, &played(stem));
    }
}
