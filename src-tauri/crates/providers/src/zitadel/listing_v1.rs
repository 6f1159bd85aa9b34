//! Tokens and their owners over management v1: organization by organization, user by user.

use futures_util::stream::{self, StreamExt, TryStreamExt};
use patwarden_core::owner::KnownOwner;
use patwarden_core::ports::{Covers, Listing};
use patwarden_core::token::{Owner, RemoteToken, ServerId};

use super::attempt::What;
use super::call::Call;
use super::connection::{Connection, Got};
use super::end::End;
use super::interface::Interface;
use super::listing::{machines, of_one};
use super::organizations::Place;
use super::pages::Part;
use super::refusal::Answered;
use super::wire::{OneTokenV1, Page, TokenV1, User};

/// How many users are asked about at the same time.
const AT_ONCE: usize = 8;

impl Connection {
    pub(super) async fn list_v1(&self) -> Answered<Listing> {
        let mut owners = Vec::new();
        let mut refusal = None;
        let mut is_allowed = false;
        for place in self.places_v1().await? {
            match self.users_v1(&place).await {
                Ok(users) => {
                    is_allowed = true;
                    owners.extend(users);
                }
                // A role there need not be one that shows users, and roles outlive their organization
                // for a moment.
                Err(refused) if refused.is_permission() || refused.is("AUTH-Bs7Ds") => {
                    refusal.get_or_insert(refused);
                }
                Err(refused) => return Err(refused),
            }
        }
        match refusal {
            // v1 does not even show one's own tokens without a role (contract 05).
            Some(refused) if !is_allowed => return Err(refused),
            _ => {}
        }
        let questions: Vec<_> = owners
            .iter()
            .map(|known| self.tokens_v1(&known.owner))
            .collect();
        let listed = stream::iter(questions)
            .buffered(AT_ONCE)
            .try_collect::<Vec<_>>()
            .await?;
        let clock_skew_seconds = listed.last().map_or(0, |got| got.clock_skew_seconds);
        Ok(Listing {
            tokens: listed.into_iter().flat_map(|got| got.body).collect(),
            owners,
            covers: Covers::ItsOwners,
            clock_skew_seconds,
        })
    }

    pub(super) async fn list_of_v1(&self, owner: &Owner) -> Answered<Listing> {
        let (tokens, known) =
            tokio::try_join!(self.tokens_v1(owner), self.owner_over(Interface::V1, owner),)?;
        Ok(of_one(tokens.body, known, tokens.clock_skew_seconds))
    }

    pub(super) async fn get_v1(
        &self,
        owner: &Owner,
        id: &ServerId,
    ) -> Answered<Option<RemoteToken>> {
        let organization = owner.organization_id.as_deref();
        let call = Call::get_token_v1(&owner.id, organization, id)?;
        match self
            .read::<OneTokenV1>(&call, &What::ReadTokens.of(owner))
            .await
        {
            Ok(got) => Ok(Some(got.body.token.remote(owner.clone()))),
            Err(refused) if refused.is("QUERY-fRunu") => Ok(None),
            Err(refused) => Err(refused),
        }
    }

    async fn users_v1(&self, place: &Place) -> Answered<Vec<KnownOwner>> {
        let organization = place.id.as_deref();
        let attempt = What::ReadUsers.within(organization);
        let call = |part: Part| Call::list_users(Interface::V1, organization, machines(part));
        let users = self.all::<User>(&attempt, call).await?;
        let users = users.body.into_iter();
        Ok(users.map(|user| user.known(place.name.clone())).collect())
    }

    /// All of one user: there is no limit, and no order by which pages could be told apart (contract
    /// 05).
    async fn tokens_v1(&self, owner: &Owner) -> Answered<Got<Vec<RemoteToken>>> {
        let call = Call::list_tokens_v1(&owner.id, owner.organization_id.as_deref())?;
        let got = self
            .read::<Page<TokenV1>>(&call, &What::ReadTokens.of(owner))
            .await?;
        let rows = got.body.result.into_iter();
        Ok(Got {
            body: rows.map(|row| row.remote(owner.clone())).collect(),
            clock_skew_seconds: got.clock_skew_seconds,
        })
    }
}

impl TokenV1 {
    fn remote(self, owner: Owner) -> RemoteToken {
        let end = End::read(self.expiration_date);
        RemoteToken {
            id: ServerId(self.id),
            owner,
            name: None,
            scopes: self.scopes.into_iter().collect(),
            created_at: self.details.creation_date,
            expires_at: end.expires_at,
            never_expires: end.never_expires,
            mark: end.mark,
            details: self.details.shown(),
        }
    }
}
