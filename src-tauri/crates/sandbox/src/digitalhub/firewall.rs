//! What never reaches the server's routes: addresses its container and its firewall refuse.

use axum::http::{Method, StatusCode};

use super::reply::{Frame, container_error, framework_error};
use crate::asked::Asked;
use crate::reply::Reply;

const METHODS: [Method; 7] = [
    Method::DELETE,
    Method::GET,
    Method::HEAD,
    Method::OPTIONS,
    Method::PATCH,
    Method::POST,
    Method::PUT,
];

/// The refusal of an address or method that goes no further.
pub(crate) fn refuse(asked: &Asked) -> Option<Reply> {
    let path = asked.path.to_ascii_lowercase();
    if path.contains("%2f") || path.contains("%00") {
        return Some(container_error(StatusCode::BAD_REQUEST));
    }
    if !METHODS.contains(&asked.method) {
        return Some(Reply::empty(StatusCode::BAD_REQUEST));
    }
    let has_forbidden = [";", "%3b", "//", "%25", "\\", "%5c", "%2e"]
        .iter()
        .any(|part| path.contains(part));
    let has_dots = path.split('/').any(|part| part == "." || part == "..");
    (has_forbidden || has_dots)
        .then(|| framework_error(asked, StatusCode::BAD_REQUEST).framed(Frame::Bare))
}
