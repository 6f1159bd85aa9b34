//! Which of a server's interfaces an account speaks.

use super::UseCases;
use crate::account::{Account, ProviderId};
use crate::error::{CoreError, Field, Result};

impl UseCases {
    /// Speaks one interface only, or with `None` whichever works. Asks the server at once.
    pub async fn pin_interface(&self, alias: &str, interface: Option<&str>) -> Result<Account> {
        let account = self.account(alias).await?;
        let wanted = self.offered_interface(&account.provider, interface)?;
        let pinned = Account {
            interface_pinned: wanted.is_some(),
            interface: wanted,
            ..account
        };
        let connection = self.connection(&pinned, self.ports.when_asked).await?;
        if let Err(error) = connection.list_of(&pinned.subject).await {
            super::lock(&self.memory.connections).remove(&pinned.id);
            return Err(error);
        }
        let (interface, interface_pinned) = (pinned.interface.clone(), pinned.interface_pinned);
        let keep = Box::new(move |account| Account {
            interface,
            interface_pinned,
            ..account
        });
        self.ports.index.change_account(&pinned.id, keep).await?;
        self.refresh_account(&pinned).await?;
        self.account_by_id(&pinned.id).await
    }

    /// Remembers which interface worked, so that the next process begins with it. What the user has
    /// pinned meanwhile stays.
    pub(super) async fn remember_interface(
        &self,
        account: &Account,
        interface: Option<String>,
    ) -> Result<()> {
        let keep = Box::new(move |account: Account| {
            if account.interface_pinned {
                return account;
            }
            Account {
                interface,
                ..account
            }
        });
        self.ports.index.change_account(&account.id, keep).await?;
        Ok(())
    }

    /// The interface that is asked for, if servers of this kind have it.
    pub(super) fn offered_interface(
        &self,
        provider: &ProviderId,
        wanted: Option<&str>,
    ) -> Result<Option<String>> {
        let Some(wanted) = wanted.filter(|wanted| !wanted.is_empty()) else {
            return Ok(None);
        };
        let offered = self.ports.servers.capabilities(provider).interfaces;
        if offered.iter().any(|interface| interface.id == wanted) {
            return Ok(Some(wanted.to_owned()));
        }
        let names: Vec<&str> = offered
            .iter()
            .map(|interface| interface.id.as_str())
            .collect();
        Err(CoreError::invalid(
            Field::Interface,
            if names.is_empty() {
                "this kind of server has one interface only; leave the choice out".to_owned()
            } else {
                format!(
                    "\"{wanted}\" is no interface of this server; it has {}",
                    names.join(", ")
                )
            },
        ))
    }
}
