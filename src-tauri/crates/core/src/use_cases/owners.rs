//! Whose tokens there can be.

use chrono::{DateTime, Utc};

use super::refresh::LIST_LAG;
use super::snapshot::owner_row;
use super::{UseCases, lock};
use crate::account::{Account, AccountId, SignInMethod};
use crate::capabilities::{Capabilities, Owners};
use crate::error::{CoreError, ErrorCode, Field, Result};
use crate::owner::{KnownOwner, NewOwner, OwnerState};
use crate::token::{Owner, Token};
use crate::view::{CreateOwnerRequest, DirectoryView, OwnerRoles, OwnerRow};

/// An owner that was made by this process.
#[derive(Debug)]
pub(super) struct NewlyMade {
    account: AccountId,
    owner: KnownOwner,
    at: DateTime<Utc>,
}

impl UseCases {
    /// What the server says about organizations and roles, for choosing an owner.
    pub async fn owner_directory(&self, alias: &str) -> Result<DirectoryView> {
        let account = self.account(alias).await?;
        let connection = self.connection(&account, self.ports.when_asked).await?;
        let directory = connection.directory().await?;
        let roles = directory.roles.map(|of_owners| {
            let rows = of_owners.into_iter();
            rows.map(|(owner, roles)| OwnerRoles { owner, roles })
                .collect()
        });
        Ok(DirectoryView {
            organizations: directory.organizations,
            roles,
        })
    }

    /// Makes an owner, and knows it from then on.
    pub async fn create_owner(&self, request: &CreateOwnerRequest) -> Result<OwnerRow> {
        let account = self.account(&request.account).await?;
        if self.ports.servers.capabilities(&account.provider).owners == Owners::SelfOnly {
            return Err(CoreError::invalid(
                Field::Owner,
                "on this server everyone has tokens of his own only",
            ));
        }
        let user_name = owner_name(&request.user_name)?;
        let name = match request.name.as_deref().map(str::trim) {
            None | Some("") => user_name.clone(),
            Some(name) => owner_name(name)?,
        };
        let wanted = NewOwner {
            user_name,
            name,
            organization_id: request.organization_id.clone(),
        };
        let connection = self.connection(&account, self.ports.when_asked).await?;
        let mut made = connection.create_owner(&wanted).await?;
        let mut known = self.known_owners(&account).await?;
        if made.organization_name.is_none() {
            made.organization_name = known
                .iter()
                .find(|known| known.owner.organization_id == made.owner.organization_id)
                .and_then(|known| known.organization_name.clone());
        }
        known.retain(|known| known.owner.id != made.owner.id);
        known.push(made.clone());
        lock(&self.memory.new_owners).push(NewlyMade {
            account: account.id.clone(),
            owner: made.clone(),
            at: self.ports.clock.now(),
        });
        self.ports.index.save_owners(&account.id, known).await?;
        Ok(owner_row(
            &account,
            &made.owner,
            made.organization_name,
            made.state,
        ))
    }

    /// The owners made here a moment ago: lists lag behind and may not name them yet.
    pub(super) fn newly_made(&self, account: &Account) -> Vec<KnownOwner> {
        let now = self.ports.clock.now();
        let mut all = lock(&self.memory.new_owners);
        all.retain(|made| made.at + LIST_LAG >= now);
        let of_account = all.iter().filter(|made| made.account == account.id);
        of_account.map(|made| made.owner.clone()).collect()
    }

    pub(super) async fn known_owners(&self, account: &Account) -> Result<Vec<KnownOwner>> {
        let owners = self.ports.index.owners(Some(&account.id)).await?;
        Ok(owners.into_iter().map(|(_, known)| known).collect())
    }

    /// Whose tokens can be made, as far as is known: at least those of the one who is signed in, who
    /// need not be allowed to look at anyone.
    async fn possible_owners(&self, account: &Account) -> Result<Vec<KnownOwner>> {
        let mut known = self.known_owners(account).await?;
        if known.is_empty() {
            known.push(KnownOwner {
                owner: account.subject.clone(),
                organization_name: None,
                state: OwnerState::Active,
            });
        }
        Ok(known)
    }

