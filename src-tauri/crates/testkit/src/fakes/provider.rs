//! The ports of [`FakeServer`].

use std::sync::Arc;

use async_trait::async_trait;
use patwarden_core::account::{ProviderKind, SignInMethod};
use patwarden_core::capabilities::{
    Capabilities, Expiry, Naming, OfferedScope, Owners, ScopeChoice,
};
use patwarden_core::error::Result;
use patwarden_core::ports::{
    Discovery, Issued, Listing, NewToken, ServerAddress, Servers, TokenProvider,
};
use patwarden_core::secret::{PatSecret, SignInSecret};
use patwarden_core::token::{Owner, RemoteToken, ServerId};
use patwarden_core::{CoreError, ErrorCode};

use super::lock;
use super::server::{Call, FakeServer, PASSWORD, State, owner};

#[async_trait]
impl Servers for FakeServer {
    async fn discover(&self, server: &ServerAddress) -> Result<Discovery> {
        let found = Discovery {
            provider: ProviderKind::DigitalHub,
            address: server.address.clone(),
            version: Some("0.15".into()),
            methods: vec![
                SignInMethod::Basic,
                SignInMethod::Pat,
                SignInMethod::AccessToken,
            ],
            clock_skew_seconds: lock(&self.state).skew_said(),
        };
        let work = async { self.answer(Call::Discover, |_| found) };
        self.tape.call("server.discover", work).await
    }

    fn open(
        &self,
        _provider: ProviderKind,
        _server: &ServerAddress,
        method: SignInMethod,
        _username: Option<&str>,
        secret: &SignInSecret,
    ) -> Result<Arc<dyn TokenProvider>> {
        Ok(Arc::new(Connection {
            server: self.clone(),
            method,
            secret: secret.clone(),
        }))
    }

    fn capabilities(&self, _provider: ProviderKind) -> Capabilities {
        let scope = |id: &str, sensitive| OfferedScope {
            id: id.to_owned(),
            sensitive,
        };
        Capabilities {
            naming: Naming::Native,
            expiry: Expiry::FixedByServer { days: 365 },
            scopes: ScopeChoice::Chosen {
                scopes: vec![scope("openid", false), scope("credentials", true)],
            },
            owners: Owners::SelfOnly,
        }
    }
}

impl FakeServer {
    fn answer<T>(&self, call: Call, work: impl FnOnce(&mut State) -> T) -> Result<T> {
        let mut state = lock(&self.state);
        let lost = state.begin(call)?;
        let done = work(&mut state);
        lost.map_or(Ok(done), Err)
    }
}

/// A signed-in connection; the credential is checked at each call, as servers do.
struct Connection {
    server: FakeServer,
    method: SignInMethod,
    secret: SignInSecret,
}

impl Connection {
    fn refuse_strangers(&self) -> Result<()> {
        // EXPOSE: a server has to look at the credential.
        let given = self.secret.expose_secret();
        let fits = match self.method {
            SignInMethod::Basic => given == PASSWORD,
            SignInMethod::Pat | SignInMethod::AccessToken => {
                self.server.tokens().iter().any(|(_, value)| value == given)
            }
        };
        let code = match self.method {
            SignInMethod::Basic => ErrorCode::SignInRefused,
            SignInMethod::Pat | SignInMethod::AccessToken => ErrorCode::SignInUnknown,
        };
        if fits {
            Ok(())
        } else {
            Err(CoreError::new(code, "the server does not know you"))
        }
    }

    fn signed<T>(&self, call: Call, work: impl FnOnce(&mut State) -> T) -> Result<T> {
        self.refuse_strangers()?;
        self.server.answer(call, work)
    }
}

#[async_trait]
impl TokenProvider for Connection {
    async fn who_am_i(&self) -> Result<Owner> {
        let work = async { self.signed(Call::WhoAmI, |_| owner()) };
        self.server.tape.call("server.who_am_i", work).await
    }

    async fn list(&self) -> Result<Listing> {
        let work = async {
            self.signed(Call::List, |state| Listing {
                tokens: state.listed(),
                clock_skew_seconds: state.skew_said(),
            })
        };
        self.server.tape.call("server.list", work).await
    }

    async fn get(&self, id: &ServerId) -> Result<Option<RemoteToken>> {
        let listed = self.list().await?.tokens;
        Ok(listed.into_iter().find(|remote| remote.id == *id))
    }

    async fn create(&self, token: &NewToken) -> Result<Issued> {
        let work = async {
            self.signed(Call::Create, |state| Issued {
                secret: PatSecret::new(state.make_with_twins(token.name.as_str(), &token.scopes)),
                server_id: None,
                clock_skew_seconds: state.skew_said(),
            })
        };
        self.server.tape.call("server.create", work).await
    }

    async fn delete(&self, id: &ServerId) -> Result<()> {
        let work = async { self.signed(Call::Delete, |state| state.delete(id)) };
        self.server.tape.call("server.delete", work).await
    }
}
