//! What the tests start from.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use patwarden_core::account::{ProviderId, SignInMethod};
use patwarden_core::ports::{Credential, NewToken, ServerAddress, Servers, TokenProvider};
use patwarden_core::secret::SignInSecret;
use patwarden_core::token::{Ends, Owner, TokenName};
use patwarden_providers::HttpServers;
use patwarden_sandbox::{Api, PlatformName, Sandbox, SandboxConfig, Seed};

use crate::scripted::{Reply, Request, Server, address, json, servers};

pub(crate) const ZITADEL: ProviderId = ProviderId::new("zitadel");

/// Every interface, as the account names it and as the sandbox does.
pub(crate) const EACH: [(&str, Api); 3] =
    [("connect", Api::Connect), ("v2", Api::V2), ("v1", Api::V1)];

/// Of the form of a real value.
pub(crate) const SECRET: &str =
    "SENTINEL-credential-0123456789-0123456789-0123456789-0123456789-012345678";

/// A sandbox with these interfaces alone.
pub(crate) async fn sandbox(apis: &[Api], seed: Seed) -> Sandbox {
    let config = SandboxConfig {
        only: Some(PlatformName::Zitadel),
        apis: apis.to_vec(),
        seed,
        ..SandboxConfig::default()
    };
    Sandbox::start(config).await.unwrap()
}

pub(crate) fn recorded_world(stem: &str) -> Seed {
    Seed::Contract(stem.to_owned())
}

/// A connection of the administrator, who may do everything.
pub(crate) fn administrator(sandbox: &Sandbox) -> Arc<dyn TokenProvider> {
    connected(sandbox, &sandbox.zitadel().admin_pat())
}

/// A connection with the token a recording calls so.
pub(crate) fn named(sandbox: &Sandbox, placeholder: &str) -> Arc<dyn TokenProvider> {
    connected(sandbox, &value(sandbox, placeholder))
}

pub(crate) fn value(sandbox: &Sandbox, placeholder: &str) -> String {
    sandbox.zitadel().named()[placeholder].clone()
}

pub(crate) fn connected(sandbox: &Sandbox, pat: &str) -> Arc<dyn TokenProvider> {
    let server = address(sandbox.zitadel().url());
    opened(&HttpServers::new(), &server, pat, None, false)
}

/// A connection to a scripted server that speaks one interface.
pub(crate) fn pinned(server: &Server, interface: &str) -> Arc<dyn TokenProvider> {
    let address = address(&server.url(""));
    opened(&servers(), &address, SECRET, Some(interface), true)
}

pub(crate) fn opened(
    servers: &HttpServers,
    server: &ServerAddress,
    pat: &str,
    interface: Option<&str>,
    pinned: bool,
) -> Arc<dyn TokenProvider> {
    let secret = SignInSecret::new(pat);
    let credential = Credential {
        interface,
        pinned,
        ..credential(server, &secret)
    };
    servers.open(&credential).unwrap()
}

pub(crate) fn credential<'a>(
    server: &'a ServerAddress,
    secret: &'a SignInSecret,
) -> Credential<'a> {
    Credential {
        provider: const { &ZITADEL },
        server,
        method: SignInMethod::Pat,
        username: None,
        secret,
        interface: None,
        pinned: false,
    }
}

/// The sandbox's user of that name.
pub(crate) fn owner(sandbox: &Sandbox, user_name: &str) -> Owner {
    let zitadel = sandbox.zitadel();
    let users = zitadel.users();
    let user = users.iter().find(|user| user.user_name == user_name);
    Owner {
        id: user.unwrap().id.clone(),
        name: user_name.to_owned(),
        organization_id: Some(zitadel.organization_id()),
    }
}

/// A user no server is asked about.
pub(crate) fn somebody() -> Owner {
    Owner {
        id: "345612345678901234".into(),
        name: "robot".into(),
        organization_id: Some("345600000000000001".into()),
    }
}

pub(crate) fn moment(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

pub(crate) const END: &str = "2031-07-01T10:00:00.123456Z";

pub(crate) fn new_token(owner: Owner) -> NewToken {
    NewToken {
        name: "nightly".parse::<TokenName>().unwrap(),
        scopes: std::collections::BTreeSet::new(),
        owner,
        ends: Ends::At(moment(END)),
        mark: Some(123_456),
    }
}

/// What a server says to a path it does not know.
pub(crate) fn no_route() -> Reply {
    json(404, "{\"code\":5,\"message\":\"Not Found\"}")
}

pub(crate) fn is_connect(request: &Request) -> bool {
    request.path.starts_with("/zitadel.")
}

pub(crate) fn is_v2(request: &Request) -> bool {
    request.path.starts_with("/v2/")
}
