//! Is there a ZITADEL? Asked without any credential.

use std::time::Duration;

use patwarden_core::account::{Address, SignInMethod};
use patwarden_core::error::Result;
use patwarden_core::ports::Discovery;
use reqwest::Method;
use reqwest::header::ACCEPT_LANGUAGE;
use serde::Deserialize;

use super::ID;
use super::attempt::What;
use super::refusal::{blocked, meaning, no_instance};
use super::said::Said;
use crate::http::{Answer, Http, status_trouble};
use crate::kind::{Recognized, appearance};
use crate::shown::shown;

/// What any server of `OpenID` Connect says; the paths are ZITADEL's own.
#[derive(Deserialize)]
struct Configuration {
    #[serde(rename = "token_endpoint")]
    token: Option<String>,
    #[serde(rename = "userinfo_endpoint")]
    userinfo: Option<String>,
    #[serde(rename = "introspection_endpoint")]
    introspection: Option<String>,
}

/// How long the version may take; it is only for show.
const VERSION_PATIENCE: Duration = Duration::from_secs(3);

/// Longest version that is believed, in bytes.
const LONGEST_VERSION: usize = 64;

/// Asks at the address.
pub(super) async fn recognize(http: &Http, address: &Address) -> Result<Recognized> {
    let url = address.join("/.well-known/openid-configuration");
    let request = || {
        http.request(Method::GET, &url)
            .header(ACCEPT_LANGUAGE, "en")
    };
    let explain = |answer: &Answer| match Said::read(answer) {
        said if said.message.starts_with("Your ZITADEL instance is blocked") => blocked(),
        said if said.is_starting() => meaning(&said, answer, &What::SignIn.anywhere()),
        _ => status_trouble(answer),
    };
    let answer = http.read_explained(request, explain).await?;
    let said = Said::read(&answer);
    // Only a ZITADEL says so (contracts 06, 12).
    if said.has_no_instance() {
        return Err(no_instance(&said));
    }
    if answer.status.is_server_error() {
        return Err(status_trouble(&answer));
    }
    let is_ours = answer.status.is_success()
        && serde_json::from_slice(&answer.body).is_ok_and(|found| is_zitadel(&found));
    if !is_ours {
        return Ok(Recognized::No(appearance(&answer)));
    }
    let version = tokio::time::timeout(VERSION_PATIENCE, version(http, address)).await;
    Ok(Recognized::Yes(Box::new(Discovery {
        provider: ID,
        address: address.clone(),
        version: version.ok().flatten(),
        methods: vec![SignInMethod::Pat],
        clock_skew_seconds: answer.clock_skew_seconds,
    })))
}

/// Keycloak, Okta and the like have these documents too, with other paths in them.
fn is_zitadel(found: &Configuration) -> bool {
    let ends =
        |url: &Option<String>, path: &str| url.as_ref().is_some_and(|url| url.ends_with(path));
    ends(&found.token, "/oauth/v2/token")
        && ends(&found.userinfo, "/oidc/v1/userinfo")
        && ends(&found.introspection, "/oauth/v2/introspect")
}

/// The one place that tells it without signing in, where nobody has closed it (contract 07).
async fn version(http: &Http, address: &Address) -> Option<String> {
    let url = address.join("/debug/metrics");
    let answer = http.send(http.request(Method::GET, &url)).await.ok()?;
    let text = answer.status.is_success().then(|| answer.text())?;
    let info = text.lines().find(|line| line.contains("target_info{"))?;
    let (_, behind) = info.split_once("service_version=\"")?;
    let (version, _) = behind.split_once('"')?;
    let is_believed = (1..=LONGEST_VERSION).contains(&version.len());
    is_believed.then(|| shown(version))
}
