//! What is sent to make and to delete, and what the answers are worth.

use std::sync::atomic::{AtomicUsize, Ordering};

use chrono::{Duration, Utc};
use patwarden_core::ErrorCode;
use patwarden_core::error::Field;
use patwarden_core::ports::{Deleted, NewToken};
use patwarden_core::token::{Ends, ServerId};
use serde_json::{Value, json as value};

use crate::given::{END, moment, new_token, pinned, somebody};
use crate::recorded::{always, recorded};
use crate::scripted::{Server, json, with_header};

const INTERFACES: [&str; 3] = ["connect", "v2", "v1"];

/// What the last request asked for.
fn sent(server: &Server) -> Value {
    serde_json::from_str(&server.seen().pop().unwrap().body).unwrap()
}

fn added() -> crate::scripted::Reply {
    recorded("04-v2-connect", "add: ok")
}

#[tokio::test]
async fn the_end_is_sent_to_the_microsecond() {
    let server = always(added()).await;
    for interface in INTERFACES {
        for (ends, mark, text) in [
            (Ends::At(moment(END)), Some(123_456), END),
            (
                Ends::At(moment("2027-02-20T09:30:00Z")),
                None,
                "2027-02-20T09:30:00.000000Z",
            ),
            (Ends::Never, Some(42), "9999-12-31T23:59:59.000042Z"),
            (Ends::ByServer, None, "9999-12-31T23:59:59Z"),
        ] {
            let token = NewToken {
                ends,
                mark,
                ..new_token(somebody())
            };
            pinned(&server, interface).create(&token).await.unwrap();
            assert_eq!(sent(&server)["expirationDate"], text, "{interface}");
        }
    }
}

#[tokio::test]
async fn an_end_beyond_the_year_9998_is_refused_before_it_is_sent() {
    let server = always(added()).await;
    let token = NewToken {
        ends: Ends::At(moment("9999-06-01T00:00:00Z")),
        ..new_token(somebody())
    };
    let refused = pinned(&server, "v2").create(&token).await.unwrap_err();
    assert_eq!(refused.field, Some(Field::Expires));
    assert!(server.seen().is_empty());
}

#[tokio::test]
async fn an_end_in_the_past_is_one_for_both_clocks_or_the_clocks_differ() {
    for (interface, stem, case) in [
        ("connect", "04-v2-connect", "add: past expirationDate"),
        ("v1", "05-v1-management", "add: past"),
    ] {
        let server = always(recorded(stem, case)).await;
        let provider = pinned(&server, interface);
        let ending = |at| NewToken {
            ends: Ends::At(at),
            ..new_token(somebody())
        };
        let past = ending(Utc::now() - Duration::hours(1));
        let refused = provider.create(&past).await.unwrap_err();
        assert_eq!(refused.code, ErrorCode::Invalid, "{refused}");
        assert_eq!(refused.field, Some(Field::Expires));
        let ahead = ending(Utc::now() + Duration::hours(1));
        let refused = provider.create(&ahead).await.unwrap_err();
        assert_eq!(refused.code, ErrorCode::ClockOff, "{refused}");
    }
    let date = std::time::SystemTime::now() + std::time::Duration::from_secs(2 * 3600);
    let reply = recorded("05-v1-management", "add: past");
    let server = always(with_header(reply, "date", &httpdate::fmt_http_date(date))).await;
    let refused = pinned(&server, "v1")
        .create(&new_token(somebody()))
        .await
        .unwrap_err();
    assert!(refused.message.contains("minutes ahead"), "{refused}");
}

#[tokio::test]
async fn the_value_is_kept_whatever_else_the_answer_lacks() {
    let value = "x".repeat(71);
    let body = value!({"token": value});
    let server = always(json(200, &body.to_string())).await;
    let issued = pinned(&server, "v2")
        .create(&new_token(somebody()))
        .await
        .unwrap();
    // EXPOSE: the test compares it with what was answered.
    assert_eq!(issued.secret.expose_secret(), value);
    assert_eq!(
        issued.token, None,
        "without an id it is looked for by its mark"
    );
    assert!(!format!("{issued:?}").contains(&value));
}

