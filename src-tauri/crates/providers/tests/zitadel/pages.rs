//! Lists are read to their ends, whatever the pages look like.

use std::collections::HashSet;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use patwarden_core::ErrorCode;
use patwarden_sandbox::{Api, Seed};
use serde_json::{Value, json as value};

use crate::given::{EACH, SECRET, administrator, opened, pinned, sandbox, somebody};
use crate::scripted::{Reply, Request, Server, address, json};

#[tokio::test]
async fn twenty_five_hundred_tokens_are_listed_completely_on_each_interface() {
    let seed = Seed::Fleet {
        users: 25,
        tokens: 100,
    };
    let all = sandbox(&Api::ALL, seed).await;
    let server = address(all.zitadel().url());
    let pat = all.zitadel().admin_pat();
    for (interface, _) in EACH {
        let usual = patwarden_providers::HttpServers::new();
        let provider = opened(&usual, &server, &pat, Some(interface), true);
        let listing = provider.list().await.unwrap();
        let ids: HashSet<&str> = listing
            .tokens
            .iter()
            .map(|token| token.id.0.as_str())
            .collect();
        assert_eq!(
            ids.len(),
            2501,
            "{interface}: the administrator has one too"
        );
        assert_eq!(listing.tokens.len(), 2501, "{interface}");
        assert_eq!(listing.owners.len(), 26, "{interface}");
    }
}

/// The part of a list a request asks for.
fn part(request: &Request) -> (usize, usize) {
    let body: Value = serde_json::from_str(&request.body).unwrap();
    let part = body.get("pagination").unwrap_or(&body["query"]);
    let offset = part["offset"].as_str().unwrap_or("0").parse().unwrap();
    let limit = part["limit"].as_u64().unwrap_or(100);
    (offset, usize::try_from(limit).unwrap())
}

fn row(number: usize) -> Value {
    value!({
        "id": format!("{number:018}"), "userId": "1", "organizationId": "2",
        "creationDate": "2026-01-31T10:00:00Z", "changeDate": "2026-01-31T10:00:00Z",
        "expirationDate": "2030-01-01T00:00:00Z",
    })
}

fn page(total: usize, limit: usize, rows: Vec<Value>) -> Reply {
    let mut body = value!({"pagination": {"appliedLimit": limit.to_string()}});
    if total > 0 {
        body["pagination"]["totalResult"] = total.to_string().into();
    }
    if !rows.is_empty() {
        body["result"] = rows.into();
    }
    json(200, &body.to_string())
}

/// A server with these numbers of tokens, of which only some may be seen.
async fn server_of(total: usize, may_see: fn(usize) -> bool, most: usize) -> Server {
    Server::start(move |request| match request.path.as_str() {
        "/v2/users/pats/search" => {
            let (offset, limit) = part(request);
            if limit > most {
                return json(
                    400,
                    r#"{"code":3,"message":"Limit exceeded (QUERY-4M0fs)","details":[{"id":"QUERY-4M0fs"}]}"#,
                );
            }
            let rows = offset..total.min(offset + limit);
            let rows: Vec<Value> = rows.filter(|at| may_see(*at)).map(row).collect();
            let total = if offset < total { total } else { 0 };
            page(total, limit, rows)
        }
        _ => json(200, "{\"details\":{}}"),
    })
    .await
}

fn searches(server: &Server) -> Vec<(usize, usize)> {
    let seen = server.seen();
    let searches = seen
        .iter()
        .filter(|request| request.path.ends_with("/pats/search"));
    searches.map(part).collect()
}

#[tokio::test]
async fn a_short_or_empty_page_ends_nothing_where_totals_count_hidden_rows() {
    let server = server_of(3500, |at| at >= 3000 || at == 7, 1000).await;
    let listing = pinned(&server, "v2").list().await.unwrap();
    assert_eq!(listing.tokens.len(), 501);
    let offsets: Vec<usize> = searches(&server)
        .iter()
        .map(|(offset, _)| *offset)
        .collect();
    assert_eq!(offsets, [0, 1000, 2000, 3000]);
}

