//! What a create asks for, checked against what the server can do before anything is sent.

use chrono::{DateTime, Datelike, Timelike, Utc};
use uuid::Uuid;

use super::UseCases;
use crate::account::Account;
use crate::capabilities::{Capabilities, Expiry, ScopeChoice};
use crate::error::{CoreError, Field, Result};
use crate::ports::NewToken;
use crate::token::{Ends, Scopes, TokenName};
use crate::view::{CreateRequest, ExpiryWish};

/// The first year that means "never" on servers that have no other word for it.
const YEAR_OF_NEVER: i32 = 9999;

impl UseCases {
    pub(super) async fn wished(
        &self,
        account: &Account,
        request: &CreateRequest,
    ) -> Result<NewToken> {
        let capabilities = self.ports.servers.capabilities(&account.provider);
        let name = request.name.parse::<TokenName>()?;
        let scopes = allowed_scopes(&capabilities, &request.scopes)?;
        let (ends, mark) = chosen_end(&capabilities, request.expires, self.ports.clock.now())?;
        let owner = self
            .chosen_owner(account, &capabilities, request.owner.as_deref())
            .await?;
        Ok(NewToken {
            name,
            scopes,
            owner,
            ends,
            mark,
        })
    }
}

/// The end, and the microseconds by which a lost answer's token is found again.
fn chosen_end(
    capabilities: &Capabilities,
    wish: Option<ExpiryWish>,
    now: DateTime<Utc>,
) -> Result<(Ends, Option<u32>)> {
    let refuse = |why: String| Err(CoreError::invalid(Field::Expires, why));
    let required = match capabilities.expiry {
        Expiry::FixedByServer { days } => {
            return match wish {
                None => Ok((Ends::ByServer, None)),
                Some(_) => refuse(format!(
                    "this server decides when a token ends (after {days} days); leave the choice out"
                )),
            };
        }
        Expiry::Chosen { required } => required,
    };
    let mark = mark();
    match wish {
        None => refuse("choose when the token shall end, or never".into()),
        Some(ExpiryWish::Never) if required => {
            refuse("this server wants every token to end; choose a date".into())
        }
        Some(ExpiryWish::Never) => Ok((Ends::Never, Some(mark))),
        Some(ExpiryWish::At { at }) if at <= now => {
            refuse("this moment has passed; choose a later one".into())
        }
        Some(ExpiryWish::At { at }) if at.year() >= YEAR_OF_NEVER => {
            refuse("choose a date before the year 9999, or never".into())
        }
        Some(ExpiryWish::At { at }) => match at.with_nanosecond(mark * 1000) {
            // The mark may bring it forward within its second.
            Some(at) if at <= now => refuse("this moment has passed; choose a later one".into()),
            Some(at) => Ok((Ends::At(at), Some(mark))),
            None => refuse("this is not a moment; choose another".into()),
        },
    }
}

/// Six random digits, none of them all zeros: servers leave those out.
fn mark() -> u32 {
    let random = Uuid::new_v4().as_u128() % 999_999;
    u32::try_from(random).unwrap_or_default() + 1
}

fn allowed_scopes(capabilities: &Capabilities, wanted: &[String]) -> Result<Scopes> {
    let offered = match &capabilities.scopes {
        ScopeChoice::Fixed { scopes } => {
            return Ok(scopes.iter().map(|scope| scope.id.clone()).collect());
        }
        ScopeChoice::Chosen { scopes } => scopes,
    };
    if wanted.is_empty() {
        return Err(CoreError::invalid(
            Field::Scopes,
            "choose at least one scope",
        ));
    }
    if let Some(unknown) = wanted
        .iter()
        .find(|wanted| !offered.iter().any(|scope| scope.id == **wanted))
    {
        let names: Vec<&str> = offered.iter().map(|scope| scope.id.as_str()).collect();
        return Err(CoreError::invalid(
            Field::Scopes,
            format!(
                "\"{unknown}\" is not a scope of this server; it has {}",
                names.join(", ")
            ),
        ));
    }
    Ok(wanted.iter().cloned().collect())
}
