//! `alias/name-or-id`: how people and files name a token.
//!
//! The same grammar stands in deep links as `patwarden://<alias>/<name or id, percent-encoded>`.

use crate::error::{CoreError, ErrorCode, Result};
use crate::view::TokenRow;

/// The row that `text` names: by name, by local or server id, or by a prefix of either that fits
/// only one. A name that a live and a dead token share means the live one.
pub fn resolve<'a>(text: &str, rows: &'a [TokenRow]) -> Result<&'a TokenRow> {
    let Some((alias, wanted)) = text
        .split_once('/')
        .filter(|(a, w)| !a.is_empty() && !w.is_empty())
    else {
        return Err(CoreError::new(
            ErrorCode::Ambiguous,
            format!("\"{text}\" does not say which account; write alias/name"),
        ));
    };
    let of_account: Vec<&TokenRow> = rows
        .iter()
        .filter(|row| row.token.account == alias)
        .collect();
    let readings: [&dyn Fn(&TokenRow) -> bool; 3] = [
        &|row| row.token.id == wanted || row.server_id.as_deref() == Some(wanted),
        &|row| row.token.name.as_deref() == Some(wanted),
        &|row| {
            let starts = |text: &str| text.starts_with(wanted);
            starts(&row.token.id)
                || row.server_id.as_deref().is_some_and(starts)
                || row.token.name.as_deref().is_some_and(starts)
        },
    ];
    for fits in readings {
        let found: Vec<&TokenRow> = of_account.iter().copied().filter(|row| fits(row)).collect();
        match found.as_slice() {
            [] => {}
            [one] => return Ok(one),
            several => return the_live_one(text, several),
        }
    }
    Err(CoreError::new(
        ErrorCode::TokenNotFound,
        format!("there is no token \"{wanted}\" on \"{alias}\"; see: patw list --account {alias}"),
    ))
}

fn the_live_one<'a>(text: &str, several: &[&'a TokenRow]) -> Result<&'a TokenRow> {
    use crate::status::Status;
    let same_name = several
        .windows(2)
        .all(|pair| pair[0].token.name == pair[1].token.name);
    let live: Vec<&&TokenRow> = several
        .iter()
        .filter(|row| !matches!(row.token.status, Status::Revoked | Status::Expired))
        .collect();
    if let ([one], true) = (live.as_slice(), same_name) {
        return Ok(one);
    }
    let candidates: Vec<String> = several
        .iter()
        .map(|row| {
            let id = row.server_id.as_deref().unwrap_or(&row.token.id);
            format!(
                "{}/{id} ({})",
                row.token.account,
                row.token.name.as_deref().unwrap_or("no name")
            )
        })
        .collect();
    Err(CoreError::new(
        ErrorCode::Ambiguous,
        format!(
            "\"{text}\" fits several tokens; name one by its id: {}",
            candidates.join(", ")
        ),
    ))
}
