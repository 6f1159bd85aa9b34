//! What the server says about itself to everybody (contract 06a), and what more where an
//! upstream provider is configured (contract 06b).

use serde_json::{Value, json};

use super::{LEVEL, ROUTES, USERNAME, VERSION};

const GRANTS: [&str; 3] = [
    "refresh_token",
    "client_credentials",
    "urn:ietf:params:oauth:grant-type:token-exchange",
];
/// For signing in through an upstream provider.
const CODE_GRANT: &str = "authorization_code";
const CLIENT_METHODS: [&str; 3] = ["client_secret_post", "client_secret_basic", "none"];
const SCOPES: [&str; 4] = ["openid", "credentials", "profile", "offline_access"];

fn grants(has_upstream: bool) -> Vec<&'static str> {
    let more = has_upstream.then_some(CODE_GRANT);
    GRANTS.into_iter().chain(more).collect()
}

pub(crate) fn openid_configuration(issuer: &str, has_upstream: bool) -> Value {
    let mut answer = json!({
        "grant_types_supported": grants(has_upstream),
        "issuer": issuer,
        "jwks_uri": format!("{issuer}/auth/jwks"),
        "response_types_supported": ["code"],
        "scopes_supported": SCOPES,
        "token_endpoint": format!("{issuer}/auth/token"),
        "token_endpoint_auth_methods_supported": CLIENT_METHODS,
    });
    if has_upstream {
        answer["authorization_endpoint"] = format!("{issuer}/auth/authorize").into();
        answer["userinfo_endpoint"] = format!("{issuer}/auth/userinfo").into();
    }
    answer
}

pub(crate) fn configuration(issuer: &str, has_upstream: bool) -> Value {
    let mut answer = json!({
        "container_registry": "",
        "dhcore_api_level": LEVEL,
        "dhcore_api_version": "v1",
        "dhcore_authentication_methods": ["basic"],
        "dhcore_default_files_store": "s3://dhcore",
        "dhcore_endpoint": issuer,
        "dhcore_name": "dhcore",
        "dhcore_realm": issuer,
        "dhcore_version": VERSION,
        "k8s_namespace": "default",
        "oauth2_grant_types_supported": grants(has_upstream),
        "oauth2_issuer": issuer,
        "oauth2_jwks_uri": format!("{issuer}/auth/jwks"),
        "oauth2_response_types_supported": ["code"],
        "oauth2_scopes_supported": SCOPES,
        "oauth2_token_endpoint": format!("{issuer}/auth/token"),
        "oauth2_token_endpoint_auth_methods_supported": CLIENT_METHODS,
    });
    if has_upstream {
        answer["dhcore_authentication_methods"] = json!(["jwt", "basic", "oidc"]);
        answer["dhcore_client_id"] = USERNAME.into();
        answer["oauth2_authorization_endpoint"] = format!("{issuer}/auth/authorize").into();
        answer["oauth2_userinfo_endpoint"] = format!("{issuer}/auth/userinfo").into();
    }
    answer
}

/// A description of the API in the format of the real one, of the calls there are here.
pub(crate) fn openapi(issuer: &str) -> Value {
    let mut paths = serde_json::Map::new();
    for (method, path, _) in ROUTES {
        let operations = paths.entry(*path).or_insert_with(|| json!({}));
        operations[method.to_ascii_lowercase()] =
            json!({"responses": {"200": {"description": "OK"}}});
    }
    json!({
        "openapi": "3.0.1",
        "info": {"title": "DHCore", "version": VERSION},
        "servers": [{"url": issuer}],
        "paths": paths,
    })
}
