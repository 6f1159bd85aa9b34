//! What a refusal means. The server's shapes vary and say little; a PAT has to be asked about at
//! `/auth/token`, the only place that tells expired from unknown (contract 07a).

use patwarden_core::account::SignInMethod;
use patwarden_core::{CoreError, ErrorCode};
use reqwest::{Method, StatusCode};

use super::connection::Connection;
use crate::http::{Answer, status_trouble};

impl Connection {
    /// The cause behind an answer that is no success.
    pub(super) async fn refusal(&self, answer: &Answer) -> CoreError {
        match answer.status {
            StatusCode::UNAUTHORIZED => self.unauthorized(answer).await,
            StatusCode::FORBIDDEN => self.forbidden(),
            // An expired PAT is a 500 on the API, without a reason (contract 05a).
            StatusCode::INTERNAL_SERVER_ERROR if self.method == SignInMethod::Pat => self
                .ask_about_own()
                .await
                .unwrap_or_else(|| status_trouble(answer)),
            _ => status_trouble(answer),
        }
    }

    async fn unauthorized(&self, answer: &Answer) -> CoreError {
        match self.method {
            SignInMethod::Basic => wrong_password(),
            SignInMethod::AccessToken => {
                if answer.header("www-authenticate").contains("Jwt expired") {
                    expired("the access token has expired; get a new one and connect again")
                } else {
                    unknown(
                        "the server does not know this access token; get a new one and connect again",
                    )
                }
            }
            SignInMethod::Pat => self.ask_about_own().await.unwrap_or_else(unknown_token),
        }
    }

    /// 403 is also what a missing or wrong password gets (reference 1.6).
    fn forbidden(&self) -> CoreError {
        match self.method {
            SignInMethod::Basic => wrong_password(),
            SignInMethod::Pat | SignInMethod::AccessToken => CoreError::new(
                ErrorCode::Forbidden,
                "the server knows this token but does not let it manage tokens; sign in as a user who may",
            ),
        }
    }

    /// Asks about the PAT that is signed in with.
    async fn ask_about_own(&self) -> Option<CoreError> {
        // EXPOSE: the token goes to the server it was given for, in the body, as the exchange wants.
        self.ask_about(self.secret.expose_secret()).await
    }

    /// Asks for an exchange of a PAT, whose refusal says why. `None` when it says nothing of use.
    pub(super) async fn ask_about(&self, subject: &str) -> Option<CoreError> {
        let url = self.address.join("/auth/token");
        let form = [
            (
                "grant_type",
                "urn:ietf:params:oauth:grant-type:token-exchange",
            ),
            ("subject_token_type", "urn:ietf:params:oauth:token-type:pat"),
            ("subject_token", subject),
        ];
        let answer = self
            .http
            .send(self.http.request(Method::POST, &url).form(&form))
            .await
            .ok()?;
        let text = answer.text();
        if answer.status == StatusCode::BAD_REQUEST {
            if text.contains("Personal access token is expired") {
                return Some(expired(
                    "the token this account signs in with has expired; make a new one on the server and connect again",
                ));
            }
            if text.contains("subject_token") && !text.contains("subject_token_type") {
                return Some(unknown_token());
            }
            if text.is_empty() || text.contains("Missing authentication") {
                return Some(unknown(
                    "the server can no longer read the token this account signs in with; make a new one on the server and connect again",
                ));
            }
        }
        None
    }
}

fn wrong_password() -> CoreError {
    CoreError::new(
        ErrorCode::SignInRefused,
        "the server refused this user name and password; check both",
    )
}

fn expired(message: &str) -> CoreError {
    CoreError::new(ErrorCode::SignInExpired, message)
}

fn unknown(message: &str) -> CoreError {
    CoreError::new(ErrorCode::SignInUnknown, message)
}

fn unknown_token() -> CoreError {
    unknown(
        "the server does not know the token this account signs in with: mistyped, or deleted there; make a new one and connect again",
    )
}
