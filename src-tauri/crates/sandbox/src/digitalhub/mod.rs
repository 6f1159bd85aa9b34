//! `DigitalHub` core 0.15 on the wire. Facts come from recordings of a running server; the numbers in
//! comments name them.

mod authentication;
mod create_body;
mod discovery;
mod exchange;
mod firewall;
mod paging;
mod projects;
mod reply;
mod sandbox;
mod seeds;
pub(crate) mod signing;
mod tokens;
mod world;

use std::time::Duration;

use axum::http::{Method, StatusCode};
use percent_encoding::percent_decode_str;

pub use sandbox::DigitalHubSandbox;
pub use world::{PASSWORD, StoredAuthentication, StoredToken, USERNAME};

use crate::asked::Asked;
use crate::platform::Platform;
use crate::reply::Reply;
use reply::{Frame, container_error, framework_error, not_acceptable, not_acceptable_core};
use signing::SigningKey;
use world::World;

/// The version the server claims, which is the one recorded.
const VERSION: &str = "0.15.1-SNAPSHOT";
const LEVEL: &str = "15";

/// A call that can be asked for, and made to fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Route {
    Configuration,
    OpenIdConfiguration,
    Keys,
    WhoAmI,
    ListTokens,
    CreateToken,
    GetToken,
    DeleteToken,
    ListProjects,
    CreateProject,
    GetProject,
    DeleteProject,
    ExchangeToken,
    Authorize,
    UserInfo,
    ApiDescription,
    Root,
    Console,
}

const ROUTES: &[(&str, &str, Route)] = &[
    ("GET", "/.well-known/configuration", Route::Configuration),
    (
        "GET",
        "/.well-known/openid-configuration",
        Route::OpenIdConfiguration,
    ),
    (
        "GET",
        "/.well-known/oauth-authorization-server",
        Route::OpenIdConfiguration,
    ),
    ("GET", "/auth/jwks", Route::Keys),
    ("GET", "/api/auth", Route::WhoAmI),
    ("POST", "/api/auth", Route::WhoAmI),
    ("GET", "/api/v1/tokens/personal", Route::ListTokens),
    ("POST", "/api/v1/tokens/personal", Route::CreateToken),
    ("GET", "/api/v1/tokens/personal/{id}", Route::GetToken),
    ("DELETE", "/api/v1/tokens/personal/{id}", Route::DeleteToken),
    ("GET", "/api/v1/projects", Route::ListProjects),
    ("POST", "/api/v1/projects", Route::CreateProject),
    ("GET", "/api/v1/projects/{id}", Route::GetProject),
    ("DELETE", "/api/v1/projects/{id}", Route::DeleteProject),
    ("GET", "/auth/token", Route::ExchangeToken),
    ("POST", "/auth/token", Route::ExchangeToken),
    ("GET", "/auth/authorize", Route::Authorize),
    ("POST", "/auth/token/", Route::Authorize),
    ("GET", "/auth/userinfo", Route::UserInfo),
    ("GET", "/v1/api-docs", Route::ApiDescription),
    ("GET", "/", Route::Root),
    ("GET", "/console", Route::Root),
    ("GET", "/console/", Route::Console),
];

/// Where a path leads.
enum Target {
    Found { route: Route, id: String },
    WrongMethod { allow: String },
    Nothing,
}

/// The server, apart from its connections.
#[derive(Debug)]
pub(crate) struct DigitalHub {
    pub(crate) issuer: String,
    pub(crate) context_path: &'static str,
    pub(crate) key: SigningKey,
    pub(crate) lag: Duration,
    /// Whether people can sign in through an upstream provider.
    pub(crate) has_upstream: bool,
}

impl Platform for DigitalHub {
    type Route = Route;
    type World = World;

    fn route_of(&self, method: &Method, path: &str) -> Option<Route> {
        match target(method, path.strip_prefix(self.context_path)?) {
            Target::Found { route, .. } => Some(route),
            _ => None,
        }
    }

    fn answer(&self, asked: &Asked, world: &mut World) -> Reply {
        let below = asked
            .path
            .strip_prefix(self.context_path)
            .filter(|path| path.is_empty() || path.starts_with('/'));
        let Some(path) = below else {
            return container_error(StatusCode::NOT_FOUND);
        };
        if path.is_empty() {
            return Reply::empty(StatusCode::FOUND).header("location", format!("{}/", self.issuer));
        }
        if let Some(refusal) = firewall::refuse(asked) {
            return refusal;
        }
        if path == "/api" || path.starts_with("/api/") {
            return self.answer_api(asked, path, world).framed(Frame::Denied);
        }
        let reply = self.answer_open(asked, path, world);
        let is_published = path.starts_with("/.well-known/") || path == "/auth/jwks";
        let frame = match is_published {
            true if reply.status.is_success() => Frame::Published,
            true => Frame::SameOrigin,
            false => Frame::Denied,
        };
        reply.framed(frame)
    }

    fn changes(&self, asked: &Asked) -> bool {
        !asked.method.is_safe()
    }

    fn lasting(world: &World) -> World {
        world.lasting()
    }
}

