//! Where the calls are, on each of the server's interfaces.

use axum::http::{Method, StatusCode};
use percent_encoding::percent_decode_str;

use super::answers::Face;
use super::call::Handler;
use super::messages;
use super::protojson::Message;
use super::{
    grants, instance_info, me, members, metadata, oidc, organizations, token_search, tokens,
    user_changes, user_lists,
};

/// A call that faults can be asked for, on whichever interface it comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Route {
    AddToken,
    ListTokens,
    GetToken,
    RemoveToken,
    WhoAmI,
    Memberships,
    Permissions,
    CreateUser,
    GetUser,
    ListUsers,
    RemoveUser,
    ChangeUser,
    UserMetadata,
    MyOrganization,
    ChangeOrganization,
    ListOrganizations,
    CreateOrganization,
    ListMembers,
    /// The roles there are for members.
    MemberRoles,
    ChangeMember,
    ListGrants,
    /// What the server tells about itself: instance, features, languages, health.
    Instance,
    Discovery,
    UserInfo,
}

impl Route {
    /// Whether the call may change something.
    pub(crate) fn changes(self) -> bool {
        matches!(
            self,
            Self::AddToken
                | Self::RemoveToken
                | Self::CreateUser
                | Self::RemoveUser
                | Self::ChangeUser
                | Self::UserMetadata
                | Self::ChangeOrganization
                | Self::CreateOrganization
                | Self::ChangeMember
        )
    }
}

/// What is asked for at the door.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Door {
    Open,
    Authenticated,
    /// v1 asks for a permission in the organization the call is about.
    Permission(&'static str),
}

pub(crate) struct Entry {
    method: &'static str,
    template: &'static str,
    pub(crate) face: Face,
    pub(crate) route: Route,
    pub(crate) door: Door,
    pub(crate) request: &'static Message,
    pub(crate) handler: Handler,
}

const fn entry(
    method: &'static str,
    template: &'static str,
    face: Face,
    route: Route,
    door: Door,
    request: &'static Message,
    handler: Handler,
) -> Entry {
    Entry {
        method,
        template,
        face,
        route,
        door,
        request,
        handler,
    }
}

const READ: Door = Door::Permission("user.read");
const WRITE: Door = Door::Permission("user.write");
const DELETE: Door = Door::Permission("user.delete");
const ANYBODY: Door = Door::Authenticated;
const PATS_V1: &str = "/management/v1/users/{userId}/pats";
const PAT_V1: &str = "/management/v1/users/{userId}/pats/{tokenId}";
const MEMBER_V1: &str = "/management/v1/orgs/me/members/{userId}";
const PAT_V2: &str = "/v2/users/{userId}/pats/{tokenId}";

