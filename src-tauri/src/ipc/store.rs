//! The keychain.

use patwarden_core::view::StoreView;

use super::{Answer, AppState};

#[tauri::command]
pub(super) async fn store_report(app: AppState<'_>) -> Answer<StoreView> {
    Ok(app.runtime()?.use_cases.store_report().await)
}

#[tauri::command]
pub(super) async fn unlock_store(app: AppState<'_>) -> Answer<StoreView> {
    Ok(app.runtime()?.use_cases.unlock_store().await?)
}
