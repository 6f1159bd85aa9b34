//! Finding tokens over v2 (contract 02).

use std::cmp::Ordering;
use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use super::access;
use super::call::Call;
use super::errors::{LIMIT_EXCEEDED, Problem, QUERY_FAILED};
use super::messages::{TIME_METHODS, TOKEN_COLUMNS};
use super::protojson::{Data, Fields, written};
use super::records::StoredPat;
use super::sorting::sort;
use super::tokens::microseconds;

/// Rows of a v2 page, and the most that may be asked for.
const DEFAULT_LIMIT: u64 = 100;
const LARGEST_LIMIT: u64 = 1000;

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
