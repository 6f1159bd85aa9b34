//! A server, or the way to it, that breaks: reads are tried again, a create never is.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant, SystemTime};

use patwarden_core::account::SignInMethod;
use patwarden_core::token::ServerId;
use patwarden_core::{CoreError, ErrorCode};

use crate::server::{Reply, Server, address, json, new_token, open, user, with_header};

const EMPTY: &str = "{\"content\":[]}";

async fn listed(reply: Reply) -> (Result<(), CoreError>, usize) {
    let server = Server::start(move |_| reply.clone()).await;
    let listed = server.open(SignInMethod::Basic).list().await;
    (listed.map(|_| ()), server.count("GET"))
}

async fn created(reply: Reply) -> (CoreError, usize) {
    let server = Server::start(move |_| reply.clone()).await;
    let refused = server
        .open(SignInMethod::Basic)
        .create(&new_token())
        .await
        .unwrap_err();
    (refused, server.count("POST"))
}

#[tokio::test]
async fn each_broken_answer_to_a_read_has_its_own_cause() {
    for (reply, code) in [
        (json(401, ""), ErrorCode::SignInRefused),
        (json(403, "{}"), ErrorCode::SignInRefused),
        (json(404, "{}"), ErrorCode::Rejected),
        (json(409, "{}"), ErrorCode::Rejected),
        (json(429, "{}"), ErrorCode::RateLimited),
        (json(500, "{}"), ErrorCode::ServerFailed),
        (json(503, ""), ErrorCode::ServerFailed),
        (json(200, "<html>"), ErrorCode::BadAnswer),
        (
            json(200, "{\"content\":[{\"name\":\"no id\"}]}"),
            ErrorCode::BadAnswer,
        ),
        (
            json(200, "{\"content\":[{\"id\":\"a\",\"user\":\"u\"},"),
            ErrorCode::BadAnswer,
        ),
        (
            Reply::Truncated("{\"content\":[".into()),
            ErrorCode::BadAnswer,
        ),
        (Reply::Endless, ErrorCode::BadAnswer),
        (Reply::Stalled, ErrorCode::TimedOut),
        (Reply::Cut, ErrorCode::Unreachable),
    ] {
        let shown = format!("{reply:?}");
        let (listed, _) = listed(reply).await;
        assert_eq!(listed.unwrap_err().code, code, "{shown}");
    }
}

#[tokio::test]
async fn each_broken_answer_to_a_create_is_lost_or_refused_and_sent_once() {
    for (reply, code) in [
        (json(401, ""), ErrorCode::SignInRefused),
        (json(403, "{}"), ErrorCode::SignInRefused),
        (json(404, "{}"), ErrorCode::Rejected),
        (json(409, "{}"), ErrorCode::Rejected),
        (json(429, "{}"), ErrorCode::RateLimited),
        (
            with_header(json(429, "{}"), "retry-after", "1"),
            ErrorCode::RateLimited,
        ),
        (json(500, "{}"), ErrorCode::AnswerLost),
        (json(502, ""), ErrorCode::AnswerLost),
        (json(200, "<html>"), ErrorCode::AnswerLost),
        (
            json(200, "{\"token_type\":\"Bearer\"}"),
            ErrorCode::AnswerLost,
        ),
        (json(200, "{\"access_token\":\"\"}"), ErrorCode::AnswerLost),
        (json(200, "{\"access_token\":null}"), ErrorCode::AnswerLost),
        (
            Reply::Truncated("{\"access_token\":\"SENTINEL-half".into()),
            ErrorCode::AnswerLost,
        ),
        (Reply::Endless, ErrorCode::AnswerLost),
        (Reply::Stalled, ErrorCode::AnswerLost),
        (Reply::Cut, ErrorCode::AnswerLost),
    ] {
        let shown = format!("{reply:?}");
        let (refused, posts) = created(reply).await;
        assert_eq!(refused.code, code, "{shown}");
        assert_eq!(posts, 1, "never sent twice: {shown}");
        assert!(!refused.message.contains("SENTINEL"), "{refused}");
    }
}

#[tokio::test]
async fn a_create_that_cannot_have_arrived_is_not_called_lost() {
    let closed = {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.local_addr().unwrap().port()
    };
    let provider = open(
        &address(&format!("http://127.0.0.1:{closed}")),
        SignInMethod::Basic,
    );
    let refused = provider.create(&new_token()).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::Unreachable);
    assert!(refused.message.contains("nothing listens"), "{refused}");
    assert_eq!(
        provider.list().await.unwrap_err().code,
        ErrorCode::Unreachable
    );

    let provider = open(
        &address("https://no-such-host.invalid"),
        SignInMethod::Basic,
    );
    let refused = provider.create(&new_token()).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::HostUnknown);
}

