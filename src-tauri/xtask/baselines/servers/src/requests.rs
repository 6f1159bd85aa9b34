//! Requests as they were seen, and the bare loop that makes them again.

use anyhow::{Result, bail};
use axum::http::{HeaderMap, Method, header};
use serde_json::Value;

/// What says how a connection is kept, and is the client's own business.
const OF_THE_CONNECTION: &[header::HeaderName] = &[
    header::CONNECTION,
    header::CONTENT_LENGTH,
    header::HOST,
    header::TRANSFER_ENCODING,
];

#[derive(Clone, Debug)]
pub struct Seen {
    pub method: Method,
    /// With its query.
    pub path: String,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

/// Nothing but the client: no retry, no look at what comes back beyond that it is JSON.
pub struct ByHand {
    client: reqwest::Client,
    url: String,
    seen: Vec<Seen>,
}

impl ByHand {
    pub fn new(url: &str, seen: Vec<Seen>) -> Result<Self> {
        if seen.is_empty() {
            bail!("no request was made");
        }
        Ok(Self {
            client: reqwest::Client::new(),
            url: url.trim_end_matches('/').to_owned(),
            seen,
        })
    }

    pub fn len(&self) -> usize {
        self.seen.len()
    }

    pub async fn send(&self) -> Result<()> {
        for seen in &self.seen {
            let answer = request(&self.client, &self.url, seen).send().await?;
            answer.error_for_status()?.json::<Value>().await?;
        }
        Ok(())
    }
}

pub fn request(client: &reqwest::Client, url: &str, seen: &Seen) -> reqwest::RequestBuilder {
    let mut headers = seen.headers.clone();
    for name in OF_THE_CONNECTION {
        headers.remove(name);
    }
    let request = client.request(seen.method.clone(), format!("{url}{}", seen.path));
    request.headers(headers).body(seen.body.clone())
}
