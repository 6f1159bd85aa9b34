//! The login keychain of macOS. Not compiled or run by us yet: the README says unverified.

use apple_native_keyring_store::keychain::Store;

use crate::native::Keychain;

pub(crate) const KEYCHAIN: Keychain = Keychain {
    name: "macOS Keychain",
    open: || Ok(Store::new()?),
    // Without it, every password of the user's would be listed.
    searches_by_service: true,
};
