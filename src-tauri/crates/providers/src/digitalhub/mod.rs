//! `DigitalHub` core 0.15. Protocol facts come from recordings of a running server; the numbers in
//! comments name them.

mod connection;
mod discovery;
mod refusal;
mod tokens;
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

use crate::http::Http;
use crate::kind::{Kind, Recognized};
use connection::Connection;

/// How accounts name this kind of server.
const ID: ProviderId = ProviderId::new("digitalhub");

/// The kind.
pub(crate) struct DigitalHub;

#[async_trait]
impl Kind for DigitalHub {
    /// Scopes in the order of its console.
    fn capabilities(&self) -> Capabilities {
        let scope = |id: &str, sensitive| OfferedScope {
            id: id.to_owned(),
            sensitive,
        };
        Capabilities {
            product: Product {
                id: ID,
                name: "DigitalHub".to_owned(),
                mark: "DH".to_owned(),
                tone: Tone::Orange,
            },
            naming: Naming::Native,
            expiry: Expiry::FixedByServer { days: 365 },
            scopes: ScopeChoice::Chosen {
                scopes: vec![
                    scope("profile", false),
                    scope("openid", false),
                    scope("credentials", true),
                ],
            },
            owners: Owners::SelfOnly,
            interfaces: Vec::new(),
            exchange: true,
            use_in_programs: UseInPrograms {
                variable: "DHCORE_PERSONAL_ACCESS_TOKEN".to_owned(),
                who_am_i: "/api/auth".to_owned(),
            },
        }
    }

    async fn recognize(&self, http: &Http, address: &Address) -> Result<Recognized> {
        discovery::recognize(http, address).await
    }

    fn open(&self, http: Http, credential: &Credential<'_>) -> Result<Arc<dyn TokenProvider>> {
        Ok(Arc::new(Connection::new(http, credential)))
    }

    /// Its console has one page of tokens for everyone, but no lasting address of it is known.
    fn renewal_page(&self, _server: &ServerAddress, _owner: &Owner) -> Option<String> {
        None
    }
}
