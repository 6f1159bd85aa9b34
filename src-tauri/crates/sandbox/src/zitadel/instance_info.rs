//! What the server tells about itself (contract 07).

use serde_json::{Value, json};

use super::call::{Call, page_of};
use super::errors::Problem;
use super::health::VERSION;
use super::instance::DOMAIN;
use super::protojson::written;
use super::{INSTANCE_NAME, LANGUAGES};

/// Sequences of the instance's own events, as recorded.
const SEQUENCE: &str = "29";
const SEQUENCE_OF_DOMAINS: &str = "33";
const SEQUENCE_OF_FEATURES: &str = "3";

/// The features, and whether the instance has set them: on, off, or not at all.
const FEATURES: &[(&str, Option<bool>)] = &[
    ("loginDefaultOrg", Some(true)),
    ("userSchema", None),
    ("oidcTokenExchange", None),
    ("improvedPerformance", None),
    ("debugOidcParentError", None),
    ("oidcSingleV1SessionTermination", None),
    ("enableBackChannelLogout", None),
    ("loginV2", Some(false)),
    ("permissionCheckV2", None),
    ("consoleUseV2UserApi", Some(true)),
    ("enableRelationalTables", None),
];

/// `GET /{api}/healthz`.
pub(crate) fn healthy(_: &mut Call<'_>) -> Result<Value, Problem> {
    Ok(json!({}))
}

/// `GET /auth/v1/languages`.
pub(crate) fn languages(_: &mut Call<'_>) -> Result<Value, Problem> {
    Ok(json!({"languages": LANGUAGES}))
}

/// `POST /auth/v1/global/projectorgs/_search`: of no use with a personal access token, whoever asks.
pub(crate) fn project_organizations(call: &mut Call<'_>) -> Result<Value, Problem> {
    Ok(page_of(call, Vec::new(), call.world.views.organizations))
}

/// `GET /admin/v1/instances/me`.
pub(crate) fn instance(call: &mut Call<'_>) -> Result<Value, Problem> {
    let world = &call.world;
    let details = |sequence| {
        json!({
            "sequence": sequence,
            "creationDate": written(world.set_up_at),
            "changeDate": written(world.set_up_at),
            "resourceOwner": world.instance,
        })
    };
    let generated = format!("zitadel-{}.{DOMAIN}", generated_name(&world.instance));
    Ok(json!({"instance": {
        "id": world.instance,
        "details": details(SEQUENCE),
        "state": "STATE_RUNNING",
        "name": INSTANCE_NAME,
        "version": VERSION,
        "domains": [
            {"details": details(SEQUENCE_OF_DOMAINS), "domain": generated, "generated": true},
            {"details": details(SEQUENCE_OF_DOMAINS), "domain": DOMAIN, "primary": true},
        ],
    }}))
}

/// Six letters and digits made of the instance's id.
fn generated_name(id: &str) -> String {
    const LETTERS: &[u8; 36] = b"abcdefghijklmnopqrstuvwxyz0123456789";
    let mut number: u64 = id.parse().unwrap_or_default();
    (0..6)
        .map(|_| {
            let letter = usize::try_from(number % 36).unwrap_or_default();
            number /= 36;
            char::from(LETTERS[letter])
        })
        .collect()
}

/// `GET /v2/features/instance`.
pub(crate) fn features(call: &mut Call<'_>) -> Result<Value, Problem> {
    let mut answer = json!({"details": {
        "sequence": SEQUENCE_OF_FEATURES,
        "changeDate": written(call.world.set_up_at),
        "resourceOwner": call.world.instance,
    }});
    for (name, set) in FEATURES {
        let mut feature = json!({});
        if let Some(is_on) = set {
            feature["source"] = "SOURCE_INSTANCE".into();
            if *is_on {
                feature["enabled"] = true.into();
            }
        }
        answer[*name] = feature;
    }
    Ok(answer)
}
