//! Service users: their states, and new ones.

use patwarden_core::ErrorCode;
use patwarden_core::owner::{NewOwner, OwnerState};
use patwarden_core::token::Owner;
use patwarden_sandbox::zitadel::UserState;
use patwarden_sandbox::{Sandbox, Seed};
use serde_json::json as value;

use crate::given::{
    EACH, administrator, is_connect, named, new_token, owner, pinned, recorded_world, sandbox,
    somebody, value as placeholder,
};
use crate::recorded::{always, recorded};
use crate::scripted::{Server, json};

fn set_state(sandbox: &Sandbox, user_name: &str, state: UserState) {
    sandbox.zitadel().edit_users(|user| {
        if user.user_name == user_name {
            user.state = state;
        }
    });
}

#[tokio::test]
async fn an_owner_that_was_switched_off_is_told_so_on_each_interface() {
    for (interface, api) in EACH {
        let sandbox = sandbox(&[api], Seed::Empty).await;
        let provider = administrator(&sandbox);
        let robot = owner(&sandbox, "robot");
        for (state, expected) in [
            (UserState::Active, OwnerState::Active),
            (UserState::Inactive, OwnerState::Deactivated),
            (UserState::Locked, OwnerState::Locked),
        ] {
            set_state(&sandbox, "robot", state);
            let told = provider.owner_state(&robot).await.unwrap();
            assert_eq!(told, expected, "{interface}");
            let listing = provider.list().await.unwrap();
            let mut listed = listing.owners.iter();
            let known = listed.find(|known| known.owner == robot).unwrap();
            assert_eq!(known.state, expected, "{interface}");
        }
        // The server makes tokens for such users all the same (contract 06).
        provider.create(&new_token(robot)).await.unwrap();
    }
}

#[tokio::test]
async fn a_removed_owner_is_gone_with_its_tokens_on_each_interface() {
    for (interface, api) in EACH {
        let sandbox = sandbox(&[api], Seed::Empty).await;
        let provider = administrator(&sandbox);
        let robot = owner(&sandbox, "robot");
        provider.create(&new_token(robot.clone())).await.unwrap();
        set_state(&sandbox, "robot", UserState::Removed);
        let state = provider.owner_state(&robot).await.unwrap();
        assert_eq!(state, OwnerState::Removed, "{interface}");
        let listing = provider.list_of(&robot).await.unwrap();
        assert_eq!(listing.owners[0].state, OwnerState::Removed, "{interface}");
        assert!(
            listing.tokens.is_empty(),
            "{interface}: complete, and empty"
        );
        let refused = provider.create(&new_token(robot)).await.unwrap_err();
        assert_eq!(
            refused.code,
            ErrorCode::OwnerUnknown,
            "{interface}: {refused}"
        );
    }
}

#[tokio::test]
async fn an_owner_one_may_not_look_at_is_hidden_and_not_removed() {
    for (interface, stem, case, expected) in [
        (
            "v1",
            "08-users",
            "v1 get by id, unknown",
            OwnerState::Removed,
        ),
        (
            "v1",
            "08-users",
            "v1 get by id, no role",
            OwnerState::Hidden,
        ),
        (
            "v1",
            "08-users",
            "v1 get by id, user of the other organization without header",
            OwnerState::Hidden,
        ),
        (
            "v1",
            "05-v1-management",
            "list: unknown x-zitadel-orgid",
            OwnerState::Removed,
        ),
        (
            "v2",
            "08-users",
            "v2 get by id, unknown",
            OwnerState::Removed,
        ),
        (
            "v2",
            "08-users",
            "v2 get by id, no role",
            OwnerState::Hidden,
        ),
        (
            "connect",
            "04-v2-connect",
            "v2 GetUserByID, unknown user",
            OwnerState::Removed,
        ),
    ] {
        let server = always(recorded(stem, case)).await;
        let told = pinned(&server, interface).owner_state(&somebody()).await;
        assert_eq!(told.unwrap(), expected, "{case}");
    }
    let server = always(recorded("12-faults", "database down: v1")).await;
    let told = pinned(&server, "v1").owner_state(&somebody()).await;
    assert_eq!(
        told.unwrap_err().code,
        ErrorCode::DatabaseDown,
        "nobody knows"
    );
}

