//! What is shown when an owner is to be chosen.

use patwarden_core::owner::{Organization, Role};
use serde_json::json as value;

use patwarden_core::ErrorCode;
use patwarden_providers::HttpServers;
use patwarden_sandbox::Api;

use crate::given::{EACH, named, opened, pinned, recorded_world, sandbox, value as placeholder};
use crate::recorded::recorded;
use crate::scripted::{Reply, Request, Server, address, json};

#[tokio::test]
async fn the_organizations_one_sees_are_told_by_name_on_each_interface() {
    for (interface, api) in EACH {
        let sandbox = sandbox(&[api], recorded_world("08-users")).await;
        let names = |organizations: Vec<Organization>| {
            let mut names: Vec<String> = organizations.into_iter().map(|one| one.name).collect();
            names.sort_unstable();
            names
        };
        let all = named(&sandbox, "<PAT:iam-owner>")
            .directory()
            .await
            .unwrap();
        assert_eq!(
            names(all.organizations),
            ["Other Org", "ZITADEL"],
            "{interface}"
        );
        let one = named(&sandbox, "<PAT:org-owner>")
            .directory()
            .await
            .unwrap();
        assert_eq!(names(one.organizations), ["Other Org"], "{interface}");
    }
}

fn found(rows: &serde_json::Value) -> Reply {
    let total = rows.as_array().unwrap().len().to_string();
    let body = value!({"details": {"totalResult": total}, "result": rows});
    json(200, &body.to_string())
}

/// Two organizations; robot is something in each, in the server and in a project.
fn answers(request: &Request) -> Reply {
    let within = request.header("x-zitadel-orgid").unwrap_or_default();
    match (request.path.as_str(), within) {
        ("/v2/organizations/_search", _) => found(&value!([
            {"id": "1", "name": "Meridian"},
            {"id": "2", "name": "Beta"},
        ])),
        ("/management/v1/orgs/me/members/_search", "1") => found(&value!([
            {"userId": "robot", "roles": ["ORG_PROJECT_CREATOR", "ORG_OWNER"]},
        ])),
        ("/management/v1/orgs/me/members/_search", "2") => found(&value!([
            {"userId": "robot", "roles": ["ORG_OWNER_VIEWER"]},
            {"userId": "hanna", "roles": ["ORG_OWNER"]},
        ])),
        ("/admin/v1/members/_search", _) => {
            found(&value!([{"userId": "robot", "roles": ["IAM_OWNER"]}]))
        }
        ("/management/v1/users/grants/_search", "1") => found(&value!([
            {"id": "g1", "userId": "robot", "roleKeys": ["deployer"], "projectName": "shop", "state": "USER_GRANT_STATE_ACTIVE"},
            {"id": "g2", "userId": "robot", "roleKeys": ["admin"], "projectName": "attic", "state": "USER_GRANT_STATE_INACTIVE"},
        ])),
        _ => json(200, "{\"details\":{}}"),
    }
}

fn role(name: &str, place: Option<&str>, is_owner: bool) -> Role {
    Role {
        name: name.into(),
        place: place.map(str::to_owned),
        is_owner,
    }
}

#[tokio::test]
async fn the_roles_of_an_owner_come_from_everywhere_owners_first() {
    let server = Server::start(answers).await;
    let directory = pinned(&server, "v2").directory().await.unwrap();
    let roles = directory.roles.unwrap();
    let of_robot = &roles.iter().find(|(id, _)| id == "robot").unwrap().1;
    assert_eq!(
        *of_robot,
        [
            role("IAM Owner", None, true),
            role("Org Owner", Some("Meridian"), true),
            role("Org Owner Viewer", Some("Beta"), false),
            role("Org Project Creator", Some("Meridian"), false),
            role("deployer", Some("shop"), false),
        ]
    );
    assert!(roles.iter().any(|(id, _)| id == "hanna"));
}

#[tokio::test]
async fn roles_that_may_not_be_read_are_unknown_and_not_none() {
    let server = Server::start(|request| match request.path.as_str() {
        // An ORG_USER_MANAGER makes tokens, and does not see members.
        "/management/v1/orgs/me/members/_search"
            if request.header("x-zitadel-orgid") == Some("2") =>
        {
            recorded("14-roles", "ORG_PROJECT_CREATOR: v1 get")
        }
        _ => answers(request),
    })
    .await;
    let directory = pinned(&server, "v2").directory().await.unwrap();
    assert_eq!(
        directory.roles, None,
        "an owner of the other one would seem to have none"
    );
    assert_eq!(directory.organizations.len(), 2);
}

