//! Stands before a server and notes what it is asked.

use std::sync::{Arc, Mutex, PoisonError};

use anyhow::Result;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use tokio::net::TcpListener;

use crate::requests::{Seen, request};

/// No request of ours is nearly as long, in bytes.
const LONGEST: usize = 1 << 20;

pub struct Proxy {
    pub url: String,
    noted: Arc<Noted>,
}

struct Noted {
    client: reqwest::Client,
    server: String,
    seen: Mutex<Vec<Seen>>,
}

impl Proxy {
    pub async fn before(server: &str) -> Result<Self> {
        let noted = Arc::new(Noted {
            client: reqwest::Client::builder()
                .redirect(reqwest::redirect::Policy::none())
                .build()?,
            server: server.trim_end_matches('/').to_owned(),
            seen: Mutex::default(),
        });
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let url = format!("http://{}", listener.local_addr()?);
        let router = Router::new().fallback(pass).with_state(Arc::clone(&noted));
        // Until this process ends.
        tokio::spawn(async { axum::serve(listener, router).await });
        Ok(Self { url, noted })
    }

    /// What was asked since this was called last.
    pub fn take(&self) -> Vec<Seen> {
        let seen = self.noted.seen.lock();
        std::mem::take(&mut *seen.unwrap_or_else(PoisonError::into_inner))
    }
}

impl Noted {
    fn note(&self, seen: Seen) {
        let all = self.seen.lock();
        all.unwrap_or_else(PoisonError::into_inner).push(seen);
    }
}

async fn pass(State(noted): State<Arc<Noted>>, asked: Request) -> Response {
    match forward(&noted, asked).await {
        Ok(response) => response,
        Err(error) => (StatusCode::BAD_GATEWAY, error.to_string()).into_response(),
    }
}

async fn forward(noted: &Noted, asked: Request) -> Result<Response> {
    let (parts, body) = asked.into_parts();
    let path = parts.uri.path_and_query();
    let seen = Seen {
        path: path.map_or_else(|| "/".to_owned(), ToString::to_string),
        method: parts.method,
        headers: parts.headers,
        body: to_bytes(body, LONGEST).await?.to_vec(),
    };
    let asking = request(&noted.client, &noted.server, &seen);
    noted.note(seen);
    let answer = asking.send().await?;
    let (status, mut headers) = (answer.status(), answer.headers().clone());
    headers.remove(header::TRANSFER_ENCODING);
    headers.remove(header::CONTENT_LENGTH);
    let mut response = Response::new(Body::from(answer.bytes().await?));
    *response.status_mut() = status;
    *response.headers_mut() = headers;
    Ok(response)
}
