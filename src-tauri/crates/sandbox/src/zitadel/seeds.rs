//! The worlds a ZITADEL can begin with, and the values a recording's placeholders have in them.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, SubsecRound, TimeDelta, Utc};

use super::contracts::{self, End, OWN};
use super::setup::{ADMINISTRATOR, Setup};
use super::values::{next_id, with_another_ending};
use super::{INSTANCE_NAME, company};
use crate::config::{SandboxError, Seed};

/// How long before the start a recording's world was made; a token made for three seconds has ended.
const AGE: TimeDelta = TimeDelta::seconds(10);
/// A number that no offset may be.
const ABOVE_INT64: &str = "9223372036854775808";

/// Builds the world of the seed.
pub(crate) fn setup(seed: &Seed, now: DateTime<Utc>) -> Result<Setup, SandboxError> {
    let moment = now.trunc_subsecs(0) - AGE + TimeDelta::microseconds(137);
    Ok(match seed {
        Seed::Empty => {
            let mut setup = Setup::new(INSTANCE_NAME, End::Never, moment);
            setup.machine("robot", OWN, "Robot");
            setup
        }
        Seed::Demo => company::setup(now),
        Seed::Fleet { users, tokens } => company::fleet(*users, *tokens, now),
        Seed::Contract(stem) => {
            let steps = contracts::steps(stem).ok_or_else(|| unknown(stem))?;
            let end = End::At("2030-01-01T00:00:00Z");
            let mut setup = Setup::new(INSTANCE_NAME, end, moment);
            setup.follow(steps);
            derive(&mut setup, stem, now);
            setup
        }
    })
}

/// Whether there is a world for this recording.
pub(crate) fn knows(stem: &str) -> bool {
    contracts::stems().any(|known| known == stem)
}

fn unknown(stem: &str) -> SandboxError {
    let known: Vec<_> = contracts::stems().collect();
    SandboxError::Usage(format!(
        "there is no world of a ZITADEL for contract:{stem}; there is one for {}",
        known.join(", ")
    ))
}

/// Values made of others, and values that name nothing.
fn derive(setup: &mut Setup, stem: &str, now: DateTime<Utc>) {
    let mut values = vec![
        ("<INSTANCE>", setup.world.instance.clone()),
        // Made for nothing, above all others.
        ("<UNKNOWN-ID>", (next_id(0, now) + (1 << 40)).to_string()),
        (
            "<RANDOM>",
            URL_SAFE_NO_PAD.encode(rand::random::<[u8; 53]>()),
        ),
    ];
    if stem == "02-v2-rest-search" {
        values.push(("<ID:1>", ABOVE_INT64.to_owned()));
    }
    if stem == "06-auth" {
        let value = setup.of("PAT", "robot-1");
        values.push((
            "<PAT:robot-1 with the last character changed>",
            with_another_ending(&value),
        ));
        values.push((
            "<PAT:robot-1 without its last 5 characters>",
            value[..value.len().saturating_sub(5)].to_owned(),
        ));
    }
    if stem == "13-quota-and-block" {
        values.push((
            "<PAT:iam-owner of the blocked instance>",
            setup.of("PAT", ADMINISTRATOR),
        ));
    }
    for (placeholder, value) in values {
        setup.named.insert(placeholder.to_owned(), value);
    }
}
