//! A file of an older version becomes a current one and keeps what was in it.

use std::path::Path;

use chrono::Duration;
use patwarden_core::custody::Custody;
use patwarden_core::identity::Identity;
use patwarden_core::journal::{CreateStep, Holder, Step};
use patwarden_core::ports::{Journal, TokenIndex};
use patwarden_core::token::{Ends, Owner, ServerId};

use crate::samples::{account, folder, moment, open};

/// The first version, as its program made it.
const FIRST: &str = include_str!("first_version.sql");

/// An account with a token and two unfinished changes, as the first version wrote them.
const FILLED: &str = r#"
INSERT INTO account VALUES ('acc', 'hub', 'digitalhub', 'https://hub.example.org/dh', 'admin', 'basic',
    'admin', NULL, 0, 0, '0.15', -7, '2026-11-23T10:00:00.123+00:00', NULL);
INSERT INTO account VALUES ('quoted', 'lab', 'digitalhub', 'https://lab.example.org', 'o"ne \ two', 'pat',
    NULL, NULL, 0, 0, NULL, 0, NULL, NULL);
INSERT INTO token VALUES ('tok', 'acc', 'server-1', '{"id":"admin","name":"admin","organization_id":null}',
    'ci', NULL, '["openid"]', '2026-11-23T10:00:00.123+00:00', '2027-11-23T10:00:00+00:00',
    '{"state":"held","store":"Secret Service"}', '{"state":"known"}', 0, NULL,
    '2026-11-23T10:00:01+00:00', NULL, '[["ipAddress","127.0.0.1"]]');
INSERT INTO journal (account, record, step, process, updated_at, outcome) VALUES
    ('acc', 'new', '{"kind":"create","facts":{"name":"ci","scopes":["openid"],"known_ids":["server-1"],"sent_at":"2026-11-23T10:00:00.123Z","answered_at":null,"clock_skew_seconds":3,"several_seen":false},"step":{"step":"unsaved","server_id":"server-2"}}',
     NULL, '2026-11-23T10:00:02+00:00', NULL),
    ('acc', 'tok', '{"kind":"delete","server_id":"server-1","name":"ci","step":{"step":"revoking"}}',
     NULL, '2026-11-23T10:00:03+00:00', NULL),
    ('acc', 'old', '{"kind":"create","facts":{"name":"ci","scopes":[],"known_ids":[],"sent_at":"2026-11-23T10:00:00.123Z","answered_at":null,"clock_skew_seconds":0},"step":{"step":"intended"}}',
     NULL, '2026-11-23T10:00:04+00:00', 'done');
INSERT INTO activity (at, action, account, record, name) VALUES
    ('2026-11-23T10:00:00+00:00', 'created', 'acc', 'tok', 'ci');
PRAGMA user_version = 1;
"#;

fn write_first_version(folder: &Path) {
    use std::os::unix::fs::PermissionsExt;
    let path = folder.join("patwarden.db");
    let connection = rusqlite::Connection::open(&path).unwrap();
    connection.execute_batch(FIRST).unwrap();
    connection.execute_batch(FILLED).unwrap();
    drop(connection);
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).unwrap();
}

#[tokio::test]
async fn accounts_and_tokens_of_the_first_version_are_kept() {
    let folder = folder();
    write_first_version(folder.path());
    // Opened twice: what is current is not made current again.
    drop(open(folder.path()).await);
    let database = open(folder.path()).await;
    let accounts = database.accounts().await.unwrap();
    let subjects: Vec<_> = accounts
        .iter()
        .map(|account| account.subject.clone())
        .collect();
    let plain = |id: &str| Owner {
        id: id.into(),
        name: id.into(),
        organization_id: None,
    };
    assert_eq!(subjects, [plain("admin"), plain(r#"o"ne \ two"#)]);
    assert_eq!(accounts[0].alias.as_str(), "hub");
    assert_eq!(
        (accounts[0].interface.as_ref(), accounts[0].interface_pinned),
        (None, false)
    );
    assert_eq!(accounts[0].clock_skew_seconds, -7);
    let tokens = database.tokens(None).await.unwrap();
    assert_eq!(tokens.len(), 1);
    let token = &tokens[0];
    assert_eq!(token.server_id, Some(ServerId("server-1".into())));
    assert_eq!(token.owner, plain("admin"));
    assert_eq!(
        token.custody,
        Custody::Held {
            store: "Secret Service".into()
        }
    );
    assert_eq!(token.identity, Identity::Known);
    assert_eq!(
        (token.never_expires, token.unlisted, token.proven_at),
        (false, false, None)
    );
    assert!(token.expires_at.is_some());
    assert!(database.owners(None).await.unwrap().is_empty());
    assert_eq!(database.activity(None, 10).await.unwrap().len(), 1);
    // It can be written as well as one that was new.
    database.save_account(&account("new")).await.unwrap();
    let same = Box::new(|tokens| tokens);
    database.change_tokens(&token.account, same).await.unwrap();
}

#[tokio::test]
async fn unfinished_changes_of_the_first_version_can_be_gone_on_with() {
    let folder = folder();
    write_first_version(folder.path());
    let database = open(folder.path()).await;
    let entries = database.open_entries().await.unwrap();
    assert_eq!(entries.len(), 2, "{entries:#?}");
    assert!(entries.iter().all(|entry| entry.holder == Holder::Nobody));
    let Step::Create(create) = &entries[0].step else {
        panic!("{entries:#?}")
    };
    assert_eq!(
        (create.facts.owner.id.as_str(), &create.facts.ends),
        ("admin", &Ends::ByServer)
    );
    assert_eq!(
        (create.facts.name.as_str(), create.facts.mark),
        ("ci", None)
    );
    assert_eq!(create.facts.sent_at, moment());
    let server_id = Some(ServerId("server-2".into()));
    assert_eq!(create.step, CreateStep::Unsaved { server_id });
    assert!(
        matches!(&entries[1].step, Step::Delete(delete) if delete.name.as_deref() == Some("ci"))
    );
    assert!(database.claim(entries[0].id).await.unwrap());
    let long_ago = moment() - Duration::days(1);
    let deleted = database
        .deleted_since(&entries[0].account, long_ago)
        .await
        .unwrap();
    assert!(deleted.is_empty(), "what has ended can be read too");
}
