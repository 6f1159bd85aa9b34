//! A recording told differently: other names, and another order of what may come in any order.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::recording::{Exchange, Recording};

/// The recording with every token's name changed; where `order` says so, runs of creates and of reads turned
/// round, and the lists after them as they then must be.
pub(crate) fn of(recording: &Recording, order: bool) -> Recording {
    let mut varied = recording.clone();
    let mut from = 0;
    while order && from < varied.exchanges.len() {
        let first = Sort::of(&varied.exchanges[from]);
        let run = varied.exchanges[from..]
            .iter()
            .take_while(|exchange| first.is_some() && Sort::of(exchange) == first)
            .count();
        let to = from + run;
        match first {
            Some(Sort::Create) => {
                let names = created_names(&varied.exchanges[from..to]);
                varied.exchanges[from..to].reverse();
                for later in &mut varied.exchanges[to..] {
                    turn_round(&names, &mut later.response.body);
                }
            }
            Some(Sort::Read) => {
                let reads = &mut varied.exchanges[from..to];
                reads.reverse();
                // Lists come first all the same: they tell the ids that the other reads ask for.
                reads.sort_by_key(|exchange| !exchange.is_list());
            }
            None => {}
        }
        from = to.max(from + 1);
    }
    for exchange in &mut varied.exchanges {
        rename(exchange);
    }
    varied
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Sort {
    Create,
    Read,
}

impl Sort {
    fn of(exchange: &Exchange) -> Option<Self> {
        if exchange.is_create() {
            Some(Self::Create)
        } else if exchange.request.method == "GET" && !exchange.is_management() {
            Some(Self::Read)
        } else {
            None
        }
    }
}

fn created_names(creates: &[Exchange]) -> BTreeSet<String> {
    creates
        .iter()
        .filter_map(|create| Some(text_of(create.request.body.as_ref()?.get("name")?)))
        .collect()
}

/// Turns the entries round that were created in the run, and leaves the others where they are.
fn turn_round(names: &BTreeSet<String>, body: &mut Value) {
    let Some(entries) = body.get_mut("content").and_then(Value::as_array_mut) else {
        return;
    };
    let places: Vec<_> = (0..entries.len())
        .filter(|at| names.contains(&text_of(&entries[*at]["name"])))
        .collect();
    for at in 0..places.len() / 2 {
        entries.swap(places[at], places[places.len() - 1 - at]);
    }
}

fn text_of(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned)
}

/// Another name of the same length for each, in what is sent and in what comes back.
fn rename(exchange: &mut Exchange) {
    if exchange.is_create()
        && let Some(name) = exchange
            .request
            .body
            .as_mut()
            .and_then(|body| body.get_mut("name"))
    {
        changed(name);
    }
    let body = &mut exchange.response.body;
    if let Some(entries) = body.get_mut("content").and_then(Value::as_array_mut) {
        for entry in entries {
            changed(&mut entry["name"]);
        }
    } else if body.get("issuedAt").is_some() {
        changed(&mut body["name"]);
    }
}

/// Letters by others, thirteen places on. Names that the server invents stay placeholders, and what
/// was sent as a number or a boolean stays what it is.
fn changed(name: &mut Value) {
    if let Value::String(text) = name
        && !text.starts_with("<RANDOM-NAME")
        && text != "true"
    {
        *text = other(text);
    }
}

/// The name that stands for this one.
pub(crate) fn other(name: &str) -> String {
    let turned = |c: char, first: u8| {
        char::from((u8::try_from(c).unwrap_or(first) - first + 13) % 26 + first)
    };
    name.chars()
        .map(|c| match c {
            'a'..='z' => turned(c, b'a'),
            'A'..='Z' => turned(c, b'A'),
            other => other,
        })
        .collect()
}
