//! The life of a token on each interface, the others switched off.

use patwarden_core::ErrorCode;
use patwarden_core::owner::OwnerState;
use patwarden_core::ports::{Covers, Deleted, NewToken, TokenProvider};
use patwarden_core::secret::PatSecret;
use patwarden_core::token::{Ends, Owner, RemoteToken, ServerId};
use patwarden_sandbox::{Sandbox, Seed};

use crate::given::{
    EACH, END, administrator, connected, moment, named, new_token, owner, recorded_world, sandbox,
    value,
};

const SCOPES: usize = 4;

#[tokio::test]
async fn a_token_is_made_listed_read_proven_and_deleted_on_each_interface() {
    for (interface, api) in EACH {
        let sandbox = sandbox(&[api], Seed::Empty).await;
        let robot = owner(&sandbox, "robot");
        let provider = administrator(&sandbox);
        let issued = provider.create(&new_token(robot.clone())).await.unwrap();
        assert_eq!(provider.interface().as_deref(), Some(interface));
        let made = issued.token.unwrap();
        assert_eq!(made.owner, robot);
        assert_eq!(made.expires_at, Some(moment(END)), "{interface}");
        assert_eq!(made.mark, Some(123_456));
        assert_eq!(made.scopes.len(), SCOPES);
        assert!(made.created_at.is_some(), "{interface}");

        let listed = the_one(&*provider, &robot).await;
        assert_eq!(facts(&listed), facts(&made), "{interface}");
        let read = provider.get(&robot, &made.id).await.unwrap().unwrap();
        assert_eq!(facts(&read), facts(&made), "{interface}");
        let labels: Vec<&str> = read
            .details
            .iter()
            .map(|(label, _)| label.as_str())
            .collect();
        let expected: &[&str] = match interface {
            "v1" => &["sequence", "changed", "resourceOwner"],
            _ => &["changed", "resourceOwner"],
        };
        assert_eq!(labels, expected, "{interface}");

        assert!(provider.accepts(&issued.secret).await.unwrap());
        // EXPOSE: the test signs in with what it made.
        let robots = connected(&sandbox, issued.secret.expose_secret());
        assert_eq!(robots.who_am_i().await.unwrap().owner, robot);

        let deleted = provider.delete(&robot, &made.id).await.unwrap();
        assert_eq!(deleted, Deleted::Certainly, "{interface}");
        let again = provider.delete(&robot, &made.id).await.unwrap();
        assert_eq!(again, Deleted::Allegedly, "{interface}");
        assert_eq!(provider.get(&robot, &made.id).await.unwrap(), None);
        assert!(!provider.accepts(&issued.secret).await.unwrap());
        let after = provider.list_of(&robot).await.unwrap();
        assert!(after.tokens.is_empty(), "{interface}");
    }
}

/// What does not depend on the interface.
fn facts(token: &RemoteToken) -> RemoteToken {
    RemoteToken {
        details: Vec::new(),
        ..token.clone()
    }
}

async fn the_one(provider: &dyn TokenProvider, owner: &Owner) -> RemoteToken {
    let listing = provider.list().await.unwrap();
    let mut of_owner = listing.tokens.into_iter();
    let found = of_owner.find(|token| token.owner == *owner).unwrap();
    let alone = provider.list_of(owner).await.unwrap();
    assert_eq!(
        alone.tokens,
        std::slice::from_ref(&found),
        "the same in both lists"
    );
    assert_eq!(alone.owners[0].owner, *owner);
    assert_eq!(alone.owners[0].state, OwnerState::Active);
    assert_eq!(alone.covers, Covers::ItsOwners);
    found
}

#[tokio::test]
async fn a_token_for_ever_keeps_its_mark_and_has_no_end() {
    for (interface, api) in EACH {
        let sandbox = sandbox(&[api], Seed::Empty).await;
        let robot = owner(&sandbox, "robot");
        let provider = administrator(&sandbox);
        let wanted = NewToken {
            ends: Ends::Never,
            mark: Some(42),
            ..new_token(robot.clone())
        };
        let made = provider.create(&wanted).await.unwrap().token.unwrap();
        let listed = the_one(&*provider, &robot).await;
        for token in [made, listed] {
            assert!(token.never_expires, "{interface}");
            assert_eq!(token.expires_at, None, "{interface}");
            assert_eq!(token.mark, Some(42), "{interface}");
        }
    }
}

