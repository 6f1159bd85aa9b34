//! `OpenID` Connect, as far as a token can be tried there: discovery, keys and userinfo (contracts 06, 07).

use axum::http::{Method, StatusCode};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use super::answers::{self, Face, varying};
use super::call::Call;
use super::errors::Problem;
use super::instance::{self, host};
use super::records::UserState;
use super::values::next_id;
use super::{LANGUAGES, Zitadel};
use crate::asked::Asked;
use crate::digitalhub::signing::SigningKey;
use crate::reply::Reply;

/// The signing keys, by id.
#[derive(Debug)]
pub(crate) struct Keys(Vec<(u64, SigningKey)>);

impl Keys {
    pub(crate) fn new(now: DateTime<Utc>) -> Self {
        let first = next_id(0, now);
        let ids = [first, next_id(first, now)];
        Self(ids.map(|id| (id, SigningKey::new())).into())
    }

    fn published(&self) -> Value {
        let keys = self.0.iter().map(|(id, key)| {
            json!({
                "use": "sig",
                "kty": "RSA",
                "kid": id.to_string(),
                "alg": "RS256",
                "n": key.modulus(),
                "e": "AQAB",
            })
        });
        json!({"keys": keys.collect::<Vec<_>>()})
    }
}

/// The paths that are handled by no call: the keys, and what the sandbox does not have. `None` if the path
/// is not of this interface.
pub(crate) fn answer(server: &Zitadel, asked: &Asked) -> Option<Reply> {
    let path = asked.path.as_str();
    if !path.starts_with("/oauth/v2/") && !path.starts_with("/oidc/v1/") {
        return None;
    }
    let checked = instance::find(server, Face::Oidc, asked)
        .and_then(|()| instance::count(Face::Oidc, server.condition()));
    if let Err(problem) = checked {
        return Some(answers::problem(Face::Oidc, asked, &problem));
    }
    Some(if path == "/oauth/v2/keys" && asked.method == Method::GET {
        let reply = answers::json_reply(StatusCode::OK, &server.keys.published());
        varying(reply, true).header("cache-control", "max-age=300, must-revalidate")
    } else {
        answers::text(StatusCode::NOT_FOUND, "404 page not found\n").header("vary", "Origin")
    })
}

/// `GET /.well-known/openid-configuration`. The issuer is the host as the client named it.
pub(crate) fn discovery(call: &mut Call<'_>) -> Result<Value, Problem> {
    let issuer = format!("http://{}", host(call.asked));
    let at = |path: &str| format!("{issuer}{path}");
    let clients = [
        "none",
        "client_secret_basic",
        "client_secret_post",
        "private_key_jwt",
    ];
    Ok(json!({
        "issuer": issuer,
        "authorization_endpoint": at("/oauth/v2/authorize"),
        "token_endpoint": at("/oauth/v2/token"),
        "introspection_endpoint": at("/oauth/v2/introspect"),
        "userinfo_endpoint": at("/oidc/v1/userinfo"),
        "revocation_endpoint": at("/oauth/v2/revoke"),
        "end_session_endpoint": at("/oidc/v1/end_session"),
        "device_authorization_endpoint": at("/oauth/v2/device_authorization"),
        "jwks_uri": at("/oauth/v2/keys"),
        "scopes_supported": ["openid", "profile", "email", "phone", "address", "offline_access"],
        "response_types_supported": ["code", "id_token", "id_token token"],
        "response_modes_supported": ["query", "fragment", "form_post"],
        "grant_types_supported": [
            "authorization_code",
            "implicit",
            "refresh_token",
            "client_credentials",
            "urn:ietf:params:oauth:grant-type:jwt-bearer",
            "urn:ietf:params:oauth:grant-type:device_code",
        ],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported":
            ["EdDSA", "RS256", "RS384", "RS512", "ES256", "ES384", "ES512"],
        "request_object_signing_alg_values_supported": ["RS256"],
        "token_endpoint_auth_methods_supported": clients,
        "token_endpoint_auth_signing_alg_values_supported": ["RS256"],
        "revocation_endpoint_auth_methods_supported": clients,
        "revocation_endpoint_auth_signing_alg_values_supported": ["RS256"],
        "introspection_endpoint_auth_methods_supported": ["client_secret_basic", "private_key_jwt"],
        "introspection_endpoint_auth_signing_alg_values_supported": ["RS256"],
        "claims_supported": [
            "sub", "aud", "exp", "iat", "iss", "auth_time", "nonce", "acr", "amr", "c_hash", "at_hash",
            "act", "scopes", "client_id", "azp", "preferred_username", "name", "family_name",
            "given_name", "locale", "email", "email_verified", "phone_number", "phone_number_verified",
        ],
        "code_challenge_methods_supported": ["S256"],
        "ui_locales_supported": LANGUAGES,
        "request_parameter_supported": true,
        "request_uri_parameter_supported": false,
    }))
}

/// `GET` or `POST /oidc/v1/userinfo`: the cheapest way to ask whether a value is a live token.
pub(crate) fn userinfo(call: &mut Call<'_>) -> Result<Value, Problem> {
    let value =
        presented(call.asked).ok_or(Problem::OAuth("invalid_request", "access token missing"))?;
    let denied = |why| Problem::OAuth("access_denied", why);
    let token = call
        .world
        .token_of_value(&value, call.asked.now)
        .ok_or(denied("access token invalid"))?;
    instance::count(Face::Oidc, call.server.condition())?;
    let user = call
        .world
        .user(&token.user)
        .filter(|user| user.state == UserState::Active)
        .ok_or(denied("no active user"))?;
    let mut info = json!({"sub": user.id});
    if !token.has_scopes {
        return Ok(info);
    }
    info["name"] = user.name.as_str().into();
    info["preferred_username"] = user.user_name.as_str().into();
    info["updated_at"] = user.shown.at.timestamp().into();
    if let Some(organization) = call.world.organization(&user.organization) {
        let owner = "urn:zitadel:iam:user:resourceowner";
        info[format!("{owner}:id")] = organization.id.as_str().into();
        info[format!("{owner}:name")] = organization.name.as_str().into();
        info[format!("{owner}:primary_domain")] = organization.domain().into();
    }
    if !user.metadata.is_empty() {
        let entries = user.metadata.iter().map(|entry| {
            let value = URL_SAFE_NO_PAD.encode(&entry.value);
            (entry.key.clone(), Value::from(value))
        });
        info["urn:zitadel:iam:user:metadata"] = Value::Object(entries.collect());
    }
    Ok(info)
}

/// The token of the header, else of the query, else of a form.
fn presented(asked: &Asked) -> Option<String> {
    if let Some(header) = asked
        .header("authorization")
        .filter(|text| !text.is_empty())
    {
        return header.strip_prefix("Bearer ").map(str::to_owned);
    }
    let in_query = asked.parameters("access_token").next().map(str::to_owned);
    in_query.or_else(|| {
        url::form_urlencoded::parse(&asked.body)
            .find(|(name, _)| name == "access_token")
            .map(|(_, value)| value.into_owned())
    })
}
