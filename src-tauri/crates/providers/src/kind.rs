//! What every kind of server has to say for itself.

use std::sync::Arc;

use async_trait::async_trait;
use patwarden_core::account::Address;
use patwarden_core::capabilities::Capabilities;
use patwarden_core::error::Result;
use patwarden_core::ports::{Credential, Discovery, ServerAddress, TokenProvider};
use patwarden_core::token::Owner;

use crate::http::{Answer, Http};

/// One kind of server.
#[async_trait]
pub(crate) trait Kind: Sync {
    /// What such servers can do, their name and id included.
    fn capabilities(&self) -> Capabilities;

    /// Asks whether there is one at this address, and at no other. Sends no credential. An error
    /// means that there is one and why it is of no use, or that the way to it failed.
    async fn recognize(&self, http: &Http, address: &Address) -> Result<Recognized>;

    /// A signed-in connection. Sends nothing yet.
    fn open(&self, http: Http, credential: &Credential<'_>) -> Result<Arc<dyn TokenProvider>>;

    /// The page on which `owner` gets a new token, where there is one.
    fn renewal_page(&self, server: &ServerAddress, owner: &Owner) -> Option<String>;
}

/// What a look at an address says.
#[derive(Debug)]
pub(crate) enum Recognized {
    /// It is one.
    Yes(Box<Discovery>),
    /// It is none, but something else: "a web page".
    No(&'static str),
}

/// What an answer is that nobody asked for.
pub(crate) fn appearance(answer: &Answer) -> &'static str {
    let kind = answer.header("content-type");
    match kind.split(';').next().unwrap_or_default().trim() {
        "text/html" => "a web page",
        "application/json" => "something else",
        _ => "nothing we know",
    }
}
