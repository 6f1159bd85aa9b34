//! A folder, an account and tokens to keep in it.

use std::path::Path;

use chrono::{DateTime, Utc};
use patwarden_core::ErrorCode;
use patwarden_core::account::{Account, AccountId, ProviderId, SignInMethod, Trouble};
use patwarden_core::custody::Custody;
use patwarden_core::identity::{CreateFacts, Identity};
use patwarden_core::journal::{CreateRecord, CreateStep, Step};
use patwarden_core::token::{Ends, Owner, RecordId, ServerId, Token};
use patwarden_index::Database;

/// A folder that nobody else may look into.
pub(crate) fn folder() -> tempfile::TempDir {
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(std::fs::Permissions::from_mode(0o700));
    }
    builder.tempdir().unwrap()
}

/// What another process would open.
pub(crate) async fn open(folder: &Path) -> Database {
    let opened = Database::open(folder).await.unwrap();
    assert_eq!(opened.set_aside, None);
    opened.database
}

pub(crate) fn moment() -> DateTime<Utc> {
    "2026-11-23T10:00:00.123Z".parse().unwrap()
}

pub(crate) fn account(alias: &str) -> Account {
    Account {
        id: AccountId(format!("account-{alias}")),
        alias: alias.parse().unwrap(),
        provider: ProviderId::new("digitalhub"),
        address: "https://hub.example.org/dh".parse().unwrap(),
        subject: Owner {
            id: "admin".into(),
            name: "Administrator".into(),
            organization_id: None,
        },
        method: SignInMethod::AccessToken,
        username: None,
        extra_ca: Some("-----BEGIN CERTIFICATE-----".into()),
        plain_http_agreed: false,
        session_only: false,
        interface: Some("v1".into()),
        interface_pinned: true,
        server_version: Some("0.15".into()),
        clock_skew_seconds: -7,
        refreshed_at: Some(moment()),
        trouble: Some(Trouble {
            code: ErrorCode::TimedOut,
            message: "it did not answer".into(),
            since: moment(),
        }),
    }
}

pub(crate) fn token(account: &Account, id: &str, server_id: Option<&str>) -> Token {
    Token {
        id: RecordId(id.into()),
        account: account.id.clone(),
        server_id: server_id.map(|id| ServerId(id.into())),
        owner: Owner {
            id: "admin".into(),
            name: "Admin — \"the\" first".into(),
            organization_id: Some("org".into()),
        },
        name: Some("ci".into()),
        note: Some("line\nbreak".into()),
        scopes: ["openid".to_owned(), "profile".to_owned()].into(),
        created_at: Some(moment()),
        expires_at: None,
        never_expires: true,
        custody: Custody::Held {
            store: "Secret Service".into(),
        },
        identity: Identity::Unproven {
            candidates: vec![ServerId("a".into()), ServerId("b".into())],
        },
        refused: true,
        revoked_at: None,
        recorded_at: moment(),
        proven_at: Some(moment()),
        unlisted: true,
        used_here_at: Some(moment()),
        details: vec![("ipAddress".into(), "127.0.0.1".into())],
    }
}

pub(crate) fn intended() -> Step {
    Step::Create(CreateRecord {
        facts: CreateFacts {
            name: "ci".into(),
            scopes: ["openid".to_owned()].into(),
            owner: Owner {
                id: "admin".into(),
                name: "Administrator".into(),
                organization_id: None,
            },
            ends: Ends::At(moment()),
            mark: Some(123),
            known_ids: vec![ServerId("old".into())],
            sent_at: moment(),
            answered_at: None,
            clock_skew_seconds: 3,
            several_seen: false,
        },
        step: CreateStep::Intended,
    })
}
