//! The calls on tokens.

use async_trait::async_trait;
use patwarden_core::error::Result;
use patwarden_core::owner::{Directory, KnownOwner, NewOwner, OwnerState};
use patwarden_core::ports::{Covers, Deleted, Issued, Listing, NewToken, TokenProvider};
use patwarden_core::secret::PatSecret;
use patwarden_core::token::{Owner, RemoteToken, ServerId, TokenName};
use patwarden_core::{CoreError, ErrorCode};
use reqwest::{Method, StatusCode};
use serde::de::DeserializeOwned;

use super::connection::Connection;
use super::wire::{CreateAnswer, CreateBody, Entry, Page, WhoAmI};
use crate::http::{Answer, status_trouble};
use crate::shown::{shown, shown_up_to};

const TOKENS: &str = "/api/v1/tokens/personal";
const WHO_AM_I: &str = "/api/auth";

#[async_trait]
impl TokenProvider for Connection {
    async fn who_am_i(&self) -> Result<KnownOwner> {
        let answer = self
            .http
            .read(|| self.request(Method::GET, WHO_AM_I))
            .await?;
        let who: WhoAmI = self.accepted(&answer).await?;
        Ok(active(owner(&who.username)))
    }

    async fn list(&self) -> Result<Listing> {
        let answer = self.http.read(|| self.request(Method::GET, TOKENS)).await?;
        // One entry that cannot be read makes the list incomplete, and an incomplete list must never
        // say that a token is gone: it is refused whole.
        let page: Page = self.accepted(&answer).await?;
        let tokens: Vec<RemoteToken> = page.content.into_iter().map(remote).collect();
        Ok(Listing {
            owners: tokens
                .first()
                .map(|token| active(token.owner.clone()))
                .into_iter()
                .collect(),
            tokens,
            // Nobody's tokens but one's own are ever listed.
            covers: Covers::Everyone,
            clock_skew_seconds: answer.clock_skew_seconds,
        })
    }

    /// There is no other owner than the user signed in.
    async fn list_of(&self, _owner: &Owner) -> Result<Listing> {
        self.list().await
    }

    async fn get(&self, _owner: &Owner, id: &ServerId) -> Result<Option<RemoteToken>> {
        let path = entry_path(id)?;
        let answer = self.http.read(|| self.request(Method::GET, &path)).await?;
        if answer.status == StatusCode::NOT_FOUND {
            return Ok(None);
        }
        self.accepted(&answer)
            .await
            .map(|entry: Entry| Some(remote(entry)))
    }

    async fn create(&self, token: &NewToken) -> Result<Issued> {
        let body = CreateBody {
            name: token.name.as_str(),
            scopes: token.scopes.iter().map(String::as_str).collect(),
        };
        let answer = match self
            .http
            .send(self.request(Method::POST, TOKENS).json(&body))
            .await
        {
            Ok(answer) => answer,
            Err(failed) if failed.may_have_arrived => {
                return Err(answer_lost(&failed.error.message));
            }
            Err(failed) => return Err(failed.error),
        };
        if answer.status.is_success() {
            let parsed: CreateAnswer = serde_json::from_slice(&answer.body)
                .map_err(|_| answer_lost("the answer could not be read"))?;
            // EXPOSE: an empty value is no token, and must not be kept as one.
            if parsed.access_token.expose_secret().trim().is_empty() {
                return Err(answer_lost("the answer holds no token"));
            }
            return Ok(Issued {
                secret: parsed.access_token,
                token: None,
                clock_skew_seconds: answer.clock_skew_seconds,
            });
        }
        if answer.status.is_server_error() {
            return Err(match self.refusal(&answer).await {
                error if error.code == ErrorCode::ServerFailed => answer_lost(&error.message),
                error => error,
            });
        }
        Err(self.refusal(&answer).await)
    }

