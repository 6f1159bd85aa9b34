//! Requests to the sandbox's `DigitalHub`, signed in as its administrator.

use patwarden_sandbox::Sandbox;
use reqwest::{Client, Method, RequestBuilder};

/// A request for the tokens, or with `/<id>` for one of them.
pub(crate) fn tokens(
    client: &Client,
    sandbox: &Sandbox,
    method: Method,
    below: &str,
) -> RequestBuilder {
    let hub = sandbox.digitalhub();
    client
        .request(
            method,
            format!("{}/api/v1/tokens/personal{below}", hub.url()),
        )
        .basic_auth(hub.username(), Some(hub.password()))
}
