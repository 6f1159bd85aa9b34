//! How the owner of a new token is named.

use patwarden_core::ErrorCode;
use patwarden_core::error::Field;
use patwarden_core::token::RecordId;
use patwarden_core::view::{CreateRequest, CustodyState};
use patwarden_testkit::fakes::Call;

use crate::world::{ROBOT, World, custody, wish_of};

#[tokio::test]
async fn a_name_that_two_organizations_have_is_ambiguous_and_an_id_is_not() {
    let (world, process) =
        World::of_owners(&[("u-1", "build", "o-1"), ("u-2", "build", "o-2")]).await;
    let refused = process
        .use_cases
        .create(&wish_of("build"))
        .await
        .unwrap_err();
    assert_eq!(
        (refused.code, refused.field),
        (ErrorCode::Ambiguous, Some(Field::Owner))
    );
    for part in ["u-1", "u-2", "Organization o-1", "Organization o-2"] {
        assert!(refused.message.contains(part), "{refused}");
    }
    assert_eq!(world.server.count(Call::Create), 0);
    process.use_cases.create(&wish_of("u-2")).await.unwrap();
    assert_eq!(world.server.tokens().pop().unwrap().0.owner.id, "u-2");
    assert!(process.rows_of("u-1").await.is_empty());
}

#[tokio::test]
async fn an_id_wins_over_a_name_that_looks_like_it() {
    let (world, process) = World::of_owners(&[("1", "2", "o-1"), ("2", "1", "o-1")]).await;
    process.use_cases.create(&wish_of("2")).await.unwrap();
    assert_eq!(world.server.tokens().pop().unwrap().0.owner.id, "2");
}

#[tokio::test]
async fn names_in_any_script_and_ids_with_slashes_and_colons_are_taken_as_they_are() {
    let owners = [
        ("a/b:c", "Bücher-Röboter 🤖", "o/1:x"),
        ("a%2Fb", "строитель", "o-2"),
        ("..", "建造", "o-1"),
    ];
    let (world, process) = World::of_owners(&owners).await;
    for (id, name, organization) in owners {
        for wanted in [id, name, &format!("  {name}\t")] {
            process.use_cases.create(&wish_of(wanted)).await.unwrap();
            assert_eq!(world.server.tokens().pop().unwrap().0.owner.id, id);
        }
        let rows = process.refreshed_of(id).await;
        assert_eq!(rows.len(), 3);
        for row in rows {
            assert_eq!(custody(&row), CustodyState::Held);
            assert_eq!(row.token.owner.name, name);
            assert_eq!(
                row.token.owner.organization_id.as_deref(),
                Some(organization)
            );
            let record = RecordId(row.token.id);
            process.use_cases.begin_delete(&record, true).await.unwrap();
            process.use_cases.finish_delete(&record).await.unwrap();
        }
    }
    assert!(world.vault.token_secrets().is_empty());
}

#[tokio::test]
async fn an_owner_that_is_not_known_yet_is_asked_for_once() {
    let (world, process) = World::of_service_users().await;
    world.server.add_owner("u-new", "new", "o-1");
    let lists = world.server.count(Call::List);
    process.use_cases.create(&wish_of("new")).await.unwrap();
    assert_eq!(world.server.count(Call::List), lists + 1);
    let unknown = process
        .use_cases
        .create(&wish_of("nobody"))
        .await
        .unwrap_err();
    assert_eq!(
        (unknown.code, unknown.field),
        (ErrorCode::OwnerUnknown, Some(Field::Owner))
    );
    assert_eq!(world.server.count(Call::List), lists + 2);
    assert_eq!(world.server.count(Call::Create), 1);
}

#[tokio::test]
async fn an_owner_must_be_chosen_where_there_are_several() {
    let (world, process) = World::of_service_users().await;
    for owner in [None, Some(String::new()), Some("  ".into())] {
        let request = CreateRequest {
            owner,
            ..wish_of(ROBOT)
        };
        let refused = process.use_cases.create(&request).await.unwrap_err();
        assert_eq!(
            (refused.code, refused.field),
            (ErrorCode::Invalid, Some(Field::Owner))
        );
    }
    assert_eq!(world.server.count(Call::Create), 0);
}
