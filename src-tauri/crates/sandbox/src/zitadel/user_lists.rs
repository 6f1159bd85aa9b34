//! Reading and finding users (contract 08).

use std::time::Instant;

use serde_json::{Value, json};

use super::access;
use super::call::{Call, cut, page_of, page_of_v2};
use super::errors::{Problem, USER_ELSEWHERE, USER_NOT_READ};
use super::protojson::{Data, Fields};
use super::records::{StoredUser, UserState};
use super::users::{details, display_name, row_v1, row_v2};

/// `GET /management/v1/users/{userId}`.
pub(crate) fn get_v1(call: &mut Call<'_>) -> Result<Value, Problem> {
    let user = call
        .world
        .user(call.fields.text("userId"))
        .ok_or(Problem::Refused(&USER_NOT_READ))?;
    if user.organization != call.who.organization {
        return Err((&USER_ELSEWHERE).into());
    }
    Ok(json!({"user": row_v1(user)}))
}

/// `GET /management/v1/global/users/_by_login_name`: in whichever organization.
pub(crate) fn by_login_name(call: &mut Call<'_>) -> Result<Value, Problem> {
    let wanted = call.asked.parameters("loginName").next();
    let mut users = call.world.users.iter();
    let user = users
        .find(|user| user.state != UserState::Removed && Some(user.user_name.as_str()) == wanted);
    let user = user.ok_or(Problem::Refused(&USER_NOT_READ))?;
    Ok(json!({"user": row_v1(user)}))
}

/// `GET /v2/users/{userId}`.
pub(crate) fn get_v2(call: &mut Call<'_>) -> Result<Value, Problem> {
    let user = call
        .world
        .user(call.fields.text("userId"))
        .ok_or(Problem::Refused(&USER_NOT_READ))?;
    if user.id != call.who.user {
        access::may(call.world, &call.who.user, &user.organization, "user.read")?;
    }
    Ok(json!({"details": details(user), "user": row_v2(user)}))
}

/// `POST /management/v1/users/_search`: of one organization.
pub(crate) fn list_v1(call: &mut Call<'_>) -> Result<Value, Problem> {
    validate(call)?;
    let found = found(call).into_iter();
    let found = found.filter(|user| user.organization == call.who.organization);
    let rows = found.map(row_v1).collect();
    Ok(page_of(call, rows, call.world.views.users))
}

/// `POST /v2/users`: of all organizations; who may not be seen falls out after the page was cut.
pub(crate) fn list_v2(call: &mut Call<'_>) -> Result<Value, Problem> {
    validate(call)?;
    let found = found(call);
    let total = found.len();
    let query = call.fields.message("query").cloned().unwrap_or_default();
    let page = cut(found, &query);
    let is_past_end = page.is_empty();
    let rows = page.into_iter().filter(|user| {
        user.id == call.who.user
            || access::may(call.world, &call.who.user, &user.organization, "user.read").is_ok()
    });
    let rows = rows.map(row_v2).collect();
    let total = (!is_past_end).then_some(total);
    Ok(page_of_v2(rows, total, call.world.views.users))
}

/// By id, the last one first, unless asked otherwise.
fn found<'a>(call: &'a Call<'_>) -> Vec<&'a StoredUser> {
    let queries = call.fields.messages("queries");
    let now = Instant::now();
    let mut found: Vec<_> = call
        .world
        .users
        .iter()
        .filter(|user| user.state != UserState::Removed)
        .filter(|user| user.listed_from.is_none_or(|from| from <= now))
        .filter(|user| queries.iter().all(|query| fits(query, user)))
        .collect();
    match call.fields.choice("sortingColumn") {
        1 => found.sort_by(|one, other| one.user_name.cmp(&other.user_name)),
        9 => found.sort_by_key(|user| user.created_at),
        _ => found.sort_by(|one, other| one.id.cmp(&other.id)),
    }
    let query = call.fields.message("query");
    if !query.is_some_and(|query| query.flag("asc")) {
        found.reverse();
    }
    found
}

fn validate(call: &Call<'_>) -> Result<(), Problem> {
    for (at, query) in call.fields.messages("queries").iter().enumerate() {
        let inner = match query.chosen() {
            None => "invalid SearchQuery.Query: value is required",
            Some(("userNameQuery", Data::Message(asked))) if asked.text("userName").is_empty() => {
                "invalid SearchQuery.UserNameQuery: embedded message failed validation | caused by: \
                 invalid UserNameQuery.UserName: value length must be between 1 and 200 runes, inclusive"
            }
            Some(_) => continue,
        };
        return Err(Problem::invalid(
            &format!("ListUsersRequest.Queries[{at}]"),
            &format!("embedded message failed validation | caused by: {inner}"),
        ));
    }
    Ok(())
}

fn fits(query: &Fields, user: &StoredUser) -> bool {
    let Some((name, Data::Message(asked))) = query.chosen() else {
        return false;
    };
    let mut several = asked.messages("queries").iter();
    match name {
        "userNameQuery" => fits_text(asked, "userName", &user.user_name),
        "loginNameQuery" => fits_text(asked, "loginName", &user.user_name),
        // Only people have one.
        "displayNameQuery" => {
            !user.is_machine && fits_text(asked, "displayName", &display_name(user))
        }
        "stateQuery" => asked.choice("state") == number(user.state),
        "typeQuery" => asked.choice("type") == if user.is_machine { 2 } else { 1 },
        "inUserIdsQuery" => asked.texts("userIds").contains(&user.id),
        "organizationIdQuery" => asked.text("organizationId") == user.organization,
        "orQuery" => several.any(|query| fits(query, user)),
        "andQuery" => several.all(|query| fits(query, user)),
        _ => !asked
            .message("query")
            .is_some_and(|query| fits(query, user)),
    }
}

fn number(state: UserState) -> i64 {
    match state {
        UserState::Active => 1,
        UserState::Inactive => 2,
        UserState::Removed => 3,
        UserState::Locked => 4,
    }
}

/// The methods of text queries come in pairs: as written, and whatever the letters.
pub(crate) fn fits_text(asked: &Fields, name: &str, text: &str) -> bool {
    let method = asked.choice("method");
    let (wanted, text) = if method % 2 == 1 {
        (asked.text(name).to_lowercase(), text.to_lowercase())
    } else {
        (asked.text(name).to_owned(), text.to_owned())
    };
    match method / 2 {
        1 => text.starts_with(&wanted),
        2 => text.contains(&wanted),
        3 => text.ends_with(&wanted),
        _ => text == wanted,
    }
}
