//! `/auth/token`: an access token for a personal access token (contract 07a).

use axum::http::StatusCode;
use serde::Serialize;

use super::authentication::{Unusable, basic_credentials, starts_with, usable};
use super::reply::{controller_error, framework_error, not_acceptable};
use super::signing::{AccessToken, LIFETIME, SigningKey};
use super::world::{Identity, PASSWORD, USERNAME, World};
use crate::asked::Asked;
use crate::reply::Reply;

const EXCHANGE: &str = "urn:ietf:params:oauth:grant-type:token-exchange";
const ACCESS_TOKEN: &str = "urn:ietf:params:oauth:token-type:access_token";
const PAT: &str = "urn:ietf:params:oauth:token-type:pat";

#[derive(Serialize)]
struct Exchanged<'a> {
    token_type: &'a str,
    access_token: &'a str,
    id_token: &'a str,
    expires_in: i64,
    client_id: &'a str,
    issuer: &'a str,
    issued_token_type: &'a str,
    #[serde(flatten)]
    credentials: Option<Credentials<'a>>,
}

/// What the scope `credentials` adds, on a server that hands out none.
#[derive(Default, Serialize)]
struct Credentials<'a> {
    container_registry_password: &'a str,
    container_registry_username: &'a str,
    dh_projects: &'a str,
}

/// Why there is no access token.
enum Refusal {
    /// Shape A with this message.
    Said(String),
    /// Shape G with this text; empty ones have no type either.
    Bare(&'static str),
    /// Shape B.
    Failed,
}

fn said<T>(message: &str) -> Result<T, Refusal> {
    Err(Refusal::Said(message.to_owned()))
}

pub(crate) fn answer(asked: &Asked, world: &World, key: &SigningKey, issuer: &str) -> Reply {
    // Another kind of Authorization is not looked at.
    if let Some(header) = asked.header("authorization")
        && starts_with(&header, "basic")
        && basic_credentials(&header) != Some((USERNAME.to_owned(), PASSWORD.to_owned()))
    {
        return framework_error(asked, StatusCode::FORBIDDEN);
    }
    let form = Form::of(asked);
    match exchange(&form, world, key, asked) {
        Ok(_) if !asked.takes_json() => not_acceptable(asked),
        Ok(identity) => {
            let token = key.sign(&AccessToken::for_identity(&identity, issuer, asked.now));
            let asks_credentials = form.scopes().any(|scope| scope == "credentials");
            Reply::json(
                StatusCode::OK,
                &Exchanged {
                    token_type: "Bearer",
                    access_token: &token,
                    id_token: &token,
                    expires_in: LIFETIME,
                    client_id: USERNAME,
                    issuer,
                    issued_token_type: ACCESS_TOKEN,
                    credentials: asks_credentials.then(Credentials::default),
                },
            )
        }
        Err(Refusal::Said(message)) => controller_error(asked, StatusCode::BAD_REQUEST, &message),
        Err(Refusal::Bare("")) => Reply::empty(StatusCode::BAD_REQUEST),
        Err(Refusal::Bare(text)) => Reply::text(StatusCode::BAD_REQUEST, text),
        Err(Refusal::Failed) => framework_error(asked, StatusCode::INTERNAL_SERVER_ERROR),
    }
}

/// Whom the access token is for.
fn exchange(
    form: &Form,
    world: &World,
    key: &SigningKey,
    asked: &Asked,
) -> Result<Identity, Refusal> {
    match form.get("grant_type") {
        Some(EXCHANGE) => {}
        Some("authorization_code") => return said("invalid request"),
        _ => return said("invalid or unsupported grant type"),
    }
    let mut seen = Vec::new();
    for scope in form.scopes() {
        if seen.contains(&scope) {
            return said(&format!("duplicate element: {scope}"));
        }
        seen.push(scope);
    }
    if form.get("client_id").is_some_and(|id| id != USERNAME) {
        return said("invalid or missing client_id");
    }
    // The kind is checked, but not against what the subject token is.
    let kind_is_known = form
        .get("subject_token_type")
        .is_none_or(|kind| kind == PAT || kind == ACCESS_TOKEN);
    if !kind_is_known {
        return said("invalid or missing subject_token_type");
    }
    let wanted = form.get("requested_token_type");
    match wanted {
        Some(PAT) if seen.contains(&"offline_access") => {
            return said("offline_access scope not allowed for PAT");
        }
        None | Some(ACCESS_TOKEN | PAT) => {}
        Some(_) => return said("invalid or missing requested_token_type"),
    }
    let Some(subject) = form.get("subject_token") else {
        return said("invalid or missing subject_token");
    };
    if subject.trim().is_empty() {
        return said("token cannot be empty");
    }
    let Some(token) = world.of_value(subject) else {
        let is_our_own = key.verify(subject, asked.now).is_ok();
        return said(if is_our_own {
            "invalid subject token"
        } else {
            "invalid or missing subject_token"
        });
    };
    if wanted == Some(PAT) {
        return said("invalid or missing subject_token_type");
    }
    usable(token, asked.now).map_err(|why| match why {
        Unusable::Expired => Refusal::Bare("Personal access token is expired"),
        Unusable::WithoutExpiry => Refusal::Failed,
        Unusable::AuthenticationMissing => Refusal::Bare("Missing authentication for token"),
        Unusable::AuthenticationDamaged => Refusal::Bare(""),
    })
}

/// The parameters of the query and of the form; of a doubled one the first counts.
struct Form(Vec<(String, String)>);

impl Form {
    fn of(asked: &Asked) -> Self {
        let mut parameters = asked.query.clone();
        let is_form = asked
            .header("content-type")
            .is_some_and(|kind| starts_with(&kind, "application/x-www-form-urlencoded"));
        if is_form {
            parameters.extend(url::form_urlencoded::parse(&asked.body).into_owned());
        }
        Self(parameters)
    }

    fn get(&self, name: &str) -> Option<&str> {
        self.0
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }

    fn scopes(&self) -> impl Iterator<Item = &str> {
        self.get("scope")
            .unwrap_or_default()
            .split(' ')
            .filter(|scope| !scope.is_empty())
    }
}
