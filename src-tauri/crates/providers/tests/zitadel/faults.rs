//! A server, or the way to it, that breaks: reads are tried again, a create never is.

use std::sync::atomic::{AtomicUsize, Ordering};

use patwarden_core::owner::NewOwner;
use patwarden_core::token::ServerId;
use patwarden_core::{CoreError, ErrorCode};
use patwarden_sandbox::zitadel::Route;
use patwarden_sandbox::{Api, Fault, Seed};

use crate::given::{
    EACH, SECRET, administrator, new_token, opened, owner, pinned, sandbox, somebody,
};
use crate::scripted::{Reply, Server, address, json, servers, with_header};

const INTERFACES: [&str; 3] = ["connect", "v2", "v1"];

#[tokio::test]
async fn each_broken_answer_to_a_create_is_lost_or_refused_and_sent_once() {
    for (reply, code) in [
        (
            json(400, "{\"code\":3,\"message\":\"unexpected EOF\"}"),
            ErrorCode::Rejected,
        ),
        (json(409, "{}"), ErrorCode::Rejected),
        (json(429, "{}"), ErrorCode::RateLimited),
        (json(500, "{}"), ErrorCode::AnswerLost),
        (
            json(500, "{\"code\":13,\"message\":\"internal\"}"),
            ErrorCode::AnswerLost,
        ),
        (json(502, ""), ErrorCode::AnswerLost),
        (json(503, "<html>"), ErrorCode::AnswerLost),
        (
            json(
                504,
                "{\"code\":4,\"message\":\"context deadline exceeded\"}",
            ),
            ErrorCode::AnswerLost,
        ),
        (json(200, "<html>"), ErrorCode::AnswerLost),
        (json(200, "{}"), ErrorCode::AnswerLost),
        (json(200, "{\"tokenId\":\"1\"}"), ErrorCode::AnswerLost),
        (
            json(200, "{\"tokenId\":\"1\",\"token\":\"\"}"),
            ErrorCode::AnswerLost,
        ),
        (
            json(200, "{\"tokenId\":\"1\",\"token\":null}"),
            ErrorCode::AnswerLost,
        ),
        (
            Reply::Truncated("{\"token\":\"SENTINEL-half".into()),
            ErrorCode::AnswerLost,
        ),
        (Reply::Endless, ErrorCode::AnswerLost),
        (Reply::Stalled, ErrorCode::AnswerLost),
        (Reply::Cut, ErrorCode::AnswerLost),
    ] {
        let shown = format!("{reply:?}");
        let server = Server::start(move |_| reply.clone()).await;
        let refused = pinned(&server, "connect")
            .create(&new_token(somebody()))
            .await;
        let refused = refused.unwrap_err();
        assert_eq!(refused.code, code, "{shown}: {refused}");
        assert_eq!(server.seen().len(), 1, "never sent twice: {shown}");
        assert!(!refused.message.contains("SENTINEL"), "{refused}");
    }
}

#[tokio::test]
async fn a_lost_create_is_not_tried_on_the_next_interface() {
    for reply in [Reply::Cut, json(500, "{}"), json(200, "<html>")] {
        let server = Server::start(move |request| match request.path.as_str() {
            "/zitadel.user.v2.UserService/ListPersonalAccessTokens" => json(200, "{}"),
            _ => reply.clone(),
        })
        .await;
        let provider = opened(&servers(), &address(&server.url("")), SECRET, None, false);
        let refused = provider.create(&new_token(somebody())).await.unwrap_err();
        assert_eq!(refused.code, ErrorCode::AnswerLost);
        assert_eq!(server.seen().len(), 2, "one read, one create");
    }
}

#[tokio::test]
async fn a_lost_service_user_is_named_so_and_asked_for_once() {
    let server = Server::start(|_| Reply::Cut).await;
    let new = NewOwner {
        user_name: "ci-runner".into(),
        name: "CI Runner".into(),
        organization_id: Some("1".into()),
    };
    let refused = pinned(&server, "v1").create_owner(&new).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::AnswerLost);
    assert!(
        refused.message.contains("service user may exist"),
        "{refused}"
    );
    assert_eq!(server.seen().len(), 1);
}

#[tokio::test]
async fn a_create_that_cannot_have_arrived_is_not_called_lost() {
    let closed = {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.local_addr().unwrap().port()
    };
    for (url, code) in [
        (format!("http://127.0.0.1:{closed}"), ErrorCode::Unreachable),
        (
            "https://no-such-host.invalid".to_owned(),
            ErrorCode::HostUnknown,
        ),
    ] {
        let provider = opened(&servers(), &address(&url), SECRET, None, false);
        let refused = provider.create(&new_token(somebody())).await.unwrap_err();
        assert_eq!(refused.code, code, "{refused}");
    }
}

