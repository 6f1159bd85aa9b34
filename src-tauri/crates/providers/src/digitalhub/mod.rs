//! `DigitalHub` core 0.15. Protocol facts come from recordings of a running server; the numbers in
//! comments name them.

mod discovery;
mod refusal;
mod tokens;
mod wire;

use patwarden_core::account::{Address, SignInMethod};
use patwarden_core::capabilities::{
    Capabilities, Expiry, Naming, OfferedScope, Owners, ScopeChoice,
};
use patwarden_core::ports::ServerAddress;
use patwarden_core::secret::SignInSecret;
use reqwest::{Method, RequestBuilder};

pub(crate) use discovery::discover;

use crate::http::Http;

/// A signed-in connection.
#[derive(Debug)]
pub(crate) struct DigitalHub {
    http: Http,
    address: Address,
    method: SignInMethod,
    username: String,
    secret: SignInSecret,
}

impl DigitalHub {
    pub(crate) fn new(
        http: Http,
        server: &ServerAddress,
        method: SignInMethod,
        username: Option<&str>,
        secret: &SignInSecret,
    ) -> Self {
        Self {
            http,
            address: server.address.clone(),
            method,
            username: username.unwrap_or_default().to_owned(),
            secret: secret.clone(),
        }
    }

    /// A signed request. reqwest marks both kinds of credential as sensitive.
    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let request = self.http.request(method, &self.address.join(path));
        // EXPOSE: the credential goes to the server it was given for.
        let secret = self.secret.expose_secret();
        match self.method {
            SignInMethod::Basic => request.basic_auth(&self.username, Some(secret)),
            SignInMethod::Pat | SignInMethod::AccessToken => request.bearer_auth(secret),
        }
    }
}

/// What a `DigitalHub` can do. Scopes in the order of its console.
pub(crate) fn capabilities() -> Capabilities {
    let scope = |id: &str, sensitive| OfferedScope {
        id: id.to_owned(),
        sensitive,
    };
    Capabilities {
        naming: Naming::Native,
        expiry: Expiry::FixedByServer { days: 365 },
        scopes: ScopeChoice::Chosen {
            scopes: vec![
                scope("profile", false),
                scope("openid", false),
                scope("credentials", true),
            ],
        },
        owners: Owners::SelfOnly,
    }
}
