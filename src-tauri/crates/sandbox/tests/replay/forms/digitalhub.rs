//! Placeholders of `DigitalHub` recordings.

use std::collections::BTreeMap;

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use serde_json::Value;

use super::of_all;
use crate::bindings::Bindings;
use crate::judge;

/// Kinds that stand for some value each time.
pub(crate) const VOLATILE: &[&str] = &["TS", "TS-OTHER", "EPOCH", "JTI", "DATE-TEXT", "SESSION"];

/// Values made from others.
pub(crate) fn derived(values: &BTreeMap<String, String>, placeholder: &str) -> Option<String> {
    let pat = || values.get("<PAT:1>").cloned();
    Some(match placeholder {
        "<PAT-AS-PASSWORD>" => STANDARD.encode(format!("admin:{}", pat()?)),
        "<PAT-AS-USER>" => STANDARD.encode(format!("{}:", pat()?)),
        "<PAT-AS-USER-X>" => STANDARD.encode(format!("{}:x-oauth-basic", pat()?)),
        "<TOKEN-USER>" => STANDARD.encode(format!("token:{}", pat()?)),
        "<PAT:1 CUT>" => pat()?[..26].to_owned(),
        "<PAT:1 CASE CHANGED>" => pat()?
            .chars()
            .map(|c| match c {
                c if c.is_ascii_lowercase() => c.to_ascii_uppercase(),
                c => c.to_ascii_lowercase(),
            })
            .collect(),
        "<TS-OTHER>" => chrono::Utc::now().to_rfc3339(),
        "<TOKEN-ID:1 UPPER CASE>" => values.get("<TOKEN-ID:1>")?.to_uppercase(),
        _ => return None,
    })
}

pub(crate) fn has_form(
    bindings: &Bindings,
    placeholder: &str,
    kind: &str,
    found: &str,
) -> Result<bool, String> {
    Ok(match kind {
        "PAT" | "RANDOM-NAME" | "JTI" | "REFRESH" => is_random_27(found),
        "TOKEN-ID" | "KID" | "REFRESH-ID" => {
            uuid::Uuid::parse_str(found).is_ok_and(|id| id.get_version_num() == 4)
                && found == found.to_ascii_lowercase()
        }
        "EPOCH" => found.parse::<i64>().is_ok(),
        "TS" => judge::moment(found).is_some(),
        "TS-OTHER" => chrono::DateTime::parse_from_rfc3339(found).is_ok(),
        "RANDOM-WORDS" => found
            .split_once('-')
            .is_some_and(|(one, two)| !one.is_empty() && !two.is_empty()),
        "DATE-TEXT" => {
            chrono::NaiveDateTime::parse_from_str(found, "%a %b %d %H:%M:%S UTC %Y").is_ok()
        }
        "SESSION" => {
            found.len() == 32
                && found
                    .chars()
                    .all(|c| c.is_ascii_digit() || ('A'..='F').contains(&c))
        }
        "RSA-N" => URL_SAFE_NO_PAD.decode(found).is_ok_and(|n| n.len() == 256),
        "ACCESS" | "ACCESS-ALICE" | "ACCESS-BOB" => {
            let meaning = bindings
                .meanings
                .get(placeholder)
                .or_else(|| bindings.meanings.get(&of_all(placeholder)))
                .unwrap();
            check_access_token(bindings, meaning, found)?;
            (600..=900).contains(&found.len())
        }
        _ => return Err(format!("{placeholder} is of no kind this test knows")),
    })
}

/// Header and claims as the recording describes them.
fn check_access_token(bindings: &Bindings, meaning: &str, found: &str) -> Result<(), String> {
    let parts: Vec<_> = found.split('.').collect();
    if parts.len() != 3 {
        return Err("an access token has three parts".to_owned());
    }
    for (word, part) in [("header ", parts[0]), ("claims ", parts[1])] {
        let described = meaning.split_once(word).unwrap().1;
        let mut values = serde_json::Deserializer::from_str(described).into_iter::<Value>();
        let expected = values.next().unwrap().unwrap();
        let bytes = URL_SAFE_NO_PAD.decode(part).map_err(|_| "no base64url")?;
        let actual: Value = serde_json::from_slice(&bytes).map_err(|_| "no JSON")?;
        judge::body(&expected, &actual, &mut bindings.clone())?;
    }
    Ok(())
}

fn is_random_27(text: &str) -> bool {
    text.len() == 27
        && text
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_')
}
