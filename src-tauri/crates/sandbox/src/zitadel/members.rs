//! Who has which roles in an organization and in the instance, and giving them (contract 08).

use serde_json::{Value, json};

use super::call::{Call, page_of};
use super::errors::{
    INSTANCE_MEMBER_EXISTS, INSTANCE_MEMBER_INVALID, INSTANCE_MEMBER_UNKNOWN,
    MEMBER_CHANGE_INVALID, MEMBER_EXISTS, MEMBER_INVALID, MEMBER_NOT_FOUND, MEMBER_UNCHANGED,
    MEMBER_UNKNOWN, Problem, Refusal,
};
use super::protojson::{Data, Fields, written, written_to_the_nanosecond};
use super::records::{Mark, Member, Place};
use super::roles::ROLES;
use super::users::{display_name, email};
use super::world::{View, World};

/// The roles an organization gives, in the order the server tells them.
const OF_ORGANIZATIONS: [&str; 11] = [
    "ORG_OWNER",
    "ORG_USER_MANAGER",
    "ORG_OWNER_VIEWER",
    "ORG_SETTINGS_MANAGER",
    "ORG_USER_PERMISSION_EDITOR",
    "ORG_PROJECT_PERMISSION_EDITOR",
    "ORG_PROJECT_CREATOR",
    "ORG_ADMIN_IMPERSONATOR",
    "ORG_END_USER_IMPERSONATOR",
    "ORG_USER_SELF_MANAGER",
    "SELF_MANAGEMENT_GLOBAL",
];

/// `POST /management/v1/orgs/me/members`.
pub(crate) fn add_to_organization(call: &mut Call<'_>) -> Result<Value, Problem> {
    call.check_length("AddOrgMemberRequest", "UserId", "userId")?;
    let refusals = [&MEMBER_INVALID, &MEMBER_UNKNOWN, &MEMBER_EXISTS];
    add(call, own(call), is_of_organizations, refusals)
}

/// `POST /admin/v1/members`.
pub(crate) fn add_to_instance(call: &mut Call<'_>) -> Result<Value, Problem> {
    call.check_length("AddIAMMemberRequest", "UserId", "userId")?;
    let refusals = [
        &INSTANCE_MEMBER_INVALID,
        &INSTANCE_MEMBER_UNKNOWN,
        &INSTANCE_MEMBER_EXISTS,
    ];
    add(call, Place::Instance, is_of_instance, refusals)
}