impl DigitalHub {
    /// Below `/api` everything needs a credential, also what is not there.
    fn answer_api(&self, asked: &Asked, path: &str, world: &mut World) -> Reply {
        let who = match authentication::identify(asked, world, &self.key) {
            Ok(who) => who,
            Err(refusal) => return refusal,
        };
        let (route, id) = match target(&asked.method, path) {
            Target::Found { route, id } => (route, id),
            Target::WrongMethod { allow } => return wrong_method(asked, allow),
            Target::Nothing => return framework_error(asked, StatusCode::NOT_FOUND).varying(),
        };
        // Nothing is made or looked up for a client that could not read the answer.
        let is_unannounced = route == Route::CreateToken && !create_body::is_announced(asked);
        let is_delete = matches!(route, Route::DeleteToken | Route::DeleteProject);
        if !asked.takes_json() && !is_delete && !is_unannounced {
            return match route {
                Route::WhoAmI => not_acceptable(asked),
                _ => not_acceptable_core(asked),
            };
        }
        match route {
            Route::WhoAmI => Reply::json(
                StatusCode::OK,
                &serde_json::json!({"username": who.name, "permissions": world.permissions(&who)}),
            ),
            Route::ListTokens => tokens::list(asked, &who, world),
            Route::CreateToken => tokens::create(asked, &who, world, &self.issuer, self.lag),
            Route::GetToken => tokens::get(asked, &who, world, &id),
            Route::DeleteToken => tokens::delete(asked, &who, world, &id, self.lag),
            Route::ListProjects => projects::list(asked, world),
            Route::CreateProject => projects::create(asked, &who, world),
            Route::GetProject => projects::get(asked, world, &id),
            Route::DeleteProject => projects::delete(world, &id),
            _ => framework_error(asked, StatusCode::NOT_FOUND).varying(),
        }
    }

    fn answer_open(&self, asked: &Asked, path: &str, world: &World) -> Reply {
        let route = match target(&asked.method, path) {
            Target::Found { route, .. } => route,
            Target::WrongMethod { allow } => return wrong_method(asked, allow).varying(),
            Target::Nothing => return framework_error(asked, StatusCode::NOT_FOUND).varying(),
        };
        let json = |value: &serde_json::Value| {
            if asked.takes_json() {
                Reply::json(StatusCode::OK, value)
            } else {
                not_acceptable(asked)
            }
        };
        match route {
            Route::Configuration => {
                let reply = json(&discovery::configuration(&self.issuer, self.has_upstream));
                let reply = if reply.status.is_success() {
                    reply.versioned()
                } else {
                    reply
                };
                reply.varying()
            }
            Route::OpenIdConfiguration => {
                let known = discovery::openid_configuration(&self.issuer, self.has_upstream);
                json(&known).varying()
            }
            Route::Keys => json(&self.key.published()).varying(),
            Route::ExchangeToken => {
                exchange::answer(asked, world, &self.key, &self.issuer).varying()
            }
            Route::Authorize => {
                let session = uuid::Uuid::new_v4().simple().to_string().to_uppercase();
                let reply = if self.has_upstream && path == "/auth/authorize" {
                    Reply::empty(StatusCode::FOUND).header(
                        "location",
                        format!("{}/auth/authorization/oidc", self.issuer),
                    )
                } else {
                    framework_error(asked, StatusCode::FORBIDDEN)
                };
                reply.header(
                    "set-cookie",
                    format!("JSESSIONID={session}; Path=/; HttpOnly"),
                )
            }
            Route::UserInfo => framework_error(asked, StatusCode::FORBIDDEN).varying(),
            Route::ApiDescription => json(&discovery::openapi(&self.issuer)),
            Route::Root => Reply::empty(StatusCode::FOUND)
                .header("location", format!("{}/console/", self.issuer)),
            Route::Console => Reply::page(
                "<!doctype html><title>DigitalHub sandbox</title><p>The sandbox has no console: use Patwarden.",
            ),
            _ => framework_error(asked, StatusCode::NOT_FOUND).varying(),
        }
    }
}

fn wrong_method(asked: &Asked, allow: String) -> Reply {
    framework_error(asked, StatusCode::METHOD_NOT_ALLOWED).header("allow", allow)
}

fn target(method: &Method, path: &str) -> Target {
    let method = if *method == Method::HEAD {
        "GET"
    } else {
        method.as_str()
    };
    let mut allowed = Vec::new();
    for (offered, template, route) in ROUTES {
        let Some(id) = matched(template, path) else {
            continue;
        };
        if *offered == method {
            return Target::Found { route: *route, id };
        }
        allowed.push(*offered);
    }
    if allowed.is_empty() {
        return Target::Nothing;
    }
    allowed.reverse();
    Target::WrongMethod {
        allow: allowed.join(", "),
    }
}

/// The decoded `{id}` of a path that fits the template; empty if the template has none.
fn matched(template: &str, path: &str) -> Option<String> {
    let Some(stem) = template.strip_suffix("{id}") else {
        return (template == path).then(String::new);
    };
    let id = path.strip_prefix(stem)?;
    (!id.is_empty() && !id.contains('/'))
        .then(|| percent_decode_str(id).decode_utf8_lossy().into_owned())
}
