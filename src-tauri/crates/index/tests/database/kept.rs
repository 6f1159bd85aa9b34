//! What is written is read back, and one transaction is one change.

use patwarden_core::ErrorCode;
use patwarden_core::account::Account;
use patwarden_core::activity::{Action, Activity};
use patwarden_core::ports::{Journal, TokenIndex};
use patwarden_core::token::{RecordId, ServerId, Token};

use crate::samples::{account, folder, intended, moment, open, token};

#[tokio::test]
async fn accounts_and_tokens_come_back_as_they_were() {
    let folder = folder();
    let (hub, lab) = (account("hub"), account("lab"));
    let full = token(&hub, "full", Some("server-1"));
    let bare = Token {
        owner: patwarden_core::token::Owner {
            organization_id: None,
            ..full.owner.clone()
        },
        name: None,
        note: None,
        scopes: std::collections::BTreeSet::default(),
        created_at: None,
        used_here_at: None,
        details: Vec::new(),
        ..token(&lab, "bare", None)
    };
    {
        let database = open(folder.path()).await;
        for account in [&lab, &hub] {
            database.save_account(account).await.unwrap();
        }
        for (account, token) in [(&hub, full.clone()), (&lab, bare.clone())] {
            let only = Box::new(move |_| vec![token]);
            database.change_tokens(&account.id, only).await.unwrap();
        }
    }
    let database = open(folder.path()).await;
    assert_eq!(
        database.accounts().await.unwrap(),
        [hub.clone(), lab.clone()]
    );
    assert_eq!(database.token(&full.id).await.unwrap(), Some(full.clone()));
    let of_lab = database.tokens(Some(&lab.id)).await.unwrap();
    assert_eq!(of_lab, std::slice::from_ref(&bare));
    assert_eq!(database.tokens(None).await.unwrap(), [bare, full]);
}

#[tokio::test]
async fn an_alias_names_one_account() {
    let folder = folder();
    let database = open(folder.path()).await;
    database.save_account(&account("hub")).await.unwrap();
    let mut other = account("lab");
    other.alias = "hub".parse().unwrap();
    let refused = database.save_account(&other).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::AliasTaken);
    assert!(refused.field.is_some());
    // The same account may be written again.
    database.save_account(&account("hub")).await.unwrap();
}

#[tokio::test]
async fn a_server_id_may_move_from_one_record_to_another() {
    let folder = folder();
    let database = open(folder.path()).await;
    let hub = account("hub");
    database.save_account(&hub).await.unwrap();
    let before = vec![token(&hub, "a", Some("1")), token(&hub, "b", Some("2"))];
    database
        .change_tokens(&hub.id, Box::new(move |_| before))
        .await
        .unwrap();
    let swap = Box::new(|mut tokens: Vec<Token>| {
        tokens[0].server_id = Some(ServerId("2".into()));
        tokens[1].server_id = Some(ServerId("1".into()));
        tokens
    });
    database.change_tokens(&hub.id, swap).await.unwrap();
    let ids: Vec<_> = database
        .tokens(None)
        .await
        .unwrap()
        .into_iter()
        .map(|token| token.server_id.unwrap().0)
        .collect();
    assert_eq!(ids, ["2", "1"]);
}

#[tokio::test]
async fn one_server_id_in_two_records_is_refused_and_changes_nothing() {
    let folder = folder();
    let database = open(folder.path()).await;
    let hub = account("hub");
    database.save_account(&hub).await.unwrap();
    let twins = vec![token(&hub, "a", Some("1")), token(&hub, "b", Some("1"))];
    let refused = database
        .change_tokens(&hub.id, Box::new(move |_| twins))
        .await
        .unwrap_err();
    assert_eq!(refused.code, ErrorCode::IndexFailed);
    assert!(
        database.tokens(None).await.unwrap().is_empty(),
        "all or nothing"
    );
}

#[tokio::test]
async fn an_account_goes_with_its_tokens_and_its_journal_and_does_not_come_back() {
    let folder = folder();
    let database = open(folder.path()).await;
    let hub = account("hub");
    database.save_account(&hub).await.unwrap();
    let one = vec![token(&hub, "a", Some("1"))];
    database
        .change_tokens(&hub.id, Box::new(move |_| one))
        .await
        .unwrap();
    let record = RecordId("b".into());
    database.begin(&hub.id, &record, &intended()).await.unwrap();
    database.remove_account(&hub.id).await.unwrap();
    assert!(database.tokens(None).await.unwrap().is_empty());
    assert!(database.open_entries().await.unwrap().is_empty());

    // What was on its way finds it gone.
    let late = vec![token(&hub, "a", Some("1"))];
    database
        .change_tokens(&hub.id, Box::new(move |_| late))
        .await
        .unwrap();
    let changed = database
        .change_account(&hub.id, Box::new(|account: Account| account))
        .await
        .unwrap();
    assert!(!changed);
    let begun = database.begin(&hub.id, &record, &intended()).await;
    assert_eq!(begun.unwrap_err().code, ErrorCode::AccountNotFound);
    assert!(database.accounts().await.unwrap().is_empty());
}

#[tokio::test]
async fn activity_is_kept_newest_first_and_outlives_its_account() {
    let folder = folder();
    let database = open(folder.path()).await;
    let hub = account("hub");
    database.save_account(&hub).await.unwrap();
    let line = |action, record: Option<&str>| Activity {
        at: moment(),
        action,
        account: hub.id.clone(),
        record: record.map(|id| RecordId(id.into())),
        name: "ci".into(),
    };
    for (action, record) in [
        (Action::Connected, None),
        (Action::Created, Some("a")),
        (Action::Created, Some("b")),
        (Action::Copied, Some("a")),
    ] {
        database.record(&line(action, record)).await.unwrap();
    }
    database.remove_account(&hub.id).await.unwrap();
    let of_a = database
        .activity(Some(&RecordId("a".into())), 10)
        .await
        .unwrap();
    assert_eq!(
        of_a,
        [
            line(Action::Copied, Some("a")),
            line(Action::Created, Some("a"))
        ]
    );
    assert_eq!(database.activity(None, 10).await.unwrap().len(), 4);
    assert_eq!(
        database.activity(None, 1).await.unwrap(),
        [line(Action::Copied, Some("a"))]
    );
}

#[tokio::test]
async fn a_change_of_one_token_sees_it_and_its_twin_and_leaves_the_others_alone() {
    let folder = folder();
    let database = open(folder.path()).await;
    let account = account("one");
    database.save_account(&account).await.unwrap();
    let all = ["a", "b", "c"].map(|id| token(&account, id, Some(id)));
    let kept = all.to_vec();
    database
        .change_tokens(&account.id, Box::new(move |_| kept))
        .await
        .unwrap();
    let new = token(&account, "new", Some("b"));
    let (added, twin) = (new.clone(), all[1].clone());
    let change = Box::new(move |seen: Vec<Token>| {
        assert_eq!(seen, [twin]);
        vec![added]
    });
    database
        .change_token(&account.id, &new.id, new.server_id.as_ref(), change)
        .await
        .unwrap();
    let mut left = database.tokens(Some(&account.id)).await.unwrap();
    left.sort_by(|a, b| a.id.cmp(&b.id));
    assert_eq!(left, [all[0].clone(), all[2].clone(), new]);
}
