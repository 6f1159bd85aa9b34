//! The calls on personal access tokens.

use std::time::Duration;

use axum::http::StatusCode;
use serde::Serialize;

use super::create_body::{self, Unreadable};
use super::paging::{Page, PageDefaults};
use super::reply::{controller_error, framework_error, timestamp};
use super::world::{Identity, LIFETIME, NewRow, StoredToken, USERNAME, World};
use crate::asked::Asked;
use crate::reply::Reply;

const DEFAULTS: PageDefaults = PageDefaults {
    size: 20,
    sorted: false,
};

/// What the answer to a create says: the value, and nothing to find the token by.
#[derive(Serialize)]
struct Created<'a> {
    token_type: &'a str,
    access_token: String,
    expires_in: i64,
    client_id: &'a str,
    issuer: &'a str,
}

/// A token in a list. What the row lacks is left out, except the scopes.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Entry<'a> {
    id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'a str>,
    user: &'a str,
    issued_at: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    expires_at: Option<String>,
    scopes: Vec<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ip_address: Option<&'a str>,
}

impl<'a> From<&'a StoredToken> for Entry<'a> {
    fn from(token: &'a StoredToken) -> Self {
        Self {
            id: &token.id,
            name: token.name.as_deref(),
            user: &token.user,
            issued_at: timestamp(token.issued_at),
            expires_at: token.expires_at.map(timestamp),
            scopes: scope_set(token.scopes.as_deref().unwrap_or_default()),
            ip_address: token.ip_address.as_deref(),
        }
    }
}

pub(crate) fn list(asked: &Asked, who: &Identity, world: &World) -> Reply {
    let entries: Vec<Entry> = world.list(&who.name).map(Entry::from).collect();
    Reply::core(&Page::of(entries, asked, &DEFAULTS))
}

pub(crate) fn create(
    asked: &Asked,
    who: &Identity,
    world: &mut World,
    issuer: &str,
    lag: Duration,
) -> Reply {
    let body = match create_body::read(asked) {
        Ok(body) => body,
        Err(Unreadable::UnsupportedType { accept }) => {
            return framework_error(asked, StatusCode::UNSUPPORTED_MEDIA_TYPE)
                .header("accept", accept);
        }
        Err(Unreadable::Malformed) => return framework_error(asked, StatusCode::BAD_REQUEST),
        Err(Unreadable::NotStorable) => {
            return framework_error(asked, StatusCode::INTERNAL_SERVER_ERROR);
        }
    };
    let row = NewRow {
        name: body.name,
        scopes: body.scopes,
        ip_address: asked.from.clone(),
        issued_at: asked.now,
    };
    Reply::core(&Created {
        token_type: "Bearer",
        access_token: world.issue(who, row, lag),
        expires_in: LIFETIME,
        client_id: USERNAME,
        issuer,
    })
}

pub(crate) fn get(asked: &Asked, who: &Identity, world: &World, id: &str) -> Reply {
    if let Some(refusal) = malformed(asked, "getPersonalAccessToken", id) {
        return refusal;
    }
    match world.of_id(id) {
        None => controller_error(
            asked,
            StatusCode::NOT_FOUND,
            "No such PersonalAccess token not found.",
        ),
        Some(token) if token.user == who.name => Reply::core(&Entry::from(token)),
        // Another's token is an error nobody foresaw, not a refusal (contract 03).
        Some(_) => framework_error(asked, StatusCode::INTERNAL_SERVER_ERROR),
    }
}

/// Deleting what is not there is a success (contract 04).
pub(crate) fn delete(
    asked: &Asked,
    who: &Identity,
    world: &mut World,
    id: &str,
    lag: Duration,
) -> Reply {
    if let Some(refusal) = malformed(asked, "revokePersonalAccessToken", id) {
        return refusal;
    }
    if world.of_id(id).is_some_and(|token| token.user != who.name) {
        return framework_error(asked, StatusCode::INTERNAL_SERVER_ERROR);
    }
    world.delete(id, lag);
    Reply::empty(StatusCode::OK)
}

fn malformed(asked: &Asked, operation: &str, id: &str) -> Option<Reply> {
    let allowed = |c: char| c.is_ascii_alphanumeric() || "._+-".contains(c);
    (id.is_empty() || !id.chars().all(allowed)).then(|| {
        let message = format!("{operation}.id: must match \"^[a-zA-Z0-9._+-]+$\"");
        controller_error(asked, StatusCode::BAD_REQUEST, &message)
    })
}

/// The stored text taken apart again: an empty one has no scope, doubled ones count once.
fn scope_set(stored: &str) -> Vec<&str> {
    let mut scopes = Vec::new();
    if !stored.is_empty() {
        for scope in stored.split(',') {
            if !scopes.contains(&scope) {
                scopes.push(scope);
            }
        }
    }
    scopes
}
