//! A new token, from the wish to the row in the list: server, keychain, database.

use anyhow::{Context, Result, bail};
use chrono::{TimeDelta, Utc};
use patwarden_core::account::{AccountId, SignInMethod};
use patwarden_core::ports::{Patience, SecretAttributes, SecretKey, SecretVault};
use patwarden_core::secret::{SignInSecret, StoredSecret};
use patwarden_core::token::RecordId;
use patwarden_core::view::{ConnectRequest, CreateRequest, Created, DiscoverRequest, ExpiryWish};
use patwarden_runtime::{Profile, Runtime};

use crate::proxy::Proxy;
use crate::requests::ByHand;

/// The account that is measured, and the one behind the proxy.
const DIRECT: &str = "direct";
const WATCHED: &str = "watched";

pub struct Create {
    runtime: Runtime,
    vault: std::sync::Arc<dyn SecretVault>,
    owner: String,
    account: AccountId,
    made: u32,
    pub by_hand: ByHand,
}

impl Create {
    /// The folders of data are named by the environment; the keychain is that of the session.
    pub async fn prepare(url: &str, secret: SignInSecret) -> Result<Self> {
        let profile = Profile::Sandbox;
        let runtime = Runtime::open(profile, Patience::Asked).await?;
        let proxy = Proxy::before(url).await?;
        for (alias, url) in [(DIRECT, url), (WATCHED, &proxy.url)] {
            let request = ConnectRequest {
                server: DiscoverRequest {
                    url: url.to_owned(),
                    extra_ca: None,
                    allow_plain_http: false,
                },
                alias: Some(alias.to_owned()),
                method: SignInMethod::Pat,
                username: None,
                secret: secret.clone(),
                interface: None,
                session_only: false,
            };
            runtime.use_cases.connect(request).await?;
            runtime.use_cases.refresh(Some(alias)).await?;
        }
        let account = runtime.use_cases.account(DIRECT).await?;
        let rows = runtime
            .use_cases
            .snapshot(profile.is_sandbox())
            .await?
            .tokens;
        let others = rows.iter().map(|row| &row.token.owner);
        let owner = others
            .map(|owner| &owner.id)
            .find(|id| **id != account.subject.id)
            .context("nobody else owns tokens")?
            .clone();
        let mut create = Self {
            vault: patwarden_vault::system_vault(profile.keychain_service()),
            owner,
            account: account.id,
            made: 0,
            by_hand: ByHand::new(url, proxy.take())?,
            runtime,
        };
        create.create(WATCHED).await?;
        create.by_hand = ByHand::new(url, proxy.take())?;
        Ok(create)
    }

    pub async fn ours(&mut self) -> Result<()> {
        self.create(DIRECT).await
    }

    /// The same requests, and what the keychain is asked each time: the proof that it can be written,
    /// without which nothing may be sent, and one secret put into it.
    pub async fn baseline(&mut self) -> Result<()> {
        self.vault.probe(&self.account, Patience::Asked).await?;
        self.by_hand.send().await?;
        let key = SecretKey::Token(self.account.clone(), RecordId::mint());
        let attributes = SecretAttributes::default();
        let secret =
            StoredSecret::new("as long as a personal access token of the server usually is: 90");
        self.vault
            .put(&key, &attributes, &secret, Patience::Asked)
            .await?;
        Ok(())
    }

    async fn create(&mut self, alias: &str) -> Result<()> {
        self.made += 1;
        let request = CreateRequest {
            account: alias.to_owned(),
            name: format!("bench-{}", self.made),
            scopes: Vec::new(),
            owner: Some(self.owner.clone()),
            expires: Some(ExpiryWish::At {
                at: Utc::now() + TimeDelta::days(90),
            }),
            without_store: false,
        };
        match self.runtime.use_cases.create(&request).await? {
            Created::Saved { .. } => Ok(()),
            Created::Unsaved { .. } => bail!("the keychain has not taken it"),
        }
    }
}
