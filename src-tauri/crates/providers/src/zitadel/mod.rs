//! ZITADEL, of version 2 to 4. Protocol facts come from recordings of a running server; the numbers in
//! comments name them.

mod attempt;
mod call;
mod changes;
mod connection;
mod credential;
mod directory;
mod discovery;
mod end;
mod interface;
mod listing;
mod listing_v1;
mod me;
mod organizations;
mod owners;
mod pages;
mod provider;
mod refusal;
mod roles;
mod said;
mod wire;

use std::sync::Arc;

use async_trait::async_trait;
use patwarden_core::account::{Address, ProviderId};
use patwarden_core::capabilities::{
    Capabilities, Expiry, Naming, OfferedScope, Owners, Product, ScopeChoice, Tone, UseInPrograms,
};
use patwarden_core::error::Result;
use patwarden_core::ports::{Credential, ServerAddress, TokenProvider};
use patwarden_core::token::Owner;
use percent_encoding::utf8_percent_encode;

use crate::http::Http;
use crate::kind::{Kind, Recognized};
use call::IN_A_PATH;
use connection::Connection;
use interface::Interface;

/// How accounts name this kind of server.
const ID: ProviderId = ProviderId::new("zitadel");

/// What every token is for; nobody can choose (contract 01).
const SCOPES: [&str; 4] = [
    "openid",
    "profile",
    "urn:zitadel:iam:user:metadata",
    "urn:zitadel:iam:user:resourceowner",
];

/// The kind.
pub(crate) struct Zitadel;

#[async_trait]
impl Kind for Zitadel {
    fn capabilities(&self) -> Capabilities {
        let scope = |id: &&str| OfferedScope {
            id: (*id).to_owned(),
            sensitive: false,
        };
        Capabilities {
            product: Product {
                id: ID,
                name: "ZITADEL".to_owned(),
                mark: "Z".to_owned(),
                tone: Tone::Navy,
            },
            naming: Naming::LocalOnly,
            expiry: Expiry::Chosen { required: false },
            scopes: ScopeChoice::Fixed {
                scopes: SCOPES.iter().map(scope).collect(),
            },
            owners: Owners::ServiceUsers,
            interfaces: Interface::ALL.into_iter().map(Interface::offered).collect(),
            exchange: false,
            use_in_programs: UseInPrograms {
                variable: "ZITADEL_PAT".to_owned(),
                who_am_i: me::WHO_AM_I.to_owned(),
            },
        }
    }

    async fn recognize(&self, http: &Http, address: &Address) -> Result<Recognized> {
        discovery::recognize(http, address).await
    }

    fn open(&self, http: Http, credential: &Credential<'_>) -> Result<Arc<dyn TokenProvider>> {
        Ok(Arc::new(Connection::new(http, credential)?))
    }

    /// The tokens of one user in the server's own console, which has a page for each.
    fn renewal_page(&self, server: &ServerAddress, owner: &Owner) -> Option<String> {
        let id = utf8_percent_encode(&owner.id, IN_A_PATH);
        let page = format!("/ui/console/users/{id}?id=pat");
        Some(server.address.join(&page))
    }
}
