//! Deleting on a server whose word about it is worth something.

use patwarden_core::ErrorCode;
use patwarden_core::activity::Action;
use patwarden_core::token::{Ends, RecordId, ServerId};
use patwarden_core::view::CustodyState;
use patwarden_testkit::fakes::{ADMINISTRATOR, Call};

use crate::world::{ALIAS, Process, ROBOT, World, custody};

async fn delete(process: &Process, record: &RecordId) -> Result<(), patwarden_core::CoreError> {
    process.use_cases.begin_delete(record, true).await?;
    process.use_cases.finish_delete(record).await
}

#[tokio::test]
async fn the_servers_word_needs_no_list() {
    let (world, process) = World::of_service_users().await;
    let record = process.made_for_robot().await;
    process.tape.rewind();
    delete(&process, &record).await.unwrap();
    assert_eq!(
        process.tape.calls(),
        [
            "journal.begin",
            "journal.write",
            "server.delete",
            "journal.write",
            "vault.remove",
            "index.change_tokens",
            "journal.end",
            "index.record",
        ]
    );
    assert_eq!(world.server.tokens().len(), 1);
    assert!(world.vault.token_secrets().is_empty());
    assert!(process.rows_of(ROBOT).await.is_empty());
    assert_eq!(
        process.actions(&record).await.last(),
        Some(&Action::Deleted)
    );
}

#[tokio::test]
async fn the_tokens_of_the_one_who_is_signed_in_are_marked_and_no_others() {
    let (world, process) = World::of_service_users().await;
    process.made_for_robot().await;
    world.server.make_for(ADMINISTRATOR, &Ends::Never);
    let own = crate::world::wish_of(ADMINISTRATOR);
    process.use_cases.create(&own).await.unwrap();
    for row in process.refreshed().await {
        assert_eq!(
            row.may_sign_in,
            row.token.owner.id == ADMINISTRATOR,
            "{row:#?}"
        );
    }
}

#[tokio::test]
async fn deleting_the_very_token_that_is_signed_in_with_succeeds_and_then_a_new_sign_in_is_needed()
{
    let (world, process) = World::of_service_users().await;
    let record = RecordId(process.only_row_of(ADMINISTRATOR).await.token.id);
    delete(&process, &record).await.unwrap();
    assert!(process.rows_of(ADMINISTRATOR).await.is_empty());
    assert_eq!(process.open_changes().await, 0);
    process.refreshed().await;
    let trouble = process
        .use_cases
        .account(ALIAS)
        .await
        .unwrap()
        .trouble
        .unwrap();
    assert_eq!(trouble.code, ErrorCode::SignInUnknown);
    let fresh = world.server.make_for(ADMINISTRATOR, &Ends::Never).0;
    let again = crate::world::sign_in_with(ALIAS, &world.value_of(&fresh).unwrap());
    process.use_cases.connect(again).await.unwrap();
    assert_eq!(process.rows_of(ADMINISTRATOR).await.len(), 1);
}

#[tokio::test]
async fn what_someone_else_deleted_meanwhile_is_deleted_too() {
    let (world, process) = World::of_service_users().await;
    let record = process.made_for_robot().await;
    let id = process.only_row_of(ROBOT).await.server_id.unwrap();
    world.server.delete_elsewhere(&ServerId(id));
    delete(&process, &record).await.unwrap();
    assert!(process.rows_of(ROBOT).await.is_empty());
    assert!(world.vault.token_secrets().is_empty());
}

#[tokio::test]
async fn one_found_gone_asks_no_server_and_gives_its_secret_up() {
    let (world, process) = World::of_service_users().await;
    let record = process.made_for_robot().await;
    let row = process.refreshed_of(ROBOT).await.remove(0);
    world
        .server
        .delete_elsewhere(&ServerId(row.server_id.unwrap()));
    assert_eq!(
        custody(&process.refreshed_of(ROBOT).await[0]),
        CustodyState::Orphaned
    );
    delete(&process, &record).await.unwrap();
    assert_eq!(world.server.count(Call::Delete), 0);
    assert!(world.vault.token_secrets().is_empty());
    assert!(process.refreshed_of(ROBOT).await.is_empty());
}

#[tokio::test]
async fn an_account_that_may_not_list_can_delete_all_the_same() {
    let (world, process) = World::of_service_users().await;
    let record = process.made_for_robot().await;
    world.server.forbid_listing(true);
    delete(&process, &record).await.unwrap();
    assert!(process.rows_of(ROBOT).await.is_empty());
}
