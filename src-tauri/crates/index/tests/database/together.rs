//! Several processes on one file.

use patwarden_core::ports::TokenIndex;
use patwarden_core::token::Token;
use patwarden_index::Database;

use crate::samples::{account, folder, open, token};

#[tokio::test]
async fn concurrent_writers_lose_nothing() {
    let folder = folder();
    let hub = account("hub");
    open(folder.path()).await.save_account(&hub).await.unwrap();
    let mut writers = Vec::new();
    for process in 0..4 {
        let database = open(folder.path()).await;
        let hub = hub.clone();
        writers.push(tokio::spawn(async move {
            for number in 0..25 {
                let id = format!("{process}-{number}");
                let one = token(&hub, &id, Some(&id));
                let add = Box::new(move |mut tokens: Vec<Token>| {
                    tokens.push(one);
                    tokens
                });
                database.change_tokens(&hub.id, add).await.unwrap();
            }
        }));
    }
    for writer in writers {
        writer.await.unwrap();
    }
    let database = open(folder.path()).await;
    assert_eq!(database.tokens(None).await.unwrap().len(), 100);
}

#[tokio::test]
async fn changes_of_one_account_by_several_processes_add_up() {
    let folder = folder();
    let hub = account("hub");
    let first = open(folder.path()).await;
    first.save_account(&hub).await.unwrap();
    let mut writers = Vec::new();
    for _ in 0..4 {
        let (database, id) = (open(folder.path()).await, hub.id.clone());
        writers.push(tokio::spawn(async move {
            for _ in 0..25 {
                let later = Box::new(|mut account: patwarden_core::account::Account| {
                    account.clock_skew_seconds += 1;
                    account
                });
                assert!(database.change_account(&id, later).await.unwrap());
            }
        }));
    }
    for writer in writers {
        writer.await.unwrap();
    }
    let after = first.accounts().await.unwrap().remove(0);
    assert_eq!(after.clock_skew_seconds, hub.clock_skew_seconds + 100);
}

#[tokio::test]
async fn the_version_changes_with_every_commit_and_with_nothing_else() {
    let folder = folder();
    let (ours, other) = (open(folder.path()).await, open(folder.path()).await);
    let version = async |database: &Database| database.data_version().await.unwrap();
    let before = version(&ours).await;
    assert_eq!(version(&ours).await, before);
    other.save_account(&account("hub")).await.unwrap();
    let after_other = version(&ours).await;
    assert_ne!(after_other, before, "another process wrote");
    ours.accounts().await.unwrap();
    assert_eq!(version(&ours).await, after_other, "reading is no change");
    ours.save_account(&account("lab")).await.unwrap();
    assert_ne!(
        version(&ours).await,
        after_other,
        "another task of this process wrote"
    );
}
