//! The Credential Manager of Windows. Not compiled or run by us yet: the README says unverified.

use windows_native_keyring_store::Store;

use crate::native::Keychain;

pub(crate) const KEYCHAIN: Keychain = Keychain {
    name: "Windows Credential Manager",
    open: || Ok(Store::new()?),
    // It searches by a pattern of its own; what is not ours is left out afterwards.
    searches_by_service: false,
};