#[tokio::test]
async fn a_list_that_ends_with_a_page_is_not_asked_further() {
    for (total, pages) in [(0, 1), (1, 1), (1000, 1), (1001, 2), (2000, 2)] {
        let server = server_of(total, |_| true, 1000).await;
        let listing = pinned(&server, "v2").list().await.unwrap();
        assert_eq!(listing.tokens.len(), total);
        assert_eq!(searches(&server).len(), pages, "{total}");
    }
}

#[tokio::test]
async fn a_server_that_gives_less_at_once_is_asked_for_what_it_gives() {
    let server = server_of(250, |_| true, 100).await;
    let listing = pinned(&server, "v2").list().await.unwrap();
    assert_eq!(listing.tokens.len(), 250);
}

#[tokio::test]
async fn pages_are_sorted_by_what_does_not_change() {
    let server = server_of(1, |_| true, 1000).await;
    pinned(&server, "v2").list().await.unwrap();
    // Users come by their ids where nothing else is asked for (contract 08).
    for (path, part, column) in [
        (
            "/v2/users/pats/search",
            "pagination",
            Some("PERSONAL_ACCESS_TOKEN_FIELD_NAME_ID"),
        ),
        ("/v2/users", "query", None),
        (
            "/v2/organizations/_search",
            "query",
            Some("ORGANIZATION_FIELD_NAME_NAME"),
        ),
    ] {
        let seen = server.seen();
        let request = seen.iter().find(|request| request.path == path).unwrap();
        let body: Value = serde_json::from_str(&request.body).unwrap();
        assert_eq!(
            body.get("sortingColumn").and_then(Value::as_str),
            column,
            "{path}"
        );
        assert_eq!(body[part]["asc"], true, "{path}");
    }
}

#[tokio::test]
async fn a_list_that_shrinks_while_it_is_read_is_read_again() {
    // Between its first two pages one token is deleted: what was the first of page two is not on it.
    let asked = AtomicUsize::new(0);
    let server = Server::start(move |request| {
        if !request.path.ends_with("/pats/search") {
            return json(200, "{\"details\":{}}");
        }
        let is_first = asked.fetch_add(1, Ordering::Relaxed) == 0;
        let (offset, limit) = part(request);
        let all: Vec<usize> = (0..1500).filter(|at| is_first || *at != 3).collect();
        let rows = all.iter().skip(offset).take(limit);
        page(all.len(), limit, rows.map(|at| row(*at)).collect())
    })
    .await;
    let listing = pinned(&server, "v2").list().await.unwrap();
    let ids: HashSet<&str> = listing
        .tokens
        .iter()
        .map(|token| token.id.0.as_str())
        .collect();
    assert_eq!(ids.len(), 1499);
    assert!(
        ids.contains(format!("{:018}", 1000).as_str()),
        "the one that moved"
    );
}

#[tokio::test]
async fn a_list_that_never_stands_still_is_given_up() {
    let asked = AtomicUsize::new(0);
    let server = Server::start(move |request| {
        if !request.path.ends_with("/pats/search") {
            return json(200, "{\"details\":{}}");
        }
        let total = 5000 - asked.fetch_add(1, Ordering::Relaxed);
        let (_, limit) = part(request);
        page(total, limit, Vec::new())
    })
    .await;
    let refused = pinned(&server, "v2").list().await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::ServerFailed, "{refused}");
    assert!(server.seen().len() < 30, "and soon");
}

