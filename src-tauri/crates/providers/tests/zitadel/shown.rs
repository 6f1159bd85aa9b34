//! What a server says about itself and its users cannot write into what it is shown in.

use patwarden_core::ErrorCode;
use patwarden_core::ports::Servers;
use serde_json::{Value, json as value};

use crate::given::{new_token, pinned, somebody};
use crate::recorded::{always, recorded};
use crate::scripted::{Reply, Server, address, json, servers};

/// A name that turns the line, rings, colours and does not end.
fn wild(word: &str) -> String {
    format!("{word}\u{202e}\u{7}\u{1b}[31m\n{}", "x".repeat(5000))
}

fn assert_tame(text: &str) {
    let is_wild = |c: char| c.is_control() || ('\u{202a}'..='\u{202e}').contains(&c);
    assert!(!text.contains(is_wild), "{text:?}");
    assert!(text.chars().count() <= 200, "{text:?}");
}

fn user(id: &str) -> Value {
    value!({
        "userId": id, "username": wild("robot"), "preferredLoginName": wild("robot"),
        "state": "USER_STATE_ACTIVE", "details": {"resourceOwner": "2"},
    })
}

/// A server of one user with this id, and one token.
async fn server_of(user_id: &'static str, token_id: &'static str) -> Server {
    Server::start(move |request| {
        let body = match request.path.as_str() {
            "/v2/users/pats/search" => {
                value!({"result": [{"id": token_id, "userId": user_id, "organizationId": "2"}]})
            }
            "/v2/users" => value!({"result": [user(user_id)]}),
            "/v2/organizations/_search" => value!({"result": [{"id": "2", "name": wild("Org")}]}),
            path if path.ends_with("orgs/me/members/_search") => {
                value!({"result": [{"userId": user_id, "roles": [wild("ORG_OWNER")]}]})
            }
            path if path.ends_with("grants/_search") => value!({"result": [{
                "id": "g", "userId": user_id, "roleKeys": [wild("deploy")],
                "projectName": wild("Factory"),
            }]}),
            _ => value!({"user": user(user_id)}),
        };
        json(200, &body.to_string())
    })
    .await
}

#[tokio::test]
async fn names_of_users_organizations_and_roles_are_tame_and_bounded() {
    let server = server_of("1", "t").await;
    let provider = pinned(&server, "v2");
    let listing = provider.list().await.unwrap();
    let known = &listing.owners[0];
    assert!(known.owner.name.starts_with("robot[31m"), "{known:?}");
    assert_tame(&known.owner.name);
    assert_tame(known.organization_name.as_deref().unwrap());
    assert_tame(&listing.tokens[0].owner.name);
    assert_tame(&provider.who_am_i().await.unwrap().owner.name);
    let directory = provider.directory().await.unwrap();
    assert_tame(&directory.organizations[0].name);
    let roles = &directory.roles.unwrap()[0].1;
    assert_eq!(roles.len(), 2, "of the organization and the project");
    for role in roles {
        assert_tame(&role.name);
        if let Some(place) = &role.place {
            assert_tame(place);
        }
    }
}

#[tokio::test]
async fn an_id_is_a_key_and_stays_as_it_is() {
    let server = server_of("a\u{202e}b", "t\u{202e}").await;
    let listing = pinned(&server, "v2").list().await.unwrap();
    assert_eq!(listing.tokens[0].id.0, "t\u{202e}");
    assert_eq!(listing.owners[0].owner.id, "a\u{202e}b");
    let token = r#"{"result":[{"id":"t","userId":"a\u202eb"}]}"#;
    let server = Server::start(move |request| match request.path.as_str() {
        "/v2/users/pats/search" => json(200, token),
        _ => json(200, "{}"),
    })
    .await;
    let listing = pinned(&server, "v2").list().await.unwrap();
    assert_eq!(listing.tokens[0].owner.id, "a\u{202e}b");
    assert_eq!(
        listing.tokens[0].owner.name, "ab",
        "shown in place of a name"
    );
}

#[tokio::test]
async fn an_id_that_no_server_makes_makes_the_list_no_list() {
    let endless: &'static str = Box::leak("x".repeat(1001).into_boxed_str());
    for (user_id, token_id) in [
        ("a\nb", "t"),
        ("1", "t\u{0}"),
        (endless, "t"),
        ("1", endless),
    ] {
        let server = server_of(user_id, token_id).await;
        let refused = pinned(&server, "v2").list().await.unwrap_err();
        assert_eq!(refused.code, ErrorCode::BadAnswer, "{refused}");
    }
}

#[tokio::test]
async fn the_value_is_kept_whatever_else_of_the_answer_cannot_be_read() {
    let secret = "x".repeat(71);
    let body = value!({
        "token": secret, "tokenId": "a\nb", "creationDate": "soon", "details": {"sequence": {}},
    });
    let server = always(json(200, &body.to_string())).await;
    let issued = pinned(&server, "v2").create(&new_token(somebody())).await;
    let issued = issued.unwrap();
    // EXPOSE: the test compares it with what was answered.
    assert_eq!(issued.secret.expose_secret(), secret);
    assert_eq!(issued.token, None, "it is looked for by its mark");
}

#[tokio::test]
async fn a_version_is_tame() {
    let metrics = "target_info{service_name=\"ZITADEL\",service_version=\"v4\u{202e}.1\u{7}\"} 1\n";
    let server = Server::start(move |request| match request.path.as_str() {
        "/debug/metrics" => json(200, metrics),
        _ => recorded("07-whoami", "discovery"),
    })
    .await;
    let found = servers().discover(&address(&server.url(""))).await.unwrap();
    assert_eq!(found.version.as_deref(), Some("v4.1"));
}

async fn refused(reply: Reply) -> patwarden_core::CoreError {
    let server = always(reply).await;
    let created = pinned(&server, "v2").create(&new_token(somebody())).await;
    created.unwrap_err()
}

#[tokio::test]
async fn words_and_names_of_the_server_in_a_sentence_are_tame_and_bounded() {
    let body = value!({"code": 3, "message": wild("bad")});
    let error = refused(json(400, &body.to_string())).await;
    assert!(error.message.contains("bad[31mxxx"), "{error}");
    assert!(error.message.len() < 300, "{error}");
    assert!(!error.message.contains('\u{202e}'), "{error}");

    let domain = format!("id.example.org\u{202e}\u{7}<b>{}", "y".repeat(5000));
    let message = format!("unable to set instance using origin (ExternalDomain is {domain}): ID=1");
    let body = value!({"code": 5, "message": message});
    let error = refused(json(404, &body.to_string())).await;
    assert_eq!(error.code, ErrorCode::InstanceUnknown);
    assert!(error.message.contains("id.example.orgbyyy"), "{error}");
    assert!(error.message.len() < 500, "{error}");
    assert!(
        !error.message.contains(['\u{202e}', '\u{7}', '<']),
        "{error}"
    );
}
