//! Reading the body of a create as the server's JSON library does: lenient in some ways, strict in
//! others (contracts 01a, 01b, 01c).

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, NaiveDate};
use serde_json::{Map, Value};

use super::world::random_value;
use crate::asked::Asked;

const JSON: &str = "application/json";
const YAML: &str = "application/x-yaml";
const ANNOUNCED_TYPES: &str = "application/json, application/x-yaml";
/// The longest name, and the longest scopes joined with commas, in UTF-16 units.
const LONGEST: usize = 255;
/// What a token may do when the body does not say.
const DEFAULT_SCOPES: &str = "openid,profile,credentials";
/// Fields of the row that a client cannot set but that are read all the same.
const DATES: [&str; 2] = ["issuedAt", "expiresAt"];

#[derive(Debug)]
pub(crate) struct CreateBody {
    pub(crate) name: String,
    /// Joined with commas.
    pub(crate) scopes: String,
}

#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Unreadable {
    UnsupportedType { accept: &'static str },
    Malformed,
    NotStorable,
}

pub(crate) fn read(asked: &Asked) -> Result<CreateBody, Unreadable> {
    let text = decoded(asked)?;
    // What follows the first value is ignored.
    let first = serde_json::Deserializer::from_str(text.trim_start_matches('\u{feff}'))
        .into_iter::<Value>()
        .next();
    let Some(Ok(Value::Object(fields))) = first else {
        return Err(Unreadable::Malformed);
    };
    check_ignored(&fields)?;
    let name = match fields.get("name") {
        None | Some(Value::Null) => None,
        Some(value) => Some(scalar(value)?),
    };
    let name = name
        .filter(|name| !name.trim().is_empty())
        .unwrap_or_else(random_value);
    let scopes = match fields.get("scopes") {
        None | Some(Value::Null) => DEFAULT_SCOPES.to_owned(),
        Some(Value::Array(scopes)) => joined(scopes)?,
        Some(_) => return Err(Unreadable::Malformed),
    };
    if too_long(&name) || too_long(&scopes) {
        return Err(Unreadable::NotStorable);
    }
    Ok(CreateBody { name, scopes })
}

/// Whether the call takes this type at all, which is asked before whether the answer can be read.
pub(crate) fn is_announced(asked: &Asked) -> bool {
    matches!(content_type(asked).0.as_str(), JSON | YAML)
}

/// Media type and parameters in lower case.
fn content_type(asked: &Asked) -> (String, String) {
    let header = asked.header("content-type").unwrap_or_default();
    let header = header.to_ascii_lowercase();
    let (kind, parameters) = header.split_once(';').unwrap_or((&header, ""));
    (kind.trim().to_owned(), parameters.to_owned())
}

/// The body as text, by its content type.
fn decoded(asked: &Asked) -> Result<String, Unreadable> {
    let (kind, parameters) = content_type(asked);
    match kind.as_str() {
        JSON => {}
        // Announced, but without anything that could read it.
        YAML => {
            return Err(Unreadable::UnsupportedType {
                accept: "application/json, application/cbor, application/yaml, application/*+json",
            });
        }
        _ => {
            return Err(Unreadable::UnsupportedType {
                accept: ANNOUNCED_TYPES,
            });
        }
    }
    let mut parameters = parameters.split(';').map(str::trim);
    let is_latin = parameters.any(|parameter| parameter == "charset=iso-8859-1");
    if is_latin {
        return Ok(asked.body.iter().copied().map(char::from).collect());
    }
    String::from_utf8(asked.body.to_vec()).map_err(|_| Unreadable::Malformed)
}

fn check_ignored(fields: &Map<String, Value>) -> Result<(), Unreadable> {
    let is_date = |value: &Value| match value {
        Value::Null | Value::Number(_) => true,
        Value::String(text) => {
            DateTime::parse_from_rfc3339(text).is_ok()
                || NaiveDate::parse_from_str(text, "%Y-%m-%d").is_ok()
        }
        _ => false,
    };
    let dates_are_dates = DATES
        .iter()
        .filter_map(|field| fields.get(*field))
        .all(is_date);
    let auth_is_base64 = match fields.get("auth") {
        None | Some(Value::Null) => true,
        Some(Value::String(text)) => STANDARD.decode(text).is_ok(),
        Some(_) => false,
    };
    if dates_are_dates && auth_is_base64 {
        Ok(())
    } else {
        Err(Unreadable::Malformed)
    }
}

fn joined(scopes: &[Value]) -> Result<String, Unreadable> {
    let mut texts = Vec::new();
    for scope in scopes {
        if !scope.is_null() {
            texts.push(scalar(scope)?);
        }
    }
    if texts.len() < scopes.len() {
        return Err(Unreadable::NotStorable);
    }
    Ok(texts.join(","))
}

/// Numbers and booleans are taken for their text.
fn scalar(value: &Value) -> Result<String, Unreadable> {
    match value {
        Value::String(text) => Ok(text.clone()),
        Value::Number(_) | Value::Bool(_) => Ok(value.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => Err(Unreadable::Malformed),
    }
}

fn too_long(text: &str) -> bool {
    text.encode_utf16().count() > LONGEST
}
