//! Tokens and their owners over v2: one search for all of them, over all organizations.

use std::collections::HashMap;

use patwarden_core::owner::{KnownOwner, OwnerState};
use patwarden_core::ports::{Covers, Listing};
use patwarden_core::token::{Owner, RemoteToken, ServerId};
use serde_json::{Value, json};

use super::SCOPES;
use super::attempt::What;
use super::call::Call;
use super::connection::{Connection, Got};
use super::end::End;
use super::interface::Interface;
use super::pages::Part;
use super::refusal::Answered;
use super::wire::{TokenV2, User};
use crate::shown::shown;

impl Connection {
    pub(super) async fn list_v2(&self, interface: Interface) -> Answered<Listing> {
        let (tokens, users, organizations) = tokio::try_join!(
            self.tokens_v2(interface, Vec::new(), What::ReadTokens),
            self.users_v2(interface),
            self.organization_names(interface),
        )?;
        let owners: Vec<KnownOwner> = users
            .into_iter()
            .map(|user| {
                let organization = user.details.resource_owner.as_ref();
                let name = organization.and_then(|id| organizations.get(id)).cloned();
                user.known(name)
            })
            .collect();
        let by_id: HashMap<&str, &Owner> = owners
            .iter()
            .map(|known| (known.owner.id.as_str(), &known.owner))
            .collect();
        let clock_skew_seconds = tokens.clock_skew_seconds;
        let tokens = tokens
            .body
            .into_iter()
            .map(|token| {
                let owner = by_id.get(token.user_id.as_str()).copied().cloned();
                token.remote(owner)
            })
            .collect();
        Ok(Listing {
            tokens,
            owners,
            covers: Covers::ItsOwners,
            clock_skew_seconds,
        })
    }

    pub(super) async fn list_of_v2(
        &self,
        interface: Interface,
        owner: &Owner,
    ) -> Answered<Listing> {
        let filter = vec![json!({"userIdFilter": {"id": owner.id}})];
        let (tokens, known) = tokio::try_join!(
            self.tokens_v2(interface, filter, What::ReadTokens),
            self.owner_over(interface, owner),
        )?;
        let rows = tokens.body.into_iter();
        let rows = rows.map(|row| row.remote(Some(known.owner.clone())));
        Ok(of_one(rows.collect(), known, tokens.clock_skew_seconds))
    }

    /// There is no call for one token; no row can also mean that it may not be seen.
    pub(super) async fn get_v2(
        &self,
        interface: Interface,
        owner: &Owner,
        id: &ServerId,
    ) -> Answered<Option<RemoteToken>> {
        let filters = vec![
            json!({"userIdFilter": {"id": owner.id}}),
            json!({"tokenIdFilter": {"id": id.0}}),
        ];
        let rows = self.tokens_v2(interface, filters, What::ReadTokens).await?;
        if let Some(row) = rows.body.into_iter().find(|row| row.id == id.0) {
            return Ok(Some(row.remote(Some(owner.clone()))));
        }
        self.owner_over(interface, owner).await?;
        Ok(None)
    }

    async fn tokens_v2(
        &self,
        interface: Interface,
        filters: Vec<Value>,
        what: What,
    ) -> Answered<Got<Vec<TokenV2>>> {
        let call = |part: Part| {
            let body = json!({
                "pagination": part.json(),
                // Sorted by anything else, pages repeat and lose rows (reference 2.3).
                "sortingColumn": "PERSONAL_ACCESS_TOKEN_FIELD_NAME_ID",
                "filters": filters,
            });
            Call::list_tokens(interface, body)
        };
        self.all(&what.anywhere(), call).await
    }

    /// Service users, sorted by id because nothing else is asked for (contract 08). Oneself is always
    /// among them.
    async fn users_v2(&self, interface: Interface) -> Answered<Vec<User>> {
        let call = |part: Part| Call::list_users(interface, None, machines(part));
        let users = self.all(&What::ReadUsers.anywhere(), call).await?;
        Ok(users.body)
    }
}

/// All that one owner has. Who is removed has nothing, though lists may lag behind that.
pub(super) fn of_one(
    tokens: Vec<RemoteToken>,
    owner: KnownOwner,
    clock_skew_seconds: i64,
) -> Listing {
    Listing {
        tokens: match owner.state {
            OwnerState::Removed => Vec::new(),
            _ => tokens,
        },
        owners: vec![owner],
        covers: Covers::ItsOwners,
        clock_skew_seconds,
    }
}

/// The search for service users, of v1 and v2.
pub(super) fn machines(part: Part) -> Value {
    json!({
        "query": part.json(),
        "queries": [{"typeQuery": {"type": "TYPE_MACHINE"}}],
    })
}

impl TokenV2 {
    /// As core knows it; of an owner that no list names, the id is all there is.
    fn remote(self, owner: Option<Owner>) -> RemoteToken {
        let end = End::read(self.expiration_date);
        let mut details = Vec::new();
        if let Some(changed) = self.change_date {
            details.push(("changed".to_owned(), changed.to_rfc3339()));
        }
        if let Some(organization) = &self.organization_id {
            details.push(("resourceOwner".to_owned(), organization.clone()));
        }
        RemoteToken {
            id: ServerId(self.id),
            owner: owner.unwrap_or(Owner {
                name: shown(&self.user_id),
                id: self.user_id,
                organization_id: self.organization_id,
            }),
            name: None,
            // v2 does not say them, and all have the same.
            scopes: SCOPES.iter().map(|scope| (*scope).to_owned()).collect(),
            created_at: self.creation_date,
            expires_at: end.expires_at,
            never_expires: end.never_expires,
            mark: end.mark,
            details,
        }
    }
}
