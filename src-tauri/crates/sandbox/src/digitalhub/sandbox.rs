//! The `DigitalHub` half of a running sandbox.

use std::collections::BTreeMap;

use super::signing::SigningKey;
use super::{DigitalHub, PASSWORD, Route, StoredToken, USERNAME, seeds};
use crate::config::SandboxError;
use crate::faults::Fault;
use crate::platform::Service;
use crate::running::Half;

/// A running `DigitalHub`.
#[derive(Debug)]
pub struct DigitalHubSandbox {
    service: Service<DigitalHub>,
    named: BTreeMap<String, String>,
}

impl DigitalHubSandbox {
    pub(crate) async fn start(half: Half<'_>) -> Result<Self, SandboxError> {
        let context_path = seeds::context_path(&half.seed)?;
        let keep = half.keep("digitalhub.json")?;
        let kept = match &keep {
            Some(keep) => keep.load()?,
            None => None,
        };
        let listening = half.listen(kept.as_ref().map(|kept| kept.port)).await?;
        let address = match &listening {
            Some((listener, _)) => listener.local_addr().ok(),
            None => None,
        };
        let issuer = address.map_or_else(String::new, |address| {
            format!("http://{address}{context_path}")
        });
        let key = SigningKey::new();
        let now = half.clock.now();
        let named = seeds::named(&half.seed, &key, &issuer, now)?;
        let world = kept.map_or_else(|| seeds::world(&half.seed, now), |kept| kept.world);
        let platform = DigitalHub {
            issuer,
            context_path,
            key,
            lag: half.config.lag,
            has_upstream: seeds::has_upstream(&half.seed)?,
        };
        let service = Service::start(platform, world, half.clock, keep, listening)?;
        Ok(Self { service, named })
    }

    /// Whether it takes requests: not if the other platform alone was asked for.
    pub fn is_served(&self) -> bool {
        self.service.is_served()
    }

    /// Where it serves, without a slash at the end; empty if it does not.
    pub fn url(&self) -> &str {
        &self.service.served().platform.issuer
    }

    /// The administrator's name.
    pub fn username(&self) -> &'static str {
        USERNAME
    }

    /// The administrator's password.
    pub fn password(&self) -> &'static str {
        PASSWORD
    }

    /// The values of a recording's placeholders that exist before its first exchange.
    pub fn named(&self) -> &BTreeMap<String, String> {
        &self.named
    }

    /// Makes the next `times` requests of this route go wrong. Faults asked for earlier come first.
    pub fn fail_next(&self, route: Route, times: u32, fault: Fault) {
        self.service.served().faults.add(route, times, fault);
    }

    /// Changes the rows of the token table, as an administrator of the database could.
    pub fn edit_tokens(&self, edit: impl FnMut(&mut StoredToken)) {
        self.service
            .served()
            .world()
            .tokens
            .iter_mut()
            .for_each(edit);
    }

    pub(crate) fn stop(&self) {
        self.service.stop();
    }
}
