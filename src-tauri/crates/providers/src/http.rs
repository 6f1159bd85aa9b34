//! The one HTTP client: encrypted or by rule, bounded in time and size, never following a redirect
//! to another host, and quiet about what must not be seen.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::{Duration, Instant};

use backon::{ExponentialBuilder, Retryable};
use patwarden_core::account::{Address, PlainHttp};
use patwarden_core::error::Field;
use patwarden_core::ports::ServerAddress;
use patwarden_core::{CoreError, ErrorCode};
use reqwest::header::{ACCEPT, HeaderMap, LOCATION};
use zeroize::Zeroizing;

use reqwest::{Certificate, Client, Method, RequestBuilder, StatusCode, redirect};

use crate::server_clock::{retry_after, skew};
use crate::shown::shown_host;
use crate::trouble::Failed;
use crate::{trace, trouble};

type Result<T, E = CoreError> = std::result::Result<T, E>;

/// How long and how much.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// To be connected.
    pub connect: Duration,
    /// For a whole exchange.
    pub exchange: Duration,
    /// Largest answer, in bytes.
    pub answer: usize,
    /// Longest wait a server may ask for before a read is tried again.
    pub patience: Duration,
    /// For all exchanges that make one list.
    pub list: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(10),
            exchange: Duration::from_secs(30),
            answer: 16 * 1024 * 1024,
            patience: Duration::from_secs(5),
            list: Duration::from_secs(300),
        }
    }
}

/// Room an answer gets at first, in bytes.
const ROOM: usize = 64 * 1024;

/// This machine; port 0 leaves the port to the address.
const LOOPBACK: [SocketAddr; 2] = [
    SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 0),
    SocketAddr::new(IpAddr::V6(Ipv6Addr::LOCALHOST), 0),
];

/// How often a read is tried again.
const RETRIES: usize = 2;

/// A client for one server.
#[derive(Clone, Debug)]
pub(crate) struct Http {
    client: Client,
    limits: Limits,
    host: String,
}

/// An answer, read to its end.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Zeroizing<Vec<u8>>,
    /// Server clock minus ours, in seconds; 0 when it did not say.
    pub(crate) clock_skew_seconds: i64,
}

impl Answer {
    /// A header as text; empty when there is none.
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

impl Http {
    /// A client for this server. Refuses unencrypted ways that are not agreed to.
    pub(crate) fn new(server: &ServerAddress, limits: Limits) -> Result<Self> {
        refuse_plain(server)?;
        let mut roots: Vec<Certificate> = Vec::new();
        // The system's roots can be empty, the bundled ones can lack a private authority: both.
        for root in webpki_root_certs::TLS_SERVER_ROOT_CERTS {
            roots.extend(Certificate::from_der(root));
        }
        if let Some(pem) = &server.extra_ca {
            roots.extend(extra_authority(pem)?);
        }
        let mut builder = Client::builder();
        if goes_directly(&server.address) {
            builder = builder.no_proxy();
        }
        if let Some(name) = server.address.localhost_name() {
            // RFC 6761: such a name is this machine, whatever a resolver says.
            builder = builder.resolve_to_addrs(name, &LOOPBACK);
        }
        let client = builder
            .user_agent(concat!("patwarden/", env!("CARGO_PKG_VERSION")))
            .redirect(redirect::Policy::none())
            // Not even what a gateway claims not to have handled: a create is sent once.
            .retry(reqwest::retry::never())
            .connect_timeout(limits.connect)
            .timeout(limits.exchange)
            .tls_certs_merge(roots)
            .build()
            .map_err(|error| {
                CoreError::internal(format!("no HTTP client: {}", trouble::innermost(&error)))
            })?;
        Ok(Self {
            client,
            limits,
            host: server.address.host(),
        })
    }

    /// A request that may be completed by its caller.
    pub(crate) fn request(&self, method: Method, url: &str) -> RequestBuilder {
        self.client
            .request(method, url)
            .header(ACCEPT, "application/json")
    }

    /// What takes many exchanges, in the time there is for a list.
    pub(crate) async fn in_time<T>(&self, asked: impl Future<Output = Result<T>>) -> Result<T> {
        let answered = tokio::time::timeout(self.limits.list, asked).await;
        answered.unwrap_or_else(|_| {
            Err(CoreError::new(
                ErrorCode::TimedOut,
                format!(
                    "{} did not give its whole list in time; try again later, or tell its administrator",
                    self.host
                ),
            ))
        })
    }

    /// Sends a read, again when the way or the server failed for a moment.
    pub(crate) async fn read(&self, request: impl Fn() -> RequestBuilder) -> Result<Answer> {
        self.read_explained(request, status_trouble).await
    }

    /// Like [`Http::read`], for servers whose bodies say what a status means: not every 429 passes.
    pub(crate) async fn read_explained(
        &self,
        request: impl Fn() -> RequestBuilder,
        explain: impl Fn(&Answer) -> CoreError,
    ) -> Result<Answer> {
        let attempt = || async {
            let answer = self.send(request()).await?;
            match answer.status.as_u16() {
                429 | 502 | 503 | 504 => Err(explain(&answer)),
                _ => Ok(answer),
            }
        };
        let pauses = ExponentialBuilder::default()
            .with_min_delay(Duration::from_millis(200))
            .with_max_times(RETRIES)
            .with_jitter();
        attempt
            .retry(pauses)
            .when(|error: &CoreError| {
                matches!(
                    error.code,
                    ErrorCode::Unreachable
                        | ErrorCode::RateLimited
                        | ErrorCode::ServerFailed
                        | ErrorCode::Starting
                ) && error
                    .retry_after_seconds
                    .is_none_or(|seconds| Duration::from_secs(seconds) <= self.limits.patience)
            })
            .adjust(|error: &CoreError, pause: Option<Duration>| {
                let asked = error.retry_after_seconds.map(Duration::from_secs);
                pause.map(|pause| asked.unwrap_or(pause))
            })
            .await
    }