#[rustfmt::skip]
static ENTRIES: &[Entry] = &[
    entry("POST", "/v2/users/{userId}/pats", Face::V2, Route::AddToken, ANYBODY, &messages::ADD_TOKEN, tokens::add_v2),
    entry("POST", "/v2/users/pats/search", Face::V2, Route::ListTokens, ANYBODY, &messages::SEARCH_TOKENS, token_search::search),
    entry("DELETE", PAT_V2, Face::V2, Route::RemoveToken, ANYBODY, &messages::EMPTY, tokens::remove_v2),
    entry("POST", PATS_V1, Face::V1, Route::AddToken, WRITE, &messages::ADD_TOKEN, tokens::add_v1),
    entry("POST", "/management/v1/users/{userId}/pats/_search", Face::V1, Route::ListTokens, READ, &messages::LIST, tokens::list_v1),
    entry("GET", PAT_V1, Face::V1, Route::GetToken, READ, &messages::EMPTY, tokens::get_v1),
    entry("DELETE", PAT_V1, Face::V1, Route::RemoveToken, WRITE, &messages::EMPTY, tokens::remove_v1),
    entry("POST", "/zitadel.user.v2.UserService/AddPersonalAccessToken", Face::Connect, Route::AddToken, ANYBODY, &messages::ADD_TOKEN, tokens::add_v2),
    entry("POST", "/zitadel.user.v2.UserService/ListPersonalAccessTokens", Face::Connect, Route::ListTokens, ANYBODY, &messages::SEARCH_TOKENS, token_search::search),
    entry("POST", "/zitadel.user.v2.UserService/RemovePersonalAccessToken", Face::Connect, Route::RemoveToken, ANYBODY, &messages::REMOVE_TOKEN, tokens::remove_v2),
    entry("GET", "/auth/v1/users/me", Face::V1, Route::WhoAmI, ANYBODY, &messages::EMPTY, me::user),
    entry("POST", "/auth/v1/memberships/me/_search", Face::V1, Route::Memberships, ANYBODY, &messages::LIST, me::memberships),
    entry("POST", "/auth/v1/permissions/zitadel/me/_search", Face::V1, Route::Permissions, ANYBODY, &messages::EMPTY, me::permissions),
    entry("POST", "/management/v1/users/machine", Face::V1, Route::CreateUser, WRITE, &messages::CREATE_V1, user_changes::create_v1),
    entry("PUT", "/management/v1/users/{userId}/machine", Face::V1, Route::ChangeUser, WRITE, &messages::UPDATE_V1, user_changes::update_v1),
    entry("GET", "/management/v1/users/{userId}", Face::V1, Route::GetUser, READ, &messages::EMPTY, user_lists::get_v1),
    entry("GET", "/management/v1/global/users/_by_login_name", Face::V1, Route::GetUser, Door::Permission("user.global.read"), &messages::EMPTY, user_lists::by_login_name),
    entry("POST", "/management/v1/users/_search", Face::V1, Route::ListUsers, READ, &messages::SEARCH_USERS, user_lists::list_v1),
    entry("DELETE", "/management/v1/users/{userId}", Face::V1, Route::RemoveUser, DELETE, &messages::EMPTY, user_changes::remove_v1),
    entry("POST", "/management/v1/users/{userId}/_deactivate", Face::V1, Route::ChangeUser, WRITE, &messages::USER, user_changes::deactivate_v1),
    entry("POST", "/v2/users/{userId}/deactivate", Face::V2, Route::ChangeUser, ANYBODY, &messages::USER, user_changes::deactivate_v2),
    entry("POST", "/zitadel.user.v2.UserService/DeactivateUser", Face::Connect, Route::ChangeUser, ANYBODY, &messages::USER, user_changes::deactivate_v2),
    entry("POST", "/management/v1/users/{userId}/_reactivate", Face::V1, Route::ChangeUser, WRITE, &messages::USER, user_changes::reactivate_v1),
    entry("POST", "/v2/users/{userId}/reactivate", Face::V2, Route::ChangeUser, ANYBODY, &messages::USER, user_changes::reactivate_v2),
    entry("POST", "/zitadel.user.v2.UserService/ReactivateUser", Face::Connect, Route::ChangeUser, ANYBODY, &messages::USER, user_changes::reactivate_v2),
    entry("POST", "/management/v1/users/{userId}/_lock", Face::V1, Route::ChangeUser, WRITE, &messages::USER, user_changes::lock_v1),
    entry("POST", "/v2/users/{userId}/lock", Face::V2, Route::ChangeUser, ANYBODY, &messages::USER, user_changes::lock_v2),
    entry("POST", "/zitadel.user.v2.UserService/LockUser", Face::Connect, Route::ChangeUser, ANYBODY, &messages::USER, user_changes::lock_v2),
    entry("POST", "/management/v1/users/{userId}/_unlock", Face::V1, Route::ChangeUser, WRITE, &messages::USER, user_changes::unlock_v1),
    entry("POST", "/v2/users/{userId}/unlock", Face::V2, Route::ChangeUser, ANYBODY, &messages::USER, user_changes::unlock_v2),
    entry("POST", "/zitadel.user.v2.UserService/UnlockUser", Face::Connect, Route::ChangeUser, ANYBODY, &messages::USER, user_changes::unlock_v2),
    entry("POST", "/v2/users/new", Face::V2, Route::CreateUser, ANYBODY, &messages::CREATE_V2, user_changes::create_v2),
    entry("GET", "/v2/users/{userId}", Face::V2, Route::GetUser, ANYBODY, &messages::EMPTY, user_lists::get_v2),
    entry("POST", "/v2/users", Face::V2, Route::ListUsers, ANYBODY, &messages::SEARCH_USERS, user_lists::list_v2),
    entry("DELETE", "/v2/users/{userId}", Face::V2, Route::RemoveUser, ANYBODY, &messages::EMPTY, user_changes::remove_v2),
    entry("POST", "/zitadel.user.v2.UserService/CreateUser", Face::Connect, Route::CreateUser, ANYBODY, &messages::CREATE_V2, user_changes::create_v2),
    entry("POST", "/zitadel.user.v2.UserService/GetUserByID", Face::Connect, Route::GetUser, ANYBODY, &messages::USER, user_lists::get_v2),
    entry("POST", "/zitadel.user.v2.UserService/ListUsers", Face::Connect, Route::ListUsers, ANYBODY, &messages::SEARCH_USERS, user_lists::list_v2),
    entry("POST", "/zitadel.user.v2.UserService/DeleteUser", Face::Connect, Route::RemoveUser, ANYBODY, &messages::USER, user_changes::remove_v2),
    entry("POST", "/v2/users/{userId}/metadata", Face::V2, Route::UserMetadata, ANYBODY, &messages::SET_METADATA, metadata::set),
    entry("POST", "/v2/users/{userId}/metadata/search", Face::V2, Route::UserMetadata, ANYBODY, &messages::SEARCH_METADATA, metadata::search),
    entry("GET", "/management/v1/orgs/me", Face::V1, Route::MyOrganization, Door::Permission("org.read"), &messages::EMPTY, organizations::mine),
    entry("DELETE", "/management/v1/orgs/me", Face::V1, Route::ChangeOrganization, Door::Permission("org.delete"), &messages::EMPTY, organizations::remove),
    entry("POST", "/management/v1/orgs/me/_deactivate", Face::V1, Route::ChangeOrganization, Door::Permission("org.write"), &messages::EMPTY, organizations::deactivate),
    entry("POST", "/management/v1/orgs/me/_reactivate", Face::V1, Route::ChangeOrganization, Door::Permission("org.write"), &messages::EMPTY, organizations::reactivate),
    entry("POST", "/v2/organizations/_search", Face::V2, Route::ListOrganizations, ANYBODY, &messages::SEARCH_ORGANIZATIONS, organizations::search),
    entry("POST", "/zitadel.org.v2.OrganizationService/ListOrganizations", Face::Connect, Route::ListOrganizations, ANYBODY, &messages::SEARCH_ORGANIZATIONS, organizations::search),
    entry("POST", "/admin/v1/orgs/_search", Face::V1, Route::ListOrganizations, Door::Permission("iam.read"), &messages::SEARCH_ORGANIZATIONS, organizations::search_v1),
    entry("POST", "/v2/organizations", Face::V2, Route::CreateOrganization, Door::Permission("org.create"), &messages::CREATE_ORGANIZATION, organizations::create),
    entry("POST", "/zitadel.org.v2.OrganizationService/AddOrganization", Face::Connect, Route::CreateOrganization, Door::Permission("org.create"), &messages::CREATE_ORGANIZATION, organizations::create),
    entry("POST", "/management/v1/orgs/me/members", Face::V1, Route::ChangeMember, Door::Permission("org.member.write"), &messages::MEMBER, members::add_to_organization),
    entry("POST", "/management/v1/orgs/me/members/_search", Face::V1, Route::ListMembers, Door::Permission("org.member.read"), &messages::SEARCH_MEMBERS, members::of_organization),
    entry("PUT", MEMBER_V1, Face::V1, Route::ChangeMember, Door::Permission("org.member.write"), &messages::MEMBER, members::change),
    entry("DELETE", MEMBER_V1, Face::V1, Route::ChangeMember, Door::Permission("org.member.delete"), &messages::EMPTY, members::remove),
    entry("POST", "/management/v1/orgs/members/roles/_search", Face::V1, Route::MemberRoles, Door::Permission("org.member.read"), &messages::LIST, members::roles_of_organizations),
    entry("POST", "/admin/v1/members", Face::V1, Route::ChangeMember, Door::Permission("iam.member.write"), &messages::MEMBER, members::add_to_instance),
    entry("POST", "/admin/v1/members/_search", Face::V1, Route::ListMembers, Door::Permission("iam.member.read"), &messages::SEARCH_MEMBERS, members::of_instance),
    entry("POST", "/admin/v1/members/roles/_search", Face::V1, Route::MemberRoles, Door::Permission("iam.member.read"), &messages::LIST, members::roles_of_instance),
    entry("POST", "/management/v1/users/grants/_search", Face::V1, Route::ListGrants, Door::Permission("user.grant.read"), &messages::SEARCH_GRANTS, grants::list),
    entry("GET", "/admin/v1/instances/me", Face::V1, Route::Instance, Door::Permission("iam.read"), &messages::EMPTY, instance_info::instance),
    entry("GET", "/v2/features/instance", Face::V2, Route::Instance, ANYBODY, &messages::EMPTY, instance_info::features),
    entry("POST", "/auth/v1/global/projectorgs/_search", Face::V1, Route::ListOrganizations, ANYBODY, &messages::LIST, instance_info::project_organizations),
    entry("GET", "/auth/v1/languages", Face::V1, Route::Instance, ANYBODY, &messages::EMPTY, instance_info::languages),
    entry("GET", "/management/v1/healthz", Face::V1, Route::Instance, Door::Open, &messages::EMPTY, instance_info::healthy),
    entry("GET", "/auth/v1/healthz", Face::V1, Route::Instance, Door::Open, &messages::EMPTY, instance_info::healthy),
    entry("GET", "/admin/v1/healthz", Face::V1, Route::Instance, Door::Open, &messages::EMPTY, instance_info::healthy),
    entry("GET", "/.well-known/openid-configuration", Face::Oidc, Route::Discovery, Door::Open, &messages::EMPTY, oidc::discovery),
    entry("GET", "/oidc/v1/userinfo", Face::Oidc, Route::UserInfo, Door::Open, &messages::EMPTY, oidc::userinfo),
    entry("POST", "/oidc/v1/userinfo", Face::Oidc, Route::UserInfo, Door::Open, &messages::EMPTY, oidc::userinfo),
];

