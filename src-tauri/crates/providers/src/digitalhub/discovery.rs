//! Is there a `DigitalHub`, and how does one sign in to it? Asked without any credential.

use patwarden_core::account::{Address, SignInMethod};
use patwarden_core::error::Result;
use patwarden_core::ports::Discovery;
use patwarden_core::{CoreError, ErrorCode};
use reqwest::Method;

use super::ID;
use super::wire::Configuration;
use crate::http::{Answer, Http, status_trouble};
use crate::kind::{Recognized, appearance};

/// Asks at the address.
pub(super) async fn recognize(http: &Http, address: &Address) -> Result<Recognized> {
    let url = address.join("/.well-known/configuration");
    let answer = http.read(|| http.request(Method::GET, &url)).await?;
    read(&answer, address)
}

fn read(answer: &Answer, address: &Address) -> Result<Recognized> {
    if answer.status.is_server_error() {
        return Err(status_trouble(answer));
    }
    let configuration = answer
        .status
        .is_success()
        .then(|| serde_json::from_slice::<Configuration>(&answer.body).ok())
        .flatten()
        .filter(|configuration| configuration.endpoint.is_some());
    let Some(configuration) = configuration else {
        return Ok(Recognized::No(appearance(answer)));
    };
    let Some(offered) = configuration.authentication_methods else {
        return Err(CoreError::new(
            ErrorCode::AuthenticationOff,
            "this DigitalHub asks nobody to sign in, so it has no personal access tokens; its administrator can switch authentication on",
        ));
    };
    let mut methods = Vec::new();
    if offered.iter().any(|method| method == "basic") {
        methods.push(SignInMethod::Basic);
    }
    methods.extend([SignInMethod::Pat, SignInMethod::AccessToken]);
    Ok(Recognized::Yes(Box::new(Discovery {
        provider: ID,
        address: address.clone(),
        version: configuration.version.filter(|version| version.len() <= 64),
        methods,
        clock_skew_seconds: answer.clock_skew_seconds,
    })))
}