    /// Sends once and reads the answer to its end.
    pub(crate) async fn send(&self, request: RequestBuilder) -> Result<Answer, Failed> {
        let request = request.build().map_err(|error| Failed {
            error: CoreError::internal(format!("no request: {}", trouble::innermost(&error))),
            may_have_arrived: false,
        })?;
        trace::request(&request);
        let since = Instant::now();
        let mut response = self
            .client
            .execute(request)
            .await
            .map_err(|error| Failed::on_the_way(&error, &self.host))?;
        let (status, headers) = (response.status(), response.headers().clone());
        // Large enough for every answer with a secret, so that no copy is left behind by growing.
        let mut body = Zeroizing::new(Vec::with_capacity(ROOM));
        while let Some(chunk) = response
            .chunk()
            .await
            .map_err(|error| Failed::answered(trouble::of_body(&error, &self.host)))?
        {
            if body.len() + chunk.len() > self.limits.answer {
                return Err(Failed::answered(CoreError::new(
                    ErrorCode::BadAnswer,
                    format!(
                        "{} sent more than {} MiB; this is no answer to our question",
                        self.host,
                        self.limits.answer >> 20
                    ),
                )));
            }
            body.extend_from_slice(&chunk);
        }
        trace::answer(status, &headers, since.elapsed());
        let answer = Answer {
            status,
            clock_skew_seconds: skew(&headers),
            headers,
            body,
        };
        self.refuse_redirect(&answer).map_err(Failed::answered)?;
        Ok(answer)
    }

    /// No redirect is followed: a credential must not travel further than it was meant to.
    fn refuse_redirect(&self, answer: &Answer) -> Result<()> {
        if !answer.status.is_redirection() {
            return Ok(());
        }
        let target = answer.header(LOCATION.as_str());
        let host = url::Url::parse(target)
            .ok()
            .and_then(|url| url.host_str().map(str::to_owned));
        let message = match host {
            Some(host) if host != self.host => {
                let host = shown_host(&host);
                format!(
                    "{} sends us on to {host}, and no credential goes there; if that is right, connect to {host} itself",
                    self.host
                )
            }
            _ => format!(
                "{} sends us to another page; check the path of the address",
                self.host
            ),
        };
        Err(CoreError::new(ErrorCode::RedirectRefused, message))
    }
}

/// What is meant for this machine, or goes unencrypted, is not handed to a proxy, which may be
/// anywhere.
fn goes_directly(address: &Address) -> bool {
    address.is_this_machine() || address.plain_http() != PlainHttp::No
}

fn refuse_plain(server: &ServerAddress) -> Result<()> {
    match server.address.plain_http() {
        PlainHttp::No | PlainHttp::Loopback => Ok(()),
        PlainHttp::Private if server.plain_http_agreed => Ok(()),
        PlainHttp::Private => Err(CoreError {
            field: Some(Field::Url),
            ..CoreError::new(
                ErrorCode::PlainHttpConsent,
                "this address is not encrypted: everyone on its network can read the token; agree to that, or use https",
            )
        }),
        PlainHttp::Public => Err(CoreError {
            field: Some(Field::Url),
            ..CoreError::new(
                ErrorCode::PlainHttpRefused,
                "this address is not encrypted and not on a private network; use https",
            )
        }),
    }
}

fn extra_authority(pem: &str) -> Result<Vec<Certificate>> {
    let refuse = || {
        CoreError::invalid(
            Field::ExtraCa,
            "this is no certificate in PEM form; it begins with -----BEGIN CERTIFICATE-----",
        )
    };
    let certificates = Certificate::from_pem_bundle(pem.as_bytes()).map_err(|_| refuse())?;
    if certificates.is_empty() {
        Err(refuse())
    } else {
        Ok(certificates)
    }
}

/// What a status says that every server means alike.
pub(crate) fn status_trouble(answer: &Answer) -> CoreError {
    let seconds = retry_after(&answer.headers);
    let wait = seconds.map_or("a while".to_owned(), |seconds| format!("{seconds} seconds"));
    if answer.status == StatusCode::TOO_MANY_REQUESTS {
        return CoreError {
            retry_after_seconds: seconds,
            ..CoreError::new(
                ErrorCode::RateLimited,
                format!("the server has had enough requests; wait {wait} and try again"),
            )
        };
    }
    if answer.status.is_server_error() {
        let when = seconds.map_or("later".to_owned(), |_| format!("in {wait}"));
        return CoreError {
            retry_after_seconds: seconds,
            ..CoreError::new(
                ErrorCode::ServerFailed,
                format!(
                    "the server failed ({}); try again {when} or tell its administrator",
                    answer.status
                ),
            )
        };
    }
    CoreError::new(
        ErrorCode::Rejected,
        format!("the server refused the request ({})", answer.status),
    )
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test says what it expects")]

    use super::goes_directly;

    #[test]
    fn only_encrypted_requests_to_other_machines_may_take_a_proxy() {
        for (url, directly) in [
            ("https://hub.example.org", false),
            ("https://10.0.0.5", false),
            ("http://10.0.0.5", true),
            ("http://[fd00::5]", true),
            ("http://127.0.0.1:8080", true),
            ("https://localhost", true),
            ("https://hub.localhost", true),
        ] {
            assert_eq!(goes_directly(&url.parse().unwrap()), directly, "{url}");
        }
    }
}
