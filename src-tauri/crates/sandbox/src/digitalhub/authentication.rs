//! Who asks, as the API finds out. Everything that is no bearer ends in the same 403 (contract 05a).

use axum::http::StatusCode;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, Utc};

use super::reply::framework_error;
use super::signing::SigningKey;
use super::world::{Identity, PASSWORD, StoredAuthentication, StoredToken, USERNAME, World};
use crate::asked::Asked;
use crate::reply::Reply;

/// What is wrong with a token that the server has in its table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unusable {
    Expired,
    WithoutExpiry,
    AuthenticationMissing,
    AuthenticationDamaged,
}

/// Who asks, or the refusal.
pub(crate) fn identify(asked: &Asked, world: &World, key: &SigningKey) -> Result<Identity, Reply> {
    let refused = || framework_error(asked, StatusCode::FORBIDDEN);
    let header = asked.header("authorization").ok_or_else(refused)?;
    if starts_with(&header, "basic") {
        return basic_credentials(&header)
            .filter(|(user, password)| user == USERNAME && password == PASSWORD)
            .map(|_| Identity::administrator())
            .ok_or_else(refused);
    }
    if !starts_with(&header, "bearer") {
        return Err(refused());
    }
    let value = bearer_value(&header).ok_or_else(|| unauthorized("Bearer token is malformed"))?;
    if let Some(token) = world.of_value(value) {
        return usable(token, asked.now)
            .map_err(|_| framework_error(asked, StatusCode::INTERNAL_SERVER_ERROR));
    }
    key.verify(value, asked.now)
        .map_err(|why| unauthorized(&why))
}

/// Whether the token still stands for its user.
pub(crate) fn usable(token: &StoredToken, now: DateTime<Utc>) -> Result<Identity, Unusable> {
    match token.expires_at {
        None => return Err(Unusable::WithoutExpiry),
        Some(end) if end < now => return Err(Unusable::Expired),
        Some(_) => {}
    }
    match token.authentication {
        StoredAuthentication::Intact => Ok(Identity {
            name: token.user.clone(),
            authorities: token.authorities.clone(),
        }),
        StoredAuthentication::Missing => Err(Unusable::AuthenticationMissing),
        StoredAuthentication::Damaged => Err(Unusable::AuthenticationDamaged),
    }
}

/// User and password of a `Basic` header.
pub(crate) fn basic_credentials(header: &str) -> Option<(String, String)> {
    let encoded = header.get("basic ".len()..)?;
    let bytes = STANDARD.decode(encoded.trim()).ok()?;
    let text = String::from_utf8(bytes).ok()?;
    let (user, password) = text.split_once(':')?;
    Some((user.to_owned(), password.to_owned()))
}

pub(crate) fn starts_with(header: &str, scheme: &str) -> bool {
    header
        .get(..scheme.len())
        .is_some_and(|start| start.eq_ignore_ascii_case(scheme))
}

/// What follows `Bearer` and exactly one space, if it is of the token alphabet.
fn bearer_value(header: &str) -> Option<&str> {
    let value = header.get("bearer".len()..)?.strip_prefix(' ')?;
    let stem = value.trim_end_matches('=');
    let allowed = |c: char| c.is_ascii_alphanumeric() || "-._~+/".contains(c);
    (!stem.is_empty() && stem.chars().all(allowed)).then_some(value)
}

fn unauthorized(why: &str) -> Reply {
    Reply::empty(StatusCode::UNAUTHORIZED).header(
        "www-authenticate",
        format!(
            "Bearer error=\"invalid_token\", error_description=\"{why}\", \
             error_uri=\"https://tools.ietf.org/html/rfc6750#section-3.1\""
        ),
    )
}
