//! Personal access tokens over all three interfaces (contracts 01 to 05).

use std::cmp::Ordering;
use std::collections::BTreeMap;

use chrono::{DateTime, Datelike, Utc};
use serde_json::{Value, json};

use super::access;
use super::call::{Call, page_of};
use super::errors::{
    EXPIRED_BEFORE_NOW, LIMIT_EXCEEDED, OWNER_IS_HUMAN, OWNER_NOT_FOUND, OWNER_UNKNOWN, Problem,
    QUERY_FAILED, TOKEN_NOT_FOUND, TOKEN_NOT_READ,
};
use super::messages::{TIME_METHODS, TOKEN_COLUMNS};
use super::protojson::{Data, Fields, written};
use super::sorting::sort;
use super::values::random_value;
use super::world::{NewPat, StoredPat};

const SCOPES: [&str; 4] = [
    "openid",
    "profile",
    "urn:zitadel:iam:user:metadata",
    "urn:zitadel:iam:user:resourceowner",
];
/// Rows of a v2 page, and the most that may be asked for.
const DEFAULT_LIMIT: u64 = 100;
const LARGEST_LIMIT: u64 = 1000;

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

/// `POST /v2/users/pats/search`: the page is cut first, and what the caller may not see falls out of it
/// afterwards, so that the total counts rows that no page shows (contract 02).
pub(crate) fn search(call: &mut Call<'_>) -> Result<Value, Problem> {
    let filters = call.fields.messages("filters");
    for (at, filter) in filters.iter().enumerate() {
        validate(at, filter)?;
    }
    let column = call.fields.choice("sortingColumn");
    if !is_among(TOKEN_COLUMNS, column) {
        return Err(Problem::invalid(
            "ListPersonalAccessTokensRequest.SortingColumn",
            NO_SUCH_NAME,
        ));
    }
    let page = call
        .fields
        .message("pagination")
        .cloned()
        .unwrap_or_default();
    let limit = match page.number("limit") {
        0 => DEFAULT_LIMIT,
        limit if limit > LARGEST_LIMIT => return Err((&LIMIT_EXCEEDED).into()),
        limit => limit,
    };
    let offset = page.number("offset");
    if i64::try_from(offset).is_err() {
        return Err((&QUERY_FAILED).into());
    }
    let mut rows: Vec<_> = call
        .world
        .listed_tokens()
        .filter(|token| filters.iter().all(|filter| fits(filter, token)))
        .collect();
    let total = rows.len();
    let is_ascending = page.flag("asc");
    sort(&mut rows, &|one: &&StoredPat, other: &&StoredPat| {
        let order = by_column(column, one, other);
        if is_ascending { order } else { order.reverse() }
    });
    let offset = usize::try_from(offset).unwrap_or(usize::MAX);
    let limit_rows = usize::try_from(limit).unwrap_or(usize::MAX);
    let mut is_past_end = true;
    // What the caller may read is the same for all tokens of an organization.
    let mut readable: BTreeMap<&str, bool> = BTreeMap::new();
    let mut may_read = |organization| {
        *readable.entry(organization).or_insert_with(|| {
            access::may(call.world, &call.who.user, organization, "user.read").is_ok()
        })
    };
    let mut shown = Vec::new();
    for token in rows.into_iter().skip(offset).take(limit_rows) {
        is_past_end = false;
        if token.user == call.who.user || may_read(token.organization.as_str()) {
            shown.push(row_v2(token));
        }
    }
    let mut answer = json!({"pagination": {"appliedLimit": limit.to_string()}});
    if !is_past_end {
        answer["pagination"]["totalResult"] = total.to_string().into();
    }
    if !shown.is_empty() {
        answer["result"] = shown.into();
    }
    Ok(answer)
}

const NO_SUCH_NAME: &str = "value must be one of the defined enum values";

fn is_among(names: &[&str], number: i64) -> bool {
    usize::try_from(number).is_ok_and(|number| number < names.len())
}

fn validate(at: usize, filter: &Fields) -> Result<(), Problem> {
    let embedded = |reason: &str| {
        let field = format!("ListPersonalAccessTokensRequest.Filters[{at}]");
        let reason = format!("embedded message failed validation | caused by: {reason}");
        Err(Problem::invalid(&field, &reason))
    };
    let Some((name, Data::Message(asked))) = filter.chosen() else {
        return embedded("invalid PersonalAccessTokensSearchFilter.Filter: value is required");
    };
    let inner = if asked.text("id").chars().count() > 200 {
        "invalid IDFilter.Id: value length must be at most 200 runes".to_owned()
    } else if is_among(TIME_METHODS, asked.choice("method")) {
        return Ok(());
    } else {
        format!("invalid TimestampFilter.Method: {NO_SUCH_NAME}")
    };
    let name = name[..1].to_uppercase() + &name[1..];
    embedded(&format!(
        "invalid PersonalAccessTokensSearchFilter.{name}: embedded message failed validation | caused by: {inner}"
    ))
}

fn fits(filter: &Fields, token: &StoredPat) -> bool {
    let Some((name, Data::Message(asked))) = filter.chosen() else {
        return false;
    };
    let has_id = |id: &str| asked.text("id") == id;
    // A moment that is not given is the beginning of 1970.
    let wanted = asked.moment("timestamp").map(microseconds);
    let is_at = |moment: DateTime<Utc>| {
        let order = moment.cmp(&wanted.unwrap_or(DateTime::UNIX_EPOCH));
        match asked.choice("method") {
            1 => order.is_gt(),
            2 => order.is_ge(),
            3 => order.is_lt(),
            4 => order.is_le(),
            _ => order.is_eq(),
        }
    };
    match name {
        "tokenIdFilter" => has_id(&token.id),
        "userIdFilter" => has_id(&token.user),
        "organizationIdFilter" => has_id(&token.organization),
        "createdDateFilter" => is_at(token.created_at),
        _ => is_at(token.expires_at),
    }
}

/// The columns by their numbers; 0 is the default.
fn by_column(column: i64, one: &StoredPat, other: &StoredPat) -> Ordering {
    match column {
        2 => one.id.cmp(&other.id),
        3 => one.user.cmp(&other.user),
        4 => one.organization.cmp(&other.organization),
        5 => one.expires_at.cmp(&other.expires_at),
        _ => one.created_at.cmp(&other.created_at),
    }
}

fn row_v2(token: &StoredPat) -> Value {
    json!({
        "creationDate": written(token.created_at),
        "changeDate": written(token.created_at),
        "id": token.id,
        "userId": token.user,
        "organizationId": token.organization,
        "expirationDate": written(token.expires_at),
    })
}

/// Digits beyond are cut off, not rounded.
fn microseconds(moment: DateTime<Utc>) -> DateTime<Utc> {
    DateTime::from_timestamp_micros(moment.timestamp_micros()).unwrap_or(moment)
}
