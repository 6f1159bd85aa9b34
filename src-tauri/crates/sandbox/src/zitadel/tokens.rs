//! Personal access tokens over all three interfaces (contracts 01 to 05).

use chrono::{DateTime, Datelike, Utc};
use serde_json::{Value, json};

use super::access;
use super::call::{Call, page_of};
use super::errors::{
    EXPIRED_BEFORE_NOW, OWNER_IS_HUMAN, OWNER_NOT_FOUND, OWNER_UNKNOWN, Problem, TOKEN_NOT_FOUND,
    TOKEN_NOT_READ,
};
use super::protojson::written;
use super::records::StoredPat;
use super::values::random_value;
use super::world::NewPat;

const SCOPES: [&str; 4] = [
    "openid",
    "profile",
    "urn:zitadel:iam:user:metadata",
    "urn:zitadel:iam:user:resourceowner",
];
/// What stands for "never": the last second of 9999.
pub(crate) fn never() -> DateTime<Utc> {
    const SECONDS: i64 = 253_402_300_799;
    DateTime::from_timestamp(SECONDS, 0).unwrap_or(DateTime::<Utc>::MAX_UTC)
}

/// `POST /management/v1/users/{userId}/pats`.
pub(crate) fn add_v1(call: &mut Call<'_>) -> Result<Value, Problem> {
    let organization = call.who.organization.clone();
    let (token, value) = add(call, Some(&organization))?;
    Ok(json!({
        "tokenId": token.id,
        "token": value,
        "details": {
            "sequence": token.sequence.to_string(),
            "creationDate": written(token.created_at),
            "resourceOwner": token.organization,
        },
    }))
}

/// `POST /v2/users/{userId}/pats`.
pub(crate) fn add_v2(call: &mut Call<'_>) -> Result<Value, Problem> {
    const MESSAGE: &str = "AddPersonalAccessTokenRequest";
    call.check_length(MESSAGE, "UserId", "userId")?;
    if call.fields.moment("expirationDate").is_none() {
        let field = format!("{MESSAGE}.ExpirationDate");
        return Err(Problem::invalid(&field, "value is required"));
    }
    let (token, value) = add(call, None)?;
    Ok(json!({
        "creationDate": written(token.created_at),
        "tokenId": token.id,
        "token": value,
    }))
}

/// Only in `organization`, if one is named; v2 looks for the right on the user instead.
fn add(call: &mut Call<'_>, organization: Option<&str>) -> Result<(StoredPat, String), Problem> {
    // The first moment of year 1 counts as not set, also where the field is required.
    let expires_at = call
        .fields
        .moment("expirationDate")
        .filter(|moment| moment.year() > 1)
        .unwrap_or_else(never);
    let expires_at = microseconds(expires_at);
    if expires_at < call.asked.now {
        return Err((&EXPIRED_BEFORE_NOW).into());
    }
    let owner = call
        .world
        .user(call.fields.text("userId"))
        .filter(|user| organization.is_none_or(|id| user.organization == id))
        .ok_or(Problem::Refused(&OWNER_NOT_FOUND))?
        .clone();
    if !owner.is_machine {
        return Err((&OWNER_IS_HUMAN).into());
    }
    if organization.is_none() && owner.id != call.who.user {
        access::may(
            call.world,
            &call.who.user,
            &owner.organization,
            "user.write",
        )?;
    }
    let value = random_value();
    let new = NewPat {
        user: &owner.id,
        organization: &owner.organization,
        expires_at,
        has_scopes: true,
        value: &value,
        lag: call.server.lag,
    };
    Ok((call.world.add_token(&new, call.asked.now), value))
}

/// `DELETE /management/v1/users/{userId}/pats/{tokenId}`.
pub(crate) fn remove_v1(call: &mut Call<'_>) -> Result<Value, Problem> {
    let token = in_context(call).ok_or(Problem::Refused(&TOKEN_NOT_FOUND))?;
    let mark = call
        .world
        .remove_token(&token.id, call.asked.now, call.server.lag);
    Ok(json!({"details": {
        "sequence": mark.sequence.to_string(),
        "changeDate": written(mark.at),
        "resourceOwner": token.organization,
    }}))
}

/// `DELETE /v2/users/{userId}/pats/{tokenId}`.
pub(crate) fn remove_v2(call: &mut Call<'_>) -> Result<Value, Problem> {
    const MESSAGE: &str = "RemovePersonalAccessTokenRequest";
    call.check_length(MESSAGE, "UserId", "userId")?;
    call.check_length(MESSAGE, "TokenId", "tokenId")?;
    let user = call.fields.text("userId");
    let owner = call
        .world
        .past_user(user)
        .ok_or(Problem::Refused(&OWNER_UNKNOWN))?;
    if user != call.who.user {
        access::may(
            call.world,
            &call.who.user,
            &owner.organization,
            "user.write",
        )?;
    }
    let token = call
        .world
        .token(user, call.fields.text("tokenId"))
        .ok_or(Problem::Refused(&TOKEN_NOT_FOUND))?;
    let id = token.id.clone();
    let mark = call
        .world
        .remove_token(&id, call.asked.now, call.server.lag);
    Ok(json!({"deletionDate": written(mark.at)}))
}

/// `GET /management/v1/users/{userId}/pats/{tokenId}`.
pub(crate) fn get_v1(call: &mut Call<'_>) -> Result<Value, Problem> {
    let token = in_context(call).ok_or(Problem::Refused(&TOKEN_NOT_READ))?;
    Ok(json!({"token": row_v1(&token)}))
}

/// `POST /management/v1/users/{userId}/pats/_search`: everything of one user, in no order of its own.
pub(crate) fn list_v1(call: &mut Call<'_>) -> Result<Value, Problem> {
    let user = call.fields.text("userId");
    let rows: Vec<_> = call
        .world
        .listed_tokens()
        .filter(|token| token.user == user && token.organization == call.who.organization)
        .map(row_v1)
        .collect();
    Ok(page_of(call, rows, call.world.views.tokens))
}

fn in_context(call: &Call<'_>) -> Option<StoredPat> {
    call.world
        .token(call.fields.text("userId"), call.fields.text("tokenId"))
        .filter(|token| token.organization == call.who.organization)
        .cloned()
}

fn row_v1(token: &StoredPat) -> Value {
    let mut row = json!({
        "id": token.id,
        "details": {
            "sequence": token.sequence.to_string(),
            "creationDate": written(token.created_at),
            "changeDate": written(token.created_at),
            "resourceOwner": token.organization,
        },
        "expirationDate": written(token.expires_at),
    });
    if token.has_scopes {
        row["scopes"] = json!(SCOPES);
    }
    row
}

/// Digits beyond are cut off, not rounded.
pub(crate) fn microseconds(moment: DateTime<Utc>) -> DateTime<Utc> {
    DateTime::from_timestamp_micros(moment.timestamp_micros()).unwrap_or(moment)
}
