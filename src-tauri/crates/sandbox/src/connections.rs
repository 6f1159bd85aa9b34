//! A server on its connections, with the faults of the script.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{ConnectInfo, Request, State};
use axum::http::{HeaderName, HeaderValue, Method, StatusCode};
use axum::response::Response;
use chrono::{DateTime, Utc};
use futures_util::stream;

use crate::asked::Asked;
use crate::faults::Fault;
use crate::platform::{Platform, Served};
use crate::reply::Reply;

/// Largest body that is read. The real servers take more than anybody sends.
const LARGEST_BODY: usize = 32 << 20;

/// Serves until the listener's task ends.
pub(crate) async fn serve<P: Platform>(listener: tokio::net::TcpListener, served: Arc<Served<P>>) {
    let service = Router::new()
        .fallback(handle::<P>)
        .with_state(served)
        .into_make_service_with_connect_info::<SocketAddr>();
    // It ends only with the task, and has no error to tell.
    let _ = axum::serve(listener, service).await;
}

async fn handle<P: Platform>(
    State(served): State<Arc<Served<P>>>,
    ConnectInfo(from): ConnectInfo<SocketAddr>,
    request: Request,
) -> Response {
    if served.is_stopped() {
        return cut_off();
    }
    let route = served
        .platform
        .route_of(request.method(), request.uri().path());
    let fault = route.and_then(|route| served.faults.take(route));
    let mut now = served.now();
    match &fault {
        Some(Fault::DropBeforeCommit) => return cut_off(),
        Some(Fault::Latency(wait)) => tokio::time::sleep(*wait).await,
        Some(Fault::ClockShift(by)) => now += *by,
        Some(fault) => {
            if let Some(reply) = instead(fault) {
                return sent(reply, now);
            }
        }
        None => {}
    }
    let is_head = request.method() == Method::HEAD;
    let Ok(asked) = taken_apart(request, from, now).await else {
        return cut_off();
    };
    let reply = served.answer(&asked);
    match fault {
        Some(Fault::DropAfterCommit) => cut_off(),
        Some(Fault::SlowBody { bytes, pause }) if !is_head => slow(reply, now, bytes, pause),
        Some(Fault::TruncatedJson) => {
            let half = reply.body.len() / 2;
            sent(with_body(reply, |body| body.truncate(half)), now)
        }
        Some(Fault::NotJson) => sent(with_body(reply, |body| *body = b"<not json>".to_vec()), now),
        Some(Fault::Huge { bytes }) => sent(with_body(reply, |body| *body = huge(bytes)), now),
        _ => sent(reply, now),
    }
}

/// The answers that stand in for the right one.
fn instead(fault: &Fault) -> Option<Reply> {
    match fault {
        Fault::Status {
            status,
            content_type,
            body,
        } => {
            let status = StatusCode::from_u16(*status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
            let mut reply = Reply::empty(status).header("content-type", *content_type);
            reply.body = body.clone().into_bytes();
            Some(reply)
        }
        Fault::TooManyRequests { retry_after } => {
            let reply = Reply::empty(StatusCode::TOO_MANY_REQUESTS);
            Some(match retry_after {
                Some(seconds) => reply.header("retry-after", seconds.to_string()),
                None => reply,
            })
        }
        Fault::Redirect { location } => {
            Some(Reply::empty(StatusCode::FOUND).header("location", location.as_str()))
        }
        _ => None,
    }
}

async fn taken_apart(
    request: Request,
    from: SocketAddr,
    now: DateTime<Utc>,
) -> Result<Asked, axum::Error> {
    let (head, body) = request.into_parts();
    let body = axum::body::to_bytes(body, LARGEST_BODY).await?;
    let query = head.uri.query().unwrap_or_default();
    Ok(Asked {
        method: head.method,
        path: head.uri.path().to_owned(),
        authority: head.uri.authority().map(ToString::to_string),
        query: url::form_urlencoded::parse(query.as_bytes())
            .into_owned()
            .collect(),
        headers: head.headers,
        body,
        from: from.ip().to_string(),
        now,
    })
}

fn with_body(mut reply: Reply, change: impl FnOnce(&mut Vec<u8>)) -> Reply {
    change(&mut reply.body);
    reply
}

fn huge(bytes: usize) -> Vec<u8> {
    let mut body = vec![b'x'; bytes.max(2)];
    if let [first, .., last] = body.as_mut_slice() {
        *first = b'"';
        *last = b'"';
    }
    body
}

fn sent(mut reply: Reply, now: DateTime<Utc>) -> Response {
    let body = Body::from(std::mem::take(&mut reply.body));
    headed(reply, now, body)
}

fn slow(mut reply: Reply, now: DateTime<Utc>, bytes: usize, pause: Duration) -> Response {
    let whole = Bytes::from(std::mem::take(&mut reply.body));
    let pieces = stream::unfold(whole, move |mut rest| async move {
        if rest.is_empty() {
            return None;
        }
        tokio::time::sleep(pause).await;
        let piece = rest.split_to(bytes.clamp(1, rest.len()));
        Some((Ok::<_, std::io::Error>(piece), rest))
    });
    headed(reply, now, Body::from_stream(pieces))
}

fn headed(reply: Reply, now: DateTime<Utc>, body: Body) -> Response {
    let mut response = Response::new(body);
    *response.status_mut() = reply.status;
    let date = now.format("%a, %d %b %Y %H:%M:%S GMT").to_string();
    for (name, value) in reply.headers.into_iter().chain([("date", date)]) {
        if let Ok(value) = HeaderValue::from_str(&value) {
            response
                .headers_mut()
                .append(HeaderName::from_static(name), value);
        }
    }
    response
}

/// Ends the connection without a byte of an answer: a body that fails before its first piece takes
/// the head, which is still in the buffer, with it.
fn cut_off() -> Response {
    let failing = stream::once(async { Err::<Bytes, _>(std::io::Error::other("cut off")) });
    Response::new(Body::from_stream(failing))
}
