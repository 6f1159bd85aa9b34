//! Owners, and what was deleted a moment ago.

use chrono::{Duration, Utc};
use patwarden_core::journal::{CreateRecord, CreateStep, DeleteRecord, DeleteStep, Outcome, Step};
use patwarden_core::owner::{KnownOwner, OwnerState};
use patwarden_core::ports::{Journal, TokenIndex};
use patwarden_core::token::{Owner, RecordId, ServerId};
use patwarden_index::Database;

use crate::samples::{account, folder, intended, open};

fn known(id: &str, state: OwnerState) -> KnownOwner {
    KnownOwner {
        owner: Owner {
            id: id.into(),
            name: format!("строитель {id}"),
            organization_id: Some("o/1:x".into()),
        },
        organization_name: Some("Shop".into()),
        state,
    }
}

#[tokio::test]
async fn owners_are_kept_per_account_and_replaced_together() {
    let folder = folder();
    let database = open(folder.path()).await;
    let (hub, lab) = (account("hub"), account("lab"));
    for account in [&hub, &lab] {
        database.save_account(account).await.unwrap();
    }
    let first = vec![
        known("a", OwnerState::Active),
        known("b/c:d", OwnerState::Locked),
    ];
    database.save_owners(&hub.id, first.clone()).await.unwrap();
    // The same id on another server is someone else.
    let of_lab = vec![known("a", OwnerState::Hidden)];
    database.save_owners(&lab.id, of_lab.clone()).await.unwrap();
    drop(database);
    let database = open(folder.path()).await;
    let read = async |id| {
        let owners = database.owners(Some(id)).await.unwrap();
        owners
            .into_iter()
            .map(|(_, known)| known)
            .collect::<Vec<_>>()
    };
    assert_eq!(read(&hub.id).await, first);
    assert_eq!(database.owners(None).await.unwrap().len(), 3);
    let second = vec![
        known("e", OwnerState::Removed),
        known("a", OwnerState::Deactivated),
    ];
    database.save_owners(&hub.id, second).await.unwrap();
    assert_eq!(
        read(&hub.id).await,
        [
            known("a", OwnerState::Deactivated),
            known("e", OwnerState::Removed)
        ],
        "by id"
    );
    assert_eq!(read(&lab.id).await, of_lab, "the other account's stay");
    database.save_owners(&hub.id, Vec::new()).await.unwrap();
    assert!(read(&hub.id).await.is_empty());
}

#[tokio::test]
async fn owners_go_with_their_account_and_do_not_come_back() {
    let folder = folder();
    let database = open(folder.path()).await;
    let hub = account("hub");
    database.save_account(&hub).await.unwrap();
    let owners = vec![known("a", OwnerState::Active)];
    database.save_owners(&hub.id, owners.clone()).await.unwrap();
    database.remove_account(&hub.id).await.unwrap();
    assert!(database.owners(None).await.unwrap().is_empty());
    database.save_owners(&hub.id, owners).await.unwrap();
    database.save_account(&hub).await.unwrap();
    assert!(database.owners(None).await.unwrap().is_empty());
}

fn deletion(server_id: &str) -> Step {
    Step::Delete(DeleteRecord {
        server_id: Some(ServerId(server_id.into())),
        name: None,
        step: DeleteStep::Revoked,
    })
}

fn unsaved(server_id: &str) -> Step {
    let Step::Create(create) = intended() else {
        unreachable!("a create is a create")
    };
    Step::Create(CreateRecord {
        step: CreateStep::Unsaved {
            server_id: Some(ServerId(server_id.into())),
        },
        ..create
    })
}

#[tokio::test]
async fn what_was_deleted_since_a_moment_is_what_was_carried_out_since() {
    let folder = folder();
    let database = open(folder.path()).await;
    let (hub, lab) = (account("hub"), account("lab"));
    for account in [&hub, &lab] {
        database.save_account(account).await.unwrap();
    }
    let changes = [
        (&hub, deletion("gone"), Some(Outcome::Done)),
        (&hub, deletion("kept"), Some(Outcome::Undone)),
        (&hub, deletion("open"), None),
        (&hub, unsaved("revoked"), Some(Outcome::Undone)),
        (&hub, unsaved("settled"), Some(Outcome::Done)),
        (&hub, intended(), Some(Outcome::Undone)),
        (&lab, deletion("of-another"), Some(Outcome::Done)),
    ];
    let before = Utc::now() - Duration::seconds(1);
    for (number, (account, step, outcome)) in changes.into_iter().enumerate() {
        let record = RecordId(number.to_string());
        let entry = database.begin(&account.id, &record, &step).await.unwrap();
        if let Some(outcome) = outcome {
            database.end(entry, outcome).await.unwrap();
        }
    }
    let ids = async |database: &Database, since| {
        let mut deleted = database.deleted_since(&hub.id, since).await.unwrap();
        deleted.sort();
        deleted.into_iter().map(|id| id.0).collect::<Vec<_>>()
    };
    assert_eq!(ids(&database, before).await, ["gone", "revoked"]);
    let other = open(folder.path()).await;
    assert_eq!(
        ids(&other, before).await,
        ["gone", "revoked"],
        "every process knows"
    );
    let later = Utc::now() + Duration::seconds(1);
    assert!(ids(&database, later).await.is_empty());
}
