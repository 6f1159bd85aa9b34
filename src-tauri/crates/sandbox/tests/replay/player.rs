//! Plays a recording against a sandbox of its own.

use patwarden_sandbox::{Sandbox, SandboxConfig, Seed};
use serde_json::Value;

use crate::bindings::Bindings;
use crate::edits;
use crate::judge;
use crate::recording::{Exchange, Recording, Request};
use crate::wire;

/// How a file went.
pub(crate) struct Outcome {
    pub(crate) exchanges: usize,
    /// Left out of the count, with why.
    pub(crate) left_out: Vec<(usize, &'static str)>,
    /// Place in the file, note, and what was different.
    pub(crate) misses: Vec<(usize, String, String)>,
}

impl Outcome {
    pub(crate) fn counted(&self) -> usize {
        self.exchanges - self.left_out.len()
    }

    pub(crate) fn matching(&self) -> usize {
        self.counted() - self.misses.len()
    }

    /// 97 % or better; a short file may miss one.
    pub(crate) fn is_faithful(&self) -> bool {
        self.matching() * 100 >= self.counted() * 97
            || (self.exchanges < 34 && self.misses.len() <= 1)
    }
}

pub(crate) fn play(stem: &str, recording: &Recording, config: SandboxConfig) -> Outcome {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let seed = Seed::Contract(stem.to_owned());
    let sandbox = runtime
        .block_on(Sandbox::start(SandboxConfig { seed, ..config }))
        .unwrap();
    let host = sandbox.digitalhub().url()["http://".len()..]
        .split('/')
        .next()
        .unwrap();
    let mut bindings = Bindings::new(
        sandbox.digitalhub().named(),
        &recording.placeholders,
        &format!("http://{host}"),
    );
    let mut outcome = Outcome {
        exchanges: recording.exchanges.len(),
        left_out: Vec::new(),
        misses: Vec::new(),
    };
    for (index, exchange) in recording.exchanges.iter().enumerate() {
        if exchange.is_management() {
            outcome.left_out.push((index, "on the management port"));
            continue;
        }
        edits::before(stem, exchange, &sandbox);
        let judged = played(host, exchange, &mut bindings);
        if exchange.follows_an_edit() {
            // Not counted, but the edits of this test make them come out right all the same.
            outcome.left_out.push((index, "the database was edited"));
            judged.unwrap_or_else(|why| panic!("{stem} {index}, edited: {why}"));
        } else if let Err(why) = judged {
            outcome.misses.push((index, exchange.note.clone(), why));
        }
    }
    outcome
}

fn played(host: &str, exchange: &Exchange, bindings: &mut Bindings) -> Result<(), String> {
    let request = &exchange.request;
    let headers: Vec<_> = request
        .headers
        .iter()
        .map(|(name, value)| (name.clone(), bindings.fill_text(value)))
        .collect();
    let path = bindings.fill_text(&request.path);
    let body = body(request, bindings);
    let answer = wire::exchange(host, &request.method, &path, &headers, body.as_deref());
    let mut tried = bindings.clone();
    judge::answer(&exchange.response, &answer, &mut tried)?;
    *bindings = tried;
    Ok(())
}

fn body(request: &Request, bindings: &Bindings) -> Option<Vec<u8>> {
    match &request.body {
        None | Some(Value::Null) => (request.method == "POST").then(Vec::new),
        Some(Value::String(text)) if text.is_empty() && request.method != "POST" => None,
        Some(Value::String(text)) => Some(bindings.fill(text)),
        Some(value) => Some(bindings.fill(&value.to_string())),
    }
}
