//! Servers over HTTP: one folder for each kind, and what they share.
//!
//! Separate from core so that nothing there can talk to the network. Adding a kind of server means a
//! folder here and a line in [`HttpServers`].

mod digitalhub;
mod http;
mod server_clock;
mod trace;
mod trouble;

use std::sync::Arc;

use async_trait::async_trait;
use patwarden_core::account::{ProviderKind, SignInMethod};
use patwarden_core::capabilities::Capabilities;
use patwarden_core::error::Result;
use patwarden_core::ports::{Discovery, ServerAddress, Servers, TokenProvider};
use patwarden_core::secret::SignInSecret;

use http::Http;
pub use http::Limits;

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
        digitalhub::discover(&Http::new(server, self.limits)?, server).await
    }

    fn open(
        &self,
        provider: ProviderKind,
        server: &ServerAddress,
        method: SignInMethod,
        username: Option<&str>,
        secret: &SignInSecret,
    ) -> Result<Arc<dyn TokenProvider>> {
        let http = Http::new(server, self.limits)?;
        match provider {
            ProviderKind::DigitalHub => Ok(Arc::new(digitalhub::DigitalHub::new(
                http, server, method, username, secret,
            ))),
        }
    }

    fn capabilities(&self, provider: ProviderKind) -> Capabilities {
        match provider {
            ProviderKind::DigitalHub => digitalhub::capabilities(),
        }
    }
}
