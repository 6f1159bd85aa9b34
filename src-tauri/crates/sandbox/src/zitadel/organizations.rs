//! Organizations: one's own, the ones to be seen, and what becomes of them (contracts 06, 07, 08).

use serde_json::{Value, json};

use super::access;
use super::call::{Call, cut, page_of, page_of_v2};
use super::errors::{ORGANIZATION_NAME_TAKEN, Problem};
use super::protojson::{Data, Fields, written};
use super::records::{Mark, Organization};
use super::user_lists::fits_text;

/// `POST /v2/organizations`: a name may not be taken, in whichever letters.
pub(crate) fn create(call: &mut Call<'_>) -> Result<Value, Problem> {
    call.check_length("AddOrganizationRequest", "Name", "name")?;
    let name = call.fields.text("name").to_owned();
    let organizations = &call.world.organizations;
    let wanted = name.to_lowercase();
    if organizations
        .iter()
        .any(|o| o.name.to_lowercase() == wanted)
    {
        return Err((&ORGANIZATION_NAME_TAKEN).into());
    }
    let made = call.world.add_organization(&name, call.asked.now);
    let mut answer = changed(made.shown, &made.id);
    answer["organizationId"] = made.id.into();
    Ok(answer)
}

/// `GET /management/v1/orgs/me`.
pub(crate) fn mine(call: &mut Call<'_>) -> Result<Value, Problem> {
    let organization = call.world.organization(&call.who.organization);
    Ok(organization.map_or_else(
        || json!({}),
        |organization| json!({"org": row_v1(organization, organization.last)}),
    ))
}

/// `POST /management/v1/orgs/me/_deactivate`.
pub(crate) fn deactivate(call: &mut Call<'_>) -> Result<Value, Problem> {
    Ok(set_active(call, false))
}

/// `POST /management/v1/orgs/me/_reactivate`.
pub(crate) fn reactivate(call: &mut Call<'_>) -> Result<Value, Problem> {
    Ok(set_active(call, true))
}

fn set_active(call: &mut Call<'_>, is_active: bool) -> Value {
    let id = call.who.organization.clone();
    let mark = call
        .world
        .change_organization(&id, is_active, call.asked.now);
    changed(mark, &id)
}

/// `DELETE /management/v1/orgs/me`.
pub(crate) fn remove(call: &mut Call<'_>) -> Result<Value, Problem> {
    let id = call.who.organization.clone();
    let mark = call.world.remove_organization(&id, call.asked.now);
    Ok(changed(mark, &call.world.instance))
}

fn changed(mark: Mark, owner: &str) -> Value {
    json!({"details": {
        "sequence": mark.sequence.to_string(),
        "changeDate": written(mark.at),
        "resourceOwner": owner,
    }})
}

/// `POST /v2/organizations/_search`: what the caller may not see falls out after the page was cut.
pub(crate) fn search(call: &mut Call<'_>) -> Result<Value, Problem> {
    let found = found(call);
    let total = found.len();
    let query = call.fields.message("query").cloned().unwrap_or_default();
    let page = cut(found, &query);
    let is_past_end = page.is_empty();
    let rows = page.into_iter().filter(|organization| {
        access::may(call.world, &call.who.user, &organization.id, "org.read").is_ok()
    });
    let rows = rows.map(row_v2).collect();
    let total = (!is_past_end).then_some(total);
    Ok(page_of_v2(rows, total, call.world.views.organizations))
}

/// `POST /admin/v1/orgs/_search`.
pub(crate) fn search_v1(call: &mut Call<'_>) -> Result<Value, Problem> {
    let rows = found(call).into_iter();
    let rows = rows.map(|organization| row_v1(organization, organization.shown));
    let rows = rows.collect();
    Ok(page_of(call, rows, call.world.views.organizations))
}

/// In the order they were made, or by name.
fn found<'a>(call: &'a Call<'_>) -> Vec<&'a Organization> {
    let organizations = &call.world.organizations;
    let queries = call.fields.messages("queries");
    let is_default = |organization: &Organization| {
        organizations
            .first()
            .is_some_and(|o| o.id == organization.id)
    };
    let mut found: Vec<_> = organizations
        .iter()
        .filter(|organization| {
            queries
                .iter()
                .all(|query| fits(query, organization, is_default(organization)))
        })
        .collect();
    if call.fields.choice("sortingColumn") == 1 {
        found.sort_by_key(|organization| organization.name.to_lowercase());
        let query = call.fields.message("query");
        if !query.is_some_and(|query| query.flag("asc")) {
            found.reverse();
        }
    }
    found
}

fn fits(query: &Fields, organization: &Organization, is_default: bool) -> bool {
    let Some((name, Data::Message(asked))) = query.chosen() else {
        return false;
    };
    match name {
        "nameQuery" => fits_text(asked, "name", &organization.name),
        "domainQuery" => fits_text(asked, "domain", &organization.domain()),
        "idQuery" => asked.text("id") == organization.id,
        _ => is_default,
    }
}

fn row_v1(organization: &Organization, mark: Mark) -> Value {
    row(organization, mark, "ORG_STATE")
}

fn row_v2(organization: &Organization) -> Value {
    row(organization, organization.shown, "ORGANIZATION_STATE")
}

fn row(organization: &Organization, mark: Mark, state: &str) -> Value {
    let word = if organization.is_active {
        "ACTIVE"
    } else {
        "INACTIVE"
    };
    json!({
        "id": organization.id,
        "details": {
            "sequence": mark.sequence.to_string(),
            "creationDate": written(organization.created_at),
            "changeDate": written(mark.at),
            "resourceOwner": organization.id,
        },
        "state": format!("{state}_{word}"),
        "name": organization.name,
        "primaryDomain": organization.domain(),
    })
}
