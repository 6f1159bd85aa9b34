//! Keeps the page's TypeScript types in step with the views.
#![cfg(feature = "bindings")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test says what it expects"
)]

use std::path::PathBuf;

use patwarden_core::{
    ErrorCode, account, activity, capabilities, error, owner, ports, settings, status, view,
};
use ts_rs::{Config, TS};

macro_rules! declarations {
    ($($type:ty),* $(,)?) => {{
        let config = Config::default();
        vec![$(format!("export {}", <$type>::decl(&config))),*]
    }};
}

fn generated() -> String {
    let declarations = declarations![
        account::ProviderId,
        account::SignInMethod,
        activity::Action,
        capabilities::Capabilities,
        capabilities::Expiry,
        capabilities::Interface,
        capabilities::Naming,
        capabilities::OfferedScope,
        capabilities::Owners,
        capabilities::Product,
        capabilities::ScopeChoice,
        capabilities::Tone,
        capabilities::UseInPrograms,
        ErrorCode,
        error::Field,
        owner::Organization,
        owner::OwnerState,
        owner::Role,
        ports::StoreState,
        settings::Language,
        settings::Settings,
        settings::Theme,
        status::Status,
        view::AccountState,
        view::AccountView,
        view::ActivityView,
        view::ConnectRequest,
        view::CopiedView,
        view::CreateOwnerRequest,
        view::CreateRequest,
        view::Created,
        view::CustodyState,
        view::CustodyView,
        view::DirectoryView,
        view::DiscoverRequest,
        view::DiscoveryView,
        view::ExpiryWish,
        view::HoldView,
        view::IdentityState,
        view::IpcError,
        view::OwnerRoles,
        view::OwnerRow,
        view::OwnerView,
        view::Pending,
        view::Snapshot,
        view::StartView,
        view::StoreView,
        view::TokenRow,
        view::TokenView,
        view::UnsavedView,
    ];
    format!(
        "// Generated from patwarden-core by its test `bindings`. Do not edit.\n\n{}\n",
        declarations.join("\n\n")
    )
}

#[test]
fn the_pages_types_are_those_of_the_views() {
    let path =
        PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../ui/src/lib/ipc/types.gen.ts");
    let wanted = generated();
    if std::env::var_os("PATWARDEN_WRITE_BINDINGS").is_some() {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, &wanted).unwrap();
    }
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(
        committed, wanted,
        "stale: run this test once with PATWARDEN_WRITE_BINDINGS=1"
    );
}
