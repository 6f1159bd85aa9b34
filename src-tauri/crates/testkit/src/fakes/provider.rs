//! The ports of [`FakeServer`].

use std::collections::BTreeMap;
use std::sync::Arc;

use async_trait::async_trait;
use patwarden_core::account::{ProviderId, SignInMethod};
use patwarden_core::capabilities::{
    Capabilities, Expiry, Interface, Naming, OfferedScope, Owners, Product, ScopeChoice, Tone,
    UseInPrograms,
};
use patwarden_core::error::Result;
use patwarden_core::owner::{Directory, KnownOwner, NewOwner, Organization, OwnerState, Role};
use patwarden_core::ports::{
    Covers, Credential, Deleted, Discovery, Issued, Listing, NewToken, ServerAddress, Servers,
    TokenProvider,
};
use patwarden_core::secret::{PatSecret, SignInSecret};
use patwarden_core::token::{Owner, RemoteToken, ServerId};
use patwarden_core::{CoreError, ErrorCode};

use super::lock;
use super::server::{Call, FakeServer, PASSWORD};
use super::state::State;

#[async_trait]
impl Servers for FakeServer {
    async fn discover(&self, server: &ServerAddress) -> Result<Discovery> {
        let found = Discovery {
            provider: self.provider(),
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

    fn open(&self, credential: &Credential<'_>) -> Result<Arc<dyn TokenProvider>> {
        Ok(Arc::new(Connection {
            server: self.clone(),
            method: credential.method,
            secret: credential.secret.clone(),
            interface: credential.interface.map(str::to_owned),
        }))
    }

    fn products(&self) -> Vec<Product> {
        vec![
            self.capabilities(&HUB).product,
            self.capabilities(&DIRECTORY).product,
        ]
    }

    fn renewal_page(
        &self,
        provider: &ProviderId,
        server: &ServerAddress,
        owner: &Owner,
    ) -> Option<String> {
        (*provider == DIRECTORY).then(|| server.address.join(&format!("/users/{}", owner.id)))
    }

    fn capabilities(&self, provider: &ProviderId) -> Capabilities {
        let product = |name: &str, mark: &str, tone| Product {
            id: provider.clone(),
            name: name.into(),
            mark: mark.into(),
            tone,
        };
        let use_in_programs = UseInPrograms {
            variable: "TOKEN".into(),
            who_am_i: "/me".into(),
        };
        if *provider == DIRECTORY {
            let interface = |id: &str| Interface {
                id: id.into(),
                name: id.to_uppercase(),
            };
            return Capabilities {
                product: product("Directory", "D", Tone::Navy),
                naming: Naming::LocalOnly,
                expiry: Expiry::Chosen { required: false },
                scopes: ScopeChoice::Fixed { scopes: Vec::new() },
                owners: Owners::ServiceUsers,
                interfaces: vec![interface("new"), interface("old")],
                exchange: false,
                use_in_programs,
            };
        }
        let scope = |id: &str, sensitive| OfferedScope {
            id: id.to_owned(),
            sensitive,
        };
        Capabilities {
            product: product("Hub", "H", Tone::Orange),
            naming: Naming::Native,
            expiry: Expiry::FixedByServer { days: 365 },
            scopes: ScopeChoice::Chosen {
                scopes: vec![scope("openid", false), scope("credentials", true)],
            },
            owners: Owners::SelfOnly,
            interfaces: Vec::new(),
            exchange: true,
            use_in_programs,
        }
    }
}

/// The kind of server whose users have tokens of their own only.
const HUB: ProviderId = ProviderId::new("digitalhub");
/// The kind with service users.
const DIRECTORY: ProviderId = ProviderId::new("directory");

impl FakeServer {
    fn provider(&self) -> ProviderId {
        if lock(&self.state).owners.is_empty() {
            HUB
        } else {
            DIRECTORY
        }
    }

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
    interface: Option<String>,
}

impl Connection {
    fn refuse_strangers(&self) -> Result<()> {
        // EXPOSE: a server has to look at the credential.
        let given = self.secret.expose_secret();
        let fits = match self.method {
            SignInMethod::Basic => given == PASSWORD,
            SignInMethod::Pat | SignInMethod::AccessToken => lock(&self.server.state).takes(given),
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
    async fn who_am_i(&self) -> Result<KnownOwner> {
        // EXPOSE: a server has to look at the credential.
        let secret = self.secret.expose_secret();
        let work = async { self.signed(Call::WhoAmI, |state| state.subject(secret)) };
        self.server.tape.call("server.who_am_i", work).await
    }

    async fn list(&self) -> Result<Listing> {
        let work = async {
            let listed = self.signed(Call::List, |state| {
                let listing = Listing {
                    tokens: state.listed(),
                    owners: state.owners_listed(),
                    covers: if state.owners.is_empty() {
                        Covers::Everyone
                    } else {
                        Covers::ItsOwners
                    },
                    clock_skew_seconds: state.skew_said(),
                };
                state.listing_refusal().map_or(Ok(listing), Err)
            });
            listed.flatten()
        };
        self.server.tape.call("server.list", work).await
    }

    async fn list_of(&self, owner: &Owner) -> Result<Listing> {
        let mut listing = self.list().await?;
        listing.tokens.retain(|remote| remote.owner.id == owner.id);
        listing.owners.retain(|known| known.owner.id == owner.id);
        Ok(listing)
    }

    async fn get(&self, _owner: &Owner, id: &ServerId) -> Result<Option<RemoteToken>> {
        let listed = self.list().await?.tokens;
        Ok(listed.into_iter().find(|remote| remote.id == *id))
    }

    async fn create(&self, token: &NewToken) -> Result<Issued> {
        let work = async {
            let made = self.signed(Call::Create, |state| {
                if let Some(refused) = state.create_refusal(&token.owner) {
                    return Err(refused);
                }
                let (value, made) = state.issue(token);
                Ok(Issued {
                    secret: PatSecret::new(value),
                    token: made,
                    clock_skew_seconds: state.skew_said(),
                })
            });
            made.flatten()
        };
        self.server.tape.call("server.create", work).await
    }

    async fn delete(&self, _owner: &Owner, id: &ServerId) -> Result<Deleted> {
        let work = async {
            self.signed(Call::Delete, |state| {
                state.delete(id);
                if state.owners.is_empty() {
                    Deleted::Allegedly
                } else {
                    Deleted::Certainly
                }
            })
        };
        self.server.tape.call("server.delete", work).await
    }

    async fn accepts(&self, secret: &PatSecret) -> Result<bool> {
        // EXPOSE: a server has to look at the credential.
        let value = secret.expose_secret();
        let work = async {
            self.server
                .answer(Call::Accepts, |state| state.takes(value))
        };
        self.server.tape.call("server.accepts", work).await
    }

    async fn owner_state(&self, owner: &Owner) -> Result<OwnerState> {
        let work = async {
            self.signed(Call::OwnerState, |state| {
                let mut all = state.owners.iter();
                let known = all.find(|known| known.owner.id == owner.id);
                known.map_or(OwnerState::Removed, |known| known.state)
            })
        };
        self.server.tape.call("server.owner_state", work).await
    }

    async fn directory(&self) -> Result<Directory> {
        let known = lock(&self.server.state).owners.clone();
        let organizations: BTreeMap<String, String> = known
            .iter()
            .filter_map(|known| {
                let id = known.owner.organization_id.clone()?;
                Some((id, known.organization_name.clone()?))
            })
            .collect();
        let role = |name: &str| Role {
            name: name.into(),
            place: Some("Shop".into()),
            is_owner: false,
        };
        Ok(Directory {
            organizations: organizations
                .into_iter()
                .map(|(id, name)| Organization { id, name })
                .collect(),
            roles: Some(
                known
                    .into_iter()
                    .map(|known| (known.owner.id, vec![role("reader")]))
                    .collect(),
            ),
        })
    }

    async fn create_owner(&self, owner: &NewOwner) -> Result<KnownOwner> {
        let work = async { self.signed(Call::CreateOwner, |state| state.make_owner(owner)) };
        self.server.tape.call("server.create_owner", work).await
    }

    fn interface(&self) -> Option<String> {
        let has_several = !lock(&self.server.state).owners.is_empty();
        let spoken = self.interface.clone().unwrap_or_else(|| "new".into());
        has_several.then_some(spoken)
    }
}
