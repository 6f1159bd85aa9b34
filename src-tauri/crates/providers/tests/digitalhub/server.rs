//! A scripted server as a `DigitalHub`, and what it is asked with.

use std::sync::Arc;

use patwarden_core::account::{ProviderId, SignInMethod};
use patwarden_core::ports::{Credential, NewToken, ServerAddress, Servers, TokenProvider};
use patwarden_core::secret::SignInSecret;
use patwarden_core::token::{Ends, Owner, TokenName};

pub(crate) use crate::scripted::{Reply, Request, Server, address, json, servers, with_header};

pub(crate) const DIGITALHUB: ProviderId = ProviderId::new("digitalhub");
pub(crate) const USER: &str = "admin";
pub(crate) const SECRET: &str = "SENTINEL-credential";

impl Server {
    /// A connection signed in by this method.
    pub(crate) fn open(&self, method: SignInMethod) -> Arc<dyn TokenProvider> {
        open(&address(&self.url("")), method)
    }
}

pub(crate) fn open(server: &ServerAddress, method: SignInMethod) -> Arc<dyn TokenProvider> {
    let secret = SignInSecret::new(SECRET);
    servers()
        .open(&credential(server, method, &secret))
        .unwrap()
}

pub(crate) fn credential<'a>(
    server: &'a ServerAddress,
    method: SignInMethod,
    secret: &'a SignInSecret,
) -> Credential<'a> {
    Credential {
        provider: const { &DIGITALHUB },
        server,
        method,
        username: (method == SignInMethod::Basic).then_some(USER),
        secret,
        interface: None,
        pinned: false,
    }
}

/// The only one there is.
pub(crate) fn user() -> Owner {
    Owner {
        id: USER.into(),
        name: USER.into(),
        organization_id: None,
    }
}

pub(crate) fn new_token() -> NewToken {
    NewToken {
        name: "name-and-scopes".parse::<TokenName>().unwrap(),
        scopes: ["openid".to_owned(), "profile".to_owned()].into(),
        owner: user(),
        ends: Ends::ByServer,
        mark: None,
    }
}
