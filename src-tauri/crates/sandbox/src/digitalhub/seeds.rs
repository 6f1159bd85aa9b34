//! The worlds a sandbox can begin with.

use std::collections::BTreeMap;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::json;

use super::signing::{AccessToken, SigningKey};
use super::world::{Identity, LIFETIME, NewRow, PASSWORD, USERNAME, World, random_value};
use crate::config::{SandboxError, Seed};

/// The recordings whose world can be built: file stem, path the server runs under, and whether an
/// upstream provider knows alice and bob.
const CONTRACTS: &[(&str, &str, bool)] = &[
    ("01a-create-scopes", "", false),
    ("01b-create-names", "", false),
    ("01c-create-bodies", "", false),
    ("02-list", "", false),
    ("03-get", "", true),
    ("04-delete", "", true),
    ("05a-auth", "", false),
    ("06a-discovery-basic", "", false),
    ("06b-discovery-oidc", "", true),
    ("07a-token-exchange", "", false),
    ("09-python-sdk", "", false),
    ("12-context-path", "/dh", false),
];

/// Name, days until it expires, scopes joined with commas, and where it was made.
const DEMO: &[(&str, i64, &str, &str)] = &[
    ("ci-deploy", 209, "credentials", "10.20.0.14"),
    ("my-pat", 239, "credentials,openid,profile", "10.20.0.31"),
    ("workshop-trento", -21, "credentials,profile", "10.20.7.102"),
    ("laptop_2026", 4, "openid,profile", "10.20.0.31"),
    ("notebook-gpu", 312, "openid,profile", "10.20.3.8"),
];

/// The path the server of this seed runs under: empty, or with a leading slash.
pub(crate) fn context_path(seed: &Seed) -> Result<&'static str, SandboxError> {
    let Seed::Contract(stem) = seed else {
        return Ok("");
    };
    contract(stem).map(|(_, path, _)| *path)
}

/// Whether the server of this seed has an upstream provider.
pub(crate) fn has_upstream(seed: &Seed) -> Result<bool, SandboxError> {
    let Seed::Contract(stem) = seed else {
        return Ok(false);
    };
    contract(stem).map(|(_, _, has_upstream)| *has_upstream)
}

pub(crate) fn world(seed: &Seed, now: DateTime<Utc>) -> World {
    let mut world = World::default();
    if *seed == Seed::Demo {
        for (name, days, scopes, ip_address) in DEMO {
            let row = NewRow {
                name: (*name).to_owned(),
                scopes: (*scopes).to_owned(),
                ip_address: (*ip_address).to_owned(),
                issued_at: now + TimeDelta::days(*days) - TimeDelta::seconds(LIFETIME),
            };
            // Its value is known to nobody, as that of a token made on another machine.
            world.issue(&Identity::administrator(), row, Duration::ZERO);
        }
    }
    world
}

/// What the placeholders of the recording stand for that exist before its first exchange.
pub(crate) fn named(
    seed: &Seed,
    key: &SigningKey,
    issuer: &str,
    now: DateTime<Utc>,
) -> Result<BTreeMap<String, String>, SandboxError> {
    let Seed::Contract(stem) = seed else {
        return Ok(BTreeMap::new());
    };
    let (_, _, has_upstream) = contract(stem)?;
    let basic = |text: String| STANDARD.encode(text);
    let mut named = vec![
        ("<ADMIN>", basic(format!("{USERNAME}:{PASSWORD}"))),
        ("<ADMIN-PASSWORD>", PASSWORD.to_owned()),
        ("<SECRET>", PASSWORD.to_owned()),
        ("<WRONG>", basic(format!("{USERNAME}:not-the-password"))),
        (
            "<WRONG-PASSWORD>",
            basic(format!("{USERNAME}:not-the-password")),
        ),
        ("<UNKNOWN-USER>", basic(format!("nobody:{PASSWORD}"))),
        ("<EMPTY-PASSWORD>", basic(format!("{USERNAME}:"))),
        ("<NO-COLON>", basic(USERNAME.to_owned())),
        ("<UNKNOWN-PAT>", random_value()),
        (
            "<JWT-BAD-SIGNATURE>",
            badly_signed(&access_token(&Identity::administrator(), issuer, now)),
        ),
        (
            "<JWT-ALG-NONE>",
            unsigned(&access_token(&Identity::administrator(), issuer, now)),
        ),
        ("<KID>", key.id().to_owned()),
        ("<BYTE E9>", "\u{e9}".to_owned()),
        ("<BYTE FF>", "\u{ff}".to_owned()),
        ("<BOM>", "\u{feff}".to_owned()),
    ];
    if stem.starts_with("06") {
        named.push(("<RSA-N>", key.modulus()));
    }
    if stem == "09-python-sdk" {
        // Deleted before the first exchange: nothing is left of it.
        named.push(("<PAT:2>", random_value()));
        named.push(("<VERSION>", "2.32.5".to_owned()));
    }
    if *has_upstream {
        for (placeholder, user) in [("<ACCESS-ALICE:1>", "alice"), ("<ACCESS-BOB:1>", "bob")] {
            let token = access_token(&Identity::plain(user), issuer, now);
            named.push((placeholder, key.sign(&token)));
        }
    }
    Ok(named
        .into_iter()
        .map(|(placeholder, value)| (placeholder.to_owned(), value))
        .collect())
}

fn contract(stem: &str) -> Result<&'static (&'static str, &'static str, bool), SandboxError> {
    CONTRACTS
        .iter()
        .find(|(known, _, _)| *known == stem)
        .ok_or_else(|| {
            let known: Vec<_> = CONTRACTS.iter().map(|(stem, _, _)| *stem).collect();
            SandboxError::Usage(format!(
                "there is no world for contract:{stem}; there is one for {}",
                known.join(", ")
            ))
        })
}

fn access_token(identity: &Identity, issuer: &str, now: DateTime<Utc>) -> AccessToken {
    AccessToken::for_identity(identity, issuer, now)
}

fn badly_signed(token: &AccessToken) -> String {
    let header = json!({"kid": uuid::Uuid::new_v4().to_string(), "alg": "RS256"});
    let signature = URL_SAFE_NO_PAD.encode([0x5a; 256]);
    format!("{}.{signature}", token.signing_input(&header))
}

fn unsigned(token: &AccessToken) -> String {
    format!("{}.", token.signing_input(&json!({"alg": "none"})))
}
