//! Why a server could not be reached, or not be read, in words that name the next step.

use std::error::Error;
use std::io::ErrorKind;

use patwarden_core::{CoreError, ErrorCode};

/// A request without an answer that can be read.
#[derive(Debug)]
pub(crate) struct Failed {
    /// Why.
    pub(crate) error: CoreError,
    /// Whether the server may have had the request. Without a connection it cannot.
    pub(crate) may_have_arrived: bool,
}

impl From<Failed> for CoreError {
    fn from(failed: Failed) -> Self {
        failed.error
    }
}

impl Failed {
    /// The server had it, and answered with something that is of no use.
    pub(crate) fn answered(error: CoreError) -> Self {
        Self {
            error,
            may_have_arrived: true,
        }
    }

    /// The way to the server failed.
    pub(crate) fn on_the_way(error: &reqwest::Error, host: &str) -> Self {
        Self {
            error: of_way(error, host),
            may_have_arrived: !error.is_connect(),
        }
    }
}

/// The way to the server failed.
fn of_way(error: &reqwest::Error, host: &str) -> CoreError {
    if let Some(trouble) = of_certificate(error, host) {
        return trouble;
    }
    if error.is_timeout() {
        return CoreError::new(
            ErrorCode::TimedOut,
            format!("{host} did not answer in time; check the network or try again later"),
        );
    }
    let text = chain(error)
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join(": ");
    if text.contains("dns error") || text.contains("failed to lookup address") {
        return CoreError::new(
            ErrorCode::HostUnknown,
            format!("no server is known by the name {host}; check the address and the network"),
        );
    }
    let why = match chain(error)
        .find_map(|cause| cause.downcast_ref::<std::io::Error>())
        .map(std::io::Error::kind)
    {
        Some(ErrorKind::ConnectionRefused) => "nothing listens there",
        Some(
            ErrorKind::ConnectionReset
            | ErrorKind::ConnectionAborted
            | ErrorKind::BrokenPipe
            | ErrorKind::UnexpectedEof,
        ) => "the connection was cut",
        Some(ErrorKind::NetworkUnreachable | ErrorKind::HostUnreachable) => "there is no way to it",
        _ if text.contains("proxy") || text.contains("tunnel") => {
            "the proxy did not let us through"
        }
        _ => "the connection failed",
    };
    CoreError::new(
        ErrorCode::Unreachable,
        format!("{host} cannot be reached: {why}; check the address, the network and the proxy"),
    )
}

/// The answer broke off.
pub(crate) fn of_body(error: &reqwest::Error, host: &str) -> CoreError {
    if error.is_timeout() {
        return of_way(error, host);
    }
    CoreError::new(
        ErrorCode::BadAnswer,
        format!("the answer of {host} broke off; try again"),
    )
}

/// The deepest cause, which is the telling one.
pub(crate) fn innermost(error: &reqwest::Error) -> String {
    chain(error)
        .last()
        .map(ToString::to_string)
        .unwrap_or_default()
}

fn of_certificate(error: &reqwest::Error, host: &str) -> Option<CoreError> {
    use rustls::CertificateError as Certificate;
    let cause = chain(error).find_map(find_rustls)?;
    let rustls::Error::InvalidCertificate(certificate) = cause else {
        return Some(CoreError::new(
            ErrorCode::Unreachable,
            format!("{host} does not speak TLS as expected; check scheme and port of the address"),
        ));
    };
    let mismatch = |why: &str| {
        CoreError::new(
            ErrorCode::CertificateMismatch,
            format!(
                "the certificate of {host} {why}; nothing was sent. Check the address, or tell the administrator"
            ),
        )
    };
    Some(match certificate {
        Certificate::NotValidForName | Certificate::NotValidForNameContext { .. } => {
            mismatch("is made out to another host")
        }
        Certificate::Expired | Certificate::ExpiredContext { .. } => mismatch("has expired"),
        Certificate::NotValidYet | Certificate::NotValidYetContext { .. } => {
            mismatch("is not valid yet (or the clock of this machine is wrong)")
        }
        Certificate::Revoked => mismatch("was revoked"),
        _ => CoreError::new(
            ErrorCode::CertificateUntrusted,
            format!(
                "the certificate of {host} comes from an authority this machine does not know; nothing was sent. Add the authority's certificate, or check the address"
            ),
        ),
    })
}

/// rustls hides its error in an `io::Error`, which hides in another and names neither as its source.
fn find_rustls<'a>(cause: &'a (dyn Error + 'static)) -> Option<&'a rustls::Error> {
    cause.downcast_ref::<rustls::Error>().or_else(|| {
        let io = cause.downcast_ref::<std::io::Error>()?;
        find_rustls(io.get_ref()?)
    })
}

fn chain<'a>(error: &'a reqwest::Error) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    std::iter::successors(
        Some(error as &(dyn Error + 'static)),
        |cause: &&'a (dyn Error + 'static)| (**cause).source(),
    )
}