#[tokio::test]
async fn what_is_deleted_is_gone_for_certain_or_was_not_there() {
    let id = ServerId("345612345678909999".into());
    for (interface, reply, expected) in [
        (
            "v2",
            json(200, "{\"deletionDate\":\"2026-01-31T10:00:00Z\"}"),
            Deleted::Certainly,
        ),
        (
            "connect",
            recorded("04-v2-connect", "remove: again"),
            Deleted::Allegedly,
        ),
        (
            "connect",
            recorded("04-v2-connect", "remove: unknown user"),
            Deleted::Allegedly,
        ),
        (
            "v1",
            recorded("05-v1-management", "remove: again"),
            Deleted::Allegedly,
        ),
        (
            "v1",
            recorded("05-v1-management", "remove: unknown user"),
            Deleted::Allegedly,
        ),
    ] {
        let server = always(reply).await;
        let deleted = pinned(&server, interface)
            .delete(&somebody(), &id)
            .await
            .unwrap();
        assert_eq!(deleted, expected, "{interface}");
        let last = server.seen().pop().unwrap();
        if interface == "connect" {
            assert_eq!(
                sent(&server),
                value!({"userId": somebody().id, "tokenId": id.0})
            );
        } else {
            assert_eq!(last.method, "DELETE");
            assert!(
                last.path
                    .ends_with("/users/345612345678901234/pats/345612345678909999")
            );
        }
    }
}

#[tokio::test]
async fn a_delete_that_met_another_change_is_tried_once_more() {
    let collision = "burst of 60 parallel adds for the same user (v2 REST)";
    for (failures, works) in [(1, true), (2, false)] {
        let asked = AtomicUsize::new(0);
        let server = Server::start(move |_| {
            if asked.fetch_add(1, Ordering::Relaxed) < failures {
                recorded("10-limits-and-routing", collision)
            } else {
                json(200, "{}")
            }
        })
        .await;
        let id = ServerId("1".into());
        let deleted = pinned(&server, "v2").delete(&somebody(), &id).await;
        assert_eq!(deleted.is_ok(), works);
        assert_eq!(server.seen().len(), 2);
    }
}

#[tokio::test]
async fn a_create_that_met_another_change_made_nothing_and_is_not_sent_again() {
    let collision = "burst of 60 parallel adds for the same user (v2 REST)";
    let server = always(recorded("10-limits-and-routing", collision)).await;
    let refused = pinned(&server, "v2")
        .create(&new_token(somebody()))
        .await
        .unwrap_err();
    assert_eq!(refused.code, ErrorCode::ServerFailed, "{refused}");
    assert!(refused.message.contains("nothing was done"), "{refused}");
    assert_eq!(server.seen().len(), 1);
}

#[tokio::test]
async fn one_token_is_none_only_where_its_owner_may_be_looked_at() {
    let id = ServerId("1".into());
    for (case, expected) in [
        ("v2 get by id, no role", Err(ErrorCode::NoRole)),
        ("v2 get by id, unknown", Ok(())),
    ] {
        let server = Server::start(move |request| match request.path.as_str() {
            "/v2/users/pats/search" => json(200, "{\"pagination\":{\"totalResult\":\"1\"}}"),
            _ => recorded("08-users", case),
        })
        .await;
        let got = pinned(&server, "v2").get(&somebody(), &id).await;
        let got = got
            .map(|token| assert_eq!(token, None))
            .map_err(|error| error.code);
        assert_eq!(got, expected, "{case}");
    }
    let server = always(recorded("05-v1-management", "get: unknown token")).await;
    assert_eq!(
        pinned(&server, "v1").get(&somebody(), &id).await.unwrap(),
        None
    );
}
