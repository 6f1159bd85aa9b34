//! Who depends on whom, from `cargo metadata`.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result};
use serde_json::Value;

/// What a dependency is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    Normal,
    Build,
    Test,
}

/// A dependency as a package of ours declares it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Arrow {
    pub(crate) to: String,
    pub(crate) kind: Kind,
    pub(crate) features: BTreeSet<String>,
}

/// A package of ours.
#[derive(Debug)]
pub(crate) struct Room {
    pub(crate) name: String,
    pub(crate) arrows: Vec<Arrow>,
    /// What the default features switch on, directly or through others.
    pub(crate) default_features: BTreeSet<String>,
    id: String,
}

#[derive(Debug)]
pub(crate) struct Graph {
    pub(crate) rooms: Vec<Room>,
    nodes: BTreeMap<String, Node>,
}

#[derive(Debug)]
struct Node {
    name: String,
    features: BTreeSet<String>,
    /// Ids of what is compiled into it or runs while it is compiled; no test dependencies.
    needs: Vec<String>,
}

impl Graph {
    pub(crate) fn read(metadata: &Value) -> Result<Self> {
        let packages = list(&metadata["packages"]);
        let names: BTreeMap<&str, &str> = packages
            .iter()
            .filter_map(|package| Some((package["id"].as_str()?, package["name"].as_str()?)))
            .collect();
        let ours: BTreeSet<&str> = texts(&metadata["workspace_members"]).collect();
        let rooms = packages
            .iter()
            .filter(|package| package["id"].as_str().is_some_and(|id| ours.contains(id)))
            .map(room)
            .collect::<Result<_>>()?;
        let nodes = list(&metadata["resolve"]["nodes"])
            .iter()
            .map(|node| {
                let id = node["id"].as_str().context("a node has an id")?;
                let name = names.get(id).context("a node is a package")?;
                Ok((id.to_owned(), self::node(name, node)))
            })
            .collect::<Result<_>>()?;
        Ok(Self { rooms, nodes })
    }

    /// The names of everything that goes into a package of ours.
    pub(crate) fn reach(&self, room: &Room) -> BTreeSet<&str> {
        let mut seen = BTreeSet::new();
        let mut names = BTreeSet::new();
        let mut open = vec![room.id.as_str()];
        while let Some(id) = open.pop() {
            let Some(node) = self.nodes.get(id).filter(|_| seen.insert(id)) else {
                continue;
            };
            if id != room.id {
                names.insert(node.name.as_str());
            }
            open.extend(node.needs.iter().map(String::as_str));
        }
        names
    }

    /// Whether anything here switches this feature of this crate on.
    pub(crate) fn has_feature(&self, name: &str, feature: &str) -> bool {
        let mut versions = self.nodes.values().filter(|node| node.name == name);
        versions.any(|node| node.features.contains(feature))
    }
}

fn room(package: &Value) -> Result<Room> {
    let text = |key: &str| {
        let text = package[key].as_str().map(str::to_owned);
        text.with_context(|| format!("a package has a {key}"))
    };
    let arrows = list(&package["dependencies"]).iter().map(|dependency| {
        let to = dependency["name"].as_str();
        Ok(Arrow {
            to: to.context("a dependency has a name")?.to_owned(),
            kind: kind(&dependency["kind"]),
            features: texts(&dependency["features"]).map(str::to_owned).collect(),
        })
    });
    Ok(Room {
        name: text("name")?,
        arrows: arrows.collect::<Result<_>>()?,
        default_features: switched_on(&package["features"]),
        id: text("id")?,
    })
}

/// What `default` leads to in a package's table of features.
fn switched_on(table: &Value) -> BTreeSet<String> {
    let mut on = BTreeSet::new();
    let mut open = vec!["default"];
    while let Some(feature) = open.pop() {
        if on.insert(feature.to_owned()) {
            open.extend(texts(&table[feature]));
        }
    }
    on
}

fn node(name: &str, node: &Value) -> Node {
    let needed = list(&node["deps"]).iter().filter(|dependency| {
        let mut kinds = list(&dependency["dep_kinds"]).iter();
        kinds.any(|found| kind(&found["kind"]) != Kind::Test)
    });
    Node {
        name: name.to_owned(),
        features: texts(&node["features"]).map(str::to_owned).collect(),
        needs: needed
            .filter_map(|dependency| dependency["pkg"].as_str())
            .map(str::to_owned)
            .collect(),
    }
}

fn kind(value: &Value) -> Kind {
    match value.as_str() {
        Some("dev") => Kind::Test,
        Some("build") => Kind::Build,
        _ => Kind::Normal,
    }
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn texts(value: &Value) -> impl Iterator<Item = &str> {
    list(value).iter().filter_map(Value::as_str)
}
