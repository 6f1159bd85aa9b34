//! What is being tried, so that a refusal can say what is missing for it.

use chrono::{DateTime, Utc};
use patwarden_core::token::Owner;

/// Something the server may refuse.
#[derive(Clone, Copy, Debug)]
pub(super) struct Attempt<'a> {
    pub(super) what: What,
    /// Whose tokens it is about.
    pub(super) owner: Option<&'a Owner>,
    /// The organization it is about, where no owner says it.
    pub(super) organization: Option<&'a str>,
    /// The end that is asked for.
    pub(super) ends: Option<DateTime<Utc>>,
}

/// The calls, as far as their refusals differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum What {
    SignIn,
    ReadTokens,
    AddToken,
    RemoveToken,
    ReadUsers,
    AddUser,
    ReadOrganizations,
    ReadRoles,
}

impl What {
    pub(super) fn of(self, owner: &Owner) -> Attempt<'_> {
        Attempt {
            owner: Some(owner),
            ..self.anywhere()
        }
    }

    pub(super) fn within(self, organization: Option<&str>) -> Attempt<'_> {
        Attempt {
            organization,
            ..self.anywhere()
        }
    }

    pub(super) const fn anywhere<'a>(self) -> Attempt<'a> {
        Attempt {
            what: self,
            owner: None,
            organization: None,
            ends: None,
        }
    }

    /// In words, behind "may not".
    pub(super) fn words(self) -> &'static str {
        match self {
            Self::SignIn => "sign in",
            Self::ReadTokens => "see the tokens",
            Self::AddToken => "make tokens",
            Self::RemoveToken => "delete tokens",
            Self::ReadUsers => "see the service users",
            Self::AddUser => "make service users",
            Self::ReadOrganizations => "see the organization",
            Self::ReadRoles => "see the roles",
        }
    }

    /// The permission the server asks for (contract 14).
    pub(super) fn permission(self) -> &'static str {
        match self {
            Self::SignIn | Self::ReadTokens | Self::ReadUsers => "user.read",
            Self::AddToken | Self::RemoveToken | Self::AddUser => "user.write",
            Self::ReadOrganizations => "org.read",
            Self::ReadRoles => "org.member.read",
        }
    }

    /// The smallest role that has it.
    pub(super) fn role(self) -> &'static str {
        match self {
            Self::ReadRoles => "ORG_OWNER_VIEWER",
            _ => "ORG_USER_MANAGER",
        }
    }
}

impl Attempt<'_> {
    /// The organization it is about, as far as it has an id.
    pub(super) fn organization_id(&self) -> Option<&str> {
        let of_owner = self
            .owner
            .and_then(|owner| owner.organization_id.as_deref());
        of_owner.or(self.organization)
    }

    /// Where it was tried, in words.
    pub(super) fn place(&self) -> String {
        match (self.owner, self.organization_id()) {
            (Some(owner), Some(id)) => format!("in the organization of {} ({id})", owner.name),
            (Some(owner), None) => format!("in the organization of {}", owner.name),
            (None, Some(id)) => format!("in the organization {id}"),
            (None, None) => "there".to_owned(),
        }
    }
}
