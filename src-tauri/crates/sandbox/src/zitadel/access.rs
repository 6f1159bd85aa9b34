//! Who calls, and what he may do where.

use super::answers::Face;
use super::errors::{
    BAD_HEADER, BAD_TOKEN, Code, NO_MEMBERSHIP, NO_ORGANIZATION, NO_PERMISSION_V1,
    NO_PERMISSION_V2, Problem,
};
use super::records::{Member, Place, StoredPat};
use super::roles;
use super::world::World;
use crate::asked::Asked;

/// Who calls.
#[derive(Clone, Debug, Default)]
pub(crate) struct Caller {
    pub(crate) user: String,
    /// The organization the call is about: the one of the header, else the caller's own.
    pub(crate) organization: String,
}

/// Takes the token of the `Authorization` header. There is one answer to every token that is not
/// taken, whatever is wrong with it (contract 06).
pub(crate) fn identify(asked: &Asked, world: &World) -> Result<Caller, Problem> {
    let header = asked.header("authorization").unwrap_or_default();
    if header.is_empty() {
        let message = "auth header missing".to_owned();
        return Err(Problem::Said(Code::Unauthenticated, message));
    }
    let mut parts = header.split("Bearer ");
    let (Some(_), Some(value), None) = (parts.next(), parts.next(), parts.next()) else {
        return Err((&BAD_HEADER).into());
    };
    let token = world
        .token_of_value(value, asked.now)
        .ok_or(Problem::Refused(&BAD_TOKEN))?;
    Ok(Caller {
        user: token.user.clone(),
        organization: context(asked, world, token)?,
    })
}

fn context(asked: &Asked, world: &World, token: &StoredPat) -> Result<String, Problem> {
    match asked.header("x-zitadel-orgid") {
        Some(id) if !id.is_empty() => match world.organization(&id) {
            Some(organization) => Ok(organization.id.clone()),
            None => Err((&NO_ORGANIZATION).into()),
        },
        _ => Ok(token.organization.clone()),
    }
}

/// Where somebody has a role that counts in this organization.
pub(crate) fn memberships<'a>(
    world: &'a World,
    user: &'a str,
    organization: &'a str,
) -> impl Iterator<Item = &'a Member> {
    world.members.iter().filter(move |member| {
        member.user == user
            && match &member.place {
                Place::Instance => true,
                Place::Organization(id) => id == organization,
                Place::Project {
                    organization: owner,
                    ..
                } => owner == organization,
            }
    })
}

/// What somebody may do in this organization, each permission once; those of a project name it.
pub(crate) fn permissions(world: &World, user: &str, organization: &str) -> Vec<String> {
    let mut found = Vec::new();
    for member in memberships(world, user, organization) {
        for permission in member
            .roles
            .iter()
            .flat_map(|role| roles::permissions(role))
        {
            let permission = match &member.place {
                Place::Project { id, .. } => format!("{permission}:{id}"),
                _ => permission.to_owned(),
            };
            if !found.contains(&permission) {
                found.push(permission);
            }
        }
    }
    found
}

/// The check at the door of v1: a permission in any project of the organization counts as well.
pub(crate) fn enter(world: &World, who: &Caller, permission: &str) -> Result<(), Problem> {
    check(world, &who.user, &who.organization, Face::V1, |found| {
        found.split(':').next() == Some(permission)
    })
}

/// The check of the v2 handlers, against the organization that owns what is asked for.
pub(crate) fn may(
    world: &World,
    user: &str,
    organization: &str,
    permission: &str,
) -> Result<(), Problem> {
    check(world, user, organization, Face::V2, |found| {
        found == permission
    })
}

fn check(
    world: &World,
    user: &str,
    organization: &str,
    face: Face,
    is_enough: impl Fn(&str) -> bool,
) -> Result<(), Problem> {
    if memberships(world, user, organization).next().is_none() {
        return Err((&NO_MEMBERSHIP).into());
    }
    let has_it = permissions(world, user, organization)
        .iter()
        .any(|found| is_enough(found));
    match face {
        _ if has_it => Ok(()),
        Face::V1 => Err((&NO_PERMISSION_V1).into()),
        _ => Err((&NO_PERMISSION_V2).into()),
    }
}
