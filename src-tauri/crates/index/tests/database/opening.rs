//! Opening the file, whatever is found there.

use std::fs;
use std::path::Path;

use patwarden_core::ErrorCode;
use patwarden_core::ports::TokenIndex;
use patwarden_index::Database;

use crate::samples::{account, folder, open};

const FILE: &str = "patwarden.db";

#[tokio::test]
async fn a_new_folder_and_every_file_in_it_are_private() {
    use std::os::unix::fs::PermissionsExt;
    let parent = folder();
    let path = parent.path().join("deep/patwarden");
    let database = open(&path).await;
    database.save_account(&account("hub")).await.unwrap();
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&path), 0o700);
    assert_eq!(mode(&path.join("locks")), 0o700);
    let mut files = 0;
    for place in [path.clone(), path.join("locks")] {
        for entry in fs::read_dir(place).unwrap().flatten() {
            if entry.path().is_file() {
                assert_eq!(mode(&entry.path()), 0o600, "{}", entry.path().display());
                files += 1;
            }
        }
    }
    assert!(
        files >= 4,
        "database, its log, its index and a lock: {files}"
    );
}

#[tokio::test]
async fn what_others_can_read_is_refused_with_the_remedy_and_left_alone() {
    use std::os::unix::fs::PermissionsExt;
    let folder = folder();
    drop(open(folder.path()).await);
    let file = folder.path().join(FILE);
    for (path, wide, narrow) in [
        (folder.path().to_owned(), 0o755, 0o700),
        (file.clone(), 0o640, 0o600),
        (file, 0o604, 0o600),
    ] {
        fs::set_permissions(&path, fs::Permissions::from_mode(wide)).unwrap();
        let refused = Database::open(folder.path()).await.unwrap_err();
        assert_eq!(refused.code, ErrorCode::FilesExposed);
        assert!(refused.message.contains("chmod"), "{refused}");
        assert_eq!(
            fs::metadata(&path).unwrap().permissions().mode() & 0o777,
            wide
        );
        fs::set_permissions(&path, fs::Permissions::from_mode(narrow)).unwrap();
    }
    open(folder.path()).await;
}

#[tokio::test]
async fn a_file_of_a_newer_version_is_refused_with_a_sentence_and_not_changed() {
    let folder = folder();
    let database = open(folder.path()).await;
    database.save_account(&account("hub")).await.unwrap();
    drop(database);
    let path = folder.path().join(FILE);
    let newer = rusqlite::Connection::open(&path).unwrap();
    newer.pragma_update(None, "user_version", 4711).unwrap();
    drop(newer);
    let refused = Database::open(folder.path()).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::IndexTooNew);
    assert!(
        refused.message.contains("4711") && refused.message.contains("update"),
        "{refused}"
    );
    let still = rusqlite::Connection::open(&path).unwrap();
    let count: i64 = still
        .query_row("SELECT count(*) FROM account", [], |row| row.get(0))
        .unwrap();
    assert_eq!(count, 1);
}

#[tokio::test]
async fn a_damaged_file_is_set_aside_said_and_replaced() {
    for damage in [Damage::NoDatabase, Damage::Torn] {
        let folder = folder();
        let database = open(folder.path()).await;
        for number in 0..200 {
            database
                .save_account(&account(&format!("hub-{number}")))
                .await
                .unwrap();
        }
        drop(database);
        let path = folder.path().join(FILE);
        damage.inflict(&path);
        let before = fs::read(&path).unwrap();
        let opened = Database::open(folder.path()).await.unwrap();
        let aside = opened.set_aside.expect("it is said where the old one went");
        assert_eq!(fs::read(&aside).unwrap(), before, "nothing of it was lost");
        assert!(opened.database.accounts().await.unwrap().is_empty());
        opened.database.save_account(&account("new")).await.unwrap();
        drop(opened.database);
        assert_eq!(open(folder.path()).await.accounts().await.unwrap().len(), 1);
    }
}

enum Damage {
    NoDatabase,
    Torn,
}

impl Damage {
    fn inflict(&self, path: &Path) {
        match self {
            Self::NoDatabase => {
                fs::write(path, "this is no database, and long enough to see it").unwrap();
            }
            Self::Torn => {
                let mut bytes = fs::read(path).unwrap();
                let middle = bytes.len() / 2;
                bytes[4096..middle].fill(0xa5);
                fs::write(path, bytes).unwrap();
            }
        }
    }
}

#[tokio::test]
async fn a_folder_that_cannot_be_used_is_named() {
    let folder = folder();
    let file = folder.path().join("a-file");
    fs::write(&file, "").unwrap();
    let refused = Database::open(&file.join("below")).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::IndexFailed);
    assert!(refused.message.contains("a-file"), "{refused}");
}

#[tokio::test]
async fn many_processes_may_start_at_once_on_a_fresh_machine() {
    for _ in 0..10 {
        let folder = folder();
        let starts: Vec<_> = (0..8)
            .map(|_| {
                let path = folder.path().to_owned();
                tokio::spawn(async move { Database::open(&path).await })
            })
            .collect();
        let mut opened = Vec::new();
        for start in starts {
            opened.push(start.await.unwrap().unwrap());
        }
        assert!(opened.iter().all(|opened| opened.set_aside.is_none()));
        opened[0]
            .database
            .save_account(&account("hub"))
            .await
            .unwrap();
        assert_eq!(opened[7].database.accounts().await.unwrap().len(), 1);
    }
}

#[tokio::test]
async fn several_that_find_the_damage_at_once_set_it_aside_once() {
    for _ in 0..10 {
        let folder = folder();
        fs::write(folder.path().join(FILE), "x".repeat(5000)).unwrap();
        make_private(&folder.path().join(FILE));
        let starts: Vec<_> = (0..6)
            .map(|_| {
                let path = folder.path().to_owned();
                tokio::spawn(async move { Database::open(&path).await })
            })
            .collect();
        let mut opened = Vec::new();
        for start in starts {
            opened.push(start.await.unwrap().unwrap());
        }
        let aside = opened
            .iter()
            .filter(|opened| opened.set_aside.is_some())
            .count();
        assert_eq!(
            aside, 1,
            "the new file of one is not the damaged one of another"
        );
        opened[0]
            .database
            .save_account(&account("hub"))
            .await
            .unwrap();
        for other in &opened {
            assert_eq!(
                other.database.accounts().await.unwrap().len(),
                1,
                "all share one file"
            );
        }
    }
}

fn make_private(path: &Path) {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(0o600)).unwrap();
}
