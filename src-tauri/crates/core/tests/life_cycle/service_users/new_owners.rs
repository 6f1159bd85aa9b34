//! Owners that are made here, and what there is to know before one is chosen.

use patwarden_core::ErrorCode;
use patwarden_core::error::Field;
use patwarden_core::owner::OwnerState;
use patwarden_core::view::{CreateOwnerRequest, Created};
use patwarden_testkit::fakes::Call;

use super::owners::state_of;
use crate::world::{ALIAS, World, wish_of};

#[tokio::test]
async fn an_owner_that_was_made_here_can_have_a_token_at_once() {
    let (world, process) = World::of_service_users().await;
    let request = CreateOwnerRequest {
        account: ALIAS.into(),
        user_name: " deploy-bot ".into(),
        name: None,
        organization_id: Some("o-1".into()),
    };
    let row = process.use_cases.create_owner(&request).await.unwrap();
    assert_eq!(row.owner.name, "deploy-bot");
    assert_eq!(row.organization_name.as_deref(), Some("Organization o-1"));
    assert!(!row.is_subject);
    let lists = world.server.count(Call::List);
    let made = process
        .use_cases
        .create(&wish_of(&row.owner.id))
        .await
        .unwrap();
    assert!(matches!(made, Created::Saved { .. }));
    assert_eq!(world.server.count(Call::List), lists);
    for bad in ["", "  ", "a\nb", &"x".repeat(201)] {
        let request = CreateOwnerRequest {
            user_name: bad.into(),
            ..request.clone()
        };
        let refused = process.use_cases.create_owner(&request).await.unwrap_err();
        assert_eq!(
            (refused.code, refused.field),
            (ErrorCode::Invalid, Some(Field::Owner))
        );
    }
}

/// Lists of users lag behind as those of tokens do.
#[tokio::test]
async fn an_owner_that_was_made_here_does_not_vanish_while_the_list_lags() {
    let (world, process) = World::of_service_users().await;
    world.server.set_lag(chrono::Duration::seconds(5));
    let request = CreateOwnerRequest {
        account: ALIAS.into(),
        user_name: "deploy-bot".into(),
        name: None,
        organization_id: Some("o-1".into()),
    };
    let row = process.use_cases.create_owner(&request).await.unwrap();
    process.refreshed().await;
    assert_eq!(
        state_of(&process, &row.owner.id).await,
        Some(OwnerState::Active)
    );
    process
        .use_cases
        .create(&wish_of("deploy-bot"))
        .await
        .unwrap();
    process.refreshed().await;
    assert_eq!(
        state_of(&process, &row.owner.id).await,
        Some(OwnerState::Active)
    );
    world.wait_long();
    process.refreshed().await;
    assert_eq!(
        state_of(&process, &row.owner.id).await,
        Some(OwnerState::Active)
    );
}

#[tokio::test]
async fn the_directory_gives_organizations_and_roles() {
    let (_world, process) = World::of_service_users().await;
    let directory = process.use_cases.owner_directory(ALIAS).await.unwrap();
    let roles = directory.roles.unwrap();
    assert_eq!(roles.len(), 3);
    assert!(roles.iter().all(|of| of.roles[0].name == "reader"));
    let names: Vec<_> = directory
        .organizations
        .iter()
        .map(|organization| organization.name.as_str())
        .collect();
    assert_eq!(names, ["Organization o-1"]);
}