/// Where a path leads.
pub(crate) enum Target {
    Found {
        entry: &'static Entry,
        parameters: Vec<(&'static str, String)>,
    },
    WrongMethod,
    Nothing,
}

impl Entry {
    /// Only making an organization over REST is "created" (contract 08).
    pub(crate) fn success(&self) -> StatusCode {
        match (self.route, self.face) {
            (Route::CreateOrganization, Face::V2) => StatusCode::CREATED,
            _ => StatusCode::OK,
        }
    }
}

pub(crate) fn target(method: &Method, path: &str) -> Target {
    let mut has_path = false;
    for entry in ENTRIES {
        let Some(parameters) = matched(entry.template, path) else {
            continue;
        };
        let is_head = *method == Method::HEAD && entry.face == Face::Oidc;
        if entry.method == method.as_str() || (is_head && entry.method == "GET") {
            return Target::Found { entry, parameters };
        }
        has_path = true;
    }
    if has_path {
        Target::WrongMethod
    } else {
        Target::Nothing
    }
}

/// The parameters of a path that fits the template. It is decoded before it is cut, so that an escaped
/// slash separates as well; the last parameter may be empty.
fn matched(template: &'static str, path: &str) -> Option<Vec<(&'static str, String)>> {
    let path = percent_decode_str(path).decode_utf8_lossy();
    let mut found = path.split('/');
    let mut parameters = Vec::new();
    for expected in template.split('/') {
        let segment = found.next()?;
        match expected
            .strip_prefix('{')
            .and_then(|name| name.strip_suffix('}'))
        {
            Some(name) => parameters.push((name, segment.to_owned())),
            None if expected == segment => {}
            None => return None,
        }
    }
    found.next().is_none().then_some(parameters)
}
