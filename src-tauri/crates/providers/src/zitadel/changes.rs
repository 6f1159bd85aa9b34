//! Making and deleting.

use patwarden_core::error::{Field, Result};
use patwarden_core::owner::{KnownOwner, NewOwner, OwnerState};
use patwarden_core::ports::{Deleted, Issued, NewToken};
use patwarden_core::token::{Ends, Owner, RemoteToken, ServerId};
use patwarden_core::{CoreError, ErrorCode};
use serde_json::{Map, Value};

use super::SCOPES;
use super::attempt::{Attempt, What};
use super::call::Call;
use super::connection::{Connection, Got};
use super::end::{End, written};
use super::interface::Interface;
use super::refusal::Answered;
use super::wire::{AddedToken, AddedUser, Details};
use crate::http::Answer;

impl Connection {
    pub(super) async fn add(&self, token: &NewToken) -> Result<Issued> {
        let end = written(&token.ends, token.mark)?;
        let owner = &token.owner;
        let organization = owner.organization_id.as_deref();
        let call = |interface| Call::add_token(interface, &owner.id, organization, &end);
        let attempt = Attempt {
            ends: match token.ends {
                Ends::At(at) => Some(at),
                Ends::Never | Ends::ByServer => None,
            },
            ..What::AddToken.of(owner)
        };
        let got = self.once::<AddedToken>(call, &attempt, token_lost).await?;
        // EXPOSE: an empty value is no token, and must not be kept as one.
        if got.body.token.expose_secret().trim().is_empty() {
            return Err(token_lost("the answer holds no token"));
        }
        Ok(issued(got, token, &end))
    }

    pub(super) async fn remove(&self, owner: &Owner, id: &ServerId) -> Result<Deleted> {
        let ask = |interface| self.remove_over(interface, owner, id);
        self.spoken.ask(&self.host(), ask).await
    }

    async fn remove_over(
        &self,
        interface: Interface,
        owner: &Owner,
        id: &ServerId,
    ) -> Answered<Deleted> {
        let organization = owner.organization_id.as_deref();
        let call = Call::remove_token(interface, &owner.id, organization, id)?;
        let attempt = What::RemoveToken.of(owner);
        let mut asked = self.answer(&call, &attempt).await;
        if asked.as_ref().is_err_and(|refused| refused.is_collision) {
            asked = self.answer(&call, &attempt).await;
        }
        match asked {
            Ok(answer) if is_object(&answer) => Ok(Deleted::Certainly),
            // Not the server's, whose answers are all objects (contracts 03, 04, 05).
            Ok(answer) => match self.unreadable(&answer) {
                page if page.no_route => Err(page),
                _ => Ok(Deleted::Allegedly),
            },
            // No such token, or no such user; on v1 maybe only in this organization.
            Err(refused) if refused.is("COMMAND-4m77G") || refused.is("COMMAND-4g3xq") => {
                Ok(Deleted::Allegedly)
            }
            Err(refused) => Err(refused),
        }
    }

    pub(super) async fn add_owner(&self, new: &NewOwner) -> Result<KnownOwner> {
        let organization = match new.organization_id.clone() {
            Some(organization) => organization,
            None => self.own_organization().await?,
        };
        let call = |interface| {
            let call = Call::create_user(interface, &organization, &new.user_name, &new.name);
            Ok(call)
        };
        let attempt = What::AddUser.within(Some(&organization));
        let interface = self.interface_for(&attempt).await?;
        // v1 looks for itself, and one's own organization is there.
        if new.organization_id.is_some() && interface != Interface::V1 {
            self.refuse_unknown(interface, &organization).await?;
        }
        let got = self.once::<AddedUser>(call, &attempt, owner_lost).await?;
        Ok(KnownOwner {
            owner: Owner {
                id: got.body.id,
                name: new.user_name.clone(),
                organization_id: Some(organization),
            },
            organization_name: None,
            state: OwnerState::Active,
        })
    }

    async fn own_organization(&self) -> Result<String> {
        let me = self.me().await.map_err(|refused| refused.error)?;
        me.owner.organization_id.clone().ok_or_else(|| {
            CoreError::invalid(Field::Owner, "choose the organization of the new user")
        })
    }

    async fn refuse_unknown(&self, interface: Interface, organization: &str) -> Result<()> {
        let exists = self.has_organization(interface, organization).await;
        if exists.map_err(|refused| refused.error)? {
            return Ok(());
        }
        Err(CoreError {
            field: Some(Field::Owner),
            ..CoreError::new(
                ErrorCode::OrganizationUnknown,
                format!(
                    "this ZITADEL has no organization {organization}; refresh and choose again"
                ),
            )
        })
    }
}

fn is_object(answer: &Answer) -> bool {
    serde_json::from_slice::<Map<String, Value>>(&answer.body).is_ok()
}

/// The answer, and what we know because we asked for it.
fn issued(got: Got<AddedToken>, asked: &NewToken, end: &str) -> Issued {
    let answer = got.body;
    let end = End::read(end.parse().ok());
    let details = answer.details.unwrap_or_default();
    let created_at = answer.creation_date.or(details.creation_date);
    // v2 answers with less than its lists have; nothing has changed since, and nobody else's it is.
    let details = Details {
        change_date: details.change_date.or(created_at),
        resource_owner: details
            .resource_owner
            .or_else(|| asked.owner.organization_id.clone()),
        ..details
    }
    .shown();
    let token = answer
        .token_id
        .map(|id| id.0)
        .filter(|id| !id.is_empty())
        .map(|id| RemoteToken {
            id: ServerId(id),
            owner: asked.owner.clone(),
            name: None,
            scopes: SCOPES.iter().map(|scope| (*scope).to_owned()).collect(),
            created_at,
            expires_at: end.expires_at,
            never_expires: end.never_expires,
            mark: end.mark,
            details,
        });
    Issued {
        secret: answer.token,
        token,
        clock_skew_seconds: got.clock_skew_seconds,
    }
}

fn token_lost(why: &str) -> CoreError {
    CoreError::new(
        ErrorCode::AnswerLost,
        format!(
            "the request was sent but its answer was lost ({why}); the token may exist: refresh, and revoke it if it is listed as lost"
        ),
    )
}

fn owner_lost(why: &str) -> CoreError {
    CoreError::new(
        ErrorCode::AnswerLost,
        format!(
            "the request was sent but its answer was lost ({why}); the service user may exist: refresh and look for it before making another"
        ),
    )
}