#[tokio::test]
async fn a_state_without_a_word_of_ours_hinders_nothing() {
    for (name, expected) in [
        ("USER_STATE_INITIAL", OwnerState::Active),
        ("USER_STATE_SUSPEND", OwnerState::Deactivated),
        ("USER_STATE_DELETED", OwnerState::Removed),
        ("USER_STATE_OF_TOMORROW", OwnerState::Active),
    ] {
        let body = value!({"user": {"userId": "1", "username": "robot", "state": name}});
        let server = always(json(200, &body.to_string())).await;
        let told = pinned(&server, "v2").owner_state(&somebody()).await;
        assert_eq!(told.unwrap(), expected, "{name}");
    }
}

#[tokio::test]
async fn a_service_user_is_made_and_can_have_tokens_on_each_interface() {
    for (interface, api) in EACH {
        let sandbox = sandbox(&[api], Seed::Empty).await;
        let provider = administrator(&sandbox);
        let organization = sandbox.zitadel().organization_id();
        for (user_name, organization_id) in [
            ("ci-runner", None),
            ("bäcker-机器", Some(organization.clone())),
            ("with spaces", None),
        ] {
            let new = NewOwner {
                user_name: user_name.into(),
                name: "CI Runner".into(),
                organization_id,
            };
            let made = provider.create_owner(&new).await.unwrap();
            assert_eq!(made.owner.name, user_name, "{interface}");
            assert_eq!(made.owner.organization_id.as_ref(), Some(&organization));
            let listing = provider.list().await.unwrap();
            assert!(
                listing.owners.iter().any(|known| known.owner == made.owner),
                "{interface}: {user_name}"
            );
            provider.create(&new_token(made.owner)).await.unwrap();
            let refused = provider.create_owner(&new).await.unwrap_err();
            assert_eq!(
                refused.code,
                ErrorCode::OwnerNameTaken,
                "{interface}: {refused}"
            );
        }
    }
}

#[tokio::test]
async fn nobody_is_made_in_an_organization_that_is_not_there() {
    for (interface, api) in EACH {
        let sandbox = sandbox(&[api], Seed::Empty).await;
        let provider = administrator(&sandbox);
        let new = NewOwner {
            user_name: "orphan".into(),
            name: "Orphan".into(),
            organization_id: Some("999999999999999999".into()),
        };
        let refused = provider.create_owner(&new).await.unwrap_err();
        assert_eq!(
            refused.code,
            ErrorCode::OrganizationUnknown,
            "{interface}: {refused}"
        );
        let users = sandbox.zitadel().users();
        assert!(
            users.iter().all(|user| user.user_name != "orphan"),
            "{interface}"
        );
    }
}

#[tokio::test]
async fn nobody_without_the_right_makes_a_service_user() {
    for (interface, api) in EACH {
        let sandbox = sandbox(&[api], recorded_world("08-users")).await;
        let other = NewOwner {
            user_name: "ci-runner".into(),
            name: "CI Runner".into(),
            organization_id: Some(placeholder(&sandbox, "<ORG:other>")),
        };
        let plain = named(&sandbox, "<PAT:plain>");
        let refused = plain.create_owner(&other).await.unwrap_err();
        assert_eq!(refused.code, ErrorCode::NoRole, "{interface}: {refused}");
        assert!(refused.message.contains("user.write"), "{refused}");
        let owner = named(&sandbox, "<PAT:org-owner>");
        owner.create_owner(&other).await.unwrap();
    }
}

