//! A signed-in connection, and how it asks.

use std::fmt;

use patwarden_core::account::{Address, SignInMethod};
use patwarden_core::error::{Field, Result};
use patwarden_core::owner::KnownOwner;
use patwarden_core::ports::Credential;
use patwarden_core::secret::SignInSecret;
use patwarden_core::{CoreError, ErrorCode};
use reqwest::RequestBuilder;
use reqwest::header::ACCEPT_LANGUAGE;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};
use tokio::sync::OnceCell;

use super::attempt::Attempt;
use super::call::Call;
use super::credential::refuse_malformed;
use super::interface::{Interface, Spoken, missing};
use super::refusal::{Answered, Refused};
use crate::http::{Answer, Http};

/// Selects the organization on v1; on v2 it does nothing (contract 05).
const ORGANIZATION: &str = "x-zitadel-orgid";

/// What requests are made with.
pub(super) struct Connection {
    pub(super) http: Http,
    pub(super) address: Address,
    pub(super) spoken: Spoken,
    /// Who we are; it does not change while a connection lives.
    pub(super) me: OnceCell<KnownOwner>,
    secret: SignInSecret,
}

/// What a success holds.
pub(super) struct Got<T> {
    pub(super) body: T,
    /// Server clock minus ours, in seconds.
    pub(super) clock_skew_seconds: i64,
}

impl fmt::Debug for Connection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Connection")
            .field("address", &self.address)
            .field("spoken", &self.spoken)
            .finish_non_exhaustive()
    }
}

impl Connection {
    pub(super) fn new(http: Http, credential: &Credential<'_>) -> Result<Self> {
        if credential.method != SignInMethod::Pat {
            return Err(CoreError::invalid(
                Field::Secret,
                "sign in to a ZITADEL with a personal access token of a service user",
            ));
        }
        // EXPOSE: only looked at, so that what is no token is never sent.
        let secret = credential.secret.expose_secret().trim();
        refuse_malformed(secret)?;
        Ok(Self {
            http,
            address: credential.server.address.clone(),
            spoken: Spoken::new(credential.interface, credential.pinned)?,
            me: OnceCell::new(),
            secret: SignInSecret::new(secret),
        })
    }

    pub(super) fn host(&self) -> String {
        self.address.host()
    }

    /// A request signed with the account's token. No timeout is told to the server: it reports short
    /// ones wrongly (contract 04).
    fn request(&self, call: &Call) -> RequestBuilder {
        // EXPOSE: the credential goes to the server it was given for; reqwest marks it as sensitive.
        self.signed(call, self.secret.expose_secret())
    }

    pub(super) fn signed(&self, call: &Call, bearer: &str) -> RequestBuilder {
        let url = self.address.join(&call.path);
        let mut request = self
            .http
            .request(call.method.clone(), &url)
            .header(ACCEPT_LANGUAGE, "en")
            .bearer_auth(bearer);
        if let Some(organization) = &call.organization {
            request = request.header(ORGANIZATION, organization);
        }
        match &call.body {
            Some(body) => request.json(body),
            None => request,
        }
    }

    /// Sends what may be sent twice.
    pub(super) async fn answer(&self, call: &Call, attempt: &Attempt<'_>) -> Answered<Answer> {
        let explain = |answer: &Answer| Refused::by(answer, attempt).error;
        let answer = self
            .http
            .read_explained(|| self.request(call), explain)
            .await?;
        if answer.status.is_success() {
            Ok(answer)
        } else {
            Err(Refused::by(&answer, attempt))
        }
    }

    /// Asks for something.
    pub(super) async fn read<T: DeserializeOwned>(
        &self,
        call: &Call,
        attempt: &Attempt<'_>,
    ) -> Answered<Got<T>> {
        let answer = self.answer(call, attempt).await?;
        match serde_json::from_slice(&answer.body) {
            Ok(body) => Ok(Got {
                body,
                clock_skew_seconds: answer.clock_skew_seconds,
            }),
            Err(_) => Err(self.unreadable(&answer)),
        }
    }

    /// A success that holds nothing of use.
    pub(super) fn unreadable(&self, answer: &Answer) -> Refused {
        Refused {
            // A proxy may answer every path it does not know with a page.
            no_route: answer.header("content-type").starts_with("text/html"),
            ..CoreError::new(
                ErrorCode::BadAnswer,
                format!(
                    "{} sent an answer that cannot be read; try again, or check that nothing stands between",
                    self.host()
                ),
            )
            .into()
        }
    }

    /// Asks for a change that must not be made twice, over an interface that is known or proven with a
    /// read, and never over another one. Anything but a refusal leaves open whether it was made: `lost`
    /// says so.
    pub(super) async fn once<T: DeserializeOwned>(
        &self,
        call: impl Fn(Interface) -> Result<Call>,
        attempt: &Attempt<'_>,
        lost: impl Fn(&str) -> CoreError,
    ) -> Result<Got<T>> {
        let interface = self.interface_for(attempt).await?;
        match self.sent_once(&call(interface)?, attempt, &lost).await {
            Err(refused) if refused.no_route => Err(match self.spoken.pinned() {
                // Nobody said that the server has this one. Where it has nothing of it, it did nothing.
                Some(pinned) if self.lacks(pinned, attempt).await => missing(pinned, &self.host()),
                _ => lost("something on the way says that there is no such call"),
            }),
            answered => answered.map_err(|refused| refused.error),
        }
    }

    /// The interface a change is asked for over.
    pub(super) async fn interface_for(&self, attempt: &Attempt<'_>) -> Result<Interface> {
        let probe = |interface| self.probe(interface, attempt);
        self.spoken.proven(&self.host(), probe).await
    }

    /// The smallest read of an interface.
    async fn probe(&self, interface: Interface, attempt: &Attempt<'_>) -> Answered<()> {
        let organization = attempt.organization_id();
        let call = match interface {
            Interface::Connect | Interface::V2 => {
                Call::list_tokens(interface, json!({"pagination": {"limit": 1}}))
            }
            Interface::V1 => {
                Call::list_users(interface, organization, json!({"query": {"limit": 1}}))
            }
        };
        self.read::<Map<String, Value>>(&call, attempt).await?;
        Ok(())
    }

    async fn lacks(&self, interface: Interface, attempt: &Attempt<'_>) -> bool {
        let probed = self.probe(interface, attempt).await;
        probed.is_err_and(|refused| refused.no_route)
    }

    async fn sent_once<T: DeserializeOwned>(
        &self,
        call: &Call,
        attempt: &Attempt<'_>,
        lost: &impl Fn(&str) -> CoreError,
    ) -> Answered<Got<T>> {
        let answer = match self.http.send(self.request(call)).await {
            Ok(answer) => answer,
            Err(failed) if failed.may_have_arrived => {
                return Err(lost(&failed.error.message).into());
            }
            Err(failed) => return Err(failed.into()),
        };
        if answer.status.is_success() {
            return match serde_json::from_slice(&answer.body) {
                Ok(body) => Ok(Got {
                    body,
                    clock_skew_seconds: answer.clock_skew_seconds,
                }),
                Err(_) => Err(lost("the answer could not be read").into()),
            };
        }
        let refused = Refused::by(&answer, attempt);
        // A collision left nothing behind; of any other failure inside the server nobody knows.
        if refused.error.code == ErrorCode::ServerFailed && !refused.is_collision {
            return Err(lost(&refused.error.message).into());
        }
        Err(refused)
    }
}
