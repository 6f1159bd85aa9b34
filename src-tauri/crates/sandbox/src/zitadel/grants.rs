//! Roles of projects that users have been granted.

use serde_json::{Value, json};

use super::call::{Call, page_of};
use super::errors::Problem;
use super::protojson::{Data, Fields, written};
use super::records::Grant;
use super::users::{display_name, email};
use super::world::World;

/// `POST /management/v1/users/grants/_search`: those of the organization. Not recorded: its form is that of
/// the server's published description.
pub(crate) fn list(call: &mut Call<'_>) -> Result<Value, Problem> {
    let queries = call.fields.messages("queries");
    let rows = call
        .world
        .grants
        .iter()
        .filter(|grant| grant.organization == call.who.organization)
        .filter(|grant| queries.iter().all(|query| fits(query, grant)))
        .filter_map(|grant| row(call.world, grant));
    Ok(page_of(call, rows.collect(), call.world.views.grants))
}

fn fits(query: &Fields, grant: &Grant) -> bool {
    match query.chosen() {
        Some(("userIdQuery", Data::Message(asked))) => asked.text("userId") == grant.user,
        Some(("projectIdQuery", Data::Message(asked))) => asked.text("projectId") == grant.project,
        _ => false,
    }
}

fn row(world: &World, grant: &Grant) -> Option<Value> {
    let user = world.user(&grant.user)?;
    let organization = world.organization(&grant.organization)?;
    let mut projects = world.projects.iter();
    let project = projects.find(|project| project.id == grant.project)?;
    let mut row = json!({
        "id": grant.id,
        "details": {
            "sequence": "1",
            "creationDate": written(grant.created_at),
            "changeDate": written(grant.created_at),
            "resourceOwner": organization.id,
        },
        "roleKeys": grant.roles,
        "state": "USER_GRANT_STATE_ACTIVE",
        "userId": user.id,
        "userName": user.user_name,
        "displayName": display_name(user),
        "preferredLoginName": user.user_name,
        "userType": if user.is_machine { "TYPE_MACHINE" } else { "TYPE_HUMAN" },
        "orgId": organization.id,
        "orgName": organization.name,
        "orgDomain": organization.domain(),
        "projectId": project.id,
        "projectName": project.name,
        "grantedOrgId": organization.id,
        "grantedOrgName": organization.name,
        "grantedOrgDomain": organization.domain(),
    });
    if !user.is_machine {
        row["email"] = email(user).into();
        row["firstName"] = user.name.as_str().into();
        row["lastName"] = user.last_name.as_str().into();
    }
    Some(row)
}
