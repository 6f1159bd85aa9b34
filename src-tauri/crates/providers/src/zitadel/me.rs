//! Who the server says we are, and whether it accepts a token at all.

use patwarden_core::error::Result;
use patwarden_core::owner::{KnownOwner, OwnerState};
use patwarden_core::secret::PatSecret;
use patwarden_core::{CoreError, ErrorCode};
use reqwest::StatusCode;

use super::attempt::What;
use super::call::Call;
use super::connection::{Connection, Got};
use super::refusal::{Answered, Refused};
use super::said::Said;
use super::wire::{OneUser, UserInfo};

/// Needs no role; tells a token that is accepted from one that is not (contracts 06, 07).
pub(super) const WHO_AM_I: &str = "/auth/v1/users/me";

/// The same from the `OpenID` side, with less to say.
const USERINFO: &str = "/oidc/v1/userinfo";

impl Connection {
    /// Asks, and refuses a user that cannot be acted as. A token made while its user was switched off
    /// is accepted all the same (contract 06).
    pub(super) async fn who_am_i(&self) -> Result<KnownOwner> {
        let me = self.ask_who_am_i().await.map_err(|refused| refused.error)?;
        let refuse = |what: &str| {
            CoreError::new(
                ErrorCode::SignInDeactivated,
                format!(
                    "the service user {} is {what}; ask an administrator to switch it on again, or connect with a token of another one",
                    me.owner.name
                ),
            )
        };
        match me.state {
            OwnerState::Deactivated => Err(refuse("deactivated")),
            OwnerState::Locked => Err(refuse("locked")),
            OwnerState::Removed => Err(CoreError::new(
                ErrorCode::SubjectGone,
                "the service user of this token has been removed; connect with a token of another one",
            )),
            OwnerState::Active | OwnerState::Hidden => Ok(me),
        }
    }

    /// Who we are, asked once.
    pub(super) async fn me(&self) -> Answered<&KnownOwner> {
        self.me.get_or_try_init(|| self.ask_who_am_i()).await
    }

    async fn ask_who_am_i(&self) -> Answered<KnownOwner> {
        let attempt = What::SignIn.anywhere();
        match self.read::<OneUser>(&Call::get(WHO_AM_I), &attempt).await {
            Ok(Got { body, .. }) => Ok(body.user.known(None)),
            // The v1 interfaces will go one day.
            Err(refused) if refused.no_route => {
                let info = self
                    .read::<UserInfo>(&Call::get(USERINFO), &attempt)
                    .await?;
                Ok(self.user(&info.body.sub, None, &attempt).await?)
            }
            Err(refused) => Err(refused),
        }
    }

    /// Tries a token, and nothing else that is known. Only the server's own verdict counts: a gateway
    /// has a 401 of its own.
    pub(super) async fn tries(&self, secret: &PatSecret) -> Result<bool> {
        match self.tries_at(WHO_AM_I, secret).await {
            Err(refused) if refused.no_route => self.tries_at(USERINFO, secret).await,
            tried => tried,
        }
        .map_err(|refused| refused.error)
    }

    async fn tries_at(&self, path: &str, secret: &PatSecret) -> Answered<bool> {
        let (call, attempt) = (Call::get(path), What::SignIn.anywhere());
        // EXPOSE: the token goes to the server that made it, to be tried.
        let secret = secret.expose_secret();
        let explain = |answer: &_| Refused::by(answer, &attempt).error;
        let request = || self.signed(&call, secret);
        let answer = self.http.read_explained(request, explain).await?;
        if answer.status.is_success() {
            return Ok(true);
        }
        let said = Said::read(&answer);
        if is_verdict(&said) {
            return Ok(false);
        }
        let refused = Refused::by(&answer, &attempt);
        Err(match refused.error.code {
            ErrorCode::SignInUnknown
            | ErrorCode::SignInMalformed
            | ErrorCode::SignInDeactivated
            | ErrorCode::SubjectGone => self.cannot_tell().into(),
            _ => refused,
        })
    }

    fn cannot_tell(&self) -> CoreError {
        CoreError::new(
            ErrorCode::BadAnswer,
            format!(
                "the answer of {} does not tell whether it accepts this token; try again, or check that nothing stands between",
                self.host()
            ),
        )
    }
}

/// The server says that this token is none, or none any more (contract 06). "No active user" is not among
/// it: the API takes tokens that were made while their user was switched off.
fn is_verdict(said: &Said) -> bool {
    let id = said.id.as_deref().unwrap_or_default();
    match said.status {
        StatusCode::UNAUTHORIZED => {
            matches!(id, "AUTH-7fs1e" | "AUTH-toLo1") || said.is_refused_by_openid()
        }
        // The first answer after its organization was removed.
        StatusCode::NOT_FOUND => id == "QUERY-Dfbg2",
        _ => false,
    }
}
