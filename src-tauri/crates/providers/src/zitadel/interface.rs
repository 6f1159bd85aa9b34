//! The server's interfaces to tokens: which there are, and which one is spoken.

use std::future::Future;
use std::sync::{Mutex, PoisonError};

use patwarden_core::capabilities;
use patwarden_core::error::{Field, Result};
use patwarden_core::{CoreError, ErrorCode};

use super::refusal::Answered;

/// One of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Interface {
    /// v2 over the Connect protocol: of any server since version 4.
    Connect,
    /// v2 over REST, which some releases lack (reference 2.6).
    V2,
    /// Management v1: of every server, deprecated since version 4.
    V1,
}

impl Interface {
    /// Best first.
    pub(super) const ALL: [Self; 3] = [Self::Connect, Self::V2, Self::V1];

    /// As it is remembered and pinned.
    pub(super) fn id(self) -> &'static str {
        match self {
            Self::Connect => "connect",
            Self::V2 => "v2",
            Self::V1 => "v1",
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Connect => "Connect",
            Self::V2 => "REST v2",
            Self::V1 => "Management v1",
        }
    }

    pub(super) fn offered(self) -> capabilities::Interface {
        capabilities::Interface {
            id: self.id().to_owned(),
            name: self.name().to_owned(),
        }
    }

    fn called(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|known| known.id() == id)
    }
}

/// Which interface works.
#[derive(Debug)]
pub(super) struct Spoken {
    known: Mutex<Option<Interface>>,
    pinned: bool,
}

impl Spoken {
    /// What an account remembers, or was told. An interface that no version has any more is as good as
    /// none, unless the user wants that one.
    pub(super) fn new(remembered: Option<&str>, pinned: bool) -> Result<Self> {
        let known = remembered.and_then(Interface::called);
        if pinned && known.is_none() {
            return Err(CoreError::invalid(
                Field::Interface,
                "there is no such interface; choose connect, v2 or v1",
            ));
        }
        Ok(Self {
            known: Mutex::new(known),
            pinned,
        })
    }

    /// The one that worked last.
    pub(super) fn known(&self) -> Option<Interface> {
        *self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether the user wants this one and no other.
    pub(super) fn pinned(&self) -> Option<Interface> {
        self.known().filter(|_| self.pinned)
    }

    /// Asks for something about tokens, through the interface that worked last, else through each in
    /// turn until the server has one. Only for what may be asked for more than once: something on the
    /// way can say that there is no route after the server has done it.
    pub(super) async fn ask<T, F>(&self, host: &str, ask: impl Fn(Interface) -> F) -> Result<T>
    where
        F: Future<Output = Answered<T>>,
    {
        let (interface, answered) = self.through(host, ask).await?;
        // Whoever answers, or names the cause, has the interface; a cut connection says nothing.
        if !matches!(&answered, Err(refused) if refused.id.is_none()) {
            self.remember(interface);
        }
        answered.map_err(|refused| refused.error)
    }

    /// The interface for what must be asked for once only: the one that is known, else the first that
    /// answers `ask`, which must be harmless.
    pub(super) async fn proven<T, F>(
        &self,
        host: &str,
        ask: impl Fn(Interface) -> F,
    ) -> Result<Interface>
    where
        F: Future<Output = Answered<T>>,
    {
        if let Some(known) = self.known() {
            return Ok(known);
        }
        let (interface, answered) = self.through(host, ask).await?;
        match answered {
            Err(refused) if refused.id.is_none() => Err(refused.error),
            _ => {
                self.remember(interface);
                Ok(interface)
            }
        }
    }

    fn remember(&self, interface: Interface) {
        *self.known.lock().unwrap_or_else(PoisonError::into_inner) = Some(interface);
    }

    /// Asks for something else. A server may lack one such call on an interface that is good for
    /// tokens.
    pub(super) async fn ask_beside<T, F>(
        &self,
        host: &str,
        ask: impl Fn(Interface) -> F,
    ) -> Result<T>
    where
        F: Future<Output = Answered<T>>,
    {
        let (_, answered) = self.through(host, ask).await?;
        answered.map_err(|refused| refused.error)
    }

    async fn through<T, F>(
        &self,
        host: &str,
        ask: impl Fn(Interface) -> F,
    ) -> Result<(Interface, Answered<T>)>
    where
        F: Future<Output = Answered<T>>,
    {
        let known = self.known();
        let others = Interface::ALL
            .into_iter()
            .filter(|other| Some(*other) != known && !self.pinned);
        for interface in known.into_iter().chain(others) {
            match ask(interface).await {
                Err(refused) if refused.no_route => {}
                answered => return Ok((interface, answered)),
            }
        }
        Err(match self.pinned() {
            Some(pinned) => missing(pinned, host),
            None => CoreError::new(
                ErrorCode::WrongProduct,
                format!(
                    "{host} has none of the interfaces of a ZITADEL; check the address, and what stands before the server"
                ),
            ),
        })
    }
}

/// The server does not have the only interface that may be spoken.
pub(super) fn missing(pinned: Interface, host: &str) -> CoreError {
    CoreError {
        field: Some(Field::Interface),
        ..CoreError::new(
            ErrorCode::InterfaceMissing,
            format!(
                "{host} does not have {}, and this account shall speak nothing else; choose another interface, or let the account find one",
                pinned.name()
            ),
        )
    }
}
