//! What stands before a server and answers in its place is not taken for the server.

use patwarden_core::ErrorCode;
use patwarden_core::owner::NewOwner;
use patwarden_core::ports::Deleted;
use patwarden_core::token::ServerId;

use crate::given::{SECRET, is_connect, new_token, no_route, opened, pinned, somebody};
use crate::recorded::always;
use crate::scripted::{Reply, Request, Server, address, json, servers, with_header};

fn page(status: u16, kind: &str) -> Reply {
    Reply::Answer {
        status,
        headers: vec![("content-type".into(), kind.into())],
        body: "<html>welcome</html>".into(),
    }
}

/// The ways to say that there is no such call.
fn no_routes() -> [Reply; 5] {
    [
        no_route(),
        page(404, "text/html"),
        page(404, "text/plain"),
        json(405, ""),
        json(501, "{}"),
    ]
}

/// Answers every read on each interface; says this to everything that is to be made.
fn reads_only(request: &Request, made: &Reply) -> Reply {
    let makes = [
        "/pats",
        "AddPersonalAccessToken",
        "CreateUser",
        "/users/new",
        "/users/machine",
    ];
    if makes.iter().any(|end| request.path.ends_with(end)) {
        return made.clone();
    }
    json(200, r#"{"details":{"totalResult":"1"}}"#)
}

fn creates(server: &Server) -> usize {
    let seen = server.seen();
    let is_create = |request: &&Request| reads_only(request, &Reply::Cut).is_cut();
    seen.iter().filter(is_create).count()
}

impl Reply {
    fn is_cut(&self) -> bool {
        matches!(self, Self::Cut)
    }
}

fn new_owner() -> NewOwner {
    NewOwner {
        user_name: "ci-runner".into(),
        name: "CI Runner".into(),
        organization_id: Some("1".into()),
    }
}

#[tokio::test]
async fn a_create_is_sent_once_whoever_says_that_there_is_no_such_call() {
    for made in no_routes() {
        for (interface, is_pinned) in [
            (None, false),
            (Some("connect"), false),
            (Some("v2"), false),
            (Some("v1"), false),
            (Some("connect"), true),
            (Some("v2"), true),
            (Some("v1"), true),
        ] {
            let reply = made.clone();
            let server = Server::start(move |request| reads_only(request, &reply)).await;
            let address = address(&server.url(""));
            let provider = opened(&servers(), &address, SECRET, interface, is_pinned);
            let lost = provider.create(&new_token(somebody())).await.unwrap_err();
            let shown = format!("{interface:?} {is_pinned} {made:?}");
            assert_eq!(lost.code, ErrorCode::AnswerLost, "{shown}: {lost}");
            assert_eq!(creates(&server), 1, "{shown}");
            let lost = provider.create_owner(&new_owner()).await.unwrap_err();
            assert_eq!(lost.code, ErrorCode::AnswerLost, "{shown}: {lost}");
            assert!(lost.message.contains("service user may exist"), "{lost}");
            assert_eq!(creates(&server), 2, "{shown}");
        }
    }
}

#[tokio::test]
async fn nothing_is_made_where_no_interface_can_be_proven() {
    for (reply, code) in [
        (no_route(), ErrorCode::WrongProduct),
        (page(200, "text/html"), ErrorCode::WrongProduct),
        (page(200, "text/plain"), ErrorCode::BadAnswer),
        (json(500, "{}"), ErrorCode::ServerFailed),
        (Reply::Cut, ErrorCode::Unreachable),
    ] {
        let shown = format!("{reply:?}");
        let server = always(reply).await;
        let provider = opened(&servers(), &address(&server.url("")), SECRET, None, false);
        let refused = provider.create(&new_token(somebody())).await.unwrap_err();
        assert_eq!(refused.code, code, "{shown}: {refused}");
        let refused = provider.create_owner(&new_owner()).await.unwrap_err();
        assert_eq!(refused.code, code, "{shown}: {refused}");
        assert_eq!(creates(&server), 0, "{shown}");
    }
}

#[tokio::test]
async fn an_account_that_may_add_and_not_list_finds_its_interface() {
    let value = "x".repeat(71);
    let server = Server::start(move |request| match request.path.as_str() {
        path if path.ends_with("AddPersonalAccessToken") => {
            json(200, &format!("{{\"tokenId\":\"1\",\"token\":\"{value}\"}}"))
        }
        _ => json(
            403,
            r#"{"code":"permission_denied","message":"no (AUTH-5mWD2)"}"#,
        ),
    })
    .await;
    let provider = opened(&servers(), &address(&server.url("")), SECRET, None, false);
    provider.create(&new_token(somebody())).await.unwrap();
    assert_eq!(provider.interface().as_deref(), Some("connect"));
}

#[tokio::test]
async fn only_the_servers_own_answer_makes_a_delete_certain() {
    let id = ServerId("1".into());
    for (reply, expected) in [
        (json(200, "{}"), Ok(Deleted::Certainly)),
        (json(200, ""), Ok(Deleted::Allegedly)),
        (json(204, ""), Ok(Deleted::Allegedly)),
        (json(200, "\"ok\""), Ok(Deleted::Allegedly)),
        (json(200, "[]"), Ok(Deleted::Allegedly)),
        (page(200, "text/plain"), Ok(Deleted::Allegedly)),
        (page(200, "text/html"), Err(ErrorCode::InterfaceMissing)),
    ] {
        let shown = format!("{reply:?}");
        let server = always(reply).await;
        for interface in ["connect", "v2", "v1"] {
            let deleted = pinned(&server, interface).delete(&somebody(), &id).await;
            let deleted = deleted.map_err(|error| error.code);
            assert_eq!(deleted, expected, "{interface}: {shown}");
        }
    }
}

#[tokio::test]
async fn a_delete_that_a_page_answers_is_asked_for_over_the_next_interface() {
    let server = Server::start(|request| {
        if is_connect(request) {
            page(200, "text/html; charset=utf-8")
        } else {
            json(200, "{}")
        }
    })
    .await;
    let provider = opened(&servers(), &address(&server.url("")), SECRET, None, false);
    let deleted = provider.delete(&somebody(), &ServerId("1".into())).await;
    assert_eq!(deleted.unwrap(), Deleted::Certainly);
    assert_eq!(provider.interface().as_deref(), Some("v2"));
}

#[tokio::test]
async fn only_the_servers_own_words_are_repeated() {
    let server = always(page(400, "text/html")).await;
    let refused = pinned(&server, "v2").create(&new_token(somebody())).await;
    let refused = refused.unwrap_err();
    assert_eq!(refused.code, ErrorCode::Rejected);
    assert!(!refused.message.contains("welcome"), "{refused}");
    assert!(refused.message.contains("400"), "{refused}");
}

#[tokio::test]
async fn where_a_redirect_leads_is_told_in_short() {
    let target = format!("http://{}/", "a".repeat(2000));
    let server = always(with_header(json(302, ""), "location", &target)).await;
    let refused = pinned(&server, "v2").list().await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::RedirectRefused);
    assert!(refused.message.len() < 700, "{refused}");
}
