//! Owners: whose tokens there can be.

use patwarden_core::view::{CreateOwnerRequest, DirectoryView, OwnerRow};

use super::{Answer, AppState};

#[tauri::command]
pub(super) async fn owner_directory(app: AppState<'_>, account: String) -> Answer<DirectoryView> {
    Ok(app.runtime()?.use_cases.owner_directory(&account).await?)
}

#[tauri::command]
pub(super) async fn create_owner(
    app: AppState<'_>,
    request: CreateOwnerRequest,
) -> Answer<OwnerRow> {
    Ok(app.runtime()?.use_cases.create_owner(&request).await?)
}
