//! ZITADEL of October 2025 on the wire. Facts come from recordings of a running server; the numbers in
//! comments name them.
#![allow(
    clippy::unnecessary_wraps,
    reason = "all handlers have one form, and most of them may refuse"
)]

mod access;
mod answers;
mod call;
mod changes;
mod company;
mod connect;
mod contracts;
mod errors;
mod grants;
mod health;
mod instance;
mod instance_info;
mod json;
mod me;
mod members;
mod messages;
mod metadata;
mod oidc;
mod organizations;
mod protobuf;
mod protojson;
mod records;
mod role_changes;
mod roles;
mod routes;
mod sandbox;
mod seeds;
mod setup;
mod sorting;
mod token_search;
mod tokens;
mod user_changes;
mod user_lists;
mod users;
mod values;
mod world;

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use axum::http::{Method, StatusCode};

pub use instance::Condition;
pub use records::{Metadatum, StoredPat, StoredUser, UserState};
pub use routes::Route;
pub use sandbox::{ServiceUser, ZitadelSandbox};
pub(crate) use seeds::knows as has_world;

use crate::asked::Asked;
use crate::config::Api;
use crate::platform::Platform;
use crate::reply::Reply;
use access::Caller;
use answers::Face;
use call::Call;
use errors::{Code, Problem};
use protojson::Fields;
use routes::{Door, Entry, Target};
use world::World;

const INSTANCE_NAME: &str = "ZITADEL";
/// The languages the server has texts in.
const LANGUAGES: [&str; 20] = [
    "bg", "cs", "de", "en", "es", "fr", "hu", "id", "it", "ja", "ko", "mk", "nl", "pl", "pt", "ro",
    "ru", "sv", "tr", "zh",
];

/// The server, apart from its connections.
#[derive(Debug)]
pub(crate) struct Zitadel {
    pub(crate) lag: Duration,
    /// The interfaces to the tokens that are switched on.
    pub(crate) apis: Vec<Api>,
    pub(crate) condition: Mutex<Condition>,
    /// Whether the server knows already that its database is not there.
    pub(crate) has_noticed: AtomicBool,
    /// Published, though the sandbox signs nothing with them.
    pub(crate) keys: oidc::Keys,
}

impl Platform for Zitadel {
    type Route = Route;
    type World = World;

    fn route_of(&self, method: &Method, path: &str) -> Option<Route> {
        match self.target(method, path) {
            Target::Found { entry, .. } => Some(entry.route),
            _ => None,
        }
    }

    fn answer(&self, asked: &Asked, world: &mut World) -> Reply {
        if let Some(clean) = cleaned(&asked.path) {
            return Reply::empty(StatusCode::MOVED_PERMANENTLY).header("location", clean);
        }
        if let Some(reply) = health::answer(asked, self.condition()) {
            return reply;
        }
        if let Some(procedure) = connect::procedure(&asked.path).filter(|_| self.has(Api::Connect))
        {
            return connect::answer(self, asked, world, procedure);
        }
        match self.target(&asked.method, &asked.path) {
            Target::Found { entry, parameters } => {
                let body = match asked.method {
                    // A form is no JSON, and is looked at by its handler.
                    Method::POST if entry.face == Face::Oidc => Ok(Fields::default()),
                    Method::POST | Method::PUT => protojson::read(entry.request, &asked.body),
                    _ => Ok(Fields::default()),
                };
                let fields = body.map(|mut fields| {
                    for (name, value) in parameters {
                        fields.set(name, value);
                    }
                    fields
                });
                self.called(entry, asked, world, fields)
            }
            Target::WrongMethod => answers::gateway(Code::Unimplemented, "Method Not Allowed"),
            Target::Nothing => match oidc::answer(self, asked) {
                Some(reply) => reply,
                None => answers::gateway(Code::NotFound, "Not Found"),
            },
        }
    }

    fn changes(&self, asked: &Asked) -> bool {
        self.route_of(&asked.method, &asked.path)
            .is_some_and(Route::changes)
    }

    fn lasting(world: &World) -> World {
        world.lasting()
    }
}

impl Zitadel {
    pub(crate) fn condition(&self) -> Condition {
        *self
            .condition
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    /// What the driver says of the database, which is another thing the first time.
    pub(crate) fn database_error(&self) -> &'static str {
        if self.has_noticed.swap(true, Ordering::Relaxed) {
            instance::DATABASE
        } else {
            instance::CUT_OFF
        }
    }

    fn has(&self, api: Api) -> bool {
        self.apis.contains(&api)
    }

    /// The route of a request, unless it is of an interface that is switched off.
    fn target(&self, method: &Method, path: &str) -> Target {
        let is_off = |prefix, api| path.starts_with(prefix) && !self.has(api);
        if is_off("/v2/", Api::V2)
            || is_off("/management/v1/", Api::V1)
            || is_off("/admin/v1/", Api::V1)
            || is_off("/zitadel.", Api::Connect)
        {
            return Target::Nothing;
        }
        routes::target(method, path)
    }

    /// The order of the checks is the real one: what cannot be read is refused first, then the host,
    /// the caller, the quota, and only then what the call says.
    fn called(
        &self,
        entry: &'static Entry,
        asked: &Asked,
        world: &mut World,
        fields: Result<Fields, String>,
    ) -> Reply {
        let outcome = fields
            .map_err(Problem::Undecodable)
            .and_then(|fields| self.handled(entry, asked, world, fields));
        match outcome {
            Ok(body) => answers::success(entry.face, asked, entry.success(), &body),
            Err(problem) => answers::problem(entry.face, asked, &problem),
        }
    }

    fn handled(
        &self,
        entry: &'static Entry,
        asked: &Asked,
        world: &mut World,
        fields: Fields,
    ) -> Result<serde_json::Value, Problem> {
        let condition = self.condition();
        instance::reach(entry.face, asked, condition)?;
        instance::find(self, entry.face, asked)?;
        let who = match entry.door {
            Door::Open => Caller::default(),
            Door::Authenticated | Door::Permission(_) => access::identify(asked, world)?,
        };
        if let Door::Permission(permission) = entry.door {
            access::enter(world, &who, permission)?;
        }
        if !matches!(entry.door, Door::Open) {
            instance::count(entry.face, condition)?;
        }
        let mut call = Call {
            server: self,
            world,
            asked,
            who,
            fields,
        };
        (entry.handler)(&mut call)
    }
}

/// The path without doubled slashes and dots, if it has some: the router sends the client there.
fn cleaned(path: &str) -> Option<String> {
    let mut clean: Vec<&str> = Vec::new();
    let inner = path.strip_prefix('/')?;
    for segment in inner.split('/') {
        match segment {
            "" | "." => {}
            ".." => {
                clean.pop();
            }
            other => clean.push(other),
        }
    }
    let end = if inner.ends_with('/') && !clean.is_empty() {
        "/"
    } else {
        ""
    };
    let clean = format!("/{}{end}", clean.join("/"));
    (clean != path).then_some(clean)
}