#[tokio::test]
async fn a_list_names_every_service_user_with_its_organization_on_each_interface() {
    for (interface, api) in EACH {
        let sandbox = sandbox(&[api], recorded_world("08-users")).await;
        let provider = named(&sandbox, "<PAT:iam-owner>");
        let listing = provider.list().await.unwrap();
        let mut names: Vec<(&str, Option<&str>)> = listing
            .owners
            .iter()
            .map(|known| {
                (
                    known.owner.name.as_str(),
                    known.organization_name.as_deref(),
                )
            })
            .collect();
        names.sort_unstable();
        assert_eq!(
            names,
            [
                ("iam-owner", Some("ZITADEL")),
                ("org-owner", Some("Other Org")),
                ("plain", Some("ZITADEL")),
            ],
            "{interface}: people have no tokens, service users without one are owners all the same"
        );
        assert_eq!(listing.tokens.len(), 3, "{interface}");
        assert_eq!(listing.covers, Covers::ItsOwners);
        let own = listing
            .tokens
            .iter()
            .find(|token| token.owner.name == "iam-owner");
        let scopes = own.unwrap().scopes.len();
        // v2 does not say that the token made by the server's setup has none.
        assert_eq!(scopes, if interface == "v1" { 0 } else { SCOPES });
    }
}

#[tokio::test]
async fn an_owner_of_one_organization_sees_that_one_alone() {
    for (interface, api) in EACH {
        let sandbox = sandbox(&[api], recorded_world("08-users")).await;
        let provider = named(&sandbox, "<PAT:org-owner>");
        let listing = provider.list().await.unwrap();
        let names: Vec<&str> = listing
            .owners
            .iter()
            .map(|known| known.owner.name.as_str())
            .collect();
        assert_eq!(names, ["org-owner"], "{interface}");
        let plain = Owner {
            id: value(&sandbox, "<USER:plain>"),
            name: "plain".into(),
            organization_id: Some(sandbox.zitadel().organization_id()),
        };
        let refused = provider.list_of(&plain).await.unwrap_err();
        assert_eq!(refused.code, ErrorCode::NoRole, "{interface}: {refused}");
        assert!(
            refused.message.contains("organization of plain"),
            "{refused}"
        );
        let refused = provider
            .create(&new_token(plain.clone()))
            .await
            .unwrap_err();
        assert_eq!(refused.code, ErrorCode::NoRole, "{interface}: {refused}");
        let id = ServerId("1".into());
        let refused = provider.get(&plain, &id).await.unwrap_err();
        assert_eq!(
            refused.code,
            ErrorCode::NoRole,
            "{interface}: hidden is not gone"
        );
        let refused = provider.delete(&plain, &id).await.unwrap_err();
        assert_eq!(refused.code, ErrorCode::NoRole, "{interface}");
        let state = provider.owner_state(&plain).await.unwrap();
        assert_eq!(state, OwnerState::Hidden, "{interface}");
    }
}

#[tokio::test]
async fn without_any_role_v2_shows_ones_own_and_v1_says_what_is_missing() {
    for (interface, api) in EACH {
        let sandbox = sandbox(&[api], recorded_world("08-users")).await;
        let provider = named(&sandbox, "<PAT:plain>");
        let me = provider.who_am_i().await.unwrap();
        assert_eq!(me.owner.name, "plain");
        let listed = provider.list().await;
        if interface == "v1" {
            let refused = listed.unwrap_err();
            assert_eq!(refused.code, ErrorCode::NoRole, "{refused}");
            assert!(refused.message.contains("user.read"), "{refused}");
            continue;
        }
        let listing = listed.unwrap();
        assert_eq!(listing.owners.len(), 1, "{interface}");
        assert_eq!(listing.owners[0].owner, me.owner);
        assert_eq!(listing.tokens.len(), 1);
        let own = provider.create(&new_token(me.owner.clone())).await.unwrap();
        let id = own.token.unwrap().id;
        let deleted = provider.delete(&me.owner, &id).await.unwrap();
        assert_eq!(deleted, Deleted::Certainly);
    }
}

#[tokio::test]
async fn a_token_of_another_organization_is_changed_there() {
    for (interface, api) in EACH {
        let sandbox = sandbox(&[api], recorded_world("05-v1-management")).await;
        let provider = named(&sandbox, "<PAT:iam-owner>");
        let listing = provider.list().await.unwrap();
        let mut tokens = listing.tokens.iter();
        let remote = tokens.find(|token| token.owner.name == "remote").unwrap();
        assert_ne!(
            remote.owner.organization_id,
            Some(sandbox.zitadel().organization_id())
        );
        let read = provider.get(&remote.owner, &remote.id).await.unwrap();
        assert_eq!(read.as_ref(), Some(remote), "{interface}");
        let made = provider
            .create(&new_token(remote.owner.clone()))
            .await
            .unwrap();
        assert!(made.token.is_some());
        let deleted = provider.delete(&remote.owner, &remote.id).await.unwrap();
        assert_eq!(deleted, Deleted::Certainly, "{interface}");
    }
}

#[tokio::test]
async fn a_value_the_server_never_made_is_not_accepted() {
    let sandbox: Sandbox = sandbox(&[EACH[0].1], Seed::Empty).await;
    let provider = administrator(&sandbox);
    for value in [crate::given::SECRET, "garbage"] {
        assert!(!provider.accepts(&PatSecret::new(value)).await.unwrap());
    }
}
