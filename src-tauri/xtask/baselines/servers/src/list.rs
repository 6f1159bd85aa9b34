//! Every token that an account can see.

use std::sync::Arc;

use anyhow::{Result, bail};
use patwarden_core::account::{Address, SignInMethod};
use patwarden_core::ports::{Credential, ServerAddress, Servers, TokenProvider};
use patwarden_core::secret::SignInSecret;
use patwarden_providers::HttpServers;

use crate::PROVIDER;
use crate::proxy::Proxy;
use crate::requests::ByHand;

pub struct List {
    connection: Arc<dyn TokenProvider>,
    pub by_hand: ByHand,
    pub rows: usize,
}

impl List {
    pub async fn prepare(url: &str, secret: &SignInSecret) -> Result<Self> {
        let proxy = Proxy::before(url).await?;
        let watched = open(&proxy.url, secret)?;
        // What is asked once in the life of a connection is not part of a list.
        watched.list().await?;
        proxy.take();
        let rows = watched.list().await?.tokens.len();
        if rows == 0 {
            bail!("the server lists no token");
        }
        let connection = open(url, secret)?;
        connection.list().await?;
        Ok(Self {
            connection,
            by_hand: ByHand::new(url, proxy.take())?,
            rows,
        })
    }

    pub async fn ours(&self) -> Result<()> {
        let listed = self.connection.list().await?.tokens.len();
        if listed != self.rows {
            bail!("{listed} tokens instead of {}", self.rows);
        }
        Ok(())
    }
}

fn open(url: &str, secret: &SignInSecret) -> Result<Arc<dyn TokenProvider>> {
    let server = ServerAddress {
        address: url.parse::<Address>()?,
        extra_ca: None,
        plain_http_agreed: false,
    };
    let connection = HttpServers::new().open(&Credential {
        provider: &PROVIDER,
        server: &server,
        method: SignInMethod::Pat,
        username: None,
        secret,
        interface: None,
        pinned: false,
    })?;
    Ok(connection)
}