#[tokio::test]
async fn a_list_that_never_ends_is_given_up() {
    for applied in [1, 1000, usize::MAX] {
        let server = Server::start(move |request| match request.path.as_str() {
            "/v2/users/pats/search" => page(1_000_001, applied, vec![row(1)]),
            _ => json(200, "{\"details\":{}}"),
        })
        .await;
        let refused = pinned(&server, "v2").list().await.unwrap_err();
        assert_eq!(refused.code, ErrorCode::BadAnswer, "{refused}");
    }
    // The same row again and again.
    let server = Server::start(move |request| match request.path.as_str() {
        "/v2/users/pats/search" => page(1_000_000, 1, vec![row(1)]),
        _ => json(200, "{\"details\":{}}"),
    })
    .await;
    let refused = pinned(&server, "v2").list().await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::BadAnswer, "{refused}");
    assert!(searches(&server).len() < 1100);
}

#[tokio::test]
async fn a_limit_that_makes_no_sense_skips_no_row() {
    for applied in [0, 5000, usize::MAX] {
        let server = Server::start(move |request| match request.path.as_str() {
            "/v2/users/pats/search" => {
                let (offset, limit) = part(request);
                let rows = offset..2500.min(offset + limit);
                page(2500, applied, rows.map(row).collect())
            }
            _ => json(200, "{\"details\":{}}"),
        })
        .await;
        let listing = pinned(&server, "v2").list().await.unwrap();
        assert_eq!(listing.tokens.len(), 2500, "{applied}");
    }
}

#[tokio::test]
async fn there_is_one_time_for_a_whole_list() {
    let server = Server::start(|request| match request.path.as_str() {
        "/v2/users/pats/search" => {
            // Each page in good time, and new.
            std::thread::sleep(Duration::from_millis(20));
            let (offset, _) = part(request);
            page(1_000_000, 1, vec![row(offset)])
        }
        _ => json(200, "{\"details\":{}}"),
    })
    .await;
    let hurried = patwarden_providers::HttpServers::with_limits(patwarden_providers::Limits {
        list: Duration::from_millis(300),
        ..patwarden_providers::Limits::default()
    });
    let address = address(&server.url(""));
    let provider = opened(&hurried, &address, SECRET, Some("v2"), true);
    let began = Instant::now();
    let refused = provider.list().await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::TimedOut, "{refused}");
    assert!(began.elapsed() < Duration::from_secs(3));
}

#[tokio::test]
async fn a_row_that_cannot_be_read_makes_the_list_no_list() {
    for body in [
        "{\"result\":[{\"userId\":\"1\"}]}",
        "{\"result\":[{\"id\":\"1\",\"userId\":\"1\",\"expirationDate\":\"soon\"}]}",
        "{\"result\":{}}",
        "[]",
        "",
    ] {
        let server = Server::start(move |request| match request.path.as_str() {
            "/v2/users/pats/search" => json(200, body),
            _ => json(200, "{\"details\":{}}"),
        })
        .await;
        let refused = pinned(&server, "v2").list().await.unwrap_err();
        assert_eq!(refused.code, ErrorCode::BadAnswer, "{body}");
    }
}

#[tokio::test]
async fn a_row_seen_twice_is_one_token() {
    let server = Server::start(|request| match request.path.as_str() {
        "/v2/users/pats/search" => page(2, 1000, vec![row(1), row(1)]),
        _ => json(200, "{\"details\":{}}"),
    })
    .await;
    let listing = pinned(&server, "v2").list().await.unwrap();
    assert_eq!(listing.tokens.len(), 1);
    let token = &listing.tokens[0];
    assert_eq!(
        token.owner.name, "1",
        "of an owner no list names, the id is all there is"
    );
}

#[tokio::test]
async fn one_owners_tokens_are_read_to_the_end_too() {
    let seed = Seed::Fleet {
        users: 2,
        tokens: 1200,
    };
    let all = sandbox(&Api::ALL, seed).await;
    let provider = administrator(&all);
    let users = all.zitadel().users();
    let mut owner = somebody();
    owner.id = users[0].id.clone();
    owner.organization_id = Some(all.zitadel().organization_id());
    let listing = provider.list_of(&owner).await.unwrap();
    assert_eq!(listing.tokens.len(), 1200);
    assert_eq!(
        listing.owners[0].owner.name, users[0].user_name,
        "as it is called now"
    );
}
