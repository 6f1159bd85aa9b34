//! Accounts.

use patwarden_core::view::{AccountView, ConnectRequest, DiscoverRequest, DiscoveryView};

use super::{Answer, AppState};

#[tauri::command]
pub(super) async fn refresh(app: AppState<'_>, alias: Option<String>) -> Answer<()> {
    Ok(app.runtime()?.use_cases.refresh(alias.as_deref()).await?)
}

#[tauri::command]
pub(super) async fn discover(app: AppState<'_>, request: DiscoverRequest) -> Answer<DiscoveryView> {
    Ok(app.runtime()?.use_cases.discover(&request).await?)
}

#[tauri::command]
pub(super) async fn connect_account(
    app: AppState<'_>,
    request: ConnectRequest,
) -> Answer<AccountView> {
    let use_cases = &app.runtime()?.use_cases;
    let account = use_cases.connect(request).await?;
    Ok(use_cases.account_view(&account))
}

#[tauri::command]
pub(super) async fn disconnect_account(
    app: AppState<'_>,
    alias: String,
    forget_secrets: bool,
) -> Answer<()> {
    Ok(app
        .runtime()?
        .use_cases
        .disconnect(&alias, forget_secrets)
        .await?)
}

#[tauri::command]
pub(super) async fn change_address(
    app: AppState<'_>,
    alias: String,
    url: String,
) -> Answer<AccountView> {
    let use_cases = &app.runtime()?.use_cases;
    let account = use_cases.change_address(&alias, &url).await?;
    Ok(use_cases.account_view(&account))
}

#[tauri::command]
pub(super) async fn pin_interface(
    app: AppState<'_>,
    alias: String,
    id: Option<String>,
) -> Answer<AccountView> {
    let use_cases = &app.runtime()?.use_cases;
    let account = use_cases.pin_interface(&alias, id.as_deref()).await?;
    Ok(use_cases.account_view(&account))
}