#[tokio::test]
async fn a_token_whose_answer_was_lost_is_found_again_by_its_mark() {
    for (interface, api) in EACH {
        let sandbox = sandbox(&[api], Seed::Empty).await;
        let robot = owner(&sandbox, "robot");
        let provider = administrator(&sandbox);
        provider.list_of(&robot).await.unwrap();
        sandbox
            .zitadel()
            .fail_next(Route::AddToken, 1, Fault::DropAfterCommit);
        let refused = provider
            .create(&new_token(robot.clone()))
            .await
            .unwrap_err();
        assert_eq!(refused.code, ErrorCode::AnswerLost, "{interface}");
        let listing = provider.list_of(&robot).await.unwrap();
        assert_eq!(listing.tokens.len(), 1, "{interface}");
        assert_eq!(listing.tokens[0].mark, Some(123_456), "{interface}");
    }
}

/// Fails so often, then answers.
async fn flaky(failures: usize, reply: Reply) -> Server {
    let asked = AtomicUsize::new(0);
    Server::start(move |_| {
        if asked.fetch_add(1, Ordering::Relaxed) < failures {
            reply.clone()
        } else {
            json(200, "{\"user\":{\"id\":\"1\",\"userName\":\"robot\"}}")
        }
    })
    .await
}

#[tokio::test]
async fn a_read_is_tried_again_when_it_failed_for_a_moment() {
    let starting = crate::recorded::recorded("12-faults", "during start: answer 503");
    for reply in [
        json(503, ""),
        json(502, ""),
        json(429, ""),
        Reply::Cut,
        starting,
    ] {
        let server = flaky(2, reply.clone()).await;
        pinned(&server, "v1").who_am_i().await.unwrap();
        assert_eq!(server.seen().len(), 3, "{reply:?}");
    }
    let server = flaky(9, json(503, "")).await;
    let refused = pinned(&server, "v1").who_am_i().await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::ServerFailed);
    assert_eq!(server.seen().len(), 3, "and not for ever");
}

#[tokio::test]
async fn a_refusal_that_will_not_change_is_not_asked_again() {
    let too_large = r#"{"code":8,"message":"grpc: received message larger than max (5 vs. 4)"}"#;
    for (reply, code) in [
        (json(429, too_large), ErrorCode::Rejected),
        (
            crate::recorded::recorded("13-quota-and-block", "quota used up: v1"),
            ErrorCode::QuotaUsedUp,
        ),
        (
            crate::recorded::recorded("13-quota-and-block", "instance blocked: v1"),
            ErrorCode::InstanceBlocked,
        ),
        (json(500, "{}"), ErrorCode::ServerFailed),
        (json(401, "<html>"), ErrorCode::SignInRefused),
        (json(401, "{}"), ErrorCode::SignInUnknown),
    ] {
        let server = flaky(9, reply).await;
        let refused = pinned(&server, "v1").who_am_i().await.unwrap_err();
        assert_eq!(refused.code, code, "{refused}");
        assert_eq!(server.seen().len(), 1, "{refused}");
    }
}

#[tokio::test]
async fn a_delete_is_tried_again_since_a_second_one_does_no_harm() {
    for interface in INTERFACES {
        let server = flaky(1, Reply::Cut).await;
        let id = ServerId("1".into());
        pinned(&server, interface)
            .delete(&somebody(), &id)
            .await
            .unwrap();
        assert_eq!(server.seen().len(), 2, "{interface}");
    }
}

#[tokio::test]
async fn a_delete_without_an_answer_that_was_made_is_one_of_nothing_the_next_time() {
    let sandbox = sandbox(&[Api::Connect], Seed::Empty).await;
    let robot = owner(&sandbox, "robot");
    let provider = administrator(&sandbox);
    let made = provider.create(&new_token(robot.clone())).await.unwrap();
    let id = made.token.unwrap().id;
    sandbox
        .zitadel()
        .fail_next(Route::RemoveToken, 1, Fault::DropAfterCommit);
    let deleted = provider.delete(&robot, &id).await.unwrap();
    assert_eq!(deleted, patwarden_core::ports::Deleted::Allegedly);
}

#[tokio::test]
async fn no_credential_follows_a_redirect() {
    let elsewhere = Server::start(|_| json(200, "{}")).await;
    let target = format!("http://localhost:{}/v2/users/pats/search", elsewhere.port);
    let server = Server::start(move |_| with_header(json(307, ""), "location", &target)).await;
    for interface in INTERFACES {
        let provider = pinned(&server, interface);
        let refusals: [CoreError; 3] = [
            provider.list().await.unwrap_err(),
            provider.who_am_i().await.unwrap_err(),
            provider.create(&new_token(somebody())).await.unwrap_err(),
        ];
        assert_eq!(refusals[0].code, ErrorCode::RedirectRefused, "{interface}");
        assert_eq!(refusals[1].code, ErrorCode::RedirectRefused, "{interface}");
    }
    assert!(elsewhere.seen().is_empty(), "{:?}", elsewhere.seen());
}
