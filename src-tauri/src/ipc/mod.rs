//! The commands the page may call, declared once: this table makes the handler, the page's
//! functions and, through a test, the permission file.

mod accounts;
mod owners;
mod secrets;
mod start;
mod store;
mod tokens;

use std::sync::Arc;

use patwarden_core::view::IpcError;

use crate::app::App;

/// The state every command is given.
pub(crate) type AppState<'a> = tauri::State<'a, Arc<App>>;

/// What every command answers.
pub(crate) type Answer<T> = Result<T, IpcError>;

/// A command as the page sees it.
#[derive(Clone, Copy, Debug)]
pub struct Command {
    /// Name, in snake case.
    pub name: &'static str,
    /// Arguments and their TypeScript types.
    pub arguments: &'static [(&'static str, &'static str)],
    /// TypeScript type of the answer.
    pub answer: &'static str,
}

macro_rules! commands {
    ($($group:ident :: $name:ident ( $($argument:ident : $type:literal),* ) -> $answer:literal;)*) => {
        /// Every command, in the order of the table.
        pub const COMMANDS: &[Command] = &[$(Command {
            name: stringify!($name),
            arguments: &[$((stringify!($argument), $type)),*],
            answer: $answer,
        }),*];

        /// Answers the page.
        pub(crate) fn handler() -> impl Fn(tauri::ipc::Invoke) -> bool + Send + Sync + 'static {
            tauri::generate_handler![$($group::$name),*]
        }
    };
}

commands! {
    start::start() -> "StartView";
    start::first_paint(dark: "boolean") -> "null";
    start::snapshot() -> "Snapshot";
    start::save_settings(settings: "Settings") -> "Settings";
    start::open_sandbox() -> "null";
    start::leave_sandbox() -> "null";
    start::quit_anyway() -> "null";
    accounts::refresh(alias: "string | null") -> "null";
    accounts::discover(request: "DiscoverRequest") -> "DiscoveryView";
    accounts::connect_account(request: "ConnectRequest") -> "AccountView";
    accounts::disconnect_account(alias: "string", forget_secrets: "boolean") -> "null";
    accounts::change_address(alias: "string", url: "string") -> "AccountView";
    accounts::pin_interface(alias: "string", id: "string | null") -> "AccountView";
    owners::owner_directory(account: "string") -> "DirectoryView";
    owners::create_owner(request: "CreateOwnerRequest") -> "OwnerRow";
    tokens::create_token(request: "CreateRequest") -> "Created";
    tokens::store_unsaved(id: "string") -> "Created";
    tokens::settle_unsaved(id: "string") -> "null";
    tokens::revoke_unsaved(id: "string") -> "null";
    tokens::delete_token(id: "string", at_once: "boolean") -> "HoldView";
    tokens::undo_delete(id: "string") -> "null";
    tokens::decide_interrupted(id: "string", delete_now: "boolean") -> "null";
    tokens::prove_token(id: "string") -> "boolean";
    tokens::token_activity(id: "string") -> "ActivityView[]";
    secrets::reveal_secret(id: "string") -> "string";
    secrets::copy_secret(id: "string") -> "CopiedView";
    secrets::clear_clipboard() -> "null";
    store::store_report() -> "StoreView";
    store::unlock_store() -> "StoreView";
}
