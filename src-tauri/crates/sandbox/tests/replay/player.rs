//! Plays a recording against a sandbox of its own.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use patwarden_sandbox::{PlatformName, Sandbox, SandboxConfig, Seed};
use serde_json::Value;

use crate::bindings::Bindings;
use crate::forms::Platform;
use crate::judge;
use crate::recording::{Exchange, Recording, Request};
use crate::{digitalhub_edits, wire, zitadel_edits};

/// How a file went.
pub(crate) struct Outcome {
    pub(crate) exchanges: usize,
    /// Left out of the count, with why.
    pub(crate) left_out: Vec<(usize, &'static str)>,
    /// Place in the file, title, and what was different.
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

/// A sandbox with the world of the recording, and what its placeholders stand for.
pub(crate) struct Stage {
    pub(crate) sandbox: Sandbox,
    pub(crate) address: String,
    pub(crate) bindings: Bindings,
    // Serves as long as it lives.
    _runtime: tokio::runtime::Runtime,
}

impl Stage {
    pub(crate) fn new(
        platform: Platform,
        stem: &str,
        recording: &Recording,
        config: SandboxConfig,
    ) -> Self {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let config = SandboxConfig {
            seed: Seed::Contract(stem.to_owned()),
            only: Some(match platform {
                Platform::DigitalHub => PlatformName::DigitalHub,
                Platform::Zitadel => PlatformName::Zitadel,
            }),
            ..config
        };
        let sandbox = runtime.block_on(Sandbox::start(config)).unwrap();
        let (url, named) = match platform {
            Platform::DigitalHub => (sandbox.digitalhub().url(), sandbox.digitalhub().named()),
            Platform::Zitadel => (sandbox.zitadel().url(), sandbox.zitadel().named()),
        };
        let host = url["http://".len()..].split('/').next().unwrap();
        let address = host.replace("localhost", "127.0.0.1");
        // ZITADEL takes any port of its name: the recorded one stays.
        let origin = match platform {
            Platform::DigitalHub => format!("http://{host}"),
            Platform::Zitadel => String::new(),
        };
        let bindings = Bindings::new(named, &recording.placeholders, &origin, platform);
        Self {
            address,
            bindings,
            sandbox,
            _runtime: runtime,
        }
    }

    fn before(&mut self, stem: &str, exchange: &Exchange) {
        match self.bindings.platform {
            Platform::DigitalHub => digitalhub_edits::before(stem, exchange, &self.sandbox),
            Platform::Zitadel => zitadel_edits::before(stem, exchange, self),
        }
        self.bindings.now = self.sandbox.now();
    }

    fn played(&mut self, exchange: &Exchange) -> Result<(), String> {
        let request = &exchange.request;
        let path = self.bindings.fill_text(&request.path);
        let body = body(request, &self.bindings);
        let headers = headers(request, &self.bindings);
        let answer = wire::exchange(
            &self.address,
            &request.method,
            &path,
            &headers,
            body.as_deref(),
        );
        let mut tried = self.bindings.clone();
        judge::answer(&exchange.response, &answer, &mut tried)?;
        self.bindings = tried;
        Ok(())
    }
}

pub(crate) fn play(
    platform: Platform,
    stem: &str,
    recording: &Recording,
    config: SandboxConfig,
) -> Outcome {
    let stage = Stage::new(platform, stem, recording, config);
    play_on(stage, stem, recording, &|_| true)
}

/// Plays all exchanges, and judges those that are claimed.
pub(crate) fn play_on(
    mut stage: Stage,
    stem: &str,
    recording: &Recording,
    is_claimed: &dyn Fn(usize) -> bool,
) -> Outcome {
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
        if exchange.response.status.is_none() {
            outcome.left_out.push((index, "nobody answered"));
            continue;
        }
        stage.before(stem, exchange);
        let judged = stage.played(exchange);
        if !is_claimed(index) {
            outcome.left_out.push((index, "not claimed"));
            continue;
        }
        if exchange.follows_an_edit() {
            // Not counted, but the edits of this test make them come out right all the same.
            outcome.left_out.push((index, "the database was edited"));
            judged.unwrap_or_else(|why| panic!("{stem} {index}, edited: {why}"));
        } else if let Err(why) = judged {
            outcome
                .misses
                .push((index, exchange.title().to_owned(), why));
        }
    }
    outcome
}

fn headers(request: &Request, bindings: &Bindings) -> Vec<(String, String)> {
    let filled = |value: &str| credentials(&bindings.fill_text(value));
    let mut headers: Vec<_> = request
        .headers
        .iter()
        .map(|(name, value)| (name.clone(), filled(value)))
        .collect();
    if bindings.platform == Platform::Zitadel {
        // Sent with every request unless another is shown.
        for (name, value) in [("Host", "localhost:8080"), ("Accept-Language", "en")] {
            if !headers
                .iter()
                .any(|(known, _)| known.eq_ignore_ascii_case(name))
            {
                headers.push((name.to_owned(), value.to_owned()));
            }
        }
    }
    headers
}

/// `base64(id:secret)` is recorded before it was encoded.
fn credentials(value: &str) -> String {
    match value.split_once("base64(") {
        Some((scheme, parts)) => {
            format!("{scheme}{}", STANDARD.encode(parts.trim_end_matches(')')))
        }
        None => value.to_owned(),
    }
}

fn body(request: &Request, bindings: &Bindings) -> Option<Vec<u8>> {
    match &request.body {
        None | Some(Value::Null) => (request.method == "POST").then(Vec::new),
        Some(Value::String(text)) if text.is_empty() && request.method != "POST" => None,
        Some(Value::String(text)) => Some(bindings.fill(text)),
        Some(value) => Some(bindings.fill(&value.to_string())),
    }
}
