//! Whether an answer is the recorded one, in everything a client can act on.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, FixedOffset, TimeDelta};
use serde_json::Value;

use crate::bindings::{Bindings, Piece};
use crate::forms::Platform;
use crate::recording::Response;
use crate::wire::Answer;

/// Headers that say how the answer travelled, not what it says.
const TRANSPORT: [&str; 4] = ["date", "connection", "keep-alive", "transfer-encoding"];

pub(crate) fn answer(
    recorded: &Response,
    actual: &Answer,
    bindings: &mut Bindings,
) -> Result<(), String> {
    if recorded.status != Some(actual.status) {
        let body = String::from_utf8_lossy(&actual.body);
        return Err(format!(
            "status {} for {:?}: {body}",
            actual.status, recorded.status
        ));
    }
    headers(recorded, actual, bindings)?;
    let text = String::from_utf8_lossy(&actual.body);
    match &recorded.body {
        // Described instead of recorded: any JSON will do.
        Value::String(described) if described == "<OPENAPI>" => {
            serde_json::from_str::<Value>(&text).map_err(|error| error.to_string())?;
            Ok(())
        }
        // JSON that is a text alone was recorded without its quotes.
        Value::String(expected) if is_json(recorded) && !expected.is_empty() => {
            let value = serde_json::from_str(&text).map_err(|error| error.to_string())?;
            body(&Value::String(expected.clone()), &value, bindings)
        }
        Value::String(expected) => text_matches(expected, &text, bindings),
        expected => {
            let value = serde_json::from_str(&text).map_err(|error| error.to_string())?;
            body(expected, &value, bindings)
        }
    }
}

fn is_json(recorded: &Response) -> bool {
    let kind = recorded.headers.get("content-type").and_then(Value::as_str);
    kind.is_some_and(|kind| kind.starts_with("application/json"))
}

fn headers(recorded: &Response, actual: &Answer, bindings: &mut Bindings) -> Result<(), String> {
    let mut found: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (name, value) in &actual.headers {
        let is_length = name == "content-length" && !recorded.headers.contains_key(name);
        // Left out of the ZITADEL recordings.
        let is_cookie = bindings.platform == Platform::Zitadel && name == "set-cookie";
        if !TRANSPORT.contains(&name.as_str()) && !is_length && !is_cookie {
            found.entry(name).or_default().push(value);
        }
    }
    for (name, expected) in &recorded.headers {
        let values = found
            .remove(name.as_str())
            .ok_or_else(|| format!("no header {name}"))?;
        match expected {
            Value::Array(several) => {
                let several: Vec<_> = several.iter().filter_map(Value::as_str).collect();
                if several != values {
                    return Err(format!("header {name}: {values:?}"));
                }
            }
            one => {
                let one = one.as_str().unwrap();
                let value = values.join(", ");
                // The one header whose order changes with every start of the server.
                if name == "allow" {
                    let set = |text: &str| -> BTreeSet<String> {
                        text.split(", ").map(str::to_owned).collect()
                    };
                    if set(one) != set(&value) {
                        return Err(format!("header allow: {value}"));
                    }
                } else {
                    text_matches(one, &value, bindings)
                        .map_err(|why| format!("header {name}: {why}"))?;
                }
            }
        }
    }
    match found.first_entry() {
        Some(extra) => Err(format!("header {} was not recorded", extra.key())),
        None => Ok(()),
    }
}

/// Keys, values and order, except of the arrays that have none.
pub(crate) fn body(
    expected: &Value,
    actual: &Value,
    bindings: &mut Bindings,
) -> Result<(), String> {
    match (expected, actual) {
        (Value::Object(expected), Value::Object(found)) => {
            let keys = |object: &serde_json::Map<String, Value>| -> BTreeSet<String> {
                object.keys().cloned().collect()
            };
            if keys(expected) != keys(found) {
                return Err(format!("keys {:?}", keys(found)));
            }
            for (key, expected) in expected {
                let judged = if let Some(seconds) = lifetime(expected) {
                    ends_after(seconds, &found["issuedAt"], &found[key])
                } else if is_set(key) && expected.is_array() {
                    set(expected, &found[key])
                } else {
                    body(expected, &found[key], bindings)
                };
                judged.map_err(|why| format!("{key}: {why}"))?;
            }
            Ok(())
        }
        (Value::Array(expected), Value::Array(found)) => {
            if expected.len() != found.len() {
                return Err(format!("{} for {} elements", found.len(), expected.len()));
            }
            for (expected, found) in expected.iter().zip(found) {
                body(expected, found, bindings)?;
            }
            Ok(())
        }
        (Value::String(expected), Value::String(found)) => text_matches(expected, found, bindings),
        (Value::String(expected), Value::Number(found)) if expected.starts_with("<EPOCH") => {
            bindings.bind(expected, &found.to_string())
        }
        _ if expected == actual => Ok(()),
        _ => Err(format!("{actual} for {expected}")),
    }
}