/// Fails so often, then answers.
async fn flaky(failures: usize, reply: Reply) -> Server {
    let asked = AtomicUsize::new(0);
    Server::start(move |_| {
        if asked.fetch_add(1, Ordering::Relaxed) < failures {
            reply.clone()
        } else {
            json(200, EMPTY)
        }
    })
    .await
}

#[tokio::test]
async fn a_read_is_tried_again_when_it_failed_for_a_moment() {
    for reply in [json(503, ""), json(502, ""), json(429, ""), Reply::Cut] {
        let server = flaky(2, reply.clone()).await;
        server.open(SignInMethod::Basic).list().await.unwrap();
        assert_eq!(server.count("GET"), 3, "{reply:?}");
    }
    let server = flaky(3, json(503, "")).await;
    let refused = server.open(SignInMethod::Basic).list().await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::ServerFailed);
    assert_eq!(server.count("GET"), 3, "and not for ever");
}

#[tokio::test]
async fn a_refusal_that_will_not_change_is_not_asked_again() {
    for status in [401, 403, 404, 409, 500] {
        let (refused, gets) = listed(json(status, "{}")).await;
        refused.unwrap_err();
        assert_eq!(gets, 1, "{status}");
    }
}

#[tokio::test]
async fn a_delete_is_tried_again_since_a_second_one_does_no_harm() {
    let server = flaky(1, Reply::Cut).await;
    let provider = server.open(SignInMethod::Basic);
    provider
        .delete(&user(), &ServerId("a-1".into()))
        .await
        .unwrap();
    assert_eq!(server.count("DELETE"), 2);
}

#[tokio::test]
async fn a_wait_the_server_asks_for_is_kept_when_it_is_short() {
    for status in [429, 503] {
        let reply = with_header(json(status, ""), "retry-after", "1");
        assert!(
            waited_for(reply).await >= Duration::from_secs(1),
            "{status}"
        );
    }
    // A moment has whole seconds: two ahead is at least one.
    let moment = httpdate::fmt_http_date(SystemTime::now() + Duration::from_secs(2));
    let reply = with_header(json(429, ""), "retry-after", &moment);
    let waited = waited_for(reply).await;
    assert!(waited >= Duration::from_millis(900), "{waited:?}");
}

/// How long a read took that was told to wait once.
async fn waited_for(reply: Reply) -> Duration {
    let server = flaky(1, reply).await;
    let since = Instant::now();
    server.open(SignInMethod::Basic).list().await.unwrap();
    let waited = since.elapsed();
    assert!(waited < Duration::from_secs(4), "{waited:?}");
    waited
}

#[tokio::test]
async fn a_long_wait_is_told_instead_of_kept_in_both_forms() {
    let later = SystemTime::now() + Duration::from_secs(90);
    for form in ["90".to_owned(), httpdate::fmt_http_date(later)] {
        for status in [429, 503] {
            let reply = with_header(json(status, ""), "retry-after", &form);
            let since = Instant::now();
            let (refused, gets) = listed(reply).await;
            let refused = refused.unwrap_err();
            let seconds = refused.retry_after_seconds.unwrap();
            assert!((85..=90).contains(&seconds), "{form}: {seconds}");
            assert!(refused.message.contains("seconds"), "{refused}");
            assert_eq!(gets, 1, "{form}");
            assert!(since.elapsed() < Duration::from_secs(1));
        }
    }
}

#[tokio::test]
async fn a_nonsensical_wait_is_none() {
    for form in [
        "soon",
        "-5",
        "Wed, 21 Oct 2015 07:28:00 GMT",
        "99999999999999999999",
    ] {
        let reply = with_header(json(429, ""), "retry-after", form);
        let (refused, _) = listed(reply).await;
        let refused = refused.unwrap_err();
        assert_eq!(refused.code, ErrorCode::RateLimited);
        assert!(
            refused
                .retry_after_seconds
                .is_none_or(|seconds| seconds == 0),
            "{form}: {refused:?}"
        );
    }
}

#[tokio::test]
async fn a_slow_body_ends_at_the_deadline() {
    let since = Instant::now();
    let (refused, _) = listed(Reply::Stalled).await;
    assert_eq!(refused.unwrap_err().code, ErrorCode::TimedOut);
    assert!(
        since.elapsed() < Duration::from_secs(4),
        "{:?}",
        since.elapsed()
    );
}
