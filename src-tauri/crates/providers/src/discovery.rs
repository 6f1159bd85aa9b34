//! Finds out which kind of server is at an address. One address may be anything, so each kind has its
//! look at it.

use patwarden_core::account::Address;
use patwarden_core::error::Result;
use patwarden_core::ports::{Discovery, ServerAddress};
use patwarden_core::{CoreError, ErrorCode};

use crate::http::Http;
use crate::kind::{Kind, Recognized};

/// How many addresses are asked at most: `/ui/console/projects/1/apps/2` and its parents.
const DEEPEST: usize = 8;

/// Asks at the address and, since people paste what their browser shows, at its parents.
pub(crate) async fn discover(
    kinds: &[&dyn Kind],
    http: &Http,
    server: &ServerAddress,
) -> Result<Discovery> {
    let mut seen = None;
    let mut refusal = None;
    for address in with_parents(&server.address) {
        let mut failure = None;
        for kind in kinds {
            match kind.recognize(http, &address).await {
                Ok(Recognized::Yes(found)) => return Ok(*found),
                Ok(Recognized::No(appearance)) => {
                    seen.get_or_insert(appearance);
                }
                Err(error) if is_passing(&error) => {
                    failure.get_or_insert(error);
                }
                Err(error) if is_elsewhere(&error) => {
                    refusal.get_or_insert(error);
                }
                Err(error) => return Err(error),
            }
        }
        // Where one kind's question makes the server fail, another's may not; but a server that
        // fails has no better parents.
        if let Some(failure) = failure {
            return Err(failure);
        }
    }
    Err(match seen {
        Some(appearance) => wrong_product(kinds, &server.address, appearance),
        None => refusal.unwrap_or_else(|| CoreError::internal("nothing was asked")),
    })
}

/// It may be over in a moment, and says nothing about the kind.
fn is_passing(error: &CoreError) -> bool {
    matches!(
        error.code,
        ErrorCode::ServerFailed | ErrorCode::RateLimited | ErrorCode::BadAnswer
    )
}

/// Another path of the same host may be the right one.
fn is_elsewhere(error: &CoreError) -> bool {
    matches!(error.code, ErrorCode::RedirectRefused | ErrorCode::Rejected)
        && !error.message.contains("no credential goes there")
}

fn wrong_product(kinds: &[&dyn Kind], address: &Address, seen: &str) -> CoreError {
    let names: Vec<String> = kinds
        .iter()
        .map(|kind| format!("a {}", kind.capabilities().product.name))
        .collect();
    CoreError::new(
        ErrorCode::WrongProduct,
        format!(
            "{} answers with {seen}, neither as {}; check the address and its path",
            address.host(),
            names.join(" nor as ")
        ),
    )
}

fn with_parents(address: &Address) -> Vec<Address> {
    let mut addresses = vec![address.clone()];
    let mut text = address.to_string();
    while addresses.len() < DEEPEST {
        let path = address.url().path().trim_matches('/');
        let Some(cut) = text.rfind('/').filter(|_| !path.is_empty()) else {
            break;
        };
        text.truncate(cut);
        match text.parse::<Address>() {
            Ok(parent) if parent.url().origin() == address.url().origin() => {
                let is_root = matches!(parent.url().path(), "" | "/");
                addresses.push(parent);
                if is_root {
                    break;
                }
            }
            _ => break,
        }
    }
    addresses
}
