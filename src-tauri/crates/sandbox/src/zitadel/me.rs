//! What somebody is told of himself (contracts 06, 07).

use serde_json::{Value, json};

use super::access;
use super::call::{Call, page_of};
use super::errors::{Problem, USER_NOT_READ};
use super::protojson::written;
use super::records::{Member, Place};
use super::users::row_v1;
use super::world::World;

/// `GET /auth/v1/users/me`.
pub(crate) fn user(call: &mut Call<'_>) -> Result<Value, Problem> {
    let user = call
        .world
        .user(&call.who.user)
        .ok_or(Problem::Refused(&USER_NOT_READ))?;
    Ok(json!({"user": row_v1(user)}))
}

/// `POST /auth/v1/memberships/me/_search`: organizations first, then the instance, then projects.
pub(crate) fn memberships(call: &mut Call<'_>) -> Result<Value, Problem> {
    let mut own: Vec<_> = call
        .world
        .members
        .iter()
        .filter(|member| member.user == call.who.user)
        .collect();
    own.sort_by_key(|member| match member.place {
        Place::Organization(_) => 0,
        Place::Instance => 1,
        Place::Project { .. } => 2,
    });
    let rows = own.into_iter().map(|member| row(call.world, member));
    let rows = rows.collect();
    Ok(page_of(call, rows, call.world.views.members))
}

fn row(world: &World, member: &Member) -> Value {
    let mut row = json!({"userId": member.user, "roles": member.roles});
    let organization_name = |id: &str| {
        world
            .organization(id)
            .map(|organization| organization.name.clone())
            .unwrap_or_default()
    };
    let owner = match &member.place {
        Place::Organization(id) => {
            row["displayName"] = organization_name(id).into();
            row["orgId"] = id.as_str().into();
            id
        }
        Place::Instance => {
            row["displayName"] = super::INSTANCE_NAME.into();
            row["iam"] = true.into();
            &world.instance
        }
        Place::Project { id, organization } => {
            row["projectId"] = id.as_str().into();
            organization
        }
    };
    row["details"] = json!({
        "sequence": member.mark.sequence.to_string(),
        "creationDate": written(member.created_at),
        "changeDate": written(member.mark.at),
        "resourceOwner": owner,
    });
    row
}

/// `POST /auth/v1/permissions/zitadel/me/_search`.
pub(crate) fn permissions(call: &mut Call<'_>) -> Result<Value, Problem> {
    let found = access::permissions(call.world, &call.who.user, &call.who.organization);
    Ok(if found.is_empty() {
        json!({})
    } else {
        json!({"result": found})
    })
}
