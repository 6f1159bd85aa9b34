//! Users, as owners of tokens.

use patwarden_core::error::Result;
use patwarden_core::owner::{KnownOwner, OwnerState};
use patwarden_core::token::Owner;
use patwarden_core::{CoreError, ErrorCode};

use super::attempt::{Attempt, What};
use super::call::Call;
use super::connection::Connection;
use super::interface::Interface;
use super::refusal::{Answered, Refused, is_permission};
use super::wire::{OneUser, User};
use crate::shown::shown;

impl User {
    /// As core knows it. People call a service user by its unique name, which is what they sign in
    /// with; two organizations may have the same one.
    pub(super) fn known(self, organization_name: Option<String>) -> KnownOwner {
        let names = [self.name, self.preferred_login_name];
        let name = names.into_iter().find(|name| !name.is_empty());
        KnownOwner {
            state: state(&self.state),
            owner: Owner {
                name: name.unwrap_or_else(|| shown(&self.id)),
                id: self.id,
                organization_id: self.details.resource_owner,
            },
            organization_name,
        }
    }
}

/// A state nobody has told us of hinders nothing: the server will say so itself.
fn state(name: &str) -> OwnerState {
    match name {
        "USER_STATE_INACTIVE" | "USER_STATE_SUSPEND" => OwnerState::Deactivated,
        "USER_STATE_LOCKED" => OwnerState::Locked,
        "USER_STATE_DELETED" => OwnerState::Removed,
        _ => OwnerState::Active,
    }
}

impl Connection {
    /// One user by its id.
    pub(super) async fn user(
        &self,
        id: &str,
        organization: Option<&str>,
        attempt: &Attempt<'_>,
    ) -> Result<KnownOwner> {
        let ask = |interface| self.user_over(interface, id, organization, attempt);
        self.spoken.ask_beside(&self.host(), ask).await
    }

    async fn user_over(
        &self,
        interface: Interface,
        id: &str,
        organization: Option<&str>,
        attempt: &Attempt<'_>,
    ) -> Answered<KnownOwner> {
        let call = Call::get_user(interface, id, organization)?;
        let got = self.read::<OneUser>(&call, attempt).await?;
        Ok(got.body.user.known(None))
    }

    /// The owner as it is now, which proves too that it may be looked at: lists of v2 leave out what
    /// may not, and lists of v1 are empty for anyone who is not there. A user that is gone is removed,
    /// and so is everything it had.
    pub(super) async fn owner_over(
        &self,
        interface: Interface,
        owner: &Owner,
    ) -> Answered<KnownOwner> {
        let attempt = What::ReadTokens.of(owner);
        let organization = owner.organization_id.as_deref();
        let asked = self.user_over(interface, &owner.id, organization, &attempt);
        match asked.await {
            Err(refused) if is_gone(&refused) => Ok(removed(owner)),
            asked => asked,
        }
    }

    pub(super) async fn state_of(&self, owner: &Owner) -> Result<OwnerState> {
        let asked = self
            .spoken
            .ask_beside(&self.host(), |interface| self.owner_over(interface, owner))
            .await;
        match asked {
            Ok(known) => Ok(known.state),
            Err(error) if is_permission(&error) || is_elsewhere(&error) => Ok(OwnerState::Hidden),
            Err(error) => Err(error),
        }
    }
}

/// Nobody has this id any more, or its organization was removed with all in it. Another organization's
/// user has another error (`MANAG-fpo4B`, contract 08).
fn is_gone(refused: &Refused) -> bool {
    refused.is("QUERY-Dfbg2") || refused.is("AUTH-Bs7Ds")
}

/// It is there, in another organization than we know.
fn is_elsewhere(error: &CoreError) -> bool {
    error.code == ErrorCode::OwnerUnknown
}

fn removed(owner: &Owner) -> KnownOwner {
    KnownOwner {
        owner: owner.clone(),
        organization_name: None,
        state: OwnerState::Removed,
    }
}