/// A text with placeholders: the literal pieces in their places, what is between bound.
fn text_matches(expected: &str, found: &str, bindings: &mut Bindings) -> Result<(), String> {
    if let Some(said) = free_text(expected) {
        return if found.starts_with(said) && found.len() > said.len() {
            Ok(())
        } else {
            Err(format!("`{found}` for a text that begins with `{said}`"))
        };
    }
    // Only a part of a long text was kept.
    if let Some(part) = expected
        .strip_prefix('\u{2026}')
        .and_then(|text| text.strip_suffix('\u{2026}'))
    {
        return if found.contains(part.trim()) {
            Ok(())
        } else {
            Err(format!("no `{}`", part.trim()))
        };
    }
    let expected = bindings.here(expected);
    let differs = || format!("`{found}` for `{expected}`");
    let mut rest = found;
    let mut open: Option<&str> = None;
    let pieces = bindings.pieces(&expected);
    let last = pieces.len() - 1;
    for (at, piece) in pieces.into_iter().enumerate() {
        match piece {
            Piece::Placeholder(placeholder) => open = Some(placeholder),
            Piece::Literal(literal) => {
                let start = match open {
                    None => rest.starts_with(literal).then_some(0),
                    Some(_) if at == last => rest.len().checked_sub(literal.len()),
                    Some(_) => rest.find(literal),
                };
                let start = start.ok_or_else(differs)?;
                if !rest[start..].starts_with(literal) {
                    return Err(differs());
                }
                if let Some(placeholder) = open.take() {
                    bindings.bind(placeholder, &rest[..start])?;
                }
                rest = &rest[start + literal.len()..];
            }
        }
    }
    if rest.is_empty() {
        Ok(())
    } else {
        Err(differs())
    }
}

/// What decoders say in words of their own; the beginning that is not theirs.
fn free_text(expected: &str) -> Option<&'static str> {
    const CONNECT: &str = "unmarshal message: unmarshal into ";
    if expected.starts_with(CONNECT) {
        return Some(CONNECT);
    }
    let is_decoders = ["proto: ", "unexpected EOF", "invalid character"]
        .iter()
        .any(|beginning| expected.starts_with(beginning));
    is_decoders.then_some("")
}

fn is_set(key: &str) -> bool {
    matches!(
        key,
        "scopes" | "permissions" | "dhcore_authentication_methods"
    ) || key.ends_with("_supported")
}

fn set(expected: &Value, found: &Value) -> Result<(), String> {
    let sorted = |value: &Value| {
        let mut texts: Vec<_> = value.as_array()?.iter().map(Value::to_string).collect();
        texts.sort();
        Some(texts)
    };
    if sorted(expected).is_some() && sorted(expected) == sorted(found) {
        Ok(())
    } else {
        Err(format!("{found} for the set {expected}"))
    }
}

/// `<TS+60s>` is a minute.
fn lifetime(expected: &Value) -> Option<i64> {
    let text = expected.as_str()?.strip_prefix("<TS+")?;
    text.strip_suffix("s>")?.parse().ok()
}

fn ends_after(seconds: i64, issued: &Value, ends: &Value) -> Result<(), String> {
    let read = |value: &Value| value.as_str().and_then(moment);
    match (read(issued), read(ends)) {
        (Some(issued), Some(ends)) if ends - issued == TimeDelta::seconds(seconds) => Ok(()),
        _ => Err(format!("{ends} is not {seconds} s after {issued}")),
    }
}

/// A date in the one form the server writes.
pub(crate) fn moment(text: &str) -> Option<DateTime<FixedOffset>> {
    let has_form = text.len() == 29 && text.ends_with("+00:00");
    let moment = DateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S%.3f%:z").ok()?;
    has_form.then_some(moment)
}
