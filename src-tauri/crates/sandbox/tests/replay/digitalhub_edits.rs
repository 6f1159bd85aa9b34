//! What was done to the recorded server between exchanges, as the notes tell.

use chrono::TimeDelta;
use patwarden_sandbox::Sandbox;
use patwarden_sandbox::digitalhub::{StoredAuthentication, StoredToken};

use crate::recording::Exchange;
use crate::{digitalhub_variation, wire};

/// Makes the change that comes before this exchange.
pub(crate) fn before(stem: &str, exchange: &Exchange, sandbox: &Sandbox) {
    let note = exchange.note.as_str();
    let edit =
        |name: &str, change: &dyn Fn(&mut StoredToken)| {
            sandbox.digitalhub().edit_tokens(|token| {
                // Under the name of the varied recording, too.
                if token.name.as_deref().is_some_and(|known| {
                    known == name || known == digitalhub_variation::other(name)
                }) {
                    change(token);
                }
            });
        };
    let nameless = |change: &dyn Fn(&mut StoredToken)| {
        sandbox.digitalhub().edit_tokens(|token| {
            if token.name.is_none() {
                change(token);
            }
        });
    };
    match (stem, note) {
        ("05a-auth", note) if note.contains("created a project named from-pat") => {
            make_project(sandbox, "from-pat");
        }
        ("05a-auth", note) if note.starts_with("the token no-scope-at-all is now a day past") => {
            edit("no-scope-at-all", &|token| shift(token, -366));
        }
        ("05a-auth", "the token made-by-a-pat now has no expiry in the database") => {
            edit("made-by-a-pat", &|token| token.expires_at = None);
        }
        ("05a-auth", note) if note.starts_with("the same row with expiry in 30 days") => {
            edit("made-by-a-pat", &|token| {
                token.expires_at = Some(token.issued_at + TimeDelta::days(30));
                token.name = None;
                token.scopes = None;
                token.ip_address = None;
            });
        }
        ("05a-auth", note) if note.starts_with("PAT whose stored authentication is damaged") => {
            nameless(&|token| token.authentication = StoredAuthentication::Damaged);
        }
        ("05a-auth", note) if note.starts_with("PAT without stored authentication") => {
            nameless(&|token| token.authentication = StoredAuthentication::Missing);
        }
        ("07a-token-exchange", note) if note.starts_with("exchange of an expired PAT") => {
            edit("to-expire", &|token| shift(token, -366));
        }
        ("07a-token-exchange", note) if note.starts_with("exchange of a PAT without stored") => {
            edit("to-expire", &|token| {
                shift(token, 366);
                token.authentication = StoredAuthentication::Missing;
            });
        }
        ("07a-token-exchange", note) if note.starts_with("exchange of a PAT with damaged") => {
            edit("to-expire", &|token| {
                token.authentication = StoredAuthentication::Damaged;
            });
        }
        _ => {}
    }
}

fn make_project(sandbox: &Sandbox, name: &str) {
    let host = sandbox.digitalhub().url().trim_start_matches("http://");
    let headers = [
        (
            "authorization",
            format!("Basic {}", sandbox.digitalhub().named()["<ADMIN>"]),
        ),
        ("content-type", "application/json".to_owned()),
    ];
    let headers = headers.map(|(name, value)| (name.to_owned(), value));
    let body = format!("{{\"name\":\"{name}\"}}");
    let answer = wire::exchange(
        host,
        "POST",
        "/api/v1/projects",
        &headers,
        Some(body.as_bytes()),
    );
    assert_eq!(answer.status, 200);
}

fn shift(token: &mut StoredToken, days: i64) {
    token.issued_at += TimeDelta::days(days);
    token.expires_at = token.expires_at.map(|end| end + TimeDelta::days(days));
}
