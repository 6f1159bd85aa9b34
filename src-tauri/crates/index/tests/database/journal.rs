//! Who works on an entry, proven by the kernel.

use patwarden_core::ErrorCode;
use patwarden_core::account::Account;
use patwarden_core::journal::{CreateRecord, CreateStep, Entry, EntryId, Holder, Outcome, Step};
use patwarden_core::ports::{Journal, TokenIndex};
use patwarden_core::token::RecordId;
use patwarden_index::Database;

use crate::samples::{account, folder, intended, open};

fn record() -> RecordId {
    RecordId("record".into())
}

async fn begun(database: &Database) -> (Account, EntryId) {
    let hub = account("hub");
    database.save_account(&hub).await.unwrap();
    let entry = database
        .begin(&hub.id, &record(), &intended())
        .await
        .unwrap();
    (hub, entry)
}

async fn only(database: &Database) -> Entry {
    let mut open = database.open_entries().await.unwrap();
    assert_eq!(open.len(), 1, "{open:#?}");
    open.remove(0)
}

fn stored() -> Step {
    let Step::Create(create) = intended() else {
        unreachable!("a create is a create")
    };
    Step::Create(CreateRecord {
        step: CreateStep::Stored {
            store: "Secret Service".into(),
        },
        ..create
    })
}

#[tokio::test]
async fn an_entry_is_ours_anothers_or_nobodys() {
    let folder = folder();
    let (ours, other) = (open(folder.path()).await, open(folder.path()).await);
    begun(&ours).await;
    assert_eq!(only(&ours).await.holder, Holder::Us);
    assert_eq!(only(&other).await.holder, Holder::Other);
    drop(ours);
    assert_eq!(
        only(&other).await.holder,
        Holder::Nobody,
        "its process is gone"
    );
    assert_eq!(only(&other).await.step, intended());
}

#[tokio::test]
async fn only_its_owner_writes_and_ends_an_entry() {
    let folder = folder();
    let (ours, other) = (open(folder.path()).await, open(folder.path()).await);
    let (hub, entry) = begun(&ours).await;
    let refused = [
        Journal::write(&other, entry, &stored()).await,
        other.end(entry, Outcome::Done).await,
        other.begin(&hub.id, &record(), &stored()).await.map(|_| ()),
    ];
    for refused in refused {
        assert_eq!(refused.unwrap_err().code, ErrorCode::Busy);
    }
    assert!(!other.claim(entry).await.unwrap());
    other.release(entry).await.unwrap();
    assert_eq!(only(&ours).await.holder, Holder::Us);
    Journal::write(&ours, entry, &stored()).await.unwrap();
    assert_eq!(only(&other).await.step, stored());
    ours.end(entry, Outcome::Done).await.unwrap();
    assert!(other.open_entries().await.unwrap().is_empty());
    let late = Journal::write(&ours, entry, &stored()).await.unwrap_err();
    assert_eq!(
        late.code,
        ErrorCode::Busy,
        "what ended is not written any more"
    );
    assert!(!other.claim(entry).await.unwrap());
}

#[tokio::test]
async fn one_that_was_let_go_is_claimed_by_one_alone() {
    let folder = folder();
    let ours = open(folder.path()).await;
    let (_, entry) = begun(&ours).await;
    ours.release(entry).await.unwrap();
    let mut claims = Vec::new();
    let mut processes = Vec::new();
    for _ in 0..6 {
        let process = open(folder.path()).await;
        processes.push(process.clone());
        claims.push(tokio::spawn(
            async move { process.claim(entry).await.unwrap() },
        ));
    }
    let mut winners = 0;
    for claim in claims {
        winners += usize::from(claim.await.unwrap());
    }
    assert_eq!(winners, 1);
    assert_eq!(only(&ours).await.holder, Holder::Other);
    drop(processes);
    assert_eq!(only(&ours).await.holder, Holder::Nobody);
}

#[tokio::test]
async fn a_step_is_on_disk_when_the_call_returns() {
    let folder = folder();
    let ours = open(folder.path()).await;
    let (_, entry) = begun(&ours).await;
    Journal::write(&ours, entry, &stored()).await.unwrap();
    // As a power cut leaves it: the files as they are now, on another machine.
    let rescued = crate::samples::folder();
    for name in ["patwarden.db", "patwarden.db-wal"] {
        let path = folder.path().join(name);
        std::fs::copy(&path, rescued.path().join(name)).unwrap();
    }
    let there = open(rescued.path()).await;
    let entry = only(&there).await;
    assert_eq!(entry.step, stored());
    assert_eq!(entry.holder, Holder::Nobody);
}

#[tokio::test]
async fn locks_of_processes_that_are_gone_are_cleared_away() {
    let folder = folder();
    let locks = folder.path().join("locks");
    let first = open(folder.path()).await;
    let stale = locks.join("a-process-that-was-killed.lock");
    std::fs::write(&stale, "").unwrap();
    let old = std::time::SystemTime::now() - std::time::Duration::from_secs(60);
    std::fs::File::options()
        .write(true)
        .open(&stale)
        .unwrap()
        .set_modified(old)
        .unwrap();
    let held: Vec<_> = std::fs::read_dir(&locks)
        .unwrap()
        .flatten()
        .map(|entry| entry.path())
        .collect();
    for path in &held {
        std::fs::File::options()
            .write(true)
            .open(path)
            .unwrap()
            .set_modified(old)
            .unwrap();
    }
    let second = open(folder.path()).await;
    assert!(!stale.exists());
    let left = std::fs::read_dir(&locks).unwrap().count();
    assert_eq!(left, 2, "the two that live keep theirs");
    drop((first, second));
    assert_eq!(std::fs::read_dir(&locks).unwrap().count(), 0);
}
