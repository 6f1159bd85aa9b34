//! Placeholders of ZITADEL recordings. Every one stands for the same value throughout a file.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};

/// Kinds that stand for some value each time.
pub(crate) const VOLATILE: &[&str] = &["HTTP-DATE"];

pub(crate) fn has_form(kind: &str, found: &str) -> Result<bool, String> {
    Ok(match kind {
        "PAT" => {
            found.len() == 71
                && found
                    .chars()
                    .all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_')
        }
        "TOKEN-ID" | "UNKNOWN-ID" | "USER" | "ORG" | "INSTANCE" | "ID" | "PROJECT" => {
            found.len() == 18 && found.chars().all(|c| c.is_ascii_digit())
        }
        "TS" => moment(found).is_some(),
        "NOW" => found.len() == 20 && found.parse::<DateTime<Utc>>().is_ok(),
        "EPOCH" => found.parse::<i64>().is_ok(),
        "HTTP-DATE" => DateTime::parse_from_rfc2822(found).is_ok() && found.ends_with(" GMT"),
        "GENERATED-DOMAIN" => found.starts_with("zitadel-") && found.ends_with(".localhost"),
        "RSA-MODULUS" => {
            found.len() == 342 && URL_SAFE_NO_PAD.decode(found).is_ok_and(|n| n.len() == 256)
        }
        "DB-ADDRESS" => found
            .split_once(':')
            .is_some_and(|(_, port)| port.parse::<u16>().is_ok()),
        _ => return Err(format!("{kind} is no kind this test knows")),
    })
}

/// A date with six digits of a second's fraction, or nine where it is no event's.
pub(crate) fn moment(text: &str) -> Option<DateTime<Utc>> {
    (matches!(text.len(), 27 | 30) && text.ends_with('Z'))
        .then(|| text.parse().ok())
        .flatten()
}

/// `<TS:7>` comes after `<TS:3>`.
pub(crate) fn place_in_time(placeholder: &str) -> Option<u32> {
    placeholder
        .strip_prefix("<TS:")?
        .strip_suffix('>')?
        .parse()
        .ok()
}
