//! What the desktop lends us.

pub(crate) mod changes;
pub(crate) mod clipboard;
pub(crate) mod closing;
pub(crate) mod instance;
pub(crate) mod signals;
pub(crate) mod window;