/// Refuses a role that is none of the place, then a user that is none, then one that has roles already.
fn add(
    call: &mut Call<'_>,
    place: Place,
    is_role: fn(&str) -> bool,
    [invalid, unknown, exists]: [&'static Refusal; 3],
) -> Result<Value, Problem> {
    let user = call.fields.text("userId").to_owned();
    let roles = roles(call, is_role).ok_or(Problem::Refused(invalid))?;
    if call.world.user(&user).is_none() {
        return Err(unknown.into());
    }
    if call.world.member(&user, &place).is_some() {
        return Err(exists.into());
    }
    let owner = owner(call.world, &place);
    let mark = call.world.add_member(&user, place, roles, call.asked.now);
    Ok(json!({"details": {
        "sequence": mark.sequence.to_string(),
        "creationDate": written(mark.at),
        "resourceOwner": owner,
    }}))
}

/// `PUT /management/v1/orgs/me/members/{userId}`. Its refusals were read in the server's source, not recorded.
pub(crate) fn change(call: &mut Call<'_>) -> Result<Value, Problem> {
    let user = call.fields.text("userId").to_owned();
    let place = own(call);
    let roles = roles(call, is_of_organizations).ok_or(Problem::Refused(&MEMBER_CHANGE_INVALID))?;
    let member = call.world.member(&user, &place);
    let member = member.ok_or(Problem::Refused(&MEMBER_NOT_FOUND))?;
    if member.roles == roles {
        return Err((&MEMBER_UNCHANGED).into());
    }
    let mark = call
        .world
        .change_member(&user, &place, &roles, call.asked.now);
    Ok(changed(call, mark))
}

/// `DELETE /management/v1/orgs/me/members/{userId}`. That nobody is missed is from the source, not recorded.
pub(crate) fn remove(call: &mut Call<'_>) -> Result<Value, Problem> {
    let user = call.fields.text("userId").to_owned();
    let place = own(call);
    if call.world.member(&user, &place).is_none() {
        return Ok(json!({"details": {}}));
    }
    let mark = call.world.remove_member(&user, &place, call.asked.now);
    Ok(changed(call, mark))
}

fn changed(call: &Call<'_>, mark: Mark) -> Value {
    json!({"details": {
        "sequence": mark.sequence.to_string(),
        "changeDate": written(mark.at),
        "resourceOwner": call.who.organization,
    }})
}

/// `POST /management/v1/orgs/me/members/_search`. Its list is as old as that of the organizations.
pub(crate) fn of_organization(call: &mut Call<'_>) -> Result<Value, Problem> {
    Ok(list(call, &own(call), call.world.views.organizations))
}

/// `POST /admin/v1/members/_search`.
pub(crate) fn of_instance(call: &mut Call<'_>) -> Result<Value, Problem> {
    Ok(list(call, &Place::Instance, call.world.views.members))
}

fn list(call: &Call<'_>, place: &Place, view: View) -> Value {
    let queries = call.fields.messages("queries");
    let rows = call
        .world
        .members
        .iter()
        .filter(|member| member.place == *place)
        .filter(|member| queries.iter().all(|query| fits(query, member)))
        .filter_map(|member| row(call.world, member));
    page_of(call, rows.collect(), view)
}

/// Only the user is looked for.
fn fits(query: &Fields, member: &Member) -> bool {
    match query.chosen() {
        Some((_, Data::Message(asked))) => asked.text("userId") == member.user,
        _ => false,
    }
}

fn row(world: &World, member: &Member) -> Option<Value> {
    let user = world.user(&member.user)?;
    let mut row = json!({
        "userId": user.id,
        "details": {
            "sequence": member.mark.sequence.to_string(),
            "creationDate": written(member.created_at),
            "changeDate": written(member.mark.at),
            "resourceOwner": owner(world, &member.place),
        },
        "roles": member.roles,
        "preferredLoginName": user.user_name,
        "displayName": display_name(user),
        "userType": if user.is_machine { "TYPE_MACHINE" } else { "TYPE_HUMAN" },
        "userResourceOwner": user.organization,
    });
    if !user.is_machine {
        row["email"] = email(user).into();
        row["firstName"] = user.name.as_str().into();
        row["lastName"] = user.last_name.as_str().into();
    }
    Some(row)
}

/// `POST /management/v1/orgs/members/roles/_search`.
pub(crate) fn roles_of_organizations(_: &mut Call<'_>) -> Result<Value, Problem> {
    Ok(json!({"result": OF_ORGANIZATIONS}))
}

/// `POST /admin/v1/members/roles/_search`: no list of the database, so it is as old as the answer.
pub(crate) fn roles_of_instance(call: &mut Call<'_>) -> Result<Value, Problem> {
    let roles = ROLES.iter().map(|(role, _)| *role);
    let roles: Vec<_> = roles.filter(|role| is_of_instance(role)).collect();
    Ok(json!({
        "details": {
            "totalResult": roles.len().to_string(),
            "viewTimestamp": written_to_the_nanosecond(call.asked.now),
        },
        "roles": roles,
    }))
}

/// The roles asked for, if there are some and all are of the place.
fn roles(call: &Call<'_>, is_role: fn(&str) -> bool) -> Option<Vec<String>> {
    let roles = call.fields.texts("roles");
    let are_known = !roles.is_empty() && roles.iter().all(|role| is_role(role));
    are_known.then(|| roles.to_vec())
}

fn is_of_organizations(role: &str) -> bool {
    OF_ORGANIZATIONS.contains(&role)
}

fn is_of_instance(role: &str) -> bool {
    role.starts_with("IAM_") && ROLES.iter().any(|(known, _)| *known == role)
}

fn own(call: &Call<'_>) -> Place {
    Place::Organization(call.who.organization.clone())
}

fn owner(world: &World, place: &Place) -> String {
    match place {
        Place::Instance => world.instance.clone(),
        Place::Organization(organization) | Place::Project { organization, .. } => {
            organization.clone()
        }
    }
}