    async fn delete(&self, _owner: &Owner, id: &ServerId) -> Result<Deleted> {
        let path = entry_path(id)?;
        // Deleting what is gone answers 200 (contract 04), so a second try does no harm.
        let answer = self
            .http
            .read(|| self.request(Method::DELETE, &path))
            .await?;
        if answer.status.is_success() || answer.status == StatusCode::NOT_FOUND {
            return Ok(Deleted::Allegedly);
        }
        Err(self.refusal(&answer).await)
    }

    async fn accepts(&self, secret: &PatSecret) -> Result<bool> {
        let url = self.address.join(WHO_AM_I);
        // EXPOSE: the token goes to the server that made it, to be tried.
        let secret = secret.expose_secret();
        let answer = self
            .http
            .read(|| self.http.request(Method::GET, &url).bearer_auth(secret))
            .await?;
        match answer.status {
            status if status.is_success() => Ok(true),
            StatusCode::UNAUTHORIZED => Ok(false),
            // An expired one is a 500, and so is a server in trouble (contract 05a): only where the
            // exchange says why is it the token's fault.
            StatusCode::INTERNAL_SERVER_ERROR => match self.ask_about(secret).await {
                Some(_) => Ok(false),
                None => Err(status_trouble(&answer)),
            },
            _ => Err(status_trouble(&answer)),
        }
    }

    async fn owner_state(&self, _owner: &Owner) -> Result<OwnerState> {
        Ok(OwnerState::Active)
    }

    async fn directory(&self) -> Result<Directory> {
        Ok(Directory::default())
    }

    async fn create_owner(&self, _owner: &NewOwner) -> Result<KnownOwner> {
        Err(CoreError::new(
            ErrorCode::Rejected,
            "a DigitalHub has no service users: everyone signs in as himself and has his own tokens",
        ))
    }

    fn interface(&self) -> Option<String> {
        None
    }
}

impl Connection {
    /// The body of a success, or the cause of anything else.
    async fn accepted<T: DeserializeOwned>(&self, answer: &Answer) -> Result<T> {
        if !answer.status.is_success() {
            return Err(self.refusal(answer).await);
        }
        serde_json::from_slice(&answer.body).map_err(|_| {
            CoreError::new(
                ErrorCode::BadAnswer,
                format!(
                    "{} sent an answer that cannot be read; try again, or check that nothing stands between",
                    self.address.host()
                ),
            )
        })
    }
}

fn answer_lost(why: &str) -> CoreError {
    CoreError::new(
        ErrorCode::AnswerLost,
        format!(
            "the request was sent but its answer was lost ({why}); the token may exist: refresh, and revoke it if it is listed as lost"
        ),
    )
}

/// The server takes ids of this alphabet only (reference 1.6).
fn entry_path(id: &ServerId) -> Result<String> {
    let allowed = |c: char| c.is_ascii_alphanumeric() || "._+-".contains(c);
    let climbs = id.0.chars().all(|c| c == '.');
    if climbs || !id.0.chars().all(allowed) {
        return Err(CoreError::internal(
            "the server gave an id that it would not take back",
        ));
    }
    Ok(format!("{TOKENS}/{}", id.0))
}

fn owner(username: &str) -> Owner {
    Owner {
        id: username.to_owned(),
        name: shown(username),
        organization_id: None,
    }
}

fn active(owner: Owner) -> KnownOwner {
    KnownOwner {
        owner,
        organization_name: None,
        state: OwnerState::Active,
    }
}

fn remote(entry: Entry) -> RemoteToken {
    let details = entry
        .ip_address
        .map(|address| ("ipAddress".to_owned(), address));
    RemoteToken {
        id: ServerId(entry.id),
        owner: owner(entry.user.as_deref().unwrap_or_default()),
        // A lost create is found by its name, so no name that may be given is cut.
        name: entry
            .name
            .map(|name| shown_up_to(TokenName::MAX_LENGTH, &name)),
        scopes: entry.scopes.into_iter().collect(),
        created_at: entry.issued_at,
        expires_at: entry.expires_at,
        never_expires: false,
        mark: None,
        details: details.into_iter().collect(),
    }
}
