//! A signed-in connection.

use patwarden_core::account::{Address, SignInMethod};
use patwarden_core::ports::Credential;
use patwarden_core::secret::SignInSecret;
use reqwest::{Method, RequestBuilder};

use crate::http::Http;

/// What requests are made with.
#[derive(Debug)]
pub(super) struct Connection {
    pub(super) http: Http,
    pub(super) address: Address,
    pub(super) method: SignInMethod,
    username: String,
    pub(super) secret: SignInSecret,
}

impl Connection {
    pub(super) fn new(http: Http, credential: &Credential<'_>) -> Self {
        Self {
            http,
            address: credential.server.address.clone(),
            method: credential.method,
            username: credential.username.unwrap_or_default().to_owned(),
            secret: credential.secret.clone(),
        }
    }

    /// A signed request. reqwest marks both kinds of credential as sensitive.
    pub(super) fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let request = self.http.request(method, &self.address.join(path));
        // EXPOSE: the credential goes to the server it was given for.
        let secret = self.secret.expose_secret();
        match self.method {
            SignInMethod::Basic => request.basic_auth(&self.username, Some(secret)),
            SignInMethod::Pat | SignInMethod::AccessToken => request.bearer_auth(secret),
        }
    }
}