#[tokio::test]
async fn the_servers_members_may_stay_unknown() {
    let server = Server::start(|request| match request.path.as_str() {
        "/admin/v1/members/_search" => recorded("14-roles", "ORG_PROJECT_CREATOR: v1 get"),
        _ => answers(request),
    })
    .await;
    let roles = pinned(&server, "v2")
        .directory()
        .await
        .unwrap()
        .roles
        .unwrap();
    let of_robot = &roles.iter().find(|(id, _)| id == "robot").unwrap().1;
    assert_eq!(of_robot[0], role("Org Owner", Some("Meridian"), true));
}

#[tokio::test]
async fn a_server_without_v1_tells_no_roles() {
    let server = Server::start(|request| {
        if request.path.starts_with("/v2/") {
            answers(request)
        } else {
            crate::given::no_route()
        }
    })
    .await;
    let directory = pinned(&server, "v2").directory().await.unwrap();
    assert_eq!(directory.roles, None);
    assert_eq!(directory.organizations.len(), 2);
}

/// The built-in roles that see another user's tokens (contract 14).
const READERS: [&str; 9] = [
    "iam-owner",
    "iam-owner-viewer",
    "iam-org-manager",
    "iam-user-manager",
    "iam-login-client",
    "org-owner",
    "org-owner-viewer",
    "org-user-manager",
    "org-user-permission-editor",
];

const OTHERS: [&str; 4] = [
    "iam-admin-impersonator",
    "org-settings-manager",
    "org-project-creator",
    "org-user-self-manager",
];

/// On v1 alone (contract 14).
const PROJECT_READERS: [&str; 2] = ["project-owner", "project-owner-viewer"];

#[tokio::test]
async fn each_role_lists_what_it_may_and_says_what_it_lacks() {
    let sandbox = sandbox(&Api::ALL, recorded_world("14-roles")).await;
    let server = address(sandbox.zitadel().url());
    for (interface, _) in EACH {
        for role in READERS.iter().chain(&OTHERS).chain(&PROJECT_READERS) {
            let pat = placeholder(&sandbox, &format!("<PAT:role-{role}>"));
            let provider = opened(&HttpServers::new(), &server, &pat, Some(interface), true);
            let may =
                READERS.contains(role) || (interface == "v1" && PROJECT_READERS.contains(role));
            match provider.list().await {
                Ok(listing) => {
                    let mut owners = listing.owners.iter();
                    let sees = owners.any(|known| known.owner.name == "target");
                    assert_eq!(sees, may, "{role} on {interface}");
                    let mut tokens = listing.tokens.iter();
                    let sees = tokens.any(|token| token.owner.name == "target");
                    assert_eq!(sees, may, "{role} on {interface}");
                }
                Err(refused) => {
                    assert!(
                        !may && interface == "v1",
                        "{role} on {interface}: {refused}"
                    );
                    let is_told = matches!(refused.code, ErrorCode::Forbidden | ErrorCode::NoRole);
                    assert!(is_told, "{role}: {refused}");
                }
            }
        }
    }
}

#[tokio::test]
async fn the_roles_of_a_real_looking_server_are_read_on_each_interface() {
    let sandbox = sandbox(&Api::ALL, recorded_world("14-roles")).await;
    let server = address(sandbox.zitadel().url());
    let id = |user: &str| placeholder(&sandbox, &format!("<USER:role-{user}>"));
    for (interface, _) in EACH {
        let as_role = |role: &str| {
            let pat = placeholder(&sandbox, &format!("<PAT:role-{role}>"));
            opened(&HttpServers::new(), &server, &pat, Some(interface), true)
        };
        let roles = as_role("iam-owner")
            .directory()
            .await
            .unwrap()
            .roles
            .unwrap();
        let of = |user: &str| {
            let id = id(user);
            let mut found = roles.iter().filter(|(owner, _)| *owner == id);
            found.next().map(|(_, roles)| roles.clone())
        };
        assert_eq!(
            of("org-owner"),
            Some(vec![role("Org Owner", Some("ZITADEL"), true)]),
            "{interface}"
        );
        assert_eq!(
            of("iam-owner-viewer"),
            Some(vec![role("IAM Owner Viewer", None, false)])
        );
        // Makes tokens, and may not read who is a member.
        let directory = as_role("org-user-manager").directory().await.unwrap();
        assert_eq!(directory.roles, None, "{interface}");
        assert_eq!(directory.organizations.len(), 1, "{interface}");
    }
}
