//! A server that answers each request as told, to the byte, and remembers what it was asked.
#![allow(dead_code, unreachable_pub, reason = "each test uses a part of it")]

pub(crate) mod heard;

use std::sync::{Arc, Mutex};
use std::time::Duration;

use patwarden_core::account::Address;
use patwarden_core::ports::ServerAddress;
use patwarden_providers::{HttpServers, Limits};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

/// A request as it arrived.
#[derive(Clone, Debug)]
pub(crate) struct Request {
    pub(crate) method: String,
    pub(crate) path: String,
    /// Names in lower case.
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: String,
}

impl Request {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut fitting = self.headers.iter().filter(|(known, _)| known == name);
        fitting.next().map(|(_, value)| value.as_str())
    }
}

/// What comes back.
#[derive(Clone, Debug)]
pub(crate) enum Reply {
    /// An answer.
    Answer {
        status: u16,
        headers: Vec<(String, String)>,
        body: String,
    },
    /// The connection ends without a word.
    Cut,
    /// The answer begins, and ends before its announced length.
    Truncated(String),
    /// The answer begins, and then nothing more comes.
    Stalled,
    /// An answer without an end.
    Endless,
}

pub(crate) fn json(status: u16, body: &str) -> Reply {
    Reply::Answer {
        status,
        headers: vec![("content-type".into(), "application/json".into())],
        body: body.into(),
    }
}

pub(crate) fn with_header(reply: Reply, name: &str, value: &str) -> Reply {
    match reply {
        Reply::Answer {
            status,
            mut headers,
            body,
        } => {
            headers.push((name.into(), value.into()));
            Reply::Answer {
                status,
                headers,
                body,
            }
        }
        other => other,
    }
}

/// A running server; it ends with the test's runtime.
#[derive(Debug)]
pub(crate) struct Server {
    pub(crate) port: u16,
    seen: Arc<Mutex<Vec<Request>>>,
}

impl Server {
    pub(crate) async fn start(answer: impl Fn(&Request) -> Reply + Send + Sync + 'static) -> Self {
        Self::start_with(answer, None).await
    }

    pub(crate) async fn start_with(
        answer: impl Fn(&Request) -> Reply + Send + Sync + 'static,
        tls: Option<TlsAcceptor>,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let seen: Arc<Mutex<Vec<Request>>> = Arc::default();
        let (log, answer) = (Arc::clone(&seen), Arc::new(answer));
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (log, answer, tls) = (Arc::clone(&log), Arc::clone(&answer), tls.clone());
                tokio::spawn(async move {
                    match tls {
                        None => serve(stream, &log, &*answer).await,
                        Some(tls) => {
                            if let Ok(stream) = tls.accept(stream).await {
                                serve(stream, &log, &*answer).await;
                            }
                        }
                    }
                });
            }
        });
        Self { port, seen }
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }

    pub(crate) fn seen(&self) -> Vec<Request> {
        self.seen.lock().unwrap().clone()
    }

    pub(crate) fn count(&self, method: &str) -> usize {
        let seen = self.seen();
        seen.iter()
            .filter(|request| request.method == method)
            .count()
    }
}

pub(crate) fn address(url: &str) -> ServerAddress {
    ServerAddress {
        address: url.parse::<Address>().unwrap(),
        extra_ca: None,
        plain_http_agreed: false,
    }
}

/// Everything in a tenth of the usual time and size.
pub(crate) fn servers() -> HttpServers {
    HttpServers::with_limits(Limits {
        connect: Duration::from_millis(500),
        exchange: Duration::from_millis(1500),
        answer: 256 * 1024,
        patience: Duration::from_secs(2),
        list: Duration::from_secs(30),
    })
}

async fn serve(
    mut stream: impl AsyncRead + AsyncWrite + Unpin,
    log: &Mutex<Vec<Request>>,
    answer: &(impl Fn(&Request) -> Reply + Sync),
) {
    let Some(request) = read(&mut stream).await else {
        return;
    };
    let reply = answer(&request);
    log.lock().unwrap().push(request);
    let _ = write(&mut stream, reply).await;
    let _ = stream.shutdown().await;
}

async fn read(stream: &mut (impl AsyncRead + Unpin)) -> Option<Request> {
    let mut bytes = Vec::new();
    let head_end = loop {
        let mut chunk = [0; 4096];
        let count = stream
            .read(&mut chunk)
            .await
            .ok()
            .filter(|count| *count > 0)?;
        bytes.extend_from_slice(&chunk[..count]);
        if let Some(at) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
            break at;
        }
    };
    let head = String::from_utf8_lossy(&bytes[..head_end]).into_owned();
    let mut lines = head.split("\r\n");
    let mut first = lines.next()?.split(' ');
    let (method, path) = (first.next()?.to_owned(), first.next()?.to_owned());
    let headers: Vec<(String, String)> = lines
        .filter_map(|line| line.split_once(": "))
        .map(|(name, value)| (name.to_lowercase(), value.to_owned()))
        .collect();
    let length = headers.iter().find(|(name, _)| name == "content-length");
    let length: usize = length.map_or(0, |(_, value)| value.parse().unwrap());
    let mut body = bytes.split_off(head_end + 4);
    while body.len() < length {
        let mut chunk = [0; 4096];
        let count = stream
            .read(&mut chunk)
            .await
            .ok()
            .filter(|count| *count > 0)?;
        body.extend_from_slice(&chunk[..count]);
    }
    Some(Request {
        method,
        path,
        headers,
        body: String::from_utf8_lossy(&body).into_owned(),
    })
}

async fn write(stream: &mut (impl AsyncWrite + Unpin), reply: Reply) -> std::io::Result<()> {
    let begun = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nconnection: close\r\n";
    match reply {
        Reply::Cut => Ok(()),
        Reply::Answer {
            status,
            headers,
            body,
        } => {
            let mut head = format!("HTTP/1.1 {status} Recorded\r\nconnection: close\r\n");
            for (name, value) in headers {
                head = format!("{head}{name}: {value}\r\n");
            }
            let length = body.len();
            head = format!("{head}content-length: {length}\r\n\r\n");
            stream.write_all(head.as_bytes()).await?;
            stream.write_all(body.as_bytes()).await
        }
        Reply::Truncated(body) => {
            let length = body.len() + 100;
            let head = format!("{begun}content-length: {length}\r\n\r\n{body}");
            stream.write_all(head.as_bytes()).await
        }
        Reply::Stalled => {
            let head = format!("{begun}content-length: 100\r\n\r\n{{\"content\":");
            stream.write_all(head.as_bytes()).await?;
            stream.flush().await?;
            tokio::time::sleep(Duration::from_secs(20)).await;
            Ok(())
        }
        Reply::Endless => {
            stream.write_all(format!("{begun}\r\n").as_bytes()).await?;
            let block = [b' '; 8192];
            // Bounded, should nobody hang up.
            for _ in 0..4096 {
                stream.write_all(&block).await?;
            }
            Ok(())
        }
    }
}
