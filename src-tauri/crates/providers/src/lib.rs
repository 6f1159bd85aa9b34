//! Servers over HTTP: one folder for each kind, and what they share.
//!
//! Separate from core so that nothing there can talk to the network. Adding a kind of server means a
//! folder here, which the module list names, and one line in [`KINDS`].

mod digitalhub;
mod discovery;
mod http;
mod kind;
mod server_clock;
mod shown;
mod trace;
mod trouble;
mod zitadel;

use std::sync::Arc;

use async_trait::async_trait;
use patwarden_core::account::ProviderId;
use patwarden_core::capabilities::{
    Capabilities, Expiry, Naming, Owners, Product, ScopeChoice, Tone, UseInPrograms,
};
use patwarden_core::error::Result;
use patwarden_core::ports::{Credential, Discovery, ServerAddress, Servers, TokenProvider};
use patwarden_core::token::Owner;
use patwarden_core::{CoreError, ErrorCode};

use http::Http;
pub use http::Limits;
use kind::Kind;

/// The kinds of servers, in the order they are offered and asked. **This is the line**: one more kind
/// is one more entry.
const KINDS: &[&dyn Kind] = &[&zitadel::Zitadel, &digitalhub::DigitalHub];

/// Every kind of server we know, over HTTP.
#[derive(Clone, Copy, Debug, Default)]
pub struct HttpServers {
    limits: Limits,
}

impl HttpServers {
    /// Servers with the usual limits.
    pub fn new() -> Self {
        Self::default()
    }

    /// Servers with other limits, for tests.
    pub fn with_limits(limits: Limits) -> Self {
        Self { limits }
    }
}

#[async_trait]
impl Servers for HttpServers {
    async fn discover(&self, server: &ServerAddress) -> Result<Discovery> {
        discovery::discover(KINDS, &Http::new(server, self.limits)?, server).await
    }

    fn open(&self, credential: &Credential<'_>) -> Result<Arc<dyn TokenProvider>> {
        let Some(kind) = kind_of(credential.provider) else {
            return Err(CoreError::new(
                ErrorCode::WrongProduct,
                format!(
                    "this version knows no kind of server called \"{}\"; update it",
                    credential.provider
                ),
            ));
        };
        kind.open(Http::new(credential.server, self.limits)?, credential)
    }

    fn products(&self) -> Vec<Product> {
        let kinds = KINDS.iter();
        kinds.map(|kind| kind.capabilities().product).collect()
    }

    fn capabilities(&self, provider: &ProviderId) -> Capabilities {
        match kind_of(provider) {
            Some(kind) => kind.capabilities(),
            None => nothing(provider),
        }
    }

    fn renewal_page(
        &self,
        provider: &ProviderId,
        server: &ServerAddress,
        owner: &Owner,
    ) -> Option<String> {
        kind_of(provider)?.renewal_page(server, owner)
    }
}

fn kind_of(provider: &ProviderId) -> Option<&'static dyn Kind> {
    let known = |kind: &&&dyn Kind| kind.capabilities().product.id == *provider;
    KINDS.iter().find(known).copied()
}

/// What can be done with an account of a kind that only a newer version knows: look at it.
fn nothing(provider: &ProviderId) -> Capabilities {
    Capabilities {
        product: Product {
            id: provider.clone(),
            name: provider.to_string(),
            mark: "?".to_owned(),
            tone: Tone::Navy,
        },
        naming: Naming::LocalOnly,
        expiry: Expiry::Chosen { required: false },
        scopes: ScopeChoice::Fixed { scopes: Vec::new() },
        owners: Owners::SelfOnly,
        interfaces: Vec::new(),
        exchange: false,
        use_in_programs: UseInPrograms {
            variable: String::new(),
            who_am_i: String::new(),
        },
    }
}
