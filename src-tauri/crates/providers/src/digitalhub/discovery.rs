//! Is there a `DigitalHub`, and how does one sign in to it? Asked without any credential.

use patwarden_core::account::{Address, ProviderKind, SignInMethod};
use patwarden_core::error::Result;
use patwarden_core::ports::{Discovery, ServerAddress};
use patwarden_core::{CoreError, ErrorCode};
use reqwest::Method;

use super::wire::Configuration;
use crate::http::{Answer, Http, status_trouble};

/// Deepest path we climb: `/dh/console/a/b`.
const DEEPEST: usize = 6;

/// Asks at the address and, since people paste what their browser shows, at its parents.
pub(crate) async fn discover(http: &Http, server: &ServerAddress) -> Result<Discovery> {
    let mut first_refusal = None;
    for address in with_parents(&server.address) {
        let url = address.join("/.well-known/configuration");
        let asked = http.read(|| http.request(Method::GET, &url)).await;
        match asked.and_then(|answer| read(&answer, address)) {
            Ok(found) => return Ok(found),
            Err(error) if is_final(&error) => return Err(error),
            Err(error) => {
                first_refusal.get_or_insert(error);
            }
        }
    }
    Err(first_refusal.unwrap_or_else(|| CoreError::internal("nothing was asked")))
}

/// Another path of the same host does not mend these.
fn is_final(error: &CoreError) -> bool {
    !matches!(
        error.code,
        ErrorCode::WrongProduct | ErrorCode::RedirectRefused | ErrorCode::Rejected
    ) || error.message.contains("no credential goes there")
}

fn with_parents(address: &Address) -> Vec<Address> {
    let mut addresses = vec![address.clone()];
    let mut text = address.to_string();
    while addresses.len() < DEEPEST {
        let path = address.url().path().trim_matches('/');
        let Some(cut) = text.rfind('/').filter(|_| !path.is_empty()) else {
            break;
        };
        text.truncate(cut);
        match text.parse::<Address>() {
            Ok(parent) if parent.url().origin() == address.url().origin() => {
                let is_root = matches!(parent.url().path(), "" | "/");
                addresses.push(parent);
                if is_root {
                    break;
                }
            }
            _ => break,
        }
    }
    addresses
}

fn read(answer: &Answer, address: Address) -> Result<Discovery> {
    if answer.status.is_server_error() {
        return Err(status_trouble(answer));
    }
    let configuration = answer
        .status
        .is_success()
        .then(|| serde_json::from_slice::<Configuration>(&answer.body).ok())
        .flatten()
        .filter(|configuration| configuration.endpoint.is_some())
        .ok_or_else(|| another_product(answer, &address))?;
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
    Ok(Discovery {
        provider: ProviderKind::DigitalHub,
        address,
        version: configuration.version.filter(|version| version.len() <= 64),
        methods,
        clock_skew_seconds: answer.clock_skew_seconds,
    })
}

fn another_product(answer: &Answer, address: &Address) -> CoreError {
    let host = address.host();
    let kind = answer
        .header("content-type")
        .split(';')
        .next()
        .unwrap_or_default()
        .trim();
    let seen = match kind {
        "text/html" => "a web page",
        "application/json" => "something else",
        _ => "nothing we know",
    };
    CoreError::new(
        ErrorCode::WrongProduct,
        format!("{host} answers with {seen}, not as a DigitalHub; check the address and its path"),
    )
}
