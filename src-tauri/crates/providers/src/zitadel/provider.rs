//! The port, over whichever interface the server has.

use async_trait::async_trait;
use patwarden_core::error::Result;
use patwarden_core::owner::{Directory, KnownOwner, NewOwner, OwnerState};
use patwarden_core::ports::{Deleted, Issued, Listing, NewToken, TokenProvider};
use patwarden_core::secret::PatSecret;
use patwarden_core::token::{Owner, RemoteToken, ServerId};

use super::connection::Connection;
use super::interface::Interface;

#[async_trait]
impl TokenProvider for Connection {
    async fn who_am_i(&self) -> Result<KnownOwner> {
        self.who_am_i().await
    }

    async fn list(&self) -> Result<Listing> {
        let ask = async |interface| match interface {
            Interface::Connect | Interface::V2 => self.list_v2(interface).await,
            Interface::V1 => self.list_v1().await,
        };
        let host = self.host();
        self.http.in_time(self.spoken.ask(&host, ask)).await
    }

    async fn list_of(&self, owner: &Owner) -> Result<Listing> {
        let ask = async |interface| match interface {
            Interface::Connect | Interface::V2 => self.list_of_v2(interface, owner).await,
            Interface::V1 => self.list_of_v1(owner).await,
        };
        let host = self.host();
        self.http.in_time(self.spoken.ask(&host, ask)).await
    }

    async fn get(&self, owner: &Owner, id: &ServerId) -> Result<Option<RemoteToken>> {
        let ask = async |interface| match interface {
            Interface::Connect | Interface::V2 => self.get_v2(interface, owner, id).await,
            Interface::V1 => self.get_v1(owner, id).await,
        };
        let host = self.host();
        self.http.in_time(self.spoken.ask(&host, ask)).await
    }

    async fn create(&self, token: &NewToken) -> Result<Issued> {
        self.add(token).await
    }

    async fn delete(&self, owner: &Owner, id: &ServerId) -> Result<Deleted> {
        self.remove(owner, id).await
    }

    async fn accepts(&self, secret: &PatSecret) -> Result<bool> {
        self.tries(secret).await
    }

    async fn owner_state(&self, owner: &Owner) -> Result<OwnerState> {
        self.state_of(owner).await
    }

    async fn directory(&self) -> Result<Directory> {
        self.http.in_time(self.look_up()).await
    }

    async fn create_owner(&self, owner: &NewOwner) -> Result<KnownOwner> {
        self.add_owner(owner).await
    }

    fn interface(&self) -> Option<String> {
        self.spoken.known().map(|known| known.id().to_owned())
    }
}
