//! Turns the errors of D-Bus and of the store crate into one of our causes.
//!
//! Decided by the names of errors, which the specifications fix; their texts are neither read nor
//! repeated.

use std::error::Error;
use std::io;

use zbus::DBusError;

use crate::trouble::Trouble;

/// The cause behind an error of the store crate, which keeps the bus's own error somewhere below.
pub(super) fn store(error: &keyring::Error) -> Trouble {
    let mut cause = match error {
        keyring::Error::PlatformFailure(inner) | keyring::Error::NoStorageAccess(inner) => {
            Some(inner.as_ref() as &(dyn Error + 'static))
        }
        _ => None,
    };
    while let Some(link) = cause {
        if let Some(error) = link.downcast_ref::<zbus::Error>() {
            return bus(error);
        }
        if let Some(error) = link.downcast_ref::<zbus::fdo::Error>() {
            return standard(error);
        }
        cause = link.source();
    }
    Trouble::of(error)
}

/// The cause behind an error of the bus.
pub(super) fn bus(error: &zbus::Error) -> Trouble {
    match error {
        zbus::Error::MethodError(name, ..) => named(name.as_str()),
        zbus::Error::FDO(inner) => standard(inner),
        zbus::Error::InputOutput(inner) | zbus::Error::Connection(inner, _) => {
            if inner.kind() == io::ErrorKind::TimedOut {
                Trouble::TimedOut
            } else {
                Trouble::Absent
            }
        }
        zbus::Error::Address(_) | zbus::Error::Handshake(_) => Trouble::NoBus,
        zbus::Error::InterfaceNotFound => Trouble::Absent,
        _ => Trouble::Refused("its answer makes no sense".into()),
    }
}

fn standard(error: &zbus::fdo::Error) -> Trouble {
    match error {
        zbus::fdo::Error::ZBus(inner) => bus(inner),
        other => named(other.name().as_str()),
    }
}

fn named(name: &str) -> Trouble {
    const STANDARD: &str = "org.freedesktop.DBus.Error.";
    const SECRET: &str = "org.freedesktop.Secret.Error.";
    if let Some(short) = name.strip_prefix(STANDARD) {
        return match short {
            // `NoReply` is what the bus says when the service went away with our question.
            "ServiceUnknown" | "NameHasNoOwner" | "Disconnected" | "NoReply" => Trouble::Absent,
            "Timeout" | "TimedOut" => Trouble::TimedOut,
            // gnome-keyring has no methods at the path of what was deleted.
            "UnknownObject" | "UnknownMethod" | "UnknownInterface" => Trouble::Vanished,
            // The bus could not start the service it has a file for.
            _ if short.starts_with("Spawn.") => Trouble::Absent,
            _ => Trouble::Refused(short.to_owned()),
        };
    }
    match name.strip_prefix(SECRET) {
        Some("IsLocked") => Trouble::Locked,
        Some("NoSuchObject") => Trouble::Vanished,
        Some(short) => Trouble::Refused(short.to_owned()),
        None => Trouble::Refused(name.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_errors_become_causes() {
        for (name, cause) in [
            ("org.freedesktop.DBus.Error.ServiceUnknown", Trouble::Absent),
            (
                "org.freedesktop.DBus.Error.Spawn.ChildExited",
                Trouble::Absent,
            ),
            ("org.freedesktop.DBus.Error.NoReply", Trouble::Absent),
            ("org.freedesktop.DBus.Error.TimedOut", Trouble::TimedOut),
            ("org.freedesktop.Secret.Error.IsLocked", Trouble::Locked),
            (
                "org.freedesktop.Secret.Error.NoSuchObject",
                Trouble::Vanished,
            ),
            (
                "org.freedesktop.DBus.Error.AccessDenied",
                Trouble::Refused("AccessDenied".into()),
            ),
            (
                "org.example.Odd",
                Trouble::Refused("org.example.Odd".into()),
            ),
        ] {
            assert_eq!(named(name), cause, "{name}");
        }
    }

    #[test]
    fn an_error_below_the_store_crate_is_found() {
        let deep = zbus::Error::InputOutput(io::Error::from(io::ErrorKind::TimedOut).into());
        assert_eq!(
            store(&keyring::Error::PlatformFailure(Box::new(deep))),
            Trouble::TimedOut
        );
    }
}
