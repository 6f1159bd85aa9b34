//! Signing in: nothing is kept before the server has accepted it.

use patwarden_core::ErrorCode;
use patwarden_core::account::SignInMethod;
use patwarden_core::ports::{SecretKey, StoreState};
use patwarden_core::secret::SignInSecret;
use patwarden_testkit::fakes::{Call, Fault};

use crate::world::{ALIAS, World, error, sign_in};

#[tokio::test]
async fn an_account_is_kept_with_its_credential_in_the_keychain_and_its_tokens_listed() {
    let world = World::new();
    world.server.make_elsewhere("older", &["openid"]);
    let process = world.process().await;
    let account = process.use_cases.connect(sign_in()).await.unwrap();
    assert_eq!(account.alias.as_str(), ALIAS);
    assert_eq!(
        process.only_row().await.token.name.as_deref(),
        Some("older")
    );
    let stored = world.vault.stored();
    assert_eq!(stored.len(), 1);
    assert_eq!(stored[0].0, SecretKey::Credential(account.id));
    // The next process signs in with it.
    assert_eq!(world.shown_after_restart().await.len(), 1);
}

#[tokio::test]
async fn the_server_is_asked_what_it_is_before_it_is_sent_a_credential() {
    let world = World::new();
    let process = world.process().await;
    process.use_cases.connect(sign_in()).await.unwrap();
    let calls = process.tape.calls();
    let at = |wanted: &str| calls.iter().position(|call| *call == wanted).unwrap();
    assert!(at("server.discover") < at("server.who_am_i"), "{calls:?}");
    assert!(at("server.who_am_i") < at("vault.put"), "{calls:?}");
    assert!(at("vault.put") < at("index.save_account"), "{calls:?}");
}

#[tokio::test]
async fn a_refusal_keeps_nothing() {
    for (call, code) in [
        (Call::Discover, ErrorCode::WrongProduct),
        (Call::Discover, ErrorCode::RedirectRefused),
        (Call::Discover, ErrorCode::CertificateMismatch),
        (Call::Discover, ErrorCode::Unreachable),
        (Call::WhoAmI, ErrorCode::SignInRefused),
        (Call::WhoAmI, ErrorCode::ServerFailed),
        (Call::WhoAmI, ErrorCode::BadAnswer),
    ] {
        let world = World::new();
        let process = world.process().await;
        world.server.fail_next(call, Fault::Before(error(code)));
        assert_eq!(
            process.use_cases.connect(sign_in()).await.unwrap_err().code,
            code
        );
        assert!(
            process.use_cases.accounts().await.unwrap().is_empty(),
            "{code:?}"
        );
        assert!(world.vault.stored().is_empty(), "{code:?}");
        if call == Call::Discover {
            assert_eq!(
                world.server.count(Call::WhoAmI),
                0,
                "no credential was sent"
            );
        }
    }
}

#[tokio::test]
async fn a_keychain_that_cannot_be_used_keeps_no_account() {
    for state in [StoreState::Locked, StoreState::Absent, StoreState::TimedOut] {
        let world = World::new();
        let process = world.process().await;
        world.vault.set(state);
        let refused = process.use_cases.connect(sign_in()).await.unwrap_err();
        assert!(refused.code.is_keychain(), "{refused:?}");
        assert!(process.use_cases.accounts().await.unwrap().is_empty());
    }
}

#[tokio::test]
async fn for_one_session_no_keychain_is_needed_and_nothing_outlives_it() {
    let world = World::new();
    world.vault.set(StoreState::Absent);
    let process = world.process().await;
    let mut request = sign_in();
    request.session_only = true;
    process.use_cases.connect(request).await.unwrap();
    world.server.make_elsewhere("older", &["openid"]);
    assert_eq!(process.refreshed().await.len(), 1);
    assert!(world.vault.stored().is_empty());
    drop(process);
    let next = world.process().await;
    next.use_cases.end_past_sessions().await.unwrap();
    assert!(next.use_cases.accounts().await.unwrap().is_empty());
}

#[tokio::test]
async fn the_same_identity_is_connected_once_and_an_alias_names_one_account() {
    let (_world, process) = World::connected().await;
    let again = process.use_cases.connect(sign_in()).await.unwrap_err();
    assert_eq!(again.code, ErrorCode::AlreadyConnected);
    let mut other = sign_in();
    other.server.url = "https://other.example.org".into();
    let taken = process.use_cases.connect(other.clone()).await.unwrap_err();
    assert_eq!(taken.code, ErrorCode::AliasTaken);
    assert!(taken.field.is_some());
    other.alias = None;
    let account = process.use_cases.connect(other).await.unwrap();
    assert_eq!(account.alias.as_str(), "other");
}

#[tokio::test]
async fn a_pasted_token_loses_white_space_and_its_bearer_prefix() {
    let world = World::new();
    world.server.make_elsewhere("mine", &["openid"]);
    let value = world.server.tokens()[0].1.clone();
    for pasted in [
        format!("  {value}\n"),
        format!("Bearer {value}"),
        format!("bearer   {value} "),
    ] {
        let process = world.process().await;
        let mut request = sign_in();
        request.method = SignInMethod::Pat;
        request.username = None;
        request.secret = SignInSecret::new(pasted);
        process.use_cases.connect(request).await.unwrap();
        process.use_cases.disconnect(ALIAS, false).await.unwrap();
    }
}

#[tokio::test]
async fn a_credential_that_cannot_be_one_is_refused_beside_its_field() {
    let world = World::new();
    let process = world.process().await;
    for (method, username, secret) in [
        (SignInMethod::Basic, Some("admin"), ""),
        (SignInMethod::Basic, Some("ad:min"), "password"),
        (SignInMethod::Basic, None, "password"),
        (SignInMethod::Pat, None, "  "),
        (SignInMethod::Pat, None, "Bearer "),
        (SignInMethod::Pat, None, "two tokens"),
        (SignInMethod::AccessToken, None, "tokèn"),
    ] {
        let mut request = sign_in();
        request.method = method;
        request.username = username.map(str::to_owned);
        request.secret = SignInSecret::new(secret);
        let refused = process.use_cases.connect(request).await.unwrap_err();
        assert_eq!(refused.code, ErrorCode::Invalid, "{secret:?}");
        assert!(refused.field.is_some());
    }
    assert!(process.tape.calls().is_empty(), "nobody was asked");
}

#[tokio::test]
async fn a_moved_server_is_followed_only_for_the_same_subject() {
    let (world, process) = World::connected().await;
    let record = process.made("ci").await;
    let moved = "https://new.example.org/dh";
    let refused = error(ErrorCode::SignInRefused);
    world.server.fail_next(Call::WhoAmI, Fault::Before(refused));
    process
        .use_cases
        .change_address(ALIAS, moved)
        .await
        .unwrap_err();
    let unchanged = process.use_cases.account(ALIAS).await.unwrap();
    assert_eq!(unchanged.address.host(), "hub.example.org");
    let account = process
        .use_cases
        .change_address(ALIAS, moved)
        .await
        .unwrap();
    assert_eq!(account.address.to_string(), moved);
    assert!(!process.revealed(&record).await.unwrap().is_empty());
}