    /// The owner a create asks for: by id, or by a name that only one has. One that is not known yet
    /// may have been made a moment ago: the server is asked once.
    pub(super) async fn chosen_owner(
        &self,
        account: &Account,
        capabilities: &Capabilities,
        wanted: Option<&str>,
    ) -> Result<Owner> {
        let wanted = wanted.map(str::trim).filter(|wanted| !wanted.is_empty());
        if capabilities.owners == Owners::SelfOnly {
            return match wanted {
                Some(other) if other != account.subject.id && other != account.subject.name => {
                    Err(CoreError::invalid(
                        Field::Owner,
                        format!(
                            "through \"{}\" only tokens of {} can be made",
                            account.alias, account.subject.name
                        ),
                    ))
                }
                _ => Ok(account.subject.clone()),
            };
        }
        let Some(wanted) = wanted else {
            return Err(CoreError::invalid(
                Field::Owner,
                "choose the user whose token it shall be",
            ));
        };
        if let Some(owner) = pick(self.possible_owners(account).await?, wanted)? {
            return Ok(owner);
        }
        self.refresh_account(account).await?;
        if let Some(owner) = pick(self.possible_owners(account).await?, wanted)? {
            return Ok(owner);
        }
        // Who could not be asked did not say that there is none.
        if let Some(trouble) = self.account_by_id(&account.id).await?.trouble {
            return Err(CoreError::new(trouble.code, trouble.message));
        }
        Err(CoreError {
            field: Some(Field::Owner),
            ..CoreError::new(
                ErrorCode::OwnerUnknown,
                format!(
                    "\"{}\" sees no user \"{wanted}\" who could have tokens",
                    account.alias
                ),
            )
        })
    }

    /// Whether the account may be signing in with this very token. Where others have tokens too, all
    /// of its own count: one must not be deleted by a slip.
    pub(super) fn may_sign_in(&self, account: &Account, token: &Token) -> bool {
        let of_many =
            self.ports.servers.capabilities(&account.provider).owners == Owners::ServiceUsers;
        account.method == SignInMethod::Pat
            && token.owner.id == account.subject.id
            && (of_many || token.custody.store().is_none())
    }

    /// Where one gets a new token to sign in with.
    pub(super) fn renewal_page(&self, account: &Account) -> Option<String> {
        let server = account.server();
        self.ports
            .servers
            .renewal_page(&account.provider, &server, &account.subject)
    }
}

/// Longest name of an owner, in characters (ZITADEL's limit, contract 08).
const LONGEST_NAME: usize = 200;

fn owner_name(text: &str) -> Result<String> {
    let text = text.trim();
    let refuse = |why: &str| Err(CoreError::invalid(Field::Owner, why));
    if text.is_empty() {
        return refuse("give the new user a name");
    }
    if text.chars().any(char::is_control) {
        return refuse("a name has no line breaks or other control characters");
    }
    if text.chars().count() > LONGEST_NAME {
        return refuse("a name has at most 200 characters");
    }
    Ok(text.to_owned())
}

fn pick(known: Vec<KnownOwner>, wanted: &str) -> Result<Option<Owner>> {
    let mut fitting: Vec<KnownOwner> = known
        .into_iter()
        .filter(|known| !matches!(known.state, OwnerState::Removed | OwnerState::Hidden))
        .filter(|known| known.owner.id == wanted || known.owner.name == wanted)
        .collect();
    if let Some(at) = fitting.iter().position(|known| known.owner.id == wanted) {
        return Ok(Some(fitting.swap_remove(at).owner));
    }
    if fitting.len() > 1 {
        let candidates: Vec<String> = fitting
            .iter()
            .map(|known| {
                let place = known
                    .organization_name
                    .as_deref()
                    .unwrap_or("no organization");
                format!("{} ({place})", known.owner.id)
            })
            .collect();
        return Err(CoreError {
            field: Some(Field::Owner),
            ..CoreError::new(
                ErrorCode::Ambiguous,
                format!(
                    "several users are called \"{wanted}\"; name one by its id: {}",
                    candidates.join(", ")
                ),
            )
        });
    }
    Ok(fitting.pop().map(|known| known.owner))
}