#[tokio::test]
async fn an_id_no_path_can_carry_goes_over_connect_alone() {
    let slashed = |id: &str| Owner {
        id: id.into(),
        ..somebody()
    };
    let server = Server::start(|request| {
        if is_connect(request) {
            recorded("04-v2-connect", "add: ok")
        } else {
            json(200, "{}")
        }
    })
    .await;
    for id in ["team/robot", "机器", "a:b"] {
        let provider = pinned(&server, "connect");
        provider.create(&new_token(slashed(id))).await.unwrap();
        let sent = server.seen().pop().unwrap();
        let body: serde_json::Value = serde_json::from_str(&sent.body).unwrap();
        assert_eq!(body["userId"], id);
    }
    let before = server.seen().len();
    for interface in ["v2", "v1"] {
        for id in ["team/robot", "机器", "..", ""] {
            let provider = pinned(&server, interface);
            let refused = provider.create(&new_token(slashed(id))).await.unwrap_err();
            assert_eq!(refused.code, ErrorCode::Rejected, "{id}");
            assert!(refused.message.contains("Connect"), "{refused}");
        }
    }
    assert_eq!(
        server.seen().len(),
        before,
        "nothing was sent that would name another user"
    );
    pinned(&server, "v2")
        .delete(
            &slashed("a:b"),
            &patwarden_core::token::ServerId("1".into()),
        )
        .await
        .unwrap();
    assert_eq!(server.seen().pop().unwrap().path, "/v2/users/a%3Ab/pats/1");
}

#[tokio::test]
async fn two_owners_of_one_name_are_told_apart_by_their_organizations() {
    let user = |id: &str, organization: &str| {
        value!({"userId": id, "username": "robot", "state": "USER_STATE_ACTIVE",
            "details": {"resourceOwner": organization}})
    };
    let token = |id: &str, user: &str| value!({"id": id, "userId": user, "organizationId": "1"});
    let found = |key: &str, rows: serde_json::Value| {
        let mut body = value!({"result": rows});
        body[key] = value!({"totalResult": "2"});
        json(200, &body.to_string())
    };
    let users = found("details", value!([user("7", "1"), user("8", "2")]));
    let tokens = found("pagination", value!([token("a", "8"), token("b", "7")]));
    let organizations = found(
        "details",
        value!([{"id": "1", "name": "Meridian"}, {"id": "2", "name": "Beta"}]),
    );
    let server = Server::start(move |request| match request.path.as_str() {
        "/v2/users" => users.clone(),
        "/v2/users/pats/search" => tokens.clone(),
        _ => organizations.clone(),
    })
    .await;
    let listing = pinned(&server, "v2").list().await.unwrap();
    let told: Vec<_> = listing
        .owners
        .iter()
        .map(|known| {
            (
                known.owner.name.as_str(),
                known.organization_name.as_deref(),
            )
        })
        .collect();
    assert_eq!(told, [("robot", Some("Meridian")), ("robot", Some("Beta"))]);
    let of = |id: &str| {
        let mut tokens = listing.tokens.iter().filter(|token| token.id.0 == id);
        tokens.next().unwrap().owner.organization_id.clone()
    };
    assert_eq!(
        (of("a").as_deref(), of("b").as_deref()),
        (Some("2"), Some("1"))
    );
}

#[tokio::test]
async fn names_of_organizations_that_may_not_be_read_are_missing_and_nothing_else() {
    let server = Server::start(|request| match request.path.as_str() {
        "/v2/users" => json(
            200,
            r#"{"details":{"totalResult":"1"},"result":[{"userId":"7","username":"robot"}]}"#,
        ),
        "/v2/organizations/_search" => recorded("14-roles", "ORG_OWNER_VIEWER: v2 add"),
        _ => json(200, "{}"),
    })
    .await;
    let listing = pinned(&server, "v2").list().await.unwrap();
    assert_eq!(listing.owners[0].organization_name, None);
    assert_eq!(listing.owners[0].owner.name, "robot");
}
