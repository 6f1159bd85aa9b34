//! Answers recorded from a running ZITADEL, each named by its file and its case.

use serde_json::Value;

use crate::scripted::{Reply, Server};

/// The answer of a file (`06-auth`) to this case.
pub(crate) fn recorded(stem: &str, case: &str) -> Reply {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/zitadel");
    let path = format!("{folder}/{stem}.json");
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
    let file: Value = serde_json::from_str(&filled(&text)).unwrap();
    let exchanges = file["exchanges"].as_array().unwrap();
    let exchange = exchanges
        .iter()
        .find(|exchange| exchange["case"] == case)
        .unwrap_or_else(|| panic!("{stem} has no case \"{case}\""));
    let response = &exchange["response"];
    let headers = response["headers"].as_object().unwrap();
    Reply::Answer {
        status: response["status"].as_u64().unwrap().try_into().unwrap(),
        headers: headers
            .iter()
            .map(|(name, value)| (name.clone(), value.as_str().unwrap().to_owned()))
            .collect(),
        body: match &response["body"] {
            Value::String(text) => text.clone(),
            json => json.to_string(),
        },
    }
}

/// A server that says this to everything.
pub(crate) async fn always(reply: Reply) -> Server {
    Server::start(move |_| reply.clone()).await
}

/// Moments in the order of their numbers.
fn filled(text: &str) -> String {
    let mut filled = text.to_owned();
    for number in 1..=60 {
        let moment = format!("2026-01-31T10:00:{number:02}.000042Z");
        filled = filled.replace(&format!("<TS:{number}>"), &moment);
    }
    filled
}
