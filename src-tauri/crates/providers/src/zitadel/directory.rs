//! What is shown when an owner is to be chosen.

use patwarden_core::error::Result;
use patwarden_core::owner::Directory;

use super::connection::Connection;

impl Connection {
    pub(super) async fn look_up(&self) -> Result<Directory> {
        let ask = |interface| self.organizations_over(interface);
        let organizations = self.spoken.ask_beside(&self.host(), ask).await?;
        let roles = self.roles(&organizations).await;
        let roles = roles.map_err(|refused| refused.error)?;
        Ok(Directory {
            organizations,
            roles: roles.map(|roles| roles.into_iter().collect()),
        })
    }
}
