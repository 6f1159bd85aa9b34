//! Projects, as far as the official client calls them (contract 09).

use axum::http::StatusCode;
use rand::seq::IndexedRandom;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::paging::{Page, PageDefaults};
use super::reply::{controller_error, framework_error, timestamp};
use super::world::{Identity, World};
use crate::asked::Asked;
use crate::reply::Reply;

const DEFAULTS: PageDefaults = PageDefaults {
    size: 25,
    sorted: true,
};
/// What a project's specification holds of other things, which is not kept with it.
const CONTENTS: [&str; 5] = ["functions", "artifacts", "workflows", "dataitems", "models"];

/// A project as the API shows it, which names it three times.
#[allow(clippy::struct_field_names, reason = "the names are the server's")]
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Project {
    id: String,
    key: String,
    kind: String,
    metadata: Value,
    pub(crate) name: String,
    project: String,
    spec: Map<String, Value>,
    status: Value,
    pub(crate) user: String,
}

pub(crate) fn list(asked: &Asked, world: &World) -> Reply {
    Reply::core(&Page::of(world.projects.clone(), asked, &DEFAULTS))
}

pub(crate) fn get(asked: &Asked, world: &World, name: &str) -> Reply {
    match world.projects.iter().find(|project| project.name == name) {
        Some(project) => Reply::core(project),
        None => controller_error(asked, StatusCode::NOT_FOUND, "No such project."),
    }
}

pub(crate) fn create(asked: &Asked, who: &Identity, world: &mut World) -> Reply {
    let body: Value = serde_json::from_slice(&asked.body).unwrap_or_default();
    let Some(name) = body["name"].as_str().filter(|name| !name.is_empty()) else {
        return framework_error(asked, StatusCode::BAD_REQUEST);
    };
    let mut spec = body["spec"].as_object().cloned().unwrap_or_default();
    spec.retain(|key, _| !CONTENTS.contains(&key.as_str()));
    let now = timestamp(asked.now);
    let date = |key: &str| {
        let sent = body["metadata"][key].as_str();
        sent.unwrap_or(&now).to_owned()
    };
    let project = Project {
        id: name.to_owned(),
        key: format!("store://{name}"),
        kind: "project".to_owned(),
        metadata: json!({
            "project": name,
            "name": name,
            "version": two_words(),
            "created": date("created"),
            "updated": date("updated"),
            "created_by": who.name,
            "updated_by": who.name,
        }),
        name: name.to_owned(),
        project: name.to_owned(),
        spec,
        status: json!({"state": "CREATED"}),
        user: who.name.clone(),
    };
    let reply = Reply::core(&project);
    world.projects.retain(|known| known.name != project.name);
    world.projects.push(project);
    reply
}

pub(crate) fn delete(world: &mut World, name: &str) -> Reply {
    world.projects.retain(|project| project.name != name);
    Reply::empty(StatusCode::OK)
}

/// The server calls a version by two words rather than a number.
fn two_words() -> String {
    let mut random = rand::rng();
    let mut one_of = |words: [&'static str; 4]| words.choose(&mut random).copied().unwrap_or("");
    format!(
        "{}-{}",
        one_of(["rare", "calm", "brave", "quick"]),
        one_of(["penguin", "otter", "heron", "marmot"])
    )
}
