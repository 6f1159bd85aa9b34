//! Exchanges recorded from a running `DigitalHub` core 0.15.1, each named by its file and its note.

use serde_json::Value;

use crate::server::{Reply, Request, Server};

/// What `<TS>` stands for.
pub(crate) const MOMENT: &str = "2026-01-31T10:00:00.123+00:00";
const A_YEAR_LATER: &str = "2027-01-31T10:00:00.123+00:00";

/// One exchange.
#[derive(Clone, Debug)]
pub(crate) struct Recorded {
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) reply: Reply,
}

/// The exchange of a file (`04-delete`) with this note.
pub(crate) fn recorded(stem: &str, note: &str) -> Recorded {
    let path = format!("{}/tests/fixtures/{stem}.json", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
    let file: Value = serde_json::from_str(&filled(&text)).unwrap();
    let exchanges = file["exchanges"].as_array().unwrap();
    let exchange = exchanges
        .iter()
        .find(|exchange| exchange["note"] == note)
        .unwrap_or_else(|| panic!("{stem} has no exchange \"{note}\""));
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    Recorded {
        method: text(&exchange["request"]["method"]),
        path: text(&exchange["request"]["path"]),
        reply: reply_of(&exchange["response"]),
    }
}

/// A server that knows these exchanges and nothing else.
pub(crate) async fn server_of(exchanges: Vec<Recorded>) -> Server {
    Server::start(move |request: &Request| {
        let known = exchanges
            .iter()
            .find(|known| known.method == request.method && known.path == request.path);
        match known {
            Some(exchange) => exchange.reply.clone(),
            // Discovery looks for other kinds of servers too.
            None if request.path.ends_with("/.well-known/openid-configuration") => Reply::Answer {
                status: 404,
                headers: vec![("content-type".into(), "text/html".into())],
                body: "<html></html>".into(),
            },
            None => panic!("not recorded: {} {}", request.method, request.path),
        }
    })
    .await
}

fn reply_of(response: &Value) -> Reply {
    let body = match &response["body"] {
        Value::String(text) => text.clone(),
        json => json.to_string(),
    };
    let headers = response["headers"].as_object().unwrap();
    Reply::Answer {
        status: response["status"].as_u64().unwrap().try_into().unwrap(),
        headers: headers
            .iter()
            .filter(|(name, _)| *name != "content-length")
            .filter_map(|(name, value)| Some((name.clone(), value.as_str()?.to_owned())))
            .collect(),
        body,
    }
}

/// Placeholders with values of the form they stand for.
fn filled(text: &str) -> String {
    let mut filled = text
        .replace("<TS+31536000s>", A_YEAR_LATER)
        .replace("<TS+2592000s>", "2026-03-02T10:00:00.123+00:00")
        .replace("<TS>", MOMENT);
    for number in 1..=20 {
        filled = filled
            .replace(&format!("<TOKEN-ID:{number}>"), &id(number))
            .replace(&format!("<PAT:{number}>"), &pat(number));
    }
    filled
}

/// What `<TOKEN-ID:n>` stands for.
pub(crate) fn id(number: usize) -> String {
    format!("00000000-0000-4000-8000-{number:012}")
}

/// What `<PAT:n>` stands for.
pub(crate) fn pat(number: usize) -> String {
    format!("pat-of-27-characters-{number:06}")
}
